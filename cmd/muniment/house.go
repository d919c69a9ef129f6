package main

import (
	"context"
	"path/filepath"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// open opens the register.
func (p *program) open(readOnly bool, host string) (*store.Store, error) {
	return store.Open(p.ctx, store.Options{Dir: p.Data, Postgres: p.Database, Host: host, ReadOnly: readOnly, Clock: p.clock})
}

// ask is the right that an address from the command line or a path can mean: one id, or several to choose from.
func ask(ctx context.Context, s *store.Store, address string) ([]ipr.ID, error) {
	id, err := ipr.ParseID(address)
	if err != nil {
		return nil, err
	}
	return s.Find(ctx, id)
}

// related gives the Nice classes whose goods are often found alike with those of a class.
func related(class int) []int {
	var out []int
	for _, c := range ipr.RelatedNice(ipr.NiceClass(class)) {
		out = append(out, int(c))
	}
	return out
}

func (p *program) path(name ...string) string {
	return filepath.Join(append([]string{p.Data}, name...)...)
}

// lanes in the order in which everything names them.
var lanes = []register.Lane{register.Register, register.Library}
