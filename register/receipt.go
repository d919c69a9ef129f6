package register

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"slices"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register/note"
)

// MaxReceipt is the greatest length of a receipt in bytes.
const MaxReceipt = 1 << 20

// Receipt is what a holder keeps of one event: the leaf, disclosures of it, and the proof that it is in the log. What it
// says is not to be believed before [VerifyReceipt] has passed.
type Receipt struct {
	Leaf        []byte   // leaf data
	Disclosures []string // the manifest and at least one other
	Proof       string   // text of c2sp.org/tlog-proof
}

// Bytes is the receipt as a file: one line of JSON.
func (r Receipt) Bytes() []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(struct {
		V           int      `json:"v"`
		Leaf        []byte   `json:"leaf"`
		Disclosures []string `json:"disclosures"`
		Proof       string   `json:"proof"`
	}{1, r.Leaf, r.Disclosures, r.Proof})
	if err != nil {
		panic(err) // it is made of strings
	}
	return b.Bytes()
}

// ParseReceipt reads a receipt's outer form strictly. Leaf, disclosures and proof are not looked into. Errors: Invalid.
// Source: docs/log.md section 7.1.
func ParseReceipt(b []byte) (*Receipt, error) {
	if len(b) > MaxReceipt {
		return nil, fault.New(fault.Invalid, "a receipt has at most %d bytes", MaxReceipt)
	}
	n, err := readStrict(b)
	if err != nil {
		return nil, err
	}
	m, ok := n.object("v", "leaf", "disclosures", "proof")
	if !ok {
		return nil, fault.New(fault.Invalid, "a receipt has exactly the members v, leaf, disclosures and proof")
	}
	if !m[0].isCount() || m[0].count != 1 {
		return nil, fault.New(fault.Invalid, "this receipt is of a version that is not known here")
	}
	if !m[1].isString() || !m[2].each(node.isString) || !m[3].isString() {
		return nil, fault.New(fault.Invalid, "a receipt has a text as leaf, texts as disclosures and a text as proof")
	}
	r := &Receipt{Proof: m[3].text}
	r.Leaf, err = base64.StdEncoding.Strict().DecodeString(m[1].text)
	if err != nil || base64.StdEncoding.EncodedLen(len(r.Leaf)) != len(m[1].text) {
		return nil, fault.New(fault.Invalid, "the leaf of a receipt is base64")
	}
	if len(m[2].items) < 2 {
		return nil, fault.New(fault.Invalid, "a receipt holds the manifest and at least one other disclosure")
	}
	for _, d := range m[2].items {
		r.Disclosures = append(r.Disclosures, d.text)
	}
	return r, nil
}

// VerifyOptions is what else a verifier knows.
type VerifyOptions struct {
	Now      time.Time            // the verifier's clock
	Revoked  map[uint32]time.Time // by key id of a log: since when the key was in wrong hands; see ParseRevoked
	Followed Followed             // a mirror of the log; nil if there is none
}

// Followed is a mirror of a log that a receipt is held against.
type Followed interface {
	// Leaf gives a leaf and the disclosures that the log serves of it. Errors: NotFound if the mirror does not hold it.
	Leaf(origin string, seq int64) (leaf []byte, disclosures []string, err error)
	// Erased reports whether an event of the log erases the disclosure.
	Erased(origin string, seq int64, digest string) (bool, error)
}

// VerifyReceipt checks a receipt under a policy, all of docs/log.md section 7.2. A quorum that is not met is no error: see
// [Verdict.OK].
//
// Errors: Invalid if anything is wrong in the receipt or the policy, or the followed log does not bear it out. An error
// tells nothing of what a receipt says that is not signed.
func VerifyReceipt(receipt, policy []byte, o VerifyOptions) (*Verdict, error) {
	p, err := note.ParsePolicy(policy)
	if err != nil {
		return nil, within("policy", err)
	}
	r, err := ParseReceipt(receipt)
	if err != nil {
		return nil, within("receipt", err)
	}
	proof, err := note.ParseProof(r.Proof)
	if err != nil {
		return nil, within("proof", err)
	}
	n, err := note.Parse(proof.Note)
	if err != nil {
		return nil, within("checkpoint", err)
	}
	s, err := p.Check(n, o.Now, o.Revoked)
	if err != nil {
		return nil, within("checkpoint", err)
	}
	seen, err := checkLeaf(r, proof, s.Checkpoint)
	if err != nil {
		return nil, err
	}
	v := &Verdict{
		Origin: seen.Leaf.Origin, Lane: seen.Leaf.Lane, Seq: seen.Leaf.Seq, ReceivedAt: seen.Leaf.ReceivedAt,
		Size: s.Checkpoint.Size, Root: s.Checkpoint.Root,
		Witnessed: s.K, Of: s.N, Quorum: s.Quorum, Met: s.Met, Cosigned: s.Cosigned, Revoked: s.Revoked,
		LeftOut: seen.LeftOut,
	}
	v.ClockAhead = len(s.Cosigned) > 0 && seen.Leaf.ReceivedAt.Sub(s.Newest()) > time.Minute
	for _, d := range seen.Revealed {
		row, _ := seen.Row(d.Name)
		v.Disclosed = append(v.Disclosed, Disclosed{Name: d.Name, Class: row.Class, Value: d.Value})
	}
	if o.Followed != nil {
		if err := holdAgainst(o.Followed, r.Leaf, seen); err != nil {
			return nil, within("followed log", err)
		}
		v.Followed = true
	}
	return v, nil
}

// checkLeaf holds leaf and disclosures against a checkpoint that is signed.
func checkLeaf(r *Receipt, proof note.Proof, c note.Checkpoint) (*Seen, error) {
	l, err := ParseLeaf(r.Leaf)
	if err != nil {
		return nil, within("leaf", err)
	}
	if l.Origin != c.Origin {
		return nil, fault.New(fault.Invalid, "the leaf is of another log than the checkpoint").At("leaf")
	}
	if l.Seq != proof.Index {
		return nil, fault.New(fault.Invalid, "the leaf has another number than the proof").At("leaf")
	}
	if err := c.CheckInclusion(proof.Index, LeafHash(r.Leaf), proof.Hashes); err != nil {
		return nil, within("proof", err)
	}
	seen, err := ParseEvent(r.Leaf, r.Disclosures)
	if err != nil {
		return nil, within("disclosures", err)
	}
	return seen, nil
}

// holdAgainst refuses a receipt of another leaf than the log's, or with a public field that the log hides.
func holdAgainst(f Followed, leaf []byte, seen *Seen) error {
	mirrored, served, err := f.Leaf(seen.Leaf.Origin, seen.Leaf.Seq)
	if fault.KindOf(err) == fault.NotFound {
		return fault.New(fault.Invalid, "the mirror does not reach leaf %d", seen.Leaf.Seq)
	}
	if err != nil {
		return err
	}
	if !bytes.Equal(mirrored, leaf) {
		return fault.New(fault.Invalid, "leaf %d of the mirror is another one: the log has forked", seen.Leaf.Seq)
	}
	for _, row := range seen.Manifest {
		if row.Class != Public || slices.ContainsFunc(served, func(d string) bool { return Digest(d) == row.Digest }) {
			continue
		}
		erased, err := f.Erased(seen.Leaf.Origin, seen.Leaf.Seq, row.Digest)
		if err != nil {
			return err
		}
		if !erased {
			return fault.New(fault.Invalid, "the field %s is public, but the log neither serves nor erased it", row.Name)
		}
	}
	return nil
}

// within puts the part of the input before the place of a fault.
func within(part string, err error) error {
	f, ok := fault.Of(err)
	if !ok {
		return err
	}
	if f.Where != "" {
		part += ", " + f.Where
	}
	return f.At(part)
}

// Claim is what a receipt claims of itself, unverified: good for nothing but to find the policy.
type Claim struct {
	Origin string
	KeyIDs []string // of the signature lines that bear the origin's name
}

// ReadClaim reads the claim of a receipt. Nothing is verified. Errors: Invalid if it cannot be read.
func ReadClaim(receipt []byte) (*Claim, error) {
	r, err := ParseReceipt(receipt)
	if err != nil {
		return nil, within("receipt", err)
	}
	proof, err := note.ParseProof(r.Proof)
	if err != nil {
		return nil, within("proof", err)
	}
	n, err := note.Parse(proof.Note)
	if err != nil {
		return nil, within("checkpoint", err)
	}
	c, err := note.ParseCheckpoint(n.Text)
	if err == nil {
		_, _, err = ParseOrigin(c.Origin) // nothing odd reaches a terminal
	}
	if err != nil {
		return nil, within("checkpoint", err)
	}
	claim := &Claim{Origin: c.Origin}
	for _, s := range n.Signatures {
		if s.Name == c.Origin {
			claim.KeyIDs = append(claim.KeyIDs, note.Key{ID: s.KeyID}.KeyID())
		}
	}
	return claim, nil
}

// ParseRevoked reads KEYID=TIME, as the flag --revoked has it. Errors: Invalid.
func ParseRevoked(s string) (keyID uint32, since time.Time, err error) {
	id, at, ok := bytes.Cut([]byte(s), []byte("="))
	if !ok {
		return 0, since, fault.New(fault.Invalid, "%.100q has not the form KEYID=TIME", s)
	}
	if keyID, err = note.ParseKeyID(string(id)); err != nil {
		return 0, since, err
	}
	since, err = ParseTime(string(at))
	return keyID, since, err
}
