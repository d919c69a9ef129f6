package web_test

import (
	"fmt"
	"html/template"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/locale"
)

var hrefs = regexp.MustCompile(`(?:href|action)="([^"]*)"`)

func TestEveryTemplateHasItsStruct(t *testing.T) {
	files, err := filepath.Glob("template/*/*.html")
	must(t, err)
	var have, want []string
	for _, f := range files {
		name := strings.TrimPrefix(strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(f), "template/"), ".html"), "public/")
		if folder, _, _ := strings.Cut(name, "/"); folder != "layout" && folder != "part" {
			have = append(have, name)
		}
	}
	slices.Sort(have)
	for _, v := range web.Views {
		want = append(want, web.Name(v))
	}
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("templates %q, structs %q", have, want)
	}
}

// Templates are checked against their structs by executing them with every field empty, with every field full, and with
// many mixtures, so that each branch meets each kind of value.
func TestEveryTemplateTakesItsStruct(t *testing.T) {
	s := newOffice(t).site()
	_, err := s.Handler()
	must(t, err)
	for _, l := range locale.Langs() {
		for _, v := range web.Views {
			name := string(l) + " " + web.Name(v)
			for seed := range uint64(60) {
				value := reflect.New(reflect.TypeOf(v).Elem())
				page := &web.Page{Lang: l}
				if seed > 0 {
					f := filler{rand.New(rand.NewPCG(seed, 0)), seed == 1}
					f.fill(reflect.ValueOf(page).Elem(), 0)
					f.fill(value.Elem(), 0)
					page.Lang = l
				}
				value.Elem().FieldByName("Page").Set(reflect.ValueOf(page))
				if a := value.Elem().FieldByName("Answers"); a.IsValid() && a.IsNil() {
					a.Set(reflect.ValueOf(&web.Answers{})) // an entry always has its answers
				}
				if d, ok := value.Interface().(*web.DraftPage); ok && len(d.Sections) > 1 { // a screen has each widget once
					d.Sections[1] = web.DraftSection{ID: d.Sections[1].ID, Heading: d.Sections[1].Heading, Parts: d.Sections[1].Parts}
				}
				html, err := s.Render(l, value.Interface().(web.View))
				if err != nil {
					t.Fatalf("%s, seed %d: %v", name, seed, err)
				}
				if strings.Contains(html, "<script>") || strings.Contains(html, "ZgotmplZ") {
					t.Fatalf("%s, seed %d: a text broke out:\n%s", name, seed, html)
				}
				wellFormed(t, fmt.Sprintf("%s, seed %d", name, seed), html)
			}
		}
	}
	if m := locale.Missing(); len(m) > 0 {
		t.Errorf("texts that were asked for in vain: %q", m)
	}
}

// The frame of a page reads the members of Page: a page that had one of the same name would show its own there.
func TestNoPageHidesAMemberOfItsFrame(t *testing.T) {
	frame := reflect.TypeFor[web.Page]()
	for _, v := range web.Views {
		page := reflect.TypeOf(v).Elem()
		for i := range frame.NumField() {
			name := frame.Field(i).Name
			if f, ok := page.FieldByName(name); !ok || len(f.Index) != 2 {
				t.Errorf("%s has a %s of its own", page.Name(), name)
			}
		}
	}
}

// filler fills a struct with values: all of them, or some by chance.
type filler struct {
	*rand.Rand
	all bool
}

// texts are what a text of a page may be, among them the words that templates compare with.
var texts = []string{`<script>"x"</script>`, "find", "classes", "log", "about", "identical", "close", "look", "open", "live", "pending", "dead", "نور", "/r/VN/TM/1"}

// ids counts the ids of pages, of which none stands twice.
var ids int

func (f filler) fill(v reflect.Value, depth int) {
	if depth > 6 || !f.all && f.IntN(3) == 0 {
		return
	}
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[template.HTML]() {
			v.SetString("<b>safe</b>")
		} else if v.Type() == reflect.TypeFor[web.ID]() {
			ids++
			v.SetString(fmt.Sprintf("id-%d", ids))
		} else {
			v.SetString(texts[f.IntN(len(texts))])
		}
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(1 + f.IntN(4)))
	case reflect.Pointer:
		if v.Type() != reflect.TypeFor[*web.Page]() {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem(), depth+1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			f.fill(v.Index(i), depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				f.fill(v.Field(i), depth+1)
			}
		}
	}
}

var tags = regexp.MustCompile(`<(/?)([a-z0-9]+)((?:[^>"]|"[^"]*")*)>`)

// wellFormed reports tags that are not closed, or closed in the wrong order, and ids that stand twice.
func wellFormed(t *testing.T, name, html string) {
	t.Helper()
	void := []string{"meta", "link", "input", "img", "br", "path", "circle", "rect", "use"}
	var open []string
	ids := map[string]bool{}
	for _, m := range tags.FindAllStringSubmatch(html, -1) {
		tag := m[2]
		if slices.Contains(void, tag) || strings.HasSuffix(m[3], "/") {
			continue
		}
		if m[1] == "" {
			open = append(open, tag)
		} else if n := len(open); n == 0 || open[n-1] != tag {
			t.Fatalf("%s: </%s> closes %q", name, tag, open)
		} else {
			open = open[:n-1]
		}
		if _, id, ok := strings.Cut(m[3], ` id="`); ok {
			id, _, _ = strings.Cut(id, `"`)
			if ids[id] && !strings.Contains(texts[0]+strings.Join(texts, " "), id) && !strings.HasPrefix(id, "band-") {
				t.Errorf("%s: the id %s stands twice", name, id)
			}
			ids[id] = true
		}
	}
	if len(open) > 0 {
		t.Fatalf("%s: not closed: %q", name, open)
	}
}

func TestPagesOfTheOfficeAreWellFormed(t *testing.T) {
	h := newOffice(t).handler(t)
	for _, p := range shown {
		for _, lang := range []string{"vi", "en"} {
			w := get(t, h, p.path, "Accept", "text/html", "Accept-Language", lang)
			wellFormed(t, lang+" "+p.path, w.Body.String())
			if got := w.Header().Get("Content-Language"); got != lang {
				t.Errorf("%s in %s: the language is %s", p.path, lang, got)
			}
			if body := w.Body.String(); strings.Contains(body, "<script") || strings.Contains(body, "<img src=x") || strings.Contains(body, "ZgotmplZ") || strings.Contains(body, "{date}") {
				t.Errorf("%s in %s: a text broke out, or a place in a text stayed empty", p.path, lang)
			}
		}
	}
	if m := locale.Missing(); len(m) > 0 {
		t.Errorf("texts that were asked for in vain: %q", m)
	}
}

// In development a change on disk is seen at the next request, and a mistake leaves the last good pages in force.
func TestDevelopmentReadsFromDisk(t *testing.T) {
	dir := t.TempDir()
	must(t, os.CopyFS(filepath.Join(dir, "template"), os.DirFS("template")))
	must(t, os.CopyFS(filepath.Join(dir, "asset"), os.DirFS("asset")))
	s := newOffice(t).site()
	s.Dev = dir
	h, err := s.Handler()
	must(t, err)
	about := filepath.Join(dir, "template", "public", "about.html")
	must(t, os.WriteFile(about, []byte(`{{define "body"}}<p>changed</p>{{end}}`), 0o600))
	if body := get(t, h, "/about").Body.String(); !strings.Contains(body, "<p>changed</p>") {
		t.Error("the change is not seen")
	}
	must(t, os.WriteFile(about, []byte(`{{define "body"}}{{if}}`), 0o600))
	if w := get(t, h, "/about"); w.Code != 200 {
		t.Errorf("a mistake in a template: %d", w.Code)
	}
	s = newOffice(t).site()
	s.Dev = filepath.Join(dir, "nothing")
	if _, err := s.Handler(); err == nil {
		t.Error("a folder without templates is accepted")
	}
}
