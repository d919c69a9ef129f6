package register

import (
	"strconv"
	"time"
)

// TimeLayout is the form of received_at: UTC to the second, 20 characters.
const TimeLayout = "2006-01-02T15:04:05Z"

// MaxLeaf is the greatest number of bytes of leaf data.
const MaxLeaf = 16384

// Leaf writes the leaf data of the event at its place: the canonical JSON (RFC 8785) of exactly its six members.
// The origin holds no character that JSON escapes; NewOrigin sees to that.
func (p *Prepared) Leaf(origin string, seq int64, receivedAt time.Time) []byte {
	b := make([]byte, 0, len(p.sd)+len(origin)+110)
	b = append(b, `{"_sd":`...)
	b = append(b, p.sd...)
	b = append(b, `,"_sd_alg":"sha-256","log":"`...)
	b = append(b, origin...)
	b = append(b, `","received_at":"`...)
	b = receivedAt.UTC().AppendFormat(b, TimeLayout)
	b = append(b, `","seq":`...)
	b = strconv.AppendInt(b, seq, 10)
	return append(b, `,"v":1}`...)
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
