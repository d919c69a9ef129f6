package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// sampleOffice fills a register with the sample office.
func sampleOffice(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Host: "demo.invalid"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	day := func() time.Time { return time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC) }
	if err := fillSample(t.Context(), s, 200, day, func(string, ...any) {}); err != nil {
		t.Fatal(err)
	}
	return s
}

func catalogueOf(t *testing.T, s *store.Store) *catalogue {
	t.Helper()
	c, err := openCatalogue(t.Context(), s, t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// answers tells in one line what a search of rights finds: by number, by class, by words.
func answers(t *testing.T, c *catalogue, text string) string {
	t.Helper()
	r, err := c.rights(t.Context(), web.RightsQuery{Text: text, Limit: 50})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	var line []string
	for _, list := range [][]ipr.ID{r.Numbers, r.ByClass.IDs, r.ByWords.IDs} {
		var ids []string
		for _, id := range list {
			ids = append(ids, id.String())
		}
		line = append(line, strings.Join(ids, " "))
	}
	return strings.Join(line, " | ")
}

func TestRightsOfTheSampleOfficeAreFound(t *testing.T) {
	s := sampleOffice(t)
	c := catalogueOf(t, s)
	for text, want := range map[string]string{
		"may say che":             " |  | VN/PT/1-2022-04417",
		"Dryer tea":               " |  | VN/PT/1-2022-04417",
		"点滴エミッタ":                  " |  | VN/PT/1-2024-07733",
		"nam suong":               " |  | VN/GI/6-2022-00031",
		"misty":                   " |  | VN/GI/6-2022-00031",
		"chén không":              " |  | VN/DS/3-2024-01145",
		"A23F 3/06":               " | VN/PT/1-2022-04417 | ",
		"a01g":                    " | VN/PT/1-2024-07733 | ",
		"7-1":                     " | VN/DS/3-2024-01145 | ",
		"1-2022-04417":            "VN/PT/1-2022-04417 |  | ",
		"VN 1-0048816 B":          "VN/PT/1-2022-04417 |  | ",
		"vn1202204417a":           "VN/PT/1-2022-04417 |  | ",
		"00713":                   "VN/GI/6-2022-00031 |  | ",
		"US 1-2022-04417":         " |  | ", // an office that has not given it
		"VÂN HẠC":                 " |  | ", // a mark
		"Quạt thóc":               " |  | ", // still sealed, as are the next two
		"2-2026-00417":            " |  | ",
		"B07B 4/02":               " |  | ",
		"khung tre có khớp nối":   " |  | VN/PT/1-2021-06120",
		"máy sấy lá chè không có": " |  | ",
	} {
		if got := answers(t, c, text); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
	r, err := c.rights(t.Context(), web.RightsQuery{Text: "khung tre", Phase: "open", Limit: 50})
	if err != nil || r.ByWords.Total != 0 || r.Rights != 8 {
		t.Errorf("refused, among what is open: %+v %v", r, err)
	}
	for i, q := range sample.OtherQueries() {
		if answers(t, c, q) == " |  | " {
			t.Errorf("the search %d that the first page offers, %q, finds nothing", i, q)
		}
	}
}

// The index follows the log: what is published is found, what is told anew is found by its new title only; and no title is
// found while it is sealed, nor before the log that holds it is published.
func TestTitlesKeepUpWithTheRegister(t *testing.T) {
	s := sampleOffice(t)
	c := catalogueOf(t, s)
	origin, err := s.Origin(register.Register)
	if err != nil {
		t.Fatal(err)
	}
	act := func(act, title string, class register.Secrecy) {
		t.Helper()
		e := register.Event{Lane: register.Register, Entry: ipr.ID{Office: "VN", Kind: ipr.Patent, Number: "1-2026-00001"}, Act: act, Class: class,
			Field: []register.Field{{Name: "record", Value: &register.Record{Title: title, IPC: []string{"G06F 1/00"}}}}}
		if class == register.Sealed {
			e.Opens = "publish"
		}
		p, err := register.Prepare(e, origin, register.SystemEntropy())
		if err == nil {
			err = s.Seal(t.Context(), p)
		}
		if err == nil {
			err = s.Update(t.Context(), func(tx *store.Tx) error { _, err := tx.Append(t.Context(), p); return err })
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	find := func(text, want string) {
		t.Helper()
		if err := c.catchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := answers(t, c, text); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
	publish := func() {
		t.Helper()
		if err := s.Publish(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	const here = " |  | VN/PT/1-2026-00001"
	act("file", "Xyzzy sealed", register.Sealed)
	publish()
	find("xyzzy", " |  | ")
	find("1-2026-00001", " |  | ")
	act("amend", "Xyzzy open", register.Public)
	find("xyzzy", " |  | ") // the log that holds it is not published
	publish()
	find("xyzzy", here)
	find("xyzzy sealed", " |  | ")
	find("G06F", " | VN/PT/1-2026-00001 | ")
	act("amend", "Plugh", register.Public)
	publish()
	find("plugh", here)
	find("xyzzy", " |  | ")

	// Saved and loaded it is the same; if one of the files is lost or behind the other, both are made anew.
	if err := c.save(); err != nil {
		t.Fatal(err)
	}
	c = catalogueOf(t, s)
	find("plugh", here)
	titles := filepath.Join(s.Dir(), "titles.index")
	old, err := os.ReadFile(titles)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(titles); err != nil {
		t.Fatal(err)
	}
	c = catalogueOf(t, s)
	find("plugh", here)
	act("amend", "Frobozz", register.Public)
	publish()
	find("frobozz", here)
	if err := c.save(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(titles, old, 0o600); err != nil {
		t.Fatal(err)
	}
	c = catalogueOf(t, s)
	find("frobozz", here)
	find("plugh", " |  | ")
}

func TestSearchRightsOnTheCommandLine(t *testing.T) {
	s := sampleOffice(t)
	dir := s.Dir()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	out := must(t, "--data", dir, "search", "rights", "misty")
	for _, want := range []string{"BY WORDS\n  VN/GI/6-2022-00031  Nậm Sương (Misty Stream)  registered  Ủy ban nhân dân xã Nậm Sương\n", "searched 8 patents, designs and indications", "not searched: applications not yet published"} {
		if !strings.Contains(out, want) {
			t.Errorf("the answer does not hold %q:\n%s", want, out)
		}
	}
	if out := must(t, "--data", dir, "search", "rights", "--kind", "ds", "A23F"); strings.Contains(out, "BY CLASS") {
		t.Errorf("designs in a class of patents:\n%s", out)
	}
	var a struct {
		Query  string
		Corpus struct {
			Rights     int
			Checkpoint struct{ Size int }
		}
		Rights struct {
			Numbers []any
			Class   struct {
				Symbol string
				Total  int
				Hits   []web.RightOut
			}
		}
	}
	if err := json.Unmarshal([]byte(must(t, "--data", dir, "search", "rights", "--json", "A23F", "3/06")), &a); err != nil {
		t.Fatal(err)
	}
	if c := a.Rights.Class; a.Query != "A23F 3/06" || a.Corpus.Rights != 8 || a.Corpus.Checkpoint.Size == 0 || c.Symbol != "A23F 3/06" || c.Total != 1 || c.Hits[0].ID != "VN/PT/1-2022-04417" || c.Hits[0].Kind != ipr.Patent {
		t.Errorf("%+v", a)
	}
	for _, args := range [][]string{{"--kind", "TM", "x"}, {"--kind", "XX", "x"}, {}} {
		if _, _, code := muniment(t, append([]string{"--data", dir, "search", "rights"}, args...)...); code != 2 {
			t.Errorf("%q: exit code %d", args, code)
		}
	}
}
