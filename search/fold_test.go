package search_test

import (
	"testing"
	"unicode/utf8"

	"github.com/muniment/muniment/search"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ rule, text, want string }{
		{"case and accents fall away", "Crème BRÛLÉE", "creme brulee"},
		{"Vietnamese tones and đ fall away", "Đường Trường Thọ", "duong truong tho"},
		{"decomposed letters are the same", "Tha\u0309o Điê\u0300n", "thao dien"},
		{"letters Unicode does not take apart", "Straße Øresund Łódź Æon Þing Ħal", "strasse oresund lodz aeon thing hal"},
		{"full width", "ＡＢＣ　１２", "abc 12"},
		{"hyphens and commas part words", "COCA-COLA, ZERO", "coca cola zero"},
		{"apostrophes do not", "L'Oréal McDonald’s", "loreal mcdonalds"},
		{"initials join", "U.S.A. s.r.o. J.P. Morgan", "usa sro jp morgan"},
		{"a full stop between words parts them", "booking.com", "booking com"},
		{"signs say nothing", "Acme™ ® Nova©", "acme nova"},
		{"money for letters", "A$AP C@FE", "asap cafe"},
		{"Roman numerals and circles", "Ⅷ ①", "viii 1"},
		{"Russian", "МОСКВА", "moskva"},
		{"Russian, small", "Щёлково Юлия", "shchyolkovo yuliya"},
		{"Ukrainian", "Київ", "kiyiv"},
		{"a Cyrillic letter in a Latin word is its lookalike", "АDIDАS NIVЕА", "adidas nivea"},
		{"Greek", "ΟΥΖΟ Μπύρα Άλφα", "ouzo byra alfa"},
		{"Katakana", "サントリー", "santori"},
		{"Katakana with small letters", "ファミリーマート ニッサン", "famirimato nissan"},
		{"half-width Katakana", "ﾊﾟﾅｿﾆｯｸ", "panasonikku"},
		{"Hiragana", "きゃりー", "kyari"},
		{"Hangul", "삼성 현대", "samseong hyeondae"},
		{"Hangul in parts", "\u1109\u1161\u11b7\u1109\u1165\u11bc", "samseong"},
		{"Han", "北京 茅台", "beijing maotai"},
		{"Han beside Latin", "ST三盛", "st sansheng"},
		{"Arabic", "كوكا كولا", "koka kola"},
		{"Hebrew", "תנובה", "tnobh"},
		{"Devanagari", "भारत टाटा अमूल", "bharat tata amul"},
		{"Thai", "สิงห์ เบียร์", "singh beiyr"},
		{"Georgian", "ბორჯომი", "borjomi"},
		{"Armenian", "Արարատ", "ararat"},
		{"nothing to say", "!!! ★ 🍎", ""},
		{"empty", "", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := search.Fold(c.text); got != c.want {
				t.Errorf("Fold(%q) = %q, want %q", c.text, got, c.want)
			}
		})
	}
}

// Folding a folded text changes nothing, and gives letters, digits and single spaces only.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"Trung Nguyên", "МОСКВА", "ｻﾝﾄﾘｰ", "เบียร์", "한\u11a8", "A\xffB", "क़", "𠀀", "ﷺ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := search.Fold(text)
		if !utf8.ValidString(got) {
			t.Fatalf("Fold(%q) is not UTF-8", text)
		}
		for i := range len(got) {
			c := got[i]
			if c == ' ' && (i == 0 || i == len(got)-1 || got[i-1] == ' ') || c != ' ' && (c < '0' || c > '9' && c < 'a' || c > 'z') {
				t.Fatalf("Fold(%q) = %q", text, got)
			}
		}
		if again := search.Fold(got); again != got {
			t.Fatalf("Fold(%q) = %q, and again %q", text, got, again)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	marks := []string{"Trung Nguyên Legend", "COCA-COLA ZERO", "Bright Harvest Foods", "Northern Lights Coffee Co.", "ALTIVEX"}
	for b.Loop() {
		for _, m := range marks {
			search.Fold(m)
		}
	}
	b.ReportMetric(float64(len(marks)*b.N)/b.Elapsed().Seconds(), "marks/s")
}
