package web

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure/filing"
)

// InboxPage lists what became of everything that the reader filed, newest first.
type InboxPage struct {
	*Page
	Letters []InboxItem
}

// InboxItem is something that became of a filing.
type InboxItem struct {
	Called, Path, Text, When, Words string
	at                              int64
}

func (*InboxPage) template() string { return "portal/filing_inbox" }

func (s *Site) inbox(w http.ResponseWriter, r *request) error {
	if s.Filing == nil {
		return fault.New(fault.NotFound, "there is no page at this address")
	}
	list, err := s.inboxItems(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, &InboxPage{Page: s.newOwn(r, "letters", r.T("filing.inbox")), Letters: list})
}

// mostLetters is how many the inbox shows.
const mostLetters = 200

// inboxItems are the steps that others took, newest first.
func (s *Site) inboxItems(r *request) ([]InboxItem, error) {
	var items []InboxItem
	err := s.eachFiling(r, mostFilings, func(sub *filing.Submission, a *filing.Application) {
		for _, t := range sub.Steps {
			if t.What.Internal() || t.By == string(r.by.Account) && t.What != filing.Received {
				continue
			}
			step := s.filingStep(r, t)
			items = append(items, InboxItem{Called: called(r, a), Path: filingPath(sub.ID), Text: step.Text, When: step.When, Words: step.Words, at: t.At.Unix()})
		}
	})
	slices.SortStableFunc(items, func(a, b InboxItem) int { return cmp.Compare(b.at, a.at) })
	return items[:min(len(items), mostLetters)], err
}

// eachFiling calls f with the newest n filings of the reader that they may see.
func (s *Site) eachFiling(r *request, n int, f func(*filing.Submission, *filing.Application)) error {
	list, err := s.Filing.Books.Of(r.Context(), string(r.by.Account), n)
	if err != nil {
		return err
	}
	for _, sub := range list {
		a, err := s.Filing.Desk.Application(r.Context(), sub.ID)
		if err != nil {
			return err
		}
		v, err := s.People.Judge.May(r.by, office.ViewSubmission, sub.Object(a.Parties()))
		if err != nil {
			return err
		}
		if v.Allowed {
			f(sub, a)
		}
	}
	return nil
}

// filingTodo is what of drafts and filings waits for the reader.
func (s *Site) filingTodo(r *request) ([]TodoItem, error) {
	if s.Filing == nil {
		return nil, nil
	}
	var todo []TodoItem
	err := s.eachFiling(r, 50, func(sub *filing.Submission, a *filing.Application) {
		state := sub.State()
		if state == filing.Waiting || state == filing.Doubtful {
			key := stateKey(state)
			todo = append(todo, TodoItem{r.T("filing.todo."+key, "name", called(r, a)), r.T("filing.state." + key + "_text"), filingPath(sub.ID), r.T("filing.todo." + key + "_go")})
		}
	})
	if err != nil {
		return nil, err
	}
	drafts, err := s.draftItems(r)
	if err != nil {
		return nil, err
	}
	for _, d := range drafts {
		if d.Signs {
			todo = append(todo, TodoItem{r.T("filing.todo.sign", "name", d.Called), r.T("filing.todo.sign_text"), d.Path, r.T("filing.todo.sign_go")})
			continue
		}
		todo = append(todo, TodoItem{r.T("filing.todo.draft", "name", d.Called), r.T("filing.todo.draft_text", "next", d.Next), d.Path, r.T("filing.todo.draft_go")})
	}
	return todo, nil
}
