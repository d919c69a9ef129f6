package style

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed builtin.css
var builtinCSS string

// builtin is the sheet that lies below those of documents.
var builtin = sync.OnceValue(func() *sheet { return parseSheet(builtinCSS, true) })

// context is an element as the style sheets see it: what selectors can ask of it, and its parent. Elements that are alike in
// that, and whose parents are, share one context, and with it the computed style; so of a hundred thousand cells of a
// table few are ever matched.
type context struct {
	traits
	classes []string
	style   *Style // nil until it is computed
	footed  bool   // inside a footnote or a running element, or one itself
}

// traits tell contexts apart.
type traits struct {
	parent      *context
	tag, class  string
	id          string // "" if no selector asks for it
	lang        string
	rtl         bool
	isolate     bool
	first, last bool // false if no selector asks for it
}

func (c *context) hasClass(name string) bool { return slices.Contains(c.classes, name) }

// ranked is a rule with its place in the cascade.
type ranked struct {
	*rule
	rank uint64 // origin, specificity, order
}

// cascade computes the styles of a document.
type cascade struct {
	byID, byClass, byTag map[string][]ranked
	anywhere             []ranked        // rules whose last compound has neither id nor class nor type
	ids                  map[string]bool // ids that selectors ask for
	first, last          bool            // whether selectors ask for the first and the last child
	contexts             map[traits]*context
	styles               map[Style]*Style
	lists                map[string]*[]string
	grids                map[string]*[]Length
	root                 *Style // of html
	found                []ranked
}

// newCascade prepares the rules of the sheets, in the order in which they apply.
func newCascade(sheets []*sheet) *cascade {
	c := &cascade{
		byID: map[string][]ranked{}, byClass: map[string][]ranked{}, byTag: map[string][]ranked{}, ids: map[string]bool{},
		contexts: map[traits]*context{}, styles: map[Style]*Style{}, lists: map[string]*[]string{}, grids: map[string]*[]Length{},
	}
	order := uint64(0)
	for origin, s := range sheets {
		for i := range s.rules {
			r := &s.rules[i]
			order++
			x := ranked{r, uint64(min(origin, 1))<<63 | uint64(r.sel.spec)<<32 | order}
			switch key := &r.sel.parts[0]; {
			case key.id != "":
				c.byID[key.id] = append(c.byID[key.id], x)
			case len(key.classes) > 0:
				c.byClass[key.classes[0]] = append(c.byClass[key.classes[0]], x)
			case key.tag != "":
				c.byTag[key.tag] = append(c.byTag[key.tag], x)
			default:
				c.anywhere = append(c.anywhere, x)
			}
			for _, p := range r.sel.parts {
				if p.id != "" {
					c.ids[p.id] = true
				}
				c.first = c.first || p.first
				c.last = c.last || p.last
			}
		}
	}
	return c
}

// context gives the context of an element, with its style.
func (c *cascade) context(n *Node, parent *context, first, last bool) *context {
	t := traits{parent: parent, tag: n.Tag, lang: n.Lang, first: first && c.first, last: last && c.last}
	for _, a := range n.Attr {
		switch a.Key {
		case "class":
			t.class = a.Value
		case "id":
			if c.ids[a.Value] {
				t.id = a.Value
			}
		case "dir":
			t.isolate = true
			t.rtl = a.Value == "rtl" || a.Value == "auto" && startsRTL(n)
		}
	}
	switch {
	case t.isolate:
	case n.Tag == "bdi":
		t.isolate, t.rtl = true, startsRTL(n)
	case parent != nil:
		t.rtl = parent.rtl
	}
	if x := c.contexts[t]; x != nil {
		return x
	}
	x := &context{traits: t, classes: n.Class}
	c.contexts[t] = x
	c.compute(x)
	return x
}

// compute finds the rules of a context and carries them out on the style that it inherits.
func (c *cascade) compute(x *context) {
	found := c.found[:0]
	add := func(list []ranked) {
		for _, r := range list {
			if r.sel.matches(x) {
				found = append(found, r)
			}
		}
	}
	if x.id != "" {
		add(c.byID[x.id])
	}
	for _, name := range x.classes {
		add(c.byClass[name])
	}
	add(c.byTag[x.tag])
	add(c.anywhere)
	c.found = found
	slices.SortFunc(found, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })

	inherited := &initial
	if x.parent != nil {
		inherited = x.parent.style
		x.footed = x.parent.footed
	}
	w := &work{s: inherit(inherited), parent: inherited, shared: c, root: initial.FontSize}
	if c.root != nil {
		w.root = c.root.FontSize
	}
	w.s.RTL, w.s.Isolate = x.rtl, x.isolate
	for _, early := range []bool{true, false} {
		for _, r := range found {
			for _, d := range r.decls {
				if d.early == early {
					d.apply(w)
				}
			}
		}
	}
	w.finish(x)
	x.style = c.share(w.s)
	if x.parent == nil {
		c.root = x.style
	}
}

// share gives the one pointer for a style.
func (c *cascade) share(s Style) *Style {
	p := c.styles[s]
	if p == nil {
		p = &s
		c.styles[s] = p
	}
	return p
}

// families gives the one pointer for a list of families.
func (c *cascade) families(key string, list []string) *[]string {
	p := c.lists[key]
	if p == nil {
		p = &list
		c.lists[key] = p
	}
	return p
}

// tracks gives the one pointer for the tracks of a grid.
func (c *cascade) tracks(w *work, list []length) *[]Length {
	all := make([]Length, len(list))
	for i, l := range list {
		all[i] = l.of(w)
	}
	key := fmt.Sprint(all)
	p := c.grids[key]
	if p == nil {
		p = &all
		c.grids[key] = p
	}
	return p
}

// work is a style that is being computed.
type work struct {
	s       Style
	parent  *Style
	shared  *cascade
	root    float64 // the font size of html
	borders [5]border
	gap     bool // column-gap was given
}

// initial is what the element html inherits: what CSS and browsers begin with.
var initial = Style{FontSize: 12, Color: Black, lineFactor: 1.2, LineHeight: 1.2 * 12, Orphans: 2, Widows: 2}

// inherit is the style of an element of which nothing is said.
func inherit(p *Style) Style {
	return Style{
		families: p.families, FontSize: p.FontSize, Bold: p.Bold, Italic: p.Italic, Tabular: p.Tabular, Color: p.Color,
		Spacing: p.Spacing, Upper: p.Upper,
		LineHeight: p.LineHeight, lineFactor: p.lineFactor, Align: p.Align, Indent: p.Indent, Balance: p.Balance,
		WhiteSpace: p.WhiteSpace, Hyphens: p.Hyphens, Orphans: p.Orphans, Widows: p.Widows, ListStyle: p.ListStyle, Collapse: p.Collapse,
		Width: Length{Unit: Auto}, MaxWidth: Length{Unit: Auto}, Height: Length{Unit: Auto}, MaxHeight: Length{Unit: Auto},
		GridSpan: 1,
	}
}

// finish computes what hangs together.
func (w *work) finish(x *context) {
	s := &w.s
	if s.lineFactor >= 0 {
		s.LineHeight = s.lineFactor * s.FontSize
	}
	for i := range s.Border {
		s.Border[i] = w.borders[i].computed(w, s.Color)
	}
	s.Rule = w.borders[4].computed(w, s.Color)
	if !w.gap && s.Columns > 0 {
		s.ColumnGap = s.FontSize
	}
	if x.footed { // a footnote has none, nor has the head of a page
		s.Footnote, s.Running = false, ""
	}
	if e := elements[x.tag]; e != nil && !e.inline {
		s.Footnote = false
	}
	if s.Running != "" {
		s.Footnote = false
	}
	if w.parent.Display == Grid && (s.Display == Inline || s.Display >= TableCaption) { // an item of a grid is a block
		s.Display = Block
	}
	x.footed = x.footed || s.Footnote || s.Running != ""
	if !s.Footnote && s.Running == "" {
		s.Underline = s.Underline || w.parent.Underline
		s.LineThrough = s.LineThrough || w.parent.LineThrough
	}
}

// computed is the border as it is drawn.
func (b border) computed(w *work, text Color) Border {
	width := b.width.points(w)
	if b.line == NoLine || width == 0 {
		return Border{}
	}
	if b.color == Transparent {
		b.color = text
	}
	return Border{width, b.line, b.color}
}

// startsRTL says whether the first letter of the element with a direction is one of a script that is written from right to
// left.
func startsRTL(n *Node) bool {
	rtl, _ := firstStrong(n)
	return rtl
}

func firstStrong(n *Node) (rtl, found bool) {
	if n.Tag == "" {
		for _, r := range n.Text {
			if rtl, strong := direction(r); strong {
				return rtl, true
			}
		}
		return false, false
	}
	for _, k := range n.Kids {
		if k.Tag == "bdi" || k.Has("dir") || strings.HasPrefix(k.Tag, "svg") {
			continue
		}
		if rtl, found := firstStrong(k); found {
			return rtl, true
		}
	}
	return false, false
}
