package web

import (
	"html/template"
	"strconv"
	"strings"

	"github.com/muniment/muniment/ipr"
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

// writeList writes rows of data as a list of their own; nothing if there are none.
func writeList(list []Field) template.HTML {
	if len(list) == 0 {
		return ""
	}
	return "<dl class=\"fields\">\n" + writeFields(list) + "</dl>"
}
