package exchange_test

import (
	"bytes"
	"encoding/json"
	"reflect"
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
		wide("mark\tnumber\r\nA\t1\r\n"),
	} {
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
