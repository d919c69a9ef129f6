package post_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/muniment/muniment/adapter/post"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

// box is an outbox in memory.
type box struct {
	waits map[string]*waiting
	state map[string]string // what became of those that wait no more
	lost  bool              // notes of what was sent are lost, as when the machine stops
}

type waiting struct {
	office.Queued
	next time.Time
	why  string
}

func newBox(letters ...office.Queued) *box {
	b := &box{waits: map[string]*waiting{}, state: map[string]string{}}
	for _, q := range letters {
		b.waits[q.ID] = &waiting{Queued: q, next: q.Made}
	}
	return b
}

func (b *box) Due(_ context.Context, now time.Time, _ int) ([]office.Queued, error) {
	var due []office.Queued
	for i := range 10 { // ids are ID0 to ID9
		if w := b.waits[fmt.Sprintf("ID%d", i)]; w != nil && !w.next.After(now) {
			due = append(due, w.Queued)
		}
	}
	return due, nil
}

func (b *box) Sent(_ context.Context, id string) error {
	if b.lost {
		return fault.New(fault.Unavailable, "the machine stops")
	}
	delete(b.waits, id)
	b.state[id] = "sent"
	return nil
}

func (b *box) Refused(_ context.Context, id, why string) error {
	delete(b.waits, id)
	b.state[id] = "refused: " + why
	return nil
}

func (b *box) Later(_ context.Context, id, why string, next time.Time) error {
	w := b.waits[id]
	w.Tries, w.why, w.next = w.Tries+1, why, next
	return nil
}

func named(id string) office.Queued {
	q := letter
	q.ID = id
	return q
}

// clocked is a worker whose clock stands, and what it says.
func clocked(b post.Box, s post.Sender, now *time.Time, said *strings.Builder) *post.Worker {
	return &post.Worker{Box: b, Sender: s, Clock: func() time.Time { return *now }, Say: func(format string, args ...any) { fmt.Fprintf(said, format+"\n", args...) }}
}

// A machine that stops after a letter was taken sends it again, under the same Message-ID.
func TestLetterIsSentAgainAfterACrash(t *testing.T) {
	s := start(t, true, false, nil)
	b, now, said := newBox(named("ID3")), letter.Made, new(strings.Builder)
	b.lost = true
	if _, err := clocked(b, s.sender(), &now, said).Round(t.Context()); err == nil {
		t.Error("the crash is not told")
	}
	b.lost = false
	if n, err := clocked(b, s.sender(), &now, said).Round(t.Context()); n != 1 || err != nil {
		t.Errorf("%d letters, %v", n, err)
	}
	if len(s.taken) != 2 || s.taken[0] != s.taken[1] || !strings.Contains(s.taken[0], "Message-ID: <ID3@example.org>") {
		t.Errorf("%d letters came, the same: %v", len(s.taken), len(s.taken) == 2 && s.taken[0] == s.taken[1])
	}
	if n, err := clocked(b, s.sender(), &now, said).Round(t.Context()); n != 0 || err != nil || b.state["ID3"] != "sent" {
		t.Errorf("a third time: %d, %v", n, err)
	}
}

func TestLetterWaitsLongerEachTime(t *testing.T) {
	s := start(t, true, false, func(s *server) { s.refuse = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 1, 1}} })
	b, now, said := newBox(named("ID1")), letter.Made, new(strings.Builder)
	w := clocked(b, s.sender(), &now, said)
	last := time.Duration(0)
	for try := 1; b.waits["ID1"] != nil; try++ {
		if _, err := w.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		q := b.waits["ID1"]
		if q == nil {
			break
		}
		pause := q.next.Sub(now)
		if q.Tries != try || pause < last || pause > 6*time.Hour {
			t.Fatalf("after try %d it waits %s, before that %s", q.Tries, pause, last)
		}
		if n, err := w.Round(t.Context()); n != 0 || err != nil || q.Tries != try {
			t.Fatal("it is tried before its time")
		}
		last, now = pause, q.next
	}
	if d := now.Sub(letter.Made); d < 5*24*time.Hour || d > 6*24*time.Hour {
		t.Errorf("it is given up after %s", d)
	}
	if strings.Contains(said.String()+b.state["ID1"], "sen@") || !strings.Contains(said.String(), "451") {
		t.Errorf("told: %s, %s", said, b.state["ID1"])
	}
}

func TestRefusedLetterKeepsNoOtherFromGoing(t *testing.T) {
	s := start(t, true, false, nil)
	b, now, said := newBox(named("ID1"), named("ID2")), letter.Made, new(strings.Builder)
	w := clocked(b, &picky{s.sender(), "ID1"}, &now, said)
	if n, err := w.Round(t.Context()); n != 1 || err != nil {
		t.Errorf("%d letters, %v", n, err)
	}
	if b.state["ID2"] != "sent" || !strings.HasPrefix(b.state["ID1"], "refused: ") {
		t.Errorf("states %v", b.state)
	}
}

// picky refuses one letter for good.
type picky struct {
	post.Sender
	not string
}

func (p *picky) Send(ctx context.Context, q office.Queued) error {
	if q.ID == p.not {
		return fault.New(fault.Invalid, "the server of mail refuses the letter: %s", "550")
	}
	return p.Sender.Send(ctx, q)
}

func TestWorkerEndsWithItsContext(t *testing.T) {
	s := start(t, true, false, nil)
	b, now, said := newBox(named("ID1")), letter.Made, new(strings.Builder)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	clocked(b, s.sender(), &now, said).Run(ctx, time.Hour)
	if b.waits["ID1"] == nil || b.waits["ID1"].Tries != 0 {
		t.Error("a letter counts as tried because we stopped")
	}
}
