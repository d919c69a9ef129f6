package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/law"
)

// FeePage is the calculator of fees.
type FeePage struct {
	*Page
	LawChoice
	Act     string
	Acts    []LawName
	Needs   []FeeNeed
	Day     string
	Asked   bool
	Problem string
	Nothing string // the law has no fees
	Bill    *BillView
}

func (*FeePage) template() string { return "law_fee" }

// FeeNeed is a count that the bill asks for.
type FeeNeed struct {
	Name, Title, Value string
	Number             bool
}

// BillView is a bill.
type BillView struct {
	Title string
	Pack  string
	Lines []BillLine
	Total string
	Flags []string
}

// BillLine is a line of a bill.
type BillLine struct {
	Rule       string
	Title      string
	Text       string // with its arithmetic; "" if that is but the amount
	Amount     string
	Article    string
	Charge     string
	Unverified bool
}

func (s *Site) lawFee(w http.ResponseWriter, r *request) error {
	rules, choice, err := s.chooseLaw(r)
	if err != nil {
		return err
	}
	p := &FeePage{Page: s.newPage(r, "law", r.T("law.fee.title")), LawChoice: choice, Act: firstRunes(r.query.Get("act"), 80), Day: s.today().String()}
	for _, b := range rules.Acts() {
		p.Acts = append(p.Acts, LawName{b.Act, b.Title.In(r.lang)})
	}
	if len(p.Acts) == 0 {
		p.Nothing = r.T("law.fee.none")
		return s.show(w, r, http.StatusOK, p)
	}
	if !slices.ContainsFunc(p.Acts, func(n LawName) bool { return n.Of == p.Act }) {
		p.Act = p.Acts[0].Of
	}
	if d := strings.TrimSpace(r.query.Get("date")); d != "" {
		p.Day = firstRunes(d, 10)
	}
	f := new(law.Facts)
	err = f.Tell("date", p.Day)
	p.Asked = r.query.Has("date")
	for _, name := range rules.Needs(p.Act) {
		need := FeeNeed{Name: name, Number: usual(name) != "" && name != "items", Title: r.T("law.need." + name), Value: firstRunes(strings.TrimSpace(r.query.Get(name)), 60)}
		if need.Value == "" && !p.Asked {
			need.Value = usual(name)
		}
		if need.Value != "" && err == nil {
			err = f.Tell(name, need.Value)
		}
		p.Needs = append(p.Needs, need)
	}
	if p.Asked && err == nil {
		var b *law.Bill
		if b, err = rules.Fee(p.Act, f); err == nil {
			p.Bill = billView(r, b)
		}
	}
	status := http.StatusOK
	if err != nil {
		k, ok := fault.Of(err)
		if !ok {
			return err
		}
		p.Problem, status = sentence(r.lang, k), http.StatusBadRequest
	}
	p.NoIndex = p.Asked
	return s.show(w, r, status, p)
}

// usual is what stands in a field of the form before anything was asked.
func usual(need string) string {
	switch need {
	case "channel", "category":
		return ""
	case "months_late", "priorities", "items", "pages", "drawings":
		return "0"
	}
	return "1"
}

func billView(r *request, b *law.Bill) *BillView {
	t := b.In(r.lang)
	v := &BillView{Title: t.Title, Pack: t.Pack, Total: money(r, t.Total, t.Currency)}
	for _, l := range t.Lines {
		line := BillLine{Rule: l.Rule, Title: l.Title, Text: l.Text, Amount: money(r, l.Amount, t.Currency), Article: l.Article, Unverified: !l.Confidence.Verified()}
		if l.Count == 1 && l.Each == l.Amount {
			line.Text = ""
		}
		if l.Charge == "phi" || l.Charge == "le_phi" {
			line.Charge = r.T("law.charge." + l.Charge)
		}
		v.Lines = append(v.Lines, line)
	}
	for _, f := range t.Flags {
		v.Flags = append(v.Flags, r.T("law.flag."+string(f)))
	}
	return v
}

// money writes an amount of the currency's smallest unit.
func money(r *request, n int64, currency string) string {
	return law.Money(n, currency, r.lang)
}
