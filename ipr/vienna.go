package ipr

import (
	"fmt"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
)

// Vienna is a code of the Vienna Classification of figurative elements: a category, a division, a section. Section 0
// means the whole division, division 0 the whole category.
type Vienna struct{ Category, Division, Section int }

// ParseVienna reads 5.3.13, 05.03.13 or 050313, and the shorter codes 5.3, 0503 and 5. Codes that our edition does not
// list are kept. Errors: Invalid.
func ParseVienna(s string) (Vienna, error) {
	part, ok := levels(s, ".", 3)
	if !ok {
		return Vienna{}, fault.New(fault.Invalid, "%q is not a code of the Vienna Classification such as 05.03.13", s)
	}
	return Vienna{part[0], part[1], part[2]}, nil
}

// String prints the code with two digits on each level: 05.03.13, 05.03, 05.
func (v Vienna) String() string {
	switch {
	case v.Division == 0:
		return fmt.Sprintf("%02d", v.Category)
	case v.Section == 0:
		return fmt.Sprintf("%02d.%02d", v.Category, v.Division)
	}
	return fmt.Sprintf("%02d.%02d.%02d", v.Category, v.Division, v.Section)
}

// ViennaTitle is our own short title of a category, 1 to 29; "" for others.
func ViennaTitle(category int, l locale.Lang) string {
	return tableVienna().title(fmt.Sprint(category), l)
}

// levels reads a code of 1 to depth numbers from 1 to 99, split by the separator or written as pairs of digits.
func levels(s, separator string, depth int) ([3]int, bool) {
	parts := strings.Split(s, separator)
	if len(parts) == 1 && len(s)%2 == 0 {
		parts = parts[:0]
		for i := 0; i < len(s); i += 2 {
			parts = append(parts, s[i:i+2])
		}
	}
	var level [3]int
	if len(parts) == 0 || len(parts) > depth {
		return level, false
	}
	for i, p := range parts {
		n, ok := number(p, 2)
		if !ok || n == 0 {
			return level, false
		}
		level[i] = n
	}
	return level, true
}
