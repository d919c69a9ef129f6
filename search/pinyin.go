package search

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// pinyinTable is go-pinyin's dictionary, reduced to the first reading without tone and laid out by code point: a lookup
// is an index instead of a search, and takes no memory of its own.
type pinyinTable struct {
	at       [0xa000 - 0x3400]uint16
	syllable []string
}

var pinyinRead = sync.OnceValue(func() *pinyinTable {
	t := &pinyinTable{syllable: []string{""}}
	number := map[string]uint16{}
	for r, readings := range pinyin.PinyinDict {
		if r < 0x3400 || r >= 0xa000 {
			continue
		}
		first, _, _ := strings.Cut(readings, ",")
		s := plainPinyin(first)
		n, ok := number[s]
		if !ok {
			n = uint16(len(t.syllable))
			number[s] = n
			t.syllable = append(t.syllable, s)
		}
		t.at[r-0x3400] = n
	}
	return t
})

// plainPinyin drops the tones; ü is written v, as on keyboards.
func plainPinyin(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch r {
		case 'ü', 'ǖ', 'ǘ', 'ǚ', 'ǜ':
			b.WriteByte('v')
		default:
			if r < utf8.RuneSelf {
				b.WriteRune(r)
			} else {
				b.WriteString(letters.of(r).out)
			}
		}
	}
	return b.String()
}

// pinyinOf gives the commonest reading of a Han character without its tone; "" if none is known.
func pinyinOf(r rune) string {
	if r < 0x3400 || r >= 0xa000 {
		return ""
	}
	t := pinyinRead()
	return t.syllable[t.at[r-0x3400]]
}
