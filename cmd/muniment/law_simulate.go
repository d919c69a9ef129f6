package main

import (
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

type lawSimulate struct {
	Pack   string `help:"The pack that is tried." type:"existingfile" required:"" placeholder:"FILE"`
	Docket string `help:"A docket in JSON Lines; without it one is made up." type:"existingfile" placeholder:"FILE"`
	Cases  int    `help:"How many cases are made up." default:"10000"`
	Seed   uint64 `help:"Seed of the made-up cases." default:"1"`
	Date   string `help:"The day on which the made-up docket stands; today without it." placeholder:"DATE"`
	SVG    string `name:"svg" help:"Draw the months as a picture into this file." type:"path" placeholder:"FILE"`
	Lang   string `help:"Language: vi or en." default:"en" enum:"vi,en"`
	JSON   bool   `name:"json" help:"Write JSON."`
}

func (c *lawSimulate) Run(p *program) error {
	l, err := p.library()
	if err != nil {
		return err
	}
	pack, err := readPack(c.Pack)
	if err != nil {
		return err
	}
	if pack.Office == "" {
		return misuse{fault.New(fault.Invalid, "the pack that is tried names no office")}
	}
	before, err := l.Office(pack.Office)
	if err != nil {
		return err
	}
	tried, err := l.With(pack)
	if err != nil {
		return err
	}
	after, err := tried.Office(pack.Office)
	if err != nil {
		return err
	}
	docket, done, err := c.docket(p)
	if err != nil {
		return err
	}
	defer done()
	started := p.clock()
	s, err := law.Simulate(before, after, docket)
	if err != nil {
		return err
	}
	took := p.clock().Sub(started)
	if c.SVG != "" {
		if err := writePicture(c.SVG, s.SVG(locale.Lang(c.Lang))); err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(p, s)
	}
	printShift(p.out, s, locale.Lang(c.Lang))
	p.say("%d cases under both laws in %s; nothing was written", s.Cases, took.Round(time.Millisecond))
	return nil
}

func (c *lawSimulate) docket(p *program) (iter.Seq2[law.Case, error], func() error, error) {
	if c.Docket != "" {
		f, err := os.Open(c.Docket)
		if err != nil {
			return nil, nil, misuse{fault.New(fault.NotFound, "the docket cannot be read").Because(err)}
		}
		return law.ReadDocket(f), f.Close, nil
	}
	y, m, d := p.clock().Date()
	day := ipr.Date{Year: y, Month: int(m), Day: d}
	if c.Date != "" {
		var err error
		if day, err = ipr.ParseDate(c.Date); err != nil {
			return nil, nil, misuse{err}
		}
	}
	return sample.Docket(c.Seed, c.Cases, day), func() error { return nil }, nil
}

// printShift prints what a simulation shows.
func printShift(out io.Writer, s *law.Shift, l locale.Lang) {
	fmt.Fprintln(out, locale.T(l, "law.shift.cases", "count", s.Cases, "moved", s.Moved))
	for _, id := range s.MostMoved() {
		r := s.Rules[id]
		fmt.Fprintf(out, "  %s: %s\n", id, locale.T(l, "law.shift.rule", "earlier", r.Earlier, "later", r.Later, "new", r.New, "gone", r.Gone, "same", r.Same))
	}
	for _, m := range s.First[:min(len(s.First), 20)] {
		fmt.Fprintf(out, "    %s  %s  %s → %s\n", visible(m.Case), m.Rule, orDash(m.From), orDash(m.To))
	}
	fmt.Fprintf(out, "%-8s %21s %21s %21s %s\n", locale.T(l, "law.shift.month"), locale.T(l, "law.shift.office"), locale.T(l, "law.shift.party"), locale.T(l, "law.shift.window"), locale.T(l, "law.shift.fees"))
	for _, key := range s.Changed() {
		m := s.Months[key]
		fmt.Fprintf(out, "%-8s %9d → %9d %9d → %9d %9d → %9d", key, m.Before.Office, m.After.Office, m.Before.Party, m.After.Party, m.Before.Window, m.After.Window)
		for _, currency := range s.Currencies() {
			fmt.Fprintf(out, "  %s → %s", law.Money(m.Before.Fees[currency], currency, l), law.Money(m.After.Fees[currency], currency, l))
		}
		fmt.Fprintln(out)
	}
}

func orDash(d ipr.Date) string {
	if d.IsZero() {
		return "—"
	}
	return d.String()
}
