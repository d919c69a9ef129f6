// Package officetest keeps what is kept of people in memory, for tests of the office and of its policies. It keeps the same rules as a
// database: a failed transaction leaves nothing, a unique lookup leads to one subject.
package officetest

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"sync"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

// DB is what is kept. Its zero value is empty. It is safe for concurrent use.
type DB struct {
	mu sync.Mutex
	now
	declared map[string]office.Declaration
}

// now is one state of what is kept; a transaction works on a copy.
type now struct {
	facts   map[string][]office.Fact
	lookups map[string][]office.Lookup // by subject
	secrets map[string][]byte
	seq     int64
}

var (
	_ office.DB           = (*DB)(nil)
	_ office.Declarations = (*DB)(nil)
	_ office.Tx           = (*now)(nil)
)

func (n now) clone() now {
	return now{maps.Clone(n.facts), maps.Clone(n.lookups), maps.Clone(n.secrets), n.seq}
}

// View runs f on the present state.
func (d *DB) View(ctx context.Context, f func(office.Reader) error) error {
	d.mu.Lock()
	copy := d.clone()
	d.mu.Unlock()
	return f(&copy)
}

// Update runs f in a transaction.
func (d *DB) Update(ctx context.Context, f func(office.Tx) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	copy := d.clone()
	if copy.facts == nil {
		copy = now{map[string][]office.Fact{}, map[string][]office.Lookup{}, map[string][]byte{}, 0}
	}
	if err := f(&copy); err != nil {
		return err
	}
	d.now = copy
	return nil
}

// Facts gives the facts of a subject.
func (n *now) Facts(_ context.Context, subject string) ([]office.Fact, error) {
	return slices.Clone(n.facts[subject]), nil
}

// Find gives the subjects that a lookup leads to.
func (n *now) Find(_ context.Context, l office.Lookup, after string, limit int) ([]string, error) {
	var all []string
	for _, subject := range slices.Sorted(maps.Keys(n.lookups)) {
		if subject > after && len(all) < limit && slices.Contains(n.lookups[subject], l) {
			all = append(all, subject)
		}
	}
	return all, nil
}

// Found gives the facts of the subjects that a lookup leads to.
func (n *now) Found(ctx context.Context, l office.Lookup) ([][]office.Fact, error) {
	subjects, err := n.Find(ctx, l, "", len(n.lookups))
	var all [][]office.Fact
	for _, s := range subjects {
		all = append(all, slices.Clone(n.facts[s]))
	}
	return all, err
}

// AddFact appends a fact.
func (n *now) AddFact(ctx context.Context, f office.Fact) error {
	n.seq++
	f.Seq = n.seq
	facts := append(slices.Clone(n.facts[f.Subject]), f)
	lookups, err := office.Lookups(f.Subject, facts)
	if err != nil {
		return err
	}
	for _, l := range lookups {
		if others, _ := n.Find(ctx, l, "", 2); l.Kind.Unique() && slices.ContainsFunc(others, func(s string) bool { return s != f.Subject }) {
			return fault.New(fault.Conflict, "another account has that already")
		}
	}
	n.facts[f.Subject], n.lookups[f.Subject] = facts, lookups
	return nil
}

// SaveSecret keeps or destroys a secret.
func (n *now) SaveSecret(_ context.Context, credential string, sealed []byte) error {
	if sealed == nil {
		delete(n.secrets, credential)
	} else {
		n.secrets[credential] = sealed
	}
	return nil
}

// Secret gives the secret kept of a credential; nil if none.
func (d *DB) Secret(credential string) []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.secrets[credential]
}

// All gives every fact in its order.
func (d *DB) All() []office.Fact {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []office.Fact
	for _, facts := range d.facts {
		all = append(all, facts...)
	}
	slices.SortFunc(all, func(a, b office.Fact) int { return int(a.Seq - b.Seq) })
	return all
}

func declaration(p office.PartyID, year int) string { return string(p) + " " + strconv.Itoa(year) }

// SaveDeclaration keeps a declaration.
func (d *DB) SaveDeclaration(_ context.Context, p office.PartyID, of office.Declaration) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.declared == nil {
		d.declared = map[string]office.Declaration{}
	}
	d.declared[declaration(p, of.Year)] = of
	return nil
}

// Declaration gives a declaration.
func (d *DB) Declaration(_ context.Context, p office.PartyID, year int) (office.Declaration, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	of, ok := d.declared[declaration(p, year)]
	if !ok {
		return of, fault.New(fault.NotFound, "nothing is declared for that year")
	}
	return of, nil
}

// DropDeclaration destroys a declaration.
func (d *DB) DropDeclaration(ctx context.Context, p office.PartyID, year int) error {
	if _, err := d.Declaration(ctx, p, year); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.declared, declaration(p, year))
	return nil
}
