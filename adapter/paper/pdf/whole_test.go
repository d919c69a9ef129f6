package pdf_test

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/adapter/paper/pdf"
)

// whole makes a document with everything in it that the writer can write.
func whole(t testing.TB, s *font.Set, i pdf.Info) []byte {
	t.Helper()
	d := begin(t, s, i)
	root := d.Root()
	p := d.page

	p.Artifact("Header")
	p.Text(60, 30, 8, red, 1, d.h.Shape("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", sans, false)...)
	p.EndArtifact()
	p.Line(60, 36, 535, 36, .5, black, pdf.Solid)
	p.Line(60, 38, 535, 38, .5, red, pdf.Dotted)
	p.Line(60, 40, 535, 40, 1, red, pdf.Dashed)

	sect := root.New("Sect")
	d.line(sect.New("H1"), "Thông báo kết quả", sans, 18)
	d.Outline(1, "Thông báo kết quả", p, 60)
	d.line(sect.New("H2"), "1. Nhãn hiệu “ĐỒNG XANH”", sans, 14)
	d.Outline(2, "1. Nhãn hiệu", p, 80)
	d.Outline(2, "2. Kiểu dáng", p, 90)
	d.Anchor("nhan-hieu", p, 80)

	// A paragraph with a link inside, set as three pieces of a line.
	para := sect.New("P")
	link := para.New("Link")
	d.line(para, "Xem trang này: không gian", serif, 11)
	x0 := d.y - 12
	d.line(link, "https://example.org/v/1", serif, 11)
	p.Link(60, x0, 150, 14, "https://example.org/v/1", "", "Trang tra cứu văn bằng", link)
	d.line(para, "rồi đọc tiếp: office affluent fjord 12.345", serif, 11)
	inner := para.New("Link")
	x0 = d.y - 12
	d.line(inner, "đến phần nhãn hiệu", serif, 11)
	p.Link(60, x0, 150, 14, "", "nhan-hieu", "Phần nhãn hiệu", inner)

	english := sect.New("P")
	english.Attr().Lang = "en"
	d.line(english, "This paragraph is English: “quoted” – and a no-break\u00A0space.", serif, 11)
	span := english.New("Span")
	span.Attr().Expansion = "Intellectual Property"
	d.line(span, "IP", serif, 11)
	code := sect.New("P").New("Code")
	d.line(code, "muniment verify", sans, 9)
	quote := sect.New("BlockQuote").New("P")
	d.line(quote, "Lời trích dẫn.", font.Query{Families: []string{"Literata"}, Italic: true}, 11)

	// A footnote.
	noted := sect.New("P")
	ref, note := noted.New("Reference"), noted.New("Note")
	d.line(noted, "Câu có chú thích", serif, 11)
	d.line(ref.New("Lbl"), "1", serif, 7)
	d.line(noted, "và đoạn sau.", serif, 11)
	d.line(note.New("Lbl"), "1", serif, 7)
	d.line(note, "Nội dung của chú thích.", serif, 9)

	// A list.
	l := sect.New("L")
	l.Attr().ListNumbering = "Decimal"
	for _, s := range []string{"một", "hai"} {
		li := l.New("LI")
		d.line(li.New("Lbl"), "1.", serif, 11)
		d.line(li.New("LBody").New("P"), s, serif, 11)
	}

	// A table.
	table := sect.New("Table")
	d.line(table.New("Caption").New("P"), "Bảng 1. Danh mục", serif, 10)
	tr := table.New("THead").New("TR")
	d.line(tr.New("TH"), "Số đơn", sans, 10)
	d.line(tr.New("TH"), "Nhóm", sans, 10)
	body := table.New("TBody")
	tr = body.New("TR")
	th := tr.New("TH")
	th.Attr().Scope = "Row"
	d.line(th.New("P"), "4-2026-00001", serif, 10)
	d.line(tr.New("TD").New("P"), "31", serif, 10)
	tr = body.New("TR")
	td := tr.New("TD")
	td.Attr().ColSpan = 2
	d.line(td.New("P"), "Không có thêm", serif, 10)

	// Pictures, one of them decoration.
	fig := root.New("Figure")
	fig.Attr().Alt = "Mẫu nhãn hiệu"
	fig.Attr().BBox = [4]float64{60, 60, 400, 100}
	var images []*pdf.Image
	for _, b := range [][]byte{pngOf(t, shades(60, 60, false)), pngOf(t, shades(60, 60, true)), jpegOf(t, shades(60, 60, false)), gifOf(t, shades(40, 40, false)), pngOf(t, grey(60, 60))} {
		m, err := d.Image(b)
		if err != nil {
			t.Fatal(err)
		}
		images = append(images, m)
	}
	p.Begin(fig)
	for i, m := range images {
		p.Image(m, 60+float64(i)*80, 700, 70, 70)
	}
	p.End()
	p.Artifact("Layout")
	p.Fill(50, 690, 5, 90, red)
	var path pdf.Path
	path.Move(500, 700)
	path.Line(540, 700)
	path.Cubic(560, 720, 540, 760, 520, 760)
	path.Close()
	p.Path(path, &pdf.Color{R: 255, G: 220, B: 0}, &black, 1.5)
	p.EndArtifact()
	p.Flush()

	// The second page goes on with a paragraph of the first.
	last := sect.New("P")
	d.line(last, "Đoạn văn sang trang", serif, 11)
	first := p
	d.page, d.y = d.Page(595.28, 841.89), 60
	d.line(last, "và còn tiếp.", serif, 11)
	d.line(sect.New("P"), "Tiếng Việt NFD ghép dấu: một chữ không có \U0001F9FF ở đây.", serif, 11)
	if s.Covers('س') {
		arabic := sect.New("P")
		arabic.Attr().Lang = "ar"
		d.page.Begin(arabic)
		d.page.Text(60, d.y, 16, black, 0, d.h.Shape("السَّلام عليكم ورحمة الله", font.Query{Lang: "ar"}, true)...)
		d.page.End()
		d.y += 24
		han := sect.New("P")
		han.Attr().Lang = "zh"
		d.line(han, "商標註冊證 知识产权 かなカナ 한글", font.Query{Lang: "zh"}, 14)
	}
	d.page.Done()
	first.Artifact("Footer")
	first.Text(280, 820, 8, black, 0, d.h.Shape("1/2", sans, false)...)
	first.EndArtifact()
	first.Done()

	if i.Level == pdf.A3U {
		d.Attach("đơn.xml", "text/xml", "Dữ liệu của đơn", "Data", []byte("<a/>"), made)
		d.Attach("b.txt", "text/plain", "", "Supplement", nil, made)
	}
	return d.end()
}

func grey(w, h int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = color.Gray{Y: uint8(i)}.Y
	}
	return m
}

func TestWholeDocumentIsSoundAndSaysItsText(t *testing.T) {
	b := whole(t, world(t), info)
	command(t, b, "qpdf", "--check", "FILE")
	got := command(t, b, "pdftotext", "-layout", "FILE", "-")
	for _, want := range []string{"Thông báo kết quả", "office affluent fjord 12.345", "Tiếng Việt", "عليكم ورحمة الله", "商標註冊證 知识产权 かなカナ 한글", "“ĐỒNG XANH”", "no-break space", "không có \U0001F9FF ở đây"} {
		if !strings.Contains(norm.NFC.String(got), want) {
			t.Errorf("the text lacks %q:\n%s", want, got)
		}
	}
}
