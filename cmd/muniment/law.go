package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

type lawCommand struct {
	Check    lawCheck    `cmd:"" help:"Look for what is wrong in packs, and list what the office must still confirm."`
	Date     lawDate     `cmd:"" help:"Compute a date by a rule: TM.opposition."`
	Explain  lawExplain  `cmd:"" help:"Compute and explain every date that given facts allow."`
	Fee      lawFee      `cmd:"" help:"Make the bill of an act: TM.file."`
	Simulate lawSimulate `cmd:"" help:"Try a pack on a docket: which dates would move, and how work and fees would shift."`
	Machine  lawMachine  `cmd:"" help:"Print the states and acts of a right."`
}

// lawFlags choose the law.
type lawFlags struct {
	Office string `help:"The law of this office, each rule in the version that the facts ask for." placeholder:"XX"`
	Pack   string `help:"The law of one pack, whatever the dates: vn-2026, eu, pct …" placeholder:"NAME"`
	Lang   string `help:"Language: vi or en." default:"en" enum:"vi,en"`
	JSON   bool   `name:"json" help:"Write JSON."`
}

// factFlags tell the facts.
type factFlags struct {
	Fact []string `help:"A fact: filing=2026-02-10, classes=2, tolled=2026-05-01..2026-06-01. Repeatable." placeholder:"NAME=VALUE" sep:"none"`
}

func (c *factFlags) facts() (*law.Facts, error) {
	f := new(law.Facts)
	for _, s := range c.Fact {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return nil, fault.New(fault.Invalid, "a fact is told as NAME=VALUE, not %q", s)
		}
		if err := f.Tell(strings.TrimSpace(name), value); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// ownLaw is the name of the file in a data folder by which an office corrects its law.
const ownLaw = "law.yaml"

// library gives the packs of the program, with the office's own file over them if the data folder has one.
func (p *program) library() (*law.Library, error) {
	b, err := os.ReadFile(filepath.Join(p.Data, ownLaw))
	if errors.Is(err, fs.ErrNotExist) {
		return law.Own(), nil
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the office's own law cannot be read").Because(err)
	}
	pack, err := law.ParsePack(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ownLaw, err)
	}
	l, err := law.Own().Corrected(pack)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ownLaw, err)
	}
	return l, nil
}

// law gives the law that the flags choose; Viet Nam's if they choose none.
func (c *lawFlags) law(l *law.Library) (*law.Law, error) {
	o := ipr.Office("")
	if c.Office != "" {
		var err error
		if o, err = ipr.ParseOffice(c.Office); err != nil {
			return nil, err
		}
	}
	if c.Pack != "" {
		return l.Only(c.Pack, o)
	}
	if o == "" {
		o = "VN"
	}
	return l.Office(o)
}

func (c *lawFlags) lang() locale.Lang { return locale.Lang(c.Lang) }

type lawDate struct {
	lawFlags
	factFlags
	Rule string `arg:"" help:"RIGHT.step: TM.opposition, PT.request_examination, DS.term …"`
}

func (c *lawDate) Run(p *program) error {
	w, f, err := c.ready(p, &c.factFlags)
	if err != nil {
		return err
	}
	a, err := w.Date(c.Rule, f)
	if err != nil {
		return err
	}
	t := a.In(w, c.Rule, c.lang())
	if c.JSON {
		return printJSON(p, t)
	}
	printDate(p.out, t, c.lang())
	return nil
}

// ready gives law and facts; what is wrong with either is a misuse.
func (c *lawFlags) ready(p *program, facts *factFlags) (*law.Law, *law.Facts, error) {
	l, err := p.library()
	if err != nil {
		return nil, nil, err
	}
	w, err := c.law(l)
	if err != nil {
		return nil, nil, misuse{err}
	}
	f, err := facts.facts()
	if err != nil {
		return nil, nil, misuse{err}
	}
	return w, f, nil
}

// printDate prints an answer for a person.
func printDate(out io.Writer, t law.Told, l locale.Lang) {
	fmt.Fprintf(out, "%s  %s\n", t.Rule, t.Title)
	fmt.Fprintf(out, "  %s\n", t.Text)
	for _, row := range []struct {
		key string
		d   ipr.Date
	}{{"law.print.opens", t.Opens}, {"law.print.due", t.Due}, {"law.print.date", t.Date}, {"law.print.grace", t.GraceEnd}} {
		if !row.d.IsZero() && (row.key != "law.print.due" || t.Due != t.Date) {
			fmt.Fprintf(out, "  %s: %s\n", locale.T(l, row.key), row.d)
		}
	}
	if t.Then != "" {
		fmt.Fprintf(out, "  %s: %s\n", locale.T(l, "law.print.then"), law.StateIn(t.Then, l))
	}
	for i, s := range t.Explanation {
		fmt.Fprintf(out, "  %d. %s\n", i+1, s.Text)
	}
	for _, f := range t.Flags {
		fmt.Fprintf(out, "  ! %s\n", locale.T(l, "law.flag."+string(f)))
	}
	line := t.Pack
	if t.Article != "" {
		line += ", " + t.Article
	}
	fmt.Fprintf(out, "  %s: %s; %s %s\n", locale.T(l, "law.print.source"), line, locale.T(l, "law.print.confidence"), t.Confidence)
	for _, s := range t.Source {
		fmt.Fprintf(out, "    %s\n", s)
	}
}

type lawExplain struct {
	lawFlags
	factFlags
	Right string `help:"Kind of right: TM, PT, UM, DS, GI or LD." default:"TM"`
	File  string `arg:"" optional:"" help:"A docket in JSON Lines instead of --fact and --right; every case is explained." type:"path"`
}

// explained is what is told of one case.
type explained struct {
	Case  string     `json:"case,omitempty"`
	Right string     `json:"right"`
	Dates []law.Told `json:"dates"`
}

func (c *lawExplain) Run(p *program) error {
	w, f, err := c.ready(p, &c.factFlags)
	if err != nil {
		return err
	}
	cases := func(yield func(law.Case, error) bool) { yield(law.Case{Right: c.Right, Facts: f}, nil) }
	if c.File != "" {
		file, err := os.Open(c.File)
		if err != nil {
			return misuse{fault.New(fault.NotFound, "the docket cannot be read").Because(err)}
		}
		defer file.Close()
		cases = law.ReadDocket(file)
	}
	for k, err := range cases {
		if err != nil {
			return err
		}
		e := explained{Case: k.ID, Right: k.Right, Dates: []law.Told{}}
		for _, id := range w.RulesOf(k.Right) {
			if a, err := w.Date(id, k.Facts); err == nil {
				e.Dates = append(e.Dates, a.In(w, id, c.lang()))
			}
		}
		if len(e.Dates) == 0 {
			return fault.New(fault.NotFound, "no rule for %s gives a date from these facts", k.Right)
		}
		if c.JSON {
			if err := json.NewEncoder(p.out).Encode(e); err != nil {
				return err
			}
			continue
		}
		if k.ID != "" {
			fmt.Fprintf(p.out, "%s\n", visible(k.ID))
		}
		for _, t := range e.Dates {
			printDate(p.out, t, c.lang())
		}
	}
	return nil
}

type lawFee struct {
	lawFlags
	factFlags
	Act string `arg:"" help:"RIGHT.act: TM.file, TM.renew, PT.annuity …"`
}

func (c *lawFee) Run(p *program) error {
	w, f, err := c.ready(p, &c.factFlags)
	if err != nil {
		return err
	}
	b, err := w.Fee(c.Act, f)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return err
		}
		return misuse{err}
	}
	t := b.In(c.lang())
	if c.JSON {
		return printJSON(p, t)
	}
	fmt.Fprintf(p.out, "%s  %s (%s)\n", t.Act, t.Title, t.Pack)
	for _, l := range t.Lines {
		note := ""
		if !l.Confidence.Verified() {
			note = "  (" + locale.T(c.lang(), "common.unverified") + ")"
		}
		fmt.Fprintf(p.out, "  %s%s\n", l.Text, note)
	}
	fmt.Fprintf(p.out, "  %s: %s\n", locale.T(c.lang(), "law.print.total"), law.Money(t.Total, t.Currency, c.lang()))
	for _, f := range t.Flags {
		fmt.Fprintf(p.out, "  ! %s\n", locale.T(c.lang(), "law.flag."+string(f)))
	}
	return nil
}

type lawCheck struct {
	Lang string `help:"Language: vi or en." default:"en" enum:"vi,en"`
	JSON bool   `name:"json" help:"Write JSON."`
	File string `help:"Check a pack in a file, with the packs of the program under it." type:"existingfile" placeholder:"FILE"`
	Pack string `arg:"" optional:"" help:"One pack; without it all of them."`
}

// checked is a finding as programs read it.
type checked struct {
	Pack    string `json:"pack"`
	Where   string `json:"where"`
	Confirm bool   `json:"confirm"`
	Text    string `json:"text"`
}

func (c *lawCheck) Run(p *program) error {
	l, err := p.library()
	if err != nil {
		return err
	}
	packs := l.Packs()
	if c.File != "" {
		pack, err := readPack(c.File)
		if err != nil {
			return err
		}
		if l, err = l.With(pack); err != nil {
			return err
		}
		packs = []*law.Pack{pack}
	} else if c.Pack != "" {
		pack, err := l.Pack(c.Pack)
		if err != nil {
			return misuse{err}
		}
		packs = []*law.Pack{pack}
	}
	defects := 0
	var all []checked
	for _, pack := range packs {
		found, err := l.Check(pack.ID)
		if err != nil {
			return err
		}
		confirm := 0
		for _, f := range found {
			k := checked{f.Pack, f.Where, f.Confirm, locale.Sentence(locale.Lang(c.Lang), f.Why.Text, f.Why.Args...)}
			all = append(all, k)
			if !f.Confirm {
				defects++
			} else {
				confirm++
			}
			if !c.JSON {
				mark := "!"
				if f.Confirm {
					mark = "?"
				}
				fmt.Fprintf(p.out, "%s %s, %s: %s\n", mark, k.Pack, k.Where, k.Text)
			}
		}
		if !c.JSON {
			fmt.Fprintf(p.out, "%s: %d rules, %d fees, %d machines; to confirm: %d\n", pack.ID, len(pack.Rules), len(pack.Fees), len(pack.Machines), confirm)
		}
	}
	if c.JSON {
		if err := printJSON(p, all); err != nil {
			return err
		}
	}
	if defects > 0 {
		return exit(1)
	}
	return nil
}

func readPack(path string) (*law.Pack, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, misuse{fault.New(fault.NotFound, "the pack cannot be read").Because(err)}
	}
	pack, err := law.ParsePack(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return pack, nil
}

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
		if err := os.WriteFile(c.SVG, []byte(s.SVG(locale.Lang(c.Lang))), 0o644); err != nil {
			return fault.New(fault.Unavailable, "the picture cannot be written").Because(err)
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

type lawMachine struct {
	lawFlags
	SVG   string `name:"svg" help:"Draw it as a picture into this file." type:"path" placeholder:"FILE"`
	Right string `arg:"" help:"TM, PT, UM, DS, GI or LD."`
}

func (c *lawMachine) Run(p *program) error {
	w, _, err := c.ready(p, &factFlags{})
	if err != nil {
		return err
	}
	m := w.Machine(strings.ToUpper(c.Right))
	if m == nil {
		return fault.New(fault.NotFound, "the law has no states and acts for %s", c.Right)
	}
	if c.SVG != "" {
		if err := os.WriteFile(c.SVG, []byte(m.SVG(c.lang())), 0o644); err != nil {
			return fault.New(fault.Unavailable, "the picture cannot be written").Because(err)
		}
	}
	if c.JSON {
		return printJSON(p, m)
	}
	l := c.lang()
	fmt.Fprintf(p.out, "%s\n", m.Title.In(l))
	for _, s := range m.States {
		end := ""
		if s.End {
			end = " ■"
		}
		fmt.Fprintf(p.out, "%s  %s [%s]%s\n", s.ID, s.Title.In(l), s.Status, end)
		for _, a := range m.Open(s.ID, "") {
			to := a.To
			if to == "" {
				to = s.ID
			}
			fmt.Fprintf(p.out, "    %s (%s) → %s", a.Title.In(l), strings.Join(a.By, ", "), to)
			if starts := slices.Clone(a.Starts); len(starts) > 0 {
				fmt.Fprintf(p.out, "  ▶ %s", strings.Join(starts, ", "))
			}
			if !a.Confidence.Verified() {
				fmt.Fprintf(p.out, "  (%s)", locale.T(l, "common.unverified"))
			}
			fmt.Fprintln(p.out)
		}
	}
	return nil
}
