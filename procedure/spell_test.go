package procedure_test

import (
	"math"
	"testing"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/procedure"
)

func TestAmountsAreSpelt(t *testing.T) {
	for _, c := range []struct {
		n      int64
		vi, en string
	}{
		{0, "Không đồng", "Nought dong"},
		{5, "Năm đồng", "Five dong"},
		{10, "Mười đồng", "Ten dong"},
		{15, "Mười lăm đồng", "Fifteen dong"},
		{21, "Hai mươi mốt đồng", "Twenty-one dong"},
		{55, "Năm mươi lăm đồng", "Fifty-five dong"},
		{90, "Chín mươi đồng", "Ninety dong"},
		{105, "Một trăm linh năm đồng", "One hundred and five dong"},
		{111, "Một trăm mười một đồng", "One hundred and eleven dong"},
		{400_000, "Bốn trăm nghìn đồng", "Four hundred thousand dong"},
		{1_005_000, "Một triệu không trăm linh năm nghìn đồng", "One million five thousand dong"},
		{1_000_007, "Một triệu không trăm linh bảy đồng", "One million and seven dong"},
		{12_340_678, "Mười hai triệu ba trăm bốn mươi nghìn sáu trăm bảy mươi tám đồng", "Twelve million three hundred and forty thousand six hundred and seventy-eight dong"},
		{2_000_000_000, "Hai tỷ đồng", "Two billion dong"},
		{3_000_000_000_000, "Ba nghìn tỷ đồng", "Three trillion dong"},
		{1_000_500_000_000, "Một nghìn tỷ năm trăm triệu đồng", "One trillion five hundred million dong"},
	} {
		m := procedure.Money{Amount: c.n, Currency: "VND"}
		if vi, en := m.Spelt(locale.Vi), m.Spelt(locale.En); vi != c.vi || en != c.en {
			t.Errorf("%d: %q and %q, want %q and %q", c.n, vi, en, c.vi, c.en)
		}
	}
	for _, m := range []procedure.Money{{Amount: -1, Currency: "VND"}, {Amount: 1, Currency: "EUR"}, {Amount: math.MinInt64, Currency: "VND"}} {
		if s := m.Spelt(locale.Vi); s != "" {
			t.Errorf("%v is spelt %q", m, s)
		}
	}
	if s := (procedure.Money{Amount: math.MaxInt64, Currency: "VND"}).Spelt(locale.En); s == "" {
		t.Error("the greatest amount is not spelt")
	}
}
