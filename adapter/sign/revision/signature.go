package revision

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// Signature is a signature of the document, as its dictionary says.
type Signature struct {
	Field               string // full name of the field
	Kind                string // SubFilter
	Name, Reason, Place string
	Claimed             time.Time // /M; zero if absent or unreadable
	Contents            []byte    // the signature with the zeros that fill its place
	From, To            int       // where Contents stands in the file, with its angle brackets
	Range               []int     // the byte range: begin and length of each part
}

// Signatures lists the signatures in the order in which they were made.
func (f *File) Signatures() ([]Signature, error) {
	catalog, err := f.resolve(f.trailer.get("Root"))
	if err != nil {
		return nil, err
	}
	form, err := f.resolve(catalog.get("AcroForm"))
	if err != nil {
		return nil, err
	}
	w := walk{f: f, seen: map[int]bool{}}
	if err := w.fields(form.get("Fields"), "", "", 0); err != nil {
		return nil, err
	}
	slices.SortStableFunc(w.found, func(a, b Signature) int { return a.From - b.From })
	return w.found, nil
}

// walk goes through the tree of fields.
type walk struct {
	f     *File
	seen  map[int]bool
	found []Signature
}

func (w *walk) fields(list value, prefix, kind string, depth int) error {
	list, err := w.f.resolve(list)
	if err != nil {
		return err
	}
	if depth > deepest {
		return bad("its form is nested too deep")
	}
	for _, item := range list.items {
		if item.kind == ref {
			if w.seen[item.num] {
				return bad("a field of its form is there twice")
			}
			w.seen[item.num] = true
		}
		field, err := w.f.resolve(item)
		if err != nil {
			return err
		}
		full, kind := prefix, kind
		if t := field.get("T"); t.kind == text {
			full = strings.TrimPrefix(prefix+"."+decoded(t.text), ".")
		}
		if t := field.get("FT"); t.kind == name {
			kind = t.text
		}
		if kind == "Sig" && field.get("V").kind != null {
			if err := w.signature(full, field.get("V")); err != nil {
				return err
			}
		}
		if err := w.fields(field.get("Kids"), full, kind, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) signature(field string, v value) error {
	d, err := w.f.resolve(v)
	if err != nil {
		return err
	}
	contents := d.get("Contents")
	if d.kind != dict || contents.kind != text || d.at < 0 || !bytes.HasPrefix(contents.raw, []byte("<")) {
		return bad("a signature has no Contents in hexadecimal digits")
	}
	s := Signature{
		Field: field, Kind: d.get("SubFilter").text,
		Name: decoded(d.get("Name").text), Reason: decoded(d.get("Reason").text), Place: decoded(d.get("Location").text),
		Claimed: moment(d.get("M").text), Contents: []byte(contents.text), From: contents.at, To: contents.at + len(contents.raw),
	}
	for _, part := range d.get("ByteRange").items {
		if part.kind != integer {
			return bad("a byte range is no list of numbers")
		}
		s.Range = append(s.Range, part.num)
	}
	if len(w.found) == mostSignatures {
		return bad("it has more than 100 signatures")
	}
	if slices.ContainsFunc(w.found, func(other Signature) bool { return other.From == s.From }) {
		return bad("two of its fields have the same signature")
	}
	w.found = append(w.found, s)
	return nil
}

const mostSignatures = 100

// decoded reads a text string (ISO 32000-1, 7.9.2.2); other than in Unicode it is taken for ASCII.
func decoded(s string) string {
	if utf8, ok := strings.CutPrefix(s, "\xef\xbb\xbf"); ok {
		return strings.ToValidUTF8(utf8, "\ufffd")
	}
	big, ok := strings.CutPrefix(s, "\xfe\xff")
	if !ok {
		return strings.Map(func(r rune) rune {
			if r > 126 || r < 32 {
				return '\ufffd'
			}
			return r
		}, s)
	}
	var units []uint16
	for i := 0; i+1 < len(big); i += 2 {
		units = append(units, uint16(big[i])<<8|uint16(big[i+1]))
	}
	return string(utf16.Decode(units))
}

// moment reads a date (ISO 32000-1, 7.9.4); zero if it is none, or has no time zone.
func moment(s string) time.Time {
	s = strings.TrimSuffix(strings.Replace(strings.TrimPrefix(s, "D:"), "'", "", 1), "'")
	for _, form := range []string{"20060102150405Z0700", "20060102150405Z0000"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// Changed names the objects that are other or new in this file compared with an older revision of it, in the order of their
// numbers: "12 (Page)". After twenty it ends with "…".
func (f *File) Changed(since *File) []string {
	var numbers []int
	for n, e := range f.entries {
		if since.entries[n] != e {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	var list []string
	for i, n := range numbers {
		if i == 20 {
			return append(list, "…")
		}
		what := "?"
		if v, _, err := f.load(n, f.entries[n].gen); err == nil {
			for _, key := range []string{"Type", "Subtype"} {
				if t := v.get(key); t.kind == name {
					what = strings.Map(printable, t.text)
					break
				}
			}
		}
		if what == "?" {
			list = append(list, strconv.Itoa(n))
		} else {
			list = append(list, fmt.Sprintf("%d (%s)", n, what))
		}
	}
	return list
}

func printable(r rune) rune {
	if r < 33 || r > 126 {
		return -1
	}
	return r
}
