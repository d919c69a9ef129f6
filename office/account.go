package office

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
)

// Account is one person's way in. Its roles are grants, each a subject of its own.
type Account struct {
	ID          AccountID
	Party       PartyID
	Email       string       // as it was told last; proved if Verified is not zero
	Verified    time.Time    // when its holder proved the address
	Proved      string       // the last proved address, by which the account is found: it outlives a new one not yet proved
	State       AccountState //
	Why         string       // of the state, "" while active from the start
	Opened      time.Time
	Credentials []Credential // those that are there now, in the order in which they were added
}

// AccountState says whether an account lets anybody in.
type AccountState string

// The states.
const (
	Active    AccountState = "active"
	Suspended AccountState = "suspended" // for a while, by an administrator
	Ended     AccountState = "closed"    // for good
)

// Credential is one means of proving to be the holder. What is secret of it (the hash of a password, the seed of a code
// generator) is no part of it and no fact: it is kept apart, sealed, and is destroyed when it is replaced.
type Credential struct {
	ID     string         `json:"id"` // of a passkey its credential id, of an outside sign-in issuer and subject; unique in the office
	Kind   CredentialKind `json:"kind"`
	Name   string         `json:"name,omitempty"`   // what its holder calls it
	Public []byte         `json:"public,omitempty"` // of a passkey its public key and what else is needed to check it
	Added  time.Time      `json:"-"`
}

// CredentialKind is a sort of credential.
type CredentialKind string

// The sorts.
const (
	Passkey  CredentialKind = "passkey"
	Password CredentialKind = "password"
	TOTP     CredentialKind = "totp"     // codes that change with time, beside a password
	Recovery CredentialKind = "recovery" // codes on paper, each used once
	Outside  CredentialKind = "oidc"     // an outside service vouches
)

// In is the sort in the words of a language.
func (k CredentialKind) In(l locale.Lang) string { return locale.T(l, "people.credential."+string(k)) }

// The bodies of an account's facts.
type (
	openedBody struct {
		Party PartyID `json:"party"`
	}
	emailBody struct {
		Email string `json:"email"`
	}
	stateBody struct {
		State AccountState `json:"state"`
		Why   string       `json:"why,omitempty"`
	}
	removedBody struct {
		ID string `json:"id"`
	}
)

// FoldAccount gives an account as its facts tell it now. Errors: NotFound without facts.
func FoldAccount(facts []Fact) (Account, error) {
	var a Account
	for i, f := range facts {
		if (i == 0) != (f.What == AccountOpened) {
			return a, f.stray()
		}
		if err := a.take(f); err != nil {
			return a, err
		}
	}
	if a.ID == "" {
		return a, fault.New(fault.NotFound, "there is no such account")
	}
	return a, nil
}

func (a *Account) take(f Fact) error {
	switch f.What {
	case AccountOpened:
		var b openedBody
		if err := f.read(&b); err != nil {
			return err
		}
		*a = Account{ID: AccountID(f.Subject), Party: b.Party, State: Active, Opened: f.At}
	case EmailTold, EmailVerified:
		var b emailBody
		if err := f.read(&b); err != nil {
			return err
		}
		a.Email, a.Verified = b.Email, time.Time{}
		if f.What == EmailVerified {
			a.Verified, a.Proved = f.At, b.Email
		}
	case StateSet:
		var b stateBody
		if err := f.read(&b); err != nil {
			return err
		}
		a.State, a.Why = b.State, b.Why
	case CredentialAdded:
		var c Credential
		if err := f.read(&c); err != nil {
			return err
		}
		c.Added = f.At
		a.Credentials = append(a.Credentials, c)
	case CredentialRemoved:
		var b removedBody
		if err := f.read(&b); err != nil {
			return err
		}
		a.Credentials = slices.DeleteFunc(a.Credentials, func(c Credential) bool { return c.ID == b.ID })
	default:
		return f.stray()
	}
	return nil
}

// Credential gives the account's credential of an id, and whether there is one.
func (a Account) Credential(id string) (Credential, bool) {
	i := slices.IndexFunc(a.Credentials, func(c Credential) bool { return c.ID == id })
	if i < 0 {
		return Credential{}, false
	}
	return a.Credentials[i], true
}

// foldEmail gives the form by which an e-mail address is found: two that differ in letter case only are one. (By RFC 5321 the
// part before the @ could tell case; nobody's does, and two accounts that look the same would invite fraud.)
func foldEmail(s string) string { return cases.Fold().String(norm.NFKC.String(s)) }

// checkedEmail gives an e-mail address as it is kept. It is proved by a letter to it, so only what could not be one is refused
// here: RFC 5321 allows 254 octets.
func checkedEmail(s string) (string, error) {
	s = written(s)
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || len(s) > 254 || !strings.Contains(domain, ".") || strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") ||
		strings.ContainsAny(s, " <>()[],;:\\\"") || strings.Contains(domain, "@") {
		return "", fault.New(fault.Invalid, "%q is no e-mail address", s).At("email")
	}
	return s, nil
}
