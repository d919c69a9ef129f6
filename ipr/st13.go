package ipr

import (
	"fmt"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

// ST13 is an application number in the form that WIPO Standard ST.13 recommends: the type of right in two digits, the
// year in four (0000 where the office counts none), and a serial number of nine. The office's code of ST.3 stands before
// it where numbers of several offices meet. The standard's optional parts, codes for internal use and check digits, are
// not read: their meaning is each office's own. Source: ST.13 as described in ST.96 V6_0 `ST13ApplicationNumber`.
type ST13 struct {
	Office Office // empty if not told
	Type   int    // 0 to 99; the digits are the standard's, not those of national numbers
	Year   int    // 0 to 9999
	Serial int    // 0 to 999999999
}

// ParseST13 reads fifteen digits, with or without a code of ST.3 before them; spaces and hyphens may stand between the
// parts. Errors: Invalid.
func ParseST13(s string) (ST13, error) {
	bad := fault.New(fault.Invalid, "%q is not an application number of ST.13: two digits of the type, four of the year, nine of the serial number", s)
	t := strings.NewReplacer(" ", "", "-", "").Replace(s)
	var n ST13
	if len(t) == 17 {
		o, err := ParseOffice(t[:2])
		if err != nil {
			return ST13{}, bad
		}
		n.Office, t = o, t[2:]
	}
	if len(t) != 15 {
		return ST13{}, bad
	}
	var ok [3]bool
	n.Type, ok[0] = number(t[:2], 2)
	n.Year, ok[1] = number(t[2:6], 4)
	n.Serial, ok[2] = number(t[6:], 9)
	if ok != [3]bool{true, true, true} {
		return ST13{}, bad
	}
	return n, nil
}

// String prints the number without spaces, as files carry it.
func (n ST13) String() string {
	return fmt.Sprintf("%s%02d%04d%09d", n.Office, n.Type, n.Year, n.Serial)
}

// Spaced prints the number with its parts apart, as people read it: "BR 10 2024 000000123".
func (n ST13) Spaced() string {
	return strings.TrimLeft(fmt.Sprintf("%s %02d %04d %09d", n.Office, n.Type, n.Year, n.Serial), " ")
}
