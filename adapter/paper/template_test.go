package paper_test

import (
	"flag"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/muniment/muniment/adapter/paper"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure"
)

var (
	update = flag.Bool("update", false, "rewrite the golden files")
)

// languages are the ways in which a document can be written.
var languages = map[string][]locale.Lang{"vi": {locale.Vi}, "en": {locale.En}, "vi+en": {locale.Vi, locale.En}, "en+vi": {locale.En, locale.Vi}}

func open(t testing.TB) *paper.Templates {
	t.Helper()
	all, err := paper.OpenTemplates(nil)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// in is a copy of a sample in other languages.
func in(p sample.Paper, langs string) *procedure.Document {
	d := *p.Document
	d.Langs = languages[langs]
	return &d
}

// find is a sample by its name.
func find(t testing.TB, name string) sample.Paper {
	t.Helper()
	for _, p := range sample.Papers() {
		if p.Name == name {
			return p
		}
	}
	t.Fatalf("there is no sample %q", name)
	return sample.Paper{}
}

func fill(t testing.TB, all *paper.Templates, d *procedure.Document) (html, version string) {
	t.Helper()
	b, version, err := all.Fill(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(b), version
}

func TestEveryFormHasATemplateAndASample(t *testing.T) {
	all := open(t)
	for _, f := range procedure.Forms() {
		if !slices.Contains(all.Names(), string(f)) {
			t.Errorf("there is no template of the form %s", f)
		}
		if !slices.ContainsFunc(sample.Papers(), func(p sample.Paper) bool { return p.Document.Form == f }) {
			t.Errorf("there is no sample of the form %s", f)
		}
	}
}

func TestSameDocumentGivesTheSameBytes(t *testing.T) {
	one, other := open(t), open(t)
	for _, p := range sample.Papers() {
		a, version := fill(t, one, in(p, "vi+en"))
		for range 3 {
			if b, again := fill(t, other, in(p, "vi+en")); a != b || version != again {
				t.Errorf("%s differs from itself", p.Name)
			}
		}
	}
}

// inline finds what a page of the office may not hold, since the web's policy for contents forbids it.
var inline = regexp.MustCompile(`(?i)<(script|style|iframe|form|object|embed)\b|\s(style|on[a-z]+)=|javascript:|(src|href)="(http:|//)`)

func TestDocumentsHoldNothingThatThePolicyForContentsForbids(t *testing.T) {
	all := open(t)
	for _, p := range sample.Papers() {
		html, _ := fill(t, all, in(p, "vi+en"))
		if found := inline.FindString(html); found != "" {
			t.Errorf("%s holds %q", p.Name, found)
		}
	}
}

func TestStyleSheetsAndPicturesStandBelowTheBase(t *testing.T) {
	all := open(t)
	p := find(t, "certificate-TM")
	html, _, err := all.FillFor(p.Document, "/paper/")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`href="/paper/paper.css"`, `href="/paper/page-certificate.css"`, `src="/paper/` + p.Document.Right.Picture + `"`} {
		if !strings.Contains(string(html), want) {
			t.Errorf("there is no %s", want)
		}
	}
}

func TestFilesAreThoseThatDocumentsCall(t *testing.T) {
	files := open(t).Files()
	for _, name := range []string{"paper.css", "page-certificate.css", "page-gazette.css"} {
		if b, err := fs.ReadFile(files, name); err != nil || len(b) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"letter.html", "part/seal.html", "nothing"} {
		if _, err := fs.ReadFile(files, name); !os.IsNotExist(err) {
			t.Errorf("%s is no file of a document: %v", name, err)
		}
	}
	both := paper.Under(nil, paper.Pictures{"paper.css": []byte("own")}, files)
	if b, err := fs.ReadFile(both, "paper.css"); err != nil || string(b) != "own" {
		t.Errorf("the first that has a file gives it: %q, %v", b, err)
	}
	if _, err := fs.ReadFile(both, "page-gazette.css"); err != nil {
		t.Errorf("what the first has not, the next one gives: %v", err)
	}
}

func TestAnOfficesFileReplacesOursAndChangesTheVersion(t *testing.T) {
	p := find(t, "letter")
	_, ours := fill(t, open(t), p.Document)
	if !regexp.MustCompile(`^1-[0-9a-f]{12}$`).MatchString(ours) {
		t.Fatalf("version %q", ours)
	}
	const own = "{{/* version 2.1 */ -}}\n<!DOCTYPE html><html lang=\"{{lang}}\"><head><title>T</title></head><body><h1>{{say \"Thư riêng\" \"Own letter\"}}</h1></body></html>"
	for _, c := range []struct {
		name, file, text string
		changes, shows   bool
	}{
		{"the form", "letter.html", own, true, true},
		{"a part of the form", "part/dateline.html", "<p>Own letter</p>", true, true},
		{"a paragraph in the document", "paragraph/letter.close.html", "{{define \"vi\"}}<p>Own letter</p>{{end}}{{define \"en\"}}<p>Own letter</p>{{end}}", true, true},
		{"the style sheet", "paper.css", "p { margin: 0 }", true, false},
		{"a part of another form", "part/bill.html", "<p>Own letter</p>", false, false},
		{"a paragraph that the document has not", "paragraph/fee.late.html", "{{define \"vi\"}}<p>Own letter</p>{{end}}{{define \"en\"}}<p>Own letter</p>{{end}}", false, false},
		{"a picture that no template calls", "logo.png", "png", false, false},
	} {
		all, err := paper.OpenTemplates(fstest.MapFS{c.file: {Data: []byte(c.text)}})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		d := in(p, "en")
		html, version := fill(t, all, d)
		if (version != ours) != c.changes {
			t.Errorf("%s: version %s, was %s", c.name, version, ours)
		}
		if strings.Contains(html, "Own letter") != c.shows {
			t.Errorf("%s is shown: %v", c.name, !c.shows)
		}
		if c.file == "letter.html" && !strings.HasPrefix(version, "2.1-") {
			t.Errorf("the form declares version 2.1, but it is %s", version)
		}
	}
}

func TestAnOfficeAddsAParagraph(t *testing.T) {
	all, err := paper.OpenTemplates(fstest.MapFS{"paragraph/own.tea.html": {Data: []byte(`{{define "vi"}}<p>Mời {{.n}} chén trà, {{.day}}.</p>{{end}}{{define "en"}}<p>{{.n}} cups of tea, {{.day}}.</p>{{end}}`)}})
	if err != nil {
		t.Fatal(err)
	}
	p := find(t, "letter")
	d := in(p, "vi+en")
	d.Remarks = []procedure.Remark{{ID: "own.tea", Args: map[string]any{"n": 1200, "day": d.Date}}}
	html, _ := fill(t, all, d)
	for _, want := range []string{"Mời 1.200 chén trà, ngày 05 tháng 02 năm 2026.", "1,200 cups of tea, 5 February 2026."} {
		if !strings.Contains(html, want) {
			t.Errorf("there is no %q", want)
		}
	}
	if !slices.Contains(all.Paragraphs(), "own.tea") {
		t.Errorf("the paragraph is not listed: %v", all.Paragraphs())
	}
}

func TestABrokenTemplateIsToldWithFileAndLine(t *testing.T) {
	const start = "{{/* version 1 */}}\n<!DOCTYPE html>\n"
	p := find(t, "letter")
	for _, c := range []struct{ name, file, text, where, says string }{
		{"an action that is no one", "letter.html", start + "{{nonsense}}", "letter.html, line 3", "nonsense"},
		{"an end too few", "part/dateline.html", "\n{{if .Date}}", "part/dateline.html, line 2", "EOF"},
		{"a member that documents have not", "letter.html", start + "\n{{.Colour}}", "letter.html, line 4", "Colour"},
		{"a part that is not there", "letter.html", start + `{{template "part/none.html"}}`, "letter.html", "part/none.html"},
		{"a paragraph that is not there", "letter.html", start + `{{par "none"}}`, "letter.html, line 3", `there is no paragraph "none"`},
		{"an argument that is not told", "paragraph/letter.close.html", "{{define \"vi\"}}\n<p>{{.who}}</p>{{end}}{{define \"en\"}}<p></p>{{end}}", "paragraph/letter.close.html, line 2", "who"},
		{"arguments that are no pairs", "letter.html", start + `{{par "letter.close" 1 2}}`, "letter.html, line 3", "pairs"},
		{"a paragraph in one language", "paragraph/letter.close.html", `{{define "vi"}}<p>a</p>{{end}}`, "paragraph/letter.close.html", `"en"`},
		{"a form without a version", "letter.html", "<!DOCTYPE html>", "letter.html, line 1", "version"},
		{"a form that is none", "leter.html", start, "leter.html", "no form of document"},
		{"a name in capitals", "Letter.html", start, "Letter.html", "small letters"},
		{"a file that is too long", "part/dateline.html", strings.Repeat(" ", 5<<20), "part/dateline.html", "at most"},
		{"text in the wrong place", "letter.html", start + `<a href={{.Number}}'>`, "letter.html", "unquoted"},
	} {
		all, err := paper.OpenTemplates(fstest.MapFS{c.file: {Data: []byte(c.text)}})
		if err == nil {
			_, _, err = all.Fill(p.Document)
		}
		f, ok := fault.Of(err)
		if !ok || f.Kind != fault.Invalid || !strings.HasPrefix(f.Where, c.where) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestADocumentWithARemarkThatCannotBeShownIsRefused(t *testing.T) {
	all, p := open(t), find(t, "defect")
	for name, r := range map[string]procedure.Remark{
		"no such paragraph": {ID: "defect.none"}, "a path": {ID: "../letter"}, "no argument": {ID: "defect.fee"},
		"a value of no known type": {ID: "defect.fee", Args: map[string]any{"amount": 1.5}},
	} {
		d := in(p, "vi")
		d.Remarks = []procedure.Remark{r}
		if _, _, err := all.Fill(d); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	d := in(p, "vi")
	d.To = nil
	if _, _, err := all.Fill(d); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a letter to nobody: %v", err)
	}
}

func TestAnotherOfficeHasItsOwnHead(t *testing.T) {
	l, err := office.ReadLetterhead([]byte("code: ch\nname: {en: Swiss Sample Office}\nsymbol: SO\nplace: Bern\nsignatory: {title: {en: Director}, name: Vreni Muster}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range sample.Papers() {
		d := in(p, "en")
		d.Office = l
		html, _ := fill(t, open(t), d)
		if strings.Contains(html, "Viet Nam</p>") || strings.Contains(html, "Independence") || !strings.Contains(html, "Swiss Sample Office") {
			t.Errorf("%s has the head of Viet Nam", p.Name)
		}
	}
}

func TestATemplateThatCallsItselfIsRefused(t *testing.T) {
	const begin = "{{/* version 1 */}}\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"itself":         {map[string]string{"part/a.html": "<p>\n{{template \"part/a.html\" .}}"}, `part/a.html, line 2: the template "part/a.html" calls itself`},
		"through others": {map[string]string{"part/a.html": `{{with .}}{{template "part/b.html" .}}{{end}}`, "part/b.html": `{{if .}}{{else}}{{range 2}}{{template "part/a.html"}}{{end}}{{end}}`}, `part/b.html, line 1: the template "part/a.html" calls itself`},
		"a form":         {map[string]string{"letter.html": begin + `{{template "letter.html" .}}`}, `letter.html, line 2: the template "letter.html" calls itself`},
		"a paragraph":    {map[string]string{"paragraph/a.html": `{{define "vi"}}{{template "en"}}{{end}}{{define "en"}}{{template "vi"}}{{end}}`}, `paragraph/a.html, line 1: the template "en" calls itself`},
		"twice is none":  {map[string]string{"part/a.html": `{{template "part/b.html"}}{{template "part/b.html"}}`, "part/b.html": "A"}, ""},
	} {
		files := fstest.MapFS{}
		for path, text := range c.files {
			files[path] = &fstest.MapFile{Data: []byte(text)}
		}
		_, err := paper.OpenTemplates(files)
		if c.want == "" && err != nil || c.want != "" && (fault.KindOf(err) != fault.Invalid || err.Error() != c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestAPageWithoutAnEndIsStopped(t *testing.T) {
	all, err := paper.OpenTemplates(fstest.MapFS{"letter.html": {Data: []byte(
		"{{/* version 1 */}}<!DOCTYPE html><html lang=\"vi\"><head><title>A</title></head><body>{{range 9223372036854775807}}<p>" + strings.Repeat("A", 1<<16) + "</p>{{end}}</body></html>")}})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := all.Fill(find(t, "letter").Document); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "a page of more than 67108864 bytes") {
		t.Errorf("got %v", err)
	}
}
