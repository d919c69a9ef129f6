package inspect_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"
)

// example is a file of the corpus, and what must be found in it.
type example struct {
	name  string // of the file
	body  []byte
	look  string // part of what the quick look says against it; "" if it has nothing to say
	found string // a code of the deep inspection; "" if it finds nothing unsound
}

// object writes a PDF of the given objects, the first of which is the catalogue.
func pdfOf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

func streamOf(dict, body string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(body), body)
}

func deflated(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

const (
	onePage  = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
	thePage  = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
	theFont  = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
	theWords = "BT /F 12 Tf 72 700 Td (A receipt) Tj 0 -14 Td [(that no)-300(body denies)] TJ ET"
)

// plainPDF is a sound document of one page, with something added to the catalogue and objects behind it, from number 6 on.
func plainPDF(catalogue string, more ...string) []byte {
	return pdfOf(append([]string{"<</Type/Catalog/Pages 2 0 R" + catalogue + ">>", onePage, thePage, streamOf("/Filter/FlateDecode", deflated(theWords)), theFont}, more...)...)
}

// picture draws a small picture.
func drawn(w, h int, c func(x, y int) color.Color) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, c(x, y))
		}
	}
	return m
}

func colourful(x, y int) color.Color { return color.NRGBA{uint8(x * 7), uint8(y * 5), 200, 255} }

func pngOf(m image.Image) []byte {
	var b bytes.Buffer
	png.Encode(&b, m)
	return b.Bytes()
}

func jpegOf(m image.Image) []byte {
	var b bytes.Buffer
	jpeg.Encode(&b, m, nil)
	return b.Bytes()
}

func gifOf(m image.Image) []byte {
	var b bytes.Buffer
	gif.Encode(&b, m, nil)
	return b.Bytes()
}

// chunk writes a part of a PNG.
func chunk(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// withChunk puts a part behind the header of a PNG.
func withChunk(b []byte, kind string, body []byte) []byte {
	return append(append(bytes.Clone(b[:33]), chunk(kind, body)...), b[33:]...)
}

// density is the part of a PNG that says how many dots it has in a metre.
func density(perMetre uint32) []byte {
	b := binary.BigEndian.AppendUint32(nil, perMetre)
	return append(binary.BigEndian.AppendUint32(b, perMetre), 1)
}

// pngBomb is a PNG of some kilobytes that becomes hundreds of megabytes.
func pngBomb(side uint32) []byte {
	head := binary.BigEndian.AppendUint32(nil, side)
	head = append(binary.BigEndian.AppendUint32(head, side), 8, 6, 0, 0, 0)
	var z bytes.Buffer
	w, _ := zlib.NewWriterLevel(&z, 9)
	row := make([]byte, 1+4*side)
	for range side {
		w.Write(row)
	}
	w.Close()
	b := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", head)...)
	return append(append(b, chunk("IDAT", z.Bytes())...), chunk("IEND", nil)...)
}

// docx writes a document of a body and further members.
func docx(body string, more ...string) []byte {
	members := append([]string{
		"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"word/document.xml", `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`,
	}, more...)
	return zipped(members...)
}

func zipped(members ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 9) })
	for i := 0; i+1 < len(members); i += 2 {
		w, _ := z.Create(members[i])
		io.WriteString(w, members[i+1])
	}
	z.Close()
	return b.Bytes()
}

const paragraph = `<w:p><w:r><w:t>Nước mắm</w:t></w:r><w:r><w:tab/><w:t>Phú Quốc</w:t></w:r></w:p><w:p><w:r><w:t>second</w:t></w:r></w:p>`

func relations(what, mode string) string {
	return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + what + `" Target="http://127.0.0.1:9/x"` + mode + `/></Relationships>`
}

const listing = `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE ST26SequenceListing PUBLIC "-//WIPO//DTD Sequence Listing 1.3//EN" "http://127.0.0.1:9/ST26SequenceListing_V1_3.dtd">` +
	`<ST26SequenceListing><SequenceData sequenceIDNumber="1"><INSDSeq><INSDSeq_length>4</INSDSeq_length></INSDSeq></SequenceData></ST26SequenceListing>`

// wave is a sound of one second.
func wave() []byte {
	body := make([]byte, 8000)
	b := []byte("RIFF")
	b = binary.LittleEndian.AppendUint32(b, uint32(36+len(body)))
	b = append(b, "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 16)
	b = binary.LittleEndian.AppendUint16(b, 1)
	b = binary.LittleEndian.AppendUint16(b, 1)
	b = binary.LittleEndian.AppendUint32(b, 8000)
	b = binary.LittleEndian.AppendUint32(b, 8000)
	b = binary.LittleEndian.AppendUint16(b, 1)
	b = binary.LittleEndian.AppendUint16(b, 8)
	b = append(b, "data"...)
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(body))), body...)
}

// mp3 is frames of silence of MPEG 1, layer III, 128 kbit, 44.1 kHz: 417 bytes and 26.1 ms each.
func mp3(frames int) []byte {
	one := append([]byte{0xFF, 0xFB, 0x90, 0x00}, make([]byte, 413)...)
	return bytes.Repeat(one, frames)
}

// sound lists files that nothing can be said against.
func sound() []example {
	m := drawn(60, 40, colourful)
	return []example{
		{name: "a.pdf", body: plainPDF("")},
		{name: "links.pdf", body: plainPDF("", "<</Type/Annot/Subtype/Link/A<</S/URI/URI(http://127.0.0.1:9/)>>>>")},
		{name: "a.docx", body: docx(paragraph)},
		{name: "a.png", body: pngOf(m)},
		{name: "a.jpg", body: jpegOf(m)},
		{name: "a.gif", body: gifOf(m)},
		{name: "a.wav", body: wave()},
		{name: "a.mp3", body: mp3(40)},
		{name: "a.svg", body: []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>path{fill:url(#g)}</style><path d="M0 0h9"/></svg>`)},
		{name: "a.geojson", body: []byte(`{"type":"Polygon","coordinates":[[[105,10],[106,10],[106,11],[105,10]]]}`)},
		{name: "a.xml", body: []byte(listing)},
	}
}

// hostile lists files that mean ill. What the quick look says, it says before the file is taken; what only the deep inspection finds, it
// finds after.
func hostile(t testing.TB) []example {
	t.Helper()
	m := drawn(60, 40, colourful)
	script := "<</S/JavaScript/JS(app.alert\\(1\\))>>"
	nul := strings.Repeat("\x00", 40<<20)
	page := "<html><script>alert(1)</script></html>"
	list := []example{
		{"javascript.pdf", plainPDF("/OpenAction 6 0 R", script), "", "script"},
		{"hidden-name.pdf", plainPDF("/OpenAction 6 0 R", "<</S/J#61vaScript/J#53(x)>>"), "", "script"},
		{"in-object-stream.pdf", plainPDF("/OpenAction 7 0 R", streamOf("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", deflated("7 0 "+script))), "", "script"},
		{"launch.pdf", plainPDF("/OpenAction<</S/Launch/F(cmd.exe)>>"), "", "launch"},
		{"submit.pdf", plainPDF("/AcroForm 6 0 R", "<</Fields[]/X<</S/SubmitForm/F(http://127.0.0.1:9/)>>>>"), "", "launch"},
		{"embedded.pdf", plainPDF("/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>>>", "<</Type/Filespec/EF<</F 7 0 R>>>>", streamOf("/Type/EmbeddedFile", "MZ")), "", "embedded"},
		{"xfa.pdf", plainPDF("/AcroForm<</XFA 6 0 R>>", streamOf("", "<xdp/>")), "", "forms"},
		{"encrypted.pdf", bytes.Replace(plainPDF(""), []byte("/Root 1 0 R"), []byte("/Root 1 0 R/Encrypt<</Filter/Standard>>"), 1), "encrypted", "encrypted"},
		{"loop.pdf", pdfOf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]>>"), "", "loop_of_pages"},
		{"empty.pdf", pdfOf("<</Type/Catalog>>"), "", "no_pages"},
		{"bomb.pdf", plainPDF("", streamOf("/Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]", deflated(deflated(strings.Repeat(nul, 4))))), "", "too_much"},
		{"deep.pdf", plainPDF("/X " + strings.Repeat("[", 1<<20)), "", ""},
		{"deep-numbers.pdf", plainPDF("/X " + strings.Repeat("1 [", 1<<18)), "", ""},
		{"cut.pdf", plainPDF("")[:300], "cut off", "no_pages"},
		{"zip.pdf", append(plainPDF(""), zipped("a.txt", "x")...), "two things", "twofold"},
		{"html.pdf", append(append([]byte("%PDF-1.7\n"), page...), plainPDF("")...), "two things", "twofold"},
		{"behind.pdf", append([]byte(page), plainPDF("")...), "web page", "another"},

		{"script.gif", append([]byte("GIF89a/*\x01\x00"), append(bytes.Clone(gifOf(m)[10:]), "*/=1;alert(1)//;"...)...), "", ""},
		{"all-script.gif", append([]byte("GIF89a=1;alert(1);//"), gifOf(m)[13:]...), "two things", "twofold"},
		{"script.jpg", append([]byte("\xFF\xD8\xFF\xE0/*"), jpegOf(m)[6:]...), "two things", "twofold"},
		{"page.jpg", append(jpegOf(m), page...), "two things", "twofold"},
		{"zip.png", append(pngOf(m), zipped("a.txt", "x")...), "two things", "twofold"},
		{"page.png", []byte(page), "web page", "another"},
		{"commented.svg", []byte("<!-- x --><html><svg/></html>"), "web page", "another"},
		{"program.pdf", []byte("MZ\x90\x00\x03"), "program", "another"},
		{"named.pdf", pngOf(m), "the name ends", ""},
		{"bomb.png", pngBomb(10_000), "dots", "damaged"},
		{"wide.png", withChunk(pngOf(m), "IHDR", nil), "cut off", "damaged"},
		{"cut.png", pngOf(m)[:len(pngOf(m))-20], "cut off", "damaged"},
		{"cut.jpg", jpegOf(m)[:300], "cut off", "damaged"},
		{"loop.tiff", []byte("II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00"), "", "damaged"},
		{"huge.webp", []byte("RIFF\x20\x00\x00\x00WEBPVP8X\x0A\x00\x00\x00\x00\x00\x00\x00\xFF\xFF\xFF\xFF\xFF\xFF\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), "dots", "damaged"},

		{"script.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "script", "script"},
		{"event.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "script", "script"},
		{"fetch.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="http://127.0.0.1:9/x"/></svg>`), "script", "script"},
		{"import.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><style>@import "http://127.0.0.1:9/x";</style></svg>`), "script", "script"},
		{"page.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><p/></foreignObject></svg>`), "script", "script"},
		{"entity.svg", []byte(`<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>`), "x", "damaged"},

		{"xxe.xml", []byte(`<?xml version="1.0"?><!DOCTYPE ST26SequenceListing [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><ST26SequenceListing><SequenceData>&x;</SequenceData></ST26SequenceListing>`), "x", "damaged"},
		{"laughs.xml", []byte(`<?xml version="1.0"?><!DOCTYPE ST26SequenceListing [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><ST26SequenceListing>&b;</ST26SequenceListing>`), "b", "damaged"},
		{"deep.xml", []byte("<ST26SequenceListing>" + strings.Repeat("<a>", 1<<20)), "128", "damaged"},
		{"late.xml", []byte(strings.Replace(listing, "</SequenceData>", "</SequenceData>"+strings.Repeat("<SequenceData/>", 200)+"<b>", 1)), "", "damaged"},

		{"macros.docx", docx(paragraph, "word/vbaProject.bin", "x"), "macros", "script"},
		{"remote.docx", docx(paragraph, "word/_rels/settings.xml.rels", relations("attachedTemplate", ` TargetMode="External"`)), "", "remote"},
		{"object.docx", docx(paragraph, "word/embeddings/a.bin", "x"), "", "embedded"},
		{"nested.docx", docx(paragraph, "word/media/a.zip", string(zipped("b.zip", string(zipped("c", "x"))))), "", "nested"},
		{"bomb.docx", docx(paragraph, "word/media/a.bin", nul), "unpacks", "bomb"},
		{"lying.docx", lying(docx(paragraph, "word/media/a.bin", nul[:8<<20])), "", "damaged"},
		{"overlap.docx", overlapping(docx(paragraph, "word/media/a.bin", "same")), "unpacks", "bomb"},
		{"slip.docx", docx(paragraph, "../../etc/passwd", "x"), "leads out", "damaged"},
		{"xxe.docx", docx(`</w:body></w:document>`), "", "damaged"},
		{"doctype.docx", zipped("[Content_Types].xml", "<Types/>", "word/document.xml", `<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d"><d/>`), "", "damaged"},
		{"plain.docx", zipped("a.txt", "x"), "none of these", ""},
		{"bomb.geojson", []byte(`{"type":` + strings.Repeat("[", 1<<20)), "GeoJSON", "damaged"},
		{"other.geojson", []byte(`{"type":"x"}`), "GeoJSON", "damaged"},
		{"long.wav", append(bytes.Clone(wave()[:4]), append([]byte{0xFF, 0xFF, 0xFF, 0x7F}, wave()[8:]...)...), "cut off", ""},
		{"one.mp3", mp3(1), "", "damaged"},
		{"nothing.pdf", nil, "empty", "another"},
	}
	return list
}

// lying makes the list of an archive say that every member is small.
func lying(b []byte) []byte {
	b = bytes.Clone(b)
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte("PK\x01\x02"))
		if i < 0 {
			return b
		}
		at += i
		if binary.LittleEndian.Uint32(b[at+24:]) > 1<<20 {
			binary.LittleEndian.PutUint32(b[at+24:], 1000)
		}
		at += 46
	}
}

// overlapping makes the last member of an archive lie over the first.
func overlapping(b []byte) []byte {
	b = bytes.Clone(b)
	i := bytes.LastIndex(b, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(b[i+42:], 0)
	return b
}
