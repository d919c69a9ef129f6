package web

import (
	"encoding/base64"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// proofSet is what is known of the logs on one page, by origin.
type proofSet map[string]logProof

// logProof is where one log stands.
type logProof struct {
	size      int64 // leaves under the newest signed checkpoint
	root      string
	witnessed int64 // leaves under the newest witnessed one
	k, n      int   // witnesses who signed that one, and that the policy has
}

// standings remembers how each log's newest witnessed checkpoint stands under the policy, so that signatures are checked
// once and not for every page.
type standings struct {
	mu sync.Mutex
	of map[string]standing // by origin
}

type standing struct {
	policy, note string
	k, n         int
}

func (s *Site) proofs(logs []register.LogState, policy []byte) proofSet {
	set := make(proofSet, len(logs))
	for i := range logs {
		l := &logs[i]
		k, n := s.standing(l, policy)
		set[l.Origin] = logProof{size: l.Size, root: base64Root(l.Root), witnessed: l.WitnessedSize, k: k, n: n}
	}
	return set
}

// standing counts the witnesses of the policy, and those of them who signed the newest witnessed checkpoint. What does
// not verify counts for nothing.
func (s *Site) standing(l *register.LogState, policy []byte) (k, n int) {
	s.standings.mu.Lock()
	defer s.standings.mu.Unlock()
	if known, ok := s.standings.of[l.Origin]; ok && known.policy == string(policy) && known.note == string(l.Witnessed) {
		return known.k, known.n
	}
	if p, err := note.ParsePolicy(policy); err == nil {
		n = len(p.Witnesses)
		if signed, err := note.Parse(l.Witnessed); err == nil {
			if st, err := p.Check(signed, s.Clock(), nil); err == nil {
				k = st.K
			}
		}
	}
	if s.standings.of == nil {
		s.standings.of = map[string]standing{}
	}
	s.standings.of[l.Origin] = standing{string(policy), string(l.Witnessed), k, n}
	return k, n
}

// base64Root is a root as checkpoints write it.
func base64Root(h tlog.Hash) string { return base64.StdEncoding.EncodeToString(h[:]) }
