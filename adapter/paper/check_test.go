package paper_test

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/muniment/muniment/adapter/paper"
	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/adapter/paper/style"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/procedure"
)

// faces are those of every installation.
var faces = sync.OnceValues(func() (*font.Set, error) { return font.Open() })

func fonts(t testing.TB) *font.Set {
	t.Helper()
	set, err := faces()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// samples are the sample documents of some forms, or of all.
func samples(forms ...procedure.Form) []*procedure.Document {
	var list []*procedure.Document
	for _, p := range sample.Papers() {
		for _, f := range forms {
			if p.Document.Form == f {
				list = append(list, p.Document)
			}
		}
		if len(forms) == 0 {
			list = append(list, p.Document)
		}
	}
	return list
}

func TestOurTemplatesAreSound(t *testing.T) {
	for _, p := range paper.Check(open(t), fonts(t), samples()) {
		t.Error(p)
	}
}

func TestCheckFindsWhatIsWrongWithATemplate(t *testing.T) {
	const (
		head = "{{/* version 2 */}}<!DOCTYPE html>\n<html lang=\"{{lang}}\"><head><title>Thư</title><link rel=\"stylesheet\" href=\"own.css\"></head>\n<body><h1>Thư</h1>\n"
		foot = "\n</body></html>"
	)
	for _, c := range []struct{ name, template, want string }{
		{"nothing", head + "<p>{{.To.Name}}</p>" + foot, ""},
		{"an element outside the subset", head + "<p>\n<font>{{.To.Name}}</font></p>" + foot, "letter.html:5: there is no element <font> in documents"},
		{"a property outside the subset", head + "<p class=\"fade\">A</p>" + foot, `own.css:2: there is no property "opacity" in documents`},
		{"a picture without words", head + "<p>A</p>\n<p><img src=\"own.png\"> {{.To.Name}}</p>" + foot, "letter.html:5: the picture has no attribute alt: what does it say to those who do not see it?"},
		{"a picture that is not there", head + "<p><img src=\"other.png\" alt=\"\"></p>" + foot, `letter.html:4: there is no picture "other.png"`},
		{"a heading that is skipped", head + "<h3>{{.To.Name}}</h3>" + foot, "letter.html:4: the heading <h3> comes where <h2> is the deepest that may"},
		{"a table without heads", head + "<table><tbody>\n<tr><td>{{.To.Name}}</td></tr></tbody></table>" + foot, "letter.html:4: the table has no heads: <th>"},
		{"a link without text", head + `<p><a href="https://a.vn"></a></p>` + foot, "letter.html:4: the element <a> has no text"},
		{"a character that no face has", head + "<p>𓀀</p>" + foot, "letter.html (en): no face has the character \"𓀀\" (U+13000)\nletter.html (vi): no face has the character \"𓀀\" (U+13000)\nletter.html (vi+en): no face has the character \"𓀀\" (U+13000)"},
		{"a line that does not fit", head + "<p class=\"narrow\">Congratulations</p>" + foot, `letter.html:4: the text "Congr…`},
		{"data that are not there", head + "{{if both}}\n{{.Nothing}}{{end}}" + foot, "letter.html:5: the template cannot be filled: <.Nothing>: can't evaluate field Nothing"},
		{"a paragraph that is not there", head + "<p>\n{{par \"none\"}}</p>" + foot, `letter.html:5: there is no paragraph "none"`},
		{"a language that is not thought of", "{{/* version 2 */}}<!DOCTYPE html>\n<html{{if not both}} lang=\"vi\"{{end}}><head><title>A</title></head><body>\n</body></html>", "letter.html (vi+en): the element <html> has no attribute lang"},
	} {
		t.Run(c.name, func(t *testing.T) {
			css := ".narrow { width: 20pt; white-space: nowrap }"
			if strings.Contains(c.template, "fade") {
				css = ".fade {\n opacity: 0.5\n}"
			}
			all, err := paper.OpenTemplates(fstest.MapFS{"letter.html": {Data: []byte(c.template)}, "own.css": {Data: []byte(css)}, "own.png": {Data: pixel}})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range paper.Check(all, fonts(t), samples(procedure.Letter)) {
				if !strings.Contains(p.Error(), "there is no sample") { // of the other forms
					got = append(got, p.Error())
				}
			}
			s := strings.Join(got, "\n")
			if begin, open := strings.CutSuffix(c.want, "…"); s != c.want && !(open && strings.HasPrefix(s, begin)) {
				t.Errorf("got\n%s\nwant\n%s", s, c.want)
			}
		})
	}
}

func TestCheckTellsFormsThatAreNotTried(t *testing.T) {
	var told []style.Problem
	for _, p := range paper.Check(open(t), fonts(t), samples(procedure.Letter)) {
		if strings.Contains(p.Error(), "there is no sample") {
			told = append(told, p)
		}
	}
	if len(told) != len(procedure.Forms())-1 || told[0].File != "certificate.html" {
		t.Errorf("%v", told)
	}
}
