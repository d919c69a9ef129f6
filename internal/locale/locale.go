// Package locale holds every text that the interface shows, in each of its languages, and the ways in which a language
// writes numbers, dates, times and lists.
//
// A text has a key of dotted words whose first word is its subject: the text "entry.in_force" stands in
// text/vi/entry.json and text/en/entry.json, one flat JSON object each. A text may hold named places in braces:
//
//	"entry.due": "To be paid by {date}"
//	"search.hits": {"one": "{n} mark", "other": "{n} marks"}
//
// Where the words depend on a count, the value is an object of plural categories of Unicode's CLDR, chosen by the
// argument n. English has one and other; Vietnamese has other only, and may write a plain string instead.
//
// A key that is not there shows as itself, so that a page stays usable. The tests of this package fail when the
// languages differ in keys or places, and when the program asks in its code or templates for a key that is not there;
// Missing tells a test that renders pages which keys were asked for in vain.
//
// Sentences of faults, and of what an import leaves out, are their own keys, in English with the verbs of package fmt; see
// Sentence.
//
// All texts are in Unicode normalization form C. Everything here is safe for concurrent use.
package locale

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Lang is a language of the interface, by its code of ISO 639-1.
type Lang string

// The languages of the interface.
const (
	Vi Lang = "vi"
	En Lang = "en"
)

// Langs lists the languages in the order in which a page offers them.
func Langs() []Lang { return []Lang{Vi, En} }

// ParseLang reads the code of a language, with or without a region ("vi", "en-GB"); false if the interface does not
// speak it.
func ParseLang(s string) (Lang, bool) {
	primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(s)), "-")
	if l := Lang(primary); slices.Contains(Langs(), l) {
		return l, true
	}
	return "", false
}

// Name is the language's name in itself.
func (l Lang) Name() string {
	if l == Vi {
		return "Tiếng Việt"
	}
	return "English"
}

// Negotiate chooses the language that a request's Accept-Language header prefers among ours, and fallback where the
// header names none of them. What the header says badly is passed over. Source: RFC 9110, section 12.5.4.
func Negotiate(header string, fallback Lang) Lang {
	best, weight := fallback, 0.0
	for choice := range strings.SplitSeq(header, ",") {
		tag, params, _ := strings.Cut(choice, ";")
		q := 1.0
		if v, ok := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(params), " ", ""), "q="); ok {
			var err error
			if q, err = strconv.ParseFloat(v, 64); err != nil || q > 1 {
				continue
			}
		}
		l, ok := ParseLang(tag)
		if strings.TrimSpace(tag) == "*" {
			l, ok = fallback, true
		}
		if ok && q > weight {
			best, weight = l, q
		}
	}
	return best
}

// T is the text of the key in the language. Arguments come in pairs, the name of a place and its value:
//
//	locale.T(lang, "search.hits", "n", 3)
//
// Whole numbers are grouped as the language does it; a year or a number of a file is therefore passed as a string. A
// value with a method In(Lang) string is asked for its words. A place without an argument stays as it is, in braces. A
// key without a text is shown itself.
func T(l Lang, key string, args ...any) string {
	text, ok := Lookup(l, key, args...)
	if !ok {
		missing.note(string(l) + " " + key)
		return key
	}
	return text
}

// Lookup is T for keys that may be absent.
func Lookup(l Lang, key string, args ...any) (string, bool) {
	m, ok := catalogue()[l][key]
	if !ok {
		return "", false
	}
	return m.in(l, args), true
}

// Sentence is the text, or the hint, of a fault in the language: its English sentence is the key in text/vi/fault.json, or in
// text/vi/left_out.json of what an import leaves out, and its arguments fill the verbs of package fmt that both hold. A sentence without a translation is told in English.
func Sentence(l Lang, english string, args ...any) string {
	s := english
	if t, ok := sentences()[l][english]; ok {
		s = t
	}
	if len(args) == 0 {
		return s
	}
	return fmt.Sprintf(s, args...)
}

func argument(name string, args []any) (any, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1], true
		}
	}
	return nil, false
}

// show writes the value of an argument in the language.
func show(l Lang, v any) string {
	switch v := v.(type) {
	case string:
		return v
	case interface{ In(Lang) string }:
		return v.In(l)
	case int:
		return Number(l, int64(v))
	case int64:
		return Number(l, v)
	case uint64:
		return group(l, strconv.FormatUint(v, 10))
	case float64:
		return Decimal(l, v, 2)
	}
	return fmt.Sprint(v)
}
