package note

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/fault"
)

// Checkpoint is the head of a log's tree: the text of a note that the log signs. Source: c2sp.org/tlog-checkpoint, without
// extension lines.
type Checkpoint struct {
	Origin string
	Size   int64 // leaves
	Root   tlog.Hash
}

// EmptyRoot is the root of the tree without leaves.
var EmptyRoot = tlog.Hash(sha256.Sum256(nil))

// Text is the text to be signed.
func (c Checkpoint) Text() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(c.Root[:]) + "\n"
}

// ParseCheckpoint reads the text of a note as a checkpoint. Errors: Invalid if it is not exactly three lines of the right
// forms, or the root of size 0 is not that of the empty tree.
func ParseCheckpoint(text string) (Checkpoint, error) {
	line := strings.Split(text, "\n")
	if len(line) != 4 || line[3] != "" {
		return Checkpoint{}, fault.New(fault.Invalid, "a checkpoint has exactly three lines")
	}
	if line[0] == "" {
		return Checkpoint{}, fault.New(fault.Invalid, "the checkpoint has no origin").At("line 1")
	}
	size, ok := parseCount(line[1])
	if !ok {
		return Checkpoint{}, fault.New(fault.Invalid, "%q is not the size of a tree", clip(line[1])).At("line 2")
	}
	root, err := ParseHash(line[2])
	if err != nil {
		return Checkpoint{}, fault.New(fault.Invalid, "the root is not base64 of 32 bytes").At("line 3")
	}
	if size == 0 && root != EmptyRoot {
		return Checkpoint{}, fault.New(fault.Invalid, "the root is not that of an empty tree").At("line 3")
	}
	return Checkpoint{Origin: line[0], Size: size, Root: root}, nil
}

// CheckInclusion proves that the leaf with the given hash stands at the index in the tree of the checkpoint. Errors:
// Invalid.
func (c Checkpoint) CheckInclusion(index int64, leaf tlog.Hash, proof []tlog.Hash) error {
	if index < 0 || index >= c.Size {
		return fault.New(fault.Invalid, "a tree of size %d has no leaf %d", c.Size, index)
	}
	if len(proof) > maxProof || tlog.CheckRecord(proof, c.Size, c.Root, index, leaf) != nil {
		return fault.New(fault.Invalid, "the inclusion proof of leaf %d does not hold", index)
	}
	return nil
}

// CheckConsistency proves that the tree of an earlier checkpoint is a prefix of this one's. Errors: Invalid.
func (c Checkpoint) CheckConsistency(old Checkpoint, proof []tlog.Hash) error {
	bad := fault.New(fault.Invalid, "the tree of size %d is not proved to continue that of size %d", c.Size, old.Size)
	switch {
	case old.Size > c.Size || len(proof) > maxProof:
		return bad
	case old.Size == 0 || old.Size == c.Size:
		if len(proof) > 0 || (old.Size == c.Size && old.Root != c.Root) {
			return bad
		}
		return nil
	}
	if tlog.CheckTree(proof, c.Size, c.Root, old.Size, old.Root) != nil {
		return bad
	}
	return nil
}
