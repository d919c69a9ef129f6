package office_test

import (
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

func TestSampleLetterheadIsWholeInEveryLanguage(t *testing.T) {
	l := office.SampleLetterhead()
	for _, lang := range locale.Langs() {
		for name, w := range map[string]office.Words{
			"parent": l.Parent, "name": l.Name, "place": l.Place, "address": l.Address, "note": l.Note, "title": l.Signatory.Title, "motto": l.Motto[0],
		} {
			if w[lang] == "" {
				t.Errorf("the sample has no %s in %s", name, lang)
			}
		}
	}
	if l.Code != "VN" || l.Symbol == "" || l.Signatory.Name == "" {
		t.Errorf("the sample is not whole: %+v", l)
	}
}

const least = "code: vn\nname: {vi: Cục}\nsymbol: CM\nplace: Huế\nsignatory:\n  title: {en: Director}\n  name: A\n"

func TestLeastLetterheadAndWordsForEveryLanguage(t *testing.T) {
	l, err := office.ReadLetterhead([]byte(least))
	if err != nil {
		t.Fatal(err)
	}
	if l.Code != "VN" || l.Place.In(locale.En) != "Huế" || l.Place.In(locale.Vi) != "Huế" {
		t.Errorf("got %+v", l)
	}
	if l.Name.In(locale.En) != "Cục" || l.Signatory.Title.In(locale.Vi) != "Director" || l.Parent.In(locale.Vi) != "" {
		t.Errorf("where a language is missing, the other one is told: %+v", l)
	}
}

func TestTextsOfALetterheadAreInFormC(t *testing.T) {
	l, err := office.ReadLetterhead([]byte(strings.Replace(least, "Cục", " Cu\u0323c ", 1)))
	if err != nil || l.Name[locale.Vi] != "C\u1ee5c" {
		t.Errorf("%+q, %v", l, err)
	}
}

func TestWrongLetterheadsAreToldWithTheirLine(t *testing.T) {
	for _, c := range []struct{ name, old, new, where, says string }{
		{"unknown member", "symbol:", "symbool:", "line 3", "symbool"},
		{"unknown member within", "  name: A", "  nane: A", "line 7", "nane"},
		{"unknown language", "{vi: Cục}", "{vi: Cục, xx: C}", "line 2", `"xx"`},
		{"no YAML", "symbol: CM", "symbol: [CM", "line 3", "cannot be read"},
		{"a list for a text", "symbol: CM", "symbol: [CM, CN]", "line 3", "cannot be read"},
		{"no code", "code: vn\n", "", "line 1", "no code"},
		{"code of three letters", "code: vn", "code: vnm", "line 1", "two-letter"},
		{"no name", "{vi: Cục}", "{}", "line 2", "no name"},
		{"no sign", "symbol: CM", "symbol:", "line 3", "no symbol"},
		{"sign with a slash", "symbol: CM", "symbol: C/M", "line 3", "no slash"},
		{"no place", "place: Huế\n", "", "line 1", "no place"},
		{"nobody signs", "signatory:\n  title: {en: Director}\n  name: A\n", "", "line 1", "no signatory"},
		{"no title", "  title: {en: Director}\n", "", "line 5", "no signatory.title"},
		{"no name of who signs", "  name: A\n", "", "line 5", "no signatory.name"},
		{"motto without end", "code: vn", "code: vn\nmotto: [a, b, c, d, e]", "line 2", "at most 4"},
	} {
		_, err := office.ReadLetterhead([]byte(strings.Replace(least, c.old, c.new, 1)))
		f, ok := fault.Of(err)
		if !ok || f.Kind != fault.Invalid || !strings.HasPrefix(f.Where, c.where) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := office.ReadLetterhead(make([]byte, 65<<10)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a file of 65 KiB: %v", err)
	}
}

func FuzzReadLetterhead(f *testing.F) {
	f.Add([]byte(least))
	f.Add([]byte("code: &a [*a]"))
	f.Add([]byte("- \n"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := office.ReadLetterhead(b)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%v", err)
			}
			return
		}
		if l.Code == "" || l.Symbol == "" || len(l.Signatory.Title) == 0 {
			t.Errorf("accepted %+v", l)
		}
	})
}
