package exchange_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/outside"
)

// allocated is how many bytes f takes in all, those given back included.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// paper is a document under a name.
type paper struct{ name, text string }

// ours are documents of our own in the forms that need no schema.
func ours() []paper {
	return []paper{
		{"daily.xml", daily(`<case-file><serial-number>90000001</serial-number><registration-number>0864928</registration-number><transaction-date>20240102</transaction-date>`+
			`<case-file-header><filing-date>19570301</filing-date><status-code>688</status-code><status-date>20200101</status-date><mark-identification>TRÀ &amp; CÀ PHÊ</mark-identification>`+
			`<mark-drawing-code>4000</mark-drawing-code><trademark-in>T</trademark-in><attorney-name>Lê A</attorney-name></case-file-header>`+
			`<case-file-statements><case-file-statement><type-code>GS0091</type-code><text>tea (green; black); coffee</text></case-file-statement></case-file-statements>`+
			`<case-file-event-statements><case-file-event-statement><code>NWAP</code><type>I</type><description-text>NEW</description-text><date>20200101</date><number>1</number></case-file-event-statement></case-file-event-statements>`+
			`<classifications><classification><international-code>009</international-code><status-code>6</status-code><primary-code>009</primary-code></classification></classifications>`+
			`<case-file-owners><case-file-owner><party-type>10</party-type><party-name>Công ty A</party-name><city>Huế</city><country>VN</country></case-file-owner></case-file-owners></case-file>`,
			`<case-file><serial-number>90000002</serial-number><case-file-header><filing-date>20240101</filing-date><mark-identification>BETA</mark-identification></case-file-header></case-file>`)},
		{"marks.tsv", "number\tmark\tclasses\tgoods\towner\tfiling date\n1\tTRÀ\t30,9\t30: chè | 9: phần mềm\tCông ty A\t2020-01-02\n2\tB\t\t\t\t\n3\tC\t5\tthuốc\tX\t1999-12-00\n"},
		{"marks.csv", "number,mark,owner,status\n1,\"A, \"\"B\"\"\",X,registered\n2,\"two\nlines\",Y,filed\n3,'=1+1,Z,unheard of\n"},
		{"marks.jsonl", `{"id":"VN/TM/4-2023-1","version":"2026-10-01","mark":{"text":"VÂN HẠC"},"classes":[{"scheme":"nice","class":30,"terms":["chè"]}]}` + "\n" +
			`{"id":"EP/PT/1","part":true,"title":"Pump","publications":[{"office":"EP","number":"1","kind":"A1","date":"2020-01-01"}],"x":[{"y":null}]}` + "\n"},
	}
}

// theirs are the real documents of the shared collection that are in a form that is read.
func theirs(t testing.TB) (out []paper) {
	t.Helper()
	for _, dir := range []string{"trademark", "patent", "gi", "st96/examples"} {
		err := filepath.WalkDir(outside.Shared(t, "data/"+dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if _, err := exchange.Detect(path, b[:min(len(b), exchange.HeadSize)]); !exchange.Formless(err) {
				out = append(out, paper{d.Name(), string(b)})
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// judged reads a hostile document and sees that it has a clear verdict: its records, and each fault of kind Invalid with a
// place; no panic and no standstill, and no more memory than the limits of one record and the size of the document allow. A
// document that has no record and no place to point at is refused as a whole, by Detect or Open.
func judged(t testing.TB, p paper) (items []*exchange.Item, err error) {
	t.Helper()
	stuck := time.AfterFunc(5*time.Minute, func() { panic("exchange: " + p.name + " is read without end") })
	defer stuck.Stop()
	bad := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s: %s", p.name, fmt.Sprintf(format, args...))
	}
	used := allocated(func() {
		var format exchange.Format
		if format, err = exchange.Detect(p.name, []byte(p.text[:min(len(p.text), exchange.HeadSize)])); err != nil {
			return
		}
		var r exchange.Reader
		if r, err = exchange.Open(format, strings.NewReader(p.text), int64(len(p.text)), exchange.Options{Name: p.name}); err != nil {
			return
		}
		records := 0
		for err == nil {
			var item *exchange.Item
			item, err = r.Next()
			if f, ok := exchange.Refused(err); ok {
				if f.Kind != fault.Invalid || f.Where == "" {
					bad("a record is refused without a place: %v", f)
				}
				err = nil
			} else if err == nil {
				items = append(items, item)
				if item.Where == "" || item.ID.IsZero() {
					bad("a record has no place or no address: %+v", item)
				}
			}
			if records++; records > len(p.text)+1 {
				bad("it has more records than bytes")
				return
			}
		}
		if rep := r.Report(); len(items)+rep.RefusedCount() > max(rep.Read, len(items)) {
			bad("%d records and %d refused of %d", len(items), rep.RefusedCount(), rep.Read)
		}
		if _, again := r.Next(); again == nil || (again == io.EOF) != (err == io.EOF) {
			bad("behind its end, which is %v, comes %v", err, again)
		}
		if f, ok := fault.Of(err); ok && f.Where == "" && !strings.Contains(err.Error(), "archive") {
			bad("it breaks without a place: %v", err)
		}
	})
	if err != io.EOF && fault.KindOf(err) != fault.Invalid {
		bad("it ends with %v", err)
	}
	if most := uint64(64<<20 + 100*len(p.text)); used > most {
		bad("%d bytes were taken for %d", used, len(p.text))
	}
	return items, err
}

// mutants makes damaged copies of a document, always the same ones. Their number is such that the sum of their sizes stays in
// bounds: MUNIMENT_TEST_HOSTILE times some megabytes, and some hundred of each kind, for each document.
func mutants(p paper, f func(paper)) {
	times := 1
	fmt.Sscan(os.Getenv("MUNIMENT_TEST_HOSTILE"), &times)
	n := max(1, min(100*times, times*(1<<20)/max(len(p.text), 1)))
	random := rand.New(rand.NewPCG(uint64(len(p.text)), 3))
	at := func(s string) int { return random.IntN(len(s)) }
	for i := range n {
		cut := (i + 1) * len(p.text) / (n + 1)
		f(paper{fmt.Sprintf("%s, cut at %d", p.name, cut), p.text[:cut]})
	}
	for range n {
		b := []byte(p.text)
		i := at(p.text)
		b[i] ^= 1 << random.IntN(8)
		f(paper{fmt.Sprintf("%s, a bit of byte %d turned", p.name, i), string(b)})
	}
	for range n {
		b := []byte(p.text)
		i := at(p.text)
		b[i] = "\x00\xff<>&\"'/ \t\n[]{},;1\xc3"[random.IntN(19)]
		f(paper{fmt.Sprintf("%s, byte %d made %q", p.name, i, b[i]), string(b)})
	}
	tags := boundaries(p.text)
	if len(tags) < 4 {
		return
	}
	for range n {
		i := random.IntN(len(tags) - 3)
		j := i + 1 + random.IntN(min(40, len(tags)-i-2))
		a, b, c, d := tags[i], tags[i+1], tags[j], tags[j+1]
		f(paper{fmt.Sprintf("%s, what stands at %d and %d changed places", p.name, a, c), p.text[:a] + p.text[c:d] + p.text[b:c] + p.text[a:b] + p.text[d:]})
		f(paper{fmt.Sprintf("%s, what stands at %d to %d twice", p.name, a, d), p.text[:d] + p.text[a:]})
		f(paper{fmt.Sprintf("%s, what stands at %d to %d left out", p.name, a, b), p.text[:a] + p.text[b:]})
	}
}

// boundaries are the places at which a tag, a line or a cell begins.
func boundaries(s string) (out []int) {
	for i := range len(s) {
		if s[i] == '<' || i > 0 && strings.IndexByte(">\n\t,{}", s[i-1]) >= 0 {
			out = append(out, i)
		}
	}
	return slices.Compact(out)
}

func TestMutantsHaveAClearVerdict(t *testing.T) {
	for _, p := range ours() {
		t.Run(p.name, func(t *testing.T) { everyMutant(t, p) })
	}
	var members []member
	for _, p := range ours() {
		members = append(members, member{p.name, p.text})
	}
	for _, p := range []paper{{"marks.zip", string(zipped(t, nil, members...))}, {"marks.tar", tarred(t, nil, members...)}, {"marks.tgz", gzipped(tarred(t, nil, members...))}, {"marks.csv.gz", gzipped(ours()[2].text)}} {
		t.Run(p.name, func(t *testing.T) { everyMutant(t, p) })
	}
}

func TestMutantsOfRealDocumentsHaveAClearVerdict(t *testing.T) {
	for _, p := range theirs(t) {
		t.Run(p.name, func(t *testing.T) { everyMutant(t, p) })
	}
}

func everyMutant(t *testing.T, p paper) {
	whole, err := judged(t, p)
	if err != io.EOF || len(whole) == 0 {
		t.Fatalf("the document itself gives %d records, %v", len(whole), err)
	}
	known := map[string]bool{}
	for _, it := range whole {
		known[string(exchange.Content(it))] = true
	}
	n, broken := 0, 0
	mutants(p, func(m paper) {
		items, err := judged(t, m)
		if n++; !errors.Is(err, io.EOF) {
			broken++
		}
		for _, it := range items {
			if c := string(exchange.Content(it)); !known[c] {
				proper(t, decoded(t, c))
			}
		}
	})
	t.Logf("%d mutants, %d of them broken documents", n, broken)
}

func decoded(t testing.TB, text string) (v any) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}
