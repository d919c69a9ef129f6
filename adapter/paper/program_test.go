package paper_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/muniment/muniment/adapter/paper"
	"github.com/muniment/muniment/internal/fault"
)

// sh is a program that is a line of the shell.
func sh(line string) *paper.Program { return &paper.Program{Command: []string{"sh", "-c", line}} }

// shell skips a test where there is none.
func shell(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no sh here")
	}
}

// echo answers with the page in the clothes of a PDF.
const echo = `printf '%%PDF-1.7\n'; cat; printf '\n%%%%EOF\n'`

func TestProgramGetsThePageWithAllThatItCalls(t *testing.T) {
	shell(t)
	src := paper.Source{
		Name: "letter.html",
		HTML: []byte("<!DOCTYPE html><html><head><link rel=\"stylesheet\" href=\"paper.css\" media=\"print\"></head>\n<body><!-- & --><p>Kính gửi &amp; <img alt=\"a &quot;b&quot;\" src=\"seal.png\"></p></body></html>"),
		Files: fstest.MapFS{
			"paper.css": {Data: []byte("p{margin:0}/*</style>*/")},
			"seal.png":  {Data: []byte("\x89PNG\x0D\x0A\x1A\x0A")},
		},
	}
	var out bytes.Buffer
	if _, err := sh(echo).Compose(t.Context(), src, &out); err != nil {
		t.Fatal(err)
	}
	want := "%PDF-1.7\n<!DOCTYPE html><html><head><style media=\"print\">p{margin:0}/*<\\/style>*/</style></head>\n" +
		"<body><!-- & --><p>Kính gửi &amp; <img alt=\"a &#34;b&#34;\" src=\"data:image/png;base64,iVBORw0KGgo=\"></p></body></html>\n%%EOF\n"
	if out.String() != want {
		t.Errorf("the program got\n%s", out.String())
	}
}

func TestProgramSeesNoSecretsOfTheEnvironment(t *testing.T) {
	shell(t)
	t.Setenv("MUNIMENT_KEY_PASSWORD", "open sesame")
	var out bytes.Buffer
	if _, err := sh(`printf '%%PDF-1.7\n'; env; printf '%%%%EOF\n'`).Compose(t.Context(), paper.Source{}, &out); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "sesame") || !strings.Contains(out.String(), "PATH=") {
		t.Errorf("the program sees\n%s", out.String())
	}
}

func TestProgramThatDoesNotDoItsWorkIsTold(t *testing.T) {
	shell(t)
	large := sh(`printf '%%PDF-1.7\n'; yes`)
	large.Limit = 1 << 20
	slow := sh(`cat >/dev/null; read never`)
	slow.Time = time.Nanosecond
	for _, c := range []struct {
		name    string
		program *paper.Program
		src     paper.Source
		kind    fault.Kind
		want    string
	}{
		{"it fails", sh(`echo "no display" >&2; exit 3`), paper.Source{}, fault.Unavailable, `the program "sh" failed: exit status 3` + "\nit says: no display"},
		{"it fails after a PDF", sh(echo + `; exit 1`), paper.Source{}, fault.Unavailable, `the program "sh" failed: exit status 1`},
		{"it writes nothing", sh(`cat >/dev/null`), paper.Source{}, fault.Unavailable, `the program "sh" did not write a PDF`},
		{"it writes something else", sh(`cat >/dev/null; echo "<p>sorry</p>"`), paper.Source{}, fault.Unavailable, `the program "sh" did not write a PDF: not a PDF`},
		{"it stops in the middle", sh(`printf '%%PDF-1.7\n1 0 obj'`), paper.Source{}, fault.Unavailable, `the program "sh" did not write a PDF`},
		{"it writes without end", large, paper.Source{}, fault.Unavailable, `the program "sh" writes more than 1048576 bytes`},
		{"it takes too long", slow, paper.Source{}, fault.Unavailable, `the program "sh" takes longer than 1ns`},
		{"it is not there", &paper.Program{Command: []string{"/no/such/program"}}, paper.Source{}, fault.Unavailable, `the program "program" cannot be started`},
		{"none is named", &paper.Program{}, paper.Source{}, fault.Invalid, "no program is named"},
		{"files are to be attached", sh(echo), paper.Source{Attach: []paper.Attachment{{Name: "a.xml"}}}, fault.Invalid, "cannot attach files"},
		{"a picture is missing", sh(echo), paper.Source{Name: "a.html", HTML: []byte("<p>\n<img src=b.png></p>")}, fault.Invalid, `a.html, line 2: there is no file "b.png"`},
		{"a style sheet is missing", sh(echo), paper.Source{Name: "a.html", HTML: []byte("<link rel=stylesheet href=/etc/passwd>"), Files: fstest.MapFS{}}, fault.Invalid, `there is no file "/etc/passwd"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.program.Compose(t.Context(), c.src, io.Discard)
			if err == nil || fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v (%s), want %s", err, fault.KindOf(err), c.want)
			}
		})
	}
}

// writer calls a function with what is written to it.
type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

func TestProgramIsKilledWithAllThatItStarted(t *testing.T) {
	shell(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := sh(`printf '%%PDF-1.7\n'; sleep 600 & wait`).Compose(ctx, paper.Source{}, writer(func(b []byte) (int, error) {
		cancel() // it is at work now
		return len(b), nil
	}))
	if !errors.Is(err, context.Canceled) || fault.KindOf(err) != fault.Unavailable || errors.Is(err, exec.ErrWaitDelay) {
		t.Errorf("got %v", err)
	}
}

func TestErrorsOfTheWriterAreItsOwn(t *testing.T) {
	shell(t)
	full := errors.New("the disk is full")
	_, err := sh(echo).Compose(t.Context(), paper.Source{}, writer(func([]byte) (int, error) { return 0, full }))
	if !errors.Is(err, full) || fault.KindOf(err) == fault.Unavailable {
		t.Errorf("got %v", err)
	}
}

// A browser as it is found on many machines does what the port asks, by the script of docs/paper.md.
func TestBrowserMakesPDFs(t *testing.T) {
	shell(t)
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("there is no chromium here")
	}
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	p := sh(block(t, "sh"))
	src := paper.Source{
		Name:  "letter.html",
		HTML:  []byte(`<!DOCTYPE html><html lang="vi"><head><title>Thư</title><link rel="stylesheet" href="paper.css"></head><body><p>Kính gửi</p></body></html>`),
		Files: fstest.MapFS{"paper.css": {Data: []byte("p{color:#123}")}},
	}
	var out bytes.Buffer
	if _, err := p.Compose(t.Context(), src, &out); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(out.Bytes(), []byte("%PDF-")) || out.Len() < 2000 {
		t.Errorf("%d bytes", out.Len())
	}
}
