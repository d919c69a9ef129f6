package revision

import (
	"bytes"
	"strconv"

	"github.com/muniment/muniment/internal/fault"
)

// File is a PDF whose cross-references were read.
type File struct {
	doc     []byte
	entries map[int]entry
	trailer value // of the newest revision
	newest  int   // where the newest cross-reference section begins
	stream  bool  // it is a stream
	packed  map[int][]byte
	budget  int // bytes that may still be unpacked
	read    int // entries that were read
}

// entry is where an object is.
type entry struct {
	at    int // its first byte; or its place in the object stream
	gen   int
	in    int // the object stream; 0 if it stands by itself
	inUse bool
}

// What a file may have, far beyond what files do have.
const (
	mostRevisions = 1000
	mostEntries   = 8_388_607 // ISO 32000-1, annex C
)

// mostUnpacked is how much the cross-reference and object streams of a file may hold, unpacked.
const mostUnpacked = 64 << 20

// Open reads the cross-references of a PDF.
//
// Errors: Invalid if it is none, is not well-formed or is encrypted.
func Open(doc []byte) (*File, error) {
	if !bytes.HasPrefix(doc, []byte("%PDF-")) {
		return nil, fault.New(fault.Invalid, "this is not a PDF")
	}
	f := &File{doc: doc, entries: map[int]entry{}, packed: map[int][]byte{}, budget: mostUnpacked}
	from, err := f.start()
	if err != nil {
		return nil, err
	}
	f.newest = from
	for seen := map[int]bool{}; ; {
		if seen[from] {
			return nil, bad("its cross-references go round in a circle")
		}
		if seen[from] = true; len(seen) > mostRevisions {
			return nil, bad("it has more than 1,000 revisions")
		}
		trailer, stream, err := f.section(from)
		if err != nil {
			return nil, err
		}
		if from == f.newest {
			f.trailer, f.stream = trailer, stream
		}
		prev := trailer.get("Prev")
		if prev.kind == null {
			break
		}
		if prev.kind != integer {
			return nil, bad("its trailer has a bad Prev")
		}
		from = prev.num
	}
	if f.trailer.get("Encrypt").kind != null {
		return nil, fault.New(fault.Invalid, "the PDF is encrypted")
	}
	return f, nil
}

// start finds the newest cross-reference section from the end of the file.
func (f *File) start() (int, error) {
	at := bytes.LastIndex(f.doc, []byte("startxref"))
	l := lexer{f.doc, at + len("startxref")}
	if at < 0 || at < len(f.doc)-1024 {
		return 0, bad("startxref is missing at its end")
	}
	from, err := l.natural()
	if err != nil {
		return 0, err
	}
	for l.pos < len(l.b) && isSpace(l.b[l.pos]) {
		l.pos++
	}
	if string(bytes.TrimRight(l.b[l.pos:], "\r\n")) != "%%EOF" {
		return 0, bad("it does not end with %%EOF")
	}
	return from, nil
}

// section reads one cross-reference section, whose entries do not replace newer ones.
func (f *File) section(from int) (trailer value, stream bool, err error) {
	if from < 0 || from >= len(f.doc) {
		return value{}, false, bad("a cross-reference section is outside of it")
	}
	l := lexer{f.doc, from}
	if l.keyword("xref") != nil {
		trailer, err = f.xrefStream(from)
		return trailer, true, err
	}
	if err = f.table(&l); err != nil {
		return value{}, false, err
	}
	if trailer, err = l.value(0); err != nil {
		return value{}, false, err
	}
	if trailer.kind != dict {
		return value{}, false, l.fail("the trailer is no dictionary")
	}
	if hybrid := trailer.get("XRefStm"); hybrid.kind == integer {
		if _, err = f.xrefStream(hybrid.num); err != nil {
			return value{}, false, err
		}
	}
	return trailer, false, nil
}

// table reads a cross-reference table after the word xref, and the word trailer after it.
func (f *File) table(l *lexer) error {
	for {
		l.space()
		if bytes.HasPrefix(l.b[l.pos:], []byte("trailer")) {
			l.pos += len("trailer")
			return nil
		}
		first, err := l.natural()
		if err != nil {
			return err
		}
		count, err := l.natural()
		if err != nil {
			return err
		}
		for i := range count {
			at, err := l.natural()
			if err != nil {
				return err
			}
			gen, err := l.natural()
			if err != nil {
				return err
			}
			l.space()
			e := entry{}
			switch string(l.word()) {
			case "n":
				e = entry{at: at, gen: gen, inUse: true}
			case "f":
			default:
				return l.fail("an entry of the cross-reference table is neither n nor f")
			}
			if err := f.add(first+i, e); err != nil {
				return err
			}
		}
	}
}

// add keeps an entry, unless a newer revision has one for the object.
func (f *File) add(n int, e entry) error {
	if f.read++; f.read > mostEntries {
		return bad("its cross-references have too many entries")
	}
	if _, newer := f.entries[n]; !newer {
		f.entries[n] = e
	}
	return nil
}

// xrefStream reads a cross-reference stream (ISO 32000-1, 7.5.8).
func (f *File) xrefStream(at int) (value, error) {
	if at < 0 || at >= len(f.doc) {
		return value{}, bad("a cross-reference section is outside of it")
	}
	l := lexer{f.doc, at}
	if _, err := l.natural(); err != nil {
		return value{}, err
	}
	l.pos = at
	d, data, err := f.object(&l, -1, -1)
	if err != nil {
		return value{}, err
	}
	if d.kind != dict || d.get("Type").text != "XRef" || data == nil {
		return value{}, l.fail("a cross-reference section is missing")
	}
	b, err := f.unpack(d, data)
	if err != nil {
		return value{}, err
	}
	var w [3]int
	widths := d.get("W").items
	if len(widths) != 3 {
		return value{}, l.fail("a cross-reference stream has no W")
	}
	for i, v := range widths {
		if v.kind != integer || v.num < 0 || v.num > 7 {
			return value{}, l.fail("a cross-reference stream has a bad W")
		}
		w[i] = v.num
	}
	index := d.get("Index").items
	if len(index) == 0 {
		index = []value{{kind: integer}, d.get("Size")}
	}
	width := w[0] + w[1] + w[2]
	for i := 0; i+1 < len(index); i += 2 {
		for n := range index[i+1].num {
			if width == 0 || len(b) < width {
				return value{}, l.fail("a cross-reference stream is too short")
			}
			kind := 1
			if w[0] > 0 {
				kind = field(b[:w[0]])
			}
			second, third := field(b[w[0]:w[0]+w[1]]), field(b[w[0]+w[1]:width])
			b = b[width:]
			e := entry{}
			switch kind {
			case 1:
				e = entry{at: second, gen: third, inUse: true}
			case 2:
				e = entry{at: third, in: second, inUse: second > 0}
			}
			if err := f.add(index[i].num+n, e); err != nil {
				return value{}, err
			}
		}
	}
	return d, nil
}

// field reads a big-endian number.
func field(b []byte) int {
	n := 0
	for _, c := range b {
		n = n<<8 | int(c)
	}
	return n
}

// resolve follows a reference; other values stay what they are. An object that is not there is null.
func (f *File) resolve(v value) (value, error) {
	for range 32 {
		if v.kind != ref {
			return v, nil
		}
		var err error
		if v, _, err = f.load(v.num, v.gen); err != nil {
			return value{}, err
		}
	}
	return value{}, bad("its references go round in a circle")
}

// load reads an object; the second value is the stream that belongs to it.
func (f *File) load(n, gen int) (value, []byte, error) {
	e := f.entries[n]
	if !e.inUse {
		return value{}, nil, nil
	}
	if e.in > 0 {
		v, err := f.packedObject(n, e)
		return v, nil, err
	}
	if e.at >= len(f.doc) || e.gen != gen {
		return value{}, nil, bad("object " + strconv.Itoa(n) + " is not where it should be")
	}
	l := lexer{f.doc, e.at}
	return f.object(&l, n, gen)
}

// object reads "12 0 obj … endobj". With n below 0 its number may be any.
func (f *File) object(l *lexer, n, gen int) (value, []byte, error) {
	gotN, err := l.natural()
	if err != nil {
		return value{}, nil, err
	}
	gotGen, err := l.natural()
	if err != nil {
		return value{}, nil, err
	}
	if n >= 0 && (gotN != n || gotGen != gen) {
		return value{}, nil, l.fail("object " + strconv.Itoa(n) + " is not where it should be")
	}
	if err := l.keyword("obj"); err != nil {
		return value{}, nil, err
	}
	v, err := l.value(0)
	if err != nil {
		return value{}, nil, err
	}
	if l.keyword("endobj") == nil {
		return v, nil, nil
	}
	if v.kind != dict || l.keyword("stream") != nil {
		return value{}, nil, l.fail("endobj is missing")
	}
	data, err := f.streamOf(l, v, n)
	return v, data, err
}

// streamOf reads the bytes of a stream after its keyword.
func (f *File) streamOf(l *lexer, d value, n int) ([]byte, error) {
	if l.pos < len(l.b) && l.b[l.pos] == '\r' {
		l.pos++
	}
	if l.pos >= len(l.b) || l.b[l.pos] != '\n' {
		return nil, l.fail("a stream does not begin on a line of its own")
	}
	l.pos++
	length := d.get("Length")
	if length.kind == ref { // a number that stands by itself; anything else could lead round in a circle
		e := f.entries[length.num]
		if !e.inUse || e.in > 0 || length.num == n || e.at >= len(f.doc) {
			return nil, l.fail("the length of a stream is missing")
		}
		other := lexer{f.doc, e.at}
		for _, step := range []func() error{
			func() error { return other.exact(length.num) }, func() error { return other.exact(length.gen) },
			func() error { return other.keyword("obj") },
		} {
			if err := step(); err != nil {
				return nil, err
			}
		}
		var err error
		if length, err = other.value(0); err != nil {
			return nil, err
		}
	}
	if length.kind != integer || length.num < 0 || length.num > len(l.b)-l.pos {
		return nil, l.fail("the length of a stream is not its own")
	}
	data := l.b[l.pos : l.pos+length.num]
	l.pos += length.num
	if err := l.keyword("endstream"); err != nil {
		return nil, err
	}
	return data, l.keyword("endobj")
}

// exact reads a number that has to be this one.
func (l *lexer) exact(want int) error {
	n, err := l.natural()
	if err == nil && n != want {
		err = l.fail("object " + strconv.Itoa(want) + " is not where it should be")
	}
	return err
}
