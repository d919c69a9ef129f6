package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/draw"
	"image/jpeg"
	"io"

	"github.com/muniment/muniment/internal/fault"
)

// The markers of JPEG (ITU-T T.81, table B.1) that matter here.
const (
	jpegSOF0 = 0xC0 // baseline
	jpegSOF2 = 0xC2 // progressive
	jpegDHT  = 0xC4
	jpegJPG  = 0xC8
	jpegDAC  = 0xCC
	jpegSOFF = 0xCF // the last frame header
	jpegRST0 = 0xD0
	jpegRST7 = 0xD7
	jpegEOI  = 0xD9
	jpegSOS  = 0xDA
	jpegAPP0 = 0xE0 // JFIF
	jpegAPP1 = 0xE1 // EXIF
	jpegAPPE = 0xEE // Adobe
	jpegAPPF = 0xEF
	jpegCOM  = 0xFE
)

// readJPEG passes the data of a JPEG through, without what is not needed to see it.
func readJPEG(b []byte) (*picture, error) {
	f, err := jpegSegments(b)
	if err != nil {
		return nil, broken("JPEG", err)
	}
	if err := fits(f.width, f.height, false); err != nil {
		return nil, err
	}
	p := &picture{width: f.width, height: f.height, bits: 8, filter: "/Filter/DCTDecode", data: f.data, turn: f.turn}
	switch {
	case f.sof > jpegSOF2 || f.bits != 8:
		return nil, unknownJPEG()
	case f.components == 1:
		p.space = "/DeviceGray"
	case f.components == 3:
		p.space = "/DeviceRGB"
		if f.rgb && !f.adobe {
			p.filter += "/DecodeParms<</ColorTransform 0>>"
		}
	default:
		m, err := jpeg.Decode(bytes.NewReader(b))
		if _, other := errors.AsType[jpeg.UnsupportedError](err); other {
			return nil, unknownJPEG()
		}
		if err != nil {
			return nil, broken("JPEG", err)
		}
		return encodeJPEG(m, f.turn)
	}
	return p, nil
}

func unknownJPEG() error {
	return fault.New(fault.Invalid, "this kind of JPEG is not taken: it must be baseline or progressive, with 8 bits, in greys, colours or the CMYK of Adobe")
}

// encodeJPEG writes a picture anew in the colours of a screen.
func encodeJPEG(m image.Image, turn int) (*picture, error) {
	rgb := image.NewRGBA(m.Bounds())
	draw.Draw(rgb, rgb.Bounds(), m, m.Bounds().Min, draw.Src)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, rgb, &jpeg.Options{Quality: 90}); err != nil {
		return nil, err
	}
	p, err := readJPEG(b.Bytes())
	if err == nil {
		p.turn = turn
	}
	return p, err
}

// jpegFile is what the segments of a JPEG say.
type jpegFile struct {
	width, height    int
	bits, components int
	sof              byte // marker of the frame
	rgb              bool // the components are called R, G and B
	adobe            bool // a segment says which colours they are
	turn             int
	data             []byte // what is passed through
}

// jpegSegments walks through a JPEG to its end.
func jpegSegments(b []byte) (*jpegFile, error) {
	f := &jpegFile{data: append(make([]byte, 0, len(b)), b[:2]...), turn: 1}
	for at := 2; ; {
		for at < len(b) && b[at] == 0xFF && at+1 < len(b) && b[at+1] == 0xFF {
			at++ // fill
		}
		if at+2 > len(b) || b[at] != 0xFF {
			return nil, io.ErrUnexpectedEOF
		}
		marker := b[at+1]
		if marker == jpegEOI {
			if f.sof == 0 {
				return nil, errors.New("there is no frame")
			}
			f.data = append(f.data, b[at:at+2]...)
			return f, nil
		}
		if at+4 > len(b) {
			return nil, io.ErrUnexpectedEOF
		}
		n := int(binary.BigEndian.Uint16(b[at+2:]))
		if n < 2 || at+2+n > len(b) {
			return nil, io.ErrUnexpectedEOF
		}
		body := b[at+4 : at+2+n]
		end := at + 2 + n
		keep := true
		switch {
		case marker >= jpegSOF0 && marker <= jpegSOFF && marker != jpegDHT && marker != jpegJPG && marker != jpegDAC:
			if err := f.frame(marker, body); err != nil {
				return nil, err
			}
		case marker == jpegAPP1:
			f.turn = orientation(body, f.turn)
			keep = false
		case marker == jpegAPPE && bytes.HasPrefix(body, []byte("Adobe")):
			f.adobe = true
		case marker > jpegAPP0 && marker <= jpegAPPF, marker == jpegCOM:
			keep = false
		case marker == jpegSOS:
			if f.sof == 0 {
				return nil, errors.New("a scan comes before its frame")
			}
			end = scanEnd(b, end)
		}
		if keep {
			f.data = append(f.data, b[at:end]...)
		}
		at = end
	}
}

// frame reads a frame header.
func (f *jpegFile) frame(marker byte, body []byte) error {
	if f.sof != 0 {
		return errors.New("there are two frames")
	}
	if len(body) < 6 || len(body) != 6+3*int(body[5]) {
		return errors.New("the frame header has a wrong length")
	}
	f.sof, f.bits, f.components = marker, int(body[0]), int(body[5])
	f.height, f.width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
	f.rgb = f.components == 3 && body[6] == 'R' && body[9] == 'G' && body[12] == 'B'
	return nil
}

// scanEnd finds the marker behind the data of a scan.
func scanEnd(b []byte, at int) int {
	for {
		i := bytes.IndexByte(b[at:], 0xFF)
		if i < 0 || at+i+1 >= len(b) {
			return len(b)
		}
		at += i
		if m := b[at+1]; m != 0 && m != 0xFF && (m < jpegRST0 || m > jpegRST7) {
			return at
		}
		at++
	}
}

// orientation reads from EXIF how the picture is turned, 1 to 8; def if it does not say.
func orientation(app1 []byte, def int) int {
	tiff, ok := bytes.CutPrefix(app1, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return def
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return def
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			break
		}
		if order.Uint16(entries) == 0x0112 {
			if v := int(order.Uint16(entries[8:])); v >= 1 && v <= 8 {
				return v
			}
		}
		entries = entries[12:]
	}
	return def
}
