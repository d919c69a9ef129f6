package web

import (
	"html/template"
	"strings"
	"sync"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// ClassView is a class with its goods and services.
type ClassView struct {
	Label string
	Title string // our own short title
	Link  string // to the class in the browser of classes; "" if it is not there
	Terms []string
}

// field makes a row.
func (v *viewer) field(name string, value template.HTML) Field { return Field{v.name(name), value} }

// name is the name of a field, with its INID code if it has one.
func (v *viewer) name(field string) template.HTML {
	std := ipr.INIDStandard(v.entry.Kind)
	if known, ok := fieldNames()[fieldKey{v.lang, std, field}]; ok {
		return known
	}
	for _, key := range []string{"entry.field." + field + "." + string(v.entry.Kind), "entry.field." + field} {
		if label, ok := locale.Lookup(v.lang, key); ok {
			return text(label)
		}
	}
	return text(v.role(ipr.Role(field)))
}

type fieldKey struct {
	lang locale.Lang
	std  ipr.Standard
	name string
}

// fieldNames holds the names of all fields that have an INID code: the code and its short title. A code of which we have
// no sourced meaning is not there; what is known from memory only is marked.
var fieldNames = sync.OnceValue(func() map[fieldKey]template.HTML {
	names := map[fieldKey]template.HTML{}
	for _, std := range []ipr.Standard{ipr.ST60, ipr.ST9, ipr.ST80} {
		for _, name := range ipr.INIDFields(std) {
			t, ok := ipr.INIDField(std, name)
			if !ok {
				continue
			}
			for _, l := range locale.Langs() {
				h := template.HTML(`<span class="inid">(`) + text(t.Code) + `)</span> ` + text(t.In(l))
				if !t.Verified() {
					h += ` <span class="small">(` + text(locale.T(l, "common.unverified")) + `)</span>`
				}
				names[fieldKey{l, std, name}] = h
			}
		}
	}
	return names
})

// fields lists the bibliographic data.
func (v *viewer) fields() []Field {
	e := v.entry
	list := make([]Field, 0, 24)
	put := func(name string, value template.HTML) {
		if value != "" {
			list = append(list, v.field(name, value))
		}
	}
	if n := e.Registration; n != nil {
		put("registration", text(ipr.PrintNumber(e.Office, e.Kind, ipr.RegistrationNumber, n.Number)))
		put("registered", timeTag(v.lang, n.Date))
	}
	put("expiry", timeTag(v.lang, e.Expiry))
	if n := e.Application; n != nil {
		put("application", text(ipr.PrintNumber(e.Office, e.Kind, ipr.ApplicationNumber, n.Number)))
		put("filed", timeTag(v.lang, n.Date))
	}
	for _, p := range e.Priorities {
		put("priority", v.joined(text(p.Number), timeTag(v.lang, p.Date), text(officeName(p.Office, v.lang))))
	}
	for _, p := range e.Publications {
		if v.technical() && p.Number != "" {
			continue // a document with a number stands in a section of its own
		}
		put(publicationField(p.Kind), v.joined(timeTag(v.lang, p.Date), text(p.Number), text(officeName(p.Office, v.lang))))
	}
	if e.Title != "" {
		put("title", worded(e.Title, e.Language))
	}
	if m := e.Mark; m != nil {
		list = append(list, v.markFields(m)...)
	}
	for _, r := range e.Related {
		if r.How == "family" {
			continue // in a section of its own
		}
		put("related", v.joined(named(v.how(r.How)), named(documentNumber("", r.Number, r.Kind)), timeTag(v.lang, r.Date), text(officeName(r.Office, v.lang))))
	}
	return list
}

// how says how a right is related; in the source's word if we have none.
func (v *viewer) how(related string) string {
	if t, ok := locale.Lookup(v.lang, "entry.related."+strings.ReplaceAll(related, " ", "_")); ok {
		return t
	}
	return related
}

func (v *viewer) markFields(m *register.Mark) []Field {
	var list []Field
	put := func(name string, value template.HTML) {
		if value != "" {
			list = append(list, v.field(name, value))
		}
	}
	if m.Text != "" {
		put("mark", specimen(m.Text, nil))
	}
	if t, ok := ipr.MarkFeature(m.Feature); ok {
		put("feature", text(t.In(v.lang)))
	} else {
		put("feature", text(m.Feature))
	}
	if t, ok := ipr.MarkKind(m.Kind); ok {
		put("kind", text(t.In(v.lang)))
	} else {
		put("kind", text(m.Kind))
	}
	for _, f := range []struct{ name, value string }{
		{"translation", m.Translation}, {"transliteration", m.Transliteration}, {"description", m.Description}, {"colours", m.Colours}, {"disclaimer", m.Disclaimer},
	} {
		if f.value != "" {
			put(f.name, named(f.value))
		}
	}
	if len(m.Vienna) > 0 {
		put("vienna", text(strings.Join(m.Vienna, ", ")))
	}
	return list
}

// publicationField tells an application's publication from that of the registration.
func publicationField(kind string) string {
	if kind == "registration" || strings.HasPrefix(kind, "B") || strings.HasPrefix(kind, "C") {
		return "gazetted"
	}
	return "published"
}

// joined writes several values in one row.
func (v *viewer) joined(values ...template.HTML) template.HTML {
	var b strings.Builder
	for _, x := range values {
		if x == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(x))
	}
	return template.HTML(b.String()) // #nosec G203 -- joins what is safe already
}

func officeName(code string, l locale.Lang) string {
	if code == "" {
		return ""
	}
	return ipr.OfficeName(ipr.Office(code), l)
}

func (v *viewer) parties() []Field {
	list := make([]Field, 0, len(v.entry.Parties))
	for _, p := range v.entry.Parties {
		value := named(p.Name)
		if place := v.place(p); place != "" {
			value += text(", ") + named(place)
		}
		list = append(list, v.field(string(p.Role), value))
	}
	return list
}

func (v *viewer) classes() []ClassView {
	list := make([]ClassView, 0, len(v.entry.Classes))
	for _, c := range v.entry.Classes {
		k := ClassView{Terms: c.Terms}
		n := ipr.NiceClass(c.Class)
		switch c.Scheme {
		case "nice":
			k.Label, k.Title = v.t("entry.class.nice", "class", n.String()), ipr.NiceTitle(n, v.lang)
			if k.Title != "" {
				k.Link = "/classes/nice/" + n.String()
			}
		case "locarno":
			k.Label, k.Title = v.t("entry.class.locarno", "class", ipr.Locarno{Class: c.Class, Subclass: c.Subclass}.String()), ipr.LocarnoTitle(c.Class, v.lang)
		case "us":
			k.Label = v.t("entry.class.us", "class", n.String())
		default:
			k.Label = strings.ToUpper(c.Scheme) + " " + n.String()
		}
		list = append(list, k)
	}
	return list
}

// writeFields writes rows of data.
func writeFields(list []Field) template.HTML {
	m := markup{b: make([]byte, 0, 128*len(list))}
	for _, f := range list {
		m.raw("<div><dt>")
		m.html(f.Name)
		m.raw("</dt><dd>")
		m.html(f.Value)
		m.raw("</dd></div>\n")
	}
	return m.done()
}

// writeClasses writes the classes with their goods and services.
func (v *viewer) writeClasses(list []ClassView) template.HTML {
	var m markup
	for _, c := range list {
		m.raw("<div><dt>")
		if c.Link != "" {
			m.raw(`<a href="`, c.Link, `">`)
			m.text(c.Label)
			m.raw("</a>")
		} else {
			m.text(c.Label)
		}
		design := v.entry.Kind == ipr.Design && len(c.Terms) == 0
		if c.Title != "" && !design {
			m.raw(` <span class="small">`)
			m.text(c.Title)
			m.raw("</span>")
		}
		m.raw("</dt><dd>")
		if len(c.Terms) > 0 {
			m.names(c.Terms)
		} else if design {
			m.text(c.Title)
		} else {
			m.raw(`<span class="quiet">`)
			m.text(v.t("entry.terms_untold"))
			m.raw("</span>")
		}
		m.raw("</dd></div>\n")
	}
	return m.done()
}
