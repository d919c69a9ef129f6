package exchange

import (
	"bufio"
	"encoding/json"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Row is what the writers need of a right: its address and its record.
type Row struct {
	ID     ipr.ID
	Record *register.Record
}

// One is the sequence of one right.
func One(id ipr.ID, r *register.Record) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) { yield(Row{ID: id, Record: r}, nil) }
}

// WriteLines writes rights as JSON Lines: id, kind and office, then the members of the record. [Open] reads them back
// unchanged. It gives the number of lines, and the first error of the sequence or of w.
func WriteLines(w io.Writer, rows iter.Seq2[Row, error]) (int, error) {
	b := bufio.NewWriterSize(w, 64<<10)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	n := 0
	for row, err := range rows {
		if err == nil {
			err = enc.Encode(jsonLine{ID: row.ID.String(), Kind: row.ID.Kind, Office: row.ID.Office, Record: *row.Record})
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, b.Flush()
}

// written are the columns of a table that we write, in their order. What a table has no place for stays out: history,
// publications, priorities, abstracts and claims, each of several designs, the area of an indication.
var written = []column{
	colID, colOffice, colKind, colNumber, colFiled, colRegistration, colRegistered, colStatus, colStatusDate, colMark, colFeature,
	colApplicant, colApplicantCountry, colOwner, colOwnerCountry, colRepresentative, colClasses, colGoods, colExpiry, colInventor, colDesigner, colIPC, colLocarno,
}

// WriteCSV writes rights as a table after RFC 4180 in UTF-8, with a first row that names the columns; docs/import.md
// describes them, and [Open] reads them. A cell that a spreadsheet would take for a formula has an apostrophe before it;
// see guard. It gives the number of rights, and the first error of the sequence or of w.
func WriteCSV(w io.Writer, rows iter.Seq2[Row, error]) (int, error) {
	b := bufio.NewWriterSize(w, 64<<10)
	line := func(cell func(column) string) {
		for i, c := range written {
			if i > 0 {
				b.WriteByte(',')
			}
			writeCell(b, cell(c))
		}
		b.WriteString("\r\n")
	}
	line(func(c column) string { return columnNames[c][0] })
	n := 0
	for row, err := range rows {
		if err != nil {
			return n, err
		}
		line(func(c column) string { return cellOf(row, c) })
		n++
	}
	return n, b.Flush()
}

func cellOf(row Row, c column) string {
	r := row.Record
	switch c {
	case colID:
		return row.ID.String()
	case colOffice:
		return string(row.ID.Office)
	case colKind:
		return string(row.ID.Kind)
	case colNumber:
		if r.Application != nil {
			return r.Application.Number
		}
	case colFiled:
		if r.Application != nil {
			return r.Application.Date.String()
		}
	case colRegistration:
		if r.Registration != nil {
			return r.Registration.Number
		}
	case colRegistered:
		if r.Registration != nil {
			return r.Registration.Date.String()
		}
	case colStatus:
		if r.Status == register.StatusUnknown && r.StatusTold != "" {
			return r.StatusTold
		}
		return string(r.Status)
	case colStatusDate:
		return r.StatusDate.String()
	case colMark:
		if row.ID.Kind != ipr.Trademark {
			return r.Title
		}
		if r.Mark != nil {
			return r.Mark.Text
		}
	case colFeature:
		if r.Mark != nil {
			return r.Mark.Feature
		}
	case colApplicant:
		return parties(r, func(p register.Party) string { return p.Name }, ipr.Applicant)
	case colApplicantCountry:
		return parties(r, func(p register.Party) string { return p.Country }, ipr.Applicant)
	case colOwner:
		return parties(r, func(p register.Party) string { return p.Name }, ipr.Owner, ipr.Holder)
	case colOwnerCountry:
		return parties(r, func(p register.Party) string { return p.Country }, ipr.Owner, ipr.Holder)
	case colRepresentative:
		return parties(r, func(p register.Party) string { return p.Name }, ipr.Representative)
	case colInventor:
		return parties(r, func(p register.Party) string { return p.Name }, ipr.Inventor)
	case colDesigner:
		return parties(r, func(p register.Party) string { return p.Name }, ipr.Designer)
	case colIPC:
		return strings.Join(r.IPC, "; ")
	case colLocarno:
		return strings.Join(locarnoClasses(r), "; ")
	case colClasses:
		return niceClasses(r, func(c register.Class) string { return strconv.Itoa(c.Class) }, ", ")
	case colGoods:
		return niceClasses(r, func(c register.Class) string {
			if len(c.Terms) == 0 {
				return ""
			}
			return strconv.Itoa(c.Class) + ": " + strings.Join(c.Terms, "; ")
		}, listSep)
	case colExpiry:
		return r.Expiry.String()
	}
	return ""
}

func parties(r *register.Record, what func(register.Party) string, roles ...ipr.Role) string {
	var parts []string
	for _, p := range r.Parties {
		if slices.Contains(roles, p.Role) {
			parts = append(parts, what(p))
		}
	}
	if strings.Join(parts, "") == "" {
		return ""
	}
	return strings.Join(parts, listSep)
}

func niceClasses(r *register.Record, what func(register.Class) string, sep string) string {
	var parts []string
	for _, c := range r.Classes {
		if s := what(c); c.Scheme == "nice" && s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, sep)
}

// locarnoClasses are the classes of the right and of each of its designs, each once.
func locarnoClasses(r *register.Record) []string {
	var list []string
	add := func(s string) {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	for _, c := range r.Classes {
		if c.Scheme == "locarno" {
			add(ipr.Locarno{Class: c.Class, Subclass: c.Subclass}.String())
		}
	}
	for _, d := range r.Designs {
		for _, c := range d.Locarno {
			add(c)
		}
	}
	return list
}

// writeCell writes one cell, in quotes where RFC 4180 wants them.
func writeCell(b *bufio.Writer, s string) {
	s = guarded(s)
	if !strings.ContainsAny(s, ",;\"\r\n\t") {
		b.WriteString(s)
		return
	}
	b.WriteByte('"')
	b.WriteString(strings.ReplaceAll(s, `"`, `""`))
	b.WriteByte('"')
}

// formula are the characters with which a cell must not begin, since spreadsheets compute what follows. The wide forms
// are taken for the same in some languages.
const formula = "=+-@\t\r\n＝＋－＠"

// guarded puts an apostrophe before a cell that begins with one of the formula characters, or with apostrophes and then
// one of them, so that [unguard] can take away what was put there and nothing else.
func guarded(s string) string {
	first, size := utf8.DecodeRuneInString(strings.TrimLeft(s, "'"))
	if size > 0 && strings.ContainsRune(formula, first) {
		return "'" + s
	}
	return s
}

// unguard takes the apostrophe away again.
func unguard(c []byte) []byte {
	if len(c) > 1 && c[0] == '\'' {
		if s := string(c[1:]); guarded(s) != s {
			return c[1:]
		}
	}
	return c
}
