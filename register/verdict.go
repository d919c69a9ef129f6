package register

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/register/note"
)

// Verdict is what a receipt proves. It exists only when everything in the receipt has been verified; what is left to weigh
// is whether enough witnesses have seen it.
type Verdict struct {
	Origin     string
	Lane       Lane // register: an act of the office; library: a copy of a foreign or imported record
	Seq        int64
	ReceivedAt time.Time
	Size       int64 // of the tree that was signed
	Root       tlog.Hash

	Witnessed, Of int    // witnesses of the policy that cosigned, and that there are
	Quorum        string // its name in the policy
	Met           bool
	Cosigned      []note.Cosignature
	Revoked       bool // the log's key is revoked; the receipt stands by what was cosigned before

	ClockAhead bool // the office's clock ran ahead: the leaf claims a later time than the witnesses saw it at
	Followed   bool // the followed log bears it out
	Disclosed  []Disclosed
	LeftOut    []Row // what the holder keeps to himself; what is Public of it can be looked up at the log
}

// Disclosed is a field that a receipt reveals.
type Disclosed struct {
	Name  string          `json:"name"`
	Class Secrecy         `json:"class"`
	Value json.RawMessage `json:"value"`
}

// OK reports whether the receipt is good under the policy: exit code 0.
func (v *Verdict) OK() bool { return v.Met }

// First is the verdict in one line, the first of Text.
func (v *Verdict) First(l locale.Lang) string {
	key := "receipt.committed"
	switch {
	case v.Quorum == note.NoQuorum:
		key = "receipt.no_quorum"
	case v.Met:
		key = "receipt.witnessed"
	}
	return locale.T(l, key, "k", strconv.Itoa(v.Witnessed), "n", strconv.Itoa(v.Of), "quorum", plain(v.Quorum))
}

// Text is the verdict for people, line by line.
func (v *Verdict) Text(l locale.Lang) string {
	var b strings.Builder
	line := func(key, value string) { fmt.Fprintf(&b, "%s: %s\n", locale.T(l, key), value) }
	fmt.Fprintln(&b, v.First(l))
	line("receipt.log", v.Origin)
	if v.Lane == Register {
		line("receipt.kind", locale.T(l, "receipt.act"))
	} else {
		line("receipt.kind", locale.T(l, "receipt.copy"))
	}
	line("receipt.leaf", itoa(v.Seq))
	line("receipt.received", v.ReceivedAt.Format(TimeLayout))
	line("receipt.tree", itoa(v.Size)+" "+v.Root.String())
	for _, c := range v.Cosigned {
		line("receipt.cosigned", plain(c.Witness)+" "+c.Time.Format(TimeLayout))
	}
	if v.ClockAhead {
		fmt.Fprintln(&b, locale.T(l, "receipt.clock_ahead"))
	}
	if v.Revoked {
		fmt.Fprintln(&b, locale.T(l, "receipt.revoked"))
	}
	if v.Followed {
		fmt.Fprintln(&b, locale.T(l, "receipt.followed"))
	}
	for _, d := range v.Disclosed {
		fmt.Fprintf(&b, "%s: %s\n", d.Name, plain(compact(d.Value)))
	}
	for _, r := range v.LeftOut {
		line("receipt.left_out", r.Name+" ("+locale.T(l, "receipt.class_"+string(r.Class))+")")
	}
	return b.String()
}

// MarshalJSON writes the verdict for machines; docs/log.md section 7.3 names the members.
func (v *Verdict) MarshalJSON() ([]byte, error) {
	type cosigned struct {
		Witness string `json:"witness"`
		Time    string `json:"time"`
	}
	out := struct {
		Verdict    string      `json:"verdict"`
		Log        string      `json:"log"`
		Kind       Lane        `json:"kind"`
		Seq        int64       `json:"seq"`
		ReceivedAt string      `json:"received_at"`
		Size       int64       `json:"size"`
		Root       string      `json:"root"`
		Witnessed  int         `json:"witnessed"`
		Of         int         `json:"of"`
		Quorum     string      `json:"quorum"`
		Met        bool        `json:"met"`
		Cosigned   []cosigned  `json:"cosigned"`
		ClockAhead bool        `json:"clock_ahead"`
		Revoked    bool        `json:"revoked"`
		Followed   bool        `json:"followed"`
		Disclosed  []Disclosed `json:"disclosed"`
		LeftOut    []Row       `json:"left_out"`
	}{
		Verdict: "committed", Log: v.Origin, Kind: v.Lane, Seq: v.Seq, ReceivedAt: v.ReceivedAt.Format(TimeLayout),
		Size: v.Size, Root: v.Root.String(), Witnessed: v.Witnessed, Of: v.Of, Quorum: v.Quorum, Met: v.Met,
		Cosigned: []cosigned{}, ClockAhead: v.ClockAhead, Revoked: v.Revoked, Followed: v.Followed,
		Disclosed: v.Disclosed, LeftOut: append([]Row{}, v.LeftOut...),
	}
	if v.Met && v.Quorum != note.NoQuorum {
		out.Verdict = "witnessed"
	}
	for _, c := range v.Cosigned {
		out.Cosigned = append(out.Cosigned, cosigned{c.Witness, c.Time.Format(TimeLayout)})
	}
	return json.Marshal(out)
}

// Text is the claim for people: that nothing was verified, and which policy to look for.
func (c *Claim) Text(l locale.Lang) string {
	return locale.T(l, "receipt.unverified") + "\n" +
		locale.T(l, "receipt.claim", "origin", c.Origin, "keys", strings.Join(c.KeyIDs, ", ")) + "\n"
}

func compact(v json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, v) != nil {
		return string(v)
	}
	return b.String()
}

// plain makes a text harmless for a terminal: what neither prints nor is a space is written as an escape, so that nothing
// can be hidden, turned round or sent to the terminal as a command.
func plain(s string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return b.String()
}
