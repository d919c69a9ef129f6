package api

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

// Keyring tells who calls by the key that they show: Authorization: Bearer TOKEN. What an account may do is read anew as soon as any fact
// about people was told since, so that a role that ended is gone with the next request. It is safe for concurrent use.
type Keyring struct {
	Keys    Keys
	Actors  Actors
	Clock   func() time.Time
	Zone    *time.Location
	Session Whom // for those who show no key; nil: they are nobody

	mu     sync.Mutex
	told   int64
	day    ipr.Date
	actors map[office.AccountID]office.Actor
}

// Keys finds keys by their token.
type Keys interface {
	// KeyOf gives the key that a token opens, and the number of the newest fact about people. Errors: Unauthenticated.
	KeyOf(ctx context.Context, token string) (k office.Key, told int64, err error)
}

// Actors makes actors; office.People does.
type Actors interface {
	Actor(ctx context.Context, id office.AccountID, p office.Presence) (office.Actor, error)
}

// Whom gives the caller; see the interface.
func (k *Keyring) Whom(r *http.Request) (Caller, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if scheme == "" && k.Session != nil {
		return k.Session.Whom(r)
	}
	if !strings.EqualFold(scheme, "Bearer") {
		return Caller{}, fault.New(fault.Unauthenticated, "show a key: Authorization: Bearer …")
	}
	key, told, err := k.Keys.KeyOf(r.Context(), strings.TrimSpace(token))
	if err != nil {
		return Caller{}, err
	}
	actor, err := k.actor(r.Context(), key.Account, told)
	if err != nil {
		return Caller{}, err
	}
	actor.At = k.Clock().UTC()
	actor.Session, actor.SteppedUp = key.ID, actor.At
	return Caller{Actor: actor, Key: &key}, nil
}

func (k *Keyring) actor(ctx context.Context, id office.AccountID, told int64) (office.Actor, error) {
	y, m, d := k.Clock().In(k.Zone).Date()
	day := ipr.Date{Year: y, Month: int(m), Day: d}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.actors == nil || k.told != told || k.day != day {
		k.told, k.day, k.actors = told, day, map[office.AccountID]office.Actor{}
	}
	a, ok := k.actors[id]
	if !ok {
		var err error
		if a, err = k.Actors.Actor(ctx, id, office.Presence{}); err != nil {
			return office.Actor{}, err
		}
		k.actors[id] = a
	}
	return a, nil
}
