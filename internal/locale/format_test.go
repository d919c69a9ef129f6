package locale_test

import (
	"testing"
	"time"

	"github.com/muniment/muniment/internal/locale"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		n      int64
		vi, en string
	}{
		{0, "0", "0"},
		{999, "999", "999"},
		{1234, "1.234", "1,234"},
		{-1234567, "-1.234.567", "-1,234,567"},
		{-100, "-100", "-100"},
		{-9223372036854775808, "-9.223.372.036.854.775.808", "-9,223,372,036,854,775,808"},
	} {
		if got := locale.Number(locale.Vi, c.n); got != c.vi {
			t.Errorf("vi %d = %s, want %s", c.n, got, c.vi)
		}
		if got := locale.Number(locale.En, c.n); got != c.en {
			t.Errorf("en %d = %s, want %s", c.n, got, c.en)
		}
	}
	for _, c := range []struct {
		x        float64
		decimals int
		vi, en   string
	}{
		{1234.5, 2, "1.234,5", "1,234.5"},
		{0.125, 2, "0,12", "0.12"},
		{1000, 2, "1.000", "1,000"},
		{2.5, 0, "2", "2"},
		{100, 0, "100", "100"},
	} {
		if got := locale.Decimal(locale.Vi, c.x, c.decimals); got != c.vi {
			t.Errorf("vi %v = %s, want %s", c.x, got, c.vi)
		}
		if got := locale.Decimal(locale.En, c.x, c.decimals); got != c.en {
			t.Errorf("en %v = %s, want %s", c.x, got, c.en)
		}
	}
	if got := locale.Percent(locale.Vi, 0.934); got != "93%" {
		t.Errorf("Percent = %s", got)
	}
}

func TestDates(t *testing.T) {
	for _, c := range []struct {
		name              string
		y, m, d           int
		vi, viWords, inEn string
	}{
		{"whole", 2027, 1, 25, "25/01/2027", "ngày 25 tháng 01 năm 2027", "25 January 2027"},
		{"day below ten, month from March", 2026, 9, 2, "02/09/2026", "ngày 02 tháng 9 năm 2026", "2 September 2026"},
		{"day not known", 2027, 2, 0, "02/2027", "tháng 02 năm 2027", "February 2027"},
		{"month not known", 2027, 0, 0, "2027", "năm 2027", "2027"},
		{"nothing known", 0, 0, 0, "", "", ""},
		{"early year", 875, 12, 31, "31/12/0875", "ngày 31 tháng 12 năm 0875", "31 December 0875"},
	} {
		if got := locale.Date(locale.Vi, c.y, c.m, c.d); got != c.vi {
			t.Errorf("%s: vi %s, want %s", c.name, got, c.vi)
		}
		if got := locale.DateInWords(locale.Vi, c.y, c.m, c.d); got != c.viWords {
			t.Errorf("%s: vi in words %s, want %s", c.name, got, c.viWords)
		}
		for _, got := range []string{locale.Date(locale.En, c.y, c.m, c.d), locale.DateInWords(locale.En, c.y, c.m, c.d)} {
			if got != c.inEn {
				t.Errorf("%s: en %s, want %s", c.name, got, c.inEn)
			}
		}
	}
}

func TestMoments(t *testing.T) {
	at := time.Date(2027, 1, 25, 7, 5, 9, 0, time.UTC)
	for _, c := range []struct {
		name string
		at   time.Time
		l    locale.Lang
		want string
	}{
		{"UTC", at, locale.En, "25 January 2027, 07:05:09 (UTC)"},
		{"Hanoi", at.In(time.FixedZone("", 7*3600)), locale.Vi, "14:05:09, 25/01/2027 (UTC+7)"},
		{"an offset of half an hour", at.In(time.FixedZone("", -(3*3600 + 1800))), locale.En, "25 January 2027, 03:35:09 (UTC-3:30)"},
		{"an offset below an hour", at.In(time.FixedZone("", -1800)), locale.En, "25 January 2027, 06:35:09 (UTC-0:30)"},
		{"no time", time.Time{}, locale.Vi, ""},
	} {
		if got := locale.Moment(c.l, c.at); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestWeekdaysAndLists(t *testing.T) {
	if got := locale.Weekday(locale.Vi, time.Monday); got != "Thứ hai" {
		t.Errorf("Monday = %s", got)
	}
	if got := locale.Weekday(locale.En, time.Sunday); got != "Sunday" {
		t.Errorf("Sunday = %s", got)
	}
	for _, c := range []struct {
		items  []string
		vi, en string
	}{
		{nil, "", ""},
		{[]string{"3"}, "3", "3"},
		{[]string{"3", "5"}, "3 và 5", "3 and 5"},
		{[]string{"3", "5", "44"}, "3, 5 và 44", "3, 5 and 44"},
	} {
		if got := locale.List(locale.Vi, c.items); got != c.vi {
			t.Errorf("vi %q = %s", c.items, got)
		}
		if got := locale.List(locale.En, c.items); got != c.en {
			t.Errorf("en %q = %s", c.items, got)
		}
	}
}
