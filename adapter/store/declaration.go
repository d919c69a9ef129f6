package store

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/register"
)

// pseudonym gives the name under which a party's declaration of a year lies: an HMAC of the party's id under a key of that year, which
// is only in the vault. Without the vault nobody can tell whose a declaration is, nor that two of different years are one party's.
func (s *Store) pseudonym(ctx context.Context, p office.PartyID, year int) (string, error) {
	key, err := s.vault.signer(ctx, "declarations "+strconv.Itoa(year), func() (string, error) {
		fresh := make([]byte, 32)
		rand.Read(fresh)
		return hex.EncodeToString(fresh), nil
	})
	if err != nil {
		return "", fault.New(fault.Unavailable, "the vault gives no key").Because(err)
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(p))
	return hex.EncodeToString(mac.Sum(nil)), nil
}

// declarationKey names the vault's key of the n-th declaration under a pseudonym.
func declarationKey(pseudonym string, n int64) caseKey {
	return caseKey{pseudonym, register.Secrecy("declaration " + strconv.FormatInt(n, 10))}
}

// padded is the length to which declarations are filled up, so that it does not tell what they say.
const padded = 1024

// newest gives the number of the newest row under a pseudonym, 0 if there is none, with its key and body.
func (p People) newest(ctx context.Context, pseudonym string) (n, key int64, body []byte, err error) {
	err = p.s.read.QueryRowContext(ctx, `SELECT n, key, body FROM declaration WHERE pseudonym = $1 ORDER BY n DESC LIMIT 1`, pseudonym).Scan(&n, &key, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil, nil
	}
	return n, key, body, err
}

// SaveDeclaration keeps a declaration; see office.Declarations.
func (p People) SaveDeclaration(ctx context.Context, party office.PartyID, d office.Declaration) error {
	plain, err := json.Marshal(d)
	if err != nil {
		return err
	}
	if len(plain) > padded {
		return fault.New(fault.Invalid, "the declaration is too long")
	}
	plain = append(plain, bytes.Repeat([]byte(" "), padded-len(plain))...)
	name, err := p.s.pseudonym(ctx, party, d.Year)
	if err != nil {
		return err
	}
	n, _, _, err := p.newest(ctx, name)
	if err != nil {
		return err
	}
	keys, err := p.s.vault.dataKeys(ctx, declarationKey(name, n+1))
	if err != nil {
		return fault.New(fault.Unavailable, "the vault gives no key").Because(err)
	}
	if err := p.declare(ctx, name, n+1, keys[0].id, keys[0].hide(plain, name)); err != nil {
		return err
	}
	return p.destroy(ctx, name, n)
}

// declare adds a row; two at once under one pseudonym would have the same number, and one of them fails.
func (p People) declare(ctx context.Context, pseudonym string, n, key int64, body []byte) error {
	err := p.s.Update(ctx, func(tx *Tx) error {
		return tx.exec(`INSERT INTO declaration (pseudonym, n, key, body) VALUES ($1, $2, $3, $4)`, pseudonym, n, key, body)
	})
	if err != nil && fault.KindOf(err) == fault.Internal {
		return fault.New(fault.Unavailable, "the declaration could not be kept; try again").Because(err)
	}
	return err
}

// destroy destroys the keys of the declarations under a pseudonym up to the n-th.
func (p People) destroy(ctx context.Context, pseudonym string, n int64) error {
	for ; n > 0; n-- {
		if err := p.s.vault.destroy(ctx, declarationKey(pseudonym, n)); err != nil {
			return fault.New(fault.Unavailable, "the vault could not destroy a key").Because(err)
		}
	}
	return nil
}

// Declaration gives a declaration; see office.Declarations.
func (p People) Declaration(ctx context.Context, party office.PartyID, year int) (d office.Declaration, err error) {
	name, err := p.s.pseudonym(ctx, party, year)
	if err != nil {
		return d, err
	}
	n, key, body, err := p.newest(ctx, name)
	if err != nil {
		return d, err
	}
	if n == 0 || len(body) == 0 {
		return d, fault.New(fault.NotFound, "nothing is declared for that year")
	}
	aead, err := p.s.vault.key(ctx, key)
	if err != nil {
		return d, err
	}
	plain, err := show(aead, body, name)
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal(plain, &d)
}

// DropDeclaration destroys a declaration; see office.Declarations. The key goes first, so that whatever happens then it is gone.
func (p People) DropDeclaration(ctx context.Context, party office.PartyID, year int) error {
	name, err := p.s.pseudonym(ctx, party, year)
	if err != nil {
		return err
	}
	n, _, body, err := p.newest(ctx, name)
	if err != nil {
		return err
	}
	if n == 0 || len(body) == 0 {
		return fault.New(fault.NotFound, "nothing is declared for that year")
	}
	if err := p.destroy(ctx, name, n); err != nil {
		return err
	}
	return p.declare(ctx, name, n+1, 0, []byte{})
}
