package law

import (
	"slices"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
)

// Told is an answer as programs read it: the JSON of `muniment law date --json`.
type Told struct {
	Rule        string     `json:"rule"`
	Title       string     `json:"title"`
	Text        string     `json:"text"`
	Pack        string     `json:"pack"`
	Version     ipr.Date   `json:"version,omitzero"`
	Kind        Kind       `json:"kind"`
	Opens       ipr.Date   `json:"opens,omitzero"`
	Due         ipr.Date   `json:"due,omitzero"`
	Date        ipr.Date   `json:"date,omitzero"`
	GraceEnd    ipr.Date   `json:"grace_end,omitzero"`
	Then        string     `json:"then,omitempty"`
	Flags       []Flag     `json:"flags,omitempty"`
	Explanation []ToldStep `json:"explanation"`
	Article     string     `json:"article,omitempty"`
	Source      []string   `json:"source,omitempty"`
	Confidence  Confidence `json:"confidence,omitempty"`
	Fact        string     `json:"fact,omitempty"`
	Note        string     `json:"note,omitempty"`
	Practice    string     `json:"practice,omitempty"`    // how the office is known to read the law, if that picked the version
	Conventions []string   `json:"conventions,omitempty"` // of the law, on which the date may rest
}

// ToldStep is a step in words.
type ToldStep struct {
	Step StepKind `json:"step"`
	Text string   `json:"text"`
}

// In tells the answer in a language. asked is the name under which it was asked for.
func (a *Answer) In(w *Law, asked string, l locale.Lang) Told {
	r := a.Rule
	t := Told{
		Rule: asked, Title: r.Title.In(l), Text: r.Text.In(l), Pack: r.pack.ID, Version: r.From, Kind: r.Kind, Opens: a.Opens, Due: a.Due, Date: a.Date,
		GraceEnd: a.GraceEnd, Then: r.Then, Flags: a.Flags, Article: ArticleIn(r.Article, l), Confidence: r.Confidence, Fact: r.Fact, Note: r.Note.In(l),
		Explanation: make([]ToldStep, 0, len(a.Steps)),
	}
	for i := range a.Steps {
		t.Explanation = append(t.Explanation, ToldStep{a.Steps[i].Kind, a.Steps[i].In(w, l)})
	}
	for _, s := range r.Source {
		if where := w.source(s); where != "" {
			s += ": " + where
		}
		t.Source = append(t.Source, s)
	}
	if slices.Contains(a.Flags, ByPractice) {
		t.Practice = r.Practice.Text.In(l)
	}
	t.Conventions = w.Conventions(l)
	return t
}

// Conventions tells what the sources leave open and the law's packs decide, each once.
func (w *Law) Conventions(l locale.Lang) []string {
	var list []string
	for _, p := range w.packs {
		for _, c := range p.Conventions {
			if text := c.Text.In(l); !slices.Contains(list, text) {
				list = append(list, text)
			}
		}
	}
	return list
}

// source finds where a source is.
func (w *Law) source(id string) string {
	for _, p := range w.packs {
		if s := p.Sources[id]; s != "" {
			return s
		}
	}
	return ""
}

// ToldBill is a bill as programs read it: the JSON of `muniment law fee --json`. Amounts are in the currency's smallest unit.
type ToldBill struct {
	Act      string     `json:"act"`
	Title    string     `json:"title"`
	Pack     string     `json:"pack"`
	Currency string     `json:"currency"`
	Lines    []ToldLine `json:"lines"`
	Total    int64      `json:"total"`
	Flags    []Flag     `json:"flags,omitempty"`
}

// ToldLine is a line of a bill.
type ToldLine struct {
	Rule       string     `json:"rule"`
	Title      string     `json:"title"`
	Text       string     `json:"text"` // title and arithmetic
	Unit       string     `json:"unit,omitempty"`
	Count      int        `json:"count"`
	Each       int64      `json:"each"`
	Amount     int64      `json:"amount"`
	Charge     string     `json:"charge,omitempty"`
	Article    string     `json:"article,omitempty"`
	Source     []string   `json:"source,omitempty"`
	Confidence Confidence `json:"confidence"`
}

// In tells the bill in a language.
func (b *Bill) In(l locale.Lang) ToldBill {
	t := ToldBill{Act: b.Act, Title: b.Title.In(l), Pack: b.Pack.ID, Currency: b.Currency, Total: b.Total, Flags: b.Flags, Lines: make([]ToldLine, 0, len(b.Lines))}
	for i := range b.Lines {
		k := &b.Lines[i]
		line := ToldLine{Rule: k.ID(), Title: k.title().In(l), Text: k.In(l, b.Currency), Count: k.Count, Each: k.Each, Amount: k.Amount}
		if f := k.Fee; f != nil {
			line.Unit, line.Charge, line.Article, line.Source, line.Confidence = f.Per, f.Charge, ArticleIn(f.Article, l), f.Source, f.Confidence
		} else {
			d := k.Discount
			line.Charge, line.Article, line.Source, line.Confidence = d.Charge, ArticleIn(d.Article, l), d.Source, d.Confidence
		}
		t.Lines = append(t.Lines, line)
	}
	return t
}
