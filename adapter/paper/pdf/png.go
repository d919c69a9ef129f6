package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image/png"
	"io"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// The kinds of PNG (ISO 15948, 11.2.2).
const (
	pngGrey    = 0
	pngRGB     = 2
	pngPalette = 3
)

// pngBits is where a PNG says how many bits a sample has: after the signature, the length, type, width and height of IHDR.
const pngBits = 24

// readPNG takes the compressed data of a PNG as they are, because PDF knows its filters. Only what PDF cannot show is decoded:
// transparency, interlacing and 16 bits.
func readPNG(b []byte) (*picture, error) {
	c, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, broken("PNG", err)
	}
	deep := len(b) > pngBits && b[pngBits] == 16
	if err := fits(c.Width, c.Height, deep); err != nil {
		return nil, err
	}
	f, err := pngChunks(b)
	if err != nil {
		return nil, broken("PNG", err)
	}
	if f.transparent || f.interlaced || f.bits == 16 || f.kind != pngGrey && f.kind != pngRGB && f.kind != pngPalette {
		m, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			return nil, broken("PNG", err)
		}
		return encode(m)
	}
	p := &picture{width: c.Width, height: c.Height, bits: f.bits, data: f.data}
	components := 1
	switch f.kind {
	case pngGrey:
		p.space = "/DeviceGray"
	case pngRGB:
		p.space, components = "/DeviceRGB", 3
	case pngPalette:
		s := append(integer([]byte("[/Indexed/DeviceRGB "), len(f.palette)/3-1), '<')
		for _, v := range f.palette {
			s = append(s, hexDigits[v>>4], hexDigits[v&15])
		}
		p.space = string(append(s, ">]"...))
	}
	row := (c.Width*f.bits*components + 7) / 8
	if err := checkRows(f.data, row, c.Height); err != nil {
		return nil, broken("PNG", err)
	}
	d := append(integer([]byte("/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors "), components), "/BitsPerComponent "...)
	d = append(integer(append(integer(d, f.bits), "/Columns "...), c.Width), ">>"...)
	p.filter = string(d)
	return p, nil
}

// pngFile is what the chunks of a PNG say.
type pngFile struct {
	bits, kind              int
	transparent, interlaced bool
	palette, data           []byte
}

// pngChunks reads the chunks of a PNG, whose header png.DecodeConfig has checked.
func pngChunks(b []byte) (*pngFile, error) {
	f := new(pngFile)
	for b = b[len(pngMagic):]; ; {
		if len(b) < 12 {
			return nil, io.ErrUnexpectedEOF
		}
		n := binary.BigEndian.Uint32(b)
		if uint64(n) > uint64(len(b)-12) {
			return nil, io.ErrUnexpectedEOF
		}
		kind, data := string(b[4:8]), b[8:8+n]
		if crc32.ChecksumIEEE(b[4:8+n]) != binary.BigEndian.Uint32(b[8+n:]) {
			return nil, errors.New("the checksum of " + kind + " is wrong")
		}
		switch b = b[12+n:]; kind {
		case "IHDR":
			if len(data) != 13 {
				return nil, errors.New("IHDR has a wrong length")
			}
			f.bits, f.kind, f.interlaced = int(data[8]), int(data[9]), data[12] != 0
		case "PLTE":
			if len(data)%3 != 0 || len(data) == 0 || len(data) > 3*256 {
				return nil, errors.New("PLTE has a wrong length")
			}
			f.palette = data
		case "tRNS":
			f.transparent = true
		case "IDAT":
			f.data = append(f.data, data...)
		case "IEND":
			if f.kind == pngPalette && f.palette == nil {
				return nil, errors.New("PLTE is missing")
			}
			return f, nil
		}
	}
}

// checkRows sees that the compressed data are the rows of a picture, no more and no less, each with one of the five filters.
func checkRows(data []byte, row, height int) error {
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return err
	}
	buf := make([]byte, 1+row)
	for range height {
		if _, err := io.ReadFull(z, buf); err != nil {
			return err
		}
		if buf[0] > 4 {
			return errors.New("there is no such filter")
		}
	}
	if n, err := io.ReadFull(z, buf[:1]); n != 0 || err != io.EOF {
		return errors.Join(errors.New("there is more than its rows"), err)
	}
	return z.Close()
}
