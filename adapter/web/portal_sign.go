package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/muniment/muniment/adapter/web/fill"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure/filing"
)

// SignView is the page on which everything is looked over and signed.
type SignView struct {
	Summary []SummaryPage
	Groups  []FindingGroup
	Ready   bool // nothing stops the filing
	Present bool // presence is proved
	Prove   string
	Name    string
	Name2   ID
	Agent   bool // there is a representative
	Signed  []SignedBy
	Waiting []string // names of those who share the draft and have not signed
	Files   bool     // the reader may file, not only sign
	Upload  bool     // a signature on a file of one's own is taken
	Total   string
	Kept    []KeptFile
}

// SummaryPage is a page of the form with what it holds.
type SummaryPage struct {
	Title, Path string
	Rows        []SummaryRow
}

// SummaryRow is one answer.
type SummaryRow struct{ Label, Value string }

// FindingGroup is what was found of one weight.
type FindingGroup struct {
	Key, Title, Text string
	Findings         []FindingView
}

// FindingView is a finding with the page where it can be mended.
type FindingView struct {
	Text, Path, Page string
	Article          string
	Unverified       bool
}

// SignedBy is a signature.
type SignedBy struct{ Name, Capacity, How, At string }

// weights name the weights in texts, heaviest first.
var weights = []struct {
	weight filing.Weight
	key    string
}{{filing.Stops, "stops"}, {filing.Lacks, "lacks"}, {filing.Doubts, "doubts"}, {filing.Advises, "advises"}}

// findingText is a finding as a sentence.
func findingText(r *request, f filing.Finding) string {
	if f.Requirement != nil {
		return r.T("filing.demands", "title", f.Requirement.Title.In(r.lang))
	}
	return faultSentence(r, f.Fault)
}

func (s *Site) findingView(r *request, v *screen, f filing.Finding) FindingView {
	one := FindingView{Text: findingText(r, f)}
	if f.Requirement != nil {
		one.Article, one.Unverified = f.Requirement.Article, !f.Requirement.Confidence.Verified()
	}
	if page := pageOf(v.form, f.Question); page != "" {
		i := slices.IndexFunc(v.form.Pages, func(p filing.Page) bool { return p.ID == page })
		anchor := fill.Anchor(f, fill.Show(v.draft.Application, v.form.Pages[i].Questions, string(s.Office.Code), ""))
		one.Page, one.Path = r.T("filing.page."+page), draftPath(v.draft.ID, page)
		if anchor != "" {
			one.Path += "#" + anchor
		}
	}
	return one
}

func (s *Site) signView(r *request, v *screen) (*SignView, error) {
	d := v.draft
	p := &SignView{Ready: true, Present: s.isPresent(r), Prove: withQuery("/portal/presence", "to", draftPath(d.ID, "sign")), Agent: d.Application.Representative != nil, Upload: s.Filing.Signed != nil}
	unsigned := func(f filing.Finding) bool { return f.Question == "sign" }
	found := slices.DeleteFunc(filing.Check(d.Application, v.law), unsigned)
	for _, w := range weights {
		g := FindingGroup{Key: w.key, Title: r.T("filing.weight." + w.key), Text: r.T("filing.weight." + w.key + "_text")}
		for _, f := range found {
			if f.Weight == w.weight {
				g.Findings = append(g.Findings, s.findingView(r, v, f))
			}
		}
		if len(g.Findings) > 0 {
			p.Groups = append(p.Groups, g)
			p.Ready = p.Ready && w.weight != filing.Stops
		}
	}
	for _, page := range v.form.Pages {
		if !page.Shown(d.Application) {
			continue
		}
		if one := s.summaryPage(r, v, page); len(one.Rows) > 0 {
			p.Summary = append(p.Summary, one)
		}
	}
	signed := map[string]bool{}
	for _, g := range d.Application.Signatures {
		at, err := time.Parse(time.RFC3339, g.At)
		if err != nil {
			return nil, fault.New(fault.Internal, "a signature has no time").Because(err)
		}
		signed[g.Account] = true
		p.Signed = append(p.Signed, SignedBy{g.Name, r.T("filing.capacity." + cmp.Or(g.Capacity, "applicant")), r.T("filing.how." + g.How), s.when(r, at)})
	}
	for _, account := range append([]string{d.Owner}, d.Shared...) {
		if !signed[account] && account != string(r.by.Account) {
			name, err := s.People.NameOf(r.Context(), r.by, office.AccountID(account))
			if err != nil {
				name = r.T("filing.somebody")
			}
			p.Waiting = append(p.Waiting, name)
		}
	}
	if me, err := s.People.Party(r.Context(), r.by, r.by.Party); err == nil {
		p.Name = me.Name
	}
	present := r.by
	present.SteppedUp = present.At
	p.Files = office.Allow(s.People.Judge, present, office.SubmitDraft, d.Object()) == nil
	if bills, err := filing.Fees(d.Application, v.law, s.today()); err == nil {
		total := int64(0)
		for _, b := range bills {
			total += b.Total
		}
		p.Total = money(r, total, bills[0].Currency)
	}
	return p, nil
}

// summaryPage gives what a page of the form holds, in the order of its fields.
func (s *Site) summaryPage(r *request, v *screen, page filing.Page) SummaryPage {
	p := SummaryPage{Title: r.T("filing.page." + page.ID), Path: draftPath(v.draft.ID, page.ID)}
	for _, q := range page.Questions {
		if q.Widget != filing.GoodsList {
			continue
		}
		for _, g := range v.draft.Application.Goods {
			p.Rows = append(p.Rows, SummaryRow{r.T("filing.class_only", "class", g.Class), strings.Join(g.Terms, "; ")})
		}
	}
	for _, part := range fill.Show(v.draft.Application, page.Questions, string(s.Office.Code), "") {
		if part.Row > 0 && !written(&part) {
			continue
		}
		closed := false
		for _, f := range part.Fields {
			one := s.fieldView(r, v.draft, &f)
			if f.Opens {
				closed = f.Value == ""
			}
			if closed && f.Within {
				continue
			}
			value := summaryValue(&one)
			if d, err := ipr.ParseDate(value); err == nil && one.Input == string(fill.Date) {
				value = d.In(r.lang)
			}
			if value != "" {
				label := one.Label
				if part.Row > 0 {
					label = r.T("filing.row."+part.List, "no", part.Row) + ": " + label
				}
				p.Rows = append(p.Rows, SummaryRow{label, value})
			}
		}
	}
	return p
}

// summaryValue is what a field holds, in words; "" if nothing.
func summaryValue(f *FieldView) string {
	switch f.Input {
	case string(fill.Hidden):
		return ""
	case string(fill.Tick):
		if f.Value != "" {
			return "✓"
		}
		return ""
	case string(fill.Upload):
		var names []string
		for _, k := range f.Kept {
			names = append(names, k.Name+" ("+k.Facts+")")
		}
		return strings.Join(names, "; ")
	case string(fill.Radio), string(fill.Select), string(fill.Ticks), string(fill.State):
		var names []string
		for _, c := range f.Choices {
			if c.On && c.Value != "" {
				names = append(names, c.Label)
			}
		}
		return strings.Join(names, "; ")
	}
	return f.Value
}

// signDraft signs a draft, and files it if the button says so.
func (s *Site) signDraft(w http.ResponseWriter, r *request, v *screen, form url.Values, files []fill.File) error {
	act := office.SignDraft
	if form.Get("do") == "sign-file" {
		act = office.SubmitDraft
	}
	if _, err := s.draft(r, act); err != nil {
		return s.refused(w, r, v, err)
	}
	name := strings.Join(strings.Fields(form.Get("sign.name")), " ")
	problem := func(f *fault.Fault, field string) error {
		return s.showDraft(w, r, http.StatusUnprocessableEntity, v, answered{problems: []fill.Problem{{Name: field, Fault: f}}})
	}
	if over, _ := strconv.Atoi(form.Get("version")); over != v.draft.Version {
		return s.showDraft(w, r, http.StatusConflict, v, answered{said: r.T("filing.changed_before_signing")})
	}
	g := filing.Signature{Name: name, Capacity: form.Get("sign.capacity"), How: "typed", Account: string(r.by.Account)}
	if g.Capacity != "representative" || v.draft.Application.Representative == nil {
		g.Capacity = "applicant"
	}
	var paper *filing.Attachment
	if s.Filing.Signed != nil && len(files) > 0 {
		body, err := s.draftBytes(r, v.draft, files[0].SHA256)
		if err != nil {
			return err
		}
		signer, err := s.Filing.Signed(r.Context(), body)
		if err != nil {
			return s.refused(w, r, v, err)
		}
		g.How, g.Name, paper = "file", cmp.Or(signer, name), &files[0].Attachment
	}
	if g.Name == "" {
		return problem(fault.New(fault.Invalid, "type your name to sign"), "sign.name")
	}
	if len([]rune(g.Name)) > 200 {
		return problem(fault.New(fault.Invalid, "a name has at most %d characters", 200), "sign.name")
	}
	if paper != nil {
		paper.Role = "signature"
		d, err := s.Filing.Writer.Write(r.Context(), string(r.by.Account), v.draft.ID, v.draft.Version, func(a *filing.Application) error {
			a.Files = append(slices.DeleteFunc(a.Files, func(f filing.Attachment) bool { return f.SHA256 == paper.SHA256 }), *paper)
			return nil
		})
		if err != nil {
			return s.refused(w, r, v, err)
		}
		v.draft = d
	}
	if act == office.SignDraft {
		return s.onlySign(w, r, v, g)
	}
	sub, err := s.Filing.Writer.File(r.Context(), s.Filing.Desk, string(r.by.Account), v.draft.ID, g)
	if err != nil {
		return s.refused(w, r, v, err)
	}
	http.Redirect(w, r.Request, filingPath(sub.ID)+"?done=filed", http.StatusSeeOther)
	return nil
}

// onlySign adds a signature, so that somebody else files.
func (s *Site) onlySign(w http.ResponseWriter, r *request, v *screen, g filing.Signature) error {
	g.At = s.Clock().UTC().Truncate(time.Second).Format(time.RFC3339)
	_, err := s.Filing.Writer.Write(r.Context(), string(r.by.Account), v.draft.ID, v.draft.Version, func(a *filing.Application) error {
		a.Signatures = append(slices.DeleteFunc(a.Signatures, func(o filing.Signature) bool { return o.Account == g.Account }), g)
		return nil
	})
	if err != nil {
		return s.refused(w, r, v, err)
	}
	return done(w, r, draftPath(v.draft.ID, "sign"), "signed")
}
