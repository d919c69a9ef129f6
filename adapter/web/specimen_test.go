package web_test

import (
	"html"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/muniment/muniment/adapter/web"
)

func TestLanguageOfAMark(t *testing.T) {
	for mark, want := range map[string]string{
		"": "", "COCA 7": "", "Café": "", "Đ": "vi", "VÂN HẠC": "vi", "Trung Nguyên": "vi", "Straße": "", "МОСКВА": "ru", "サントリー": "ja", "寿し処ヴァン": "ja", "寿司": "zh", "云鹤": "zh", "한국": "ko",
		"نور الشرق": "ar", "שלום": "he", "ไทย": "th", "ΑΛΦΑ": "el", "चाय": "hi", "VАN HАC": "", "ВAH XAK": "", "Հայ": "hy", "საქ": "ka", "ขแມ່": "th", "\xff\xfe": "",
	} {
		if got := web.ScriptLang(mark); got != want {
			t.Errorf("%q: %q, want %q", mark, got, want)
		}
	}
}

func TestEqualLettersStandOut(t *testing.T) {
	for _, c := range []struct{ name, query, mark, want string }{
		{"whole words without accents", "van hac", "VÂN HẠC", "[VÂN] [HẠC]"},
		{"words in another order", "vân hạc", "HẠC VÂN", "[HẠC] [VÂN]"},
		{"the beginning", "vân hạc", "VÂN HẠT", "[VÂN] [HẠ]T"},
		{"đ is d", "dai phat", "ĐẠI PHÁT", "[ĐẠI] [PHÁT]"},
		{"decomposed accents", "vân", "VA\u0302N", "[VA\u0302N]"},
		{"a word used once", "van", "VAN VAN", "[VAN] VAN"},
		{"one letter is no likeness", "abc", "axx", "axx"},
		{"the middle", "suntory", "SUNTOURY", "[SUNTO]U[RY]"},
		{"nothing", "xyz", "VÂN", "VÂN"},
		{"nothing asked", "", "VÂN", "VÂN"},
		{"other scripts are told apart", "van", "VАN", "VАN"},
		{"digits", "7 up", "7-UP", "[7]-[UP]"},
		{"punctuation between", "a.b.c", "A B C", "[A] [B] [C]"},
	} {
		got, at := "", 0
		for _, s := range web.Alike(c.query, c.mark) {
			got += c.mark[at:s[0]] + "[" + c.mark[s[0]:s[1]] + "]"
			at = s[1]
		}
		if got += c.mark[at:]; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzSpecimen(f *testing.F) {
	for _, s := range []string{"VÂN HẠC", harm, "a\xff\u0302b", "\u0302", "İi", "ﬁ ﬂ", strings.Repeat("ab ", 50)} {
		f.Add(s, "van hac ab fi")
		f.Add("van hac", s)
	}
	f.Fuzz(func(t *testing.T, mark, query string) {
		at := 0
		for _, s := range web.Alike(query, mark) {
			if s[0] < at || s[1] <= s[0] || s[1] > len(mark) || !boundary(mark, s[0]) || !boundary(mark, s[1]) {
				t.Fatalf("%q in %q: the span %v", query, mark, s)
			}
			at = s[1]
		}
		got := string(web.Specimen(mark, query))
		inner := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(got[strings.Index(got, ">")+1 : len(got)-len("</bdi>")])
		if html.UnescapeString(inner) != strings.ReplaceAll(mark, "\x00", "\uFFFD") {
			t.Errorf("%q becomes %q", mark, got)
		}
		if strings.ContainsAny(inner, `<>"'`) {
			t.Errorf("%q breaks out: %q", mark, got)
		}
	})
}

func boundary(s string, i int) bool { return i == len(s) || utf8.RuneStart(s[i]) || s[i] >= 0x80 }

// The face of a seal is given by the first 14 bits of the leaf hash (docs/look.md).
func TestFaceOfASeal(t *testing.T) {
	for _, c := range []struct {
		name string
		face uint16
		want string
	}{
		{"all lines full, the middle upright", 0, "M6.5 6.5H17.5M6.5 10.2H17.5M6.5 13.8H17.5M6.5 17.5H17.5M12 6.5V10.2M12 10.2V13.8M12 13.8V17.5"},
		{"line 0 broken, line 1 short, line 2 full, line 3 full", 0b01_10_11_00_00_00_00_00, "M6.5 6.5H9.7M14.3 6.5H17.5M9 10.2H15M6.5 13.8H17.5M6.5 17.5H17.5M12 6.5V10.2M12 10.2V13.8M12 13.8V17.5"},
		{"outer pair, inner pair, all three", 0b00_00_00_00_01_10_11_00, "M6.5 6.5H17.5M6.5 10.2H17.5M6.5 13.8H17.5M6.5 17.5H17.5M6.5 6.5V10.2M17.5 6.5V10.2M9.3 10.2V13.8M14.7 10.2V13.8M6.5 13.8V17.5M12 13.8V17.5M17.5 13.8V17.5"},
		{"the last two bits do not count", 3, "M6.5 6.5H17.5M6.5 10.2H17.5M6.5 13.8H17.5M6.5 17.5H17.5M12 6.5V10.2M12 10.2V13.8M12 13.8V17.5"},
	} {
		if got := string(web.Seal(c.face, "party")); !strings.Contains(got, `<path d="`+c.want+`"/>`) || !strings.Contains(got, `class="seal party"`) {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	faces := map[string]bool{}
	for f := range 1 << 14 {
		faces[string(web.Seal(uint16(f<<2), ""))] = true
	}
	if want := 3 * 3 * 3 * 3 * 64; len(faces) != want { // 0 and 3 are both a full line
		t.Errorf("%d different faces, want %d", len(faces), want)
	}
}

func TestFileNamesAreHarmless(t *testing.T) {
	for number, want := range map[string]string{"4-2023-21877": "4-2023-21877", "PCT/VN2023/000001": "PCT-VN2023-000001", "../../etc": "etc", "a\"\r\nb": "a---b", "ố": "--"} {
		if got := web.FileName(number); got != strings.TrimLeft(want, ".-") {
			t.Errorf("%q: %q, want %q", number, got, want)
		}
	}
}
