package font

// flat is the program of a CFF glyph while its subroutines are put in place of their calls, so that a subset needs none.
//
// Only what decides where an operator ends is followed: how many numbers wait on the stack and how many stems were declared,
// because the bytes of a hint mask follow its operator.
//
// Source: Adobe Technical Note 5177, The Type 2 Charstring Format.
type flat struct {
	global, local index
	out           []byte
	numbers       []int // where in out each number that waits begins
	stems         int
	steps         int
	done          bool
}

// Limits of a glyph's program: those of the format for calls and numbers, and for the rest far above real glyphs.
const (
	maxCalls   = 10
	maxNumbers = 513
	maxSteps   = 1 << 18
	maxProgram = 1 << 17
)

// Operators of charstrings.
const (
	csHStem, csVStem, csHStemHM, csVStemHM    = 1, 3, 18, 23
	csCallSubr, csReturn, csEscape, csEndChar = 10, 11, 12, 14
	csHintMask, csCntrMask, csCallGSubr       = 19, 20, 29
	csShort, csFixed                          = 28, 255
)

// flatten writes the program of a glyph without calls.
func (c *cff) flatten(glyph int) ([]byte, error) {
	f := flat{global: c.global, local: c.fds[c.fdOf(glyph)].local}
	if err := f.run(c.charstrings.at(glyph), 0); err != nil {
		return nil, err
	}
	if f.done {
		return f.out, nil
	}
	return append(f.out, csEndChar), f.end()
}

// end ends the program. The numbers that may wait are a width at most.
func (f *flat) end() error {
	f.done = true
	if len(f.numbers) >= 4 {
		return errGlyph // an accented letter made of two by their place in Adobe's standard encoding
	}
	return nil
}

// run writes a program; it returns at its end, after return, or after endchar.
func (f *flat) run(b []byte, calls int) error {
	if calls > maxCalls {
		return errGlyph
	}
	for len(b) > 0 && !f.done {
		if f.steps++; f.steps > maxSteps || len(f.out) > maxProgram {
			return errGlyph
		}
		if n := number(b); n > 0 {
			if n > len(b) || len(f.numbers) == maxNumbers {
				return errGlyph
			}
			f.numbers = append(f.numbers, len(f.out))
			f.out = append(f.out, b[:n]...)
			b = b[n:]
			continue
		}
		op := b[0]
		b = b[1:]
		switch op {
		case csReturn:
			return nil
		case csCallSubr, csCallGSubr:
			if err := f.call(op, calls); err != nil {
				return err
			}
			continue
		case csEscape:
			if len(b) == 0 || !flex(b[0]) {
				return errGlyph // arithmetic, which the format gave up and fonts do not use
			}
			f.out = append(f.out, op, b[0])
			b = b[1:]
			f.numbers = f.numbers[:0]
			continue
		case csHStem, csVStem, csHStemHM, csVStemHM, csHintMask, csCntrMask:
			f.stems += len(f.numbers) / 2
		case csEndChar:
			if err := f.end(); err != nil {
				return err
			}
		}
		f.out = append(f.out, op)
		f.numbers = f.numbers[:0]
		if op == csHintMask || op == csCntrMask {
			n := (f.stems + 7) / 8
			if n > len(b) {
				return errGlyph
			}
			f.out = append(f.out, b[:n]...)
			b = b[n:]
		}
	}
	return nil
}

// call takes the number of a subroutine back from what was written and runs it.
func (f *flat) call(op byte, calls int) error {
	subrs := f.local
	if op == csCallGSubr {
		subrs = f.global
	}
	if len(f.numbers) == 0 {
		return errGlyph
	}
	at := f.numbers[len(f.numbers)-1]
	f.numbers = f.numbers[:len(f.numbers)-1]
	value, ok := whole(f.out[at:])
	f.out = f.out[:at]
	bias := 32768
	switch {
	case subrs.count() < 1240:
		bias = 107
	case subrs.count() < 33900:
		bias = 1131
	}
	if value += bias; !ok || value < 0 || value >= subrs.count() {
		return errGlyph
	}
	return f.run(subrs.at(value), calls+1)
}

// number gives the length of the number with which a charstring begins; 0 if it begins with an operator.
func number(b []byte) int {
	switch c := b[0]; {
	case c == csShort:
		return 3
	case c == csFixed:
		return 5
	case c >= 247:
		return 2
	case c >= 32:
		return 1
	}
	return 0
}

// whole reads a number of a charstring that has no fraction.
func whole(b []byte) (int, bool) {
	switch c := int(b[0]); {
	case c == csShort:
		return i16(b, 1), true
	case c == csFixed:
		return i16(b, 1), u16(b, 3) == 0
	case c <= 246:
		return c - 139, true
	case c <= 250:
		return (c-247)*256 + int(b[1]) + 108, true
	default:
		return -(c-251)*256 - int(b[1]) - 108, true
	}
}

// flex says whether an escaped operator is one of the four that draw.
func flex(op byte) bool { return op >= 34 && op <= 37 }
