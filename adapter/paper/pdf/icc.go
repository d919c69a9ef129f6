package pdf

import (
	"encoding/binary"
	"math"
	"sync"
)

// srgb gives an ICC profile of sRGB (IEC 61966-2-1) in version 2.1 of the format (ICC.1:1998-09), which every reader knows: the
// matrix of the primaries adapted to D50, and the transfer function as a table.
var srgb = sync.OnceValue(func() []byte {
	s15 := func(vs ...float64) []byte { // numbers of 16 bits before and 16 behind the point
		b := []byte("XYZ \x00\x00\x00\x00")
		for _, v := range vs {
			b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(v*65536))))
		}
		return b
	}
	const steps = 1024
	curve := binary.BigEndian.AppendUint32([]byte("curv\x00\x00\x00\x00"), steps)
	for i := range steps {
		v := float64(i) / (steps - 1)
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		curve = binary.BigEndian.AppendUint16(curve, uint16(math.Round(v*65535)))
	}
	const called = "sRGB IEC61966-2.1"
	desc := binary.BigEndian.AppendUint32([]byte("desc\x00\x00\x00\x00"), uint32(len(called)+1))
	desc = append(desc, called...)
	desc = append(desc, make([]byte, 1+4+4+2+1+67)...) // end of text; no Unicode and no Macintosh name

	tags := []struct {
		name string
		data []byte
	}{
		{"desc", desc},
		{"cprt", []byte("text\x00\x00\x00\x00No copyright, use freely\x00")},
		{"wtpt", s15(0.9642, 1, 0.8249)},
		{"rXYZ", s15(0.43607, 0.22249, 0.01392)},
		{"gXYZ", s15(0.38515, 0.71687, 0.09708)},
		{"bXYZ", s15(0.14307, 0.06061, 0.71410)},
		{"rTRC", curve}, {"gTRC", nil}, {"bTRC", nil}, // nil: the same data as the tag before
	}
	head := make([]byte, 128, 4096)
	copy(head[8:], "\x02\x10\x00\x00mntrRGB XYZ ")
	copy(head[24:], "\x07\xCE\x00\x09\x00\x01\x00\x00\x00\x00\x00\x00acsp") // the day of the format's edition
	copy(head[68:], s15(0.9642, 1, 0.8249)[8:])                             // the illuminant D50
	head = binary.BigEndian.AppendUint32(head, uint32(len(tags)))
	at, from, size := 128+4+12*len(tags), 0, 0
	var body []byte
	for _, t := range tags {
		if t.data != nil {
			from, size = at+len(body), len(t.data)
			body = append(body, t.data...)
			body = append(body, make([]byte, -len(body)&3)...)
		}
		head = append(head, t.name...)
		head = binary.BigEndian.AppendUint32(head, uint32(from))
		head = binary.BigEndian.AppendUint32(head, uint32(size))
	}
	head = append(head, body...)
	binary.BigEndian.PutUint32(head, uint32(len(head)))
	return head
})
