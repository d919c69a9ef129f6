package search

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/fault"
)

func heard(r *Rules, word string) sounds {
	var s sounds
	s.hear(r, []byte(word))
	return s
}

func TestEnglishSounds(t *testing.T) {
	for _, c := range []struct{ rule, a, b string }{
		{"ph and f", "phantom", "fantom"},
		{"silent k at the beginning", "knight", "nite"},
		{"kn within a word is spoken", "piknik", "picnic"},
		{"c before e", "cellar", "sellar"},
		{"qu and kw", "quick", "kwik"},
		{"gh and ee", "lightseen", "litesean"},
		{"tion", "nation", "nashon"},
		{"ending with a silent e", "lite", "light"},
		{"digits", "m8", "mate"},
		{"ough", "dough", "doe"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			a, b := heard(DefaultRules(), c.a), heard(DefaultRules(), c.b)
			if d := soundCost(a.english, b.english); d > 60 {
				t.Errorf("%s sounds %s, %s sounds %s: %d hundredths apart", c.a, a.english, c.b, b.english, d)
			}
		})
	}
	if a, b := heard(DefaultRules(), "piknik"), heard(DefaultRules(), "pinik"); string(a.english) == string(b.english) {
		t.Error("piknik sounds like pinik: the rule for the beginning was used within the word")
	}
}

func soundCost(a, b []byte) int {
	var x, y measured
	for m, text := range map[*measured][]byte{&x: a, &y: b} {
		m.add(text, plainWeight, true)
		m.finish(true)
	}
	return distance(&x, &y, DefaultRules().sound)
}

func TestVietnameseSounds(t *testing.T) {
	for _, c := range []struct{ rule, a, b string }{
		{"tr and ch", "trung", "chung"},
		{"s and x", "sen", "xen"},
		{"d, gi and r", "dung", "giung"},
		{"d and r", "dong", "rong"},
		{"l and n of the north", "lam", "nam"},
		{"c, k and q", "ca", "ka"},
		{"ng and ngh", "nghe", "nge"},
		{"g and gh", "ghe", "ge"},
		{"i and y", "ly", "li"},
		{"ph and f", "pho", "fo"},
		{"final c and t of the south", "bac", "bat"},
		{"final n and ng of the south", "lan", "lang"},
		{"final nh", "thanh", "than"},
		{"oa and ua", "hoa", "hua"},
		{"joined syllables", "trungnguyen", "chungnguien"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			a, b := heard(DefaultRules(), c.a), heard(DefaultRules(), c.b)
			if !a.isViet || !b.isViet || string(a.viet) != string(b.viet) {
				t.Errorf("%s sounds %q, %s sounds %q", c.a, a.viet, c.b, b.viet)
			}
		})
	}
	for _, c := range []struct{ word, want string }{
		{"trungnguyen", "cunquien"}, // trung and nguyên; neither trun and gnguyên nor any other cut
		{"phonam", "folam"},         // phở nam rather than phon am: syllables like to have an onset
		{"quang", "kuan"},
	} {
		if s := heard(DefaultRules(), c.word); string(s.viet) != c.want {
			t.Errorf("%s sounds %q, not %q", c.word, s.viet, c.want)
		}
	}
	for _, word := range []string{"strong", "coca2", "xyz", "blanc"} {
		if heard(DefaultRules(), word).isViet {
			t.Errorf("%s is taken for Vietnamese", word)
		}
	}
}

func TestRulesAreDataOfTheOffice(t *testing.T) {
	own, err := NewRules(map[string]string{"general": "# ours\n^_[ae]: zz → b\n_$: ing → \n[^ae]_: k kk → g\n"})
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]string{
		"zzazza": "baza", // zz at the beginning, before a or e; within, z stands for itself and counts once
		"zzing":  "z",    // not before i; ing is dropped at the end
		"ingo":   "ingo",
		"okka":   "oga",
		"aka":    "aka", // not after a
		"ka":     "ka",  // the edge is no other letter
	} {
		if got := string(heard(own, word).general); got != want {
			t.Errorf("%s sounds %q, not %q", word, got, want)
		}
	}
	if own.Fingerprint() == DefaultRules().Fingerprint() {
		t.Error("own rules have the fingerprint of the program's")
	}
	x := NewIndex(Options{Rules: own})
	if err := x.Change([]Doc{{ID: "VN/TM/1", Text: "zzeta"}, {ID: "VN/TM/2", Text: "beta"}}, nil, nil); err != nil {
		t.Fatal(err)
	}
	r, err := x.Search(context.Background(), Query{Text: "beta"})
	if err != nil || len(r.Hits) != 2 || r.Hits[1].Why.Sound != 1 {
		t.Errorf("%v %+v", err, r.Hits)
	}
}

func TestRulesThatCannotBeReadAreRefusedWithTheirLine(t *testing.T) {
	for _, c := range []struct{ rule, set, text, where string }{
		{"no arrow", "general", "# one\n_: a b\n", "general, line 2"},
		{"no context", "english", "a → b\n", "english, line 1"},
		{"no place for the spelling", "english", "^: a → b\n", "english, line 1"},
		{"no spelling", "general", "_: → b\n", "general, line 1"},
		{"capitals", "general", "_: A → b\n", "general, line 1"},
		{"accents", "general", "_: é → e\n", "general, line 1"},
		{"an open bracket", "general", "[ab_: c → d\n", "general, line 1"},
		{"no letters in brackets", "general", "[]_: c → d\n", "general, line 1"},
		{"the wrong edge", "general", "$_: c → d\n", "general, line 1"},
		{"a part of a syllable that is none", "vietnamese", "\n\nrime: a → b\n", "vietnamese, line 3"},
		{"a long part", "vietnamese", "onset: abcd → b\n", "vietnamese, line 1"},
		{"a cost that is none", "look", "a b much\n", "look, line 1"},
		{"too great a cost", "near", "a b 101\n", "near, line 1"},
		{"a line of two words", "near", "a b\n", "near, line 1"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			_, err := NewRules(map[string]string{c.set: c.text})
			var f *fault.Fault
			if !errors.As(err, &f) || f.Kind != fault.Invalid || f.Where != c.where {
				t.Errorf("%v", err)
			}
		})
	}
	if _, err := NewRules(map[string]string{"klingon": ""}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown set: %v", err)
	}
	if _, err := RuleText("klingon"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown set: %v", err)
	}
}

// Any text is read as rules or refused, and rules that were read can be used.
func FuzzRules(f *testing.F) {
	for _, name := range RuleNames() {
		text, err := RuleText(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(name, text[:min(len(text), 1500)])
	}
	f.Add("general", "[^ab$]_[^cd]: a → bb\n")
	f.Fuzz(func(t *testing.T, name, text string) {
		r, err := NewRules(map[string]string{name: text})
		if err != nil {
			var told *fault.Fault
			if !errors.As(err, &told) {
				t.Fatal(err)
			}
			return
		}
		for _, w := range strings.Fields("trungnguyen abcabc 1234 zzzzz q") {
			s := heard(r, w)
			if !isFolded(string(s.general)) || !isFolded(string(s.english)) || len(s.general) > longest {
				t.Fatalf("%s sounds %q and %q", w, s.general, s.english)
			}
		}
		x := NewIndex(Options{Rules: r})
		if err := x.Change([]Doc{{ID: "VN/TM/1", Text: "Trung Nguyen"}}, nil, nil); err != nil {
			t.Fatal(err)
		}
		if a, b := x.Likeness("Trung Nguyen", "Truong"), x.Likeness("Truong", "Trung Nguyen"); a != b || a < 0 || a > 1 {
			t.Fatalf("%v and %v", a, b)
		}
	})
}
