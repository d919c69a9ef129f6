package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/adapter/web/fill"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure/filing"
)

// ConflictPage shows what two people wrote into one page of a draft, side by side.
type ConflictPage struct {
	*Page
	Path    string
	Heading string
	By      string // who saved in the meantime
	At      string
	Version int
	Rows    []ConflictRow
	Sent    []HiddenValue // what the reader wrote, to be saved after all
}

// ConflictRow is a field that differs.
type ConflictRow struct{ Label, Theirs, Yours string }

// HiddenValue is a value that a form carries.
type HiddenValue struct{ Name, Value string }

func (*ConflictPage) template() string { return "portal/filing_conflict" }

// showConflict tells that somebody else saved the draft since the reader opened the page. Nothing of either is lost: what was saved is a
// version, and what the reader wrote stands in the page. Files that came with it are kept and named again when it is saved.
func (s *Site) showConflict(w http.ResponseWriter, r *request, v *screen, form url.Values, files []fill.File) error {
	d, err := s.draft(r, office.WriteDraft)
	if err != nil {
		return err
	}
	p := &ConflictPage{Page: s.newOwn(r, "drafts", r.T("filing.conflict")), Path: draftPath(d.ID, v.name), Heading: r.T("filing.page." + v.name), By: s.nameOf(r, d.SavedBy), At: s.when(r, d.Saved), Version: d.Version}
	yours, err := filing.Read(d.Application.Bytes())
	if err != nil {
		return err
	}
	fill.Read(yours, v.questions(), string(s.Office.Code), form, files)
	if v.asks(filing.GoodsList) {
		fill.PickGoods(yours, form, r.lang)
	}
	theirs := map[string]string{}
	for _, page := range v.pages {
		both := []*filing.Application{d.Application, yours}
		for i, a := range both {
			v.draft = &filing.Draft{ID: d.ID, Kind: d.Kind, Application: a}
			for _, row := range s.summaryPage(r, v, page).Rows {
				if i == 0 {
					theirs[row.Label] = row.Value
				} else if other := theirs[row.Label]; other != row.Value {
					p.Rows = append(p.Rows, ConflictRow{row.Label, other, row.Value})
				}
				if i == 1 {
					delete(theirs, row.Label)
				}
			}
		}
	}
	for _, name := range sortedNames(theirs) {
		p.Rows = append(p.Rows, ConflictRow{name, theirs[name], ""})
	}
	for _, name := range sortedNames(form) {
		if name == "version" || name == "do" || name == "kept" {
			continue
		}
		for _, value := range form[name] {
			p.Sent = append(p.Sent, HiddenValue{name, value})
		}
	}
	for _, f := range files {
		p.Sent = append(p.Sent, HiddenValue{"kept", f.Field + "|" + f.SHA256 + "|" + f.Name})
	}
	return s.show(w, r, http.StatusConflict, p)
}

// nameOf is the name of whoever has an account, as far as the reader may know it.
func (s *Site) nameOf(r *request, account string) string {
	if account == string(r.by.Account) {
		return r.T("filing.you")
	}
	if name, err := s.People.NameOf(r.Context(), r.by, office.AccountID(account)); err == nil {
		return name
	}
	return r.T("filing.somebody")
}

// VersionsPage lists the versions of a draft, with whom it is shared, and the way to discard it.
type VersionsPage struct {
	*Page
	Done     string
	Problem  string
	Draft    string
	Called   string
	Versions []VersionItem
	Owner    bool
	OwnerIs  string
	Shared   []SharedItem
	Email    string
}

// VersionItem is a kept version.
type VersionItem struct {
	Number   int
	When, By string
	Current  bool
}

// SharedItem is somebody with whom the draft is shared.
type SharedItem struct {
	Account, Name string
	Signed        bool
}

func (*VersionsPage) template() string { return "portal/filing_versions" }

func (s *Site) draftVersions(w http.ResponseWriter, r *request) error {
	d, err := s.draft(r, office.ViewDraft)
	if err != nil {
		return err
	}
	return s.showVersions(w, r, http.StatusOK, d, "", "")
}

func (s *Site) showVersions(w http.ResponseWriter, r *request, status int, d *filing.Draft, problem, email string) error {
	p := &VersionsPage{Page: s.newOwn(r, "drafts", r.T("filing.versions")), Done: r.told(), Problem: problem, Draft: d.ID, Called: called(r, d.Application), Email: email,
		Owner: d.Owner == string(r.by.Account), OwnerIs: s.nameOf(r, d.Owner)}
	list, err := s.Filing.Writer.Drafts.Versions(r.Context(), d.ID)
	if err != nil {
		return err
	}
	for _, v := range list {
		p.Versions = append(p.Versions, VersionItem{v.Version, s.when(r, v.Saved), s.nameOf(r, v.SavedBy), v.Version == d.Version})
	}
	for _, account := range d.Shared {
		signed := slices.ContainsFunc(d.Application.Signatures, func(g filing.Signature) bool { return g.Account == account })
		p.Shared = append(p.Shared, SharedItem{account, s.nameOf(r, account), signed})
	}
	return s.show(w, r, status, p)
}

// draftVersionsPost brings a version back, shares the draft or no longer, or discards it.
func (s *Site) draftVersionsPost(w http.ResponseWriter, r *request) error {
	act := map[string]office.Act{"restore": office.WriteDraft, "share": office.ShareDraft, "unshare": office.ShareDraft, "discard": office.DropDraft}
	do := r.PostFormValue("do")
	needs, ok := act[do]
	if !ok {
		return fault.New(fault.Invalid, "the form cannot be read")
	}
	d, err := s.draft(r, needs)
	if err != nil {
		return err
	}
	here := draftPath(d.ID, "versions")
	switch do {
	case "restore":
		var n int
		if n, err = strconv.Atoi(r.PostFormValue("version")); err == nil {
			_, err = s.Filing.Writer.Restore(r.Context(), string(r.by.Account), d.ID, n)
		}
	case "share":
		err = s.share(r, d, r.PostFormValue("email"))
	case "unshare":
		err = s.Filing.Writer.Drafts.Share(r.Context(), d.ID, r.PostFormValue("account"), false)
	case "discard":
		if r.PostFormValue("sure") == "" {
			err = fault.New(fault.Invalid, "tick the box if the draft is to go for good")
			break
		}
		here, err = "/portal/drafts", s.Filing.Writer.Drafts.Discard(r.Context(), d.ID)
	}
	if err == nil {
		return done(w, r, here, do)
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	return s.showVersions(w, r, status, d, text, r.PostFormValue("email"))
}

// share lets the account of an e-mail address write and sign a draft. Whether there is an account is told: its holder has to be asked
// for the address anyway, and an account may ask thirty times an hour.
func (s *Site) share(r *request, d *filing.Draft, email string) error {
	if !s.sharing.pass(string(r.by.Account), s.Clock()) {
		return fault.New(fault.Unavailable, "that was tried often within the hour; try again later")
	}
	a, err := s.People.AccountBy(r.Context(), office.EmailLookup(strings.TrimSpace(email)))
	if fault.KindOf(err) == fault.NotFound {
		return fault.New(fault.Invalid, "no account has this address yet; whoever is to sign opens one first")
	}
	if err != nil {
		return err
	}
	if string(a.ID) == d.Owner {
		return fault.New(fault.Invalid, "the draft is this account's own")
	}
	return s.Filing.Writer.Drafts.Share(r.Context(), d.ID, string(a.ID), true)
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
