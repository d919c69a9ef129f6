package locale

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/outside"
)

// texts reads all files of a language anew, by key, and checks what holds within one file.
func texts(t *testing.T, l Lang) map[string]message {
	t.Helper()
	all := map[string]message{}
	keyForm := regexp.MustCompile(`^[a-z_]+(\.[A-Za-z0-9_-]+)+$`)
	for _, name := range list(l) {
		data := read(l, name)
		if !norm.NFC.IsNormal(data) {
			t.Errorf("text/%s/%s is not in normalization form C", l, name)
		}
		if slices.Contains(sentenceFiles, name) {
			continue
		}
		file, err := readTexts(data)
		if err != nil {
			t.Fatalf("text/%s/%s: %v", l, name, err)
		}
		subject := strings.TrimSuffix(name, ".json")
		for key, m := range file {
			if !keyForm.MatchString(key) || !strings.HasPrefix(key, subject+".") {
				t.Errorf("text/%s/%s: the key %q does not begin with %q or is no row of dotted words", l, name, key, subject+".")
			}
			for _, p := range []pattern{m.one, m.other} {
				if s := strings.Join(p, ""); p != nil && (s == "" || s != strings.TrimSpace(s)) {
					t.Errorf("text/%s/%s: %s is empty or has spaces around it", l, name, key)
				}
			}
			all[key] = m
		}
	}
	return all
}

// places lists the names of places that a pattern holds, sorted, each once.
func places(p pattern) []string {
	var names []string
	for i := 1; i < len(p); i += 2 {
		names = append(names, p[i])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestLanguagesHaveTheSameTexts(t *testing.T) {
	vi, en := texts(t, Vi), texts(t, En)
	for key := range vi {
		if _, ok := en[key]; !ok {
			t.Errorf("%s has no English text", key)
		}
	}
	for key, e := range en {
		v, ok := vi[key]
		if !ok {
			t.Errorf("%s has no Vietnamese text", key)
			continue
		}
		if a, b := places(v.other), places(e.other); !slices.Equal(a, b) {
			t.Errorf("%s: Vietnamese has the places %q, English %q", key, a, b)
		}
		if v.one != nil {
			t.Errorf("%s: Vietnamese has no plural form one", key)
		}
		if e.one == nil {
			continue
		}
		if !slices.Contains(places(e.other), "n") {
			t.Errorf("%s: a text with plural forms says its count {n}", key)
		}
		for _, name := range places(e.one) {
			if !slices.Contains(places(e.other), name) {
				t.Errorf("%s: the form one has a place %q that other has not", key, name)
			}
		}
	}
	if len(en) < 40 {
		t.Errorf("only %d texts are read", len(en))
	}
}

// A count before its noun takes plural forms in English, or the page would say "1 marks".
func TestCountsHavePluralForms(t *testing.T) {
	for key, m := range texts(t, En) {
		for i := 1; i < len(m.other); i += 2 {
			if m.other[i] == "n" && nounFollows.MatchString(m.other[i+1]) && m.one == nil {
				t.Errorf("%s: the count {n} needs the plural forms one and other", key)
			}
		}
	}
}

var nounFollows = regexp.MustCompile(`^ [a-z]`)

func TestSentencesKeepTheirVerbs(t *testing.T) {
	verb := regexp.MustCompile(`%(?:\[\d+\])?([-+#0]*\d*(?:\.\d+)?[a-zA-Z])`)
	verbs := func(s string) (found []string) {
		for _, v := range verb.FindAllStringSubmatch(s, -1) {
			found = append(found, v[1])
		}
		if strings.Contains(s, "%[") { // the arguments stand in another order
			slices.Sort(found)
		}
		return found
	}
	for l, m := range sentences() {
		for _, name := range list(l) {
			if !slices.Contains(sentenceFiles, name) {
				continue
			}
			if _, err := object(read(l, name)); err != nil {
				t.Errorf("text/%s/%s: %v", l, name, err)
			}
		}
		for english, s := range m {
			a, b := verbs(english), verbs(s)
			if strings.Contains(s, "%[") {
				slices.Sort(a)
			}
			if !slices.Equal(a, b) {
				t.Errorf("%s: %q has the verbs %q, its translation %q", l, english, a, b)
			}
		}
	}
}

// source calls f with every file of the program that may ask for a text: Go code without tests, and templates.
func source(t *testing.T, f func(path, text string)) {
	t.Helper()
	root := outside.Root(t)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "muniment-data") {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(path, "_test.go") || (!strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".html")) {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		f(rel, string(text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// asks finds calls of T, and of a template's t, whose key is written out in full.
var asks = regexp.MustCompile(`(?:\b|\.)[tT][ (](?:[\w.$]+(?:\(\))?,? )?"([a-z_]+(?:\.[A-Za-z0-9_-]+)+)"\s*(?:[^\s+]|$)`)

func TestEveryKeyAskedForExists(t *testing.T) {
	known := texts(t, En)
	source(t, func(path, text string) {
		if strings.HasPrefix(path, filepath.Join("internal", "locale")) {
			return
		}
		for _, m := range asks.FindAllStringSubmatch(text, -1) {
			if _, ok := known[m[1]]; !ok {
				t.Errorf("%s asks for the text %s, which is not there", path, m[1])
			}
		}
	})
}

func TestCallsOfTextsAreRecognised(t *testing.T) {
	for _, call := range []string{
		`locale.T(lang, "entry.title")`, `locale.T(p.Lang, "entry.title", "n", 3)`, `p.T("entry.title")`,
		`locale.T(r.Lang(), "entry.title")`, `{{.T "entry.title" "n" 3}}`, `{{t .Lang "entry.title"}}`, `{{$.T "entry.title"}}`, `{{t "entry.title"}}`,
	} {
		if m := asks.FindStringSubmatch(call); m == nil || m[1] != "entry.title" {
			t.Errorf("the call %s is not seen", call)
		}
	}
	for _, call := range []string{`locale.T(lang, "entry." + s)`, `locale.T(lang, "entry.until."+s)`, `r.T("entry.until.a_" + s)`, `t.Run("a.b")`, `Print("entry.title")`} {
		if m := asks.FindStringSubmatch(call); m != nil {
			t.Errorf("%s is taken for a call with the key %s", call, m[1])
		}
	}
}

// said calls f with every sentence of a fault, and every hint, that the program's code writes out.
func said(t *testing.T, f func(path, sentence string)) {
	source(t, func(path, text string) {
		if !strings.HasSuffix(path, ".go") {
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			var sentence ast.Expr
			if x, ok := method.X.(*ast.Ident); ok && x.Name == "fault" && method.Sel.Name == "New" && len(call.Args) > 1 {
				sentence = call.Args[1]
			} else if method.Sel.Name == "Hinting" && len(call.Args) == 1 {
				sentence = call.Args[0]
			}
			if s, ok := written(sentence); ok {
				f(path, s)
			}
			return true
		})
	})
}

// written gives the value of a string literal, or of several joined by +.
func written(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		left, ok := written(e.X)
		right, also := written(e.Y)
		return left + right, ok && also
	}
	return "", false
}

func TestEverySentenceHasItsTranslation(t *testing.T) {
	n := 0
	said(t, func(path, sentence string) {
		n++
		if _, ok := sentences()[Vi][sentence]; !ok {
			t.Errorf("%s: text/vi/fault.json has not %q", path, sentence)
		}
	})
	if n < 10 {
		t.Errorf("only %d sentences are seen", n)
	}
}

func TestMessages(t *testing.T) {
	for _, c := range []struct {
		name, value string
		l           Lang
		args        []any
		want        string
	}{
		{"plain", `"Marks"`, En, nil, "Marks"},
		{"one place", `"until {date}"`, En, []any{"date", "1 May"}, "until 1 May"},
		{"a place twice", `"{a}{b}{a}"`, En, []any{"b", "-", "a", "x"}, "x-x"},
		{"a place without argument stays", `"until {date}"`, En, nil, "until {date}"},
		{"a name without a value is nothing", `"until {date}"`, En, []any{"date"}, "until {date}"},
		{"whole numbers are grouped", `"{n} nhãn hiệu"`, Vi, []any{"n", 50000}, "50.000 nhãn hiệu"},
		{"unsigned numbers are grouped", `"lá {leaf}"`, Vi, []any{"leaf", uint64(1 << 63)}, "lá 9.223.372.036.854.775.808"},
		{"fractions have a comma", `"{x} ms"`, Vi, []any{"x", 1.25}, "1,25 ms"},
		{"one", `{"one":"{n} mark","other":"{n} marks"}`, En, []any{"n", 1}, "1 mark"},
		{"one by a string", `{"one":"{n} mark","other":"{n} marks"}`, En, []any{"n", "1"}, "1 mark"},
		{"many", `{"one":"{n} mark","other":"{n} marks"}`, En, []any{"n", int64(1001)}, "1,001 marks"},
		{"none", `{"one":"{n} mark","other":"{n} marks"}`, En, []any{"n", 0}, "0 marks"},
		{"words of its own", `"Class {class}"`, Vi, []any{"class", spoken{}}, "Class vi words"},
	} {
		m, err := readMessage(json.RawMessage(c.value))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got := m.in(c.l, c.args); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for name, value := range map[string]string{
		"a brace not closed": `"until {date"`, "a brace not opened": `"until date}"`, "a place without a name": `"{}"`,
		"a place with spaces": `"{the date}"`, "a form of no category": `{"few":"x","other":"y"}`, "no form other": `{"one":"x"}`, "a number": `3`,
	} {
		if _, err := readMessage(json.RawMessage(value)); err == nil {
			t.Errorf("%s is accepted: %s", name, value)
		}
	}
	for name, file := range map[string]string{"a key twice": `{"a.b":"x","a.b":"y"}`, "a list": `[]`, "nothing": ``, "cut off": `{"a.b":"x"`} {
		if _, err := readTexts([]byte(file)); err == nil {
			t.Errorf("%s is accepted: %s", name, file)
		}
	}
}

type spoken struct{}

func (spoken) In(l Lang) string { return string(l) + " words" }
