package exchange_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
)

func TestProblemsInVietnamese(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"a place", fault.New(fault.Invalid, "the archive is broken").At("record 3, line 4"), "bản ghi 3, dòng 4: tệp nén bị hỏng"},
		{"a name within a place stays", fault.New(fault.Invalid, "the archive is broken").At(`member "line 3 \" member", behind record 1`), `tệp thành phần "line 3 \" member", sau bản ghi 1: tệp nén bị hỏng`},
		{"a word that is no word of ours stays", fault.New(fault.Invalid, "the archive is broken").At("Zeile 3"), "Zeile 3: tệp nén bị hỏng"},
		{"a cause that is a fault", fault.New(fault.Invalid, "members of the archive that could not be read to their end: %d", 2).Because(fault.New(fault.Invalid, "it is encrypted").At(`member "a"`)),
			`số tệp thành phần của tệp nén không đọc được đến hết: 2: tệp thành phần "a": `},
		{"a cause that is none", fault.New(fault.Invalid, "the archive is broken").Because(errors.New("bad bits")), "tệp nén bị hỏng: bad bits"},
		{"what is no fault", errors.New("disk full"), "disk full"},
	} {
		if got := exchange.Explain(locale.Vi, c.err); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if got := exchange.Explain(locale.En, c.err); got != c.err.Error() {
			t.Errorf("%s, in English: %s, want %s", c.name, got, c.err)
		}
	}
	_, err := exchange.Detect("x", []byte("Dear all"))
	if f, ok := fault.Of(err); !ok || f.Hint == "" || locale.Sentence(locale.Vi, f.Hint) == f.Hint {
		t.Errorf("the hint of %v has no translation", err)
	}
	p := exchange.Problem{Fault: fault.New(fault.Invalid, "the document is empty").At("100% of it")}
	text, err := p.MarshalText()
	var back exchange.Problem
	if err == nil {
		err = back.UnmarshalText(text)
	}
	if err != nil || back.Error() != p.Error() || back.In(locale.Vi) != p.Error() {
		t.Errorf("%v comes back as %v, %v", p, back, err)
	}
}

// TestWhatIsLeftOutIsToldInVietnamese looks for the reasons in the code of the package.
func TestWhatIsLeftOutIsToldInVietnamese(t *testing.T) {
	reason := regexp.MustCompile(`"([^"]*\((?:private|no member|counted once|made from)[^"]*)"`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range reason.FindAllStringSubmatch(string(text), -1) {
			if n++; locale.Sentence(locale.Vi, m[1]) == m[1] {
				t.Errorf("%s: text/vi/left_out.json has not %q", f, m[1])
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d reasons are seen", n)
	}
}

func TestWhatRealDocumentsLeaveOutIsToldInVietnamese(t *testing.T) {
	for _, p := range theirs(t) {
		_, rep, err := opened(p.text, exchange.Options{Name: p.name})
		if err != nil {
			t.Errorf("%s: %v", p.name, err)
		}
		for name := range rep.LeftOut {
			if locale.Sentence(locale.Vi, name) == name {
				t.Errorf("%s: text/vi/left_out.json has not %q", p.name, name)
			}
		}
	}
}
