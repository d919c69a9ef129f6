package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

// maxScan is how many bytes the scan of a power of attorney may have.
const maxScan = 10 << 20

// PeoplePage tells for whom its reader acts, and who acts for them.
type PeoplePage struct {
	*Page
	Problem   string
	Done      string
	Present   bool
	Today     string
	Choices   []PartyChoice // for whom they may act, if there are several
	Given     []PowerView
	Had       []PowerView
	Lent      []LentView
	Acts      []ActChoice
	Book      []PartyView
	Countries []Country
	Country   string
	Abroad    string // what an applicant from abroad must know about representatives; "" for others
}

func (*PeoplePage) template() string { return "portal/people" }

// PartyChoice is a party for which the reader may act.
type PartyChoice struct {
	ID, Name string
	Chosen   bool
}

// PowerView is a power of attorney.
type PowerView struct {
	ID, Name, Scope, State string
	Signed, Signatory      string
	Original               string
	Accept, Revoke         bool
	Standing               bool // in force today
}

// LentView is a delegation.
type LentView struct {
	ID, Name, Acts, Until string
	Mine                  bool // it was lent by the reader
	Ends                  bool // it can be ended
}

// ActChoice is an act that can be lent.
type ActChoice struct{ Act, Name string }

// PartyView is a party of an address book.
type PartyView struct {
	ID, Name, Country, Address string
	Now                        string // what the units of the address are now, if some are no more
}

func (s *Site) people(w http.ResponseWriter, r *request) error {
	return s.showPeople(w, r, http.StatusOK, "")
}

func (s *Site) showPeople(w http.ResponseWriter, r *request, status int, problem string) error {
	p := &PeoplePage{Page: s.newOwn(r, "people", r.T("portal.people")), Problem: problem, Done: r.told(), Present: s.isPresent(r), Today: s.today().String(),
		Countries: countries(r), Country: string(s.Office.Code)}
	ctx := r.Context()
	if all := r.by.Principals(); len(all) > 1 {
		for _, id := range all {
			p.Choices = append(p.Choices, PartyChoice{string(id), s.partyName(r, id), id == r.by.OnBehalf})
		}
	}
	given, had, err := s.People.Powers(ctx, r.by, r.by.Party)
	if err != nil {
		return err
	}
	for _, x := range given {
		p.Given = append(p.Given, s.powerView(r, x, x.Representative, true))
	}
	for _, x := range had {
		p.Had = append(p.Had, s.powerView(r, x, x.Principal, false))
	}
	if err := s.fillLent(r, p); err != nil {
		return err
	}
	book, err := s.People.AddressBook(ctx, r.by)
	if err != nil {
		return err
	}
	for _, b := range book {
		if b.ID == r.by.Party {
			if foreign(b, s.Office.Code) {
				p.Abroad = r.T("portal.people.foreign")
			}
			continue
		}
		v := PartyView{ID: string(b.ID), Name: b.Name, Country: ipr.OfficeName(b.Country, r.lang)}
		if len(b.Addresses) > 0 {
			v.Address = b.Addresses[0].Written
			if v.Now, err = s.addressNow(r, v.Address); err != nil {
				return err
			}
		}
		p.Book = append(p.Book, v)
	}
	return s.show(w, r, status, p)
}

// foreign reports whether neither country nor an address of a party is the office's own; the reading is ours.
func foreign(p office.Party, own ipr.Office) bool {
	return p.Country != own && !slices.ContainsFunc(p.Addresses, func(a office.Address) bool { return a.Country == own })
}

func (s *Site) powerView(r *request, w office.Power, other office.PartyID, principal bool) PowerView {
	v := PowerView{ID: string(w.ID), Name: s.partyName(r, other), Scope: r.T("portal.power.general"), Signed: w.Signed.In(r.lang), Signatory: w.Signatory.Name}
	if !w.General {
		v.Scope = r.T("portal.power.single", "things", strings.Join(w.Things, ", "))
	}
	if w.Signatory.Position != "" {
		v.Signatory += ", " + w.Signatory.Position
	}
	today := s.today()
	v.Standing = w.Holds(today)
	switch {
	case !w.Revoked.IsZero():
		v.State = r.T("portal.power.ended", "date", w.Revoked.In(r.lang))
	case w.Accepted == "":
		v.State = r.T("portal.power.waiting")
	case v.Standing:
		v.State = r.T("portal.power.standing")
	default:
		v.State = r.T("portal.power.not_now")
	}
	switch {
	case !w.Received.IsZero():
		v.Original = r.T("portal.power.original_came", "date", w.Received.In(r.lang))
	case w.Overdue(today):
		v.Original = r.T("portal.power.original_late", "date", w.Due.In(r.lang))
	case !w.Due.IsZero():
		v.Original = r.T("portal.power.original_due", "date", w.Due.In(r.lang))
	}
	switch {
	case w.Due.IsZero() || !w.Received.IsZero():
	case w.DueRule == "":
		v.Original += " " + r.T("portal.power.own_setting")
	default:
		v.Original += " " + r.T("portal.power.by_rule", "rule", w.DueRule)
	}
	v.Accept = principal && w.Accepted == "" && w.Revoked.IsZero()
	v.Revoke = w.Revoked.IsZero()
	return v
}

func (s *Site) fillLent(r *request, p *PeoplePage) error {
	lent, err := s.People.Delegations(r.Context(), r.by, r.by.Account)
	if err != nil {
		return err
	}
	for _, d := range lent {
		v := LentView{ID: string(d.ID), Until: d.Span.Last.In(r.lang), Mine: d.From == r.by.Account, Ends: d.Ended.IsZero()}
		other := d.From
		if v.Mine {
			other = d.To
		}
		v.Name = string(other)
		if !d.Ended.IsZero() {
			v.Until = r.T("portal.power.ended", "date", d.Ended.In(r.lang))
		}
		var acts []string
		for _, a := range d.Acts {
			acts = append(acts, a.In(r.lang))
		}
		v.Acts = locale.List(r.lang, acts)
		p.Lent = append(p.Lent, v)
	}
	for _, row := range office.Acts() {
		if row.Lent {
			p.Acts = append(p.Acts, ActChoice{string(row.Act), row.Act.In(r.lang)})
		}
	}
	return nil
}

func (s *Site) peoplePost(w http.ResponseWriter, r *request) error {
	ctx := r.Context()
	_ = r.ParseMultipartForm(1 << 20) // a form that is no multipart one is read as what it is
	id, why := r.PostFormValue("id"), r.PostFormValue("why")
	if why == "" {
		why = r.T("portal.people.asked")
	}
	var err error
	what := r.PostFormValue("act")
	switch what {
	case "behalf":
		err = s.Entrance.ActFor(ctx, r.by, office.PartyID(id))
	case "party":
		party := office.Party{Nature: office.Natural, Name: r.PostFormValue("name"), Country: ipr.Office(r.PostFormValue("country"))}
		if r.PostFormValue("nature") == "legal" {
			party.Nature = office.Legal
		}
		if a := strings.TrimSpace(r.PostFormValue("address")); a != "" {
			party.Addresses = []office.Address{{Country: party.Country, Written: a}}
		}
		_, err = s.People.NewParty(ctx, r.by, party)
	case "power":
		err = s.givePower(r)
	case "accept":
		err = s.People.AcceptPower(ctx, r.by, office.PowerID(id))
	case "revoke":
		err = s.People.RevokePower(ctx, r.by, office.PowerID(id), s.today(), why)
	case "lend":
		err = s.lend(r)
	case "end":
		err = s.People.EndDelegation(ctx, r.by, office.DelegationID(id), s.today(), why)
	default:
		err = fault.New(fault.Invalid, "the form is not complete")
	}
	if err == nil {
		return done(w, r, "/portal/people", what)
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	return s.showPeople(w, r, status, text)
}

// givePower tells the office of a power of attorney, with its scan.
func (s *Site) givePower(r *request) error {
	own, other := r.by.Party, office.PartyID(strings.TrimSpace(r.PostFormValue("party")))
	w := office.Power{Principal: own, Representative: other, General: r.PostFormValue("scope") != "single", Substitution: r.PostFormValue("substitution") != "",
		Signatory: office.Signing{Name: r.PostFormValue("signatory"), Position: r.PostFormValue("position")}}
	if r.PostFormValue("side") == "had" {
		w.Principal, w.Representative = other, own
	}
	if !w.General {
		w.Things = strings.FieldsFunc(r.PostFormValue("things"), func(c rune) bool { return c == ',' || c == '\n' || c == ' ' || c == '\r' })
	}
	var err error
	if w.Signed, err = ipr.ParseDate(r.PostFormValue("signed")); err != nil {
		return err
	}
	w.Span.First = w.Signed
	if last := r.PostFormValue("last"); last != "" {
		if w.Span.Last, err = ipr.ParseDate(last); err != nil {
			return err
		}
	}
	if w.Due, w.DueRule, err = s.paperDue(w); err != nil {
		return err
	}
	if err := s.mayTell(r.Context(), r.by, w.Principal); err != nil { // before megabytes are kept for nothing
		return err
	}
	file, _, err := r.FormFile("scan")
	if err != nil {
		return fault.New(fault.Invalid, "the scan of the paper is missing").Because(err)
	}
	defer file.Close()
	if w.Scan, err = s.Scans.KeepScan(r.Context(), file, maxScan); err != nil {
		return err
	}
	_, err = s.People.GivePower(r.Context(), r.by, w)
	return err
}

func (s *Site) mayTell(_ context.Context, by office.Actor, principal office.PartyID) error {
	return office.Allow(s.People.Judge, by, office.GivePower, office.Object{Kind: office.PartyObject, ID: string(principal), Parties: []office.PartyID{principal}})
}

func (s *Site) lend(r *request) error {
	last, err := ipr.ParseDate(r.PostFormValue("last"))
	if err != nil {
		return err
	}
	to, err := office.ParseID[office.AccountID](r.PostFormValue("account"))
	if err != nil {
		return err
	}
	var acts []office.Act
	for _, a := range r.PostForm["what"] {
		acts = append(acts, office.Act(a))
	}
	_, err = s.People.Delegate(r.Context(), r.by, r.by.Account, to, acts, office.Span{First: s.today(), Last: last})
	return err
}
