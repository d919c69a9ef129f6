package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure/filing"
)

// Intake gives what came in, to officers whom a handler has let in.
type Intake interface {
	filing.Inspections

	// Before lists n filings, newest first, that came in before one; "" for the newest.
	Before(ctx context.Context, behind string, n int) ([]*filing.Submission, error)
}

// DeskFilingsPage lists what came in. It tells nothing of what was filed: that is for who opens the case.
type DeskFilingsPage struct {
	*Page
	Done    string
	Base    string // address of the list
	State   string
	Kind    string
	States  []StateChoice
	Kinds   []StateChoice
	Filings []DeskFilingRow
	Next    string // address of the next page; "" if this is the last
}

func (*DeskFilingsPage) template() string { return "desk/filings" }

// DeskFilingRow is a filing of the list.
type DeskFilingRow struct {
	Sign, Path, Kind, Number, Received, State, Mood string
	Flags                                           []string
}

// pageOfFilings is how many filings stand on one page; searchedFilings how many are looked at to fill it.
const (
	pageOfFilings   = 50
	searchedFilings = 2000
)

// intake refuses where nothing is filed.
func (s *Site) intake() error {
	if s.Filing == nil || s.Intake == nil {
		return fault.New(fault.NotFound, "there is no page at this address")
	}
	return nil
}

// deskFilings lists what came in, for clerks.
func (s *Site) deskFilings(w http.ResponseWriter, r *request) error {
	return s.listFilings(w, r, "/desk/filings", "desk-filings", r.T("intake.filings"), nil)
}

// deskPayments lists what waits for a payment, for cashiers.
func (s *Site) deskPayments(w http.ResponseWriter, r *request) error {
	return s.listFilings(w, r, "/desk/payments", "desk-payments", r.T("intake.payments"), []filing.State{filing.Uncertain, filing.Waiting})
}

// filingStates are the states in the order of the filter: those in which the desk has something to do come first.
var filingStates = []filing.State{filing.Uncertain, filing.Numbering, filing.Doubtful, filing.Pending, filing.Waiting, filing.Accepted, filing.Dead}

func (s *Site) listFilings(w http.ResponseWriter, r *request, base, section, title string, only []filing.State) error {
	if err := s.intake(); err != nil {
		return err
	}
	p := &DeskFilingsPage{Page: s.newDesk(r, section, title), Done: r.mended(), Base: base, State: r.query.Get("state"), Kind: r.query.Get("kind")}
	p.Dense = true
	if len(only) == 0 {
		p.States = append(p.States, StateChoice{"odd", r.T("intake.odd"), p.State == "odd"})
	}
	for _, state := range filingStates {
		if len(only) == 0 || slices.Contains(only, state) {
			p.States = append(p.States, StateChoice{state.Word(), office.SubmissionObject.StateIn(r.lang, state.Word()), p.State == state.Word()})
		}
	}
	for _, k := range filingKinds {
		p.Kinds = append(p.Kinds, StateChoice{string(k), r.T("intake.kind." + string(k)), p.Kind == string(k)})
	}
	list, next, err := s.sifted(r, only, firstRunes(r.query.Get("after"), 20))
	if err != nil {
		return err
	}
	for _, sub := range list {
		p.Filings = append(p.Filings, s.deskRow(r, base, sub))
	}
	if next != "" {
		q := siftOf(r)
		q.Set("after", next)
		p.Next = base + "?" + q.Encode()
	}
	return s.show(w, r, http.StatusOK, p)
}

// sifted gives a page of the list that the reader asks for, and behind which filing the next one begins; "" if there is none.
func (s *Site) sifted(r *request, only []filing.State, behind string) (list []*filing.Submission, next string, err error) {
	for seen := 0; seen < searchedFilings; {
		some, err := s.Intake.Before(r.Context(), behind, 200)
		if err != nil {
			return nil, "", err
		}
		for _, sub := range some {
			behind = sub.ID
			if !wanted(r, sub, only) {
				continue
			}
			if list = append(list, sub); len(list) == pageOfFilings {
				return list, behind, nil
			}
		}
		if seen += len(some); len(some) < 200 {
			return list, "", nil
		}
	}
	return list, behind, nil
}

// wanted reports whether a filing is of the states and kind that the reader asks for.
func wanted(r *request, sub *filing.Submission, only []filing.State) bool {
	state, kind := r.query.Get("state"), r.query.Get("kind")
	switch {
	case len(only) > 0 && !slices.Contains(only, sub.State()), kind != "" && kind != string(sub.Kind):
		return false
	case state == "odd":
		return isOdd(sub)
	}
	return state == "" || state == sub.State().Word()
}

// isOdd reports whether a filing stands where only the desk can help.
func isOdd(sub *filing.Submission) bool {
	switch sub.State() {
	case filing.Numbering, filing.Doubtful, filing.Uncertain:
		return true
	}
	return sub.Stuck() || sub.Proposal() != nil
}

func (s *Site) deskRow(r *request, base string, sub *filing.Submission) DeskFilingRow {
	v := DeskFilingRow{Sign: sub.ID, Path: base + "/" + sub.ID, Kind: r.T("intake.kind." + string(sub.Kind)), Number: sub.Number(), Received: s.moment(r, sub),
		State: office.SubmissionObject.StateIn(r.lang, sub.State().Word()), Mood: moods[sub.State()]}
	if q := siftOf(r).Encode(); q != "" {
		v.Path += "?" + q
	}
	if sub.Stuck() {
		v.Flags = append(v.Flags, r.T("intake.flag.stuck"))
	}
	if sub.Proposal() != nil {
		v.Flags = append(v.Flags, r.T("intake.flag.proposed"))
	}
	return v
}

// siftOf is what the reader asks the list for, to be carried on.
func siftOf(r *request) url.Values {
	q := url.Values{}
	for _, k := range []string{"state", "kind"} {
		if v := firstRunes(r.query.Get(k), 20); v != "" {
			q.Set(k, v)
		}
	}
	return q
}

// deskFiling gives the filing of the address to an officer who may do an act on it. Errors: NotFound, also if they may not; Forbidden
// with office.ErrPresence if only a proof of presence is missing.
func (s *Site) deskFiling(r *request, act office.Act) (*filing.Submission, *filing.Application, error) {
	if err := s.intake(); err != nil {
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
	o := sub.Object(a.Parties())
	if p := sub.Proposal(); p != nil {
		o.Proposer = office.AccountID(p.By)
	}
	if err := office.Allow(s.People.Judge, r.by, act, o); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return nil, nil, noFiling()
		}
		return nil, nil, err
	}
	return sub, a, nil
}

// neighbours gives the addresses of the filings before and behind one in the list that the reader came from.
func (s *Site) neighbours(r *request, base, id string, only []filing.State) (before, behind string, err error) {
	list, _, err := s.sifted(r, only, "")
	if err != nil {
		return "", "", err
	}
	i := slices.IndexFunc(list, func(sub *filing.Submission) bool { return sub.ID == id })
	if i < 0 {
		return "", "", nil
	}
	if i > 0 {
		before = s.deskRow(r, base, list[i-1]).Path
	}
	if i+1 < len(list) {
		behind = s.deskRow(r, base, list[i+1]).Path
	}
	return before, behind, nil
}

// partyLines are the names of applicants and representative, as they were filed.
func partyLines(a *filing.Application) []string {
	var lines []string
	for _, p := range a.Applicants {
		lines = append(lines, partyLine(p))
	}
	if a.Representative != nil {
		lines = append(lines, partyLine(a.Representative.Applicant))
	}
	return lines
}

func partyLine(p filing.Applicant) string {
	parts := []string{p.Name, p.Place, p.Country}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// mended gives the sentence of what was done at the desk; "" if nothing was.
func (r *request) mended() string {
	text, ok := locale.Lookup(r.lang, "intake.done."+r.query.Get("done"))
	if !ok {
		return ""
	}
	return text
}
