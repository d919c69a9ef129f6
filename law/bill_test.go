package law_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/muniment/muniment/law"
)

// TestBillsCheckedByHand holds bills against those of testdata/bill.csv, line by line.
func TestBillsCheckedByHand(t *testing.T) {
	f, err := os.Open("testdata/bill.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	table, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	covered := map[string]bool{}
	for _, c := range table[1:] {
		office, act, facts, lines, total, currency, refused, why := c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]
		b, err := read(t, office).Fee(act, tell(t, facts))
		where := fmt.Sprintf("%s %s %s (%s)", office, act, facts, why)
		if refused != "" {
			if err == nil || !strings.Contains(err.Error(), refused) {
				t.Errorf("%s: error %v, want one that names %s", where, err, refused)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", where, err)
			continue
		}
		covered[office+" "+act] = true
		if got := billed(b); got != lines || fmt.Sprint(b.Total) != total || b.Currency != currency {
			t.Errorf("%s:\n got  %s = %d %s\n want %s = %s %s", where, got, b.Total, b.Currency, lines, total, currency)
		}
	}
	for _, office := range []string{"VN", "EM", "CH"} {
		for _, b := range read(t, office).Acts() {
			if !covered[office+" "+b.Act] {
				t.Errorf("%s: the bill of %s has no case in testdata/bill.csv", office, b.Act)
			}
		}
	}
}

// billed writes the lines of a bill as the table has them.
func billed(b *law.Bill) string {
	var out []string
	for _, l := range b.Lines {
		out = append(out, fmt.Sprintf("%s=%d", l.ID(), l.Amount))
	}
	return strings.Join(out, " ")
}
