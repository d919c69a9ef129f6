package main

import (
	"context"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

type exportCommand struct {
	As    string `help:"jsonl, csv, or st96 for WIPO's standard: an XML document, or a ZIP archive of such where the standard has one for each right." default:"jsonl" enum:"jsonl,csv,st96"`
	Kind  string `help:"Only rights of this kind: TM, PT, UM, DS, GI or LD." placeholder:"KIND"`
	Since string `help:"Only rights to which something happened on this day or later: YYYY-MM-DD." placeholder:"DATE"`
	Out   string `help:"File to write; standard output without it." type:"path" placeholder:"FILE"`

	kind  ipr.Kind
	since ipr.Date
}

func (c *exportCommand) Run(p *program) error {
	var err error
	if c.Kind != "" {
		if c.kind, err = ipr.ParseKind(c.Kind); err != nil {
			return misuse{err}
		}
	}
	if c.Since != "" {
		if c.since, err = ipr.ParseDate(c.Since); err != nil {
			return misuse{err}
		}
	}
	s, err := p.open(true, "")
	if err != nil {
		return err
	}
	defer s.Close()
	write := func(w io.Writer) (int, error) { return c.write(p, s, w) }
	if c.Out == "" {
		n, err := write(p.out)
		if err == nil {
			p.say("%d rights written", n)
		}
		return err
	}
	n, err := writeWhole(c.Out, write)
	if err == nil {
		p.say("%d rights written to %s", n, c.Out)
	}
	return err
}

// write writes the public entries that were asked for, and gives their number.
func (c *exportCommand) write(p *program, s *store.Store, w io.Writer) (int, error) {
	rows := func(kind ipr.Kind) iter.Seq2[exchange.Row, error] { return entryRows(p.ctx, s, kind, c.since) }
	switch c.As {
	case "csv":
		return exchange.WriteCSV(w, rows(c.kind))
	case "jsonl":
		return exchange.WriteLines(w, rows(c.kind))
	}
	if _, many := exchange.InST96(c.kind); many {
		return exchange.WriteST96(w, c.kind, rows(c.kind))
	}
	kinds := []ipr.Kind{c.kind}
	if c.kind == "" {
		kinds = slices.DeleteFunc(ipr.Kinds(), func(k ipr.Kind) bool { ok, _ := exchange.InST96(k); return !ok })
		for _, k := range ipr.Kinds() {
			if slices.Contains(kinds, k) {
				continue
			}
			n := 0
			for _, err := range rows(k) {
				if err != nil {
					return 0, err
				}
				n++
			}
			if n > 0 {
				p.say("left out, since ST.96 has no form for them: %d of the kind %s", n, k)
			}
		}
	}
	n, members, err := exchange.WriteST96Archive(w, kinds, rows)
	if limit := exchange.DefaultLimits().Members; members > limit {
		p.say("the archive holds %d documents; import reads %d from one archive: parts of it can be had with --kind and --since", members, limit)
	}
	return n, err
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

// entryRows gives the public entries of a kind, or of all kinds if it is "", in the order of their ids.
func entryRows(ctx context.Context, s *store.Store, kind ipr.Kind, since ipr.Date) iter.Seq2[exchange.Row, error] {
	return func(yield func(exchange.Row, error) bool) {
		defer debug.SetGCPercent(debug.SetGCPercent(400)) // entries live for a moment, and few at a time
		for e, err := range s.Entries(ctx, kind) {
			if err != nil {
				yield(exchange.Row{}, err)
				return
			}
			if last := len(e.Events) - 1; !since.IsZero() && e.Events[last].Date().Compare(since) < 0 {
				continue
			}
			if !yield(exchange.Row{ID: e.ID, Record: &e.Record}, nil) {
				return
			}
		}
	}
}
