package paper

import (
	"strings"
	"time"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/procedure"
)

// Figures within prose are those of its language. In tables and fields of a document in two languages they stand once, in a form that
// nobody reads otherwise: 05.02.2026 as in WIPO's gazettes, and 417 002, where one language would write 417.002 and the other 417,002.

// date writes a date: 05/02/2026, 5 February 2026, or 05.02.2026 for both.
func (s *set) date(d ipr.Date) string {
	if len(s.langs) > 1 {
		return strings.ReplaceAll(d.In(locale.Vi), "/", ".")
	}
	return d.In(s.langs[0])
}

// moment writes a time.
func (s *set) moment(t time.Time) string {
	if len(s.langs) > 1 {
		return strings.ReplaceAll(locale.Moment(locale.Vi, t), "/", ".")
	}
	return locale.Moment(s.langs[0], t)
}

// number writes a whole number.
func (s *set) number(n int64) string {
	if len(s.langs) > 1 {
		return spaced(locale.Number(locale.Vi, n))
	}
	return locale.Number(s.langs[0], n)
}

// money writes an amount: 120.000 đồng, VND 120,000, or 120 000 VND for both.
func (s *set) money(m procedure.Money) string {
	if len(s.langs) > 1 {
		return strings.ReplaceAll(spaced(law.Money(m.Amount, m.Currency, locale.Vi)), " ", noBreak)
	}
	return m.In(s.langs[0])
}

// bytes writes a number of bytes as people say it.
func (s *set) bytes(n int64) string {
	l := s.langs[0]
	switch {
	case n >= 1e6:
		return locale.Decimal(l, float64(n)/1e6, 1) + " MB"
	case n >= 1e3:
		return locale.Decimal(l, float64(n)/1e3, 0) + " kB"
	}
	return locale.Number(l, n) + " B"
}

const noBreak = "\u00a0"

// spaced parts the groups of three of a number that is written in Vietnamese by spaces.
func spaced(number string) string { return strings.ReplaceAll(number, ".", noBreak) }
