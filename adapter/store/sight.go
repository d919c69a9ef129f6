package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// sightTexts select events of one log with what is in the clear of them, by engine and number of events.
var sightTexts = map[bool]map[int]string{false: {}, true: {}}

// sightSteps are the numbers of events for which there are texts.
var sightSteps = []int{1, 8, 64}

func init() {
	for _, pg := range []bool{false, true} {
		at := parameter(pg)
		for _, n := range sightSteps {
			list := make([]string, n)
			for i := range list {
				list[i] = at(i + 2)
			}
			sightTexts[pg][n] = `SELECT e.seq, e.leaf, COALESCE(d.by_log, 0), COALESCE(d.by_seq, -1), COALESCE(d.body, '') FROM event e` +
				` LEFT JOIN disclosure d ON d.log = e.log AND d.seq = e.seq WHERE e.log = ` + at(1) + ` AND e.seq IN (` + strings.Join(list, ", ") + `) ORDER BY e.seq, d.by_seq, d.by_log`
		}
	}
}

// sights reads what the gate lets through of the events, in the order of the places. Events behind the gate are left out.
func (s *Store) sights(ctx context.Context, q querier, places []register.Place, gate register.Gate) ([]register.Sight, error) {
	out, err := s.sightsAt(ctx, q, places, gate)
	return slices.DeleteFunc(out, func(v register.Sight) bool { return v.Leaf == nil }), err
}

// sightsAt is sights with one for each place; that of an event behind the gate has no leaf.
func (s *Store) sightsAt(ctx context.Context, q querier, places []register.Place, gate register.Gate) ([]register.Sight, error) {
	out := make([]register.Sight, len(places))
	type wanted struct {
		log, seq int64
		at       int
	}
	list := make([]wanted, 0, len(places))
	for i, p := range places {
		if !gate.Leaf(p) {
			continue
		}
		id, err := s.logID(p)
		if err != nil {
			return nil, err
		}
		list = append(list, wanted{id, p.Seq, i})
	}
	slices.SortFunc(list, func(a, b wanted) int { return cmp.Or(cmp.Compare(a.log, b.log), cmp.Compare(a.seq, b.seq)) })
	for len(list) > 0 {
		n := 1
		for n < len(list) && n < sightSteps[len(sightSteps)-1] && list[n].log == list[0].log {
			n++
		}
		step := sightSteps[slices.IndexFunc(sightSteps, func(k int) bool { return k >= n })]
		args := make([]any, 1, 1+step)
		args[0] = list[0].log
		for i := range step {
			args = append(args, list[min(i, n-1)].seq)
		}
		rows, err := q.QueryContext(ctx, sightTexts[s.pg][step], args...)
		if err != nil {
			return nil, err
		}
		for at := 0; rows.Next(); {
			var seq, byLog, bySeq int64
			var leaf []byte
			var body string
			if err := rows.Scan(&seq, &leaf, &byLog, &bySeq, &body); err != nil {
				rows.Close()
				return nil, err
			}
			for list[at].seq != seq {
				at++
			}
			for i := at; i < n && list[i].seq == seq; i++ {
				v, p := &out[list[i].at], places[list[i].at]
				v.Lane, v.Generation, v.Seq, v.Leaf = p.Lane, p.Generation, p.Seq, leaf
				if body != "" && s.passes(gate, p, byLog, bySeq) {
					v.Disclosures = append(v.Disclosures, strings.Split(body, "\n")...)
				}
			}
		}
		if err := errors.Join(rows.Close(), rows.Err()); err != nil {
			return nil, err
		}
		for _, w := range list[:n] {
			if p := places[w.at]; out[w.at].Leaf == nil {
				return nil, fault.New(fault.Internal, "event %d of the %s is missing", p.Seq, p.Lane)
			}
		}
		list = list[n:]
	}
	return out, nil
}

// passes asks the gate about a row of disclosures.
func (s *Store) passes(gate register.Gate, p register.Place, byLog, bySeq int64) bool {
	if bySeq < 0 {
		return gate.Leaf(p)
	}
	by, ok := s.logByID(byLog)
	return ok && gate.Opened(p, register.Place{Lane: by.lane, Generation: by.generation, Seq: bySeq})
}

// picture folds what may be seen of an entry's events; nil if nothing of it is public. An act of which nothing may be seen
// is not shown to have happened to this right either.
func picture(id ipr.ID, sights []register.Sight) (*register.Entry, error) {
	sights = slices.DeleteFunc(sights, func(v register.Sight) bool { return len(v.Disclosures) == 0 })
	e, err := register.Fold(id, sights)
	if err != nil || !e.Shown() {
		return nil, err
	}
	return e, nil
}
