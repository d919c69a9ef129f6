package permit

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

// Matrix tables what each role may do, state by state, as a Markdown table: on objects that are the actor's own, and on those of others.
// It asks the judge for every cell, with a proof of presence; acts that need one have a star. States with the same answers share a
// row.
//
// Errors: Internal as May.
func (j *Judge) Matrix(l locale.Lang) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s | %s | %s | %s |\n|---|---|---|---|\n", locale.T(l, "may.act"), locale.T(l, "may.on"), locale.T(l, "may.own"), locale.T(l, "may.others"))
	for _, row := range office.Acts() {
		type line struct {
			states       []string
			own, foreign string
		}
		var lines []line
		for _, c := range cases(l, row.On) {
			own, err := j.who(l, row, c.on, true)
			if err != nil {
				return "", err
			}
			foreign, err := j.who(l, row, c.on, false)
			if err != nil {
				return "", err
			}
			word := c.word
			i := slices.IndexFunc(lines, func(n line) bool { return n.own == own && n.foreign == foreign })
			if i < 0 {
				lines = append(lines, line{[]string{word}, own, foreign})
			} else {
				lines[i].states = append(lines[i].states, word)
			}
		}
		name := row.Act.In(l)
		if row.Present {
			name += " \\*"
		}
		for _, n := range lines {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", name, strings.Join(n.states, ", "), n.own, n.foreign)
			name = ""
		}
	}
	return b.String(), nil
}

// instance is an object of a sort, in words.
type instance struct {
	word string
	on   office.Object
}

// cases gives an object in each state; of accounts an officer's and another's, since their state does not matter here.
func cases(l locale.Lang, k office.ObjectKind) (all []instance) {
	for _, state := range k.States() {
		if k != office.AccountObject {
			all = append(all, instance{k.StateIn(l, state), office.Object{State: state}})
		}
	}
	if k == office.AccountObject {
		all = []instance{{locale.T(l, "may.of_officer"), office.Object{State: string(office.Active), Staff: true}},
			{locale.T(l, "may.of_other"), office.Object{State: string(office.Active)}}}
	}
	return all
}

// who lists those who may do an act on an object, in a state.
func (j *Judge) who(l locale.Lang, row office.ActRow, on office.Object, own bool) (string, error) {
	const me, other = office.AccountID("a-0000000000000000"), office.AccountID("a-0000000000000001")
	const myself, them = office.PartyID("p-0000000000000000"), office.PartyID("p-0000000000000001")
	at := time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	everybody := office.Actor{At: at, Day: ipr.Date{Year: 2026, Month: 11, Day: 25}, SteppedUp: at}
	holder := everybody
	holder.Account, holder.Party = me, myself
	on.Kind, on.Owner, on.Parties, on.Right, on.Proposer, on.Role = row.On, other, []office.PartyID{them}, ipr.GI, other, office.Applicant
	if own {
		on.Owner, on.Parties = me, []office.PartyID{myself}
	}
	may := func(a office.Actor) bool {
		v, err := j.May(a, row.Act, on)
		return err == nil && v.Allowed
	}
	if _, err := j.May(holder, row.Act, on); err != nil {
		return "", err
	}
	var names []string
	signed := may(holder)
	switch {
	case may(everybody) && signed:
		names = append(names, locale.T(l, "may.anybody"))
	case may(everybody):
		names = append(names, locale.T(l, "may.signed_out"))
	case signed:
		names = append(names, locale.T(l, "may.signed_in"))
	}
	for _, r := range office.Roles() {
		if !signed && may(holder.Playing(r)) {
			names = append(names, inSentence(r.In(l)))
		}
	}
	if !own && may(office.OperatorActor(at, everybody.Day)) {
		names = append(names, locale.T(l, "may.operator"))
	}
	return strings.Join(names, ", "), nil
}

// inSentence writes a word of a list as it stands in a sentence: Clerk as clerk, GI officer as it is.
func inSentence(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[n:]
}

// Why gives the policies that decided a verdict, in the order of their ids.
func (j *Judge) Why(v office.Verdict) []Policy {
	var all []Policy
	for _, id := range v.By {
		if p, ok := j.Policy(id); ok {
			all = append(all, p)
		}
	}
	return all
}
