package web

import (
	"net/http"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

// DeskConflictsPage tells of conflicts of interest: the reader's own, and those of the officers whose accounts they see.
type DeskConflictsPage struct {
	*Page
	Problem  string
	Done     string
	Present  bool
	Grounds  []GroundChoice
	Officers []OfficerChoice // for whom one may be declared; none but the reader if empty
	With     string          // as it was sent
	Note     string
	Mine     []ConflictView
	Team     []ConflictView
	Leads    bool // sees other officers
}

func (*DeskConflictsPage) template() string { return "desk/conflicts" }

// GroundChoice is a ground of a conflict.
type GroundChoice struct {
	Ground, Name string
	Chosen       bool
}

// OfficerChoice is an officer for whom a conflict can be declared.
type OfficerChoice struct {
	ID, Name string
	Chosen   bool
}

// ConflictView is a declaration of a conflict of interest.
type ConflictView struct {
	ID, Officer, With, Ground, Note string
	By                              string // who declared it, if not the officer
	Ended                           string // by whom it was withdrawn and why; "" while it stands
	Withdraw                        bool   // the reader may
}

func (s *Site) deskConflicts(w http.ResponseWriter, r *request) error {
	return s.showDeskConflicts(w, r, http.StatusOK, "")
}

func (s *Site) showDeskConflicts(w http.ResponseWriter, r *request, status int, problem string) error {
	p := &DeskConflictsPage{Page: s.newDesk(r, "desk-conflicts", r.T("desk.conflicts")), Problem: problem, Done: r.told(), Present: s.isPresent(r), With: r.PostFormValue("with"), Note: r.PostFormValue("note")}
	for _, g := range office.Grounds() {
		p.Grounds = append(p.Grounds, GroundChoice{string(g), g.In(r.lang), string(g) == r.PostFormValue("ground")})
	}
	own, err := s.conflictViews(r, r.by.Account)
	if err != nil {
		return err
	}
	p.Mine = own
	officers, err := s.People.Officers(r.Context(), r.by)
	if err != nil {
		return err
	}
	present := r.by
	present.SteppedUp = r.by.At
	for _, a := range officers {
		chosen := string(a.ID) == r.PostFormValue("officer")
		if a.ID == r.by.Account {
			p.Officers = append(p.Officers, OfficerChoice{string(a.ID), s.accountName(r, a.ID), chosen || r.PostFormValue("officer") == ""})
			continue
		}
		p.Leads = true
		team, err := s.conflictViews(r, a.ID)
		if err != nil {
			return err
		}
		p.Team = append(p.Team, team...)
		if s.People.MayAccount(r.Context(), present, office.DeclareConflict, a.ID) == nil {
			p.Officers = append(p.Officers, OfficerChoice{string(a.ID), s.accountName(r, a.ID), chosen})
		}
	}
	if len(p.Officers) == 1 && p.Officers[0].ID == string(r.by.Account) {
		p.Officers = nil
	}
	return s.show(w, r, status, p)
}

// conflictViews are the declarations of an officer.
func (s *Site) conflictViews(r *request, officer office.AccountID) ([]ConflictView, error) {
	list, err := s.People.Conflicts(r.Context(), r.by, officer)
	if err != nil {
		return nil, err
	}
	present := r.by
	present.SteppedUp = r.by.At
	may := s.People.MayAccount(r.Context(), present, office.WithdrawConflict, officer) == nil
	var views []ConflictView
	for _, c := range list {
		v := ConflictView{ID: string(c.ID), Officer: s.accountName(r, officer), With: c.With, Ground: c.Ground.In(r.lang), Note: c.Note, Withdraw: may && c.Stands()}
		if strings.HasPrefix(c.With, "p-") {
			if name := s.partyName(r, office.PartyID(c.With)); name != c.With {
				v.With = name + " (" + c.With + ")"
			}
		}
		if c.Declared != officer {
			v.By = s.accountName(r, c.Declared)
		}
		if !c.Stands() {
			v.Ended = r.T("desk.conflict.ended", "name", s.accountName(r, c.Withdrawn), "why", c.Why)
		}
		views = append(views, v)
	}
	return views, nil
}

func (s *Site) deskConflictsPost(w http.ResponseWriter, r *request) error {
	ctx := r.Context()
	var err error
	what := ""
	switch r.PostFormValue("act") {
	case "declare":
		what = "conflict"
		c := office.Conflict{Officer: office.AccountID(r.PostFormValue("officer")), With: strings.TrimSpace(r.PostFormValue("with")), Ground: office.Ground(r.PostFormValue("ground")), Note: r.PostFormValue("note")}
		if c.Officer == "" {
			c.Officer = r.by.Account
		}
		_, err = s.People.DeclareConflict(ctx, r.by, c)
	case "withdraw":
		what = "conflict_withdrawn"
		err = s.People.WithdrawConflict(ctx, r.by, office.ConflictID(r.PostFormValue("id")), r.PostFormValue("why"))
	default:
		err = fault.New(fault.Invalid, "the form is not complete")
	}
	if err == nil {
		return done(w, r, "/desk/conflicts", what)
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	return s.showDeskConflicts(w, r, status, text)
}
