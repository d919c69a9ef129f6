package office

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// People is what the office does about people: it opens accounts, gives roles, takes note of powers of attorney. Every act is
// judged by the policies and told as facts, in one transaction. It is safe for concurrent use.
//
// An actor is made afresh for each request ([People.Actor]), so that a role that ended this minute is gone with the next one.
type People struct {
	DB           DB
	Judge        Judge
	Declarations Declarations
	Clock        func() time.Time
	Zone         *time.Location // the office's, in which its days begin
	Entropy      io.Reader      // of ids; safe for concurrent use
}

// ErrPresence is in the chain of the error of an act that only lacks a proof of presence: the actor is asked for their passkey
// or code and tries again.
var ErrPresence = errors.New("the actor has not just proved to be present")

// Allow asks the judge, and gives the error with which the act is refused, or nil.
//
// Errors: Forbidden with ErrPresence if only a proof of presence is missing; else NotFound, since what is forbidden looks as if it
// were not there; Internal if the policies cannot be applied.
func Allow(j Judge, by Actor, act Act, on Object) error {
	v, err := j.May(by, act, on)
	if err != nil || v.Allowed {
		return err
	}
	if by.SteppedUp != by.At {
		present := by
		present.SteppedUp = by.At
		if v, err := j.May(present, act, on); err != nil {
			return err
		} else if v.Allowed {
			return fault.New(fault.Forbidden, "this act has legal effect: prove that it is you with your passkey or code").Because(ErrPresence)
		}
	}
	return fault.New(fault.NotFound, "there is no such thing here, or it is not for you")
}

// today is the time and the day in the office's zone.
func (s *People) today() (time.Time, ipr.Date) {
	now := s.Clock().UTC().Truncate(time.Second)
	y, m, d := now.In(s.Zone).Date()
	return now, ipr.Date{Year: y, Month: int(m), Day: d}
}

// tell appends a fact.
func (s *People) tell(ctx context.Context, tx Tx, subject string, by AccountID, what What, says any) error {
	now, _ := s.today()
	return tx.AddFact(ctx, Fact{Subject: subject, At: now, By: by, What: what, Body: body(says)})
}

// one reads the facts of a subject and folds them.
func one[ID ~string, T any](ctx context.Context, r Reader, fold func([]Fact) (T, error), id ID) (T, error) {
	facts, err := r.Facts(ctx, string(id))
	if err != nil {
		var none T
		return none, err
	}
	return fold(facts)
}

// each folds the subjects of one sort that a lookup leads to.
func each[ID ~string, T any](ctx context.Context, r Reader, fold func([]Fact) (T, error), kind LookupKind, key ID, sort string) ([]T, error) {
	subjects, err := r.Found(ctx, Lookup{kind, string(key)})
	if err != nil {
		return nil, err
	}
	var all []T
	for _, facts := range subjects {
		if len(facts) == 0 || facts[0].Subject[:1] != sort {
			continue
		}
		t, err := fold(facts)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// The objects on which the acts of this package are done.

func (s *People) accountObject(ctx context.Context, r Reader, a Account) (Object, error) {
	_, day := s.today()
	grants, err := each(ctx, r, FoldGrant, ByAccount, a.ID, "g")
	works := slices.ContainsFunc(grants, func(g Grant) bool { return g.Role.Staff() && g.Holds(day) })
	return Object{Kind: AccountObject, ID: string(a.ID), Owner: a.ID, State: string(a.State), Parties: []PartyID{a.Party}, Staff: works}, err
}

func partyObject(p Party) Object {
	return Object{Kind: PartyObject, ID: string(p.ID), Parties: []PartyID{p.ID}, Owner: p.Keeper}
}

func grantObject(g Grant, party PartyID) Object {
	o := Object{Kind: GrantObject, ID: string(g.ID), Owner: g.Account, Role: g.Role, Proposer: g.Proposed, Parties: []PartyID{party}, State: "confirmed"}
	if g.Open() || g.ID == "" {
		o.State = "proposed"
	}
	return o
}
