package sample

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/png"
	"math"
)

// drawing is a picture of a design and its name in a record.
type drawing struct {
	png  []byte
	name string // SHA-256
}

// canvas is a picture in the making: ink and three tones of clay on paper.
type canvas struct{ *image.Paletted }

const (
	paper = iota
	ink
	light
	dark
)

func newCanvas() canvas {
	return canvas{image.NewPaletted(image.Rect(0, 0, 320, 240), color.Palette{
		paper: color.Gray{Y: 0xfb}, ink: color.Gray{Y: 0x2a}, light: color.Gray{Y: 0xc9}, dark: color.Gray{Y: 0x8e},
	})}
}

// paint fills what lies inside with a tone, and draws its edge.
func (c canvas) paint(tone uint8, inside func(x, y float64) bool) {
	for y := range 240 {
		for x := range 320 {
			px, py := float64(x), float64(y)
			if !inside(px, py) {
				continue
			}
			c.SetColorIndex(x, y, tone)
			if !inside(px-2, py) || !inside(px+2, py) || !inside(px, py-2) || !inside(px, py+2) {
				c.SetColorIndex(x, y, ink)
			}
		}
	}
}

func ellipse(cx, cy, rx, ry float64) func(x, y float64) bool {
	return func(x, y float64) bool { return (x-cx)*(x-cx)/(rx*rx)+(y-cy)*(y-cy)/(ry*ry) <= 1 }
}

// ring is an ellipse with a hole.
func ring(cx, cy, rx, ry, width float64) func(x, y float64) bool {
	outer, inner := ellipse(cx, cy, rx, ry), ellipse(cx, cy, rx-width, ry-width)
	return func(x, y float64) bool { return outer(x, y) && !inner(x, y) }
}

// taper is a shape between two heights whose half width goes from one to another.
func taper(cx, top, bottom, from, to float64) func(x, y float64) bool {
	return func(x, y float64) bool {
		if y < top || y > bottom {
			return false
		}
		return math.Abs(x-cx) <= from+(to-from)*(y-top)/(bottom-top)
	}
}

// done gives the picture. It is not compressed, so that it is the same whatever becomes of the compressor.
func (c canvas) done() drawing {
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.NoCompression}
	if err := e.Encode(&b, c.Paletted); err != nil {
		panic("sample: " + err.Error()) // a picture of this size can be encoded, and memory takes it
	}
	sum := sha256.Sum256(b.Bytes())
	return drawing{b.Bytes(), hex.EncodeToString(sum[:])}
}

func drawPot() drawing {
	c := newCanvas()
	c.paint(dark, ring(160, 88, 62, 58, 8))  // handle of rattan
	c.paint(light, func(x, y float64) bool { // spout
		return x >= 226 && x <= 282 && math.Abs(y-(158-(x-226)*0.95)) <= 13-(x-226)*0.09
	})
	c.paint(light, ellipse(160, 150, 80, 62))
	c.paint(dark, ellipse(160, 92, 34, 9))
	c.paint(dark, ellipse(160, 80, 8, 7))
	c.paint(light, taper(160, 208, 218, 44, 48))
	return c.done()
}

func drawPotAbove() drawing {
	c := newCanvas()
	c.paint(light, taper(160, 12, 60, 7, 13))
	c.paint(light, ellipse(160, 130, 82, 82))
	c.paint(dark, ellipse(160, 130, 34, 34))
	c.paint(light, ellipse(160, 130, 8, 8))
	c.paint(dark, func(x, y float64) bool { return math.Abs(x-160) <= 62 && math.Abs(y-130) <= 4 })
	return c.done()
}

func drawCup() drawing {
	c := newCanvas()
	c.paint(light, taper(160, 92, 186, 78, 40))
	c.paint(dark, ellipse(160, 92, 78, 16))
	c.paint(light, taper(160, 186, 198, 34, 38))
	return c.done()
}

func drawLamp() drawing {
	c := newCanvas()
	c.paint(light, taper(160, 30, 128, 38, 84))
	c.paint(dark, taper(160, 128, 196, 5, 5))
	c.paint(dark, ellipse(160, 204, 58, 12))
	return c.done()
}
