package law_test

import (
	"strings"
	"testing"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

func TestNumbersAreAsWideAsTheirFormAtLeast(t *testing.T) {
	for _, c := range []struct {
		form          string
		year, running int
		want          string
	}{
		{"4-YYYY-NNNNN", 2026, 1, "4-2026-00001"},
		{"4-YYYY-NNNNN", 2026, 123456, "4-2026-123456"},
		{"NNNNNNNNN", 2026, 19000001, "019000001"},
		{"S NN/YYYY", 2027, 7, "S 07/2027"},
	} {
		n := law.Numbering{Form: c.form}
		if got := n.Print(c.year, c.running); got != c.want {
			t.Errorf("%s: %d of %d is %q, want %q", c.form, c.running, c.year, got, c.want)
		}
	}
}

func TestVietNamNumbersApplicationsOfEveryKind(t *testing.T) {
	w, err := law.Own().Office("VN")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []ipr.Kind{ipr.Patent, ipr.Utility, ipr.Design, ipr.Trademark, ipr.LayoutPlan, ipr.GI} {
		n := w.Numbering(string(k))
		if n == nil {
			t.Errorf("%s has no numbering", k)
			continue
		}
		if ids := ipr.GuessIDs(n.Print(2026, 42)); len(ids) != 1 || ids[0].Kind != k {
			t.Errorf("%s: the number %q is read as %v", k, n.Print(2026, 42), ids)
		}
	}
}

func TestNumberingsThatCannotBeAreRefused(t *testing.T) {
	for _, c := range []struct{ name, row, want string }{
		{"no running number", "{right: TM, form: 4-YYYY, given: filing, opens: publish, source: [x], confidence: C}", "no form of numbers"},
		{"two running numbers", "{right: TM, form: NN-NN, given: filing, opens: publish, source: [x], confidence: C}", "no form of numbers"},
		{"another day", "{right: TM, form: NN, given: grant, opens: publish, source: [x], confidence: C}", "not at"},
		{"never public", "{right: TM, form: NN, given: filing, source: [x], confidence: C}", "makes an application public"},
		{"no right", "{right: XX, form: NN, given: filing, opens: publish, source: [x], confidence: C}", "no kind of right"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := law.ParsePack([]byte("pack: x\nnumbers:\n  - " + c.row + "\n"))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
