package main

import (
	"os"

	"github.com/muniment/muniment/adapter/index/bench"
	"github.com/muniment/muniment/internal/fault"
)

type benchSearch struct {
	Marks int    `help:"How many marks." default:"1000000"`
	JSON  bool   `name:"json" help:"Write JSON lines."`
	Names string `help:"File of names, the first column of tab-separated lines, to begin the marks with." type:"path"`
	Only  string `help:"Only the sets of queries whose name begins so."`
}

func (c *benchSearch) Run(p *program) error {
	o := bench.Options{Marks: c.Marks, Only: c.Only}
	if c.Names != "" {
		f, err := os.Open(c.Names)
		if err != nil {
			return misuse{fault.New(fault.NotFound, "the names cannot be read").Because(err)}
		}
		defer f.Close()
		o.Names = f
	}
	out := benchFlags{JSON: c.JSON}
	return bench.Run(p.ctx, o, func(f figure) { out.emit(p, f) })
}
