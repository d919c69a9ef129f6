package register

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Text reads the value of a disclosure that is a string. The common case, a string without escapes, needs no decoder:
// verifying a register reads millions of them.
func Text(value json.RawMessage) (string, error) {
	if n := len(value); n >= 2 && value[0] == '"' && value[n-1] == '"' && bytes.IndexByte(value, '\\') < 0 && bytes.IndexByte(value[1:n-1], '"') < 0 && utf8.Valid(value) {
		return string(value[1 : n-1]), nil
	}
	var s string
	err := json.Unmarshal(value, &s)
	return s, err
}

// Rows reads the value of a manifest that this installation made: name, digest, class and opening act of each disclosure.
func Rows(value json.RawMessage) ([][4]string, error) {
	if rows, ok := plainRows(value); ok {
		return rows, nil
	}
	var rows [][4]string
	err := json.Unmarshal(value, &rows)
	return rows, err
}

// plainRows reads the one spelling that Prepare gives a manifest.
func plainRows(value []byte) ([][4]string, bool) {
	part := bytes.Split(value, []byte{'"'}) // what stands between the strings, and the strings
	if bytes.IndexByte(value, '\\') >= 0 || len(part)%8 != 1 || !utf8.Valid(value) {
		return nil, false
	}
	rows := make([][4]string, len(part)/8)
	for i, p := range part {
		switch {
		case i%2 == 1:
			rows[i/8][i/2%4] = string(p)
		case string(p) == ",":
			if i%8 == 0 {
				return nil, false
			}
		case i == 0 && string(p) == "[[", i == len(part)-1 && string(p) == "]]", i%8 == 0 && i > 0 && i < len(part)-1 && string(p) == "],[":
		default:
			return nil, false
		}
	}
	return rows, true
}
