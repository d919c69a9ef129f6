package web_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/web"
)

func TestRightsAreFoundInTheSameBox(t *testing.T) {
	h := newOffice(t).handler(t)
	for _, c := range []struct {
		rule, path string
		want       []string
		not        string
	}{
		{"words of a title", "/search?q=steam+dryer", []string{"Patents, designs and indications with these words 1 right", "Patent Steam dryer for tea leaves", "European Patent Office", "A23F 3/06 F26B 11/04", "No mark alike to “steam dryer” was found."}, "Nothing alike"},
		{"words of another language, without accents", "/search?q=may+say+hoi+nuoc", []string{"Steam dryer for tea leaves with a hollow shaft Máy sấy lá chè bằng hơi nước có trục rỗng", "Máy sấy chè bằng hơi nước"}, ""},
		{"the name of an indication", "/search?q=misty&kind=GI", []string{"Geographical indication Nậm Sương Misty Stream", "1 right"}, "marks"},
		{"a design of several", "/search?q=quai+m%C3%A2y&kind=DS", []string{"Industrial design Bộ ấm chén men tro Ấm trà quai mây"}, "alike to"},
		{"one kind", "/search?q=m%C3%A1y&kind=UM", []string{"Nothing alike to “máy” was found", "Search rights of every kind", "Search for fewer words"}, "Patents, designs and indications with"},
		{"marks alone", "/search?q=m%C3%A1y&kind=TM", []string{"50,412 marks in 14.2 milliseconds"}, "Patents, designs"},
		{"a number of a publication", "/search?q=EP+3404678+B1", []string{"By that number", "Steam dryer for tea leaves"}, ""},
		{"a number of a publication, without its kind", "/search?q=EP3404678", []string{"By that number", "Steam dryer for tea leaves"}, ""},
		{"an application with its check digit", "/search?q=18171829.9", []string{"By that number", "Steam dryer for tea leaves"}, ""},
		{"and without it", "/search?q=EP18171829", []string{"By that number", "Steam dryer for tea leaves"}, ""},
		{"a registration of an indication", "/search?q=00199", []string{"By that number", "Nậm Sương"}, ""},
		{"a design's number", "/search?q=3-2025-00471", []string{"By that number", "Bộ ấm chén men tro", "Industrial design"}, ""},
		{"a mark's number behind its office", "/search?q=US+88/123,456", []string{"By that number", "VAN HACK"}, ""},
		{"a number of another kind than asked for", "/search?q=3-2025-00471&kind=PT", nil, "By that number"},
		{"a class of the IPC", "/search?q=A23F+3/06&kind=PT", []string{"In the class A23F 3/06 Foods", "2 rights", "Máy sấy chè bằng hơi nước"}, ""},
		{"a class with all below it", "/search?q=f26b", []string{"In the class f26b", "Steam dryer"}, ""},
		{"a class of Locarno", "/search?q=07-01", []string{"In the class 07-01 Household goods. 1 right", "Bộ ấm chén men tro"}, ""},
		{"classes of Nice are those of marks", "/search?q=steam+dryer&class=30", []string{"50,412 marks in"}, "Steam dryer for"},
		{"nothing stands below the marks", "/search?q=v%C3%A2n+h%E1%BA%A1c", []string{"are worth a look"}, "Below them"},
		{"how much stands below the marks", "/search?q=hack", []string{"Below them stands one patent, design or indication with these words."}, ""},
		{"what is not searched", "/search?q=steam", []string{"Descriptions, claims and pictures", "50,412 marks; 11 patents, designs and indications in 15.5 milliseconds"}, ""},
	} {
		text := says(t, h, c.path, 200, c.want...)
		main, _, _ := strings.Cut(text[strings.Index(text, "no longer in force"):], "Keep this result")
		if c.not != "" && strings.Contains(main, c.not) {
			t.Errorf("%s: %s says %q:\n%s", c.rule, c.path, c.not, main)
		}
	}
	page := get(t, h, "/search?q=may+say&kind=PT", "Accept", "text/html").Body.String()
	for _, s := range []string{`<bdi lang="vi"><mark>Máy</mark> <mark>sấy</mark> chè bằng hơi nước</bdi>`, `<option value="PT" selected>`, `<input type="hidden" name="kind" value="PT">`, `href="/search.json?kind=PT&amp;q=may&#43;say"`} {
		if !strings.Contains(page, s) {
			t.Errorf("the page does not hold %s", s)
		}
	}
	if w := get(t, h, "/search?q=steam&kind=XX&lang=en", "Accept", "text/html"); w.Code != 200 || !strings.Contains(w.Body.String(), "50,412 marks; ") {
		t.Errorf("a kind that there is not: %d", w.Code)
	}
}

func TestRightsAsJSON(t *testing.T) {
	h := newOffice(t).handler(t)
	var got struct {
		Corpus struct{ Marks, Rights int }
		Hits   []any
		Rights struct {
			Numbers []web.RightOut
			Class   *web.ClassOut
			Words   web.RightsFound
		}
	}
	read := func(path string) {
		t.Helper()
		got.Rights.Class = nil
		must(t, json.Unmarshal(get(t, h, path).Body.Bytes(), &got))
	}
	read("/search.json?q=hoi+nuoc&kind=PT")
	if w := got.Rights.Words; w.Total != 2 || len(w.Hits) != 2 || w.Hits[0].ID != "VN/PT/1-2024-00077" || w.Hits[0].Found != "" || w.Hits[1].Rank != 2 || w.Hits[1].ID != "EP/PT/18171829.9" || w.Hits[1].Found != "Máy sấy lá chè bằng hơi nước có trục rỗng" ||
		w.Hits[1].Kind != "PT" || w.Hits[1].Status != "registered" || len(w.Hits[1].Classes) != 5 || len(got.Hits) != 0 || got.Corpus.Marks != 0 || got.Corpus.Rights != 11 {
		t.Errorf("%+v", got)
	}
	read("/search.json?q=A23F+3/06")
	if c := got.Rights.Class; c == nil || c.Symbol != "A23F 3/06" || c.Total != 2 || c.Hits[0].ID != "EP/PT/18171829.9" || got.Corpus.Marks != 50412 {
		t.Errorf("%+v", got)
	}
	read("/search.json?q=EP3404678B1")
	if n := got.Rights.Numbers; len(n) != 1 || n[0].ID != "EP/PT/18171829.9" || got.Rights.Class != nil {
		t.Errorf("%+v", got)
	}
}
