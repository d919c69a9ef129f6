package place_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/place"
)

func date(t testing.TB, s string) ipr.Date {
	t.Helper()
	if s == "" {
		return ipr.Date{}
	}
	d, err := ipr.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// units reads "CODE LEVEL PARENT FROM UNTIL BECAME NAME", a hyphen for what is not told; BECAME by commas.
func units(t testing.TB, lines ...string) []place.Unit {
	t.Helper()
	var list []place.Unit
	for _, l := range lines {
		f := strings.SplitN(strings.ReplaceAll(l, " - ", "  "), " ", 7)
		for i, s := range f {
			if s == "-" {
				f[i] = ""
			}
		}
		u := place.Unit{Code: f[0], Level: place.Level(f[1]), Parent: f[2], From: date(t, f[3]), Until: date(t, f[4]), Name: f[6]}
		if f[5] != "" {
			u.Became = strings.Split(f[5], ",")
		}
		list = append(list, u)
	}
	return list
}

func gazetteer(t testing.TB, list ...place.Unit) *place.Gazetteer {
	t.Helper()
	g, err := place.NewGazetteer(list)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// small is a land in which a code is given again, a commune is divided and one changes twice.
func small(t testing.TB) *place.Gazetteer {
	return gazetteer(t, units(t,
		"1 province - - 2025-07-01 2 Tỉnh Yên Sơn",
		"2 province - - 2025-07-01 2 Tỉnh Đồng Hòa",
		"2 province - 2025-07-01 - - Tỉnh Yên Sơn",
		"11 district 1 - 2025-07-01 21 Huyện Mộc",
		"111 commune 11 - 2020-01-01 112 Xã Khe Cũ",
		"112 commune 11 2020-01-01 2025-07-01 21 Xã Khe",
		"113 commune 11 - 2025-07-01 21,22 Xã Bãi",
		"114 commune 11 - 2025-07-01 - Xã Mất",
		"21 commune 2 2025-07-01 - - Xã Khe",
		"22 commune 2 2025-07-01 2026-01-01 23 Xã Bãi",
		"23 commune 2 2026-01-01 - - Phường Bãi",
	)...)
}

func codes(list []place.Unit) string {
	var c []string
	for _, u := range list {
		c = append(c, u.Code)
	}
	return strings.Join(c, " ")
}

func TestCodeMeansAUnitOfADay(t *testing.T) {
	g := small(t)
	for _, c := range []struct{ day, want string }{{"2025-06-30", "Tỉnh Đồng Hòa"}, {"2025-07-01", "Tỉnh Yên Sơn"}} {
		if u, ok := g.At("2", date(t, c.day)); !ok || u.Name != c.want {
			t.Errorf("on %s the code 2 is %s", c.day, u.Name)
		}
	}
	if _, ok := g.At("111", date(t, "2020-01-01")); ok {
		t.Error("a unit stands on the day on which it is no more")
	}
}

func TestUnitIsFollowedToWhatItIsNow(t *testing.T) {
	g := small(t)
	for _, c := range []struct{ name, code, from, day, now, change string }{
		{"a unit that stands is itself", "21", "2025-07-01", "2026-03-01", "21", ""},
		{"one that was renamed", "111", "", "2020-01-01", "112", "renamed"},
		{"one that changed twice", "111", "", "2026-03-01", "21", "renamed"},
		{"one that was divided", "113", "", "2025-07-01", "21 22", "divided"},
		{"one that was divided, and a part renamed", "113", "", "2026-03-01", "21 23", "divided"},
		{"one that was merged with others", "112", "2020-01-01", "2026-03-01", "21", "merged"},
		{"one that took the code of another", "1", "", "2026-03-01", "2", "merged"},
		{"one of which nobody has told", "114", "", "2026-03-01", "", "ended"},
		{"on a day before it was there", "23", "2026-01-01", "2025-12-31", "", ""},
		{"a district leads to communes", "11", "", "2026-03-01", "21", "merged"},
	} {
		u, ok := g.At(c.code, date(t, c.from))
		if c.from == "" {
			u, ok = g.At(c.code, date(t, "2019-01-01"))
		}
		if !ok {
			t.Fatalf("%s: there is no unit", c.name)
		}
		if got := codes(g.Now(u, date(t, c.day))); got != c.now {
			t.Errorf("%s: it is %q, not %q", c.name, got, c.now)
		}
		if got := g.Change(u); string(got) != c.change {
			t.Errorf("%s: it was %q, not %q", c.name, got, c.change)
		}
	}
	khe, _ := g.At("21", date(t, "2026-01-01"))
	if got := codes(g.Before(khe)); got != "11 112 113" {
		t.Errorf("before were %s", got)
	}
}

func TestUnitsAreListedBelowEachOther(t *testing.T) {
	g := small(t)
	if got := codes(g.Provinces(date(t, "2025-06-30"))); got != "2 1" { // Đồng Hòa, Yên Sơn
		t.Errorf("the provinces were %s", got)
	}
	if got := codes(g.Below("2", date(t, "2026-03-01"))); got != "23 21" { // Bãi, Khe
		t.Errorf("below are %s", got)
	}
	u, _ := g.At("112", date(t, "2024-01-01"))
	if got := codes(g.Path(u, date(t, "2024-01-01"))); got != "1 11 112" {
		t.Errorf("the way to it is %s", got)
	}
	if got := g.Edition(date(t, "2025-12-31")); got != date(t, "2025-07-01") {
		t.Errorf("the list is of %s", got)
	}
	if got := len(g.Editions()); got != 3 {
		t.Errorf("there are %d lists", got)
	}
}

func TestUnitsThatCannotBeAreRefused(t *testing.T) {
	good := place.Unit{Code: "1", Level: place.Province, Name: "Tỉnh A"}
	day := date(t, "2025-07-01")
	for _, c := range []struct {
		name   string
		change func(u *place.Unit)
	}{
		{"no code", func(u *place.Unit) { u.Code = "" }},
		{"a code in small letters", func(u *place.Unit) { u.Code = "a" }},
		{"a code with a space", func(u *place.Unit) { u.Code = "1 2" }},
		{"no level", func(u *place.Unit) { u.Level = "" }},
		{"a province below something", func(u *place.Unit) { u.Parent = "2" }},
		{"a commune below nothing", func(u *place.Unit) { u.Level = place.Commune }},
		{"no name", func(u *place.Unit) { u.Name = " " }},
		{"an invisible sign in the name", func(u *place.Unit) { u.Name = "Tỉnh\u202e A" }},
		{"a long name", func(u *place.Unit) { u.Name = strings.Repeat("a", 201) }},
		{"an end without an end", func(u *place.Unit) { u.Became = []string{"2"} }},
		{"an end before the beginning", func(u *place.Unit) { u.From, u.Until = day, day }},
		{"a date that is none", func(u *place.Unit) { u.From = ipr.Date{Year: 2025} }},
	} {
		u := good
		c.change(&u)
		if _, err := place.NewGazetteer([]place.Unit{u}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	later := good
	later.From = day
	if _, err := place.NewGazetteer([]place.Unit{good, later}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("two units have one code on one day: %v", err)
	}
	good.Until = day
	if _, err := place.NewGazetteer([]place.Unit{later, good}); err != nil {
		t.Errorf("a code is not given again: %v", err)
	}
}

// A chain in a circle, or one that does not lead forward, ends.
func TestFollowingEnds(t *testing.T) {
	g := gazetteer(t, units(t, "1 province - - 2025-07-01 2 A", "2 province - - 2025-07-01 1 B", "3 province - - 2025-07-01 3 C")...)
	for _, u := range g.Units() {
		if now := g.Now(u, date(t, "2026-01-01")); len(now) != 0 {
			t.Errorf("%s is now %s", u.Name, codes(now))
		}
	}
}

func TestNamesAreFoundAsPeopleWriteThem(t *testing.T) {
	g := gazetteer(t, append(place.VietNam(), units(t, "001 commune 79 2025-07-01 - - Phường Sài Gòn", "002 district 79 - 2025-07-01 - Quận 1", "003 commune 66 2025-07-01 - - Xã Thanh Hóa")...)...)
	today := date(t, "2026-03-02")
	for _, c := range []struct{ written, want string }{
		{"Đắk Lắk", "66"}, {"dak lak", "66"}, {"tinh DAK LAK", "66"}, {"Dak Lak Province", "66"}, {"  đắk   lắk ", "66"},
		{"TP. Hồ Chí Minh", "79"}, {"Thành phố Hồ Chí Minh", "79"}, {"Ho Chi Minh City", "79"},
		{"Sài Gòn", "001"}, {"P. Sài Gòn", "001"}, {"phuong sai gon", "001"},
		{"Thanh Hoá", "38 003"}, {"Xã Thanh Hóa", "003 38"},
		{"Bình Dương", ""}, {"", ""}, {"tỉnh", ""},
	} {
		if got := codes(g.Find(c.written, today)); got != c.want {
			t.Errorf("%q finds %q, not %q", c.written, got, c.want)
		}
	}
	if got := codes(g.Find("Bình Dương", ipr.Date{})); got != "74" {
		t.Errorf("a province that is no more is found as %q", got)
	}
	if got := codes(g.Find("Quận 1", ipr.Date{})); got != "002" {
		t.Errorf("a district with a number is found as %q", got)
	}
}

func TestAddressTellsItsUnits(t *testing.T) {
	g := small(t)
	today := date(t, "2026-03-02")
	for _, c := range []struct{ name, written, want, now string }{
		{"two levels", "Bản 3, Xã Khe, Tỉnh Yên Sơn", "2 21", "21"},
		{"three levels of before", "Thôn Đông\nXã Khe Cũ, Huyện Mộc, Tỉnh Yên Sơn", "1 11 111", "21"},
		{"without marks and words", "xom 2, bai, yen son", "2 23", "23"},
		{"an old province", "12 Phố Huế, Đồng Hòa", "2", "2"},
		{"nothing that is known", "Paris, France", "", ""},
		{"nothing", "", "", ""},
	} {
		found := g.Written(c.written, today)
		if got := codes(found); got != c.want {
			t.Errorf("%s: it tells %q, not %q", c.name, got, c.want)
		}
		if len(found) == 0 {
			continue
		}
		if got := codes(g.Now(found[len(found)-1], today)); got != c.now {
			t.Errorf("%s: it is now %q, not %q", c.name, got, c.now)
		}
	}
}

func TestVietNamHadSixtyThreeProvincesAndHasThirtyFour(t *testing.T) {
	g := gazetteer(t, place.VietNam()...)
	before, today := date(t, "2025-06-30"), date(t, "2025-07-01")
	old, now := g.Provinces(before), g.Provinces(today)
	if len(old) != 63 || len(now) != 34 {
		t.Fatalf("there were %d provinces, and are %d", len(old), len(now))
	}
	for _, u := range old {
		if n := g.Now(u, today); len(n) != 1 {
			t.Errorf("%s is now %s", u.Name, codes(n))
		}
	}
	for _, u := range g.Units() {
		if !u.Unverified || u.English == "" || u.In(locale.En) != u.English || u.In(locale.Vi) != u.Name {
			t.Errorf("%+v", u)
		}
	}
	whole := 0
	for _, u := range now {
		if u.From.IsZero() {
			whole++
		}
	}
	if whole != 11 {
		t.Errorf("%d provinces stayed as they were", whole)
	}
}

func TestListIsRead(t *testing.T) {
	const list = "\ufeff# made up\ncode,name,level,parent,until,became,unverified\n1,\"Tỉnh A\",province,,,,\n\n2,Xã B,commune,1,2025-07-01,3 4,yes\n3,x\n4,Xã D,commune,1,31/12,,\n5,Xã E,commune,1,,,no\n"
	var got []string
	for u, err := range place.ReadList(strings.NewReader(list)) {
		if err != nil {
			f, _ := fault.Of(err)
			got = append(got, f.Where)
			continue
		}
		got = append(got, u.Code+" "+u.Name+" "+strings.Join(u.Became, "+"))
	}
	want := []string{"1 Tỉnh A ", "2 Xã B 3+4", "line 6", "line 7", "line 8"}
	if !slices.Equal(got, want) {
		t.Errorf("the list is read as %q", got)
	}
	for _, bad := range []string{"", "code,name\n", "code,name,level,code\n", "code,name,level,colour\n", "code,name,level\n1,\"a\n"} {
		n := 0
		for _, err := range place.ReadList(strings.NewReader(bad)) {
			if err != nil {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%q has %d faults", bad, n)
		}
	}
}

func FuzzReadList(f *testing.F) {
	f.Add("code,name,level\n1,A,province\n")
	f.Add("code,name,level,from,became\n1,A,province,2025-07-01,1 2\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		for u, err := range place.ReadList(strings.NewReader(text)) {
			if err != nil {
				if _, ok := fault.Of(err); !ok {
					t.Fatalf("an error without a kind: %v", err)
				}
				continue
			}
			checked, err := u.Checked()
			if err != nil {
				continue
			}
			if again, err := checked.Checked(); err != nil || again.Name != checked.Name {
				t.Fatalf("%+v is kept in another form the second time: %v", checked, err)
			}
		}
	})
}

func FuzzWritten(f *testing.F) {
	f.Add("Bản 3, Xã Khe, Tỉnh Yên Sơn")
	f.Add("Đắk Lắk; x\n,")
	g := small(f)
	day := date(f, "2026-03-02")
	f.Fuzz(func(t *testing.T, text string) {
		if folded := place.Fold(text); place.Fold(folded) != folded {
			t.Fatalf("%q folds to %q and that to %q", text, folded, place.Fold(folded))
		}
		for i, u := range g.Written(text, day) {
			if (i == 0) != (u.Level == place.Province) {
				t.Fatalf("%q tells %+v at place %d", text, u, i)
			}
		}
	})
}
