package filing

import (
	"context"
	"io"
	"time"
)

// FileReport is what an inspection tells of a document. It may tell what is secret: it is kept under the keys of the case.
type FileReport struct {
	Type     string   `json:"type"` // of the media
	Pages    int      `json:"pages,omitempty"`
	Width    int      `json:"width,omitempty"` // dots of a picture
	Height   int      `json:"height,omitempty"`
	PerMetre float64  `json:"per_metre,omitempty"` // dots in a metre, of a picture that says so
	Colour   string   `json:"colour,omitempty"`    // of a picture: "colour", "grey" or "bw"
	Lasts    int64    `json:"lasts,omitempty"`     // of a sound, milliseconds
	Count    int      `json:"count,omitempty"`     // sequences of a listing
	Remarks  []Remark `json:"remarks,omitempty"`
	Text     string   `json:"text,omitempty"`    // for people who search in the document
	Display  []byte   `json:"display,omitempty"` // a picture to show, as PNG, made of the dots alone
}

// Remark is something that was found in a document. What it says in words stands in internal/locale under "inspect.CODE".
type Remark struct {
	Code    string            `json:"code"`
	Args    map[string]string `json:"args,omitempty"` // of the words
	Unsound bool              `json:"unsound,omitempty"`
}

// Sound reports whether nothing makes the document unsound.
func (r *FileReport) Sound() bool {
	for _, f := range r.Remarks {
		if f.Unsound {
			return false
		}
	}
	return true
}

// Outcome says how an inspection of a document ended.
type Outcome string

// The outcomes.
const (
	SoundFile   Outcome = "sound"
	UnsoundFile Outcome = "unsound"
	Broken      Outcome = "broken" // it could not be finished
	AskedAgain  Outcome = "again"  // an officer asked for another try
)

// Inspection is a look into a document of a filing. Nothing of it is rewritten: what counts is the latest.
type Inspection struct {
	File    int // its place in the application, from 1
	At      time.Time
	By      string // "desk", or the account that asked again
	Outcome Outcome
	Report  *FileReport // nil unless it is sound or unsound; without the picture to show
	Shows   bool        // there is a picture to show
}

// Document is a document of a filing that waits for its inspection.
type Document struct {
	File   int // from 1
	SHA256 string
	Size   int64
	Tries  int // broken ones since somebody asked again
}

// Inspections is where what was found is kept.
type Inspections interface {
	// Uninspected lists filings, oldest first, that came in at a time or later and are neither clean, unsound nor failed. The list begins
	// behind the given one; "" for the beginning.
	Uninspected(ctx context.Context, since time.Time, behind string, n int) ([]string, error)

	// Waiting lists the documents of a filing that have neither been found sound nor unsound, and tells the worst outcome of the others.
	Waiting(ctx context.Context, id string) (list []Document, worst Outcome, err error)

	// File opens a document of a filing. Errors: NotFound.
	File(ctx context.Context, id, sha string) (io.ReadCloser, error)

	// Inspected keeps the outcome of an inspection.
	Inspected(ctx context.Context, id string, i Inspection) error

	// Inspections lists what was looked into, oldest first.
	Inspections(ctx context.Context, id string) ([]Inspection, error)

	// Shown opens the picture to show of a document. Errors: NotFound.
	Shown(ctx context.Context, id string, file int) (io.ReadCloser, error)
}
