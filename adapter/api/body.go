package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/procedure/filing"
)

const (
	maxJSON = 32 << 20 // bytes of a body that is read whole; what is larger comes as multipart/form-data
	maxXML  = 4 << 20  // bytes of an application in XML, which says the same in more words
	maxBody = 4 << 30  // bytes of one that is taken in as it arrives
	maxKept = 32 << 20 // bytes of documents of one request that came before they were wanted
)

// incoming is an application with its documents, as it came.
type incoming struct {
	application *filing.Application
	documents   []filing.Incoming
	made        *filing.Made // of a package
	key         string       // of the request, if it has none of its own
	done        func()       // when the documents have been taken in
}

// envelope is the JSON of a filing.
type envelope struct {
	Application json.RawMessage `json:"application"`
	Documents   [][]byte        `json:"documents"` // base64, in any order: each is known by its SHA-256
}

// read reads the body of a request: an application as JSON with its documents, as parts of a form, or as a document of ST.96.
func (a *API) read(w http.ResponseWriter, r *request) (*incoming, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		kind = ""
	}
	var in *incoming
	switch kind {
	case "application/json":
		in, err = readJSON(http.MaxBytesReader(w, r.Body, maxJSON))
	case "application/xml", "text/xml":
		in = new(incoming)
		in.application, err = exchange.ReadFilingST96(http.MaxBytesReader(w, r.Body, maxXML))
	case "multipart/form-data":
		in, err = readForm(multipart.NewReader(http.MaxBytesReader(w, r.Body, maxBody), params["boundary"]))
	case exchange.PackageType:
		in, err = a.readPackage(r.Context(), http.MaxBytesReader(w, r.Body, maxBody))
	default:
		err = fault.New(fault.Invalid, "a filing is sent as application/json, multipart/form-data, application/xml or a package")
	}
	if err != nil {
		return nil, err
	}
	if err := sign(in.application, r.by, in.made != nil); err != nil {
		in.close()
		return nil, err
	}
	return in, nil
}

// close ends what the documents are read from.
func (in *incoming) close() {
	if in.done != nil {
		in.done()
	}
}

// sign sees that an application claims no signature that the interface cannot know of. Names under it are of those who sign with the
// account's key, or in the files themselves.
func sign(app *filing.Application, by Caller, packed bool) error {
	for i := range app.Signatures {
		s := &app.Signatures[i]
		if s.How != "interface" && s.How != "file" && !(packed && s.How == "package") {
			return fault.New(fault.Invalid, "by the interface one signs as \"interface\" or \"file\"").At("signatures")
		}
		if s.Account != "" && s.Account != string(by.Actor.Account) {
			return fault.New(fault.Invalid, "a signature of another account cannot be sent").At("signatures")
		}
		if at, err := time.Parse(time.RFC3339, s.At); err != nil || at.UTC().Truncate(time.Second).Format(time.RFC3339) != s.At {
			return fault.New(fault.Invalid, "when it was signed is told in UTC and whole seconds: 2026-11-25T08:00:00Z").At("signatures")
		}
		s.Account = string(by.Actor.Account)
	}
	return nil
}

func readJSON(body io.Reader) (*incoming, error) {
	b, err := io.ReadAll(body)
	if err != nil {
		return nil, cut(err)
	}
	var e envelope
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return nil, fault.New(fault.Invalid, "the body is no JSON of a filing: application and documents in base64").Because(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fault.New(fault.Invalid, "something follows the application")
	}
	app, err := filing.Read(e.Application)
	if err != nil {
		return nil, err
	}
	in := &incoming{application: app, documents: filing.Documents(e.Documents...)}
	for _, doc := range in.documents {
		if app.File(doc.SHA256) == nil {
			return nil, unnamed(doc.SHA256)
		}
	}
	return in, nil
}

// cut is the error of a body that ends too early: the sender's, and not ours.
func cut(err error) error {
	var large *http.MaxBytesError
	if _, told := fault.Of(err); told || errors.As(err, &large) {
		return err
	}
	return fault.New(fault.Invalid, "the request broke off").Because(err)
}

func unnamed(sha string) error {
	return fault.New(fault.Invalid, "a document came that the application does not name: its SHA-256 is %s", sha).At("files")
}

// readForm reads the part "application", which comes first. The documents are read when the desk takes them in; each is a part under the
// name of its SHA-256, or "file".
func readForm(form *multipart.Reader) (*incoming, error) {
	first, err := form.NextPart()
	if err != nil {
		return nil, cut(err)
	}
	if first.FormName() != "application" {
		return nil, fault.New(fault.Invalid, "the first part of the form is the application")
	}
	b, err := io.ReadAll(io.LimitReader(first, maxXML))
	if err != nil {
		return nil, cut(err)
	}
	in := new(incoming)
	if kind, _, _ := mime.ParseMediaType(first.Header.Get("Content-Type")); kind == "application/xml" || kind == "text/xml" {
		in.application, err = exchange.ReadFilingST96(bytes.NewReader(b))
	} else {
		in.application, err = filing.Read(b)
	}
	if err != nil {
		return nil, err
	}
	p := &parts{form: form, app: in.application, kept: map[string][]byte{}}
	for _, f := range in.application.Files {
		in.documents = append(in.documents, filing.Incoming{SHA256: f.SHA256, Body: &part{from: p, sha: f.SHA256, name: f.Name}})
	}
	return in, nil
}

// parts are the documents of a form, which come in the order of their sender: those that are not wanted yet are kept in memory.
type parts struct {
	form *multipart.Reader
	app  *filing.Application
	kept map[string][]byte
	size int64
}

// part is one of them, opened when it is first read.
type part struct {
	from *parts
	sha  string
	name string
	body io.Reader
}

// Read reads the document. Errors: Invalid if it did not come.
func (p *part) Read(b []byte) (int, error) {
	if p.body == nil {
		var err error
		if p.body, err = p.from.open(p.sha, p.name); err != nil {
			return 0, err
		}
	}
	n, err := p.body.Read(b)
	if err != nil && err != io.EOF {
		err = cut(err)
	}
	return n, err
}

// open goes on to a document.
func (p *parts) open(sha, name string) (io.Reader, error) {
	for {
		if b, ok := p.kept[sha]; ok {
			delete(p.kept, sha)
			p.size -= int64(len(b))
			return bytes.NewReader(b), nil
		}
		next, err := p.form.NextPart()
		if err == io.EOF {
			return nil, fault.New(fault.Invalid, "the document %q did not come", name).At("files")
		}
		if err != nil {
			return nil, cut(err)
		}
		named := next.FormName()
		if named == sha {
			return next, nil
		}
		if named != "file" && p.app.File(named) == nil {
			return nil, fault.New(fault.Invalid, "a document is a part under the name of its SHA-256, or \"file\"").At("files")
		}
		b, err := io.ReadAll(io.LimitReader(next, maxKept-p.size+1))
		if err != nil {
			return nil, cut(err)
		}
		if p.size += int64(len(b)); p.size > maxKept {
			return nil, fault.New(fault.Invalid, "documents of more than %d bytes come in the order of the application, each under the name of its SHA-256", maxKept).At("files")
		}
		if named == "file" {
			sum := sha256.Sum256(b)
			if named = hex.EncodeToString(sum[:]); p.app.File(named) == nil {
				return nil, unnamed(named)
			}
		}
		p.kept[strings.Clone(named)] = b
	}
}

// readPackage takes a package in, encrypted, and reads it. What it proves of its time is held against the office's own log.
func (a *API) readPackage(ctx context.Context, body io.Reader) (*incoming, error) {
	s, err := newSpool(body)
	if err != nil {
		return nil, cut(err)
	}
	in := &incoming{done: s.close}
	b, err := exchange.OpenBundle(s, s.size, exchange.Limits{Members: filing.MaxFiles + 10, Total: maxBody})
	if err != nil {
		in.close()
		return nil, err
	}
	p, err := exchange.ReadPackage(b)
	if err == nil && p.Checkpoint != nil {
		p.Made.After, err = a.Checkpoints.After(ctx, p.Checkpoint)
	}
	if err != nil {
		in.close()
		return nil, err
	}
	p.Made.Say()
	in.application, in.documents, in.made, in.key = p.Application, p.Documents(), p.Made, "package/"+p.Made.Digest
	return in, nil
}
