package exchange_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// desk is a register that knows nothing and keeps nothing.
type desk struct {
	acts  int
	act   func(n int) error // what the nth act answers
	heads error
}

func (d *desk) Origin(register.Lane) (string, error) { return "x.invalid/log/library/1", nil }

func (d *desk) Heads(context.Context, []ipr.ID) (map[ipr.ID]register.Head, error) {
	return nil, d.heads
}

func (d *desk) Act(_ context.Context, f func(register.Tx) error) error {
	d.acts++
	if d.act != nil {
		if err := d.act(d.acts); err != nil {
			return err
		}
	}
	return f(forgetful{})
}

func (d *desk) Seen(context.Context, []ipr.ID) (map[ipr.ID]ipr.Date, error) { return nil, nil }
func (d *desk) See(context.Context, map[ipr.ID]ipr.Date) error              { return nil }

type forgetful struct{}

func (forgetful) Append(context.Context, *register.Prepared) (register.Ref, error) {
	return register.Ref{}, nil
}

func (forgetful) Heads(context.Context, []ipr.ID) (map[ipr.ID]register.Head, error) {
	return nil, nil
}

func (forgetful) Entry(context.Context, ipr.ID) (*register.Entry, error) {
	return nil, fault.New(fault.NotFound, "there is no %s in the register", "right")
}

// closed is a reader that must not be used any more once it is shut, as a file is not that was closed. Each record takes a
// second of the bubble's time, so that one is being read whenever Take gives up.
type closed struct {
	exchange.Reader
	shut atomic.Bool
	late atomic.Int64
}

func (c *closed) Next() (*exchange.Item, error) {
	time.Sleep(time.Second)
	if c.shut.Load() {
		c.late.Add(1)
	}
	return c.Reader.Next()
}

// TestNothingOfAnImportIsLeftBehind ends imports in every way. When Take returns, its goroutines have ended and nobody uses
// the reader any more: the test's bubble waits for every goroutine begun in it, and fails if one of them never ends.
func TestNothingOfAnImportIsLeftBehind(t *testing.T) {
	bad := errors.New("disk full")
	good := "<case-file><serial-number>90000001</serial-number></case-file>"
	whole := daily(strings.Repeat(good, 20*400))
	for _, c := range []struct {
		rule string
		doc  string
		desk desk
		stop int // the act during which the caller gives up; 0 for none
		want func(error) bool
		read int64
	}{
		{"a document read to its end", whole, desk{}, 0, func(err error) bool { return err == nil }, 8000},
		{"a document broken in its middle", daily(strings.Repeat(good, 10*400) + "<case-file></case>" + strings.Repeat(good, 10*400)), desk{}, 0,
			func(err error) bool { return fault.KindOf(err) == fault.Invalid }, 4000},
		{"a document broken at its beginning", daily("</case-file>"), desk{}, 0, func(err error) bool { return fault.KindOf(err) == fault.Invalid }, 0},
		{"a register that cannot be written", whole, desk{act: func(n int) error {
			if n == 3 {
				return bad
			}
			return nil
		}}, 0, func(err error) bool { return errors.Is(err, bad) }, 800},
		{"a register that cannot be read", whole, desk{heads: bad}, 0, func(err error) bool { return errors.Is(err, bad) }, 400},
		{"a caller who gives up", whole, desk{}, 2, func(err error) bool { return errors.Is(err, context.Canceled) }, -1},
	} {
		t.Run(c.rule, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				inner, err := exchange.Open(exchange.TDXF, strings.NewReader(c.doc), -1, exchange.Options{})
				if err != nil {
					t.Fatal(err)
				}
				r := &closed{Reader: inner}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				n, err := exchange.Take(ctx, &c.desk, r, register.Document{Name: "x.xml", SHA256: strings.Repeat("0", 64)}, func(exchange.Intake) {
					if c.desk.acts == c.stop {
						cancel()
					}
				})
				r.shut.Store(true)
				time.Sleep(time.Hour)
				if late := r.late.Load(); late > 0 {
					t.Errorf("the reader was used %d times afterwards", late)
				}
				if !c.want(err) {
					t.Errorf("the import ends with %v", err)
				}
				if c.read >= 0 && n.Read != c.read {
					t.Errorf("%d records are counted, not %d", n.Read, c.read)
				}
				if _, err := inner.Next(); c.want(nil) && err != io.EOF {
					t.Errorf("behind the end comes %v", err)
				}
			})
		})
	}
}

// crowded is a register that has copied a thousand parts of every right.
type crowded struct{ forgetful }

func (crowded) Heads(_ context.Context, ids []ipr.ID) (map[ipr.ID]register.Head, error) {
	out := map[ipr.ID]register.Head{}
	for _, id := range ids {
		out[id] = register.Head{ID: id, Content: "x", Events: make([]register.Place, 1000)}
	}
	return out, nil
}

func (crowded) Entry(context.Context, ipr.ID) (*register.Entry, error) {
	return nil, fault.New(fault.Internal, "a thousand events are read again")
}

type crowdedDesk struct{ desk }

func (d *crowdedDesk) Act(_ context.Context, f func(register.Tx) error) error { return f(crowded{}) }

// A document that names one right again and again would have all its parts read again for each of them.
func TestARightIsMadeOfAThousandPartsAtMost(t *testing.T) {
	doc := `<exchange-documents><exchange-document country="DE" doc-number="1" kind="A1" date-publ="20100101"><bibliographic-data><application-reference data-format="docdb">` +
		`<document-id><country>DE</country><doc-number>102008012345</doc-number><kind>A</kind><date>20080101</date></document-id></application-reference></bibliographic-data></exchange-document></exchange-documents>`
	r, err := exchange.Open(exchange.DOCDB, strings.NewReader(doc), -1, exchange.Options{})
	if err != nil {
		t.Fatal(err)
	}
	n, err := exchange.Take(context.Background(), &crowdedDesk{}, r, register.Document{SHA256: strings.Repeat("ab", 32)}, nil)
	if err != nil || n.Read != 1 || n.Refused != 1 || len(n.Unfit) != 1 || n.Changed != 0 {
		t.Errorf("%+v, %v", n, err)
	}
}
