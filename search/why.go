package search

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/locale"
)

// Why is how a mark is like the query.
type Why struct {
	Word  float64 // likeness of the words, rare ones counting more, 0 to 1
	Sound float64 // likeness of the sounds, 0 to 1; of what is alike, where that is a part only
	Look  float64 // likeness of the letters, 0 to 1; likewise

	Reason  Reason
	Element string // the part of the mark in which the likeness lies; "" if it is the whole
	Mine    string // what of the query answers to it, folded; "" if the same letters or the whole
}

// Reason is what chiefly makes a mark like the query.
type Reason string

// The reasons, from the plainest to the vaguest.
const (
	SameText     Reason = "same_text"      // the same but for case
	SameLetters  Reason = "same_letters"   // the same but for accents or tones
	OtherSpaces  Reason = "other_spaces"   // the same but for spaces, hyphens and the like
	OtherScript  Reason = "other_script"   // the same word in another script
	OtherDisplay Reason = "other_display"  // other letters, which look the same: Cyrillic for Latin
	OtherOrder   Reason = "other_order"    // the same words in another order
	OtherParts   Reason = "other_parts"    // parts of a word stand in another order
	LastLetter   Reason = "last_letter"    // only the last letter differs
	FirstLetter  Reason = "first_letter"   // only the first letter differs
	OneLetter    Reason = "one_letter"     // one letter differs
	OneMore      Reason = "one_more"       // one has a letter more
	Swapped      Reason = "swapped"        // two neighbouring letters have changed places
	SameSound    Reason = "same_sound"     // written otherwise, spoken the same
	Contains     Reason = "contains"       // the mark contains the query
	Contained    Reason = "contained"      // the query contains the mark
	Element      Reason = "element"        // both have a word, or several
	ElementLike  Reason = "element_like"   // they have words that are alike
	LikeSound    Reason = "like_sound"     // chiefly the sound is alike
	LikeStart    Reason = "like_beginning" // they begin alike
	LikeLook     Reason = "like_look"      // many letters are the same
)

// Reasons lists the reasons.
func Reasons() []Reason {
	return []Reason{SameText, SameLetters, OtherSpaces, OtherScript, OtherDisplay, OtherOrder, OtherParts, LastLetter, FirstLetter,
		OneLetter, OneMore, Swapped, SameSound, Contains, Contained, Element, ElementLike, LikeSound, LikeStart, LikeLook}
}

// explain fills in why the hit is like the query, and which of its letters are found there.
func (s *searcher) explain(h *Hit, r ranked) {
	q := r.by
	s.form.set(s.spoken(r.unit))
	p := s.x.rules.likeness(&q.form, &s.form)
	a, b := q.form.even.look.text, s.form.even.look.text
	t := traceMark(h.Mark, b)
	h.Why = Why{Word: unit(p.word), Sound: unit(p.sound), Look: unit(p.look)}
	w := &h.Why
	if bytes.Equal(a, b) {
		w.Word = 1
		s.explainSame(w, h, q)
		h.Match = t.spans(every(len(b)))
		return
	}
	if w.Reason = letterReason(a, b); w.Reason == "" && sameWords(&q.form, &s.form) {
		w.Reason = OtherOrder
	}
	if w.Reason != "" && w.Reason != OtherOrder {
		h.Match = t.spans(align(a, b, false))
		return
	}
	if n := max(len(q.form.words), len(s.form.words)); p.by == byWhole && n > 1 && len(p.pairs) > 0 && len(p.pairs) < n && 4*p.common >= 3*p.score {
		p.by = byWords // what only some words make alike is best told by them
	}
	switch p.by {
	case byWords:
		s.explainWords(h, q, p, t)
	case byInside:
		marked := align(a, b, true)
		h.Match = t.spans(marked)
		w.Look, w.Sound = unit(p.inside), unit(max(p.sound, p.inside))
		if len(a) < len(b) {
			w.Reason, w.Element = Contains, t.around(marked)
		} else {
			w.Reason, w.Element = Contained, h.Mark
		}
	case byParts:
		h.Match = t.spans(commonPairs(a, b))
		w.Reason = OtherParts
	default:
		h.Match = t.spans(align(a, b, false))
		w.Reason = wholeReason(p, a, b)
	}
}

func unit(thousandths int) float64 { return float64(thousandths) / 1000 }

func every(n int) []bool { return slices.Repeat([]bool{true}, n) }

// explainSame tells marks of the same letters apart.
func (s *searcher) explainSame(w *Why, h *Hit, q *reading) {
	var f folder
	f.fold(h.Mark)
	switch {
	case sameText(h.Mark, q.text):
		w.Reason = SameText
	case q.disguised || strings.ReplaceAll(string(f.buf), " ", "") != strings.ReplaceAll(q.folded, " ", ""):
		w.Reason = OtherDisplay
	case f.scripts != q.scripts:
		w.Reason = OtherScript
	case bareText(h.Mark) == bareText(q.text):
		w.Reason = OtherSpaces
	default:
		w.Reason = SameLetters
	}
}

// bareText is a text without all that is neither letter nor digit nor mark of a letter, in small letters.
func bareText(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.In(r, unicode.L, unicode.N, unicode.M) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFC.String(s))
}

// explainWords tells which word, or words, of the mark are like words of the query.
func (s *searcher) explainWords(h *Hit, q *reading, p parts, t trace) {
	slices.SortFunc(p.pairs, func(m, n match) int { return m.b - n.b })
	marked := make([]bool, len(s.form.even.look.text))
	var mine, its []string
	exact := true
	look, sound, total := 0, 0, 0
	next, from := 0, 0
	for k := range s.form.words {
		y := &s.form.words[k]
		if next < len(p.pairs) && p.pairs[next].b == k {
			m := p.pairs[next]
			x := &q.form.words[m.a]
			next++
			for i, same := range align(x.look.text, y.look.text, false) {
				if from+i < len(marked) {
					marked[from+i] = same
				}
			}
			mine, its = append(mine, string(x.look.text)), append(its, t.word(k))
			exact = exact && bytes.Equal(x.look.text, y.look.text)
			weight := x.weight + y.weight
			look, sound, total = look+m.look*weight, sound+m.sound*weight, total+weight
		}
		from += len(y.look.text)
	}
	h.Match = t.spans(marked)
	if total == 0 || h.Why.Reason != "" {
		return
	}
	h.Why.Look, h.Why.Sound = unit(look/total), unit(sound/total)
	h.Why.Element, h.Why.Reason = strings.Join(its, " "), Element
	if !exact {
		h.Why.Mine, h.Why.Reason = strings.Join(mine, " "), ElementLike
	}
}

// sameWords reports whether two marks have the same words in another order.
func sameWords(a, b *form) bool {
	if len(a.words) != len(b.words) {
		return false
	}
	sorted := func(f *form) []string {
		w := make([]string, len(f.words))
		for i := range f.words {
			w[i] = string(f.words[i].look.text)
		}
		slices.Sort(w)
		return w
	}
	return slices.Equal(sorted(a), sorted(b))
}

// letterReason tells a difference of a single letter; "" if there are more.
func letterReason(a, b []byte) Reason {
	if len(a) > len(b) {
		a, b = b, a
	}
	start := 0
	for start < len(a) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	x, y := a[start:len(a)-end], b[start:len(b)-end]
	switch {
	case len(a) < 3:
		return ""
	case len(x) == 0 && len(y) == 1:
		return OneMore
	case len(x) == 1 && len(y) == 1 && end == 0:
		return LastLetter
	case len(x) == 1 && len(y) == 1 && start == 0:
		return FirstLetter
	case len(x) == 1 && len(y) == 1:
		return OneLetter
	case len(x) == 2 && len(y) == 2 && x[0] == y[1] && x[1] == y[0]:
		return Swapped
	}
	return ""
}

// wholeReason tells what of the whole is alike.
func wholeReason(p parts, a, b []byte) Reason {
	n := commonPrefix(string(a), string(b))
	switch {
	case p.sound >= 970:
		return SameSound
	case p.sound >= p.look+120:
		return LikeSound
	case n >= 4 && 2*n >= max(len(a), len(b)):
		return LikeStart
	}
	return LikeLook
}

// Sentence tells in one plain sentence, or two short ones, why the hit is like the query and which classes they share.
func (h *Hit) Sentence(l locale.Lang) string {
	w := &h.Why
	s := locale.T(l, "likeness."+string(w.Reason), "element", w.Element, "mine", w.Mine)
	switch w.Reason {
	case LastLetter, FirstLetter, OneLetter, OneMore, Swapped, LikeStart, LikeLook:
		switch {
		case w.Sound >= 0.97:
			s += locale.T(l, "likeness.spoken_same")
		case w.Sound >= 0.85:
			s += locale.T(l, "likeness.spoken_alike")
		}
	}
	s += "."
	switch shared, related := classNames(l, h.Shared), classNames(l, h.Related); {
	case len(h.Shared) == 1:
		s += " " + locale.T(l, "likeness.class", "classes", shared)
	case len(h.Shared) > 1:
		s += " " + locale.T(l, "likeness.classes", "classes", shared)
	case len(h.Related) == 1:
		s += " " + locale.T(l, "likeness.related_class", "classes", related)
	case len(h.Related) > 1:
		s += " " + locale.T(l, "likeness.related_classes", "classes", related)
	}
	return s
}

func classNames(l locale.Lang, classes []int) string {
	names := make([]string, len(classes))
	for i, c := range classes {
		names[i] = locale.Number(l, int64(c))
	}
	return locale.List(l, names)
}
