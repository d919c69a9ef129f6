package ipr

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
)

// NiceClass is a class of the Nice Classification: 1 to 34 are goods, 35 to 45 services.
type NiceClass int

// ParseNice reads a class; leading noughts, which some offices print, do not matter. Errors: Invalid.
func ParseNice(s string) (NiceClass, error) {
	n, ok := number(s, 3)
	if !ok || n < 1 || n > 45 {
		return 0, fault.New(fault.Invalid, "%q is no class of the Nice Classification; the classes are 1 to 45", s)
	}
	return NiceClass(n), nil
}

// NiceClasses lists the 45 classes.
func NiceClasses() []NiceClass {
	all := make([]NiceClass, 45)
	for i := range all {
		all[i] = NiceClass(i + 1)
	}
	return all
}

// String prints the class without leading noughts.
func (c NiceClass) String() string { return strconv.Itoa(int(c)) }

// Service reports whether the class is one of services.
func (c NiceClass) Service() bool { return c >= 35 }

// NiceTitle is our own short title of a class, "" if there is no such class. The official heading governs.
func NiceTitle(c NiceClass, l locale.Lang) string { return tableNice().title(c.String(), l) }

// RelatedNice lists, in order, the classes whose goods or services are commonly held to overlap with those of a class.
// It is a convention of ours to widen a search; whether goods are alike is judged case by case.
func RelatedNice(c NiceClass) []NiceClass {
	var related []NiceClass
	for _, t := range tableRelated().Terms {
		a, b := pair(t.Code)
		switch c {
		case a:
			related = append(related, b)
		case b:
			related = append(related, a)
		}
	}
	slices.Sort(related)
	return related
}

// NiceOverlap tells in what two related classes overlap, in either order; false if our convention does not relate them.
func NiceOverlap(a, b NiceClass) (Term, bool) {
	return tableRelated().find(fmt.Sprintf("%d-%d", min(a, b), max(a, b)))
}

// pair reads the code of a row of the related classes; a test holds their form.
func pair(code string) (a, b NiceClass) {
	first, second, _ := strings.Cut(code, "-")
	m, _ := number(first, 2)
	n, _ := number(second, 2)
	return NiceClass(m), NiceClass(n)
}

// number reads 1 to width digits.
func number(s string, width int) (int, bool) {
	if s == "" || len(s) > width {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if !digit(s[i]) {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}
