package pdf

import (
	"bytes"
	"strconv"
)

const (
	maxObjects = 1 << 20
	maxUnpack  = 64 << 20  // bytes of one stream, unpacked
	maxWork    = 512 << 20 // bytes of all that are unpacked
)

// File is a PDF whose objects have been found.
type File struct {
	objects map[int]any // by number; the latest
	all     []any       // in the order of the file, earlier revisions too
	trailer dict        // of all revisions; what a later one says counts
	left    int         // bytes that may still be unpacked
	Torn    bool        // objects or streams do not follow the grammar, or are cut off
	Large   bool        // a limit was met: not all was looked at
}

// Read finds the objects of a PDF. It never fails: what cannot be read is left out, and Torn tells so.
func Read(b []byte) *File {
	f := &File{objects: map[int]any{}, trailer: dict{}, left: maxWork}
	f.find(b)
	f.trailers(b)
	if !f.Encrypted() {
		f.unfold()
	}
	return f
}

// find goes through the bytes from one "obj" to the next.
func (f *File) find(b []byte) {
	for pos := 0; ; {
		i := bytes.Index(b[pos:], []byte("obj"))
		if i < 0 {
			return
		}
		at := pos + i
		pos = at + 3
		number, ok := numberBefore(b, at)
		if !ok {
			continue
		}
		if len(f.all) >= maxObjects {
			f.Large = true
			return
		}
		l := &lexer{b: b, pos: pos}
		v := l.member(0)
		switch v.(type) {
		case end, word:
			continue
		}
		if d, ok := v.(dict); ok {
			if s, end, ok := f.stream(b, l, d); ok {
				v, l.pos = s, end
			}
		}
		f.Torn = f.Torn || l.bad
		f.objects[number] = v
		f.all = append(f.all, v)
		pos = max(pos, l.pos)
	}
}

// numberBefore reads "12 0 " backwards from a place.
func numberBefore(b []byte, at int) (int, bool) {
	digits := func() (int, bool) {
		end := at
		for at > 0 && b[at-1] >= '0' && b[at-1] <= '9' && end-at < 10 {
			at--
		}
		n, err := strconv.Atoi(string(b[at:end]))
		return n, err == nil
	}
	blanks := func() bool {
		from := at
		for at > 0 && space(b[at-1]) && from-at < 32 {
			at--
		}
		return at < from
	}
	blanks()
	if _, ok := digits(); !ok || !blanks() {
		return 0, false
	}
	return digits()
}

// stream takes the bytes behind a dictionary, if "stream" follows (7.3.8).
func (f *File) stream(b []byte, l *lexer, d dict) (*stream, int, bool) {
	l.skip()
	if !bytes.HasPrefix(b[l.pos:], []byte("stream")) {
		return nil, 0, false
	}
	from := l.pos + len("stream")
	if from < len(b) && b[from] == '\r' {
		from++
	}
	if from < len(b) && b[from] == '\n' {
		from++
	}
	if n, ok := f.value(d["Length"]).(float64); ok && n >= 0 && n <= float64(len(b)-from) {
		to := from + int(n)
		rest := bytes.TrimLeft(b[to:min(len(b), to+16)], "\r\n \t")
		if bytes.HasPrefix(rest, []byte("endstream")) {
			return &stream{d, b[from:to]}, to, true
		}
	}
	n := bytes.Index(b[from:], []byte("endstream"))
	if n < 0 {
		f.Torn = true
		return &stream{d, b[from:]}, len(b), true
	}
	return &stream{d, bytes.TrimSuffix(bytes.TrimSuffix(b[from:from+n], []byte("\n")), []byte("\r"))}, from + n, true
}

// trailers reads the dictionaries that lead to everything: behind the word "trailer", or of streams of cross-references (7.5.5, 7.5.8).
func (f *File) trailers(b []byte) {
	for pos, n := 0, 0; n < 1000; n++ {
		i := bytes.Index(b[pos:], []byte("trailer"))
		if i < 0 {
			break
		}
		pos += i + len("trailer")
		l := &lexer{b: b, pos: pos}
		if d, ok := l.next(0).(dict); ok {
			f.follow(d)
		}
	}
	for _, v := range f.all {
		if s, ok := v.(*stream); ok && s.dict["Type"] == name("XRef") {
			f.follow(s.dict)
		}
	}
}

func (f *File) follow(d dict) {
	for _, k := range []name{"Root", "Encrypt", "Info"} {
		if v, ok := d[k]; ok {
			f.trailer[k] = v
		}
	}
}

// unfold takes the objects out of streams of objects (7.5.7).
func (f *File) unfold() {
	for _, v := range f.all {
		s, ok := v.(*stream)
		if !ok || s.dict["Type"] != name("ObjStm") {
			continue
		}
		body := f.unpack(s)
		n, _ := f.value(s.dict["N"]).(float64)
		first, _ := f.value(s.dict["First"]).(float64)
		if first < 0 || first > float64(len(body)) || n < 0 {
			f.Torn = true
			continue
		}
		list := &lexer{b: body[:int(first)]}
		for range int(min(n, maxObjects)) {
			number, ok := list.next(0).(float64)
			offset, ok2 := list.next(0).(float64)
			if !ok || !ok2 || offset < 0 || offset > float64(len(body))-first {
				f.Torn = true
				break
			}
			if len(f.all) >= maxObjects {
				f.Large = true
				return
			}
			l := &lexer{b: body, pos: int(first) + int(offset)}
			switch v := l.member(0).(type) {
			case end, word:
				f.Torn = true
			default:
				f.objects[int(number)] = v
				f.all = append(f.all, v)
			}
		}
	}
}

// value follows references, a few of them.
func (f *File) value(v any) any {
	for range 16 {
		r, ok := v.(ref)
		if !ok {
			return v
		}
		v = f.objects[r.number]
	}
	return nil
}

// dict gives a dictionary, also that of a stream; an empty one for anything else.
func (f *File) dict(v any) dict {
	switch v := f.value(v).(type) {
	case dict:
		return v
	case *stream:
		return v.dict
	}
	return dict{}
}

// Encrypted reports whether the file is.
func (f *File) Encrypted() bool { _, ok := f.trailer["Encrypt"]; return ok }
