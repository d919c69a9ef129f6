package web

import (
	"encoding/base64"
	"html/template"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// proofSet is what is known of the logs on one page, by origin.
type proofSet map[string]logProof

// logProof is where one log stands: what a seal tells of the tree, for a leaf that witnesses have seen and for a younger
// one. It is kept until the log grows or witnesses sign.
type logProof struct {
	size        int64
	root        tlog.Hash
	standing    standing
	witnessed   int64 // leaves under the newest witnessed checkpoint
	seen, young template.HTML
}

// standings remembers how each log's newest witnessed checkpoint stands under the policy, so that signatures are checked
// once and not for every page.
type standings struct {
	mu sync.Mutex
	of map[string]standing // by origin
	at map[string]logProof // by language and origin
}

func (s *standings) proof(key string) (logProof, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.at[key]
	return p, ok
}

func (s *standings) keep(key string, p logProof) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at == nil {
		s.at = map[string]logProof{}
	}
	s.at[key] = p
}

type standing struct {
	note string
	k, n int // witnesses who signed it, and that the policy has
}

// says tells how many have signed.
func (st standing) says(l locale.Lang) string {
	return locale.T(l, "entry.proof.cosigned", "k", locale.Number(l, int64(st.k)), "all", locale.Number(l, int64(st.n)))
}

func (s *Site) proofs(r *request, logs []register.LogState) (proofSet, error) {
	set := make(proofSet, len(logs))
	for i := range logs {
		l := &logs[i]
		st, err := s.standing(r, l)
		if err != nil {
			return nil, err
		}
		key := string(r.lang) + l.Origin
		if known, ok := s.standings.proof(key); ok && known.size == l.Size && known.root == l.Root && known.standing == st {
			set[l.Origin] = known
			continue
		}
		row := func(key string, value template.HTML) template.HTML {
			return "<div><dt>" + text(r.T(key)) + "</dt><dd>" + value + "</dd></div>"
		}
		tree := row("entry.proof.size", text(locale.Number(r.lang, l.Size))) + row("entry.proof.root", "<code>"+text(base64Root(l.Root))+"</code>")
		origin := row("entry.proof.log", "<code>"+text(l.Origin)+"</code>")
		p := logProof{
			size: l.Size, root: l.Root, standing: st, witnessed: l.WitnessedSize,
			seen:  tree + row("entry.proof.witnesses", text(st.says(r.lang))) + origin,
			young: tree + row("entry.proof.witnesses", text(r.T("entry.proof.unwitnessed"))) + origin,
		}
		s.standings.keep(key, p)
		set[l.Origin] = p
	}
	return set, nil
}

// standing counts the witnesses of the policy, and those of them who signed the newest witnessed checkpoint. What does
// not verify counts for nothing. A new policy counts from the next witnessed checkpoint on.
func (s *Site) standing(r *request, l *register.LogState) (standing, error) {
	s.standings.mu.Lock()
	known, ok := s.standings.of[l.Origin]
	s.standings.mu.Unlock()
	if ok && known.note == string(l.Witnessed) {
		return known, nil
	}
	policy, err := s.policyOrNone(r)
	if err != nil {
		return standing{}, err
	}
	st := standing{note: string(l.Witnessed)}
	if p, err := note.ParsePolicy(policy); err == nil {
		st.n = len(p.Witnesses)
		if signed, err := note.Parse(l.Witnessed); err == nil {
			if held, err := p.Check(signed, s.Clock(), nil); err == nil {
				st.k = held.K
			}
		}
	}
	s.standings.mu.Lock()
	defer s.standings.mu.Unlock()
	if s.standings.of == nil {
		s.standings.of = map[string]standing{}
	}
	s.standings.of[l.Origin] = st
	return st, nil
}

// base64Root is a root as checkpoints write it.
func base64Root(h tlog.Hash) string { return base64.StdEncoding.EncodeToString(h[:]) }
