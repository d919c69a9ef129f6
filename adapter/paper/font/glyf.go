package font

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// glyf is TrueType outlines.
type glyf struct {
	data    []byte
	offsets []uint32 // of each glyph, and the end
}

// Limits of composite glyphs, far above what real fonts have. They keep a hostile font from unfolding without end.
const (
	maxDepth = 16
	maxParts = 1024 // simple glyphs of which one composite may consist when all is unfolded
)

// readGlyf reads the places of the outlines and checks that composites end.
func readGlyf(data, loca []byte, long bool, glyphs int) (*glyf, error) {
	g := &glyf{data: data, offsets: make([]uint32, glyphs+1)}
	wide := 2
	if long {
		wide = 4
	}
	if len(loca) < wide*(glyphs+1) {
		return nil, errShort
	}
	for i := range g.offsets {
		if long {
			g.offsets[i] = u32(loca, 4*i)
		} else {
			g.offsets[i] = 2 * uint32(u16(loca, 2*i))
		}
		if int64(g.offsets[i]) > int64(len(data)) || i > 0 && g.offsets[i] < g.offsets[i-1] {
			return nil, errShort
		}
	}
	parts := make([]int16, glyphs) // 0 not counted yet, -1 being counted
	for id := range glyphs {
		if _, err := g.unfold(uint16(id), parts, 0); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// unfold counts the simple glyphs of which a glyph consists.
func (g *glyf) unfold(id uint16, parts []int16, depth int) (int, error) {
	if int(id) >= len(parts) || parts[id] < 0 || depth > maxDepth {
		return 0, fmt.Errorf("composite glyph %d does not end", id)
	}
	if parts[id] > 0 {
		return int(parts[id]), nil
	}
	parts[id] = -1
	n := 0
	err := components(g.glyph(id), func(at []byte) error {
		k, err := g.unfold(uint16(u16(at, 0)), parts, depth+1)
		if n += k; n > maxParts && err == nil {
			err = errTooMany
		}
		return err
	})
	parts[id] = int16(max(n, 1))
	return max(n, 1), err
}

// glyph is the bytes of an outline; none for a space.
func (g *glyf) glyph(id uint16) []byte { return g.data[g.offsets[id]:g.offsets[id+1]] }

// components calls f for each part of a composite glyph, with the bytes that begin with the part's glyph number.
func components(b []byte, f func(id []byte) error) error {
	const (
		words, scale, more, xyScale, matrix = 1 << 0, 1 << 3, 1 << 5, 1 << 6, 1 << 7
	)
	if len(b) == 0 {
		return nil
	}
	if len(b) < 10 {
		return errShort
	}
	if i16(b, 0) >= 0 {
		return nil
	}
	for b = b[10:]; ; {
		if len(b) < 4 {
			return errShort
		}
		flags, n := u16(b, 0), 6
		if flags&words != 0 {
			n += 2
		}
		switch {
		case flags&scale != 0:
			n += 2
		case flags&xyScale != 0:
			n += 4
		case flags&matrix != 0:
			n += 8
		}
		if len(b) < n {
			return errShort
		}
		if err := f(b[2:]); err != nil {
			return err
		}
		if flags&more == 0 {
			return nil
		}
		b = b[n:]
	}
}

// subset writes the glyphs, then those of which composites among them consist.
func (g *glyf) subset(f *Face, ids []uint16) ([]byte, error) {
	ids = slices.Clone(ids)
	now := make(map[uint16]uint16, len(ids))
	for i, id := range ids {
		now[id] = uint16(i)
	}
	var data, loca, widths []byte
	for i := 0; i < len(ids); i++ { // ids grows
		start := len(data)
		loca = binary.BigEndian.AppendUint32(loca, uint32(start))
		if d := int(ids[i]) - f.glyphs; d >= 0 {
			data = append(data, f.even.drawing(d, g)...)
		} else {
			data = append(data, g.glyph(ids[i])...)
		}
		err := components(data[start:], func(at []byte) error {
			old := uint16(u16(at, 0))
			id, ok := now[old]
			if !ok {
				id = uint16(len(ids))
				now[old] = id
				ids = append(ids, old)
			}
			binary.BigEndian.PutUint16(at, id)
			return nil
		})
		if err != nil {
			return nil, err
		}
		for len(data)%4 != 0 {
			data = append(data, 0)
		}
		advance, bearing := f.metric(ids[i])
		widths = append(widths, byte(advance>>8), byte(advance), byte(bearing>>8), byte(bearing))
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(data)))

	t := sfnt{"glyf": data, "loca": loca, "hmtx": widths}
	for _, tag := range []string{"head", "hhea", "maxp"} {
		t[tag] = slices.Clone(f.tables[tag])
	}
	for _, tag := range []string{"cvt ", "fpgm", "prep"} {
		if b := f.tables[tag]; len(b) > 0 {
			t[tag] = b
		}
	}
	binary.BigEndian.PutUint16(t["head"][50:], 1) // loca has 32-bit offsets
	binary.BigEndian.PutUint16(t["hhea"][34:], uint16(len(ids)))
	binary.BigEndian.PutUint16(t["maxp"][4:], uint16(len(ids)))
	f.even.limits(t["maxp"])
	return t.bytes(), nil
}
