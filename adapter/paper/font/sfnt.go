package font

import (
	"encoding/binary"
	"errors"
	"slices"
)

// Limits of what is read as a font, far above what real fonts need.
const (
	maxFile     = 64 << 20 // bytes of a file
	maxInFile   = 64       // faces of a collection
	maxTables   = 128
	headMagic   = 0x5F0F3CF5
	checksumAll = 0xB1B0AFBA // the sum of a whole font file
)

var (
	errNotFont = errors.New("no signature of an OpenType font")
	errShort   = errors.New("a table is too short or lies outside the file")
	errTooMany = errors.New("more parts than a font has")
)

// sfnt is the tables of one face, by tag: parts of the file's bytes.
type sfnt map[string][]byte

// u16 and u32 read numbers as OpenType stores them. The caller has checked the length.
func u16(b []byte, at int) int    { return int(binary.BigEndian.Uint16(b[at:])) }
func i16(b []byte, at int) int    { return int(int16(binary.BigEndian.Uint16(b[at:]))) }
func u32(b []byte, at int) uint32 { return binary.BigEndian.Uint32(b[at:]) }

// readSFNT gives the faces of a file: one, or those of a collection in their order.
func readSFNT(b []byte) ([]sfnt, error) {
	if len(b) < 12 {
		return nil, errNotFont
	}
	if string(b[:4]) != "ttcf" {
		one, err := readTables(b, 0)
		return []sfnt{one}, err
	}
	n := u32(b, 8)
	if n > maxInFile {
		return nil, errTooMany
	}
	if len(b) < 12+4*int(n) || n == 0 {
		return nil, errShort
	}
	all := make([]sfnt, n)
	for i := range all {
		var err error
		if all[i], err = readTables(b, u32(b, 12+4*i)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// readTables reads the table directory at an offset.
func readTables(b []byte, at uint32) (sfnt, error) {
	if uint64(at)+12 > uint64(len(b)) {
		return nil, errShort
	}
	head := b[at:]
	switch string(head[:4]) {
	case "\x00\x01\x00\x00", "true", "OTTO":
	default:
		return nil, errNotFont
	}
	n := u16(head, 4)
	if n > maxTables {
		return nil, errTooMany
	}
	if len(head) < 12+16*n {
		return nil, errShort
	}
	t := make(sfnt, n)
	for i := range n {
		entry := head[12+16*i:]
		start, length := uint64(u32(entry, 8)), uint64(u32(entry, 12))
		if start+length > uint64(len(b)) {
			return nil, errShort
		}
		if tag := string(entry[:4]); t[tag] == nil {
			t[tag] = b[start : start+length : start+length]
		}
	}
	return t, nil
}

// bytes writes the tables as a font file, in the order of their tags, with their sums. A head table is copied, and the copy
// gets the sum of the whole file.
func (t sfnt) bytes() []byte {
	tags := make([]string, 0, len(t))
	size := 12 + 16*len(t)
	for tag, table := range t {
		tags = append(tags, tag)
		size += (len(table) + 3) &^ 3
	}
	slices.Sort(tags)
	power := 0
	for 2<<power <= len(tags) {
		power++
	}
	out := make([]byte, 0, size)
	out = append(out, 0, 1, 0, 0)
	for _, v := range []int{len(tags), 16 << power, power, 16*len(tags) - 16<<power} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	out = out[:12+16*len(tags)]
	head := -1
	for i, tag := range tags {
		start := len(out)
		out = append(out, t[tag]...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
		if tag == "head" && len(t[tag]) >= 12 {
			head = start + 8
			clear(out[head : head+4])
		}
		entry := out[12+16*i:]
		copy(entry, tag)
		binary.BigEndian.PutUint32(entry[4:], checksum(out[start:]))
		binary.BigEndian.PutUint32(entry[8:], uint32(start))
		binary.BigEndian.PutUint32(entry[12:], uint32(len(t[tag])))
	}
	if head >= 0 {
		binary.BigEndian.PutUint32(out[head:], checksumAll-checksum(out))
	}
	return out
}

// checksum adds up the words of a padded table.
func checksum(b []byte) (sum uint32) {
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	return sum
}
