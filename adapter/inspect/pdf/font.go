package pdf

import (
	"encoding/binary"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// font tells what the codes of a font mean.
type font struct {
	wide  bool           // codes have two bytes
	told  map[int]string // by its own table
	bytes [256]rune      // of a simple font, by its encoding; 0 if unknown
}

// font reads a font once.
func (w *writer) font(v any) *font {
	number := -1
	if r, ok := v.(ref); ok {
		number = r.number
	}
	if known := w.fonts[number]; known != nil && number >= 0 {
		return known
	}
	d := w.f.dict(v)
	if len(d) == 0 {
		return nil
	}
	t := &font{wide: w.f.value(d["Subtype"]) == name("Type0")}
	if s, ok := w.f.value(d["ToUnicode"]).(*stream); ok {
		t.table(w.f.unpack(s))
	}
	if !t.wide {
		t.encoding(w.f, w.f.value(d["Encoding"]))
	}
	if number >= 0 && len(w.fonts) < 10_000 {
		w.fonts[number] = t
	}
	return t
}

// text gives the text of a string, and whether all of it is known.
func (t *font) text(s text) (string, bool) {
	var out strings.Builder
	all := true
	for len(s) > 0 {
		code, n := int(s[0]), 1
		if t.wide {
			if len(s) < 2 {
				break
			}
			code, n = int(binary.BigEndian.Uint16(s)), 2
		}
		s = s[n:]
		switch told, ok := t.told[code]; {
		case ok:
			out.WriteString(told)
		case !t.wide && t.bytes[code] != 0:
			out.WriteRune(t.bytes[code])
		default:
			all = false
		}
	}
	return out.String(), all
}

// encoding fills the table of a simple font (9.6.5). What no encoding says is as in WinAnsi, which most files mean.
func (t *font) encoding(f *File, v any) {
	base, _ := v.(name)
	d, _ := v.(dict)
	if b, ok := f.value(d["BaseEncoding"]).(name); ok {
		base = b
	}
	set := charmap.Windows1252
	if base == "MacRomanEncoding" {
		set = charmap.Macintosh
	}
	for c := 32; c < 256; c++ {
		if r := set.DecodeByte(byte(c)); r != 0xFFFD && r >= ' ' {
			t.bytes[c] = r
		}
	}
	differences, _ := f.value(d["Differences"]).(array)
	code := 0
	for _, m := range differences {
		switch m := f.value(m).(type) {
		case float64:
			code = int(m)
		case name:
			if code >= 0 && code < 256 {
				t.bytes[code] = glyph(string(m))
			}
			code++
		}
	}
}

// table reads the map from codes to text that a file brings (9.10.3).
func (t *font) table(b []byte) {
	t.told = map[int]string{}
	l := &lexer{b: b}
	var stack []any
	for n := 0; n < 1<<20; n++ {
		v := l.next(0)
		if _, over := v.(end); over {
			return
		}
		w, ok := v.(word)
		if !ok {
			if len(stack) < 4096 {
				stack = append(stack, v)
			}
			continue
		}
		switch w {
		case "endcodespacerange":
			if s, ok := last(stack).(text); ok && len(s) == 1 {
				t.wide = false
			}
		case "endbfchar":
			for i := 0; i+1 < len(stack); i += 2 {
				t.tell(number(stack[i]), stack[i+1], 0)
			}
		case "endbfrange":
			for i := 0; i+2 < len(stack); i += 3 {
				from, to := number(stack[i]), number(stack[i+1])
				if from < 0 || to > 0xFFFF {
					continue
				}
				list, each := stack[i+2].(array)
				for c := from; c <= to; c++ {
					switch {
					case !each:
						t.tell(c, stack[i+2], c-from)
					case c-from < len(list):
						t.tell(c, list[c-from], 0)
					}
				}
			}
		}
		stack = stack[:0]
	}
}

// tell enters what a code means: UTF-16, whose last unit is counted on.
func (t *font) tell(code int, v any, on int) {
	s, ok := v.(text)
	if !ok || code < 0 || len(s) == 0 || len(s) > 64 || len(t.told) > 1<<16 {
		return
	}
	if len(s) == 1 {
		t.told[code] = string(rune(int(s[0]) + on))
		return
	}
	units := make([]uint16, len(s)/2)
	for i := range units {
		units[i] = binary.BigEndian.Uint16(s[2*i:])
	}
	units[len(units)-1] += uint16(on) // #nosec G115 -- at most 65535
	t.told[code] = string(utf16.Decode(units))
}

// number reads a code of one or two bytes; -1 if it is none.
func number(v any) int {
	s, ok := v.(text)
	if !ok || len(s) == 0 || len(s) > 2 {
		return -1
	}
	n := 0
	for _, c := range s {
		n = n<<8 | int(c)
	}
	return n
}

// glyph tells the letter of a glyph's name: of one letter, by the number in it, or one of those that have names in WinAnsi.
// Source: Adobe Glyph List Specification.
func glyph(s string) rune {
	s, _, _ = strings.Cut(s, ".")
	if len(s) == 1 {
		return rune(s[0])
	}
	for _, prefix := range []string{"uni", "u"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok && len(rest) >= 4 && len(rest) <= 6 {
			if n, err := strconv.ParseUint(rest, 16, 32); err == nil && n < 0x110000 {
				return rune(n)
			}
		}
	}
	return glyphs[s]
}

// glyphs are the names of the letters and signs of Latin text that are longer than a letter.
var glyphs = func() map[string]rune {
	m := map[string]rune{}
	names := strings.Fields(`space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk plus comma hyphen period slash
		zero one two three four five six seven eight nine colon semicolon less equal greater question at`)
	for i, n := range names {
		m[n] = rune(' ' + i)
	}
	for i, n := range strings.Fields("bracketleft backslash bracketright asciicircum underscore grave") {
		m[n] = rune('[' + i)
	}
	for i, n := range strings.Fields("braceleft bar braceright asciitilde") {
		m[n] = rune('{' + i)
	}
	for i, n := range strings.Fields(`exclamdown cent sterling currency yen brokenbar section dieresis copyright ordfeminine guillemotleft logicalnot - registered macron
		degree plusminus twosuperior threesuperior acute mu paragraph periodcentered cedilla onesuperior ordmasculine guillemotright onequarter onehalf threequarters questiondown
		Agrave Aacute Acircumflex Atilde Adieresis Aring AE Ccedilla Egrave Eacute Ecircumflex Edieresis Igrave Iacute Icircumflex Idieresis
		Eth Ntilde Ograve Oacute Ocircumflex Otilde Odieresis multiply Oslash Ugrave Uacute Ucircumflex Udieresis Yacute Thorn germandbls
		agrave aacute acircumflex atilde adieresis aring ae ccedilla egrave eacute ecircumflex edieresis igrave iacute icircumflex idieresis
		eth ntilde ograve oacute ocircumflex otilde odieresis divide oslash ugrave uacute ucircumflex udieresis yacute thorn ydieresis`) {
		if n != "-" {
			m[n] = rune(0xA1 + i)
		}
	}
	for n, r := range map[string]rune{
		"quoteleft": '‘', "quoteright": '’', "quotedblleft": '“', "quotedblright": '”', "quotesinglbase": '‚', "quotedblbase": '„', "bullet": '•', "endash": '–',
		"emdash": '—', "ellipsis": '…', "Euro": '€', "fi": 'ﬁ', "fl": 'ﬂ', "minus": '−', "dotlessi": 'ı', "abreve": 'ă', "Abreve": 'Ă', "dcroat": 'đ', "Dcroat": 'Đ',
		"ohorn": 'ơ', "Ohorn": 'Ơ', "uhorn": 'ư', "Uhorn": 'Ư', "itilde": 'ĩ', "Itilde": 'Ĩ', "utilde": 'ũ', "Utilde": 'Ũ', "dong": '₫', "nbspace": ' ', "sfthyphen": '-',
	} {
		m[n] = r
	}
	return m
}()
