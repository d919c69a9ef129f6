package inspect

import (
	"bytes"
	"encoding/binary"

	"github.com/muniment/muniment/internal/fault"
)

// single refuses a file that is something else as well: what one program shows is then not what another does, and what an officer saw
// is not what was filed.
func (l *looker) single(head []byte, t Type) error {
	two := func(other string) error {
		return fault.New(fault.Invalid, "the file is two things at once: %s and %s", t.Called(), other).Hinting("save the document anew and send that")
	}
	if t != ZIP && t != DOCX {
		zipped, err := l.endsAsZip()
		if err != nil {
			return err
		}
		if zipped {
			return two("ZIP")
		}
	}
	if t != PDF && bytes.Contains(head[:min(1024, len(head))], []byte("%PDF-")) {
		return two("PDF")
	}
	switch t {
	case GIF:
		if len(head) >= 13 && printable(head[6:13]) {
			return two("JavaScript")
		}
	case JPEG:
		// The length of the first segment is that of a comment of JavaScript.
		if len(head) >= 6 && string(head[4:6]) == "/*" {
			return two("JavaScript")
		}
	case WAV, WebP:
		if string(head[4:6]) == "/*" || printable(head[4:8]) {
			return two("JavaScript")
		}
	}
	if t == PDF || t.Picture() || t == MP3 || t == WAV {
		first := head[:min(1024, len(head))]
		last, err := l.tail(1024)
		if err != nil {
			return err
		}
		for _, part := range [][]byte{first, last} {
			lower := bytes.ToLower(part)
			for _, tag := range []string{"<script", "<html", "<!doctype html", "<iframe", "<?php", "javascript:"} {
				if t == PDF && tag == "javascript:" {
					continue // an action, which the deep inspection tells
				}
				if bytes.Contains(lower, []byte(tag)) {
					return two("HTML")
				}
			}
		}
	}
	return nil
}

// printable reports whether bytes are all ASCII that a program text has.
func printable(b []byte) bool {
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' || c > '~' {
			return false
		}
	}
	return true
}

// endsAsZip reports whether a program that reads archives from their end finds one: the record at the end, and the list of members
// where the record says, counted from the beginning of the file or backwards from the record.
func (l *looker) endsAsZip() (bool, error) {
	const record, longest = 22, 22 + 1<<16
	tail, err := l.tail(longest)
	if err != nil {
		return false, err
	}
	for i := len(tail) - record; i >= 0; i-- {
		j := bytes.LastIndex(tail[:i+4], []byte("PK\x05\x06"))
		if j < 0 {
			return false, nil
		}
		i = j
		if len(tail)-i < record {
			continue
		}
		length, offset := int64(binary.LittleEndian.Uint32(tail[i+12:])), int64(binary.LittleEndian.Uint32(tail[i+16:]))
		end := l.size - int64(len(tail)) + int64(i)
		for _, at := range []int64{offset, end - length} {
			if at < 0 || at >= end {
				continue
			}
			sign, err := l.at(at, 4)
			if err != nil {
				return false, err
			}
			if string(sign) == "PK\x01\x02" {
				return true, nil
			}
		}
	}
	return false, nil
}
