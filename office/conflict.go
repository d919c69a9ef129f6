package office

import (
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
)

// Conflict is an officer's declaration that their interest, or that of somebody near to them, may conflict with their duty
// towards a party or a right. While it stands the policies keep the officer from every act on either. That officers do not
// touch what is their own needs no declaration.
type Conflict struct {
	ID        ConflictID `json:"-"`
	Officer   AccountID  `json:"officer"`
	With      string     `json:"with"` // id of a party, or OFFICE/KIND/NUMBER of a right
	Ground    Ground     `json:"ground"`
	Note      string     `json:"note,omitempty"`
	Declared  AccountID  `json:"-"` // by whom: the officer, or a supervisor who learnt of it
	Withdrawn AccountID  `json:"-"` // by whom; "" while it stands
	Why       string     `json:"-"` // it was withdrawn
}

// Ground is why there is a conflict.
type Ground string

// The grounds.
const (
	Family   Ground = "family"  // a relative, or who lives in the same home
	Money    Ground = "money"   // a share, a debt, an income
	Work     Ground = "work"    // works or worked for them, or acted for them
	Quarrel  Ground = "quarrel" // a dispute, or an enmity
	OtherWay Ground = "other"   // told in the note
)

// In is the ground in the words of a language.
func (g Ground) In(l locale.Lang) string { return locale.T(l, "people.ground."+string(g)) }

// Stands reports whether the conflict keeps the officer away.
func (c Conflict) Stands() bool { return c.Withdrawn == "" }

func (c Conflict) checked() (Conflict, error) {
	c.Note = written(c.Note)
	if !slices.Contains(Grounds(), c.Ground) {
		return c, fault.New(fault.Invalid, "%q is no ground of a conflict of interest", string(c.Ground)).At("ground")
	}
	if tooLong(c.Note) || c.Ground == OtherWay && c.Note == "" {
		return c, fault.New(fault.Invalid, "a note has 1 to %d characters", longest).At("note")
	}
	if strings.HasPrefix(strings.ToLower(c.With), "p-") {
		id, err := ParseID[PartyID](c.With)
		c.With = string(id)
		return c, err
	}
	id, err := ipr.ParseID(c.With)
	if err != nil {
		return c, err
	}
	c.With = id.String()
	return c, nil
}

type withdrawnBody struct {
	Why string `json:"why,omitempty"`
}

// FoldConflict gives a conflict as its facts tell it now. Errors: NotFound without facts.
func FoldConflict(facts []Fact) (Conflict, error) {
	var c Conflict
	for i, f := range facts {
		if (i == 0) != (f.What == ConflictDeclared) {
			return c, f.stray()
		}
		switch f.What {
		case ConflictDeclared:
			if err := f.read(&c); err != nil {
				return c, err
			}
			c.ID, c.Declared = ConflictID(f.Subject), f.By
		case ConflictWithdrawn:
			var b withdrawnBody
			if err := f.read(&b); err != nil {
				return c, err
			}
			c.Withdrawn, c.Why = f.By, b.Why
		default:
			return c, f.stray()
		}
	}
	if c.ID == "" {
		return c, fault.New(fault.NotFound, "there is no such declaration")
	}
	return c, nil
}
