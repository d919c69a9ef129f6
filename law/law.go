// Package law reads the law of an office from dated data and computes what follows from it: the days on which periods end,
// fees, and which acts are open in which state. It holds no law of its own: packs do, one for each generation of an office's
// law or for a treaty, in YAML under law/pack. docs/law.md is the contract between packs and this package.
//
// A [Library] has the packs and the calendars. It gives a [Law]: that of an office, whose versions are picked rule by rule by the
// date of the event that the rule names, or that of one pack. [Law.Date] answers for a rule and facts with an [Answer], in which
// every step of the computation stands so that it can be explained and done again by hand.
//
// Invariants. All of it is pure: the same packs and facts give the same answer; there is no clock, no store, no language but in
// the explanation. Nothing is invented: a rule without a source is not loaded, one of a confidence below B is flagged, and
// what the pack has no rule for is an error that says so.
//
// A law is safe for concurrent use; facts are not, while they are being told.
package law

import (
	"slices"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
)

// Words are a text in every language.
type Words struct {
	Vi string `yaml:"vi" json:"vi"`
	En string `yaml:"en" json:"en"`
}

// String is the text in English, as errors have it.
func (w Words) String() string { return w.En }

// In gives the text in a language.
func (w Words) In(l locale.Lang) string {
	if l == locale.Vi {
		return w.Vi
	}
	return w.En
}

// Kind says who is bound by a rule and what its end means; see docs/law.md section 2.
type Kind string

// The kinds.
const (
	OfficeTarget     Kind = "office_target"
	OfficeDeadline   Kind = "office_deadline"
	PartyDeadline    Kind = "party_deadline"
	ThirdPartyWindow Kind = "third_party_window"
	Term             Kind = "term"
	Grace            Kind = "grace"
	Barrier          Kind = "barrier"
)

// Kinds lists the kinds in the order of docs/law.md.
func Kinds() []Kind {
	return []Kind{OfficeTarget, OfficeDeadline, PartyDeadline, ThirdPartyWindow, Term, Grace, Barrier}
}

// rolls reports whether an end of the kind moves to a working day where the rule says nothing.
func (k Kind) rolls() bool { return k == PartyDeadline || k == ThirdPartyWindow }

// outside reports whether the rule binds a party or anybody outside the office, whom an outage keeps from acting.
func (k Kind) outside() bool { return k == PartyDeadline || k == ThirdPartyWindow || k == Grace }

// Unit is what a length is counted in; see docs/law.md section 5.
type Unit string

// The units. A unit "until:EVENT" lasts until the event.
const (
	Days        Unit = "day"
	WorkingDays Unit = "working_day"
	Months      Unit = "month"
	Years       Unit = "year"
	MonthBefore Unit = "month_before"
	MonthIn     Unit = "month_in"
	Indefinite  Unit = "indefinite"
)

// Confidence says how sure a fact is: A, A-, B, C, or D.
type Confidence string

// Verified reports whether the confidence is B or better.
func (c Confidence) Verified() bool { return slices.Contains([]Confidence{"A", "A-", "B"}, c) }

// Length is an amount of a unit.
type Length struct {
	Amount int  `yaml:"amount" json:"amount"`
	Unit   Unit `yaml:"unit" json:"unit"`
}

// Period is a length from an anchor.
type Period struct {
	Length `yaml:",inline"`
	Anchor Anchor `yaml:"anchor" json:"anchor"`
}

// Rule is one version of a rule.
type Rule struct {
	ID            string `yaml:"id" json:"id"` // RIGHT.step
	Fact          string `yaml:"fact" json:"fact,omitempty"`
	Kind          Kind   `yaml:"kind" json:"kind,omitempty"`
	Title         Words  `yaml:"title" json:"title"`
	Text          Words  `yaml:"text" json:"text"`
	Condition     Words  `yaml:"condition" json:"condition,omitzero"`
	Period        `yaml:",inline"`
	Op            string      `yaml:"op" json:"op,omitempty"` // "later" or "earlier" of the period and Alt
	Alt           *Period     `yaml:"alt" json:"alt,omitempty"`
	From          ipr.Date    `yaml:"from" json:"from,omitzero"`
	Until         ipr.Date    `yaml:"until" json:"until,omitzero"` // exclusive
	VersionBy     Anchor      `yaml:"version_by" json:"version_by,omitzero"`
	Practice      *Practice   `yaml:"practice" json:"practice,omitempty"`
	Roll          string      `yaml:"roll" json:"roll,omitempty"`
	Extensions    *Extensions `yaml:"extensions" json:"extensions,omitempty"`
	TolledBy      []string    `yaml:"tolled_by" json:"tolled_by,omitempty"`
	Min           *Length     `yaml:"min" json:"min,omitempty"`
	Max           *Length     `yaml:"max" json:"max,omitempty"`
	Late          *Late       `yaml:"grace" json:"grace,omitempty"`
	Renewals      int         `yaml:"renewals" json:"renewals,omitempty"`
	EffectiveFrom string      `yaml:"effective_from" json:"effective_from,omitempty"`
	Set           string      `yaml:"set" json:"set,omitempty"` // "office" or "officer"
	Then          string      `yaml:"then" json:"then,omitempty"`
	Reinstatement Strings     `yaml:"reinstatement" json:"reinstatement,omitempty"`
	Office        ipr.Office  `yaml:"office" json:"office,omitempty"`
	Choose        []Choice    `yaml:"choose" json:"choose,omitempty"`
	Article       string      `yaml:"article" json:"article,omitempty"`
	Source        Strings     `yaml:"source" json:"source,omitempty"`
	Confidence    Confidence  `yaml:"confidence" json:"confidence,omitempty"`
	Note          Words       `yaml:"note" json:"note,omitzero"`

	pack *Pack
}

// Pack gives the pack that the rule stands in.
func (r *Rule) Pack() *Pack { return r.pack }

// Right is the kind of right that the rule is for, "*" for all.
func (r *Rule) Right() string { return right(r.ID) }

// rolls reports whether an end on a day that is no working day moves to the next one.
func (r *Rule) rolls() bool { return r.Roll == "next_working_day" || r.Roll == "" && r.Kind.rolls() }

// Practice is how the office is known to have read the law, where that differs from its words.
type Practice struct {
	VersionBy  Anchor     `yaml:"version_by" json:"version_by"`
	Text       Words      `yaml:"text" json:"text"`
	Source     Strings    `yaml:"source" json:"source"`
	Confidence Confidence `yaml:"confidence" json:"confidence"`
}

// Extensions say how often and by how much a period can be extended.
type Extensions struct {
	Times int         `yaml:"times" json:"times"`
	By    ExtensionBy `yaml:"by" json:"by"`
}

// ExtensionBy is the length of an extension; the zero length stands for the length of the period itself, "same".
type ExtensionBy struct{ Length }

// Late says until when an act that comes late still counts.
type Late struct {
	Length    `yaml:",inline"`
	Surcharge *Surcharge `yaml:"surcharge" json:"surcharge,omitempty"`
}

// Surcharge is what a late act costs more.
type Surcharge struct {
	Rate int     `yaml:"rate" json:"rate,omitempty"` // per cent; 0 where no source gives it
	Per  string  `yaml:"per" json:"per,omitempty"`   // "month" begun, or "once"
	On   Strings `yaml:"on" json:"on,omitempty"`     // ids of fees
	Note Words   `yaml:"note" json:"note,omitzero"`
}

// Choice sends a rule to another one, if a declaration was made, or else.
type Choice struct {
	Declaration string `yaml:"declaration" json:"declaration,omitempty"`
	Rule        string `yaml:"rule" json:"rule"`
}

// Strings is a list that may be written as one text.
type Strings []string
