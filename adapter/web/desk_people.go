package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

// DeskPeoplePage lists the accounts, and the roles that wait for a second person.
type DeskPeoplePage struct {
	*Page
	Problem   string
	Done      string
	Present   bool
	Waiting   []GrantView
	Accounts  []AccountView
	Next      string
	Countries []Country
	Country   string
	MayOpen   bool
}

func (*DeskPeoplePage) template() string { return "desk/people" }

// GrantView is a role given or proposed.
type GrantView struct {
	ID, Account, Name, Role, Span, By, State string
	Waits, Ends                              bool
}

// AccountView is one account of a list.
type AccountView struct {
	ID, Name, Email, State, Roles string
	Active                        bool
}

// pageOfAccounts is how many accounts stand on one page.
const pageOfAccounts = 50

func (s *Site) deskPeople(w http.ResponseWriter, r *request) error {
	return s.showDeskPeople(w, r, http.StatusOK, "")
}

func (s *Site) showDeskPeople(w http.ResponseWriter, r *request, status int, problem string) error {
	p := &DeskPeoplePage{Page: s.newDesk(r, "desk-people", r.T("desk.people")), Problem: problem, Done: r.told(), Present: s.isPresent(r), Countries: countries(r), Country: string(s.Office.Code)}
	ctx := r.Context()
	waiting, err := s.People.Waiting(ctx, r.by)
	if err != nil {
		return err
	}
	for _, g := range waiting {
		p.Waiting = append(p.Waiting, s.grantView(r, g))
	}
	accounts, err := s.People.Accounts(ctx, r.by, office.AccountID(firstRunes(r.query.Get("after"), 20)), pageOfAccounts)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		p.Accounts = append(p.Accounts, s.accountView(r, a))
	}
	if len(accounts) == pageOfAccounts {
		p.Next = "/desk/people?after=" + string(accounts[len(accounts)-1].ID)
	}
	p.MayOpen = s.could(r, office.OpenAccount, office.Object{Kind: office.AccountObject, State: string(office.Active)})
	return s.show(w, r, status, p)
}

// could reports whether the reader may do an act, once they have proved to be present.
func (s *Site) could(r *request, act office.Act, on office.Object) bool {
	present := r.by
	present.SteppedUp = r.by.At
	return office.Allow(s.People.Judge, present, act, on) == nil
}

func (s *Site) accountView(r *request, a office.Account) AccountView {
	v := AccountView{ID: string(a.ID), Name: s.accountName(r, a.ID), Email: a.Proved, State: office.AccountObject.StateIn(r.lang, string(a.State)), Active: a.State == office.Active}
	if v.Email == "" {
		v.Email = r.T("desk.unproved", "email", a.Email)
	}
	grants, err := s.People.Grants(r.Context(), r.by, a.ID)
	if err != nil {
		return v
	}
	var roles []string
	for _, role := range office.Roles() {
		if slices.ContainsFunc(grants, func(g office.Grant) bool { return g.Role == role && g.Holds(s.today()) }) {
			roles = append(roles, role.In(r.lang))
		}
	}
	v.Roles = strings.Join(roles, ", ")
	return v
}

// accountName is the name of the person whose account it is, as far as the reader may see it.
func (s *Site) accountName(r *request, id office.AccountID) string {
	switch {
	case id == office.Operator:
		return r.T("desk.operator")
	case id == "":
		return ""
	}
	name, err := s.People.NameOf(r.Context(), r.by, id)
	if err != nil {
		return string(id)
	}
	return name
}

func (s *Site) grantView(r *request, g office.Grant) GrantView {
	today := s.today()
	v := GrantView{ID: string(g.ID), Account: string(g.Account), Name: s.accountName(r, g.Account), Role: g.Role.In(r.lang), Span: r.T("desk.from", "date", g.Span.First.In(r.lang)), By: s.accountName(r, g.Proposed), Waits: g.Open(), Ends: g.Ended.IsZero()}
	if !g.Span.Last.IsZero() {
		v.Span = r.T("desk.from_to", "date", g.Span.First.In(r.lang), "last", g.Span.Last.In(r.lang))
	}
	switch {
	case g.Open():
		v.State = r.T("desk.grant.waits")
	case !g.Ended.IsZero():
		v.State = r.T("desk.grant.ended", "date", g.Ended.In(r.lang), "why", g.Why)
	case g.Holds(today):
		v.State = r.T("desk.grant.holds")
	default:
		v.State = r.T("desk.grant.not_now")
	}
	if g.Founding {
		v.By += ", " + r.T("desk.grant.founding")
	} else if g.Confirmed != "" {
		v.By += " + " + s.accountName(r, g.Confirmed)
	}
	return v
}

func (s *Site) deskPeoplePost(w http.ResponseWriter, r *request) error {
	ctx := r.Context()
	var err error
	what := r.PostFormValue("act")
	switch what {
	case "confirm":
		err = s.People.ConfirmRole(ctx, r.by, office.GrantID(r.PostFormValue("id")))
	case "refuse":
		err = s.People.EndRole(ctx, r.by, office.GrantID(r.PostFormValue("id")), s.today(), r.PostFormValue("why"))
	case "open":
		var a office.Account
		party := office.Party{Nature: office.Natural, Name: r.PostFormValue("name"), Country: ipr.Office(r.PostFormValue("country"))}
		if a, err = s.People.Open(ctx, r.by, party, r.PostFormValue("email")); err == nil {
			_, err = s.Entrance.Invite(ctx, r.by, r.lang, a.ID, true)
		}
	default:
		err = fault.New(fault.Invalid, "the form is not complete")
	}
	if err == nil {
		return done(w, r, "/desk/people", what)
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	return s.showDeskPeople(w, r, status, text)
}

// DeskAccountPage is one account, as those who keep accounts see it.
type DeskAccountPage struct {
	*Page
	Problem  string
	Done     string
	Present  bool
	Today    string
	Account  AccountView
	Opened   string
	Ways     []WayView
	Grants   []GrantView
	Roles    []RoleChoice
	MayState bool
	States   []StateChoice
}

func (*DeskAccountPage) template() string { return "desk/account" }

// RoleChoice is a role that can be given.
type RoleChoice struct {
	Role, Name string
	Two        bool
}

// StateChoice is a state that an account can have.
type StateChoice struct {
	State, Name string
	Chosen      bool
}

func (s *Site) deskAccount(w http.ResponseWriter, r *request) error {
	return s.showDeskAccount(w, r, http.StatusOK, "")
}

func (s *Site) showDeskAccount(w http.ResponseWriter, r *request, status int, problem string) error {
	ctx := r.Context()
	a, err := s.People.Account(ctx, r.by, office.AccountID(r.PathValue("account")))
	if err != nil {
		return err
	}
	p := &DeskAccountPage{Page: s.newDesk(r, "desk-people", s.accountName(r, a.ID)), Problem: problem, Done: r.told(), Present: s.isPresent(r), Today: s.today().String(), Account: s.accountView(r, a), Opened: s.when(r, a.Opened)}
	for _, c := range a.Credentials {
		p.Ways = append(p.Ways, WayView{Name: r.T("signin.kind." + string(c.Kind)), Since: s.when(r, c.Added)})
	}
	grants, err := s.People.Grants(ctx, r.by, a.ID)
	if err != nil {
		return err
	}
	for _, g := range grants {
		p.Grants = append(p.Grants, s.grantView(r, g))
	}
	present := r.by
	present.SteppedUp = r.by.At
	if p.MayState = s.People.MayAccount(ctx, present, office.StateAccount, a.ID) == nil; p.MayState {
		for _, x := range office.AccountObject.States() {
			p.States = append(p.States, StateChoice{x, office.AccountObject.StateIn(r.lang, x), x == string(a.State)})
		}
	}
	for _, role := range office.Roles() {
		if s.could(r, office.ProposeRole, office.Object{Kind: office.GrantObject, Owner: a.ID, Role: role, Proposer: r.by.Account, Parties: []office.PartyID{a.Party}, State: "proposed"}) {
			p.Roles = append(p.Roles, RoleChoice{string(role), role.In(r.lang), role.TwoPersons()})
		}
	}
	return s.show(w, r, status, p)
}

func (s *Site) deskAccountPost(w http.ResponseWriter, r *request) error {
	ctx, id := r.Context(), office.AccountID(r.PathValue("account"))
	var err error
	what := r.PostFormValue("act")
	switch what {
	case "role":
		span := office.Span{}
		if span.First, err = ipr.ParseDate(r.PostFormValue("first")); err == nil && r.PostFormValue("last") != "" {
			span.Last, err = ipr.ParseDate(r.PostFormValue("last"))
		}
		if err == nil {
			_, err = s.People.ProposeRole(ctx, r.by, id, office.Role(r.PostFormValue("role")), span)
		}
	case "end_role":
		err = s.People.EndRole(ctx, r.by, office.GrantID(r.PostFormValue("id")), s.today(), r.PostFormValue("why"))
	case "state":
		state := office.AccountState(r.PostFormValue("state"))
		err = s.People.SetState(ctx, r.by, id, state, r.PostFormValue("why"))
	default:
		err = fault.New(fault.Invalid, "the form is not complete")
	}
	if err == nil {
		return done(w, r, "/desk/people/"+string(id), what)
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	return s.showDeskAccount(w, r, status, text)
}
