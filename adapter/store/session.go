package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
)

const entranceSchema = `
CREATE TABLE IF NOT EXISTS session (token TEXT PRIMARY KEY, account TEXT NOT NULL, body BLOB NOT NULL, ends TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS session_account ON session (account);
CREATE TABLE IF NOT EXISTS ticket (token TEXT PRIMARY KEY, account TEXT NOT NULL, purpose TEXT NOT NULL, body BLOB NOT NULL, ends TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS once (name TEXT PRIMARY KEY, ends TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tries (name TEXT PRIMARY KEY, n INTEGER NOT NULL, ends TEXT NOT NULL);`

// EntranceBooks are what signing in keeps in traffic.db: sessions, tickets sent by mail, what was used once, and how often somebody
// tried in vain. Sessions and tickets are named by the hash of their token and encrypted under a key of the vault, so that a stolen
// file opens nothing. Nothing of it is law: if it is lost, everybody signs in again.
type EntranceBooks struct {
	db  *sql.DB
	key dataKey
}

// Entrance gives the books of signing in. They need a register that is open for writing.
func (s *Store) Entrance(ctx context.Context) (*EntranceBooks, error) {
	if s.stats == nil {
		return nil, fault.New(fault.Conflict, "the register is open for reading only")
	}
	k, err := s.vault.dataKeys(ctx, caseKey{"entrance", register.Closed})
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the vault gives no key").Because(err)
	}
	return &EntranceBooks{s.stats.db, k[0]}, nil
}

// ended is the account of a session that was ended. Its row stays until it would have ended by itself, so that a request which had
// read it before does not bring it back.
const ended = "-"

// Session gives the body of a session, and whether there is one at that time.
func (b *EntranceBooks) Session(ctx context.Context, token string, now time.Time) (body []byte, found bool, err error) {
	err = b.db.QueryRowContext(ctx, `SELECT body FROM session WHERE token = $1 AND account <> $2 AND ends > $3`, token, ended, stamp(now)).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if body, err = show(b.key.aead, body, token); err != nil {
		return nil, false, err
	}
	return body, true, nil
}

// SaveSession keeps a session of an account, "" for that of nobody yet, unless it was ended.
func (b *EntranceBooks) SaveSession(ctx context.Context, token, account string, body []byte, ends time.Time) error {
	_, err := b.db.ExecContext(ctx, `INSERT INTO session (token, account, body, ends) VALUES ($1, $2, $3, $4)
ON CONFLICT (token) DO UPDATE SET account = excluded.account, body = excluded.body, ends = excluded.ends WHERE session.account <> $5`, token, account, b.key.hide(body, token), stamp(ends), ended)
	return err
}

// EndSession ends a session. To end one that there is not is no error.
func (b *EntranceBooks) EndSession(ctx context.Context, token string) error {
	_, err := b.db.ExecContext(ctx, `UPDATE session SET account = $1, body = x'' WHERE token = $2`, ended, token)
	return err
}

// EachSession calls f with every session of an account that has not ended by a time, in the order of their tokens.
func (b *EntranceBooks) EachSession(ctx context.Context, account string, now time.Time, f func(token string, body []byte) error) error {
	rows, err := b.db.QueryContext(ctx, `SELECT token, body FROM session WHERE account = $1 AND ends > $2 ORDER BY token`, account, stamp(now))
	if err != nil {
		return err
	}
	type row struct {
		token string
		body  []byte
	}
	var all []row
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.token, &r.body); err != nil {
			rows.Close()
			return err
		}
		all = append(all, r)
	}
	if err := errors.Join(rows.Close(), rows.Err()); err != nil {
		return err
	}
	for _, r := range all {
		body, err := show(b.key.aead, r.body, r.token)
		if err == nil {
			err = f(r.token, body)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// KeepTicket keeps a ticket by the hash of its token, for an account ("" for none).
func (b *EntranceBooks) KeepTicket(ctx context.Context, token, account, purpose string, body []byte, ends time.Time) error {
	_, err := b.db.ExecContext(ctx, `INSERT INTO ticket (token, account, purpose, body, ends) VALUES ($1, $2, $3, $4, $5)`, token, account, purpose, b.key.hide(body, token), stamp(ends))
	return err
}

// Ticket gives a ticket that is still good at a time. Errors: NotFound if there is none.
func (b *EntranceBooks) Ticket(ctx context.Context, token string, now time.Time) (purpose string, body []byte, err error) {
	return b.ticket(token, b.db.QueryRowContext(ctx, `SELECT purpose, body FROM ticket WHERE token = $1 AND ends > $2`, token, stamp(now)))
}

// TakeTicket gives a ticket that is still good at a time, and destroys it: of two who take it one gets it.
// Errors: NotFound if there is none.
func (b *EntranceBooks) TakeTicket(ctx context.Context, token string, now time.Time) (purpose string, body []byte, err error) {
	return b.ticket(token, b.db.QueryRowContext(ctx, `DELETE FROM ticket WHERE token = $1 AND ends > $2 RETURNING purpose, body`, token, stamp(now)))
}

func (b *EntranceBooks) ticket(token string, row *sql.Row) (purpose string, body []byte, err error) {
	err = row.Scan(&purpose, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil, fault.New(fault.NotFound, "this link was used already, or it is too old")
	}
	if err != nil {
		return "", nil, err
	}
	body, err = show(b.key.aead, body, token)
	return purpose, body, err
}

// DropTickets destroys the tickets of an account.
func (b *EntranceBooks) DropTickets(ctx context.Context, account string) error {
	_, err := b.db.ExecContext(ctx, `DELETE FROM ticket WHERE account = $1`, account)
	return err
}

// UseOnce notes that something is used and reports whether it was not before. The note is kept until the end.
func (b *EntranceBooks) UseOnce(ctx context.Context, name string, ends time.Time) (bool, error) {
	r, err := b.db.ExecContext(ctx, `INSERT INTO once (name, ends) VALUES ($1, $2) ON CONFLICT DO NOTHING`, name, stamp(ends))
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n == 1, err
}

// Tries gives how often was tried under a name in the stretch that holds a time, and when that stretch ends.
func (b *EntranceBooks) Tries(ctx context.Context, name string, now time.Time) (n int, ends time.Time, err error) {
	var at string
	err = b.db.QueryRowContext(ctx, `SELECT n, ends FROM tries WHERE name = $1 AND ends > $2`, name, stamp(now)).Scan(&n, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, time.Time{}, nil
	}
	if err == nil {
		ends, err = time.Parse(register.TimeLayout, at)
	}
	return n, ends, err
}

// CountTries sets how often was tried under a name in a stretch.
func (b *EntranceBooks) CountTries(ctx context.Context, name string, n int, ends time.Time) error {
	_, err := b.db.ExecContext(ctx, `INSERT INTO tries (name, n, ends) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET n = excluded.n, ends = excluded.ends`, name, n, stamp(ends))
	return err
}

// Sweep forgets what ended before a time.
func (b *EntranceBooks) Sweep(ctx context.Context, now time.Time) error {
	at := stamp(now)
	_, e1 := b.db.ExecContext(ctx, `DELETE FROM session WHERE ends <= $1`, at)
	_, e2 := b.db.ExecContext(ctx, `DELETE FROM ticket WHERE ends <= $1`, at)
	_, e3 := b.db.ExecContext(ctx, `DELETE FROM once WHERE ends <= $1`, at)
	_, e4 := b.db.ExecContext(ctx, `DELETE FROM tries WHERE ends <= $1`, at)
	return errors.Join(e1, e2, e3, e4)
}
