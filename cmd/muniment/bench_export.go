package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

type benchExport struct{ benchFlags }

func (c *benchExport) Run(p *program) error {
	s, remove, err := c.imported(p)
	if err != nil {
		return err
	}
	defer remove()
	var told int64
	hashed, err := p.timed(func() (err error) { told, err = hashDisclosures(p, s); return err })
	if err != nil {
		return err
	}
	for _, f := range []struct {
		as    string
		write func(io.Writer, iter.Seq2[exchange.Row, error]) (int, error)
	}{
		{"ST.96", func(w io.Writer, rows iter.Seq2[exchange.Row, error]) (int, error) {
			return exchange.WriteST96(w, ipr.Trademark, rows)
		}},
		{"JSON Lines", exchange.WriteLines},
		{"CSV", exchange.WriteCSV},
	} {
		n, size := 0, int64(0)
		took, err := p.timed(func() error {
			out, err := os.Create(p.path("export")) // as > FILE in a shell does
			if err != nil {
				return err
			}
			defer out.Close()
			if n, err = f.write(out, entryRows(p.ctx, s, ipr.Trademark, ipr.Date{})); err != nil {
				return err
			}
			size, err = out.Seek(0, io.SeekCurrent)
			return err
		})
		if err != nil {
			return err
		}
		c.emit(p, figure{Bench: "export", Metric: f.as, Value: float64(n) / took.Seconds(), Unit: "entries/s", Reference: float64(n) / hashed.Seconds(),
			Note: fmt.Sprintf("reference reading the %.0f MB of disclosures on one goroutine, and SHA-256; %d entries, %.0f MB written to a file and not synced, %d processors, warm; %s",
				float64(told)/1e6, n, float64(size)/1e6, runtime.GOMAXPROCS(0), s.Engine())})
	}
	return nil
}

// imported makes a register of marks in a scratch folder.
func (c *benchFlags) imported(p *program) (s *store.Store, remove func(), err error) {
	clean, err := p.scratch()
	if err != nil {
		return nil, nil, err
	}
	remove = func() {
		if s != nil {
			s.Close()
		}
		clean()
	}
	rep, err := newRepeater(benchDocument)
	if err == nil {
		_, err = rep.writeFile(p.path("import.xml"), func(n int, _ int64) bool { return n < c.Marks })
	}
	if err == nil {
		s, err = p.open(false, "bench.invalid")
	}
	if err == nil {
		_, err = importFile(p.ctx, s, p.path("import.xml"), "import.xml", exchange.Options{}, p.clock, nil)
	}
	if err == nil {
		err = s.Publish(p.ctx)
	}
	if err != nil {
		remove()
	}
	return s, remove, err
}

// hashDisclosures reads all that the library discloses, on one goroutine, and gives its size.
func hashDisclosures(p *program, s *store.Store) (n int64, err error) {
	size, err := s.Committed(p.ctx, register.Library)
	if err != nil {
		return 0, err
	}
	h := sha256.New()
	w := bufio.NewWriter(h)
	for bundle := int64(0); bundle*register.TileWidth < size; bundle++ {
		list, err := s.Disclosures(p.ctx, register.Library, 1, bundle)
		if err != nil {
			return n, err
		}
		for _, d := range list {
			for _, text := range d.Disclosures {
				n += int64(len(text))
				w.WriteString(text)
			}
		}
	}
	return n, w.Flush()
}
