package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/muniment/muniment/adapter/paper"
	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/adapter/sign"
	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure"
)

// The files of a data folder that have to do with documents.
const (
	officeFile   = "office.yaml"    // the letterhead
	paperFile    = "paper.yaml"     // paperSettings
	templateDir  = "paper/template" // the office's own templates, over ours
	fontDir      = "paper/font"     // the office's own faces
	sampleKey    = "paper/sample.p12"
	sampleIssuer = "paper/sample-authority.pem"
)

// keyPassword is the variable of the environment with the password of the signing key: of a PKCS#12 file, or the PIN of a token.
const keyPassword = "MUNIMENT_KEY_PASSWORD" // #nosec G101 -- a name, not a password

// samplePassword protects the sample key, which protects nothing.
const samplePassword = "sample" // #nosec G101 -- of a key made for the demonstration

// paperSettings are how an office makes its documents: DATA/paper.yaml.
type paperSettings struct {
	Program []string                  `yaml:"program,omitempty"` // makes PDFs of HTML in the place of our composer, with its arguments
	Symbols map[procedure.Form]string `yaml:"symbols,omitempty"` // what stands before the office's sign in numbers, by form
	Sign    *signSettings             `yaml:"sign,omitempty"`
	Hourly  int                       `yaml:"hourly,omitempty"` // new signed extracts for the public in an hour; 0 for usualHourly
}

// usualHourly is how many new signed extracts the public gets in an hour, so that nobody fills the books.
const usualHourly = 1000

// signSettings say with which key documents are signed: File, or Module with the label of the token and the identifier of the key in it.
type signSettings struct {
	File   string `yaml:"file,omitempty"`   // PKCS#12, from the data folder
	Module string `yaml:"module,omitempty"` // library of a PKCS#11 token
	Token  string `yaml:"token,omitempty"`
	Key    string `yaml:"key,omitempty"`   // hexadecimal digits
	Chain  string `yaml:"chain,omitempty"` // PEM file, from the data folder: the key's certificate and those above it; the token's own without it
	Tool   string `yaml:"tool,omitempty"`  // pkcs11-tool
	Reason string `yaml:"reason,omitempty"`
	Place  string `yaml:"place,omitempty"`
	Stamp  *struct {
		URL      string `yaml:"url"`
		Roots    string `yaml:"roots,omitempty"`    // PEM file, from the data folder
		Optional bool   `yaml:"optional,omitempty"` // sign without a time-stamp if the authority is away
	} `yaml:"stamp,omitempty"`
}

// usualSymbols stand before the office's sign in the numbers of documents, where paper.yaml does not say otherwise. They follow
// the custom of Vietnamese offices, as we know it: what each office writes is for it to say.
var usualSymbols = map[procedure.Form]string{
	procedure.Receipt: "BN", procedure.Defect: "TB", procedure.Refusal: "TB", procedure.Decision: "QĐ", procedure.FeeRequest: "TB", procedure.Certificate: "VB", procedure.Extract: "TL",
	procedure.Copy: "BS", procedure.GazettePart: "CB", procedure.Letter: "CV",
}

// press makes documents: the letterhead, the templates, the faces and the composer of an office.
type press struct {
	letterhead *office.Letterhead
	settings   paperSettings
	templates  *paper.Templates
	fonts      *font.Set
	composer   paper.Composer
	pictures   fs.FS // those of documents, by their SHA-256; nil for none
}

// press opens what documents are made with. A sample office has a letterhead of its own if the data folder has none.
//
// Errors: NotFound if there is no letterhead; Invalid for files that are not as they should be, with their lines.
func (p *program) press(sample bool) (*press, error) {
	w := &press{}
	var err error
	if w.letterhead, err = p.letterhead(sample); err != nil {
		return nil, err
	}
	if b, err := os.ReadFile(p.path(paperFile)); err == nil {
		if err := yaml.Load(b, &w.settings, yaml.WithKnownFields()); err != nil {
			return nil, fault.New(fault.Invalid, "the settings of paper are not as they should be").At(paperFile).Because(err)
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if w.templates, err = p.templates(""); err != nil {
		return nil, err
	}
	var faces []fs.FS
	if dir := p.path(fontDir); isFolder(dir) {
		faces = append(faces, os.DirFS(dir))
	}
	if w.fonts, err = font.Open(faces...); err != nil {
		return nil, err
	}
	w.composer = &paper.Press{Fonts: w.fonts}
	if len(w.settings.Program) > 0 {
		w.composer = &paper.Program{Command: w.settings.Program}
	}
	return w, nil
}

// letterhead reads that of the office.
func (p *program) letterhead(sample bool) (*office.Letterhead, error) {
	b, err := os.ReadFile(p.path(officeFile))
	switch {
	case err == nil:
		l, err := office.ReadLetterhead(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", officeFile, err)
		}
		return l, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	case sample:
		return office.SampleLetterhead(), nil
	}
	return nil, fault.New(fault.NotFound, "the data folder has no letterhead of the office").Hinting("write office.yaml; docs/paper.md shows one")
}

// templates opens ours and, over them, those of a folder; "" for the data folder's.
func (p *program) templates(dir string) (*paper.Templates, error) {
	if dir == "" {
		if dir = p.path(templateDir); !isFolder(dir) {
			return paper.OpenTemplates(nil)
		}
	}
	return paper.OpenTemplates(os.DirFS(dir))
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// symbol is what follows the numbers of a form.
func (w *press) symbol(f procedure.Form) string {
	before, told := w.settings.Symbols[f]
	if !told {
		before = usualSymbols[f]
	}
	if before == "" {
		return w.letterhead.Symbol
	}
	return before + "-" + w.letterhead.Symbol
}

// source is a document as HTML, and what goes with it to the composer.
func (w *press) source(d *procedure.Document) (paper.Source, string, error) {
	html, version, err := w.templates.Fill(d)
	return paper.Source{Name: string(d.Form) + ".html", HTML: html, Files: paper.Under(w.pictures, w.templates.Files()),
		Made: time.Date(d.Date.Year, time.Month(d.Date.Month), d.Date.Day, 0, 0, 0, 0, zone()).UTC()}, version, err
}

// Compose makes the PDF of a document that goes out. Errors: Invalid also for what an unfinished preview may have: a character that
// no face has, a line that does not fit.
func (w *press) Compose(ctx context.Context, d *procedure.Document, to io.Writer) (procedure.Template, error) {
	src, version, err := w.source(d)
	if err != nil {
		return procedure.Template{}, err
	}
	report, err := w.composer.Compose(ctx, src, to)
	if err == nil {
		err = report.Sound()
	}
	return procedure.Template{Name: string(d.Form), Version: version}, err
}

// blobs are the files that the register keeps, by their SHA-256. A document names those only that its right's public entry names.
type blobs struct {
	ctx context.Context
	s   *store.Store
}

// Open reads a kept file.
func (b blobs) Open(name string) (fs.File, error) {
	if raw, err := hex.DecodeString(name); err != nil || len(raw) != sha256.Size {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f, err := b.s.OpenBlob(b.ctx, name)
	if fault.KindOf(err) == fault.NotFound {
		err = &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	body, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	return paper.Pictures{name: body}.Open(name)
}

// officeSigner signs with the office's key.
type officeSigner struct {
	key      *sign.Key
	settings signSettings
	stamper  *sign.Stamper
	say      func(string, ...any)
}

// Sign signs a document; see procedure.Signer.
func (o *officeSigner) Sign(ctx context.Context, pdf []byte, at time.Time) ([]byte, procedure.SignedBy, error) {
	signed, err := sign.Sign(ctx, pdf, sign.Options{Key: o.key, At: at, Reason: o.settings.Reason, Place: o.settings.Place, Stamper: o.stamper})
	if err != nil {
		return nil, procedure.SignedBy{}, err
	}
	if signed.Away != nil {
		o.say("signed without a time-stamp: %v", signed.Away)
	}
	print := sha256.Sum256(o.key.Certificate.Raw)
	return signed.Update, procedure.SignedBy{Name: o.key.Certificate.Subject.CommonName, Fingerprint: hex.EncodeToString(print[:]), Level: string(signed.Level), Stamped: signed.Stamp}, nil
}

// signer opens the key that paper.yaml names; a sample office makes and keeps one of its own. It is nil if documents are not signed.
func (p *program) signer(w *press, sample bool) (procedure.Signer, error) {
	set := w.settings.Sign
	if set == nil {
		if !sample {
			return nil, nil
		}
		key, err := p.sampleKey(w.letterhead)
		if err != nil {
			return nil, err
		}
		return &officeSigner{key: key, say: p.say}, nil
	}
	o := &officeSigner{settings: *set, say: p.say}
	var err error
	switch {
	case (set.File == "") == (set.Module == ""):
		return nil, fault.New(fault.Invalid, "the signing key is either a file or in a token: sign has file, or module, token and key").At(paperFile)
	case set.File != "":
		b, e := os.ReadFile(p.within(set.File))
		if e != nil {
			return nil, fault.New(fault.NotFound, "the signing key cannot be read").Because(e)
		}
		o.key, err = sign.OpenPKCS12(b, p.env(keyPassword), p.clock())
	default:
		token := sign.Token{Tool: set.Tool, Module: set.Module, Label: set.Token, Key: set.Key, PIN: p.env(keyPassword)}
		if set.Chain != "" {
			if token.Certificate, err = os.ReadFile(p.within(set.Chain)); err != nil {
				return nil, fault.New(fault.NotFound, "the certificates of the token's key cannot be read").Because(err)
			}
		}
		o.key, err = token.Open(p.ctx, p.clock())
	}
	if err != nil {
		return nil, fmt.Errorf("opening the signing key: %w", err)
	}
	if set.Stamp != nil {
		o.stamper = &sign.Stamper{URL: set.Stamp.URL, Optional: set.Stamp.Optional}
		if set.Stamp.Roots != "" {
			if o.stamper.Roots, err = p.roots(p.within(set.Stamp.Roots)); err != nil {
				return nil, err
			}
		}
	}
	return o, nil
}

// within is a path that a setting names, from the data folder.
func (p *program) within(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return p.path(path)
}

// roots reads certificates in PEM.
func (p *program) roots(path string) (*x509.CertPool, error) {
	b, err := os.ReadFile(path)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(b) {
		return nil, fault.New(fault.Invalid, "the file %s holds no certificates in PEM", path).Because(err)
	}
	return pool, nil
}

// sampleKey opens the key of a sample office, and makes it if it is not there or has expired.
func (p *program) sampleKey(l *office.Letterhead) (*sign.Key, error) {
	path := p.path(filepath.FromSlash(sampleKey))
	if b, err := os.ReadFile(path); err == nil {
		key, err := sign.OpenPKCS12(b, samplePassword, p.clock())
		if fault.KindOf(err) != fault.Late {
			return key, err
		}
	}
	made, err := sign.NewSample(l.Name.In("en"), string(l.Code), p.clock())
	if err != nil {
		return nil, err
	}
	file, err := made.PKCS12(samplePassword)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made.Authority.Raw})
	return made.Key, errors.Join(os.WriteFile(path, file, 0o600), os.WriteFile(p.path(filepath.FromSlash(sampleIssuer)), authority, 0o644))
}

// desk issues the documents of an office.
type desk struct {
	*press
	*procedure.Issuer
	s     *store.Store
	clock func() time.Time

	mu   sync.Mutex
	hour time.Time // in which were issued:
	made int       // new extracts for the public
}

// allow takes one from the hour's new extracts for the public. Errors: Unavailable if there are none left.
func (k *desk) allow() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if hour := k.clock().Truncate(time.Hour); hour != k.hour {
		k.hour, k.made = hour, 0
	}
	if k.made >= cmp.Or(k.settings.Hourly, usualHourly) {
		return fault.New(fault.Unavailable, "no more signed extracts are issued in this hour; the unsigned one is always there")
	}
	k.made++
	return nil
}

// desk opens what documents are issued with. Base is the address of the office's pages; "" leaves documents without a code.
func (p *program) desk(s *store.Store, base string) (*desk, error) {
	told, err := s.Setting(p.ctx, "sample")
	if err != nil {
		return nil, err
	}
	sample := told != ""
	w, err := p.press(sample)
	if err != nil {
		return nil, err
	}
	w.pictures = blobs{p.ctx, s}
	signer, err := p.signer(w, sample)
	if err != nil {
		return nil, err
	}
	key, err := s.TokenKey(p.ctx)
	if err != nil {
		return nil, err
	}
	tokens, err := procedure.NewTokens(key)
	if err != nil {
		return nil, err
	}
	return &desk{press: w, s: s, clock: p.clock, Issuer: &procedure.Issuer{Books: s.Books(), Composer: w, Signer: signer, Tokens: tokens, Clock: p.clock, Link: linkBase(base)}}, nil
}

// issue issues a document after a trial, so that no number is lost to what cannot be composed.
func (k *desk) issue(ctx context.Context, r procedure.Request) (*procedure.Issued, error) {
	trial := *r.Document
	trial.Number, trial.Token = "1", "00000-00000-00000-00000-00000"
	if k.Link != "" {
		trial.Link = k.Link + trial.Token
	}
	if _, err := k.DocumentByKey(ctx, r.Key); fault.KindOf(err) == fault.NotFound {
		_, err := k.Compose(ctx, &trial, io.Discard)
		if fault.KindOf(err) == fault.Invalid {
			err = fault.New(fault.Conflict, "the templates and faces of the office do not show this document without fault, so it is not issued").Because(err).
				Hinting("muniment paper check looks through templates; faces for more scripts are put into paper/font of the data folder")
		}
		if err != nil {
			return nil, err
		}
	}
	return k.Issue(ctx, r)
}

// DocumentByKey gives the document that was issued under a key. Errors: NotFound.
func (k *desk) DocumentByKey(ctx context.Context, key string) (*procedure.Issued, error) {
	return k.Books.DocumentByKey(ctx, key)
}

// ByID gives a document by its number in the books, with its token. Errors: NotFound.
func (k *desk) ByID(ctx context.Context, id int64) (*procedure.Issued, error) {
	d, err := k.Books.Document(ctx, id)
	if err == nil {
		d.Token, err = k.Tokens.Token(id)
	}
	return d, err
}

// compose makes the PDF of a document that does not go out.
func (w *press) compose(ctx context.Context, d *procedure.Document) ([]byte, paper.Report, error) {
	src, _, err := w.source(d)
	if err != nil {
		return nil, paper.Report{}, err
	}
	var b bytes.Buffer
	report, err := w.composer.Compose(ctx, src, &b)
	return b.Bytes(), report, err
}
