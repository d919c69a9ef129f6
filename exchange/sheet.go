package exchange

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Header says whether the first row of a table names its columns.
type Header int

// What the first row may be.
const (
	HeaderGuess Header = iota // names, if one of its cells names the mark, the number or the id
	HeaderFirst               // names
	HeaderNone                // a record like the others
)

// sheet reads a table, one row one item. docs/import.md describes the columns.
type sheet struct {
	rows    *rows
	format  Format
	opt     Options
	rep     Report
	columns []column
	names   []string // of the columns, as the document or its caller writes them
	held    bool     // the first row is a record and was read to see that
	texts   texts
	cell    [columns]string
	seen    map[uint64]struct{} // the derived numbers given so far
}

func newSheet(format Format, src io.Reader, opt Options) (*sheet, error) {
	r, err := newRows(src)
	if err != nil {
		return nil, err
	}
	s := &sheet{rows: r, format: format, opt: opt, rep: Report{Format: format}, seen: map[uint64]struct{}{}}
	r.sep = '\t'
	if format == CSV {
		r.quotes, r.sep = true, ','
		first, err := r.peek()
		if err != nil {
			return nil, err
		}
		if bytes.Count(first, []byte{';'}) > bytes.Count(first, []byte{','}) {
			r.sep = ';'
		}
	}
	return s, s.header()
}

// header reads the first row and decides what the columns are.
func (s *sheet) header() error {
	f, err := s.rows.read()
	switch {
	case err == io.EOF:
		return nil
	case err != nil:
		return err
	case f != nil:
		return f.At("line " + strconv.Itoa(s.rows.line))
	}
	guess := false
	for _, c := range s.rows.cells {
		if k := columnOf(string(c)); k == colMark || k == colNumber || k == colID {
			guess = true
		}
	}
	isHeader := guess && len(s.opt.Columns) == 0
	switch s.opt.Header {
	case HeaderFirst:
		isHeader = true
	case HeaderNone:
		isHeader = false
	}
	switch {
	case len(s.opt.Columns) > 0:
		s.names = s.opt.Columns
	case isHeader:
		for _, c := range s.rows.cells {
			s.names = append(s.names, s.texts.add(c))
		}
	case s.format == TSV || s.opt.Header == HeaderNone:
		s.names = []string{"mark"}
	default:
		return &formless{fault.New(fault.Invalid, "the first row names no column for the mark or its number").At("line " + strconv.Itoa(s.rows.line)).
			Hinting("give the table a first row such as: number,mark,classes,owner")}
	}
	s.held = !isHeader
	for i := range max(len(s.names), len(s.rows.cells)) {
		if i == len(s.names) {
			s.names = append(s.names, "")
		}
		c := columnOf(s.names[i])
		if c != noColumn && slices.Contains(s.columns, c) {
			return fault.New(fault.Invalid, "two columns tell the same: %q", s.names[i]).At("line " + strconv.Itoa(s.rows.line))
		}
		s.columns = append(s.columns, c)
	}
	if !slices.Contains(s.columns, colMark) && !slices.Contains(s.columns, colNumber) && !slices.Contains(s.columns, colID) {
		return &formless{fault.New(fault.Invalid, "no column tells the mark or its number").
			Hinting("give the table a first row such as: number,mark,classes,owner")}
	}
	return nil
}

// Report implements Reader.
func (s *sheet) Report() Report {
	rep := s.rep.clone()
	rep.Replaced = s.texts.replaced
	return rep
}

// Next implements Reader.
func (s *sheet) Next() (*Item, error) {
	var f *fault.Fault
	if s.held {
		s.held = false
	} else {
		var err error
		if f, err = s.rows.read(); err != nil {
			return nil, err
		}
	}
	ordinal := s.rep.Read
	s.rep.Read++
	where := "record " + strconv.Itoa(ordinal+1) + ", line " + strconv.Itoa(s.rows.line)
	if f != nil {
		return nil, s.rep.refuse(f, where)
	}
	item, f := s.item()
	if f != nil {
		return nil, s.rep.refuse(f, where)
	}
	item.Ordinal, item.Where = ordinal, where
	return item, nil
}

// item makes an item of the current row, or says why it is refused.
func (s *sheet) item() (*Item, *fault.Fault) {
	s.texts.reset()
	s.cell = [columns]string{}
	for i, c := range s.rows.cells {
		if i >= len(s.columns) {
			if len(bytes.TrimSpace(c)) > 0 {
				return nil, fault.New(fault.Invalid, "the row has %d cells, and there are %d columns", len(s.rows.cells), len(s.columns))
			}
			continue
		}
		if s.columns[i] == noColumn {
			if len(bytes.TrimSpace(c)) > 0 {
				s.passOver(i)
			}
			continue
		}
		if s.format == CSV {
			c = unguard(c)
		}
		s.cell[s.columns[i]] = s.texts.add(c)
	}
	if s.texts.over {
		return nil, fault.New(fault.Invalid, "the record's texts are longer than %d bytes", maxText)
	}
	item := &Item{}
	if f := s.address(item); f != nil {
		return nil, f
	}
	return item, s.record(item)
}

// passOver counts a cell of a column that we do not know.
func (s *sheet) passOver(i int) {
	name := s.names[i]
	if name == "" {
		if i < len(s.opt.Columns) {
			return // the caller wants it passed over
		}
		name = "column " + strconv.Itoa(i+1)
	}
	count(&s.rep.NotUnderstood, name, 1)
}

// address finds the id: that of the row, or its office, kind and number, or a number derived from what it tells.
func (s *sheet) address(item *Item) *fault.Fault {
	if id := s.cell[colID]; id != "" {
		var err error
		if item.ID, err = ipr.ParseID(id); err != nil {
			f, _ := fault.Of(err)
			return f
		}
		return applicationID(&item.ID)
	}
	office, kind := s.opt.office(), ipr.Trademark
	var err error
	if c := s.cell[colOffice]; c != "" {
		if office, err = ipr.ParseOffice(c); err != nil {
			f, _ := fault.Of(err)
			return f
		}
	}
	if has := func(c column) bool { return slices.Contains(s.columns, c) }; has(colArea) && has(colProduct) && !has(colKind) && !has(colClasses) {
		kind = ipr.GI // nothing else has both
	}
	if c := s.cell[colKind]; c != "" {
		if kind, err = ipr.ParseKind(c); err != nil {
			f, _ := fault.Of(err)
			return f
		}
	}
	number := s.cell[colNumber]
	if number == "" {
		if s.cell[colMark] == "" {
			return fault.New(fault.Invalid, "the row has neither a mark nor a number")
		}
		var sum [sha256.Size]byte
		number, sum = s.derive()
		key := binary.BigEndian.Uint64(sum[:])
		if _, again := s.seen[key]; again {
			return fault.New(fault.Invalid, "the row repeats the mark, owner and classes of an earlier one, and no number tells them apart")
		}
		s.seen[key] = struct{}{}
	}
	if item.ID, err = ipr.NewID(office, kind, number); err != nil {
		f, _ := fault.Of(err)
		return f
	}
	return nil
}

// applicationID makes an id that was read one that an entry may have: of an application, as the id of an entry always
// is, in normalization form C and without control characters.
func applicationID(id *ipr.ID) *fault.Fault {
	if id.Of == ipr.RegistrationNumber {
		return fault.New(fault.Invalid, "the id %q names a registration; a right is addressed by its application", id.String())
	}
	number := norm.NFC.String(id.Number)
	if strings.ContainsFunc(number, unicode.IsControl) || strings.TrimSpace(number) != number {
		return fault.New(fault.Invalid, "the number %q holds a control character, or space at its ends", id.Number)
	}
	valid, err := ipr.NewID(id.Office, id.Kind, number)
	*id = valid
	f, _ := fault.Of(err)
	return f
}

// derive makes the number of a row that has none: "list-" and the first 20 hexadecimal digits of the SHA-256 of the
// document's name, the mark, the applicant, the owner and the classes, each followed by a zero byte, and of the product if
// there is one. The same row of the same document has the same number whenever it is read; a row that differs in one of
// these is another right.
func (s *sheet) derive() (string, [sha256.Size]byte) {
	var b []byte
	for _, part := range []string{s.opt.Name, s.cell[colMark], s.cell[colApplicant], s.cell[colOwner], s.cell[colClasses]} {
		b = append(append(b, part...), 0)
	}
	b = append(b, s.cell[colProduct]...)
	sum := sha256.Sum256(b)
	return "list-" + hex.EncodeToString(sum[:10]), sum
}

// record carries the cells over into the record.
func (s *sheet) record(item *Item) *fault.Fault {
	r, c := &item.Record, &s.cell
	var f *fault.Fault
	date := func(k column) (d ipr.Date) {
		if c[k] == "" || f != nil {
			return d
		}
		d, err := ipr.ParseDate(c[k])
		if err != nil {
			f = fault.New(fault.Invalid, "the %s %q is no date of the form YYYY-MM-DD", columnNames[k][0], c[k])
		}
		return d
	}
	if n := c[colNumber]; n != "" || c[colFiled] != "" {
		if n == "" && c[colID] != "" {
			n = item.ID.Number
		}
		r.Application = &register.Numbered{Number: n, Date: date(colFiled)}
	}
	if c[colRegistration] != "" || c[colRegistered] != "" {
		r.Registration = &register.Numbered{Number: c[colRegistration], Date: date(colRegistered)}
	}
	r.Status, r.StatusTold = statusOf(c[colStatus])
	r.StatusDate, r.Expiry = date(colStatusDate), date(colExpiry)
	if item.ID.Kind == ipr.Trademark {
		if m := (register.Mark{Text: c[colMark], Feature: strings.ToLower(c[colFeature])}); m.Text != "" || m.Feature != "" {
			r.Mark = &m
		}
	} else {
		r.Title = c[colMark]
	}
	s.parties(r, ipr.Applicant, colApplicant, colApplicantCountry)
	s.parties(r, ipr.Owner, colOwner, colOwnerCountry)
	s.parties(r, ipr.Representative, colRepresentative, noColumn)
	s.parties(r, ipr.Inventor, colInventor, noColumn)
	s.parties(r, ipr.Designer, colDesigner, noColumn)
	if d := date(colPublished); !d.IsZero() {
		r.Publications = []register.Publication{{Office: string(item.ID.Office), Date: d}}
	}
	if item.Version = date(colVersion); item.Version.IsZero() {
		item.Version = s.opt.Date
	}
	if f == nil {
		f = s.classes(r)
	}
	s.symbols(r)
	s.area(item)
	if f == nil && linesOf(r) > maxLines {
		f = tooMany()
	}
	return f
}

// statusOf reads a status: one of our closed list, or anything else, which is kept as told.
func statusOf(told string) (register.Status, string) {
	if told == "" {
		return "", ""
	}
	if s := register.Status(strings.ToLower(told)); slices.Contains(register.Statuses(), s) {
		return s, ""
	}
	return register.StatusUnknown, told
}

// listSep parts several parties of one cell, and the goods of several classes.
const listSep = " | "

func (s *sheet) parties(r *register.Record, role ipr.Role, name, country column) {
	if s.cell[name] == "" {
		return
	}
	countries := strings.Split(s.cell[country], listSep)
	for i, n := range strings.Split(s.cell[name], listSep) {
		p := register.Party{Role: role, Name: n}
		if country != noColumn && len(countries) > 0 {
			c := countries[min(i, len(countries)-1)]
			if o, err := ipr.ParseOffice(c); err == nil {
				p.Country = string(o)
			} else if c != "" {
				s.rep.unread("country")
			}
		}
		r.Parties = append(r.Parties, p)
	}
}

// area reads what bears a geographical indication and where it comes from, and what the table says of its own origin.
func (s *sheet) area(item *Item) {
	r := &item.Record
	in := register.Indication{Area: s.cell[colArea]}
	if p := s.cell[colProduct]; p != "" {
		in.Product = []string{p}
	}
	switch {
	case emptyIndication(&in):
	case item.ID.Kind == ipr.GI:
		r.Indication = &in
	default:
		s.rep.unread("product or area of what is no geographical indication")
	}
	if p := s.cell[colProvenance]; p != "" {
		r.History = append(r.History, register.Told{Code: "provenance", Text: p})
	}
}

// symbols reads the symbols of the patent and the design classification, parted by semicolons. One that cannot be read is
// counted and left out.
func (s *sheet) symbols(r *register.Record) {
	each := func(c column, f func(string) error) {
		for part := range strings.SplitSeq(s.cell[c], ";") {
			if part = strings.TrimSpace(part); part != "" && f(part) != nil {
				s.rep.unread(columnNames[c][0])
			}
		}
	}
	each(colIPC, func(t string) error {
		c, err := ipr.ParseIPC(t)
		if err == nil {
			r.IPC = append(r.IPC, c.String())
		}
		return err
	})
	each(colLocarno, func(t string) error {
		c, err := ipr.ParseLocarno(t)
		if err == nil {
			r.Classes = append(r.Classes, register.Class{Scheme: "locarno", Class: c.Class, Subclass: c.Subclass})
		}
		return err
	})
}

// classes reads the Nice classes, and the goods: of the one class, or of several in the form "9: a; b | 42: c".
func (s *sheet) classes(r *register.Record) *fault.Fault {
	at := func(n int) *register.Class {
		i := slices.IndexFunc(r.Classes, func(k register.Class) bool { return k.Class == n })
		if i < 0 {
			i = len(r.Classes)
			r.Classes = append(r.Classes, register.Class{Scheme: "nice", Class: n})
		}
		return &r.Classes[i]
	}
	for _, part := range strings.FieldsFunc(s.cell[colClasses], func(c rune) bool { return strings.ContainsRune(" ,;/|+", c) }) {
		n, ok := niceClass([]byte(part))
		if !ok {
			return fault.New(fault.Invalid, "%q is no class of the Nice classification", part)
		}
		at(n)
	}
	if s.cell[colGoods] != "" {
		for _, part := range strings.Split(s.cell[colGoods], listSep) {
			class, text, ok := strings.Cut(part, ":")
			n, isClass := niceClass([]byte(strings.TrimSpace(class)))
			switch {
			case ok && isClass:
				k := at(n)
				k.Terms = terms(k.Terms, text)
			case len(r.Classes) == 1:
				r.Classes[0].Terms = terms(r.Classes[0].Terms, part)
			default:
				s.rep.unread("goods and services whose class is not told")
			}
		}
	}
	slices.SortFunc(r.Classes, func(a, b register.Class) int { return a.Class - b.Class })
	return nil
}
