package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/muniment/muniment/adapter/api"
	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/procedure/filing"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// fileCommand is the applicant's tool: it needs no register, only an office that it can reach, and to pack not even that.
type fileCommand struct {
	Pack filePack `cmd:"" help:"Make a signed package of an application, without a network."`
	Send fileSend `cmd:"" help:"File a package, and keep its receipt."`
	Bulk fileBulk `cmd:"" help:"File the applications of a ZIP archive."`
}

// sendFlags say to which office one files, and as whom.
type sendFlags struct {
	To   string `help:"Address of the office, https://…" required:"" placeholder:"URL"`
	Key  string `help:"File with the key of the account; without it the environment's MUNIMENT_KEY is the key." type:"path" placeholder:"FILE"`
	Lang string `help:"Language of what the office says: vi or en." default:"vi" enum:"vi,en"`
}

// post sends a body with the account's key.
func (c *sendFlags) post(p *program, path, kind string, body io.Reader, size int64) (*http.Response, error) {
	key := p.env("MUNIMENT_KEY")
	if c.Key != "" {
		b, err := os.ReadFile(c.Key)
		if err != nil {
			return nil, misuse{fault.New(fault.NotFound, "the key cannot be read").Because(err)}
		}
		key = string(b)
	}
	if key = strings.TrimSpace(key); key == "" {
		return nil, misuse{fault.New(fault.Unauthenticated, "a key of the account is needed").Hinting("make one with muniment key add, and name its file with --key")}
	}
	req, err := http.NewRequestWithContext(p.ctx, http.MethodPost, strings.TrimSuffix(c.To, "/")+path, body)
	if err != nil {
		return nil, misuse{fault.New(fault.Invalid, "%q is no address of an office", c.To).Because(err)}
	}
	req.ContentLength = size
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Accept-Language", c.Lang)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the office cannot be reached").Because(err).Hinting("run the same command again: what was filed is not filed twice")
	}
	return res, nil
}

// refused is the error that a problem document tells.
func refused(res *http.Response) error {
	b, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	var problem api.Problem
	if err != nil || json.Unmarshal(b, &problem) != nil || problem.Title == "" {
		return fault.New(fault.Unavailable, "the office answers with %s", res.Status).Hinting("run the same command again: what was filed is not filed twice")
	}
	return fault.New(fault.Invalid, "the office answers: %s", cmp.Or(problem.Detail, problem.Title)).At(problem.Field)
}

type filePack struct {
	Application string   `arg:"" help:"The application as JSON; see docs/filing.md." type:"path"`
	Files       []string `arg:"" optional:"" help:"Its documents, ROLE=FILE each: poa=power.pdf"`
	Sign        string   `help:"Name of the applicant who signs; without it the signatures are those of the application." placeholder:"NAME"`
	Checkpoint  string   `help:"A checkpoint of the office's log, fetched before: it proves that the package was made after it." type:"path" placeholder:"FILE"`
	Secret      string   `help:"Where the tool keeps its own key; made if it is not there." type:"path" default:"~/.config/muniment/package.key" placeholder:"FILE"`
	Out         string   `help:"Where the package is written." type:"path" default:"filing.muniment" placeholder:"FILE"`
}

// Run makes a package. Nothing is sent anywhere.
func (c *filePack) Run(p *program) error {
	b, err := os.ReadFile(c.Application)
	if err != nil {
		return misuse{fault.New(fault.NotFound, "the application cannot be read").Because(err)}
	}
	a := new(filing.Application)
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(a); err != nil {
		return fault.New(fault.Invalid, "the application is no JSON").Because(err)
	}
	documents, err := c.documents(a)
	if err != nil {
		return err
	}
	now := p.clock().UTC().Truncate(time.Second)
	if c.Sign != "" {
		a.Signatures = append(a.Signatures, filing.Signature{Name: c.Sign, Capacity: "applicant", How: "package", At: now.Format(time.RFC3339)})
	}
	if a, err = filing.Read(a.Bytes()); err != nil {
		return err
	}
	for _, f := range filing.Check(a, nil) {
		if f.Weight == filing.Stops {
			return f.Fault.At(f.Question)
		}
	}
	var checkpoint []byte
	if c.Checkpoint != "" {
		if checkpoint, err = os.ReadFile(c.Checkpoint); err != nil {
			return misuse{fault.New(fault.NotFound, "the checkpoint cannot be read").Because(err)}
		}
	}
	key, err := makersKey(c.Secret)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := exchange.WritePackage(&out, a, documents, checkpoint, now, key); err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, out.Bytes(), 0o600); err != nil {
		return fault.New(fault.Unavailable, "the package cannot be written").Because(err)
	}
	fmt.Fprintf(p.out, "%s\t%d bytes\tSHA-256 %s\n", c.Out, out.Len(), filing.Documents(out.Bytes())[0].SHA256)
	return nil
}

// documents reads the files of the command line and names in the application those that it does not name yet. A specimen is the picture of the
// mark.
func (c *filePack) documents(a *filing.Application) (map[string][]byte, error) {
	documents := map[string][]byte{}
	for _, arg := range c.Files {
		role, path, ok := strings.Cut(arg, "=")
		if !ok {
			return nil, misuse{fault.New(fault.Invalid, "a document is written ROLE=FILE, not %q", arg)}
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return nil, misuse{fault.New(fault.NotFound, "the document %q cannot be read", arg).Because(err)}
		}
		sha := filing.Documents(body)[0].SHA256
		documents[sha] = body
		if a.File(sha) == nil {
			kind := mime.TypeByExtension(filepath.Ext(path))
			if kind == "" {
				kind = http.DetectContentType(body)
			}
			a.Files = append(a.Files, filing.Attachment{Role: role, Name: filepath.Base(path), Type: kind, Size: int64(len(body)), SHA256: sha})
		}
		if role == "specimen" && a.Mark != nil && a.Mark.Image == "" {
			a.Mark.Image = sha
		}
	}
	return documents, nil
}

// makersKey reads the key of the tool, or makes one.
func makersKey(path string) (*note.Signer, error) {
	b, err := os.ReadFile(path)
	if err == nil {
		return note.ParseSigner(strings.TrimSpace(string(b)))
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Unavailable, "the key of this tool cannot be read").Because(err)
	}
	key, err := note.GenerateSigner("muniment-package", note.Log, register.SystemEntropy())
	if err != nil {
		return nil, err
	}
	if err = os.MkdirAll(filepath.Dir(path), 0o700); err == nil {
		err = os.WriteFile(path, []byte(key.Secret()+"\n"), 0o600)
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the key of this tool cannot be kept").Because(err)
	}
	return key, nil
}

type fileSend struct {
	sendFlags
	Package string `arg:"" help:"The package." type:"path"`
	Receipt string `help:"Where the receipt is kept; PACKAGE.receipt.json without it." type:"path" placeholder:"FILE"`
}

// Run files a package. Sent again it is not filed again.
func (c *fileSend) Run(p *program) error {
	f, err := os.Open(c.Package)
	if err != nil {
		return misuse{fault.New(fault.NotFound, "the package cannot be read").Because(err)}
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	res, err := c.post(p, "/api/v1/filings", exchange.PackageType, f, info.Size())
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusCreated && res.StatusCode != http.StatusOK {
		return refused(res)
	}
	var answer api.Filing
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return fault.New(fault.Unavailable, "the office's answer was cut off").Because(err).Hinting("run the same command again: what was filed is not filed twice")
	}
	to := cmp.Or(c.Receipt, c.Package+".receipt.json")
	if err := os.WriteFile(to, append(answer.Receipt, '\n'), 0o600); err != nil {
		return fault.New(fault.Unavailable, "the receipt cannot be kept").Because(err)
	}
	lang, _ := locale.ParseLang(c.Lang)
	fmt.Fprintf(p.out, "%s\t%s\t%s\t%s\n", answer.ID, cmp.Or(answer.Number, "-"), answer.Day, to)
	if answer.Package != nil {
		fmt.Fprintln(p.out, answer.Package.Words[lang])
	}
	return nil
}

type fileBulk struct {
	sendFlags
	JSON    bool   `name:"json" help:"Write the office's lines as they come."`
	Archive string `arg:"" help:"ZIP archive: a folder for each application, with application.json and its documents." type:"path"`
}

// Run files the applications of an archive. Sent again, what was filed is not filed again.
func (c *fileBulk) Run(p *program) error {
	f, err := os.Open(c.Archive)
	if err != nil {
		return misuse{fault.New(fault.NotFound, "the archive cannot be read").Because(err)}
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	res, err := c.post(p, "/api/v1/filings/bulk", "application/zip", f, info.Size())
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return refused(res)
	}
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var l api.Line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			break
		}
		if c.JSON {
			fmt.Fprintln(p.out, lines.Text())
		} else {
			c.tell(p, l)
		}
		if l.Done != nil {
			if l.Done.Refused > 0 {
				return exit(1)
			}
			return nil
		}
	}
	return fault.New(fault.Unavailable, "the office's answer was cut off").Because(lines.Err()).Hinting("run the same command again: what was filed is not filed twice")
}

// tell prints a line of the report.
func (c *fileBulk) tell(p *program, l api.Line) {
	switch {
	case l.Done != nil:
		p.say("filed %d, filed before %d, refused %d", l.Done.Filed, l.Done.Before, l.Done.Refused)
	case l.Filing != nil:
		fmt.Fprintf(p.out, "%d\t%s\t%s\t%s\t%s\n", l.N, visible(l.Path), l.Filing.ID, cmp.Or(l.Filing.Number, "-"), l.Filing.Day)
	case l.Problem != nil:
		fmt.Fprintf(p.out, "%d\t%s\trefused\t%s\t%s\n", l.N, visible(l.Path), cmp.Or(l.Problem.Field, "-"), visible(cmp.Or(l.Problem.Detail, l.Problem.Title)))
	}
}
