package main

import (
	"bufio"
	"bytes"
	_ "embed"
	stdxml "encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/internal/fault"
)

// bench96 is one made-up mark in the manner of ST.96: prefixes before all names, and attributes.
//
//go:embed bench96.xml
var bench96 []byte

// parse compares the tokenizers on two large documents: the one that is imported then, and one in the manner of ST.96.
func (c *benchImport) parse(p *program, path string, size int64) error {
	if err := c.tokenizers(p, "parse", path, size); err != nil {
		return err
	}
	prefixed := p.path("parse96.xml")
	size, err := repeatFile(prefixed, bench96, "<tmk:TransactionContentBag>", "</tmk:TransactionContentBag>", c.MB<<20)
	if err != nil {
		return err
	}
	defer os.Remove(prefixed)
	return c.tokenizers(p, "parse, prefixes and attributes", prefixed, size)
}

// tokenizers reads the same file by our tokenizer with all its checks, by that of encoding/xml and by libxml2's, warm.
func (c *benchImport) tokenizers(p *program, metric, path string, size int64) error {
	mb := float64(size) / 1e6
	read := func(f func(io.Reader) (int64, error)) (float64, int64, error) {
		file, err := os.Open(path)
		if err != nil {
			return 0, 0, err
		}
		defer file.Close()
		var n int64
		took, err := p.timed(func() error { n, err = f(file); return err })
		return mb / took.Seconds(), n, err
	}
	if _, _, err := read(func(r io.Reader) (int64, error) { return io.Copy(io.Discard, r) }); err != nil {
		return err
	}
	ours, n, err := read(countTokens)
	if err != nil {
		return err
	}
	theirs, m, err := read(countStdTokens)
	if err != nil {
		return err
	}
	if n != m {
		return fault.New(fault.Internal, "the tokenizers count %d and %d start tags", n, m)
	}
	c.emit(p, figure{Bench: "import", Metric: metric, Value: ours, Unit: "MB/s", Reference: theirs, Note: fmt.Sprintf("reference encoding/xml Token loop; %.0f MB, %d start tags each, warm", mb, n)})
	return c.xmllint(p, metric, path, mb, ours)
}

// xmllint sets our speed beside that of xmllint --stream on the same file. Its processor time counts, not how long it
// took, since it is a program of its own that has to start and waits for the disk.
func (c *benchImport) xmllint(p *program, metric, path string, mb, ours float64) error {
	f := figure{Bench: "import", Metric: metric, Value: ours, Unit: "MB/s", Note: "no reference: xmllint is not on this machine"}
	if program, err := exec.LookPath("xmllint"); err == nil {
		cmd := exec.CommandContext(p.ctx, program, "--stream", path)
		cmd.Stderr = p.err
		took, err := p.timed(cmd.Run)
		if err != nil {
			return fmt.Errorf("running xmllint: %w", err)
		}
		busy := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		f.Reference = mb / busy.Seconds()
		f.Note = fmt.Sprintf("reference xmllint --stream, by its processor time; it took %.2f s, of which %.2f s busy", took.Seconds(), busy.Seconds())
	}
	c.emit(p, f)
	return nil
}

func countTokens(r io.Reader) (n int64, err error) {
	d := xml.NewReader(r, xml.Limits{})
	for {
		t, err := d.Next()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		if t == xml.Start {
			n++
		}
	}
}

func countStdTokens(r io.Reader) (n int64, err error) {
	d := stdxml.NewDecoder(bufio.NewReaderSize(r, 1<<20))
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		if _, ok := t.(stdxml.StartElement); ok {
			n++
		}
	}
}

// repeatFile writes a model in which the part from open to shut stands again and again, until there are size bytes.
func repeatFile(path string, model []byte, open, shut string, size int64) (int64, error) {
	from, to := bytes.Index(model, []byte(open)), bytes.LastIndex(model, []byte(shut))+len(shut)
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	written := int64(len(model) - to)
	for part := model[:to]; ; part = model[from:to] {
		n, _ := w.Write(part)
		if written += int64(n); written >= size {
			break
		}
	}
	w.Write(model[to:])
	if err := w.Flush(); err != nil {
		return 0, err
	}
	return written, f.Close()
}
