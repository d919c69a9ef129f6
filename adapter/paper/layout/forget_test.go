package layout

import (
	"context"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"weak"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// What stands on a finished page is let go before the last page is made, also of a section that is in columns from the first page to
// the last: both the nodes that were read, and the lines that were made of them, of which the one with the picture knows its node.
func TestWhatIsSetIsForgotten(t *testing.T) {
	for name, css := range map[string]string{"in one column": "", "in columns": ".c{columns:2}"} {
		t.Run(name, func(t *testing.T) {
			line := "<p>Công báo số một trăm hai mươi ba</p>"
			text := `<div class="c">` + strings.Repeat(line, 400) + `<p><img src="a.png" alt="Mark"/></p>` + strings.Repeat(line, 1600) + "</div>" // nodes come in slabs
			files := fstest.MapFS{"a.png": {Data: picture(1)}}
			doc, problems := style.Read("long.html", []byte(page(css, text)), files)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			node := weak.Make(doc.Body.Kids[0].Kids[400].Kids[0])
			if node.Value().Tag != "img" {
				t.Fatal("the node is another one")
			}
			kept := 0 // the last page on which the picture was still in memory
			look := func(p painted) {
				if p.page == kept+1 {
					if runtime.GC(); node.Value() != nil {
						kept = p.page
					}
				}
			}
			out := pdf.New(io.Discard, ours, pdf.Info{Title: "Long", Lang: "vi", Made: made})
			r, err := Set(context.Background(), doc, Options{Fonts: ours, Files: files, seen: look}, out)
			if err != nil || kept == 0 {
				t.Fatalf("the picture was kept up to page %d: %v", kept, err)
			}
			if kept > r.Pages/2 {
				t.Errorf("on page %d of %d the picture is still in memory", kept, r.Pages)
			}
		})
	}
}
