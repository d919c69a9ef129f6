package register_test

import (
	"reflect"
	"runtime"
	"strconv"
	"testing"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// part is the ground of a document that tells a part of the right.
func part(t *testing.T, s string, place int64) register.Field {
	return register.Field{Name: "ground", Value: register.Ground{Document: "ab", Record: place, Version: day(t, s), Tells: register.TellsPart}}
}

// The publication of an application and that of the patent, as two documents tell them.
func publications(t *testing.T) (a, b register.Record) {
	a = register.Record{
		Status: register.StatusPublished, Title: "HEIZUNG", Language: "de", Abstract: "Eine Heizung.", Claims: 12,
		Wordings:     []register.Wording{{Language: "en", Title: "HEATING"}},
		Parties:      []register.Party{{Role: ipr.Applicant, Name: "A GmbH"}, {Role: ipr.Inventor, Name: "Anna"}},
		Publications: []register.Publication{{Office: "EP", Number: "1", Kind: "A1", Date: day(t, "2018-11-21")}},
		History:      []register.Told{{Date: day(t, "2018-01-01"), Code: "filed"}},
	}
	b = register.Record{
		Status: register.StatusRegistered, Title: "HEIZUNG", Language: "de", Claims: 9,
		Parties:      []register.Party{{Role: ipr.Owner, Name: "B AG"}, {Role: ipr.Inventor, Name: "Anna B."}},
		Publications: []register.Publication{{Office: "EP", Number: "1", Kind: "B1", Date: day(t, "2021-06-30")}},
		History:      []register.Told{{Date: day(t, "2018-01-01"), Code: "filed"}, {Date: day(t, "2021-06-30"), Code: "granted"}},
	}
	return a, b
}

func TestPartsOfARightAreJoinedInWhateverOrderTheyCome(t *testing.T) {
	a, b := publications(t)
	want := register.Record{
		Status: register.StatusRegistered, Title: "HEIZUNG", Language: "de", Abstract: "Eine Heizung.", Claims: 9,
		Wordings:     []register.Wording{{Language: "en", Title: "HEATING"}},
		Parties:      []register.Party{{Role: ipr.Owner, Name: "B AG"}, {Role: ipr.Inventor, Name: "Anna B."}, {Role: ipr.Applicant, Name: "A GmbH"}},
		Publications: []register.Publication{a.Publications[0], b.Publications[0]},
		History:      []register.Told{a.History[0], b.History[1]},
	}
	first := tell(t, register.Library, 0, "2026-01-05", "import", part(t, "2018-11-21", 0), record(a))
	second := tell(t, register.Library, 1, "2026-01-05", "import", part(t, "2021-06-30", 1), record(b))
	for rule, sights := range map[string][]register.Sight{"A then B": {first, second}, "B then A": {second, first}} {
		e, err := register.Fold(right, sights)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(e.Record, want) {
			t.Errorf("%s: %s\nwant %s", rule, e.Record.Canonical(), want.Canonical())
		}
		g := register.Ground{Document: "cd", Version: day(t, "2018-11-21"), Tells: register.TellsPart}
		if e.Adds(&a, g) {
			t.Errorf("%s: what another document tells the same way is news", rule)
		}
		if e.Adds(&register.Record{Title: "X"}, register.Ground{Document: "ab", Record: 1, Version: day(t, "2021-06-30"), Tells: register.TellsPart}) {
			t.Errorf("%s: the same place of the same document is news", rule)
		}
		a := a
		a.Publications = []register.Publication{{Office: "EP", Number: "1", Kind: "A8", Date: day(t, "2019-01-01")}}
		if !e.Adds(&a, g) {
			t.Errorf("%s: a further publication is no news", rule)
		}
	}
}

func TestAPartInAnotherLanguageKeepsTheFormerWords(t *testing.T) {
	e, err := register.Fold(right, []register.Sight{
		tell(t, register.Library, 0, "2026-01-05", "import", part(t, "2018-01-01", 0), record(register.Record{Title: "HEIZUNG", Abstract: "Eine Heizung.", Language: "de"})),
		tell(t, register.Library, 1, "2026-01-05", "import", part(t, "2019-01-01", 1), record(register.Record{Title: "HEATING", Language: "en"})),
		tell(t, register.Library, 2, "2026-01-05", "import", part(t, "2020-01-01", 2), record(register.Record{Claims: 3})),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := register.Record{Title: "HEATING", Language: "en", Claims: 3, Wordings: []register.Wording{{Language: "de", Title: "HEIZUNG", Abstract: "Eine Heizung."}}}
	if !reflect.DeepEqual(e.Record, want) {
		t.Errorf("%s\nwant %s", e.Record.Canonical(), want.Canonical())
	}
}

func TestADayOfPublicationWithoutAKindIsThatOfTheOneWithIt(t *testing.T) {
	a1 := register.Publication{Office: "EP", Number: "1", Kind: "A1", Date: day(t, "2018-11-21")}
	bare, b1 := register.Publication{Office: "EP", Number: "1", Date: a1.Date}, register.Publication{Office: "EP", Number: "1", Kind: "B1", Date: day(t, "2021-06-30")}
	first := tell(t, register.Library, 0, "2026-01-05", "import", part(t, "2018-11-21", 0), record(register.Record{Publications: []register.Publication{a1}}))
	second := tell(t, register.Library, 1, "2026-01-05", "import", part(t, "2021-06-30", 1), record(register.Record{Publications: []register.Publication{bare, b1}}))
	for rule, c := range map[string]struct {
		sights []register.Sight
		want   []register.Publication
	}{
		"with the document of the application": {[]register.Sight{first, second}, []register.Publication{a1, b1}},
		"without it":                           {[]register.Sight{second}, []register.Publication{bare, b1}},
	} {
		e, err := register.Fold(right, c.sights)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(e.Record.Publications, c.want) {
			t.Errorf("%s: %+v, want %+v", rule, e.Record.Publications, c.want)
		}
	}
}

// Parts come from strangers: a document may tell a thousand of one right.
func TestJoiningManyPartsCostsTheirNumberAndNotItsSquare(t *testing.T) {
	cost := func(parts int) (bytes uint64) {
		sights := make([]register.Sight, parts)
		for i := range sights {
			p := register.Publication{Office: "EP", Number: strconv.Itoa(i), Kind: "A1", Date: day(t, "2018-11-21")}
			sights[i] = tell(t, register.Library, int64(i), "2026-01-05", "import", part(t, "2018-11-21", int64(i)), record(register.Record{Publications: []register.Publication{p}}))
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		e, err := register.Fold(right, sights)
		runtime.ReadMemStats(&after)
		if err != nil {
			t.Fatal(err)
		}
		if len(e.Publications) != parts || e.Publications[parts-1].Number != strconv.Itoa(parts-1) {
			t.Fatalf("of %d parts %d publications", parts, len(e.Publications))
		}
		return after.TotalAlloc - before.TotalAlloc
	}
	if few, many := cost(200), cost(1000); many > 8*few {
		t.Errorf("a thousand parts cost %d bytes, two hundred %d", many, few)
	}
}
