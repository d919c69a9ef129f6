package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

// ticketLife is how long a link in a letter is good.
const ticketLife = time.Hour

// Purpose is what a link in a letter is for.
type Purpose string

// The purposes.
const (
	ForSignUp   Purpose = "sign_up"  // opens the account that was asked for
	ForEmail    Purpose = "email"    // proves another address of an account
	ForReset    Purpose = "reset"    // sets a new password
	ForEntry    Purpose = "entry"    // the first way in, or a new one after the office has reset an account
	ForPresence Purpose = "presence" // proves presence, for accounts that have nothing better
	forNothing  Purpose = "nothing"  // no letter tells its token: it only takes as long as another
)

// ticket is what a link stands for.
type ticket struct {
	Account office.AccountID   `json:"account,omitempty"`
	Email   string             `json:"email,omitempty"`
	Session string             `json:"session,omitempty"`
	New     *office.Newcomer   `json:"new,omitempty"`
	Outside *office.Credential `json:"outside,omitempty"` // of a newcomer whom an outside service sent
}

// issue keeps a ticket and gives its token: 256 random bits, of which only the SHA-256 is kept.
func (e *Entrance) issue(ctx context.Context, p Purpose, t ticket) (string, error) {
	var b [32]byte
	rand.Read(b[:])
	token := base64.RawURLEncoding.EncodeToString(b[:])
	body, err := json.Marshal(t)
	if err != nil {
		return "", err
	}
	return token, e.c.Books.KeepTicket(ctx, sumOfToken(token), string(t.Account), string(p), body, e.now().Add(ticketLife))
}

func sumOfToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// link is the address of a ticket, as letters tell it.
func (e *Entrance) link(token string) string { return e.c.Base + "/portal/ticket?t=" + token }

// TicketPurpose tells what a link is for, without using it up: whatever looks at links in letters before their reader must not.
//
// Errors: NotFound if it is used up or too old.
func (e *Entrance) TicketPurpose(ctx context.Context, token string) (string, error) {
	p, _, err := e.c.Books.Ticket(ctx, sumOfToken(token), e.now())
	return p, err
}

// take uses a ticket up. Errors: NotFound if it is used up, too old, or for something else.
func (e *Entrance) take(ctx context.Context, token string, want Purpose) (t ticket, err error) {
	p, _, err := e.c.Books.Ticket(ctx, sumOfToken(token), e.now())
	if err != nil {
		return t, err
	}
	if Purpose(p) != want {
		return t, errOld()
	}
	_, body, err := e.c.Books.TakeTicket(ctx, sumOfToken(token), e.now())
	if err != nil {
		return t, err
	}
	return t, json.Unmarshal(body, &t)
}

func errOld() error { return fault.New(fault.NotFound, "this link was used already, or it is too old") }

// letterTries counts letters to an address and from a network. What is counted stays counted.
func (e *Entrance) letterTries(ctx context.Context, email string) error {
	_, err := e.throttle.begin(ctx, limitLetter.of(email), limitNetworkLetters.of(e.visit(ctx).network))
	return err
}

// SignUp asks for an account: a letter to the address has the link by which it is opened. Nothing is kept of who asks beside that link. To an
// address that an account has already, a letter says so; the answer here is the same.
//
// Errors: Invalid, at the field concerned; Unavailable after too many letters.
func (e *Entrance) SignUp(ctx context.Context, l locale.Lang, n office.Newcomer) error {
	if err := n.Check(); err != nil {
		return err
	}
	if err := e.letterTries(ctx, n.Email); err != nil {
		return err
	}
	t := ticket{New: &n, Outside: e.outsideNewcomer(ctx)}
	_, err := e.c.People.AccountBy(ctx, office.EmailLookup(n.Email))
	switch fault.KindOf(err) {
	case fault.NotFound:
		return e.write(ctx, l, ForSignUp, n.Email, t)
	}
	if err != nil {
		return err
	}
	return e.write(ctx, l, forNothing, n.Email, ticket{})
}

// write issues a ticket and posts the letter with its link. A letter without one comes with a ticket too, so that both take as long.
func (e *Entrance) write(ctx context.Context, l locale.Lang, p Purpose, to string, t ticket) error {
	token, err := e.issue(ctx, p, t)
	if err != nil {
		return err
	}
	return e.c.Post.Send(ctx, e.letter(l, string(p), to, "link", e.link(token)))
}

// letter makes a letter of the texts letter.KEY.subject and letter.KEY.text.
func (e *Entrance) letter(l locale.Lang, key, to string, args ...any) office.Letter {
	letter := office.Letter{To: to, First: l, Subject: office.Words{}, Text: office.Words{}}
	for _, lang := range locale.Langs() {
		told := append([]any{"office", e.name(lang)}, args...)
		letter.Subject[lang] = locale.T(lang, "letter."+key+".subject", "office", e.name(lang))
		letter.Text[lang] = locale.T(lang, "letter."+key+".text", told...)
	}
	return letter
}

// OpenAccount opens the account that a link was sent for, proves its address, and signs it in: whoever follows the link has just proved to be
// its holder.
//
// Errors: NotFound if the link is used up or too old; Conflict if another account has the address by now.
func (e *Entrance) OpenAccount(ctx context.Context, token string) error {
	t, err := e.take(ctx, token, ForSignUp)
	if err != nil {
		return err
	}
	if t.New == nil {
		return errOld()
	}
	if _, err := e.c.People.AccountBy(ctx, office.EmailLookup(t.New.Email)); fault.KindOf(err) != fault.NotFound {
		if err == nil {
			err = fault.New(fault.Conflict, "another account has that address already")
		}
		return err
	}
	a, err := e.c.People.SignUp(ctx, t.New.Party, t.New.Email)
	if err != nil {
		return err
	}
	if err := e.c.People.VerifyEmail(ctx, a.ID, a.Email); err != nil {
		return err
	}
	if t.Outside != nil {
		by, err := e.actorOf(ctx, a.ID)
		if err != nil {
			return err
		}
		if err := e.c.People.AddCredential(ctx, by, a.ID, *t.Outside, nil); err != nil {
			return err
		}
	}
	return e.enter(ctx, a.ID, "", true)
}

// actorOf gives the holder of an account as one who has just proved to be present, for acts that a ticket opens.
func (e *Entrance) actorOf(ctx context.Context, id office.AccountID) (office.Actor, error) {
	return e.c.People.Actor(ctx, id, office.Presence{SteppedUp: e.now()})
}

// TellEmail notes another address of the actor's account, and sends it the link by which it is proved.
//
// Errors: Invalid if it is none; Unavailable after too many letters; as office.Allow.
func (e *Entrance) TellEmail(ctx context.Context, by office.Actor, l locale.Lang, email string) error {
	a, err := e.account(ctx, by)
	if err != nil {
		return err
	}
	if err := e.letterTries(ctx, email); err != nil {
		return err
	}
	if err := e.c.People.TellEmail(ctx, by, a.ID, email); err != nil {
		return err
	}
	if a, err = e.account(ctx, by); err != nil {
		return err
	}
	return e.write(ctx, l, ForEmail, a.Email, ticket{Account: a.ID, Email: a.Email})
}

// VerifyEmail proves an address by the link that was sent to it. Errors: NotFound if the link is used up or too old, or the account has told
// another address since; Conflict if another account has it by now.
func (e *Entrance) VerifyEmail(ctx context.Context, token string) error {
	t, err := e.take(ctx, token, ForEmail)
	if err != nil {
		return err
	}
	return e.c.People.VerifyEmail(ctx, t.Account, t.Email)
}

// AskReset sends a link for a new password to an address, or says there that no account has it; the answer here is the same.
//
// Errors: Unavailable after too many letters; Invalid if it is no address.
func (e *Entrance) AskReset(ctx context.Context, l locale.Lang, email string) error {
	if err := (office.Newcomer{Party: office.Party{Nature: office.Natural, Name: "-", Country: "VN"}, Email: email}).Check(); err != nil {
		return err
	}
	if err := e.letterTries(ctx, email); err != nil {
		return err
	}
	a, err := e.c.People.AccountBy(ctx, office.EmailLookup(email))
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if err == nil && a.State == office.Active {
		return e.write(ctx, l, ForReset, a.Proved, ticket{Account: a.ID})
	}
	return e.write(ctx, l, forNothing, email, ticket{})
}

// Reset sets a new password by a link, and ends all sessions. The link alone is enough only for an account that has neither passkey nor codes:
// for others a code is needed too, since whoever reads somebody's mail must not come in where they could not before.
//
// Errors: Invalid if the password is easily guessed; Unauthenticated if a code is needed; NotFound if the link is used up or too old. After the
// first two the link is still good.
func (e *Entrance) Reset(ctx context.Context, token, password, code string) error {
	p, body, err := e.c.Books.Ticket(ctx, sumOfToken(token), e.now())
	if err != nil {
		return err
	}
	var t ticket
	if err := json.Unmarshal(body, &t); err != nil {
		return err
	}
	if Purpose(p) != ForReset {
		return errOld()
	}
	by, err := e.actorOf(ctx, t.Account)
	if err != nil {
		return err
	}
	a, err := e.account(ctx, by)
	if err != nil {
		return err
	}
	if err := checkPassword(password, a); err != nil {
		return err
	}
	if len(of(a, office.TOTP))+len(of(a, office.Passkey))+len(of(a, office.Outside)) > 0 {
		tries, err := e.throttle.begin(ctx, limitAccount.of(string(a.ID)))
		if err != nil {
			return err
		}
		if ok, err := e.rightCode(ctx, a, code); err != nil {
			return err
		} else if !ok {
			return fault.New(fault.Unauthenticated, "this account needs a code as well: of your generator, or one on paper; else ask the office").At("code")
		}
		if err := tries.forgive(ctx); err != nil {
			return err
		}
	}
	if _, err := e.take(ctx, token, ForReset); err != nil {
		return err
	}
	if err := e.setPassword(ctx, by, a, password); err != nil {
		return err
	}
	if err := e.c.Books.DropTickets(ctx, string(a.ID)); err != nil {
		return err
	}
	return e.end(ctx, a.ID, func(office.Session) bool { return true })
}

// Invite makes a link by which the holder of an account comes in without any other proof: for the first time, or after the office has looked
// who they are and has taken away what they had (Strip). It is for who may keep the account. If mail is set the link is sent to the address
// that was told for the account, else it is given back to be handed over.
//
// Errors: as office.Allow.
func (e *Entrance) Invite(ctx context.Context, by office.Actor, l locale.Lang, account office.AccountID, mail bool) (link string, err error) {
	a, err := e.c.People.Account(ctx, by, account)
	if err != nil {
		return "", err
	}
	if len(a.Credentials) > 0 || !mail {
		err = e.mayKeep(ctx, by, a)
	} else { // nobody has a way in yet: whoever may open accounts may also send the first link
		err = office.Allow(e.c.People.Judge, by, office.OpenAccount, office.Object{Kind: office.AccountObject, State: string(office.Active)})
	}
	if err != nil {
		return "", err
	}
	t := ticket{Account: a.ID}
	if mail {
		t.Email = a.Email
		return "", e.write(ctx, l, ForEntry, a.Email, t)
	}
	token, err := e.issue(ctx, ForEntry, t)
	return e.link(token), err
}

// Strip takes every way in from an account and ends its sessions, so that a new one can be given to a holder who has lost theirs.
//
// Errors: as office.Allow.
func (e *Entrance) Strip(ctx context.Context, by office.Actor, account office.AccountID) error {
	a, err := e.c.People.Account(ctx, by, account)
	if err != nil {
		return err
	}
	for _, c := range a.Credentials {
		if err := e.c.People.RemoveCredential(ctx, by, a.ID, c.ID); err != nil {
			return err
		}
	}
	if err := e.c.Books.DropTickets(ctx, string(a.ID)); err != nil {
		return err
	}
	return e.end(ctx, a.ID, func(office.Session) bool { return true })
}

// Enter signs in by a link of Invite. If the letter went to the account's address, that is proved too.
//
// Errors: NotFound if the link is used up or too old.
func (e *Entrance) Enter(ctx context.Context, token string) error {
	t, err := e.take(ctx, token, ForEntry)
	if err != nil {
		return err
	}
	if _, err := e.actorOf(ctx, t.Account); err != nil {
		return err
	}
	if t.Email != "" {
		if err := e.c.People.VerifyEmail(ctx, t.Account, t.Email); err != nil {
			return err
		}
	}
	return e.enter(ctx, t.Account, "", true)
}

// AskPresence sends the actor a link by which they prove to be present. It is for accounts that have no passkey, no codes and no outside service.
//
// Errors: Conflict for others; Unavailable after too many letters.
func (e *Entrance) AskPresence(ctx context.Context, by office.Actor, l locale.Lang) error {
	a, err := e.account(ctx, by)
	if err != nil {
		return err
	}
	if strongest(a) != "" || a.Proved == "" {
		return fault.New(fault.Conflict, "prove it with your passkey, your code or your outside service")
	}
	if err := e.letterTries(ctx, a.Proved); err != nil {
		return err
	}
	return e.write(ctx, l, ForPresence, a.Proved, ticket{Account: a.ID, Session: by.Session})
}

// ProveLetter proves presence by a link of AskPresence, in the session in which it was asked for.
//
// Errors: NotFound if the link is used up or too old, or belongs to another session.
func (e *Entrance) ProveLetter(ctx context.Context, by office.Actor, token string) error {
	t, err := e.take(ctx, token, ForPresence)
	if err != nil {
		return err
	}
	if by.Public() || t.Account != by.Account || t.Session != by.Session {
		return errOld()
	}
	return e.present(ctx)
}

// strongest gives the best way by which an account's holder proves presence; "" if only by letter.
func strongest(a office.Account) office.CredentialKind {
	for _, k := range []office.CredentialKind{office.Passkey, office.TOTP, office.Outside} {
		if len(of(a, k)) > 0 {
			return k
		}
	}
	return ""
}

// Proofs tells how the actor can prove to be present: by a passkey, by a code, by letter, by outside services.
func (e *Entrance) Proofs(ctx context.Context, by office.Actor) (passkey, code, letter bool, services []string, err error) {
	a, err := e.account(ctx, by)
	if err != nil {
		return false, false, false, nil, err
	}
	for _, o := range e.outside {
		for _, c := range of(a, office.Outside) {
			if strings.HasPrefix(c.ID, o.Issuer+" ") {
				services = append(services, o.Name)
			}
		}
	}
	return len(of(a, office.Passkey)) > 0, len(of(a, office.TOTP))+len(of(a, office.Recovery)) > 0, strongest(a) == "" && a.Proved != "", services, nil
}
