package filing

import (
	"time"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/register"
)

// Made is what is known of a package that was made without a network and filed later. It stands in the leaf of the filing, and so in its
// receipt; it moves no date: the filing date is that of receipt.
type Made struct {
	Digest  string                 `json:"package"` // SHA-256 of what was signed
	Key     string                 `json:"key"`     // of the tool that made it; nobody vouches for it
	Claimed string                 `json:"claimed"` // when it was made, by its maker's clock; nothing proves it
	After   *After                 `json:"after,omitempty"`
	Words   map[locale.Lang]string `json:"words"` // the same for people
}

// After is what a package proves of its time: that it was made after a state of the office's log, since it holds that state's root.
type After struct {
	Log  string `json:"log"`
	Size int64  `json:"size"`
	Root string `json:"root"`
	At   string `json:"at"` // when the last leaf of that state was received
}

// Say puts into words what the package proves.
func (m *Made) Say() {
	m.Words = map[locale.Lang]string{}
	claimed, err := time.Parse(time.RFC3339, m.Claimed)
	for _, l := range locale.Langs() {
		text := locale.T(l, "package.unproved")
		if err == nil {
			text = locale.T(l, "package.claimed", "time", locale.Moment(l, claimed.UTC()))
		}
		if a := m.After; a != nil {
			at, _ := time.Parse(time.RFC3339, a.At)
			text += " " + locale.T(l, "package.after", "time", locale.Moment(l, at.UTC()), "size", locale.Number(l, a.Size))
		} else {
			text += " " + locale.T(l, "package.nothing")
		}
		m.Words[l] = text + " " + locale.T(l, "package.date")
	}
}

// packed adds to the act of filing what is known of the package that it came in: closed for ever, and on the receipt.
func packed(e *register.Event, m *Made) {
	for _, f := range e.Field {
		if private, ok := f.Value.(map[string]any); ok && f.Name == "private" && m != nil {
			private["package"] = m
		}
	}
}
