package filing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Submission is a filing as the desk received it, with what became of it. Nothing of it is ever rewritten: steps are appended.
type Submission struct {
	ID       string // its own sign, "S-" and 16 characters: on the receipt, and its address in the register until it has a number
	Account  string // who filed
	Key      string // of the request
	Kind     ipr.Kind
	Digest   string         // SHA-256 of the application's bytes
	Entry    ipr.ID         // where its first act stands in the register
	Place    register.Place // of that act
	Received time.Time      // UTC, whole seconds, set in the transaction
	Day      ipr.Date       // the filing date at the office
	Steps    []Step         // oldest first

	told []string // what the leaf commits to; nil unless it was just received
}

// Step is something that became of a filing.
type Step struct {
	What   What
	At     time.Time
	By     string         // account, or "desk"
	Place  register.Place // of a number: the act in the register
	Entry  ipr.ID         // of a number: the right's address from now on
	Amount int64          // of a payment, in the currency's smallest unit
	Words  string         // reference of a payment, finding of an inspection, reason
}

// What says what became of a filing.
type What string

// The steps. Received comes first, always.
const (
	Received   What = "received"
	Claimed    What = "claimed"   // the applicant says that it is paid
	Paid       What = "paid"      // a cashier confirmed the payment
	Numbered   What = "numbered"  // it has its application number
	Clean      What = "clean"     // its documents were looked into and are sound
	Unsound    What = "unsound"   // a document is not what it should be; the filing date stands
	Failed     What = "failed"    // for good: declared so by the desk, with the reason
	Repaired   What = "repaired"  // the desk mended something, and says what
	Inspecting What = "inspected" // an inspection was tried and could not be finished; it will be again
	Again      What = "again"     // an officer asked for another inspection
	Asked      What = "asked"     // the desk asked for another document in place of one that is unsound
	Proposed   What = "proposed"  // an officer says, with the reason, that the filing has failed for good: another has to confirm it
	Withdrawn  What = "withdrawn" // such a proposal was put away
)

// State is where a filing stands.
type State string

// The states. Which follows from the steps alone.
const (
	Waiting   State = "waiting for payment"
	Uncertain State = "paid, not confirmed"
	Numbering State = "waiting for its number" // paid, and no number yet: the desk should look
	Pending   State = "documents being looked into"
	Doubtful  State = "a document is unsound"
	Accepted  State = "received and numbered"
	Dead      State = "failed"
)

// Fresh reports whether the filing was received just now, and not found under the key of an earlier request.
func (s *Submission) Fresh() bool { return s.told != nil }

// State tells where the filing stands.
func (s *Submission) State() State {
	switch {
	case s.has(Failed):
		return Dead
	case s.has(Unsound) && !s.after(Repaired, Unsound):
		return Doubtful
	case s.Number() == "" && s.has(Paid):
		return Numbering
	case s.Number() == "" && s.has(Claimed):
		return Uncertain
	case s.Number() == "":
		return Waiting
	case !s.has(Clean) && !s.has(Repaired):
		return Pending
	}
	return Accepted
}

// Number is the application number; "" as long as there is none.
func (s *Submission) Number() string {
	if s.Entry.Number != s.ID {
		return s.Entry.Number
	}
	for _, t := range s.Steps {
		if t.What == Numbered {
			return t.Entry.Number
		}
	}
	return ""
}

// Right is the address of the right: that of its number, or of its own sign.
func (s *Submission) Right() ipr.ID {
	id := s.Entry
	if n := s.Number(); n != "" {
		id.Number = n
	}
	return id
}

// has reports whether the step was taken.
func (s *Submission) has(w What) bool { return s.when(w) >= 0 }

// when gives the place of the newest step of a sort; -1 if there is none.
func (s *Submission) when(w What) int {
	at := -1
	for i, t := range s.Steps {
		if t.What == w {
			at = i
		}
	}
	return at
}

// after reports whether the newest step of one sort is later than that of another.
func (s *Submission) after(a, b What) bool { return s.when(a) > s.when(b) }

// Confirm confirms that the fees of a filing are paid and, where the law gives the number then, gives it: the number, its act in
// the register and the step are one transaction. Confirming again changes nothing.
//
// Errors: NotFound if there is no such filing; Conflict if it has failed.
func (d *Desk) Confirm(ctx context.Context, id, cashier string, amount int64, reference string) (*Submission, error) {
	f, err := d.open(ctx, id)
	if err != nil {
		return nil, err
	}
	err = d.Books.Receive(ctx, func(tx Tx) error {
		s, err := tx.Submission(ctx, id)
		switch {
		case err != nil:
			return err
		case s.has(Failed):
			return fault.New(fault.Conflict, "the filing %s has failed", id)
		case s.has(Paid):
			return errAgain
		}
		now := d.Clock().UTC().Truncate(time.Second)
		if err := tx.Note(ctx, id, Step{What: Paid, At: now, By: cashier, Amount: amount, Words: reference}); err != nil {
			return err
		}
		return d.numberPaid(ctx, tx, s, f, cashier, now)
	})
	if err != nil && !errors.Is(err, errAgain) {
		return nil, fmt.Errorf("confirming the payment of %s: %w", id, err)
	}
	return d.Books.Submission(ctx, id)
}

// Step appends something that became of a filing, other than its payment and its number. Errors: NotFound, Conflict if it has failed.
func (d *Desk) Step(ctx context.Context, id string, t Step) (*Submission, error) {
	if t.What == Failed && t.Words == "" {
		return nil, fault.New(fault.Invalid, "say why")
	}
	switch t.What {
	case Claimed, Clean, Unsound, Failed, Repaired, Inspecting, Again, Asked:
	default:
		return nil, fault.New(fault.Invalid, "%q is no step that is noted by itself", string(t.What))
	}
	err := d.Books.Receive(ctx, func(tx Tx) error {
		s, err := tx.Submission(ctx, id)
		if err != nil {
			return err
		}
		if s.has(Failed) {
			return fault.New(fault.Conflict, "the filing %s has failed", id)
		}
		t.At = d.Clock().UTC().Truncate(time.Second)
		return tx.Note(ctx, id, t)
	})
	if err != nil {
		return nil, err
	}
	return d.Books.Submission(ctx, id)
}
