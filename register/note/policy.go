package note

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
)

// Policy says whose word is taken: logs, witnesses and how many of these must have seen a checkpoint. Source:
// c2sp.org/tlog-policy, with at least one log.
type Policy struct {
	Logs      []PolicyLog
	Witnesses []PolicyWitness
	Groups    []PolicyGroup // each after its members
	Quorum    string        // name of a witness or group, or NoQuorum
}

// PolicyLog is a log whose checkpoints count.
type PolicyLog struct {
	Key Key
	URL string // "" if none is given
}

// PolicyWitness is a witness by its name in the policy.
type PolicyWitness struct {
	Name string
	Key  Key
	URL  string
}

// PolicyGroup counts as a witness if at least Need of its members do.
type PolicyGroup struct {
	Name    string
	Need    int
	Members []string
}

// NoQuorum is the quorum that asks for no witness.
const NoQuorum = "none"

// MaxAhead is how far a cosignature may lie ahead of the reader's clock.
const MaxAhead = time.Hour

// ParsePolicy reads a policy. Errors: Invalid, with the line.
func ParsePolicy(b []byte) (*Policy, error) {
	if len(b) > MaxText {
		return nil, fault.New(fault.Invalid, "a policy has at most %d bytes", MaxText)
	}
	r := policyReader{defined: map[string]bool{NoQuorum: true}, member: map[string]bool{}}
	lines := bytes.Split(bytes.TrimSuffix(b, []byte("\n")), []byte("\n"))
	for i, line := range lines {
		if err := r.line(line); err != nil {
			return nil, err.At(lineNumber(i))
		}
	}
	last := lineNumber(len(lines) - 1)
	if len(r.p.Logs) == 0 {
		return nil, fault.New(fault.Invalid, "the policy names no log").At(last)
	}
	if r.p.Quorum == "" {
		return nil, fault.New(fault.Invalid, "the policy has no quorum line").At(last)
	}
	return &r.p, nil
}

func lineNumber(i int) string { return "line " + strconv.Itoa(i+1) }

type policyReader struct {
	p       Policy
	defined map[string]bool // witnesses, groups and none
	member  map[string]bool // already in a group
}

func (r *policyReader) line(b []byte) *fault.Fault {
	for _, c := range b {
		if (c < 0x20 && c != '\t') || c == 0x7f {
			return fault.New(fault.Invalid, "a policy holds no control character 0x%02x", c)
		}
	}
	item := strings.FieldsFunc(string(b), func(c rune) bool { return c == ' ' || c == '\t' })
	if len(item) == 0 || item[0][0] == '#' {
		return nil
	}
	word, item := item[0], item[1:]
	switch word {
	case "log":
		return r.log(item)
	case "witness":
		return r.witness(item)
	case "group":
		return r.group(item)
	case "quorum":
		return r.quorum(item)
	}
	return fault.New(fault.Invalid, "a line of a policy begins with log, witness, group or quorum, not %q", clip(word))
}

func (r *policyReader) log(item []string) *fault.Fault {
	if len(item) < 1 || len(item) > 2 {
		return fault.New(fault.Invalid, "a log line has the form: log VKEY [URL]")
	}
	k, err := parseKeyOf(item[0], Log)
	if err != nil {
		return err
	}
	for _, l := range r.p.Logs {
		if l.Key.Public.Equal(k.Public) {
			return fault.New(fault.Invalid, "this log's key was named before")
		}
	}
	r.p.Logs = append(r.p.Logs, PolicyLog{Key: k, URL: strings.Join(item[1:], "")})
	return nil
}

func (r *policyReader) witness(item []string) *fault.Fault {
	if len(item) < 2 || len(item) > 3 {
		return fault.New(fault.Invalid, "a witness line has the form: witness NAME VKEY [URL]")
	}
	if err := r.define(item[0]); err != nil {
		return err
	}
	k, err := parseKeyOf(item[1], Cosigner)
	if err != nil {
		return err
	}
	for _, w := range r.p.Witnesses {
		if w.Key.Public.Equal(k.Public) {
			return fault.New(fault.Invalid, "this witness's key was named before, as %q", w.Name)
		}
	}
	r.p.Witnesses = append(r.p.Witnesses, PolicyWitness{Name: item[0], Key: k, URL: strings.Join(item[2:], "")})
	return nil
}

func (r *policyReader) group(item []string) *fault.Fault {
	if len(item) < 3 {
		return fault.New(fault.Invalid, "a group line has the form: group NAME all|any|K MEMBER…")
	}
	g := PolicyGroup{Name: item[0], Members: item[2:]}
	for _, m := range g.Members {
		switch {
		case m == NoQuorum || !r.defined[m]:
			return fault.New(fault.Invalid, "%q is no witness or group defined above", clip(m))
		case r.member[m]:
			return fault.New(fault.Invalid, "%q is already a member of a group", clip(m))
		}
		r.member[m] = true
	}
	switch item[1] {
	case "all":
		g.Need = len(g.Members)
	case "any":
		g.Need = 1
	default:
		k, ok := parseCount(item[1])
		if !ok || k < 1 || k > int64(len(g.Members)) {
			return fault.New(fault.Invalid, "a group asks for all, any or a number from 1 to that of its members, not %q", clip(item[1]))
		}
		g.Need = int(k)
	}
	if err := r.define(g.Name); err != nil {
		return err
	}
	r.p.Groups = append(r.p.Groups, g)
	return nil
}

func (r *policyReader) quorum(item []string) *fault.Fault {
	switch {
	case len(item) != 1:
		return fault.New(fault.Invalid, "a quorum line has the form: quorum NAME")
	case r.p.Quorum != "":
		return fault.New(fault.Invalid, "a policy has one quorum line only")
	case !r.defined[item[0]]:
		return fault.New(fault.Invalid, "%q is no witness or group defined above", clip(item[0]))
	}
	r.p.Quorum = item[0]
	return nil
}

func (r *policyReader) define(name string) *fault.Fault {
	if r.defined[name] {
		return fault.New(fault.Invalid, "the name %q is taken", clip(name))
	}
	r.defined[name] = true
	return nil
}

func parseKeyOf(s string, kind Kind) (Key, *fault.Fault) {
	k, err := ParseKey(s)
	if f, ok := fault.Of(err); ok {
		return k, f
	}
	if k.Kind != kind {
		return k, fault.New(fault.Invalid, "the key has the type 0x%02x where 0x%02x is needed", byte(k.Kind), byte(kind))
	}
	return k, nil
}

// String is the policy as a file.
func (p *Policy) String() string {
	var b strings.Builder
	line := func(item ...string) { fmt.Fprintln(&b, strings.TrimRight(strings.Join(item, " "), " ")) }
	for _, l := range p.Logs {
		line("log", l.Key.String(), l.URL)
	}
	for _, w := range p.Witnesses {
		line("witness", w.Name, w.Key.String(), w.URL)
	}
	for _, g := range p.Groups {
		line("group", g.Name, strconv.Itoa(g.Need), strings.Join(g.Members, " "))
	}
	line("quorum", p.Quorum)
	return b.String()
}

// Keys lists the keys of all logs and witnesses.
func (p *Policy) Keys() []Key {
	keys := make([]Key, 0, len(p.Logs)+len(p.Witnesses))
	for _, l := range p.Logs {
		keys = append(keys, l.Key)
	}
	for _, w := range p.Witnesses {
		keys = append(keys, w.Key)
	}
	return keys
}

// Met reports whether the witnesses that saw a checkpoint, by their names in the policy, meet the quorum.
func (p *Policy) Met(saw map[string]bool) bool {
	if p.Quorum == NoQuorum {
		return true
	}
	seen := make(map[string]bool, len(p.Witnesses)+len(p.Groups))
	for _, w := range p.Witnesses {
		seen[w.Name] = saw[w.Name]
	}
	for _, g := range p.Groups {
		n := 0
		for _, m := range g.Members {
			if seen[m] {
				n++
			}
		}
		seen[g.Name] = n >= g.Need
	}
	return seen[p.Quorum]
}

// Standing is how a checkpoint stands under a policy.
type Standing struct {
	Checkpoint Checkpoint
	Logs       []Key         // keys of its log whose signatures hold; at least one
	Cosigned   []Cosignature // those that hold and count
	K, N       int           // witnesses of the policy that cosigned, and that there are
	Quorum     string        // name
	Met        bool
	Revoked    bool // all of Logs are revoked, and the checkpoint stands by what was cosigned before
}

// Cosignature is a witness's word for a checkpoint.
type Cosignature struct {
	Witness string // its name in the policy
	Time    time.Time
}

// Newest is the time of the newest cosignature that counts; zero if there is none.
func (s *Standing) Newest() time.Time {
	var t time.Time
	for _, c := range s.Cosigned {
		if c.Time.After(t) {
			t = c.Time
		}
	}
	return t
}

// Check finds how a checkpoint stands under the policy at the reader's time. Revoked tells, by key id, since when a log's
// key was in wrong hands; it may be nil. That the quorum is not met is no error.
//
// Errors: Invalid if the note is no checkpoint, a line of a key of the policy does not verify, no signature of a log key
// named like the origin holds, a cosignature lies more than MaxAhead ahead of now, or all those log keys are revoked and
// the cosignatures from before do not meet the quorum. Source: docs/log.md sections 7.2 and 7.4.
func (p *Policy) Check(n *Note, now time.Time, revoked map[uint32]time.Time) (*Standing, error) {
	c, err := ParseCheckpoint(n.Text)
	if err != nil {
		return nil, err
	}
	good, err := n.Verify(p.Keys())
	if err != nil {
		return nil, err
	}
	s := &Standing{Checkpoint: c, N: len(p.Witnesses), Quorum: p.Quorum}
	s.Revoked = true
	var until time.Time // a cosignature must be older to count for a revoked key
	for _, v := range good {
		if v.Key.Kind == Cosigner {
			s.Cosigned = append(s.Cosigned, Cosignature{Witness: p.witnessOf(v.Key), Time: v.Time})
		} else if v.Key.Name == c.Origin {
			s.Logs = append(s.Logs, v.Key)
			since, bad := revoked[v.Key.ID]
			s.Revoked = s.Revoked && bad
			if since.After(until) {
				until = since
			}
		}
	}
	if len(s.Logs) == 0 {
		return nil, fault.New(fault.Invalid, "no log of the policy has signed this checkpoint")
	}
	for _, c := range s.Cosigned {
		if c.Time.After(now.Add(MaxAhead)) {
			return nil, fault.New(fault.Invalid, "the cosignature of %s lies more than an hour in the future", c.Witness)
		}
	}
	if s.Revoked {
		older := s.Cosigned[:0]
		for _, c := range s.Cosigned {
			if c.Time.Before(until) {
				older = append(older, c)
			}
		}
		s.Cosigned = older
	}
	saw := map[string]bool{}
	for _, c := range s.Cosigned {
		saw[c.Witness] = true
	}
	s.K = len(saw)
	s.Met = p.Met(saw)
	if s.Revoked && (!s.Met || p.Quorum == NoQuorum) {
		return nil, fault.New(fault.Invalid, "the checkpoint is signed by revoked keys only, and the quorum was not met before")
	}
	return s, nil
}

func (p *Policy) witnessOf(k Key) string {
	for _, w := range p.Witnesses {
		if w.Key.Public.Equal(k.Public) && w.Key.Name == k.Name {
			return w.Name
		}
	}
	return ""
}
