package signin

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

// How long a session lasts: without being used, and altogether; and one in which nobody has signed in yet.
const (
	idle     = 12 * time.Hour
	absolute = 7 * 24 * time.Hour
	stranger = 15 * time.Minute
	touch    = time.Minute // how exactly it is kept when a session was used
)

// What a session holds.
const (
	keyID       = "id"
	keyAccount  = "account"
	keyHow      = "how"
	keyBegun    = "begun"
	keySeen     = "seen"
	keyPresent  = "present" // when its holder last proved to be present
	keyNetwork  = "network"
	keyDevice   = "device"
	keyBehalf   = "behalf"   // the party for which they act
	keyCeremony = "ceremony" // what a passkey was asked
	keyOutside  = "outside"  // what an outside service was asked
	keySeed     = "seed"     // of codes that are being set up; the books encrypt all of a session
)

func newSessions(b Books, clock func() time.Time, https bool) *scs.SessionManager {
	m := scs.New()
	m.Lifetime = absolute
	m.HashTokenInStore = true
	m.Codec = codec{}
	m.Store = sessionStore{b, clock}
	m.Cookie.Name, m.Cookie.Secure = "session", https
	m.Cookie.Persist = false // the browser forgets it when it is closed, which is right on a computer that others use too
	if https {
		m.Cookie.Name = "__Host-session"
	}
	return m
}

// codec writes sessions as JSON; all that they hold is text.
type codec struct{}

type kept struct {
	Ends   time.Time         `json:"ends"`
	Values map[string]string `json:"values"`
}

// Encode writes a session.
func (codec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	k := kept{deadline, map[string]string{}}
	for name, v := range values {
		s, ok := v.(string)
		if !ok {
			return nil, fault.New(fault.Internal, "a session holds texts only")
		}
		k.Values[name] = s
	}
	return json.Marshal(k)
}

// Decode reads a session.
func (codec) Decode(b []byte) (time.Time, map[string]any, error) {
	var k kept
	if err := json.Unmarshal(b, &k); err != nil {
		return time.Time{}, nil, err
	}
	values := make(map[string]any, len(k.Values))
	for name, v := range k.Values {
		values[name] = v
	}
	return k.Ends, values, nil
}

// sessionStore keeps sessions in the books.
type sessionStore struct {
	b     Books
	clock func() time.Time
}

var _ scs.CtxStore = sessionStore{}

// FindCtx gives a session by the hash of its token.
func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	return s.b.Session(ctx, token, s.clock())
}

// CommitCtx keeps a session. The manager asks for it once the request is done, which may have been given up by then.
func (s sessionStore) CommitCtx(ctx context.Context, token string, b []byte, ends time.Time) error {
	_, values, err := codec{}.Decode(b)
	if err != nil {
		return err
	}
	account, _ := values[keyAccount].(string)
	return s.b.SaveSession(context.WithoutCancel(ctx), token, account, b, ends)
}

// DeleteCtx ends a session.
func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.b.EndSession(context.WithoutCancel(ctx), token)
}

// Find is FindCtx without a context; the manager does not call it.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context; the manager does not call it.
func (s sessionStore) Commit(token string, b []byte, ends time.Time) error {
	return s.CommitCtx(context.Background(), token, b, ends)
}

// Delete is DeleteCtx without a context; the manager does not call it.
func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// visit is what is known of a request beside its session.
type visit struct{ network, device string }

type visitKey struct{}

// Sessions loads the session of each request and keeps what became of it, before the answer is sent.
func (e *Entrance) Sessions(next http.Handler) http.Handler {
	return e.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), visitKey{}, visit{network(r), device(r.UserAgent())})
		if e.text(ctx, keyAccount) != "" {
			now := e.now()
			switch seen := e.time(ctx, keySeen); {
			case now.Sub(seen) >= idle || now.Sub(e.time(ctx, keyBegun)) >= absolute || seen.After(now.Add(touch)):
				if err := e.sessions.Destroy(ctx); err != nil {
					e.sessions.ErrorFunc(w, r, err)
					return
				}
			case now.Sub(seen) >= touch:
				e.put(ctx, keySeen, stamp(now))
			}
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	}))
}

// OnError has failures of the store answered by the site.
func (e *Entrance) OnError(f func(http.ResponseWriter, *http.Request, error)) {
	e.sessions.ErrorFunc = f
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// text gives what a session holds; "" outside of requests, as for a command, where there is no session.
func (e *Entrance) text(ctx context.Context, key string) string {
	if _, ok := ctx.Value(visitKey{}).(visit); !ok {
		return ""
	}
	return e.sessions.GetString(ctx, key)
}

// time gives a time of a session; the zero time if it has none.
func (e *Entrance) time(ctx context.Context, key string) time.Time {
	t, err := time.Parse(time.RFC3339, e.text(ctx, key))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// put notes something in a session; one in which nobody is signed in is a short one.
func (e *Entrance) put(ctx context.Context, key, value string) {
	e.sessions.Put(ctx, key, value)
	if e.text(ctx, keyAccount) == "" {
		e.sessions.SetDeadline(ctx, e.now().Add(stranger))
	}
}

// enter signs an account in: the session gets a new token, and nothing of what it held before stays.
func (e *Entrance) enter(ctx context.Context, a office.AccountID, how office.CredentialKind, present bool) error {
	if err := e.sessions.RenewToken(ctx); err != nil {
		return err
	}
	if err := e.sessions.Clear(ctx); err != nil {
		return err
	}
	now, v := e.now(), e.visit(ctx)
	e.sessions.SetDeadline(ctx, now.Add(absolute))
	for key, value := range map[string]string{keyID: rand.Text()[:12], keyAccount: string(a), keyHow: string(how), keyBegun: stamp(now), keySeen: stamp(now), keyNetwork: v.network, keyDevice: v.device} {
		e.sessions.Put(ctx, key, value)
	}
	if present {
		e.sessions.Put(ctx, keyPresent, stamp(now))
	}
	return nil
}

// present notes that the holder of a session has just proved to be present; the session gets a new token.
func (e *Entrance) present(ctx context.Context) error {
	if err := e.sessions.RenewToken(ctx); err != nil {
		return err
	}
	e.sessions.SetDeadline(ctx, e.time(ctx, keyBegun).Add(absolute))
	e.sessions.Put(ctx, keyPresent, stamp(e.now()))
	return nil
}

func (e *Entrance) visit(ctx context.Context) visit {
	v, _ := ctx.Value(visitKey{}).(visit)
	return v
}

// Actor gives who acts in a session: the public if nobody is signed in, or if the account lets nobody in any more.
func (e *Entrance) Actor(ctx context.Context) (office.Actor, error) {
	id := office.AccountID(e.text(ctx, keyAccount))
	if id == "" {
		return e.c.People.Everybody(), nil
	}
	actor, err := e.c.People.Actor(ctx, id, office.Presence{Session: e.text(ctx, keyID), SteppedUp: e.time(ctx, keyPresent)})
	switch fault.KindOf(err) {
	case fault.Forbidden, fault.NotFound:
		return e.c.People.Everybody(), e.sessions.Destroy(ctx)
	}
	if err != nil {
		return office.Actor{}, err
	}
	if p := office.PartyID(e.text(ctx, keyBehalf)); p != "" && slices.Contains(actor.Principals(), p) {
		actor = actor.For(p)
	}
	return actor, nil
}

// ActFor has the holder of a session act on behalf of one party, "" for all for which they may. Errors: NotFound if they may not act for it.
func (e *Entrance) ActFor(ctx context.Context, by office.Actor, p office.PartyID) error {
	if p != "" && !slices.Contains(by.Principals(), p) {
		return fault.New(fault.NotFound, "there is no such thing here, or it is not for you")
	}
	e.put(ctx, keyBehalf, string(p))
	return nil
}

// Leave signs out.
func (e *Entrance) Leave(ctx context.Context) error { return e.sessions.Destroy(ctx) }

// SessionsOf lists the sessions of an account, that which was used last first. Errors: NotFound if by may not see the account.
func (e *Entrance) SessionsOf(ctx context.Context, by office.Actor, account office.AccountID) ([]office.Session, error) {
	if _, err := e.c.People.Account(ctx, by, account); err != nil {
		return nil, err
	}
	var all []office.Session
	err := e.each(ctx, account, func(_ string, s office.Session) error {
		all = append(all, s)
		return nil
	})
	slices.SortStableFunc(all, func(a, b office.Session) int { return b.Seen.Compare(a.Seen) })
	return all, err
}

// each calls f with the sessions of an account that have not ended, and the hashes of their tokens.
func (e *Entrance) each(ctx context.Context, account office.AccountID, f func(token string, s office.Session) error) error {
	now := e.now()
	return e.c.Books.EachSession(ctx, string(account), now, func(token string, body []byte) error {
		_, values, err := codec{}.Decode(body)
		if err != nil {
			return err
		}
		text := func(key string) string { s, _ := values[key].(string); return s }
		at := func(key string) time.Time { t, _ := time.Parse(time.RFC3339, text(key)); return t.UTC() }
		s := office.Session{ID: text(keyID), Account: account, How: office.CredentialKind(text(keyHow)), Begun: at(keyBegun), Seen: at(keySeen),
			Network: text(keyNetwork), Device: text(keyDevice), Here: text(keyID) != "" && text(keyID) == e.text(ctx, keyID)}
		if now.Sub(s.Seen) >= idle {
			return nil
		}
		return f(token, s)
	})
}

// EndSession ends a session of an account, by its id. Errors: NotFound if there is none, or by may not.
func (e *Entrance) EndSession(ctx context.Context, by office.Actor, account office.AccountID, id string) error {
	found := false
	err := e.endSessions(ctx, by, account, func(s office.Session) bool { found = found || s.ID == id; return s.ID == id })
	if err == nil && !found {
		return fault.New(fault.NotFound, "that session has ended")
	}
	return err
}

// EndOtherSessions ends all sessions of an account but the one in which it is asked.
func (e *Entrance) EndOtherSessions(ctx context.Context, by office.Actor, account office.AccountID) error {
	return e.endSessions(ctx, by, account, func(s office.Session) bool { return !s.Here })
}

func (e *Entrance) endSessions(ctx context.Context, by office.Actor, account office.AccountID, which func(office.Session) bool) error {
	if err := e.c.People.MayAccount(ctx, by, office.EndSession, account); err != nil {
		return err
	}
	return e.end(ctx, account, which)
}

// end ends sessions of an account. That of the request itself is destroyed where it is, so that its cookie goes too.
func (e *Entrance) end(ctx context.Context, account office.AccountID, which func(office.Session) bool) error {
	return e.each(ctx, account, func(token string, s office.Session) error {
		switch {
		case !which(s):
			return nil
		case s.Here:
			return e.sessions.Destroy(ctx)
		}
		return e.c.Books.EndSession(ctx, token)
	})
}

// network gives the address from which a request came. A proxy on the same machine tells it, in the last element of the header that it
// adds to; nobody else is believed.
func network(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip := net.ParseIP(host)
	if told := r.Header.Get("X-Forwarded-For"); told != "" && (ip == nil || ip.IsLoopback()) {
		if real := net.ParseIP(strings.TrimSpace(told[strings.LastIndexByte(told, ',')+1:])); real != nil {
			ip = real
		}
	}
	if ip == nil {
		return ""
	}
	return ip.String()
}

// device shortens what a browser calls itself to its name and its system.
func device(agent string) string {
	find := func(pairs ...string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Contains(agent, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	browser := find("Edg", "Edge", "OPR/", "Opera", "coc_coc", "Cốc Cốc", "SamsungBrowser", "Samsung Internet", "Firefox", "Firefox", "Chrome", "Chrome", "CriOS", "Chrome", "Safari", "Safari")
	system := find("iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows", "Mac OS", "macOS", "Linux", "Linux")
	return strings.TrimSpace(browser + " " + system)
}
