package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure"
)

// paperDetails is what a document says beyond the right that it is about: the file of issue --details.
type paperDetails struct {
	Symbol    *string           `yaml:"symbol"` // what follows the number, for the form's own
	Subject   office.Words      `yaml:"subject"`
	To        *addresseeDetails `yaml:"to"`
	Received  string            `yaml:"received"` // 2026-02-10 08:15, in the office's zone
	Until     ipr.Date          `yaml:"until"`
	Grounds   []remarkDetails   `yaml:"grounds"`
	Remarks   []remarkDetails   `yaml:"remarks"`
	Earlier   []earlierDetails  `yaml:"earlier"`
	Fee       *feeDetails       `yaml:"fee"`
	Files     []fileDetails     `yaml:"files"`
	Sent      []office.Words    `yaml:"sent"`
	Signatory *office.Signatory `yaml:"signatory"`
}

type addresseeDetails struct {
	Name    string   `yaml:"name"`
	Care    string   `yaml:"care"`
	Address []string `yaml:"address"`
	Ref     string   `yaml:"ref"`
}

// remarkDetails is a standard paragraph by its id, or words.
type remarkDetails struct {
	ID    string         `yaml:"id"`
	Args  map[string]any `yaml:"args"` // a text, a number, a list of texts, a date, {vi, en}, or {amount, currency}
	Words office.Words   `yaml:"words"`
}

type earlierDetails struct {
	Right  string       `yaml:"right"` // OFFICE/KIND/NUMBER
	Reason office.Words `yaml:"reason"`
}

// feeDetails is a bill by the law.
type feeDetails struct {
	Act   string   `yaml:"act"`   // TM.file
	Facts []string `yaml:"facts"` // classes=2
	Pack  string   `yaml:"pack"`
}

type fileDetails struct {
	Name   string       `yaml:"name"`
	Title  office.Words `yaml:"title"`
	Pages  int          `yaml:"pages"`
	Size   int64        `yaml:"size"`
	SHA256 string       `yaml:"sha256"`
}

// maxDetails is the greatest length of a file of details in bytes.
const maxDetails = 1 << 20

// readDetails reads a file of details; nothing is none. Errors: Invalid, with the line where YAML knows it.
func readDetails(b []byte) (*paperDetails, error) {
	d := &paperDetails{}
	if len(b) > maxDetails {
		return nil, fault.New(fault.Invalid, "the file is larger than %d bytes", maxDetails)
	}
	if strings.TrimSpace(string(b)) == "" {
		return d, nil
	}
	if err := yaml.Load(b, d, yaml.WithKnownFields()); err != nil {
		return nil, fault.New(fault.Invalid, "the details of the document are not as they should be").Because(err)
	}
	return d, nil
}

// into puts the details into a document.
func (c *paperDetails) into(ctx context.Context, p *program, s *store.Store, d *procedure.Document) error {
	if c.Symbol != nil {
		d.Symbol = *c.Symbol
	}
	d.Subject, d.Until, d.Sent, d.Signatory = c.Subject, c.Until, c.Sent, c.Signatory
	if t := c.To; t != nil {
		d.To = &procedure.Addressee{Name: t.Name, Care: t.Care, Address: t.Address, Ref: t.Ref}
	}
	if c.Received != "" {
		at, err := time.ParseInLocation("2006-01-02 15:04", c.Received, zone())
		if err != nil {
			return fault.New(fault.Invalid, "%q is no time of the form 2026-02-10 08:15", c.Received)
		}
		d.Received = at
	}
	for _, f := range c.Files {
		d.Files = append(d.Files, procedure.File(f))
	}
	for _, e := range c.Earlier {
		other, err := entryAt(ctx, s, e.Right)
		if err != nil {
			return err
		}
		d.Earlier = append(d.Earlier, procedure.Cited{Right: procedure.NewBibliography(other), Reason: e.Reason})
	}
	var err error
	if d.Grounds, err = remarks(c.Grounds); err != nil {
		return err
	}
	if d.Remarks, err = remarks(c.Remarks); err != nil {
		return err
	}
	if c.Fee != nil {
		d.Bill, err = c.Fee.bill(p)
	}
	return err
}

// bill asks the law what is to be paid.
func (c *feeDetails) bill(p *program) (*law.Bill, error) {
	flags := lawFlags{Pack: c.Pack}
	w, f, err := flags.ready(p, &factFlags{Fact: c.Facts})
	if err != nil {
		return nil, err
	}
	return w.Fee(c.Act, f)
}

func remarks(list []remarkDetails) ([]procedure.Remark, error) {
	var out []procedure.Remark
	for i, r := range list {
		if (r.ID == "") == (len(r.Words) == 0) {
			return nil, fault.New(fault.Invalid, "a paragraph has either an id or words").At(fmt.Sprintf("paragraph %d", i+1))
		}
		made := procedure.Remark{ID: r.ID, Words: r.Words}
		for name, v := range r.Args {
			value, err := toldAs(v)
			if err != nil {
				return nil, fmt.Errorf("paragraph %s, %s: %w", r.ID, name, err)
			}
			if made.Args == nil {
				made.Args = map[string]any{}
			}
			made.Args[name] = value
		}
		out = append(out, made)
	}
	return out, nil
}

// toldAs is a value of a paragraph as YAML tells it: a date is known by its form, words by their languages, money by its currency.
func toldAs(v any) (any, error) {
	unknown := fault.New(fault.Invalid, "a paragraph takes a text, a number, a list of texts, a date, words by language, or an amount with its currency")
	switch v := v.(type) {
	case string:
		if d, err := ipr.ParseDate(v); err == nil && strings.Contains(v, "-") {
			return d, nil
		}
		return v, nil
	case int:
		return v, nil
	case time.Time:
		return ipr.Date{Year: v.Year(), Month: int(v.Month()), Day: v.Day()}, nil
	case []any:
		var list []string
		for _, s := range v {
			text, ok := s.(string)
			if !ok {
				return nil, unknown
			}
			list = append(list, text)
		}
		return list, nil
	case map[string]any:
		amount, isAmount := v["amount"].(int)
		if currency, ok := v["currency"].(string); ok && isAmount && len(v) == 2 {
			return procedure.Money{Amount: int64(amount), Currency: currency}, nil
		}
		w := office.Words{}
		for code, s := range v {
			l, known := locale.ParseLang(code)
			text, ok := s.(string)
			if !known || !ok {
				return nil, unknown
			}
			w[l] = text
		}
		if len(w) > 0 {
			return w, nil
		}
	}
	return nil, unknown
}
