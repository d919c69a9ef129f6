package law

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode"

	"github.com/muniment/muniment/internal/locale"
)

// The pictures are SVG without styles of their own beyond what stands in them, in the colour of the text around them, so that
// they follow a page's light and dark modes and print.

// Measures of the picture of a machine, in pixels.
const (
	boxHeight = 34
	layerStep = 92
	boxGap    = 28
	letter    = 6.9 // width of a letter, roughly
	margin    = 48
	wayBack   = 64 // room on the left for arrows that go back
	lineStep  = 18
)

// box is a state in the picture.
type box struct {
	state *State
	layer int
	order float64
	x, y  float64 // its middle
	width float64
}

// line is an arrow: all acts from one state to another.
type line struct {
	from, to *box
	acts     []*Act
	n        int
}

// SVG draws the machine: states as boxes, those that end with a double frame, and numbered arrows with a legend below, where
// the acts stand too that have no arrow.
func (m *Machine) SVG(l locale.Lang) string {
	boxes, lines := m.layout(l)
	width, bottom := 0.0, 0.0
	for _, b := range boxes {
		width, bottom = max(width, b.x+b.width/2+margin), max(bottom, b.y+boxHeight)
	}
	var legend []string
	for _, k := range lines {
		var names []string
		for _, a := range k.acts {
			names = append(names, a.Title.In(l))
		}
		text := fmt.Sprintf("%d  %s → %s: %s", k.n, k.from.state.Title.In(l), k.to.state.Title.In(l), strings.Join(names, "; "))
		legend = append(legend, text)
	}
	legend = append(legend, m.undrawn(l)...)
	for _, text := range legend {
		width = max(width, margin+letter*float64(len([]rune(text))))
	}
	height := bottom + margin + lineStep*float64(len(legend))
	var s strings.Builder
	fmt.Fprintf(&s, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-label="%s" font-family="inherit, sans-serif" font-size="13" fill="currentColor">`,
		width, height, width, height, escape(m.Title.In(l)))
	s.WriteString(`<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>`)
	for _, k := range lines {
		k.draw(&s)
	}
	for _, b := range boxes {
		b.draw(&s, l)
	}
	for i, text := range legend {
		fmt.Fprintf(&s, `<text x="%d" y="%.0f">%s</text>`, margin/2, bottom+margin+lineStep*float64(i), escape(text))
	}
	s.WriteString("</svg>\n")
	return s.String()
}

// manyStates is in how many states an act is open that is told below the picture instead of being drawn from each of them.
const manyStates = 4

func (a *Act) wide() bool { return len(a.From) >= manyStates }

// undrawn tells the acts that have no arrow: those that are open in many states, and those that change no state.
func (m *Machine) undrawn(l locale.Lang) []string {
	var list []string
	for _, a := range m.Acts {
		stays := a.To == "" || len(a.From) == 1 && a.From[0] == a.To
		if !a.wide() && !stays {
			continue
		}
		var from []string
		for _, id := range a.From {
			if s := m.State(id); s != nil {
				from = append(from, s.Title.In(l))
			}
		}
		to := ""
		if s := m.State(a.To); s != nil && !stays {
			to = " → " + s.Title.In(l)
		}
		list = append(list, "•  "+a.Title.In(l)+to+" ("+strings.Join(from, ", ")+")")
	}
	return list
}

// layout puts the states into layers, each as far down as the longest way to it that does not go back, and orders those of a
// layer by where their arrows come from.
func (m *Machine) layout(l locale.Lang) ([]*box, []*line) {
	at := map[string]*box{}
	var boxes []*box
	for _, s := range m.States {
		b := &box{state: s, width: max(90, 24+letter*float64(len([]rune(s.Title.In(l)))))}
		at[s.ID] = b
		boxes = append(boxes, b)
	}
	var lines []*line
	for _, a := range m.Acts {
		if a.wide() {
			continue
		}
		for _, from := range a.From {
			f, t := at[from], at[cmp.Or(a.To, from)]
			if f == nil || t == nil || f == t {
				continue
			}
			i := slices.IndexFunc(lines, func(k *line) bool { return k.from == f && k.to == t })
			if i < 0 {
				lines = append(lines, &line{from: f, to: t})
				i = len(lines) - 1
			}
			lines[i].acts = append(lines[i].acts, a)
		}
	}
	index := map[*box]int{}
	for i, b := range boxes {
		index[b] = i
	}
	forward := func(k *line) bool { return index[k.to] > index[k.from] } // the pack lists states in the order of a right's life
	for range boxes {
		for _, k := range lines {
			if forward(k) && k.to.layer <= k.from.layer {
				k.to.layer = k.from.layer + 1
			}
		}
	}
	deepest := 0
	for _, b := range boxes {
		deepest = max(deepest, b.layer)
	}
	for _, b := range boxes { // what only acts below the picture lead to
		if b.state.ID != m.Start && !slices.ContainsFunc(lines, func(k *line) bool { return k.to == b }) {
			b.layer = deepest
		}
	}
	arrange(boxes, lines, forward)
	slices.SortStableFunc(lines, func(a, b *line) int {
		return cmp.Or(index[a.from]-index[b.from], index[a.to]-index[b.to])
	})
	for i, k := range lines {
		k.n = i + 1
	}
	return boxes, lines
}

// arrange gives each state its place: layers from top to bottom, each from the left, so that a narrow window shows the way from the
// start.
func arrange(boxes []*box, lines []*line, forward func(*line) bool) {
	layers := map[int][]*box{}
	deepest := 0
	for i, b := range boxes {
		b.order = float64(i)
		layers[b.layer] = append(layers[b.layer], b)
		deepest = max(deepest, b.layer)
	}
	for n := 0; n <= deepest; n++ {
		list := layers[n]
		for _, b := range list {
			sum, count := 0.0, 0
			for _, k := range lines {
				if k.to == b && forward(k) {
					sum, count = sum+k.from.x, count+1
				}
			}
			if count > 0 {
				b.order = sum / float64(count)
			}
		}
		slices.SortStableFunc(list, func(a, b *box) int { return cmp.Compare(a.order, b.order) })
		x := float64(margin + wayBack)
		for _, b := range list {
			b.x, b.y = x+b.width/2, margin+float64(n*layerStep)
			x += b.width + boxGap
		}
	}
}

func (b *box) draw(s *strings.Builder, l locale.Lang) {
	x, y := b.x-b.width/2, b.y-boxHeight/2
	fmt.Fprintf(s, `<rect x="%.1f" y="%.1f" width="%.1f" height="%d" rx="6" fill="Canvas" stroke="currentColor"/>`, x, y, b.width, boxHeight)
	if b.state.End {
		fmt.Fprintf(s, `<rect x="%.1f" y="%.1f" width="%.1f" height="%d" rx="4" fill="none" stroke="currentColor"/>`, x+3, y+3, b.width-6, boxHeight-6)
	}
	fmt.Fprintf(s, `<text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, b.x, b.y+4.5, escape(b.state.Title.In(l)))
}

// draw draws an arrow as a curve: down from layer to layer, round the side when it goes back.
func (k *line) draw(s *strings.Builder) {
	f, t := k.from, k.to
	spread := float64((k.n*7)%23) - 11 // so that arrows between neighbours do not lie on each other
	var d string
	var x, y float64
	switch {
	case t.layer > f.layer:
		x0, y0, x1, y1 := f.x+spread, f.y+boxHeight/2, t.x+spread, t.y-boxHeight/2-2
		bend := (y1 - y0) / 2
		d = fmt.Sprintf("M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f", x0, y0, x0, y0+bend, x1, y1-bend, x1, y1)
		at := 0.35 + 0.3*float64(k.n%3)/2
		x, y = bezier(at, x0, x0, x1, x1), bezier(at, y0, y0+bend, y1-bend, y1)
	default:
		x0, y0, x1, y1 := f.x-f.width/2, f.y+spread/3, t.x-t.width/2-2, t.y+spread/3
		out := min(x0, x1) - 26 - float64(k.n%4)*6
		d = fmt.Sprintf("M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f", x0, y0, out, y0, out, y1, x1, y1)
		x, y = bezier(0.5, x0, out, out, x1), bezier(0.5, y0, y0, y1, y1)
	}
	fmt.Fprintf(s, `<path d="%s" fill="none" stroke="currentColor" stroke-opacity=".55" marker-end="url(#arrow)"/>`, d)
	fmt.Fprintf(s, `<circle cx="%.1f" cy="%.1f" r="9" fill="Canvas" stroke="currentColor" stroke-opacity=".55"/><text x="%.1f" y="%.1f" font-size="10" text-anchor="middle">%d</text>`, x, y, x, y+3.5, k.n)
}

// escape makes a text part of a picture; control characters have no place in XML.
func escape(s string) string {
	return html.EscapeString(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || c == '\uFFFE' || c == '\uFFFF' {
			return -1
		}
		return c
	}, s))
}

// bezier is a point of a cubic curve.
func bezier(t, a, b, c, d float64) float64 {
	u := 1 - t
	return u*u*u*a + 3*u*u*t*b + 3*u*t*t*c + t*t*t*d
}

// mostMonths is how many months the picture of a shift shows.
const mostMonths = 48

// SVG draws how work shifts by month: for each month in which anything changes two bars, before and after, of dates that bind
// the office, a party, and anybody.
func (s *Shift) SVG(l locale.Lang) string {
	months := s.Changed()
	if len(months) > mostMonths {
		months = months[:mostMonths]
	}
	most := 1
	for _, key := range months {
		m := s.Months[key]
		most = max(most, m.Before.all(), m.After.all())
	}
	const step, high, left, top = 34, 220, 60, 56
	width, height := left+step*max(len(months), 12)+20, top+high+64
	var out strings.Builder
	title := locale.T(l, "law.shift.picture")
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s" font-family="inherit, sans-serif" font-size="12" fill="currentColor">`, width, height, width, height, escape(title))
	fmt.Fprintf(&out, `<text x="%d" y="20" font-size="14">%s</text>`, left, escape(title))
	x := left
	for i, key := range []string{"law.shift.office", "law.shift.party", "law.shift.window"} {
		name := locale.T(l, key)
		fmt.Fprintf(&out, `<rect x="%d" y="32" width="12" height="12" fill="%s"/><text x="%d" y="42">%s</text>`, x, shades[i], x+17, escape(name))
		x += 40 + int(letter*float64(len([]rune(name))))
	}
	fmt.Fprintf(&out, `<text x="%d" y="42">%s</text>`, x, escape(locale.T(l, "law.shift.left_right")))
	for i := 0; i <= 4; i++ {
		y := top + high - high*i/4
		fmt.Fprintf(&out, `<path d="M%d %d H%d" stroke="currentColor" stroke-opacity=".2"/><text x="%d" y="%d" text-anchor="end">%s</text>`, left, y, width-20, left-8, y+4, locale.Number(l, int64(most*i/4)))
	}
	for i, key := range months {
		m := s.Months[key]
		for k, w := range []*Work{&m.Before, &m.After} {
			y := top + high
			for n, count := range []int{w.Office, w.Party, w.Window} {
				h := high * count / most
				y -= h
				fmt.Fprintf(&out, `<rect x="%d" y="%d" width="13" height="%d" fill="%s" fill-opacity="%s"/>`, left+step*i+5+14*k, y, h, shades[n], [2]string{".45", "1"}[k])
			}
		}
		fmt.Fprintf(&out, `<text transform="translate(%d %d) rotate(-60)" text-anchor="end" font-size="11">%s</text>`, left+step*i+22, top+high+14, key)
	}
	out.WriteString("</svg>\n")
	return out.String()
}

// shades of the three kinds of date; they differ in lightness, so that they can be told apart without colour.
var shades = [3]string{"#1f4e79", "#c77700", "#7a9e3f"}

func (w *Work) all() int { return w.Office + w.Party + w.Window }
