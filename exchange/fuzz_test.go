package exchange_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/ipr"
)

// FuzzOpen reads any bytes in whatever format they seem to be of. What comes out is what the register accepts: an
// address that parses back, texts in normalization form C without control characters, numbers that are not negative;
// and it is the same however the bytes arrive.
func FuzzOpen(f *testing.F) {
	for _, s := range []string{
		daily("<case-file><serial-number>90000001</serial-number><case-file-header><filing-date>19570000</filing-date><status-code>688</status-code></case-file-header>" +
			"<case-file-statements><case-file-statement><type-code>GS0091</type-code><text>a; b</text></case-file-statement></case-file-statements>" +
			"<classifications><classification><international-code>009</international-code><primary-code>009</primary-code></classification></classifications>" +
			"<case-file-owners><case-file-owner><party-type>10</party-type><party-name>A</party-name></case-file-owner></case-file-owners></case-file>"),
		sheetA, linesB, "number,mark,classes,goods\n1,\"A\"\"\",\"9,42\",9: a | 42: b\n", gzipped(sheetA), string(zipped(f, nil, member{"a.tsv", sheetA}, member{"b.jsonl", linesB})),
		tarred(f, nil, member{"a.tsv", sheetA}, member{"b.jsonl", linesB}), gzipped(tarred(f, nil, member{"a.tsv", sheetA})) + gzipped(""),
		wide("mark\tnumber\r\nA\t1\r\n"),
	} {
		f.Add([]byte(s))
	}
	for _, s := range slices.Concat(tinyDesigns, tinyIndications, tinyMarks) {
		f.Add([]byte(s))
	}
	for _, s := range patentSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		format, err := exchange.Detect("x", doc[:min(len(doc), exchange.HeadSize)])
		if err != nil {
			return
		}
		opt := exchange.Options{Name: "x", Limits: exchange.Limits{Total: 1 << 20, Members: 10}}
		items, rep, err := readAll(format, bytes.NewReader(doc), int64(len(doc)), opt)
		if format != exchange.ZIP {
			again, rep2, err2 := readAll(format, iotest.OneByteReader(bytes.NewReader(doc)), -1, opt)
			if !reflect.DeepEqual(items, again) || !reflect.DeepEqual(rep, rep2) || (err == nil) != (err2 == nil) {
				t.Fatalf("whole: %d items, %+v, %v\nby byte: %d items, %+v, %v", len(items), rep, err, len(again), rep2, err2)
			}
		}
		if len(items)+rep.RefusedCount() > rep.Read {
			t.Fatalf("%d items and %d refused of %d", len(items), rep.RefusedCount(), rep.Read)
		}
		for _, it := range items {
			if id, err := ipr.ParseID(it.ID.String()); err != nil || id != it.ID {
				t.Fatalf("id %+v, %v, %v", it.ID, id, err)
			}
			var v any
			d := json.NewDecoder(bytes.NewReader(exchange.Content(it)))
			d.UseNumber()
			if err := d.Decode(&v); err != nil {
				t.Fatal(err)
			}
			proper(t, v)
		}
	})
}

// proper sees that every text and number is one that docs/log.md allows as a value.
func proper(t *testing.T, v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, w := range v {
			proper(t, w)
		}
	case []any:
		for _, w := range v {
			proper(t, w)
		}
	case string:
		if !utf8.ValidString(v) || !norm.NFC.IsNormalString(v) {
			t.Fatalf("the text %q", v)
		}
		for _, c := range v {
			if c < 0x20 || 0x7f <= c && c < 0xa0 {
				t.Fatalf("the text %q", v)
			}
		}
	case json.Number:
		if n, err := v.Int64(); err != nil || n < 0 {
			t.Fatalf("the number %s", v)
		}
	default:
		t.Fatalf("the value %v", v)
	}
}

// FuzzCaseFile puts any bytes into a case file of a daily document, so that the mapping is met and not only the
// tokenizer before it.
func FuzzCaseFile(f *testing.F) {
	for _, s := range []string{
		"<registration-number>0864928</registration-number><transaction-date>20240102</transaction-date>",
		"<case-file-header><filing-date>19570000</filing-date><status-code>688</status-code><mark-identification>A</mark-identification><mark-drawing-code>4000</mark-drawing-code><trademark-in>T</trademark-in><section-2f-in>T</section-2f-in><renewal-date>20200101</renewal-date></case-file-header>",
		"<case-file-statements><case-file-statement><type-code>GS0091</type-code><text>a (b; c); [d]</text></case-file-statement><case-file-statement><type-code>D10000</type-code><text>x</text></case-file-statement></case-file-statements><classifications><classification><international-code>009</international-code><status-code>B</status-code><primary-code>009</primary-code></classification><classification><international-code>A</international-code><primary-code>A</primary-code></classification></classifications>",
		"<case-file-owners><case-file-owner><party-type>41</party-type><party-name>B</party-name><name-change-explanation>NC41000001ASSIGNEE OF</name-change-explanation></case-file-owner><case-file-owner><party-type>30</party-type><party-name>A</party-name><city>Huế</city><country>VN</country></case-file-owner></case-file-owners>",
		"<case-file-event-statements><case-file-event-statement><code>A</code><type>O</type><date>20200101</date><number>1</number></case-file-event-statement></case-file-event-statements><design-searches><design-search><code>260921</code></design-search></design-searches>",
		"<foreign-applications><foreign-application><country>VN</country><application-number>1</application-number><foreign-priority-claim-in>T</foreign-priority-claim-in></foreign-application></foreign-applications><international-registration><international-registration-number>01</international-registration-number></international-registration>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, inner string) {
		doc := daily("<case-file><serial-number>90000001</serial-number>" + inner + "</case-file>")
		items, rep, err := readAll(exchange.TDXF, bytes.NewReader([]byte(doc)), -1, exchange.Options{})
		again, rep2, err2 := readAll(exchange.TDXF, iotest.OneByteReader(bytes.NewReader([]byte(doc))), -1, exchange.Options{})
		if !reflect.DeepEqual(items, again) || !reflect.DeepEqual(rep, rep2) || (err == nil) != (err2 == nil) {
			t.Fatalf("whole: %+v, %v\nby byte: %+v, %v", rep, err, rep2, err2)
		}
		for _, it := range items {
			var v any
			d := json.NewDecoder(bytes.NewReader(exchange.Content(it)))
			d.UseNumber()
			if err := d.Decode(&v); err != nil {
				t.Fatal(err)
			}
			proper(t, v)
			var b bytes.Buffer
			if _, err := exchange.WriteLines(&b, rowsOf([]*exchange.Item{it})); err != nil {
				t.Fatal(err)
			}
			back, rep, err := readAll(exchange.Lines, &b, -1, exchange.Options{})
			if err != nil || len(back) != 1 || string(exchange.Content(back[0])) != string(exchange.Content(it)) {
				t.Fatalf("%s is not read back: %+v, %v", exchange.Content(it), rep, err)
			}
		}
	})
}
