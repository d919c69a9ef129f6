package paper

import (
	"html/template"
	"strconv"

	"github.com/boombuler/barcode/qr"

	"github.com/muniment/muniment/internal/fault"
)

// quiet is the width of the empty margin around a code, in modules. Source: ISO/IEC 18004.
const quiet = 4

// maxQR is the greatest length of an address in a code, in bytes; a longer one would make modules too small to be read from paper.
const maxQR = 300

// QR draws a QR code of an address as an inline SVG whose units are modules, with its margin. The label is what it is for those who
// cannot see it. Errors: Invalid for an address that is too long.
func QR(address, label string) (template.HTML, error) {
	if len(address) > maxQR {
		return "", fault.New(fault.Invalid, "an address in a QR code has at most %d bytes", maxQR)
	}
	code, err := qr.Encode(address, qr.M, qr.Auto)
	if err != nil {
		return "", fault.New(fault.Invalid, "the address %.100q cannot be made a QR code", address).Because(err)
	}
	n := code.Bounds().Dx()
	side := strconv.Itoa(n + 2*quiet)
	b := make([]byte, 0, 16*n*n/4)
	b = append(b, `<svg class="qr" role="img" aria-label="`+template.HTMLEscapeString(label)+`" viewBox="0 0 `+side+" "+side+`"><path d="`...)
	dark := func(x, y int) bool {
		r, _, _, _ := code.At(x, y).RGBA()
		return r == 0
	}
	for y := range n {
		for x := 0; x < n; x++ {
			if !dark(x, y) {
				continue
			}
			from := x
			for x+1 < n && dark(x+1, y) {
				x++
			}
			b = append(strconv.AppendInt(append(b, 'M'), int64(from+quiet), 10), ' ')
			b = strconv.AppendInt(b, int64(y+quiet), 10)
			b = strconv.AppendInt(append(b, 'h'), int64(x-from+1), 10)
			b = append(strconv.AppendInt(append(b, "v1h-"...), int64(x-from+1), 10), 'z')
		}
	}
	return template.HTML(append(b, `"/></svg>`...)), nil // #nosec G203 -- numbers, and a label that is escaped
}
