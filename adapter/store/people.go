package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/register"
)

// People is what is kept of people, as office asks for it.
type People struct{ s *Store }

var (
	_ office.DB           = People{}
	_ office.Declarations = People{}
	_ office.Tx           = peopleTx{}
)

// People gives what is kept of people.
func (s *Store) People() People { return People{s} }

// View runs f on one state of what is kept, whatever is written meanwhile.
func (p People) View(ctx context.Context, f func(office.Reader) error) error {
	return p.view(ctx, func(tx *sql.Tx) error { return f(facts{tx}) })
}

func (p People) view(ctx context.Context, f func(*sql.Tx) error) error {
	opt := &sql.TxOptions{ReadOnly: true}
	if p.s.pg {
		opt.Isolation = sql.LevelRepeatableRead
	}
	tx, err := p.s.read.BeginTx(ctx, opt)
	if err != nil {
		return fault.New(fault.Unavailable, "the database does not begin a transaction").Because(err)
	}
	defer tx.Rollback()
	return f(tx)
}

// Update runs f in a transaction of the writer.
func (p People) Update(ctx context.Context, f func(office.Tx) error) error {
	return p.s.Update(ctx, func(tx *Tx) error { return f(peopleTx{facts{prepared{tx}}, tx}) })
}

// queryer runs queries; what gives rows in one state of the database.
type queryer interface {
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}

// prepared runs queries of the writer, each text prepared once.
type prepared struct{ tx *Tx }

// QueryContext runs a query in the writer's transaction.
func (p prepared) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	st, err := p.tx.w.prepare(p.tx.ctx, text)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(p.tx.ctx, args...)
}

// facts reads facts.
type facts struct{ q queryer }

// Facts gives the facts of a subject; see office.Reader.
func (f facts) Facts(ctx context.Context, subject string) ([]office.Fact, error) {
	rows, err := f.q.QueryContext(ctx, `SELECT seq, subject, told_at, told_by, what, body FROM fact WHERE subject = $1 ORDER BY seq`, subject)
	if err != nil {
		return nil, err
	}
	var all []office.Fact
	err = eachFact(rows, func(fact office.Fact) error { all = append(all, fact); return nil })
	return all, err
}

// Find gives the subjects that a lookup leads to; see office.Reader.
func (f facts) Find(ctx context.Context, l office.Lookup, after string, limit int) ([]string, error) {
	rows, err := f.q.QueryContext(ctx, `SELECT subject FROM lookup WHERE kind = $1 AND key = $2 AND subject > $3 ORDER BY subject LIMIT $4`,
		string(l.Kind), l.Key, after, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var subject string
		if err := rows.Scan(&subject); err != nil {
			return nil, err
		}
		all = append(all, subject)
	}
	return all, rows.Err()
}

// Found gives the facts of the subjects that a lookup leads to; see office.Reader.
func (f facts) Found(ctx context.Context, l office.Lookup) ([][]office.Fact, error) {
	rows, err := f.q.QueryContext(ctx, `SELECT f.seq, f.subject, f.told_at, f.told_by, f.what, f.body FROM lookup l JOIN fact f ON f.subject = l.subject`+
		` WHERE l.kind = $1 AND l.key = $2 ORDER BY f.subject, f.seq`, string(l.Kind), l.Key)
	if err != nil {
		return nil, err
	}
	var all [][]office.Fact
	err = eachFact(rows, bySubject(&all))
	return all, err
}

// bySubject gathers facts that come subject by subject.
func bySubject(all *[][]office.Fact) func(office.Fact) error {
	return func(f office.Fact) error {
		if n := len(*all); n == 0 || (*all)[n-1][0].Subject != f.Subject {
			*all = append(*all, nil)
		}
		last := &(*all)[len(*all)-1]
		*last = append(*last, f)
		return nil
	}
}

// eachFact reads rows of facts, with the columns in the order of the table, and closes them.
func eachFact(rows *sql.Rows, f func(office.Fact) error) error {
	defer rows.Close()
	for rows.Next() {
		var fact office.Fact
		var at, body string
		if err := rows.Scan(&fact.Seq, &fact.Subject, &at, &fact.By, &fact.What, &body); err != nil {
			return err
		}
		var err error
		if fact.At, err = time.Parse(register.TimeLayout, at); err != nil {
			return fault.New(fault.Internal, "the time of fact %d is damaged", fact.Seq).Because(err)
		}
		fact.Body = []byte(body)
		if err := f(fact); err != nil {
			return err
		}
	}
	return rows.Err()
}

// peopleTx is the writer's transaction as office asks for it.
type peopleTx struct {
	facts
	tx *Tx
}

// AddFact appends a fact; see office.Tx. The transactions of one register run one after another, also of several processes, so that
// the next number is free.
func (p peopleTx) AddFact(ctx context.Context, f office.Fact) error {
	err := p.tx.exec(`INSERT INTO fact (seq, subject, told_at, told_by, what, body) SELECT COALESCE(MAX(seq), 0) + 1, $1, $2, $3, $4, $5 FROM fact`,
		f.Subject, f.At.UTC().Format(register.TimeLayout), string(f.By), string(f.What), string(f.Body))
	if err != nil {
		return err
	}
	all, err := p.Facts(ctx, f.Subject)
	if err != nil {
		return err
	}
	lookups, err := office.Lookups(f.Subject, all)
	if err != nil {
		return err
	}
	if err := p.tx.exec(`DELETE FROM lookup WHERE subject = $1`, f.Subject); err != nil {
		return err
	}
	for _, l := range lookups {
		if l.Kind.Unique() {
			if others, err := p.Find(ctx, l, "", 1); err != nil {
				return err
			} else if len(others) > 0 {
				return fault.New(fault.Conflict, "another account has that already")
			}
		}
		if err := p.tx.exec(`INSERT INTO lookup (kind, key, subject) VALUES ($1, $2, $3)`, string(l.Kind), l.Key, f.Subject); err != nil {
			return err
		}
	}
	return nil
}

// SaveSecret keeps the sealed secret of a credential; see office.Tx.
func (p peopleTx) SaveSecret(_ context.Context, credential string, sealed []byte) error {
	if sealed == nil {
		return p.tx.exec(`DELETE FROM secret WHERE credential = $1`, credential)
	}
	return p.tx.exec(`INSERT INTO secret (credential, body) VALUES ($1, $2) ON CONFLICT (credential) DO UPDATE SET body = excluded.body`, credential, sealed)
}

// secretKey names the vault's key of all secrets.
var secretKey = caseKey{"credentials", "secret"}

// SealSecret encrypts what is secret of a credential, bound to its id. It writes to the vault and is called outside of Update.
func (s *Store) SealSecret(ctx context.Context, credential string, secret []byte) ([]byte, error) {
	keys, err := s.vault.dataKeys(ctx, secretKey)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the vault gives no key").Because(err)
	}
	return keys[0].hide(secret, credential), nil
}

// OpenSecret gives what is secret of a credential. Errors: NotFound if nothing is kept of it.
func (s *Store) OpenSecret(ctx context.Context, credential string) ([]byte, error) {
	var body []byte
	err := s.read.QueryRowContext(ctx, `SELECT body FROM secret WHERE credential = $1`, credential).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "nothing secret is kept of that credential")
	}
	if err != nil {
		return nil, err
	}
	keys, err := s.vault.dataKeys(ctx, secretKey)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the vault gives no key").Because(err)
	}
	return show(keys[0].aead, body, credential)
}
