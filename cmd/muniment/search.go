package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/search"
)

type searchCommand struct {
	Marks  searchMarks  `cmd:"" help:"Search for marks that are alike."`
	Rights searchRights `cmd:"" help:"Search patents, designs and indications by words, number or class."`
}

type searchMarks struct {
	Class   []int    `help:"Only marks in these Nice classes: 9,42." placeholder:"N"`
	Related bool     `help:"Marks in related classes as well."`
	Alive   bool     `help:"Leave out refused, withdrawn, expired and cancelled marks."`
	Office  []string `help:"Only marks of these offices, by ST.3 code." placeholder:"XX"`
	Limit   int      `help:"How many marks at most." default:"50"`
	JSON    bool     `name:"json" help:"Write JSON."`
	Lang    string   `help:"Language of the explanations: vi or en." default:"en" enum:"vi,en"`
	Text    []string `arg:"" name:"text" help:"The words of the mark."`
}

// searchAnswer is the JSON of search marks; see docs/interface.md.
type searchAnswer struct {
	Query      string       `json:"query"`
	Normalised string       `json:"normalised"`
	Corpus     searchCorpus `json:"corpus"`
	Took       float64      `json:"took_ms"`
	Hits       []searchHit  `json:"hits"`
}

type searchCorpus struct {
	Marks      int                `json:"marks"`
	Checkpoint searchCheckpoint   `json:"checkpoint"`
	Logs       []searchCheckpoint `json:"checkpoints"`
}

type searchCheckpoint struct {
	Origin string `json:"origin"`
	Size   int64  `json:"size"`
	Root   string `json:"root"`
}

type searchHit struct {
	Rank    int       `json:"rank"`
	ID      string    `json:"id"`
	Mark    string    `json:"mark"`
	Score   float64   `json:"score"`
	Band    string    `json:"band"`
	Classes []int     `json:"classes"`
	Status  string    `json:"status"`
	Owner   string    `json:"owner,omitempty"`
	Why     searchWhy `json:"why"`
}

type searchWhy struct {
	Word    float64 `json:"word"`
	Sound   float64 `json:"sound"`
	Look    float64 `json:"look"`
	Element string  `json:"element,omitempty"`
	Text    string  `json:"text"`
}

func (c *searchMarks) Run(p *program) error {
	text := strings.Join(c.Text, " ")
	s, err := p.open(true, "")
	if err != nil {
		return err
	}
	defer s.Close()
	cat, err := openCatalogue(p.ctx, s, p.say)
	if err != nil {
		return err
	}
	started := p.clock()
	r, err := cat.x.Search(p.ctx, search.Query{Text: text, Classes: c.Class, Related: c.Related, Dead: !c.Alive, Offices: c.Office, Limit: c.Limit})
	if err != nil {
		return err
	}
	took := p.clock().Sub(started)
	var ids []ipr.ID
	for _, h := range r.Hits {
		id, err := ipr.ParseID(h.ID)
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	heads, err := s.Heads(p.ctx, ids)
	if err != nil {
		return err
	}
	a := searchAnswer{Query: text, Normalised: r.Normalised, Corpus: searchCorpus{Marks: cat.x.Len()}, Took: float64(took.Microseconds()) / 1000, Hits: []searchHit{}}
	logs, err := s.Logs(p.ctx)
	if err != nil {
		return err
	}
	for _, l := range logs {
		cp := searchCheckpoint{l.Origin, l.Size, l.Root.String()}
		a.Corpus.Logs = append(a.Corpus.Logs, cp)
		if l.Size >= a.Corpus.Checkpoint.Size {
			a.Corpus.Checkpoint = cp
		}
	}
	for i, h := range r.Hits {
		head, ok := heads[ids[i]]
		if !ok {
			continue // the index is behind the register
		}
		a.Hits = append(a.Hits, searchHit{Rank: len(a.Hits) + 1, ID: h.ID, Mark: h.Mark, Score: h.Score, Band: string(h.Band), Classes: h.Classes, Status: string(head.Status), Owner: head.Owner,
			Why: searchWhy{h.Why.Word, h.Why.Sound, h.Why.Look, h.Why.Element, h.Sentence(locale.Lang(c.Lang))}})
	}
	if c.JSON {
		return printJSON(p, a)
	}
	a.print(p)
	return nil
}

func (a *searchAnswer) print(p *program) {
	band := ""
	for _, h := range a.Hits {
		if h.Band != band {
			band = h.Band
			fmt.Fprintf(p.out, "%s\n", strings.ToUpper(band))
		}
		fmt.Fprintf(p.out, "  %.2f  %s  %s", h.Score, visible(h.Mark), h.ID)
		for _, more := range []string{h.Status, visible(h.Owner)} {
			if more != "" {
				fmt.Fprintf(p.out, "  %s", more)
			}
		}
		fmt.Fprintf(p.out, "\n        %s\n", visible(h.Why.Text))
	}
	fmt.Fprintf(p.out, "%d of %d marks, up to leaf %d of %s, in %.1f ms; searched as %q\n", len(a.Hits), a.Corpus.Marks, a.Corpus.Checkpoint.Size, a.Corpus.Checkpoint.Origin, a.Took, a.Normalised)
	fmt.Fprintln(p.out, "not searched: applications not yet published, figures, marks without words, company and domain names, registers not imported")
}

func printJSON(p *program, v any) error {
	enc := json.NewEncoder(p.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// visible makes a text from outside harmless for a terminal.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || (r >= 0x80 && r < 0xa0) || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069) {
			return '\ufffd'
		}
		return r
	}, s)
}

type showCommand struct {
	As      string `help:"text, json, or st96 for the XML of WIPO's standard." default:"text" enum:"text,json,st96"`
	AsOf    string `name:"asof" help:"The register as of the end of a day: YYYY-MM-DD." placeholder:"DATE"`
	Lang    string `help:"Language of the text: vi or en." default:"en" enum:"vi,en"`
	Address string `arg:"" help:"OFFICE/KIND/NUMBER"`
}

func (c *showCommand) Run(p *program) error {
	s, err := p.open(true, "")
	if err != nil {
		return err
	}
	defer s.Close()
	ids, err := ask(p.ctx, s, c.Address)
	if err != nil {
		return misuse{err}
	}
	switch len(ids) {
	case 0:
		return fault.New(fault.NotFound, "there is no %s in the register", c.Address)
	case 1:
	default:
		p.say("%s can mean several rights:", c.Address)
		for _, id := range ids {
			fmt.Fprintln(p.out, id)
		}
		return exit(1)
	}
	e, err := s.Entry(p.ctx, ids[0])
	if err != nil {
		return err
	}
	if c.AsOf != "" {
		day, err := ipr.ParseDate(c.AsOf)
		if err != nil {
			return misuse{err}
		}
		if e, err = e.AsOf(day); err != nil {
			return err
		}
	}
	switch c.As {
	case "json":
		return printJSON(p, e)
	case "st96":
		_, err := exchange.WriteST96(p.out, e.Kind, exchange.One(e.ID, &e.Record))
		return err
	}
	_, err = fmt.Fprint(p.out, web.Text(e, locale.Lang(c.Lang)))
	return err
}
