package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/register"
)

// keyPrefix begins every token, so that scanners for secrets find one that was published by mistake.
const keyPrefix = "muniment_"

// maxKeys is how many keys an account may have at a time.
const maxKeys = 50

// MakeKey makes a key of an account, and gives its token: 256 random bits, in 52 characters. Who may make it is the caller's affair.
//
// Errors: Invalid without a name of at most 100 characters or an act that the office knows, or if it would have ended; Conflict if
// the account has as many keys as it may have.
func (s *Store) MakeKey(ctx context.Context, k office.Key) (token string, made office.Key, err error) {
	k.Name = strings.TrimSpace(k.Name)
	if k.Name == "" || utf8.RuneCountInString(k.Name) > 100 {
		return "", office.Key{}, fault.New(fault.Invalid, "a key has a name of at most 100 characters").At("name")
	}
	if len(k.Acts) == 0 {
		return "", office.Key{}, fault.New(fault.Invalid, "say what may be done with the key").At("acts")
	}
	acts := make([]string, len(k.Acts))
	for i, a := range k.Acts {
		if _, ok := office.RowOf(a); !ok {
			return "", office.Key{}, fault.New(fault.Invalid, "the office knows no act %q", string(a)).At("acts")
		}
		acts[i] = string(a)
	}
	var secret [32]byte
	rand.Read(secret[:])
	token = keyPrefix + base64.RawURLEncoding.EncodeToString(secret[:])
	hash := keyHash(token)
	k.ID, k.Made, k.Ended, k.EndedBy = "k-"+hash[:16], s.opt.Clock().UTC().Truncate(time.Second), time.Time{}, ""
	ends := ""
	if !k.Ends.IsZero() {
		if k.Ends = k.Ends.UTC().Truncate(time.Second); !k.Ends.After(k.Made) {
			return "", office.Key{}, fault.New(fault.Invalid, "the key would have ended already").At("ends")
		}
		ends = stamp(k.Ends)
	}
	list, err := s.Keys(ctx, k.Account)
	if err != nil {
		return "", office.Key{}, err
	}
	if n := len(slices.DeleteFunc(list, func(o office.Key) bool { return !o.Holds(k.Made) })); n >= maxKeys {
		return "", office.Key{}, fault.New(fault.Conflict, "the account has %d keys already; revoke one first", n)
	}
	err = s.Update(ctx, func(tx *Tx) error {
		return tx.exec(`INSERT INTO interface_key (id, account, name, hash, acts, made_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			k.ID, string(k.Account), k.Name, hash, strings.Join(acts, " "), stamp(k.Made), ends)
	})
	return token, k, err
}

// keyHash is what is kept of a token. It has 256 random bits, so that no slow hash is needed.
func keyHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

const selectKey = `SELECT k.id, k.account, k.name, k.acts, k.made_at, k.ends_at, COALESCE(e.ended_at, ''), COALESCE(e.ended_by, '') FROM interface_key k LEFT JOIN interface_key_end e ON e.id = k.id`

// KeyOf gives the key that a token opens, and the number of the newest fact about people: as long as it stays the same, nobody has got or
// lost a role.
//
// Errors: Unauthenticated if it opens none now.
func (s *Store) KeyOf(ctx context.Context, token string) (k office.Key, told int64, err error) {
	refused := fault.New(fault.Unauthenticated, "this key opens nothing")
	if !strings.HasPrefix(token, keyPrefix) || len(token) > 100 {
		return office.Key{}, 0, refused
	}
	k, err = keyRow(s.often.QueryRowContext(ctx, selectKey+` WHERE k.hash = $1`, keyHash(token)))
	if errors.Is(err, sql.ErrNoRows) || err == nil && !k.Holds(s.opt.Clock()) {
		return office.Key{}, 0, refused
	}
	if err != nil {
		return office.Key{}, 0, err
	}
	return k, told, s.often.QueryRowContext(ctx, `SELECT COALESCE(MAX(seq), 0) FROM fact`).Scan(&told)
}

// Keys lists the keys that an account has or had, the newest first.
func (s *Store) Keys(ctx context.Context, account office.AccountID) ([]office.Key, error) {
	rows, err := s.read.QueryContext(ctx, selectKey+` WHERE k.account = $1 ORDER BY k.made_at DESC, k.id`, string(account))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []office.Key
	for rows.Next() {
		k, err := keyRow(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, k)
	}
	return list, rows.Err()
}

func keyRow(row interface{ Scan(...any) error }) (k office.Key, err error) {
	var acts, made, ends, ended string
	if err := row.Scan(&k.ID, &k.Account, &k.Name, &acts, &made, &ends, &ended, &k.EndedBy); err != nil {
		return office.Key{}, err
	}
	for _, a := range strings.Fields(acts) {
		k.Acts = append(k.Acts, office.Act(a))
	}
	for _, t := range []struct {
		text string
		to   *time.Time
	}{{made, &k.Made}, {ends, &k.Ends}, {ended, &k.Ended}} {
		if t.text == "" {
			continue
		}
		if *t.to, err = time.Parse(register.TimeLayout, t.text); err != nil {
			return office.Key{}, err
		}
	}
	return k, nil
}

// RevokeKey revokes a key of an account. Revoking again changes nothing. Errors: NotFound if the account has none of that id.
func (s *Store) RevokeKey(ctx context.Context, account office.AccountID, id string, by office.AccountID) error {
	list, err := s.Keys(ctx, account)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(k office.Key) bool { return k.ID == id }) {
		return fault.New(fault.NotFound, "there is no such key")
	}
	return s.Update(ctx, func(tx *Tx) error {
		return tx.exec(`INSERT INTO interface_key_end (id, ended_at, ended_by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, id, stamp(s.opt.Clock().UTC()), string(by))
	})
}
