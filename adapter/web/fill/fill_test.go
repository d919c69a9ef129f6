package fill_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/web/fill"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/procedure/filing"
)

func form(t testing.TB, kind ipr.Kind) *filing.Form {
	t.Helper()
	l, err := law.Own().Office("VN")
	if err != nil {
		t.Fatal(err)
	}
	return filing.NewForm(kind, l)
}

const square = `{"type":"Polygon","coordinates":[[[105,21],[106,21],[106,22],[105,22],[105,21]]]}`

func sha(c string) string { return strings.Repeat(c, 64) }

// full are applications in which every field that a page has is filled.
func full() []*filing.Application {
	date := ipr.Date{Year: 2026, Month: 3, Day: 4}
	people := []filing.Applicant{
		{Person: "natural", Name: "Lò Thị Mẩy", Country: "VN", Place: "Lào Cai", Address: &filing.Address{Written: "Bản Lĩnh\nLào Cai"}, Email: "may@example.org", Phone: "0901"},
		{Person: "legal", Name: "株式会社", Latin: "K.K.", Country: "JP", Number: "0102", Address: &filing.Address{Written: "Tokyo"}},
	}
	agent := &filing.Representative{Applicant: people[0], Power: "single", Attorney: "w-1", Signed: date, Signatory: "Ông A", Position: "Giám đốc"}
	priority := []filing.Priority{{Office: "JP", Number: "2026-1", Date: date, Copy: "follows"}}
	creators := []filing.Creator{{Name: "An", Country: "VN", Place: "Huế", Hidden: true}, {Name: "Bình", Country: "LA"}}
	file := func(role, c string) filing.Attachment {
		return filing.Attachment{Role: role, Name: role + ".pdf", Type: "application/pdf", Size: 3, SHA256: sha(c)}
	}
	return []*filing.Application{
		{V: 1, Kind: ipr.Trademark, Language: "vi", Applicants: people, Representative: agent, Priorities: priority,
			Mark: &filing.MarkAsked{Feature: "combined", Kind: "certification", Text: "MẸ LÀNH", Image: sha("1"), Width: 800, Height: 400, Colours: "đỏ", Description: "chữ", Foreign: true,
				Translation: "a", Transliteration: "b", Disclaimer: "LÀNH", Origin: true},
			Files: []filing.Attachment{file("specimen", "1"), file("poa", "2"), file("map", "3"), file("regulations", "4")}},
		{V: 1, Kind: ipr.Trademark, Language: "vi", Mark: &filing.MarkAsked{Feature: "sound", Kind: "individual", Sound: sha("1"), Description: "chuông"}, Files: []filing.Attachment{file("sound", "1")}},
		{V: 1, Kind: ipr.Patent, Language: "en", Applicants: people[:1], Creators: creators, Priorities: priority, Requests: []string{"examination", "early_publication"},
			Invention: &filing.InventionAsked{Title: "Dryer", Abstract: "It dries.", Claims: []filing.Claim{{Text: "A dryer."}, {Text: "As 1.\nAnd more.", On: []int{1}}}, Drawings: 3, IPC: []string{"F26B 3/00", "A23F 3/06"},
				PCT: &filing.PCT{Number: "PCT/US2025/012345", Date: date, Publication: "WO 2025/123456"}, AI: "assisted", Human: "all of it", Sequences: true},
			Statements: []filing.Statement{{Requirement: "PT.file.unity", Applies: true}},
			Files:      []filing.Attachment{file("description", "1"), file("drawings", "2"), file("claims", "3"), file("sequences", "4"), file("priority", "5")}},
		{V: 1, Kind: ipr.Design, Language: "vi", Applicants: people[:1], Creators: creators[1:], Deferral: 12,
			Designs: []filing.DesignAsked{{Title: "Ấm", Locarno: []string{"07-01"}, Description: "d", Views: []filing.View{{Kind: "perspective", File: sha("1")}, {Kind: "front", File: sha("2")}}, AI: "no"},
				{Title: "Chén", Views: []filing.View{{Kind: "other", File: sha("1")}}, AI: "no"}},
			Files: []filing.Attachment{file("view", "1"), file("view", "2")}},
		{V: 1, Kind: ipr.GI, Language: "vi", Applicants: people[1:],
			Indication: &filing.NameAsked{Name: "Bản Lĩnh", Sign: sha("1"), Product: []string{"Chè", "Mật ong"}, Nice: []int{30, 31}, Characteristics: "c", Link: "l", Method: "m", Area: "a",
				Communes: []string{"MA-02", "MC-03"}, Shape: square, Group: "g", Control: "k", Foreign: true, Homonym: "h"},
			Files: []filing.Attachment{file("indication_sign", "1"), file("map", "2"), file("specification", "3"), file("origin", "4")}},
	}
}

// sent is what a browser sends of a page.
func sent(parts []fill.Part) url.Values {
	v := url.Values{}
	for _, p := range parts {
		for _, f := range p.Fields {
			switch f.Input {
			case fill.Upload:
			case fill.Radio, fill.Select, fill.Ticks:
				if f.Input == fill.Ticks {
					v.Add(f.Name, "")
				}
				for _, c := range f.Choices {
					if c.On {
						v.Add(f.Name, c.Value)
					}
				}
				if f.Input == fill.Select { // whose choices the page knows
					v.Set(f.Name, f.Value)
				}
			case fill.Tick:
				v.Add(f.Name, "")
				if f.Value != "" {
					v.Add(f.Name, f.Value)
				}
			case fill.Text:
				v.Add(f.Name, strings.ReplaceAll(f.Value, "\n", "\r\n"))
			default:
				v.Add(f.Name, f.Value)
			}
		}
	}
	return v
}

// What is shown is what is read: an application that goes into a page comes out of it as it was, also into an empty one.
func TestPageGivesTheApplicationBack(t *testing.T) {
	for _, want := range full() {
		f := form(t, want.Kind)
		got := &filing.Application{V: 1, Kind: want.Kind, Language: want.Language, Files: slices.Clone(want.Files)}
		if want.Mark != nil && want.Mark.Width > 0 { // and so are the sides of a picture
			got.Mark = &filing.MarkAsked{Width: want.Mark.Width, Height: want.Mark.Height}
		}
		if want.Kind == ipr.Design { // views are told by uploads alone
			for _, d := range want.Designs {
				got.Designs = append(got.Designs, filing.DesignAsked{Views: d.Views})
			}
		}
		for _, p := range f.Pages {
			v := sent(fill.Show(want, p.Questions, "VN", ""))
			if p.ID == "area" && want.Kind == ipr.GI { // shown on a map
				v["indication.communes"], v["indication.shape"] = append([]string{""}, want.Indication.Communes...), []string{want.Indication.Shape}
			}
			if problems := fill.Read(got, p.Questions, "VN", v, nil); len(problems) > 0 {
				t.Errorf("%s, %s: %v", want.Kind, p.ID, problems)
			}
		}
		if a, b := string(want.Bytes()), string(got.Bytes()); a != b {
			t.Errorf("%s went in as\n%s\nand came out as\n%s", want.Kind, a, b)
		}
	}
}

// Every field has its label in each language, and so has every choice.
func TestFieldsHaveTheirWords(t *testing.T) {
	for _, a := range full() {
		for _, p := range form(t, a.Kind).Pages {
			for _, l := range locale.Langs() {
				if _, ok := locale.Lookup(l, "filing.page."+p.ID); !ok {
					t.Errorf("%s: the page %s has no title", l, p.ID)
				}
				for _, part := range fill.Show(a, p.Questions, "VN", "") {
					for _, f := range part.Fields {
						if f.Input != fill.Hidden && f.Law == nil {
							if _, ok := locale.Lookup(l, "filing.f."+f.Text); !ok {
								t.Errorf("%s: the field %s has no label", l, f.Text)
							}
						}
						for _, c := range f.Choices {
							if c.Label == "" {
								if _, ok := locale.Lookup(l, "filing.f."+c.Text); !ok {
									t.Errorf("%s: the choice %s has no words", l, c.Text)
								}
							}
						}
					}
				}
			}
		}
	}
}

func questions(t testing.TB, kind ipr.Kind, page string) []filing.Question {
	t.Helper()
	for _, p := range form(t, kind).Pages {
		if p.ID == page {
			return p.Questions
		}
	}
	t.Fatalf("no page %s", page)
	return nil
}

func TestWhatCannotBeReadChangesNothingAndIsTold(t *testing.T) {
	for _, c := range []struct {
		name, page, field, value string
		kind                     ipr.Kind
	}{
		{"a date", "priority", "priorities.0.date", "31/02/2026", ipr.Trademark}, {"a day is needed", "priority", "priorities.0.date", "2026-03", ipr.Trademark},
		{"a count", "invention", "invention.drawings", "many", ipr.Patent}, {"a count below none", "invention", "invention.drawings", "-1", ipr.Patent},
		{"claims on which one depends", "claims", "claims.1.on", "1, x", ipr.Patent}, {"months", "designs", "deferral", "61", ipr.Design},
		{"classes", "indication", "indication.nice", "46", ipr.GI},
	} {
		for _, a := range full() {
			if a.Kind != c.kind {
				continue
			}
			q := questions(t, c.kind, c.page)
			v := sent(fill.Show(a, q, "VN", ""))
			if !v.Has(c.field) {
				continue
			}
			before := string(a.Bytes())
			v.Set(c.field, c.value)
			problems := fill.Read(a, q, "VN", v, nil)
			if len(problems) != 1 || problems[0].Name != c.field || problems[0].Value != c.value {
				t.Errorf("%s: %v", c.name, problems)
			}
			if after := string(a.Bytes()); after != before {
				t.Errorf("%s: it became %s", c.name, after)
			}
			parts := fill.Show(a, q, "VN", "")
			fill.Blame(parts, problems)
			told := false
			for _, p := range parts {
				for _, f := range p.Fields {
					told = told || f.Name == c.field && f.Value == c.value && f.Problem != nil
				}
			}
			if !told {
				t.Errorf("%s: the page does not tell it", c.name)
			}
			break
		}
	}
}

func TestRowsComeAndGo(t *testing.T) {
	a := full()[2]
	q := questions(t, ipr.Patent, "creators")
	v := sent(fill.Show(a, q, "VN", "creators")) // with one more, in which nothing is written
	if v.Get("creators.n") != "3" {
		t.Fatalf("%s rows are shown", v.Get("creators.n"))
	}
	fill.Read(a, q, "VN", v, nil)
	if len(a.Creators) != 2 {
		t.Errorf("an empty row makes %d of two", len(a.Creators))
	}
	v.Set("creators.2.name", "Chi")
	v.Set("do", "drop:creators.0")
	fill.Read(a, q, "VN", v, nil)
	if len(a.Creators) != 2 || a.Creators[0].Name != "Bình" || a.Creators[1].Name != "Chi" {
		t.Errorf("it became %v", a.Creators)
	}
}

func TestFileOfARoleComesAndGoes(t *testing.T) {
	a := &filing.Application{V: 1, Kind: ipr.Trademark, Language: "vi"}
	q := questions(t, ipr.Trademark, "mark")
	picture := func(c string, w, h int) fill.File {
		return fill.File{Field: "file:specimen", Width: w, Height: h, Attachment: filing.Attachment{Name: c + ".png", Type: "image/png", Size: 1, SHA256: sha(c)}}
	}
	v := url.Values{"mark.feature": {"figurative"}}
	fill.Read(a, q, "VN", v, []fill.File{picture("1", 1000, 500)})
	fill.Read(a, q, "VN", v, []fill.File{picture("2", 500, 1000)})
	if len(a.Files) != 1 || a.Mark.Image != sha("2") || a.Mark.Width != 400 || a.Mark.Height != 800 {
		t.Errorf("two pictures make %v, %+v", a.Files, a.Mark)
	}
	v.Set("do", "drop:file:specimen:"+sha("2"))
	fill.Read(a, q, "VN", v, nil)
	if len(a.Files) != 0 || a.Mark.Image != "" || a.Mark.Width != 0 {
		t.Errorf("a dropped picture leaves %v, %+v", a.Files, a.Mark)
	}
}

func TestViewOfASideIsReplaced(t *testing.T) {
	a := &filing.Application{V: 1, Kind: ipr.Design, Language: "vi"}
	q := questions(t, ipr.Design, "designs")
	view := func(side, c string) fill.File {
		return fill.File{Field: "view:0:" + side, Attachment: filing.Attachment{Name: c + ".png", Type: "image/png", Size: 1, SHA256: sha(c)}}
	}
	v := url.Values{"designs.n": {"1"}}
	fill.Read(a, q, "VN", v, []fill.File{view("front", "1"), view("perspective", "2")})
	if len(a.Designs) != 1 || len(a.Designs[0].Views) != 2 || a.Designs[0].Views[0].Kind != "perspective" {
		t.Fatalf("two views make %+v", a.Designs)
	}
	fill.Read(a, q, "VN", v, []fill.File{view("front", "3")})
	if d := a.Designs[0]; len(d.Views) != 2 || d.Views[1].File != sha("3") || len(a.Files) != 2 {
		t.Errorf("another front makes %+v, %v", d, a.Files)
	}
	v.Set("do", "drop:view:0:front:"+sha("3"))
	fill.Read(a, q, "VN", v, nil)
	if len(a.Designs[0].Views) != 1 || len(a.Files) != 1 {
		t.Errorf("without the front it is %+v, %v", a.Designs, a.Files)
	}
}

func TestGoodsArePicked(t *testing.T) {
	a := &filing.Application{V: 1, Kind: ipr.Trademark, Language: "vi"}
	p := fill.PickGoods(a, url.Values{"goods.find": {"cà phê"}, "do": {"find"}}, locale.Vi)
	if len(p.Found) == 0 || len(a.Goods) != 0 {
		t.Fatalf("%v, %v", p, a.Goods)
	}
	fill.PickGoods(a, url.Values{"goods.term": {fill.Term(43, "quán cà phê"), fill.Term(30, "cà phê"), "99|x", "30|", "x"}, "do": {"add"}}, locale.Vi)
	fill.PickGoods(a, url.Values{"goods.term": {fill.Term(30, "cà phê")}, "do": {"next"}}, locale.Vi)
	if len(a.Goods) != 2 || a.Goods[0].Class != 30 || len(a.Goods[0].Terms) != 1 {
		t.Errorf("the goods are %v", a.Goods)
	}
	if p = fill.PickGoods(a, url.Values{"goods.find": {"bột cà phê Mường Ảng"}, "do": {"own"}}, locale.Vi); p.Problem == nil || len(p.Guesses) == 0 || p.Guesses[0].Class != 30 {
		t.Errorf("free words without a class give %v", p)
	}
	fill.PickGoods(a, url.Values{"goods.find": {"bột  cà phê Mường Ảng"}, "goods.class": {"30"}, "do": {"own"}}, locale.Vi)
	if !slices.Equal(a.Goods[0].Terms, []string{"cà phê", "bột cà phê Mường Ảng"}) {
		t.Errorf("the goods are %v", a.Goods)
	}
	fill.PickGoods(a, url.Values{"do": {"drop:43|quán cà phê"}}, locale.Vi)
	if len(a.Goods) != 1 {
		t.Errorf("the goods are %v", a.Goods)
	}
}

// Every finding leads to a field, or to a question that the page shows.
func TestFindingsLeadToFields(t *testing.T) {
	l, err := law.Own().Office("VN")
	if err != nil {
		t.Fatal(err)
	}
	a := &filing.Application{V: 1, Kind: ipr.Patent, Language: "vi", Applicants: []filing.Applicant{{Name: "A"}}, Priorities: []filing.Priority{{}},
		Invention: &filing.InventionAsked{Title: "x", Claims: []filing.Claim{{Text: "a"}, {On: []int{4}}}, Abstract: strings.Repeat("a ", 151), Drawings: 1}}
	want := map[string]string{"claims.1.on": "claims-1-on", "claims.1.text": "claims-1-text", "applicants.0.country": "applicants-0-country", "invention.abstract": "invention-abstract", "priorities.0.office": "priorities-0-office"}
	got := map[string]bool{}
	for _, p := range form(t, a.Kind).Pages {
		parts := fill.Show(a, p.Questions, "VN", "")
		for _, f := range filing.Check(a, l) {
			got[fill.Anchor(f, parts)] = true
		}
	}
	for name, id := range want {
		if !got[id] {
			t.Errorf("no finding leads to %s", name)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, a := range full() {
		v := url.Values{}
		for _, p := range form(f, a.Kind).Pages {
			for k, list := range sent(fill.Show(a, p.Questions, "VN", "")) {
				v[k] = list
			}
		}
		f.Add(string(a.Kind), v.Encode())
	}
	f.Fuzz(func(t *testing.T, kind, query string) {
		v, _ := url.ParseQuery(query)
		a := &filing.Application{V: 1, Kind: ipr.Kind(kind), Language: "vi"}
		l, err := law.Own().Office("VN")
		if err != nil {
			t.Fatal(err)
		}
		form := filing.NewForm(a.Kind, l)
		if form == nil {
			return
		}
		for _, p := range form.Pages {
			fill.Read(a, p.Questions, "VN", v, nil)
			fill.Show(a, p.Questions, "VN", "")
		}
		fill.PickGoods(a, v, locale.Vi)
	})
}
