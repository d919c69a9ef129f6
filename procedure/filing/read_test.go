package filing_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/muniment/muniment/procedure/filing"
)

func TestApplicationIsReadStrictly(t *testing.T) {
	for _, c := range []struct{ rule, text, want string }{
		{"no JSON", `{"v":1`, "no JSON"},
		{"a member that is none", `{"v":1,"kind":"TM","language":"vi","colour":"red"}`, "no member"},
		{"a number for a text", `{"v":1,"kind":7}`, "cannot be"},
		{"something behind it", `{"v":1,"kind":"TM","language":"vi"} x`, "follows"},
		{"another version", `{"v":2,"kind":"TM","language":"vi"}`, "v is 1"},
		{"a kind that cannot be filed", `{"v":1,"kind":"XX","language":"vi"}`, "no kind of right"},
		{"a class that is none", `{"v":1,"kind":"TM","language":"vi","goods":[{"class":46,"terms":["a"]}]}`, "no class"},
		{"classes out of order", `{"v":1,"kind":"TM","language":"vi","goods":[{"class":9,"terms":["a"]},{"class":9,"terms":["b"]}]}`, "ascending"},
		{"a file that is not there", `{"v":1,"kind":"TM","language":"vi","mark":{"feature":"figurative","kind":"individual","image":"ab"}}`, "not among the files"},
		{"a hash that is none", `{"v":1,"kind":"TM","language":"vi","files":[{"role":"poa","name":"a.pdf","type":"application/pdf","size":1,"sha256":"AB"}]}`, "64 lower-case"},
		{"a name with folders", `{"v":1,"kind":"TM","language":"vi","files":[{"role":"poa","name":"../a.pdf","type":"application/pdf","size":1,"sha256":"` + strings.Repeat("0", 64) + `"}]}`, "no name of a file"},
		{"a control character", `{"v":1,"kind":"TM","language":"vi","reference":"a\u0007b"}`, "control character"},
		{"bytes that are no UTF-8", "{\"v\":1,\"kind\":\"TM\",\"language\":\"v\xff\"}", "UTF-8"},
		{"too much of it", `{"v":1,"kind":"TM","language":"vi","reference":"` + strings.Repeat("a", 600<<10) + `"}`, "at most"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if _, err := filing.Read([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestTextsAreBroughtIntoTheirForm(t *testing.T) {
	a, err := filing.Read([]byte(`{"v":1,"kind":"TM","language":"vi","applicants":[{"person":"natural","name":" Nguye\u0302\u0303n ","country":"VN"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if a.Applicants[0].Name != "Nguyễn" {
		t.Errorf("the name is %q", a.Applicants[0].Name)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(word().Bytes())
	f.Add(invention().Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := filing.Read(b)
		if err != nil {
			return
		}
		again, err := filing.Read(a.Bytes())
		if err != nil || !bytes.Equal(again.Bytes(), a.Bytes()) {
			t.Errorf("%q is read again as %v, %v", a.Bytes(), again, err)
		}
		filing.Check(a, nil)
	})
}
