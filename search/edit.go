package search

// longest is the number of letters of a word, or of a mark with its words joined, that likeness looks at.
const longest = 64

// measured is a row of letters or sounds prepared for measuring: what it costs to leave each out, and how much weight
// its place has. The beginning of a mark weighs more than its end.
type measured struct {
	text   []byte
	gap    [longest]int32 // in hundredths of a letter
	weight [longest]int32 // 128 is an ordinary place
}

// measure prepares text; heard tells sounds from letters.
func (m *measured) measure(text []byte, heard bool) {
	if len(text) > longest {
		text = text[:longest]
	}
	m.text = text
	n := len(text)
	for i, c := range text {
		w := int32(128)
		switch {
		case i == 0:
			w = 164
		case i == 1:
			w = 144
		case i >= n-2 && n > 4:
			w = 108
		}
		g := int32(100)
		switch {
		case i > 0 && text[i-1] == c:
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
		m.weight[i], m.gap[i] = w, g*w>>7
	}
}

// distance is what it costs, in hundredths of a letter, to turn one row into the other by leaving out, adding,
// exchanging and transposing. It is symmetric. Rows that cost more than limit may be told to cost any more than that.
func distance(a, b *measured, c *costs, limit int) int {
	if len(a.text) > len(b.text) {
		a, b = b, a
	}
	x, y := a.text, b.text
	var rows [3][longest + 1]int32
	prev2, prev, cur := &rows[0], &rows[1], &rows[2]
	for i := range x {
		prev[i+1] = prev[i] + a.gap[i]
	}
	for j := range y {
		cost, wj := &c[place(y[j])], b.weight[j]
		gap := b.gap[j]
		cur[0] = prev[0] + gap
		least := cur[0]
		for i := range x {
			best := prev[i]
			if x[i] != y[j] {
				best += int32(cost[place(x[i])]) * (a.weight[i] + wj) >> 8
				if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
					best = min(best, prev2[i-1]+70*(a.weight[i]+wj)>>8)
				}
			}
			best = min(best, prev[i+1]+gap, cur[i]+a.gap[i])
			cur[i+1] = best
			least = min(least, best)
		}
		if int(least) > limit {
			return limit + 1
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return int(prev[len(x)])
}

// within is what it costs to find the shorter row inside the longer one, wherever it is.
func within(a, b *measured, c *costs) int {
	if len(a.text) > len(b.text) {
		a, b = b, a
	}
	x, y := a.text, b.text
	var rows [2][longest + 1]int32
	prev, cur := &rows[0], &rows[1]
	for i := range x {
		prev[i+1] = prev[i] + 100
	}
	best := prev[len(x)]
	for j := range y {
		cost := &c[place(y[j])]
		cur[0] = 0
		for i := range x {
			cur[i+1] = min(prev[i]+int32(cost[place(x[i])]), prev[i+1]+100, cur[i]+100)
		}
		best = min(best, cur[len(x)])
		prev, cur = cur, prev
	}
	return int(best)
}
