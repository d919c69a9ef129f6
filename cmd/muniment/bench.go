package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/muniment/muniment/adapter/index/bench"
	"github.com/muniment/muniment/adapter/store"
)

type benchCommand struct {
	Search benchSearch `cmd:"" help:"Search for marks that are alike, beside a brute-force scan."`
	Import benchImport `cmd:"" help:"Read a large document, beside encoding/xml; then into the register."`
	Export benchExport `cmd:"" help:"Write a register as ST.96, JSON Lines and CSV, beside reading and hashing it."`
	Verify benchVerify `cmd:"" help:"Verify a register, beside SHA-256 over the same bytes."`
	Filing benchFiling `cmd:"" help:"File applications through the interface, beside grouped inserts of the same bytes."`
	Page   benchPage   `cmd:"" help:"Serve entry pages, beside a static file of the same size."`
	Paper  benchPaper  `cmd:"" help:"Make letters, certificates and a gazette, beside deflate of the same bytes and a browser."`
	Law    benchLaw    `cmd:"" help:"Compute dates, simulate a docket, check all packs and serve the pages of the law."`
}

// benchFlags are those of every benchmark.
type benchFlags struct {
	Marks int  `help:"How many marks." default:"100000"`
	JSON  bool `name:"json" help:"Write JSON lines."`
}

// figure is one measured number, with the reference measured in the same run.
type figure = bench.Figure

func (c *benchFlags) emit(p *program, f figure) {
	if f.Reference != 0 {
		f.Ratio = f.Value / f.Reference
	}
	if c.JSON {
		json.NewEncoder(p.out).Encode(f)
		return
	}
	fmt.Fprintf(p.out, "%-8s %-34s %12.4g %-9s", f.Bench, f.Metric, f.Value, f.Unit)
	if f.Reference != 0 {
		fmt.Fprintf(p.out, " reference %.4g, ratio %.3g", f.Reference, f.Ratio)
	}
	fmt.Fprintf(p.out, "  %s\n", f.Note)
}

// timed gives how long f takes.
func (p *program) timed(f func() error) (time.Duration, error) {
	started := p.clock()
	err := f()
	return p.clock().Sub(started), err
}

// scratch makes a folder for a benchmark and puts it in the place of the data folder.
func (p *program) scratch() (func(), error) {
	dir, err := os.MkdirTemp("", "muniment-bench-")
	if err != nil {
		return nil, err
	}
	p.Data = dir
	return func() { os.RemoveAll(dir) }, nil
}

// sample makes a register with the sample office in a scratch folder.
func (c *benchFlags) sample(p *program) (s *store.Store, remove func(), err error) {
	clean, err := p.scratch()
	if err != nil {
		return nil, nil, err
	}
	if s, err = p.open(false, "bench.invalid"); err == nil {
		err = fillSample(p.ctx, s, c.Marks, p.clock, p.say)
	}
	remove = func() {
		if s != nil {
			s.Close()
		}
		clean()
	}
	if err != nil {
		remove()
	}
	return s, remove, err
}
