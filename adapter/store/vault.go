package store

import (
	"cmp"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
)

// vault keeps the keys: those that sign the logs, and one data key per case and secrecy for what is sealed. Losing a data
// key is erasing what lies under it, so the vault has a backup of its own.
type vault struct {
	db *sql.DB

	mu     sync.Mutex
	asked  []*keyRequest // waiting for keys
	making bool          // somebody answers them

	fatal atomic.Pointer[error] // why no key is made any more; nil while they can be
}

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
	return &vault{db: db}, nil
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

// caseKey names a data key: a case and what of it lies under the key.
type caseKey struct {
	entry   string
	secrecy register.Secrecy
}

// dataKey is an opened data key with its id in the vault.
type dataKey struct {
	id   int64
	aead cipher.AEAD
}

// keyRequest is somebody waiting for keys.
type keyRequest struct {
	want []caseKey
	keys []dataKey
	err  error
	done chan struct{}
}

// dataKeys gives the keys of cases, making those that are not there. They are on the disk when it returns: those who ask at the same
// time share one transaction, so that a thousand filings a second do not wait for a thousand writes of the vault.
func (v *vault) dataKeys(ctx context.Context, want ...caseKey) ([]dataKey, error) {
	r := &keyRequest{want: want, done: make(chan struct{})}
	v.mu.Lock()
	v.asked = append(v.asked, r)
	lead := !v.making
	v.making = true
	v.mu.Unlock()
	if lead {
		go v.answer(context.WithoutCancel(ctx))
	}
	<-r.done
	return r.keys, r.err
}

// answer makes keys until nobody waits for any.
func (v *vault) answer(ctx context.Context) {
	for {
		v.mu.Lock()
		batch := v.asked
		v.asked = nil
		v.making = len(batch) > 0
		v.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		var err error
		if broken := v.fatal.Load(); broken != nil {
			err = *broken
		} else {
			err = v.makeKeys(ctx, batch)
		}
		for _, r := range batch {
			r.err = cmp.Or(err, r.err)
			close(r.done)
		}
	}
}

// makeKeys answers a batch in one transaction. After a failed commit nobody knows whether a key is on the disk, so none is made any more
// and the process has to be restarted, as the writer does (docs/decision/0006).
func (v *vault) makeKeys(ctx context.Context, batch []*keyRequest) error {
	tx, err := v.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.PrepareContext(ctx, `INSERT INTO data_key (entry, secrecy, secret) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`)
	if err != nil {
		return err
	}
	read, err := tx.PrepareContext(ctx, `SELECT id, secret FROM data_key WHERE entry = $1 AND secrecy = $2`)
	if err != nil {
		return err
	}
	fresh := make([]byte, 32)
	for _, r := range batch {
		r.keys = make([]dataKey, len(r.want))
		for i, k := range r.want {
			rand.Read(fresh)
			if _, err := insert.ExecContext(ctx, k.entry, string(k.secrecy), fresh); err != nil {
				return err
			}
			var secret []byte
			if err := read.QueryRowContext(ctx, k.entry, string(k.secrecy)).Scan(&r.keys[i].id, &secret); err != nil {
				return err
			}
			if len(secret) == 0 {
				r.err = fault.New(fault.NotFound, "the key of a sealed disclosure is gone")
				break
			}
			if r.keys[i].aead, err = newAEAD(secret); err != nil {
				return err
			}
		}
	}
	if err := tx.Commit(); err != nil {
		v.fatal.Store(&err)
		return err
	}
	return nil
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
	if len(secret) == 0 {
		return nil, fault.New(fault.NotFound, "the key of a sealed disclosure is gone")
	}
	return newAEAD(secret)
}

// destroy overwrites a key, and empties the vault's journal of it. Its row stays, so that its id is not given again.
func (v *vault) destroy(ctx context.Context, k caseKey) error {
	if _, err := v.db.ExecContext(ctx, `PRAGMA secure_delete = 1`); err != nil {
		return err
	}
	if _, err := v.db.ExecContext(ctx, `UPDATE data_key SET secret = x'' WHERE entry = $1 AND secrecy = $2`, k.entry, string(k.secrecy)); err != nil {
		return err
	}
	_, err := v.db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return err
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
		keys, err := s.vault.dataKeys(ctx, caseKey{p.Entry.String(), d.Class})
		if err != nil {
			return fault.New(fault.Unavailable, "the vault gives no key").Because(err)
		}
		keys[0].seal(d)
	}
	return nil
}

// seal encrypts a disclosure under the key.
func (k dataKey) seal(d *register.Disclosure) {
	d.Key, d.Cipher = k.id, k.hide([]byte(d.Text), d.Digest)
}

// hide encrypts bytes under the key, bound to a name.
func (k dataKey) hide(plain []byte, name string) []byte {
	nonce := make([]byte, k.aead.NonceSize(), k.aead.NonceSize()+len(plain)+k.aead.Overhead())
	rand.Read(nonce)
	return k.aead.Seal(nonce, nonce, plain, []byte(name))
}

// show decrypts what hide has made. Errors: Internal if it is damaged.
func show(aead cipher.AEAD, hidden []byte, name string) ([]byte, error) {
	n := aead.NonceSize()
	if len(hidden) < n {
		return nil, fault.New(fault.Internal, "something sealed is damaged")
	}
	plain, err := aead.Open(nil, hidden[:n], hidden[n:], []byte(name))
	if err != nil {
		return nil, fault.New(fault.Internal, "something sealed is damaged").Because(err)
	}
	return plain, nil
}

// unseal decrypts a sealed disclosure. Errors: NotFound if its key is gone, Internal if it does not decrypt.
func (s *Store) unseal(ctx context.Context, key int64, digest string, body []byte) (string, error) {
	aead, err := s.vault.key(ctx, key)
	if err != nil {
		return "", err
	}
	text, err := show(aead, body, digest)
	return string(text), err
}
