package procedure

import (
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/office"
)

// Charge is a line of a bill as a request for fees shows it.
type Charge struct {
	What       office.Words
	Count      office.Words // "2 classes"; of a surcharge or discount its rate
	Each       Money        // of one; of a surcharge or discount what it is reckoned on
	Amount     Money        // negative for a discount
	Unverified bool         // the source of the fee is not good enough yet
}

// Charges lists the lines of a bill.
func Charges(b *law.Bill) []Charge {
	var list []Charge
	for i := range b.Lines {
		l := &b.Lines[i]
		c := Charge{Each: Money{l.Each, b.Currency}, Amount: Money{l.Amount, b.Currency}}
		rate := 0
		if l.Discount != nil {
			c.What, rate, c.Unverified = words(l.Discount.Title.In), -l.Discount.Rate, !l.Discount.Confidence.Verified()
		} else {
			c.What, rate, c.Unverified = words(l.Fee.Title.In), l.Fee.Rate, !l.Fee.Confidence.Verified()
		}
		c.Count = words(func(lang locale.Lang) string {
			switch {
			case l.Discount != nil:
				return "−" + locale.Number(lang, int64(-rate)) + "%"
			case rate != 0 && l.Count == 1:
				return locale.Number(lang, int64(rate)) + "%"
			case rate != 0:
				return locale.Number(lang, int64(l.Count)) + " × " + locale.Number(lang, int64(rate)) + "%"
			}
			return locale.T(lang, "law.unit."+l.Fee.Per, "n", l.Count)
		})
		list = append(list, c)
	}
	return list
}

// Total is what a bill comes to.
func Total(b *law.Bill) Money { return Money{b.Total, b.Currency} }
