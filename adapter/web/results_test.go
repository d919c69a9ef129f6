package web_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/fault"
)

func TestSearchFormIsRead(t *testing.T) {
	for _, c := range []struct {
		name, raw string
		text      string
		classes   []int
		related   bool
		phase     string
		limit     int
	}{
		{"plain", "q=van+hac", "van hac", nil, false, "", 20},
		{"blanks and controls are one space", "q=%20van%09%0Ahac%00x", "van hac x", nil, false, "", 20},
		{"what cannot be seen is left out", "q=va%E2%80%AEn%EF%BB%BF", "van", nil, false, "", 20},
		{"joiners that scripts need stay", "q=%E0%A4%95%E2%80%8D", "क\u200d", nil, false, "", 20},
		{"broken UTF-8 is left out", "q=van%FF", "van", nil, false, "", 20},
		{"NFC", "q=va%CC%82n", "vân", nil, false, "", 20},
		{"classes by commas, blanks and twice", "q=a&class=43,+30%3B30+05", "a", []int{5, 30, 43}, false, "", 20},
		{"filters", "q=a&related=1&phase=live&limit=50", "a", nil, true, "live", 50},
		{"an unknown status is any", "q=a&phase=sleeping", "a", nil, false, "", 20},
		{"limits are those offered", "q=a&limit=51", "a", nil, false, "", 100},
		{"a limit has an end", "q=a&limit=1000000000000", "a", nil, false, "", 200},
		{"a limit below", "q=a&limit=-1", "a", nil, false, "", 20},
		{"a limit that is none", "q=a&limit=x", "a", nil, false, "", 20},
	} {
		q, f, err := web.ReadQuery(c.raw)
		if err != nil || q.Text != c.text || !slices.Equal(q.Classes, c.classes) || q.Related != c.related || q.Phase != c.phase || q.Limit != c.limit || f.Text != c.text {
			t.Errorf("%s: %+v %+v %v", c.name, q, f, err)
		}
	}
	for name, raw := range map[string]string{"too long": "q=" + strings.Repeat("a", 201), "no class": "q=a&class=46", "class 0": "q=a&class=0", "words as classes": "q=a&class=tea"} {
		if _, f, err := web.ReadQuery(raw); fault.KindOf(err) != fault.Invalid || utf8.RuneCountInString(f.Text) > 200 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzSearchForm(f *testing.F) {
	for _, s := range []string{"vân hạc", "\u202e", "a\xff", strings.Repeat("ộ", 300), "🐉‍", "30,43"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, text, class string) {
		raw := url.Values{"q": {text}, "class": {class}}.Encode()
		q, form, err := web.ReadQuery(raw)
		if !utf8.ValidString(q.Text) || utf8.RuneCountInString(form.Text) > 200 {
			t.Errorf("%q is read as %q, shown as %q", text, q.Text, form.Text)
		}
		if err != nil {
			return
		}
		again, _, err := web.ReadQuery(url.Values{"q": {form.Text}, "class": {form.Class}}.Encode())
		if err != nil || again.Text != q.Text || !slices.Equal(again.Classes, q.Classes) {
			t.Errorf("%q and %q: the form that is shown asks for something else", text, class)
		}
	})
}

func TestResultsTellAll(t *testing.T) {
	h := newOffice(t).handler(t)
	text := says(t, h, "/search?q=v%C3%A2n+h%E1%BA%A1c&class=30,31", 200,
		"are worth a look, one of them is the same as yours", "The same 1 mark", "Very close", "What was not searched", "Applications not yet published", "50,412 marks in 14.2 milliseconds",
		"Letters 1.00", "Alike in: VÂN HẠC.", "one of your classes", "Search related classes too", "This is not advice",
	)
	if strings.Index(text, "The same 1 mark") > strings.Index(text, "Very close") {
		t.Error("bands are not in order")
	}
	body := strings.NewReplacer("&amp;", "&", "&#43;", "+").Replace(get(t, h, "/search?q=v%C3%A2n+h%E1%BA%A1c&class=31,30", "Accept", "text/html").Body.String())
	for _, s := range []string{`<bdi lang="vi"><mark>VÂN</mark> <mark>HẠC</mark></bdi>`, `<bdi lang="vi"><mark>VÂN</mark> <mark>HẠ</mark>T</bdi>`, `<li class="both">30`, `href="/search?class=30%2C31&q=v%C3%A2n+h%E1%BA%A1c"`, `name="id" value="VN/TM/4-2023-21877"`} {
		if !strings.Contains(body, s) {
			t.Errorf("the page does not hold %s", s)
		}
	}
	says(t, h, "/search?q=xyzzyx&class=9&phase=live", 200, "Nothing alike to “xyzzyx” was found", "That is a good sign and no promise", "Search all classes", "Search rights of every status", "What was not searched")
	says(t, h, "/search?q=FILLER+1", 200, "The 20 most alike marks are shown", "Show more", "copy from: United States of America")
	says(t, h, "/search?q=%20", 200, "Type the mark that you would like to use")
	says(t, h, "/search?q="+strings.Repeat("x", 5000), 400, "A search takes at most 200 characters; this one has 5000.", "Nothing was searched")
	says(t, h, "/search?q=a&class=99", 400, "is no class of the Nice Classification")
	if w := get(t, h, "/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E&lang=en", "Accept", "text/html"); strings.Contains(w.Body.String(), "<script") {
		t.Error("a query breaks out")
	}
}

func TestNumberFindsItsRight(t *testing.T) {
	h := newOffice(t).handler(t)
	w := get(t, h, "/search?q=VN/TM/4-2023-21877")
	if w.Code != 303 || w.Header().Get("Location") != "/r/VN/TM/4-2023-21877" {
		t.Errorf("a whole address: %d to %q", w.Code, w.Header().Get("Location"))
	}
	says(t, h, "/search?q=4-2020-00001", 200, "By that number", "HẠC VÂN", "A mark without words")
	says(t, h, "/search?q=88/123,456", 200, "By that number", "VAN HACK")
}

func TestResultsAsJSON(t *testing.T) {
	h := newOffice(t).handler(t)
	for _, w := range []string{get(t, h, "/search.json?q=v%C3%A2n+h%E1%BA%A1c&lang=en").Body.String(), get(t, h, "/search?q=v%C3%A2n+h%E1%BA%A1c&lang=en", "Accept", "application/json").Body.String()} {
		var got struct {
			Query, Normalised string
			Corpus            struct {
				Marks      int
				Checkpoint struct {
					Origin string
					Size   int
					Root   string
				}
			}
			Took float64 `json:"took_ms"`
			Hits []struct {
				Rank                   int
				ID, Mark, Band, Status string
				Owner                  string
				Score                  float64
				Classes                []int
				Why                    struct{ Word, Sound, Look float64 }
			}
		}
		must(t, json.Unmarshal([]byte(w), &got))
		if got.Query != "vân hạc" || got.Corpus.Marks != 50412 || got.Corpus.Checkpoint.Origin != "demo.invalid/log/register/1" || len(got.Corpus.Checkpoint.Root) != 44 || got.Took != 15.5 || len(got.Hits) < 3 {
			t.Fatalf("%s", w)
		}
		if h := got.Hits[0]; h.Rank != 1 || h.ID != "VN/TM/4-2023-21877" || h.Mark != "VÂN HẠC" || h.Status != "registered" || !slices.Equal(h.Classes, []int{30, 35}) {
			t.Errorf("%+v", h)
		}
	}
	for _, path := range []string{"/search.json", "/search.json?q=a&class=99", "/search.json?q=" + strings.Repeat("x", 300)} {
		w := get(t, h, path)
		if w.Code != 400 || w.Header().Get("Content-Type") != "application/problem+json" || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if w := get(t, h, "/search.json?q=xyzzyx"); !strings.Contains(w.Body.String(), `"hits":[]`) {
		t.Errorf("no hits are not an empty list: %s", w.Body)
	}
}

func TestComparison(t *testing.T) {
	h := newOffice(t).handler(t)
	says(t, h, "/compare?q=van+hac&class=30&id=VN/TM/4-2023-21877&id=VN/TM/4-2024-03315", 200, "Your mark: van hac", "Until when? VÂN HẠC 14 June 2033", "Whose?", "Likeness to yours", "one of your classes")
	says(t, h, "/compare?id=VN/TM/4-2023-21877&id=VN/TM/4-2023-21877&id=nonsense&id=VN/TM/4-2026-99999", 200, "no public entry VN/TM/4-2026-99999")
	says(t, h, "/compare?id=VN/TM/4-2023-21877&id=VN/TM/4-2024-03315&id=VN/TM/4-2026-18044&id=VN/TM/4-2025-40102&id=VN/TM/4-2025-40103", 200, "Only the first four marks", "Remove VÂN HẠC")
	says(t, h, "/compare", 200, "No mark was chosen")
}
