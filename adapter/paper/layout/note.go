package layout

import (
	"strconv"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// note is a footnote. Its number stands in the text; what it says stands at the foot of the page on which the number is.
type note struct {
	number int
	text   *paragraph
	galley stream
	height float64
	least  float64 // height of what must stand on the page of its number: two lines
}

// Measures of the area of footnotes, in points.
const (
	noteAbove = 8   // between the text and the rule
	noteBelow = 5   // between the rule and the first note
	noteRule  = 72  // length of the rule
	noteLine  = 0.5 // thickness of the rule
)

// footnote writes the number of a footnote into the text.
func (c *collector) footnote(n *style.Node, outer *span) {
	c.b.notes++
	nt := &note{number: c.b.notes}
	c.b.setNote(nt, n)
	reference := &inline{tag: "Reference", parent: outer.around, note: nt}
	s := *outer
	s.around = &inline{tag: "Link", parent: reference, href: "#" + nt.anchor(), label: strconv.Itoa(nt.number)}
	s.note, s.aside = nt, true
	s.raise += 0.35 * outer.size
	s.size *= 0.7
	c.space = false
	for _, r := range strconv.Itoa(nt.number) {
		c.put(r, &s)
	}
}

func (n *note) anchor() string { return "note-" + strconv.Itoa(n.number) }

// setNote sets what a footnote says, in the width of the page.
func (b *builder) setNote(nt *note, n *style.Node) {
	st := *n.Style
	st.Indent = style.Length{}
	st.Footnote, st.VAlign, st.Underline = false, style.Baseline, false
	p := &paragraph{st: &st, line: n.Line, rtl: st.RTL}
	c := &collector{b: b, p: p, width: b.wide}
	root := b.span(&st, nil, nil)
	label := *root
	label.around = &inline{tag: "Lbl"}
	label.raise, label.size, label.aside = 0.35*root.size, 0.7*root.size, true
	for _, r := range strconv.Itoa(nt.number) {
		c.put(r, &label)
	}
	c.put('\u00A0', &label)
	for _, k := range n.Kids {
		c.node(k, root)
	}
	p.text = c.text.String()
	b.cut(p)
	nt.text = p
	nt.galley = b.collect(func(f *flow) {
		f.before = append(f.before, func(t *painter, _, y float64) { b.anchor(t, nt.anchor(), y) })
		f.paragraph(p, 0, b.wide, nil)
	})
	all := room{height: endless}.cut(nt.galley)
	nt.height, nt.least = all.height, all.height
	if len(all.items) > 3 {
		nt.least = all.items[2].y
	}
}

// notesOf gives the notes whose numbers stand on a line.
func (p *paragraph) notesOf(l *line) []*note {
	var out []*note
	for i := l.from.piece; i < len(p.pieces) && i <= l.to.piece; i++ {
		pc := &p.pieces[i]
		if n := pc.span.note; n != nil && pc.start >= l.from.at && pc.start < l.to.at && (len(out) == 0 || out[len(out)-1] != n) {
			out = append(out, n)
		}
	}
	return out
}

// begin makes the structure element of a note, beside the number that leads to it.
func (n *note) begin(around *pdf.Elem) {
	if n.text.elem == nil && around != nil {
		n.text.elem = around.New("Note")
	}
}

// needs is the height that notes need at the least, the rule included; carried is that of what is left from earlier pages.
func needs(carried float64, notes []*note) float64 {
	if carried == 0 && len(notes) == 0 {
		return 0
	}
	h := noteAbove + noteBelow + carried
	for i, n := range notes {
		if i == len(notes)-1 {
			h += n.least
		} else {
			h += n.height
		}
	}
	return h
}
