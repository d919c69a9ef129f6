package web

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/office"
)

// DeskPowersPage lists powers of attorney: those that wait for somebody to stand for them, those whose paper is to come, or all.
type DeskPowersPage struct {
	*Page
	Problem string
	Done    string
	Present bool
	Today   string
	Path    string // of this list
	Lists   []ListChoice
	Powers  []DeskPower
	Next    string
}

func (*DeskPowersPage) template() string { return "desk/powers" }

// ListChoice is a list that can be looked at.
type ListChoice struct {
	Name, Path string
	Chosen     bool
}

// DeskPower is a power of attorney as a clerk sees it.
type DeskPower struct {
	PowerView
	Principal, Representative string
	Told                      string // who told of it
	SignedDay                 string // as a field of a form has it
	Waits                     bool   // nobody stands for it yet
	Late                      bool   // the paper should have come
	Ended                     bool
}

// pageOfPowers is how many powers stand on one page.
const pageOfPowers = 50

func (s *Site) deskPowers(w http.ResponseWriter, r *request) error {
	return s.showDeskPowers(w, r, http.StatusOK, "")
}

// deskList is the list that was asked for: those that wait if none was.
func deskList(r *request) office.DeskList {
	if l := office.DeskList(r.query.Get("list")); slices.Contains(office.DeskLists(), l) {
		return l
	}
	return office.PowersWaiting
}

func (s *Site) showDeskPowers(w http.ResponseWriter, r *request, status int, problem string) error {
	list := deskList(r)
	p := &DeskPowersPage{Page: s.newDesk(r, "desk-powers", r.T("desk.powers")), Problem: problem, Done: r.told(), Present: s.isPresent(r), Today: s.today().String(),
		Path: "/desk/powers?list=" + string(list)}
	for _, l := range office.DeskLists() {
		p.Lists = append(p.Lists, ListChoice{r.T("desk.powers." + string(l)), "/desk/powers?list=" + string(l), l == list})
	}
	powers, next, err := s.People.DeskPowers(r.Context(), r.by, list, office.PowerID(firstRunes(r.query.Get("after"), 20)), pageOfPowers)
	if err != nil {
		return err
	}
	for _, x := range powers {
		p.Powers = append(p.Powers, s.deskPower(r, x))
	}
	if next != "" {
		p.Next = p.Path + "&after=" + string(next)
	}
	return s.show(w, r, status, p)
}

func (s *Site) deskPower(r *request, w office.Power) DeskPower {
	v := DeskPower{PowerView: s.powerView(r, w, w.Representative, true), Principal: s.partyName(r, w.Principal), Told: s.accountName(r, w.Given), SignedDay: w.Signed.String(),
		Waits: w.Accepted == "" && w.Revoked.IsZero(), Late: w.Overdue(s.today()), Ended: !w.Revoked.IsZero()}
	v.Representative = v.Name
	if teller, err := s.People.TellerOf(r.Context(), r.by, w.ID); err == nil {
		v.Told = s.partyName(r, teller)
	}
	if v.Original == "" {
		v.Original = r.T("desk.power.no_due")
	}
	return v
}

func (s *Site) deskPowersPost(w http.ResponseWriter, r *request) error {
	ctx, id := r.Context(), office.PowerID(r.PostFormValue("id"))
	_, err := s.People.DeskPower(ctx, r.by, id) // of others' powers the desk knows nothing
	what := r.PostFormValue("act")
	switch {
	case err != nil:
	case what == "accept":
		err = s.People.AcceptPower(ctx, r.by, id)
	case what == "original":
		var day ipr.Date
		if day, err = ipr.ParseDate(r.PostFormValue("day")); err == nil {
			err = s.People.ReceiveOriginal(ctx, r.by, id, day)
		}
	case what == "revoke":
		err = s.People.RevokePower(ctx, r.by, id, s.today(), r.PostFormValue("why"))
	default:
		err = fault.New(fault.Invalid, "the form is not complete")
	}
	if err == nil {
		http.Redirect(w, r.Request, "/desk/powers?list="+string(deskList(r))+"&done="+what, http.StatusSeeOther)
		return nil
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	return s.showDeskPowers(w, r, status, text)
}

// scanKinds are the sorts of files that scans are, by how their bytes begin. Whatever else it is has no ending that a program would open.
var scanKinds = []struct{ begins, ending string }{{"%PDF-", ".pdf"}, {"\xff\xd8\xff", ".jpg"}, {"\x89PNG\r\n\x1a\n", ".png"}}

// deskScan gives the scan of a power of attorney, as a file to be kept: nobody has looked into it yet.
func (s *Site) deskScan(w http.ResponseWriter, r *request) error {
	p, err := s.People.DeskPower(r.Context(), r.by, office.PowerID(r.PathValue("power")))
	if err != nil {
		return err
	}
	body, err := s.Scans.OpenScan(r.Context(), p.Scan)
	if fault.KindOf(err) == fault.NotFound {
		return fault.New(fault.NotFound, "there is no such thing here, or it is not for you")
	}
	if err != nil {
		return err
	}
	defer body.Close()
	whole, err := io.ReadAll(io.LimitReader(body, maxScan))
	if err != nil {
		return err
	}
	name := string(p.ID)
	for _, k := range scanKinds {
		if bytes.HasPrefix(whole, []byte(k.begins)) {
			name += k.ending
		}
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Length", strconv.Itoa(len(whole)))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(whole) // the reader has gone if this fails
	return nil
}

// paperRule is the rule by which the paper of a power of attorney must come, if the law in force has one. It is asked with the day on which the
// office is told (told) and the day on the paper (signed).
const paperRule = "power_original"

// paperDue says by when the paper of a power must come: by the law's rule if there is one, else by the office's setting; rule is "" then.
func (s *Site) paperDue(w office.Power) (due ipr.Date, rule string, err error) {
	today := s.today()
	rules, err := s.library().Office(s.Office.Code)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return due, "", err
	}
	if err == nil {
		name := ruleScope(w) + "." + paperRule
		var facts law.Facts
		if err := facts.Tell("told", today.String()); err != nil {
			return due, "", err
		}
		if err := facts.Tell("signed", w.Signed.String()); err != nil {
			return due, "", err
		}
		switch a, err := rules.Date(name, &facts); {
		case err == nil:
			return a.Date, a.Rule.ID, nil
		case fault.KindOf(err) != fault.NotFound:
			return due, "", err
		}
	}
	if s.Office.OriginalWithin > 0 {
		due = today.AddDays(s.Office.OriginalWithin)
	}
	return due, "", nil
}

// ruleScope is the kind of right whose rules are asked for a power: that of all its rights, or "*".
func ruleScope(w office.Power) string {
	scope := ""
	for _, thing := range w.Things {
		id, err := ipr.ParseID(thing)
		if err != nil || scope != "" && scope != string(id.Kind) {
			return "*"
		}
		scope = string(id.Kind)
	}
	if scope == "" {
		return "*"
	}
	return scope
}
