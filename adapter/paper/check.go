package paper

import (
	"bytes"
	"cmp"
	"context"
	"image"
	"image/png"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/adapter/paper/style"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/procedure"
)

// Check fills every template with the samples of its form, in every language and in two side by side, and sets what comes out.
// It finds what templates get wrong before a document does: what is outside the subset, what is not accessible, characters that no
// face has, lines that do not fit, and data or languages for which a template fails. The pictures of rights, which are called by
// the SHA-256 of what they hold, are no part of templates: a grey one stands in for each.
//
// A problem is told with file and line of the template that it comes from, as far as that can be seen from the text; otherwise
// with the line of the filled page, and the file is called so: "letter.html (vi+en)". Problems are sorted by file and line and
// told once, however many documents have them.
func Check(t *Templates, fonts *font.Set, samples []*procedure.Document) []style.Problem {
	c := &check{templates: t, press: &Press{Fonts: fonts}, files: stood{t.Files()}, seen: map[string]bool{}}
	for _, f := range procedure.Forms() {
		found := false
		for _, d := range samples {
			if d.Form == f {
				found = true
				c.sample(d)
			}
		}
		if !found {
			c.add(style.Problem{File: string(f) + ".html", What: fault.New(fault.Invalid, "there is no sample that the template could be tried with")})
		}
	}
	slices.SortStableFunc(c.found, func(a, b style.Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return c.found
}

// check is one run of Check.
type check struct {
	templates *Templates
	press     *Press
	files     fs.FS
	found     []style.Problem
	seen      map[string]bool
}

// add keeps a problem, once.
func (c *check) add(p style.Problem) {
	if key := p.Error(); !c.seen[key] {
		c.seen[key] = true
		c.found = append(c.found, p)
	}
}

// sample tries a document in every language, and in two.
func (c *check) sample(d *procedure.Document) {
	langs := locale.Langs()
	tries := [][]locale.Lang{langs}
	for _, l := range langs {
		tries = append(tries, []locale.Lang{l})
	}
	for _, try := range tries {
		x := *d
		x.Langs = try
		c.document(&x)
	}
}

// document fills and sets a document.
func (c *check) document(d *procedure.Document) {
	form := string(d.Form) + ".html"
	names := make([]string, len(d.Langs))
	for i, l := range d.Langs {
		names[i] = string(l)
	}
	filled := form + " (" + strings.Join(names, "+") + ")"
	html, _, err := c.templates.Fill(d)
	if err != nil {
		c.add(failed(filled, err))
		return
	}
	report, err := c.press.Compose(context.Background(), Source{Name: filled, HTML: html, Files: c.files, Made: time.Unix(0, 0).UTC()}, io.Discard)
	if err != nil && len(report.Problems) == 0 { // or they say it better
		c.add(failed(filled, err))
	}
	lines := bytes.Split(html, []byte("\n"))
	for _, p := range report.Problems {
		if p.File == filled && 0 < p.Line && p.Line <= len(lines) {
			if file, line := c.origin(d, string(lines[p.Line-1]), p.What); file != "" {
				p.File, p.Line = file, line
			}
		}
		c.add(p)
	}
}

// failed makes a problem of an error, with the place that it tells.
func failed(name string, err error) style.Problem {
	f, ok := fault.Of(err)
	if !ok {
		f = fault.New(fault.Invalid, "the template cannot be filled: %s", err.Error())
	}
	p := style.Problem{File: name, What: f}
	if file, line, ok := strings.Cut(f.Where, ", line "); ok {
		n := 0
		for _, c := range line {
			if c < '0' || c > '9' {
				break
			}
			n = n*10 + int(c-'0')
		}
		p.File, p.Line = file, n
	}
	return p
}

// stood are the files of templates, with a picture that stands in for those of rights.
type stood struct{ fs.FS }

// ofRight are the names of the pictures of rights.
var ofRight = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Open gives a file.
func (s stood) Open(name string) (fs.File, error) {
	if ofRight.MatchString(name) {
		return Pictures{name: grey()}.Open(name)
	}
	return s.FS.Open(name)
}

// grey is a picture of nothing, a little wider than high.
var grey = sync.OnceValue(func() []byte {
	img := image.NewGray(image.Rect(0, 0, 320, 240))
	for i := range img.Pix {
		img.Pix[i] = 0xcc
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
})
