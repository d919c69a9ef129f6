package web

import (
	"cmp"
	"html/template"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

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
