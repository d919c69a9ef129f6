package signin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

// ceremonyTime is how long somebody has to touch their key.
const ceremonyTime = 5 * time.Minute

// newKeys says how passkeys are used here: bound to our host, kept on the device so that no name is typed, always with the device asking for
// finger, face or PIN, and without asking which device it is.
func newKeys(base *url.URL, name string) (*webauthn.WebAuthn, error) {
	limits := webauthn.TimeoutConfig{Enforce: true, Timeout: ceremonyTime, TimeoutUVD: ceremonyTime}
	w, err := webauthn.New(&webauthn.Config{
		RPID: base.Hostname(), RPDisplayName: name, RPOrigins: []string{base.Scheme + "://" + base.Host}, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired},
		Timeouts:               webauthn.TimeoutsConfig{Login: limits, Registration: limits},
	})
	if err != nil {
		return nil, fault.New(fault.Invalid, "passkeys cannot be used under the address %q", base.String()).Because(err)
	}
	return w, nil
}

// KeyOrigin is the address under which passkeys can be used; under any other the browser refuses them.
func (e *Entrance) KeyOrigin() string { return e.keyOrigin }

// holder is an account as the library knows it.
type holder struct {
	account office.Account
	name    string
	keys    []webauthn.Credential
}

// WebAuthnID is the account's id, which is random and tells nothing.
func (h holder) WebAuthnID() []byte { return []byte(h.account.ID) }

// WebAuthnName is what tells accounts apart on a device.
func (h holder) WebAuthnName() string { return h.account.Email }

// WebAuthnDisplayName is the name of a person.
func (h holder) WebAuthnDisplayName() string { return h.name }

// WebAuthnCredentials are the account's passkeys.
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

// holder reads the passkeys of an account. How often a key was used is secret of it; the rest of it is told in the facts.
func (e *Entrance) holder(ctx context.Context, a office.Account) (holder, error) {
	h := holder{account: a, name: a.Email}
	for _, c := range of(a, office.Passkey) {
		body, err := e.c.Safe.OpenSecret(ctx, c.ID)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			body, err = c.Public, nil
		}
		if err != nil {
			return h, err
		}
		var k webauthn.Credential
		if err := json.Unmarshal(body, &k); err != nil {
			return h, fault.New(fault.Internal, "a passkey cannot be read").Because(err)
		}
		h.keys = append(h.keys, k)
	}
	return h, nil
}

// keyName gives the id of the credential that a passkey is.
func keyName(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

// begun keeps what a passkey was asked in the session, and gives the question for the browser.
func (e *Entrance) begun(ctx context.Context, what string, question any, data *webauthn.SessionData) ([]byte, error) {
	kept, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	e.put(ctx, keyCeremony, what+" "+string(kept))
	return json.Marshal(question)
}

// asked gives what a passkey was asked for one purpose, once. Errors: Conflict if it was asked nothing.
func (e *Entrance) asked(ctx context.Context, what string) (data webauthn.SessionData, err error) {
	kept := e.sessions.PopString(ctx, keyCeremony)
	if len(kept) <= len(what) || kept[:len(what)+1] != what+" " {
		return data, fault.New(fault.Conflict, "the passkey was asked too long ago; try again")
	}
	return data, json.Unmarshal([]byte(kept[len(what)+1:]), &data)
}

// The purposes for which a passkey is asked.
const (
	toEnter   = "enter"
	toPresent = "present"
	toAdd     = "add"
)

// BeginPasskey asks for any passkey of ours, to sign in. It gives the options for navigator.credentials.get as JSON.
func (e *Entrance) BeginPasskey(ctx context.Context) ([]byte, error) {
	q, data, err := e.keys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, err
	}
	return e.begun(ctx, toEnter, q, data)
}

// WithPasskey signs in by the answer of a passkey. Presence is proved with it.
//
// Errors: Unauthenticated if it is none of ours; Conflict if it was asked too long ago.
func (e *Entrance) WithPasskey(ctx context.Context, answer []byte) error {
	data, err := e.asked(ctx, toEnter)
	if err != nil {
		return err
	}
	a, err := e.checkAnswer(ctx, data, answer)
	if err != nil {
		return err
	}
	return e.enter(ctx, a.ID, office.Passkey, true)
}

// checkAnswer finds the account whose passkey has answered, and keeps how often that was used.
func (e *Entrance) checkAnswer(ctx context.Context, data webauthn.SessionData, answer []byte) (office.Account, error) {
	var found holder
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return office.Account{}, errKey(err)
	}
	find := func(id, handle []byte) (webauthn.User, error) {
		a, err := e.c.People.AccountBy(ctx, office.Lookup{Kind: office.ByCredential, Key: keyName(id)})
		if err != nil {
			return nil, err
		}
		if a.State != office.Active || string(a.ID) != string(handle) {
			return nil, fault.New(fault.NotFound, "there is no such account")
		}
		found, err = e.holder(ctx, a)
		return found, err
	}
	var key *webauthn.Credential
	if len(data.UserID) > 0 { // a passkey of one account was asked for
		u, e2 := find(parsed.RawID, data.UserID)
		if e2 != nil {
			return office.Account{}, errKey(e2)
		}
		key, err = e.keys.ValidateLogin(u, data, parsed)
	} else {
		_, key, err = e.keys.ValidatePasskeyLogin(find, data, parsed)
	}
	if err != nil {
		return office.Account{}, errKey(err)
	}
	if key.Authenticator.CloneWarning {
		return office.Account{}, fault.New(fault.Unauthenticated, "this passkey counts less than it did before, as a copy would; use another way in and remove it")
	}
	body, err := json.Marshal(key)
	if err != nil {
		return office.Account{}, err
	}
	return found.account, e.save(ctx, keyName(key.ID), body)
}

func errKey(err error) error {
	return fault.New(fault.Unauthenticated, "that passkey does not open anything here").Because(err)
}

// BeginPresence asks for a passkey of the actor's account. It gives the options for navigator.credentials.get as JSON.
//
// Errors: Conflict if the account has none.
func (e *Entrance) BeginPresence(ctx context.Context, by office.Actor) ([]byte, error) {
	a, err := e.account(ctx, by)
	if err != nil {
		return nil, err
	}
	h, err := e.holder(ctx, a)
	if err != nil {
		return nil, err
	}
	if len(h.keys) == 0 {
		return nil, fault.New(fault.Conflict, "this account has no passkey")
	}
	q, data, err := e.keys.BeginLogin(h, webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, err
	}
	return e.begun(ctx, toPresent, q, data)
}

// ProvePasskey proves presence by the answer of a passkey.
//
// Errors: Unauthenticated if it is not the account's; Conflict if it was asked too long ago.
func (e *Entrance) ProvePasskey(ctx context.Context, by office.Actor, answer []byte) error {
	data, err := e.asked(ctx, toPresent)
	if err != nil {
		return err
	}
	if by.Public() || string(data.UserID) != string(by.Account) {
		return errKey(nil)
	}
	if _, err := e.checkAnswer(ctx, data, answer); err != nil {
		return err
	}
	return e.present(ctx)
}

// BeginAddPasskey asks a device for a new passkey for the actor's account. It gives the options for navigator.credentials.create as JSON.
//
// Errors: as office.Allow.
func (e *Entrance) BeginAddPasskey(ctx context.Context, by office.Actor) ([]byte, error) {
	a, err := e.account(ctx, by)
	if err != nil {
		return nil, err
	}
	if err := e.mayKeep(ctx, by, a); err != nil {
		return nil, err
	}
	h, err := e.holder(ctx, a)
	if err != nil {
		return nil, err
	}
	if p, err := e.c.People.Party(ctx, by, a.Party); err == nil {
		h.name = p.Name
	}
	q, data, err := e.keys.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()))
	if err != nil {
		return nil, err
	}
	return e.begun(ctx, toAdd, q, data)
}

// AddPasskey gives the actor's account the passkey that a device has made, under a name by which its holder knows it.
//
// Errors: Invalid if the answer is none; Conflict if it was asked too long ago, or the passkey is known already; as office.Allow.
func (e *Entrance) AddPasskey(ctx context.Context, by office.Actor, name string, answer []byte) error {
	data, err := e.asked(ctx, toAdd)
	if err != nil {
		return err
	}
	a, err := e.account(ctx, by)
	if err != nil {
		return err
	}
	if string(data.UserID) != string(a.ID) {
		return errKey(nil)
	}
	h, err := e.holder(ctx, a)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return fault.New(fault.Invalid, "the device has made no passkey that can be used").Because(err)
	}
	key, err := e.keys.CreateCredential(h, data, parsed)
	if err != nil {
		return fault.New(fault.Invalid, "the device has made no passkey that can be used").Because(err)
	}
	key.Attestation = webauthn.CredentialAttestation{} // which device it is was not asked, and is not kept
	body, err := json.Marshal(key)
	if err != nil {
		return err
	}
	if name == "" {
		name = e.visit(ctx).device
	}
	return e.c.People.AddCredential(ctx, by, a.ID, office.Credential{ID: keyName(key.ID), Kind: office.Passkey, Name: name, Public: body}, nil)
}
