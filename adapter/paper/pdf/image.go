package pdf

import (
	"bytes"
	"crypto/sha256"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/png"
	"sync"

	"github.com/muniment/muniment/internal/fault"
)

// Image is a picture of the document.
type Image struct {
	Width, Height int // pixels, as it is seen
	object        int
	turn          int // orientation of EXIF, 1 to 8: how it must be turned to be seen so
}

// maxPixels bounds the pictures that are taken.
const maxPixels = 40_000_000

// Image reads a picture and writes it, so that pages can show it: PNG, JPEG or GIF (its first picture). The same bytes are
// written once. A JPEG keeps its data but loses what cameras add, such as the place; one that is turned by its EXIF is turned.
// Colours are taken as sRGB; a JPEG in CMYK is converted. The compressed data of a JPEG are not decoded: that they are all there
// is seen, what they show is not.
//
// Errors: Invalid if it is none of these, is damaged, or has more than 40 megapixels.
func (w *Writer) Image(b []byte) (*Image, error) {
	sum := sha256.Sum256(b)
	if m := w.images[sum]; m != nil {
		return m, nil
	}
	pic, err := readPicture(b)
	if err != nil {
		return nil, err
	}
	m := &Image{Width: pic.width, Height: pic.height, turn: pic.turn}
	if m.turn > 4 {
		m.Width, m.Height = m.Height, m.Width
	}
	dict := []byte{}
	if pic.mask != nil {
		n := w.number()
		w.stream(n, pic.mask.dictionary(), pic.mask.data, false)
		dict = reference(append(dict, "/SMask "...), n)
	}
	m.object = w.number()
	w.stream(m.object, append(dict, pic.dictionary()...), pic.data, false)
	w.images[sum] = m
	return m, nil
}

// name appends the name of the picture as a resource.
func (m *Image) name(b []byte) []byte { return integer(append(b, "/I"...), m.object) }

// matrix maps the unit square, in which PDF shows a picture as it is stored, to a rectangle in which it is seen upright.
func (m *Image) matrix(x, y, w, h float64) []float64 {
	switch m.turn {
	case 2:
		return []float64{-w, 0, 0, h, x + w, y}
	case 3:
		return []float64{-w, 0, 0, -h, x + w, y + h}
	case 4:
		return []float64{w, 0, 0, -h, x, y + h}
	case 5:
		return []float64{0, -h, -w, 0, x + w, y + h}
	case 6:
		return []float64{0, -h, w, 0, x, y + h}
	case 7:
		return []float64{0, h, w, 0, x, y}
	case 8:
		return []float64{0, h, -w, 0, x + w, y}
	}
	return []float64{w, 0, 0, h, x, y}
}

// picture is what the stream of a picture holds.
type picture struct {
	width, height int
	bits          int    // per component
	space         string // colour space
	filter        string // with its parameters
	data          []byte // encoded
	mask          *picture
	turn          int
}

func (p *picture) dictionary() []byte {
	b := append(integer([]byte("/Type/XObject/Subtype/Image/Width "), p.width), "/Height "...)
	b = append(integer(b, p.height), "/BitsPerComponent "...)
	return append(append(append(integer(b, p.bits), "/ColorSpace"...), p.space...), p.filter...)
}

// broken is a picture that cannot be read.
func broken(kind string, err error) error {
	f := fault.New(fault.Invalid, "the %s picture is damaged", kind)
	if err != nil {
		return f.Because(err)
	}
	return f
}

// fits looks at the size before anything is decoded. Pictures of two bytes for each colour may have half as many pixels.
func fits(width, height int, deep bool) error {
	most := maxPixels
	if deep {
		most /= 2
	}
	if width <= 0 || height <= 0 {
		return fault.New(fault.Invalid, "a picture of %d by %d pixels is none", width, height)
	}
	if width > most/height {
		return fault.New(fault.Invalid, "a picture of %d by %d pixels is too large: at most %d megapixels", width, height, most/1_000_000)
	}
	return nil
}

// readPicture finds out what it is and prepares it for a stream.
func readPicture(b []byte) (*picture, error) {
	switch {
	case bytes.HasPrefix(b, []byte(pngMagic)):
		return readPNG(b)
	case bytes.HasPrefix(b, []byte("\xFF\xD8\xFF")):
		return readJPEG(b)
	case bytes.HasPrefix(b, []byte("GIF87a")), bytes.HasPrefix(b, []byte("GIF89a")):
		return readGIF(b)
	}
	return nil, fault.New(fault.Invalid, "a picture must be PNG, JPEG or GIF")
}

func readGIF(b []byte) (*picture, error) {
	c, err := gif.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, broken("GIF", err)
	}
	if err := fits(c.Width, c.Height, false); err != nil {
		return nil, err
	}
	m, err := gif.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, broken("GIF", err)
	}
	if screen := image.Rect(0, 0, c.Width, c.Height); m.Bounds() != screen {
		full := image.NewNRGBA(screen)
		draw.Draw(full, m.Bounds(), m, m.Bounds().Min, draw.Src)
		m = full
	}
	return encode(m)
}

// encoder keeps the buffers of the PNG encoder, whose data PDF takes as they are.
var encoder = png.Encoder{CompressionLevel: png.DefaultCompression, BufferPool: new(encoderBuffers)}

type encoderBuffers struct{ pool sync.Pool }

func (b *encoderBuffers) Get() *png.EncoderBuffer {
	e, _ := b.pool.Get().(*png.EncoderBuffer)
	return e
}
func (b *encoderBuffers) Put(e *png.EncoderBuffer) { b.pool.Put(e) }

// encode makes a picture of decoded pixels: its colours, and its transparency as a mask if it has any.
func encode(m image.Image) (*picture, error) {
	if opaque, ok := m.(interface{ Opaque() bool }); ok && opaque.Opaque() {
		return pixels8(m)
	}
	colours, box := straight(m), m.Bounds()
	mask, grey := image.NewGray(box), true
	for i := range mask.Pix {
		c := colours.Pix[4*i : 4*i+4]
		mask.Pix[i], c[3] = c[3], 255
		grey = grey && c[0] == c[1] && c[1] == c[2]
	}
	var opaque image.Image = colours
	if grey {
		g := image.NewGray(box)
		draw.Draw(g, box, colours, box.Min, draw.Src)
		opaque = g
	}
	p, err := pixels8(opaque)
	if err != nil {
		return nil, err
	}
	p.mask, err = pixels8(mask)
	return p, err
}

// straight gives a copy of a picture whose colours are not multiplied by their alpha, without gaps between its rows.
func straight(m image.Image) *image.NRGBA {
	box := m.Bounds()
	n := image.NewNRGBA(box)
	if from, ok := m.(*image.NRGBA); ok && from.Stride == n.Stride {
		copy(n.Pix, from.Pix)
		return n
	}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			n.SetNRGBA(x, y, color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA))
		}
	}
	return n
}

// pixels8 encodes opaque pixels with at most 8 bits per component.
func pixels8(m image.Image) (*picture, error) {
	switch m.(type) {
	case *image.Gray, *image.Paletted, *image.NRGBA, *image.RGBA, *image.YCbCr:
	case *image.Gray16:
		g := image.NewGray(m.Bounds())
		draw.Draw(g, g.Bounds(), m, m.Bounds().Min, draw.Src)
		m = g
	default: // 16 bits are more than paper shows
		n := image.NewNRGBA(m.Bounds())
		draw.Draw(n, n.Bounds(), m, m.Bounds().Min, draw.Src)
		m = n
	}
	var b bytes.Buffer
	if err := encoder.Encode(&b, m); err != nil {
		return nil, err
	}
	return readPNG(b.Bytes())
}
