package law

import (
	"fmt"

	"github.com/muniment/muniment/internal/locale"
)

// minor is how many decimals a currency has, where it is not two. Source: ISO 4217.
var minor = map[string]int{"VND": 0, "JPY": 0, "KRW": 0}

// Money writes an amount of a currency's smallest unit in words of the language: 180,000 VND.
func Money(n int64, currency string, l locale.Lang) string {
	decimals, ok := minor[currency]
	if !ok {
		decimals = 2
	}
	sign := ""
	if n < 0 {
		sign, n = "−", -n
	}
	unit := int64(1)
	for range decimals {
		unit *= 10
	}
	s := sign + locale.Number(l, n/unit)
	if rest := n % unit; rest != 0 {
		point := "."
		if l == locale.Vi {
			point = ","
		}
		s += fmt.Sprintf("%s%0*d", point, decimals, rest)
	}
	return s + " " + currency
}
