package sample_test

import (
	"bytes"
	"encoding/hex"
	"image/png"
	"reflect"
	"testing"

	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/procedure"
)

func TestPapersAreWholeAndTheSameEachTime(t *testing.T) {
	again := sample.Papers()
	names := map[string]bool{}
	for i, p := range sample.Papers() {
		if names[p.Name] {
			t.Errorf("two papers are called %s", p.Name)
		}
		names[p.Name] = true
		if err := p.Document.Check(); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		if !reflect.DeepEqual(p, again[i]) {
			t.Errorf("%s is another one the second time", p.Name)
		}
	}
	for _, f := range procedure.Forms() {
		if f != procedure.Certificate && f != procedure.Extract && !names[string(f)] {
			t.Errorf("there is no paper of the form %s", f)
		}
	}
	for _, kind := range []string{"TM", "PT", "UM", "DS", "GI"} {
		if !names["certificate-"+kind] || !names["extract-"+kind] {
			t.Errorf("there is no certificate, or no extract, of %s", kind)
		}
	}
}

// pictured checks that a paper has every picture that it names.
func pictured(t *testing.T, p sample.Paper) (n int) {
	t.Helper()
	var rights []*procedure.Bibliography
	d := p.Document
	if d.Right != nil {
		rights = append(rights, d.Right)
	}
	for _, c := range d.Earlier {
		rights = append(rights, c.Right)
	}
	if d.Gazette != nil {
		for _, s := range d.Gazette.Sections {
			rights = append(rights, s.Entries...)
		}
	}
	for _, r := range rights {
		for _, name := range r.Pictures() {
			n++
			if raw, err := hex.DecodeString(name); err != nil || len(raw) != 32 {
				t.Errorf("%s: the picture %q has no SHA-256 for a name", p.Name, name)
			}
			if _, err := png.Decode(bytes.NewReader(p.Pictures[name])); err != nil {
				t.Errorf("%s: picture %s: %v", p.Name, name, err)
			}
		}
	}
	return n
}

func TestPapersHaveTheirPictures(t *testing.T) {
	n := 0
	for _, p := range sample.Papers() {
		n += pictured(t, p)
	}
	if n < 10 {
		t.Errorf("the papers have %d pictures only", n)
	}
}

func TestCertificatesAndGazettesToMeasureBy(t *testing.T) {
	count, pictures := 0, map[string]bool{}
	numbers := map[string]bool{}
	for p := range sample.Certificates(40) {
		count++
		if err := p.Document.Check(); err != nil {
			t.Fatal(err)
		}
		pictured(t, p)
		for name := range p.Pictures {
			pictures[name] = true
		}
		numbers[p.Document.Right.Number()] = true
	}
	if count != 40 || len(numbers) != 40 || len(pictures) != 20 {
		t.Errorf("%d certificates with %d numbers and %d pictures", count, len(numbers), len(pictures))
	}
	p := sample.GazetteOf(50, 20)
	if n := pictured(t, p); n != 20 || len(p.Pictures) != 20 || len(p.Document.Gazette.Sections[0].Entries) != 50 {
		t.Errorf("%d entries with %d pictures", len(p.Document.Gazette.Sections[0].Entries), n)
	}
}
