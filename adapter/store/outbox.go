package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/register"
)

// Outbox are the letters that wait to be sent. They are written in the transaction of the act that they tell of, so that there is no act
// without its letter and no letter without its act; a worker sends them afterwards. A letter holds an address, and may hold a link that
// opens something: it lies encrypted under a key of the vault, and its row is emptied once it was sent.
type Outbox struct {
	s   *Store
	key dataKey
}

// Outbox gives the letters that wait.
func (s *Store) Outbox(ctx context.Context) (*Outbox, error) {
	k, err := s.vault.dataKeys(ctx, caseKey{"outbox", register.Closed})
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the vault gives no key").Because(err)
	}
	return &Outbox{s, k[0]}, nil
}

// Post writes a letter in an open transaction.
func (o *Outbox) Post(tx *Tx, l office.Letter) error {
	plain, err := json.Marshal(l)
	if err != nil {
		return err
	}
	id, at := rand.Text(), stamp(o.s.opt.Clock())
	return tx.exec(`INSERT INTO outbox (id, made_at, next_at, state, tries, why, body) VALUES ($1, $2, $3, 'waiting', 0, '', $4)`, id, at, at, o.key.hide(plain, id))
}

// Send writes a letter that tells of no act in the register.
func (o *Outbox) Send(ctx context.Context, l office.Letter) error {
	return o.s.Update(ctx, func(tx *Tx) error { return o.Post(tx, l) })
}

// Due gives the letters that are to be tried at a time, at most limit, those that have waited longest first.
func (o *Outbox) Due(ctx context.Context, now time.Time, limit int) ([]office.Queued, error) {
	rows, err := o.s.read.QueryContext(ctx, `SELECT id, made_at, tries, body FROM outbox WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at, id LIMIT $2`, stamp(now), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []office.Queued
	for rows.Next() {
		var q office.Queued
		var made string
		var body []byte
		if err := rows.Scan(&q.ID, &made, &q.Tries, &body); err != nil {
			return nil, err
		}
		plain, err := show(o.key.aead, body, q.ID)
		if err == nil {
			err = json.Unmarshal(plain, &q.Letter)
		}
		if err == nil {
			q.Made, err = time.Parse(register.TimeLayout, made)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, q)
	}
	return all, rows.Err()
}

// Sent notes that a letter was taken by the server of mail, and empties it.
func (o *Outbox) Sent(ctx context.Context, id string) error {
	return o.note(ctx, id, `UPDATE outbox SET state = 'sent', why = '', body = $1 WHERE id = $2 AND state = 'waiting'`, []byte{}, id)
}

// Refused notes that a letter will not be sent, and why; it is emptied.
func (o *Outbox) Refused(ctx context.Context, id, why string) error {
	return o.note(ctx, id, `UPDATE outbox SET state = 'refused', tries = tries + 1, why = $1, body = $2 WHERE id = $3 AND state = 'waiting'`, why, []byte{}, id)
}

// Later notes that a letter was tried in vain, why, and when it is tried again.
func (o *Outbox) Later(ctx context.Context, id, why string, next time.Time) error {
	return o.note(ctx, id, `UPDATE outbox SET tries = tries + 1, why = $1, next_at = $2 WHERE id = $3 AND state = 'waiting'`, why, stamp(next), id)
}

func (o *Outbox) note(ctx context.Context, id, text string, args ...any) error {
	return o.s.Update(ctx, func(tx *Tx) error { return tx.exec(text, args...) })
}

// Count gives how many letters are in a state: waiting, sent or refused.
func (o *Outbox) Count(ctx context.Context, state string) (n int64, err error) {
	err = o.s.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM outbox WHERE state = $1`, state).Scan(&n)
	return n, err
}

// noticed is what is kept of people, with letters about it.
type noticed struct {
	People
	outbox *Outbox
	notice Notice
}

// Notice gives the letters that tell of a fact, which has just been added.
type Notice func(ctx context.Context, r office.Reader, f office.Fact) ([]office.Letter, error)

// Noticing gives what is kept of people such that the letters which a notice asks for are written in the transaction of each fact.
func (o *Outbox) Noticing(notice Notice) office.DB { return noticed{o.s.People(), o, notice} }

// Update runs f in a transaction of the writer; see office.DB.
func (n noticed) Update(ctx context.Context, f func(office.Tx) error) error {
	return n.s.Update(ctx, func(tx *Tx) error { return f(noticedTx{peopleTx{facts{prepared{tx}}, tx}, n}) })
}

type noticedTx struct {
	peopleTx
	noticed noticed
}

// AddFact appends a fact and writes its letters; see office.Tx.
func (n noticedTx) AddFact(ctx context.Context, f office.Fact) error {
	if err := n.peopleTx.AddFact(ctx, f); err != nil {
		return err
	}
	letters, err := n.noticed.notice(ctx, n.peopleTx, f)
	for _, l := range letters {
		err = errors.Join(err, n.noticed.outbox.Post(n.tx, l))
	}
	return err
}
