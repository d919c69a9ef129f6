package web

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
)

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
