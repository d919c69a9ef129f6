package inspect_test

import (
	"bytes"
	"crypto/sha256"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/inspect"
	"github.com/muniment/muniment/internal/fault"
)

func look(name string, b []byte, takes ...inspect.Type) (inspect.Seen, error) {
	return inspect.Look(bytes.NewReader(b), int64(len(b)), name, takes...)
}

func TestSoundFilesPassBothLooks(t *testing.T) {
	for _, s := range sound() {
		seen, err := look(s.name, s.body)
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
		r := inspect.Inspect(s.body, seen.Type)
		if !r.Sound() || r.Type != string(seen.Type) {
			t.Errorf("%s is %s and has %+v", s.name, r.Type, r.Remarks)
		}
	}
}

func TestHostileFilesAreTold(t *testing.T) {
	for _, h := range hostile(t) {
		sum := sha256.Sum256(h.body)
		_, err := look(h.name, h.body)
		switch {
		case h.look == "" && err != nil && h.found == "":
			t.Logf("%s is refused already: %v", h.name, err)
		case h.look != "" && (fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), h.look)):
			t.Errorf("the quick look at %s says %v, not %q", h.name, err, h.look)
		}
		r := inspect.Inspect(h.body, "")
		if h.found != "" && (r.Sound() || !has(r, h.found)) {
			t.Errorf("the inspection of %s finds %+v, not %s", h.name, r.Remarks, h.found)
		}
		if sha256.Sum256(h.body) != sum {
			t.Errorf("the inspection of %s changed it", h.name)
		}
	}
}

func has(r *inspect.Report, code string) bool {
	for _, f := range r.Remarks {
		if f.Code == code {
			return true
		}
	}
	return false
}

func TestTextOfADocumentIsRead(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"pages of PDF", inspect.Inspect(plainPDF(""), "").Text, "A receipt\nthat no body denies"},
		{"a table from codes to letters", inspect.Inspect(vietnamesePDF(), "").Text, "Phú Quốc"},
		{"names of letters", inspect.Inspect(namedPDF(), "").Text, "Đường"},
		{"DOCX", inspect.Inspect(docx(paragraph), "").Text, "Nước mắm Phú Quốc\nsecond"},
	} {
		if c.text != c.want {
			t.Errorf("%s: %q, not %q", c.name, c.text, c.want)
		}
	}
	if r := inspect.Inspect(plainPDF(""), ""); r.Pages != 1 || !has(r, inspect.LooseFonts) {
		t.Errorf("a page with a font that is not in the file gives %+v", r)
	}
}

func vietnamesePDF() []byte {
	table := "1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <0001> <0050> <0002> <0068> endbfchar\n" +
		"2 beginbfrange <0003> <0003> <00FA> <0004> <0008> [<0020> <0051> <0075> <1ED1> <0063>] endbfrange"
	return pdfOf("<</Type/Catalog/Pages 2 0 R>>", onePage, thePage, streamOf("", "BT /F 9 Tf <00010002000300040005000600070008> Tj ET"),
		"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R>>", streamOf("", table))
}

func namedPDF() []byte {
	return pdfOf("<</Type/Catalog/Pages 2 0 R>>", onePage, thePage, streamOf("", "BT /F 9 Tf (\\001\\002\\003ng) Tj ET"),
		"<</Type/Font/Subtype/Type3/Encoding<</Differences[1/Dcroat/uhorn/uni1EDD]>>>>")
}

func TestPictureIsMeasuredAndCopiedWithoutWhatTheCameraAdded(t *testing.T) {
	exif := append([]byte("MM\x00*\x00\x00\x00\x08\x00\x02"), "\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x26\x00\x00\x00\x00GPSCANARY"...)
	b := withChunk(withChunk(pngOf(drawn(60, 40, colourful)), "eXIf", exif), "pHYs", density(500))
	r := inspect.Inspect(b, inspect.PNG)
	if r.Width != 40 || r.Height != 60 || r.Colour != "colour" {
		t.Errorf("a picture of 60 by 40 dots that is turned is %d by %d in %s", r.Width, r.Height, r.Colour)
	}
	for _, code := range []string{inspect.Camera, inspect.Location, inspect.PrintsLarge} {
		if !has(r, code) {
			t.Errorf("%s is not told: %+v", code, r.Remarks)
		}
	}
	m, err := png.Decode(bytes.NewReader(r.Display))
	if err != nil || m.Bounds().Dx() != 40 || bytes.Contains(r.Display, []byte("GPSCANARY")) || bytes.Contains(r.Display, []byte("eXIf")) {
		t.Errorf("the copy: %v, %v", m.Bounds(), err)
	}
	for _, c := range []struct {
		m    image.Image
		want string
	}{
		{drawn(50, 50, func(x, _ int) color.Color { return color.Gray{uint8(x * 5)} }), "grey"},
		{drawn(50, 50, func(x, _ int) color.Color { return color.Gray{uint8(x % 2 * 255)} }), "bw"},
	} {
		if r := inspect.Inspect(pngOf(c.m), ""); r.Colour != c.want || !has(r, inspect.NoDensity) || has(r, inspect.Transparent) {
			t.Errorf("a picture in %s is %s: %+v", c.want, r.Colour, r.Remarks)
		}
	}
	large := inspect.Inspect(pngOf(drawn(3300, 20, colourful)), "")
	if m, err := png.DecodeConfig(bytes.NewReader(large.Display)); err != nil || m.Width != 1100 {
		t.Errorf("the copy of a wide picture has %d dots, %v", m.Width, err)
	}
}

func TestSoundIsTimed(t *testing.T) {
	if r := inspect.Inspect(wave(), ""); r.Lasts != 1000 {
		t.Errorf("a second of WAV lasts %d ms", r.Lasts)
	}
	if r := inspect.Inspect(mp3(40), ""); r.Lasts < 1044 || r.Lasts > 1046 {
		t.Errorf("40 frames of MP3 last %d ms", r.Lasts)
	}
}

func TestNameShowsWhatItSays(t *testing.T) {
	for sent, want := range map[string]string{
		`D:\lan\đơn.pdf`:                  "đơn.pdf",
		"../../etc/passwd":                "passwd",
		"a\u202Efdp.exe":                  "afdp.exe",
		"a\x00b\n.pdf":                    "ab.pdf",
		"  .htaccess":                     "htaccess",
		"":                                "file",
		strings.Repeat("ệ", 300) + ".pdf": strings.Repeat("ệ", 65) + ".pdf",
		"D\u0323o\u031B\u0301n.pdf":       "Ḍớn.pdf",
	} {
		if got := inspect.Name(sent); got != want {
			t.Errorf("%q is kept as %q, not %q", sent, got, want)
		}
	}
}

// TestMutatedFilesNeverBreakTheInspection changes, cuts and doubles bytes of every file of the corpus.
func TestMutatedFilesNeverBreakTheInspection(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	for _, f := range append(sound(), hostile(t)...) {
		if len(f.body) == 0 || len(f.body) > 1<<20 || strings.Contains(f.name, "bomb") || strings.Contains(f.name, "lying") {
			continue
		}
		for range 25 {
			b := bytes.Clone(f.body)
			for range 1 + dice.IntN(8) {
				i := dice.IntN(len(b))
				switch dice.IntN(4) {
				case 0:
					b[i] ^= 1 << dice.IntN(8)
				case 1:
					b[i] = byte(dice.Uint32())
				case 2:
					b = append(b[:i], append(bytes.Clone(b[i/2:i]), b[i:]...)...)
				default:
					b = append(b[:i], b[min(len(b), i+dice.IntN(16)+1):]...)
				}
				if len(b) == 0 || len(b) > 1<<20 {
					break
				}
			}
			look(f.name, b)
			inspect.Inspect(b, "")
		}
	}
}

func FuzzInspect(f *testing.F) {
	for _, s := range append(sound(), hostile(f)...) {
		if len(s.body) < 64<<10 && !strings.Contains(s.name, "bomb") && !strings.Contains(s.name, "lying") { // those take their time
			f.Add(s.name, s.body)
		}
	}
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		if seen, err := look(name, b); err == nil && seen.Type == "" {
			t.Error("a file of no type passed")
		}
		r := inspect.Inspect(b, "")
		if len(r.Text) > 8<<20 {
			t.Errorf("%d bytes of text", len(r.Text))
		}
		if kept := inspect.Name(name); len(kept) > 200 || inspect.Name(kept) != kept || strings.ContainsAny(kept, "/\\\x00\n") {
			t.Errorf("%q is kept as %q, then %q", name, kept, inspect.Name(kept))
		}
	})
}
