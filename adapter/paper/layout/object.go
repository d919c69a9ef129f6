package layout

import (
	"encoding/base64"
	"io/fs"
	"math"
	"strings"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
	"github.com/muniment/muniment/internal/fault"
)

// px is a pixel of CSS in points.
const px = 0.75

// object makes the object of an img or svg; nil if there is nothing to show, which the report says.
func (b *builder) object(n *style.Node, width float64) *object {
	o := &object{node: n, alt: n.Get("alt")}
	if n.Tag == "svg" {
		b.drawing(o)
	} else if err := b.picture(o); err != nil {
		b.report.Problems = append(b.report.Problems, Problem{n.Line, err})
		if o.alt == "" {
			return nil
		}
		b.substitute(o)
	}
	w, h := o.width, o.height
	st := n.Style
	ratio := 1.0
	if w > 0 && h > 0 {
		ratio = h / w
	}
	sw, sh := !st.Width.IsAuto(), st.Height.Unit == style.Pt
	switch {
	case sw && sh:
		w, h = st.Width.Of(width), st.Height.Value
	case sw:
		w = st.Width.Of(width)
		h = w * ratio
	case sh:
		h = st.Height.Value
		w = h / ratio
	}
	limit := math.Inf(1)
	if !st.MaxWidth.IsAuto() {
		limit = st.MaxWidth.Of(width)
	}
	if w > limit {
		w, h = limit, h*limit/w
	}
	if st.MaxHeight.Unit == style.Pt && h > st.MaxHeight.Value {
		w, h = w*st.MaxHeight.Value/h, st.MaxHeight.Value
	}
	if high := b.high * 0.9; h > high {
		w, h = w*high/h, high
	}
	o.width, o.height = w, h
	return o
}

// figure gives the structure element of an object, below the one around it; nil if it says nothing.
func (o *object) figure(around *pdf.Elem) *pdf.Elem {
	if o.elem == nil && o.alt != "" {
		o.elem = around.New("Figure")
		o.elem.Attr().Alt = o.alt
	}
	return o.elem
}

// picture reads the picture of an img.
func (b *builder) picture(o *object) error {
	img, err := b.image(o.node.Get("src"))
	if err != nil {
		return err
	}
	o.width, o.height = float64(img.Width)*px, float64(img.Height)*px
	o.paint = func(t *painter, x, y, w, h float64) {
		if o.elem != nil {
			o.elem.Attr().BBox = [4]float64{x, y, w, h}
		}
		t.page.Image(img, x, y, w, h)
	}
	return nil
}

// image gives a picture by the name that its source has, or by its own text (data:). Pictures are read once.
func (b *builder) image(src string) (*pdf.Image, error) {
	if i, ok := b.images[src]; ok {
		return i.img, i.err
	}
	img, err := b.readImage(src)
	b.images[src] = loaded{img, err}
	return img, err
}

type loaded struct {
	img *pdf.Image
	err error
}

func (b *builder) readImage(src string) (*pdf.Image, error) {
	if rest, ok := strings.CutPrefix(src, "data:"); ok {
		kind, text, _ := strings.Cut(rest, ",")
		if !strings.HasSuffix(kind, ";base64") {
			return nil, fault.New(fault.Invalid, "a picture in the text of a document is written in base64")
		}
		body, err := base64.StdEncoding.DecodeString(strings.Map(func(r rune) rune {
			if strings.ContainsRune(" \t\r\n", r) {
				return -1
			}
			return r
		}, text))
		if err != nil {
			return nil, fault.New(fault.Invalid, "a picture in the text of a document is written in base64").Because(err)
		}
		return b.out.Image(body)
	}
	if b.options.Files == nil {
		return nil, fault.New(fault.Invalid, "there is no picture %q", src)
	}
	body, err := fs.ReadFile(b.options.Files, src)
	if err != nil {
		return nil, fault.New(fault.Invalid, "there is no picture %q", src).Because(err)
	}
	return b.out.Image(body)
}

// substitute shows what a picture that cannot be read would have shown, in words.
func (b *builder) substitute(o *object) {
	st := o.node.Style
	s := b.span(st, nil, nil)
	s.query.Lang = o.node.Lang
	p := b.paragraph(st, []*style.Node{{Text: "[" + o.alt + "]", Style: st, Lang: o.node.Lang}}, nil, o.node.Line, b.wide)
	ls := b.lines(p, b.wide)
	for i := range ls {
		o.width = math.Max(o.width, ls[i].natural)
	}
	above, below := b.strut(st, s.size)
	o.height = (above + below) * float64(len(ls))
	o.paint = func(t *painter, x, y, w, h float64) {
		if o.elem != nil {
			o.elem.Attr().BBox = [4]float64{x, y, w, h}
		}
		t.quiet++ // its element is begun already
		for i := range ls {
			b.paintLine(t, p, &ls[i], x, y+float64(i)*(above+below), w, above)
		}
		t.quiet--
	}
}

// fitObjects makes the objects of a paragraph no wider than its column.
func (b *builder) fitObjects(p *paragraph, width float64) {
	for i := range p.pieces {
		pc := &p.pieces[i]
		if pc.kind != solid {
			continue
		}
		o := pc.span.object
		if st := o.node.Style; st.Width.Unit == style.Percent {
			f := st.Width.Of(width) / math.Max(1e-6, o.width)
			o.width, o.height = o.width*f, o.height*f
		}
		if st := o.node.Style; st.MaxWidth.Unit == style.Percent && o.width > st.MaxWidth.Of(width) {
			o.width, o.height = st.MaxWidth.Of(width), o.height*st.MaxWidth.Of(width)/o.width
		}
		if o.width > width {
			o.width, o.height = width, o.height*width/o.width
		}
		if high := b.high * 0.9; o.height > high {
			o.width, o.height = o.width*high/o.height, high
		}
		pc.width = o.width
	}
}
