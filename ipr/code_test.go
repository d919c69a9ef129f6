package ipr_test

import (
	"slices"
	"testing"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
)

// reader reads a code and prints it again.
type reader func(string) (string, error)

func reading[T interface{ String() string }](parse func(string) (T, error)) reader {
	return func(s string) (string, error) {
		v, err := parse(s)
		if err != nil {
			return "", err
		}
		return v.String(), nil
	}
}

var (
	nice    = reading(ipr.ParseNice)
	vienna  = reading(ipr.ParseVienna)
	locarno = reading(ipr.ParseLocarno)
	ipcCode = reading(ipr.ParseIPC)
	st13    = reading(ipr.ParseST13)
	address = reading(ipr.ParseID)
)

func TestCodes(t *testing.T) {
	for _, c := range []struct {
		name     string
		read     reader
		in, want string // want "" if it must be refused
	}{
		{"a class", nice, "9", "9"},
		{"leading noughts do not matter", nice, "009", "9"},
		{"the last class", nice, "45", "45"},
		{"no class 46", nice, "46", ""},
		{"no class 0", nice, "0", ""},
		{"nothing", nice, "", ""},
		{"no sign", nice, "+9", ""},
		{"no letters", nice, "9a", ""},

		{"a section", vienna, "5.3.13", "05.03.13"},
		{"six digits", vienna, "050313", "05.03.13"},
		{"a division", vienna, "26.4", "26.04"},
		{"four digits", vienna, "2604", "26.04"},
		{"a category", vienna, "3", "03"},
		{"three digits are no code", vienna, "503", ""},
		{"no level 0", vienna, "5.0.13", ""},
		{"four levels", vienna, "5.3.13.1", ""},
		{"empty level", vienna, "5..13", ""},
		{"nothing", vienna, "", ""},

		{"a subclass", locarno, "6-1", "06-01"},
		{"four digits", locarno, "0601", "06-01"},
		{"a class", locarno, "06", "06"},
		{"a code of another edition is kept", locarno, "99-00", ""},
		{"an unlisted class is kept", locarno, "33-02", "33-02"},
		{"three levels", locarno, "06-01-02", ""},

		{"a subgroup", ipcCode, "A01B 1/02", "A01B 1/02"},
		{"without a space", ipcCode, "h04l9/3247", "H04L 9/3247"},
		{"the form of ST.8", ipcCode, "A01B0001020000", "A01B 1/02"},
		{"the form of ST.8, a main group", ipcCode, "A01B0001000000", "A01B 1/00"},
		{"the form of ST.8, a long subgroup", ipcCode, "H04L0009324700", "H04L 9/3247"},
		{"a subclass", ipcCode, "A01B", "A01B"},
		{"a class", ipcCode, "a01", "A01"},
		{"a section", ipcCode, "H", "H"},
		{"no section I", ipcCode, "I01B", ""},
		{"no class 00", ipcCode, "A00B", ""},
		{"no group 0", ipcCode, "A01B 0/02", ""},
		{"a subgroup has two digits at least", ipcCode, "A01B 1/2", ""},
		{"a group without its subgroup", ipcCode, "A01B 1", ""},
		{"half a class", ipcCode, "A0", ""},

		{"fifteen digits", st13, "402023000021877", "402023000021877"},
		{"with its office", st13, "BR 10 2024 000000123", "BR102024000000123"},
		{"with hyphens", st13, "br-10-2024-000000123", "BR102024000000123"},
		{"no year", st13, "CA400000001234567", "CA400000001234567"},
		{"a digit short", st13, "40202300002187", ""},
		{"an office of one letter", st13, "B1102024000000123", ""},
		{"letters", st13, "4020230000218XX", ""},
	} {
		got, err := c.read(c.in)
		if c.want == "" {
			if err == nil {
				t.Errorf("%s: %q is read as %q", c.name, c.in, got)
			} else if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: the error is %v, not Invalid", c.name, err)
			}
			continue
		}
		if err != nil || got != c.want {
			t.Errorf("%s: %q is read as %q, %v; want %q", c.name, c.in, got, err, c.want)
		}
	}
	if n, _ := ipr.ParseST13("br102024000000123"); n.Spaced() != "BR 10 2024 000000123" {
		t.Errorf("spaced: %q", n.Spaced())
	}
	if n, _ := ipr.ParseST13("102024000000123"); n.Spaced() != "10 2024 000000123" {
		t.Errorf("spaced without office: %q", n.Spaced())
	}
}

// again fails if what was read and printed is not read as the same.
func again(f *testing.F, read reader, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		first, err := read(s)
		if err != nil {
			return
		}
		second, err := read(first)
		if err != nil || first != second {
			t.Errorf("%q is printed as %q, which is read as %q, %v", s, first, second, err)
		}
	})
}

func FuzzParseNice(f *testing.F)    { again(f, nice, "9", "009", "45", "46") }
func FuzzParseVienna(f *testing.F)  { again(f, vienna, "5.3.13", "050313", "26.4", "3") }
func FuzzParseLocarno(f *testing.F) { again(f, locarno, "6-1", "0601", "06") }
func FuzzParseIPC(f *testing.F)     { again(f, ipcCode, "A01B 1/02", "H04L0009324700", "a01", "H") }
func FuzzParseST13(f *testing.F)    { again(f, st13, "402023000021877", "BR 10 2024 000000123") }

func FuzzParseID(f *testing.F) {
	again(f, address, "VN/TM/4-2023-21877", "us/tm/registration:1,234,567", "EP/PT/a%2Fb", "WO/TM/100%", "VN/TM/a/b")
}

func FuzzParseDate(f *testing.F) {
	again(f, reading(ipr.ParseDate), "2024-02-29", "20240229", "1998-00-00")
}

func TestTitlesOfClasses(t *testing.T) {
	for _, c := range ipr.NiceClasses() {
		for _, l := range locale.Langs() {
			if ipr.NiceTitle(c, l) == "" {
				t.Errorf("class %d has no title in %s", c, l)
			}
		}
		if c.Service() != (c > 34) {
			t.Errorf("class %d: service %t", c, c.Service())
		}
	}
	for got, want := range map[string]string{
		ipr.NiceTitle(25, locale.Vi):                                        "Quần áo, giày dép và mũ nón",
		ipr.NiceTitle(46, locale.Vi):                                        "",
		ipr.LocarnoTitle(26, locale.En):                                     "Lighting",
		ipr.ViennaTitle(3, locale.Vi):                                       "Động vật",
		ipr.IPCTitle(ipr.IPC{Section: 'H'}, locale.En):                      "Electricity",
		ipr.IPCTitle(ipr.IPC{Section: 'A', Class: 1, Subclass: 'B'}, "en"):  "Farming, forestry, animals, hunting and fishing",
		ipr.IPCTitle(ipr.IPC{Section: 'A', Class: 98, Subclass: 'B'}, "en"): "",
		ipr.IPCTitle(ipr.IPC{}, locale.En):                                  "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestRelatedClassesCountBothWays(t *testing.T) {
	if got, want := ipr.RelatedNice(43), []ipr.NiceClass{29, 30, 31, 32, 33, 39}; !slices.Equal(got, want) {
		t.Errorf("43 is related to %v, want %v", got, want)
	}
	for _, a := range ipr.NiceClasses() {
		related := ipr.RelatedNice(a)
		if !slices.IsSorted(related) || slices.Contains(related, a) {
			t.Errorf("the classes related to %d are %v", a, related)
		}
		for _, b := range related {
			if !slices.Contains(ipr.RelatedNice(b), a) {
				t.Errorf("%d is related to %d, but not the other way", a, b)
			}
			term, ok := ipr.NiceOverlap(b, a)
			if !ok || term.Verified() {
				t.Errorf("%d and %d: %v, verified %t; it is a convention", a, b, ok, term.Verified())
			}
			if b < 1 || b > 45 {
				t.Errorf("%d is related to %d", a, b)
			}
		}
	}
	if _, ok := ipr.NiceOverlap(13, 34); ok {
		t.Error("firearms and tobacco overlap")
	}
}

func TestNumbersAsOfficesPrintThem(t *testing.T) {
	for _, c := range []struct {
		name     string
		o        ipr.Office
		k        ipr.Kind
		of       ipr.NumberOf
		in, want string
	}{
		{"US application", "US", ipr.Trademark, ipr.ApplicationNumber, "88123456", "88/123,456"},
		{"US registration", "US", ipr.Trademark, ipr.RegistrationNumber, "1234567", "1,234,567"},
		{"old US registration", "US", ipr.Trademark, ipr.RegistrationNumber, "987", "987"},
		{"already printed", "US", ipr.Trademark, ipr.RegistrationNumber, "1,234,567", "1,234,567"},
		{"unknown length", "US", ipr.Trademark, ipr.ApplicationNumber, "8812345", "8812345"},
		{"US patent", "US", ipr.Patent, ipr.ApplicationNumber, "16123456", "16123456"},
		{"Viet Nam", "VN", ipr.Trademark, ipr.ApplicationNumber, "4-2023-21877", "4-2023-21877"},
		{"nothing", "US", ipr.Trademark, ipr.RegistrationNumber, "", ""},
	} {
		if got := ipr.PrintNumber(c.o, c.k, c.of, c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestGuessIDs(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"application of Viet Nam", " 4-2023-21877 ", []string{"VN/TM/application:4-2023-21877"}},
		{"a year with more than 99,999", "4-2023-121877", []string{"VN/TM/application:4-2023-121877"}},
		{"certificate with suffix", "4-0123456-000", []string{"VN/TM/registration:4-0123456-000"}},
		{"certificate", "4-0123456", []string{"VN/TM/registration:4-0123456"}},
		{"geographical indication", "6-2001-00001", []string{"VN/GI/application:6-2001-00001"}},
		{"US serial number", "88/123,456", []string{"US/TM/application:88123456"}},
		{"US serial number, bare", "88123456", []string{"US/TM/application:88123456"}},
		{"US registration", "1,234,567", []string{"US/TM/registration:1234567"}},
		{"a word", "MOSKVA", nil},
		{"no kind 9", "9-2023-21877", nil},
		{"nothing", "", nil},
	} {
		var got []string
		for _, id := range ipr.GuessIDs(c.in) {
			got = append(got, id.String())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q means %q, want %q", c.name, c.in, got, c.want)
		}
	}
	for _, f := range ipr.NumberForms() {
		if f.ID.Of == ipr.AnyNumber {
			t.Errorf("the form %s does not say which number it is", f.ID)
		}
	}
}
