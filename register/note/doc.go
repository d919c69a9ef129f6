// Package note holds the public forms in which the register's log speaks to the world: keys, signed notes, checkpoints,
// cosignatures, policies, proofs, tiles and the witness's decision.
//
// All are forms of C2SP (signed-note, tlog-checkpoint, tlog-cosignature, tlog-witness, tlog-policy, tlog-proof and
// tlog-tiles at https://c2sp.org), narrowed as docs/log.md says: Ed25519 keys of a log (type 0x01) and of a witness
// (type 0x04), checkpoints of exactly three lines, sizes below 2^53. Everything is read strictly, since a proof that two
// readers understand differently proves nothing.
//
// The main types are [Key] and [Signer], [Note], [Checkpoint], [Policy], [Proof], [Tile] and [Witness]. Nothing here
// reads a clock, a file or the network. Values are safe for concurrent use as long as nobody changes them.
//
// The package does not know what a leaf means; that is package register.
package note

import (
	"encoding/base64"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/fault"
)

// MaxText is the greatest length in bytes of a note, a policy or a proof that is read.
const MaxText = 1 << 20

// MaxSize is the greatest size of a tree, and one more than the greatest index: 2^53-1, which JSON can carry.
const MaxSize = 1<<53 - 1

// maxProof is the greatest number of hashes of a proof.
const maxProof = 63

// parseCount reads ASCII digits without sign or leading zero, at most MaxSize.
func parseCount(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n >= 0 && n <= MaxSize && strconv.FormatInt(n, 10) == s
}

// parseBase64 reads standard padded base64 of which there is only one spelling.
func parseBase64(s string) ([]byte, bool) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	// The decoder skips line breaks; a text that holds one is longer than its bytes need.
	return b, err == nil && base64.StdEncoding.EncodedLen(len(b)) == len(s)
}

// ParseHash reads a hash as it stands in checkpoints and proofs: base64 of 32 bytes. Errors: Invalid.
func ParseHash(s string) (tlog.Hash, error) {
	b, ok := parseBase64(s)
	if !ok || len(b) != tlog.HashSize {
		return tlog.Hash{}, fault.New(fault.Invalid, "%q is not a hash", clip(s))
	}
	return tlog.Hash(b), nil
}

// clip shortens what is quoted in an error.
func clip(s string) string {
	if len(s) > 100 {
		return s[:100] + "…"
	}
	return s
}
