// Package web is the face of an office: pages and files for anybody, without an account and without scripts; the portal of those who sign in;
// and the desk of those who work for the office.
//
// To the public it shows what the register discloses and nothing else: every record that it gets has passed register.Gate, and every
// route has a class of disclosure, and of authorisation, in the table of route.go. What a class of authorisation means the office's policies say
// (package office). A handler reads input, calls one act of the office, fills one
// typed struct and names one template; errors become pages in fault.go. Headers are set in header.go, languages chosen in
// language.go, texts live in internal/locale.
//
// Pages speak Vietnamese and English, fit a telephone, print, follow the reader's dark mode and need no script, passkeys excepted. The
// look is described in docs/look.md.
//
// The package declares in office.go what it needs of the store and the search engine.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/office"
)

// Site is the public site of one office. The fields are set before Handler is called and not changed afterwards.
type Site struct {
	Office    Office
	Register  Register
	Log       Log
	Search    Search
	Receipts  Receipts
	Documents Documents        // nil: the office issues none
	Places    Places           // nil: the office has no administrative units
	Law       *law.Library     // nil means the packs of the program
	People    *office.People   // nil: nobody signs in
	Entrance  Entrance         // nil: nobody signs in
	Policies  []Policy         // as the office's judge applies them
	Scans     Scans            // of powers of attorney
	Filing    *Filing          // nil: nobody files here
	Intake    Intake           // what came in, for the desk; nil: nobody looks
	Clock     func() time.Time // nil means time.Now
	Logger    *slog.Logger     // nil means slog.Default
	BaseURL   string           // "https://register.example.org", for canonical addresses; "" leaves them relative
	Dev       string           // folder of this package: templates and assets are read anew for every request; "" means embedded

	page      *pages
	sharing   rate // of asking whose account an address is
	standings standings
	presses   *presses
	sheets    areaSheets
	toConfirm func() (map[string][]law.Finding, error) // what is to be confirmed in the law, by pack
}

// Office is what the pages tell of the office itself.
type Office struct {
	Name    map[locale.Lang]string
	Code    ipr.Office
	Zone    *time.Location // in which "today" is meant; nil means UTC
	Default locale.Lang    // for readers whose browser asks for neither language; "" means Vietnamese
	Sample  bool           // everything is made up: every page says so
	Guide   *Guide         // the strip for first visitors; nil for none
	Try     []string       // searches offered on the home page
	// OriginalWithin is by how many days after the office was told of a power of attorney the paper itself must come, as the office has set it; 0: it
	// need not. It is asked where no rule of law says.
	OriginalWithin int
}

// Guide leads a first visitor of a sample office in three steps: search a name, open its lookalike, press the seal.
type Guide struct {
	Search string // the name to search for
	Entry  ipr.ID // the lookalike planted for it
}

// Handler makes the site's handler. Errors: Internal if a template or asset cannot be read.
func (s *Site) Handler() (http.Handler, error) {
	if s.Clock == nil {
		s.Clock = time.Now
	}
	if s.Logger == nil {
		s.Logger = slog.Default()
	}
	if s.Office.Zone == nil {
		s.Office.Zone = time.UTC
	}
	if s.Office.Default == "" {
		s.Office.Default = locale.Vi
	}
	s.sharing.most = 30
	var err error
	if s.page, err = newPages(s.Dev); err != nil {
		return nil, err
	}
	s.presses = newPresses()
	s.toConfirm = sync.OnceValues(func() (map[string][]law.Finding, error) { return openPoints(s.library()) })
	return headers(compress(s.router())), nil
}

// today is the calendar day at the office.
func (s *Site) today() ipr.Date {
	y, m, d := s.Clock().In(s.Office.Zone).Date()
	return ipr.Date{Year: y, Month: int(m), Day: d}
}

// NewServer makes a server with the limits that a public site needs: nobody holds a connection by being slow, and no
// header is longer than 64 KiB. The caller listens and shuts it down.
func NewServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       20 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// within gives a request's work a limit of time, so that an abandoned query ends.
func within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, 15*time.Second)
}
