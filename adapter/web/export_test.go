package web

import (
	"html/template"
	"net/http"
	"net/url"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

// Doors into the package for its tests.
var (
	ScriptLang = scriptLang
	Specimen   = func(mark, query string) template.HTML { return specimen(mark, alike(query, mark)) }
	Seal       = seal
	FaultPages = faultPages
	Left       = left
	Days       = days
	FileName   = fileName
	Clip       = clip
	Views      = []View{&LawPage{}, &ConfirmPage{}, &MachinePage{}, &DatePage{}, &FeePage{},
		&HomePage{}, &ResultsPage{}, &ComparePage{}, &ChoicePage{}, &EntryPage{}, &ClassesPage{}, &NicePage{}, &SchemePage{}, &LogPage{},
		&VerifyPage{}, &DocumentPage{}, &AskPage{}, &AboutPage{}, &AccessibilityPage{}, &FaultPage{},
		&SignInPage{}, &SignUpPage{}, &ResetPage{}, &TicketPage{}, &PresencePage{}, &HomeOfOne{}, &AccountPage{}, &WaysPage{}, &SessionsPage{}, &PeoplePage{}, &DeclarationPage{},
		&ChooseRightPage{}, &DraftsPage{}, &DraftPage{}, &ConflictPage{}, &VersionsPage{}, &FilingPage{}, &RightsPage{}, &InboxPage{},
		&DeskPeoplePage{}, &DeskPowersPage{}, &DeskConflictsPage{}, &DeskAccountPage{}, &PolicyPage{}, &DeskFilingsPage{}, &DeskCasePage{}, &DeskPaymentPage{},
	}
)

// View is a page's struct.
type View = view

// Name is the template of a view.
func Name(v View) string { return v.template() }

// Render renders a view.
func (s *Site) Render(l locale.Lang, v View) (string, error) {
	b, err := s.render(l, v)
	if err != nil {
		return "", err
	}
	defer release(b)
	return b.String(), nil
}

// Alike gives the parts of a mark that stand in a query.
func Alike(query, mark string) [][2]int {
	var out [][2]int
	for _, s := range alike(query, mark) {
		out = append(out, [2]int{s.from, s.to})
	}
	return out
}

// ReadQuery reads the search form.
func ReadQuery(raw string) (Query, SearchForm, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		panic(err)
	}
	return readQuery(values)
}

// Escape escapes a text as markup does.
func Escape(s string) template.HTML { return text(s) }

// Route is a row of the table of routes.
type Route struct{ Pattern, Shows, Who string }

// Routes gives the table of routes.
func Routes() []Route {
	var out []Route
	for _, r := range routes {
		out = append(out, Route{r.pattern, string(r.shows), string(r.who)})
	}
	return out
}

// Serving serves with a function as the site's handlers are served.
func (s *Site) Serving(f func() error) http.Handler {
	return s.handler(func(*Site, http.ResponseWriter, *request) error { return f() })
}

// PaperDue says by when the paper of a power of attorney must come, and by which rule.
func PaperDue(s *Site, w office.Power) (ipr.Date, string, error) { return s.paperDue(w) }
