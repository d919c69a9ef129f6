package office

import (
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// Power is a power of attorney: the paper by which a party lets another act for it before the office. A scan is enough to
// begin with; the paper itself follows within a period of its own.
//
// Whoever has a scan can tell of a power. It opens what belongs to the principal only once the principal or a clerk has accepted
// it: else a forged scan would. Until then the representative works on what they began themselves.
type Power struct {
	ID             PowerID   `json:"-"`
	Principal      PartyID   `json:"principal"`
	Representative PartyID   `json:"representative"`
	General        bool      `json:"general"`           // for everything before the office; else for Things only
	Things         []string  `json:"things,omitempty"`  // OFFICE/KIND/NUMBER of rights, ids of drafts; sorted
	Signed         ipr.Date  `json:"signed"`            // the day on the paper
	Signatory      Signing   `json:"signatory"`         // who signed for the principal
	Scan           string    `json:"scan"`              // SHA-256 of the scanned paper, 64 lower-case hex digits
	Span           Span      `json:"span"`              // from when, and until when if the paper says so
	Substitution   bool      `json:"substitution"`      // the representative may name a substitute
	Of             PowerID   `json:"of,omitempty"`      // of a substitute: the power that lets one be named
	Due            ipr.Date  `json:"due,omitzero"`      // by when the paper itself must come; zero if it need not
	DueRule        string    `json:"due_rule,omitzero"` // the rule of the law pack that gave Due; "" if the office's own setting did
	Given          AccountID `json:"-"`                 // who told the office of it
	Accepted       AccountID `json:"-"`                 // the principal's account, or a clerk's, that stands for it; "" while nobody does
	Received       ipr.Date  `json:"-"`                 // when the paper itself came
	Revoked        ipr.Date  `json:"-"`                 // the first day on which it no longer holds
}

// Signing is who signed a paper for a party, and as what.
type Signing struct {
	Name     string `json:"name"`
	Position string `json:"position,omitempty"` // "Giám đốc"; needed where an organisation signs
}

// Holds reports whether the power is accepted and in force on a day. That the paper itself is overdue does not end it: what follows from that
// is for an officer to say, see Overdue. A substitute's power also needs the one it comes from.
func (w Power) Holds(day ipr.Date) bool {
	return w.Accepted != "" && w.Span.Holds(day) && (w.Revoked.IsZero() || day.Compare(w.Revoked) < 0)
}

// Overdue reports whether the paper itself should have come before a day and has not.
func (w Power) Overdue(day ipr.Date) bool {
	return !w.Due.IsZero() && w.Received.IsZero() && w.Due.Compare(day) < 0
}

// Covers reports whether the power extends to a thing, by its id.
func (w Power) Covers(thing string) bool {
	return w.General || thing != "" && slices.Contains(w.Things, thing)
}

// checked gives the power in the form in which it is kept. The principal tells whether a position must be named.
//
// Errors: Invalid, at the field concerned.
func (w Power) checked(principal Party) (Power, error) {
	w.Signatory.Name, w.Signatory.Position = written(w.Signatory.Name), written(w.Signatory.Position)
	w.Things = slices.Compact(slices.Sorted(slices.Values(w.Things)))
	switch {
	case w.Representative == w.Principal:
		return w, fault.New(fault.Invalid, "nobody empowers themselves").At("representative")
	case w.General && len(w.Things) > 0:
		return w, fault.New(fault.Invalid, "a general power names no single right").At("things")
	case !w.General && len(w.Things) == 0:
		return w, fault.New(fault.Invalid, "a single power names the rights or drafts that it is for").At("things")
	case slices.Contains(w.Things, ""):
		return w, fault.New(fault.Invalid, "a single power names the rights or drafts that it is for").At("things")
	case !w.Signed.Exact():
		return w, fault.New(fault.Invalid, "the day on the paper is needed").At("signed")
	case w.Signatory.Name == "" || tooLong(w.Signatory.Name) || tooLong(w.Signatory.Position):
		return w, fault.New(fault.Invalid, "a name has 1 to %d characters", longest).At("signatory")
	case principal.Nature == Legal && w.Signatory.Position == "":
		return w, fault.New(fault.Invalid, "who signs for an organisation says in what position").At("position")
	case len(w.Scan) != 64 || strings.Trim(w.Scan, "0123456789abcdef") != "":
		return w, fault.New(fault.Invalid, "a scan is named by its SHA-256, in 64 small hex digits").At("scan")
	case !w.Due.IsZero() && !w.Due.Exact():
		return w, fault.New(fault.Invalid, "the day by which the paper must come is a whole date").At("due")
	case w.Due.IsZero() && w.DueRule != "":
		return w, fault.New(fault.Invalid, "a rule without a day says nothing").At("due")
	}
	return w, w.Span.checked()
}

// narrows reports whether w, a substitute's power, stays within the power that it comes from. It lets nobody be named in turn.
func (w Power) narrows(of Power) bool {
	if w.Principal != of.Principal || !of.Substitution || w.Substitution {
		return false
	}
	if !of.Span.Last.IsZero() && (w.Span.Last.IsZero() || w.Span.Last.Compare(of.Span.Last) > 0) || w.Span.First.Compare(of.Span.First) < 0 {
		return false
	}
	return of.General || !w.General && !slices.ContainsFunc(w.Things, func(thing string) bool { return !of.Covers(thing) })
}

type receivedBody struct {
	Day ipr.Date `json:"day"`
}

// FoldPower gives a power of attorney as its facts tell it now. Errors: NotFound without facts.
func FoldPower(facts []Fact) (Power, error) {
	var w Power
	for i, f := range facts {
		if (i == 0) != (f.What == PowerGiven) {
			return w, f.stray()
		}
		switch f.What {
		case PowerGiven:
			if err := f.read(&w); err != nil {
				return w, err
			}
			w.ID, w.Given = PowerID(f.Subject), f.By
		case PowerAccepted:
			w.Accepted = f.By
		case OriginalReceived:
			var b receivedBody
			if err := f.read(&b); err != nil {
				return w, err
			}
			w.Received = b.Day // told again, it is a correction
		case PowerRevoked:
			var b endedBody
			if err := f.read(&b); err != nil {
				return w, err
			}
			if w.Revoked.IsZero() || b.Day.Compare(w.Revoked) < 0 {
				w.Revoked = b.Day
			}
		default:
			return w, f.stray()
		}
	}
	if w.ID == "" {
		return w, fault.New(fault.NotFound, "there is no such power of attorney")
	}
	return w, nil
}

// Representation says whom the office wants to be represented. The law pack in force says it if it has such a requirement, in
// which case Rule names it; else it is a setting of the office and unverified.
type Representation struct {
	Home     ipr.Office // the office's own country
	Foreign  bool       // parties from elsewhere act through a representative
	Rule     string     // id of the pack's requirement; "" if there is none
	Verified bool       // the requirement has a source that was seen
}

// Need is the answer for one party.
type Need struct {
	Representative bool
	Rule           string // see Representation
	Verified       bool   // false is shown as unverified
}

// Needs says whether a party must act through a representative: it is from elsewhere if neither its country nor any of its
// addresses is the office's own. Whether a law counts just so is for the pack to say; the reading is ours.
func (r Representation) Needs(p Party) Need {
	home := p.Country == r.Home || slices.ContainsFunc(p.Addresses, func(a Address) bool { return a.Country == r.Home })
	return Need{Representative: r.Foreign && !home, Rule: r.Rule, Verified: r.Rule != "" && r.Verified}
}
