package web

import (
	"html/template"
	"strconv"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/register"
)

// The shapes of a status: a disc in force, a half disc on the way, a struck ring at the end, a dotted ring where the
// status is not known. The word beside it says the same.
const (
	shapeLive    = `<svg viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="6" fill="currentColor" stroke="none"/></svg>`
	shapePending = `<svg viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="6"/><path d="M7 1A6 6 0 0 1 7 13Z" fill="currentColor" stroke="none"/></svg>`
	shapeDead    = `<svg viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="6"/><path d="M3 11L11 3"/></svg>`
	shapeUnknown = `<svg viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="6" stroke-dasharray="2.2 2.2"/></svg>`
)

// phaseShape answers whether a right is in force, by word and shape.
func phaseShape(l locale.Lang, s register.Status) template.HTML {
	key := "common.phase." + s.Phase()
	if s == "" || s == register.StatusUnknown {
		key = "common.status.unknown"
	}
	return shaped(l, s, key)
}

// statusShape writes a status by word and shape.
func statusShape(l locale.Lang, s register.Status) template.HTML {
	if s == "" {
		s = register.StatusUnknown
	}
	return shaped(l, s, "common.status."+string(s))
}

func shaped(l locale.Lang, s register.Status, key string) template.HTML {
	if s == "" {
		s = register.StatusUnknown
	}
	shape, class := shapeDead, "status"
	switch s.Phase() {
	case "live":
		shape, class = shapeLive, "status on"
	case "pending":
		shape = shapePending
		if s == register.StatusUnknown {
			shape = shapeUnknown
		}
	}
	word := template.HTMLEscapeString(locale.T(l, key))
	return template.HTML(`<span class="` + class + `">` + shape + word + `</span>`) // #nosec G203 -- constants and an escaped text
}

// bar draws a number from 0 to 1.
func bar(x float64) template.HTML {
	w := strconv.Itoa(int(min(1, max(0, x))*100 + 0.5))
	return template.HTML(`<svg viewBox="0 0 100 6" preserveAspectRatio="none"><rect width="` + w + `" height="6"/></svg>`) // #nosec G203 -- digits
}
