package signin_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

// device is a machine with one passkey.
type device struct {
	site virtualwebauthn.RelyingParty
	auth virtualwebauthn.Authenticator
	key  virtualwebauthn.Credential
}

// newKey makes a key whose two numbers have their full length: of one in 128 the library of the test leaves a leading zero away, which the
// standard does not allow.
func newKey() virtualwebauthn.Credential {
	for {
		if k := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(k.Key.AttestationData()) == 77 {
			return k
		}
	}
}

// enrol gives the signed-in account a passkey of a new device.
func (h *hall) enrol(id office.AccountID) *device {
	h.t.Helper()
	d := &device{site: virtualwebauthn.RelyingParty{ID: "localhost", Name: "Văn phòng thử", Origin: h.base},
		auth: virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(id)}), key: newKey()}
	must(h.t, h.with(func(ctx context.Context, by office.Actor) error { return h.addKey(ctx, by, d) }))
	d.auth.AddCredential(d.key)
	return d
}

func (h *hall) addKey(ctx context.Context, by office.Actor, d *device) error {
	asked, err := h.e.BeginAddPasskey(ctx, by)
	if err != nil {
		return err
	}
	options, err := virtualwebauthn.ParseAttestationOptions(string(asked))
	must(h.t, err)
	return h.e.AddPasskey(ctx, by, "điện thoại", []byte(virtualwebauthn.CreateAttestationResponse(d.site, d.auth, d.key, *options)))
}

// answer is what the device says to a question.
func (d *device) answer(t *testing.T, asked []byte) []byte {
	t.Helper()
	options, err := virtualwebauthn.ParseAssertionOptions(string(asked))
	must(t, err)
	return []byte(virtualwebauthn.CreateAssertionResponse(d.site, d.auth, d.key, *options))
}

// byKey signs in by a device's passkey.
func (h *hall) byKey(d *device) error {
	h.t.Helper()
	var asked []byte
	must(h.t, h.with(func(ctx context.Context, _ office.Actor) (err error) { asked, err = h.e.BeginPasskey(ctx); return err }))
	return h.with(func(ctx context.Context, _ office.Actor) error { return h.e.WithPasskey(ctx, d.answer(h.t, asked)) })
}

func TestPasskeySignsInAndProvesPresence(t *testing.T) {
	h := newHall(t)
	id := h.join("sen@example.org")
	d := h.enrol(id)
	h.fresh()
	must(t, h.byKey(d))
	if who, present := h.who(); who != id || !present {
		t.Errorf("signed in %q, present %v", who, present)
	}
	h.now = h.now.Add(11 * time.Minute)
	if _, present := h.who(); present {
		t.Error("presence lasts")
	}
	var asked []byte
	must(t, h.with(func(ctx context.Context, by office.Actor) (err error) {
		asked, err = h.e.BeginPresence(ctx, by)
		return err
	}))
	must(t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.ProvePasskey(ctx, by, d.answer(t, asked)) }))
	if _, present := h.who(); !present {
		t.Error("presence is not proved")
	}
	// the same answer again: it was to a question that is gone
	is(t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.ProvePasskey(ctx, by, d.answer(t, asked)) }), fault.Conflict)
}

func TestPasskeyIsRefused(t *testing.T) {
	h := newHall(t)
	id := h.join("sen@example.org")
	good := h.enrol(id)
	h.fresh()
	is(t, h.with(func(ctx context.Context, _ office.Actor) error { return h.e.WithPasskey(ctx, []byte(`{}`)) }), fault.Conflict)
	for rule, d := range map[string]*device{
		"of another site":          {virtualwebauthn.RelyingParty{ID: "localhost", Origin: "http://localhost.evil.example"}, good.auth, good.key},
		"for another site":         {virtualwebauthn.RelyingParty{ID: "evil.example", Origin: h.base}, good.auth, good.key},
		"nobody looked at":         {good.site, virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(id), UserNotVerified: true}), good.key},
		"of another account":       {good.site, virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte("a-0000000000000000")}), good.key},
		"that we do not know":      {good.site, good.auth, newKey()},
		"with another private key": {good.site, good.auth, virtualwebauthn.Credential{ID: good.key.ID, Key: newKey().Key}},
	} {
		if err := h.byKey(d); fault.KindOf(err) != fault.Unauthenticated || err == nil {
			t.Errorf("a passkey %s: %v", rule, err)
		}
		if who, _ := h.who(); who != "" {
			t.Fatalf("a passkey %s lets somebody in", rule)
		}
	}
	// an answer to a question of another session
	var asked []byte
	must(t, h.with(func(ctx context.Context, _ office.Actor) (err error) { asked, err = h.e.BeginPasskey(ctx); return err }))
	h.fresh()
	must(t, h.with(func(ctx context.Context, _ office.Actor) error { _, err := h.e.BeginPasskey(ctx); return err }))
	is(t, h.with(func(ctx context.Context, _ office.Actor) error { return h.e.WithPasskey(ctx, good.answer(t, asked)) }), fault.Unauthenticated)
	must(t, h.byKey(good))
}

// A key that counts less than it did has a copy somewhere.
func TestCopiedPasskeyIsRefused(t *testing.T) {
	h := newHall(t)
	d := h.enrol(h.join("sen@example.org"))
	h.fresh()
	d.key.Counter = 7
	must(t, h.byKey(d))
	d.key.Counter = 8
	must(t, h.byKey(d))
	d.key.Counter = 8
	is(t, h.byKey(d), fault.Unauthenticated)
}

// However many others try with a name and from a network, who has a passkey comes in.
func TestNobodyLocksOutWhoHasAPasskey(t *testing.T) {
	h := newHall(t)
	id := h.join("sen@example.org")
	d := h.enrol(id)
	h.withPassword()
	h.fresh()
	for i := range 150 {
		email := "sen@example.org"
		if i%2 > 0 {
			email = string(rune('a'+i%26)) + "@example.org"
		}
		if h.signIn(email, "password of a list", "") == nil {
			t.Fatal("a password of a list is right")
		}
	}
	is(t, h.signIn("sen@example.org", words, ""), fault.Unavailable)
	must(t, h.byKey(d))
	if who, _ := h.who(); who != id {
		t.Errorf("signed in %q", who)
	}
}

func TestPasskeyBelongsToOneAccount(t *testing.T) {
	h := newHall(t)
	d := h.enrol(h.join("sen@example.org"))
	is(t, h.with(func(ctx context.Context, by office.Actor) error { return h.addKey(ctx, by, d) }), fault.Conflict)
	h.fresh()
	h.join("bao@example.org")
	is(t, h.with(func(ctx context.Context, by office.Actor) error { return h.addKey(ctx, by, d) }), fault.Conflict)
}

func TestLastStrongWayStays(t *testing.T) {
	h := newHall(t)
	id := h.join("sen@example.org")
	first := h.enrol(id)
	remove := func(d *device) error {
		return h.with(func(ctx context.Context, by office.Actor) error {
			a, err := h.people.Account(ctx, by, id)
			if err != nil {
				return err
			}
			return h.e.RemoveCredential(ctx, by, a.Credentials[0].ID)
		})
	}
	is(t, remove(first), fault.Conflict)
	second := h.enrol(id)
	must(t, remove(first))
	h.fresh()
	if err := h.byKey(first); err == nil {
		t.Error("a removed passkey opens the account")
	}
	must(t, h.byKey(second))
	h.now = h.now.Add(11 * time.Minute)
	if err := remove(second); !errors.Is(err, office.ErrPresence) && fault.KindOf(err) != fault.Conflict {
		t.Errorf("without presence: %v", err)
	}
}
