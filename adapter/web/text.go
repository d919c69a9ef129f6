package web

import (
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
	line(v.t("entry.field.title"), e.Title)
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
		line(c.Label, strings.Join(c.Terms, "; "))
	}
	if c := v.copied(); c != nil {
		line(v.t("entry.text.copy"), c.Office+", SHA-256 "+c.Document)
	}
	b.WriteString("\n" + v.t("entry.acts") + "\n")
	for i := len(e.Events) - 1; i >= 0; i-- {
		h := &e.Events[i]
		b.WriteString("  " + h.Date().String() + "  " + v.actTitle(h.Act) + "  (" + h.Log + ", " + v.t("entry.text.leaf", "leaf", strconv.FormatInt(h.Seq, 10)) + ")\n")
	}
	for _, h := range e.History {
		b.WriteString("  " + h.Date.String() + "  " + strings.TrimSpace(h.Text+" "+h.Code) + "  (" + v.t("entry.text.told") + ")\n")
	}
	return clean(b.String())
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
