package paper_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"image"
	"image/png"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/muniment/muniment/adapter/paper"
	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/internal/fault"
)

// pixel is a picture.
var pixel = func() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		panic(err)
	}
	return b.Bytes()
}()

// letter is a document of one page.
func letter(body string) paper.Source {
	return paper.Source{
		Name: "letter.html",
		HTML: []byte(`<!DOCTYPE html><html lang="vi"><head><title>Thư trả lời</title><meta name="author" content="Cục Mẫu"><link rel="stylesheet" href="a.css"></head>` +
			"\n<body>" + body + "</body></html>"),
		Files: fstest.MapFS{"a.css": {Data: []byte("@page { size: A5 }")}, "a.png": {Data: pixel}},
		Made:  time.Date(2026, 2, 5, 9, 0, 0, 0, time.UTC),
	}
}

func compose(t *testing.T, src paper.Source) ([]byte, paper.Report) {
	t.Helper()
	var b bytes.Buffer
	r, err := (&paper.Press{Fonts: fonts(t)}).Compose(t.Context(), src, &b)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), r
}

func TestPressMakesAPDFOfAPage(t *testing.T) {
	src := letter(`<h1>Thư</h1><p>Kính gửi ông Nguyễn Văn An, <img src="a.png" alt="dấu"></p>`)
	b, r := compose(t, src)
	if err := r.Sound(); err != nil || r.Pages != 1 {
		t.Errorf("%d pages, %v", r.Pages, err)
	}
	if !bytes.HasPrefix(b, []byte("%PDF-1.7\n")) || !bytes.HasSuffix(bytes.TrimSpace(b), []byte("%%EOF")) {
		t.Errorf("this is no PDF: %.40q", b)
	}
	for _, want := range []string{"<pdfaid:part>2</pdfaid:part>", "<pdfuaid:part>1</pdfuaid:part>", "Thư trả lời", "Cục Mẫu"} {
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("the metadata have no %q", want)
		}
	}
}

func TestTheSameSourceGivesTheSameBytes(t *testing.T) {
	src := letter(strings.Repeat("<h1>Thư</h1><p>Kính gửi <b>ông</b> Nguyễn <i>Văn</i> An</p><table><tbody><tr><th>A</th><td>B</td></tr></tbody></table>", 20))
	want, _ := compose(t, src)
	press := &paper.Press{Fonts: fonts(t)}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 3 {
				var b bytes.Buffer
				if _, err := press.Compose(t.Context(), src, &b); err != nil || !bytes.Equal(b.Bytes(), want) {
					t.Errorf("other bytes, %v", err)
				}
			}
		})
	}
	all.Wait()
}

func TestPressTellsProblemsAndGoesOn(t *testing.T) {
	b, r := compose(t, letter("<p>A <font>B</font>\n<img src=\"none.png\" alt=\"C\"> 𓀀</p>"))
	var got []string
	for _, p := range r.Problems {
		got = append(got, p.Error())
	}
	const want = "letter.html:2: there is no element <font> in documents\nletter.html:3: there is no picture \"none.png\"\nletter.html: no face has the character \"𓀀\" (U+13000)"
	if s := strings.Join(got, "\n"); s != want || len(b) < 1000 {
		t.Errorf("%d bytes, got\n%s", len(b), s)
	}
	if err := r.Sound(); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "the document has 3 problems: letter.html:2") {
		t.Errorf("sound: %v", err)
	}
}

func TestAttachmentsAreOfPDFA3(t *testing.T) {
	src := letter("<p>A</p>")
	src.Attach = []paper.Attachment{{Name: "entry.xml", MIME: "application/xml", Description: "the entry", Relationship: "Source", Body: []byte("<a/>"), Made: src.Made}}
	if _, err := (&paper.Press{Fonts: fonts(t)}).Compose(t.Context(), src, io.Discard); fault.KindOf(err) != fault.Invalid {
		t.Errorf("attached to a PDF/A-2: %v", err)
	}
	src.Level = pdf.A3U
	if b, _ := compose(t, src); !bytes.Contains(b, []byte("<pdfaid:part>3</pdfaid:part>")) || !bytes.Contains(inflated(b), []byte("/AFRelationship/Source")) {
		t.Error("the file is not attached")
	}
}

func TestPressRefusesWhatCannotBeAccessible(t *testing.T) {
	for name, html := range map[string]string{
		"no title":    `<!DOCTYPE html><html lang="vi"><head></head><body><p>A</p></body></html>`,
		"no language": `<!DOCTYPE html><html><head><title>A</title></head><body><p>A</p></body></html>`,
	} {
		_, err := (&paper.Press{Fonts: fonts(t)}).Compose(t.Context(), paper.Source{Name: "a.html", HTML: []byte(html)}, io.Discard)
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPressStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := (&paper.Press{Fonts: fonts(t)}).Compose(ctx, letter("<p>A</p>"), io.Discard)
	if !errors.Is(err, context.Canceled) || fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v", err)
	}
}

func TestPressTellsErrorsOfTheWriter(t *testing.T) {
	full := errors.New("the disk is full")
	_, err := (&paper.Press{Fonts: fonts(t)}).Compose(t.Context(), letter("<p>A</p>"), writer(func([]byte) (int, error) { return 0, full }))
	if !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

// inflated are the compressed streams of a PDF, one after the other.
func inflated(b []byte) []byte {
	var all []byte
	for {
		_, rest, found := bytes.Cut(b, []byte("stream\n"))
		if !found {
			return all
		}
		if z, err := zlib.NewReader(bytes.NewReader(rest)); err == nil {
			if text, err := io.ReadAll(z); err == nil {
				all = append(all, text...)
			}
		}
		b = rest
	}
}
