package main

import (
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

type exportCommand struct {
	As    string `help:"jsonl or csv." default:"jsonl" enum:"jsonl,csv"`
	Kind  string `help:"Only rights of this kind: TM, PT, UM, DS, GI or LD." placeholder:"KIND"`
	Since string `help:"Only rights to which something happened on this day or later: YYYY-MM-DD." placeholder:"DATE"`
	Out   string `help:"File to write; standard output without it." type:"path" placeholder:"FILE"`
}

func (c *exportCommand) Run(p *program) error {
	var kind ipr.Kind
	var since ipr.Date
	var err error
	if c.Kind != "" {
		if kind, err = ipr.ParseKind(c.Kind); err != nil {
			return misuse{err}
		}
	}
	if c.Since != "" {
		if since, err = ipr.ParseDate(c.Since); err != nil {
			return misuse{err}
		}
	}
	s, err := p.open(true, "")
	if err != nil {
		return err
	}
	defer s.Close()
	write := exchange.WriteLines
	if c.As == "csv" {
		write = exchange.WriteCSV
	}
	rows := c.rows(p, s, kind, since)
	if c.Out == "" {
		n, err := write(p.out, rows)
		p.say("%d rights written", n)
		return err
	}
	n, err := writeWhole(c.Out, func(w io.Writer) (int, error) { return write(w, rows) })
	if err == nil {
		p.say("%d rights written to %s", n, c.Out)
	}
	return err
}

// writeWhole writes a file so that it is there whole or not at all.
func writeWhole(path string, write func(io.Writer) (int, error)) (int, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".export-*")
	if err != nil {
		return 0, fault.New(fault.Unavailable, "the file cannot be written").Because(err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	n, err := write(f)
	if err != nil {
		return n, err
	}
	if err := f.Sync(); err != nil {
		return n, err
	}
	if err := f.Chmod(0o644); err != nil {
		return n, err
	}
	if err := f.Close(); err != nil {
		return n, err
	}
	return n, os.Rename(f.Name(), path)
}

// rows gives the public entries in the order of their ids.
func (c *exportCommand) rows(p *program, s *store.Store, kind ipr.Kind, since ipr.Date) iter.Seq2[exchange.Row, error] {
	return func(yield func(exchange.Row, error) bool) {
		err := s.EachHead(p.ctx, "", func(h register.Head) error {
			if kind != "" && h.ID.Kind != kind {
				return nil
			}
			e, err := s.Entry(p.ctx, h.ID)
			if fault.KindOf(err) == fault.NotFound {
				return nil // not published yet
			}
			if err != nil {
				return err
			}
			if !since.IsZero() && e.Events[len(e.Events)-1].Date().Compare(since) < 0 {
				return nil
			}
			if !yield(exchange.Row{ID: e.ID, Record: &e.Record}, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && err != errEnough {
			yield(exchange.Row{}, err)
		}
	}
}
