package style

import (
	"maps"
	"slices"
)

// model is what an element may hold, or where it may stand.
type model uint8

const (
	flow     model = iota // blocks and text
	phrasing              // text and inline elements only
	special               // only what names it as its parent
	raw                   // text only
	void                  // nothing, and no end tag
)

// element is what the subset says of an element.
type element struct {
	name    string
	holds   model
	inline  bool     // it may stand where text stands
	parents []string // where it may stand; empty: wherever blocks, or text, may
	attrs   []string // besides those that every element may have
}

// elements are the elements of the subset, without those inside an svg.
var elements = index([]element{
	{name: "html", holds: special, parents: []string{""}},
	{name: "head", holds: special, parents: []string{"html"}},
	{name: "title", holds: raw, parents: []string{"head"}},
	{name: "meta", holds: void, parents: []string{"head"}, attrs: []string{"name", "content", "charset"}},
	{name: "link", holds: void, parents: []string{"head"}, attrs: []string{"rel", "href", "media"}},
	{name: "style", holds: raw, parents: []string{"head"}, attrs: []string{"media"}},
	{name: "body", holds: flow, parents: []string{"html"}},

	{name: "main", holds: flow}, {name: "section", holds: flow}, {name: "article", holds: flow}, {name: "header", holds: flow},
	{name: "footer", holds: flow}, {name: "nav", holds: flow}, {name: "aside", holds: flow}, {name: "div", holds: flow},
	{name: "h1", holds: phrasing}, {name: "h2", holds: phrasing}, {name: "h3", holds: phrasing},
	{name: "h4", holds: phrasing}, {name: "h5", holds: phrasing}, {name: "h6", holds: phrasing},
	{name: "p", holds: phrasing}, {name: "pre", holds: phrasing}, {name: "blockquote", holds: flow}, {name: "address", holds: flow},
	{name: "ul", holds: special}, {name: "ol", holds: special, attrs: []string{"start"}},
	{name: "li", holds: flow, parents: []string{"ul", "ol"}},
	{name: "dl", holds: special},
	{name: "dt", holds: phrasing, parents: []string{"dl", "div"}}, {name: "dd", holds: flow, parents: []string{"dl", "div"}},
	{name: "figure", holds: flow}, {name: "figcaption", holds: flow, parents: []string{"figure"}},
	{name: "table", holds: special}, {name: "caption", holds: flow, parents: []string{"table"}},
	{name: "colgroup", holds: special, parents: []string{"table"}}, {name: "col", holds: void, parents: []string{"colgroup"}},
	{name: "thead", holds: special, parents: []string{"table"}}, {name: "tbody", holds: special, parents: []string{"table"}},
	{name: "tfoot", holds: special, parents: []string{"table"}},
	{name: "tr", holds: special, parents: []string{"thead", "tbody", "tfoot"}},
	{name: "th", holds: flow, parents: []string{"tr"}, attrs: []string{"scope", "colspan"}},
	{name: "td", holds: flow, parents: []string{"tr"}, attrs: []string{"colspan"}},
	{name: "hr", holds: void},

	{name: "a", holds: phrasing, inline: true, attrs: []string{"href"}},
	{name: "abbr", holds: phrasing, inline: true}, {name: "b", holds: phrasing, inline: true}, {name: "strong", holds: phrasing, inline: true},
	{name: "i", holds: phrasing, inline: true}, {name: "em", holds: phrasing, inline: true}, {name: "cite", holds: phrasing, inline: true},
	{name: "u", holds: phrasing, inline: true}, {name: "s", holds: phrasing, inline: true}, {name: "small", holds: phrasing, inline: true},
	{name: "sub", holds: phrasing, inline: true}, {name: "sup", holds: phrasing, inline: true}, {name: "span", holds: phrasing, inline: true},
	{name: "code", holds: phrasing, inline: true}, {name: "time", holds: phrasing, inline: true, attrs: []string{"datetime"}},
	{name: "q", holds: phrasing, inline: true}, {name: "bdi", holds: phrasing, inline: true}, {name: "mark", holds: phrasing, inline: true},
	{name: "br", holds: void, inline: true}, {name: "wbr", holds: void, inline: true},
	{name: "img", holds: void, inline: true, attrs: []string{"src", "alt"}},
	{name: "svg", holds: special, inline: true, attrs: append([]string{"viewBox", "width", "height", "xmlns"}, paint...)},
})

// drawing are the elements inside an svg.
var drawing = index([]element{
	{name: "g", attrs: paint}, {name: "path", attrs: append([]string{"d"}, paint...)},
	{name: "rect", attrs: append([]string{"x", "y", "width", "height", "rx", "ry"}, paint...)},
	{name: "circle", attrs: append([]string{"cx", "cy", "r"}, paint...)},
	{name: "ellipse", attrs: append([]string{"cx", "cy", "rx", "ry"}, paint...)},
	{name: "line", attrs: append([]string{"x1", "y1", "x2", "y2"}, paint...)},
	{name: "polyline", attrs: append([]string{"points"}, paint...)}, {name: "polygon", attrs: append([]string{"points"}, paint...)},
	{name: "title", holds: raw}, {name: "desc", holds: raw},
})

// common are the attributes that every element may have.
var common = []string{"class", "id", "lang", "dir", "title", "role", "aria-label", "aria-hidden", "hidden"}

// paint are the attributes that every element inside an svg may have besides.
var paint = []string{"fill", "fill-rule", "stroke", "stroke-width", "transform"}

// metaNames are the names of meta that are read. The viewport is for browsers only.
var metaNames = []string{"author", "subject", "keywords", "version", "viewport"}

// voids are the elements of HTML outside the subset that have no end tag, and unread those whose content is not text of
// the document.
var (
	voids  = []string{"area", "base", "embed", "input", "source", "track", "param", "keygen", "frame"}
	unread = []string{"script", "textarea", "iframe", "noembed", "noframes", "noscript", "xmp", "plaintext", "template", "select", "object", "canvas", "video", "audio"}
)

func index(list []element) map[string]*element {
	m := make(map[string]*element, len(list))
	for i := range list {
		m[list[i].name] = &list[i]
	}
	return m
}

// names are the attributes' names as they are kept, by the names as the tokenizer gives them, in lower case.
var names = func() map[string]string {
	m := map[string]string{}
	for _, k := range common {
		m[k] = k
	}
	for _, set := range []map[string]*element{elements, drawing} {
		for _, e := range set {
			for _, k := range e.attrs {
				m[lower(k)] = k
			}
		}
	}
	return m
}()

// takes says whether the element may have the attribute.
func (e *element) takes(key string) bool {
	return slices.Contains(e.attrs, key) || slices.Contains(common, key)
}

// Elements lists the elements of the subset, sorted, those inside an svg among them.
func Elements() []string {
	all := slices.Collect(maps.Keys(elements))
	for name := range drawing {
		if elements[name] == nil {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

// Attributes lists the attributes of the subset, sorted.
func Attributes() []string {
	all := slices.Collect(maps.Values(names))
	slices.Sort(all)
	return slices.Compact(all)
}

// Properties lists the CSS properties of the subset, sorted, without those of @page alone.
func Properties() []string { return slices.Sorted(maps.Keys(properties)) }
