package ipr

import "github.com/muniment/muniment/internal/fault"

// EventCode is a code of a legal status event: a letter of the category, or a letter and two digits of a key or
// detailed event of ST.27. ST.61 (marks) and ST.87 (designs) share the letters; their detailed lists are not at hand.
type EventCode string

// ParseEventCode reads a category or an event. Codes that our edition does not list are kept. Errors: Invalid.
func ParseEventCode(s string) (EventCode, error) {
	ok := len(s) == 1 || len(s) == 3 && digit(s[1]) && digit(s[2])
	if !ok || s[0] < 'A' || s[0] > 'Z' {
		return "", fault.New(fault.Invalid, "%q is not an event of ST.27, which is a capital letter, alone or with two digits", s)
	}
	return EventCode(s), nil
}

// Category is the letter of the event's category.
func (c EventCode) Category() string {
	if c == "" {
		return ""
	}
	return string(c[:1])
}

// Term gives what the event, or the category if the code is a letter, means.
func (c EventCode) Term() (Term, bool) {
	if len(c) == 1 {
		return EventCategory(string(c))
	}
	return tableEvent().find(string(c))
}

// EventCategory gives what a letter of ST.27, ST.61 and ST.87 means.
func EventCategory(letter string) (Term, bool) { return tableCategory().find(letter) }

// EventCategories lists the categories by letter.
func EventCategories() []Term { return append([]Term(nil), tableCategory().Terms...) }

func digit(b byte) bool { return '0' <= b && b <= '9' }
