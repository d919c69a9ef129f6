package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

type importCommand struct {
	Office string   `help:"ST.3 code of the office whose records these are, for files that do not say." placeholder:"XX"`
	Date   string   `help:"Date of the records, for files that do not tell: YYYY-MM-DD." placeholder:"DATE"`
	Lang   string   `help:"Language of the reports: vi or en." default:"en" enum:"vi,en"`
	JSON   bool     `name:"json" help:"Write the reports as JSON lines."`
	File   []string `arg:"" name:"file" help:"Files or folders." type:"path"`
}

func (c *importCommand) Run(p *program) error {
	opt, err := importOptions(c.Office, c.Date)
	if err != nil {
		return misuse{err}
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
	var sum importSum
	for _, f := range files {
		r, err := importFile(p.ctx, s, f.path, f.name(), opt, p.clock, p.progress(f.name()))
		if r.Verdict == "" {
			return err
		}
		c.tell(p, f, r, r.text(locale.Lang(c.Lang)), &sum)
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
	return c.end(p, sum)
}

func importOptions(office, date string) (opt exchange.Options, err error) {
	if office != "" {
		if opt.Office, err = ipr.ParseOffice(office); err != nil {
			return opt, err
		}
	}
	if date != "" {
		opt.Date, err = ipr.ParseDate(date)
	}
	return opt, err
}

// tell prints what became of a file, text being the report in words, and adds it to the sum.
func (c *importCommand) tell(p *program, f importFrom, r importReport, text string, sum *importSum) {
	if c.JSON {
		sum.wrote(json.NewEncoder(p.out).Encode(r))
	} else {
		_, err := fmt.Fprint(p.out, text)
		sum.wrote(err)
	}
	if sum.add(f, r); r.Verdict == broken || r.Verdict == formless && !f.found {
		lang := locale.Lang(c.Lang)
		p.say("%s: %s", visible(r.Name), visible(r.why(lang)))
		if r.Hint != "" {
			p.say("hint: %s", locale.Sentence(lang, r.Hint))
		}
	}
}

// end prints the sum of several files, and gives the exit code.
func (c *importCommand) end(p *program, sum importSum) error {
	switch {
	case sum.Files == 1:
	case c.JSON:
		sum.wrote(json.NewEncoder(p.out).Encode(sum))
	default:
		_, err := fmt.Fprint(p.out, sum.text(locale.Lang(c.Lang)))
		sum.wrote(err)
	}
	if sum.lost != nil {
		return fault.New(fault.Unavailable, "the report cannot be written").Because(sum.lost).Hinting("the import itself is done; import the same files again for the report")
	}
	if sum.failed() {
		return exit(1)
	}
	return nil
}

// importFrom is a file to be imported.
type importFrom struct {
	path  string
	found bool // in a folder, and not named by itself
}

func (f importFrom) name() string { return filepath.Base(f.path) }

// filesBelow lists files, those of folders in the order of their names.
func filesBelow(paths []string) ([]importFrom, error) {
	var out []importFrom
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, fault.New(fault.NotFound, "%s cannot be read", path).Because(err)
		}
		if info.Mode().IsRegular() {
			out = append(out, importFrom{path: path})
			continue
		}
		if !info.IsDir() {
			return nil, fault.New(fault.Invalid, "%s is neither a file nor a folder", path).Hinting("an import reads a file twice: save what comes out of a pipe first")
		}
		err = filepath.WalkDir(path, func(f string, d fs.DirEntry, err error) error { // in lexical order
			if err == nil && d.Type().IsRegular() {
				out = append(out, importFrom{f, true})
			}
			return err
		})
		if err != nil {
			return nil, fault.New(fault.NotFound, "%s cannot be read", path).Because(err)
		}
	}
	if len(out) == 0 {
		return nil, fault.New(fault.NotFound, "there is no file to import")
	}
	return out, nil
}

// importFile reads one file into the library. Of an error that lies in the file the report has the verdict; with any other
// it has none, and the import cannot go on.
func importFile(ctx context.Context, s *store.Store, path, name string, opt exchange.Options, clock func() time.Time, progress func(exchange.Intake)) (importReport, error) {
	r := importReport{Name: norm.NFC.String(visible(name))} // it is told in the log
	opt.Name, r.Office, r.Date = r.Name, opt.Office, opt.Date
	err := r.take(ctx, s, path, opt, clock, progress)
	return r, r.judge(err)
}

func (r *importReport) take(ctx context.Context, s *store.Store, path string, opt exchange.Options, clock func() time.Time, progress func(exchange.Intake)) error {
	f, err := os.Open(path)
	if err != nil {
		return fault.New(fault.NotFound, "the file cannot be read").Because(err)
	}
	defer f.Close()
	h := sha256.New()
	if r.Size, err = io.Copy(h, f); err != nil {
		return fault.New(fault.NotFound, "the file cannot be read").Because(err)
	}
	r.Document = hex.EncodeToString(h.Sum(nil))
	head := make([]byte, exchange.HeadSize)
	n, err := f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return fault.New(fault.NotFound, "the file cannot be read").Because(err)
	}
	format, err := exchange.Detect(r.Name, head[:n])
	if err != nil {
		return err
	}
	r.Format = string(format)
	reader, err := exchange.Open(format, io.NewSectionReader(f, 0, r.Size), r.Size, opt)
	if err != nil {
		return err
	}
	earlier, err := s.StartReading(ctx, store.Reading{Document: r.Document, Name: r.Name, Size: r.Size})
	if err != nil {
		return err
	}
	if r.asked(earlier.Report) {
		r.Earlier = earlier.Finished
	}
	read := exchange.Take
	if r.Earlier != "" {
		read = exchange.Recount
	}
	started := clock()
	r.Intake, err = read(ctx, s, reader, register.Document{Name: r.Name, SHA256: r.Document, Size: r.Size}, progress)
	r.Seconds, r.Source = clock().Sub(started).Seconds(), reader.Report()
	if err != nil || r.Earlier != "" {
		return err
	}
	r.Verdict = whole
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return s.FinishReading(ctx, r.Document, string(text))
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

// handOver sends the files to the server that is writing to the data folder.
func (c *importCommand) handOver(p *program, files []importFrom) error {
	client := p.doorbell()
	p.say("a server is writing to this data folder; the files are handed over to it")
	var sum importSum
	for _, from := range files {
		if err := c.handOne(p, client, from, &sum); err != nil {
			return err
		}
	}
	return c.end(p, sum)
}

func (c *importCommand) handOne(p *program, client *http.Client, from importFrom, sum *importSum) error {
	f, err := os.Open(from.path)
	if err != nil {
		r := importReport{Name: from.name()}
		r.judge(fault.New(fault.NotFound, "the file cannot be read").Because(err))
		c.tell(p, from, r, r.text(locale.Lang(c.Lang)), sum)
		return nil
	}
	defer f.Close()
	q := url.Values{"name": {from.name()}, "office": {c.Office}, "date": {c.Date}, "lang": {c.Lang}}
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
			line.Report.said = line.Why
			c.tell(p, from, *line.Report, line.Text, sum)
			return nil
		case line.Progress != nil:
			p.say("%s: %d records read, %d stored", visible(from.name()), line.Progress.Read, line.Progress.Stored)
		}
	}
}

// doorLine is a line of the server's answer on its socket.
type doorLine struct {
	Progress *exchange.Intake `json:"progress,omitempty"`
	Report   *importReport    `json:"report,omitempty"`
	Text     string           `json:"text,omitempty"` // the report in words
	Why      string           `json:"why,omitempty"`  // its Why in the same language
	Error    string           `json:"error,omitempty"`
}

// doorHandler answers commands on the local socket. Only who may write to the data folder can reach it.
func (h *house) doorHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /place", h.placeDoor)
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
		lang, _ := locale.ParseLang(r.URL.Query().Get("lang"))
		send(doorLine{Report: &report, Text: report.text(lang), Why: report.why(lang)})
	})
	mux.HandleFunc("POST /paper", h.paperDoor)
	mux.HandleFunc("POST /key", h.keyDoor)
	mux.HandleFunc("POST /account", h.accountDoor)
	return mux
}

// take keeps what comes over the socket in a file and imports that, so that its hash is known before its first record.
func (h *house) take(r *http.Request, progress func(exchange.Intake)) (importReport, error) {
	q := r.URL.Query()
	opt, err := importOptions(q.Get("office"), q.Get("date"))
	if err != nil {
		return importReport{}, err
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
	if report.Verdict == "" {
		return report, err
	}
	if err := h.s.Publish(r.Context()); err != nil {
		return report, err
	}
	return report, h.catalogue.catchUp(r.Context())
}
