package bench

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"

	"github.com/muniment/muniment/search"
)

// corpus makes marks up, the same ones each time: coined words, everyday words, names, Vietnamese, a few in other
// scripts and initials, in the mixture that registers have. Given names come first, and their words go into the mixture.
type corpus struct {
	r     *rand.Rand
	names []string
	words []string // words of the given names, as often as they occur
}

func newCorpus(names []string) *corpus {
	c := &corpus{r: rand.New(rand.NewPCG(1883, 1891)), names: names}
	for _, n := range names {
		if !latin(n) {
			continue
		}
		for _, w := range strings.Fields(n) {
			if len(w) > 2 {
				c.words = append(c.words, w)
			}
		}
	}
	return c
}

func latin(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// readNames reads the first column of tab-separated lines.
func readNames(in io.Reader) ([]string, error) {
	var names []string
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if name, _, _ := strings.Cut(lines.Text(), "\t"); name != "" {
			names = append(names, name)
		}
	}
	return names, lines.Err()
}

// doc makes the i-th mark.
func (c *corpus) doc(i int) search.Doc {
	text := ""
	if i < len(c.names) {
		text = c.names[i]
	} else {
		text = c.mark()
	}
	return search.Doc{ID: docID(i), Text: text, Classes: c.classes(), Dead: c.r.IntN(5) == 0}
}

func docID(i int) string { return fmt.Sprintf("VN/TM/4-%d-%05d", 1985+i/25000, i%25000) }

func (c *corpus) classes() []uint8 {
	n := 1
	for n < 4 && c.r.IntN(3) == 0 {
		n++
	}
	set := make([]uint8, n)
	for i := range set {
		set[i] = uint8(1 + c.r.IntN(45))
	}
	return set
}

func (c *corpus) of(list []string) string { return list[c.r.IntN(len(list))] }

// often picks from a list whose first members are the commonest.
func (c *corpus) often(list []string) string {
	x := c.r.Float64()
	return list[int(x*x*float64(len(list)))]
}

func (c *corpus) mark() string {
	switch k := c.r.IntN(100); {
	case k < 11:
		return c.vietnamese()
	case k < 12:
		return through(c.coined(), cyrillic)
	case k < 13:
		return c.kana()
	case k < 14:
		return c.han()
	case k < 17:
		return c.initials()
	case k < 40:
		return c.coined()
	case k < 58:
		return c.coined() + " " + c.often(everyday)
	case k < 70:
		return c.of(describing) + " " + c.often(everyday)
	case k < 80:
		return c.name() + " " + c.often(everyday)
	case k < 88:
		return c.name() + " " + c.often(everyday) + " " + c.often(trade)
	case k < 94:
		return c.coined() + " " + c.often(everyday) + " " + c.often(trade)
	default:
		return c.of(describing) + c.of(everyday)
	}
}

// name is a word of the given names, or a coined one.
func (c *corpus) name() string {
	if len(c.words) > 0 && c.r.IntN(2) == 0 {
		return c.of(c.words)
	}
	return c.coined()
}

// coined is a word of one to four syllables that no language has.
func (c *corpus) coined() string {
	n := 2
	switch k := c.r.IntN(10); {
	case k == 0:
		n = 1
	case k > 5:
		n = 3
	case k == 5:
		n = 4
	}
	var b strings.Builder
	for i := range n {
		b.WriteString(c.often(onsets))
		b.WriteString(c.often(nuclei))
		if c.r.IntN(3) == 0 || n == 1 {
			b.WriteString(c.often(codas))
		}
		if i == n-1 && c.r.IntN(3) == 0 {
			b.WriteString(c.of(endings))
		}
	}
	s := b.String()
	if c.r.IntN(2) == 0 {
		return strings.ToUpper(s)
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func (c *corpus) vietnamese() string {
	var w []string
	if c.r.IntN(3) == 0 {
		w = append(w, c.often(vietTrade))
	}
	for range 2 + c.r.IntN(2) {
		w = append(w, c.of(vietNames))
	}
	return strings.Join(w, " ")
}

func (c *corpus) initials() string {
	var b strings.Builder
	for range 2 + c.r.IntN(3) {
		b.WriteByte("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[c.r.IntN(26)])
	}
	if c.r.IntN(4) == 0 {
		fmt.Fprintf(&b, "%d", c.r.IntN(100))
	}
	return b.String()
}

func (c *corpus) kana() string {
	syllables := []rune("アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワガギグゴザジズゾダデドバビブベボパピプペポ")
	var b strings.Builder
	for range 3 + c.r.IntN(3) {
		b.WriteRune(syllables[c.r.IntN(len(syllables))])
		if c.r.IntN(6) == 0 {
			b.WriteString(c.of([]string{"ー", "ン", "ッ"}))
		}
	}
	return b.String()
}

func (c *corpus) han() string {
	signs := []rune("大金龙天华美新东方国海山水福安康宝春和长城光明星月红花香玉泉源丰泰兴盛达通远中南北西江河湖云风雨雪梅兰竹菊松鹤凤虎马牛羊家园乐喜吉祥万利德仁义")
	var b strings.Builder
	for range 2 + c.r.IntN(3) {
		b.WriteRune(signs[c.r.IntN(len(signs))])
	}
	return b.String()
}

// through writes a word in other letters.
func through(s string, letters *strings.Replacer) string {
	return strings.ToUpper(letters.Replace(strings.ToLower(s)))
}

var cyrillic = strings.NewReplacer("sh", "ш", "ch", "ч", "th", "т", "ph", "ф", "qu", "кв", "a", "а", "b", "б", "c", "к", "d", "д", "e", "е", "f", "ф", "g", "г", "h", "х",
	"i", "и", "j", "ж", "k", "к", "l", "л", "m", "м", "n", "н", "o", "о", "p", "п", "q", "к", "r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "w", "в", "x", "кс", "y", "й", "z", "з")
