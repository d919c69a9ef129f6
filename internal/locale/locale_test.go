package locale_test

import (
	"testing"

	"github.com/muniment/muniment/internal/locale"
)

func TestNegotiate(t *testing.T) {
	for _, c := range []struct {
		name, header string
		want         locale.Lang
	}{
		{"nothing asked", "", locale.Vi},
		{"the only one", "en", locale.En},
		{"a region does not matter", "en-GB", locale.En},
		{"letter case does not matter", "EN-us", locale.En},
		{"the first of equals", "en, vi", locale.En},
		{"the heavier", "en;q=0.4, vi;q=0.8", locale.Vi},
		{"spaces around the weight", "fr, vi ; q = 0.3, en; q=0.9", locale.En},
		{"ours below theirs", "fr-FR, de;q=0.9, en;q=0.1", locale.En},
		{"none of ours", "fr, de", locale.Vi},
		{"weight nought refuses", "en;q=0", locale.Vi},
		{"anything", "*", locale.Vi},
		{"anything after one of ours", "en, *;q=0.5", locale.En},
		{"a bad weight is passed over", "en;q=much, vi;q=0.1", locale.Vi},
		{"a weight above 1 is passed over", "en;q=7", locale.Vi},
		{"a longer word is another language", "english", locale.Vi},
	} {
		if got := locale.Negotiate(c.header, locale.Vi); got != c.want {
			t.Errorf("%s: Negotiate(%q) = %s, want %s", c.name, c.header, got, c.want)
		}
	}
}

func FuzzNegotiate(f *testing.F) {
	f.Add("en-GB,en;q=0.9,vi;q=0.8,*;q=0.1")
	f.Add(";;,,q=;=")
	f.Fuzz(func(t *testing.T, header string) {
		if l := locale.Negotiate(header, locale.En); l != locale.Vi && l != locale.En {
			t.Errorf("Negotiate(%q) = %q", header, l)
		}
	})
}

func TestTextAndItsMissing(t *testing.T) {
	if got := locale.T(locale.Vi, "common.role.owner"); got != "Chủ sở hữu" {
		t.Errorf("common.role.owner = %q", got)
	}
	const absent = "test.no_such_text"
	if got := locale.T(locale.En, absent); got != absent {
		t.Errorf("a missing text shows as %q, want its key", got)
	}
	if _, ok := locale.Lookup(locale.En, absent); ok {
		t.Error("Lookup finds a text that is not there")
	}
	if got := locale.Missing(); len(got) != 1 || got[0] != "en "+absent {
		t.Errorf("Missing() = %q", got)
	}
}

func TestSentence(t *testing.T) {
	const known = "%q is not a day of the calendar"
	if got := locale.Sentence(locale.Vi, known, "2026-02-30"); got != `"2026-02-30" không phải là một ngày có trong lịch` {
		t.Errorf("in Vietnamese: %s", got)
	}
	if got := locale.Sentence(locale.En, known, "2026-02-30"); got != `"2026-02-30" is not a day of the calendar` {
		t.Errorf("in English: %s", got)
	}
	if got := locale.Sentence(locale.Vi, "100% of it", nil...); got != "100% of it" {
		t.Errorf("a sentence without translation: %s", got)
	}
}
