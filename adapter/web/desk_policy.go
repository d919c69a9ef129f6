package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

// Policy is one policy of the office, as its page prints it.
type Policy struct {
	ID     string
	File   string
	Forbid bool
	Text   string // in Cedar
	Told   map[locale.Lang]string
}

// PolicyPage prints the policies, and answers whether somebody may do something, and why.
type PolicyPage struct {
	*Page
	Files   []PolicyFile
	Roles   []RoleTick
	Acts    []ActOption
	States  []StateChoice
	Theirs  bool
	Proved  bool
	Asked   bool
	Allowed bool
	Answer  string
	Because []PolicyView
}

func (*PolicyPage) template() string { return "desk/policy" }

// PolicyFile is a file of policies.
type PolicyFile struct {
	Name string
	List []PolicyView
}

// PolicyView is a policy with what it means.
type PolicyView struct {
	ID, Says, Text string
	Forbid         bool
}

// RoleTick is a role that the question gives to whoever it is about.
type RoleTick struct {
	Role, Name string
	Chosen     bool
}

// ActOption is an act that can be asked about.
type ActOption struct {
	Act, Name string
	Chosen    bool
}

func (s *Site) deskPolicy(w http.ResponseWriter, r *request) error {
	p := &PolicyPage{Page: s.newDesk(r, "desk-policy", r.T("desk.policy"))}
	views := map[string]PolicyView{}
	for _, x := range s.Policies {
		v := PolicyView{x.ID, x.Told[r.lang], x.Text, x.Forbid}
		views[x.ID] = v
		if n := len(p.Files); n == 0 || p.Files[n-1].Name != x.File {
			p.Files = append(p.Files, PolicyFile{Name: x.File})
		}
		f := &p.Files[len(p.Files)-1]
		f.List = append(f.List, v)
	}
	act := office.Act(r.query.Get("act"))
	row, known := office.RowOf(act)
	for _, x := range office.Acts() {
		p.Acts = append(p.Acts, ActOption{string(x.Act), x.Act.In(r.lang), x.Act == act})
	}
	var roles []office.Role
	for _, x := range office.Roles() {
		chosen := slices.Contains(r.query["role"], string(x))
		if chosen {
			roles = append(roles, x)
		}
		p.Roles = append(p.Roles, RoleTick{string(x), x.In(r.lang), chosen})
	}
	p.Theirs, p.Proved = r.query.Get("own") != "", r.query.Get("proved") != ""
	if !known {
		return s.show(w, r, http.StatusOK, p)
	}
	states := row.On.States()
	state := r.query.Get("state")
	if !slices.Contains(states, state) {
		state = states[0]
	}
	for _, x := range states {
		if x != "" {
			p.States = append(p.States, StateChoice{x, row.On.StateIn(r.lang, x), x == state})
		}
	}
	v, err := s.People.Judge.May(s.imagined(r, roles, p.Proved), act, s.imaginedObject(row.On, state, p.Theirs))
	if err != nil {
		return err
	}
	p.Asked, p.Allowed = true, v.Allowed
	switch {
	case v.Allowed:
		p.Answer = r.T("desk.policy.yes")
	case len(v.By) > 0:
		p.Answer = r.T("desk.policy.no")
	default:
		p.Answer = r.T("desk.policy.none")
	}
	for _, id := range v.By {
		p.Because = append(p.Because, views[id])
	}
	return s.show(w, r, http.StatusOK, p)
}

// The account and party of whom a question is about, and of somebody else.
const (
	someone, another           = office.AccountID("a-0000000000000000"), office.AccountID("a-0000000000000001")
	someoneParty, anotherParty = office.PartyID("p-0000000000000000"), office.PartyID("p-0000000000000001")
)

// imagined is somebody with just these roles.
func (s *Site) imagined(r *request, roles []office.Role, proved bool) office.Actor {
	a := office.Actor{Account: someone, Party: someoneParty, At: r.by.At, Day: r.by.Day}
	if proved {
		a.SteppedUp = a.At
	}
	return a.Playing(roles...)
}

// imaginedObject is something of theirs, or of somebody else.
func (s *Site) imaginedObject(kind office.ObjectKind, state string, own bool) office.Object {
	o := office.Object{Kind: kind, ID: strings.ToLower(string(kind)), State: state, Owner: another, Parties: []office.PartyID{anotherParty}, Proposer: another, Right: ipr.Trademark, Role: office.Examiner}
	if own {
		o.Owner, o.Parties = someone, []office.PartyID{someoneParty}
	}
	if kind == office.PageObject {
		o.ID = state
	}
	return o
}
