package search

import "bytes"

// trace leads from the letters in which a mark is compared back to the text of the mark.
type trace struct {
	text  string
	at    []Span // for each letter
	words []Span // for each word
}

// traceMark traces the text of a mark whose letters are known. Nothing is traced if they are those of its second reading,
// by the letters that its own look like.
func traceMark(text string, letters []byte) trace {
	f := folder{trace: true}
	f.fold(text)
	t := trace{text: text}
	t.read(&f)
	if joined := bytes.ReplaceAll(f.buf, []byte(" "), nil); bytes.HasPrefix(joined, letters) {
		return t
	}
	return trace{text: text}
}

func (t *trace) read(f *folder) {
	start := true
	for i, c := range f.buf {
		if c == ' ' {
			start = true
			continue
		}
		s := f.spans[i]
		if start {
			t.words = append(t.words, s)
			start = false
		}
		w := &t.words[len(t.words)-1]
		w.From, w.To = min(w.From, s.From), max(w.To, s.To)
		t.at = append(t.at, s)
	}
}

// spans gives the ranges of text whose letters are marked, ascending and merged.
func (t trace) spans(marked []bool) []Span {
	var out []Span
	for i, m := range marked {
		if !m || i >= len(t.at) {
			continue
		}
		s := t.at[i]
		n := len(out)
		switch {
		case n > 0 && s.From >= out[n-1].From && s.From <= out[n-1].To:
			out[n-1].To = max(out[n-1].To, s.To)
		case n > 0 && s.From < out[n-1].From: // letters that are spoken in another order than written
			out[n-1].From = s.From
		default:
			out = append(out, s)
		}
	}
	return out
}

// word gives the n-th word of the text; "" if it is not there.
func (t trace) word(n int) string {
	if n >= len(t.words) {
		return ""
	}
	return t.text[t.words[n].From:t.words[n].To]
}

// around gives the text from the first marked letter to the last.
func (t trace) around(marked []bool) string {
	s := t.spans(marked)
	if len(s) == 0 {
		return ""
	}
	return t.text[s[0].From:s[len(s)-1].To]
}

// align marks the letters of b that are found in a, in order and where the fewest changes make a into b. If inside, the
// shorter one is sought within the longer one.
func align(a, b []byte, inside bool) []bool {
	a, b = a[:min(len(a), longest)], b[:min(len(b), longest)]
	var cost [longest + 1][longest + 1]uint8
	freeA, freeB := inside && len(a) > len(b), inside && len(a) < len(b)
	for i := 0; i <= len(a); i++ {
		for j := 0; j <= len(b); j++ {
			c := uint8(0)
			switch {
			case i == 0 && j == 0:
			case i == 0:
				if !freeB {
					c = cost[0][j-1] + 2
				}
			case j == 0:
				if !freeA {
					c = cost[i-1][0] + 2
				}
			default:
				stepA, stepB := uint8(2), uint8(2)
				if freeB && i == len(a) {
					stepB = 0
				}
				if freeA && j == len(b) {
					stepA = 0
				}
				change := uint8(3)
				if a[i-1] == b[j-1] {
					change = 0
				}
				c = min(cost[i-1][j-1]+change, cost[i-1][j]+stepA, cost[i][j-1]+stepB)
			}
			cost[i][j] = c
		}
	}
	marked := make([]bool, len(b))
	for i, j := len(a), len(b); i > 0 && j > 0; {
		stepB := uint8(2)
		if freeB && i == len(a) {
			stepB = 0
		}
		switch {
		case cost[i][j] == cost[i][j-1]+stepB && (stepB == 0 || a[i-1] != b[j-1]):
			j--
		case a[i-1] == b[j-1] && cost[i][j] == cost[i-1][j-1]:
			marked[j-1] = true
			i, j = i-1, j-1
		case a[i-1] != b[j-1] && cost[i][j] == cost[i-1][j-1]+3:
			i, j = i-1, j-1
		case cost[i][j] == cost[i][j-1]+stepB:
			j--
		default:
			i--
		}
	}
	return marked
}

// commonPairs marks the letters of b that stand beside a neighbour as they do in a.
func commonPairs(a, b []byte) []bool {
	marked := make([]bool, len(b))
	for j := 1; j < len(b); j++ {
		if bytes.Contains(a, b[j-1:j+1]) {
			marked[j-1], marked[j] = true, true
		}
	}
	return marked
}
