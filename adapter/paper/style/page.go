package style

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"

	"github.com/muniment/muniment/internal/fault"
)

// pageRule is an @page, ready to be carried out.
type pageRule struct {
	first bool
	apply []func(*Page)
}

// sizes are the papers that have a name, in points, upright.
var sizes = map[string][2]float64{
	"a3": {mm(297), mm(420)}, "a4": {mm(210), mm(297)}, "a5": {mm(148), mm(210)}, "letter": {612, 792}, "legal": {612, 1008},
}

func mm(v float64) float64 { return v * 72 / 25.4 }

// The smallest and the largest side of a page, in points. The largest is that of PDF.
const (
	minPage = 72
	maxPage = 14_400
)

// page reads the block of an @page.
func (s *scanner) page(first bool) {
	r := pageRule{first: first}
	s.declarations(func(name string, value []token, line int) {
		apply, known, ok := pageProperty(name, value)
		switch {
		case !known || first && name == "size": // one document, one paper
			s.tell(line, fault.New(fault.Invalid, "there is no property %q in @page", shown(name)))
		case !ok:
			s.tell(line, fault.New(fault.Invalid, "%s may not be %q in @page", name, shown(written(value))))
		default:
			r.apply = append(r.apply, apply)
		}
	}, func() { s.marginBox(&r) })
	s.pages = append(s.pages, r)
}

// marginBox reads what stands in a margin of the page.
func (s *scanner) marginBox(r *pageRule) {
	name, line := strings.ToLower(s.text), s.token.line
	s.next()
	rest := s.until(true)
	if name != "@top-center" && name != "@bottom-center" || len(rest) > 0 || s.kind != css.LeftBraceToken {
		s.tell(line, fault.New(fault.Invalid, "there is no rule %s in @page", shown(name)))
		s.skip()
		return
	}
	s.next()
	s.declarations(func(property string, value []token, at int) {
		element, ok := call(value, "element")
		if len(value) == 1 && value[0].is(css.IdentToken, "none") {
			element, ok = "", true
		}
		if property != "content" || !ok {
			s.tell(at, fault.New(fault.Invalid, "%s may only have content: element(NAME) or none", name))
			return
		}
		r.apply = append(r.apply, func(p *Page) {
			if name == "@top-center" {
				p.Head = element
			} else {
				p.Foot = element
			}
		})
	}, nil)
	s.close(line)
}

// pageProperty reads a declaration of an @page. Its lengths are absolute.
func pageProperty(name string, v []token) (apply func(*Page), known, ok bool) {
	if name == "size" {
		apply, ok = pageSize(v)
		return apply, true, ok
	}
	base, side, _ := strings.Cut(name, "-")
	which := []int{0, 1, 2, 3}
	if side != "" {
		i, found := map[string]int{"top": 0, "right": 1, "bottom": 2, "left": 3}[side]
		if !found || len(v) > 1 && base != "border" {
			return nil, found, false
		}
		which = []int{i}
	}
	switch base {
	case "margin", "padding":
		all, ok := sides(v, func(t token) (length, bool) {
			l, ok := readLength(t, 0)
			return l, ok && l.unit == "pt"
		})
		return func(p *Page) {
			for _, i := range which {
				if base == "margin" {
					p.Margin[i] = all[i].v
				} else {
					p.Padding[i] = all[i].v
				}
			}
		}, true, ok
	case "border":
		b, ok := readBorder(v)
		return func(p *Page) {
			for _, i := range which {
				p.Border[i] = b.computed(nil, Black)
			}
		}, true, ok && b.width.unit == "pt"
	}
	return nil, false, false
}

// pageSize reads the size of the paper.
func pageSize(v []token) (func(*Page), bool) {
	var size [2]float64
	named, turned, upright := false, false, false
	var lengths []float64
	for _, t := range v {
		switch s, ok := sizes[strings.ToLower(t.text)]; {
		case ok && !named:
			size, named = s, true
		case t.is(css.IdentToken, "landscape") && !turned && !upright:
			turned = true
		case t.is(css.IdentToken, "portrait") && !turned && !upright:
			upright = true
		default:
			l, ok := readLength(t, 0)
			if !ok || l.unit != "pt" || l.v < minPage || l.v > maxPage || len(lengths) == 2 {
				return nil, false
			}
			lengths = append(lengths, l.v)
		}
	}
	switch {
	case len(lengths) > 0:
		if named || turned || upright {
			return nil, false
		}
		size = [2]float64{lengths[0], lengths[len(lengths)-1]}
	case len(v) == 0:
		return nil, false
	case !named:
		size = sizes["a4"]
	}
	if turned {
		size[0], size[1] = size[1], size[0]
	}
	return func(p *Page) { p.Width, p.Height = size[0], size[1] }, true
}

// pages carries out the @page rules of the sheets.
func pages(sheets []*sheet) (page, first Page) {
	for _, onFirst := range []bool{false, true} {
		for _, s := range sheets {
			for _, r := range s.pages {
				if r.first != onFirst {
					continue
				}
				for _, apply := range r.apply {
					if !onFirst {
						apply(&page)
					}
					apply(&first)
				}
			}
		}
	}
	return page, first
}
