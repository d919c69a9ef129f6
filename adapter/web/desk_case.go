package web

import (
	"html/template"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure/filing"
)

// DeskCasePage is a filing as the desk sees it.
type DeskCasePage struct {
	*Page
	Done, Problem  string
	Present        bool
	Base           string // address of the list
	Path           string
	Before, Behind string // addresses of the neighbours in the list
	Sign, Number   string
	Right          string
	Called         string
	Parties        []string
	Reference      string
	Received       string
	Day            template.HTML
	State, Mood    string
	Leaf           string
	Digest         string
	Receipt        bool // it can be printed
	Files          []DeskFile
	Findings       []DeskFinding
	Steps          []DeskStep
	Bills          []*BillView
	Sum            string
	Amount         int64
	Today          string
	Claim          string // what the applicant says of the payment
	Acts           DeskActs
	Proposed       *DeskStep
}

func (*DeskCasePage) template() string { return "desk/filing" }

// DeskStep is a step with who took it.
type DeskStep struct {
	FilingStep
	By string // "" for the program itself
}

// DeskFile is a document with what was found in it.
type DeskFile struct {
	FiledFile
	N        int
	Outcome  string
	Mood     string
	Shown    string // address of the copy to look at; "" if there is none
	Facts    []string
	Unsound  []string
	Good     []string // to know
	Download string
}

// DeskFinding is something that the check of formalities found, as the applicant saw it.
type DeskFinding struct{ Weight, Text, Source string }

// DeskActs says what can be done now.
type DeskActs struct{ Pay, Number, Doubt, Stuck, Propose, Confirm, Reject bool }

// deskCase shows a filing to clerks.
func (s *Site) deskCase(w http.ResponseWriter, r *request) error {
	return s.showDeskCase(w, r, http.StatusOK, "")
}

func (s *Site) showDeskCase(w http.ResponseWriter, r *request, status int, problem string) error {
	sub, a, err := s.deskFiling(r, office.ViewSubmission)
	if err != nil {
		return err
	}
	p := s.caseHead(r, "/desk/filings", "desk-filings", sub)
	p.Problem = problem
	p.Called, p.Parties, p.Reference = called(r, a), partyLines(a), a.Reference
	p.Receipt = s.Filing.Papers != nil
	if p.Before, p.Behind, err = s.neighbours(r, p.Base, sub.ID, nil); err != nil {
		return err
	}
	if err := s.deskFiles(r, p, sub, a); err != nil {
		return err
	}
	if err := s.deskFindings(r, p, a); err != nil {
		return err
	}
	if err := s.deskBills(r, p, sub, a); err != nil {
		return err
	}
	for _, t := range sub.Steps {
		p.Steps = append(p.Steps, s.deskStep(r, t))
	}
	if t := sub.Proposal(); t != nil {
		v := s.deskStep(r, *t)
		p.Proposed = &v
	}
	may := func(act office.Act) bool {
		o := sub.Object(a.Parties())
		if t := sub.Proposal(); t != nil {
			o.Proposer = office.AccountID(t.By)
		}
		return s.could(r, act, o)
	}
	if may(office.RepairSubmission) {
		open := sub.State() != filing.Dead
		p.Acts = DeskActs{Number: sub.State() == filing.Numbering, Doubt: sub.State() == filing.Doubtful, Stuck: sub.Stuck(),
			Propose: open && sub.Number() == "" && sub.Proposal() == nil, Reject: sub.Proposal() != nil, Confirm: sub.Proposal() != nil && may(office.FailSubmission)}
	}
	return s.show(w, r, status, p)
}

// caseHead is what the pages of clerks and cashiers tell alike.
func (s *Site) caseHead(r *request, base, section string, sub *filing.Submission) *DeskCasePage {
	name := sub.Number()
	if name == "" {
		name = sub.ID
	}
	p := &DeskCasePage{Page: s.newDesk(r, section, name), Done: r.mended(), Present: s.isPresent(r), Base: base, Path: base + "/" + sub.ID, Sign: sub.ID, Number: sub.Number(),
		Right: r.T("intake.kind." + string(sub.Kind)), Received: s.moment(r, sub), Day: timeTag(r.lang, sub.Day), State: office.SubmissionObject.StateIn(r.lang, sub.State().Word()),
		Mood: moods[sub.State()], Leaf: locale.Number(r.lang, sub.Place.Seq), Digest: sub.Digest, Today: s.today().String()}
	p.Dense = true
	if q := siftOf(r).Encode(); q != "" {
		p.Base += "?" + q
	}
	return p
}

// deskStep is a step with who took it.
func (s *Site) deskStep(r *request, t filing.Step) DeskStep {
	v := DeskStep{FilingStep: FilingStep{Text: r.T("intake.step." + string(t.What)), When: s.when(r, t.At), Words: t.Words}}
	switch t.What {
	case filing.Numbered:
		v.Words = t.Entry.Number
	case filing.Unsound:
		v.Words = unsoundWords(r, t.Words)
	case filing.Inspecting:
		v.Words = r.T("intake.document", "n", t.Words)
	}
	if t.By != "desk" {
		v.By = s.nameAtDesk(r, office.AccountID(t.By))
	}
	return v
}

// nameAtDesk is the name of whoever has an account, for officers who may see the parties; its id for others.
func (s *Site) nameAtDesk(r *request, id office.AccountID) string {
	if a, err := s.People.Actor(r.Context(), id, office.Presence{}); err == nil {
		if p, err := s.People.Party(r.Context(), r.by, a.Party); err == nil {
			return p.Name
		}
	}
	return string(id)
}

// unsoundWords tells what an inspection found, which a step names by the places of the documents and codes: "1 script, 3 bomb".
func unsoundWords(r *request, words string) string {
	var out []string
	for part := range strings.SplitSeq(words, ", ") {
		n, code, ok := strings.Cut(part, " ")
		text, known := locale.Lookup(r.lang, "inspect."+code)
		if !ok || !known {
			return words
		}
		out = append(out, r.T("intake.document", "n", n)+": "+text)
	}
	return strings.Join(out, "; ")
}

// deskFiles lists the documents with what was found in them.
func (s *Site) deskFiles(r *request, p *DeskCasePage, sub *filing.Submission, a *filing.Application) error {
	list, err := s.Intake.Inspections(r.Context(), sub.ID)
	if err != nil {
		return err
	}
	latest := map[int]filing.Inspection{}
	for _, i := range list {
		latest[i.File] = i
	}
	for n, f := range a.Files {
		v := DeskFile{FiledFile: filedFile(r, p.Path, f), N: n + 1, Outcome: r.T("intake.outcome.waits"), Mood: "part"}
		v.Download = p.Path + "/document/" + strconv.Itoa(n+1)
		if i, ok := latest[n+1]; ok {
			v.Outcome = r.T("intake.outcome." + string(i.Outcome))
			if v.inspected(r, i); i.Shows {
				v.Shown = p.Path + "/shown/" + strconv.Itoa(n+1)
			}
		}
		p.Files = append(p.Files, v)
	}
	return nil
}

// inspected tells what an inspection found.
func (v *DeskFile) inspected(r *request, i filing.Inspection) {
	if i.Report == nil {
		return
	}
	if v.Mood = "good"; i.Outcome == filing.UnsoundFile {
		v.Mood = "bad"
	}
	t := i.Report
	if t.Pages > 0 {
		v.Facts = append(v.Facts, r.T("intake.pages", "n", t.Pages))
	}
	if t.Width > 0 {
		v.Facts = append(v.Facts, r.T("intake.dots", "width", t.Width, "height", t.Height))
	}
	if t.PerMetre > 0 {
		mm := func(n int) int { return int(float64(n)/t.PerMetre*1000 + 0.5) }
		v.Facts = append(v.Facts, r.T("intake.millimetres", "width", mm(t.Width), "height", mm(t.Height)))
	}
	if t.Colour != "" {
		v.Facts = append(v.Facts, r.T("intake.colour."+t.Colour))
	}
	if t.Lasts > 0 {
		v.Facts = append(v.Facts, r.T("intake.lasts", "seconds", strconv.FormatFloat(float64(t.Lasts)/1000, 'f', 1, 64)))
	}
	if t.Count > 0 {
		v.Facts = append(v.Facts, r.T("intake.sequences", "n", t.Count))
	}
	for _, m := range t.Remarks {
		text := remarkText(r, m)
		if m.Unsound {
			v.Unsound = append(v.Unsound, text)
		} else {
			v.Good = append(v.Good, text)
		}
	}
}

// remarkText is what an inspection found, in words, with its details.
func remarkText(r *request, m filing.Remark) string {
	text := r.T("inspect." + m.Code)
	for _, k := range []string{"name", "fonts", "where", "n"} {
		if v := m.Args[k]; v != "" {
			text += ": " + v
		}
	}
	if w, h := m.Args["width"], m.Args["height"]; w != "" {
		text += ": " + r.T("intake.millimetres", "width", w, "height", h)
	}
	return text
}

// weightWords names the weights of findings.
var weightWords = map[filing.Weight]string{filing.Stops: "stops", filing.Lacks: "lacks", filing.Doubts: "doubts", filing.Advises: "advises"}

// deskFindings are those of the check of formalities, the same that the applicant saw.
func (s *Site) deskFindings(r *request, p *DeskCasePage, a *filing.Application) error {
	rules, err := s.rules()
	if err != nil {
		return err
	}
	for _, f := range filing.Check(a, rules) {
		v := DeskFinding{Weight: r.T("intake.weight." + weightWords[f.Weight]), Text: sentence(r.lang, f.Fault)}
		if f.Requirement != nil {
			v.Text, v.Source = f.Requirement.Title.In(r.lang), f.Requirement.ID
		}
		p.Findings = append(p.Findings, v)
	}
	return nil
}

// deskBills are those of the day on which was filed.
func (s *Site) deskBills(r *request, p *DeskCasePage, sub *filing.Submission, a *filing.Application) error {
	rules, err := s.rules()
	if err != nil {
		return err
	}
	bills, err := filing.Fees(a, rules, sub.Day)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	for _, b := range bills {
		p.Bills = append(p.Bills, billView(r, b))
		p.Amount += b.Total
	}
	if len(bills) > 0 {
		p.Sum = money(r, p.Amount, bills[0].Currency)
	}
	return nil
}

// deskCasePost mends a filing. Every act asks the judge, and keeps who did it and why.
func (s *Site) deskCasePost(w http.ResponseWriter, r *request) error {
	what := r.PostFormValue("act")
	act := office.RepairSubmission
	if what == "fail" {
		act = office.FailSubmission
	}
	sub, _, err := s.deskFiling(r, act)
	if err == nil {
		err = s.mend(r, sub, what)
	}
	if err == nil {
		return done(w, r, "/desk/filings/"+sub.ID, what)
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	if fault.KindOf(err) == fault.NotFound {
		return err
	}
	return s.showDeskCase(w, r, status, text)
}

// mend does one of the acts of repair.
func (s *Site) mend(r *request, sub *filing.Submission, what string) error {
	ctx, desk, by, why := r.Context(), s.Filing.Desk, string(r.by.Account), firstRunes(strings.Join(strings.Fields(r.PostFormValue("why")), " "), 500)
	var err error
	switch what {
	case "number":
		_, err = desk.GiveNumber(ctx, sub.ID, by)
	case "accept":
		_, err = desk.Accept(ctx, sub.ID, by, why)
	case "ask":
		_, err = desk.AskForAnother(ctx, sub.ID, by, why)
	case "again":
		_, err = desk.InspectAgain(ctx, s.Intake, sub.ID, by)
	case "propose":
		_, err = desk.ProposeFailure(ctx, sub.ID, by, why)
	case "fail":
		_, err = desk.ConfirmFailure(ctx, sub.ID, by)
	case "reject":
		_, err = desk.RejectFailure(ctx, sub.ID, by, why)
	default:
		err = fault.New(fault.Invalid, "the form is not complete")
	}
	return err
}

// deskDocument gives a document as it was filed, to be opened elsewhere: never as a page of ours.
func (s *Site) deskDocument(w http.ResponseWriter, r *request) error {
	sub, a, err := s.deskFiling(r, office.ViewSubmission)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 || n > len(a.Files) {
		return noFiling()
	}
	f := a.Files[n-1]
	body, err := s.Filing.Books.File(r.Context(), sub.ID, f.SHA256)
	if err != nil {
		return err
	}
	defer body.Close()
	f.Type = "" // whatever it says: a file to be kept, not a page to be shown
	return sendDocument(w, f, body)
}

// deskShown gives the copy of a picture that the inspection made: our own PNG, without anything but its dots.
func (s *Site) deskShown(w http.ResponseWriter, r *request) error {
	sub, _, err := s.deskFiling(r, office.ViewSubmission)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return noFiling()
	}
	body, err := s.Intake.Shown(r.Context(), sub.ID, n)
	if fault.KindOf(err) == fault.NotFound {
		return noFiling()
	}
	if err != nil {
		return err
	}
	defer body.Close()
	copied, err := io.ReadAll(io.LimitReader(body, maxPicture+1))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	send(w, http.StatusOK, "image/png", copied)
	return nil
}

// deskReceipt gives the receipt again: as the file that proves, or as paper.
func (s *Site) deskReceipt(w http.ResponseWriter, r *request) error {
	sub, a, err := s.deskFiling(r, office.ViewSubmission)
	if err != nil {
		return err
	}
	if r.PathValue("form") == "receipt.pdf" && s.Filing.Papers != nil {
		leave, err := s.presses.enter(r.Context())
		if err != nil {
			return err
		}
		defer leave()
		body, err := s.Filing.Papers.Paper(r.Context(), s.receiptPaper(r, sub, a))
		if err != nil {
			return err
		}
		return sendPDF(w, strings.NewReader(string(body)), int64(len(body)), sub.ID+".pdf")
	}
	if r.PathValue("form") != "receipt.json" {
		return noFiling()
	}
	receipt, err := s.Filing.Desk.Receipt(r.Context(), sub)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+sub.ID+`.json"`)
	send(w, http.StatusOK, "application/json", receipt.Bytes())
	return nil
}

// DeskPaymentPage is a payment as a cashier sees it: what is to be paid and by whom, and nothing of what was filed.
type DeskPaymentPage DeskCasePage

func (*DeskPaymentPage) template() string { return "desk/payment" }

func (s *Site) deskPayment(w http.ResponseWriter, r *request) error {
	return s.showDeskPayment(w, r, http.StatusOK, "")
}

func (s *Site) showDeskPayment(w http.ResponseWriter, r *request, status int, problem string) error {
	sub, a, err := s.deskFiling(r, office.ViewPayment)
	if err != nil {
		return err
	}
	p := s.caseHead(r, "/desk/payments", "desk-payments", sub)
	p.Problem, p.Parties = problem, partyLines(a)
	if p.Before, p.Behind, err = s.neighbours(r, p.Base, sub.ID, []filing.State{filing.Uncertain, filing.Waiting}); err != nil {
		return err
	}
	if err := s.deskBills(r, p, sub, a); err != nil {
		return err
	}
	for _, t := range sub.Steps {
		switch t.What {
		case filing.Claimed:
			p.Claim = t.Words
			fallthrough
		case filing.Received, filing.Paid, filing.Numbered:
			p.Steps = append(p.Steps, s.deskStep(r, t))
		}
	}
	state := sub.State()
	p.Acts.Pay = (state == filing.Waiting || state == filing.Uncertain) && s.could(r, office.ConfirmPayment, sub.Object(a.Parties()))
	return s.show(w, r, status, (*DeskPaymentPage)(p))
}

// deskPaymentPost confirms a payment. Confirming again changes nothing.
func (s *Site) deskPaymentPost(w http.ResponseWriter, r *request) error {
	sub, a, err := s.deskFiling(r, office.ConfirmPayment)
	if err == nil {
		err = s.confirmPayment(r, sub, a)
	}
	if err == nil {
		return done(w, r, "/desk/payments/"+sub.ID, "paid")
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	if fault.KindOf(err) == fault.NotFound {
		return err
	}
	return s.showDeskPayment(w, r, status, text)
}

// confirmPayment reads the form. The amount is that of the bill; whoever confirms another one says why.
func (s *Site) confirmPayment(r *request, sub *filing.Submission, a *filing.Application) error {
	p := new(DeskCasePage)
	if err := s.deskBills(r, p, sub, a); err != nil {
		return err
	}
	one := func(name string, n int) string {
		return firstRunes(strings.Join(strings.Fields(r.PostFormValue(name)), " "), n)
	}
	amount, err := strconv.ParseInt(strings.NewReplacer(".", "", ",", "", " ", "").Replace(one("amount", 30)), 10, 64)
	if err != nil || amount < 0 {
		return fault.New(fault.Invalid, "the amount is a whole number of the currency's smallest unit")
	}
	day, err := ipr.ParseDate(one("date", 10))
	if err != nil {
		return err
	}
	if day.Compare(s.today()) > 0 {
		return fault.New(fault.Invalid, "the payment cannot be of a later day than today")
	}
	reference, account, why := one("reference", 60), one("account", 60), one("why", 300)
	if reference == "" || account == "" {
		return fault.New(fault.Invalid, "a payment needs its reference and the account on which it came in")
	}
	if amount != p.Amount && why == "" {
		return fault.New(fault.Invalid, "the amount is not that of the bill: say why it is accepted")
	}
	words := reference + " · " + day.String() + " · " + account
	if why != "" {
		words += " · " + why
	}
	_, err = s.Filing.Desk.Confirm(r.Context(), sub.ID, string(r.by.Account), amount, words)
	return err
}
