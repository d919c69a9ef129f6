package font_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/adapter/paper/font"
)

var (
	serif = font.Query{Families: []string{"Literata"}, Lang: "vi"}
	sans  = font.Query{Families: []string{"Be Vietnam Pro"}, Lang: "vi"}
)

// vietnamese gives every letter of Vietnamese: 12 vowels with 6 tones, đ and the consonants, small and capital.
func vietnamese() []string {
	var letters []string
	for _, vowel := range strings.Split("a ă â e ê i o ô ơ u ư y", " ") {
		for _, tone := range []string{"", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"} {
			letters = append(letters, norm.NFC.String(vowel+tone))
		}
	}
	letters = append(letters, strings.Split("b c d đ g h k l m n p q r s t v x", " ")...)
	for _, l := range slices.Clone(letters) {
		letters = append(letters, strings.ToUpper(l))
	}
	return letters
}

func TestEveryVietnameseLetterIsOneGlyphOfEveryFace(t *testing.T) {
	s := open(t)
	if n := len(vietnamese()); n != 178 {
		t.Fatalf("%d letters", n)
	}
	for _, f := range s.Faces() {
		h := s.Shaper()
		q := font.Query{Families: []string{f.Family()}, Bold: f.Bold(), Italic: f.Italic(), Lang: "vi"}
		for _, letter := range vietnamese() {
			for form, text := range map[string]string{"NFC": letter, "NFD": norm.NFD.String(letter)} {
				runs := h.Shape(text, q, false)
				if len(runs) != 1 || runs[0].Face != f || len(runs[0].Glyphs) != 1 || runs[0].Glyphs[0].ID == 0 {
					t.Errorf("%s: %s in %s gives %v", f.Name(), letter, form, runs)
				} else if composed := h.Shape(letter, q, false); composed[0].Glyphs[0].ID != runs[0].Glyphs[0].ID {
					t.Errorf("%s: %s is another glyph in %s", f.Name(), letter, form)
				}
			}
		}
	}
}

func TestWordIsOneRunWithAClusterForEachLetter(t *testing.T) {
	s := open(t)
	runs := s.Shaper().Shape("Hữu", serif, false)
	if len(runs) != 1 {
		t.Fatal(runs)
	}
	r := runs[0]
	var clusters [][2]int
	var width float32
	for _, g := range r.Glyphs {
		clusters = append(clusters, [2]int{g.Start, g.End})
		width += g.Advance
	}
	if want := [][2]int{{0, 1}, {1, 4}, {4, 5}}; !slices.Equal(clusters, want) {
		t.Errorf("clusters %v, want %v", clusters, want)
	}
	if r.Text != "Hữu" || r.RTL || r.Width != width || width < 1 || width > 3 {
		t.Errorf("%+v", r)
	}
}

func TestFaceIsChosenByFamilyWeightAndSlope(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		name string
		q    font.Query
		want string
	}{
		{"regular", font.Query{Families: []string{"Literata"}}, "Literata-Regular"},
		{"bold", font.Query{Families: []string{"Literata"}, Bold: true}, "Literata-Bold"},
		{"italic", font.Query{Families: []string{"Literata"}, Italic: true}, "Literata-Italic"},
		{"both", font.Query{Families: []string{"Literata"}, Bold: true, Italic: true}, "Literata-BoldItalic"},
		{"600 is the bold of Be Vietnam Pro", font.Query{Families: []string{"Be Vietnam Pro"}, Bold: true}, "BeVietnamPro-SemiBold"},
		{"no italic is imitated", font.Query{Families: []string{"Be Vietnam Pro"}, Italic: true}, "BeVietnamPro-Regular"},
		{"letter case of the family does not matter", font.Query{Families: []string{"be vietnam pro"}}, "BeVietnamPro-Regular"},
		{"an unknown family is passed over", font.Query{Families: []string{"Times New Roman", "Be Vietnam Pro"}}, "BeVietnamPro-Regular"},
		{"no family: ours", font.Query{Bold: true}, "Literata-Bold"},
	} {
		if runs := s.Shaper().Shape("Việt", c.q, false); len(runs) != 1 || runs[0].Face.Name() != c.want {
			t.Errorf("%s: %v", c.name, runs)
		}
	}
}

func TestScriptsThatTheFamilyLacksFallBack(t *testing.T) {
	s := open(t, cjk(t), arabic(t))
	for _, c := range []struct{ name, text, lang, face string }{
		{"Greek", "Ελλάδα", "el", "Literata-Regular"},
		{"Cyrillic", "Україна", "uk", "Literata-Regular"},
		{"Han", "商标", "zh-Hans", "NotoSansCJKjp-Regular"},
		{"Kana", "しょうひょう", "ja", "NotoSansCJKjp-Regular"},
		{"Hangul", "상표", "ko", "NotoSansCJKjp-Regular"},
		{"Arabic", "علامة", "ar", "NotoNaskhArabic-Regular"},
	} {
		q := sans
		q.Lang = c.lang
		runs := s.Shaper().Shape(c.text, q, c.name == "Arabic")
		if len(runs) != 1 || runs[0].Face.Name() != c.face || slices.Contains(glyphs(runs), 0) || runs[0].Missing() != nil {
			t.Errorf("%s: %v", c.name, runs)
		}
	}
	// In one word, each script has its face and nothing is lost.
	var text string
	for _, r := range s.Shaper().Shape("Vinamilk维他奶Слава", sans, false) {
		text += r.Face.Family() + ":" + r.Text + " "
	}
	if want := "Be Vietnam Pro:Vinamilk Noto Sans CJK JP:维他奶 Literata:Слава "; text != want {
		t.Errorf("%s, want %s", text, want)
	}
}

func TestHanFormsFollowTheLanguage(t *testing.T) {
	s := open(t, cjk(t))
	forms := map[uint16]bool{}
	for _, lang := range []string{"ja", "zh-Hans", "zh-Hant", "ko"} {
		q := serif
		q.Lang = lang
		forms[s.Shaper().Shape("骨", q, false)[0].Glyphs[0].ID] = true
	}
	if len(forms) < 3 {
		t.Errorf("骨 has the same form in languages that write it differently: %v", forms)
	}
}

func TestArabicJoinsAndRunsFromTheRight(t *testing.T) {
	s := open(t, arabic(t))
	h := s.Shaper()
	q := font.Query{Families: []string{"Literata"}, Lang: "ar"}
	alone := h.Shape("ع", q, true)[0].Glyphs[0].ID
	runs := h.Shape("ععع", q, true)
	if len(runs) != 1 || len(runs[0].Glyphs) != 3 || !runs[0].RTL {
		t.Fatal(runs)
	}
	final, medial, initial := runs[0].Glyphs[0], runs[0].Glyphs[1], runs[0].Glyphs[2]
	if forms := []uint16{alone, final.ID, medial.ID, initial.ID}; len(slices.Compact(slices.Sorted(slices.Values(forms)))) != 4 {
		t.Errorf("the four forms are %v", forms)
	}
	for i, g := range []font.Glyph{initial, medial, final} {
		if g.Start != 2*i || g.End != 2*i+2 {
			t.Errorf("letter %d stands for bytes %d to %d", i, g.Start, g.End)
		}
	}
	// A letter that is shaped beside a Latin one of another face keeps its order: the first on paper is the last of the text.
	runs = h.Shape("عA", q, true)
	if len(runs) != 2 || runs[0].Text != "A" || runs[1].Text != "ع" {
		t.Error(runs)
	}
}

// TestEveryArabicLetterJoins: in a word of three, no letter keeps the form that it has alone. (go-text 0.3.5 would leave noon and
// yeh alone; see shaping.open.)
func TestEveryArabicLetterJoins(t *testing.T) {
	s := open(t, arabic(t))
	h := s.Shaper()
	q := font.Query{Families: []string{"Noto Naskh Arabic"}, Lang: "ar"}
	body := func(g []font.Glyph) (ids []uint16) { // without dots, which have no width
		for _, g := range g {
			if g.Advance > 0 {
				ids = append(ids, g.ID)
			}
		}
		return ids
	}
	for _, letter := range strings.Split("ب ت ث ج ح خ س ش ص ض ط ظ ع غ ف ق ك ل م ن ه ي", " ") {
		alone := body(h.Shape(letter, q, true)[0].Glyphs)
		three := body(h.Shape(letter+letter+letter, q, true)[0].Glyphs)
		if len(alone) != 1 || len(three) != 3 || slices.Contains(three, alone[0]) || three[0] == three[1] {
			t.Errorf("%s alone is %v, in a word %v", letter, alone, three)
		}
	}
}

func TestLigatureIsOneCluster(t *testing.T) {
	s := open(t)
	runs := s.Shaper().Shape("office", serif, false)
	if len(runs) != 1 || len(runs[0].Glyphs) >= 6 {
		t.Fatalf("no ligature in %v", runs)
	}
	var text string
	for _, g := range runs[0].Glyphs {
		text += runs[0].Text[g.Start:g.End] + " "
	}
	if text != "o ffi c e " {
		t.Error(text)
	}
}

func TestHangulOfLettersFormsSyllables(t *testing.T) {
	s := open(t, cjk(t))
	h := s.Shaper()
	whole, parts := h.Shape("한국", serif, false), h.Shape(norm.NFD.String("한국"), serif, false)
	if !slices.Equal(glyphs(whole), glyphs(parts)) {
		t.Errorf("%v and %v", whole, parts)
	}
}

func TestMissingCharacters(t *testing.T) {
	s := open(t)
	runs := s.Shaper().Shape("a\U0001F600b漢", serif, false)
	var missing []rune
	for _, r := range runs {
		missing = append(missing, r.Missing()...)
	}
	if string(missing) != "\U0001F600漢" {
		t.Errorf("%q of %v", missing, runs)
	}
	if !s.Covers('ệ') || s.Covers('漢') || s.Covers('\U0001F600') {
		t.Error("Covers disagrees")
	}
	if runs := s.Shaper().Shape("", serif, false); runs != nil {
		t.Error(runs)
	}
}

func TestInvisibleCharactersAreNotMissing(t *testing.T) {
	s := open(t)
	for _, text := range []string{"a\u00ADb", "a\u200Bb", "a\u200Db", "\u2060a", "a\uFE0F"} {
		for _, r := range s.Shaper().Shape(text, sans, false) {
			if m := r.Missing(); m != nil || slices.Contains(glyphs([]font.Run{r}), 0) {
				t.Errorf("%+q: %+q is missing", text, m)
			}
		}
	}
}

// TestSpacesAndHyphensStayInTheirFace: a face that lacks a space or a hyphen of another kind shows its own, as wide as it is to be.
func TestSpacesAndHyphensStayInTheirFace(t *testing.T) {
	s := open(t)
	h := s.Shaper()
	for r, wide := range map[rune]float32{0xA0: 0.23, 0x2003: 1, 0x2002: 0.5, 0x2009: 0.2, 0x202F: 0.115, 0x2010: 0.608, 0x2011: 0.608} {
		runs := h.Shape("a"+string(r)+"b", sans, false)
		if len(runs) != 1 || runs[0].Face.Name() != "BeVietnamPro-Regular" || runs[0].Missing() != nil || !s.Covers(r) {
			t.Errorf("%U: %v", r, runs)
			continue
		}
		g := runs[0].Glyphs[1]
		if runs[0].Text[g.Start:g.End] != string(r) || g.Advance < wide-0.1 || g.Advance > wide+0.1 {
			t.Errorf("%U is %v wide and stands for %q", r, g.Advance, runs[0].Text[g.Start:g.End])
		}
	}
}

func TestTabularFigures(t *testing.T) {
	s := open(t)
	for _, q := range []font.Query{serif, sans, {Families: []string{"Literata"}, Bold: true}, {Families: []string{"Be Vietnam Pro"}, Bold: true}} {
		q.Tabular = true
		h := s.Shaper()
		width := h.Shape("0", q, false)[0].Width
		for d := '1'; d <= '9'; d++ {
			if w := h.Shape(string(d), q, false)[0].Width; w != width {
				t.Errorf("%v: %c is %v wide, 0 is %v", q, d, w, width)
			}
		}
		first := h.Shape("1.000.000", q, false)[0]
		for _, text := range []string{"1.117.471", "4.444.444"} {
			r := h.Shape(text, q, false)[0]
			for i := range first.Glyphs {
				if r.Glyphs[i].Advance != first.Glyphs[i].Advance {
					t.Errorf("%v: %s does not stand below %s from place %d on", q, text, first.Text, i)
					break
				}
			}
		}
	}
	// Be Vietnam Pro has no such feature: it gets digits of its own, which are neither moved nor kerned.
	q := sans
	q.Tabular = true
	f := face(t, s, "BeVietnamPro-Regular")
	for _, g := range s.Shaper().Shape("10", q, false)[0].Glyphs {
		if int(g.ID) < f.Glyphs()-10 || g.X != 0 || g.Advance != f.Advance(g.ID)/1000 {
			t.Errorf("%+v", g)
		}
	}
	if r := s.Shaper().Shape("Vo1", q, false)[0]; r.Glyphs[0].Advance != s.Shaper().Shape("Vo", sans, false)[0].Glyphs[0].Advance {
		t.Error("letters of tabular text lose their kerning")
	}
}

// TestKerning: a face's own kerning is used.
func TestKerning(t *testing.T) {
	s := open(t)
	h := s.Shaper()
	if together, apart := h.Shape("AV", serif, false)[0].Width, h.Shape("A", serif, false)[0].Width+h.Shape("V", serif, false)[0].Width; together >= apart {
		t.Errorf("AV is %v wide, A and V are %v", together, apart)
	}
}

// TestSameInputSameGlyphs: what was shaped before, and where, changes nothing.
func TestSameInputSameGlyphs(t *testing.T) {
	texts := strings.Fields("Cục Sở hữu trí tuệ quyết định 1.234 AVATAR naïve Ελλάδα Слово café fi ffi")
	s := open(t)
	for i := range 200 {
		texts = append(texts, fmt.Sprintf("tên%d", i))
	}
	want := map[string][]font.Run{}
	for _, text := range texts {
		want[text] = open(t).Shaper().Shape(text, sans, false)
	}
	var wait sync.WaitGroup
	for worker := range 4 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			h := s.Shaper()
			for i := range texts {
				text := texts[(i*(2*worker+1)+worker)%len(texts)]
				h.Shape(text, serif, worker%2 == 0)
				if got := h.Shape(text, sans, false); !same(got, want[text]) {
					t.Errorf("%s: %v, want %v", text, got, want[text])
				}
			}
		}()
	}
	wait.Wait()
}

// same compares runs of different sets.
func same(a, b []font.Run) bool {
	return slices.EqualFunc(a, b, func(x, y font.Run) bool {
		return x.Face.Index() == y.Face.Index() && x.Text == y.Text && x.RTL == y.RTL && x.Width == y.Width && reflect.DeepEqual(x.Glyphs, y.Glyphs)
	})
}

func TestMemoryOfWordsIsBounded(t *testing.T) {
	s := open(t)
	most := 0
	name := func(i int) string { return fmt.Sprintf("%d%s", i, strings.Repeat("Nguyễn", 25)) } // long, so that few fill the memory
	for i := range 3_000 {
		s.Shaper().Shape(name(i), serif, false)
		if i%100 == 0 {
			most = max(most, s.Remembered())
		}
	}
	if limit := 2*font.MaxYoung + 1<<16; most > limit || most < font.MaxYoung {
		t.Errorf("%d bytes are kept, at most %d are allowed", most, limit)
	}
	again := s.Shaper().Shape(name(0), serif, false)
	if !same(again, open(t).Shaper().Shape(name(0), serif, false)) {
		t.Error("a forgotten word is shaped differently")
	}
}

func TestLongTextIsNotRemembered(t *testing.T) {
	s := open(t)
	long := strings.Repeat("Sở hữu ", 100)
	if runs := s.Shaper().Shape(long, serif, false); len(runs) != 1 || runs[0].Text != long || s.Remembered() != 0 {
		t.Errorf("%d runs, %d bytes remembered", len(runs), s.Remembered())
	}
}

// BenchmarkLetter shapes the words of a one-page letter that were all seen before.
func BenchmarkLetter(b *testing.B) {
	s := open(b)
	words := strings.Fields(strings.Repeat("Căn cứ Luật Sở hữu trí tuệ và xét đơn đăng ký nhãn hiệu số 4-2026-00123 nộp ngày 25/11/2026 ", 20))
	b.ReportAllocs()
	for b.Loop() {
		h := s.Shaper()
		for _, w := range words {
			h.Shape(w, serif, false)
		}
	}
}

// BenchmarkNewWord shapes words that were never seen.
func BenchmarkNewWord(b *testing.B) {
	s := open(b)
	h := s.Shaper()
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		i++
		h.Shape(fmt.Sprintf("Nguyễn%d", i), serif, false)
	}
}
