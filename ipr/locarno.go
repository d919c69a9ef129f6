package ipr

import (
	"fmt"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
)

// Locarno is a class, and a subclass, of the Locarno Classification of industrial designs. Subclass 0 means the class.
type Locarno struct{ Class, Subclass int }

// ParseLocarno reads 06-01, 6-1 or 0601, and the class alone, 06. Codes that our edition does not list are kept.
// Errors: Invalid.
func ParseLocarno(s string) (Locarno, error) {
	part, ok := levels(s, "-", 2)
	if !ok {
		return Locarno{}, fault.New(fault.Invalid, "%q is not a code of the Locarno Classification such as 06-01", s)
	}
	return Locarno{part[0], part[1]}, nil
}

// String prints the code with two digits on each level: 06-01, 06.
func (c Locarno) String() string {
	if c.Subclass == 0 {
		return fmt.Sprintf("%02d", c.Class)
	}
	return fmt.Sprintf("%02d-%02d", c.Class, c.Subclass)
}

// LocarnoTitle is our own short title of a class, 1 to 32; "" for others.
func LocarnoTitle(class int, l locale.Lang) string { return tableLocarno().title(fmt.Sprint(class), l) }
