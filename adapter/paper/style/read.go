package style

import (
	"io/fs"
	"strings"
	"unicode/utf8"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
	"golang.org/x/text/unicode/bidi"

	"github.com/muniment/muniment/internal/fault"
)

// Read reads a document. The name is that by which problems call the file; files hold the style sheets that it links
// to, nil if there are none. Problems do not stop the reading: a Document is always given, without what was not
// understood. They are sorted: those of the file itself by line, then those of its style sheets.
//
// Read is safe for concurrent use. Style sheets that were read are kept, by their content, for the documents to come.
func Read(name string, html []byte, files fs.FS) (*Document, []Problem) {
	r := &reader{told: &problems{file: name}, files: files, doc: &Document{Meta: map[string]string{}, Running: map[string]*Node{}}}
	root := tree(html, r.told)
	top, head, body := r.frame(root)
	sheets := []*sheet{builtin()}
	if head != nil {
		sheets = append(sheets, r.head(head)...)
	}
	r.cascade = newCascade(sheets)
	r.doc.Lang = top.Lang
	r.doc.Page, r.doc.First = pages(sheets)
	outer := r.cascade.context(top, nil, true, true)
	r.dress(body, outer, head == nil, true)
	r.doc.Body = body
	r.paper()
	r.rules()
	return r.doc, r.told.sorted()
}

// reader puts a document together.
type reader struct {
	told    *problems
	files   fs.FS
	doc     *Document
	cascade *cascade
}

// frame finds html, head and body, and makes those that are not there.
func (r *reader) frame(root *Node) (top, head, body *Node) {
	for _, n := range root.Kids {
		if n.Tag == "html" && top == nil {
			top = n
			continue
		}
		body = r.collect(body, n)
	}
	if top == nil {
		r.told.add(0, fault.New(fault.Invalid, "the document has no element <%s>", "html"))
		top = &Node{Tag: "html", Line: 1}
	}
	for _, n := range top.Kids {
		switch {
		case n.Tag == "head" && head == nil:
			head = n
		case n.Tag == "body" && (body == nil || body.Line == 0):
			if body != nil {
				n.Kids = append(body.Kids, n.Kids...)
			}
			body = n
		default:
			body = r.collect(body, n)
		}
	}
	if body == nil || body.Line == 0 {
		r.told.add(0, fault.New(fault.Invalid, "the document has no element <%s>", "body"))
		body = r.collect(body, nil)
		body.Line = 1
	}
	return top, head, body
}

// collect puts what stands outside of the body into one.
func (r *reader) collect(body, n *Node) *Node {
	if body == nil {
		body = &Node{Tag: "body"}
	}
	if n != nil {
		body.Kids = append(body.Kids, n)
	}
	return body
}

// head reads title, meta and style sheets, in their order.
func (r *reader) head(head *Node) (sheets []*sheet) {
	for _, n := range head.Kids {
		switch n.Tag {
		case "title":
			r.doc.Title = strings.Join(strings.Fields(text(n)), " ")
		case "meta":
			r.meta(n)
		case "link":
			switch rel := n.Get("rel"); {
			case rel != "stylesheet":
				r.told.add(n.Line, fault.New(fault.Invalid, "<%s> may not have %s=%q", "link", "rel", shown(rel)))
			case r.printed(n):
				sheets = r.link(sheets, n)
			}
		case "style":
			if r.printed(n) && len(n.Kids) > 0 {
				sheets = r.sheet(sheets, r.told.file, n.Kids[0].Line, n.Kids[0].Text, n.Line)
			}
		}
	}
	return sheets
}

// meta takes a meta of the head.
func (r *reader) meta(n *Node) {
	if n.Has("charset") {
		if !strings.EqualFold(n.Get("charset"), "utf-8") {
			r.told.add(n.Line, fault.New(fault.Invalid, "<%s> may not have %s=%q", "meta", "charset", shown(n.Get("charset"))))
		}
		return
	}
	name := n.Get("name")
	for _, known := range metaNames {
		if name == known {
			r.doc.Meta[name] = n.Get("content")
			return
		}
	}
	r.told.add(n.Line, fault.New(fault.Invalid, "<%s> may not have %s=%q", "meta", "name", shown(name)))
}

// printed says whether a style sheet is for paper.
func (r *reader) printed(n *Node) bool {
	if !n.Has("media") {
		return true
	}
	var list []token
	for lex := css.NewLexer(parse.NewInputString(n.Get("media"))); ; {
		kind, b := lex.Next()
		if kind == css.ErrorToken {
			break
		}
		if kind != css.WhitespaceToken {
			list = append(list, token{kind: kind, text: string(b)})
		}
	}
	print, ok := printed(list)
	if !ok {
		r.told.add(n.Line, fault.New(fault.Invalid, "<%s> may not have %s=%q", n.Tag, "media", shown(n.Get("media"))))
	}
	return print
}

// link reads a style sheet of the files.
func (r *reader) link(sheets []*sheet, n *Node) []*sheet {
	href := n.Get("href")
	missing := func(err error) []*sheet {
		r.told.add(n.Line, fault.New(fault.Invalid, "the style sheet %q cannot be read", shown(href)).Because(err))
		return sheets
	}
	if r.files == nil || !fs.ValidPath(href) {
		return missing(fs.ErrNotExist)
	}
	info, err := fs.Stat(r.files, href)
	if err != nil {
		return missing(err)
	}
	if info.Size() > maxSheet {
		r.told.add(n.Line, fault.New(fault.Invalid, "the style sheet is larger than %d bytes", maxSheet))
		return sheets
	}
	b, err := fs.ReadFile(r.files, href)
	if err != nil {
		return missing(err)
	}
	if !utf8.Valid(b) {
		r.told.addIn(href, 0, fault.New(fault.Invalid, "the file is not in UTF-8"))
	}
	return r.sheet(sheets, href, 1, string(b), n.Line)
}

// sheet adds a style sheet, of which the first line is the given line of the file.
func (r *reader) sheet(sheets []*sheet, file string, first int, src string, at int) []*sheet {
	switch {
	case len(src) > maxSheet:
		r.told.add(at, fault.New(fault.Invalid, "the style sheet is larger than %d bytes", maxSheet))
		return sheets
	case len(sheets) == maxSheets:
		r.told.add(at, fault.New(fault.Invalid, "the document has more than %d style sheets", maxSheets))
		return sheets
	}
	s := kept.sheet(src)
	for _, f := range s.found {
		r.told.addIn(file, first+f.line-1, f.what)
	}
	return append(sheets, s)
}

// dress gives a node and all below it their styles, and takes out what is not shown and what runs in the margins.
func (r *reader) dress(n *Node, parent *context, first, last bool) {
	x := r.cascade.context(n, parent, first, last)
	n.Style = x.style
	if n.Tag == "svg" {
		undressed(n.Kids, x.style)
		return
	}
	wanted, seen := 0, 0
	if r.cascade.first || r.cascade.last {
		for _, k := range n.Kids {
			if k.Tag != "" {
				wanted++
			}
		}
	}
	kids := n.Kids[:0]
	for _, k := range n.Kids {
		if k.Tag == "" {
			k.Style = x.style
			kids = append(kids, k)
			continue
		}
		seen++
		r.dress(k, x, seen == 1, seen == wanted)
		switch name := k.Style.Running; {
		case k.Style.Display == None, k.Has("hidden"):
		case name == "":
			kids = append(kids, k)
		case r.doc.Running[name] != nil:
			r.told.add(k.Line, fault.New(fault.Invalid, "there are two running elements %q", name))
		default:
			r.doc.Running[name] = k
		}
	}
	n.Kids = kids
}

// undressed gives all of a drawing the style that it stands in.
func undressed(list []*Node, s *Style) {
	for _, n := range list {
		n.Style = s
		undressed(n.Kids, s)
	}
}

// paper sees that the page has room for text, and that the running elements that it names are there.
func (r *reader) paper() {
	for _, p := range []*Page{&r.doc.Page, &r.doc.First} {
		w, h := p.Width, p.Height
		for i := range p.Margin {
			if taken := p.Margin[i] + p.Padding[i] + p.Border[i].Width; i%2 == 0 {
				h -= taken
			} else {
				w -= taken
			}
		}
		if w < minPage || h < minPage {
			r.told.add(0, fault.New(fault.Invalid, "the margins of the page leave no room for text"))
			p.Margin, p.Padding, p.Border = [4]float64{}, [4]float64{}, [4]Border{}
		}
		if r.doc.Running[p.Head] == nil {
			p.Head = ""
		}
		if r.doc.Running[p.Foot] == nil {
			p.Foot = ""
		}
	}
}

// text is all text of a node.
func text(n *Node) string {
	if n.Tag == "" {
		return n.Text
	}
	var b strings.Builder
	for _, k := range n.Kids {
		b.WriteString(text(k))
	}
	return b.String()
}

// direction says whether a letter is written from right to left, and whether it has a direction of its own at all.
func direction(r rune) (rtl, strong bool) {
	if r < 0x80 {
		return false, 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	p, _ := bidi.LookupRune(r)
	switch p.Class() {
	case bidi.L:
		return false, true
	case bidi.R, bidi.AL:
		return true, true
	}
	return false, false
}
