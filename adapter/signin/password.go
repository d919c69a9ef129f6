package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

// Cost is what the hash of a password costs. It stands in every hash, so that it can be raised: who signs in then gets a new one.
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// DefaultCost is the second recommended choice of RFC 9106, section 4: 64 MiB, three passes, four lanes.
var DefaultCost = Cost{64 << 10, 3, 4}

// The bounds of a password: characters, and bytes.
const (
	leastPassword = 12
	mostPassword  = 512
)

// hash gives the hash of a password, with its parameters, in the form $argon2id$v=19$m=…,t=…,p=…$SALT$HASH. Few are made at once, since
// each takes memory. Errors: Unavailable if the context ends first.
func (e *Entrance) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	rand.Read(salt)
	sum, err := e.derive(ctx, password, salt, e.c.Cost)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, e.c.Cost.Memory, e.c.Cost.Passes, e.c.Cost.Threads, b64.EncodeToString(salt), b64.EncodeToString(sum)), nil
}

func (e *Entrance) derive(ctx context.Context, password string, salt []byte, c Cost) ([]byte, error) {
	select {
	case e.hashing <- struct{}{}:
		defer func() { <-e.hashing }()
	case <-ctx.Done():
		return nil, fault.New(fault.Unavailable, "too many are signing in at once; try again").Because(ctx.Err())
	}
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.Passes, c.Memory, c.Threads, 32), nil
}

// readHash reads what hash has made. Errors: Internal if it is none, or would cost more than anybody has.
func readHash(s string) (salt, sum []byte, c Cost, err error) {
	bad := fault.New(fault.Internal, "the hash of a password is damaged")
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return nil, nil, c, bad
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Passes, &c.Threads); err != nil {
		return nil, nil, c, bad.Because(err)
	}
	if c.Memory == 0 || c.Memory > 1<<20 || c.Passes == 0 || c.Passes > 64 || c.Threads == 0 {
		return nil, nil, c, bad
	}
	salt, e1 := base64.RawStdEncoding.DecodeString(parts[4])
	sum, e2 := base64.RawStdEncoding.DecodeString(parts[5])
	if e1 != nil || e2 != nil || len(salt) < 8 || len(sum) != 32 {
		return nil, nil, c, bad
	}
	return salt, sum, c, nil
}

// matches reports whether a password has a hash, and whether the hash costs less than is asked for today.
func (e *Entrance) matches(ctx context.Context, password, hash string) (ok, old bool, err error) {
	salt, want, c, err := readHash(hash)
	if err != nil {
		return false, false, err
	}
	got, err := e.derive(ctx, password, salt, c)
	if err != nil {
		return false, false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, c != e.c.Cost, nil
}

// checkPassword refuses a password that is easy to guess. Length counts; there are no rules of signs, and it never grows old.
// Source: NIST SP 800-63B-4, 3.1.1.
func checkPassword(password string, a office.Account) error {
	password = norm.NFC.String(password)
	if n := utf8.RuneCountInString(password); n < leastPassword || len(password) > mostPassword {
		return fault.New(fault.Invalid, "a password has %d characters at least; several words are a good one", leastPassword).At("password")
	}
	seen := map[rune]bool{}
	for _, r := range password {
		seen[r] = true
	}
	lower := strings.ToLower(password)
	name, _, _ := strings.Cut(strings.ToLower(a.Email), "@")
	if len(seen) < 5 || len(name) > 3 && strings.Contains(lower, name) || strings.Contains("1234567890123456789012345678901234567890", lower) || strings.Contains("qwertyuiopasdfghjklzxcvbnm", lower) {
		return fault.New(fault.Invalid, "that password is easily guessed").At("password")
	}
	return nil
}

// SetPassword gives the actor's account a password in place of an earlier one, and ends all of its other sessions.
//
// Errors: Invalid if it is easily guessed; as office.Allow, with office.ErrPresence if presence was not proved.
func (e *Entrance) SetPassword(ctx context.Context, by office.Actor, password string) error {
	a, err := e.account(ctx, by)
	if err != nil {
		return err
	}
	if err := e.setPassword(ctx, by, a, password); err != nil {
		return err
	}
	if err := e.c.Books.DropTickets(ctx, string(a.ID)); err != nil {
		return err
	}
	return e.end(ctx, a.ID, func(s office.Session) bool { return !s.Here })
}

// AdmitPassword gives an account a password on the word of somebody who may keep it, such as the machine's operator.
//
// Errors: as SetPassword.
func (e *Entrance) AdmitPassword(ctx context.Context, by office.Actor, account office.AccountID, password string) error {
	a, err := e.c.People.Account(ctx, by, account)
	if err != nil {
		return err
	}
	return e.setPassword(ctx, by, a, password)
}

func (e *Entrance) setPassword(ctx context.Context, by office.Actor, a office.Account, password string) error {
	if err := checkPassword(password, a); err != nil {
		return err
	}
	hash, err := e.hash(ctx, password)
	if err != nil {
		return err
	}
	return e.replace(ctx, by, a, office.Credential{ID: "password-" + rand.Text(), Kind: office.Password}, []byte(hash))
}

// replace gives an account a credential with a secret, and takes away those of its sort that it had. The new one comes first, so that a
// machine that stops in between locks nobody out.
func (e *Entrance) replace(ctx context.Context, by office.Actor, a office.Account, c office.Credential, secret []byte) error {
	sealed, err := e.c.Safe.SealSecret(ctx, c.ID, secret)
	if err != nil {
		return err
	}
	if err := e.c.People.AddCredential(ctx, by, a.ID, c, sealed); err != nil {
		return err
	}
	for _, old := range of(a, c.Kind) {
		if err := e.c.People.RemoveCredential(ctx, by, a.ID, old.ID); err != nil {
			return err
		}
	}
	return nil
}

// of lists an account's credentials of a sort.
func of(a office.Account, kind office.CredentialKind) []office.Credential {
	var list []office.Credential
	for _, c := range a.Credentials {
		if c.Kind == kind {
			list = append(list, c)
		}
	}
	return list
}

// newest gives the account's newest credential of a sort, and whether it has one.
func newest(a office.Account, kind office.CredentialKind) (office.Credential, bool) {
	list := of(a, kind)
	if len(list) == 0 {
		return office.Credential{}, false
	}
	return list[len(list)-1], true
}

// save keeps a secret of a credential in place of the one that it has.
func (e *Entrance) save(ctx context.Context, credential string, secret []byte) error {
	sealed, err := e.c.Safe.SealSecret(ctx, credential, secret)
	if err != nil {
		return err
	}
	return e.c.People.DB.Update(ctx, func(tx office.Tx) error { return tx.SaveSecret(ctx, credential, sealed) })
}

// errWrong is the one answer to whoever does not prove to be somebody, whatever was wrong.
func errWrong() error {
	return fault.New(fault.Unauthenticated, "address, password and code do not fit together")
}

// WithPassword signs in by address, password and, if the account has them, a code: of the generator, or one of those on paper.
//
// Errors: Unauthenticated if anything does not fit, and it is not told what; Unavailable after too many tries.
func (e *Entrance) WithPassword(ctx context.Context, email, password, code string) error {
	tries, err := e.throttle.begin(ctx, limitAccount.of(email), limitNetwork.of(e.visit(ctx).network))
	if err != nil {
		return err
	}
	a, err := e.c.People.AccountBy(ctx, office.EmailLookup(email))
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	hash, known := e.nobody, false
	c, has := newest(a, office.Password)
	if has {
		secret, err := e.c.Safe.OpenSecret(ctx, c.ID)
		if err != nil {
			return err
		}
		hash, known = string(secret), a.State == office.Active
	}
	ok, old, err := e.matches(ctx, password, hash)
	if err != nil {
		return err
	}
	if !ok || !known {
		return errWrong()
	}
	coded, err := e.rightCode(ctx, a, code)
	if err != nil {
		return err
	}
	if !coded && needsCode(a) {
		return errWrong()
	}
	if err := tries.forgive(ctx); err != nil {
		return err
	}
	if old {
		fresh, err := e.hash(ctx, password)
		if err != nil {
			return err
		}
		if err := e.save(ctx, c.ID, []byte(fresh)); err != nil {
			return err
		}
	}
	return e.enter(ctx, a.ID, office.Password, coded)
}

// needsCode reports whether a password alone does not open an account.
func needsCode(a office.Account) bool { return len(of(a, office.TOTP)) > 0 }
