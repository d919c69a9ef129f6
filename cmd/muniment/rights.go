package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/search"
)

// phases are the phases that a choice of the search form means.
var phases = map[string][]search.Phase{"open": {search.Pending, search.Live}, "pending": {search.Pending}, "live": {search.Live}, "dead": {search.Dead}}

// Rights finds rights other than marks.
func (p *public) Rights(ctx context.Context, q web.RightsQuery) (web.RightsResult, error) {
	started := p.clock()
	out, err := p.catalogue.rights(ctx, q)
	if err != nil {
		return web.RightsResult{}, err
	}
	if out.Corpus, err = p.corpus(ctx); err != nil {
		return web.RightsResult{}, err
	}
	out.Took = p.clock().Sub(started)
	p.CountTraffic(started, "search")
	return out, nil
}

// rights finds rights by number, by class and by words.
func (c *catalogue) rights(ctx context.Context, q web.RightsQuery) (web.RightsResult, error) {
	out := web.RightsResult{Rights: int64(c.titles.Len())}
	ask := search.TitleQuery{Phases: phases[q.Phase], Limit: q.Limit}
	if q.Kind != "" {
		ask.Kinds = []ipr.Kind{q.Kind}
	}
	var err error
	if out.Numbers, err = c.byNumber(ctx, q.Text, ask); err != nil {
		return out, err
	}
	if key, open := search.ClassKey(q.Text); key != "" {
		byClass := ask
		byClass.Key, byClass.Open = key, open
		if out.ByClass, err = c.found(ctx, byClass); err != nil {
			return out, err
		}
		out.Class = strings.ToUpper(strings.TrimSpace(q.Text))
		if k, err := ipr.ParseIPC(out.Class); err == nil {
			out.Class = k.String()
		} else if k, err := ipr.ParseLocarno(out.Class); err == nil {
			out.Class = k.String()
		}
	}
	ask.Text = q.Text
	out.ByWords, err = c.found(ctx, ask)
	if f, ok := fault.Of(err); ok && f.Kind == fault.Invalid { // there are no words in it
		err = nil
	}
	return out, err
}

// byNumber finds the rights that have a number; where an office stands before it, those of which an office gave it.
func (c *catalogue) byNumber(ctx context.Context, text string, ask search.TitleQuery) ([]ipr.ID, error) {
	key, office := search.NumberKey(text)
	if key == "" {
		return nil, nil
	}
	ask.Key = key
	limit := ask.Limit
	if office != "" {
		ask.Limit = search.MaxLimit // many offices give the same numbers
	}
	found, err := c.found(ctx, ask)
	if err != nil || office == "" {
		return found.IDs, err
	}
	heads, err := c.s.Heads(ctx, found.IDs)
	list := slices.DeleteFunc(found.IDs, func(id ipr.ID) bool {
		return string(id.Office) != office && !slices.ContainsFunc(heads[id].Documents, func(d string) bool { return strings.HasPrefix(d, office) })
	})
	if limit > 0 && len(list) > limit {
		list = list[:limit]
	}
	return list, err
}

func (c *catalogue) found(ctx context.Context, q search.TitleQuery) (web.FoundRights, error) {
	r, err := c.titles.Search(ctx, q)
	if err != nil {
		return web.FoundRights{}, err
	}
	out := web.FoundRights{Total: r.Total}
	for _, s := range r.IDs {
		id, err := ipr.ParseID(s)
		if err != nil {
			return out, err
		}
		out.IDs = append(out.IDs, id)
	}
	return out, nil
}

type searchRights struct {
	Kind  string   `help:"Only this kind: PT, UM, DS, GI or LD." placeholder:"KIND"`
	Alive bool     `help:"Leave out refused, withdrawn, expired and cancelled rights."`
	Limit int      `help:"How many rights at most in each list." default:"50"`
	JSON  bool     `name:"json" help:"Write JSON."`
	Text  []string `arg:"" name:"text" help:"Words of a title or name, a number, or a class such as A23F 3/06 or 07-01."`
}

// rightsAnswer is the JSON of search rights; see docs/interface.md.
type rightsAnswer struct {
	Query  string         `json:"query"`
	Corpus rightsCorpus   `json:"corpus"`
	Took   float64        `json:"took_ms"`
	Rights *web.RightsOut `json:"rights"`
}

type rightsCorpus struct {
	Rights     int64              `json:"rights"`
	Checkpoint searchCheckpoint   `json:"checkpoint"`
	Logs       []searchCheckpoint `json:"checkpoints"`
}

func (c *searchRights) Run(p *program) error {
	q := web.RightsQuery{Text: strings.Join(c.Text, " "), Limit: c.Limit}
	if c.Alive {
		q.Phase = "open"
	}
	if c.Kind != "" {
		k, err := ipr.ParseKind(c.Kind)
		if err != nil {
			return misuse{err}
		}
		if k == ipr.Trademark {
			return misuse{fault.New(fault.Invalid, "marks are found by their likeness").Hinting("use search marks")}
		}
		q.Kind = k
	}
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
	r, err := cat.rights(p.ctx, q)
	if err != nil {
		return err
	}
	took := p.clock().Sub(started)
	heads, err := s.Heads(p.ctx, slices.Concat(r.Numbers, r.ByClass.IDs, r.ByWords.IDs))
	if err != nil {
		return err
	}
	a := rightsAnswer{Query: q.Text, Corpus: rightsCorpus{Rights: r.Rights}, Took: float64(took.Microseconds()) / 1000, Rights: web.RightsJSON(q.Text, r, heads)}
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
	if c.JSON {
		return printJSON(p, a)
	}
	a.print(p, heads)
	return nil
}

func (a *rightsAnswer) print(p *program, heads map[ipr.ID]register.Head) {
	list := func(heading string, hits []web.RightOut, total int) {
		if len(hits) == 0 {
			return
		}
		fmt.Fprintf(p.out, "%s\n", heading)
		for _, h := range hits {
			fmt.Fprintf(p.out, "  %s  %s", h.ID, visible(h.Title))
			if h.Found != "" {
				fmt.Fprintf(p.out, " (%s)", visible(h.Found))
			}
			for _, more := range []string{string(h.Status), visible(h.Owner)} {
				if more != "" {
					fmt.Fprintf(p.out, "  %s", more)
				}
			}
			fmt.Fprintln(p.out)
		}
		if total > len(hits) {
			fmt.Fprintf(p.out, "  … of %d\n", total)
		}
	}
	list("BY NUMBER", a.Rights.Numbers, len(a.Rights.Numbers))
	if c := a.Rights.Class; c != nil {
		list("BY CLASS "+visible(c.Symbol), c.Hits, c.Total)
	}
	list("BY WORDS", a.Rights.Words.Hits, a.Rights.Words.Total)
	fmt.Fprintf(p.out, "searched %d patents, designs and indications, up to leaf %d of %s, in %.1f ms\n", a.Corpus.Rights, a.Corpus.Checkpoint.Size, a.Corpus.Checkpoint.Origin, a.Took)
	fmt.Fprintln(p.out, "not searched: applications not yet published, descriptions and claims, pictures, registers not imported")
}
