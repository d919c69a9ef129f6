package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/procedure/filing"
	"github.com/muniment/muniment/register"
)

// Filing is what the office answers of a filing.
type Filing struct {
	ID          string          `json:"id"`               // its own sign
	Number      string          `json:"number,omitempty"` // of the application; absent until it is given
	Right       string          `json:"right"`            // OFFICE/KIND/NUMBER, with its own sign as long as it has no number
	Kind        ipr.Kind        `json:"kind"`
	State       string          `json:"state"` // waiting, uncertain, numbering, pending, doubtful, accepted, dead
	Received    string          `json:"received_at"`
	Day         ipr.Date        `json:"filing_date"`
	Key         string          `json:"key"`     // of the request
	Digest      string          `json:"digest"`  // SHA-256 of the application as it is kept
	Address     string          `json:"address"` // of this answer
	Steps       []Step          `json:"steps"`
	Bills       []Bill          `json:"bills"`
	Findings    []Finding       `json:"findings"`
	Package     *filing.Made    `json:"package,omitempty"`     // it came in, and what that proves; with the answer to its filing
	Application json.RawMessage `json:"application,omitempty"` // as it is kept
	Receipt     json.RawMessage `json:"receipt,omitempty"`     // see docs/log.md section 7
}

// Step is something that became of a filing.
type Step struct {
	What   filing.What `json:"what"`
	At     string      `json:"at"`
	Amount int64       `json:"amount,omitempty"` // of a payment, in the currency's smallest unit
	Number string      `json:"number,omitempty"`
	Words  string      `json:"words,omitempty"`
}

// Bill is what an act costs.
type Bill struct {
	Act        string     `json:"act"`
	Title      law.Words  `json:"title"`
	Currency   string     `json:"currency"` // ISO 4217
	Lines      []Charge   `json:"lines"`
	Total      int64      `json:"total"`                // in the currency's smallest unit
	Unverified bool       `json:"unverified,omitempty"` // something of it rests on a source that was not checked
	Flags      []law.Flag `json:"flags,omitempty"`
}

// Charge is one line of a bill.
type Charge struct {
	Fee    string    `json:"fee"`
	Title  law.Words `json:"title"`
	Count  int       `json:"count"`
	Each   int64     `json:"each"`
	Amount int64     `json:"amount"` // negative for a discount
}

// Finding is something about an application that its applicant should know.
type Finding struct {
	Weight      string                 `json:"weight"`                // stops, lacks, doubts, advises
	Question    string                 `json:"question"`              // where it can be mended
	Requirement string                 `json:"requirement,omitempty"` // of the law
	Article     string                 `json:"article,omitempty"`
	In          map[locale.Lang]string `json:"in"`
}

// weights names the weights of findings.
var weights = map[filing.Weight]string{filing.Stops: "stops", filing.Lacks: "lacks", filing.Doubts: "doubts", filing.Advises: "advises"}

func answerOf(s *filing.Submission) *Filing {
	f := &Filing{ID: s.ID, Number: s.Number(), Right: s.Right().String(), Kind: s.Kind, State: s.State().Word(), Received: s.Received.UTC().Format(time.RFC3339), Day: s.Day,
		Key: s.Key, Digest: s.Digest, Address: "/api/v1/filings/" + s.ID, Steps: []Step{}, Bills: []Bill{}, Findings: []Finding{}}
	for _, t := range s.Steps {
		if t.What.Internal() {
			continue
		}
		f.Steps = append(f.Steps, Step{What: t.What, At: t.At.UTC().Format(time.RFC3339), Amount: t.Amount, Number: t.Entry.Number, Words: t.Words})
	}
	return f
}

// tell adds what the law says of the application on the day: findings and fees.
func (a *API) tell(app *filing.Application, day ipr.Date) (findings []Finding, bills []Bill, err error) {
	findings, bills = []Finding{}, []Bill{}
	l, err := a.Desk.Law.Office(a.Desk.Office)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range filing.Check(app, l) {
		out := Finding{Weight: weights[f.Weight], Question: f.Question, In: map[locale.Lang]string{}}
		for _, lang := range locale.Langs() {
			out.In[lang] = locale.Sentence(lang, f.Fault.Text, f.Fault.Args...)
			if r := f.Requirement; r != nil {
				out.Requirement, out.Article = r.ID, r.Article
				out.In[lang] = locale.Sentence(lang, f.Fault.Text, r.Title.In(lang))
			}
		}
		findings = append(findings, out)
	}
	list, err := filing.Fees(app, l, day)
	if fault.KindOf(err) == fault.NotFound { // the law has no fees for it
		return findings, bills, nil
	}
	if err != nil {
		return nil, nil, err
	}
	for _, b := range list {
		out := Bill{Act: b.Act, Title: b.Title, Currency: b.Currency, Lines: []Charge{}, Total: b.Total, Flags: b.Flags}
		for _, f := range b.Flags {
			out.Unverified = out.Unverified || f == law.Unverified
		}
		for _, line := range b.Lines {
			c := Charge{Count: line.Count, Each: line.Each, Amount: line.Amount}
			if line.Fee != nil {
				c.Fee, c.Title = line.Fee.ID, line.Fee.Title
			} else if line.Discount != nil {
				c.Fee, c.Title = line.Discount.ID, line.Discount.Title
			}
			out.Lines = append(out.Lines, c)
		}
		bills = append(bills, out)
	}
	return findings, bills, nil
}

// receiptText is a receipt as it is sent, without the line's end.
func receiptText(r *register.Receipt) []byte { return bytes.TrimRight(r.Bytes(), "\n") }

// send answers with JSON.
func send(w http.ResponseWriter, status int, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	if err != nil {
		return nil // whoever asked is gone, and finds it by the key
	}
	return nil
}
