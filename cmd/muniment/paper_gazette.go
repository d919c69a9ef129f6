package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure"
	"github.com/muniment/muniment/register"
)

type paperGazette struct {
	From   string `help:"First day: YYYY-MM-DD." required:"" placeholder:"DATE"`
	To     string `help:"Last day." required:"" placeholder:"DATE"`
	Kind   string `help:"Only rights of this kind: TM, PT, UM, DS, GI or LD." placeholder:"KIND"`
	Lang   string `help:"Languages: vi, en, or vi,en side by side." default:"vi" placeholder:"vi,en"`
	Number string `help:"Number of the issue; the first day without it." placeholder:"N"`
	Volume string `help:"Volume of the issue." placeholder:"A"`
	Issue  bool   `help:"Number, sign and enter it in the books. Without it a draft is made."`
	Out    string `help:"File to write the PDF to." type:"path" placeholder:"FILE"`
	JSON   bool   `name:"json" help:"Write JSON of what was issued."`
}

// gazetteOrder is an issue of the gazette that is asked for.
type gazetteOrder struct {
	From   ipr.Date `json:"from"`
	To     ipr.Date `json:"to"`
	Kind   ipr.Kind `json:"kind,omitempty"`
	Number string   `json:"number,omitempty"`
	Volume string   `json:"volume,omitempty"`
}

func (c *paperGazette) order() (*gazetteOrder, error) {
	o := &gazetteOrder{Number: c.Number, Volume: c.Volume}
	var err error
	if o.From, err = ipr.ParseDate(c.From); err != nil {
		return nil, err
	}
	if o.To, err = ipr.ParseDate(c.To); err != nil {
		return nil, err
	}
	if o.To.Compare(o.From) < 0 {
		return nil, fault.New(fault.Invalid, "the last day lies before the first")
	}
	if c.Kind != "" {
		o.Kind, err = ipr.ParseKind(c.Kind)
	}
	return o, err
}

func (c *paperGazette) Run(p *program) error {
	o, err := c.order()
	if err != nil {
		return misuse{err}
	}
	langs, err := paperLangs(c.Lang)
	if err != nil {
		return err
	}
	if c.Issue {
		d, err := p.order(paperOrder{Do: "gazette", Langs: c.Lang, Gazette: o})
		if err != nil {
			return err
		}
		return p.issued(d, c.Out, c.JSON)
	}
	s, err := p.open(true, "")
	if err != nil {
		return err
	}
	defer s.Close()
	told, err := s.Setting(p.ctx, "sample")
	if err != nil {
		return err
	}
	w, err := p.press(told != "")
	if err != nil {
		return err
	}
	w.pictures = blobs{p.ctx, s}
	d, n, err := w.gazette(p.ctx, s, o, langs)
	if err != nil {
		return err
	}
	pdf, report, err := w.compose(p.ctx, d)
	if err != nil {
		return err
	}
	for _, problem := range report.Problems {
		p.say("%s", visible(problem.Error()))
	}
	p.say("%d entries in %d sections on %d pages; a draft, which is in no books", n, len(d.Gazette.Sections), report.Pages)
	return p.write(c.Out, pdf)
}

// gazetted are the acts that a gazette tells of, in the order of its sections.
var gazetted = []string{"publish", "register", "renew", "assign", "license", "address", "refuse", "withdraw", "expire", "cancel", "correct"}

// gazette is an issue of the gazette as data, with the number of its entries: the office's own rights to which something happened
// between two days, by kind and act, in the order of their numbers.
func (w *press) gazette(ctx context.Context, s *store.Store, o *gazetteOrder, langs []locale.Lang) (*procedure.Document, int, error) {
	number := o.Number
	if number == "" {
		number = o.From.String()
	}
	d := &procedure.Document{Form: procedure.GazettePart, Langs: langs, Office: w.letterhead, Symbol: w.symbol(procedure.GazettePart), Date: o.To,
		Gazette: &procedure.Gazette{Issue: number, Volume: o.Volume}}
	n := 0
	for _, kind := range ipr.Kinds() {
		if o.Kind != "" && o.Kind != kind {
			continue
		}
		of := map[string][]*procedure.Bibliography{}
		for e, err := range s.Entries(ctx, kind) {
			if err != nil {
				return nil, 0, err
			}
			for _, act := range actsBetween(e, w.letterhead.Code, o) {
				of[act] = append(of[act], procedure.NewBibliography(e))
				n++
			}
		}
		for _, act := range gazetted {
			if list := of[act]; len(list) > 0 {
				slices.SortFunc(list, func(a, b *procedure.Bibliography) int { return strings.Compare(a.ID.String(), b.ID.String()) })
				d.Gazette.Sections = append(d.Gazette.Sections, procedure.Section{Kind: kind, Act: act, Entries: list})
			}
		}
	}
	if n == 0 {
		return nil, 0, fault.New(fault.NotFound, "between %s and %s nothing happened that the gazette tells", o.From.String(), o.To.String())
	}
	return d, n, nil
}

// actsBetween are the acts on a right of the office that a gazette of these days tells, each once.
func actsBetween(e *register.Entry, office ipr.Office, o *gazetteOrder) []string {
	var acts []string
	if e.Office != office {
		return nil
	}
	for i := range e.Events {
		h := &e.Events[i]
		if day := h.Date(); slices.Contains(gazetted, h.Act) && day.Compare(o.From) >= 0 && day.Compare(o.To) <= 0 && !slices.Contains(acts, h.Act) {
			acts = append(acts, h.Act)
		}
	}
	return acts
}

// issueGazette issues what an order asks for.
func (k *desk) issueGazette(ctx context.Context, o paperOrder) (*procedure.Issued, error) {
	if o.Gazette == nil {
		return nil, fault.New(fault.Invalid, "the order cannot be read")
	}
	langs, err := paperLangs(o.Langs)
	if err != nil {
		return nil, err
	}
	d, _, err := k.gazette(ctx, k.s, o.Gazette, langs)
	if err != nil {
		return nil, fmt.Errorf("making the gazette: %w", err)
	}
	key, err := k.told(d)
	if err != nil {
		return nil, err
	}
	logs, err := k.s.Logs(ctx)
	if err != nil {
		return nil, err
	}
	r := procedure.Request{Key: key, Document: d, By: operator}
	for _, l := range logs {
		if l.Lane == register.Register && l.Size > 0 {
			r.From = register.Place{Lane: l.Lane, Generation: l.Generation, Seq: l.Size - 1}
		}
	}
	d.Date = procedure.Day(k.clock(), zone())
	return k.issue(ctx, r)
}
