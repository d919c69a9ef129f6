package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Number writes a whole number with its groups of three: 1.234.567 in Vietnamese, 1,234,567 in English.
func Number(l Lang, n int64) string { return group(l, strconv.FormatInt(n, 10)) }

// Decimal writes a number with at most the given count of decimals, without closing noughts: 1.234,5 in Vietnamese,
// 1,234.5 in English.
func Decimal(l Lang, x float64, decimals int) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(x, 'f', decimals, 64), ".")
	part = strings.TrimRight(part, "0")
	if part == "" {
		return group(l, whole)
	}
	if l == Vi {
		return group(l, whole) + "," + part
	}
	return group(l, whole) + "." + part
}

// Percent writes a share from 0 to 1 as a whole percentage: 93%.
func Percent(l Lang, share float64) string { return Decimal(l, share*100, 0) + "%" }

func group(l Lang, digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	mark := ","
	if l == Vi {
		mark = "."
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + mark + digits[i:]
	}
	return sign + digits
}

// Date writes a calendar date as lists and labels have it: 25/01/2027 in Vietnamese, 25 January 2027 in English.
// Month 0, or day 0, are not known and left out: 01/2027, January 2027, 2027. Year 0 is no date at all: "".
func Date(l Lang, year, month, day int) string {
	if year == 0 {
		return ""
	}
	if month < 1 || month > 12 {
		return fmt.Sprintf("%04d", year)
	}
	if l == Vi {
		if day == 0 {
			return fmt.Sprintf("%02d/%04d", month, year)
		}
		return fmt.Sprintf("%02d/%02d/%04d", day, month, year)
	}
	if day == 0 {
		return fmt.Sprintf("%s %04d", time.Month(month), year)
	}
	return fmt.Sprintf("%d %s %04d", day, time.Month(month), year)
}

// DateInWords writes a calendar date as running text and letters have it: "ngày 25 tháng 01 năm 2027" in Vietnamese,
// where days below 10 and the months 1 and 2 carry a nought as in the state's own papers; "25 January 2027" in English.
func DateInWords(l Lang, year, month, day int) string {
	if l != Vi || year == 0 {
		return Date(l, year, month, day)
	}
	words := fmt.Sprintf("năm %04d", year)
	if month < 1 || month > 12 {
		return words
	}
	m := strconv.Itoa(month)
	if month <= 2 {
		m = "0" + m
	}
	words = "tháng " + m + " " + words
	if day == 0 {
		return words
	}
	return fmt.Sprintf("ngày %02d %s", day, words)
}

// Moment writes a time to the second, in its own time zone, which it names by the offset from UTC:
// "14:05:09, 25/01/2027 (UTC+7)", "25 January 2027, 14:05:09 (UTC)". The zero time is "".
func Moment(l Lang, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	date, clock := Date(l, t.Year(), int(t.Month()), t.Day()), t.Format("15:04:05")
	if l == Vi {
		date, clock = clock, date
	}
	return date + ", " + clock + " (" + zone(t) + ")"
}

func zone(t time.Time) string {
	_, offset := t.Zone()
	if offset == 0 {
		return "UTC"
	}
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	s := fmt.Sprintf("UTC%c%d", sign, offset/3600)
	if m := offset % 3600 / 60; m != 0 {
		s += fmt.Sprintf(":%02d", m)
	}
	return s
}

// Weekday is the name of a day of the week, as it stands at the beginning of a line.
func Weekday(l Lang, d time.Weekday) string {
	if l == Vi {
		return [...]string{"Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"}[d]
	}
	return d.String()
}

// List joins things in a sentence: "a, b và c", "a, b and c".
func List(l Lang, items []string) string {
	and := " and "
	if l == Vi {
		and = " và "
	}
	switch n := len(items); n {
	case 0:
		return ""
	case 1:
		return items[0]
	default:
		return strings.Join(items[:n-1], ", ") + and + items[n-1]
	}
}
