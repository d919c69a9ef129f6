package ipr

import "github.com/muniment/muniment/internal/locale"

// In writes the date as lists and labels have it: 25/01/2027 in Vietnamese, 25 January 2027 in English. What is not
// known is left out (01/2027, January 2027, 2027); the zero date is "".
func (d Date) In(l locale.Lang) string { return locale.Date(l, d.Year, d.Month, d.Day) }

// InWords writes the date as running text and letters have it: "ngày 25 tháng 01 năm 2027", "25 January 2027".
func (d Date) InWords(l locale.Lang) string { return locale.DateInWords(l, d.Year, d.Month, d.Day) }
