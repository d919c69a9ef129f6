package note

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/fault"
)

// Witness decides whether a checkpoint is cosigned: it is if it continues the last one that was, and a log that forks is
// refused. Source: c2sp.org/tlog-witness.
type Witness struct {
	Signer *Signer // of kind Cosigner
	Logs   []Key   // the logs it knows; the name of a key is the origin, and a log may have several keys
	Memory Memory
	Clock  func() time.Time
}

// Memory keeps the last cosigned checkpoint of each log. It is safe for concurrent use.
type Memory interface {
	// Latest gives the last cosigned checkpoint; that of an empty tree if there is none.
	Latest(origin string) (Checkpoint, error)
	// Replace makes next the last cosigned one, durably, if old still is it; else it changes nothing and gives false.
	// The note is the checkpoint as the log signed it, kept as evidence.
	Replace(old, next Checkpoint, note *Note) (bool, error)
}

// Refusal is why a witness does not cosign.
type Refusal int

// The refusals, in the order in which they are found.
const (
	Malformed Refusal = iota + 1 // the request cannot be read, or asks for something that cannot be
	UnknownLog
	Untrusted // no signature of a key of the log, or one that does not verify
	Stale     // the old size is not that of the last cosigned checkpoint
	Fork      // another tree of the same size was cosigned
	Unproved  // the proof does not hold
)

// RefusedError is a request that a witness refuses.
type RefusedError struct {
	Why    Refusal
	Latest int64 // size of the last cosigned checkpoint, for Stale and Fork
	Note   *Note // what the log signed, for Fork and Unproved: evidence against it
	cause  error
}

// Error says why, for the log's operator.
func (e *RefusedError) Error() string {
	switch e.Why {
	case UnknownLog:
		return "this witness does not know the log"
	case Stale:
		return "the last checkpoint cosigned here has size " + strconv.FormatInt(e.Latest, 10)
	case Fork:
		return "another tree of size " + strconv.FormatInt(e.Latest, 10) + " was cosigned here: the log has forked"
	}
	return e.cause.Error()
}

// Unwrap gives the cause, nil if the refusal says all.
func (e *RefusedError) Unwrap() error { return e.cause }

// AddCheckpoint answers a request of tlog-witness: the signature line to be sent back. Errors: a *RefusedError if the
// checkpoint is not cosigned; any other error comes from the memory, and then nothing was signed either.
func (w *Witness) AddCheckpoint(request []byte) (string, error) {
	r, err := ParseRequest(request)
	if err != nil {
		return "", &RefusedError{Why: Malformed, cause: err}
	}
	n, next := r.note, r.Checkpoint
	var keys []Key
	for _, k := range w.Logs {
		if k.Name == next.Origin {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return "", &RefusedError{Why: UnknownLog}
	}
	good, err := n.Verify(keys)
	if err == nil && len(good) == 0 {
		err = fault.New(fault.Invalid, "no key of the log has signed the checkpoint")
	}
	if err != nil {
		return "", &RefusedError{Why: Untrusted, cause: err}
	}
	for {
		old, err := w.Memory.Latest(next.Origin)
		if err != nil {
			return "", err
		}
		if old.Size != r.Old {
			return "", &RefusedError{Why: Stale, Latest: old.Size}
		}
		if old.Size == next.Size && old.Root != next.Root {
			return "", &RefusedError{Why: Fork, Latest: old.Size, Note: n}
		}
		if err := next.CheckConsistency(old, r.Proof); err != nil {
			return "", &RefusedError{Why: Unproved, Note: n, cause: err}
		}
		at := w.Clock() // before it is kept: at this time nothing greater had been seen
		done, err := w.Memory.Replace(old, next, n)
		if err != nil {
			return "", err
		}
		if done {
			return w.Signer.Sign(n.Text, at).String(), nil
		}
	}
}

// Request asks a witness for a cosignature.
type Request struct {
	Old        int64 // size of the last checkpoint that the witness cosigned
	Proof      []tlog.Hash
	Checkpoint Checkpoint
	note       *Note
}

// FormatRequest writes a request; note is the signed checkpoint.
func FormatRequest(old int64, proof []tlog.Hash, note []byte) []byte {
	b := []byte("old " + strconv.FormatInt(old, 10) + "\n")
	for _, h := range proof {
		b = append(base64.StdEncoding.AppendEncode(b, h[:]), '\n')
	}
	return append(append(b, '\n'), note...)
}

// ParseRequest reads a request. Errors: Invalid; also if the old size is greater than the checkpoint's.
func ParseRequest(b []byte) (*Request, error) {
	if len(b) > MaxText {
		return nil, fault.New(fault.Invalid, "a request has at most %d bytes", MaxText)
	}
	rest, at := string(b), 0
	next := func() (string, error) {
		line, after, ok := strings.Cut(rest, "\n")
		at++
		if !ok {
			return "", fault.New(fault.Invalid, "the request breaks off").At("line " + strconv.Itoa(at))
		}
		rest = after
		return line, nil
	}
	line, err := next()
	if err != nil {
		return nil, err
	}
	var r Request
	digits, ok := strings.CutPrefix(line, "old ")
	if r.Old, ok = parseCountIf(ok, digits); !ok {
		return nil, fault.New(fault.Invalid, "the old size is missing").At("line 1")
	}
	if r.Proof, err = parseHashes(next, func() string { return "line " + strconv.Itoa(at) }); err != nil {
		return nil, err
	}
	if r.note, err = Parse([]byte(rest)); err != nil {
		return nil, err
	}
	if r.Checkpoint, err = ParseCheckpoint(r.note.Text); err != nil {
		return nil, err
	}
	if r.Old > r.Checkpoint.Size {
		return nil, fault.New(fault.Invalid, "the old size %d is greater than that of the checkpoint", r.Old)
	}
	return &r, nil
}
