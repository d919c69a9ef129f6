package pdf

import (
	"fmt"
	"strings"
)

// Link makes a rectangle lead to an address (uri) or to an anchor of this document. The contents say in words where it leads.
// The element is a Link, or a Reference for a footnote's number.
func (p *Page) Link(x, y, w, h float64, uri, anchor, contents string, e *Elem) {
	if p.done {
		p.w.fail(fmt.Errorf("pdf: page %d is drawn on after it was done", p.index()))
		return
	}
	n := p.w.number()
	bottom := p.height - y - h
	b := numbers([]byte("<</Type/Annot/Subtype/Link/Border[0 0 0]/F 4/Rect["), x, bottom, x+w, bottom+h)
	b = integer(append(b, "]/StructParent "...), p.w.parent(e.addLink(p.object, n)))
	b = text(append(b, "/Contents"...), contents)
	if anchor != "" {
		p.w.wanted[anchor] = true
		b = text(append(b, "/Dest"...), anchor)
	} else {
		b = append(literal(append(b, "/A<</S/URI/URI"...), inASCII(uri)), ">>"...)
	}
	p.w.add(n, append(b, ">>"...))
	p.links = append(p.links, n)
}

// inASCII escapes what an address in a PDF must not have (ISO 32000-1, 12.6.4.7): characters outside ASCII, and blanks.
func inASCII(uri string) string {
	if plainASCII(uri) && !strings.Contains(uri, " ") {
		return uri
	}
	var b []byte
	for i := 0; i < len(uri); i++ {
		if c := uri[i]; c > 0x20 && c < 0x7f {
			b = append(b, c)
		} else {
			b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return string(b)
}
