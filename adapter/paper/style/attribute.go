package style

import (
	"io/fs"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

// maxSpan is the largest number of columns that a cell may span.
const maxSpan = 1000

// value tells of a value that an attribute may not have.
func (p *parser) value(tag, name, v string, line int) {
	ok := true
	switch name {
	case "dir":
		ok = v == "ltr" || v == "rtl" || v == "auto"
	case "scope":
		ok = slices.Contains([]string{"col", "row", "colgroup", "rowgroup"}, v)
	case "aria-hidden":
		ok = v == "true" || v == "false"
	case "start":
		_, err := strconv.ParseInt(v, 10, 32)
		ok = err == nil
	case "colspan":
		n, err := strconv.Atoi(v)
		ok = err == nil && 1 <= n && n <= maxSpan
	case "id":
		ok = v != "" && !strings.ContainsAny(v, " \t\r\n\f")
	case "href":
		ok = tag == "link" || target(v)
	case "src":
		ok = picture(v)
	}
	if !ok {
		p.told.add(line, fault.New(fault.Invalid, "<%s> may not have %s=%q", tag, name, shown(v)))
	}
}

// target says whether a link leads somewhere from paper too: into the document, or to a whole address.
func target(v string) bool {
	if id, ok := strings.CutPrefix(v, "#"); ok {
		return id != ""
	}
	u, err := url.Parse(v)
	return err == nil && slices.Contains([]string{"http", "https", "mailto", "tel"}, u.Scheme) && (u.Host != "" || u.Opaque != "")
}

// picture says whether a picture is called as one may be: by the name of a file beside the document, whatever its ending, or
// with its bytes.
func picture(v string) bool {
	if rest, ok := strings.CutPrefix(v, "data:"); ok {
		head, _, ok := strings.Cut(rest, ",")
		return ok && slices.Contains([]string{"image/png;base64", "image/jpeg;base64", "image/gif;base64"}, head)
	}
	return fs.ValidPath(v) && v != "." && !strings.Contains(v, ":")
}

// wellFormed says whether a language tag has the form of BCP 47: letters, then subtags of up to eight letters and digits.
func wellFormed(tag string) bool {
	for i, part := range strings.Split(tag, "-") {
		if len(part) < 1 || len(part) > 8 || i == 0 && len(part) < 2 {
			return false
		}
		for _, c := range []byte(part) {
			if letter := 'a' <= c|0x20 && c|0x20 <= 'z'; !letter && (i == 0 || c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}
