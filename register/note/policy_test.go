package note_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register/note"
)

const origin = "demo.invalid/log/register/1"

// witnesses makes n witnesses and the lines of a policy that name them w1, w2 …
func witnesses(t testing.TB, n int) (lines string, signers []*note.Signer) {
	for i := range n {
		s := signer(t, fmt.Sprintf("witness.example/%d", i+1), note.Cosigner, byte(100+i))
		lines += fmt.Sprintf("witness w%d %s\n", i+1, s.Key)
		signers = append(signers, s)
	}
	return lines, signers
}

func TestQuorum(t *testing.T) {
	lines, _ := witnesses(t, 6)
	head := "log " + signer(t, origin, note.Log, 1).Key.String() + "\n" + lines
	two := "group x 2 w1 w2 w3\ngroup y any w4 w5 w6\ngroup both all x y\n"
	for _, c := range []struct {
		name, rule, saw string
		met             bool
	}{
		{"none asks for nobody", "quorum none", "", true},
		{"a witness that saw it", "quorum w1", "w1", true},
		{"a witness that did not", "quorum w1", "w2 w3", false},
		{"two of three", two + "quorum x", "w1 w3", true},
		{"one of three is not two", two + "quorum x", "w1 w4 w5", false},
		{"groups of groups", two + "quorum both", "w2 w3 w6", true},
		{"one of two groups is not all", two + "quorum both", "w1 w2 w3", false},
		{"a group of one", "group g 1 w1\nquorum g", "w1", true},
		{"the quorum may stand before other lines", "quorum w1\ngroup g any w2", "w1", true},
	} {
		p, err := note.ParsePolicy([]byte(head + c.rule))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		saw := map[string]bool{}
		for _, w := range strings.Fields(c.saw) {
			saw[w] = true
		}
		if p.Met(saw) != c.met {
			t.Errorf("%s: met = %v", c.name, !c.met)
		}
		again, err := note.ParsePolicy([]byte(p.String()))
		if err != nil || again.String() != p.String() {
			t.Errorf("%s: the policy does not come back: %v\n%s", c.name, err, p)
		}
	}
}

func TestPolicyErrorsTellTheLine(t *testing.T) {
	log, witness := signer(t, origin, note.Log, 1).Key.String(), signer(t, "w", note.Cosigner, 2).Key.String()
	samePublic := signer(t, "other.example/log", note.Log, 1).Key.String()
	sameWitness := signer(t, "other", note.Cosigner, 2).Key.String()
	head := "# a policy\n\n \t log " + log + "\thttps://demo.invalid/ \nwitness w " + witness + "\n" // four lines
	for _, c := range []struct{ name, policy, where string }{
		{"empty", "", "line 1"},
		{"no log", "witness w " + witness + "\nquorum w\n", "line 2"},
		{"no quorum", head, "line 4"},
		{"an unknown word", head + "logs " + log + "\nquorum w\n", "line 5"},
		{"words are in lower case", head + "Quorum w\n", "line 5"},
		{"a log with a witness's key", "log " + witness + "\nquorum none\n", "line 1"},
		{"a witness with a log's key", head + "witness v " + log + "\nquorum w\n", "line 5"},
		{"a key type not known here", "log example.com/log+00000000+BgEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB\nquorum none\n", "line 1"},
		{"a key that is no key", "log nonsense\nquorum none", "line 1"},
		{"the same key of a log twice", head + "log " + samePublic + "\nquorum w\n", "line 5"},
		{"the same key of a witness twice", head + "witness v " + sameWitness + "\nquorum w\n", "line 5"},
		{"a name twice", head + "group w any w\nquorum w\n", "line 5"},
		{"none defined", head + "group none any w\nquorum w\n", "line 5"},
		{"none as a member", head + "group g any none\nquorum w\n", "line 5"},
		{"a member defined below", head + "group g any later\ngroup later any w\nquorum g\n", "line 5"},
		{"a member twice in a group", head + "group g any w w\nquorum g\n", "line 5"},
		{"a member of two groups", head + "group g any w\ngroup h any w\nquorum g\n", "line 6"},
		{"a group in itself", head + "group g any g\nquorum g\n", "line 5"},
		{"no member", head + "group g any\nquorum g\n", "line 5"},
		{"nought of a group", head + "group g 0 w\nquorum g\n", "line 5"},
		{"more than a group has", head + "group g 2 w\nquorum g\n", "line 5"},
		{"a leading zero", head + "group g 01 w\nquorum g\n", "line 5"},
		{"a quorum defined below", head + "quorum g\ngroup g any w\n", "line 5"},
		{"two quorum lines", head + "quorum w\nquorum w\n", "line 6"},
		{"a quorum of two names", head + "quorum w w\n", "line 5"},
		{"a log line too long", "log " + log + " url more\nquorum none\n", "line 1"},
		{"a witness line too short", head + "witness v\nquorum w\n", "line 5"},
		{"carriage returns", strings.ReplaceAll(head+"quorum w\n", "\n", "\r\n"), "line 1"},
		{"the delete character", "#\x7f\n" + head + "quorum w\n", "line 1"},
		{"a control character in a comment", "# \x07\n" + head + "quorum w\n", "line 1"},
	} {
		p, err := note.ParsePolicy([]byte(c.policy))
		f, ok := fault.Of(err)
		if !ok || f.Kind != fault.Invalid || f.Where != c.where {
			t.Errorf("%s: %v, %v, want Invalid at %s", c.name, p, err, c.where)
		}
	}
	if _, err := note.ParsePolicy([]byte(head + "group \xff\xe1 any w # v\nquorum w")); err == nil {
		t.Error("a comment after other items is read as one")
	}
	if _, err := note.ParsePolicy([]byte(head + "group \xff\xe1 any w\nquorum \xff\xe1")); err != nil {
		t.Errorf("names are octets: %v", err)
	}
}

func TestStanding(t *testing.T) {
	lines, w := witnesses(t, 3)
	log, old, other := signer(t, origin, note.Log, 1), signer(t, origin, note.Log, 2), signer(t, "other.example/log", note.Log, 3)
	head := "log " + log.Key.String() + "\nlog " + old.Key.String() + "\nlog " + other.Key.String() + "\n" + lines
	policy := func(rule string) *note.Policy {
		p, err := note.ParsePolicy([]byte(head + rule))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	two, none := policy("group g 2 w1 w2 w3\nquorum g\n"), policy("quorum none\n")
	text := note.Checkpoint{Origin: origin, Size: 5}.Text()
	sign := func(at time.Time, s ...*note.Signer) *note.Note { return note.Sign(text, at, s...) }
	stolen := map[uint32]time.Time{log.Key.ID: noon}
	both := map[uint32]time.Time{log.Key.ID: noon, old.Key.ID: noon.Add(-time.Hour)}
	early := noon.Add(-time.Minute)

	for _, c := range []struct {
		name    string
		policy  *note.Policy
		note    *note.Note
		revoked map[uint32]time.Time
		k       int
		met     bool
		refused bool
	}{
		{name: "the log and two witnesses", policy: two, note: sign(noon, log, w[0], w[2]), k: 2, met: true},
		{name: "the log and one witness", policy: two, note: sign(noon, log, w[0]), k: 1},
		{name: "the log alone", policy: two, note: sign(noon, log)},
		{name: "the log alone, none asked for", policy: none, note: sign(noon, log), met: true},
		{name: "witnesses are counted where none is asked for", policy: none, note: sign(noon, log, w[1]), k: 1, met: true},
		{name: "a stranger's cosignature does not count", policy: two, note: sign(noon, log, w[0], signer(t, "x", note.Cosigner, 9)), k: 1},
		{name: "a witness counts once", policy: two, note: addNote(sign(noon, log, w[0]), w[0].Sign(text, early)), k: 1},
		{name: "witnesses without the log", policy: two, note: sign(noon, w...), refused: true},
		{name: "another log of the policy", policy: none, note: sign(noon, other), refused: true},
		{name: "another log beside the right one", policy: none, note: sign(noon, other, log), met: true},
		{name: "one hour ahead", policy: none, note: sign(noon.Add(note.MaxAhead), log, w[0]), k: 1, met: true},
		{name: "at the end of all time", policy: none, note: sign(time.Unix(math.MaxInt64, 0), log, w[0]), refused: true},
		{name: "more than one hour ahead", policy: none, note: sign(noon.Add(note.MaxAhead+time.Second), log, w[0]), refused: true},
		{name: "not a checkpoint", policy: none, note: note.Sign("text\n", noon, log), refused: true},

		{name: "revoked, witnessed before", policy: two, note: sign(early, log, w[0], w[1]), revoked: stolen, k: 2, met: true},
		{name: "revoked, witnessed at that second", policy: two, note: sign(noon, log, w[0], w[1]), revoked: stolen, refused: true},
		{name: "revoked, one before and one after", policy: two, note: addNote(sign(early, log, w[0]), w[1].Sign(text, noon)), revoked: stolen, refused: true},
		{name: "revoked, nobody asked for", policy: none, note: sign(early, log, w[0], w[1]), revoked: stolen, refused: true},
		{name: "signed by the other key too", policy: two, note: sign(noon, log, old, w[0], w[1]), revoked: stolen, k: 2, met: true},
		{name: "both revoked, the later time counts", policy: two, note: sign(early, log, old, w[0], w[1]), revoked: both, k: 2, met: true},
		{name: "only the key revoked earlier", policy: two, note: sign(early, old, w[0], w[1]), revoked: both, refused: true},
	} {
		s, err := c.policy.Check(c.note, noon, c.revoked)
		if (err != nil) != c.refused {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil {
			continue
		}
		if s.K != c.k || s.Met != c.met || s.N != 3 {
			t.Errorf("%s: %d of %d, met %v; want %d of 3, %v", c.name, s.K, s.N, s.Met, c.k, c.met)
		}
	}
}

func addNote(n *note.Note, s note.Signature) *note.Note { n.Add(s); return n }

func FuzzPolicy(f *testing.F) {
	lines, _ := witnesses(f, 2)
	f.Add([]byte("log " + signer(f, origin, note.Log, 1).Key.String() + " url\n" + lines + "group g 2 w1 w2\n# end\nquorum g\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := note.ParsePolicy(b)
		if err != nil {
			return
		}
		again, err := note.ParsePolicy([]byte(p.String()))
		if err != nil || again.String() != p.String() {
			t.Errorf("%q comes back as %q: %v", b, p, err)
		}
		all := map[string]bool{}
		for _, w := range p.Witnesses {
			all[w.Name] = true
		}
		if !p.Met(all) {
			t.Errorf("all witnesses do not meet the quorum of %q", b)
		}
	})
}
