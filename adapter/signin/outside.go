package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

// Outside is a service on whose word people come in, by OpenID Connect. It vouches that somebody is who they were last time; which account that
// is was said here, by its holder. Its word about an e-mail address counts for nothing: that is proved by a letter of ours.
type Outside struct {
	Name   string // in addresses: small letters, digits and hyphens
	Title  string // for people
	Issuer string // https://…
	Client string // our id there
	Secret string // "" for a public client
}

// outside is a service with what was found out about it, on its first use: it may be down when we begin.
type outside struct {
	Outside
	redirect string
	http     *http.Client

	mu       sync.Mutex
	provider *oidc.Provider
}

func newOutside(o Outside, base string, c *http.Client) *outside {
	return &outside{Outside: o, redirect: base + "/portal/outside/" + o.Name + "/back", http: c}
}

// discover gives what the service tells of itself. Errors: Unavailable if it does not.
func (o *outside) discover(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.provider == nil {
		// Keys are fetched later too, when this request is over: only its values go along.
		p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), o.http), o.Issuer)
		if err != nil {
			return nil, nil, fault.New(fault.Unavailable, "%s cannot be reached now", o.Title).Because(err)
		}
		o.provider = p
	}
	return o.provider, &oauth2.Config{ClientID: o.Client, ClientSecret: o.Secret, Endpoint: o.provider.Endpoint(), RedirectURL: o.redirect, Scopes: []string{oidc.ScopeOpenID, "profile", "email"}}, nil
}

// Services lists the outside services by name and title, in the order in which they were told.
func (e *Entrance) Services() [][2]string {
	var list [][2]string
	for _, o := range e.outside {
		list = append(list, [2]string{o.Name, o.Title})
	}
	return list
}

func (e *Entrance) service(name string) (*outside, error) {
	for _, o := range e.outside {
		if o.Name == name {
			return o, nil
		}
	}
	return nil, fault.New(fault.NotFound, "there is no such thing here, or it is not for you")
}

// errand is what a service was asked, or what it has said of somebody whom we do not know.
type errand struct {
	Service  string             `json:"service"`
	State    string             `json:"state,omitempty"`
	Nonce    string             `json:"nonce,omitempty"`
	Verifier string             `json:"verifier,omitempty"` // of PKCE
	For      Errand             `json:"for"`
	Account  office.AccountID   `json:"account,omitempty"` // who asked, unless it is to sign in
	At       time.Time          `json:"at"`
	Known    *office.Credential `json:"known,omitempty"`
	Name     string             `json:"name,omitempty"`
	Email    string             `json:"email,omitempty"`
}

// Errand is why somebody is sent to an outside service, and what came of it.
type Errand string

// The errands.
const (
	Enter   Errand = "enter"   // to sign in
	Add     Errand = "add"     // to have another way into one's account
	Present Errand = "present" // to prove presence, by signing in there anew
	Meet    Errand = "meet"    // came of Enter: somebody without an account
)

// BeginOutside gives the address to which the browser is sent.
//
// Errors: NotFound if there is no such service; Unavailable if it cannot be reached; Conflict if somebody is to be known and is not.
func (e *Entrance) BeginOutside(ctx context.Context, by office.Actor, service, errandFor string) (string, error) {
	o, err := e.service(service)
	if err != nil {
		return "", err
	}
	what := Errand(errandFor)
	switch what {
	case Enter:
	case Add, Present:
		a, err := e.account(ctx, by)
		if err != nil {
			return "", err
		}
		if what == Add {
			if err := e.mayKeep(ctx, by, a); err != nil {
				return "", err
			}
		}
	default:
		return "", fault.New(fault.Invalid, "nobody is sent to an outside service for that")
	}
	_, c, err := o.discover(ctx)
	if err != nil {
		return "", err
	}
	n := errand{Service: service, State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), For: what, Account: by.Account, At: e.now()}
	options := []oauth2.AuthCodeOption{oidc.Nonce(n.Nonce), oauth2.S256ChallengeOption(n.Verifier)}
	if what == Present {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	if err := e.remember(ctx, n); err != nil {
		return "", err
	}
	return c.AuthCodeURL(n.State, options...), nil
}

func (e *Entrance) remember(ctx context.Context, n errand) error {
	kept, err := json.Marshal(n)
	if err != nil {
		return err
	}
	e.put(ctx, keyOutside, string(kept))
	return nil
}

func errOutside(err error) error {
	return fault.New(fault.Unauthenticated, "the outside service did not say who you are; try again").Because(err)
}

// WithOutside takes the answer of a service, and tells what came of it: Enter, Add, Present, or Meet for somebody without an account, who can sign
// up now.
//
// Errors: Unauthenticated if the answer is not to what was asked in this session, or cannot be trusted; Conflict if the service vouches for another
// account already; NotFound and Unavailable as BeginOutside.
func (e *Entrance) WithOutside(ctx context.Context, by office.Actor, service string, answer url.Values) (string, error) {
	o, err := e.service(service)
	if err != nil {
		return "", err
	}
	var n errand
	kept := e.sessions.PopString(ctx, keyOutside)
	if kept == "" || json.Unmarshal([]byte(kept), &n) != nil || n.Service != service || n.State == "" || e.now().Sub(n.At) > stranger ||
		subtle.ConstantTimeCompare([]byte(n.State), []byte(answer.Get("state"))) != 1 {
		return "", errOutside(nil)
	}
	if iss := answer.Get("iss"); iss != "" && iss != o.Issuer { // RFC 9207: the answer of another service
		return "", errOutside(nil)
	}
	provider, c, err := o.discover(ctx)
	if err != nil {
		return "", err
	}
	who, claims, err := o.identify(ctx, provider, c, n, answer.Get("code"), e.c.Clock)
	if err != nil {
		return "", err
	}
	id := o.Issuer + " " + who.Subject
	a, err := e.c.People.AccountBy(ctx, office.Lookup{Kind: office.ByCredential, Key: id})
	known := err == nil
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", err
	}
	credential := office.Credential{ID: id, Kind: office.Outside, Name: o.Title}
	switch n.For {
	case Enter:
		if !known {
			n = errand{Service: service, For: Meet, At: e.now(), Known: &credential, Name: claims.Name, Email: claims.Email}
			return string(Meet), e.remember(ctx, n)
		}
		if a.State != office.Active {
			return "", errOutside(nil)
		}
		return string(Enter), e.enter(ctx, a.ID, office.Outside, claims.fresh(n.At))
	case Add:
		if by.Account != n.Account {
			return "", errOutside(nil)
		}
		if known {
			return "", fault.New(fault.Conflict, "that credential is in use already")
		}
		return string(Add), e.c.People.AddCredential(ctx, by, by.Account, credential, nil)
	case Present:
		if by.Account != n.Account || !known || a.ID != by.Account || !claims.fresh(n.At) {
			return "", errOutside(nil)
		}
		return string(Present), e.present(ctx)
	}
	return "", errOutside(nil)
}

// claims are what a service says of somebody, beside who they are.
type claims struct {
	Name     string `json:"name"`
	Email    string `json:"email"`
	AuthTime int64  `json:"auth_time"` // when they proved it there
}

// fresh reports whether somebody proved to be present at the service since a time. Clocks may differ by a minute.
func (c claims) fresh(since time.Time) bool {
	return c.AuthTime > 0 && c.AuthTime >= since.Add(-time.Minute).Unix()
}

// identify changes the code of an answer for what the service says, and checks it: signed by the service, for us, not too old, with our nonce.
func (o *outside) identify(ctx context.Context, p *oidc.Provider, c *oauth2.Config, n errand, code string, clock func() time.Time) (*oidc.IDToken, claims, error) {
	var said claims
	ctx = oidc.ClientContext(ctx, o.http)
	token, err := c.Exchange(ctx, code, oauth2.VerifierOption(n.Verifier))
	if err != nil {
		return nil, said, errOutside(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return nil, said, errOutside(nil)
	}
	who, err := p.Verifier(&oidc.Config{ClientID: o.Client, Now: clock}).Verify(ctx, raw)
	if err != nil {
		return nil, said, errOutside(err)
	}
	if who.Subject == "" || subtle.ConstantTimeCompare([]byte(who.Nonce), []byte(n.Nonce)) != 1 {
		return nil, said, errOutside(nil)
	}
	if err := who.Claims(&said); err != nil {
		return nil, said, errOutside(err)
	}
	if said.Email == "" || said.Name == "" { // many services tell these only when asked once more
		if info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token)); err == nil && info.Subject == who.Subject {
			var more claims
			if info.Claims(&more) == nil {
				said.Name, said.Email = more.Name, more.Email
			}
		}
	}
	return who, said, nil
}

// Newcomer gives name and address that a service told of somebody without an account; "" if none did.
func (e *Entrance) Newcomer(ctx context.Context) (name, email string) {
	var n errand
	if json.Unmarshal([]byte(e.text(ctx, keyOutside)), &n) != nil || n.For != Meet {
		return "", ""
	}
	return n.Name, n.Email
}

// outsideNewcomer gives the credential of a newcomer whom a service sent; nil if none did.
func (e *Entrance) outsideNewcomer(ctx context.Context) *office.Credential {
	var n errand
	if json.Unmarshal([]byte(e.text(ctx, keyOutside)), &n) != nil || n.For != Meet || e.now().Sub(n.At) > ticketLife {
		return nil
	}
	return n.Known
}
