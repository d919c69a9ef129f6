package pdf_test

import (
	"fmt"
	"image"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/adapter/paper/pdf"
)

const sentence = "Cục Sở hữu trí tuệ thông báo về việc chấp nhận đơn hợp lệ của người nộp đơn"

// BenchmarkLetter writes a page of about 3,000 glyphs in two faces, shaped beforehand.
func BenchmarkLetter(b *testing.B) {
	s := fonts(b)
	h := s.Shaper()
	head := h.Shape("CỘNG HÒA XÃ HỘI", sans, false)
	var lines [40][]font.Run
	glyphs := len(head[0].Glyphs)
	for i := range lines { // words in another order in each line, so that they do not compress like a pattern
		words := strings.Fields(sentence)
		rand.New(rand.NewPCG(1, uint64(i))).Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		lines[i] = h.Shape(strings.Join(words, " "), serif, false)
		glyphs += len(lines[i][0].Glyphs)
	}
	var size counter
	for b.Loop() {
		size = 0
		w := pdf.New(&size, s, info)
		p := w.Page(595.28, 841.89)
		p.Begin(w.Root().New("H1"))
		p.Text(60, 60, 16, black, .5, head...)
		p.End()
		for i, line := range lines {
			p.Begin(w.Root().New("P"))
			p.Text(60, 90+float64(i)*15, 10.5, black, 0, line...)
			p.End()
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(glyphs), "glyphs")
	b.ReportMetric(float64(size), "B/letter")
}

// BenchmarkImages takes pictures of each kind: passed through, with transparency, and as they come from cameras.
func BenchmarkImages(b *testing.B) {
	for _, k := range []struct {
		name  string
		bytes []byte
	}{
		{"png", pngOf(b, shades(600, 600, false))},
		{"alpha", pngOf(b, shades(600, 600, true))},
		{"jpeg", jpegOf(b, shades(600, 600, false))},
		{"gif", gifOf(b, shades(600, 600, false))},
	} {
		b.Run(k.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := pdf.New(io.Discard, nil, info).Image(k.bytes); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkGazette writes 500 pages with 2,000 pictures, every one of its own.
func BenchmarkGazette(b *testing.B) {
	s := fonts(b)
	text := s.Shaper().Shape(sentence, serif, false)
	pictures := make([][]byte, 2000)
	for i := range pictures {
		m := shades(64, 64, false)
		m.SetNRGBA(0, 0, m.NRGBAAt(i%64, i/64))
		m.Pix[4], m.Pix[5] = byte(i), byte(i>>8)
		pictures[i] = pngOf(b, image.Image(m))
	}
	for b.Loop() {
		w := pdf.New(io.Discard, s, info)
		for i := range 500 {
			p := w.Page(595.28, 841.89)
			w.Outline(1, fmt.Sprint(i), p, 60)
			for j := range 4 {
				m, err := w.Image(pictures[i*4+j])
				if err != nil {
					b.Fatal(err)
				}
				fig := w.Root().New("Figure")
				fig.Attr().Alt = "x"
				p.Begin(fig)
				p.Image(m, 60, 60+float64(j)*200, 100, 100)
				p.End()
				for k := range 12 {
					e := w.Root().New("P").New("Span")
					p.Begin(e)
					p.Text(180, 60+float64(j)*200+float64(k)*15, 9, black, 0, text...)
					p.End()
				}
			}
			p.Done()
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

type counter int

func (c *counter) Write(b []byte) (int, error) { *c += counter(len(b)); return len(b), nil }
