package law

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
)

// StepKind says what was done in a step.
type StepKind string

// The kinds of step, in the order of docs/law.md.
const (
	stepPinned     StepKind = "pinned"      // the pack Name was asked for; From is the rule's version
	stepVersion    StepKind = "version"     // Name on From is not before To, the version's day
	stepPassed     StepKind = "passed"      // Name on From is before To, a newer version's day
	stepPractice   StepKind = "practice"    // the same, as the office is known to read the law
	stepChoice     StepKind = "choice"      // the rule Name, because of the declaration Other or since there is none
	stepOfficer    StepKind = "officer"     // Name set To because of Other
	stepAnchor     StepKind = "anchor"      // Name is To
	stepExpiry     StepKind = "expiry"      // the rule Name ends the term on To
	stepEffective  StepKind = "effective"   // with effect from Name, on To
	stepLength     StepKind = "length"      // N Unit after From is To
	stepRenewed    StepKind = "renewed"     // the same, with Count renewals
	stepBefore     StepKind = "before"      // opens on From, N months before To
	stepIn         StepKind = "in"          // in the N-th month after From: from Other up to To
	stepUntil      StepKind = "until"       // until Name, which has not happened
	stepUntilDay   StepKind = "until_day"   // until Name, on To
	stepIndefinite StepKind = "indefinite"  // no end
	stepLater      StepKind = "later"       // of N Unit after Name on Other, From, and the end so far the later is To
	stepEarlier    StepKind = "earlier"     // the earlier
	stepAltMissing StepKind = "alt_missing" // Name has not happened and could still move the end
	stepStood      StepKind = "stood"       // stood still Other because of Name: N days, From becomes To
	stepStill      StepKind = "still"       // has stood still since From because of Name
	stepExtended   StepKind = "extended"    // asked on Other: N Unit, From becomes To
	stepTooLate    StepKind = "too_late"    // an extension asked on From, after To
	stepNoMore     StepKind = "no_more"     // an extension asked on From, after Count of them
	stepCap        StepKind = "cap"         // From is beyond N Unit: To
	stepRoll       StepKind = "roll"        // From is no working day: To
	stepOutage     StepKind = "outage"      // From lies in the outage Other: To
	stepGrace      StepKind = "grace"       // N Unit more after From: To
)

// StepKinds lists them all.
func StepKinds() []StepKind {
	return []StepKind{stepPinned, stepVersion, stepPassed, stepPractice, stepChoice, stepOfficer, stepAnchor, stepExpiry, stepEffective, stepLength, stepRenewed, stepBefore,
		stepIn, stepUntil, stepUntilDay, stepIndefinite, stepLater, stepEarlier, stepAltMissing, stepStood, stepStill, stepExtended, stepTooLate, stepNoMore,
		stepCap, stepRoll, stepOutage, stepGrace}
}

// Step is one step of a computation. Which members are set, and what they say, depends on the kind.
type Step struct {
	Kind     StepKind
	Name     string
	Other    string
	From, To ipr.Date
	N, Count int
	Unit     Unit
}

// In tells the step in a sentence.
func (s *Step) In(w *Law, l locale.Lang) string {
	name := s.Name
	key := "law.step." + string(s.Kind)
	switch s.Kind {
	case stepVersion, stepPassed, stepPractice, stepAnchor, stepEffective, stepUntil, stepUntilDay, stepLater, stepEarlier, stepAltMissing:
		name = AnchorIn(s.Name, l)
	case stepStood, stepStill:
		if name = StateIn(s.Name, l); s.Name == "" {
			key += "_unnamed"
		}
	case stepIn:
		return locale.T(l, key, "count", s.N, "from", s.From.In(l), "opens", dayIn(s.Other, l), "to", s.To.In(l))
	case stepChoice:
		if s.Other == "" {
			key += "_else"
		}
	case stepRoll:
		return w.rolled(s, l)
	}
	if s.Kind == stepLater || s.Kind == stepEarlier {
		name += " (" + dayIn(s.Other, l) + ")"
	}
	other := s.Other
	if from, to, ok := strings.Cut(other, ".."); ok {
		other = locale.T(l, "law.span", "from", dayIn(from, l), "to", dayIn(to, l))
	} else if s.Kind == stepExtended {
		other = dayIn(other, l)
	}
	return capital(locale.T(l, key, "name", name, "other", other, "from", s.From.In(l), "to", s.To.In(l), "length", LengthIn(Length{s.N, s.Unit}, l),
		"n", s.N, "count", s.Count))
}

// capital is a sentence with a capital at its beginning.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

func dayIn(s string, l locale.Lang) string {
	d, err := ipr.ParseDate(s)
	if err != nil {
		return s
	}
	return d.In(l)
}

// rolled tells over which days the end was rolled, and why none of them counts.
func (w *Law) rolled(s *Step, l locale.Lang) string {
	var why []string
	for d := s.From; d.Compare(s.To) < 0; d = d.AddDays(1) {
		name := locale.T(l, "law.weekday."+weekdays[ipr.DayOf(d).Weekday()])
		if _, h := w.calendar.Day(d); h != nil && h.off() && h.Title.In(l) != "" {
			name = h.Title.In(l)
		}
		if n := len(why); n == 0 || why[n-1] != name {
			why = append(why, name)
		}
	}
	return locale.T(l, "law.step.roll", "from", s.From.In(l), "to", s.To.In(l), "name", strings.Join(why, ", "))
}

var weekdays = [7]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// LengthIn is a length in words.
func LengthIn(n Length, l locale.Lang) string {
	unit := n.Unit
	if unit == MonthBefore || unit == MonthIn {
		unit = Months
	}
	if n.Amount == 0 {
		return ""
	}
	return locale.T(l, "law.length."+string(unit), "n", n.Amount)
}

// ArticleIn is the article of a law as the language cites it; packs write "Art. 112a" and "Rule 18(1)(b)".
func ArticleIn(article string, l locale.Lang) string {
	for _, word := range []string{"Art.", "Rule"} {
		if rest, ok := strings.CutPrefix(article, word+" "); ok {
			return locale.T(l, "law.article."+strings.ToLower(strings.Trim(word, ".")), "n", rest)
		}
	}
	return article
}

// AnchorIn is an anchor in words; an event that has none is told by its name.
func AnchorIn(text string, l locale.Lang) string {
	a, err := ParseAnchor(text)
	if err != nil {
		return text
	}
	return a.In(l)
}

// In is the anchor in words.
func (a Anchor) In(l locale.Lang) string {
	s := ""
	if a.op == "" {
		s = EventIn(a.event, l)
	} else {
		list := a.args[0].In(l)
		for i, arg := range a.args[1:] {
			if i < len(a.args)-2 {
				list += ", " + arg.In(l)
			} else {
				list = locale.T(l, "law.anchor.and", "list", list, "name", arg.In(l))
			}
		}
		s = locale.T(l, "law.anchor."+a.op, "list", list)
	}
	for _, n := range []Length{{a.years, Years}, {a.months, Months}, {a.days, Days}} {
		if n.Amount != 0 {
			s = locale.T(l, "law.anchor.after", "length", LengthIn(n, l), "name", s)
		}
	}
	return s
}

// EventIn is an event in words, its name with spaces if there are none.
func EventIn(event string, l locale.Lang) string {
	if s, ok := locale.Lookup(l, "law.event."+event); ok {
		return s
	}
	return strings.ReplaceAll(event, "_", " ")
}

// StateIn is a state in which a clock stands still, or into which a right comes, in words.
func StateIn(state string, l locale.Lang) string {
	if s, ok := locale.Lookup(l, "law.state."+state); ok {
		return s
	}
	return strings.ReplaceAll(state, "_", " ")
}
