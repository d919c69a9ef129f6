package style_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/paper/style"
)

// page puts a body into a document that is otherwise in order.
func page(css, body string) []byte {
	return []byte("<!DOCTYPE html><html lang=vi><head><title>Thư</title><style>" + css + "</style></head><body>" + body + "</body></html>")
}

func TestBuiltinSheetIsInOrder(t *testing.T) {
	doc, problems := style.Read("a.html", page("", "<h1>A</h1><p>Thư <b>gửi</b></p>"), nil)
	for _, p := range problems {
		t.Error(p)
	}
	h := doc.Body.Kids[0]
	if h.Tag != "h1" || !h.Style.Bold || h.Style.FontSize != 11*1.6 || h.Style.Display != style.Block {
		t.Errorf("%s %+v", h.Tag, h.Style)
	}
}

func big(rows int) []byte {
	var b strings.Builder
	for i := range rows {
		fmt.Fprintf(&b, "<tr class=\"row r%d\"><td class=n>%d</td><td>Nhãn hiệu <b>số</b></td><td><span class=c>(511)</span></td></tr>", i%4, i)
	}
	return page(".row td{padding:2pt}.r1{background-color:#eee}tbody > tr:last-child td{border-bottom:1pt solid}", "<h1>A</h1><table><thead><tr><th>1</th><th>2</th><th>3</th></tr></thead><tbody>"+b.String()+"</tbody></table>")
}

func BenchmarkGazette(b *testing.B) {
	src := big(16_700) // 100,000 elements
	for b.Loop() {
		if _, problems := style.Read("a.html", src, nil); len(problems) > 0 {
			b.Fatal(problems[0])
		}
	}
}

func BenchmarkLetter(b *testing.B) {
	src := page("p{margin:3pt}", strings.Repeat("<p>Kính gửi <b>ông</b> Nguyễn Văn An, <i>trả lời</i> văn bản số 12</p>", 30))
	for b.Loop() {
		if _, problems := style.Read("a.html", src, nil); len(problems) > 0 {
			b.Fatal(problems[0])
		}
	}
}
