// Package fault is the short closed list of ways in which an act of the office can be refused.
//
// A fault says of what kind it is, which text tells a person about it, and keeps the cause for the log. The text is a
// key of internal/locale with arguments, so that it can be shown to anybody in any language; it never carries a
// secret. Adapters turn the kind into an exit code, a page or a problem document. An error without a kind is Internal.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what went wrong, in the sense in which a caller can act on it.
type Kind int

// The closed list of kinds.
const (
	Internal        Kind = iota // our mistake or a broken machine; never the caller's
	Invalid                     // the input is not what it must be
	Unauthenticated             // nobody is signed in
	Forbidden                   // this person may not do this
	NotFound                    // there is no such thing, or it is not for this person
	Conflict                    // it is there, in a state that does not allow the act
	Late                        // the period has ended
	Unavailable                 // not now; try again
)

var kindNames = [...]string{"internal", "invalid", "unauthenticated", "forbidden", "not found", "conflict", "late", "unavailable"}

// String is the kind in words, as log lines carry it.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return kindNames[Internal]
}

// Fault is an error with a kind, a text for people and a private cause.
type Fault struct {
	Kind  Kind
	Text  string // English sentence, safe for anybody; also the key of its translations
	Args  []any  // arguments of the text
	Where string // where in the input: "line 12, column 4", "record 31"; empty if nowhere in particular
	Hint  string // what a tired operator can do about it; empty if there is nothing to say
	cause error
}

// New makes a fault. The text may hold verbs of fmt for the arguments.
func New(k Kind, text string, args ...any) *Fault { return &Fault{Kind: k, Text: text, Args: args} }

// At says where in the input the fault lies.
func (f *Fault) At(where string) *Fault { c := *f; c.Where = where; return &c }

// Because keeps the cause, which is never shown to the public.
func (f *Fault) Because(err error) *Fault { c := *f; c.cause = err; return &c }

// Hinting adds what can be done about it.
func (f *Fault) Hinting(hint string) *Fault { c := *f; c.Hint = hint; return &c }

// Message is the sentence for people, without position and cause.
func (f *Fault) Message() string {
	if len(f.Args) == 0 {
		return f.Text
	}
	return fmt.Sprintf(f.Text, f.Args...)
}

// Error is the whole of it, for logs and operators.
func (f *Fault) Error() string {
	s := f.Message()
	if f.Where != "" {
		s = f.Where + ": " + s
	}
	if f.cause != nil {
		s += ": " + f.cause.Error()
	}
	return s
}

// Unwrap gives the private cause.
func (f *Fault) Unwrap() error { return f.cause }

// KindOf is the kind of an error: that of the outermost fault in its chain, Internal if there is none.
func KindOf(err error) Kind {
	var f *Fault
	if errors.As(err, &f) {
		return f.Kind
	}
	return Internal
}

// Of gives the outermost fault in the chain of err, and whether there is one.
func Of(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}
