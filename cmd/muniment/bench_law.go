package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

// benchLawPack is the law that is tried on the docket.
//
//go:embed bench_law.yaml
var benchLawPack []byte

// benchDay is the day on which the docket stands.
var benchDay = ipr.Date{Year: 2026, Month: 11, Day: 25}

type benchLaw struct {
	Cases int  `help:"How many cases are simulated." default:"100000"`
	JSON  bool `name:"json" help:"Write JSON lines."`
}

func (c *benchLaw) Run(p *program) error {
	flags := &benchFlags{JSON: c.JSON}
	for _, measure := range []func(*program, *benchFlags) error{c.dates, c.simulate, c.check, c.pages} {
		if err := measure(p, flags); err != nil {
			return err
		}
	}
	return nil
}

// dates asks for every date that a small docket allows, on one core, again and again, beside the bare arithmetic of as many dates
// by package time: three months on, then off the weekend.
func (c *benchLaw) dates(p *program, flags *benchFlags) error {
	w, err := law.Own().Office("VN")
	if err != nil {
		return err
	}
	type question struct {
		rule  string
		facts *law.Facts
	}
	var questions []question
	for k := range sample.Docket(1, 200, benchDay) {
		for _, id := range w.RulesOf(k.Right) {
			if _, err := w.Date(id, k.Facts); err == nil {
				questions = append(questions, question{id, k.Facts})
			}
		}
	}
	n := 0
	took, err := p.timed(func() error {
		for started := p.clock(); p.clock().Sub(started) < time.Second; {
			for _, q := range questions {
				if _, err := w.Date(q.rule, q.facts); err != nil {
					return err
				}
			}
			n += len(questions)
		}
		return nil
	})
	if err != nil {
		return err
	}
	days := 0
	bare, _ := p.timed(func() error {
		for i := range n {
			d := time.Date(2026, 1, 1+i%365, 0, 0, 0, 0, time.UTC).AddDate(0, 3, 0)
			for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
				d = d.AddDate(0, 0, 1)
			}
			days += d.Day()
		}
		return nil
	})
	flags.emit(p, figure{Bench: "law", Metric: "dates explained, one core", Value: float64(n) / took.Seconds(), Unit: "dates/s", Reference: float64(n) / bare.Seconds(),
		Note: fmt.Sprintf("reference package time, three months and the weekend only (%d); %d rules and cases in turn", days, len(questions))})
	return nil
}

// simulate tries a law on a docket, beside the making of the docket alone.
func (c *benchLaw) simulate(p *program, flags *benchFlags) error {
	pack, err := law.ParsePack(benchLawPack)
	if err != nil {
		return err
	}
	tried, err := law.Own().With(pack)
	if err != nil {
		return err
	}
	before, err := law.Own().Office("VN")
	if err != nil {
		return err
	}
	after, err := tried.Office("VN")
	if err != nil {
		return err
	}
	made, _ := p.timed(func() error {
		for range sample.Docket(1, c.Cases, benchDay) {
		}
		return nil
	})
	var s *law.Shift
	took, err := p.timed(func() (err error) {
		s, err = law.Simulate(before, after, sample.Docket(1, c.Cases, benchDay))
		return err
	})
	if err != nil {
		return err
	}
	if s.Cases != c.Cases || s.Moved == 0 {
		return fault.New(fault.Internal, "%d of %d cases were simulated, and %d moved", s.Cases, c.Cases, s.Moved)
	}
	flags.emit(p, figure{Bench: "law", Metric: "simulation", Value: took.Seconds(), Unit: "s", Reference: made.Seconds(),
		Note: fmt.Sprintf("reference making the docket alone; %d cases under two laws, %d moved, dates and fees by month", s.Cases, s.Moved)})
	return nil
}

// check looks through all packs, beside writing them as JSON, which reads everything once too.
func (c *benchLaw) check(p *program, flags *benchFlags) error {
	found := 0
	took, err := p.timed(func() error {
		for _, pack := range law.Own().Packs() {
			list, err := law.Own().Check(pack.ID)
			if err != nil {
				return err
			}
			found += len(list)
		}
		return nil
	})
	if err != nil {
		return err
	}
	written, err := p.timed(func() error { return json.NewEncoder(io.Discard).Encode(law.Own().Packs()) })
	if err != nil {
		return err
	}
	flags.emit(p, figure{Bench: "law", Metric: "check of all packs", Value: took.Seconds(), Unit: "s", Reference: written.Seconds(),
		Note: fmt.Sprintf("reference writing them as JSON; %d findings", found)})
	return nil
}

// pages asks for every page of the law, beside the page of health, which is two letters by the same server.
func (c *benchLaw) pages(p *program, flags *benchFlags) error {
	clean, err := p.scratch()
	if err != nil {
		return err
	}
	defer clean()
	s, err := p.open(false, "bench.invalid")
	if err != nil {
		return err
	}
	defer s.Close()
	cat, err := openCatalogue(p.ctx, s, p.say)
	if err != nil {
		return err
	}
	pub := &public{Store: s, catalogue: cat, clock: p.clock}
	site := &web.Site{Office: demoOffice(), Register: pub, Log: pub, Search: pub, Receipts: pub, Clock: p.clock}
	handler, err := site.Handler()
	if err != nil {
		return err
	}
	srv, url, err := listen(handler)
	if err != nil {
		return err
	}
	defer srv.Close()
	health, _, err := c.ask(p, url+"/healthz")
	if err != nil {
		return err
	}
	for _, page := range []struct{ name, path string }{
		{"rules in force", "/law?right=TM&lang=vi"},
		{"rules on two days", "/law?right=PT&asof=2026-11-25&with=2025-11-25&lang=en"},
		{"dates", "/law/date?right=TM&event=filing&date=2026-02-10&event=publication&date=2026-04-20&lang=en"},
		{"calendar file", "/law/date.ics?right=TM&event=filing&date=2026-02-10&event=publication&date=2026-04-20&lang=en"},
		{"fees", "/law/fee?act=TM.file&date=2026-07-01&classes=2&items=6,2&priorities=0&lang=en"},
		{"states and acts", "/law/machine?right=TM&lang=en"},
		{"what is to be confirmed", "/law/confirm?lang=en"},
	} {
		median, first, err := c.ask(p, url+page.path)
		if err != nil {
			return err
		}
		flags.emit(p, figure{Bench: "law", Metric: "page: " + page.name, Value: median.Seconds() * 1000, Unit: "ms", Reference: health.Seconds() * 1000,
			Note: fmt.Sprintf("median, one client; the first one took %.1f ms; reference /healthz", first.Seconds()*1000)})
	}
	return nil
}

// ask asks for a page fifty times and gives the median, and how long the first one took.
func (c *benchLaw) ask(p *program, url string) (median, first time.Duration, err error) {
	took := make([]time.Duration, 50)
	for i := range took {
		if took[i], err = p.timed(func() error { _, err := fetch(http.DefaultClient, url); return err }); err != nil {
			return 0, 0, err
		}
	}
	first = took[0]
	slices.Sort(took)
	return took[len(took)/2], first, nil
}
