package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
	"github.com/muniment/muniment/search"
)

// public shows store and search to the public pages.
type public struct {
	*store.Store
	catalogue *catalogue
	clock     func() time.Time

	mu      sync.Mutex
	count   web.Count
	counted int64 // published events when it was counted
}

var (
	_ web.Register = (*public)(nil)
	_ web.Log      = (*public)(nil)
	_ web.Receipts = (*public)(nil)
	_ web.Search   = (*public)(nil)
)

// idIn gives the right if the disclosure is the id of one.
func idIn(disclosure string) (ipr.ID, bool) {
	name, value, err := register.Undisclose(disclosure)
	if err != nil || name != "id" {
		return ipr.ID{}, false
	}
	var s string
	if json.Unmarshal(value, &s) != nil {
		return ipr.ID{}, false
	}
	id, err := ipr.ParseID(s)
	return id, err == nil
}

// Recent gives the newest n public events on entries, newest first: the office's own acts before copies.
func (p *public) Recent(ctx context.Context, n int) ([]web.Recent, error) {
	var out []web.Recent
	for _, lane := range lanes {
		logs, err := p.Logs(ctx)
		if err != nil {
			return nil, err
		}
		for _, l := range logs {
			if l.Lane != lane || l.Closed {
				continue
			}
			events, err := p.Newest(ctx, l.Lane, l.Generation, 2*n) // some may be on no entry
			if err != nil {
				return nil, err
			}
			for _, e := range events {
				for _, d := range e.Disclosures {
					if id, ok := idIn(d); ok && len(out) < n {
						h, err := e.Happening()
						if err != nil {
							return nil, err
						}
						out = append(out, web.Recent{Happening: h, ID: id})
					}
				}
			}
		}
	}
	ids := make([]ipr.ID, len(out))
	for i := range out {
		ids[i] = out[i].ID
	}
	heads, err := p.Heads(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Mark = heads[out[i].ID].Mark
	}
	return out, nil
}

// Count counts the public entries, anew only when something was published since.
func (p *public) Count(ctx context.Context) (web.Count, error) {
	var published int64
	logs, err := p.Logs(ctx)
	if err != nil {
		return web.Count{}, err
	}
	for _, l := range logs {
		published += l.Size
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.counted != published+1 {
		if p.count.Entries, p.count.Copies, err = p.Store.Count(ctx); err != nil {
			return web.Count{}, err
		}
		p.counted = published + 1
	}
	return p.count, nil
}

// Policy is the office's published policy.
func (p *public) Policy(ctx context.Context) ([]byte, error) {
	text, err := p.Setting(ctx, "policy")
	if err != nil {
		return nil, err
	}
	if text == "" {
		return nil, fault.New(fault.NotFound, "the office has published no policy")
	}
	return []byte(text), nil
}

// Disclosures gives what is public of each leaf of a bundle.
func (p *public) Disclosures(ctx context.Context, lane register.Lane, generation int, n int64) ([]web.Disclosed, error) {
	list, err := p.Store.Disclosures(ctx, lane, generation, n)
	out := make([]web.Disclosed, len(list))
	for i, d := range list {
		out[i] = web.Disclosed{Seq: d.Seq, Disclosures: d.Disclosures}
	}
	return out, err
}

// Receipt makes the receipt of a public event.
func (p *public) Receipt(ctx context.Context, lane register.Lane, generation int, seq int64) ([]byte, error) {
	return receiptOf(ctx, p.Store, lane, generation, seq)
}

func receiptOf(ctx context.Context, s *store.Store, lane register.Lane, generation int, seq int64) ([]byte, error) {
	pr, err := s.Prove(ctx, lane, generation, seq)
	if err != nil {
		return nil, err
	}
	r := register.Receipt{Leaf: pr.Leaf, Disclosures: pr.Disclosures, Proof: note.Proof{Index: pr.Index, Hashes: pr.Hashes, Note: pr.Note}.String()}
	return r.Bytes(), nil
}

// Refresh gives the same receipt with a proof to the newest witnessed checkpoint.
func (p *public) Refresh(ctx context.Context, receipt []byte) ([]byte, error) {
	r, err := register.ParseReceipt(receipt)
	if err != nil {
		return nil, err
	}
	proof, err := note.ParseProof(r.Proof)
	if err != nil {
		return nil, err
	}
	n, err := note.Parse(proof.Note)
	if err != nil {
		return nil, err
	}
	c, err := note.ParseCheckpoint(n.Text)
	if err != nil {
		return nil, err
	}
	logs, err := p.Logs(ctx)
	if err != nil {
		return nil, err
	}
	for _, l := range logs {
		if l.Origin != c.Origin {
			continue
		}
		if err := p.Place(ctx, l.Lane, l.Generation, proof.Index, r.Leaf); err != nil {
			return nil, err
		}
		root, err := p.RootAt(ctx, l.Lane, l.Generation, c.Size)
		if fault.KindOf(err) == fault.NotFound || (err == nil && root != c.Root) {
			return nil, fault.New(fault.Conflict, "the receipt's checkpoint is not one of this log")
		}
		if err != nil {
			return nil, err
		}
		pr, err := p.Include(ctx, l.Lane, l.Generation, proof.Index)
		if err != nil {
			return nil, err
		}
		if l.Witnessed == nil || pr.Size != l.WitnessedSize || (pr.Size == c.Size && bytes.Equal(pr.Note, proof.Note)) {
			return nil, fault.New(fault.Unavailable, "there is no newer witnessed checkpoint yet")
		}
		fresh := register.Receipt{Leaf: r.Leaf, Disclosures: r.Disclosures, Proof: note.Proof{Index: pr.Index, Hashes: pr.Hashes, Note: pr.Note}.String()}
		return fresh.Bytes(), nil
	}
	return nil, fault.New(fault.NotFound, "this leaf is not in a log of this office")
}

// Verify checks a receipt against the published policy.
func (p *public) Verify(ctx context.Context, receipt []byte) (web.Verdict, error) {
	policy, err := p.Policy(ctx)
	if err != nil {
		return web.Verdict{}, err
	}
	v, err := register.VerifyReceipt(receipt, policy, register.VerifyOptions{Now: p.clock()})
	if err != nil {
		return web.Verdict{Refused: err}, nil
	}
	out := web.Verdict{Lane: v.Lane, Origin: v.Origin, Seq: v.Seq, Received: v.ReceivedAt.UTC().Format(register.TimeLayout), Size: v.Size, Root: v.Root,
		Witnessed: v.Witnessed, Witnesses: v.Of, Quorum: v.Quorum, Met: v.Met, Ahead: v.ClockAhead}
	for _, d := range v.Disclosed {
		text := string(d.Value)
		var s string
		if json.Unmarshal(d.Value, &s) == nil {
			text = s
		}
		switch d.Name {
		case "id":
			out.ID = text
		case "act":
			out.Act = text
		case "manifest":
		default:
			out.Shown = append(out.Shown, web.Shown{Name: d.Name, Value: text})
		}
	}
	for _, r := range v.LeftOut {
		out.LeftOut = append(out.LeftOut, r.Name)
	}
	return out, nil
}

// Search finds marks that are alike.
func (p *public) Search(ctx context.Context, q web.Query) (web.Result, error) {
	started := p.clock()
	ask := search.Query{Text: q.Text, Classes: q.Classes, Related: q.Related, Dead: q.Phase == "" || q.Phase == "dead", Limit: q.Limit + 1}
	if q.Phase != "" {
		ask.Limit = min(1000, 4*q.Limit+1) // the index knows dead and alive; the finer phases are told apart below
	}
	r, err := p.catalogue.x.Search(ctx, ask)
	if err != nil {
		return web.Result{}, err
	}
	out := web.Result{Normalised: r.Normalised, Marks: int64(p.catalogue.x.Len())}
	ids := make([]ipr.ID, 0, len(r.Hits))
	for _, h := range r.Hits {
		id, err := ipr.ParseID(h.ID)
		if err != nil {
			return web.Result{}, err
		}
		ids = append(ids, id)
	}
	heads, err := p.Heads(ctx, ids)
	if err != nil {
		return web.Result{}, err
	}
	for i, h := range r.Hits {
		head, ok := heads[ids[i]]
		if !ok || !inPhase(head.Status.Phase(), q.Phase) {
			continue
		}
		if len(out.Hits) == q.Limit {
			out.More = true
			break
		}
		out.Hits = append(out.Hits, web.Hit{ID: ids[i], Mark: h.Mark, Score: h.Score, Band: string(h.Band), Match: h.Match, Word: h.Why.Word, Sound: h.Why.Sound, Look: h.Why.Look,
			Element: h.Why.Element, Why: sentence{&r.Hits[i]}})
	}
	if out.Corpus, err = p.corpus(ctx); err != nil {
		return web.Result{}, err
	}
	out.Took = p.clock().Sub(started)
	p.CountTraffic(started, "search")
	return out, nil
}

// corpus is the place up to which the log has come that holds most of what is searched.
func (p *public) corpus(ctx context.Context) (c web.Corpus, err error) {
	logs, err := p.Logs(ctx)
	for _, l := range logs {
		if l.Size >= c.Size {
			c = web.Corpus{Origin: l.Origin, Size: l.Size, Root: l.Root}
		}
	}
	return c, err
}

func inPhase(phase, asked string) bool {
	return asked == "" || asked == phase || (asked == "open" && phase != "dead")
}

// sentence is the likeness of a hit in words.
type sentence struct{ h *search.Hit }

func (s sentence) In(l locale.Lang) string { return strings.TrimSpace(s.h.Sentence(l)) }
