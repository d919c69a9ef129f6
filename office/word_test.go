package office_test

import (
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

// Everything of a closed list has its word in each language.
func TestEverythingHasItsWord(t *testing.T) {
	for _, l := range locale.Langs() {
		said := map[string]string{}
		has := func(key, word string) {
			t.Helper()
			if other, twice := said[word]; twice && !strings.HasPrefix(key, "state") {
				t.Errorf("%s: %s and %s are both %q", l, other, key, word)
			}
			said[word] = key
		}
		for _, r := range office.Roles() {
			has(string(r), r.In(l))
			has("what is told of "+string(r), r.Told(l))
		}
		for _, a := range office.Acts() {
			has(string(a.Act), a.Act.In(l))
		}
		for _, k := range office.ObjectKinds() {
			for _, s := range k.States() {
				if s != "" {
					has("state "+string(k)+" "+s, k.StateIn(l, s))
				}
			}
		}
		for _, n := range []office.Nature{office.Natural, office.Legal} {
			has(string(n), n.In(l))
		}
		for _, d := range []office.Detail{office.ShowAddress, office.ShowEmail, office.ShowPhone} {
			has(string(d), d.In(l))
		}
		for _, k := range []office.CredentialKind{office.Passkey, office.Password, office.TOTP, office.Recovery, office.Outside} {
			has(string(k), k.In(l))
		}
		for _, g := range []office.Ground{office.Family, office.Money, office.Work, office.Quarrel, office.OtherWay} {
			has(string(g), g.In(l))
		}
		answers := map[office.Said]bool{}
		for _, q := range office.Questions() {
			has(string(q.Question), q.Question.In(l))
			for _, s := range q.Answers {
				if !answers[s] {
					has(string(s), s.In(l))
				}
				answers[s] = true
			}
		}
	}
	if missing := locale.Missing(); len(missing) > 0 {
		t.Errorf("there are no words for %q", missing)
	}
}

func TestListsAreClosed(t *testing.T) {
	if _, err := office.ParseRole("examiner"); err != nil {
		t.Error(err)
	}
	if _, err := office.ParseRole("king"); err == nil {
		t.Error("there is a king")
	}
	if n := len(office.Roles()); n != 13 {
		t.Errorf("%d roles", n)
	}
	seen := map[office.Act]bool{}
	for _, row := range office.Acts() {
		if seen[row.Act] {
			t.Errorf("%s stands twice", row.Act)
		}
		seen[row.Act] = true
		if got, ok := office.RowOf(row.Act); !ok || got != row {
			t.Errorf("%s is found as %+v", row.Act, got)
		}
	}
	if _, ok := office.RowOf("dance"); ok {
		t.Error("dancing is an act of the office")
	}
}
