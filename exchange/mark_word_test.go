package exchange

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/register"
)

// The lists of words are whole: every value of ST.96's own lists is in them, our words are of our own list, and each of ours
// is written in one way, which reads as the same again.
func TestWordsOfMarks(t *testing.T) {
	for list, file := range map[string]string{"status": "mark_status", "feature": "mark_feature", "kind": "mark_kind"} {
		b, err := os.ReadFile("../ipr/table/" + file + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		_, body, _ := strings.Cut(string(b), "\n")
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || len(rows) < 10 {
			t.Fatalf("%d values of ST.96, %v", len(rows), err)
		}
		w := markWords()[list]
		for _, r := range rows[1:] {
			if _, known := w.of(r[0]); !known {
				t.Errorf("%s: %q of ST.96 is not in the list", list, r[0])
			}
		}
		written := map[string]string{}
		for _, r := range tableRows("mark-word.csv", markWordFile) {
			if r[0] != list {
				continue
			}
			if r[5] != "A" && r[5] != "B" {
				t.Errorf("%s: %q has the confidence %q", list, r[1], r[5])
			}
			if list == "status" && !slices.Contains(register.Statuses(), register.Status(r[2])) {
				t.Errorf("%q is no status of ours", r[2])
			}
			if r[4] == "yes" {
				if written[r[2]] != "" {
					t.Errorf("%s: %q is written as %q and %q", list, r[2], written[r[2]], r[1])
				}
				written[r[2]] = r[1]
				isOf96 := slices.ContainsFunc(rows[1:], func(v []string) bool { return v[0] == r[1] })
				if list != "status" && !isOf96 {
					t.Errorf("%s: %q is written and no value of ST.96", list, r[1])
				}
			}
		}
		if list == "status" && len(written) != len(register.Statuses()) {
			t.Errorf("%d of %d statuses can be written", len(written), len(register.Statuses()))
		}
	}
	for _, s := range register.Statuses() {
		for _, told := range []string{"", "700 REGISTERED", "Registration surrendered", "Registered", "Unknown", "expired"} {
			if got, text := markStatus(writtenStatus(s, told)); got != s || text != told {
				t.Errorf("%s told as %q is read as %s told as %q", s, told, got, text)
			}
		}
	}
}

func TestStatesOfTheUnitedStates(t *testing.T) {
	if n := len(usStates()); n != 56 || usState("California") != "CA" || usState("NEW YORK") != "NY" || usState("Bayern") != "Bayern" {
		t.Errorf("%d states", n)
	}
}
