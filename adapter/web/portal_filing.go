package web

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure"
	"github.com/muniment/muniment/procedure/filing"
)

// Filing is what the portal needs to let people file: nothing of it is public.
type Filing struct {
	Desk   *filing.Desk
	Writer *filing.Writer
	Books  FilingBooks
	Look   Look // nil: files are taken as they come
	Papers Papers
	Signed Signed // nil: a signature on a file of one's own is not taken
}

// FilingBooks gives what was filed, to those whom a handler has let in.
type FilingBooks interface {
	// Of lists the newest n filings of an account.
	Of(ctx context.Context, account string, n int) ([]*filing.Submission, error)

	// File opens a document of a filing. Errors: NotFound.
	File(ctx context.Context, id, sha string) (io.ReadCloser, error)
}

// Look looks at a file before it is taken into a draft.
//
// Errors: Invalid, in words for whoever sent it.
type Look func(f io.ReaderAt, size int64, name string, takes []string) (Seen, error)

// Seen is what the look tells of a file.
type Seen struct {
	Type          string // of the media
	Name          string // fit to be kept
	Width, Height int    // of a picture, in pixels
	Pages         int    // 0 if they cannot be counted
}

// Papers makes documents for those whom they concern. The letterhead is the office's own.
type Papers interface {
	// Paper makes the PDF of a document that is neither numbered nor signed.
	Paper(ctx context.Context, d *procedure.Document) ([]byte, error)
}

// Signed tells who signed a PDF; the signature itself has been checked.
//
// Errors: Invalid if nobody has, or the signature does not hold.
type Signed func(ctx context.Context, pdf []byte) (signer string, err error)

// noDraft is the answer to every draft that is not there for the reader.
func noDraft() error { return fault.New(fault.NotFound, "there is no such draft") }

// noFiling is the answer to every filing that is not there for the reader.
func noFiling() error { return fault.New(fault.NotFound, "there is no such filing") }

// rules is the law under which one files.
func (s *Site) rules() (*law.Law, error) { return s.Filing.Desk.Law.Office(s.Office.Code) }

// draft gives the draft of the address to one who may do an act on it. Errors: NotFound, also if they may not; Forbidden with
// office.ErrPresence if only a proof of presence is missing.
func (s *Site) draft(r *request, act office.Act) (*filing.Draft, error) {
	if s.Filing == nil {
		return nil, noDraft()
	}
	d, err := s.Filing.Writer.Open(r.Context(), string(r.by.Account), r.PathValue("draft"))
	if err != nil {
		return nil, err
	}
	if err := office.Allow(s.People.Judge, r.by, act, d.Object()); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return nil, noDraft()
		}
		return nil, err
	}
	return d, nil
}

// draftPath is the address of a page of a draft.
func draftPath(id, page string) string { return "/portal/drafts/" + id + "/" + page }

// filingKinds are the rights that can be filed, in the order of the choice.
var filingKinds = []ipr.Kind{ipr.Trademark, ipr.Patent, ipr.Utility, ipr.Design, ipr.GI}

// ChooseRightPage asks what is to be protected.
type ChooseRightPage struct {
	*Page
	Problem string
	Rights  []RightChoice
	Tongues []TongueChoice
}

// RightChoice is a right in plain words.
type RightChoice struct{ Kind, Name, Plain, Instead string }

// TongueChoice is a language in which one can file.
type TongueChoice struct {
	Code, Name string
	Chosen     bool
}

func (*ChooseRightPage) template() string { return "portal/filing_choose" }

// KindID is the id of a choice.
func (*ChooseRightPage) KindID(i int) ID { return numbered("kind", i) }

func (s *Site) chooseRight(w http.ResponseWriter, r *request) error {
	if s.Filing == nil {
		return fault.New(fault.NotFound, "there is no page at this address")
	}
	return s.showChoice(w, r, http.StatusOK, "")
}

func (s *Site) showChoice(w http.ResponseWriter, r *request, status int, problem string) error {
	p := &ChooseRightPage{Page: s.newOwn(r, "drafts", r.T("filing.choose")), Problem: problem}
	for _, k := range filingKinds {
		p.Rights = append(p.Rights, RightChoice{string(k), r.T("filing.kind." + string(k)), r.T("filing.plain." + string(k)), r.T("filing.instead." + string(k))})
	}
	for _, l := range locale.Langs() {
		p.Tongues = append(p.Tongues, TongueChoice{string(l), l.Name(), l == r.lang})
	}
	return s.show(w, r, status, p)
}

// beginDraft begins a draft of the chosen right.
func (s *Site) beginDraft(w http.ResponseWriter, r *request) error {
	if s.Filing == nil {
		return fault.New(fault.NotFound, "there is no page at this address")
	}
	kind := ipr.Kind(r.PostFormValue("kind"))
	if !slices.Contains(filingKinds, kind) {
		return s.showChoice(w, r, http.StatusUnprocessableEntity, r.T("filing.choose_one"))
	}
	l, ok := locale.ParseLang(r.PostFormValue("language"))
	if !ok {
		l = r.lang
	}
	o := office.Object{Kind: office.DraftObject, State: "open", Right: kind, Owner: r.by.Account}
	if err := office.Allow(s.People.Judge, r.by, office.WriteDraft, o); err != nil {
		return err
	}
	d, err := s.Filing.Writer.Begin(r.Context(), string(r.by.Account), kind, string(l))
	if err != nil {
		return err
	}
	if err := s.introduce(r, d); err != nil {
		return err
	}
	rules, err := s.rules()
	if err != nil {
		return err
	}
	http.Redirect(w, r.Request, draftPath(d.ID, filing.NewForm(kind, rules).Pages[0].ID), http.StatusSeeOther)
	return nil
}

// introduce puts the party for which the reader acts into a new draft as its applicant.
func (s *Site) introduce(r *request, d *filing.Draft) error {
	party := r.by.Party
	if r.by.OnBehalf != "" {
		party = r.by.OnBehalf
	}
	p, err := s.People.Party(r.Context(), r.by, party)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = s.Filing.Writer.Write(r.Context(), string(r.by.Account), d.ID, d.Version, func(a *filing.Application) error {
		a.Applicants = []filing.Applicant{applicantOf(p)}
		return nil
	})
	return err
}

// applicantOf is a party of the address book as an applicant.
func applicantOf(p office.Party) filing.Applicant {
	a := filing.Applicant{Party: string(p.ID), Person: string(p.Nature), Name: p.Name, Country: string(p.Country), Number: p.RegisterNumber}
	if len(p.Addresses) > 0 {
		at := p.Addresses[0]
		a.Address = &filing.Address{Written: at.Written, Province: at.Province, Commune: at.Commune, PostCode: at.PostCode}
	}
	if len(p.Emails) > 0 {
		a.Email = p.Emails[0]
	}
	if len(p.Phones) > 0 {
		a.Phone = p.Phones[0]
	}
	if len(p.OtherNames) > 0 && !latin(p.Name) && latin(p.OtherNames[0]) {
		a.Latin = p.OtherNames[0]
	}
	return a
}

// latin reports whether a name has no letters of another script.
func latin(s string) bool { return scriptLang(s) == "" }

// called is how a draft or filing is called by those who may see it: its mark or title, else the kind of right.
func called(r *request, a *filing.Application) string {
	text := ""
	switch {
	case a.Mark != nil:
		text = a.Mark.Text
	case a.Invention != nil:
		text = a.Invention.Title
	case len(a.Designs) > 0:
		text = a.Designs[0].Title
	case a.Indication != nil:
		text = a.Indication.Name
	}
	if strings.TrimSpace(text) == "" {
		return r.T("filing.nameless." + string(a.Kind))
	}
	return firstRunes(text, 120)
}

// DraftsPage lists the drafts of the reader with the next step of each.
type DraftsPage struct {
	*Page
	Done   string
	Drafts []DraftItem
}

// DraftItem is a draft in a list.
type DraftItem struct {
	Called, Kind, Path, Saved, Next string
	Shared                          bool // begun by somebody else
	Signs                           bool // it waits for the reader's signature only
}

func (*DraftsPage) template() string { return "portal/filing_drafts" }

func (s *Site) drafts(w http.ResponseWriter, r *request) error {
	if s.Filing == nil {
		return fault.New(fault.NotFound, "there is no page at this address")
	}
	list, err := s.draftItems(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, &DraftsPage{Page: s.newOwn(r, "drafts", r.T("filing.drafts")), Done: r.told(), Drafts: list})
}

// mostDrafts is how many drafts a page shows with their next steps.
const mostDrafts = 100

func (s *Site) draftItems(r *request) ([]DraftItem, error) {
	rules, err := s.rules()
	if err != nil {
		return nil, err
	}
	list, err := s.Filing.Writer.Drafts.DraftsOf(r.Context(), string(r.by.Account))
	if err != nil {
		return nil, err
	}
	var items []DraftItem
	for _, head := range list[:min(len(list), mostDrafts)] {
		d, err := s.Filing.Writer.Open(r.Context(), string(r.by.Account), head.ID)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		item := DraftItem{Called: called(r, d.Application), Kind: r.T("filing.kind." + string(d.Kind)), Saved: s.when(r, d.Saved), Shared: d.Owner != string(r.by.Account)}
		page := nextPage(filing.NewForm(d.Kind, rules), d.Application, rules)
		item.Path, item.Next = draftPath(d.ID, page), r.T("filing.page."+page)
		if page == "sign" {
			item.Signs = true
		}
		items = append(items, item)
	}
	return items, nil
}

// nextPage is the first page on which something heavy is to be mended; "sign" if none is.
func nextPage(f *filing.Form, a *filing.Application, l *law.Law) string {
	found := filing.Check(a, l)
	for i := range f.Pages {
		for _, one := range found {
			if one.Weight <= filing.Lacks && pageOf(f, one.Question) == f.Pages[i].ID && f.Pages[i].ID != "fees" {
				return f.Pages[i].ID
			}
		}
	}
	return "sign"
}

// pageOf is the page that asks a question, or the part of which it is a part.
func pageOf(f *filing.Form, question string) string {
	for {
		if p := f.Where(question); p != "" {
			return p
		}
		i := strings.LastIndexByte(question, '.')
		if i < 0 {
			return ""
		}
		question = question[:i]
	}
}

// openDraft leads to the next page of a draft.
func (s *Site) openDraft(w http.ResponseWriter, r *request) error {
	d, err := s.draft(r, office.ViewDraft)
	if err != nil {
		return err
	}
	if d.Filed != "" {
		http.Redirect(w, r.Request, filingPath(d.Filed), http.StatusSeeOther)
		return nil
	}
	rules, err := s.rules()
	if err != nil {
		return err
	}
	http.Redirect(w, r.Request, draftPath(d.ID, nextPage(filing.NewForm(d.Kind, rules), d.Application, rules)), http.StatusSeeOther)
	return nil
}

// patience lets a request take longer than pages do: telephones in the country send pictures in minutes.
func patience(w http.ResponseWriter, r *request) context.CancelFunc {
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(slowestUpload)) // a server that cannot is a test's
	_ = control.SetWriteDeadline(time.Now().Add(slowestUpload + time.Minute))
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), slowestUpload)
	r.Request = r.WithContext(ctx)
	return cancel
}

// slowestUpload is how long a form with files may take.
const slowestUpload = 15 * time.Minute

// withQuery adds a value to an address.
func withQuery(path, key, value string) string { return path + "?" + url.Values{key: {value}}.Encode() }
