package search

// longest is the number of letters of a word, or of a mark with its words joined, that likeness looks at.
const longest = 64

// measured is a row of letters or sounds prepared for measuring: what it costs to leave each out, and how much weight
// its place has. The beginning of a mark weighs more than its end, and a telling word more than a common one.
type measured struct {
	text   []byte
	place  [longest]uint8 // of each letter in the table of costs
	weight [longest]int32 // of a letter; plainWeight is an ordinary one
	gap    [longest]int32 // what it costs to leave the letter out, in hundredths of a letter
	total  int            // of the weights, places not regarded
	starts uint64         // a bit for each place where a word begins
}

const plainWeight = 128

// unlikeWeight is what it costs that a letter of a telling word meets one of a common word, in hundredths.
const unlikeWeight = 50

// swapCost is what it costs that two neighbours have changed places, in hundredths.
const swapCost = 70

// reset begins a new row.
func (m *measured) reset() { m.text, m.total, m.starts = m.text[:0], 0, 0 }

// add puts a word behind what is there. Of sounds, one that ends a word and begins the next counts once.
func (m *measured) add(word []byte, weight int32, heard bool) {
	if n := len(m.text); heard && n > 0 && len(word) > 0 && m.text[n-1] == word[0] && word[0] > '9' {
		word = word[1:]
	}
	word = word[:min(len(word), longest-len(m.text))]
	for i := range word {
		m.weight[len(m.text)+i] = weight
	}
	m.starts |= 1 << len(m.text) & (1<<longest - 1)
	m.text = append(m.text, word...)
	m.total += len(word) * int(weight)
}

// finish ends the row.
func (m *measured) finish(heard bool) {
	n := len(m.text)
	for i, c := range m.text {
		w := m.weight[i]
		switch {
		case i == 0:
			w = w * 5 / 4
		case i == 1:
			w = w * 9 / 8
		case i >= n-2 && n > 4:
			w = w * 27 / 32
		}
		g := int32(100)
		switch {
		case i > 0 && m.text[i-1] == c:
			g = 30
		case heard && (c == 'h' || c == 'w' || c == 'y'):
			g = 45
		case heard && isVowel(c):
			g = 65
		case !heard && i == n-1 && n > 3 && (c == 's' || c == 'e'):
			g = 50
		case isVowel(c):
			g = 85
		case !heard && c == 'h':
			g = 70
		}
		m.weight[i], m.gap[i], m.place[i] = w, g*w/plainWeight, uint8(place(c))
	}
}

// distance is what it costs, in hundredths of a letter, to turn one row into the other by leaving out, adding,
// exchanging and transposing. It is symmetric.
func distance(a, b *measured, c *costs) int {
	if len(a.text) > len(b.text) {
		a, b = b, a
	}
	n := len(a.text)
	x, ag, aw := a.place[:n], a.gap[:n], a.weight[:n]
	var rows [3][longest + 1]int32
	prev2, prev, cur := &rows[0], &rows[1], &rows[2]
	for i, g := range ag {
		prev[i+1] = prev[i] + g
	}
	before := uint8(255)
	for j := range b.text {
		yj, wj, gap := b.place[j], b.weight[j], b.gap[j]
		cost := &c[yj]
		left := prev[0] + gap
		cur[0] = left
		for i, xi := range x {
			best, wi := prev[i], aw[i]
			if xi != yj {
				heavy := max(wi, wj)
				best += int32(cost[xi]) * heavy >> 7
				if i > 0 && xi == before && x[i-1] == yj {
					best = min(best, prev2[i-1]+swapCost*heavy>>7)
				}
			} else {
				best += unlikeWeight * max(wi-wj, wj-wi) >> 7
			}
			left = min(best, prev[i+1]+gap, left+ag[i])
			cur[i+1] = left
		}
		before = yj
		prev2, prev, cur = prev, cur, prev2
	}
	return int(prev[n])
}

// within is what it costs to find the shorter row inside the longer one. If the longer one has several words, what is
// found begins and ends where words do.
func within(a, b *measured, c *costs) int {
	if len(a.text) > len(b.text) {
		a, b = b, a
	}
	x, y := a.text, b.text
	apart := b.starts > 1
	var rows [2][longest + 1]int32
	prev, cur := &rows[0], &rows[1]
	for i := range x {
		prev[i+1] = prev[i] + 100*a.weight[i]>>7
	}
	best := int32(1 << 20)
	for j := range y {
		cost := &c[place(y[j])]
		cur[0] = 0
		if apart && b.starts>>(j+1)&1 == 0 {
			cur[0] = prev[0] + 100
		}
		for i := range x {
			w := a.weight[i]
			cur[i+1] = min(prev[i]+int32(cost[place(x[i])])*w>>7, prev[i+1]+100*w>>7, cur[i]+100*w>>7)
		}
		if !apart || j == len(y)-1 || b.starts>>(j+1)&1 != 0 {
			best = min(best, cur[len(x)])
		}
		prev, cur = cur, prev
	}
	return int(best)
}
