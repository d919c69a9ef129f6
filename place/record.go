package place

import (
	"encoding/binary"

	"github.com/muniment/muniment/internal/fault"
)

// Record is a unit with its land, as a list or a file tells of it.
type Record struct {
	Unit
	Shape Shape // nil if not told
}

// Over gives the record with what it does not tell taken from an earlier one of the same unit.
func (r Record) Over(old Record) Record {
	for _, p := range []struct{ new, old *string }{{&r.Name, &old.Name}, {&r.English, &old.English}, {&r.Parent, &old.Parent}, {&r.Source, &old.Source}} {
		if *p.new == "" {
			*p.new = *p.old
		}
	}
	if r.Level == "" {
		r.Level = old.Level
	}
	if r.Until.IsZero() {
		r.Until = old.Until
	}
	if r.Became == nil {
		r.Became = old.Became
	}
	if r.Shape == nil {
		r.Shape = old.Shape
	}
	return r
}

// Checked gives the record in the form in which it is kept. Errors: Invalid.
func (r Record) Checked() (Record, error) {
	var err error
	if r.Unit, err = r.Unit.Checked(); err != nil {
		return r, err
	}
	return r, r.Shape.Check()
}

// MarshalBinary writes a shape in few bytes: numbers of polygons, rings and points, and each point by its distance from the one before.
func (s Shape) MarshalBinary() ([]byte, error) {
	b := binary.AppendUvarint(nil, uint64(len(s)))
	var last Point
	for _, p := range s {
		b = binary.AppendUvarint(b, uint64(len(p)))
		for _, r := range p {
			b = binary.AppendUvarint(b, uint64(len(r)))
			for _, q := range r {
				b = binary.AppendVarint(b, int64(q.Lon)-int64(last.Lon))
				b = binary.AppendVarint(b, int64(q.Lat)-int64(last.Lat))
				last = q
			}
		}
	}
	return b, nil
}

// UnmarshalBinary reads what MarshalBinary wrote. Errors: Internal if it is damaged.
func (s *Shape) UnmarshalBinary(b []byte) error {
	r := unpacker{rest: b}
	out := make(Shape, r.count())
	var last Point
	for i := range out {
		out[i] = make(Polygon, r.count())
		for k := range out[i] {
			out[i][k] = make(Ring, r.count())
			for n := range out[i][k] {
				last = Point{r.coordinate(last.Lon, 180), r.coordinate(last.Lat, 90)}
				out[i][k][n] = last
			}
		}
	}
	if r.bad || len(r.rest) > 0 {
		return fault.New(fault.Internal, "a stored area is damaged")
	}
	if *s = out; len(out) == 0 {
		*s = nil
	}
	return nil
}

// unpacker reads numbers.
type unpacker struct {
	rest []byte
	bad  bool
}

// count reads how many things follow; each takes at least a byte.
func (u *unpacker) count() int {
	v, n := binary.Uvarint(u.rest)
	if n <= 0 || v > uint64(len(u.rest)-n) {
		u.bad, u.rest = true, nil
		return 0
	}
	u.rest = u.rest[n:]
	return int(v) // #nosec G115 -- less than the length of a slice
}

func (u *unpacker) coordinate(last int32, most int64) int32 {
	v, n := binary.Varint(u.rest)
	if n <= 0 {
		u.bad, u.rest = true, nil
		return 0
	}
	u.rest = u.rest[n:]
	if v < -2*most*degree || v > 2*most*degree {
		u.bad = true
		return 0
	}
	if v += int64(last); v < -most*degree || v > most*degree {
		u.bad = true
		return 0
	}
	return int32(v) // #nosec G115 -- within most
}
