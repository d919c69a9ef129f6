package register

import (
	"context"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// LogState is what is published of a log: its newest signed checkpoint and the newest that meets the office's policy.
type LogState struct {
	Lane          Lane
	Generation    int
	Origin        string // HOST/log/LANE/GENERATION, also the name of its key
	Key           string // verifier key
	Size          int64  // leaves under the newest signed checkpoint
	Root          tlog.Hash
	Note          []byte // that checkpoint, a signed note with the cosignatures it has
	SignedAt      time.Time
	WitnessedSize int64
	Witnessed     []byte    // newest checkpoint that meets the policy; nil if none yet
	WitnessedAt   time.Time // when its cosignatures came in
	Closed        bool
}

// NewOrigin is the origin of a log. Errors: Invalid if the host holds anything but letters, digits, dots, hyphens and
// a port.
func NewOrigin(host string, lane Lane, generation int) (string, error) {
	if host == "" || strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789.-:") != "" {
		return "", fault.New(fault.Invalid, "%q cannot be the host of a log; use lower-case letters, digits, dots and hyphens", host)
	}
	origin := host + "/log/" + string(lane) + "/" + itoa(int64(generation))
	if _, _, err := ParseOrigin(origin); err != nil {
		return "", err
	}
	return origin, nil
}

// Tx is what an act needs of the open transaction that it happens in.
type Tx interface {
	// Append gives the event its place at the end of its lane's log and keeps what it discloses. It comes after every
	// other write of the act, since it locks the log until the transaction ends; lanes are locked library first.
	//
	// Errors: Invalid if a reference of the event does not exist; Unavailable if the log is closed.
	Append(ctx context.Context, p *Prepared) (Ref, error)

	// Heads gives the heads of those of the entries that exist, published or not.
	Heads(ctx context.Context, ids []ipr.ID) (map[ipr.ID]Head, error)

	// Entry gives the entry as what is public of all its events tells it, published or not. Errors: NotFound.
	Entry(ctx context.Context, id ipr.ID) (*Entry, error)
}

// Gate is the one door through which a disclosure leaves the house. A disclosure passes if it is public from birth or was
// opened, and the published size of its log covers its leaf and, if it was opened, the event that opened it too.
type Gate struct {
	Published map[Generation]int64 // size of the newest published checkpoint of each log
}

// Generation names a log of the installation.
type Generation struct {
	Lane Lane
	N    int
}

// Leaf reports whether the leaf itself, and what was public of it from birth, may be served.
func (g Gate) Leaf(p Place) bool { return p.Seq < g.Published[Generation{p.Lane, p.Generation}] }

// Opened reports whether a disclosure of the first event that the second one opened may be served.
func (g Gate) Opened(p, by Place) bool { return g.Leaf(p) && g.Leaf(by) }
