package note

import (
	"encoding/base64"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/fault"
)

// Proof shows that a leaf is in a tree that a log has signed: its index, the hashes from its sibling up, and the
// checkpoint. Source: c2sp.org/tlog-proof.
type Proof struct {
	Index  int64
	Hashes []tlog.Hash
	Note   []byte // the checkpoint, a signed note
}

const proofHeader = "c2sp.org/tlog-proof@v1\n"

// String is the proof's text, without an extra line.
func (p Proof) String() string {
	var b strings.Builder
	b.WriteString(proofHeader + "index " + strconv.FormatInt(p.Index, 10) + "\n")
	for _, h := range p.Hashes {
		b.WriteString(base64.StdEncoding.EncodeToString(h[:]) + "\n")
	}
	b.WriteByte('\n')
	b.Write(p.Note)
	return b.String()
}

// ParseProof reads a proof's text. An extra line is passed over whatever it holds; the note is not looked into. Errors:
// Invalid, with the line.
func ParseProof(s string) (Proof, error) {
	if len(s) > MaxText {
		return Proof{}, fault.New(fault.Invalid, "a proof has at most %d bytes", MaxText)
	}
	rest, ok := strings.CutPrefix(s, proofHeader)
	if !ok {
		return Proof{}, fault.New(fault.Invalid, "a proof begins with the line %q", strings.TrimSpace(proofHeader)).At("line 1")
	}
	at := 2
	next := func() (line string, err error) {
		line, after, ok := strings.Cut(rest, "\n")
		if !ok {
			return "", fault.New(fault.Invalid, "the proof breaks off").At("line " + strconv.Itoa(at))
		}
		rest = after
		at++
		return line, nil
	}
	line, err := next()
	if err == nil && strings.HasPrefix(line, "extra ") {
		line, err = next()
	}
	if err != nil {
		return Proof{}, err
	}
	var p Proof
	digits, ok := strings.CutPrefix(line, "index ")
	if p.Index, ok = parseCountIf(ok, digits); !ok {
		return Proof{}, fault.New(fault.Invalid, "the index of the leaf is missing").At("line " + strconv.Itoa(at-1))
	}
	if p.Hashes, err = parseHashes(next, func() string { return "line " + strconv.Itoa(at-1) }); err != nil {
		return Proof{}, err
	}
	p.Note = []byte(rest)
	return p, nil
}

func parseCountIf(ok bool, s string) (int64, bool) {
	if !ok {
		return 0, false
	}
	return parseCount(s)
}

// parseHashes reads hashes, one a line, up to an empty line.
func parseHashes(next func() (string, error), where func() string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for {
		line, err := next()
		if err != nil {
			return nil, err
		}
		if line == "" {
			return hashes, nil
		}
		h, err := ParseHash(line)
		if err != nil {
			return nil, fault.New(fault.Invalid, "this is neither a hash nor the empty line after them").At(where())
		}
		if len(hashes) == maxProof {
			return nil, fault.New(fault.Invalid, "a proof has at most %d hashes", maxProof).At(where())
		}
		hashes = append(hashes, h)
	}
}
