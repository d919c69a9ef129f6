package web

import (
	"net/http"
	"net/url"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

// SignInPage lets people in.
type SignInPage struct {
	*Page
	To       string // where the reader goes then
	Email    string
	Problem  string
	Done     string
	Passkeys bool   // they can be used under this address
	KeyPage  string // where they can, if not here
	Services []Service
}

// Service is an outside service on whose word people come in.
type Service struct{ Name, Title string }

func (*SignInPage) template() string { return "portal/sign_in" }

func (s *Site) services() []Service {
	var list []Service
	for _, o := range s.Entrance.Services() {
		list = append(list, Service{o[0], o[1]})
	}
	return list
}

// underKeyOrigin reports whether the browser sees the site under the address to which passkeys are bound.
func (s *Site) underKeyOrigin(r *request) bool {
	u, err := url.Parse(s.Entrance.KeyOrigin())
	return err == nil && u.Host == r.Host
}

func (s *Site) signIn(w http.ResponseWriter, r *request) error {
	if err := s.entrance(); err != nil {
		return err
	}
	if !r.by.Public() {
		http.Redirect(w, r.Request, local(r.query.Get("to"), "/portal/"), http.StatusSeeOther)
		return nil
	}
	return s.showSignIn(w, r, http.StatusOK, "")
}

func (s *Site) showSignIn(w http.ResponseWriter, r *request, status int, problem string) error {
	p := &SignInPage{Page: s.newPage(r, "", r.T("portal.sign_in")), To: local(r.FormValue("to"), ""), Problem: problem, Done: r.told(), Services: s.services()}
	p.NoIndex = true
	p.Email = firstRunes(r.PostFormValue("email"), 254)
	if p.Passkeys = s.underKeyOrigin(r); p.Passkeys {
		p.Script = "passkey.js"
	} else {
		p.KeyPage = s.Entrance.KeyOrigin() + "/portal/sign-in"
	}
	return s.show(w, r, status, p)
}

func (s *Site) signInPost(w http.ResponseWriter, r *request) error {
	if err := s.entrance(); err != nil {
		return err
	}
	var err error
	switch r.PostFormValue("act") {
	case "passkey":
		err = s.Entrance.WithPasskey(r.Context(), []byte(r.PostFormValue("answer")))
	default:
		err = s.Entrance.WithPassword(r.Context(), r.PostFormValue("email"), r.PostFormValue("password"), r.PostFormValue("code"))
	}
	if err == nil {
		http.Redirect(w, r.Request, local(r.PostFormValue("to"), "/portal/"), http.StatusSeeOther)
		return nil
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	return s.showSignIn(w, r, status, text)
}

// passkeyOptions asks for a passkey, to sign in.
func (s *Site) passkeyOptions(w http.ResponseWriter, r *request) error {
	if err := s.entrance(); err != nil {
		return err
	}
	return options(w)(s.Entrance.BeginPasskey(r.Context()))
}

// options answers with what a passkey is asked.
func options(w http.ResponseWriter) func([]byte, error) error {
	return func(b []byte, err error) error {
		if err != nil {
			return err
		}
		w.Header().Set("Cache-Control", "no-store")
		send(w, http.StatusOK, "application/json", b)
		return nil
	}
}

func (s *Site) signOut(w http.ResponseWriter, r *request) error {
	if err := s.entrance(); err != nil {
		return err
	}
	if err := s.Entrance.Leave(r.Context()); err != nil {
		return err
	}
	return done(w, r, "/portal/sign-in", "left")
}

// outside sends the reader to an outside service.
func (s *Site) outside(w http.ResponseWriter, r *request) error {
	if err := s.entrance(); err != nil {
		return err
	}
	errand := r.PostFormValue("errand")
	address, err := s.Entrance.BeginOutside(r.Context(), r.by, r.PathValue("service"), errand)
	if err == nil {
		http.Redirect(w, r.Request, address, http.StatusSeeOther)
		return nil
	}
	return s.outsideFailed(w, r, err)
}

func (s *Site) outsideFailed(w http.ResponseWriter, r *request, err error) error {
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil || !r.by.Public() {
		return fatal
	}
	return s.showSignIn(w, r, status, text)
}

// outsideBack takes the answer of an outside service.
func (s *Site) outsideBack(w http.ResponseWriter, r *request) error {
	if err := s.entrance(); err != nil {
		return err
	}
	errand, err := s.Entrance.WithOutside(r.Context(), r.by, r.PathValue("service"), r.query)
	if err != nil {
		if r.by.Public() {
			return s.outsideFailed(w, r, err)
		}
		return err
	}
	switch errand {
	case "add":
		return done(w, r, "/portal/ways", "outside")
	case "meet":
		http.Redirect(w, r.Request, "/portal/sign-up", http.StatusSeeOther)
	default:
		http.Redirect(w, r.Request, "/portal/", http.StatusSeeOther)
	}
	return nil
}

// SignUpPage opens an account.
type SignUpPage struct {
	*Page
	Name, Email, Country string
	Legal                bool
	Countries            []Country
	Problem              string
	Sent                 bool
	Known                bool // an outside service told name and address
}

// Country is a state of a list.
type Country struct{ Code, Name string }

func (*SignUpPage) template() string { return "portal/sign_up" }

func countries(r *request) []Country {
	var list []Country
	for _, t := range ipr.Offices() {
		if c := ipr.Office(t.Code); len(t.Code) == 2 {
			list = append(list, Country{t.Code, ipr.OfficeName(c, r.lang)})
		}
	}
	return list
}

func (s *Site) signUp(w http.ResponseWriter, r *request) error {
	if err := s.entrance(); err != nil {
		return err
	}
	if !r.by.Public() {
		http.Redirect(w, r.Request, "/portal/", http.StatusSeeOther)
		return nil
	}
	p := &SignUpPage{Country: string(s.Office.Code)}
	p.Name, p.Email = s.Entrance.Newcomer(r.Context())
	p.Known = p.Name+p.Email != ""
	return s.showSignUp(w, r, http.StatusOK, p)
}

func (s *Site) showSignUp(w http.ResponseWriter, r *request, status int, p *SignUpPage) error {
	p.Page, p.Countries = s.newPage(r, "", r.T("portal.sign_up")), countries(r)
	p.NoIndex = true
	return s.show(w, r, status, p)
}

func (s *Site) signUpPost(w http.ResponseWriter, r *request) error {
	if err := s.entrance(); err != nil {
		return err
	}
	p := &SignUpPage{Name: r.PostFormValue("name"), Email: r.PostFormValue("email"), Country: r.PostFormValue("country"), Legal: r.PostFormValue("nature") == "legal"}
	party := office.Party{Nature: office.Natural, Name: p.Name, Country: ipr.Office(p.Country)}
	if p.Legal {
		party.Nature = office.Legal
	}
	err := s.Entrance.SignUp(r.Context(), r.lang, office.Newcomer{Party: party, Email: p.Email})
	if err == nil {
		p.Sent = true
		return s.showSignUp(w, r, http.StatusOK, p)
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	p.Problem = text
	return s.showSignUp(w, r, status, p)
}

// ResetPage sends a link for a new password.
type ResetPage struct {
	*Page
	Email   string
	Problem string
	Sent    bool
}

func (*ResetPage) template() string { return "portal/reset" }

func (s *Site) reset(w http.ResponseWriter, r *request) error {
	if err := s.entrance(); err != nil {
		return err
	}
	return s.showReset(w, r, http.StatusOK, &ResetPage{})
}

func (s *Site) showReset(w http.ResponseWriter, r *request, status int, p *ResetPage) error {
	p.Page = s.newPage(r, "", r.T("portal.reset"))
	p.NoIndex = true
	return s.show(w, r, status, p)
}

func (s *Site) resetPost(w http.ResponseWriter, r *request) error {
	if err := s.entrance(); err != nil {
		return err
	}
	p := &ResetPage{Email: r.PostFormValue("email")}
	err := s.Entrance.AskReset(r.Context(), r.lang, p.Email)
	if p.Sent = err == nil; p.Sent {
		return s.showReset(w, r, http.StatusOK, p)
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	p.Problem = text
	return s.showReset(w, r, status, p)
}

// TicketPage is where a link in a letter leads. Nothing happens until its reader presses the button: programs look at links too.
type TicketPage struct {
	*Page
	Token   string
	Purpose string
	Heading string
	Text    string
	Button  string
	Problem string
}

func (*TicketPage) template() string { return "portal/ticket" }

func (s *Site) ticket(w http.ResponseWriter, r *request) error {
	if err := s.entrance(); err != nil {
		return err
	}
	return s.showTicket(w, r, http.StatusOK, firstRunes(r.query.Get("t"), 100), "")
}

func (s *Site) showTicket(w http.ResponseWriter, r *request, status int, token, problem string) error {
	purpose, err := s.Entrance.TicketPurpose(r.Context(), token)
	if err != nil {
		return err
	}
	p := &TicketPage{Page: s.newPage(r, "", r.T("portal.ticket."+purpose)), Token: token, Purpose: purpose, Problem: problem}
	p.Heading, p.Text, p.Button = p.Title, r.T("portal.ticket."+purpose+"_text"), r.T("portal.ticket."+purpose+"_go")
	p.NoIndex, p.Links, p.Others = true, "", "" // the address is for one reader and one time
	w.Header().Set("Cache-Control", "no-store")
	return s.show(w, r, status, p)
}

func (s *Site) ticketPost(w http.ResponseWriter, r *request) error {
	if err := s.entrance(); err != nil {
		return err
	}
	token := firstRunes(r.PostFormValue("t"), 100)
	purpose, err := s.Entrance.TicketPurpose(r.Context(), token)
	if err != nil {
		return err
	}
	to, what := "", ""
	switch purpose {
	case "sign_up":
		to, what, err = "/portal/ways", "opened", s.Entrance.OpenAccount(r.Context(), token)
	case "entry":
		to, what, err = "/portal/ways", "opened", s.Entrance.Enter(r.Context(), token)
	case "email":
		to, what, err = "/portal/account", "email", s.Entrance.VerifyEmail(r.Context(), token)
	case "reset":
		to, what, err = "/portal/sign-in", "password", s.Entrance.Reset(r.Context(), token, r.PostFormValue("password"), r.PostFormValue("code"))
	case "presence":
		to, what, err = "/portal/ways", "present", s.Entrance.ProveLetter(r.Context(), r.by, token)
	default:
		err = fault.New(fault.NotFound, "this link was used already, or it is too old")
	}
	if err == nil {
		return done(w, r, to, what)
	}
	if purpose != "reset" {
		return err
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	return s.showTicket(w, r, status, token, text)
}

// PresencePage asks the reader to prove that it is they.
type PresencePage struct {
	*Page
	To       string
	Problem  string
	Done     string
	Passkey  bool
	KeyPage  string
	Code     bool
	Letter   bool
	Services []Service
}

func (*PresencePage) template() string { return "portal/presence" }

func (s *Site) presence(w http.ResponseWriter, r *request) error {
	return s.showPresence(w, r, http.StatusOK, "")
}

func (s *Site) showPresence(w http.ResponseWriter, r *request, status int, problem string) error {
	p := &PresencePage{Page: s.newOwn(r, "", r.T("portal.presence")), To: local(r.FormValue("to"), "/portal/"), Problem: problem, Done: r.told()}
	var services []string
	var err error
	if p.Passkey, p.Code, p.Letter, services, err = s.Entrance.Proofs(r.Context(), r.by); err != nil {
		return err
	}
	if p.Passkey {
		if s.underKeyOrigin(r) {
			p.Script = "passkey.js"
		} else {
			p.Passkey, p.KeyPage = false, s.Entrance.KeyOrigin()+"/portal/sign-in"
		}
	}
	for _, o := range s.services() {
		for _, name := range services {
			if o.Name == name {
				p.Services = append(p.Services, o)
			}
		}
	}
	return s.show(w, r, status, p)
}

func (s *Site) presencePost(w http.ResponseWriter, r *request) error {
	var err error
	switch r.PostFormValue("act") {
	case "passkey":
		err = s.Entrance.ProvePasskey(r.Context(), r.by, []byte(r.PostFormValue("answer")))
	case "letter":
		if err = s.Entrance.AskPresence(r.Context(), r.by, r.lang); err == nil {
			return done(w, r, "/portal/presence", "letter")
		}
	default:
		err = s.Entrance.ProveCode(r.Context(), r.by, r.PostFormValue("code"))
	}
	if err == nil {
		http.Redirect(w, r.Request, local(r.PostFormValue("to"), "/portal/"), http.StatusSeeOther)
		return nil
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	return s.showPresence(w, r, status, text)
}

func (s *Site) presenceOptions(w http.ResponseWriter, r *request) error {
	return options(w)(s.Entrance.BeginPresence(r.Context(), r.by))
}
