package web

import (
	"bytes"
	"cmp"
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure"
	"github.com/muniment/muniment/register"
)

// Documents are the documents that the office has issued, and the extracts that it makes of the public register.
type Documents interface {
	// ByToken gives a finished document. Errors: NotFound, the same for a token that is none and for one without a document.
	ByToken(ctx context.Context, token string) (*procedure.Issued, error)

	// ByID gives a document by its number in the books, with its token. Errors: NotFound.
	ByID(ctx context.Context, id int64) (*procedure.Issued, error)

	// ExtractTag names the unsigned extract of an entry in a language: what has the same name has the same bytes.
	ExtractTag(e *register.Entry, day ipr.Date, langs []locale.Lang) (string, error)

	// Extract makes an unsigned extract of a public entry as of a day: a PDF.
	Extract(ctx context.Context, e *register.Entry, day ipr.Date, langs []locale.Lang) ([]byte, error)

	// IssueExtract gives the numbered, signed extract of an entry as it stands. The same entry, template and language give the
	// same document again.
	IssueExtract(ctx context.Context, e *register.Entry, langs []locale.Lang) (*procedure.Issued, error)
}

// documentPath is the address of an issued document.
func documentPath(token string) string { return "/v/" + token }

// noDocument is the answer to every token that leads to no document: it does not say why.
func noDocument() error {
	return fault.New(fault.NotFound, "the office has issued no document with this token")
}

// DocumentPage tells what an issued document is worth today. Of a document that is not public it tells what anybody who holds
// the paper reads in its head, and nothing else.
type DocumentPage struct {
	*Page
	Path       string
	State      template.HTML
	Mood       string // class of the verdict: "good", "part" or "bad"
	Heading    string
	Says       string
	Reason     string
	Since      template.HTML
	Successor  string // address of the document that replaces it
	Next       string // its number
	Form       string
	Number     string
	Date       template.HTML
	Tongues    string
	Right      *DocumentRight
	Secret     bool // it is about a right of which nothing is public
	SHA256     string
	Size       string
	Signer     string
	Print      string // of the certificate
	Stamped    template.HTML
	PDF        string // address; "" if it is not public
	Compared   bool
	Comparison string // mood of the answer to an uploaded file
	Same       string
	SameSays   string
}

func (*DocumentPage) template() string { return "document" }

// DocumentRight is the public right that a document is about.
type DocumentRight struct {
	Path, Address, Kind string
	Specimen            template.HTML
	Then, Today         template.HTML // status
	Since               string        // what has happened since; "" if nothing has
}

// AskPage is the form for the token of a document, and the answer to one that leads nowhere.
type AskPage struct {
	*Page
	Unknown bool
}

func (*AskPage) template() string { return "document_ask" }

// documentAsk shows the form, or leads to the document whose token was typed.
func (s *Site) documentAsk(w http.ResponseWriter, r *request) error {
	if token := strings.TrimSpace(r.query.Get("token")); token != "" {
		http.Redirect(w, r.Request, documentPath(url.PathEscape(token)), http.StatusSeeOther)
		return nil
	}
	return s.show(w, r, http.StatusOK, &AskPage{Page: s.newPage(r, "", r.T("document.ask.title"))})
}

// document shows an issued document.
func (s *Site) document(w http.ResponseWriter, r *request) error {
	d, err := s.issued(r)
	if err != nil {
		return s.unknownDocument(w, r, err)
	}
	if own := documentPath(d.Token); r.URL.EscapedPath() != own {
		if q := r.URL.RawQuery; q != "" {
			own += "?" + q
		}
		http.Redirect(w, r.Request, own, http.StatusFound)
		return nil
	}
	p, err := s.documentPage(r, d)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.show(w, r, http.StatusOK, p)
}

// issued gives the document of the address. Errors: NotFound.
func (s *Site) issued(r *request) (*procedure.Issued, error) {
	token := r.PathValue("token")
	if s.Documents == nil || len(token) > 100 {
		return nil, noDocument()
	}
	return s.Documents.ByToken(r.Context(), token)
}

// unknownDocument answers a token that leads to no document with a page that helps. It is the same whatever was asked.
func (s *Site) unknownDocument(w http.ResponseWriter, r *request, err error) error {
	if fault.KindOf(err) != fault.NotFound || !wantsHTML(r.Request) {
		return err
	}
	r.URL.Path, r.URL.RawPath = "/v", "" // so that nothing of the page depends on what was asked
	p := &AskPage{Page: s.newPage(r, "", r.T("document.unknown.title")), Unknown: true}
	p.NoIndex = true
	w.Header().Set("Cache-Control", "no-store")
	return s.show(w, r, http.StatusNotFound, p)
}

// documentPage fills the page of a document.
func (s *Site) documentPage(r *request, d *procedure.Issued) (*DocumentPage, error) {
	form := r.T("document.form." + string(d.Form))
	p := &DocumentPage{Page: s.newPage(r, "", form+" "+d.Print()), Path: documentPath(d.Token), Form: form, Number: d.Print(), Date: timeTag(r.lang, d.Date), SHA256: d.Made.SHA256,
		Size: r.T("document.size", "n", d.Made.Size), Signer: d.Made.Name, Print: d.Made.Fingerprint}
	p.NoIndex = true
	var tongues []string
	for _, l := range d.Langs {
		tongues = append(tongues, ipr.LanguageName(string(l), r.lang))
	}
	p.Tongues = locale.List(r.lang, tongues)
	v := &viewer{Site: s, lang: r.lang}
	if !d.Made.Stamped.IsZero() {
		p.Stamped = v.received(&register.Happening{ReceivedAt: d.Made.Stamped.UTC().Format(register.TimeLayout)})
	}
	state := d.State()
	p.State, p.Mood = documentState(r.lang, state)
	key := strings.ReplaceAll(string(state), " ", "_")
	p.Heading, p.Says = r.T("document.state."+key), r.T("document.says."+key)
	if n := len(d.Standings); n > 0 {
		last := d.Standings[n-1]
		p.Since = timeTag(r.lang, procedure.Day(last.At, s.Office.Zone))
		if d.Form.Public() {
			p.Reason = last.Reason
		}
		if last.Other != 0 {
			next, err := s.Documents.ByID(r.Context(), last.Other)
			if err != nil {
				return nil, err
			}
			p.Successor, p.Next = documentPath(next.Token), next.Print()
		}
	}
	if readable(d) {
		p.PDF = p.Path + "/document.pdf"
	}
	if d.Right.IsZero() {
		return p, nil
	}
	e, err := s.Register.Entry(r.Context(), d.Right)
	if fault.KindOf(err) == fault.NotFound {
		p.Secret = true
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	p.Right = v.documentRight(d, e)
	return p, nil
}

// readable reports whether anybody may read the document itself: one of a public form, unless it was withdrawn.
func readable(d *procedure.Issued) bool { return d.Form.Public() && d.State() != procedure.Withdrawn }

// documentState writes a document's state by word and shape, and gives the class of its verdict.
func documentState(l locale.Lang, s procedure.State) (shape template.HTML, mood string) {
	as, mood := register.StatusCancelled, "bad"
	switch s {
	case procedure.InForce:
		as, mood = register.StatusRegistered, "good"
	case procedure.Replaced:
		as, mood = register.StatusExpired, "part"
	}
	return shaped(l, as, "document.word."+strings.ReplaceAll(string(s), " ", "_")), mood
}

// documentRight tells of the right what its public entry tells, beside what the document told.
func (v *viewer) documentRight(d *procedure.Issued, e *register.Entry) *DocumentRight {
	words := e.Title
	if e.Mark != nil && e.Mark.Text != "" {
		words = e.Mark.Text
	}
	right := &DocumentRight{Path: entryPath(e.ID), Address: e.ID.String(), Kind: v.t("common.kind." + string(e.Kind)), Today: statusShape(v.lang, e.Status)}
	if words != "" {
		right.Specimen = named(words)
	}
	if d.RightStatus != "" {
		right.Then = statusShape(v.lang, d.RightStatus)
	}
	// What the document takes in is the register up to an event of one log; of the other log what had been received by then.
	n, reserved := 0, d.Reserved.UTC().Format(register.TimeLayout)
	for _, h := range e.Events {
		if d.From.Lane == "" || h.Act == "" {
			continue
		}
		if same := h.Lane == d.From.Lane && h.Generation == d.From.Generation; same && h.Seq > d.From.Seq || !same && h.ReceivedAt > reserved {
			n++
		}
	}
	if n > 0 {
		right.Since = v.t("document.since", "n", n)
	}
	return right
}

// documentPDF serves the PDF of a document of a public form.
func (s *Site) documentPDF(w http.ResponseWriter, r *request) error {
	d, err := s.issued(r)
	if err == nil && !readable(d) {
		err = noDocument()
	}
	if err != nil {
		return s.unknownDocument(w, r, err)
	}
	if notModified(w, r.Request, d.Made.SHA256) {
		return nil
	}
	f, err := s.Register.OpenBlob(r.Context(), d.Made.SHA256)
	if err != nil {
		return err
	}
	defer f.Close()
	return sendPDF(w, f, d.Made.Size, fileName(d.Print())+".pdf")
}

// extractLangs reads the languages of an extract: "vi", "en", or both with the one first that stands left. Without them it is
// the reader's.
func extractLangs(r *request, s string) ([]locale.Lang, error) {
	if s == "" {
		return []locale.Lang{r.lang}, nil
	}
	var out []locale.Lang
	for code := range strings.SplitSeq(s, ",") {
		l, ok := locale.ParseLang(code)
		if !ok || slices.Contains(out, l) {
			return nil, fault.New(fault.Invalid, "an extract is in Vietnamese, in English, or in both: vi, en, or vi,en")
		}
		out = append(out, l)
	}
	return out, nil
}

// extract answers with an unsigned extract of an entry as of a day. It is made for the request, by few at a time.
func (s *Site) extract(w http.ResponseWriter, r *request, e *register.Entry, day ipr.Date) error {
	if s.Documents == nil {
		return fault.New(fault.NotFound, "this office makes no extracts")
	}
	langs, err := extractLangs(r, r.query.Get("langs"))
	if err != nil {
		return err
	}
	tag, err := s.Documents.ExtractTag(e, day, langs)
	if err != nil {
		return err
	}
	if notModified(w, r.Request, tag) {
		return nil
	}
	leave, err := s.presses.enter(r.Context())
	if err != nil {
		return err
	}
	defer leave()
	pdf, err := s.Documents.Extract(r.Context(), e, day, langs)
	if err != nil {
		return err
	}
	return sendPDF(w, bytes.NewReader(pdf), int64(len(pdf)), fileName(e.ID.Number)+".pdf")
}

// issueExtract issues a signed extract of a right of this office and leads to it.
func (s *Site) issueExtract(w http.ResponseWriter, r *request) error {
	id, err := ipr.ParseID(r.PathValue("office") + "/" + r.PathValue("kind") + "/" + url.PathEscape(r.PathValue("number")))
	if err != nil {
		return fault.New(fault.NotFound, "there is no right at this address")
	}
	if s.Documents == nil {
		return fault.New(fault.NotFound, "this office makes no extracts")
	}
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "the form cannot be read").Because(err)
	}
	langs, err := extractLangs(r, r.PostForm.Get("langs"))
	if err != nil {
		return err
	}
	id.Of = ipr.AnyNumber
	e, err := s.Register.Entry(r.Context(), id)
	if err != nil {
		return err
	}
	if e.Office != s.Office.Code {
		return fault.New(fault.Conflict, "another office decides about this right, and signs extracts of it")
	}
	leave, err := s.presses.enter(r.Context())
	if err != nil {
		return err
	}
	defer leave()
	d, err := s.Documents.IssueExtract(r.Context(), e, langs)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r.Request, documentPath(d.Token), http.StatusSeeOther)
	return nil
}

// notModified answers 304 if the reader has the very bytes, and names them otherwise.
func notModified(w http.ResponseWriter, r *http.Request, tag string) bool {
	tag = strconv.Quote(tag)
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "no-cache")
	for have := range strings.SplitSeq(cmp.Or(r.Header.Get("If-None-Match"), "-"), ",") {
		if have = strings.TrimPrefix(strings.TrimSpace(have), "W/"); have == tag || have == "*" {
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}
