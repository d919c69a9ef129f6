package register_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/muniment/muniment/register"
)

// FuzzPlain holds the short ways of reading against the decoder.
func FuzzPlain(f *testing.F) {
	for _, s := range []string{`"file"`, `"a\\u0041"`, `"a\"b"`, `""`, `"`, `[["id","x","public",""]]`, `[["id","x","public",""],["act","y","sealed","publish"]]`, `[]`, "[[\"\",\"\",\"\xd9\",\"\"]]", `[["a","b","c"],["d"]]`,
		`[["a","b","c","d"]["e","f","g","h"]]`, `[["a""b","c","d"]]`, `[[,"b","c","d","e"]]`, ` [["a","b","c","d"]]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if !json.Valid(b) {
			return // what is read was written by Prepare and has its digest in a leaf
		}
		var text string
		err := json.Unmarshal(b, &text)
		if got, e := register.Text(b); (e == nil) != (err == nil) || (err == nil && got != text) {
			t.Errorf("Text(%q) = %q, %v; the decoder reads %q, %v", b, got, e, text, err)
		}
		var rows [][4]string
		err = json.Unmarshal(b, &rows)
		if got, e := register.Rows(b); (e == nil) != (err == nil) || (err == nil && !slices.Equal(got, rows)) {
			t.Errorf("Rows(%q) = %q, %v; the decoder reads %q, %v", b, got, e, rows, err)
		}
	})
}
