package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure"
	"github.com/muniment/muniment/register"
)

// operator is who issues and withdraws documents from the command line; there are no accounts yet.
const operator = "operator"

type paperIssue struct {
	Lang     string `help:"Languages: vi, en, or vi,en side by side." default:"vi" placeholder:"vi,en"`
	Details  string `help:"What the document says beyond the right: addressee, paragraphs, files, fee (YAML; docs/paper.md)." type:"path" placeholder:"FILE"`
	Key      string `help:"Under one key there is one document. Without it the key is made of what the document says." placeholder:"KEY"`
	Replaces string `help:"Token of the document that this one takes the place of." placeholder:"TOKEN"`
	Out      string `help:"File to write the PDF to." type:"path" placeholder:"FILE"`
	JSON     bool   `name:"json" help:"Write JSON."`
	Form     string `arg:"" help:"The form: extract, certificate, decision …"`
	Address  string `arg:"" help:"OFFICE/KIND/NUMBER"`
}

func (c *paperIssue) Run(p *program) error {
	order := paperOrder{Do: "issue", Form: c.Form, Right: c.Address, Langs: c.Lang, Key: c.Key, Replaces: c.Replaces}
	if _, err := procedure.ParseForm(c.Form); err != nil {
		f, _ := fault.Of(err)
		return misuse{f.Hinting("the forms are receipt, defect, refusal, decision, fee, certificate, extract, copy, gazette and letter")}
	}
	if _, err := paperLangs(c.Lang); err != nil {
		return err
	}
	if c.Details != "" {
		b, err := os.ReadFile(c.Details)
		if err != nil {
			return misuse{fault.New(fault.NotFound, "the details cannot be read").Because(err)}
		}
		if _, err := readDetails(b); err != nil {
			return misuse{fmt.Errorf("%s: %w", c.Details, err)}
		}
		order.Details = string(b)
	}
	d, err := p.order(order)
	if err != nil {
		return err
	}
	return p.issued(d, c.Out, c.JSON)
}

// issued tells of a document and writes its PDF, if it was asked for. It tells first: the document is issued even if the file cannot
// be written.
func (p *program) issued(d *documentLine, out string, asJSON bool) error {
	if asJSON {
		if err := printJSON(p, d); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(p.out, visible(d.line()))
		if d.Link != "" {
			fmt.Fprintln(p.out, d.Link)
		}
	}
	if out == "" {
		return nil
	}
	return p.savePDF(d.ID, out)
}

// savePDF writes the PDF of an issued document.
func (p *program) savePDF(id int64, path string) error {
	s, err := p.open(true, "")
	if err != nil {
		return err
	}
	defer s.Close()
	d, err := s.Books().Document(p.ctx, id)
	if err != nil {
		return err
	}
	f, err := s.Books().Open(p.ctx, d)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = writeWhole(path, func(w io.Writer) (int, error) { n, err := io.Copy(w, f); return int(n), err })
	return err
}

type paperWithdraw struct {
	Reason string `help:"Why; the page of a public document tells it." required:"" placeholder:"TEXT"`
	Token  string `arg:"" help:"Token of the document."`
}

func (c *paperWithdraw) Run(p *program) error {
	d, err := p.order(paperOrder{Do: "withdraw", Token: c.Token, Reason: c.Reason})
	if err != nil {
		return err
	}
	fmt.Fprintln(p.out, visible(d.line()))
	return nil
}

// documentLine is what is told of an issued document: a line of list --json.
type documentLine struct {
	ID       int64           `json:"id"`
	Number   string          `json:"number"`
	Year     int             `json:"year"`
	Form     procedure.Form  `json:"form"`
	State    procedure.State `json:"state"`
	Date     ipr.Date        `json:"date"`
	Right    string          `json:"right,omitempty"`
	Token    string          `json:"token"`
	Link     string          `json:"link,omitempty"`
	Template string          `json:"template,omitempty"` // with its version
	SHA256   string          `json:"sha256,omitempty"`
	Size     int64           `json:"size,omitempty"`
	Signer   string          `json:"signer,omitempty"`
	Reason   string          `json:"reason,omitempty"`
}

func lineOf(d *procedure.Issued, base string) *documentLine {
	l := &documentLine{ID: d.ID, Number: d.Print(), Year: d.Series.Year, Form: d.Form, State: d.State(), Date: d.Date, Token: d.Token}
	if !d.Right.IsZero() {
		l.Right = d.Right.String()
	}
	if m := d.Made; m != nil {
		l.Template, l.SHA256, l.Size, l.Signer = m.Template.Name+" "+m.Template.Version, m.SHA256, m.Size, m.Name
		if base != "" {
			l.Link = base + d.Token
		}
	}
	if n := len(d.Standings); n > 0 {
		l.Reason = d.Standings[n-1].Reason
	}
	return l
}

// line is the document in one line for a person.
func (l *documentLine) line() string {
	s := fmt.Sprintf("%s  %s  %-12s %-10s %-24s %s", l.Date, l.Token, l.Form, l.State, l.Number, l.Right)
	if l.Reason != "" {
		s += "  (" + l.Reason + ")"
	}
	return strings.TrimRight(s, " ")
}

type paperList struct {
	Limit      int  `help:"How many." default:"50"`
	Unfinished bool `help:"Only numbers that were reserved and are neither finished nor void."`
	JSON       bool `name:"json" help:"Write JSON lines."`
}

func (c *paperList) Run(p *program) error {
	if c.Limit < 1 {
		return misuse{fault.New(fault.Invalid, "--limit is a number from 1")}
	}
	s, err := p.open(true, "")
	if err != nil {
		return err
	}
	defer s.Close()
	var list []*procedure.Issued
	if c.Unfinished {
		list, err = s.Books().Unfinished(p.ctx)
	} else {
		list, err = s.Books().List(p.ctx, 1<<62, c.Limit)
	}
	if err != nil || len(list) == 0 {
		return err
	}
	base, err := s.Setting(p.ctx, baseSetting)
	if err != nil {
		return err
	}
	key, err := s.TokenKey(p.ctx)
	if err != nil {
		return err
	}
	tokens, err := procedure.NewTokens(key)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(p.out)
	for _, d := range list {
		if d.Token, err = tokens.Token(d.ID); err != nil {
			return err
		}
		if l := lineOf(d, linkBase(base)); c.JSON {
			err = enc.Encode(l)
		} else {
			_, err = fmt.Fprintln(p.out, visible(l.line()))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// baseSetting is the name under which the register keeps the address of the office's pages.
const baseSetting = "base-url"

// linkBase is the beginning of the addresses of documents; "" if the pages have no address yet.
func linkBase(base string) string {
	if base == "" {
		return ""
	}
	return strings.TrimSuffix(base, "/") + "/v/"
}

// issueOrdered issues what an order asks for.
func (k *desk) issueOrdered(ctx context.Context, p *program, o paperOrder) (*procedure.Issued, error) {
	form, err := procedure.ParseForm(o.Form)
	if err != nil {
		return nil, err
	}
	langs, err := paperLangs(o.Langs)
	if err != nil {
		return nil, err
	}
	e, err := entryAt(ctx, k.s, o.Right)
	if err != nil {
		return nil, err
	}
	from, day := newest(e)
	d := &procedure.Document{Form: form, Langs: langs, Office: k.letterhead, Symbol: k.symbol(form), Date: day, Right: procedure.NewBibliography(e)}
	details, err := readDetails([]byte(o.Details))
	if err == nil {
		err = details.into(ctx, p, k.s, d)
	}
	if err != nil {
		return nil, err
	}
	r := procedure.Request{Key: o.Key, Document: d, From: from, RightStatus: e.Status, By: operator}
	if r.Key == "" {
		if r.Key, err = k.told(d); err != nil {
			return nil, err
		}
	}
	if o.Replaces != "" {
		if r.Replaces, err = k.Tokens.ID(o.Replaces); err != nil {
			return nil, err
		}
		r.Key += fmt.Sprintf(" in place of %d", r.Replaces)
	}
	d.Date = procedure.Day(k.clock(), zone())
	if form == procedure.Extract {
		if d.Proof, err = k.proof(ctx, from); err != nil {
			return nil, err
		}
	}
	return k.issue(ctx, r)
}

// told is a key made of what a document says: its filled template with the version, the sign in its number, and whether it is signed.
// The document has neither number nor place in the log yet, and for its date the newest day that it tells of.
func (k *desk) told(d *procedure.Document) (string, error) {
	html, version, err := k.templates.Fill(d)
	if err != nil {
		return "", err
	}
	h := sha256.Sum256(fmt.Appendf(html, "\x00%s\x00%s\x00%t", version, d.Symbol, k.Signer != nil))
	return string(d.Form) + " " + hex.EncodeToString(h[:]), nil
}

// entryAt gives the public entry that an address means. Errors: NotFound, Conflict if it can mean several.
func entryAt(ctx context.Context, s *store.Store, address string) (*register.Entry, error) {
	ids, err := ask(ctx, s, address)
	if err != nil {
		return nil, err
	}
	switch len(ids) {
	case 0:
		return nil, fault.New(fault.NotFound, "there is no %s in the register", address)
	case 1:
		return s.Entry(ctx, ids[0])
	}
	var list []string
	for _, id := range ids {
		list = append(list, id.String())
	}
	return nil, fault.New(fault.Conflict, "%s can mean several rights: %s", address, strings.Join(list, ", "))
}
