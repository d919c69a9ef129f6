package web

import "html/template"

// The seal of an act, in a square of 24. Its face is drawn from the first 14 bits of the leaf hash: it helps the eye
// to recognise an act and proves nothing.
const sealBody = `<path class="cut" d="M4 2.5Q12 1.7 20 2.4Q21.7 2.6 21.7 4.3Q22.3 12 21.6 20Q21.4 21.6 19.8 21.6Q12 22.3 4.2 21.7Q2.5 21.5 2.4 19.8Q1.7 12 2.3 4.2Q2.5 2.7 4 2.5Z"/>`

// Where the four lines of a face lie, as they are written.
var sealLines = [4]string{"6.5", "10.2", "13.8", "17.5"}

// The uprights between two lines: the middle, the outer pair, the inner pair, all three.
var sealUprights = [4][]string{{"12"}, {"6.5", "17.5"}, {"9.3", "14.7"}, {"6.5", "12", "17.5"}}

// seal draws a seal. The style is "" for an act of the office, "party" for one of a party, "copy" for a copy into the
// library.
func seal(face uint16, style string) template.HTML {
	b := make([]byte, 0, 480)
	b = append(b, `<svg class="seal`...)
	if style != "" {
		b = append(append(b, ' '), style...)
	}
	b = append(b, `" viewBox="0 0 24 24" aria-hidden="true">`+sealBody+`<path d="`...)
	b = appendFace(b, face)
	b = append(b, `"/></svg>`...)
	return template.HTML(b) // #nosec G203 -- made of constants and two bytes
}

// appendFace writes the strokes: bits 2i and 2i+1 choose line i, bits 8+2i and 9+2i the gap below it; bit 0 is the
// highest.
func appendFace(b []byte, face uint16) []byte {
	two := func(bit int) int { return int(face>>(14-bit)) & 3 }
	for i, y := range sealLines {
		switch two(2 * i) {
		case 1: // broken
			b = append(append(b, "M6.5 "...), y...)
			b = append(append(append(b, "H9.7M14.3 "...), y...), "H17.5"...)
		case 2: // short
			b = append(append(append(b, "M9 "...), y...), "H15"...)
		default:
			b = append(append(append(b, "M6.5 "...), y...), "H17.5"...)
		}
	}
	for i := range 3 {
		for _, x := range sealUprights[two(8+2*i)] {
			b = append(append(append(append(b, 'M'), x...), ' '), sealLines[i]...)
			b = append(append(b, 'V'), sealLines[i+1]...)
		}
	}
	return b
}
