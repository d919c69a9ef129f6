package filing

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/register"
)

// numberPaid gives a paid filing its number, if the law gives one and it has none: the number, its act in the register and the step
// are in the caller's transaction.
func (d *Desk) numberPaid(ctx context.Context, tx Tx, s *Submission, f *opened, by string, now time.Time) error {
	n := f.law.Numbering(string(s.Kind))
	if n == nil || s.Number() != "" {
		return nil
	}
	entry, err := d.number(ctx, tx, n, s)
	if err != nil {
		return err
	}
	e := f.application.Event(entry, s.Day, n.Opens, s.ID, s.Digest)
	e.Field = append(e.Field, register.Field{Name: "ground", Value: map[string]any{"filing": []any{s.Place.Seq, s.Place.Generation}}})
	p, err := register.Prepare(e, f.origin, register.SystemEntropy())
	if err != nil {
		return err
	}
	f.keys.Seal(p)
	ref, err := tx.Append(ctx, p)
	if err != nil {
		return err
	}
	return tx.Note(ctx, s.ID, Step{What: Numbered, At: now, By: by, Place: ref.Place, Entry: entry})
}

// opened is what an act on a filing needs before its transaction begins.
type opened struct {
	law         *law.Law
	application *Application
	origin      string // of the register's open log
	keys        Case
}

// open opens a filing for an act of the register. Errors: NotFound.
func (d *Desk) open(ctx context.Context, id string) (f *opened, err error) {
	f = new(opened)
	if f.law, err = d.Law.Office(d.Office); err != nil {
		return nil, err
	}
	if f.application, err = d.Application(ctx, id); err != nil {
		return nil, err
	}
	if f.origin, err = d.Books.Origin(register.Register); err != nil {
		return nil, err
	}
	f.keys, err = d.Books.Case(ctx, id)
	return f, err
}

// GiveNumber gives a filing that is paid the number that it should have. Giving again changes nothing.
//
// Errors: NotFound; Conflict if it is not paid, has failed, or the law gives no number.
func (d *Desk) GiveNumber(ctx context.Context, id, by string) (*Submission, error) {
	f, err := d.open(ctx, id)
	if err != nil {
		return nil, err
	}
	err = d.Books.Receive(ctx, func(tx Tx) error {
		s, err := tx.Submission(ctx, id)
		switch {
		case err != nil:
			return err
		case s.Number() != "":
			return nil
		case s.State() != Numbering:
			return wrongState(s)
		case f.law.Numbering(string(s.Kind)) == nil:
			return fault.New(fault.Conflict, "the law of the office gives applications of this kind no number")
		}
		return d.numberPaid(ctx, tx, s, f, by, d.now())
	})
	if err != nil {
		return nil, fmt.Errorf("giving %s its number: %w", id, err)
	}
	return d.Books.Submission(ctx, id)
}

// Accept accepts documents that an inspection found unsound as they are, with the reason. Errors: NotFound; Invalid without a reason;
// Conflict if none is unsound.
func (d *Desk) Accept(ctx context.Context, id, by, why string) (*Submission, error) {
	return d.repair(ctx, id, Step{What: Repaired, By: by, Words: why}, Doubtful)
}

// AskForAnother asks the applicant for another document in place of one that is unsound; the filing date stands. Errors: NotFound;
// Invalid without a reason; Conflict if none is unsound.
func (d *Desk) AskForAnother(ctx context.Context, id, by, why string) (*Submission, error) {
	return d.repair(ctx, id, Step{What: Asked, By: by, Words: why}, Doubtful)
}

// InspectAgain has those documents inspected again whose inspection broke. Errors: NotFound; Conflict if none did.
func (d *Desk) InspectAgain(ctx context.Context, in Inspections, id, by string) (*Submission, error) {
	s, err := d.Books.Submission(ctx, id)
	if err != nil {
		return nil, err
	}
	list, _, err := in.Waiting(ctx, id)
	if err != nil {
		return nil, err
	}
	asked := false
	for _, f := range list {
		if f.Tries == 0 {
			continue
		}
		asked = true
		if err := in.Inspected(ctx, id, Inspection{File: f.File, At: d.now(), By: by, Outcome: AskedAgain}); err != nil {
			return nil, err
		}
	}
	if !asked {
		return nil, wrongState(s)
	}
	return d.Step(ctx, id, Step{What: Again, By: by})
}

// ProposeFailure says that a filing has failed for good, with the reason. Nothing has failed before another officer confirms it.
//
// Errors: NotFound; Invalid without a reason; Conflict if it has a number, has failed, or it was proposed already.
func (d *Desk) ProposeFailure(ctx context.Context, id, by, why string) (*Submission, error) {
	if why = strings.TrimSpace(why); why == "" {
		return nil, fault.New(fault.Invalid, "say why")
	}
	return d.note(ctx, id, func(s *Submission) (Step, error) {
		if s.has(Failed) || s.Proposal() != nil || s.Number() != "" {
			return Step{}, wrongState(s)
		}
		return Step{What: Proposed, By: by, Words: why}, nil
	})
}

// Proposal is the open proposal that the filing has failed; nil if there is none.
func (s *Submission) Proposal() *Step {
	if i := s.when(Proposed); i >= 0 && !s.has(Failed) && !s.after(Withdrawn, Proposed) {
		return &s.Steps[i]
	}
	return nil
}

// ConfirmFailure confirms what another officer proposed: the filing has failed for good. Its filing stays in the register, as everything does.
//
// Errors: NotFound; Conflict if nothing is proposed; Forbidden for who proposed it.
func (d *Desk) ConfirmFailure(ctx context.Context, id, by string) (*Submission, error) {
	return d.note(ctx, id, func(s *Submission) (Step, error) {
		p := s.Proposal()
		switch {
		case p == nil:
			return Step{}, wrongState(s)
		case p.By == by:
			return Step{}, fault.New(fault.Forbidden, "what one officer proposes another has to confirm")
		}
		return Step{What: Failed, By: by, Words: p.Words}, nil
	})
}

// RejectFailure puts a proposal away, with the reason. Errors: NotFound; Invalid without a reason; Conflict if nothing is proposed.
func (d *Desk) RejectFailure(ctx context.Context, id, by, why string) (*Submission, error) {
	if why = strings.TrimSpace(why); why == "" {
		return nil, fault.New(fault.Invalid, "say why")
	}
	return d.note(ctx, id, func(s *Submission) (Step, error) {
		if s.Proposal() == nil {
			return Step{}, wrongState(s)
		}
		return Step{What: Withdrawn, By: by, Words: why}, nil
	})
}

func (d *Desk) repair(ctx context.Context, id string, t Step, state State) (*Submission, error) {
	if t.Words = strings.TrimSpace(t.Words); t.Words == "" {
		return nil, fault.New(fault.Invalid, "say why")
	}
	return d.note(ctx, id, func(s *Submission) (Step, error) {
		if s.State() != state {
			return t, wrongState(s)
		}
		return t, nil
	})
}

// note appends the step that a function makes of the filing as the transaction sees it.
func (d *Desk) note(ctx context.Context, id string, make func(*Submission) (Step, error)) (*Submission, error) {
	err := d.Books.Receive(ctx, func(tx Tx) error {
		s, err := tx.Submission(ctx, id)
		if err != nil {
			return err
		}
		t, err := make(s)
		if err != nil {
			return err
		}
		t.At = d.now()
		return tx.Note(ctx, id, t)
	})
	if err != nil {
		return nil, err
	}
	return d.Books.Submission(ctx, id)
}

func (d *Desk) now() time.Time { return d.Clock().UTC().Truncate(time.Second) }

// wrongState is the fault of an act for which the filing does not stand right.
func wrongState(s *Submission) error {
	return fault.New(fault.Conflict, "the filing %s does not stand so that this can be done; look at it again", s.ID)
}

// Internal reports whether the step is the office's own business: a proposal, or another try.
func (w What) Internal() bool {
	switch w {
	case Again, Proposed, Withdrawn, Inspecting:
		return true
	}
	return false
}

// Newest is what became of the filing last, but for the office's own business.
func (s *Submission) Newest() Step {
	i := len(s.Steps) - 1
	for i > 0 && s.Steps[i].What.Internal() {
		i--
	}
	return s.Steps[i]
}

// Stuck reports whether the inspection of a document could not be finished, and nobody has asked for another one since.
func (s *Submission) Stuck() bool {
	return s.has(Inspecting) && !s.after(Again, Inspecting) && !s.has(Clean) && !s.has(Unsound)
}
