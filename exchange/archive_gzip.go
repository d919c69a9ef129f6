package exchange

import (
	"bufio"
	"compress/gzip"
	"io"
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

// newGzip opens the one document that is compressed, or the tar archive.
func newGzip(src io.Reader, opt Options) (Reader, error) {
	lim := opt.Limits.orDefault()
	z := newGunzip(src, lim.Members)
	g := &guard{src: z, packed: z.taken, total: new(int64), lim: lim}
	b := bufio.NewReaderSize(g, HeadSize)
	head, err := b.Peek(HeadSize)
	if err != nil && len(head) == 0 && err != io.EOF { // else it is met again behind the head
		return nil, err
	}
	if isTar(head) {
		return newTar(b, opt), nil
	}
	opt.Name = strings.TrimSuffix(opt.Name, ".gz")
	return openMember(b, opt)
}

// gunzip reads what was compressed by gzip. The format allows several compressed members, which are one document, and tapes
// leave zeros behind the last one; anything else behind it is an error. Source: RFC 1952, section 2.2.
type gunzip struct {
	src   counter
	in    *bufio.Reader
	z     *gzip.Reader // nil before the first member
	out   int64        // bytes given
	parts int          // members begun
	most  int          // how many there may be of any size; see small
}

// small is how many bytes a member holds at least, on the average, if there are very many: to begin one costs time.
const small = 1024

func newGunzip(src io.Reader, most int) *gunzip {
	g := &gunzip{src: counter{src: src}, most: most}
	g.in = bufio.NewReader(&g.src)
	return g
}

// taken is how many compressed bytes were used.
func (g *gunzip) taken() int64 { return g.src.n - int64(g.in.Buffered()) }

// Read implements io.Reader.
func (g *gunzip) Read(p []byte) (n int, err error) {
	if g.z == nil {
		if g.z, err = gzip.NewReader(g.in); err != nil {
			g.z = nil
			return 0, g.broken(err)
		}
		g.z.Multistream(false)
	}
	for {
		n, err := g.z.Read(p)
		if g.out += int64(n); n > 0 {
			return n, nil
		}
		if err == io.EOF {
			err = g.next()
		}
		if err != nil {
			return 0, g.broken(err)
		}
	}
}

// next goes on with the member behind the one that has ended. It gives io.EOF if there is none.
func (g *gunzip) next() error {
	head, err := g.in.Peek(2)
	if len(head) == 0 {
		return err
	}
	if string(head) == "\x1f\x8b" {
		if g.parts++; g.parts > g.most && g.out/int64(g.parts) < small {
			return fault.New(fault.Invalid, "the compressed document has more than %d parts that hold little or nothing", g.most)
		}
		if err := g.z.Reset(g.in); err != nil {
			return err
		}
		g.z.Multistream(false)
		return nil
	}
	return onlyZeros(g.in)
}

// onlyZeros reads to the end, and gives io.EOF if nothing but zeros was left.
func onlyZeros(r io.ByteReader) error {
	for {
		c, err := r.ReadByte()
		if err != nil {
			return err
		}
		if c != 0 {
			return fault.New(fault.Invalid, "behind the end of the archive stand bytes that are no part of it")
		}
	}
}

// broken makes a fault with its place of what the unpacking says.
func (g *gunzip) broken(err error) error {
	if err == io.EOF && g.z == nil {
		err = io.ErrUnexpectedEOF
	}
	if f, ok := fault.Of(damaged(err)); ok && f.Where == "" {
		return f.At("byte " + strconv.FormatInt(g.taken(), 10))
	}
	return err
}

// counter counts what is read of its source.
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
