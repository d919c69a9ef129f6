package pdf_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/internal/fault"
)

// jpegNoise is a JPEG of w by 400 pixels that cannot be compressed well.
func jpegNoise(t testing.TB, w int) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, w, 400))
	r := rand.New(rand.NewPCG(1, uint64(w)))
	for i := range m.Pix {
		m.Pix[i] = uint8(r.Uint32())
	}
	return jpegOf(t, m)
}

// shown makes a document of one picture and gives what poppler's pdfimages takes out of it: the picture, and its mask if it
// has one.
func shown(t *testing.T, b []byte) (out []image.Image, list string) {
	t.Helper()
	d := begin(t, fonts(t), info)
	m, err := d.Image(b)
	if err != nil {
		t.Fatal(err)
	}
	d.page.Image(m, 0, 0, 100, 100)
	file := d.end()
	folder := t.TempDir()
	command(t, file, "pdfimages", "-png", "FILE", filepath.Join(folder, "i"))
	names, err := filepath.Glob(filepath.Join(folder, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	for _, n := range names {
		f, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(bytes.NewReader(f))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, m)
	}
	return out, command(t, file, "pdfimages", "-list", "FILE")
}

// chunk writes a chunk of PNG.
func chunk(b []byte, kind string, data []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
	from := len(b)
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[from:]))
}

func TestPicturesAreShownAsTheyAre(t *testing.T) {
	sixteen := image.NewRGBA64(image.Rect(0, 0, 20, 10))
	deep := image.NewGray16(image.Rect(0, 0, 20, 10))
	clear := image.NewPaletted(image.Rect(0, 0, 20, 10), color.Palette{color.NRGBA{}, color.NRGBA{200, 10, 20, 255}, color.NRGBA{0, 0, 255, 128}})
	few := image.NewPaletted(image.Rect(0, 0, 21, 10), color.Palette{color.White, color.NRGBA{10, 20, 30, 255}, color.NRGBA{200, 0, 0, 255}})
	greyClear := image.NewNRGBA(image.Rect(0, 0, 20, 10))
	for y := range 10 {
		for x := range 20 {
			sixteen.SetRGBA64(x, y, color.RGBA64{uint16(x * 3000), uint16(y * 6000), 500, 0xFFFF})
			deep.SetGray16(x, y, color.Gray16{Y: uint16(x * 3000)})
			clear.SetColorIndex(x, y, uint8((x+y)%3))
			greyClear.SetNRGBA(x, y, color.NRGBA{uint8(x * 10), uint8(x * 10), uint8(x * 10), uint8(y * 20)})
		}
		for x := range 21 {
			few.SetColorIndex(x, y, uint8(x*y%3))
		}
	}
	for _, c := range []struct {
		kind  string
		m     image.Image
		bytes []byte
		list  string // of it, by pdfimages
	}{
		{"RGB", shades(20, 10, false), pngOf(t, shades(20, 10, false)), "rgb 3 8 image"},
		{"RGB with alpha", shades(20, 10, true), pngOf(t, shades(20, 10, true)), "rgb 3 8 image"},
		{"grey", grey(20, 10), pngOf(t, grey(20, 10)), "gray 1 8 image"},
		{"grey with alpha", greyClear, pngOf(t, greyClear), "gray 1 8 image"},
		{"16 bits", sixteen, pngOf(t, sixteen), "rgb 3 8 image"},
		{"grey of 16 bits", deep, pngOf(t, deep), "gray 1 8 image"},
		{"palette", few, pngOf(t, few), "index 1 2 image"},
		{"palette with transparency", clear, pngOf(t, clear), "rgb 3 8 image"},
		{"GIF", few, gifOf(t, few), "index 1 2 image"},
	} {
		t.Run(c.kind, func(t *testing.T) {
			got, list := shown(t, c.bytes)
			if !strings.Contains(strings.Join(strings.Fields(list), " "), c.list) {
				t.Errorf("it is not %s:\n%s", c.list, list)
			}
			box := c.m.Bounds()
			if got[0].Bounds() != box {
				t.Fatalf("it is %v", got[0].Bounds())
			}
			for y := range box.Dy() {
				for x := range box.Dx() {
					want := color.NRGBAModel.Convert(c.m.At(x, y)).(color.NRGBA)
					have := color.NRGBAModel.Convert(got[0].At(x, y)).(color.NRGBA)
					have.A = 255
					if len(got) > 1 {
						have.A = color.GrayModel.Convert(got[1].At(x, y)).(color.Gray).Y
					}
					if have != want {
						t.Fatalf("pixel %d, %d is %v, want %v", x, y, have, want)
					}
				}
			}
		})
	}
}

// pngGrey makes a PNG of greys with the rows given, each with its filter.
func pngGrey(w, h uint32, interlace byte, rows string) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	b := chunk([]byte("\x89PNG\r\n\x1a\n"), "IHDR", append(head, 8, 0, 0, 0, interlace))
	var z bytes.Buffer
	d := zlib.NewWriter(&z)
	if _, err := io.WriteString(d, rows); err != nil || d.Close() != nil {
		panic(err) // a bytes.Buffer does not fail
	}
	return chunk(chunk(b, "IDAT", z.Bytes()), "IEND", nil)
}

func TestInterlacedPictureIsDecoded(t *testing.T) {
	// The seven passes of Adam7 over two by two pixels: the first, then the one on its right, then the second row.
	got, _ := shown(t, pngGrey(2, 2, 1, "\x00\x10\x00\x20\x00\x30\x40"))
	for i, want := range []uint8{0x10, 0x20, 0x30, 0x40} {
		if c := color.GrayModel.Convert(got[0].At(i%2, i/2)).(color.Gray); c.Y != want {
			t.Errorf("pixel %d is %x, want %x", i, c.Y, want)
		}
	}
}

func TestSmallFrameOfGIFStandsOnItsScreen(t *testing.T) {
	m := image.NewPaletted(image.Rect(5, 3, 10, 8), color.Palette{color.Black, color.White})
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{m}, Delay: []int{0}, Config: image.Config{ColorModel: m.Palette, Width: 20, Height: 10}}); err != nil {
		t.Fatal(err)
	}
	got, _ := shown(t, b.Bytes())
	if len(got) != 2 || got[0].Bounds() != image.Rect(0, 0, 20, 10) {
		t.Fatalf("%d pictures, %v", len(got), got[0].Bounds())
	}
	for _, c := range []struct{ x, y, alpha int }{{0, 0, 0}, {5, 3, 255}, {9, 7, 255}, {10, 7, 0}} {
		if a := color.GrayModel.Convert(got[1].At(c.x, c.y)).(color.Gray).Y; int(a) != c.alpha {
			t.Errorf("alpha of %d, %d is %d, want %d", c.x, c.y, a, c.alpha)
		}
	}
}

// segment writes a segment of JPEG.
func segment(marker byte, data string) []byte {
	return append([]byte{0xFF, marker, byte((len(data) + 2) >> 8), byte(len(data) + 2)}, data...)
}

// exif is a segment that says how a picture is turned.
func exif(turn byte) []byte {
	return segment(0xE1, "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x02\x01\x00\x00\x03\x00\x00\x00\x01\x00\x09\x00\x00\x01\x12\x00\x03\x00\x00\x00\x01\x00"+string([]byte{turn})+"\x00\x00\x00\x00\x00\x00")
}

func insert(b []byte, segments ...[]byte) []byte {
	out := append([]byte(nil), b[:2]...)
	for _, s := range segments {
		out = append(out, s...)
	}
	return append(out, b[2:]...)
}

func TestJPEGIsPassedThroughWithoutItsSecrets(t *testing.T) {
	plain := jpegOf(t, shades(40, 20, false))
	b := insert(plain, segment(0xE0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"), exif(1), segment(0xE2, "ICC_PROFILE\x00"), segment(0xFE, "taken at home"), segment(0xEE, "Adobe\x00\x64\x00\x00\x00\x00\x01"))
	b = append(b, "behind the end"...)
	d := begin(t, fonts(t), info)
	m, err := d.Image(b)
	if err != nil {
		t.Fatal(err)
	}
	d.page.Image(m, 0, 0, 1, 1)
	out := d.end()
	for _, secret := range []string{"Exif", "ICC_PROFILE", "taken at home", "behind the end"} {
		if bytes.Contains(out, []byte(secret)) {
			t.Errorf("%q is still there", secret)
		}
	}
	if !bytes.Contains(out, insert(plain, segment(0xE0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"), segment(0xEE, "Adobe\x00\x64\x00\x00\x00\x00\x01"))) {
		t.Error("the data are not what they were")
	}
}

func TestTurnedPictureIsSeenUpright(t *testing.T) {
	// Stored: a picture of 40 by 20 whose left half is dark. Where the dark half is seen, and how the picture lies:
	m := image.NewGray(image.Rect(0, 0, 40, 20))
	for y := range 20 {
		for x := range 40 {
			m.SetGray(x, y, color.Gray{Y: 255})
			if x < 20 {
				m.SetGray(x, y, color.Gray{Y: 40})
			}
			if x < 20 && y < 10 {
				m.SetGray(x, y, color.Gray{Y: 120}) // the corner that is stored first
			}
		}
	}
	plain := jpegOf(t, m)
	for turn, want := range []string{1: "top left of wide", 2: "top right of wide", 3: "bottom right of wide", 4: "bottom left of wide", 5: "top left of tall", 6: "top right of tall", 7: "bottom right of tall", 8: "bottom left of tall"} {
		if turn == 0 {
			continue
		}
		d := begin(t, fonts(t), info)
		p, err := d.Image(insert(plain, exif(byte(turn))))
		if err != nil {
			t.Fatal(err)
		}
		d.page.Done()
		d.page = d.Page(float64(p.Width), float64(p.Height))
		d.page.Image(p, 0, 0, float64(p.Width), float64(p.Height))
		folder := t.TempDir()
		command(t, d.end(), "pdftoppm", "-png", "-r", "72", "-f", "2", "-singlefile", "FILE", filepath.Join(folder, "p"))
		b, err := os.ReadFile(filepath.Join(folder, "p.png"))
		if err != nil {
			t.Fatal(err)
		}
		seen, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		got, w, h := "", seen.Bounds().Dx(), seen.Bounds().Dy()
		for name, at := range map[string][2]int{"top left": {w / 4, h / 4}, "top right": {w * 3 / 4, h / 4}, "bottom left": {w / 4, h * 3 / 4}, "bottom right": {w * 3 / 4, h * 3 / 4}} {
			if y := color.GrayModel.Convert(seen.At(at[0], at[1])).(color.Gray).Y; y > 90 && y < 150 {
				got = name + " of wide"
				if h > w {
					got = name + " of tall"
				}
			}
		}
		if got != want {
			t.Errorf("turned %d, the first corner is seen %q, want %q", turn, got, want)
		}
	}
}

// cmyk makes a JPEG of one colour with four components from one of greys: every component has the same data.
func cmyk(t testing.TB, adobe bool) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 8, 8))
	for i := range m.Pix {
		m.Pix[i] = 255 // as Adobe writes it: no ink
	}
	b := jpegOf(t, m)
	sof, sos := bytes.Index(b, []byte{0xFF, 0xC0}), bytes.Index(b, []byte{0xFF, 0xDA})
	out := append([]byte(nil), b[:sof]...)
	if adobe {
		out = append(out, segment(0xEE, "Adobe\x00\x64\x00\x00\x00\x00\x00")...)
	}
	out = append(out, segment(0xC0, "\x08\x00\x08\x00\x08\x04\x01\x11\x00\x02\x11\x00\x03\x11\x00\x04\x11\x00")...)
	out = append(out, b[sof+13:sos]...) // tables
	for i := range byte(4) {            // a scan for each component
		out = append(out, segment(0xDA, string([]byte{1, i + 1, 0, 0, 63, 0}))...)
		out = append(out, b[sos+10:len(b)-2]...)
	}
	return append(out, 0xFF, 0xD9)
}

func TestPictureIsRefused(t *testing.T) {
	good := pngOf(t, shades(4, 4, false))
	photo := jpegOf(t, shades(4, 4, false))
	size := func(w, h uint32) []byte {
		head := append([]byte(nil), good[16:29]...)
		binary.BigEndian.PutUint32(head, w)
		binary.BigEndian.PutUint32(head[4:], h)
		return append(chunk(good[:8:8], "IHDR", head), good[33:]...)
	}
	frame := func(f func(b []byte)) []byte {
		b := append([]byte(nil), photo...)
		f(b[bytes.Index(b, []byte{0xFF, 0xC0}):])
		return b
	}
	deep := func(b []byte) []byte { // 16 bits for each sample
		b[24] = 16
		binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
		return b
	}
	wrongSum := append([]byte(nil), good...)
	wrongSum[len(wrongSum)-14]++
	for _, c := range []struct {
		rule  string
		bytes []byte
		want  string
	}{
		{"nothing", nil, "a picture must be PNG, JPEG or GIF"},
		{"SVG", []byte("<svg/>"), "a picture must be PNG, JPEG or GIF"},
		{"PNG cut off", good[:len(good)-20], "the PNG picture is damaged"},
		{"PNG without its end", good[:len(good)-12], "the PNG picture is damaged"},
		{"PNG with a wrong sum", wrongSum, "the PNG picture is damaged"},
		{"PNG that is larger than it says", size(3, 4), "the PNG picture is damaged"},
		{"PNG that is smaller than it says", size(4, 5), "the PNG picture is damaged"},
		{"PNG with a filter that is none", pngGrey(1, 2, 0, "\x00\x10\x05\x10"), "the PNG picture is damaged"},
		{"too many pixels", size(40_000, 1_001), "a picture of 40000 by 1001 pixels is too large: at most 40 megapixels"},
		{"too many pixels of two bytes for each colour", deep(size(20_000, 1_001)), "a picture of 20000 by 1001 pixels is too large: at most 20 megapixels"},
		{"JPEG cut off", photo[:len(photo)-10], "the JPEG picture is damaged"},
		{"JPEG with one segment", photo[:4], "the JPEG picture is damaged"},
		{"JPEG without rows", frame(func(b []byte) { b[5], b[6] = 0, 0 }), "a picture of 4 by 0 pixels is none"},
		{"JPEG with too many pixels", frame(func(b []byte) { copy(b[5:], "\xFF\xFF\xFF\xFF") }), "a picture of 65535 by 65535 pixels is too large: at most 40 megapixels"},
		{"JPEG of 12 bits", frame(func(b []byte) { b[4] = 12 }), "this kind of JPEG is not taken: it must be baseline or progressive, with 8 bits, in greys, colours or the CMYK of Adobe"},
		{"JPEG without loss", frame(func(b []byte) { b[1] = 0xC3 }), "this kind of JPEG is not taken: it must be baseline or progressive, with 8 bits, in greys, colours or the CMYK of Adobe"},
		{"JPEG of inks that are not said to be which", cmyk(t, false), "this kind of JPEG is not taken: it must be baseline or progressive, with 8 bits, in greys, colours or the CMYK of Adobe"},
		{"GIF cut off", gifOf(t, shades(9, 9, false))[:30], "the GIF picture is damaged"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			_, err := pdf.New(io.Discard, nil, info).Image(c.bytes)
			f, ok := fault.Of(err)
			if !ok || f.Kind != fault.Invalid || f.Message() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestPictureOfInksIsConverted(t *testing.T) {
	got, list := shown(t, cmyk(t, true))
	if !strings.Contains(strings.Join(strings.Fields(list), " "), "rgb 3 8 jpeg") {
		t.Errorf("it is not RGB:\n%s", list)
	}
	if c := color.NRGBAModel.Convert(got[0].At(4, 4)).(color.NRGBA); c.R < 250 || c.G < 250 || c.B < 250 {
		t.Errorf("a paper without ink is %v", c)
	}
}

func TestRGBWithoutTransformIsSaidToBeSo(t *testing.T) {
	b := jpegOf(t, shades(8, 8, false))
	for marker, at := range map[byte]int{0xC0: 10, 0xDA: 5} { // the names of the components in frame and scan
		step := 3
		if marker == 0xDA {
			step = 2
		}
		i := bytes.Index(b, []byte{0xFF, marker}) + at
		b[i], b[i+step], b[i+2*step] = 'R', 'G', 'B'
	}
	d := begin(t, fonts(t), info)
	m, err := d.Image(b)
	if err != nil {
		t.Fatal(err)
	}
	d.page.Image(m, 0, 0, 1, 1)
	if !bytes.Contains(d.end(), []byte("/DecodeParms<</ColorTransform 0>>")) {
		t.Error("readers would take it for YCbCr")
	}
}

func TestSamePictureIsWrittenOnce(t *testing.T) {
	d := begin(t, fonts(t), info)
	b := jpegNoise(t, 400)
	for range 10 {
		m, err := d.Image(bytes.Clone(b))
		if err != nil {
			t.Fatal(err)
		}
		d.page.Image(m, 0, 0, 10, 10)
		d.page.Image(m, 0, 20, 10, 10)
	}
	out := d.end()
	if len(out) > len(b)+10_000 {
		t.Errorf("%d bytes for a picture of %d", len(out), len(b))
	}
	r := parse(t, out)
	if n := len(r.dict(r.dict(r.dict(r.pages()[0])["Resources"])["XObject"])); n != 1 {
		t.Errorf("%d resources", n)
	}
}

// A picture that is taken has the size that the standard library sees, and gives a sound file.
func FuzzImage(f *testing.F) {
	f.Add(pngOf(f, shades(3, 2, true)))
	f.Add(pngOf(f, shades(3, 2, false)))
	f.Add(pngOf(f, grey(3, 2)))
	f.Add(gifOf(f, shades(3, 2, false)))
	f.Add(insert(jpegOf(f, shades(3, 2, false)), exif(6)))
	f.Add(cmyk(f, true))
	f.Add(cmyk(f, false))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(b)); err == nil && c.Width*c.Height > 1<<14 {
			return // slow, and no other than a small one
		}
		var out bytes.Buffer
		w := pdf.New(&out, nil, info)
		m, err := w.Image(b)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		p := w.Page(10, 10)
		p.Image(m, 0, 0, 10, 10)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		parse(t, out.Bytes())
		if c, kind, err := image.DecodeConfig(bytes.NewReader(b)); err == nil && c.Width*c.Height != m.Width*m.Height {
			t.Fatalf("%s of %d by %d became %d by %d", kind, c.Width, c.Height, m.Width, m.Height)
		}
		if bytes.HasPrefix(b, []byte("\x89PNG")) {
			if _, err := png.Decode(bytes.NewReader(b)); err != nil {
				t.Fatalf("taken, but damaged: %v", err)
			}
		}
	})
}
