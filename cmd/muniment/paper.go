package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/muniment/muniment/adapter/paper"
	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/procedure"
)

type paperCommand struct {
	List     paperList     `cmd:"" help:"List issued documents, newest first."`
	Check    paperCheck    `cmd:"" help:"Look for what is wrong in templates: ours, the data folder's, or those of a folder."`
	Preview  paperPreview  `cmd:"" help:"Make a sample document with a template."`
	Samples  paperSamples  `cmd:"" help:"Make every sample document into a folder, in each language and in both."`
	Issue    paperIssue    `cmd:"" help:"Number, compose, sign and enter a document about a right."`
	Gazette  paperGazette  `cmd:"" help:"Make an issue of the gazette of the acts between two days."`
	Withdraw paperWithdraw `cmd:"" help:"Withdraw an issued document, or declare an unfinished number void."`
	Verify   paperVerify   `cmd:"" help:"Verify the signatures of a PDF, and look for it in the books."`
}

// paperLangs reads the languages of a document: "vi", "en", or both with the one first that stands left.
func paperLangs(s string) ([]locale.Lang, error) {
	var out []locale.Lang
	for code := range strings.SplitSeq(s, ",") {
		l, ok := locale.ParseLang(code)
		if !ok || len(out) == 2 || len(out) == 1 && out[0] == l {
			return nil, misuse{fault.New(fault.Invalid, "a document is in Vietnamese, in English, or in both: vi, en, or vi,en; not %q", s)}
		}
		out = append(out, l)
	}
	return out, nil
}

type paperCheck struct {
	Lang string `help:"Language: vi or en." default:"en" enum:"vi,en"`
	Path string `arg:"" optional:"" help:"A folder of templates, or one template in it; without it the data folder's own, or ours." type:"path"`
}

func (c *paperCheck) Run(p *program) error {
	dir, only := c.Path, ""
	if dir != "" && !isFolder(dir) {
		if _, err := os.Stat(dir); err != nil { // or else all that stands beside it would be read
			return misuse{fault.New(fault.NotFound, "the templates cannot be read").Because(err)}
		}
		dir, only = filepath.Split(dir)
	}
	t, err := p.templates(dir)
	if f, ok := fault.Of(err); ok && f.Kind == fault.Invalid { // a file that is no template at all
		where := strings.Replace(f.Where, ", line ", ":", 1)
		fmt.Fprintf(p.out, "%s: %s\n", visible(cmp.Or(where, templateDir)), visible(locale.Sentence(locale.Lang(c.Lang), f.Text, f.Args...)))
		return exit(1)
	}
	if err != nil {
		return err
	}
	fonts, err := p.fonts()
	if err != nil {
		return err
	}
	var samples []*procedure.Document
	for _, d := range sample.Papers() {
		samples = append(samples, d.Document)
	}
	n := 0
	for _, found := range paper.Check(t, fonts, samples) {
		if only != "" && found.File != only && !strings.HasPrefix(found.File, only+" ") {
			continue
		}
		n++
		where := found.File
		if found.Line > 0 {
			where += fmt.Sprintf(":%d", found.Line)
		}
		fmt.Fprintf(p.out, "%s: %s\n", visible(where), visible(locale.Sentence(locale.Lang(c.Lang), found.What.Text, found.What.Args...)))
	}
	if n > 0 {
		return exit(1)
	}
	p.say("%d templates, tried with %d samples: nothing is wrong", len(t.Names()), len(samples))
	return nil
}

// sampled is the sample of a form by its name; the first of the form without one.
func sampled(form, name string) (sample.Paper, error) {
	f, err := procedure.ParseForm(strings.TrimSuffix(filepath.Base(form), ".html"))
	if err != nil {
		return sample.Paper{}, misuse{err}
	}
	var names []string
	for _, d := range sample.Papers() {
		if d.Document.Form != f {
			continue
		}
		if name == "" || d.Name == name {
			return d, nil
		}
		names = append(names, d.Name)
	}
	return sample.Paper{}, misuse{fault.New(fault.NotFound, "there is no sample %q of the form %q; there are: %s", name, string(f), strings.Join(names, ", "))}
}

// tried is a sample as the office writes it, in the languages.
func (w *press) tried(d sample.Paper, langs []locale.Lang) *procedure.Document {
	w.pictures = paper.Pictures(d.Pictures)
	own := *d.Document
	own.Office, own.Langs = w.letterhead, langs
	return &own
}

type paperPreview struct {
	Lang     string `help:"Languages: vi, en, or vi,en side by side." default:"vi" placeholder:"vi,en"`
	Sample   string `help:"Which of the form's samples; the first without it." placeholder:"NAME"`
	HTML     bool   `name:"html" help:"Write the page and not the PDF."`
	Out      string `help:"File to write; standard output without it." type:"path" placeholder:"FILE"`
	Template string `arg:"" help:"The form: extract, certificate, letter …"`
}

func (c *paperPreview) Run(p *program) error {
	d, err := sampled(c.Template, c.Sample)
	if err != nil {
		return err
	}
	langs, err := paperLangs(c.Lang)
	if err != nil {
		return err
	}
	w, err := p.press(true)
	if err != nil {
		return err
	}
	own := w.tried(d, langs)
	if c.HTML {
		src, _, err := w.source(own)
		if err != nil {
			return err
		}
		page, err := paper.Inline(src)
		if err != nil {
			return err
		}
		return p.write(c.Out, page)
	}
	pdf, report, err := w.compose(p.ctx, own)
	if err != nil {
		return err
	}
	for _, problem := range report.Problems {
		p.say("%s", visible(problem.Error()))
	}
	return p.write(c.Out, pdf)
}

// write writes a file whole or not at all; to standard output if it has no name.
func (p *program) write(path string, body []byte) error {
	if path == "" {
		_, err := p.out.Write(body)
		return err
	}
	_, err := writeWhole(path, func(w io.Writer) (int, error) { return w.Write(body) })
	return err
}

// fonts are our faces and the data folder's.
func (p *program) fonts() (*font.Set, error) {
	if dir := p.path(fontDir); isFolder(dir) {
		return font.Open(os.DirFS(dir))
	}
	return font.Open()
}

type paperSamples struct {
	Dir string `arg:"" help:"Folder to write to; made if it is not there." type:"path"`
}

func (c *paperSamples) Run(p *program) error {
	w, err := p.press(true)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return fault.New(fault.Unavailable, "the folder cannot be made").Because(err)
	}
	n := 0
	for _, d := range sample.Papers() {
		for _, langs := range [][]locale.Lang{{locale.Vi}, {locale.En}, {locale.Vi, locale.En}} {
			pdf, report, err := w.compose(p.ctx, w.tried(d, langs))
			if err != nil {
				return fmt.Errorf("%s: %w", d.Name, err)
			}
			name := d.Name
			for i, l := range langs {
				name += string(".+"[i]) + string(l)
			}
			name += ".pdf"
			for _, problem := range report.Problems {
				p.say("%s: %s", name, visible(problem.Error()))
			}
			if err := os.WriteFile(filepath.Join(c.Dir, name), pdf, 0o644); err != nil {
				return err
			}
			n++
		}
	}
	p.say("%d documents written to %s", n, c.Dir)
	return nil
}
