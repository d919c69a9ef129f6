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
	Members int   // files in an archive, folders included; 65,535, as many as a ZIP archive without extensions has
	Total   int64 // bytes of all of them, unpacked; 16 GiB
	Ratio   int64 // unpacked bytes for each packed one, beyond the first MiB; 200
}

func (l Limits) orDefault() Limits {
	if l.Members <= 0 {
		l.Members = 1<<16 - 1
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
	packed func() int64 // bytes gone in, or that can go in; nil if nothing is packed
	out    int64
	total  *int64 // of the whole archive
	lim    Limits
	over   bool  // a limit was reached
	err    error // why the source ended before its end
}

// Read implements io.Reader.
func (g *guard) Read(p []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	n, err := g.src.Read(p)
	g.out += int64(n)
	*g.total += int64(n)
	switch {
	case *g.total > g.lim.Total:
		g.over = true
		n, err = 0, fault.New(fault.Invalid, "the archive unpacks to more than %d bytes", g.lim.Total)
	case g.packed != nil && g.out > freely && (g.out-freely)/g.lim.Ratio > g.packed():
		g.over = true
		n, err = 0, fault.New(fault.Invalid, "the archive unpacks to more than %d times its size", g.lim.Ratio)
	}
	if err != nil && err != io.EOF {
		g.err = damaged(err)
		err = g.err
	}
	return n, err
}

// damaged makes a fault of what the unpacking says of an archive that is broken.
func damaged(err error) error {
	if _, told := fault.Of(err); told {
		return err
	}
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

// archive reads the documents of an archive one after the other. The names of its members are shown, and used as names of
// documents, without their folders; nothing is written anywhere.
//
// A member in no known form is passed over. One that cannot be read, or that breaks in its middle, is told in the report,
// and reading goes on with the next, so that one damaged document does not take the others with it; the archive then ends
// with an error. It ends at once where nothing more can be read, at a limit, and at a member made to deceive.
type archive struct {
	opt     Options
	lim     Limits
	src     pieces
	met     int // members of any kind
	total   int64
	done    Report // of the members before
	current Reader
	name    string
	last    string // where the last record of the current member stands
	guard   *guard // of the current member
	close   func() error
	read    int // documents opened
	err     error
}

// pieces gives the members of an archive one after the other.
type pieces interface {
	// next gives the next member, and io.EOF behind the last one. Another error ends the archive.
	next() (piece, error)
	// apart reports whether a member can be read though another one is damaged.
	apart() bool
}

// piece is a member of an archive.
type piece struct {
	name   string
	packed func() int64 // bytes that it takes in the archive; nil if it is not packed by itself
	open   func() (io.ReadCloser, error)
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
			a.last = f.Where
			return nil, &refusal{f.At(a.place() + f.Where)}
		}
		switch err {
		case nil:
			a.last = item.Where
			item.Ordinal += a.done.Read
			item.Where = a.place() + item.Where
			return item, nil
		case io.EOF:
			a.err = a.shut()
		default:
			a.err = a.broke(err)
		}
	}
	return nil, a.err
}

// open goes on with the next member that can be read.
func (a *archive) open() error {
	p, err := a.src.next()
	if err == io.EOF {
		return a.end()
	}
	if err != nil {
		return err
	}
	if a.met++; a.met > a.lim.Members {
		return fault.New(fault.Invalid, "the archive has more than %d members", a.lim.Members)
	}
	a.name, a.last, a.close = p.name, "", func() error { return nil }
	a.guard = &guard{packed: p.packed, total: &a.total, lim: a.lim}
	body, err := p.open()
	if err == io.EOF { // where the member should begin
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return a.broke(damaged(err))
	}
	a.guard.src, a.close = body, body.Close
	opt := a.opt
	opt.Name = a.name
	r, err := openMember(a.guard, opt)
	switch {
	case Formless(err) && a.guard.err == nil:
		a.done.passOver(err, strings.TrimSuffix(a.place(), ", "))
		return a.close()
	case err != nil:
		return a.broke(err)
	}
	a.current = r
	a.read++
	return nil
}

// openMember detects the format of what comes out of an archive and opens it. Archives within archives are refused.
func openMember(src io.Reader, opt Options) (Reader, error) {
	b := bufio.NewReaderSize(src, HeadSize)
	head, err := b.Peek(HeadSize)
	if err != nil && len(head) == 0 && err != io.EOF { // else it is met again behind the head
		return nil, err
	}
	format, err := Detect(opt.Name, head)
	if err != nil {
		return nil, err
	}
	if format == ZIP || format == GZIP || format == TAR {
		return nil, fault.New(fault.Invalid, "an archive within an archive is not unpacked").
			Hinting("unpack the outer archive first, and import the folder with the inner ones")
	}
	return Open(format, b, -1, opt)
}

// leave ends the current member.
func (a *archive) leave() error {
	if a.current != nil {
		a.done.add(a.current.Report(), a.place())
		a.current = nil
	}
	return a.close()
}

// shut ends the current member, which has been read to its end.
func (a *archive) shut() error {
	rep := a.current.Report()
	switch err := rep.nothing(); {
	case Formless(err):
		a.done.passOver(err, strings.TrimSuffix(a.place(), ", "))
		a.read--
	case err != nil:
		a.last = ""
		return a.broke(err)
	}
	if err := a.leave(); err != nil {
		return a.broke(damaged(err))
	}
	return nil
}

// broke ends the current member, which cannot be read to its end, and gives an error if the archive ends with it.
func (a *archive) broke(err error) error {
	a.leave()
	f, ok := fault.Of(err)
	if !ok || f.Kind != fault.Invalid {
		return fmt.Errorf("reading the archive's member %q: %w", a.name, err)
	}
	switch where := f.Where; {
	case where != "":
		f = f.At(a.place() + where)
	case a.last != "":
		f = f.At(a.place() + "behind " + a.last)
	default:
		f = f.At(strings.TrimSuffix(a.place(), ", "))
	}
	a.done.Broken = append(a.done.Broken, Problem{f})
	if a.guard.over || a.guard.err != nil && !a.src.apart() {
		return f
	}
	return nil
}

// end tells what the archive ends with behind its last member.
func (a *archive) end() error {
	switch {
	case len(a.done.Broken) > 0:
		return fault.New(fault.Invalid, "members of the archive that could not be read to their end: %d", len(a.done.Broken)).Because(a.done.Broken[0])
	case a.read == 0:
		return fault.New(fault.Invalid, "the archive holds no document that can be read").Hinting(readable)
	}
	return io.EOF
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
