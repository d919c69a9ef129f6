package web

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Section is a part of an entry's page below the thread of acts: what a kind of right tells beside parties and
// bibliographic data.
type Section struct {
	ID      string
	Heading template.HTML
	Body    template.HTML
}

// sections lists what the entry tells, in the order in which a reader wants it: what it is, what is claimed, where it is
// classified, where it was published.
func (v *viewer) sections() []Section {
	var list []Section
	put := func(id string, heading, body template.HTML) {
		if body != "" {
			list = append(list, Section{id, heading, body})
		}
	}
	put("abstract", v.name("abstract"), v.abstracts())
	put("claims", text(v.t("entry.claims")), v.claims())
	put("indication", text(v.t("entry.indication")), writeList(v.indication()))
	put("designs", text(v.t("entry.designs")), v.designs())
	put("classes", text(v.kindly("entry.classes", "", "entry.classes")), v.goodsAndClasses())
	put("symbols", text(v.t("entry.symbols")), v.symbols())
	put("publications", text(v.t("entry.publications")), v.documents())
	put("family", text(v.t("entry.family")), v.family())
	return list
}

// writeSections writes the sections.
func writeSections(list []Section) template.HTML {
	var m markup
	for _, s := range list {
		m.raw(`<section class="sec" id="`, s.ID, `"><h2 class="knot">`)
		m.html(s.Heading)
		m.raw("</h2>\n")
		m.html(s.Body)
		m.raw("</section>\n")
	}
	return m.done()
}

// technical reports whether the right protects an invention, so that its publications are documents of ST.16.
func (v *viewer) technical() bool {
	return v.entry.Kind == ipr.Patent || v.entry.Kind == ipr.Utility
}

// goodsAndClasses writes the classes with their goods and services. A mark without them says so.
func (v *viewer) goodsAndClasses() template.HTML {
	list := v.classes()
	switch {
	case len(list) > 0:
		return "<dl class=\"fields\">\n" + v.writeClasses(list) + "</dl>"
	case v.entry.Kind == ipr.Trademark:
		return `<p class="quiet">` + text(v.t("entry.goods_untold")) + "</p>"
	}
	return ""
}

// language is the code of a language as the attribute lang takes it: the one told, or else what the script tells.
func language(code, words string) string {
	if len(code) == 2 && code[0] >= 'a' && code[0] <= 'z' && code[1] >= 'a' && code[1] <= 'z' {
		return code
	}
	return scriptLang(words)
}

// worded is a text from outside in its language, isolated from the direction of what stands around it.
func worded(s, code string) template.HTML {
	if l := language(code, s); l != "" {
		return `<bdi lang="` + template.HTML(l) + `">` + text(s) + "</bdi>" // #nosec G203 -- two letters
	}
	return named(s)
}

// abstracts writes the abstract, and those in other languages folded away.
func (v *viewer) abstracts() template.HTML {
	e := v.entry
	var m markup
	if e.Abstract != "" {
		m.raw("<p>")
		m.html(worded(e.Abstract, e.Language))
		m.raw("</p>")
	}
	for _, w := range e.Wordings {
		if w.Abstract == "" {
			continue
		}
		m.raw("<details><summary>")
		m.text(v.t("entry.abstract_in", "language", ipr.LanguageName(w.Language, v.lang)))
		m.raw("</summary><p>")
		m.html(worded(w.Abstract, w.Language))
		m.raw("</p></details>")
	}
	return m.done()
}

// claims writes how many claims there are, and the claims themselves folded away.
func (v *viewer) claims() template.HTML {
	e := v.entry
	n := max(e.Claims, len(e.ClaimTexts))
	if n == 0 {
		return ""
	}
	var m markup
	m.raw("<p>")
	m.text(v.t("entry.claims_n", "n", n))
	if len(e.ClaimTexts) == 0 {
		m.raw(" ")
		m.text(v.t("entry.claims_untold"))
	}
	m.raw("</p>")
	if len(e.ClaimTexts) == 0 {
		return m.done()
	}
	m.raw("<details><summary>")
	m.text(v.t("entry.claims_open"))
	m.raw(`</summary><ol class="claims">`)
	for i, c := range e.ClaimTexts {
		m.raw("<li>")
		m.html(worded(strings.TrimSpace(strings.TrimPrefix(c, strconv.Itoa(i+1)+". ")), e.Language)) // its number stands before it
		m.raw("</li>")
	}
	m.raw("</ol></details>")
	return m.done()
}

// symbols writes the places in the patent classifications, those of one class together under our title of the class.
func (v *viewer) symbols() template.HTML {
	var m markup
	for _, c := range []struct {
		name string
		list []string
	}{{"ipc", v.entry.IPC}, {"cpc", v.entry.CPC}} {
		if len(c.list) == 0 {
			continue
		}
		m.raw("<h3>")
		m.html(v.name(c.name))
		m.raw("</h3><dl class=\"fields\">\n")
		for _, g := range byClass(c.list) {
			m.raw("<div><dt>")
			m.name(g.class)
			if t := symbolTitle(g.class, v.lang); t != "" {
				m.raw(` <span class="small">`)
				m.text(t)
				m.raw("</span>")
			}
			m.raw("</dt><dd>")
			for i, s := range g.symbols {
				if i > 0 {
					m.raw("; ")
				}
				m.raw(`<a class="symbol" href="`)
				m.text(SearchForm{Text: s, Limit: limits[0]}.address("/search"))
				m.raw(`">`)
				m.name(s)
				m.raw("</a>")
			}
			m.raw("</dd></div>\n")
		}
		m.raw("</dl>")
	}
	return m.done()
}

// symbolGroup is the symbols of one class.
type symbolGroup struct {
	class   string
	symbols []string
}

// byClass parts symbols by their class, the classes in the order in which they first stand.
func byClass(symbols []string) []symbolGroup {
	var list []symbolGroup
	for _, s := range symbols {
		class := firstRunes(s, 3)
		at := slices.IndexFunc(list, func(g symbolGroup) bool { return g.class == class })
		if at < 0 {
			at, list = len(list), append(list, symbolGroup{class: class})
		}
		list[at].symbols = append(list[at].symbols, s)
	}
	return list
}

// symbolTitle is our own short title of the class of a symbol; "" if we have none.
func symbolTitle(symbol string, l locale.Lang) string {
	c, err := ipr.ParseIPC(symbol)
	if err != nil {
		return ""
	}
	return ipr.IPCTitle(c, l)
}

// documents writes the publications of an invention with what their kind means.
func (v *viewer) documents() template.HTML {
	if !v.technical() || len(v.entry.Publications) == 0 {
		return ""
	}
	var list []Field
	for _, p := range v.entry.Publications {
		name := documentNumber(p.Office, p.Number, p.Kind)
		if name == "" {
			continue
		}
		value := v.joined(timeTag(v.lang, p.Date), text(officeName(p.Office, v.lang)))
		if t, ok := ipr.DocumentKind(ipr.Office(cmp.Or(p.Office, string(v.entry.Office))), p.Kind); ok {
			value += `<span class="small says">` + v.html("entry.document_kind", "kind", named(p.Kind)) + " " + text(t.In(v.lang))
			if !t.Verified() {
				value += " (" + text(v.t("common.unverified")) + ")"
			}
			value += "</span>"
		}
		list = append(list, Field{`<span class="num">` + named(name) + "</span>", value})
	}
	return writeList(list)
}

// writeList writes rows of data as a list of their own; nothing if there are none.
func writeList(list []Field) template.HTML {
	if len(list) == 0 {
		return ""
	}
	return "<dl class=\"fields\">\n" + writeFields(list) + "</dl>"
}

// documentNumber is the number of a publication as documents print it: EP 3404678 B1.
func documentNumber(office, number, kind string) string {
	if strings.HasPrefix(number, office) {
		office = ""
	}
	return strings.Join(strings.Fields(office+" "+number+" "+kind), " ")
}

// family writes the documents of the patent family; each leads to a search, since the register need not have it.
func (v *viewer) family() template.HTML {
	var m markup
	for _, r := range v.entry.Related {
		if r.How != "family" {
			continue
		}
		name := documentNumber(r.Office, r.Number, r.Kind)
		m.raw(`<li><a href="`)
		m.text(SearchForm{Text: name, Limit: limits[0]}.address("/search"))
		m.raw(`" class="num">`)
		m.name(name)
		m.raw(`</a> <span class="quiet">`)
		m.html(v.joined(timeTag(v.lang, r.Date), text(officeName(r.Office, v.lang))))
		m.raw("</span></li>")
	}
	if len(m.b) == 0 {
		return ""
	}
	return `<ul class="family">` + m.done() + "</ul>"
}

// designs writes the designs of an application with their views.
func (v *viewer) designs() template.HTML {
	if len(v.entry.Designs) == 0 {
		return ""
	}
	var m markup
	m.raw(`<ol class="designs">`)
	for i := range v.entry.Designs {
		v.writeDesign(&m, &v.entry.Designs[i])
	}
	m.raw("</ol>")
	return m.done()
}

func (v *viewer) writeDesign(m *markup, d *register.Design) {
	m.raw("<li><h3>")
	if d.Number != "" {
		m.raw(`<span class="num">`)
		m.name(d.Number)
		m.raw("</span> ")
	}
	m.html(worded(cmp.Or(d.Title, v.entry.Title), v.entry.Language))
	m.raw(`</h3><p class="meta">`)
	m.html(statusShape(v.lang, cmp.Or(d.Status, v.entry.Status)))
	if d.StatusTold != "" {
		m.raw(" <q>")
		m.name(d.StatusTold)
		m.raw("</q>")
	}
	for _, c := range d.Locarno {
		m.raw(" ")
		m.name(v.locarno(c))
	}
	m.raw("</p>")
	if d.Description != "" {
		m.raw("<p>")
		m.html(worded(d.Description, v.entry.Language))
		m.raw("</p>")
	}
	if len(d.Views) > 0 {
		m.raw(`<ul class="views">`)
		for _, w := range d.Views {
			v.writeView(m, d, w)
		}
		m.raw("</ul>")
	}
	m.raw("</li>")
}

// writeView writes a view: its picture if the register has it, and else its name only.
func (v *viewer) writeView(m *markup, d *register.Design, w register.View) {
	m.raw("<li>")
	if pictureName.MatchString(w.Image) {
		m.raw(`<img loading="lazy" src="`)
		m.text(picturePath(v.entry.ID, w.Image))
		m.raw(`" alt="`)
		m.text(v.t("entry.view_alt", "view", cmp.Or(w.Label, w.File), "design", cmp.Or(d.Title, v.entry.Title, d.Number)))
		m.raw(`">`)
	}
	m.raw("<span>")
	if w.Label != "" {
		m.name(w.Label)
	}
	if w.File != "" {
		m.raw(" <code>")
		m.name(w.File)
		m.raw("</code>")
	}
	m.raw("</span></li>")
}

// locarno is a place in the Locarno Classification with our title of its class; a code that cannot be read as it stands.
func (v *viewer) locarno(code string) string {
	c, err := ipr.ParseLocarno(code)
	if err != nil {
		return code
	}
	return strings.TrimSpace(v.t("entry.class.locarno", "class", c.String()) + " " + ipr.LocarnoTitle(c.Class, v.lang))
}

// indication lists what a geographical indication tells beyond its name.
func (v *viewer) indication() []Field {
	g := v.entry.Indication
	if g == nil {
		return nil
	}
	var list []Field
	put := func(name string, values ...string) {
		var m markup
		m.names(values)
		if value := m.done(); value != "" {
			list = append(list, v.field(name, value))
		}
	}
	one := func(name, value string) {
		if value != "" {
			put(name, value)
		}
	}
	one("transliteration", g.Transliteration)
	put("translation", g.Translations...)
	put("product", g.Product...)
	put("category", g.Category...)
	if g.Scheme != "" {
		value := named(g.Scheme)
		if says := v.scheme(g.Scheme); says != "" {
			value += `<span class="small says">` + text(says) + "</span>"
		}
		list = append(list, v.field("scheme", value))
	}
	put("countries", v.countries(g.Countries)...)
	one("area", g.Area)
	one("quality", g.Feature)
	one("link", g.Link)
	one("control", g.Control)
	return list
}

// scheme explains a scheme of protection in plain words, by its letters or by its name with the letters in brackets; "" if
// we have no words for it.
func (v *viewer) scheme(told string) string {
	if _, letters, ok := strings.Cut(strings.TrimSuffix(told, ")"), "("); ok {
		told = letters
	}
	says, _ := locale.Lookup(v.lang, "entry.scheme."+told)
	return says
}

func (v *viewer) countries(codes []string) []string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = officeName(c, v.lang)
	}
	return names
}
