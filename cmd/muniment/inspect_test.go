package main

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"io"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/inspect"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/procedure/filing"

	"github.com/muniment/muniment/adapter/store"
)

// inspected is a desk with a worker that inspects what comes in.
type inspected struct {
	desk   *filing.Desk
	worker *inspect.Worker
	now    time.Time
	told   []error
}

func newInspected(t *testing.T, s *store.Store) *inspected {
	t.Helper()
	in := &inspected{now: storetest.Now}
	clock := func() time.Time { return in.now }
	in.desk = &filing.Desk{Books: s.Filings(), Law: law.Own(), Office: "VN", Zone: time.FixedZone("UTC+7", 7*3600), Clock: clock}
	child := &inspect.Child{Args: []string{"inspect"}}
	in.worker = &inspect.Worker{Desk: in.desk, Books: s.Filings(), Inspect: child.Inspect, Clock: clock, Tell: func(_ string, err error) { in.told = append(in.told, err) }}
	return in
}

// file files a mark with documents of a type.
func (in *inspected) file(t *testing.T, key string, kind inspect.Type, docs ...[]byte) *filing.Submission {
	t.Helper()
	a := &filing.Application{V: 1, Kind: ipr.Trademark, Language: "vi", Applicants: []filing.Applicant{{Person: "natural", Name: "Lan", Country: "VN"}},
		Mark: &filing.MarkAsked{Feature: "word", Kind: "individual", Text: "VÂN HẠC"}, Signatures: []filing.Signature{{Name: "Lan", Capacity: "applicant", How: "typed"}}}
	incoming := filing.Documents(docs...)
	for i, d := range docs {
		a.Files = append(a.Files, filing.Attachment{Role: "specimen", Name: "a", Type: string(kind), Size: int64(len(d)), SHA256: incoming[i].SHA256})
	}
	s, err := in.desk.File(t.Context(), filing.Request{Account: "a-1", Key: key, Application: a, Documents: incoming})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// pass lets the worker pass, and gives the filing as it stands then.
func (in *inspected) pass(t *testing.T, id string) *filing.Submission {
	t.Helper()
	if _, err := in.worker.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	s, err := in.desk.Books.Submission(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func dots(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDocumentsAreInspectedAfterTheAcknowledgement(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("a process can only be confined on Linux")
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		in := newInspected(t, s)
		good := in.file(t, "k1", inspect.PNG, dots(t))
		none := in.file(t, "k2", inspect.PNG)
		bad := in.file(t, "k3", inspect.PNG, dots(t), []byte("<html><script>alert(1)</script>"), []byte("%PDF-1.7\n1 0 obj <</S/JavaScript/JS(x)>> endobj"))
		if got := in.pass(t, good.ID); got.Steps[1].What != filing.Clean {
			t.Errorf("a sound picture: %+v, %v", got.Steps, in.told)
		}
		if got := in.pass(t, none.ID); got.Steps[1].What != filing.Clean {
			t.Errorf("a filing without documents: %+v", got.Steps)
		}
		got := in.pass(t, bad.ID)
		if last := got.Steps[len(got.Steps)-1]; len(got.Steps) != 2 || last.What != filing.Unsound || last.Words != "2 another, 3 another" {
			t.Errorf("what is no picture: %+v", got.Steps)
		}
		if got.State() != filing.Doubtful || got.Day.String() != good.Day.String() {
			t.Errorf("the filing is %s, of %s", got.State(), got.Day)
		}
		shown, err := s.Filings().Shown(t.Context(), good.ID, 1)
		if err != nil {
			t.Fatal(err)
		}
		defer shown.Close()
		if c, err := png.DecodeConfig(shown); err != nil || c.Width != 30 {
			t.Errorf("the copy has %d dots, %v", c.Width, err)
		}
		kept, err := s.Filings().File(t.Context(), good.ID, filing.Documents(dots(t))[0].SHA256)
		if err != nil {
			t.Fatal(err)
		}
		defer kept.Close()
		if b, err := io.ReadAll(kept); err != nil || !bytes.Equal(b, dots(t)) {
			t.Errorf("the original is not as it was filed: %v", err)
		}
	})
}

func TestBrokenInspectionIsTriedAgainThenToldToTheDesk(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		in := newInspected(t, s)
		tries, breaks := 0, true
		in.worker.Inspect = func(context.Context, io.Reader, int64, inspect.Type) (*inspect.Report, error) {
			if tries++; breaks {
				return nil, fault.New(fault.Unavailable, "the inspection of a file broke off").Because(errors.New("killed"))
			}
			return &inspect.Report{Type: string(inspect.PNG)}, nil
		}
		id := in.file(t, "k1", inspect.PNG, dots(t)).ID
		for n := range 40 {
			in.pass(t, id)
			in.now = in.now.Add(10 * time.Second)
			if n == 3 { // the program begins anew, and knows nothing of it but what is written
				fresh := newInspected(t, s)
				fresh.worker.Inspect, fresh.worker.Clock, fresh.desk.Clock = in.worker.Inspect, in.worker.Clock, in.desk.Clock
				in.worker = fresh.worker
			}
		}
		got := in.pass(t, id)
		if tries != 3 || !got.Stuck() || len(got.Steps) != 2 || got.Steps[1].What != filing.Inspecting {
			t.Fatalf("after %d tries: %+v", tries, got.Steps)
		}
		breaks = false
		if _, err := in.desk.InspectAgain(t.Context(), s.Filings(), id, "a-clerk"); err != nil {
			t.Fatal(err)
		}
		in.now = in.now.Add(time.Minute)
		if got = in.pass(t, id); got.Stuck() || got.Steps[len(got.Steps)-1].What != filing.Clean || tries != 4 {
			t.Errorf("after the desk asked again, %d tries: %+v", tries, got.Steps)
		}
	})
}

func TestWhatAScannerKnowsIsUnsound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		in := newInspected(t, s)
		var answers atomic.Bool
		in.worker.Inspect = func(context.Context, io.Reader, int64, inspect.Type) (*inspect.Report, error) {
			return &inspect.Report{Type: string(inspect.PNG)}, nil
		}
		in.worker.Scan = func(_ context.Context, r io.Reader) (string, error) {
			if !answers.Load() {
				return "", fault.New(fault.Unavailable, "the scanner for malware does not answer")
			}
			_, err := io.Copy(io.Discard, r)
			return "Test.Signature", err
		}
		id := in.file(t, "k1", inspect.PNG, dots(t)).ID
		if got := in.pass(t, id); len(got.Steps) != 1 {
			t.Errorf("without the scanner: %+v", got.Steps)
		}
		answers.Store(true)
		in.now = in.now.Add(time.Minute)
		if got := in.pass(t, id); got.State() != filing.Doubtful && got.Steps[1].Words != "1 malware" {
			t.Errorf("what the scanner knows: %+v", got.Steps)
		}
	})
}
