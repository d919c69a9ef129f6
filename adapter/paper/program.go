package paper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
)

// Program is a program of the office's choice that makes a PDF of HTML. It gets the HTML on its standard input, with the style
// sheets and the pictures put into it, so that it needs no files; it writes the PDF to its standard output and ends with
// code 0. What it writes to its standard error is told with the error, if there is one.
//
// The program runs in the folder for temporary files and sees of the environment only where programs, the home and
// temporary files are, and the language. Whether its PDFs are archival and accessible is the program's affair.
type Program struct {
	Command []string      // the program and its arguments
	Limit   int64         // the largest PDF in bytes; 0 for 256 MiB
	Time    time.Duration // the longest time for one document; 0 for two minutes
}

const (
	programLimit = 256 << 20
	programTime  = 2 * time.Minute
	programTalk  = 4 << 10         // of its standard error
	programGrace = 2 * time.Second // for its pipes to be closed after it was stopped
)

// Compose runs the program. It does not count pages and finds no problems.
//
// Errors: Invalid if there is no program, if the source calls a file that is not there, or if files are to be attached;
// Unavailable if the program cannot be started, fails, takes too long, writes too much or writes no PDF.
func (p *Program) Compose(ctx context.Context, src Source, w io.Writer) (Report, error) {
	if len(p.Command) == 0 {
		return Report{}, fault.New(fault.Invalid, "no program is named that makes PDFs")
	}
	if len(src.Attach) > 0 {
		return Report{}, fault.New(fault.Invalid, "a program that makes PDFs of HTML cannot attach files to them")
	}
	page, err := Inline(src)
	if err != nil {
		return Report{}, err
	}
	return Report{}, p.run(ctx, page, w)
}

// run starts the program and waits for its end.
func (p *Program) run(ctx context.Context, page []byte, w io.Writer) error {
	timed, stop := context.WithTimeout(ctx, or(p.Time, programTime))
	defer stop()
	out := &pdfOut{w: w, left: or(p.Limit, programLimit), stop: stop}
	talk := &tail{}
	cmd := exec.CommandContext(timed, p.Command[0], p.Command[1:]...) // #nosec G204 -- the operator names the program
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(page), out, talk
	cmd.Dir, cmd.Env = os.TempDir(), environment()
	cmd.WaitDelay = programGrace
	together(cmd)
	err := cmd.Run()

	var f *fault.Fault
	name := filepath.Base(p.Command[0])
	switch {
	case out.err != nil: // of the underlying writer
		return out.err
	case out.full:
		f = fault.New(fault.Unavailable, "the program %q writes more than %d bytes", name, or(p.Limit, programLimit))
	case ctx.Err() != nil:
		f, err = fault.New(fault.Unavailable, "the program %q was stopped before it was done", name), ctx.Err()
	case timed.Err() != nil:
		f, err = fault.New(fault.Unavailable, "the program %q takes longer than %s", name, or(p.Time, programTime).String()), timed.Err()
	case cmd.Process == nil:
		f = fault.New(fault.Unavailable, "the program %q cannot be started", name)
	case err != nil && !errors.Is(err, errNoPDF):
		f = fault.New(fault.Unavailable, "the program %q failed", name)
	case !out.complete():
		f = fault.New(fault.Unavailable, "the program %q did not write a PDF", name)
	default:
		return nil
	}
	if said := talk.String(); said != "" {
		err = errors.Join(err, fmt.Errorf("it says: %s", said))
	}
	return f.Because(err)
}

// or is the value, or another one if it is none.
func or[T int64 | time.Duration](v, other T) T {
	if v > 0 {
		return v
	}
	return other
}

// environment is what the program sees of ours: no keys, no passwords.
func environment() []string {
	var list []string
	for _, key := range []string{"PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL", "XDG_RUNTIME_DIR", "SYSTEMROOT", "USERPROFILE"} {
		if v, ok := os.LookupEnv(key); ok {
			list = append(list, key+"="+v)
		}
	}
	return list
}

var errNoPDF = errors.New("not a PDF")

// pdfOut hands on what begins like a PDF, up to a limit, and looks how it ends.
type pdfOut struct {
	w     io.Writer
	left  int64
	stop  func()
	begun bool
	head  []byte
	end   tail
	full  bool
	err   error
}

func (o *pdfOut) Write(b []byte) (int, error) {
	n := len(b)
	if o.left -= int64(n); o.left < 0 {
		o.full = true
		o.stop()
		return 0, io.ErrShortWrite
	}
	_, _ = o.end.Write(b)
	if !o.begun {
		if o.head = append(o.head, b...); len(o.head) < len("%PDF-") {
			return n, nil
		}
		if !bytes.HasPrefix(o.head, []byte("%PDF-")) {
			return 0, errNoPDF
		}
		o.begun, b = true, o.head
	}
	if _, o.err = o.w.Write(b); o.err != nil {
		o.stop()
		return 0, o.err
	}
	return n, nil
}

// complete says whether what went through was a whole PDF.
func (o *pdfOut) complete() bool {
	return o.begun && strings.HasSuffix(strings.TrimRight(o.end.String(), "\r\n \x00"), "%%EOF")
}

// tail keeps the end of what is written to it.
type tail struct{ b []byte }

func (t *tail) Write(b []byte) (int, error) {
	n := len(b)
	b = b[max(0, n-programTalk):]
	t.b = append(t.b[max(0, min(len(t.b), len(t.b)+len(b)-programTalk)):], b...)
	return n, nil
}

func (t *tail) String() string { return strings.TrimSpace(strings.ToValidUTF8(string(t.b), "\uFFFD")) }
