package exchange

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
)

// Problem is a fault that was met in a document, with its place. As text, and so in JSON, it is the English sentence.
type Problem struct{ *fault.Fault }

// In is the problem in a language.
func (p Problem) In(l locale.Lang) string { return Explain(l, p.Fault) }

// MarshalText implements encoding.TextMarshaler.
func (p Problem) MarshalText() ([]byte, error) { return []byte(p.Error()), nil }

// UnmarshalText implements encoding.TextUnmarshaler. Of a problem read back nothing but its English sentence is known.
func (p *Problem) UnmarshalText(b []byte) error {
	p.Fault = fault.New(fault.Invalid, "%s", string(b))
	return nil
}

// Explain is an error in a language: where it lies, what is wrong there, and why.
func Explain(l locale.Lang, err error) string {
	f, ok := fault.Of(err)
	if !ok || l == locale.En {
		return err.Error()
	}
	s := locale.Sentence(l, f.Text, f.Args...)
	if f.Where != "" {
		s = placeIn(l, f.Where) + ": " + s
	}
	if cause := f.Unwrap(); cause != nil {
		s += ": " + Explain(l, cause)
	}
	return s
}

// placeIn writes a place, such as "member \"a.tsv\", record 3, line 4", in a language. What is quoted stays.
func placeIn(l locale.Lang, where string) string {
	var b strings.Builder
	for where != "" {
		if quoted, err := strconv.QuotedPrefix(where); err == nil {
			b.WriteString(quoted)
			where = where[len(quoted):]
			continue
		}
		n := strings.IndexFunc(where, func(c rune) bool { return c < 'a' || c > 'z' })
		if n == 0 {
			_, size := utf8.DecodeRuneInString(where)
			b.WriteString(where[:size])
			where = where[size:]
			continue
		}
		if n < 0 {
			n = len(where)
		}
		word := where[:n]
		if text, ok := locale.Lookup(l, "report.place."+word); ok {
			word = text
		}
		b.WriteString(word)
		where = where[n:]
	}
	return b.String()
}
