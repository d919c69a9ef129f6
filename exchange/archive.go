package exchange

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

// Limits says how large an archive may become. A zero member stands for its default.
type Limits struct {
	Members int   // files in a ZIP archive; 1000
	Total   int64 // bytes of all of them, unpacked; 16 GiB
	Ratio   int64 // unpacked bytes for each packed one, beyond the first MiB; 200
}

func (l Limits) orDefault() Limits {
	if l.Members <= 0 {
		l.Members = 1000
	}
	if l.Total <= 0 {
		l.Total = 16 << 30
	}
	if l.Ratio <= 0 {
		l.Ratio = 200
	}
	return l
}

// freely is how many bytes are unpacked before the ratio counts.
const freely = 1 << 20

// guard counts what comes out of an archive and stops it at the limits, while it is unpacked.
type guard struct {
	src    io.Reader
	packed func() int64 // bytes gone in, or that can go in
	out    int64
	total  *int64 // of the whole archive
	lim    Limits
	over   bool // a limit was reached
}

// Read implements io.Reader.
func (g *guard) Read(p []byte) (int, error) {
	n, err := g.src.Read(p)
	g.out += int64(n)
	*g.total += int64(n)
	switch {
	case *g.total > g.lim.Total:
		g.over = true
		return 0, fault.New(fault.Invalid, "the archive unpacks to more than %d bytes", g.lim.Total)
	case g.out > freely && (g.out-freely)/g.lim.Ratio > g.packed():
		g.over = true
		return 0, fault.New(fault.Invalid, "the archive unpacks to more than %d times its size", g.lim.Ratio)
	}
	return n, err
}

type counter struct {
	src io.Reader
	n   int64
}

// Read implements io.Reader.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.src.Read(p)
	c.n += int64(n)
	return n, err
}

// newGzip opens the one document that is compressed.
func newGzip(src io.Reader, opt Options) (Reader, error) {
	in := &counter{src: src}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, unpacking(err)
	}
	g := &guard{src: z, packed: func() int64 { return in.n }, total: new(int64), lim: opt.Limits.orDefault()}
	opt.Name = strings.TrimSuffix(opt.Name, ".gz")
	r, err := openMember(g, opt)
	if err != nil {
		return nil, unpacking(err)
	}
	return &unpacked{r}, nil
}

// unpacked is a reader whose document is unpacked on the way.
type unpacked struct{ Reader }

// Next implements Reader.
func (u *unpacked) Next() (*Item, error) {
	item, err := u.Reader.Next()
	return item, unpacking(err)
}

// unpacking makes a fault of what the unpacking says of a broken archive.
func unpacking(err error) error {
	for _, broken := range []error{gzip.ErrHeader, gzip.ErrChecksum, zip.ErrFormat, zip.ErrChecksum, zip.ErrAlgorithm, io.ErrUnexpectedEOF} {
		if errors.Is(err, broken) {
			return fault.New(fault.Invalid, "the archive is broken").Because(err)
		}
	}
	if bad := flate.CorruptInputError(0); errors.As(err, &bad) {
		return fault.New(fault.Invalid, "the archive is broken").Because(err)
	}
	return err
}

// openMember detects the format of what comes out of an archive and opens it. Archives within archives are refused.
func openMember(src io.Reader, opt Options) (Reader, error) {
	b := bufio.NewReaderSize(src, HeadSize)
	head, err := b.Peek(HeadSize)
	if err != nil && err != io.EOF {
		return nil, err
	}
	format, err := Detect(opt.Name, head)
	if err != nil {
		return nil, err
	}
	if format == ZIP || format == GZIP {
		return nil, fault.New(fault.Invalid, "an archive within an archive is not unpacked")
	}
	return Open(format, b, -1, opt)
}

// archive reads the documents of a ZIP archive one after the other. The names of its members are shown, and used as
// names of documents, without their folders; nothing is written anywhere.
type archive struct {
	opt     Options
	lim     Limits
	rest    []*zip.File
	total   int64
	done    Report // of the members before
	read    int    // documents opened
	current Reader
	name    string
	close   func() error
	err     error
}

func newZip(at io.ReaderAt, size int64, opt Options) (Reader, error) {
	z, err := zip.NewReader(at, size)
	if err != nil && err != zip.ErrInsecurePath {
		return nil, fault.New(fault.Invalid, "the archive is broken").Because(err)
	}
	a := &archive{opt: opt, lim: opt.Limits.orDefault(), done: Report{Format: ZIP}}
	if len(z.File) > a.lim.Members {
		return nil, fault.New(fault.Invalid, "the archive has more than %d members", a.lim.Members)
	}
	if err := a.honest(z.File, size); err != nil {
		return nil, err
	}
	for _, f := range z.File {
		if !f.FileInfo().IsDir() {
			a.rest = append(a.rest, f)
		}
	}
	return a, nil
}

// honest refuses archives that are made to deceive: members that lie over each other or beyond the archive, that lead
// out of it, that are links, or that declare to be too large.
func (a *archive) honest(files []*zip.File, size int64) error {
	type span struct{ from, to int64 }
	var spans []span
	var declared uint64
	for _, f := range files {
		switch mode := f.Mode(); {
		case leadsOut(f.Name):
			return fault.New(fault.Invalid, "the archive's member %q leads out of the archive", shown(f.Name))
		case mode.Type() != 0 && !mode.IsDir():
			return fault.New(fault.Invalid, "the archive's member %q is a link or a device", shown(f.Name))
		}
		from, err := f.DataOffset()
		if err != nil {
			return fault.New(fault.Invalid, "the archive is broken").Because(err)
		}
		if declared += f.UncompressedSize64; f.UncompressedSize64 > uint64(a.lim.Total) || declared > uint64(a.lim.Total) {
			return fault.New(fault.Invalid, "the archive unpacks to more than %d bytes", a.lim.Total)
		}
		if f.CompressedSize64 > uint64(size-from) {
			return fault.New(fault.Invalid, "the archive is broken")
		}
		spans = append(spans, span{from, from + int64(f.CompressedSize64)})
	}
	slices.SortFunc(spans, func(x, y span) int { return int(min(max(x.from-y.from, -1), 1)) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return fault.New(fault.Invalid, "members of the archive lie over each other")
		}
	}
	return nil
}

// leadsOut reports whether a member's name, taken for a path on any system, would lie outside the folder it is put in.
func leadsOut(name string) bool {
	name = strings.ReplaceAll(name, "\\", "/")
	drive := len(name) > 1 && name[1] == ':'
	return drive || strings.HasPrefix(name, "/") || slices.Contains(strings.Split(name, "/"), "..") || strings.Contains(name, "\x00")
}

// shown is a name of a member as it may be shown: without folders and not too long.
func shown(name string) string {
	if name = path.Base(strings.ReplaceAll(name, "\\", "/")); len(name) > 80 {
		name = name[:80]
	}
	return strings.ToValidUTF8(name, "\ufffd")
}

// Report implements Reader.
func (a *archive) Report() Report {
	rep := a.done.clone()
	if a.current != nil {
		rep.add(a.current.Report(), a.place())
	}
	return rep
}

func (a *archive) place() string { return "member " + strconv.Quote(a.name) + ", " }

// Next implements Reader.
func (a *archive) Next() (*Item, error) {
	for a.err == nil {
		if a.current == nil {
			a.err = a.open()
			continue
		}
		item, err := a.current.Next()
		if f, ok := Refused(err); ok {
			return nil, &refusal{f.At(a.place() + f.Where)}
		}
		switch err {
		case nil:
			item.Ordinal += a.done.Read
			item.Where = a.place() + item.Where
			return item, nil
		case io.EOF:
			a.err = a.shut()
		default:
			a.err = fmt.Errorf("reading the archive's member %q: %w", a.name, unpacking(err))
		}
	}
	return nil, a.err
}

// open goes on with the next member that can be read.
func (a *archive) open() error {
	if len(a.rest) == 0 {
		if a.read == 0 {
			return fault.New(fault.Invalid, "the archive holds no document that can be read").Hinting("what can be read: " + readable)
		}
		return io.EOF
	}
	f := a.rest[0]
	a.rest = a.rest[1:]
	a.name = shown(f.Name)
	why := func(err error) {
		count(&a.done.NotUnderstood, "member "+strconv.Quote(a.name)+": "+err.Error(), 1)
	}
	if f.Flags&1 != 0 {
		why(fault.New(fault.Invalid, "it is encrypted"))
		return nil
	}
	body, err := f.Open()
	if err != nil {
		return fmt.Errorf("reading the archive's member %q: %w", a.name, unpacking(err))
	}
	opt := a.opt
	opt.Name = a.name
	g := &guard{src: body, packed: func() int64 { return int64(f.CompressedSize64) }, total: &a.total, lim: a.lim}
	r, err := openMember(g, opt)
	if err != nil {
		body.Close()
		if g.over || fault.KindOf(err) != fault.Invalid {
			return fmt.Errorf("reading the archive's member %q: %w", a.name, unpacking(err))
		}
		why(err)
		return nil
	}
	a.current, a.close = r, body.Close
	a.read++
	return nil
}

// shut ends the current member.
func (a *archive) shut() error {
	a.done.add(a.current.Report(), a.place())
	a.current = nil
	if err := a.close(); err != nil {
		return unpacking(err)
	}
	return nil
}
