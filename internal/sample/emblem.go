package sample

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/png"
)

// grain is how many samples a pixel of an emblem has on each side, so that its edges are smooth.
const grain = 3

// inks are the colours of an emblem: the ground, the sun, and the ridges from far to near.
type inks [5]color.RGBA

func rgb(n uint32) color.RGBA { return color.RGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 0xff} }

var emblemInks = []inks{
	{rgb(0xe7f0ea), rgb(0xb3361b), rgb(0x9fc3b4), rgb(0x4f8f80), rgb(0x1f6f63)},
	{rgb(0xf6e9cd), rgb(0xb3361b), rgb(0xd9b978), rgb(0xa9803a), rgb(0x74500d)},
	{rgb(0xe6ecf3), rgb(0xe0a63a), rgb(0xa6b8cf), rgb(0x5d7ba3), rgb(0x274b7a)},
	{rgb(0xf3e6e3), rgb(0x7a2a48), rgb(0xd3a79d), rgb(0xa3645a), rgb(0x5c2a2a)},
	{rgb(0xefefea), rgb(0x2a2a2a), rgb(0xbdbdb4), rgb(0x7d7d76), rgb(0x3a3a36)},
}

// emblem draws a made-up figurative mark of n by n pixels: ridges before a sun in a ring. Everything is reckoned in whole numbers, so
// that the picture is the same on every machine. Pictures of different shapes differ.
func emblem(shape uint64, n int) drawing {
	d := throw(shape, streamOther, 77)
	in := pick(d, emblemInks)
	const side = 1 << 10 // the emblem's own units
	sunX, sunY, sunR := 300+d.n(420), 300+d.n(150), 90+d.n(70)
	type hill struct{ x, y, w int } // top and half width at the foot
	var ridge [3][2]hill
	for i := range ridge {
		for j := range ridge[i] {
			ridge[i][j] = hill{150 + d.n(720), 330 + 130*i + d.n(130), 380 + d.n(420)}
		}
	}
	at := func(x, y int) color.RGBA {
		dx, dy := x-side/2, y-side/2
		r := dx*dx + dy*dy
		switch {
		case r > 505*505:
			return rgb(0xffffff)
		case r > 480*480:
			return in[4]
		case r > 462*462:
			return rgb(0xffffff)
		}
		for i := 2; i >= 0; i-- {
			for _, h := range ridge[i] {
				if away := x - h.x; y > h.y+away*away*640/(h.w*h.w) {
					return in[2+i]
				}
			}
		}
		if dx, dy := x-sunX, y-sunY; dx*dx+dy*dy < sunR*sunR {
			return in[1]
		}
		return in[0]
	}
	m := image.NewRGBA(image.Rect(0, 0, n, n))
	for y := range n {
		for x := range n {
			var r, g, b int
			for k := range grain * grain {
				c := at((x*grain+k%grain)*side/(n*grain), (y*grain+k/grain)*side/(n*grain))
				r, g, b = r+int(c.R), g+int(c.G), b+int(c.B)
			}
			const all = grain * grain
			m.SetRGBA(x, y, color.RGBA{uint8(r / all), uint8(g / all), uint8(b / all), 0xff})
		}
	}
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := e.Encode(&b, m); err != nil {
		panic("sample: " + err.Error()) // a picture of this size can be encoded, and memory takes it
	}
	// The name is that of the pixels: the bytes depend on the compressor, which may change.
	sum := sha256.Sum256(m.Pix)
	return drawing{b.Bytes(), hex.EncodeToString(sum[:])}
}
