package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

// period is how long a code of a generator is shown; the one before and the one after are taken too, since clocks differ.
const period = 30

// codes says how codes are made, as every generator takes it for granted. Source: RFC 6238.
var codes = totp.ValidateOpts{Period: period, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// rightStep gives the stretch of time in which a code is right, near a time.
func rightStep(seed, code string, now time.Time) (step int64, ok bool, err error) {
	at := now.Unix() / period
	for _, s := range []int64{at, at - 1, at + 1} {
		want, err := totp.GenerateCodeCustom(seed, time.Unix(s*period, 0), codes)
		if err != nil {
			return 0, false, fault.New(fault.Internal, "the seed of codes is damaged").Because(err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return s, true, nil
		}
	}
	return 0, false, nil
}

// useCode reports whether a code of a generator is right and was not used before.
func (e *Entrance) useCode(ctx context.Context, credential, seed, code string) (bool, error) {
	now := e.now()
	step, ok, err := rightStep(seed, code, now)
	if err != nil || !ok {
		return false, err
	}
	return e.c.Books.UseOnce(ctx, "code "+credential+" "+strconv.FormatInt(step, 10), now.Add(5*time.Minute))
}

// rightCode reports whether a code belongs to an account: one of its generator, or one of those on paper. It is used up then.
func (e *Entrance) rightCode(ctx context.Context, a office.Account, code string) (bool, error) {
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
	if code == "" {
		return false, nil
	}
	if c, ok := newest(a, office.TOTP); ok && len(code) == 6 {
		seed, err := e.c.Safe.OpenSecret(ctx, c.ID)
		if err != nil {
			return false, err
		}
		return e.useCode(ctx, c.ID, string(seed), code)
	}
	if c, ok := newest(a, office.Recovery); ok && len(code) == recoveryLength {
		return e.useRecovery(ctx, c, code)
	}
	return false, nil
}

// The codes on paper: how many, and how many characters each, of 5 bits.
const (
	recoveryCodes  = 10
	recoveryLength = 16
)

// crockford is the alphabet of codes on paper: nothing in it looks like another.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// sumOf gives the form in which a code on paper is kept; it has 80 random bits, so that a plain hash is enough.
func sumOf(code string) string {
	sum := sha256.Sum256([]byte(strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(code)))
	return hex.EncodeToString(sum[:])
}

func (e *Entrance) useRecovery(ctx context.Context, c office.Credential, code string) (bool, error) {
	secret, err := e.c.Safe.OpenSecret(ctx, c.ID)
	if err != nil {
		return false, err
	}
	var left []string
	if err := json.Unmarshal(secret, &left); err != nil {
		return false, fault.New(fault.Internal, "the codes on paper are damaged").Because(err)
	}
	i := slices.Index(left, sumOf(code))
	if i < 0 {
		return false, nil
	}
	// Of two who use it at once one gets in, and then it is struck from the list for good.
	if first, err := e.c.Books.UseOnce(ctx, "paper "+c.ID+" "+left[i], e.now().Add(24*time.Hour)); err != nil || !first {
		return false, err
	}
	rest, err := json.Marshal(slices.Delete(left, i, i+1))
	if err != nil {
		return false, err
	}
	return true, e.save(ctx, c.ID, rest)
}

// NewRecovery gives the actor's account codes on paper, each good for one time, in place of earlier ones. They are shown once.
//
// Errors: as office.Allow.
func (e *Entrance) NewRecovery(ctx context.Context, by office.Actor) ([]string, error) {
	a, err := e.account(ctx, by)
	if err != nil {
		return nil, err
	}
	var shown, kept []string
	for range recoveryCodes {
		var b [recoveryLength * 5 / 8]byte
		rand.Read(b[:])
		code := crockford.EncodeToString(b[:])
		kept = append(kept, sumOf(code))
		shown = append(shown, code[:4]+"-"+code[4:8]+"-"+code[8:12]+"-"+code[12:])
	}
	slices.Sort(kept)
	secret, err := json.Marshal(kept)
	if err != nil {
		return nil, err
	}
	return shown, e.replace(ctx, by, a, office.Credential{ID: "recovery-" + rand.Text(), Kind: office.Recovery}, secret)
}

// BeginCodes makes a seed for a generator of codes, which counts once a code of it is given (ConfirmCodes). It gives the seed to be typed
// and the address to be shown as a QR code. Asked again in the same session it gives the same seed, so that a page can be looked at twice.
//
// Errors: as office.Allow.
func (e *Entrance) BeginCodes(ctx context.Context, by office.Actor, l locale.Lang) (seed, address string, err error) {
	a, err := e.account(ctx, by)
	if err != nil {
		return "", "", err
	}
	if err := e.mayKeep(ctx, by, a); err != nil {
		return "", "", err
	}
	key := totp.GenerateOpts{Issuer: e.name(l), AccountName: a.Email, Period: period, SecretSize: 20}
	if old := e.text(ctx, keySeed); old != "" {
		if key.Secret, err = base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(old); err != nil {
			return "", "", err
		}
	}
	k, err := totp.Generate(key)
	if err != nil {
		return "", "", err
	}
	e.put(ctx, keySeed, k.Secret())
	return k.Secret(), k.URL(), nil
}

func (e *Entrance) name(l locale.Lang) string {
	if n := office.Words(e.c.Office).In(l); n != "" {
		return n
	}
	return "Muniment"
}

// ConfirmCodes gives the account of the actor the generator whose seed was made before, if the code is right.
//
// Errors: Invalid if it is not; Conflict if there is no seed; as office.Allow.
func (e *Entrance) ConfirmCodes(ctx context.Context, by office.Actor, code string) error {
	a, err := e.account(ctx, by)
	if err != nil {
		return err
	}
	if err := e.mayKeep(ctx, by, a); err != nil {
		return err
	}
	seed := e.text(ctx, keySeed)
	if seed == "" {
		return fault.New(fault.Conflict, "begin again: no code is being set up")
	}
	id := "totp-" + rand.Text()
	ok, err := e.useCode(ctx, id, seed, strings.ReplaceAll(code, " ", ""))
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.Invalid, "that is not the code which is shown now").At("code")
	}
	if err := e.replace(ctx, by, a, office.Credential{ID: id, Kind: office.TOTP}, []byte(seed)); err != nil {
		return err
	}
	e.sessions.Remove(ctx, keySeed)
	return nil
}

// AdmitCodes gives an account a generator with a seed, on the word of somebody who may keep it. It is for a sample office, whose seed is
// printed. Errors: as office.Allow.
func (e *Entrance) AdmitCodes(ctx context.Context, by office.Actor, account office.AccountID, seed string) error {
	a, err := e.c.People.Account(ctx, by, account)
	if err != nil {
		return err
	}
	return e.replace(ctx, by, a, office.Credential{ID: "totp-" + rand.Text(), Kind: office.TOTP}, []byte(seed))
}

// mayKeep asks whether the actor may change the ways into an account now.
func (e *Entrance) mayKeep(ctx context.Context, by office.Actor, a office.Account) error {
	return e.c.People.MayAccount(ctx, by, office.KeepAccount, a.ID)
}

// ProveCode proves that the holder of the session is present, by a code of their generator or one on paper.
//
// Errors: Invalid if the code is not right; Unavailable after too many tries.
func (e *Entrance) ProveCode(ctx context.Context, by office.Actor, code string) error {
	a, err := e.account(ctx, by)
	if err != nil {
		return err
	}
	tries, err := e.throttle.begin(ctx, limitAccount.of(string(a.ID)))
	if err != nil {
		return err
	}
	switch ok, err := e.rightCode(ctx, a, code); {
	case err != nil:
		return err
	case !ok:
		return fault.New(fault.Invalid, "that is not the code which is shown now").At("code")
	}
	if err := tries.forgive(ctx); err != nil {
		return err
	}
	return e.present(ctx)
}

// RemoveCredential takes a way in from the actor's account. The last one by which presence can be proved stays.
//
// Errors: Conflict for that one; NotFound if there is none of that id; as office.Allow.
func (e *Entrance) RemoveCredential(ctx context.Context, by office.Actor, id string) error {
	a, err := e.account(ctx, by)
	if err != nil {
		return err
	}
	strong := func(c office.Credential) bool {
		return c.Kind == office.Passkey || c.Kind == office.TOTP || c.Kind == office.Outside
	}
	c, ok := a.Credential(id)
	if ok && strong(c) && !slices.ContainsFunc(a.Credentials, func(o office.Credential) bool { return o.ID != id && strong(o) }) {
		return fault.New(fault.Conflict, "this is the last way in of its strength; add another one first")
	}
	return e.c.People.RemoveCredential(ctx, by, a.ID, id)
}
