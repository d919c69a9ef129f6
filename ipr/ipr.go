// Package ipr holds the words that every part of an intellectual property office shares: offices, kinds of right,
// numbers, dates, parties, classes and the code lists of the World Intellectual Property Organization (WIPO).
//
// Words only: nothing here reads a clock, a file or a database. Values are valid when they exist; the Parse functions
// refuse nonsense with a fault of kind Invalid. Code lists are comma-separated tables below table/, each with the
// edition, the source and a confidence: A seen at the source itself, B seen in a secondary source, C and D from memory.
// What is below B is marked unverified wherever it is shown.
package ipr

import (
	"net/url"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

// Kind is a kind of intellectual property right, by the code used in the address of a right.
type Kind string

// The kinds of right.
const (
	Trademark  Kind = "TM"
	Patent     Kind = "PT"
	Utility    Kind = "UM" // utility model; "utility solution" in Viet Nam
	Design     Kind = "DS" // industrial design
	GI         Kind = "GI" // geographical indication
	LayoutPlan Kind = "LD" // layout-design of integrated circuits
)

// Kinds lists the kinds of right in the order in which lists show them.
func Kinds() []Kind { return []Kind{Trademark, Patent, Utility, Design, GI, LayoutPlan} }

// ParseKind reads a kind of right; letter case does not matter. Errors: Invalid.
func ParseKind(s string) (Kind, error) {
	k := Kind(strings.ToUpper(s))
	for _, known := range Kinds() {
		if k == known {
			return k, nil
		}
	}
	return "", fault.New(fault.Invalid, "%q is no kind of right; the kinds are TM, PT, UM, DS, GI and LD", s)
}

// Office is an office or organisation by its two letters of ST.3.
type Office string

// ParseOffice reads an ST.3 code. Codes that our edition of ST.3 does not list are kept, since foreign files hold
// older and newer ones; only the form is checked. Errors: Invalid.
func ParseOffice(s string) (Office, error) {
	s = strings.ToUpper(s)
	if len(s) != 2 || s[0] < 'A' || s[0] > 'Z' || s[1] < 'A' || s[1] > 'Z' {
		return "", fault.New(fault.Invalid, "%q is not a two-letter office code of ST.3", s)
	}
	return Office(s), nil
}

// NumberOf says which of a right's numbers is meant.
type NumberOf string

// The numbers a right can be asked for by.
const (
	AnyNumber          NumberOf = ""             // as written, application or registration
	ApplicationNumber  NumberOf = "application"  // INID 210 (marks), 21 (patents)
	RegistrationNumber NumberOf = "registration" // INID 111 (marks), 11 (patents)
)

// ID addresses a right: OFFICE/KIND/NUMBER. The number is the office's own, as printed; the id of an entry always
// carries the application number. Of is set where a bare number would be ambiguous.
type ID struct {
	Office Office
	Kind   Kind
	Number string
	Of     NumberOf
}

// String prints the id as it stands in addresses, with the number path-escaped.
func (id ID) String() string {
	n := url.PathEscape(id.Number)
	if id.Of != AnyNumber {
		n = string(id.Of) + ":" + n
	}
	return string(id.Office) + "/" + string(id.Kind) + "/" + n
}

// IsZero reports whether the id is empty.
func (id ID) IsZero() bool { return id == ID{} }

// NewID is the id of the right with the given application number. Errors: Invalid if the number is empty, longer
// than 100 bytes or holds control characters.
func NewID(o Office, k Kind, number string) (ID, error) {
	if err := checkNumber(number); err != nil {
		return ID{}, err
	}
	return ID{Office: o, Kind: k, Number: number}, nil
}

// ParseID reads OFFICE/KIND/NUMBER, or OFFICE/KIND/application:NUMBER and registration:NUMBER. Errors: Invalid.
func ParseID(s string) (ID, error) {
	part := strings.SplitN(s, "/", 3)
	if len(part) != 3 {
		return ID{}, fault.New(fault.Invalid, "%q is not the address of a right; it has the form OFFICE/KIND/NUMBER, such as VN/TM/4-2023-21877", s)
	}
	o, err := ParseOffice(part[0])
	if err != nil {
		return ID{}, err
	}
	k, err := ParseKind(part[1])
	if err != nil {
		return ID{}, err
	}
	of, number := AnyNumber, part[2]
	for _, q := range []NumberOf{ApplicationNumber, RegistrationNumber} {
		if rest, ok := strings.CutPrefix(number, string(q)+":"); ok {
			of, number = q, rest
		}
	}
	if u, err := url.PathUnescape(number); err == nil {
		number = u
	}
	if err := checkNumber(number); err != nil {
		return ID{}, err
	}
	return ID{Office: o, Kind: k, Number: number, Of: of}, nil
}

func checkNumber(n string) error {
	if n == "" || len(n) > 100 {
		return fault.New(fault.Invalid, "a number has 1 to 100 characters")
	}
	for _, r := range n {
		if r < 0x20 || r == 0x7f || r == 0xfffd {
			return fault.New(fault.Invalid, "the number %q holds a control character", n)
		}
	}
	return nil
}

// Date is a calendar date as ST.2 means it: no time of day, no time zone. The zero Date is "not known". Foreign files
// also tell dates of which only the year, or year and month, are known; there Day, or Month and Day, are 0.
type Date struct{ Year, Month, Day int }

// ParseDate reads YYYY-MM-DD or YYYYMMDD; "00" for an unknown day or month is kept as unknown. Errors: Invalid.
func ParseDate(s string) (Date, error) {
	t := s
	if len(t) == 10 && t[4] == '-' && t[7] == '-' {
		t = t[:4] + t[5:7] + t[8:]
	}
	if len(t) != 8 {
		return Date{}, fault.New(fault.Invalid, "%q is not a date of the form YYYY-MM-DD", s)
	}
	var n [8]int
	for i := range 8 {
		if t[i] < '0' || t[i] > '9' {
			return Date{}, fault.New(fault.Invalid, "%q is not a date of the form YYYY-MM-DD", s)
		}
		n[i] = int(t[i] - '0')
	}
	d := Date{Year: n[0]*1000 + n[1]*100 + n[2]*10 + n[3], Month: n[4]*10 + n[5], Day: n[6]*10 + n[7]}
	if d.Year == 0 || d.Month > 12 || (d.Month == 0 && d.Day != 0) || d.Day > d.lastDay() {
		return Date{}, fault.New(fault.Invalid, "%q is not a day of the calendar", s)
	}
	return d, nil
}

func (d Date) lastDay() int {
	switch d.Month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if d.Year%4 == 0 && (d.Year%100 != 0 || d.Year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// IsZero reports whether nothing is known of the date.
func (d Date) IsZero() bool { return d == Date{} }

// Exact reports whether year, month and day are known.
func (d Date) Exact() bool { return d.Day != 0 }

// String prints YYYY-MM-DD, "00" for what is not known, and "" for the zero date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	b := [10]byte{4: '-', 7: '-'} // dates are printed by the million
	put := func(at, width, n int) {
		for i := at + width - 1; i >= at; i-- {
			b[i] = byte('0' + n%10)
			n /= 10
		}
	}
	put(0, 4, d.Year)
	put(5, 2, d.Month)
	put(8, 2, d.Day)
	return string(b[:])
}

// Compare orders dates; an unknown day comes before the first of its month.
func (d Date) Compare(e Date) int {
	return (d.Year-e.Year)*10000 + (d.Month-e.Month)*100 + d.Day - e.Day
}

// MarshalText prints the date for JSON and XML.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText printed.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	if err == nil {
		*d = v
	}
	return err
}
