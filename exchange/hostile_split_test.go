package exchange_test

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
)

// rewritten gives an XML document with every text changed by f, and every attribute's value by g. Texts that are white space
// only, comments, sections, declarations and what stands before the root stay.
func rewritten(doc string, f, g func(string) string) string {
	var b strings.Builder
	root := false
	for doc != "" {
		n := strings.IndexByte(doc, '<')
		if n < 0 {
			n = len(doc)
		}
		if text := doc[:n]; root && strings.TrimSpace(text) != "" {
			b.WriteString(f(text))
		} else {
			b.WriteString(text)
		}
		doc = doc[n:]
		n = len(doc)
		for _, m := range []struct{ from, to string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"<!DOCTYPE", ">"}, {"<", ">"}} {
			if !strings.HasPrefix(doc, m.from) {
				continue
			}
			n = strings.Index(doc, m.to) + len(m.to)
			if m.from == "<!DOCTYPE" && strings.IndexByte(doc[:n], '[') >= 0 {
				n = strings.Index(doc, "]>") + 2
			}
			if m.from == "<" {
				root = true
				b.WriteString(valued(doc[:n], g))
			} else {
				b.WriteString(doc[:n])
			}
			break
		}
		doc = doc[n:]
	}
	return b.String()
}

// valued gives a tag with the values of its attributes changed; those of namespaces stay.
func valued(tag string, g func(string) string) string {
	var b strings.Builder
	for {
		n := strings.Index(tag, `="`)
		if n < 0 {
			return b.String() + tag
		}
		value, rest, _ := strings.Cut(tag[n+2:], `"`)
		b.WriteString(tag[:n+2])
		if name := tag[strings.LastIndexAny(tag[:n], " \n\t")+1 : n]; strings.HasPrefix(name, "xmlns") || strings.Contains(name, "schemaLocation") {
			b.WriteString(value)
		} else {
			b.WriteString(g(value))
		}
		b.WriteByte('"')
		tag = rest
	}
}

// halves cuts a text within its words, never within a character or a reference.
func halves(s string) (string, string) {
	at := strings.IndexFunc(s, func(c rune) bool { return c > ' ' })
	if s[at] == '&' {
		at += strings.IndexByte(s[at:], ';') + 1
	} else {
		_, n := utf8.DecodeRuneInString(s[at:])
		at += n
	}
	return s[:at], s[at:]
}

// numbered writes every letter and digit as a reference to its character.
func numbered(s string) string {
	var b strings.Builder
	inside := false
	for i, c := range s {
		switch {
		case c == '&':
			inside = true
		case c == ';' && inside:
			inside = false
		case !inside && c > ' ':
			fmt.Fprintf(&b, []string{"&#%d;", "&#x%x;"}[i%2], c)
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

// unreferenced reports whether s may stand in a section as it is.
func unreferenced(s string) bool { return !strings.ContainsAny(s, "&>") }

// splits are ways of writing the same text.
var splits = []struct {
	name string
	f, g func(string) string
}{
	{"a comment within every text", func(s string) string { a, b := halves(s); return a + "<!-- <b>&amp; -->" + b }, itself},
	{"an instruction within every text", func(s string) string { a, b := halves(s); return a + "<?x > <y ?>" + b }, itself},
	{"half of every text in a section", func(s string) string {
		if a, b := halves(s); unreferenced(a) {
			return "<![CDATA[" + a + "]]>" + b
		}
		return s
	}, itself},
	{"all of every text in sections", func(s string) string {
		if a, b := halves(s); unreferenced(s) {
			return "<![CDATA[]]><![CDATA[" + a + "]]><![CDATA[" + b + "]]>"
		}
		return s
	}, itself},
	{"every character as a number", numbered, numbered},
}

func itself(s string) string { return s }

func TestSplitValuesGiveTheSameRecords(t *testing.T) { splitAll(t, ours()) }

func TestSplitValuesOfRealDocumentsGiveTheSameRecords(t *testing.T) { splitAll(t, theirs(t)) }

func splitAll(t *testing.T, papers []paper) {
	for _, p := range papers {
		if !strings.HasPrefix(strings.TrimLeft(p.text, "\ufeff \r\n"), "<") {
			continue
		}
		want, rep, err := opened(p.text, exchange.Options{Name: p.name})
		if err != nil || len(want) == 0 {
			t.Errorf("%s: %d records, %v", p.name, len(want), err)
			continue
		}
		for _, s := range splits {
			got, rep2, err := opened(rewritten(p.text, s.f, s.g), exchange.Options{Name: p.name})
			if err != nil {
				t.Errorf("%s, %s: %v", p.name, s.name, err)
				continue
			}
			if !reflect.DeepEqual(rep, rep2) {
				t.Errorf("%s, %s: the report is\n%+v, not\n%+v", p.name, s.name, rep2, rep)
			}
			for i := range want {
				if i < len(got) && !reflect.DeepEqual(want[i], got[i]) {
					t.Errorf("%s, %s: record %d is\n%s, not\n%s", p.name, s.name, i, exchange.Content(got[i]), exchange.Content(want[i]))
					break
				}
			}
			if len(got) != len(want) {
				t.Errorf("%s, %s: %d records, not %d", p.name, s.name, len(got), len(want))
			}
		}
	}
}

// encoded writes a text in units of 16 or 32 bits.
func encoded(s string, order binary.AppendByteOrder, bits int) string {
	var b []byte
	if bits == 32 {
		for _, c := range s {
			b = order.AppendUint32(b, uint32(c))
		}
		return string(b)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

// narrow writes a text in Latin-1; it holds nothing beyond.
func narrow(s string) string {
	var b []byte
	for _, c := range s {
		b = append(b, byte(c))
	}
	return string(b)
}

// ebcdic writes the letters and signs of a document's beginning in EBCDIC, code page 037.
func ebcdic(s string) string {
	const ascii = "<?xml version='10.utf-8 enchdigarkblps_>/\n"
	page := []byte{0x4c, 0x6f, 0xa7, 0x94, 0x93, 0x40, 0xa5, 0x85, 0x99, 0xa2, 0x89, 0x96, 0x95, 0x7e, 0x7d, 0xf1, 0xf0, 0x4b, 0xa4, 0xa3, 0x86, 0x60, 0xf8, 0x40, 0x85, 0x95, 0x83, 0x88, 0x84, 0x89, 0x87, 0x81, 0x99, 0x92, 0x82, 0x93, 0x97, 0xa2, 0x6d, 0x6e, 0x61, 0x25}
	var b []byte
	for i := range len(s) {
		if n := strings.IndexByte(ascii, s[i]); n >= 0 {
			b = append(b, page[n])
		} else {
			b = append(b, 0x6f)
		}
	}
	return string(b)
}

func TestEncodings(t *testing.T) {
	xml := func(declared, mark string) string {
		if declared != "" {
			declared = ` encoding="` + declared + `"`
		}
		return `<?xml version="1.0"` + declared + `?><trademark-applications-daily><case-file><serial-number>90000001</serial-number><case-file-header><mark-identification>` + mark + `</mark-identification></case-file-header></case-file></trademark-applications-daily>`
	}
	const viet, latin, bom = "PHỞ Hà Nội 𠀀", "CAFÉ", "\ufeff"
	table := "number\tmark\n1\t"
	for _, c := range []struct {
		rule, doc, mark, want string // the mark that is read, or what is wrong
	}{
		{"UTF-8, declared", xml("UTF-8", viet), viet, ""},
		{"UTF-8, not declared", xml("", viet), viet, ""},
		{"UTF-8 behind a byte order mark", bom + xml("utf-8", viet), viet, ""},
		{"UTF-16 behind a byte order mark, little end first", encoded(bom+xml("UTF-16", viet), binary.LittleEndian, 16), viet, ""},
		{"UTF-16 behind a byte order mark, big end first", encoded(bom+xml("utf-16", viet), binary.BigEndian, 16), viet, ""},
		{"UTF-16 that is not declared", encoded(bom+xml("", viet), binary.LittleEndian, 16), viet, ""},
		{"UTF-16 without a byte order mark, little end first", encoded(xml("UTF-16", viet), binary.LittleEndian, 16), "", "UTF-16 without the byte order mark"},
		{"UTF-16 without a byte order mark, big end first", encoded(xml("UTF-16", viet), binary.BigEndian, 16), "", "UTF-16 without the byte order mark"},
		{"UTF-16 that declares UTF-8", encoded(bom+xml("UTF-8", viet), binary.LittleEndian, 16), "", "UTF-8"},
		{"UTF-8 that declares UTF-16", xml("UTF-16", viet), "", "UTF-16"},
		{"UTF-32 with a mark", encoded(bom+xml("UTF-32", viet), binary.LittleEndian, 32), "", "UTF-32"},
		{"UTF-32 without a mark", encoded(xml("UTF-32", viet), binary.BigEndian, 32), "", "UTF-32"},
		{"Latin-1 that declares UTF-8", narrow(xml("UTF-8", latin)), "", "UTF-8"},
		{"Latin-1 that declares nothing", narrow(xml("", latin)), "", "UTF-8"},
		{"Latin-1 that declares it", narrow(xml("ISO-8859-1", latin)), "", "ISO-8859-1"},
		{"ASCII that declares a code page of Viet Nam", xml("windows-1258", "PHO"), "", "windows-1258"},
		{"EBCDIC", ebcdic(xml("cp037", "PHO")), "", "not a text"},
		{"half a surrogate pair in UTF-16", encoded(bom+xml("", "A"), binary.LittleEndian, 16)[:200] + "\x00\xd8" + encoded(bom+xml("", "A"), binary.LittleEndian, 16)[200:], "", "surrogate"},
		{"a surrogate in UTF-8", xml("", "A\xed\xa0\x80B"), "", "UTF-8"},
		{"an overlong form", xml("", "A\xc0\xafB"), "", "UTF-8"},
		{"a character beyond Unicode", xml("", "A\xf4\x90\x80\x80B"), "", "UTF-8"},
		{"a table in UTF-8", table + viet + "\n", viet, ""},
		{"a table in UTF-16 as spreadsheets save it", encoded(bom+table+viet+"\r\n", binary.LittleEndian, 16), viet, ""},
		{"a table in Latin-1", narrow(table + latin + "\n2\tTHE SECOND MARK OF THIS TABLE\n"), "", "not UTF-8"},
		{"a table in UTF-16 without a mark", encoded(table+viet+"\n", binary.LittleEndian, 16), "", "not a text"},
		{"a table in UTF-32", encoded(bom+table+viet+"\n", binary.BigEndian, 32), "", "UTF-32"},
	} {
		items, rep, err := opened(c.doc, exchange.Options{Name: "x.tsv"})
		if c.want == "" {
			if err != nil || len(items) != 1 || items[0].Record.Mark.Text != c.mark {
				t.Errorf("%s: %d records, %+v, %v", c.rule, len(items), rep, err)
			}
			continue
		}
		said := fmt.Sprint(err, rep.Refused)
		if strings.Contains(ids(items), "/1") || !strings.Contains(said, c.want) || err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %d records, %s; want %q", c.rule, len(items), said, c.want)
		}
	}
}
