package web

import (
	"context"
	"io"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/search"
)

// Register is what the pages need of the register. Everything that it gives has passed register.Gate for the public.
type Register interface {
	// Find gives the ids of the public entries that the address can mean: by application number, by registration
	// number, or by either where it does not say. No entry is no error.
	Find(ctx context.Context, id ipr.ID) ([]ipr.ID, error)

	// Entry gives the public picture of a right. Errors: NotFound.
	Entry(ctx context.Context, id ipr.ID) (*register.Entry, error)

	// Heads gives the public heads of those of the entries that exist.
	Heads(ctx context.Context, ids []ipr.ID) (map[ipr.ID]register.Head, error)

	// OpenBlob opens the bytes with this SHA-256, in 64 lower-case hex digits. It knows nothing of disclosure: ask only for
	// what a public entry names. Errors: NotFound.
	OpenBlob(ctx context.Context, sha256 string) (io.ReadCloser, error)

	// Recent gives the newest n public events on entries, newest first.
	Recent(ctx context.Context, n int) ([]Recent, error)

	// Count counts the public entries. It may be a few minutes old.
	Count(ctx context.Context) (Count, error)
}

// Recent is an event with the entry it happened to.
type Recent struct {
	register.Happening
	ID   ipr.ID
	Mark string // the words of the mark, or the title
}

// Count counts public entries.
type Count struct {
	Entries int64
	Copies  int64 // those of them copied from the file of another office
}

// Log is what is published of the logs.
type Log interface {
	// Logs gives the state of every log, closed ones too, register before library, older generations first.
	Logs(ctx context.Context) ([]register.LogState, error)

	// Policy is the office's published tlog-policy. Errors: NotFound if none is published.
	Policy(ctx context.Context) ([]byte, error)

	// Tile gives width hashes of a tile, 32 bytes each; the published size allows the width.
	Tile(ctx context.Context, lane register.Lane, generation, level int, n int64, width int) ([]byte, error)

	// Leaves gives the leaf data of the first width leaves of bundle n; the published size allows the width.
	Leaves(ctx context.Context, lane register.Lane, generation int, n int64, width int) ([][]byte, error)

	// Disclosures gives, for each leaf of bundle n that has any, its public disclosures in order of seq.
	Disclosures(ctx context.Context, lane register.Lane, generation int, n int64) ([]Disclosed, error)
}

// Disclosed is what is public of one leaf. Its JSON is a line of the log's disclosure files.
type Disclosed struct {
	Disclosures []string `json:"disclosures"`
	Seq         int64    `json:"seq"`
}

// Receipts makes and checks receipts.
type Receipts interface {
	// Receipt gives the receipt of a public event, with all its public disclosures and a proof to the newest checkpoint
	// that meets the published policy, or to the newest signed one if none does. Errors: NotFound.
	Receipt(ctx context.Context, lane register.Lane, generation int, seq int64) ([]byte, error)

	// Refresh gives the same receipt with a proof to the newest witnessed checkpoint. Errors: Invalid if it is no
	// receipt, NotFound if its leaf is not in the log, Conflict if its checkpoint is not one of this log, Unavailable
	// if there is no newer witnessed checkpoint.
	Refresh(ctx context.Context, receipt []byte) ([]byte, error)

	// Verify checks a receipt against the published policy. What is wrong in the receipt is in the verdict, not in the
	// error.
	Verify(ctx context.Context, receipt []byte) (Verdict, error)
}

// Verdict is the outcome of checking a receipt (docs/log.md section 7).
type Verdict struct {
	Refused   error // why the receipt is refused; then nothing else is known
	Lane      register.Lane
	Origin    string
	Seq       int64
	Received  string // as the leaf tells it
	Size      int64
	Root      tlog.Hash
	Witnessed int    // witnesses of the policy whose cosignature is valid
	Witnesses int    // witnesses of the policy
	Quorum    string // name of the quorum, "none" if the policy asks for none
	Met       bool
	Ahead     bool     // the office's clock ran ahead
	ID        string   // the right, if the receipt shows it
	Act       string   // code of the act, if the receipt shows it
	Shown     []Shown  // the other disclosures of the receipt
	LeftOut   []string // names that the manifest lists and the receipt leaves out
}

// Shown is a disclosure of a receipt.
type Shown struct{ Name, Value string }

// Search finds marks that are alike, and other rights.
type Search interface {
	Search(ctx context.Context, q Query) (Result, error)

	// Rights finds patents, utility models, designs and indications by number, by class and by the words of their titles and
	// names.
	Rights(ctx context.Context, q RightsQuery) (RightsResult, error)
}

// RightsQuery asks for rights other than marks.
type RightsQuery struct {
	Text  string
	Kind  ipr.Kind // only rights of this kind; "" for all
	Phase string   // as of Query
	Limit int      // of each list
}

// Corpus tells up to where the register was searched.
type Corpus struct {
	Origin string // of the log that holds most of what was searched
	Size   int64
	Root   tlog.Hash
}

// RightsResult is the answer to a RightsQuery. What is shown of a right comes from the register's head of it.
type RightsResult struct {
	Rights  int64 // rights searched
	Numbers []ipr.ID
	Class   string // the class that the text is, as it is printed; "" if it is none
	ByClass FoundRights
	ByWords FoundRights
	Corpus  Corpus
	Took    time.Duration
}

// FoundRights are the best of those that were found.
type FoundRights struct {
	IDs   []ipr.ID
	Total int
}

// Query asks for marks that are alike to a text.
type Query struct {
	Text    string
	Classes []int  // of the Nice Classification; none means all
	Related bool   // classes related to those as well
	Phase   string // "" any, "live", "pending", "dead", "open" for live or pending
	Limit   int
}

// Result is the answer to a query.
type Result struct {
	Normalised string
	Marks      int64 // marks searched
	Corpus     Corpus
	Took       time.Duration
	Hits       []Hit
	More       bool // there are further hits below the limit
}

// Hit is a mark found alike. What is shown of it comes from the register's head of the entry.
type Hit struct {
	ID    ipr.ID
	Mark  string  // as it stands in the register
	Score float64 // 0 to 1
	Band  string  // "identical", "very close" or "worth a look"
	Word  float64 // likeness of letters, 0 to 1
	Sound float64
	Look  float64
	Match []search.Span // the letters of Mark that stand in the query
	// Element is the part of the mark in which the likeness lies; "" if it is the whole.
	Element string
	// Why tells the likeness in one sentence.
	Why interface{ In(locale.Lang) string }
}
