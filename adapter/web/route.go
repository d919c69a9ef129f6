package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

// disclosure says what a route may show. Every route has one; a test enumerates them.
type disclosure string

const (
	opened  disclosure = "opened"  // records of rights, all of which have passed register.Gate
	proofs  disclosure = "proofs"  // leaves, hashes and checkpoints, public from the first second, and disclosures behind the gate
	general disclosure = "general" // texts and tables of ours; nothing of any right
	issued  disclosure = "issued"  // issued documents, to whoever has their token: of those that are not public what their head says
	own     disclosure = "own"     // what belongs to who is signed in, or what the policies let them see
	echoed  disclosure = "echoed"  // what the reader sent, and what can be computed from it; nothing is kept
)

// authority says who may call a route: anybody, or those whom the policies let into an area (office.PageObject).
type authority string

const (
	anybody    authority = "anybody"
	signedIn   authority = "portal"
	anyDesk    authority = "desk"
	peopleDesk authority = "people"
	policyDesk authority = "policy"
	intakeDesk authority = "intake"
	cashDesk   authority = "cash"
)

// route is one row of the table of routes.
type route struct {
	pattern string // of http.ServeMux
	shows   disclosure
	who     authority
	serve   func(*Site, http.ResponseWriter, *request) error
}

// routes is the whole site.
var routes = []route{
	{"GET /{$}", opened, anybody, (*Site).home},
	{"GET /search", opened, anybody, (*Site).results},
	{"GET /search.json", opened, anybody, (*Site).resultsJSON},
	{"GET /compare", opened, anybody, (*Site).compare},
	{"GET /r/{office}/{kind}/{number}", opened, anybody, (*Site).entry},
	{"GET /r/{office}/{kind}/{number}/image/{sha256}", opened, anybody, (*Site).picture},
	{"POST /r/{office}/{kind}/{number}/extract", opened, anybody, (*Site).issueExtract},
	{"GET /receipt/{lane}/{generation}/{seq}", proofs, anybody, (*Site).receipt},
	{"GET /feeds/acts.atom", opened, anybody, (*Site).feed},

	{"GET /v", general, anybody, (*Site).documentAsk},
	{"GET /v/{token}", issued, anybody, (*Site).document},
	{"POST /v/{token}", issued, anybody, (*Site).compareDocument},
	{"GET /v/{token}/document.pdf", issued, anybody, (*Site).documentPDF},

	{"GET /classes", general, anybody, (*Site).classes},
	{"GET /classes/{scheme}", general, anybody, (*Site).scheme},
	{"GET /classes/nice/{class}", general, anybody, (*Site).niceClass},
	{"GET /law", general, anybody, (*Site).law},
	{"GET /law/confirm", general, anybody, (*Site).lawConfirm},
	{"GET /law/machine", general, anybody, (*Site).lawMachine},
	{"GET /law/date", echoed, anybody, (*Site).lawDate},
	{"GET /law/date.ics", echoed, anybody, (*Site).lawDateICS},
	{"GET /law/fee", echoed, anybody, (*Site).lawFee},
	{"GET /about", general, anybody, (*Site).about},
	{"GET /accessibility", general, anybody, (*Site).accessibility},
	{"GET /asset/", general, anybody, (*Site).serveAsset},
	{"GET /robots.txt", general, anybody, (*Site).robots},
	{"GET /healthz", general, anybody, (*Site).health},
	{"POST /guide", general, anybody, (*Site).closeGuide},

	{"GET /log/{$}", proofs, anybody, (*Site).logs},
	{"GET /log/policy", proofs, anybody, (*Site).logPolicy},
	{"GET /log/{lane}/{generation}/{$}", proofs, anybody, (*Site).logHome},
	{"GET /log/{lane}/{generation}/checkpoint", proofs, anybody, (*Site).checkpoint},
	{"GET /log/{lane}/{generation}/checkpoint.witnessed", proofs, anybody, (*Site).checkpointWitnessed},
	{"GET /log/{lane}/{generation}/tile/{path...}", proofs, anybody, (*Site).tile},
	{"GET /log/{lane}/{generation}/disclosure/{path...}", proofs, anybody, (*Site).disclosures},

	{"GET /portal/sign-in", general, anybody, (*Site).signIn},
	{"POST /portal/sign-in", echoed, anybody, (*Site).signInPost},
	{"POST /portal/passkey/options", general, anybody, (*Site).passkeyOptions},
	{"POST /portal/sign-out", general, anybody, (*Site).signOut},
	{"POST /portal/outside/{service}", general, anybody, (*Site).outside},
	{"GET /portal/outside/{service}/back", general, anybody, (*Site).outsideBack},
	{"GET /portal/sign-up", echoed, anybody, (*Site).signUp},
	{"POST /portal/sign-up", echoed, anybody, (*Site).signUpPost},
	{"GET /portal/reset", general, anybody, (*Site).reset},
	{"POST /portal/reset", echoed, anybody, (*Site).resetPost},
	{"GET /portal/ticket", general, anybody, (*Site).ticket},
	{"POST /portal/ticket", general, anybody, (*Site).ticketPost},

	{"GET /portal/{$}", own, signedIn, (*Site).portalHome},
	{"GET /portal/presence", own, signedIn, (*Site).presence},
	{"POST /portal/presence", own, signedIn, (*Site).presencePost},
	{"POST /portal/presence/options", own, signedIn, (*Site).presenceOptions},
	{"GET /portal/account", own, signedIn, (*Site).account},
	{"POST /portal/account", own, signedIn, (*Site).accountPost},
	{"GET /portal/ways", own, signedIn, (*Site).ways},
	{"POST /portal/ways", own, signedIn, (*Site).waysPost},
	{"POST /portal/ways/options", own, signedIn, (*Site).addPasskeyOptions},
	{"GET /portal/sessions", own, signedIn, (*Site).sessions},
	{"POST /portal/sessions", own, signedIn, (*Site).sessionsPost},
	{"GET /portal/people", own, signedIn, (*Site).people},
	{"POST /portal/people", own, signedIn, (*Site).peoplePost},
	{"GET /portal/declarations", own, signedIn, (*Site).declarations},
	{"POST /portal/declarations", own, signedIn, (*Site).declarationsPost},

	{"GET /portal/file", own, signedIn, (*Site).chooseRight},
	{"POST /portal/file", own, signedIn, (*Site).beginDraft},
	{"GET /portal/drafts", own, signedIn, (*Site).drafts},
	{"GET /portal/drafts/{draft}", own, signedIn, (*Site).openDraft},
	{"GET /portal/drafts/{draft}/{page}", own, signedIn, (*Site).draftPage},
	{"POST /portal/drafts/{draft}/{page}", own, signedIn, (*Site).draftPost},
	{"GET /portal/drafts/{draft}/versions", own, signedIn, (*Site).draftVersions},
	{"POST /portal/drafts/{draft}/versions", own, signedIn, (*Site).draftVersionsPost},
	{"GET /portal/drafts/{draft}/file/{sha256}", own, signedIn, (*Site).draftFile},
	{"GET /portal/filings", own, signedIn, (*Site).portalRights},
	{"GET /portal/inbox", own, signedIn, (*Site).inbox},
	{"GET /portal/filings/{filing}", own, signedIn, (*Site).filingPage},
	{"POST /portal/filings/{filing}", own, signedIn, (*Site).filingPost},
	{"GET /portal/filings/{filing}/receipt.json", own, signedIn, (*Site).filingReceipt},
	{"GET /portal/filings/{filing}/receipt.pdf", own, signedIn, (*Site).filingPDF},
	{"GET /portal/filings/{filing}/application.json", own, signedIn, (*Site).filingApplication},
	{"GET /portal/filings/{filing}/file/{sha256}", own, signedIn, (*Site).filingFile},

	{"GET /desk/filings", own, intakeDesk, (*Site).deskFilings},
	{"GET /desk/filings/{filing}", own, intakeDesk, (*Site).deskCase},
	{"POST /desk/filings/{filing}", own, intakeDesk, (*Site).deskCasePost},
	{"GET /desk/filings/{filing}/document/{n}", own, intakeDesk, (*Site).deskDocument},
	{"GET /desk/filings/{filing}/shown/{n}", own, intakeDesk, (*Site).deskShown},
	{"GET /desk/filings/{filing}/{form}", own, intakeDesk, (*Site).deskReceipt},
	{"GET /desk/payments", own, cashDesk, (*Site).deskPayments},
	{"GET /desk/payments/{filing}", own, cashDesk, (*Site).deskPayment},
	{"POST /desk/payments/{filing}", own, cashDesk, (*Site).deskPaymentPost},
	{"GET /desk/powers", own, intakeDesk, (*Site).deskPowers},
	{"POST /desk/powers", own, intakeDesk, (*Site).deskPowersPost},
	{"GET /desk/powers/{power}/scan", own, intakeDesk, (*Site).deskScan},
	{"GET /desk/conflicts", own, anyDesk, (*Site).deskConflicts},
	{"POST /desk/conflicts", own, anyDesk, (*Site).deskConflictsPost},
	{"GET /desk/people", own, peopleDesk, (*Site).deskPeople},
	{"POST /desk/people", own, peopleDesk, (*Site).deskPeoplePost},
	{"GET /desk/people/{account}", own, peopleDesk, (*Site).deskAccount},
	{"POST /desk/people/{account}", own, peopleDesk, (*Site).deskAccountPost},
	{"GET /desk/policy", own, policyDesk, (*Site).deskPolicy},

	{"GET /receipt/verify", echoed, anybody, (*Site).verifyForm},
	{"POST /receipt/verify", echoed, anybody, (*Site).verify},
	{"POST /receipt/refresh", echoed, anybody, (*Site).refresh},
}

// Patterns lists the patterns of all routes, as http.ServeMux reads them, for those who look over all of them.
func Patterns() []string {
	list := make([]string, len(routes))
	for i, rt := range routes {
		list[i] = rt.pattern
	}
	return list
}

// maxBody is the greatest number of bytes that a reader may send: a receipt has at most one MiB, a form wraps it.
const maxBody = 2 << 20

// larger are the routes to which a reader may send more.
var larger = map[string]int64{"POST /v/{token}": maxUpload + 64<<10, "POST /portal/people": maxScan + 64<<10, "POST /portal/drafts/{draft}/{page}": maxForm} // the form wraps the file

// router makes the handler of the routes. Posts from other sites are refused; what no route serves has a page too.
func (s *Site) router() http.Handler {
	mux := http.NewServeMux()
	for _, rt := range routes {
		mux.Handle(rt.pattern, limited(cmp.Or(larger[rt.pattern], maxBody), s.guarded(rt.who, rt.serve)))
	}
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.handler(func(*Site, http.ResponseWriter, *request) error {
		return fault.New(fault.Forbidden, "the form was sent from another site")
	}))
	// A receipt holds no secret of a session, so programs may refresh one from anywhere.
	guard.AddInsecureBypassPattern("POST /receipt/refresh")
	guarded := guard.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h, pattern := mux.Handler(r); pattern == "" {
			s.lost(h, w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	if s.Entrance == nil {
		return guarded
	}
	s.Entrance.OnError(func(w http.ResponseWriter, r *http.Request, err error) {
		q := &request{Request: r}
		q.lang = s.language(w, r, nil)
		s.fail(w, q, err)
	})
	sessions := s.Entrance.Sessions(guarded)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/asset/") { // the same for everybody, and kept for ever
			guarded.ServeHTTP(w, r)
			return
		}
		sessions.ServeHTTP(w, r)
	})
}

// limited lets a reader send so many bytes and no more.
func limited(most int64, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, most)
		next.ServeHTTP(w, r)
	})
}

// handler makes a handler, for anybody, of a function that may fail.
func (s *Site) handler(serve func(*Site, http.ResponseWriter, *request) error) http.Handler {
	return s.guarded(anybody, serve)
}

// guarded makes a handler of a function that may fail, for those whom the policies let in.
func (s *Site) guarded(who authority, serve func(*Site, http.ResponseWriter, *request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := within(r.Context())
		defer cancel()
		query, _ := url.ParseQuery(r.URL.RawQuery) // what is badly escaped is left out
		q := &request{Request: r.WithContext(ctx), query: query}
		q.lang = s.language(w, r, query)
		query.Del("lang")
		defer s.recovered(w, q)
		handled, err := s.identify(w, q, who)
		if err == nil && !handled {
			err = serve(s, w, q)
		}
		if err != nil {
			s.fail(w, q, err)
		}
	})
}

// lost answers what no route serves: the mux says whether the address is unknown, wants another method, or is written
// otherwise.
func (s *Site) lost(h http.Handler, w http.ResponseWriter, r *http.Request) {
	probe := &probe{header: http.Header{}}
	h.ServeHTTP(probe, r)
	switch {
	case probe.status == http.StatusMethodNotAllowed:
		w.Header().Set("Allow", probe.header.Get("Allow"))
		s.handler(func(s *Site, w http.ResponseWriter, q *request) error {
			return s.failWith(w, q, http.StatusMethodNotAllowed, fault.New(fault.Invalid, "this address does not take %s requests", r.Method))
		}).ServeHTTP(w, r)
	case probe.status >= 300 && probe.status < 400 && strings.HasPrefix(probe.header.Get("Location"), "/"):
		http.Redirect(w, r, probe.header.Get("Location"), probe.status)
	default:
		s.handler(func(*Site, http.ResponseWriter, *request) error {
			return fault.New(fault.NotFound, "there is no page at this address")
		}).ServeHTTP(w, r)
	}
}

// probe keeps what a handler would answer.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header { return p.header }
func (p *probe) WriteHeader(status int) {
	if p.status == 0 {
		p.status = status
	}
}
func (p *probe) Write(b []byte) (int, error) {
	p.WriteHeader(http.StatusOK)
	return len(b), nil
}
