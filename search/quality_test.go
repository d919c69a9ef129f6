package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/search"
)

func lines(t testing.TB, name string) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "quality", name))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimRight(line, "\n"); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

// The scripts of testdata/quality, among 20,000 made-up marks that are in their way.
func TestQuality(t *testing.T) {
	docs := someMarks(rand.New(rand.NewPCG(7, 7)), 20000)
	for i := range docs {
		if slices.Contains([]string{"МОСКВА", "СОСА", "サントリー", "茅台", "삼성"}, docs[i].Text) {
			docs[i].Text = ""
		}
	}
	for i, m := range lines(t, "marks.txt") {
		docs = append(docs, search.Doc{ID: fmt.Sprintf("XX/TM/%d", i), Text: m, Classes: []uint8{30}})
	}
	x := build(t, docs)
	expected := regexp.MustCompile(`^\t(.+) \((\d+)\)$`)
	var hits []search.Hit
	query := ""
	for _, line := range lines(t, "search.txt") {
		if line[0] != '\t' {
			query = line
			r, err := x.Search(context.Background(), search.Query{Text: query})
			if err != nil {
				t.Fatal(err)
			}
			hits = r.Hits
			continue
		}
		m := expected.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("the line %q is none of a script", line)
		}
		limit, _ := strconv.Atoi(m[2])
		rank := 1 + slices.IndexFunc(hits, func(h search.Hit) bool { return h.Mark == m[1] })
		if rank == 0 || rank > limit {
			t.Errorf("%s finds %s at rank %d, expected among the first %d", query, m[1], rank, limit)
		}
	}
}

func TestReasons(t *testing.T) {
	docs := someMarks(rand.New(rand.NewPCG(8, 8)), 3000)
	for i := range 300 {
		docs[10*i].Text += []string{" paints", " design"}[i%2] // so that the words are known as common ones
		docs[i].Classes = nil
	}
	x := build(t, docs)
	for _, c := range []struct {
		query, mark string
		reason      search.Reason
		match       string // the letters found, in brackets
	}{
		{"Velmora", "VELMORA", search.SameText, "[VELMORA]"},
		{"sen vang", "SEN VÀNG", search.SameLetters, "[SEN] [VÀNG]"},
		{"sen vàng", "SEN-VÀNG", search.OtherSpaces, "[SEN]-[VÀNG]"},
		{"senvàng", "SEN VÀNG", search.OtherSpaces, "[SEN] [VÀNG]"},
		{"moskva", "МОСКВА", search.OtherScript, "[МОСКВА]"},
		{"coca", "СОСА", search.OtherDisplay, "СОСА"},
		{"lantern copper", "Copper Lantern", search.OtherOrder, "[Copper] [Lantern]"},
		{"velmori", "Velmora", search.LastLetter, "[Velmor]a"},
		{"delmora", "Velmora", search.FirstLetter, "V[elmora]"},
		{"velmura", "Velmora", search.OneLetter, "[Velm]o[ra]"},
		{"velmoras", "Velmora", search.OneMore, "[Velmora]"},
		{"vemlora", "Velmora", search.Swapped, "[Vel]m[ora]"},
		{"fantomm", "Phantom", search.SameSound, "Ph[antom]"},
		{"chung", "Trung", search.SameSound, "Tr[ung]"},
		{"aquarella design", "Aquarella Paints", search.Element, "[Aquarella] Paints"},
		{"aquarela design", "Aquarella Paints", search.ElementLike, "[Aquare]l[la] Paints"},
		{"quillby", "Neoquillbysoft", search.Contains, "Neo[quillby]soft"},
		{"neoquillbysoft", "Quillby", search.Contained, "[Quillby]"},
		{"willowstone", "Stonewillow", search.OtherParts, "[Stonewillow]"},
	} {
		t.Run(string(c.reason)+" "+c.query, func(t *testing.T) {
			if err := x.Change([]search.Doc{{ID: "XX/TM/1", Text: c.mark, Classes: []uint8{30, 32}}}, nil, nil); err != nil {
				t.Fatal(err)
			}
			r, err := x.Search(context.Background(), search.Query{Text: c.query, Classes: []int{30}, Offices: []string{"XX"}})
			if err != nil || len(r.Hits) != 1 {
				t.Fatal(r, err)
			}
			h := r.Hits[0]
			if h.Why.Reason != c.reason {
				t.Errorf("the reason is %s", h.Why.Reason)
			}
			shown, end := "", 0
			for _, s := range h.Match {
				shown += c.mark[end:s.From] + "[" + c.mark[s.From:s.To] + "]"
				end = s.To
			}
			if shown += c.mark[end:]; shown != c.match {
				t.Errorf("the letters found are %s, expected %s", shown, c.match)
			}
			for _, l := range locale.Langs() {
				s := h.Sentence(l)
				if !strings.HasSuffix(s, ".") || strings.Contains(s, "likeness.") || strings.Contains(s, "{") || !strings.Contains(s, "30") {
					t.Errorf("%s: %q", l, s)
				}
			}
		})
	}
}

func TestSentence(t *testing.T) {
	h := search.Hit{Shared: []int{30}, Why: search.Why{Reason: search.LastLetter, Sound: 0.9}}
	if got, want := h.Sentence(locale.En), "Only the last letter differs; spoken aloud they are nearly the same. Both are in class 30."; got != want {
		t.Errorf("%q", got)
	}
	h = search.Hit{Related: []int{29, 43}, Why: search.Why{Reason: search.Element, Element: "Sen Vàng"}}
	if got, want := h.Sentence(locale.Vi), "Cả hai đều có “Sen Vàng”. Nhãn hiệu thuộc các nhóm liên quan 29 và 43."; got != want {
		t.Errorf("%q", got)
	}
}

// Every reason has its sentence in each language.
func TestEveryReasonHasItsSentence(t *testing.T) {
	for _, r := range search.Reasons() {
		for _, l := range locale.Langs() {
			if _, ok := locale.Lookup(l, "likeness."+string(r)); !ok {
				t.Errorf("%s has no sentence in %s", r, l)
			}
		}
	}
}

func TestQuerySetIsThere(t *testing.T) {
	queries, err := search.Distortions()
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, q := range queries {
		n[q.Set]++
		if search.Fold(q.Query) == "" || search.Fold(q.Mark) == "" || q.Kind == "" {
			t.Errorf("%+v", q)
		}
	}
	for _, set := range []string{"own/standard", "own/hard", "independent/standard", "independent/hard"} {
		if n[set] < 400 {
			t.Errorf("the set %s has %d queries", set, n[set])
		}
	}
}
