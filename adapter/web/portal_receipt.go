package web

import (
	"html/template"
	"net/http"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure"
	"github.com/muniment/muniment/procedure/filing"
	"github.com/muniment/muniment/register"
)

// filingPath is the address of a filing, for its own parties.
func filingPath(id string) string { return "/portal/filings/" + id }

// FilingPage tells what was received and what became of it.
type FilingPage struct {
	*Page
	Done     string
	Sign     string // the filing's own
	Path     string
	Right    string
	Called   template.HTML
	State    string
	Says     string
	Mood     string // "good", "part" or "bad"
	Number   string
	Public   string // address of its public page; "" as long as nothing of it is public
	Received string
	Day      template.HTML
	Seal     template.HTML
	Origin   string // of the log
	Leaf     string
	Digest   string
	Files    []FiledFile
	Acts     []FilingStep
	Bills    []BillView
	Sum      string
	Pay      bool // it waits for payment, and the reader may say that it is paid
	PDF      bool
	Command  string
}

// FiledFile is a document of a filing.
type FiledFile struct {
	Name, Role, Size, SHA256, Path string
	Pages                          int // 0 if it has none, or they were not counted
}

// FilingStep is something that became of a filing.
type FilingStep struct {
	Text, When, Words string
	Seal              template.HTML
}

func (*FilingPage) template() string { return "portal/filing_receipt" }

// filed gives the filing of the address with its application to one who may see it. Errors: NotFound, also if they may not.
func (s *Site) filed(r *request) (*filing.Submission, *filing.Application, error) {
	if s.Filing == nil {
		return nil, nil, noFiling()
	}
	sub, err := s.Filing.Desk.Books.Submission(r.Context(), r.PathValue("filing"))
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil, noFiling()
	}
	if err != nil {
		return nil, nil, err
	}
	a, err := s.Filing.Desk.Application(r.Context(), sub.ID)
	if err != nil {
		return nil, nil, err
	}
	v, err := s.People.Judge.May(r.by, office.ViewSubmission, sub.Object(a.Parties()))
	if err != nil {
		return nil, nil, err
	}
	if !v.Allowed {
		return nil, nil, noFiling()
	}
	return sub, a, nil
}

func (s *Site) filingPage(w http.ResponseWriter, r *request) error {
	sub, a, err := s.filed(r)
	if err != nil {
		return err
	}
	p := &FilingPage{Page: s.newOwn(r, "rights", r.T("filing.receipt")), Done: r.told(), Sign: sub.ID, Path: filingPath(sub.ID), Right: r.T("filing.kind." + string(sub.Kind)),
		Called: template.HTML(text(called(r, a))), Number: sub.Number(), Received: s.moment(r, sub), Day: timeTag(r.lang, sub.Day), Leaf: locale.Number(r.lang, sub.Place.Seq),
		Digest: sub.Digest, PDF: s.Filing.Papers != nil} // #nosec G203 -- escaped
	state := stateKey(sub.State())
	p.State, p.Says, p.Mood = r.T("filing.state."+state), r.T("filing.state."+state+"_text"), moods[sub.State()]
	p.Pay = sub.State() == filing.Waiting && sub.Account == string(r.by.Account)
	if origin, err := s.Filing.Desk.Books.Origin(register.Register); err == nil {
		p.Origin = origin
	}
	receipt, err := s.Filing.Desk.Receipt(r.Context(), sub)
	if err != nil {
		return err
	}
	hash := register.LeafHash(receipt.Leaf)
	p.Seal = seal(uint16(hash[0])<<8|uint16(hash[1]), "party")
	p.Command = "muniment verify --receipt " + sub.ID + ".json --policy " + strings.ToLower(string(s.Office.Code)) + ".policy"
	p.Files = append(p.Files, FiledFile{Name: applicationName, Role: r.T("filing.role.application"), Size: bytesIn(r, int64(len(a.Bytes()))), SHA256: sub.Digest, Path: p.Path + "/application.json"})
	for _, f := range a.Files {
		p.Files = append(p.Files, filedFile(r, p.Path, f))
	}
	for _, t := range sub.Steps {
		if t.What.Internal() {
			continue
		}
		p.Acts = append(p.Acts, s.filingStep(r, t))
	}
	p.Acts[0].Seal = p.Seal
	if e, err := s.Register.Entry(r.Context(), sub.Right()); err == nil && e.Application != nil {
		p.Public = entryPath(sub.Right())
	}
	return s.showFiling(w, r, p, sub, a)
}

// showFiling adds the bill of the day on which was filed, and shows the page.
func (s *Site) showFiling(w http.ResponseWriter, r *request, p *FilingPage, sub *filing.Submission, a *filing.Application) error {
	rules, err := s.rules()
	if err != nil {
		return err
	}
	bills, err := filing.Fees(a, rules, sub.Day)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	total := int64(0)
	for _, b := range bills {
		p.Bills = append(p.Bills, *billView(r, b))
		total += b.Total
	}
	if len(bills) > 0 {
		p.Sum = money(r, total, bills[0].Currency)
	}
	return s.show(w, r, http.StatusOK, p)
}

// applicationName is how the application itself is called among the files.
const applicationName = "application.json"

// moods are those of the states.
var moods = map[filing.State]string{filing.Waiting: "part", filing.Uncertain: "part", filing.Numbering: "part", filing.Pending: "good", filing.Doubtful: "bad", filing.Accepted: "good", filing.Dead: "bad"}

// stateKey names a state in texts.
func stateKey(state filing.State) string { return state.Word() }

// moment is when a filing was received, to the second, at the office.
func (s *Site) moment(r *request, sub *filing.Submission) string {
	return locale.Moment(r.lang, sub.Received.In(s.Office.Zone))
}

func filedFile(r *request, path string, f filing.Attachment) FiledFile {
	v := FiledFile{Name: f.Name, Role: roleName(r, f.Role), Size: bytesIn(r, f.Size), SHA256: f.SHA256, Path: path + "/file/" + f.SHA256}
	if f.Pages > 0 {
		v.Pages = f.Pages
	}
	return v
}

// roleName is what a document is.
func roleName(r *request, role string) string {
	if text, ok := localeLookup(r, "filing.role."+role); ok {
		return text
	}
	return r.T("filing.role.other")
}

func bytesIn(r *request, n int64) string { return r.T("document.size", "n", n) }

func (s *Site) filingStep(r *request, t filing.Step) FilingStep {
	v := FilingStep{Text: r.T("filing.became." + string(t.What)), When: s.when(r, t.At), Words: t.Words}
	switch t.What {
	case filing.Numbered:
		v.Words = t.Entry.Number
	case filing.Unsound:
		v.Words = unsoundWords(r, t.Words)
	}
	return v
}

// filingReceipt gives the receipt of a filing as a file.
func (s *Site) filingReceipt(w http.ResponseWriter, r *request) error {
	sub, _, err := s.filed(r)
	if err != nil {
		return err
	}
	receipt, err := s.Filing.Desk.Receipt(r.Context(), sub)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+sub.ID+`.json"`)
	send(w, http.StatusOK, "application/json", receipt.Bytes())
	return nil
}

// filingApplication gives what was filed, byte for byte as the leaf commits to it.
func (s *Site) filingApplication(w http.ResponseWriter, r *request) error {
	_, a, err := s.filed(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+applicationName+`"`)
	send(w, http.StatusOK, "application/json", a.Bytes())
	return nil
}

// filingFile gives a document of a filing.
func (s *Site) filingFile(w http.ResponseWriter, r *request) error {
	sub, a, err := s.filed(r)
	if err != nil {
		return err
	}
	f := a.File(r.PathValue("sha256"))
	if f == nil {
		return noFiling()
	}
	body, err := s.Filing.Books.File(r.Context(), sub.ID, f.SHA256)
	if err != nil {
		return err
	}
	defer body.Close()
	return sendDocument(w, *f, body)
}

// filingPDF gives the receipt as a document.
func (s *Site) filingPDF(w http.ResponseWriter, r *request) error {
	sub, a, err := s.filed(r)
	if err != nil {
		return err
	}
	if s.Filing.Papers == nil {
		return noFiling()
	}
	leave, err := s.presses.enter(r.Context())
	if err != nil {
		return err
	}
	defer leave()
	d := s.receiptPaper(r, sub, a)
	if d.Land, err = s.land(r.Context(), a.Indication, sub.Day); err != nil {
		return err
	}
	body, err := s.Filing.Papers.Paper(r.Context(), d)
	if err != nil {
		return err
	}
	return sendPDF(w, strings.NewReader(string(body)), int64(len(body)), sub.ID+".pdf")
}

// receiptPaper is the receipt as a document, with everything that was received.
func (s *Site) receiptPaper(r *request, sub *filing.Submission, a *filing.Application) *procedure.Document {
	record := a.Record(sub.Day)
	if n := sub.Number(); n != "" {
		record.Application.Number = n
	}
	e := &register.Entry{ID: sub.Right(), Record: *record}
	d := &procedure.Document{Form: procedure.Receipt, Langs: []locale.Lang{r.lang}, Date: sub.Day, Right: procedure.NewBibliography(e), Received: sub.Received.In(s.Office.Zone),
		Proof: &procedure.Proof{Leaf: sub.Place.Seq}, Remarks: []procedure.Remark{{ID: "receipt.next"}}}
	d.To = &procedure.Addressee{Name: a.Applicants[0].Name, Ref: a.Reference}
	at := a.Applicants[0].Address
	if rep := a.Representative; rep != nil {
		d.To.Care, at = rep.Name, rep.Address
	}
	if at != nil {
		d.To.Address = strings.Split(at.Written, "\n")
	}
	if origin, err := s.Filing.Desk.Books.Origin(register.Register); err == nil {
		d.Proof.Log = origin
	}
	if s.BaseURL != "" {
		d.Link = s.BaseURL + "/receipt/verify"
	}
	title := func(role string) office.Words {
		w := office.Words{}
		for _, l := range locale.Langs() {
			in := &request{lang: l}
			w[l] = roleName(in, role)
		}
		return w
	}
	d.Files = append(d.Files, procedure.File{Name: applicationName, Title: title("application"), Size: int64(len(a.Bytes())), SHA256: sub.Digest})
	for _, f := range a.Files {
		d.Files = append(d.Files, procedure.File{Name: f.Name, Title: title(f.Role), Pages: f.Pages, Size: f.Size, SHA256: f.SHA256})
	}
	return d
}

// filingPost takes what the applicant says of a filing: that it is paid.
func (s *Site) filingPost(w http.ResponseWriter, r *request) error {
	sub, _, err := s.filed(r)
	if err != nil {
		return err
	}
	if sub.Account != string(r.by.Account) || r.PostFormValue("do") != "paid" {
		return noFiling()
	}
	if sub.State() == filing.Waiting {
		words := firstRunes(strings.Join(strings.Fields(r.PostFormValue("reference")), " "), 100)
		if _, err := s.Filing.Desk.Step(r.Context(), sub.ID, filing.Step{What: filing.Claimed, By: string(r.by.Account), Words: words}); err != nil {
			return err
		}
	}
	return done(w, r, filingPath(sub.ID), "claimed")
}

// RightsPage lists what the reader has filed.
type RightsPage struct {
	*Page
	Filings []FilingItem
}

// FilingItem is a filing in a list.
type FilingItem struct {
	Called, Kind, Path, Number, Day, State, Says, Mood string
	Newest                                             FilingStep
	Seal                                               template.HTML
}

func (*RightsPage) template() string { return "portal/filing_rights" }

// mostFilings is how many filings a page lists.
const mostFilings = 200

func (s *Site) portalRights(w http.ResponseWriter, r *request) error {
	if s.Filing == nil {
		return fault.New(fault.NotFound, "there is no page at this address")
	}
	list, err := s.filingItems(r, mostFilings)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, &RightsPage{Page: s.newOwn(r, "rights", r.T("filing.rights")), Filings: list})
}

func (s *Site) filingItems(r *request, n int) ([]FilingItem, error) {
	var items []FilingItem
	err := s.eachFiling(r, n, func(sub *filing.Submission, a *filing.Application) {
		state := stateKey(sub.State())
		items = append(items, FilingItem{Called: called(r, a), Kind: r.T("filing.kind." + string(sub.Kind)), Path: filingPath(sub.ID), Number: sub.Number(), Day: sub.Day.In(r.lang),
			State: r.T("filing.state." + state), Says: r.T("filing.state." + state + "_text"), Mood: moods[sub.State()], Newest: s.filingStep(r, sub.Newest())})
	})
	return items, err
}
