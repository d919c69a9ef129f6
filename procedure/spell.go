package procedure

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/locale"
)

// Spelt writes the amount in words, as the total of a bill has it: "Bốn trăm nghìn đồng", "Four hundred thousand dong". It is "" for what
// nobody spells here: amounts below nought, and currencies other than the đồng, which has no smaller unit in use.
func (m Money) Spelt(l locale.Lang) string {
	if m.Currency != "VND" || m.Amount < 0 {
		return ""
	}
	words := spellEnglish(m.Amount) + " dong"
	if l == locale.Vi {
		words = spellVietnamese(m.Amount) + " đồng"
	}
	r, n := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(r)) + words[n:]
}

// thousands parts a number into groups of three digits, the highest one first.
func thousands(n int64) []int {
	list := []int{int(n % 1000)}
	for n /= 1000; n > 0; n /= 1000 {
		list = append([]int{int(n % 1000)}, list...)
	}
	return list
}

var viDigits = [...]string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}

// spellVietnamese reads a number as it is written in the north: linh for a nought in the tens, nghìn for thousand. Each third group is
// counted in tỷ, so that ten to the twelfth is một nghìn tỷ.
func spellVietnamese(n int64) string {
	if n == 0 {
		return viDigits[0]
	}
	groups := thousands(n)
	var out []string
	for i, g := range groups {
		place := len(groups) - 1 - i
		if g > 0 {
			out = append(out, viGroup(g, i == 0)...)
			out = append(out, [...]string{"", "nghìn", "triệu"}[place%3])
		}
		if place > 0 && place%3 == 0 {
			out = append(out, strings.TrimSpace(strings.Repeat("tỷ ", place/3)))
		}
	}
	return strings.Join(strings.Fields(strings.Join(out, " ")), " ")
}

// viGroup reads a group of three digits; the first group of a number has no noughts before it.
func viGroup(g int, first bool) []string {
	var out []string
	hundreds, tens, ones := g/100, g/10%10, g%10
	if hundreds > 0 || !first {
		out = append(out, viDigits[hundreds], "trăm")
	}
	switch {
	case tens == 1:
		out = append(out, "mười")
	case tens > 1:
		out = append(out, viDigits[tens], "mươi")
	case ones > 0 && len(out) > 0:
		out = append(out, "linh")
	}
	switch {
	case ones == 1 && tens > 1:
		out = append(out, "mốt")
	case ones == 5 && tens > 0:
		out = append(out, "lăm")
	case ones > 0:
		out = append(out, viDigits[ones])
	}
	return out
}

var (
	enOnes = [...]string{
		"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
		"seventeen", "eighteen", "nineteen",
	}
	enTens   = [...]string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
	enGroups = [...]string{"", " thousand", " million", " billion", " trillion", " quadrillion", " quintillion"}
)

func spellEnglish(n int64) string {
	if n == 0 {
		return "nought"
	}
	groups := thousands(n)
	var out []string
	for i, g := range groups {
		place := len(groups) - 1 - i
		if g == 0 {
			continue
		}
		words := enGroup(g) + enGroups[place]
		if place == 0 && g < 100 && len(out) > 0 {
			words = "and " + words
		}
		out = append(out, words)
	}
	return strings.Join(out, " ")
}

func enGroup(g int) string {
	var out []string
	if g >= 100 {
		out = append(out, enOnes[g/100], "hundred")
		if g %= 100; g > 0 {
			out = append(out, "and")
		}
	}
	switch {
	case g >= 20 && g%10 > 0:
		out = append(out, enTens[g/10]+"-"+enOnes[g%10])
	case g >= 20:
		out = append(out, enTens[g/10])
	case g > 0:
		out = append(out, enOnes[g])
	}
	return strings.Join(out, " ")
}
