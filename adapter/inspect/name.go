package inspect

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is how many bytes a file's name may have.
const maxName = 200

// Name gives a file's name as it is kept and shown: without folders, in normalization form C, without characters that hide or turn
// what it says (controls, marks of direction, spaces of no width), not longer than 200 bytes with its ending kept. It is never used as
// a path.
func Name(sent string) string {
	sent = strings.ToValidUTF8(sent, "")
	if i := strings.LastIndexAny(sent, `/\`); i >= 0 {
		sent = sent[i+1:]
	}
	sent = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsControl(c), unicode.Is(unicode.Cf, c), unicode.Is(unicode.Zl, c), unicode.Is(unicode.Zp, c):
			return -1
		case unicode.IsSpace(c):
			return ' '
		case strings.ContainsRune(`<>:"|?*`, c):
			return '_'
		}
		return c
	}, norm.NFC.String(sent))
	sent = strings.TrimLeft(strings.Join(strings.Fields(sent), " "), ".")
	ending := path.Ext(sent)
	if len(ending) > 16 {
		ending = ""
	}
	stem := strings.TrimSuffix(sent, ending)
	for len(stem)+len(ending) > maxName {
		_, n := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-n]
	}
	if strings.TrimSpace(stem) == "" {
		stem = "file"
	}
	return stem + ending
}
