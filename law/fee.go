package law

import (
	"slices"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
)

// Fee is one version of a fee; see docs/law.md section 7.
type Fee struct {
	ID               string     `yaml:"id" json:"id"` // RIGHT.name, or a name for all rights
	Fact             string     `yaml:"fact" json:"fact,omitempty"`
	Title            Words      `yaml:"title" json:"title"`
	Charge           string     `yaml:"charge" json:"charge"` // phi, le_phi or fee
	ChargeConfidence Confidence `yaml:"charge_confidence" json:"charge_confidence,omitempty"`
	Amount           int64      `yaml:"amount" json:"amount,omitempty"` // in the currency's smallest unit
	Currency         string     `yaml:"currency" json:"currency"`       // ISO 4217
	Per              string     `yaml:"per" json:"per"`
	Above            int        `yaml:"above" json:"above,omitempty"` // only what is above this number
	Years            []int      `yaml:"years" json:"years,omitempty"` // the first and the last year of life
	Base             Strings    `yaml:"base" json:"base,omitempty"`   // fees on which this one is a surcharge
	Rate             int        `yaml:"rate" json:"rate,omitempty"`   // of the base, in per cent
	From             ipr.Date   `yaml:"from" json:"from,omitzero"`
	Until            ipr.Date   `yaml:"until" json:"until,omitzero"` // exclusive
	Article          string     `yaml:"article" json:"article,omitempty"`
	Source           Strings    `yaml:"source" json:"source,omitempty"`
	Confidence       Confidence `yaml:"confidence" json:"confidence"`
	Note             Words      `yaml:"note" json:"note,omitzero"`

	pack *Pack
}

// BillOf names the fees of an act.
type BillOf struct {
	Act   string  `yaml:"act" json:"act"` // RIGHT.act
	Title Words   `yaml:"title" json:"title"`
	Fees  Strings `yaml:"fees" json:"fees"`
}

// Discount lowers charges of one kind, for some time, channel or category of applicant.
type Discount struct {
	ID         string     `yaml:"id" json:"id"`
	Title      Words      `yaml:"title" json:"title"`
	Charge     string     `yaml:"charge" json:"charge"`
	Rate       int        `yaml:"rate" json:"rate"` // per cent
	From       ipr.Date   `yaml:"from" json:"from,omitzero"`
	Until      ipr.Date   `yaml:"until" json:"until,omitzero"` // exclusive
	Channel    string     `yaml:"channel" json:"channel,omitempty"`
	Category   string     `yaml:"category" json:"category,omitempty"`
	Article    string     `yaml:"article" json:"article,omitempty"`
	Source     Strings    `yaml:"source" json:"source,omitempty"`
	Confidence Confidence `yaml:"confidence" json:"confidence"`
	Note       Words      `yaml:"note" json:"note,omitzero"`
}

// counts are the units that fees are counted in, with the fact that tells how many; those without one are one each.
var counts = map[string]string{
	"application": "", "title": "titles", "class": "classes", "item": "items", "independent_claim": "independent_claims", "page": "pages",
	"drawing": "drawings", "priority": "priorities", "design": "designs", "month": "months_late",
}

// check refuses a fee that no bill could use.
func (f *Fee) check() *fault.Fault {
	bad := func(text string, args ...any) *fault.Fault { return fault.New(fault.Invalid, text, args...) }
	_, counted := counts[f.Per]
	switch {
	case f.ID == "":
		return bad("a fee has no name")
	case !counted:
		return bad("%q is nothing that fees are counted in", f.Per)
	case f.Rate != 0 && (len(f.Base) == 0 || f.Amount != 0), f.Rate == 0 && f.Amount <= 0, f.Amount > 1<<50:
		return bad("a fee has an amount, or a rate with a base")
	case len(f.Years) != 0 && (len(f.Years) != 2 || f.Years[0] > f.Years[1]):
		return bad("years are the first and the last")
	case len(f.Currency) != 3:
		return bad("%q is no currency", f.Currency)
	}
	return nil
}

// applies reports whether the version and the band are those of the day and the year.
func (f *Fee) applies(day ipr.Date, year int) bool {
	if !day.IsZero() && (day.Compare(f.From) < 0 || !f.Until.IsZero() && day.Compare(f.Until) >= 0) {
		return false
	}
	return len(f.Years) == 0 || f.Years[0] <= year && year <= f.Years[1]
}

// Bill is what an act costs.
type Bill struct {
	Act      string
	Title    Words
	Pack     *Pack
	Currency string
	Lines    []Line
	Total    int64
	Flags    []Flag
}

// Line is one line of a bill: a fee so many times, a surcharge, or a discount.
type Line struct {
	Fee      *Fee // nil for a discount
	Discount *Discount
	Count    int
	Each     int64 // of one; of a surcharge or discount what it is reckoned on
	Amount   int64 // negative for a discount
}

// bill finds what an act consists of, in the newest pack that has it and that was in force on the day.
func (w *Law) bill(act string, day ipr.Date) (*BillOf, *Pack) {
	for _, p := range w.newest {
		if w.Pinned == nil && !day.IsZero() && day.Compare(p.From) < 0 {
			continue
		}
		for _, b := range p.Bills {
			if b.Act == act {
				return b, p
			}
		}
	}
	return nil, nil
}

// fees gives the versions of a fee that apply: of each pack the newest, of the packs the newest that has one.
func (w *Law) fees(id string, day ipr.Date, year int) []*Fee {
	for _, p := range w.newest {
		var list []*Fee
		for _, f := range p.Fees {
			if f.ID == id && f.applies(day, year) {
				list = slices.DeleteFunc(list, func(o *Fee) bool { return o.Above == f.Above && o.From.Compare(f.From) < 0 })
				list = append(list, f)
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// banded reports whether the fee has bands of years in any pack.
func (w *Law) banded(id string) bool {
	for _, p := range w.packs {
		for _, f := range p.Fees {
			if f.ID == id && len(f.Years) > 0 {
				return true
			}
		}
	}
	return false
}

// Acts lists the acts for which the law has fees, in the order of its packs.
func (w *Law) Acts() []*BillOf {
	var list []*BillOf
	for _, p := range w.newest {
		for _, b := range p.Bills {
			if !slices.ContainsFunc(list, func(o *BillOf) bool { return o.Act == b.Act }) {
				list = append(list, b)
			}
		}
	}
	return list
}

// Needs lists the facts that the bill of an act asks for, in a fixed order.
func (w *Law) Needs(act string) []string {
	b, _ := w.bill(act, ipr.Date{})
	if b == nil {
		return nil
	}
	var list []string
	add := func(name string) {
		if name != "" && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	for _, p := range w.packs {
		for _, d := range p.Discounts {
			if d.Channel != "" {
				add("channel")
			}
			if d.Category != "" {
				add("category")
			}
		}
	}
	for _, id := range b.Fees {
		if w.banded(id) {
			add("year")
		}
		for _, p := range w.packs {
			for _, f := range p.Fees {
				if f.ID == id && f.Per != "title" {
					add(counts[f.Per])
				}
			}
		}
	}
	slices.Sort(list)
	return list
}

// Fee makes the bill of an act; see docs/law.md section 7. Errors: NotFound if the law has no fees for it, Invalid if a count is
// needed and not told.
func (w *Law) Fee(act string, f *Facts) (*Bill, error) {
	day, _ := f.last("date")
	of, pack := w.bill(act, day)
	if of == nil {
		return nil, fault.New(fault.NotFound, "the fees of %s are not in %s", act, w.name())
	}
	b := &Bill{Act: act, Title: of.Title, Pack: pack}
	for _, id := range of.Fees {
		year, told := f.numbers["year"]
		if w.banded(id) && !told {
			return nil, missing("year")
		}
		list := w.fees(id, day, year)
		if len(list) == 0 {
			return nil, fault.New(fault.NotFound, "the fee %s has no version for that time or year in %s", id, w.name())
		}
		for _, fee := range list {
			if err := b.add(fee, f); err != nil {
				return nil, err
			}
		}
	}
	b.discounts(w, f, day)
	for _, l := range b.Lines {
		b.Total += l.Amount
	}
	return b, nil
}

// mostMoney is the greatest amount that a line of a bill may come to before it is divided, so that no sum of lines overflows.
const mostMoney = 1 << 53

func (b *Bill) flag(f Flag) {
	if !slices.Contains(b.Flags, f) {
		b.Flags = append(b.Flags, f)
	}
}

func (b *Bill) add(fee *Fee, f *Facts) error {
	n, err := f.count(fee)
	if err != nil || n == 0 {
		return err
	}
	if b.Currency == "" {
		b.Currency = fee.Currency
	}
	if fee.Currency != b.Currency {
		return fault.New(fault.Invalid, "the fees of %s are in several currencies", b.Act)
	}
	l := Line{Fee: fee, Count: n, Each: fee.Amount}
	of := 1 // parts of a hundred for a surcharge, the whole for a fee
	if fee.Rate != 0 {
		of = 100
		for _, other := range b.Lines {
			if other.Fee != nil && slices.Contains(fee.Base, other.Fee.ID) {
				l.Each += other.Amount
			}
		}
	}
	rate := max(fee.Rate, 1)
	if float64(l.Each)*float64(rate)*float64(n) > mostMoney {
		return fault.New(fault.Invalid, "the fee %s comes to more than can be reckoned", fee.ID)
	}
	l.Amount = l.Each * int64(rate) * int64(n) / int64(of)
	b.Lines = append(b.Lines, l)
	if !fee.Confidence.Verified() {
		b.flag(Unverified)
	}
	if fee.Article == "" {
		b.flag(NoArticle)
	}
	return nil
}

// count tells how many times a fee is due.
func (f *Facts) count(fee *Fee) (int, error) {
	name := counts[fee.Per]
	if name == "" {
		return 1, nil
	}
	if name == "items" {
		list, ok := f.counts[name]
		if !ok {
			if fee.Above > 0 { // nobody says that there are more
				return 0, nil
			}
			return 0, missing(name)
		}
		n := 0
		for _, k := range list {
			n += max(0, k-fee.Above)
		}
		return n, nil
	}
	n, ok := f.numbers[name]
	switch {
	case ok:
	case name == "titles":
		n = 1
	case name == "months_late" || name == "priorities" || fee.Above > 0:
		n = 0
	default:
		return 0, missing(name)
	}
	return max(0, n-fee.Above), nil
}

// discounts adds a line for each discount that applies. It is reckoned on the charges of its kind before any other discount.
func (b *Bill) discounts(w *Law, f *Facts, day ipr.Date) {
	if day.IsZero() {
		return // a discount has its time
	}
	lines := b.Lines
	for i, p := range w.newest {
		for _, d := range p.Discounts {
			if renamed(w.newest[:i], d.ID) || day.Compare(d.From) < 0 || !d.Until.IsZero() && day.Compare(d.Until) >= 0 ||
				d.Channel != "" && d.Channel != f.word("channel") || d.Category != "" && d.Category != f.word("category") {
				continue
			}
			l := Line{Discount: d, Count: 1}
			for _, o := range lines {
				if o.Fee != nil && o.Fee.Charge == d.Charge {
					l.Each += o.Amount
					if c := o.Fee.ChargeConfidence; c != "" && !c.Verified() {
						b.flag(Unverified)
					}
				}
			}
			if l.Amount = -(l.Each * int64(d.Rate) / 100); l.Amount == 0 {
				continue
			}
			b.Lines = append(b.Lines, l)
			if !d.Confidence.Verified() {
				b.flag(Unverified)
			}
		}
	}
}

// renamed reports whether newer packs have the discount anew, so that theirs counts.
func renamed(newer []*Pack, id string) bool {
	return slices.ContainsFunc(newer, func(p *Pack) bool {
		return slices.ContainsFunc(p.Discounts, func(d *Discount) bool { return d.ID == id })
	})
}

// ID is the name of the fee or discount.
func (l *Line) ID() string {
	if l.Discount != nil {
		return l.Discount.ID
	}
	return l.Fee.ID
}

func (l *Line) title() Words {
	if l.Discount != nil {
		return l.Discount.Title
	}
	return l.Fee.Title
}

// In tells the line's arithmetic in words; the currency is that of the bill.
func (l *Line) In(lang locale.Lang, currency string) string {
	amount := func(n int64) string { return Money(n, currency, lang) }
	switch {
	case l.Discount != nil:
		return locale.T(lang, "law.bill.discount", "title", l.Discount.Title.In(lang), "rate", l.Discount.Rate, "each", amount(l.Each), "amount", amount(-l.Amount))
	case l.Fee.Rate != 0:
		return locale.T(lang, "law.bill.surcharge", "title", l.Fee.Title.In(lang), "rate", l.Fee.Rate, "each", amount(l.Each), "count", l.counted(lang), "amount", amount(l.Amount))
	case l.Count == 1:
		return locale.T(lang, "law.bill.once", "title", l.Fee.Title.In(lang), "amount", amount(l.Amount))
	}
	return locale.T(lang, "law.bill.times", "title", l.Fee.Title.In(lang), "count", l.counted(lang), "each", amount(l.Each), "amount", amount(l.Amount))
}

// counted is the count with its unit in words: "2 classes".
func (l *Line) counted(lang locale.Lang) string {
	return locale.T(lang, "law.unit."+l.Fee.Per, "n", l.Count)
}
