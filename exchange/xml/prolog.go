package xml

import (
	"bytes"
	"io"

	"github.com/muniment/muniment/internal/fault"
)

// toRoot passes over what stands outside the root element, and gives io.EOF behind it.
func (r *Reader) toRoot() error {
	if r.stage == begin {
		if err := r.begin(); err != nil {
			return err
		}
		r.stage = prolog
	}
	for {
		for r.pos < r.end && class[r.buf[r.pos]]&blank != 0 {
			r.pos++
		}
		if r.pos == r.end {
			err := r.more(r.pos)
			if err == io.EOF && r.stage == epilog {
				return io.EOF
			}
			if err != nil {
				return r.cut(err)
			}
			continue
		}
		r.mark = r.pos
		if r.buf[r.pos] != '<' {
			return r.wrong(r.pos, "text outside the root element")
		}
		if err := r.need(2); err != nil {
			return err
		}
		switch c := r.buf[r.pos+1]; {
		case c == '!' || c == '?':
			if r.stage == epilog && r.lim.Documents > 1 {
				if is, err := r.another(); err != nil {
					return err
				} else if is && r.docs < r.lim.Documents {
					r.follows = true
					return io.EOF
				} else if is {
					return r.wrong(r.pos, "the stream holds more than %d documents", r.lim.Documents)
				}
			}
			if err := r.markup(); err != nil {
				return err
			}
		case r.stage == epilog:
			return r.wrong(r.pos, "a tag behind the root element")
		case c == '/':
			return r.wrong(r.pos, "an end-tag without a start-tag")
		default:
			r.stage = within
			return nil
		}
	}
}

// need reads on until n bytes lie in the window at pos.
func (r *Reader) need(n int) error {
	for r.end-r.pos < n {
		if err := r.more(r.pos); err != nil {
			return r.cut(err)
		}
	}
	return nil
}

// cut says what the end of the document, or of the window, means where a token is not complete.
func (r *Reader) cut(err error) error {
	switch {
	case err == errFull:
		return r.wrong(r.pos, "a tag or reference is longer than %d bytes", r.most)
	case err != io.EOF:
		return err
	case len(r.open) > 0:
		return r.wrong(r.end, "the document ends within the element %q", r.top())
	case r.stage == epilog:
		return r.wrong(r.end, "the document ends within markup")
	}
	return r.wrong(r.end, "the document has no root element")
}

// markup passes over a comment, a processing instruction or the document type declaration at pos, or enters a CDATA
// section.
func (r *Reader) markup() error {
	if r.buf[r.pos+1] == '?' {
		return r.instruction()
	}
	if err := r.need(3); err != nil {
		return err
	}
	kind := "<!--"
	switch r.buf[r.pos+2] {
	case '[':
		kind = "<![CDATA["
	case 'D':
		kind = "<!DOCTYPE"
	}
	if err := r.need(len(kind)); err != nil {
		return err
	}
	if string(r.buf[r.pos:r.pos+len(kind)]) != kind {
		return r.wrong(r.pos, "\"<!\" begins no comment, CDATA section or document type declaration")
	}
	switch {
	case kind == "<!--":
		return r.comment()
	case kind == "<!DOCTYPE":
		if r.stage != prolog {
			return r.wrong(r.pos, "a document type declaration stands once, before the root element")
		}
		r.stage = typed
		return r.documentType()
	case r.stage != within:
		return r.wrong(r.pos, "a CDATA section outside the root element")
	}
	r.pos += len(kind)
	r.cdata = true
	return nil
}

// comment passes over a comment at pos.
func (r *Reader) comment() error {
	r.pos += len("<!--")
	if err := r.find("--"); err != nil {
		return err
	}
	if err := r.need(3); err != nil {
		return err
	}
	if r.buf[r.pos+2] != '>' {
		return r.wrong(r.pos, "\"--\" in a comment")
	}
	r.pos += 3
	return nil
}

// find moves to the next occurrence of what, which is short.
func (r *Reader) find(what string) error {
	for {
		if n := bytes.Index(r.buf[r.pos:r.end], []byte(what)); n >= 0 {
			r.pos += n
			return nil
		}
		r.pos = max(r.pos, r.end-len(what)+1)
		if err := r.more(r.pos); err != nil {
			return r.cut(err)
		}
	}
}

// instruction passes over a processing instruction at pos.
func (r *Reader) instruction() error {
	r.pos += len("<?")
	target, err := r.word()
	if err != nil {
		return err
	}
	if bytes.EqualFold(target, []byte("xml")) {
		return r.wrong(r.pos, "an XML declaration that is not at the very beginning")
	}
	r.pos += len(target)
	if err := r.need(2); err != nil {
		return err
	}
	if class[r.buf[r.pos]]&blank == 0 && string(r.buf[r.pos:r.pos+2]) != "?>" {
		return r.wrong(r.pos, "a processing instruction's name is not a name")
	}
	if err := r.find("?>"); err != nil {
		return err
	}
	r.pos += 2
	return nil
}

// word gives the name without a prefix that begins at pos.
func (r *Reader) word() ([]byte, error) {
	for {
		end, _, ok := r.nameAt(r.pos)
		if i := bytes.IndexByte(r.buf[r.pos:end], ':'); i >= 0 {
			ok, end = false, r.pos+i
		}
		switch {
		case !ok:
			return nil, r.wrong(end, "a name is not a name")
		case end-r.pos > longestName:
			return nil, r.wrong(r.pos, "a name is longer than %d bytes", longestName)
		case end < r.end:
			return r.buf[r.pos:end], nil
		}
		if err := r.more(r.pos); err != nil {
			return nil, r.cut(err)
		}
	}
}

// begin finds out the encoding of the stream, and reads the XML declaration of a document if it has one.
func (r *Reader) begin() error {
	if r.docs == 1 {
		src, mark, err := decode(r.src)
		if err != nil {
			if f, ok := fault.Of(err); ok {
				return r.errorAt(0, f)
			}
			return err
		}
		r.src, r.wide = src, mark == utf16Mark
		if mark == utf8Mark {
			r.base.Offset = 3
		}
	}
	if is, err := r.declared(); !is {
		return err
	}
	for {
		if n := bytes.Index(r.buf[r.pos:min(r.pos+longestDeclaration, r.end)], []byte("?>")); n >= 0 {
			all := r.end
			r.end = r.pos + n + len("?>")
			r.pos += len(opening)
			err := r.declaration()
			r.end = all
			return err
		}
		if r.end-r.pos >= longestDeclaration {
			return r.wrong(r.pos, "the XML declaration does not end")
		}
		if err := r.more(r.pos); err != nil {
			return r.cut(err)
		}
	}
}

// longestDeclaration is within how many bytes an XML declaration must end.
const longestDeclaration = 1024

const opening = "<?xml"

// declared reports whether an XML declaration begins at pos.
func (r *Reader) declared() (bool, error) {
	if is, err := r.starts(opening); !is {
		return false, err
	}
	if err := r.need(len(opening) + 1); err != nil {
		return false, err
	}
	return class[r.buf[r.pos+len(opening)]]&blank != 0, nil
}

// starts reports whether the document goes on with what at pos. It reads no further than it must to know.
func (r *Reader) starts(what string) (bool, error) {
	for {
		n := min(r.end-r.pos, len(what))
		if string(r.buf[r.pos:r.pos+n]) != what[:n] {
			return false, nil
		}
		if n == len(what) {
			return true, nil
		}
		if err := r.more(r.pos); err != nil {
			return false, r.cut(err)
		}
	}
}

// another reports whether a document begins at pos, behind the root of the one before.
func (r *Reader) another() (bool, error) {
	is, err := r.declared()
	if !is && err == nil {
		is, err = r.starts("<!DOCTYPE")
	}
	return is, err
}

// declaration reads the rest of the XML declaration, with which the window ends for now.
func (r *Reader) declaration() error {
	last := -1
	for {
		from := r.pos
		for class[r.buf[r.pos]]&blank != 0 {
			r.pos++
		}
		if r.buf[r.pos] == '?' && r.buf[r.pos+1] == '>' && last >= 0 {
			r.pos += 2
			return nil
		}
		a, next, err := r.attribute(r.pos)
		if err != nil {
			return err
		}
		which := -1
		for i, known := range [...]string{"version", "encoding", "standalone"} {
			if string(a.Name) == known {
				which = i
			}
		}
		if next < 0 || from == r.pos || which <= last || last < 0 && which > 0 {
			return r.wrong(r.pos, "the XML declaration is not of the form <?xml version=\"1.0\" encoding=\"…\" standalone=\"…\"?>")
		}
		if f := r.declares(which, string(a.Value)); f != nil {
			return r.errorAt(r.pos, f)
		}
		last, r.pos = which, next
	}
}

// declares says what is wrong with one part of the XML declaration.
func (r *Reader) declares(which int, value string) *fault.Fault {
	switch which {
	case 0:
		if value != "1.0" {
			return fault.New(fault.Invalid, "the document is of XML version %q; only 1.0 is read", value)
		}
	case 1:
		is := func(s string) bool { return bytes.EqualFold([]byte(value), []byte(s)) }
		if r.wide {
			if !is("UTF-16") {
				return fault.New(fault.Invalid, "the document says that its encoding is %q and begins as UTF-16 does", value)
			}
		} else if !is("UTF-8") {
			return fault.New(fault.Invalid, "the document's encoding is %q; UTF-8 is read, and UTF-16 behind a byte order mark", value).
				Hinting("convert the document to UTF-8 and let its first line say so")
		}
	case 2:
		if value != "yes" && value != "no" {
			return fault.New(fault.Invalid, "the document is standalone %q; only yes and no have a meaning", value)
		}
	}
	return nil
}
