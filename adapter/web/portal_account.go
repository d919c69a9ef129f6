package web

import (
	"html/template"
	"net/http"
	"strings"

	"github.com/boombuler/barcode/qr"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

// AccountPage is what the office knows of its reader.
type AccountPage struct {
	*Page
	Problem   string
	Done      string
	Party     office.Party
	Country   string
	Countries []Country
	Address   string
	Phone     string
	Email     string
	Waiting   string // an address that is not proved yet
	Roles     []string
	Number    string // of the account
	Present   bool   // presence is proved
}

func (*AccountPage) template() string { return "portal/account" }

func (s *Site) account(w http.ResponseWriter, r *request) error {
	return s.showAccount(w, r, http.StatusOK, "")
}

func (s *Site) showAccount(w http.ResponseWriter, r *request, status int, problem string) error {
	p := &AccountPage{Page: s.newOwn(r, "account", r.T("portal.account")), Problem: problem, Done: r.told(), Countries: countries(r), Present: s.isPresent(r)}
	var err error
	if p.Party, err = s.People.Party(r.Context(), r.by, r.by.Party); err != nil {
		return err
	}
	a, err := s.People.Account(r.Context(), r.by, r.by.Account)
	if err != nil {
		return err
	}
	p.Country, p.Email, p.Number = string(p.Party.Country), a.Proved, string(a.ID)
	if a.Email != a.Proved {
		p.Waiting = a.Email
	}
	if len(p.Party.Addresses) > 0 {
		p.Address = p.Party.Addresses[0].Written
	}
	if len(p.Party.Phones) > 0 {
		p.Phone = p.Party.Phones[0]
	}
	for _, role := range r.by.Roles() {
		p.Roles = append(p.Roles, role.In(r.lang))
	}
	return s.show(w, r, status, p)
}

// isPresent reports whether the reader could do an act now that needs a proof of presence.
func (s *Site) isPresent(r *request) bool {
	return s.People.MayAccount(r.Context(), r.by, office.KeepAccount, r.by.Account) == nil
}

func (s *Site) accountPost(w http.ResponseWriter, r *request) error {
	var err error
	what := "party"
	switch r.PostFormValue("act") {
	case "email":
		what, err = "email_sent", s.Entrance.TellEmail(r.Context(), r.by, r.lang, r.PostFormValue("email"))
	default:
		err = s.tellOwnParty(r)
	}
	if err == nil {
		return done(w, r, "/portal/account", what)
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	return s.showAccount(w, r, status, text)
}

// tellOwnParty changes what the form has of the reader's party, and leaves the rest.
func (s *Site) tellOwnParty(r *request) error {
	p, err := s.People.Party(r.Context(), r.by, r.by.Party)
	if err != nil {
		return err
	}
	p.Name, p.Country = r.PostFormValue("name"), ipr.Office(r.PostFormValue("country"))
	address := office.Address{Country: p.Country, Written: strings.TrimSpace(r.PostFormValue("address"))}
	switch old := p.Addresses; {
	case address.Written == "":
		p.Addresses = old[min(1, len(old)):]
	case len(old) > 0 && old[0].Written == address.Written:
	default:
		p.Addresses = append([]office.Address{address}, old[min(1, len(old)):]...)
	}
	if phone := r.PostFormValue("phone"); phone == "" {
		p.Phones = p.Phones[min(1, len(p.Phones)):]
	} else {
		p.Phones = append([]string{phone}, p.Phones[min(1, len(p.Phones)):]...)
	}
	return s.People.TellParty(r.Context(), r.by, p)
}

// WaysPage lists the ways into an account.
type WaysPage struct {
	*Page
	Problem  string
	Done     string
	Present  bool
	Keys     []WayView
	Passkeys bool
	KeyPage  string
	Email    string // of the account, for programs that keep passwords
	Password string // since when there is one; "" if there is none
	Codes    string // since when
	CodesID  string
	Paper    string // since when
	Outside  []WayView
	Services []Service
	Seed     string        // of codes that are being set up
	Address  string        // for a generator on the same device
	QR       template.HTML // the same, for another one
	Shown    []string      // codes on paper, just made
}

// WayView is one way into an account.
type WayView struct{ ID, Name, Since string }

func (*WaysPage) template() string { return "portal/ways" }

func (s *Site) ways(w http.ResponseWriter, r *request) error {
	return s.showWays(w, r, http.StatusOK, &WaysPage{})
}

func (s *Site) showWays(w http.ResponseWriter, r *request, status int, p *WaysPage) error {
	p.Page, p.Done, p.Present = s.newOwn(r, "ways", r.T("portal.ways")), r.told(), s.isPresent(r)
	a, err := s.People.Account(r.Context(), r.by, r.by.Account)
	if err != nil {
		return err
	}
	for _, c := range a.Credentials {
		v := WayView{c.ID, c.Name, s.when(r, c.Added)}
		switch c.Kind {
		case office.Passkey:
			p.Keys = append(p.Keys, v)
		case office.Password:
			p.Password = v.Since
		case office.TOTP:
			p.Codes, p.CodesID = v.Since, v.ID
		case office.Recovery:
			p.Paper = v.Since
		case office.Outside:
			p.Outside = append(p.Outside, v)
		}
	}
	p.Email, p.Services = a.Email, s.services()
	if p.Passkeys = s.underKeyOrigin(r); !p.Passkeys {
		p.KeyPage = s.Entrance.KeyOrigin() + "/portal/sign-in"
	} else if p.Present {
		p.Script = "passkey.js"
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.show(w, r, status, p)
}

func (s *Site) waysPost(w http.ResponseWriter, r *request) error {
	ctx, p := r.Context(), &WaysPage{}
	var err error
	what := ""
	switch r.PostFormValue("act") {
	case "passkey":
		what, err = "passkey", s.Entrance.AddPasskey(ctx, r.by, firstRunes(strings.TrimSpace(r.PostFormValue("name")), 60), []byte(r.PostFormValue("answer")))
	case "password":
		what, err = "password_set", s.Entrance.SetPassword(ctx, r.by, r.PostFormValue("password"))
	case "codes":
		if err = s.setUpCodes(r, p); err == nil {
			return s.showWays(w, r, http.StatusOK, p)
		}
	case "confirm":
		if what, err = "codes", s.Entrance.ConfirmCodes(ctx, r.by, r.PostFormValue("code")); fault.KindOf(err) == fault.Invalid {
			if again := s.setUpCodes(r, p); again != nil {
				err = again
			}
		}
	case "paper":
		if p.Shown, err = s.Entrance.NewRecovery(ctx, r.by); err == nil {
			return s.showWays(w, r, http.StatusOK, p)
		}
	case "remove":
		what, err = "removed", s.Entrance.RemoveCredential(ctx, r.by, r.PostFormValue("id"))
	default:
		err = fault.New(fault.Invalid, "the form is not complete")
	}
	if err == nil {
		return done(w, r, "/portal/ways", what)
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	p.Problem = text
	return s.showWays(w, r, status, p)
}

func (s *Site) setUpCodes(r *request, p *WaysPage) error {
	seed, address, err := s.Entrance.BeginCodes(r.Context(), r.by, r.lang)
	if err != nil {
		return err
	}
	for i := 0; i < len(seed); i += 4 {
		p.Seed += seed[i:min(i+4, len(seed))] + " "
	}
	p.Seed, p.Address = strings.TrimSpace(p.Seed), address
	p.QR, err = qrCode(address, r.T("portal.codes.qr"))
	return err
}

// qrCode draws a QR code, dark on light in every mode, with the quiet zone of four modules that its standard wants.
func qrCode(content, label string) (template.HTML, error) {
	code, err := qr.Encode(content, qr.M, qr.Unicode)
	if err != nil {
		return "", err
	}
	b := code.Bounds()
	var m markup
	size := locale.Number(locale.En, int64(b.Dx()+8))
	m.raw(`<svg class="qr" role="img" viewBox="0 0 `, size, ` `, size, `" aria-label="`)
	m.text(label)
	m.raw(`"><rect width="100%" height="100%" fill="#fff" stroke="none"/><path fill="#000" stroke="none" d="`)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				m.raw("M", locale.Number(locale.En, int64(x-b.Min.X+4)), " ", locale.Number(locale.En, int64(y-b.Min.Y+4)), "h1v1h-1z")
			}
		}
	}
	m.raw(`"/></svg>`)
	return m.done(), nil
}

func (s *Site) addPasskeyOptions(w http.ResponseWriter, r *request) error {
	return options(w)(s.Entrance.BeginAddPasskey(r.Context(), r.by))
}

// SessionsPage tells where the reader is signed in.
type SessionsPage struct {
	*Page
	Problem  string
	Done     string
	Sessions []SessionView
}

// SessionView is one session.
type SessionView struct {
	ID, Device, Network, How, Begun, Seen string
	Here                                  bool
}

func (*SessionsPage) template() string { return "portal/sessions" }

func (s *Site) sessions(w http.ResponseWriter, r *request) error {
	return s.showSessions(w, r, http.StatusOK, "")
}

func (s *Site) showSessions(w http.ResponseWriter, r *request, status int, problem string) error {
	p := &SessionsPage{Page: s.newOwn(r, "sessions", r.T("portal.sessions")), Problem: problem, Done: r.told()}
	list, err := s.Entrance.SessionsOf(r.Context(), r.by, r.by.Account)
	if err != nil {
		return err
	}
	p.Sessions = s.sessionViews(r, list)
	return s.show(w, r, status, p)
}

func (s *Site) sessionViews(r *request, list []office.Session) []SessionView {
	var out []SessionView
	for _, x := range list {
		v := SessionView{ID: x.ID, Device: x.Device, Network: x.Network, Begun: s.when(r, x.Begun), Seen: s.when(r, x.Seen), Here: x.Here}
		if v.Device == "" {
			v.Device = r.T("portal.sessions.unknown")
		}
		if v.How = r.T("signin.kind.link"); x.How != "" {
			v.How = r.T("signin.kind." + string(x.How))
		}
		out = append(out, v)
	}
	return out
}

func (s *Site) sessionsPost(w http.ResponseWriter, r *request) error {
	var err error
	if id := r.PostFormValue("id"); id != "" {
		err = s.Entrance.EndSession(r.Context(), r.by, r.by.Account, id)
	} else {
		err = s.Entrance.EndOtherSessions(r.Context(), r.by, r.by.Account)
	}
	if err == nil {
		return done(w, r, "/portal/sessions", "ended")
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	return s.showSessions(w, r, status, text)
}
