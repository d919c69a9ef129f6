package main

import (
	"context"
	"crypto/x509"
	"io"
	"os"
	"path/filepath"

	"github.com/muniment/muniment/adapter/inspect"
	"github.com/muniment/muniment/adapter/inspect/pdf"
	"github.com/muniment/muniment/adapter/sign"
	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/procedure"
	"github.com/muniment/muniment/procedure/filing"
)

// signerRoots are the certificates to which those of applicants' own signatures must lead: PEM files of the data folder.
const signerRoots = "filing/roots"

// filing is what the portal needs to let people file.
func (h *house) filing(d *filing.Desk, sample bool) *web.Filing {
	f := &web.Filing{Desk: d, Writer: &filing.Writer{Drafts: h.s.Drafts(), Clock: h.p.clock}, Books: h.s.Filings(), Look: look}
	if h.desk != nil {
		f.Papers = papers{h.desk}
	}
	if roots := h.signerRoots(sample); roots != nil {
		f.Signed = func(_ context.Context, doc []byte) (string, error) {
			return signerOf(sign.Verify(doc, sign.Trust{Roots: roots, At: h.p.clock()}))
		}
	}
	return f
}

// signerRoots reads the certificates that are believed; nil if there are none, and then no signature on a file is taken. A sample
// office believes its own sample authority.
func (h *house) signerRoots(sample bool) *x509.CertPool {
	files, _ := filepath.Glob(h.p.path(filepath.FromSlash(signerRoots + "/*.pem"))) // the pattern is a path of ours
	if sample {
		files = append(files, h.p.path(filepath.FromSlash(sampleIssuer)))
	}
	pool, any := x509.NewCertPool(), false
	for _, name := range files {
		b, err := os.ReadFile(name) // #nosec G304 -- of the data folder
		any = err == nil && pool.AppendCertsFromPEM(b) || any
	}
	if !any {
		return nil
	}
	return pool
}

// signerOf is who signed a document that is signed as a whole, without a doubt.
func signerOf(report *sign.Report) (string, error) {
	if report.OK() {
		return report.Signatures[len(report.Signatures)-1].Signer.Subject.CommonName, nil
	}
	for _, p := range report.Problems {
		return "", fault.New(fault.Invalid, p.Text, p.Args...)
	}
	for _, s := range report.Signatures {
		for _, p := range s.Problems {
			return "", fault.New(fault.Invalid, p.Text, p.Args...)
		}
	}
	return "", fault.New(fault.Invalid, "the document is not signed")
}

// countedPages is the greatest size of a PDF whose pages are counted while somebody waits; those of larger ones are counted when the
// document is looked into.
const countedPages = 32 << 20

// look looks at a file before it is taken into a draft.
func look(f io.ReaderAt, size int64, name string, takes []string) (web.Seen, error) {
	var types []inspect.Type
	for _, t := range takes {
		types = append(types, inspect.Type(t))
	}
	s, err := inspect.Look(f, size, name, types...)
	if err != nil {
		return web.Seen{}, err
	}
	seen := web.Seen{Type: string(s.Type), Name: inspect.Name(name), Width: s.Width, Height: s.Height}
	if s.Type == inspect.PDF && size <= countedPages {
		b := make([]byte, size)
		if _, err := f.ReadAt(b, 0); err != nil && err != io.EOF {
			return seen, err
		}
		pages, _ := pdf.Read(b).Pages()
		seen.Pages = len(pages)
	}
	return seen, nil
}

// papers makes documents for those whom they concern.
type papers struct{ k *desk }

// Paper makes the PDF of a document that is neither numbered nor signed.
func (p papers) Paper(ctx context.Context, d *procedure.Document) ([]byte, error) {
	d.Office = p.k.letterhead
	body, report, err := p.k.compose(ctx, d)
	if err != nil {
		return nil, err
	}
	return body, report.Sound()
}
