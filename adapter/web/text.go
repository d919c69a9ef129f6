package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Text writes an entry as plain text, for terminals and for reading aloud. It ends with a newline.
func Text(e *register.Entry, l locale.Lang) string {
	v := &viewer{Site: &Site{Office: Office{Zone: time.UTC}}, lang: l, entry: e}
	var b strings.Builder
	line := func(label, value string) {
		if value != "" {
			b.WriteString(label + ": " + value + "\n")
		}
	}
	b.WriteString(e.ID.String() + "\n")
	if e.Mark != nil {
		line(v.t("entry.field.mark"), e.Mark.Text)
	}
	line(v.kindly("entry.field.title", "", "entry.field.title"), e.Title)
	for _, w := range e.Wordings {
		line(v.t("entry.field.title")+" ("+ipr.LanguageName(w.Language, l)+")", w.Title)
	}
	status := e.Status
	if status == "" {
		status = register.StatusUnknown
	}
	line(v.t("entry.field.status"), v.t("common.status."+string(status)))
	line(v.t("entry.field.status_told"), e.StatusTold)
	line(v.t("entry.field.expiry"), e.Expiry.In(l))
	for _, n := range []struct {
		label string
		of    ipr.NumberOf
		n     *register.Numbered
	}{{"entry.field.application", ipr.ApplicationNumber, e.Application}, {"entry.field.registration", ipr.RegistrationNumber, e.Registration}} {
		if n.n != nil {
			value := ipr.PrintNumber(e.Office, e.Kind, n.of, n.n.Number)
			if !n.n.Date.IsZero() {
				value += ", " + n.n.Date.In(l)
			}
			line(v.t(n.label), value)
		}
	}
	for _, p := range e.Parties {
		value := p.Name
		if place := v.place(p); place != "" {
			value += ", " + place
		}
		line(v.role(p.Role), value)
	}
	for _, c := range v.classes() {
		line(c.Label, cmp.Or(strings.Join(c.Terms, "; "), c.Title))
	}
	v.textSections(line)
	if c := v.copied(); c != nil {
		line(v.t("entry.text.copy"), c.Office+", SHA-256 "+c.Document)
	}
	b.WriteString("\n" + v.t("entry.acts") + "\n")
	for i := len(e.Events) - 1; i >= 0; i-- {
		h := &e.Events[i]
		b.WriteString("  " + h.Date().String() + "  " + v.actTitle(h.Act, e.Kind) + "  (" + h.Log + ", " + v.t("entry.text.leaf", "leaf", strconv.FormatInt(h.Seq, 10)) + ")\n")
	}
	for _, h := range e.History {
		what := strings.TrimSpace(h.Text + " " + h.Code)
		if t, ok := ipr.EventCategory(h.Category); ok {
			what += ", " + t.In(l)
		}
		b.WriteString("  " + h.Date.String() + "  " + what + "  (" + v.t("entry.text.told") + ")\n")
	}
	return clean(b.String())
}

// textSections tells what the sections of the page tell.
func (v *viewer) textSections(line func(label, value string)) {
	e := v.entry
	label := func(field string) string { return v.t("entry.field." + field) }
	line(label("abstract"), e.Abstract)
	for _, w := range e.Wordings {
		line(label("abstract")+" ("+ipr.LanguageName(w.Language, v.lang)+")", w.Abstract)
	}
	if n := max(e.Claims, len(e.ClaimTexts)); n > 0 {
		line(v.t("entry.claims"), locale.Number(v.lang, int64(n)))
	}
	for i, c := range e.ClaimTexts {
		line("  "+strconv.Itoa(i+1), strings.TrimSpace(strings.TrimPrefix(c, strconv.Itoa(i+1)+". ")))
	}
	line(label("ipc"), strings.Join(e.IPC, "; "))
	line(label("cpc"), strings.Join(e.CPC, "; "))
	for _, p := range e.Priorities {
		line(label("priority"), textOf(officeName(p.Office, v.lang), p.Number, p.Date.In(v.lang)))
	}
	for _, p := range e.Publications {
		what := documentNumber(p.Office, p.Number, p.Kind)
		if t, ok := ipr.DocumentKind(ipr.Office(cmp.Or(p.Office, string(e.Office))), p.Kind); ok && v.technical() {
			what += " (" + t.In(v.lang) + ")"
		}
		line(label(publicationField(p.Kind)), textOf(what, p.Date.In(v.lang)))
	}
	for _, d := range e.Designs {
		values := []string{d.Title}
		if d.Status != "" {
			values = append(values, v.t("common.status."+string(d.Status)))
		}
		values = append(values, d.StatusTold)
		for _, c := range d.Locarno {
			values = append(values, v.locarno(c))
		}
		line(v.t("entry.design", "number", d.Number), textOf(append(values, d.Description)...))
		for _, w := range d.Views {
			line("  "+v.t("entry.view"), textOf(w.Label, w.File))
		}
	}
	v.textIndication(line)
	for _, r := range e.Related {
		line(v.how(r.How), textOf(documentNumber(r.Office, r.Number, r.Kind), r.Date.In(v.lang)))
	}
}

func (v *viewer) textIndication(line func(label, value string)) {
	g := v.entry.Indication
	if g == nil {
		return
	}
	label := func(field string) string { return v.t("entry.field." + field) }
	line(label("transliteration"), g.Transliteration)
	line(label("translation"), strings.Join(g.Translations, "; "))
	line(label("product"), strings.Join(g.Product, "; "))
	line(label("category"), strings.Join(g.Category, "; "))
	line(label("scheme"), strings.TrimSpace(g.Scheme+" "+v.scheme(g.Scheme)))
	line(label("countries"), strings.Join(v.countries(g.Countries), ", "))
	line(label("area"), g.Area)
	line(label("quality"), g.Feature)
	line(label("link"), g.Link)
	line(label("control"), g.Control)
}

// textOf joins what is told.
func textOf(values ...string) string {
	return strings.Join(slices.DeleteFunc(values, func(s string) bool { return s == "" }), ", ")
}

// clean drops what would steer a terminal.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && (r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069) {
			return -1
		}
		return r
	}, s)
}
