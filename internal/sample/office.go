// Package sample is a made-up national office: its owners, its marks and other rights, and its acts, for the demonstration, the tests and
// the screenshots.
//
// The office is made by a generator: the same seed, size and day give the same bytes on every machine. Nothing in it is
// real. Every name, number, mark and address is invented; a likeness to somebody's is chance. Its numbers have the form that
// the office of Viet Nam gives its applications, and its periods are those of the law of Viet Nam as far as they are sourced.
//
// It has two parts. The older register is a document of JSON Lines ([Office.WriteDocument]), made on the day [Office.CarriedOn],
// that the demonstration imports into the library as it would any office's file. The recent cases are a script of dated acts
// ([Office.Acts]) of the years since 2023, which become events of the register with their own seals: filed in secret, opened by
// publication, opposed, registered, renewed, assigned, licensed; some applications are still sealed.
//
// The script also tells some patents, utility solutions, designs and geographical indications ([OtherQueries]), designs with
// pictures.
//
// The documents that the office issues are there too, with their pictures ([Papers], [Certificates], [GazetteOf]).
//
// Among older marks and recent cases stand families of lookalikes ([Families]) in Vietnamese, Latin, Cyrillic, Katakana and Hangul, to be searched for.
package sample

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// code is the office in whose name the sample speaks.
const code ipr.Office = "VN"

// firstYear is the year of the oldest marks.
const firstYear = 1990

// The streams of dice: one for each sort of thing, so that a change to one leaves the others as they are.
const (
	streamOwner uint64 = iota + 1
	streamCarried
	streamCase
	streamRecordal
	streamOther
)

// Office is the sample office as it stands on a day. It is safe for concurrent use.
type Office struct {
	seed    uint64
	today   day
	carried day // date of the document
	owners  int // size of the pool of owners
	count   int // marks of the document that are made by the dice
	years   []span
	taken   map[string]bool // numbers of planted marks and recent cases
	script  []Act
}

// span is the part of the older register that was filed in one year.
type span struct {
	year, first, count int // first is the place of its first mark
	step               int // one number in so many was given to a mark of the sample
	start, days        int // first day and number of days in which they were filed
}

// New makes the sample office with n marks, of which one in 125 is a recent case, as it stands at the beginning of the
// given day. Days before 26 November 2026 are taken as that day, so that every planted case is there.
func New(seed uint64, n int, today ipr.Date) *Office {
	o := &Office{seed: seed, today: max(dayOf(today), on(2026, 11, 26)), owners: max(n/3, 20), taken: map[string]bool{}}
	d := o.today.date()
	o.carried = on(d.Year, d.Month, 1).months(-1)
	for _, p := range planted {
		o.taken[p.number] = true
		o.taken[p.registration] = true
	}
	recent := o.recent(max(n/125, 40))
	o.count = max(n-len(recent)-carriedPlanted(), 0)
	o.divide()
	o.script = arrange(slices.Concat(recent, o.recordals(max(n/700, 10)), o.another()), o.today)
	return o
}

// yearly is how many applications the office got in a year; their numbers run from 1 to about that.
func yearly(year int) int {
	switch {
	case year <= 2014:
		return 2500 + 1149*(year-firstYear)
	case year <= 2025:
		return 30076 + 2036*(year-2014)
	}
	return 38400
}

// divide spreads the older register over the years up to the document's, as the office grew. What was filed in the last
// 110 days was not published yet when the document was made.
func (o *Office) divide() {
	last := o.carried - 110
	total := 0
	for y := firstYear; y <= last.date().Year; y++ {
		s := span{year: y, start: int(on(y, 1, 1)), days: int(on(y+1, 1, 1) - on(y, 1, 1))}
		s.days = min(s.days, int(last)-s.start+1)
		total += yearly(y) * s.days / 365
		o.years = append(o.years, s)
	}
	left, place := o.count, 0
	for i := range o.years {
		s := &o.years[i]
		weight := yearly(s.year) * s.days / 365
		s.first, s.count = place, left
		if total > weight {
			s.count = int(int64(left) * int64(weight) / int64(total))
		}
		s.step = max(2, weight/max(s.count, 1))
		total, left, place = total-weight, left-s.count, place+s.count
	}
}

// Marks is how many marks the office has, the sealed ones included.
func (o *Office) Marks() int {
	filed := 0
	for _, a := range o.script {
		if a.Act == "file" && a.ID.Kind == ipr.Trademark {
			filed++
		}
	}
	return o.count + carriedPlanted() + filed
}

// CarriedOn is the date of the document that holds the older register.
func (o *Office) CarriedOn() ipr.Date { return o.carried.date() }

// Carried gives the rights of the older register in the order of the document, each with the whole of what the document
// tells of it.
func (o *Office) Carried() iter.Seq2[ipr.ID, *register.Record] {
	return func(yield func(ipr.ID, *register.Record) bool) {
		for i := range o.years {
			for k := range o.years[i].count {
				if !yield(o.older(&o.years[i], k)) {
					return
				}
			}
		}
		for i := range planted {
			if p := &planted[i]; p.carried && !yield(p.id(), o.plantedRecord(p)) {
				return
			}
		}
	}
}

// line is one line of the document. Its members are those of `show --as json`.
type line struct {
	ID     string     `json:"id"`
	Kind   ipr.Kind   `json:"kind"`
	Office ipr.Office `json:"office"`
	*register.Record
}

// WriteDocument writes the older register as JSON Lines, one right a line. The same office writes the same bytes.
func (o *Office) WriteDocument(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for id, r := range o.Carried() {
		if err := e.Encode(line{id.String(), id.Kind, id.Office, r}); err != nil {
			return fmt.Errorf("writing the sample's older register: %w", err)
		}
	}
	return nil
}

// Acts is the script of the recent cases, oldest act first. The caller must not change it.
func (o *Office) Acts() []Act { return o.script }

func trademark(number string) ipr.ID {
	return ipr.ID{Office: code, Kind: ipr.Trademark, Number: number}
}
