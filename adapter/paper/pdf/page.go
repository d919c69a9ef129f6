package pdf

import "github.com/muniment/muniment/adapter/paper/font"

// Color is a colour of sRGB.
type Color struct{ R, G, B uint8 }

// Page is a page that is drawn on. Its methods draw on top of what is there.
type Page struct{}

// Text shows shaped text, its first run beginning at x, on the baseline y. Spacing is added after every cluster. Runs come in
// visual order; calls come in the order of reading.
func (p *Page) Text(x, y, size float64, c Color, spacing float64, runs ...font.Run) {}

// Fill fills a rectangle.
func (p *Page) Fill(x, y, w, h float64, c Color) {}

// LineStyle is how a line is drawn.
type LineStyle int

// The styles of lines. Dots are round; dashes are three times as long as the line is thick.
const (
	Solid LineStyle = iota
	Dotted
	Dashed
)

// Line draws a straight line.
func (p *Page) Line(x1, y1, x2, y2, weight float64, c Color, style LineStyle) {}

// Image shows a picture in a rectangle.
func (p *Page) Image(img *Image, x, y, w, h float64) {}

// Begin says that what is drawn until End is content of the element. A Begin inside another suspends the outer one.
func (p *Page) Begin(e *Elem) {}

// End ends the latest Begin.
func (p *Page) End() {}

// Artifact says that what is drawn until EndArtifact is no part of the text. The kind is Header or Footer for what is repeated
// on every page, Layout for rules and grounds, Background, or empty.
func (p *Page) Artifact(kind string) {}

// EndArtifact ends the latest Artifact.
func (p *Page) EndArtifact() {}

// Link makes a rectangle lead to an address (uri) or to an anchor of this document. The contents say in words where it leads.
// The element is a Link, or a Reference for a footnote's number.
func (p *Page) Link(x, y, w, h float64, uri, anchor, contents string, e *Elem) {}

// Flush writes what was drawn. More may be drawn afterwards.
func (p *Page) Flush() {}

// Done ends the page. Nothing can be drawn on it afterwards, but links and outlines may lead to it.
func (p *Page) Done() {}
