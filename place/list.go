package place

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// columns are those of a list, in any order; code, level and name there must be.
var columns = []string{"code", "level", "parent", "name", "english", "from", "until", "became", "source", "unverified"}

// ReadList reads units from a list in CSV (RFC 4180) whose first row names its columns: code, level, parent, name, english, from, until (both
// YYYY-MM-DD), became (codes divided by spaces), source, unverified ("yes" or ""). Lines that begin with # are passed over.
//
// A row that is wrong is yielded as Invalid, at its line, and the next one follows; after an error of the reader or of the CSV itself none does.
// The units are not checked further: see Unit.Checked.
func ReadList(r io.Reader) iter.Seq2[Unit, error] {
	return func(yield func(Unit, error) bool) {
		in := csv.NewReader(withoutMark(r))
		in.Comment = '#'
		in.FieldsPerRecord = -1
		in.ReuseRecord = true
		head, err := in.Read()
		if err != nil {
			yield(Unit{}, broken(err))
			return
		}
		head = slices.Clone(head)
		for i, c := range head {
			if !slices.Contains(columns, c) || slices.Contains(head[:i], c) {
				yield(Unit{}, fault.New(fault.Invalid, "%q is no column of a list of units, or it is named twice", c).At("line 1"))
				return
			}
		}
		for _, c := range []string{"code", "name", "level"} {
			if !slices.Contains(head, c) {
				yield(Unit{}, fault.New(fault.Invalid, "the list has no column %q", c).At("line 1"))
				return
			}
		}
		for {
			row, err := in.Read()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(Unit{}, broken(err))
				return
			}
			line, _ := in.FieldPos(0)
			u, err := rowUnit(head, row)
			if f, ok := fault.Of(err); ok {
				err = f.At(fmt.Sprintf("line %d", line))
			}
			if !yield(u, err) {
				return
			}
		}
	}
}

// withoutMark passes over the mark with which some programs begin a text of UTF-8.
func withoutMark(r io.Reader) io.Reader {
	b := bufio.NewReader(r)
	if mark, err := b.Peek(3); err == nil && bytes.Equal(mark, []byte("\ufeff")) {
		_, _ = b.Discard(3) // they are in the buffer
	}
	return b
}

// broken is the fault of a list that is no CSV.
func broken(err error) error {
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		return fault.New(fault.Invalid, "the list is not written in CSV").At(fmt.Sprintf("line %d", parse.Line)).Because(parse.Err)
	case err == io.EOF:
		return fault.New(fault.Invalid, "the list is empty")
	}
	return err
}

func rowUnit(head, row []string) (u Unit, err error) {
	if len(row) != len(head) {
		return u, fault.New(fault.Invalid, "the row has %d columns, the first one %d", len(row), len(head))
	}
	for i, c := range head {
		v := strings.TrimSpace(row[i])
		switch c {
		case "code":
			u.Code = v
		case "level":
			u.Level = Level(v)
		case "parent":
			u.Parent = v
		case "name":
			u.Name = v
		case "english":
			u.English = v
		case "from":
			u.From, err = day(v)
		case "until":
			u.Until, err = day(v)
		case "became":
			u.Became = strings.Fields(v)
		case "source":
			u.Source = v
		case "unverified":
			if u.Unverified = v == "yes"; v != "" && v != "yes" {
				err = fault.New(fault.Invalid, "the column unverified says yes or nothing, and not %q", v)
			}
		}
		if err != nil {
			return u, err
		}
	}
	return u, nil
}

func day(s string) (ipr.Date, error) {
	if s == "" {
		return ipr.Date{}, nil
	}
	return ipr.ParseDate(s)
}

// Record makes a record of a feature of a map. What the usual names of properties do not tell is taken from what is told of all features.
// A level that nothing tells is that of codes of Viet Nam: two digits are a province, five a commune.
//
// Errors: Invalid for a feature without a code, or with a date that is none.
func (f Feature) Record(all Unit) (Record, error) {
	first := func(names ...string) string {
		for _, n := range names {
			if v := strings.TrimSpace(f.Properties[n]); v != "" {
				return v
			}
		}
		return ""
	}
	r := Record{Unit: all, Shape: f.Shape}
	if r.Code = first("code", "ma"); r.Code == "" {
		r.Code = f.ID
	}
	if r.Code == "" {
		return r, fault.New(fault.Invalid, "a feature of the map has no code")
	}
	take := func(p *string, v string) {
		if v != "" {
			*p = v
		}
	}
	take(&r.Name, first("fullName", "full_name", "name", "ten"))
	take(&r.English, first("fullNameEn", "full_name_en", "english", "nameEn", "name_en"))
	take(&r.Parent, first("parent", "provinceCode", "province_code"))
	take(&r.Source, first("source"))
	take((*string)(&r.Level), first("level"))
	if r.Level == "" {
		r.Level = map[int]Level{2: Province, 5: Commune}[len(r.Code)]
	}
	if r.Level == Province {
		r.Parent = ""
	}
	if became := first("became"); became != "" {
		r.Became = strings.Fields(became)
	}
	for _, d := range []struct {
		date *ipr.Date
		text string
	}{{&r.From, first("from")}, {&r.Until, first("until")}} {
		if d.text != "" {
			var err error
			if *d.date, err = ipr.ParseDate(d.text); err != nil {
				return r, err
			}
		}
	}
	return r, nil
}
