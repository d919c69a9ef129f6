package office

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
)

// Lookup is a way by which a subject is found. Lookups are derived from the subject's facts, are kept beside them, and are
// derived again when the register is verified.
type Lookup struct {
	Kind LookupKind
	Key  string
}

// LookupKind is a sort of lookup.
type LookupKind string

// The sorts, with their key and what they lead to.
const (
	ByEmail      LookupKind = "email"      // a proved e-mail address, folded: its one account
	ByCredential LookupKind = "credential" // the id of a credential: its one account
	ByName       LookupKind = "name"       // a word of a name, folded: parties
	ByKeeper     LookupKind = "keeper"     // an account: the parties of its address book
	ByParty      LookupKind = "party"      // a party: its accounts
	ByAccount    LookupKind = "account"    // an account: its grants, the delegations from and to it, its conflicts
	ByPrincipal  LookupKind = "principal"  // a party: the powers that it gave
	ByAttorney   LookupKind = "attorney"   // a party: the powers that it has
	ByPower      LookupKind = "power"      // a power: those of its substitutes
	ByThing      LookupKind = "thing"      // a right or draft: the single powers for it
	ByDesk       LookupKind = "desk"       // a DeskList: the powers on it
	ByRole       LookupKind = "role"       // a role: its grants
	ByWaiting    LookupKind = "waiting"    // "": grants that wait for a second person
	ByConflict   LookupKind = "conflict"   // a party or right: the conflicts declared with it
	ByKind       LookupKind = "kind"       // the letter of a sort of id, "a" or "p": all of that sort
)

// Unique reports whether a lookup leads to one subject at most.
func (k LookupKind) Unique() bool { return k == ByEmail || k == ByCredential }

// EmailLookup finds the account with a proved e-mail address.
func EmailLookup(email string) Lookup { return Lookup{ByEmail, foldEmail(email)} }

// NameLookups gives what finds the parties with a word of a name, for each word of a text.
func NameLookups(text string) []Lookup {
	var all []Lookup
	for _, w := range words(text) {
		all = append(all, Lookup{ByName, w})
	}
	return all
}

// words splits a name into folded words: small letters, no marks, đ as d; sorted, each once.
func words(s string) []string {
	s = cases.Fold().String(norm.NFKD.String(s))
	s = strings.Map(func(r rune) rune {
		if r == 'đ' {
			return 'd'
		}
		return r
	}, s)
	all := strings.FieldsFunc(strip(s), func(r rune) bool { return !isWord(r) })
	slices.Sort(all)
	return slices.Compact(all)
}

// Lookups derives how a subject is found from its facts. The keys are sorted, each once.
//
// Errors: those of the folds; Internal if the subject is of no sort that the office knows.
func Lookups(subject string, facts []Fact) ([]Lookup, error) {
	var all []Lookup
	add := func(k LookupKind, key string) { all = append(all, Lookup{k, key}) }
	sort, _, _ := strings.Cut(subject, "-")
	switch sort {
	case "p":
		p, err := FoldParty(facts)
		if err != nil {
			return nil, err
		}
		add(ByKind, sort)
		add(ByKeeper, string(p.Keeper))
		for _, name := range append([]string{p.Name}, p.OtherNames...) {
			all = append(all, NameLookups(name)...)
		}
	case "a":
		a, err := FoldAccount(facts)
		if err != nil {
			return nil, err
		}
		add(ByKind, sort)
		add(ByParty, string(a.Party))
		if a.State == Ended {
			break // its address and its keys are free again
		}
		if a.Proved != "" {
			all = append(all, EmailLookup(a.Proved))
		}
		for _, c := range a.Credentials {
			add(ByCredential, c.ID)
		}
	case "g":
		g, err := FoldGrant(facts)
		if err != nil {
			return nil, err
		}
		add(ByAccount, string(g.Account))
		add(ByRole, string(g.Role))
		if g.Open() {
			add(ByWaiting, "")
		}
	case "d":
		d, err := FoldDelegation(facts)
		if err != nil {
			return nil, err
		}
		add(ByAccount, string(d.From))
		add(ByAccount, string(d.To))
	case "w":
		w, err := FoldPower(facts)
		if err != nil {
			return nil, err
		}
		add(ByPrincipal, string(w.Principal))
		add(ByAttorney, string(w.Representative))
		if w.Of != "" {
			add(ByPower, string(w.Of))
		}
		for _, thing := range w.Things {
			add(ByThing, thing)
		}
		for _, list := range w.lists() {
			add(ByDesk, string(list))
		}
	case "c":
		c, err := FoldConflict(facts)
		if err != nil {
			return nil, err
		}
		add(ByAccount, string(c.Officer))
		add(ByConflict, c.With)
	default:
		return nil, fault.New(fault.Internal, "%q is the id of nothing that is kept of people", subject)
	}
	slices.SortFunc(all, func(a, b Lookup) int {
		if c := strings.Compare(string(a.Kind), string(b.Kind)); c != 0 {
			return c
		}
		return strings.Compare(a.Key, b.Key)
	})
	return slices.Compact(all), nil
}

// strip takes the marks from a decomposed text.
func strip(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, s)
}

// isWord reports whether a character belongs to a word.
func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
