package law

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// Calendar says which days are working days for an office.
type Calendar struct {
	ID      string
	Title   Words
	Note    Words
	weekend [7]bool // by ipr.Day.Weekday
	years   map[int]bool
	days    map[ipr.Day]*Holiday
	fixed   []FixedDay
	sources Strings
}

// Holiday is a day that a calendar's table names.
type Holiday struct {
	Date       ipr.Date   `json:"date"`
	Title      Words      `json:"title"`
	Kind       string     `json:"kind"` // public, in_lieu, swap_off, closed: no working day; swap_work: one; pending: not yet law
	Source     string     `json:"source,omitempty"`
	Confidence Confidence `json:"confidence,omitempty"`
	Computed   bool       `json:"computed,omitempty"` // the table does not have its year
}

// off reports whether the day is no working day.
func (h *Holiday) off() bool { return h.Kind != "swap_work" && h.Kind != "pending" }

// FixedDay is a holiday that can be computed: a day of the year, or so many days from Easter Sunday.
type FixedDay struct {
	Day    string `yaml:"day"`    // MM-DD
	Easter *int   `yaml:"easter"` // days from Easter Sunday
	Title  Words  `yaml:"title"`

	month, day int
}

// calendarFile is calendar.yaml.
type calendarFile struct {
	Calendars []struct {
		ID      string     `yaml:"id"`
		Title   Words      `yaml:"title"`
		Weekend []int      `yaml:"weekend"` // 0 Sunday to 6 Saturday
		Fixed   []FixedDay `yaml:"fixed"`
		Source  Strings    `yaml:"source"`
		Years   []int      `yaml:"years"` // the first and the last that the table has whole
		Note    Words      `yaml:"note"`
	} `yaml:"calendars"`
}

func loadCalendars(files fs.FS) (map[string]*Calendar, error) {
	b, err := fs.ReadFile(files, "calendar.yaml")
	if err != nil {
		return nil, fault.New(fault.Invalid, "there is no calendar.yaml").Because(err)
	}
	var file calendarFile
	if err := yaml.Load(b, &file, yaml.WithKnownFields()); err != nil {
		return nil, fault.New(fault.Invalid, "calendar.yaml cannot be read").Because(err)
	}
	out := map[string]*Calendar{}
	for _, c := range file.Calendars {
		k := &Calendar{ID: c.ID, Title: c.Title, Note: c.Note, years: map[int]bool{}, days: map[ipr.Day]*Holiday{}, fixed: c.Fixed, sources: c.Source}
		for _, w := range c.Weekend {
			if w < 0 || w > 6 {
				return nil, fault.New(fault.Invalid, "%d is no day of the week, 0 to 6", w).At("calendar " + c.ID)
			}
			k.weekend[w] = true
		}
		if !slices.Contains(k.weekend[:], false) {
			return nil, fault.New(fault.Invalid, "the week has no working day").At("calendar " + c.ID)
		}
		for i := range k.fixed {
			f := &k.fixed[i]
			if f.Easter != nil {
				continue
			}
			if n, err := fmt.Sscanf(f.Day, "%02d-%02d", &f.month, &f.day); n != 2 || err != nil || f.month > 12 || f.day > 31 {
				return nil, fault.New(fault.Invalid, "%q is no day of a year, MM-DD", f.Day).At("calendar " + c.ID)
			}
		}
		if len(c.Years) == 2 {
			for y := c.Years[0]; y <= c.Years[1]; y++ {
				k.years[y] = true
			}
		}
		if err := k.load(files); err != nil {
			return nil, fmt.Errorf("calendar %s: %w", c.ID, err)
		}
		out[c.ID] = k
	}
	return out, nil
}

// load reads the calendar's table: date, words in English and Vietnamese, source, confidence, kind, note.
func (k *Calendar) load(files fs.FS) error {
	f, err := files.Open(path.Join("calendar", k.ID+".csv"))
	if err != nil {
		return nil // a calendar may have no table
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		return fault.New(fault.Invalid, "the table cannot be read").Because(err)
	}
	for i, row := range rows {
		if i == 0 {
			continue // the names of the columns
		}
		if len(row) < 6 {
			return fault.New(fault.Invalid, "a row of the table has six columns at least, not %d", len(row)).At("row " + strconv.Itoa(i))
		}
		d, err := parseDay(row[0])
		if err != nil {
			return err
		}
		h := &Holiday{Date: d, Title: Words{En: row[1], Vi: row[2]}, Source: row[3], Confidence: Confidence(row[4]), Kind: row[5]}
		if old := k.days[ipr.DayOf(d)]; old == nil || !old.off() {
			k.days[ipr.DayOf(d)] = h
		}
	}
	return nil
}

// Day tells whether a day is a working day, and the holiday that it is or would be. A nil calendar has weekends on Saturday
// and Sunday and no holidays.
func (k *Calendar) Day(d ipr.Date) (working bool, h *Holiday) {
	n := ipr.DayOf(d)
	if k == nil {
		w := n.Weekday()
		return w != 0 && w != 6, nil
	}
	if h = k.days[n]; h != nil {
		if h.off() {
			return false, h
		}
		if h.Kind == "swap_work" {
			return true, h
		}
		return !k.weekend[n.Weekday()], h // pending
	}
	if !k.years[d.Year] {
		if h = k.compute(d); h != nil {
			return false, h
		}
	}
	return !k.weekend[n.Weekday()], nil
}

// compute finds the holiday of a year that the table does not have.
func (k *Calendar) compute(d ipr.Date) *Holiday {
	for i := range k.fixed {
		f := &k.fixed[i]
		at := ipr.Date{Year: d.Year, Month: f.month, Day: f.day}
		if f.Easter != nil {
			at = easter(d.Year).AddDays(*f.Easter)
		}
		if at == d {
			return &Holiday{Date: d, Title: f.Title, Kind: "public", Computed: true}
		}
	}
	return nil
}

// easter is Easter Sunday of the Gregorian calendar. Source: the anonymous algorithm printed in Nature of 20 April 1876.
func easter(year int) ipr.Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return ipr.Date{Year: year, Month: n / 31, Day: n%31 + 1}
}

// Working gives the day itself if it is a working day, and else the next one, with the days passed over.
func (k *Calendar) Working(d ipr.Date) (ipr.Date, int) {
	for n := 0; ; n++ {
		if ok, _ := k.Day(d); ok {
			return d, n
		}
		d = d.AddDays(1)
	}
}

// AddWorking gives the n-th working day after a day.
func (k *Calendar) AddWorking(d ipr.Date, n int) ipr.Date {
	for n > 0 {
		d = d.AddDays(1)
		if ok, _ := k.Day(d); ok {
			n--
		}
	}
	return d
}

// Holidays lists what the calendar tells of a year, in order, computed ones if the table does not have it.
func (k *Calendar) Holidays(year int) []Holiday {
	var list []Holiday
	for d := (ipr.Date{Year: year, Month: 1, Day: 1}); d.Year == year; d = d.AddDays(1) {
		if _, h := k.Day(d); h != nil {
			list = append(list, *h)
		}
	}
	return list
}

// Pending lists the days of the table whose law is not yet seen.
func (k *Calendar) Pending() []Holiday {
	var list []Holiday
	for y := range k.years {
		for _, h := range k.Holidays(y) {
			if h.Kind == "pending" {
				list = append(list, h)
			}
		}
	}
	slices.SortFunc(list, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return list
}

// provisional reports whether the holidays of the day's year are not known for certain.
func (k *Calendar) provisional(d ipr.Date) bool { return k == nil || !k.years[d.Year] }
