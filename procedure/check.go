package procedure

import (
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
)

// Check refuses a document that lacks what its form cannot do without. Errors: Invalid.
func (d *Document) Check() error {
	if _, err := ParseForm(string(d.Form)); err != nil {
		return err
	}
	if d.Office == nil {
		return fault.New(fault.Invalid, "the document has no letterhead")
	}
	if n := len(d.Langs); n < 1 || n > 2 || n == 2 && d.Langs[0] == d.Langs[1] {
		return fault.New(fault.Invalid, "a document is in one language or in two, side by side")
	}
	for _, l := range d.Langs {
		if _, ok := locale.ParseLang(string(l)); !ok {
			return fault.New(fault.Invalid, "%q is no language of the office's papers", string(l))
		}
	}
	for _, need := range []struct {
		missing bool
		why     *fault.Fault
		forms   []Form
	}{
		{d.To == nil, fault.New(fault.Invalid, "the document has no addressee"), []Form{Receipt, Defect, Refusal, FeeRequest, Letter}},
		{d.Right == nil, fault.New(fault.Invalid, "the document is about no right"), []Form{Receipt, Defect, Refusal, Certificate, Extract, Copy}},
		{len(d.Remarks) == 0, fault.New(fault.Invalid, "the document says nothing"), []Form{Defect, Refusal, Decision, Letter}},
		{d.Until.IsZero(), fault.New(fault.Invalid, "the document has no last day for an answer"), []Form{Defect, Refusal, FeeRequest}},
		{d.Received.IsZero(), fault.New(fault.Invalid, "the document has no time of receipt"), []Form{Receipt}},
		{d.Bill == nil, fault.New(fault.Invalid, "the document has no bill"), []Form{FeeRequest}},
		{len(d.Files) == 0, fault.New(fault.Invalid, "the document lists no files"), []Form{Receipt, Copy}},
		{d.Gazette == nil, fault.New(fault.Invalid, "the document is of no issue of the gazette"), []Form{GazettePart}},
		{d.Date.IsZero(), fault.New(fault.Invalid, "the document has no date"), Forms()},
	} {
		for _, f := range need.forms {
			if f == d.Form && need.missing {
				return need.why
			}
		}
	}
	return nil
}
