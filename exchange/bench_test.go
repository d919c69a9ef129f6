package exchange_test

import (
	"bytes"
	stdxml "encoding/xml"
	"io"
	"os"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/internal/outside"
)

// replicated is a document of at least size bytes, made of the case files of the real one over and over. It is read
// from memory piece by piece, so that no document of that size lies anywhere.
type replicated struct {
	head, body, tail []byte
	times            int
}

func realDocument(t testing.TB, size int) replicated {
	b, err := os.ReadFile(outside.Shared(t, "data/trademark/tdxf/trademark-applications-daily.xml"))
	if err != nil {
		t.Fatal(err)
	}
	from := bytes.Index(b, []byte("<case-file>"))
	to := bytes.LastIndex(b, []byte("</case-file>")) + len("</case-file>")
	if from < 0 || to < from {
		t.Fatal("the document has no case files")
	}
	return replicated{b[:from], b[from:to], b[to:], (size + to - from - 1) / (to - from)}
}

func (d replicated) size() int64 {
	return int64(len(d.head) + d.times*len(d.body) + len(d.tail))
}

func (d replicated) reader() io.Reader {
	parts := []io.Reader{bytes.NewReader(d.head)}
	for range d.times {
		parts = append(parts, bytes.NewReader(d.body))
	}
	return io.MultiReader(append(parts, bytes.NewReader(d.tail))...)
}

const benchSize = 200 << 20

func BenchmarkTokenizer(b *testing.B) {
	d := realDocument(b, benchSize)
	b.SetBytes(d.size())
	b.ReportAllocs()
	for b.Loop() {
		r := xml.NewReader(d.reader(), xml.Limits{})
		tokens := 0
		for {
			_, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			tokens++
		}
		b.ReportMetric(float64(tokens), "tokens")
	}
}

func BenchmarkEncodingXML(b *testing.B) {
	d := realDocument(b, benchSize)
	b.SetBytes(d.size())
	b.ReportAllocs()
	for b.Loop() {
		r := stdxml.NewDecoder(d.reader())
		tokens := 0
		for {
			_, err := r.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			tokens++
		}
		b.ReportMetric(float64(tokens), "tokens")
	}
}

// BenchmarkTDXF reads and maps the marks of the same document; marks/s is the figure that import is measured by.
func BenchmarkTDXF(b *testing.B) {
	d := realDocument(b, benchSize)
	b.SetBytes(d.size())
	b.ReportAllocs()
	marks := 0
	for b.Loop() {
		r, err := exchange.Open(exchange.TDXF, d.reader(), d.size(), exchange.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for {
			_, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			marks++
		}
	}
	b.ReportMetric(float64(marks)/b.Elapsed().Seconds(), "marks/s")
}
