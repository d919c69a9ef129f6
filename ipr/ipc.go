package ipr

import (
	"fmt"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
)

// IPC is a place in the International Patent Classification, as far down as it is known: a section A to H, a class, a
// subclass, a main group, a subgroup.
type IPC struct {
	Section  byte   // 'A' to 'H'
	Class    int    // 1 to 99; 0 if only the section is meant
	Subclass byte   // 'A' to 'Z'; 0 if only the class is meant
	Group    int    // 1 to 9999; 0 if only the subclass is meant
	Subgroup string // two to six digits, "00" for the main group itself; "" if no group is meant
}

// ParseIPC reads "A01B 1/02", "A01B1/02", the form of ST.8 "A01B0001020000", and the shorter A01B, A01 and A. Letter case
// does not matter. Symbols that our edition does not list are kept. Errors: Invalid.
func ParseIPC(s string) (IPC, error) {
	c, ok := parseIPC(strings.ToUpper(s))
	if !ok {
		return IPC{}, fault.New(fault.Invalid, "%q is not a symbol of the International Patent Classification such as A01B 1/02", s)
	}
	return c, nil
}

func parseIPC(s string) (c IPC, ok bool) {
	if s == "" || s[0] < 'A' || s[0] > 'H' {
		return c, false
	}
	c.Section = s[0]
	if s = s[1:]; s == "" {
		return c, true
	}
	if len(s) < 2 {
		return c, false
	}
	if c.Class, ok = number(s[:2], 2); !ok || c.Class == 0 {
		return c, false
	}
	if s = s[2:]; s == "" {
		return c, true
	}
	if c.Subclass = s[0]; c.Subclass < 'A' || c.Subclass > 'Z' {
		return c, false
	}
	if s = s[1:]; s == "" {
		return c, true
	}
	group, sub, slash := strings.Cut(strings.TrimLeft(s, " "), "/")
	if !slash { // ST.8: four digits of the group, six of the subgroup
		if len(group) != 10 {
			return c, false
		}
		group, sub = group[:4], group[4:]
		sub = sub[:2] + strings.TrimRight(sub[2:], "0")
	}
	if c.Group, ok = number(group, 4); !ok || c.Group == 0 {
		return c, false
	}
	if _, ok = number(sub, 6); !ok || len(sub) < 2 {
		return c, false
	}
	c.Subgroup = sub
	return c, true
}

// String prints the symbol as documents do: "A01B 1/02", or as much of it as is known.
func (c IPC) String() string {
	switch {
	case c.Section == 0:
		return ""
	case c.Class == 0:
		return string(c.Section)
	case c.Subclass == 0:
		return fmt.Sprintf("%c%02d", c.Section, c.Class)
	case c.Group == 0:
		return fmt.Sprintf("%c%02d%c", c.Section, c.Class, c.Subclass)
	}
	return fmt.Sprintf("%c%02d%c %d/%s", c.Section, c.Class, c.Subclass, c.Group, c.Subgroup)
}

// IPCTitle is our own short title of the class in which the symbol stands, or of its section; "" if we have none.
func IPCTitle(c IPC, l locale.Lang) string {
	if c.Class == 0 {
		return tableIPC().title(c.String(), l)
	}
	return tableIPC().title(IPC{Section: c.Section, Class: c.Class}.String(), l)
}
