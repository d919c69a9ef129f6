package inspect

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"

	"github.com/muniment/muniment/internal/fault"
)

// picture tells the size of a picture by its headers, and sees that it ends as it must.
func (l *looker) picture(s *Seen) error {
	var err error
	switch s.Type {
	case PNG:
		err = l.png(s)
	case JPEG:
		err = l.jpeg(s)
	case GIF:
		err = l.gif(s)
	case TIFF:
		err = l.tiff(s)
	case WebP:
		err = l.webp(s)
	}
	if err != nil {
		return err
	}
	return fits(s.Width, s.Height)
}

// fits refuses what nobody can look at, before anything is decoded.
func fits(width, height int) error {
	switch {
	case width <= 0 || height <= 0:
		return fault.New(fault.Invalid, "a picture of %d by %d pixels is none", width, height)
	case width > maxSide || height > maxSide || width > maxDots/height:
		return fault.New(fault.Invalid, "the picture has %d by %d dots; at most %d megapixels and %d on a side can be looked at", width, height, maxDots/1_000_000, maxSide).
			Hinting("make it smaller; 300 dots an inch are enough")
	}
	return nil
}

// maxParts is how many parts of a picture are passed before it is given up.
const maxParts = 100_000

func (l *looker) png(s *Seen) error {
	for at, n := int64(8), 0; n < maxParts; n++ {
		b, err := l.at(at, 8+17)
		if err != nil {
			return err
		}
		if len(b) < 12 {
			return cut(PNG)
		}
		length, kind := int64(binary.BigEndian.Uint32(b)), string(b[4:8])
		if length > math.MaxInt32 || n == 0 && (kind != "IHDR" || length != 13 || len(b) < 25) {
			return cut(PNG)
		}
		switch kind {
		case "IHDR":
			if n > 0 {
				return cut(PNG)
			}
			s.Width, s.Height = side(binary.BigEndian.Uint32(b[8:])), side(binary.BigEndian.Uint32(b[12:]))
			if err := fits(s.Width, s.Height); err != nil {
				return err
			}
		case "pHYs":
			if len(b) >= 17 && b[16] == 1 {
				s.PerMetre = float64(binary.BigEndian.Uint32(b[8:]))
			}
		case "IEND":
			if at+12 > l.size {
				return cut(PNG)
			}
			return nil
		}
		at += 12 + length
	}
	return cut(PNG)
}

// side is a length in dots as a file says it; more than an int32 holds is more than anybody looks at.
func side(n uint32) int { return int(min(n, math.MaxInt32)) }

func (l *looker) jpeg(s *Seen) error {
	for at, n := int64(2), 0; n < maxParts; n++ {
		b, err := l.at(at, 20)
		if err != nil {
			return err
		}
		if len(b) < 4 || b[0] != 0xFF {
			return cut(JPEG)
		}
		marker := b[1]
		if marker == 0xFF { // a byte that fills
			at++
			continue
		}
		length := int64(binary.BigEndian.Uint16(b[2:]))
		switch {
		case marker == 0xD9 || marker == 0x00 || length < 2:
			return cut(JPEG)
		case marker == 0xE0 && len(b) >= 16 && string(b[4:9]) == "JFIF\x00":
			switch x := float64(binary.BigEndian.Uint16(b[12:])); b[11] {
			case 1:
				s.PerMetre = x / 0.0254
			case 2:
				s.PerMetre = x * 100
			}
		case marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC:
			if len(b) < 9 {
				return cut(JPEG)
			}
			s.Height, s.Width = int(binary.BigEndian.Uint16(b[5:])), int(binary.BigEndian.Uint16(b[7:]))
		case marker == 0xDA:
			if s.Width == 0 {
				return cut(JPEG)
			}
			return l.ends(JPEG, []byte("\xFF\xD9"), 1<<16)
		}
		at += 2 + length
	}
	return cut(JPEG)
}

// ends sees that a mark stands near the end: cameras add a little behind it.
func (l *looker) ends(t Type, mark []byte, within int) error {
	tail, err := l.tail(within)
	if err != nil {
		return err
	}
	if !bytes.Contains(tail, mark) {
		return cut(t)
	}
	return nil
}

func (l *looker) gif(s *Seen) error {
	b, err := l.at(0, 13)
	if err != nil {
		return err
	}
	if len(b) < 13 {
		return cut(GIF)
	}
	s.Width, s.Height = int(binary.LittleEndian.Uint16(b[6:])), int(binary.LittleEndian.Uint16(b[8:]))
	return l.ends(GIF, []byte{0x3B}, 64)
}

// maxPages is how many pages a TIFF may have.
const maxPages = 1000

// tiff reads the directories of a TIFF: the size of the first page is told, and all pages together stay within the budget.
func (l *looker) tiff(s *Seen) error {
	b, err := l.at(0, 8)
	if err != nil {
		return err
	}
	if len(b) < 8 {
		return cut(TIFF)
	}
	var order binary.ByteOrder = binary.LittleEndian
	if b[0] == 'M' {
		order = binary.BigEndian
	}
	seen, dots := map[int64]bool{}, 0
	for at := int64(order.Uint32(b[4:])); at != 0; {
		if seen[at] || len(seen) >= maxPages {
			return cut(TIFF)
		}
		seen[at] = true
		p, next, err := l.tiffPage(at, order)
		if err != nil {
			return err
		}
		if err := fits(p.Width, p.Height); err != nil {
			return err
		}
		if dots += p.Width * p.Height; dots > 4*maxDots {
			return fault.New(fault.Invalid, "the pages of the picture have too many dots together")
		}
		if len(seen) == 1 {
			s.Width, s.Height, s.PerMetre = p.Width, p.Height, p.PerMetre
		}
		at = next
	}
	if len(seen) == 0 {
		return cut(TIFF)
	}
	return nil
}

// tiffPage reads one directory.
func (l *looker) tiffPage(at int64, order binary.ByteOrder) (s Seen, next int64, err error) {
	b, err := l.at(at, 2)
	if err != nil {
		return s, 0, err
	}
	if len(b) < 2 {
		return s, 0, cut(TIFF)
	}
	n := int(order.Uint16(b))
	if b, err = l.at(at+2, n*12+4); err != nil {
		return s, 0, err
	}
	if len(b) < n*12+4 {
		return s, 0, cut(TIFF)
	}
	unit, perUnit := 2, 0.0
	for i := range n {
		e := b[i*12:]
		value := int64(order.Uint32(e[8:]))
		short := int(order.Uint16(e[8:]))
		size := int(min(value, math.MaxInt32))
		if order.Uint16(e[2:]) == 3 {
			size = short
		}
		switch order.Uint16(e) {
		case 256:
			s.Width = size
		case 257:
			s.Height = size
		case 296:
			unit = short
		case 282:
			if r, err := l.at(value, 8); err == nil && len(r) == 8 && order.Uint32(r[4:]) != 0 {
				perUnit = float64(order.Uint32(r)) / float64(order.Uint32(r[4:]))
			}
		}
	}
	switch unit {
	case 2:
		s.PerMetre = perUnit / 0.0254
	case 3:
		s.PerMetre = perUnit * 100
	}
	return s, int64(order.Uint32(b[n*12:])), nil
}

func (l *looker) webp(s *Seen) error {
	b, err := l.at(0, 40)
	if err != nil {
		return err
	}
	if len(b) < 30 || int64(binary.LittleEndian.Uint32(b[4:]))+8 > l.size {
		return cut(WebP)
	}
	three := func(at int) int { return int(b[at]) | int(b[at+1])<<8 | int(b[at+2])<<16 }
	switch string(b[12:16]) {
	case "VP8 ":
		s.Width, s.Height = int(binary.LittleEndian.Uint16(b[26:])&0x3FFF), int(binary.LittleEndian.Uint16(b[28:])&0x3FFF)
	case "VP8L":
		bits := binary.LittleEndian.Uint32(b[21:])
		s.Width, s.Height = int(bits&0x3FFF)+1, int(bits>>14&0x3FFF)+1
	case "VP8X":
		s.Width, s.Height = three(24)+1, three(27)+1
	default:
		return cut(WebP)
	}
	return nil
}

// wave sees that a sound says no more bytes than it has.
func (l *looker) wave(head []byte) error {
	if len(head) < 44 || int64(binary.LittleEndian.Uint32(head[4:]))+8 > l.size+1 {
		return cut(WAV)
	}
	return nil
}

// isMP3Frame reports whether bytes begin with the header of a frame of MPEG audio, layer III.
func isMP3Frame(b []byte) bool {
	return len(b) >= 4 && frameSize(b) > 0
}

// reader gives the file from its beginning.
func (l *looker) reader() io.Reader { return io.NewSectionReader(l.f, 0, l.size) }
