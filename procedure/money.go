package procedure

import (
	"strings"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/law"
)

// Money is an amount of a currency's smallest unit.
type Money struct {
	Amount   int64
	Currency string // ISO 4217
}

// In writes the amount as letters have it: 1.000.000 đồng in Vietnamese, VND 1,000,000 in English.
func (m Money) In(l locale.Lang) string {
	s := law.Money(m.Amount, m.Currency, l)
	number, _ := strings.CutSuffix(s, " "+m.Currency)
	switch {
	case l == locale.Vi && m.Currency == "VND":
		return number + " đồng"
	case l == locale.En:
		return m.Currency + " " + number
	}
	return s
}
