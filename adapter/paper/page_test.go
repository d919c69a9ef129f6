package paper_test

import (
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/muniment/muniment/adapter/paper"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/procedure"
)

// TestLettersInOneLanguageAreOnePage: nobody signs the back of a receipt. Refusals cite rights, and extracts tell all of one.
func TestLettersInOneLanguageAreOnePage(t *testing.T) {
	all, press := open(t), &paper.Press{Fonts: fonts(t)}
	for _, p := range sample.Papers() {
		most := 1
		switch {
		case p.Document.Form == procedure.Refusal, p.Document.Form == procedure.Extract, p.Name == "certificate-DS":
			most = 2
		case p.Document.Form == procedure.GazettePart:
			most = 3
		}
		for _, langs := range []string{"vi", "en", "vi+en"} {
			page, _ := fill(t, all, in(p, langs))
			r, err := press.Compose(t.Context(), paper.Source{Name: p.Name, HTML: []byte(page), Files: paper.Under(paper.Pictures(p.Pictures), all.Files())}, io.Discard)
			if err == nil {
				err = r.Sound()
			}
			if langs == "vi+en" && most == 1 {
				most = 2
			}
			if err != nil || r.Pages > most {
				t.Errorf("%s in %s has %d pages, %v", p.Name, langs, r.Pages, err)
			}
		}
	}
}

// TestALoneNoticeIsNotCutOverColumns: two columns of one notice would be two halves of a sentence.
func TestALoneNoticeIsNotCutOverColumns(t *testing.T) {
	page, _ := fill(t, open(t), find(t, "gazette").Document)
	each(parsed(t, page), func(n *html.Node) {
		if class := attr(n, "class"); strings.HasPrefix(class, "part") {
			notices := 0
			each(n, func(n *html.Node) {
				if attr(n, "class") == "notice" {
					notices++
				}
			})
			if (notices == 1) != (class == "part lone") {
				t.Errorf("a part with %d notices is of the class %q", notices, class)
			}
		}
	})
}
