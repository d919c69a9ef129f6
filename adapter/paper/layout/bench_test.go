package layout

import (
	"bytes"
	"context"
	"fmt"
	"image"
	colour "image/color"
	"image/png"
	"io"
	"io/fs"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// letterCSS is like the style sheet of a letter.
const letterCSS = `
@page { size: A4; margin: 20mm 20mm 22mm 25mm; @bottom-center { content: element(foot) } }
body { font-size: 11.5pt; line-height: 1.4; text-align: justify }
.foot { position: running(foot); font-size: 8.5pt; text-align: center } .page { content: counter(page) } .pages { content: counter(pages) }
.head { display: grid; grid-template-columns: 2fr 3fr; column-gap: 12pt; text-align: center } .head p { margin: 0 }
.inid { display: grid; grid-template-columns: auto auto 1fr; column-gap: 9pt; row-gap: 3pt; text-align: start } .inid dd { margin: 0 }
.fn { float: footnote; font-size: 9pt } .cols { columns: 2; font-size: 9pt; line-height: 1.3; column-rule: 0.5pt solid #999 } article { break-inside: avoid; border-top: 0.5pt solid black; margin-bottom: 8pt }
th, td { border: 0.5pt solid #888 } table { width: 100% }`

const letterHTML = `<div class="foot">Cục Sở hữu trí tuệ · trang <span class="page"></span>/<span class="pages"></span></div>
<header class="head"><div><p>BỘ SÁNG TẠO</p><p><b>CỤC SỞ HỮU TRÍ TUỆ</b></p><p>Số: 12345/TB</p></div>
<div><p><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b></p><p><b>Độc lập - Tự do - Hạnh phúc</b></p><p><i>Hà Nội, ngày 25 tháng 11 năm 2026</i></p></div></header>
<h1>Thông báo kết quả thẩm định hình thức đơn đăng ký nhãn hiệu</h1>
<p>Kính gửi: <b>Công ty TNHH Cà phê Đèo Gió</b> (đại diện: Văn phòng Luật Đồng Giấy)</p>
<p>Cơ quan đã xem xét đơn đăng ký nhãn hiệu nêu dưới đây theo quy định và thông báo kết quả thẩm định hình thức như sau<span class="fn">Thông báo này
được lập thành hai bản, một bản gửi người nộp đơn và một bản lưu hồ sơ.</span>. Người nộp đơn có quyền nộp ý kiến bằng văn bản trong thời hạn ghi ở dưới.</p>
<dl class="inid"><dt>(210)</dt><dt>Số đơn</dt><dd>4-2026-12345</dd><dt>(220)</dt><dt>Ngày nộp đơn</dt><dd>01/11/2026</dd>
<dt>(730)</dt><dt>Người nộp đơn</dt><dd>Công ty TNHH Cà phê Đèo Gió, số 12, phố Bịa Đặt, phường Mẫu, TP. Hà Nội</dd>
<dt>(511)</dt><dt>Hàng hóa, dịch vụ</dt><dd>Nhóm 30: cà phê; chè; ca cao; đường; gạo; bột sắn; bột và chế phẩm làm từ ngũ cốc; bánh mì; bánh ngọt.</dd></dl>
<p>Đơn đáp ứng các yêu cầu về hình thức và được coi là đơn hợp lệ. Ngày nộp đơn và ngày ưu tiên được ghi nhận như nêu ở trên, các thông tin thư mục của đơn sẽ
được công bố trên Công báo trong thời hạn luật định.</p>
<ol><li>Trong thời hạn quy định, người nộp đơn phải nộp đủ phí thẩm định nội dung.</li><li>Mọi thay đổi về tên và địa chỉ phải được thông báo.</li></ol>
<p lang="en">The examination as to formality has been completed. The application satisfies the requirements, and its bibliographic particulars will be
published in the gazette within the period laid down by law.</p>`

// compose sets a document as a server does, and gives its length.
func compose(b *testing.B, html string, files fs.FS, out io.Writer) Report {
	doc, problems := style.Read("bench.html", []byte(html), files)
	for _, p := range problems {
		b.Fatal(p)
	}
	w := pdf.New(out, ours, pdf.Info{Title: "Bench", Lang: "vi", Made: made})
	report, err := Set(context.Background(), doc, Options{Fonts: ours, Files: files}, w)
	if err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return report
}

func BenchmarkLetter(b *testing.B) {
	html := page(letterCSS, letterHTML)
	b.ReportAllocs()
	for b.Loop() {
		compose(b, html, nil, io.Discard)
	}
}

// BenchmarkSet is the letter without reading HTML.
func BenchmarkSet(b *testing.B) {
	doc, _ := style.Read("bench.html", []byte(page(letterCSS, letterHTML)), nil)
	b.ReportAllocs()
	for b.Loop() {
		w := pdf.New(io.Discard, ours, pdf.Info{Title: "Bench", Lang: "vi", Made: made})
		if _, err := Set(context.Background(), doc, Options{Fonts: ours}, w); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTable(b *testing.B) {
	var rows strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&rows, `<tr><td>%d</td><td>4-2026-%05d</td><td>Công ty TNHH Thương mại số %d, phố Bịa Đặt, TP. Hà Nội</td><td>%d đồng</td></tr>`, i, i*37, i, i*12345)
	}
	html := page(letterCSS, `<table><thead><tr><th>Số</th><th>Đơn</th><th>Người nộp đơn</th><th>Phí</th></tr></thead><tbody>`+rows.String()+`</tbody></table>`)
	b.ReportAllocs()
	for b.Loop() {
		compose(b, html, nil, io.Discard)
	}
}

// BenchmarkGazette sets about 500 pages with 2,000 pictures, each another one, and tells the memory that was in use at the most.
func BenchmarkGazette(b *testing.B) {
	files := fstest.MapFS{}
	var text strings.Builder
	text.WriteString(`<h1>Công báo</h1>`)
	for i := range 2000 {
		name := fmt.Sprintf("m%d.png", i)
		files[name] = &fstest.MapFile{Data: picture(i)}
		if i%100 == 0 {
			if i > 0 {
				text.WriteString("</div></section>")
			}
			fmt.Fprintf(&text, `<section><h2>Phần %d</h2><div class="cols">`, i/100+1)
		}
		fmt.Fprintf(&text, `<article><h3>4-2026-%05d</h3><figure><img src="%s" alt="Nhãn hiệu %d"/></figure><dl class="inid"><dt>(220)</dt><dt>Ngày nộp đơn</dt><dd>01/11/2026</dd>
<dt>(731)</dt><dt>Người nộp đơn</dt><dd>Công ty Cổ phần Nông sản số %d, đường Mẫu, TP. Huế</dd>
<dt>(511)</dt><dt>Hàng hóa</dt><dd>Nhóm 30: %s</dd></dl></article>`, i, name, i, i, strings.Repeat("chè xanh; cà phê rang xay; mật ong; gạo nếp; ", 5+i%4))
	}
	text.WriteString("</div></section>")
	html := page(letterCSS, text.String())
	for b.Loop() {
		peak := &peak{}
		r := compose(b, html, files, peak)
		b.ReportMetric(float64(r.Pages), "pages")
		b.ReportMetric(float64(peak.heap)/(1<<20), "MB-heap")
	}
}

// picture is a small PNG that no other number has.
func picture(n int) []byte {
	m := image.NewRGBA(image.Rect(0, 0, 120, 90))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	for x := range 60 {
		m.Set(x, (x*n)%90, colour.RGBA{uint8(n), uint8(n >> 4), 90, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// peak watches the heap while a document is written.
type peak struct {
	writes int // bytes since the heap was looked at
	heap   uint64
}

func (p *peak) Write(b []byte) (int, error) {
	if p.writes += len(b); p.writes > 1<<18 {
		p.writes = 0
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		p.heap = max(p.heap, m.HeapInuse)
	}
	return len(b), nil
}
