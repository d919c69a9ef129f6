package main

import (
	"bufio"
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

type benchImport struct {
	benchFlags
	File string `help:"A document of trademark-applications-daily whose case files are repeated; without it, three made up by us." type:"path"`
	MB   int64  `help:"How large the document for the parsers is, in megabytes." default:"200"`

	Format []string `help:"The formats of the documents to import, each into a register of its own: tdxf, st96." default:"tdxf,st96" enum:"tdxf,st96"`
}

//go:embed bench.xml
var benchDocument []byte

func (c *benchImport) Run(p *program) error {
	model := benchDocument
	if c.File != "" {
		var err error
		if model, err = os.ReadFile(c.File); err != nil {
			return misuse{fault.New(fault.NotFound, "the document cannot be read").Because(err)}
		}
	}
	if p.Database != "" && len(c.Format) > 1 {
		return misuse{fault.New(fault.Invalid, "with --database one --format is measured: the second would find the marks there already")}
	}
	rep, err := newRepeater(model)
	if err != nil {
		return misuse{err}
	}
	remove, err := p.scratch()
	if err != nil {
		return err
	}
	defer remove()
	big := p.path("parse.xml")
	size, err := rep.writeFile(big, func(n int, written int64) bool { return written < c.MB<<20 })
	if err != nil {
		return err
	}
	if err := c.parse(p, big, size); err != nil {
		return err
	}
	doc := p.path("import.xml")
	if _, err := rep.writeFile(doc, func(n int, _ int64) bool { return n < c.Marks }); err != nil {
		return err
	}
	for _, format := range c.Format {
		if err := c.fresh(p, doc, exchange.Format(format)); err != nil {
			return err
		}
	}
	return nil
}

// fresh imports the marks of a document, in a format, into a register of its own.
func (c *benchImport) fresh(p *program, doc string, format exchange.Format) error {
	remove, err := p.scratch()
	if err != nil {
		return err
	}
	defer remove()
	if format == exchange.ST96 {
		to := p.path("import-st96.xml")
		if err := asST96(doc, to); err != nil {
			return err
		}
		doc = to
	}
	return c.store(p, doc, format)
}

// asST96 writes the marks of a document of the daily files as a document of ST.96.
func asST96(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := exchange.Open(exchange.TDXF, f, -1, exchange.Options{})
	if err != nil {
		return err
	}
	_, err = writeWhole(to, func(w io.Writer) (int, error) {
		return exchange.WriteST96(w, ipr.Trademark, func(yield func(exchange.Row, error) bool) {
			for {
				item, err := r.Next()
				if errors.Is(err, io.EOF) {
					return
				}
				if err != nil {
					yield(exchange.Row{}, err)
					return
				}
				if !yield(exchange.Row{ID: item.ID, Record: &item.Record}, nil) {
					return
				}
			}
		})
	})
	return err
}

// store imports into a fresh register until everything is durable, logged and searchable.
func (c *benchImport) store(p *program, path string, format exchange.Format) error {
	var size int64
	mapped, err := p.timed(func() error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		size = info.Size()
		r, err := exchange.Open(format, f, size, exchange.Options{})
		for err == nil {
			_, err = r.Next()
		}
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return err
	})
	if err != nil {
		return err
	}
	s, err := p.open(false, "bench.invalid")
	if err != nil {
		return err
	}
	defer s.Close()
	before := heapPeak()
	var r importReport
	took, err := p.timed(func() error {
		if r, err = importFile(p.ctx, s, path, "import.xml", exchange.Options{}, p.clock, nil); err != nil {
			return err
		}
		if err := s.Publish(p.ctx); err != nil {
			return err
		}
		cat, err := openCatalogue(p.ctx, s, p.say)
		if err != nil {
			return err
		}
		return cat.save()
	})
	if err != nil {
		return err
	}
	rate := float64(r.Intake.Stored) / took.Seconds()
	c.emit(p, figure{Bench: "import", Metric: string(format) + ": durable, logged, searchable", Value: rate, Unit: "marks/s", Reference: float64(r.Intake.Read) / mapped.Seconds(),
		Note: fmt.Sprintf("reference reading and mapping only; %s; %d rows of a document of %.0f MB, cold register; document hashed first, index built and saved in the time", s.Engine(), r.Intake.Stored, float64(size)/1e6)})
	c.emit(p, figure{Bench: "import", Metric: string(format) + ": memory", Value: float64(heapPeak()-before) / 1e6, Unit: "MB", Note: "memory taken from the system during the import, index included"})
	again, err := p.timed(func() error {
		_, err := importFile(p.ctx, s, path, "import.xml", exchange.Options{}, p.clock, nil)
		return err
	})
	if err != nil {
		return err
	}
	c.emit(p, figure{Bench: "import", Metric: string(format) + ": the same again, unchanged", Value: float64(r.Intake.Read) / again.Seconds(), Unit: "marks/s", Note: "nothing is written"})
	return c.verified(p, s, "import")
}

// verified ends a benchmark that wrote: what it wrote must hold.
func (c *benchFlags) verified(p *program, s *store.Store, bench string) error {
	var v *store.Verification
	took, err := p.timed(func() (err error) { v, err = p.verify(s, store.VerifyOptions{}); return err })
	if err != nil {
		return err
	}
	c.emit(p, figure{Bench: bench, Metric: "verify findings", Value: float64(len(v.Findings)), Unit: "", Note: fmt.Sprintf("%d events derived again in %.1f s", v.Events, took.Seconds())})
	if len(v.Findings) > 0 {
		p.say("%s", v.Findings[0])
		return exit(1)
	}
	return nil
}

func heapPeak() int64 {
	runtime.GC()
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64())
}

// repeater writes documents of any length from the case files of a model, each under a serial number of its own.
type repeater struct {
	head, tail []byte
	cases      [][2][]byte // before and after the serial number
}

func newRepeater(model []byte) (*repeater, error) {
	open, shut := []byte("<case-file>"), []byte("</case-file>")
	first, last := bytes.Index(model, open), bytes.LastIndex(model, shut)
	if first < 0 || last < 0 {
		return nil, fault.New(fault.Invalid, "the document has no case files")
	}
	r := &repeater{head: model[:first], tail: model[last+len(shut):]}
	for _, c := range bytes.SplitAfter(model[first:last+len(shut)], shut) {
		_, rest, ok := bytes.Cut(c, []byte("<serial-number>"))
		_, after, ok2 := bytes.Cut(rest, []byte("</serial-number>"))
		if ok && ok2 {
			r.cases = append(r.cases, [2][]byte{c[:len(c)-len(rest)], after})
		}
	}
	if len(r.cases) == 0 {
		return nil, fault.New(fault.Invalid, "the document's case files have no serial numbers")
	}
	return r, nil
}

// writeFile writes case files as long as more says so, given how many and how many bytes there are.
func (r *repeater) writeFile(path string, more func(n int, written int64) bool) (int64, error) {
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	written := int64(len(r.head))
	w.Write(r.head)
	for n := 0; more(n, written); n++ {
		c := r.cases[n%len(r.cases)]
		k, _ := w.Write(c[0])
		m, _ := w.WriteString(strconv.Itoa(10000000+n) + "</serial-number>")
		l, _ := w.Write(c[1])
		written += int64(k + m + l)
	}
	w.Write(r.tail)
	if err := w.Flush(); err != nil {
		return 0, err
	}
	if err := f.Sync(); err != nil { // what is still on its way to the disk would be paid for by what is measured next
		return 0, err
	}
	return written + int64(len(r.tail)), f.Close()
}
