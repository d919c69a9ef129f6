package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
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
	printConventions(p.out, w, c.lang())
	return nil
}

// printConventions prints what the dates of a law may rest on beyond its rules.
func printConventions(out io.Writer, w *law.Law, l locale.Lang) {
	list := w.Conventions(l)
	if len(list) > 0 {
		fmt.Fprintf(out, "%s\n", locale.T(l, "law.conventions.title"))
	}
	for _, text := range list {
		fmt.Fprintf(out, "  • %s\n", text)
	}
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
	if t.Practice != "" {
		fmt.Fprintf(out, "  %s\n", t.Practice)
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
		if len(e.Dates) == 0 && c.File == "" {
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
	if !c.JSON {
		printConventions(p.out, w, c.lang())
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
