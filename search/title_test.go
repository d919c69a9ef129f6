package search

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
	"github.com/muniment/muniment/ipr"
)

func stream(docs []Title) iter.Seq2[Title, error] {
	return func(yield func(Title, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

func titles(t testing.TB, docs ...Title) *Titles {
	t.Helper()
	x, err := BuildTitles(context.Background(), stream(docs), Position{"demo.invalid/log/library/1": uint64(len(docs))})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func search(t testing.TB, x *Titles, q TitleQuery) TitleResult {
	t.Helper()
	r, err := x.Search(context.Background(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return r
}

// few are rights with titles in many scripts.
var few = []Title{
	{ID: "VN/PT/1", Texts: []string{"Máy sấy chè bằng hơi nước", "Steam dryer for tea"}, Phase: Live},
	{ID: "VN/UM/2", Texts: []string{"MAY SAY"}, Phase: Pending},
	{ID: "VN/PT/3", Texts: []string{"Máy say ngô"}, Phase: Dead},
	{ID: "CN/PT/4", Texts: []string{"变压器线圈"}},
	{ID: "JP/PT/5", Texts: []string{"ｶﾞｽ用 蒸気乾燥機"}},
	{ID: "RU/PT/6", Texts: []string{"Сушилка для чая; ёлка"}},
	{ID: "DE/PT/7", Texts: []string{"Dampftrockner für Teeblätter, Straße"}},
	{ID: "EP/PT/8", Texts: []string{"Dryer", "Trockner", "Tea"}},
	{ID: "EP/GI/9", Texts: []string{"Tea dryer of the hills and the teams"}},
	{ID: "TH/PT/10", Texts: []string{"เครื่องอบชา"}},
	{ID: "IN/PT/11", Texts: []string{"चाय सुखाने की मशीन"}},
}

func TestTitlesAreFoundByTheirWords(t *testing.T) {
	x := titles(t, few...)
	for _, c := range []struct {
		rule, query string
		want        string
	}{
		{"all words, in any order", "nước máy", "VN/PT/1"},
		{"of one text, not of several", "dryer trockner", ""},
		{"without accents all that differ in them", "may say", "VN/UM/2 VN/PT/3 VN/PT/1"},
		{"with accents first what has them", "máy sấy", "VN/PT/1 VN/UM/2 VN/PT/3"},
		{"decomposed accents are the same", "ma\u0301y sa\u0302\u0301y", "VN/PT/1 VN/UM/2 VN/PT/3"},
		{"đ is d", "đryer tea", "VN/PT/1 EP/GI/9"},
		{"the shortest first, and whole words before longer ones", "dryer te", "VN/PT/1 EP/GI/9"},
		{"the last word may go on", "steam dry", "VN/PT/1"},
		{"the others may not", "ste dryer", ""},
		{"capitals", "STEAM", "VN/PT/1"},
		{"a language beside the others", "steam tea", "VN/PT/1"},
		{"Han by pairs", "压器", "CN/PT/4"},
		{"Han, not in pairs that stand apart", "变器", ""},
		{"one letter of Han, amid a run", "压", "CN/PT/4"},
		{"one letter of Han, at the end", "圈", "CN/PT/4"},
		{"half-width Kana", "ガス", "JP/PT/5"},
		{"Kana and Han together", "ガス 乾燥", "JP/PT/5"},
		{"Cyrillic, and ё as е", "елка сушилка", "RU/PT/6"},
		{"ß as ss, ä as a", "strasse teeblatter", "DE/PT/7"},
		{"Thai without spaces", "อบชา", "TH/PT/10"},
		{"vowel signs are no accents", "मशीन", "IN/PT/11"},
		{"other vowel signs are other words", "मशन", ""},
		{"punctuation parts words", "hills,and/the", "EP/GI/9"},
		{"nothing like it", "xyzzy", ""},
	} {
		if got := strings.Join(search(t, x, TitleQuery{Text: c.query}).IDs, " "); got != c.want {
			t.Errorf("%s: %q finds %q, want %q", c.rule, c.query, got, c.want)
		}
	}
	for _, q := range []TitleQuery{{Text: "..."}, {}, {Text: strings.Repeat("a", 1001)}, {Text: "a", Limit: -1}, {Text: "a", Limit: 1001}} {
		if _, err := x.Search(context.Background(), q); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", q, err)
		}
	}
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := x.Search(stopped, TitleQuery{Text: "tea"}); err != context.Canceled {
		t.Errorf("a stopped search: %v", err)
	}
}

func TestTitlesAreFiltered(t *testing.T) {
	x := titles(t, few...)
	for _, c := range []struct {
		q    TitleQuery
		want string
	}{
		{TitleQuery{Text: "may say", Kinds: []ipr.Kind{ipr.Patent}}, "VN/PT/3 VN/PT/1"},
		{TitleQuery{Text: "may say", Kinds: []ipr.Kind{ipr.Utility, ipr.GI}}, "VN/UM/2"},
		{TitleQuery{Text: "may say", Phases: []Phase{Live, Pending}}, "VN/UM/2 VN/PT/1"},
		{TitleQuery{Text: "may say", Phases: []Phase{Dead}, Kinds: []ipr.Kind{ipr.Utility}}, ""},
	} {
		r := search(t, x, c.q)
		if got := strings.Join(r.IDs, " "); got != c.want || r.Total != len(r.IDs) {
			t.Errorf("%+v finds %q of %d, want %q", c.q, got, r.Total, c.want)
		}
	}
	if r := search(t, x, TitleQuery{Text: "may say", Limit: 2}); len(r.IDs) != 2 || r.Total != 3 {
		t.Errorf("with a limit of two: %+v", r)
	}
}

func TestPartsOfATitleThatWereAskedFor(t *testing.T) {
	for _, c := range []struct {
		query, text, want string
		all               bool
	}{
		{"may sa", "Máy sấy chè", "Máy|sấy", true}, {"sấy máy", "Máy sấy chè", "Máy|sấy", true}, {"may tea", "Máy sấy chè", "Máy", false}, {"ma sa", "Máy sấy", "sấy", false},
		{"压器", "变压器线圈", "压器", true}, {"变压器", "变压器线圈", "变压器", true}, {"圈", "变压器线圈", "圈", true}, {"tea", "ＴＥＡ", "", true}, {"...", "tea", "", false}, {"straße", "Die Strasse!", "Strasse", true},
	} {
		spans, all := TitleSpans(c.query, c.text)
		var got []string
		for _, s := range spans {
			got = append(got, c.text[s.From:s.To])
		}
		if g := strings.Join(got, "|"); g != c.want || all != c.all {
			t.Errorf("%q in %q: %q, all %t", c.query, c.text, g, all)
		}
	}
}

func TestNumbersAreCompared(t *testing.T) {
	for _, same := range [][]string{
		{"EP 3404678 B1", "3404678", "EP3404678", "ep3404678a1", "EP-3404678"},
		{"18171829.9", "EP18171829.9", "EP 18171829", "18171829"},
		{"US20210049351A1", "US 2021/0049351 A1", "US2021049351", "20210049351"},
		{"CN113781974A", "113781974", "CN 113781974 A"},
		{"CN201380012345.X", "201380012345", "CN201380012345X"},
		{"1-2024-00077", "VN 1-2024-00077", "1 2024 00077"},
		{"US102019000123456", "US 10 2019 000123456"},
		{"PDO-IT-02305", "PDO IT 02305"},
		{"TSG-BG-12", "tsg bg 12"},
	} {
		want, _ := NumberKey(same[0])
		for _, s := range same {
			if got, _ := NumberKey(s); got != want || got == "" {
				t.Errorf("%q is compared as %q, %q as %q", s, got, same[0], want)
			}
		}
	}
	for s, office := range map[string]string{"EP 3404678 B1": "EP", "3404678": "", "WO2018/123456": "WO", "PCT/EP2018/061234": ""} {
		if _, got := NumberKey(s); got != office {
			t.Errorf("%q: the office is %q, want %q", s, got, office)
		}
	}
	for _, s := range []string{"", "van hac", "A1", "42", "B60", "máy 1234", "dryer 4000", "US 12"} {
		if key, _ := NumberKey(s); key != "" {
			t.Errorf("%q is taken for a number, %q", s, key)
		}
	}
}

func TestClassesAreFound(t *testing.T) {
	key := func(s string) string { k, _ := ClassKey(s); return k }
	x := titles(t,
		Title{ID: "A/PT/1", Keys: []string{key("H01F 27/14"), key("Y02P 60/80")}}, Title{ID: "A/PT/2", Keys: []string{key("H01F 27/00"), key("H01F 27/14")}},
		Title{ID: "A/PT/3", Keys: []string{key("H01F 1/01"), ""}}, Title{ID: "A/DS/4", Keys: []string{key("2-4")}}, Title{ID: "A/PT/5", Texts: []string{"H01F"}},
	)
	for _, c := range []struct{ class, want string }{
		{"H01F 27/14", "A/PT/1 A/PT/2"}, {"h01f27/14", "A/PT/1 A/PT/2"}, {"H01F", "A/PT/1 A/PT/2 A/PT/3"}, {"H01", "A/PT/1 A/PT/2 A/PT/3"}, {"H01F 27", "A/PT/1 A/PT/2"}, {"H01F 2", ""},
		{"Y02P60/80", "A/PT/1"}, {"02-04", "A/DS/4"}, {"02-4", "A/DS/4"}, {"02-05", ""},
	} {
		k, open := ClassKey(c.class)
		if got := strings.Join(search(t, x, TitleQuery{Key: k, Open: open}).IDs, " "); k == "" || got != c.want {
			t.Errorf("%q finds %q, want %q", c.class, got, c.want)
		}
	}
	for _, s := range []string{"", "H", "30", "2", "H1", "I01F", "H01F 27/1", "02-04-05", "van hac", "4-2023-21877"} {
		if k, _ := ClassKey(s); k != "" {
			t.Errorf("%q is taken for a class, %q", s, k)
		}
	}
}

// made makes so many rights with titles of made-up words; the same in every run.
func made(n int, seed uint64) []Title {
	d := rand.New(rand.NewPCG(seed, 1))
	syllables := strings.Fields("ba co di fu ge hơ kĩ la mé nô pa qu ré sạ tu vi xô zé")
	docs := make([]Title, n)
	for i := range docs {
		var words []string
		for range 1 + d.IntN(6) {
			words = append(words, syllables[d.IntN(len(syllables))]+syllables[int(float64(len(syllables))*d.Float64()*d.Float64())])
		}
		docs[i] = Title{ID: fmt.Sprintf("VN/%s/%d", ipr.Kinds()[d.IntN(5)], d.IntN(3*n)), Texts: []string{strings.Join(words, " "), words[0]}, Phase: Phase(d.IntN(3))}
		k, _ := NumberKey(fmt.Sprint(100000 + i))
		docs[i].Keys = []string{k}
	}
	return docs
}

// slowly finds rights by looking at every one, as the documentation of TitleResult says.
func slowly(docs []Title, q TitleQuery) (ids []string, total int) {
	asked, err := askTitles(q)
	if err != nil {
		return nil, 0
	}
	type hit struct {
		tier, length int
		id           string
	}
	var hits []hit
	for _, d := range lastTitles(docs) {
		if len(q.Kinds) > 0 && !slices.Contains(q.Kinds, kindOf(d.ID)) || len(q.Phases) > 0 && !slices.Contains(q.Phases, d.Phase) {
			continue
		}
		best := hit{tier: 9}
		for _, text := range d.Texts {
			var exact, plain []string
			var cut titleWords
			n := 0
			cut.each(text, false, func(e, p []byte, _ bool) { exact, plain, n = append(exact, string(e)), append(plain, string(p)), n+1 })
			tier := 0
			for i, w := range asked.words {
				switch {
				case w.exact != w.plain && slices.Contains(exact, w.exact), w.exact == w.plain && slices.Contains(plain, w.plain):
				case slices.Contains(plain, w.plain):
					tier = max(tier, 1)
				case i == len(asked.words)-1 && slices.ContainsFunc(plain, func(p string) bool { return strings.HasPrefix(p, w.plain) }):
					tier = 2
				default:
					tier = 9
				}
				if tier == 9 {
					break
				}
			}
			if !asked.accent && tier == 0 {
				tier = 1
			}
			if tier < best.tier || tier == best.tier && n < best.length {
				best = hit{tier, n, d.ID}
			}
		}
		if best.tier < 9 {
			hits = append(hits, best)
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		if a.tier != b.tier {
			return a.tier - b.tier
		}
		if a.length != b.length {
			return a.length - b.length
		}
		return strings.Compare(a.id, b.id)
	})
	for _, h := range hits[:min(len(hits), q.Limit)] {
		ids = append(ids, h.id)
	}
	return ids, len(hits)
}

// An index that was changed many times finds what one finds that looks at every right, and so does one that was written and
// read again.
func TestTitlesFindWhatLookingAtAllFinds(t *testing.T) {
	docs := made(3000, 7)
	x := NewTitles()
	alive := map[string]Title{}
	d := rand.New(rand.NewPCG(3, 3))
	for at := 0; at < len(docs); {
		n := min(1+d.IntN(300), len(docs)-at)
		var drop []string
		for id := range alive {
			if len(drop) < n/3 {
				drop = append(drop, id)
			}
		}
		for _, id := range drop {
			delete(alive, id)
		}
		put := docs[at : at+n]
		for _, p := range put {
			alive[p.ID] = p
		}
		if err := x.Change(put, slices.DeleteFunc(drop, func(id string) bool { _, ok := alive[id]; return ok }), Position{"log": uint64(at + n)}); err != nil {
			t.Fatal(err)
		}
		at += n
	}
	all := make([]Title, 0, len(alive))
	for _, a := range alive {
		all = append(all, a)
	}
	if x.Len() != len(all) || x.At()["log"] != 3000 || len(x.parts) > 9 {
		t.Errorf("%d rights instead of %d, at %v, in %d parts", x.Len(), len(all), x.At(), len(x.parts))
	}
	var b bytes.Buffer
	if err := x.Encode(&b); err != nil {
		t.Fatal(err)
	}
	y, err := DecodeTitles(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(x.At(), y.At()) || x.Len() != y.Len() {
		t.Errorf("read again: %d rights at %v", y.Len(), y.At())
	}
	found := 0
	for i := 0; i < len(docs); i += 7 {
		a := docs[i]
		q := TitleQuery{Text: a.Texts[i%2], Limit: 1 + d.IntN(40)}
		if i%3 == 0 {
			q.Text = q.Text[:len(q.Text)-1]
		}
		if i%5 == 0 {
			q.Kinds, q.Phases = []ipr.Kind{ipr.Patent, ipr.Trademark}, []Phase{Live}
		}
		ids, total := slowly(all, q)
		for _, x := range []*Titles{x, y} {
			r, err := x.Search(context.Background(), q)
			if err != nil {
				continue
			}
			if !slices.Equal(r.IDs, ids) || r.Total != total {
				t.Fatalf("%+v: %q of %d, want %q of %d", q, r.IDs, r.Total, ids, total)
			}
		}
		found += total
	}
	if found < 500 {
		t.Errorf("only %d rights were found in all; the test looks at nothing", found)
	}
}

// Searches go on while rights are changed: a right that is put in again and again is found each time, and once.
func TestTitlesAreSearchedWhileTheyChange(t *testing.T) {
	x := titles(t, few...)
	done := make(chan struct{})
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if r, err := x.Search(context.Background(), TitleQuery{Text: "steam dryer"}); err != nil || !slices.Equal(r.IDs, []string{"VN/PT/1"}) {
					t.Errorf("%+v %v", r, err)
					return
				}
			}
		})
	}
	for i := range 300 {
		if err := x.Change(append(made(10, uint64(i)), few[0]), []string{"EP/PT/8"}, nil); err != nil {
			t.Error(err)
		}
	}
	close(done)
	group.Wait()
}

func TestDamagedTitlesAreRefused(t *testing.T) {
	x := titles(t, append(made(300, 1), few...)...)
	var b bytes.Buffer
	if err := x.Encode(&b); err != nil {
		t.Fatal(err)
	}
	d := rand.New(rand.NewPCG(9, 9))
	refused := 0
	for range 600 {
		bad := bytes.Clone(b.Bytes())
		for range 1 + d.IntN(3) {
			bad[d.IntN(len(bad))] = byte(d.IntN(256))
		}
		y, err := DecodeTitles(bytes.NewReader(bad), int64(len(bad)))
		if err != nil {
			refused++
			continue
		}
		for _, q := range []TitleQuery{{Text: "máy sấy"}, {Text: "b"}, {Key: classMark, Open: true}, {Key: numberMark, Open: true}} {
			if _, err := y.Search(context.Background(), q); err != nil { // damage that changes what is found is seen by the sum of the file
				t.Fatal(err)
			}
		}
		if err := y.Change(few, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	if refused < 100 {
		t.Errorf("only %d damaged indexes are refused", refused)
	}
	if _, err := DecodeTitles(bytes.NewReader(b.Bytes()[:b.Len()-1]), int64(b.Len()-1)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("cut off: %v", err)
	}
}

func FuzzTitles(f *testing.F) {
	for _, d := range few {
		f.Add(d.Texts[0], "máy")
	}
	f.Add("\xff\xfe a\u0301", "\u0301")
	f.Fuzz(func(t *testing.T, text, query string) {
		x := titles(t, Title{ID: "VN/PT/1", Texts: []string{text}})
		if _, err := x.Search(context.Background(), TitleQuery{Text: query}); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
		words := false
		var cut titleWords
		cut.each(text, true, func(_, _ []byte, _ bool) { words = true })
		if !words || len(text) > maxQuery {
			return
		}
		n := 0
		cut.each(text, false, func(_, _ []byte, _ bool) { n++ })
		if r := search(t, x, TitleQuery{Text: text}); len(r.IDs) != 1 && n <= maxTitleWords {
			t.Fatalf("%q does not find itself", text)
		}
		NumberKey(text)
		ClassKey(text)
	})
}
