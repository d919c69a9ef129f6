package exchange

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// giRow is one record of the register of geographical indications of the United Kingdom, in the form of its prototype of
// 2020: members EA_ are those of the register, members DEF_ those of its search, among them names that a machine
// translated. Source: Department for Environment, Food and Rural Affairs, prototype of 2020.
type giRow struct {
	Name         string `json:"EA_Name"`
	FileNumber   string `json:"EA_FileNumber"`
	Type         string `json:"EA_Type"`
	ProductType  string `json:"EA_ProductType"`
	Category     string `json:"EA_ProductCategory"`
	Country      string `json:"EA_Country"`
	Status       string `json:"EA_Status"`
	Instrument   string `json:"EA_LegalInstrument"`
	Applied      string `json:"EA_ApplicationDate"`
	Registered   string `json:"EA_DateRegistration"`
	Published    string `json:"EA_DatePublication"`
	Order        any    `json:"DEF_OriginalOrder"`
	Register     any    `json:"DEF_Register"`
	SearchName   any    `json:"DEF_SearchName"`
	SearchBoth   any    `json:"DEF_SearchNameAndCategory"`
	SearchAll    any    `json:"DEF_SearchTextAll"`
	SearchFamily any    `json:"DEF_SearchCategory"`
}

// isGIRegister reports whether the beginning of a JSON array is that of such a register.
func isGIRegister(head []byte) bool {
	return bytes.Contains(head, []byte(`"EA_FileNumber"`)) || bytes.Contains(head, []byte(`"EA_Name"`))
}

// giRegister reads such a register, one object one item.
type giRegister struct {
	array *jsonArray
	opt   Options
	rep   Report
	texts texts
}

func newGIRegister(src io.Reader, opt Options) (*giRegister, error) {
	a, err := newJSONArray(src)
	if err != nil {
		return nil, err
	}
	return &giRegister{array: a, opt: opt, rep: Report{Format: UKGI}}, nil
}

// Report implements Reader.
func (g *giRegister) Report() Report {
	rep := g.rep.clone()
	rep.Replaced = g.texts.replaced
	return rep
}

// Next implements Reader.
func (g *giRegister) Next() (*Item, error) {
	b, f, err := g.array.next()
	if err != nil {
		return nil, err
	}
	ordinal := g.rep.Read
	g.rep.Read++
	where := "record " + strconv.Itoa(ordinal+1) + ", line " + strconv.Itoa(g.array.line)
	var row giRow
	if f == nil {
		f = g.parse(b, &row)
	}
	if f != nil {
		return nil, g.rep.refuse(f, where)
	}
	item := &Item{Version: g.opt.Date, Ordinal: ordinal, Where: where}
	if f := g.item(item, &row); f != nil {
		return nil, g.rep.refuse(f, where)
	}
	return item, nil
}

// parse reads an object as JSON Lines are read: a member twice refuses it, one that is not known is counted.
func (g *giRegister) parse(b []byte, row *giRow) *fault.Fault {
	w := walker{dec: json.NewDecoder(bytes.NewReader(b))}
	w.dec.UseNumber()
	err := w.document(reflect.TypeFor[giRow]())
	if err == nil {
		err = json.Unmarshal(b, row)
	}
	if err != nil {
		if f, ok := fault.Of(err); ok {
			return f
		}
		return fault.New(fault.Invalid, "the record is no JSON object of the register").Because(err)
	}
	for _, name := range w.unknown {
		g.rep.notUnderstood([]byte(name))
	}
	for _, v := range []any{row.Order, row.Register, row.SearchName, row.SearchBoth, row.SearchAll, row.SearchFamily} {
		if v != nil {
			count(&g.rep.LeftOut, "search words and order of the prototype (made from other members)", 1)
		}
	}
	return nil
}

func (g *giRegister) item(item *Item, row *giRow) *fault.Fault {
	g.texts.reset()
	text := func(s string) string { return g.texts.add([]byte(s)) }
	r := &item.Record
	number := text(row.FileNumber)
	r.Title = text(row.Name)
	r.Status, r.StatusTold = statusIn(giStatuses(), text(row.Status))
	r.Application = &register.Numbered{Number: number, Date: g.date("EA_ApplicationDate", row.Applied)}
	if t := g.date("EA_DateRegistration", row.Registered); !t.IsZero() || r.Status == register.StatusRegistered {
		r.Registration = &register.Numbered{Number: number, Date: t}
	}
	if t := g.date("EA_DatePublication", row.Published); !t.IsZero() {
		r.Publications = []register.Publication{{Date: t}}
	}
	if s := text(row.Instrument); s != "" {
		r.History = []register.Told{{Date: lastDate(s), Code: "EA_LegalInstrument", Text: s}}
	}
	if x, ok := requestOn(number); ok {
		r.Related = []register.Related{x}
	}
	in := &register.Indication{Scheme: bracketed(text(row.Type)), Countries: g.countries(row.Country), Transliteration: text(inLatin(row.Name))}
	known := map[string]bool{"": true}
	for _, c := range append([]string{text(row.ProductType)}, categories(text(row.Category))...) {
		if !known[c] {
			known[c] = true
			in.Category = append(in.Category, c)
		}
	}
	if !emptyIndication(in) {
		r.Indication = in
	}
	if g.texts.over {
		return fault.New(fault.Invalid, "the record's texts are longer than %d bytes", maxText)
	}
	if linesOf(r) > maxLines {
		return tooMany()
	}
	if number == "" {
		return fault.New(fault.Invalid, "the record has no file number")
	}
	var err error
	item.ID, err = ipr.NewID("GB", ipr.GI, number)
	f, _ := fault.Of(err)
	return f
}

// date reads a day as the register writes it, 21/06/1996. One that cannot be read is counted and absent.
func (g *giRegister) date(name, s string) ipr.Date {
	if s = strings.TrimSpace(s); s == "" {
		return ipr.Date{}
	}
	d, ok := dayMonthYear(s, '/')
	if !ok {
		g.rep.unread(name)
	}
	return d
}

func dayMonthYear(s string, sep byte) (ipr.Date, bool) {
	if len(s) != 10 || s[2] != sep || s[5] != sep {
		return ipr.Date{}, false
	}
	d, err := ipr.ParseDate(s[6:] + s[3:5] + s[:2])
	return d, err == nil && d.Exact()
}

// lastDate is the day at the end of the name of a legal instrument, "Official Journal L 148, 21.06.1996": that of the journal.
func lastDate(s string) ipr.Date {
	if len(s) < 10 {
		return ipr.Date{}
	}
	d, _ := dayMonthYear(s[len(s)-10:], '.')
	return d
}

// countries reads names of countries, parted by commas. One that is not in the table is counted and left out.
func (g *giRegister) countries(s string) (codes []string) {
	for name := range strings.SplitSeq(s, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		if code, ok := giCountries()[strings.ToLower(name)]; ok {
			codes = appendNew(codes, code)
		} else {
			g.rep.unread("EA_Country")
		}
	}
	return codes
}

// bracketed is the abbreviation at the end of the name of a scheme, "Protected Designation of Origin (PDO)", or the name.
func bracketed(s string) string {
	if i := strings.LastIndexByte(s, '('); i >= 0 && strings.HasSuffix(s, ")") && i+2 < len(s) {
		return s[i+1 : len(s)-1]
	}
	return s
}

// categories are those of a cell that may hold several, each behind its number: "15. Vodka, 31. Flavoured vodka".
func categories(s string) (list []string) {
	for from := 0; ; {
		i := strings.Index(s[from:], ", ")
		if i < 0 {
			return append(list, s)
		}
		i += from
		rest := strings.TrimLeft(s[i+2:], "0123456789")
		if len(rest) < len(s)-i-2 && strings.HasPrefix(rest, ".") {
			list = append(list, s[:i])
			s, from = s[i+2:], 0
		} else {
			from = i + 2
		}
	}
}

// requestOn tells which name a file number with an ending is a request on: PGI-GB-01854-AM01 asks for an amendment of
// PGI-GB-01854, and PGI-LU-0062-CANCEL for its cancellation.
func requestOn(number string) (register.Related, bool) {
	if base, ok := strings.CutSuffix(number, "-CANCEL"); ok && base != "" {
		return register.Related{How: "cancellation of", Number: base}, true
	}
	base, n, ok := strings.Cut(number, "-AM")
	if !ok || base == "" || len(n) < 2 || n[0] < '0' || n[0] > '9' {
		return register.Related{}, false
	}
	return register.Related{How: "amendment of", Number: base}, true
}

// inLatin is the part of a name that is in Latin letters, if it stands beside one that is in others:
// "Ούζο Πλωμαρίου / Ouzo of Plomari". A slash within brackets parts nothing.
func inLatin(name string) string {
	var latin []string
	other := false
	for _, part := range nameParts(name) {
		if isLatin(part) {
			latin = append(latin, part)
		} else {
			other = true
		}
	}
	if !other {
		return ""
	}
	return strings.Join(latin, " / ")
}

func nameParts(name string) (parts []string) {
	from, depth := 0, 0
	for i, c := range name {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == '/' && depth <= 0 && i > from && name[i-1] == ' ':
			parts = append(parts, strings.TrimSpace(name[from:i]))
			from = i + 1
		}
	}
	return append(parts, strings.TrimSpace(name[from:]))
}

// isLatin reports whether all letters of a text are Latin ones.
func isLatin(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return unicode.IsLetter(c) && !unicode.Is(unicode.Latin, c) })
}
