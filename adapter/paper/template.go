package paper

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/procedure"
)

//go:embed template
var ownTemplates embed.FS

// Templates are the files that documents are made of: for each form FORM.html, the parts that forms share below part/, the
// standard paragraphs below paragraph/, style sheets and pictures. They are ours, and those that the office put over them.
// Safe for concurrent use.
type Templates struct {
	files map[string][]byte // by path
	sums  map[string][sha256.Size]byte
	forms map[procedure.Form]madeOf

	mu   sync.Mutex
	sets map[string]*set // by the languages of a document
}

// madeOf is what the documents of a form are made of.
type madeOf struct {
	version string   // as the file declares it
	files   []string // paths, sorted, without the paragraphs that a document chooses
}

// maxTemplate is how long a file of a template may be, in bytes: a style sheet, a part, a picture of the letterhead.
const maxTemplate = 4 << 20

// declared finds the version in the first line of a form.
var declared = regexp.MustCompile(`^\{\{-? ?/\* version ([0-9A-Za-z.]{1,20}) \*/ ?-?\}\}`)

// OpenTemplates reads our templates and the office's own, nil for none: a file of the same path replaces ours, another one is
// added. Every form and paragraph is parsed in every language.
//
// Errors: Invalid, with file and line, for what is no template, for a file that is none of a form and for a form that declares
// no version.
func OpenTemplates(office fs.FS) (*Templates, error) {
	t := &Templates{files: map[string][]byte{}, sums: map[string][sha256.Size]byte{}, forms: map[procedure.Form]madeOf{}, sets: map[string]*set{}}
	own, err := fs.Sub(ownTemplates, "template")
	if err == nil {
		err = t.read(own)
	}
	if err == nil && office != nil {
		err = t.read(office)
	}
	if err != nil {
		return nil, err
	}
	for _, f := range procedure.Forms() {
		if t.forms[f], err = t.madeOf(string(f) + ".html"); err != nil {
			return nil, err
		}
	}
	for _, l := range locale.Langs() {
		if _, err := t.set([]locale.Lang{l}); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// kept says which files of a folder of templates are read.
var kept = regexp.MustCompile(`^((part|paragraph)/[a-z0-9._-]+\.html|[a-z0-9._-]+\.(html|css|png|jpg|jpeg|gif))$`)

func (t *Templates) read(dir fs.FS) error {
	return fs.WalkDir(dir, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !kept.MatchString(name) {
			if ending := path.Ext(name); err == nil && !e.IsDir() && (ending == ".html" || ending == ".css") {
				return fault.New(fault.Invalid, "templates have names of small letters, and stand beside each other, below part or below paragraph").At(name)
			}
			return err
		}
		if form, ok := strings.CutSuffix(name, ".html"); ok && path.Dir(name) == "." {
			if _, err := procedure.ParseForm(form); err != nil {
				f, _ := fault.Of(err)
				return f.At(name)
			}
		}
		if info, err := fs.Stat(dir, name); err != nil {
			return err
		} else if !info.Mode().IsRegular() {
			return fault.New(fault.Invalid, "a template is a file").At(name)
		} else if info.Size() > maxTemplate {
			return fault.New(fault.Invalid, "a file of a template has at most %d bytes", maxTemplate).At(name)
		}
		b, err := fs.ReadFile(dir, name)
		if err != nil {
			return err
		}
		t.files[name], t.sums[name] = b, sha256.Sum256(b)
		return nil
	})
}

// madeOf finds the files that a form is made of: those whose names stand in it, and in those.
func (t *Templates) madeOf(form string) (madeOf, error) {
	version := declared.FindSubmatch(t.files[form])
	if version == nil {
		return madeOf{}, fault.New(fault.Invalid, "the template does not begin with its version: {{/* version 1 */}}").At(form + ", line 1")
	}
	m := madeOf{version: string(version[1]), files: []string{form}}
	for i := 0; i < len(m.files); i++ {
		for name := range t.files {
			if !slices.Contains(m.files, name) && bytes.Contains(t.files[m.files[i]], []byte(`"`+called(name)+`"`)) {
				m.files = append(m.files, name)
			}
		}
	}
	slices.Sort(m.files)
	return m, nil
}

// called is how templates call a file: a paragraph by its id, every other one by its path.
func called(name string) string {
	if id, ok := strings.CutPrefix(name, "paragraph/"); ok {
		return strings.TrimSuffix(id, ".html")
	}
	return name
}

// Names lists the forms for which there is a template, as procedure.Forms has them.
func (t *Templates) Names() []string {
	var list []string
	for _, f := range procedure.Forms() {
		list = append(list, string(f))
	}
	return list
}

// Paragraphs lists the ids of the standard paragraphs, sorted.
func (t *Templates) Paragraphs() []string {
	var list []string
	for name := range t.files {
		if strings.HasPrefix(name, "paragraph/") {
			list = append(list, called(name))
		}
	}
	slices.Sort(list)
	return list
}

// Version tells of what a document is made: the version that its template declares, and the beginning of a hash over all files that
// go into it, the standard paragraphs that the document chooses among them.
func (t *Templates) Version(d *procedure.Document) string {
	m := t.forms[d.Form]
	files := slices.Clone(m.files)
	for _, r := range slices.Concat(d.Grounds, d.Remarks) {
		if name := "paragraph/" + r.ID + ".html"; r.ID != "" && !slices.Contains(files, name) {
			files = append(files, name)
		}
	}
	slices.Sort(files)
	h := sha256.New()
	for _, name := range files {
		sum := t.sums[name]
		h.Write(append([]byte(name+"\n"), sum[:]...))
	}
	return m.version + "-" + hex.EncodeToString(h.Sum(nil))[:12]
}

// Fill makes the HTML of a document, in UTF-8 and normalization form as the data have it, and tells the version of what it is made of;
// see [Templates.Version]. Style sheets and pictures are called by their bare names.
//
// Errors: Invalid for a document that lacks what its form needs, for a paragraph that is not there or whose arguments are not told,
// and for an office's template that cannot be filled, with file and line.
func (t *Templates) Fill(d *procedure.Document) (html []byte, version string, err error) {
	return t.FillFor(d, "")
}

// FillFor is Fill for a page whose style sheets and pictures are found below base, which ends with a slash.
func (t *Templates) FillFor(d *procedure.Document, base string) (html []byte, version string, err error) {
	if err := d.Check(); err != nil {
		return nil, "", err
	}
	s, err := t.set(d.Langs)
	if err != nil {
		return nil, "", err
	}
	version = t.Version(d)
	b := page{make([]byte, 0, 1<<14)}
	if err := s.forms.ExecuteTemplate(&b, string(d.Form)+".html", &view{Document: d, Base: base, Version: version}); err != nil {
		return nil, "", templateFault(err)
	}
	return b.html, version, nil
}

// maxPage is how long a page may become, in bytes.
const maxPage = 64 << 20

// page takes what a template writes.
type page struct{ html []byte }

// Write appends, up to maxPage.
func (p *page) Write(b []byte) (int, error) {
	if len(p.html)+len(b) > maxPage {
		return 0, fault.New(fault.Invalid, "the template makes a page of more than %d bytes", maxPage)
	}
	p.html = append(p.html, b...)
	return len(b), nil
}

// view is what a template is filled with.
type view struct {
	*procedure.Document
	Base    string
	Version string
}

// Sheet is the address of a style sheet.
func (v *view) Sheet(name string) string { return v.Base + name }

// Picture is the address of a picture; nothing for the name of none.
func (v *view) Picture(name string) string {
	if name == "" {
		return ""
	}
	return v.Base + name
}

// With is the view of another right in the same document.
func (v *view) With(b *procedure.Bibliography) *view {
	d := *v.Document
	d.Right = b
	return &view{Document: &d, Base: v.Base, Version: v.Version}
}

// set is the templates in the languages of a document.
type set struct {
	langs      []locale.Lang
	forms      *template.Template
	paragraphs map[string]*template.Template // by id; one named after each language
}

// set parses the templates for the languages once.
func (t *Templates) set(langs []locale.Lang) (*set, error) {
	key := ""
	for _, l := range langs {
		key += string(l) + "+"
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if s := t.sets[key]; s != nil {
		return s, nil
	}
	s := &set{langs: slices.Clone(langs), paragraphs: map[string]*template.Template{}}
	s.forms = template.New("").Option("missingkey=error").Funcs(s.funcs())
	for _, name := range t.sorted(".html") {
		text := string(t.files[name])
		if !strings.HasPrefix(name, "paragraph/") {
			if _, err := s.forms.New(name).Parse(text); err != nil {
				return nil, templateFault(err)
			}
			continue
		}
		p, err := template.New(name).Option("missingkey=error").Funcs(s.funcs()).Parse(text)
		if err == nil {
			err = loop(p)
		}
		if err != nil {
			return nil, templateFault(err)
		}
		for _, l := range langs {
			if p.Lookup(string(l)) == nil {
				return nil, fault.New(fault.Invalid, "the paragraph has no text in the language %q", string(l)).At(name)
			}
		}
		s.paragraphs[called(name)] = p
	}
	if err := loop(s.forms); err != nil {
		return nil, err
	}
	t.sets[key] = s
	return s, nil
}

// sorted lists the paths of the files with an ending.
func (t *Templates) sorted(ending string) []string {
	var list []string
	for name := range t.files {
		if strings.HasSuffix(name, ending) {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// errorAt is how html/template tells where it stumbled; it does not always know the line.
var errorAt = regexp.MustCompile(`template: ?([\w./-]+\.html)(?::(\d+))?`)

// beforeReason and inType are what it says besides that is of use to nobody who writes templates.
var (
	beforeReason = regexp.MustCompile(`^(html/)?template: ?[\w./-]+\.html(:\d+)*: (executing "[^"]*" at )?`)
	inType       = regexp.MustCompile(` in type \S+$`)
)

// templateFault tells an error of html/template with file and line, or that of a word of ours with the place that called it.
func templateFault(err error) error {
	f, ok := fault.Of(err)
	if ok && f.Where != "" {
		return f // of a paragraph within a form
	}
	text := err.Error()
	if !ok {
		f = fault.New(fault.Invalid, "the template cannot be filled: %s", inType.ReplaceAllString(text[len(beforeReason.FindString(text)):], ""))
	}
	if m := errorAt.FindStringSubmatch(text); m != nil {
		if f = f.At(m[1]); m[2] != "" {
			f = f.At(m[1] + ", line " + m[2])
		}
	}
	return f
}
