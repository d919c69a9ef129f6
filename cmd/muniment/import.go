package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

type importCommand struct {
	Office string   `help:"ST.3 code of the office whose records these are, for files that do not say." placeholder:"XX"`
	Date   string   `help:"Date of the records, for files that do not tell: YYYY-MM-DD." placeholder:"DATE"`
	JSON   bool     `name:"json" help:"Write the reports as JSON lines."`
	File   []string `arg:"" name:"file" help:"Files or folders." type:"path"`
}

// importReport is what became of one file.
type importReport struct {
	Document string          `json:"document"` // SHA-256
	Name     string          `json:"name"`
	Size     int64           `json:"size"`
	Format   string          `json:"format"`
	Seconds  float64         `json:"seconds"`
	Intake   exchange.Intake `json:"intake"`
	Source   exchange.Report `json:"source"`
	Earlier  string          `json:"read_before,omitempty"` // when the same document was read to its end before
}

func (c *importCommand) Run(p *program) error {
	opt := exchange.Options{}
	var err error
	if c.Office != "" {
		if opt.Office, err = ipr.ParseOffice(c.Office); err != nil {
			return misuse{err}
		}
	}
	if c.Date != "" {
		if opt.Date, err = ipr.ParseDate(c.Date); err != nil {
			return misuse{err}
		}
	}
	files, err := filesBelow(c.File)
	if err != nil {
		return misuse{err}
	}
	s, err := p.open(false, "demo.invalid")
	if fault.KindOf(err) == fault.Conflict {
		return c.handOver(p, files)
	}
	if err != nil {
		return err
	}
	defer s.Close()
	failed := false
	for _, path := range files {
		r, err := importFile(p.ctx, s, path, filepath.Base(path), opt, p.clock, p.progress(filepath.Base(path)))
		if err != nil {
			if p.ctx.Err() != nil {
				return err
			}
			failed = true
			p.report(fmt.Errorf("%s: %w", visible(filepath.Base(path)), err))
		}
		c.print(p, r)
	}
	if err := s.Publish(p.ctx); err != nil {
		return err
	}
	p.say("bringing the search index up to date")
	cat, err := openCatalogue(p.ctx, s, p.say)
	if err != nil {
		return err
	}
	if err := cat.save(); err != nil {
		return err
	}
	if failed {
		return exit(1)
	}
	return nil
}

// filesBelow lists files, those of folders in the order of their names.
func filesBelow(paths []string) ([]string, error) {
	var out []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, fault.New(fault.NotFound, "%s cannot be read", path).Because(err)
		}
		if !info.IsDir() {
			out = append(out, path)
			continue
		}
		var in []string
		err = filepath.WalkDir(path, func(f string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				in = append(in, f)
			}
			return err
		})
		if err != nil {
			return nil, fault.New(fault.NotFound, "%s cannot be read", path).Because(err)
		}
		sort.Strings(in)
		out = append(out, in...)
	}
	if len(out) == 0 {
		return nil, fault.New(fault.NotFound, "there is no file to import")
	}
	return out, nil
}

// importFile reads one file into the library.
func importFile(ctx context.Context, s *store.Store, path, name string, opt exchange.Options, clock func() time.Time, progress func(exchange.Intake)) (importReport, error) {
	name = norm.NFC.String(visible(name)) // it is told in the log
	r := importReport{Name: name}
	f, err := os.Open(path)
	if err != nil {
		return r, fault.New(fault.NotFound, "the file cannot be read").Because(err)
	}
	defer f.Close()
	h := sha256.New()
	if r.Size, err = io.Copy(h, f); err != nil {
		return r, fault.New(fault.Unavailable, "the file cannot be read").Because(err)
	}
	r.Document = hex.EncodeToString(h.Sum(nil))
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return r, err
	}
	head := make([]byte, 4096)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return r, err
	}
	format, err := exchange.Detect(name, head[:n])
	if err != nil {
		return r, err
	}
	r.Format = string(format)
	opt.Name = name
	reader, err := exchange.Open(format, io.NewSectionReader(f, 0, r.Size), r.Size, opt)
	if err != nil {
		return r, err
	}
	earlier, err := s.StartReading(ctx, store.Reading{Document: r.Document, Name: name, Size: r.Size})
	if err != nil {
		return r, err
	}
	r.Earlier = earlier.Finished
	started := clock()
	if r.Earlier != "" {
		r.Intake, err = readAgain(ctx, reader)
		r.Seconds, r.Source = clock().Sub(started).Seconds(), reader.Report()
		return r, err
	}
	r.Intake, err = exchange.Take(ctx, s, reader, register.Document{Name: name, SHA256: r.Document, Size: r.Size}, progress)
	r.Seconds = clock().Sub(started).Seconds()
	r.Source = reader.Report()
	if err != nil {
		return r, err
	}
	text, err := json.Marshal(r)
	if err != nil {
		return r, err
	}
	return r, s.FinishReading(ctx, r.Document, string(text))
}

// readAgain reads a document that was taken to its end before: it changes nothing, whatever came in between.
func readAgain(ctx context.Context, r exchange.Reader) (n exchange.Intake, err error) {
	for ctx.Err() == nil {
		_, err := r.Next()
		_, refused := exchange.Refused(err)
		switch {
		case errors.Is(err, io.EOF):
			return n, nil
		case refused:
			n.Refused++
		case err != nil:
			return n, err
		default:
			n.Unchanged++
		}
		n.Read++
	}
	return n, ctx.Err()
}

// progress tells an operator every few seconds how far an import is.
func (p *program) progress(name string) func(exchange.Intake) {
	next := p.clock().Add(2 * time.Second)
	return func(n exchange.Intake) {
		if now := p.clock(); now.After(next) {
			next = now.Add(2 * time.Second)
			p.say("%s: %d records read, %d stored, %d changed", visible(name), n.Read, n.Stored, n.Changed)
		}
	}
}

func (c *importCommand) print(p *program, r importReport) {
	if c.JSON {
		json.NewEncoder(p.out).Encode(r)
		return
	}
	n := r.Intake
	fmt.Fprintf(p.out, "%s (%s, %d bytes, SHA-256 %s)\n", r.Name, r.Format, r.Size, r.Document)
	if r.Earlier != "" {
		fmt.Fprintf(p.out, "  the same document was read to its end before, on %s\n", r.Earlier)
	}
	fmt.Fprintf(p.out, "  read %d, stored %d, changed %d, unchanged %d, older %d, refused %d in %.1f s\n", n.Read, n.Stored, n.Changed, n.Unchanged, n.Older, n.Refused, r.Seconds)
	for _, why := range n.Unfit {
		fmt.Fprintf(p.out, "  refused: %s\n", visible(why.Error()))
	}
	printSource(p.out, r.Source)
}

// printSource tells what was met in the document besides its records.
func printSource(w io.Writer, r exchange.Report) {
	for _, reason := range slices.Sorted(maps.Keys(r.Refused)) {
		f := r.Refused[reason]
		fmt.Fprintf(w, "  refused %d:\n", f.Count)
		for _, where := range f.First {
			fmt.Fprintf(w, "    %s\n", visible(where.Error()))
		}
		if more := f.Count - len(f.First); more > 0 {
			fmt.Fprintf(w, "    and %d more\n", more)
		}
	}
	for _, t := range []struct {
		what  string
		names map[string]int
	}{{"not understood", r.NotUnderstood}, {"could not be read and left out", r.Unread}, {"left out on purpose", r.LeftOut}} {
		for _, name := range slices.Sorted(maps.Keys(t.names)) {
			fmt.Fprintf(w, "  %s: %s (%d)\n", t.what, visible(name), t.names[name])
		}
	}
	if r.Replaced > 0 {
		fmt.Fprintf(w, "  control characters replaced by spaces: %d\n", r.Replaced)
	}
}

// handOver sends the files to the server that is writing to the data folder.
func (c *importCommand) handOver(p *program, files []string) error {
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", p.path("muniment.sock"))
	}}}
	p.say("a server is writing to this data folder; the files are handed over to it")
	for _, path := range files {
		if err := c.handOne(p, client, path); err != nil {
			return err
		}
	}
	return nil
}

func (c *importCommand) handOne(p *program, client *http.Client, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fault.New(fault.NotFound, "the file cannot be read").Because(err)
	}
	defer f.Close()
	q := url.Values{"name": {filepath.Base(path)}, "office": {c.Office}, "date": {c.Date}}
	req, err := http.NewRequestWithContext(p.ctx, http.MethodPost, "http://muniment/import?"+q.Encode(), f)
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		return fault.New(fault.Unavailable, "the server does not answer on its socket").Because(err).Hinting("it may be starting or stopping, or it is another program that writes: try again in a moment")
	}
	defer res.Body.Close()
	dec := json.NewDecoder(res.Body)
	for {
		var line doorLine
		if err := dec.Decode(&line); err != nil {
			return fault.New(fault.Unavailable, "the server stopped in the middle of the import").Because(err).Hinting("nothing that was stored is lost; run the import again to finish it")
		}
		switch {
		case line.Error != "":
			return fault.New(fault.Invalid, "%s", line.Error)
		case line.Report != nil:
			c.print(p, *line.Report)
			return nil
		case line.Progress != nil:
			p.say("%s: %d records read, %d stored", visible(filepath.Base(path)), line.Progress.Read, line.Progress.Stored)
		}
	}
}

// doorLine is a line of the server's answer on its socket.
type doorLine struct {
	Progress *exchange.Intake `json:"progress,omitempty"`
	Report   *importReport    `json:"report,omitempty"`
	Error    string           `json:"error,omitempty"`
}

// doorHandler answers commands on the local socket. Only who may write to the data folder can reach it.
func (h *house) doorHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /import", func(w http.ResponseWriter, r *http.Request) {
		enc := json.NewEncoder(w)
		send := func(l doorLine) {
			enc.Encode(l)
			http.NewResponseController(w).Flush()
		}
		report, err := h.take(r, func(n exchange.Intake) { send(doorLine{Progress: &n}) })
		if err != nil {
			send(doorLine{Error: err.Error()})
			return
		}
		send(doorLine{Report: &report})
	})
	return mux
}

// take keeps what comes over the socket in a file and imports that, so that its hash is known before its first record.
func (h *house) take(r *http.Request, progress func(exchange.Intake)) (importReport, error) {
	q := r.URL.Query()
	opt := exchange.Options{}
	var err error
	if o := q.Get("office"); o != "" {
		if opt.Office, err = ipr.ParseOffice(o); err != nil {
			return importReport{}, err
		}
	}
	if d := q.Get("date"); d != "" {
		if opt.Date, err = ipr.ParseDate(d); err != nil {
			return importReport{}, err
		}
	}
	f, err := os.CreateTemp(h.s.Dir(), "import-*")
	if err != nil {
		return importReport{}, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if _, err := io.Copy(f, r.Body); err != nil {
		return importReport{}, err
	}
	next := h.p.clock().Add(2 * time.Second)
	report, err := importFile(r.Context(), h.s, f.Name(), filepath.Base(q.Get("name")), opt, h.p.clock, func(n exchange.Intake) {
		if now := h.p.clock(); now.After(next) {
			next = now.Add(2 * time.Second)
			progress(n)
		}
	})
	if err != nil {
		return report, err
	}
	if err := h.s.Publish(r.Context()); err != nil {
		return report, err
	}
	return report, h.catalogue.catchUp(r.Context())
}
