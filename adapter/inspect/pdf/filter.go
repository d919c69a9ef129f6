package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"io"

	"golang.org/x/image/tiff/lzw"
)

// unpack decodes a stream as far as its filters are those of texts (7.4); what is left packed, as pictures are, gives nothing.
func (f *File) unpack(s *stream) []byte {
	filters, params := f.value(s.dict["Filter"]), f.value(s.dict["DecodeParms"])
	list, many := filters.(array)
	if !many && filters != nil {
		list = array{filters}
	}
	if len(list) > 8 {
		return nil
	}
	b := s.raw
	for i, v := range list {
		d := f.dict(params)
		if a, ok := params.(array); ok && i < len(a) {
			d = f.dict(a[i])
		}
		filter, _ := f.value(v).(name)
		var ok bool
		if b, ok = f.decode(filter, b, d); !ok {
			return nil
		}
	}
	return b
}

func (f *File) decode(filter name, b []byte, d dict) ([]byte, bool) {
	switch filter {
	case "FlateDecode", "Fl":
		z, err := zlib.NewReader(bytes.NewReader(b))
		if err != nil {
			f.Torn = true
			return nil, false
		}
		return f.predicted(f.drain(z), d), true
	case "LZWDecode", "LZW":
		if early, ok := f.value(d["EarlyChange"]).(float64); ok && early == 0 {
			return nil, false
		}
		return f.predicted(f.drain(lzw.NewReader(bytes.NewReader(b), lzw.MSB, 8)), d), true
	case "ASCIIHexDecode", "AHx":
		l := &lexer{b: append(bytes.Clone(b), '>')}
		return l.hex(), true
	case "ASCII85Decode", "A85":
		b = bytes.TrimPrefix(bytes.TrimSpace(b), []byte("<~"))
		if i := bytes.IndexByte(b, '~'); i >= 0 {
			b = b[:i]
		}
		return f.drain(ascii85.NewDecoder(bytes.NewReader(b))), true
	case "RunLengthDecode", "RL":
		return f.runs(b), true
	}
	return nil, false
}

// drain reads within the limits; what a torn stream gives before it breaks counts.
func (f *File) drain(r io.Reader) []byte {
	most := min(maxUnpack, f.left)
	b, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	if len(b) > most {
		b, f.Large = b[:most], true
	}
	f.left -= len(b)
	f.Torn = f.Torn || err != nil
	return b
}

func (f *File) runs(b []byte) []byte {
	var out []byte
	for len(b) > 1 && b[0] != 128 && len(out) < min(maxUnpack, f.left) {
		if n := int(b[0]); n < 128 {
			n = min(n+1, len(b)-1)
			out, b = append(out, b[1:1+n]...), b[1+n:]
		} else {
			out, b = append(out, bytes.Repeat(b[1:2], 257-n)...), b[2:]
		}
	}
	f.left -= len(out)
	return out
}

// predicted undoes the predictor of PNG (7.4.4.4), which streams of objects have at times.
func (f *File) predicted(b []byte, d dict) []byte {
	number := func(k name, otherwise int) int {
		if n, ok := f.value(d[k]).(float64); ok && n > 0 && n < 1<<20 {
			return int(n)
		}
		return otherwise
	}
	if number("Predictor", 1) < 10 {
		return b
	}
	perPixel := max(1, number("Colors", 1)*number("BitsPerComponent", 8)/8)
	row := (number("Columns", 1)*number("Colors", 1)*number("BitsPerComponent", 8) + 7) / 8
	out := make([]byte, 0, len(b))
	above := make([]byte, row)
	for len(b) > 1 {
		kind, line := b[0], b[1:min(len(b), row+1)]
		b = b[1+len(line):]
		for i := range line {
			left, upLeft := byte(0), byte(0)
			if i >= perPixel {
				left, upLeft = line[i-perPixel], above[i-perPixel]
			}
			switch kind {
			case 1:
				line[i] += left
			case 2:
				line[i] += above[i]
			case 3:
				line[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				line[i] += paeth(int(left), int(above[i]), int(upLeft))
			}
		}
		copy(above, line)
		out = append(out, line...)
	}
	return out
}

func paeth(a, b, c int) byte {
	away := func(n int) int { return max(n, -n) }
	p := a + b - c
	switch x, y, z := away(p-a), away(p-b), away(p-c); {
	case x <= y && x <= z:
		return byte(a)
	case y <= z:
		return byte(b)
	}
	return byte(c)
}
