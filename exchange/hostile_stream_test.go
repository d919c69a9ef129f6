package exchange_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
)

// stream is a document that is made while it is read: a head, records without end up to a size, and a tail.
type stream struct {
	head, tail string
	record     func(n int) string
	left       int64
	n          int
	rest       string
	ended      bool
}

func (s *stream) Read(p []byte) (int, error) {
	for s.rest == "" {
		switch {
		case s.head != "":
			s.rest, s.head = s.head, ""
		case s.left > 0:
			s.rest = s.record(s.n)
			s.n++
		case s.ended:
			return 0, io.EOF
		default:
			s.rest, s.ended = s.tail, true
		}
		s.left -= int64(len(s.rest))
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// heap is how much memory the program has taken for objects and not given back.
func heap() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64())
}

// TestLongStreamsNeedLittleMemory reads a document of MUNIMENT_TEST_STREAM bytes, which script/conformance sets to 2 GiB, and
// others of an eighth of that.
func TestLongStreamsNeedLittleMemory(t *testing.T) {
	size := int64(8 << 20)
	fmt.Sscan(os.Getenv("MUNIMENT_TEST_STREAM"), &size)
	text := strings.Repeat("tea, coffee; ", 40)
	head, tail, _ := strings.Cut(daily("|"), "|")
	long := "<case-file><serial-number>%08d</serial-number><case-file-header><filing-date>20200101</filing-date><mark-identification>A %d</mark-identification></case-file-header>" +
		"<case-file-statements><case-file-statement><type-code>GS0301</type-code><text>" + text + "</text></case-file-statement></case-file-statements></case-file>\n"
	for _, c := range []struct {
		format exchange.Format
		stream stream
		packed bool
	}{
		{exchange.TDXF, stream{head: head, tail: tail, record: func(n int) string { return fmt.Sprintf(long, n%1e8, n) }}, false},
		{exchange.TDXF, stream{head: head, tail: tail, record: func(n int) string { return fmt.Sprintf(long, n%1e8, n) }}, true},
		{exchange.CSV, stream{head: "number,mark,goods,class,new\n", record: func(n int) string { return fmt.Sprintf("%d,A %d,\"%s\",30,%d\n", n, n, text, n) }}, false},
		{exchange.Lines, stream{record: func(n int) string {
			return fmt.Sprintf(`{"id":"US/TM/%d","mark":{"text":"A %d","description":%q},"new-%d":1}`+"\n", n, n, text, n)
		}}, false},
	} {
		t.Run(fmt.Sprint(c.format, c.packed), func(t *testing.T) {
			s := &c.stream
			s.left = size
			format, src := c.format, io.Reader(s)
			if c.format != exchange.TDXF || c.packed {
				s.left /= 8
			}
			if c.packed {
				format, src = exchange.GZIP, packing(t, s)
			}
			runtime.GC()
			before, most, records := heap(), int64(0), 0
			r, err := exchange.Open(format, src, -1, exchange.Options{Limits: exchange.Limits{Ratio: 1 << 30}})
			for err == nil {
				if _, err = r.Next(); err == nil {
					records++
				}
				if records%100 == 0 {
					most = max(most, heap()-before)
				}
			}
			if err != io.EOF || records != s.n || records < 500 {
				t.Errorf("%d records of %d, %v", records, s.n, err)
			}
			if most > 64<<20 {
				t.Errorf("%d bytes were held", most)
			}
			t.Logf("%d records, at most %d MiB held", records, most>>20)
		})
	}
}

// packing compresses what is read, while it is read.
func packing(t *testing.T, src io.Reader) io.Reader {
	r, w := io.Pipe()
	t.Cleanup(func() { r.Close() })
	go func() {
		z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // the level is a constant that exists
		if _, err := io.Copy(z, src); err != nil {
			w.CloseWithError(err)
			return
		}
		w.CloseWithError(z.Close())
	}()
	return r
}
