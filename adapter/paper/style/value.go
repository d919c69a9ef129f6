package style

import (
	"encoding/hex"
	"math"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// length is a length as it was written, before the font size is known.
type length struct {
	v    float64
	unit string // "pt", "em", "rem", "%", "fr", "auto"
}

// points are the units that need nothing to be computed.
var points = map[string]float64{"pt": 1, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72, "px": 0.75}

// maxLength is the longest length in points: some 350 metres.
const maxLength = 1e6

// number reads a number with its unit; "" if it has none.
func number(t token) (v float64, unit string, ok bool) {
	if t.kind != css.NumberToken && t.kind != css.DimensionToken && t.kind != css.PercentageToken {
		return 0, "", false
	}
	n, _ := parse.Dimension([]byte(t.text))
	v, err := strconv.ParseFloat(t.text[:n], 64)
	return v, strings.ToLower(t.text[n:]), err == nil && math.Abs(v) <= maxLength
}

// allow says which lengths a property takes besides those of zero and above.
type allow uint8

const (
	negative allow = 1 << iota
	percent
	auto
	none  // the word for auto in max-width and max-height
	share // fr
)

// readLength reads a length.
func readLength(t token, a allow) (length, bool) {
	if a&auto != 0 && t.is(css.IdentToken, "auto") || a&none != 0 && t.is(css.IdentToken, "none") {
		return length{unit: "auto"}, true
	}
	v, unit, ok := number(t)
	if !ok || v < 0 && a&negative == 0 {
		return length{}, false
	}
	switch f, absolute := points[unit]; {
	case absolute:
		return length{v * f, "pt"}, true
	case unit == "" && v == 0:
		return length{0, "pt"}, true
	case unit == "em", unit == "rem", unit == "%" && a&percent != 0, unit == "fr" && a&share != 0:
		return length{v, unit}, true
	}
	return length{}, false
}

// of computes the length for an element.
func (l length) of(w *work) Length {
	switch l.unit {
	case "em":
		return Length{clamp(l.v * w.s.FontSize), Pt}
	case "rem":
		return Length{clamp(l.v * w.root), Pt}
	case "%":
		return Length{l.v, Percent}
	case "fr":
		return Length{l.v, Fr}
	case "auto":
		return Length{0, Auto}
	}
	return Length{clamp(l.v), Pt}
}

// points computes a length that is no percentage and not auto.
func (l length) points(w *work) float64 { return l.of(w).Value }

func clamp(v float64) float64 { return max(-maxLength, min(maxLength, v)) }

// sides spreads one to four values over top, right, bottom and left.
func sides[T any](list []token, read func(token) (T, bool)) (all [4]T, ok bool) {
	if len(list) < 1 || len(list) > 4 {
		return all, false
	}
	for i, t := range list {
		if all[i], ok = read(t); !ok {
			return all, false
		}
	}
	if len(list) < 2 {
		all[1] = all[0]
	}
	if len(list) < 3 {
		all[2] = all[0]
	}
	if len(list) < 4 {
		all[3] = all[1]
	}
	return all, true
}

// readColor reads a colour.
func readColor(t token) (Color, bool) {
	switch {
	case t.is(css.IdentToken, "black"):
		return Black, true
	case t.is(css.IdentToken, "white"):
		return White, true
	case t.kind != css.HashToken:
		return Color{}, false
	}
	digits := t.text[1:]
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) != 3 {
		return Color{}, false
	}
	return Color{b[0], b[1], b[2], 255}, true
}

// integer reads a whole number from low to high.
func integer(t token, low, high int) (int, bool) {
	if t.kind != css.NumberToken {
		return 0, false
	}
	n, err := strconv.Atoi(t.text)
	return n, err == nil && low <= n && n <= high
}

// call reads a function of one word, such as running(head), and gives the word.
func call(list []token, name string) (word string, ok bool) {
	if len(list) == 3 && list[0].is(css.FunctionToken, name+"(") && list[1].kind == css.IdentToken && list[2].kind == css.RightParenthesisToken {
		return list[1].text, true
	}
	return "", false
}
