package search_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/search"
)

// someMarks makes marks up that are often alike, and some in other scripts.
func someMarks(r *rand.Rand, n int) []search.Doc {
	syllables := strings.Fields("ka lo mi ne ru sa to vi xe chu tra nguy bo del fan gri hal jo pen qua")
	common := strings.Fields("coffee house group tea studio garden")
	other := []string{"МОСКВА", "СОСА", "サントリー", "茅台", "Trà Sen", "Điện Quang", "!!!", "", "삼성"}
	docs := make([]search.Doc, n)
	for i := range docs {
		text := ""
		if r.IntN(12) == 0 {
			text = other[r.IntN(len(other))]
		} else {
			for range 1 + r.IntN(3) {
				text += syllables[r.IntN(len(syllables))]
			}
			for range r.IntN(3) {
				text += " " + common[r.IntN(len(common))]
			}
		}
		docs[i] = search.Doc{ID: fmt.Sprintf("VN/TM/%05d", i), Text: text, Classes: []uint8{uint8(1 + r.IntN(45)), 30}, Dead: r.IntN(4) == 0}
	}
	return docs
}

func stream(docs []search.Doc) iter.Seq2[search.Doc, error] {
	return func(yield func(search.Doc, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

func build(t testing.TB, docs []search.Doc) *search.Index {
	t.Helper()
	x, err := search.Build(context.Background(), search.Options{}, stream(docs), nil)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

var queries = []search.Query{
	{Text: "kalomi coffee", Dead: true},
	{Text: "KALO", Classes: []int{7, 9}, Dead: true},
	{Text: "chutra house", Limit: 200},
	{Text: "tra sen"}, {Text: "Moskva", Dead: true}, {Text: "COCA", Dead: true}, {Text: "СОСА", Dead: true},
	{Text: "santori", Dead: true}, {Text: "nguyfan group tea studio", Dead: true}, {Text: "m", Dead: true},
	{Text: "halhalhal garden", Dead: true, Offices: []string{"VN"}}, {Text: "delfangri", Dead: true, Limit: 1000},
}

func answers(t testing.TB, x *search.Index) [][]search.Hit {
	t.Helper()
	var all [][]search.Hit
	for _, q := range queries {
		r, err := x.Search(context.Background(), q)
		if err != nil {
			t.Fatalf("%q: %v", q.Text, err)
		}
		all = append(all, r.Hits)
	}
	return all
}

func sameAnswers(t *testing.T, how string, got, want [][]search.Hit) {
	t.Helper()
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			for k := range max(len(got[i]), len(want[i])) {
				if k >= len(got[i]) || k >= len(want[i]) || !reflect.DeepEqual(got[i][k], want[i][k]) {
					t.Errorf("%s: %q has %d hits instead of %d, and differs first in hit %d", how, queries[i].Text, len(got[i]), len(want[i]), k)
					break
				}
			}
		}
	}
}

// A score is a function of the marks alone: not of the order or the portions in which they came, and not of what was
// there before.
func TestResultsDoNotDependOnTheHistoryOfTheIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	docs := someMarks(r, 6000)
	want := answers(t, build(t, docs))
	hits := 0
	for _, h := range want {
		hits += len(h)
	}
	if hits < 400 {
		t.Fatalf("the queries find %d marks only and prove little", hits)
	}
	shuffled := slices.Clone(docs)
	r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	sameAnswers(t, "built in another order", answers(t, build(t, shuffled)), want)

	x := search.NewIndex(search.Options{})
	for rest := shuffled; len(rest) > 0; {
		n := min(1+r.IntN(700), len(rest))
		if err := x.Change(rest[:n], nil, nil); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	sameAnswers(t, "built in portions", answers(t, x), want)

	// Marks come, are changed and go, until the same are left.
	for round := range 8 {
		var put []search.Doc
		var drop []string
		for i := range someMarks(r, 300) {
			d := docs[r.IntN(len(docs))]
			put = append(put, search.Doc{ID: d.ID, Text: "Passing " + d.Text, Classes: []uint8{1}})
			put = append(put, search.Doc{ID: fmt.Sprintf("VN/TM/x%d-%d", round, i), Text: "kalo " + d.Text})
			drop = append(drop, fmt.Sprintf("VN/TM/x%d-%d", round, i))
		}
		if err := x.Change(put, nil, nil); err != nil {
			t.Fatal(err)
		}
		if round == 3 && reflect.DeepEqual(answers(t, x), want) {
			t.Error("the passing marks changed nothing")
		}
		var back []search.Doc
		for _, p := range put {
			if i := slices.IndexFunc(docs, func(d search.Doc) bool { return d.ID == p.ID }); i >= 0 {
				back = append(back, docs[i])
			}
		}
		if err := x.Change(back, append(drop, "VN/TM/never"), nil); err != nil {
			t.Fatal(err)
		}
	}
	if x.Len() != len(docs) {
		t.Errorf("%d marks are left of %d", x.Len(), len(docs))
	}
	sameAnswers(t, "after changes", answers(t, x), want)

	var file bytes.Buffer
	if err := x.Encode(&file); err != nil {
		t.Fatal(err)
	}
	y, err := search.Decode(&file, int64(file.Len()), search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	sameAnswers(t, "written and read", answers(t, y), want)
}

func TestTheLastOfSeveralMarksWithOneIDCounts(t *testing.T) {
	docs := someMarks(rand.New(rand.NewPCG(2, 2)), 60000) // more than one block
	docs[0].Text, docs[1].ID = "Verlorena", docs[0].ID
	docs[1].Text, docs[59999].ID = "Verlorenb", docs[0].ID
	docs[59999].Text = "Gefundena"
	x := build(t, docs)
	if x.Len() != 59998 {
		t.Errorf("%d marks", x.Len())
	}
	for text, want := range map[string]int{"Verlorena": 0, "Verlorenb": 0, "Gefundena": 1} {
		r, err := x.Search(context.Background(), search.Query{Text: text, Dead: true})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, h := range r.Hits {
			if h.Mark == text {
				n++
			}
		}
		if n != want {
			t.Errorf("%s is found %d times", text, n)
		}
	}
}

func TestPositionMovesWithTheChange(t *testing.T) {
	x, err := search.Build(context.Background(), search.Options{}, stream(nil), search.Position{"a.example/log/register/1": 7})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Change(nil, nil, search.Position{"a.example/log/register/1": 9, "a.example/log/library/1": 3}); err != nil {
		t.Fatal(err)
	}
	want := search.Position{"a.example/log/register/1": 9, "a.example/log/library/1": 3}
	if got := x.At(); !reflect.DeepEqual(got, want) {
		t.Errorf("the index stands at %v", got)
	}
	var file bytes.Buffer
	if err := x.Encode(&file); err != nil {
		t.Fatal(err)
	}
	y, err := search.Decode(&file, int64(file.Len()), search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := y.At(); !reflect.DeepEqual(got, want) {
		t.Errorf("after writing and reading it stands at %v", got)
	}
}

func TestFilters(t *testing.T) {
	related := func(c int) []int {
		if c == 30 {
			return []int{29, 43}
		}
		return nil
	}
	x := search.NewIndex(search.Options{Related: related})
	err := x.Change([]search.Doc{
		{ID: "VN/TM/1", Text: "Kalomi", Classes: []uint8{30}},
		{ID: "VN/TM/2", Text: "Kalomi", Classes: []uint8{43, 9}},
		{ID: "VN/TM/3", Text: "Kalomi", Classes: []uint8{9, 12}},
		{ID: "EM/TM/4", Text: "Kalomi", Classes: []uint8{30, 45}, Dead: true},
		{ID: "US/TM/5", Text: "Kalomi"},
	}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		rule string
		q    search.Query
		want []string
	}{
		{"all living", search.Query{}, []string{"US/TM/5", "VN/TM/1", "VN/TM/2", "VN/TM/3"}},
		{"the dead too", search.Query{Dead: true}, []string{"EM/TM/4", "US/TM/5", "VN/TM/1", "VN/TM/2", "VN/TM/3"}},
		{"a class", search.Query{Classes: []int{30}}, []string{"VN/TM/1"}},
		{"a class and related ones", search.Query{Classes: []int{30}, Related: true}, []string{"VN/TM/1", "VN/TM/2"}},
		{"two classes", search.Query{Classes: []int{12, 45}, Dead: true}, []string{"EM/TM/4", "VN/TM/3"}},
		{"offices", search.Query{Offices: []string{"US", "EM"}, Dead: true}, []string{"EM/TM/4", "US/TM/5"}},
		{"a limit", search.Query{Limit: 2}, []string{"US/TM/5", "VN/TM/1"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			c.q.Text = "kalomi"
			r, err := x.Search(context.Background(), c.q)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, h := range r.Hits {
				got = append(got, h.ID)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("found %v, want %v", got, c.want)
			}
		})
	}
	r, _ := x.Search(context.Background(), search.Query{Text: "kalomi", Classes: []int{30}, Related: true})
	if h := r.Hits[1]; !slices.Equal(h.Classes, []int{9, 43}) || h.Shared != nil || !slices.Equal(h.Related, []int{43}) {
		t.Errorf("classes %v, shared %v, related %v", h.Classes, h.Shared, h.Related)
	}
}

func TestQueriesThatAreRefused(t *testing.T) {
	x := search.NewIndex(search.Options{})
	for rule, q := range map[string]search.Query{
		"no letters":  {Text: "!?"},
		"too long":    {Text: strings.Repeat("a", 1001)},
		"no class":    {Text: "a", Classes: []int{46}},
		"class zero":  {Text: "a", Classes: []int{0}},
		"limit":       {Text: "a", Limit: 1001},
		"below limit": {Text: "a", Limit: -1},
	} {
		if _, err := x.Search(context.Background(), q); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", rule, err)
		}
	}
	if err := x.Change([]search.Doc{{Text: "a"}}, nil, nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a mark without id: %v", err)
	}
	if _, err := search.Build(context.Background(), search.Options{}, stream([]search.Doc{{Text: "a"}}), nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a mark without id: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	x = build(t, someMarks(rand.New(rand.NewPCG(3, 3)), 10))
	if _, err := x.Search(ctx, search.Query{Text: "kalo"}); err != context.Canceled {
		t.Errorf("a search that was given up: %v", err)
	}
	if _, err := search.Build(ctx, search.Options{}, stream(someMarks(rand.New(rand.NewPCG(3, 3)), 200000)), nil); err != context.Canceled {
		t.Errorf("a build that was given up: %v", err)
	}
}

// Searches run while the index changes, and see each change whole: the two marks of a pair come and go together.
func TestSearchWhileTheIndexChanges(t *testing.T) {
	x := build(t, someMarks(rand.New(rand.NewPCG(4, 4)), 2000))
	stop := make(chan struct{})
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				r, err := x.Search(context.Background(), search.Query{Text: "Zwillingo", Dead: true})
				if err != nil {
					t.Error(err)
					return
				}
				n := 0
				for _, h := range r.Hits {
					if h.Mark == "Zwillingo" {
						n++
					}
				}
				if n != 0 && n != 2 {
					t.Errorf("%d of the two are seen", n)
				}
			}
		})
	}
	for range 100 {
		if err := x.Change([]search.Doc{{ID: "VN/TM/z1", Text: "Zwillingo"}, {ID: "VN/TM/z2", Text: "Zwillingo"}}, nil, nil); err != nil {
			t.Fatal(err)
		}
		if err := x.Change(nil, []string{"VN/TM/z1", "VN/TM/z2"}, nil); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	group.Wait()
}

func TestLikenessIsSymmetricAndOneForEqualMarks(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	docs := someMarks(r, 3000)
	x := build(t, docs)
	for range 20000 {
		a, b := docs[r.IntN(len(docs))].Text, docs[r.IntN(len(docs))].Text
		ab, ba := x.Likeness(a, b), x.Likeness(b, a)
		if ab != ba {
			t.Fatalf("%q and %q: %v one way, %v the other", a, b, ab, ba)
		}
		if ab < 0 || ab > 1 || (ab == 1) != strings.EqualFold(a, b) && search.Fold(a) != "" {
			t.Fatalf("%q and %q: %v", a, b, ab)
		}
	}
}

// What a search tells is what the comparison of the two marks tells.
func TestScoresAreThoseOfLikeness(t *testing.T) {
	x := build(t, someMarks(rand.New(rand.NewPCG(6, 6)), 3000))
	for i, hits := range answers(t, x) {
		for _, h := range hits {
			if want := x.Likeness(queries[i].Text, h.Mark); h.Score != want {
				t.Errorf("%q found %q with %v, compared they have %v", queries[i].Text, h.Mark, h.Score, want)
			}
		}
	}
}
