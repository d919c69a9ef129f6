package inspect

import (
	"context"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/procedure/filing"
)

// maxTries is how often an inspection that breaks off is tried before the desk is told.
const maxTries = 3

// Worker inspects the documents of every filing after it was acknowledged, one at a time, and notes what was found: as inspections of the
// documents, and as one step of the filing. What it has not finished when the program ends it finds again.
type Worker struct {
	Desk    *filing.Desk
	Books   filing.Inspections
	Inspect func(ctx context.Context, r io.Reader, size int64, sent Type) (*Report, error) // as Child does
	Scan    func(ctx context.Context, r io.Reader) (malware string, err error)             // nil if the office has no scanner
	Clock   func() time.Time
	Tell    func(id string, err error) // of what went wrong, for the operator

	newest time.Time            // of what was found
	behind string               // the last of what was found
	due    map[string]time.Time // what waits for another try
}

// Run inspects until the context ends, looking for new filings at every tick.
func (w *Worker) Run(ctx context.Context, tick <-chan time.Time) {
	for {
		for more := true; more && ctx.Err() == nil; {
			var err error
			if more, err = w.Pass(ctx); err != nil && ctx.Err() == nil {
				w.Tell("", err)
				break
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
	}
}

// passed is how many filings one pass takes at most.
const passed = 100

// overlap is how far back a pass looks again: filings that are received at the same time are not committed in order.
const overlap = time.Minute

// Pass inspects what has come in and what is due again, and tells whether there may be more at once.
func (w *Worker) Pass(ctx context.Context) (more bool, err error) {
	if w.due == nil {
		w.due = map[string]time.Time{}
	}
	list, err := w.Books.Uninspected(ctx, w.newest, w.behind, passed)
	if err != nil {
		return false, err
	}
	now := w.Clock()
	for _, id := range list {
		w.behind = id
		if _, known := w.due[id]; !known {
			w.due[id] = now
		}
	}
	if len(list) < passed {
		w.newest, w.behind = now.Add(-overlap), "" // the next pass begins here
	}
	for _, id := range slices.Sorted(maps.Keys(w.due)) {
		if w.due[id].After(now) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return false, err
		}
		wait, err := w.filing(ctx, id)
		switch {
		case err != nil:
			w.Tell(id, err)
			w.due[id] = now.Add(time.Minute)
		case wait == 0:
			delete(w.due, id)
		default:
			w.due[id] = now.Add(wait)
		}
	}
	return len(list) == passed, nil
}

// filing inspects the documents of one filing, and tells after which time it has to be looked at again; 0 if it is done.
func (w *Worker) filing(ctx context.Context, id string) (again time.Duration, err error) {
	list, _, err := w.Books.Waiting(ctx, id)
	if err != nil {
		return 0, err
	}
	a, err := w.Desk.Application(ctx, id)
	if err != nil {
		return 0, err
	}
	for _, d := range list {
		if d.Tries >= maxTries {
			continue
		}
		sent := Type("")
		if d.File <= len(a.Files) {
			sent = Type(a.Files[d.File-1].Type)
		}
		i := filing.Inspection{File: d.File, By: "desk", Outcome: filing.Broken}
		report, err := w.document(ctx, id, d, sent)
		switch {
		case ctx.Err() != nil:
			return 0, ctx.Err() // it was we who broke it off
		case err == nil:
			if i.Report, i.Outcome = report, filing.SoundFile; !report.Sound() {
				i.Outcome = filing.UnsoundFile
			}
		case fault.KindOf(err) == fault.Unavailable:
			w.Tell(id, err)
		default:
			return 0, err
		}
		i.At = w.Clock().UTC().Truncate(time.Second)
		if err := w.Books.Inspected(ctx, id, i); err != nil {
			return 0, err
		}
	}
	return w.conclude(ctx, id)
}

// document inspects a document, and has it scanned.
func (w *Worker) document(ctx context.Context, id string, d filing.Document, sent Type) (*Report, error) {
	f, err := w.Books.File(ctx, id, d.SHA256)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	report, err := w.Inspect(ctx, f, d.Size, sent)
	if err != nil || w.Scan == nil {
		return report, err
	}
	again, err := w.Books.File(ctx, id, d.SHA256)
	if err != nil {
		return nil, err
	}
	defer again.Close()
	malware, err := w.Scan(ctx, again)
	if err != nil {
		return nil, err
	}
	if malware != "" {
		report.Remarks = append(report.Remarks, filing.Remark{Code: Malware, Args: map[string]string{"name": malware}, Unsound: true})
	}
	return report, nil
}

// conclude notes what is so when every document was looked into, or when one cannot be.
func (w *Worker) conclude(ctx context.Context, id string) (again time.Duration, err error) {
	list, worst, err := w.Books.Waiting(ctx, id)
	if err != nil {
		return 0, err
	}
	step := filing.Step{By: "desk", What: filing.Clean}
	if len(list) == 0 && worst == filing.UnsoundFile {
		step.What = filing.Unsound
		if step.Words, err = w.codes(ctx, id); err != nil {
			return 0, err
		}
	}
	if len(list) > 0 {
		tries := maxTries
		for _, d := range list {
			tries = min(tries, d.Tries)
		}
		if tries < maxTries {
			return 10 * time.Second << (2 * tries), nil // 10 s, 40 s, then the desk is told
		}
		s, err := w.Desk.Books.Submission(ctx, id)
		if err != nil || s.Stuck() {
			return 15 * time.Second, err // an officer may ask for another inspection
		}
		step.What = filing.Inspecting
		step.Words = strconv.Itoa(list[0].File)
	}
	if _, err := w.Desk.Step(ctx, id, step); err != nil && fault.KindOf(err) != fault.Conflict {
		return 0, err
	}
	if step.What == filing.Inspecting {
		return 15 * time.Second, nil
	}
	return 0, nil
}

// codes lists what makes documents unsound, by their places and codes alone: steps are not secret.
func (w *Worker) codes(ctx context.Context, id string) (string, error) {
	list, err := w.Books.Inspections(ctx, id)
	if err != nil {
		return "", err
	}
	var out []string
	for _, i := range list {
		if i.Outcome != filing.UnsoundFile {
			continue
		}
		for _, r := range i.Report.Remarks {
			if r.Unsound {
				out = append(out, strconv.Itoa(i.File)+" "+r.Code)
			}
		}
	}
	return strings.Join(out, ", "), nil
}
