package main

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"github.com/muniment/muniment/adapter/sign"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/procedure"
)

type paperVerify struct {
	Root []string `help:"Certificates that signers' certificates must lead to (PEM); a sample office's without it." type:"path" placeholder:"FILE"`
	Lang string   `help:"Language: vi or en." default:"en" enum:"vi,en"`
	File string   `arg:"" help:"The PDF." type:"path"`
}

// Run verifies the signatures of a PDF, and says what the books of the data folder tell of it, if there is one. It exits 1 if a
// signature does not hold, if there is none, or if the books say that the document was replaced or withdrawn.
func (c *paperVerify) Run(p *program) error {
	b, err := os.ReadFile(c.File)
	if err != nil {
		return misuse{fault.New(fault.NotFound, "the file cannot be read").Because(err)}
	}
	trust := sign.Trust{Roots: x509.NewCertPool(), At: p.clock()}
	if len(c.Root) == 0 {
		c.Root, _ = filepath.Glob(p.path(filepath.FromSlash(sampleIssuer))) // the pattern is a path of ours
	}
	for _, path := range c.Root {
		pem, err := os.ReadFile(path)
		if err != nil || !trust.Roots.AppendCertsFromPEM(pem) {
			return misuse{fault.New(fault.Invalid, "the file %s holds no certificates in PEM", path).Because(err)}
		}
	}
	report := sign.Verify(b, trust)
	for _, line := range report.Words(locale.Lang(c.Lang)) {
		fmt.Fprintln(p.out, visible(line))
	}
	sum := sha256.Sum256(b)
	stands, err := c.inBooks(p, hex.EncodeToString(sum[:]))
	if err != nil {
		return err
	}
	if !report.OK() || !stands {
		return exit(1)
	}
	return nil
}

// inBooks looks for the file in the books of the data folder, and reports whether they say anything against it.
func (c *paperVerify) inBooks(p *program, sum string) (bool, error) {
	l := locale.Lang(c.Lang)
	s, err := p.open(true, "")
	if fault.KindOf(err) == fault.NotFound {
		return true, nil // verified anywhere, without a register
	}
	if err != nil {
		return false, err
	}
	defer s.Close()
	d, err := s.Books().DocumentBySHA256(p.ctx, sum)
	if fault.KindOf(err) == fault.NotFound {
		fmt.Fprintln(p.out, locale.T(l, "document.verify.unknown"))
		return true, nil
	}
	if err != nil {
		return false, err
	}
	fmt.Fprintln(p.out, visible(locale.T(l, "document.verify.known", "form", locale.T(l, "document.form."+string(d.Form)), "number", d.Print(), "date", d.Date.In(l),
		"state", locale.T(l, "document.word."+stateKey(d.State())))))
	return d.State() == procedure.InForce, nil
}

// stateKey is the last word of the keys of a state's texts.
func stateKey(s procedure.State) string {
	if s == procedure.InForce {
		return "in_force"
	}
	return string(s)
}
