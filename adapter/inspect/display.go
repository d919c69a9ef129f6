package inspect

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strconv"

	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

// displayed is how many dots the longer side of a copy for display has at most.
const displayed = 1600

// picture decodes a picture, tells what it is like, and makes a copy of its dots to show.
func (r *finder) picture(b []byte, t Type) {
	s := Seen{Type: t}
	l := looker{f: bytes.NewReader(b), size: int64(len(b))}
	if err := l.picture(&s); err != nil {
		r.broken(err)
		return
	}
	r.Width, r.Height, r.PerMetre = s.Width, s.Height, s.PerMetre
	m, err := r.decode(b, t)
	if err != nil || m == nil {
		r.blame(Damaged)
		return
	}
	turn := r.added(b, t)
	m = turned(m, turn)
	if turn > 4 {
		r.Width, r.Height = r.Height, r.Width
	}
	transparent := false
	r.Colour, transparent = colours(m)
	if transparent {
		r.find(Transparent)
	}
	switch width, height := s.Millimetres(); {
	case width == 0:
		r.find(NoDensity)
	case width > 80.5 || height > 80.5: // half a millimetre for rounding of the density
		r.find(PrintsLarge, "width", strconv.Itoa(int(width+0.5)), "height", strconv.Itoa(int(height+0.5)))
	}
	var out bytes.Buffer
	if err := png.Encode(&out, smaller(m, displayed)); err == nil {
		r.Display = out.Bytes()
	}
}

func (r *finder) decode(b []byte, t Type) (image.Image, error) {
	in := bytes.NewReader(b)
	switch t {
	case PNG:
		if bytes.Contains(b[:min(len(b), headSize)], []byte("acTL")) {
			r.find(Animated)
		}
		return png.Decode(in)
	case JPEG:
		return jpeg.Decode(in)
	case GIF:
		if bytes.Count(b, []byte("\x21\xF9\x04")) > 1 {
			r.find(Animated)
		}
		return gif.Decode(in)
	case TIFF:
		return tiff.Decode(in)
	}
	return webp.Decode(in)
}

// added tells what a camera has added, and how the picture must be turned to be seen upright: 1 to 8 (EXIF 2.32, 4.6.4).
func (r *finder) added(b []byte, t Type) int {
	exif := exifOf(t, b)
	if exif == nil {
		return 1
	}
	r.find(Camera)
	var order binary.ByteOrder = binary.LittleEndian
	if exif[0] == 'M' {
		order = binary.BigEndian
	}
	turn, at := 1, int64(order.Uint32(exif[4:]))
	if at+2 > int64(len(exif)) {
		return turn
	}
	n := int(order.Uint16(exif[at:]))
	for i := range n {
		e := at + 2 + int64(i)*12
		if e+12 > int64(len(exif)) {
			break
		}
		switch order.Uint16(exif[e:]) {
		case 0x0112:
			if o := int(order.Uint16(exif[e+8:])); o >= 1 && o <= 8 {
				turn = o
			}
		case 0x8825:
			r.find(Location)
		}
	}
	return turn
}

// exifOf finds the EXIF of a picture, which is a small TIFF; nil if there is none.
func exifOf(t Type, b []byte) []byte {
	mark := map[Type]string{JPEG: "Exif\x00\x00", PNG: "eXIf", WebP: "EXIF"}[t]
	if mark == "" {
		return nil
	}
	i := bytes.Index(b, []byte(mark))
	if i < 0 {
		return nil
	}
	exif := b[i+len(mark):]
	if t == WebP && len(exif) > 4 {
		exif = bytes.TrimPrefix(exif[4:], []byte("Exif\x00\x00"))
	}
	if len(exif) < 10 || string(exif[:2]) != "II" && string(exif[:2]) != "MM" {
		return nil
	}
	return exif
}

// turned gives a picture upright.
func turned(m image.Image, turn int) image.Image {
	if turn <= 1 || turn > 8 {
		return m
	}
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	if turn > 4 {
		out = image.NewNRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch turn {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			out.Set(tx, ty, m.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return out
}

// colours tells whether a picture has colours, greys, or only black and white, and whether it is transparent somewhere. A difference
// that nobody sees, such as scanners make, is none.
func colours(m image.Image) (kind string, transparent bool) {
	b := m.Bounds()
	grey := false
	coloured := 0
	step := max(1, b.Dx()*b.Dy()/4_000_000)
	for i := 0; i < b.Dx()*b.Dy(); i += step {
		c := color.NRGBAModel.Convert(m.At(b.Min.X+i%b.Dx(), b.Min.Y+i/b.Dx())).(color.NRGBA)
		if c.A < 255 {
			transparent = true
		}
		if c.A == 0 {
			continue
		}
		most, least := max(c.R, c.G, c.B), min(c.R, c.G, c.B)
		if most-least > 24 {
			coloured++
		}
		if most > 16 && least < 239 {
			grey = true
		}
	}
	switch {
	case coloured > b.Dx()*b.Dy()/step/2000:
		return "colour", transparent
	case grey:
		return "grey", transparent
	}
	return "bw", transparent
}

// smaller gives a copy of the dots whose longer side has at most so many, each the mean of those that it stands for.
func smaller(m image.Image, most int) *image.NRGBA {
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	k := 1
	for max(w, h) > most*k {
		k++
	}
	if k == 1 {
		out := image.NewNRGBA(image.Rect(0, 0, w, h))
		draw.Draw(out, out.Bounds(), m, b.Min, draw.Src)
		return out
	}
	out := image.NewNRGBA(image.Rect(0, 0, (w+k-1)/k, (h+k-1)/k))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			var red, green, blue, alpha, n uint32
			for dy := range min(k, h-y*k) {
				for dx := range min(k, w-x*k) {
					pr, pg, pb, pa := m.At(b.Min.X+x*k+dx, b.Min.Y+y*k+dy).RGBA()
					red, green, blue, alpha, n = red+pr>>8, green+pg>>8, blue+pb>>8, alpha+pa>>8, n+1
				}
			}
			out.Set(x, y, color.RGBA{eight(red / n), eight(green / n), eight(blue / n), eight(alpha / n)})
		}
	}
	return out
}

func eight(n uint32) uint8 { return uint8(min(n, 255)) } // #nosec G115 -- bounded
