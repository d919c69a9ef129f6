package office

import (
	"time"

	"github.com/muniment/muniment/internal/locale"
)

// Letter is a text that the office sends to somebody's e-mail address, in every language in which it writes.
type Letter struct {
	To      string      `json:"to"`
	First   locale.Lang `json:"first"` // the language that comes first; the others follow below it
	Subject Words       `json:"subject"`
	Text    Words       `json:"text"` // lines, of any length; an empty line parts paragraphs
}

// Queued is a letter that waits to be sent. It may be sent again if it is not known whether it was: the id is the same then.
type Queued struct {
	ID     string // random, for the Message-ID
	Letter Letter
	Made   time.Time // UTC, when the act was done that it tells of
	Tries  int       // how often it was tried in vain
}
