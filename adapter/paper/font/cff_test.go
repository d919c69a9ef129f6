package font

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	gocff "github.com/go-text/typesetting/font/cff"
)

// numbers writes whole numbers as charstrings and DICTs have them, in the shortest form.
func numbers(values ...int) []byte {
	var b []byte
	for _, v := range values {
		switch {
		case v >= -107 && v <= 107:
			b = append(b, byte(v+139))
		case v >= 108 && v <= 1131:
			b = append(b, byte((v-108)>>8+247), byte(v-108))
		case v >= -1131 && v <= -108:
			b = append(b, byte((-v-108)>>8+251), byte(-v-108))
		default:
			b = append(b, 28, byte(v>>8), byte(v))
		}
	}
	return b
}

// nameKeyed makes a CFF program as an OpenType font of one alphabet has it: keyed by names, with subroutines of its own and
// shared ones.
func nameKeyed(charstrings, local, global [][]byte) []byte {
	head := appendIndex([]byte{1, 0, 4, 4}, [][]byte{[]byte("Test")})
	top := func(charStrings, private, size, charset int) []byte {
		d := append(numbers(0, -200, 1000, 800), opFontBBox)
		d = appendOp(appendInt(d, charset), opCharset)
		d = appendOp(appendInt(d, charStrings), opCharStrings)
		return appendOp(appendInt(appendInt(d, size), private), opPrivate)
	}
	after := appendIndex([]byte{0, 0}, global) // no strings
	at := len(head) + len(appendIndex(nil, [][]byte{top(0, 0, 0, 0)})) + len(after)
	body := []byte{0}
	for i := range len(charstrings) - 1 {
		body = append(body, 0, byte(34+i)) // A, B, C …
	}
	charStrings := at + len(body)
	body = appendIndex(body, charstrings)
	private := appendOp(numbers(500), 20)                      // defaultWidthX
	private = appendOp(append(private, numbers(600)...), 21)   // nominalWidthX
	private = appendOp(appendInt(private, len(private)+6), 19) // Subrs come next
	start := at + len(body)
	body = appendIndex(append(body, private...), local)
	out := appendIndex(head, [][]byte{top(charStrings, start, len(private), at)})
	return append(append(out, after...), body...)
}

// join puts parts of a charstring together.
func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// sampleCFF has a glyph for each thing that a subset must understand about programs of glyphs.
func sampleCFF() []byte {
	const rmoveto, rlineto, hmoveto = 21, 5, 22
	box := join(numbers(100, 0, 0, 200, -100, 0), []byte{rlineto})
	local := [][]byte{
		join(box, []byte{csReturn}),
		join(numbers(0-107), []byte{csCallGSubr, csReturn}), // calls the first shared one
		join(numbers(10, 20), []byte{csReturn}),             // leaves numbers for the one that calls it
	}
	global := [][]byte{join(numbers(50, 50, -30, 70), []byte{rlineto}, []byte{csReturn})}
	return nameKeyed([][]byte{
		{csEndChar},
		join(numbers(20, 100, 100), []byte{rmoveto}, numbers(0-107), []byte{csCallSubr, csEndChar}),
		join(numbers(10, 10), []byte{rmoveto}, numbers(1-107), []byte{csCallSubr, csEndChar}),
		join(numbers(2-107), []byte{csCallSubr, rmoveto}, box, []byte{csEndChar}),
		// nine stems, the vertical ones implied: masks of two bytes, of which one looks like an operator
		join(numbers(0, 10, 20, 10, 20, 10, 20, 10), []byte{csHStemHM}, numbers(0, 10, 20, 10, 20, 10, 20, 10, 20, 10),
			[]byte{csHintMask, csEndChar, csCallSubr}, numbers(5), []byte{hmoveto}, box, []byte{csCntrMask, 0xFF, 0x80}, box, []byte{csEndChar}),
		join(numbers(1, 1), []byte{rmoveto}, numbers(0, 10, 5, 20, 0, 30, 0, 40, 0, 50, 0), []byte{csEscape, 37, csEndChar}),
	}, local, global)
}

func TestSubsetOfNameKeyedCFF(t *testing.T) {
	b := sampleCFF()
	c, err := readCFF(b, 6)
	if err != nil {
		t.Fatal(err)
	}
	old, err := gocff.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	ids := []uint16{0, 5, 4, 3, 2, 1}
	program, err := c.subset(&Face{name: "Test", outline: c}, ids)
	if err != nil {
		t.Fatal(err)
	}
	now, err := gocff.Parse(program)
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range ids {
		was, _, err := old.LoadGlyph(id)
		if err != nil {
			t.Fatal(err)
		}
		is, _, err := now.LoadGlyph(uint16(i))
		if err != nil || !reflect.DeepEqual(was, is) || id > 0 && len(was) == 0 {
			t.Errorf("glyph %d: %v, was %v (%v)", id, is, was, err)
		}
	}
	again, err := readCFF(program, 6)
	if err != nil || !again.cid || again.global.count() != 0 || again.fds[0].local.count() != 0 {
		t.Errorf("%+v %v", again, err)
	}
	if w, ok := again.fds[0].private.int(21, 0); !ok || w != 600 {
		t.Errorf("nominalWidthX is %d", w)
	}
	if count, ok := again.top.int(opCIDCount, 0); !ok || count != 6 {
		t.Errorf("CIDCount is %d", count)
	}
	if one, err := c.subset(&Face{name: "Test", outline: c}, []uint16{0}); err != nil {
		t.Error(err)
	} else if _, err := readCFF(one, 1); err != nil {
		t.Error(err)
	}
}

func TestHostileCharstrings(t *testing.T) {
	endless := join(numbers(0-107), []byte{csCallSubr})
	twice := join(numbers(0-107), []byte{csCallSubr}, numbers(0-107), []byte{csCallSubr})
	for name, glyph := range map[string][]byte{
		"a call without a number":      {csCallSubr, csEndChar},
		"a subroutine that is not":     join(numbers(99), []byte{csCallSubr}),
		"calls without end":            endless,
		"calls that double":            twice,
		"a number cut off":             {28, 1},
		"a mask cut off":               join(numbers(1, 1, 1, 1), []byte{csHStemHM, csHintMask}),
		"arithmetic":                   join(numbers(1, 2), []byte{csEscape, 10, csEndChar}),
		"an escape cut off":            {csEscape},
		"an accent of two glyphs":      join(numbers(0, 0, 65, 66), []byte{csEndChar}),
		"numbers left at the end":      numbers(0, 0, 65, 66),
		"more numbers than may wait":   append(bytes.Repeat([]byte{139}, 600), csEndChar),
		"a number of the format's end": {255, 0, 0},
	} {
		b := nameKeyed([][]byte{{csEndChar}, glyph}, [][]byte{twice}, nil)
		if _, err := readCFF(b, 2); !errors.Is(err, errGlyph) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzCFF(f *testing.F) {
	f.Add(sampleCFF(), uint8(6))
	c, err := readCFF(sampleCFF(), 6)
	if err != nil {
		f.Fatal(err)
	}
	cid, err := c.subset(&Face{name: "Test"}, []uint16{0, 1, 2, 3, 4, 5})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(cid, uint8(6))
	f.Fuzz(func(t *testing.T, b []byte, glyphs uint8) {
		c, err := readCFF(b, int(glyphs))
		if err != nil || glyphs == 0 {
			return
		}
		var ids []uint16
		for id := range uint16(glyphs) {
			if _, err := c.flatten(int(id)); err == nil || id == 0 {
				ids = append(ids, id)
			}
		}
		program, err := c.subset(&Face{name: "Test"}, ids)
		if err != nil {
			return
		}
		again, err := readCFF(program, len(ids))
		if err != nil {
			t.Fatalf("a subset cannot be read: %v", err)
		}
		for i := range ids {
			if p, err := again.flatten(i); err != nil || !bytes.Equal(p, again.charstrings.at(i)) {
				t.Errorf("glyph %d of a subset is not as simple as it should be: %v", i, err)
			}
		}
	})
}
