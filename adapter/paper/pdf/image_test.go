package pdf_test

import (
	"image"
	"math/rand/v2"
	"testing"
)

// jpegNoise is a JPEG of w by 400 pixels that cannot be compressed well.
func jpegNoise(t testing.TB, w int) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, w, 400))
	r := rand.New(rand.NewPCG(1, uint64(w)))
	for i := range m.Pix {
		m.Pix[i] = uint8(r.Uint32())
	}
	return jpegOf(t, m)
}
