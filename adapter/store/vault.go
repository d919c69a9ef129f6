package store

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"errors"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
)

// vault keeps the keys: those that sign the logs, and one data key per case and secrecy for what is sealed. Losing a data
// key is erasing what lies under it, so the vault has a backup of its own.
type vault struct{ db *sql.DB }

const vaultSchema = `
CREATE TABLE IF NOT EXISTS signer (name TEXT PRIMARY KEY, secret TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS data_key (id INTEGER PRIMARY KEY, entry TEXT NOT NULL, secrecy TEXT NOT NULL, secret BLOB NOT NULL, UNIQUE (entry, secrecy));`

func openVault(ctx context.Context, path string, readOnly bool) (*vault, error) {
	db, err := openSQLite(path, "synchronous(FULL)", readOnly)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if !readOnly {
		if _, err := db.ExecContext(ctx, vaultSchema); err != nil {
			db.Close()
			return nil, fault.New(fault.Unavailable, "the vault cannot be made").Because(err)
		}
	}
	return &vault{db}, nil
}

// signer gives the secret kept under a name, making it with the given function if there is none.
func (v *vault) signer(ctx context.Context, name string, make func() (string, error)) (string, error) {
	var secret string
	err := v.db.QueryRowContext(ctx, `SELECT secret FROM signer WHERE name = $1`, name).Scan(&secret)
	if !errors.Is(err, sql.ErrNoRows) {
		return secret, err
	}
	if secret, err = make(); err != nil {
		return "", err
	}
	_, err = v.db.ExecContext(ctx, `INSERT INTO signer (name, secret) VALUES ($1, $2)`, name, secret)
	return secret, err
}

// dataKey gives the key of a case and secrecy with its id, making it if there is none. It is on the disk when it returns.
func (v *vault) dataKey(ctx context.Context, entry string, secrecy register.Secrecy) (int64, cipher.AEAD, error) {
	fresh := make([]byte, 32)
	rand.Read(fresh)
	if _, err := v.db.ExecContext(ctx, `INSERT INTO data_key (entry, secrecy, secret) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, entry, string(secrecy), fresh); err != nil {
		return 0, nil, err
	}
	var id int64
	var secret []byte
	if err := v.db.QueryRowContext(ctx, `SELECT id, secret FROM data_key WHERE entry = $1 AND secrecy = $2`, entry, string(secrecy)).Scan(&id, &secret); err != nil {
		return 0, nil, err
	}
	aead, err := newAEAD(secret)
	return id, aead, err
}

// key gives a data key by its id. Errors: NotFound if it is gone.
func (v *vault) key(ctx context.Context, id int64) (cipher.AEAD, error) {
	var secret []byte
	err := v.db.QueryRowContext(ctx, `SELECT secret FROM data_key WHERE id = $1`, id).Scan(&secret)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "the key of a sealed disclosure is gone")
	}
	if err != nil {
		return nil, err
	}
	return newAEAD(secret)
}

func newAEAD(secret []byte) (cipher.AEAD, error) {
	b, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

// Seal encrypts what the event does not tell the public, so that it can be appended. It writes to the vault and is
// called outside of Update.
func (s *Store) Seal(ctx context.Context, p *register.Prepared) error {
	for i := range p.Disclosure {
		d := &p.Disclosure[i]
		if d.Class == register.Public || d.Cipher != nil {
			continue
		}
		id, aead, err := s.vault.dataKey(ctx, p.Entry.String(), d.Class)
		if err != nil {
			return fault.New(fault.Unavailable, "the vault gives no key").Because(err)
		}
		nonce := make([]byte, aead.NonceSize())
		rand.Read(nonce)
		d.Key, d.Cipher = id, aead.Seal(nonce, nonce, []byte(d.Text), []byte(d.Digest))
	}
	return nil
}

// unseal decrypts a sealed disclosure. Errors: NotFound if its key is gone, Internal if it does not decrypt.
func (s *Store) unseal(ctx context.Context, key int64, digest string, body []byte) (string, error) {
	aead, err := s.vault.key(ctx, key)
	if err != nil {
		return "", err
	}
	n := aead.NonceSize()
	if len(body) < n {
		return "", fault.New(fault.Internal, "a sealed disclosure is damaged")
	}
	text, err := aead.Open(nil, body[:n], body[n:], []byte(digest))
	if err != nil {
		return "", fault.New(fault.Internal, "a sealed disclosure is damaged").Because(err)
	}
	return string(text), nil
}
