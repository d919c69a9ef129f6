package register_test

import (
	"testing"
	"time"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// tell makes an event as an audience sees it, all of it public.
func tell(t *testing.T, lane register.Lane, seq int64, received, act string, fields ...register.Field) register.Sight {
	t.Helper()
	origin, err := register.NewOrigin("demo.invalid", lane, 1)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.Parse(time.DateOnly, received)
	if err != nil {
		t.Fatal(err)
	}
	p, err := register.Prepare(register.Event{Lane: lane, Entry: right, Act: act, Field: fields}, origin, register.SystemEntropy())
	if err != nil {
		t.Fatal(err)
	}
	s := register.Sight{Lane: lane, Generation: 1, Seq: seq, Leaf: p.Leaf(origin, seq, at)}
	for _, d := range p.Disclosure {
		s.Disclosures = append(s.Disclosures, d.Text)
	}
	return s
}

var right = ipr.ID{Office: "VN", Kind: ipr.Trademark, Number: "4-2014-00001"}

func effective(t *testing.T, s string) register.Field {
	return register.Field{Name: "effective", Value: day(t, s)}
}

func day(t *testing.T, s string) ipr.Date {
	t.Helper()
	d, err := ipr.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func record(r register.Record) register.Field { return register.Field{Name: "record", Value: &r} }

func version(t *testing.T, s string, place int64) register.Field {
	return register.Field{Name: "ground", Value: register.Ground{Document: "ab", Record: place, Version: day(t, s)}}
}

func TestEntryIsTheFoldOfItsEvents(t *testing.T) {
	filed := register.Record{Status: register.StatusFiled, Application: &register.Numbered{Number: right.Number}, Mark: &register.Mark{Text: "A"}}
	for _, c := range []struct {
		rule   string
		sights []register.Sight
		asof   string
		status register.Status
		mark   string
		acts   int
	}{
		{"an act changes what it tells and leaves the rest", []register.Sight{
			tell(t, register.Register, 0, "2026-01-05", "file", effective(t, "2026-01-05"), record(filed)),
			tell(t, register.Register, 1, "2026-02-05", "publish", effective(t, "2026-02-05"), record(register.Record{Status: register.StatusPublished})),
		}, "", register.StatusPublished, "A", 2},
		{"the legal date counts, not the order of the log", []register.Sight{
			tell(t, register.Register, 0, "2026-01-05", "file", effective(t, "2026-01-05"), record(filed)),
			tell(t, register.Register, 1, "2026-02-05", "refuse", effective(t, "2026-02-05"), record(register.Record{Status: register.StatusRefused})),
			tell(t, register.Register, 2, "2026-03-05", "publish", effective(t, "2026-01-20"), record(register.Record{Status: register.StatusPublished})),
		}, "", register.StatusRefused, "A", 3},
		{"a day shows what stood then", []register.Sight{
			tell(t, register.Register, 0, "2026-01-05", "file", effective(t, "2026-01-05"), record(filed)),
			tell(t, register.Register, 1, "2026-02-05", "refuse", effective(t, "2026-02-05"), record(register.Record{Status: register.StatusRefused})),
		}, "2026-02-04", register.StatusFiled, "A", 1},
		{"a newer copy replaces the whole record", []register.Sight{
			tell(t, register.Library, 0, "2026-01-05", "import", version(t, "2025-01-01", 0), record(filed)),
			tell(t, register.Library, 1, "2026-01-05", "import", version(t, "2025-06-01", 1), record(register.Record{Status: register.StatusCancelled})),
		}, "", register.StatusCancelled, "", 2},
		{"an act after the day of a copy is not undone by the copying", []register.Sight{
			tell(t, register.Library, 0, "2026-11-25", "import", version(t, "2026-10-01", 0), record(filed)),
			tell(t, register.Register, 0, "2026-11-25", "expire", effective(t, "2026-10-20"), record(register.Record{Status: register.StatusExpired})),
		}, "", register.StatusExpired, "A", 2},
		{"a copy stands from the day that it tells", []register.Sight{
			tell(t, register.Library, 0, "2026-11-25", "import", version(t, "2026-10-01", 0), record(filed)),
			tell(t, register.Register, 0, "2026-11-25", "expire", effective(t, "2026-10-20"), record(register.Record{Status: register.StatusExpired})),
		}, "2026-10-10", register.StatusFiled, "A", 1},
		{"a copy without a day stands from its copying", []register.Sight{
			tell(t, register.Library, 0, "2026-11-25", "import", record(filed)),
			tell(t, register.Register, 0, "2026-11-25", "expire", effective(t, "2026-10-20"), record(register.Record{Status: register.StatusExpired})),
		}, "", register.StatusFiled, "A", 2},
	} {
		t.Run(c.rule, func(t *testing.T) {
			e, err := register.Fold(right, c.sights)
			if err == nil && c.asof != "" {
				e, err = e.AsOf(day(t, c.asof))
			}
			if err != nil {
				t.Fatal(err)
			}
			mark := ""
			if e.Mark != nil {
				mark = e.Mark.Text
			}
			if e.Status != c.status || mark != c.mark || len(e.Events) != c.acts {
				t.Errorf("status %q, mark %q, %d events; want %q, %q, %d", e.Status, mark, len(e.Events), c.status, c.mark, c.acts)
			}
		})
	}
}

func TestNothingStoodBeforeTheFirstEvent(t *testing.T) {
	e, err := register.Fold(right, []register.Sight{tell(t, register.Register, 0, "2026-01-05", "file", effective(t, "2026-01-05"))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.AsOf(day(t, "2026-01-04")); err == nil {
		t.Error("the register tells something of the day before the filing")
	}
}

// An act of the office may give its ground in words, where a copy names its document.
func TestAnActMayGiveItsGroundInWords(t *testing.T) {
	p, err := register.Prepare(register.Event{Lane: register.Register, Entry: ipr.ID{Office: "VN", Kind: "TM", Number: "1"}, Act: "refuse",
		Field: []register.Field{{Name: "ground", Value: "no distinctive character"}}}, "test.invalid/log/register/1", register.SystemEntropy())
	if err != nil {
		t.Fatal(err)
	}
	s := register.Sight{Lane: register.Register, Generation: 1, Leaf: p.Leaf("test.invalid/log/register/1", 0, time.Unix(1800000000, 0)), Disclosures: p.PublicText()}
	h, err := s.Happening()
	if err != nil || h.Act != "refuse" || !h.State.IsZero() {
		t.Errorf("the act is read as %+v (%v)", h, err)
	}
}
