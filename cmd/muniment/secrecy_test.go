package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/muniment/muniment/adapter/api"
	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/register"
)

var errNoTicket = fault.New(fault.Invalid, "this link was used already, or it is too old")

func encodePNG(w io.Writer, m image.Image) error { return png.Encode(w, m) }

// unnumbered is a law that gives no numbers.
func unnumbered(t *testing.T) *law.Library {
	t.Helper()
	calendar, err := os.ReadFile("../../law/calendar.yaml")
	fatal(t, err)
	l, err := law.Load(fstest.MapFS{"calendar.yaml": {Data: calendar}, "pack/own.yaml": {Data: []byte("pack: own\noffice: VN\nfrom: 2020-01-01\ntitle: {vi: a, en: a}\nlaw: {vi: a, en: a}\nsources: {memory: memory}\n")}})
	fatal(t, err)
	return l
}

// may lists the secrets of a case that somebody may see: "*" for all. Everybody else sees none.
func (c *secretCase) may(who string) []string {
	switch {
	case who == "owner", who == "agent":
		return []string{"*"}
	case c.draft != "":
		if who == "co-signer" {
			return []string{"*"}
		}
		return nil
	}
	switch who {
	case "clerk", "other clerk", "auditor":
		return []string{"*"}
	case "cashier":
		return []string{"NAME", "PLACE"} // who pays
	}
	return nil
}

var secretWord = regexp.MustCompile(`(?i)` + secretSign + `([A-Z]+)([0-9]+)X`)

// leaks lists the secrets in a text that somebody may not see.
func (o *secretOffice) leaks(who, text string) []string {
	found := map[string]bool{}
	for _, m := range secretWord.FindAllStringSubmatch(text, -1) {
		i := slices.IndexFunc(o.cases, func(c *secretCase) bool { return fmt.Sprint(c.n) == m[2] })
		if i < 0 {
			continue
		}
		if may := o.cases[i].may(who); !slices.Contains(may, "*") && !slices.Contains(may, strings.ToUpper(m[1])) {
			found[o.cases[i].name+" "+m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// answerOf is an answer as it went out.
func answerOf(w *httptest.ResponseRecorder) string {
	var b strings.Builder
	fmt.Fprintln(&b, w.Code)
	for _, k := range slices.Sorted(maps.Keys(w.Header())) {
		fmt.Fprintln(&b, k+":", strings.Join(w.Header()[k], ", "))
	}
	return b.String() + "\n" + w.Body.String()
}

// another gives an id of the same form that names nothing.
func another(id string) string {
	if id == "" {
		return ""
	}
	b := []byte(id)
	for i := len(b) - 1; i >= max(len(b)-6, 2); i-- {
		switch c := b[i]; {
		case c == '0':
			b[i] = '1'
		case c > '0' && c <= '9':
			b[i] = '0'
		case c >= 'A' && c <= 'Z' && c != 'A':
			b[i] = 'A'
		case c == 'A':
			b[i] = 'B'
		}
	}
	return string(b)
}

// slots gives what the places of a pattern are filled with for a case: the first set names it, the second nothing.
func (o *secretOffice) slots(c *secretCase) (real, absent []map[string]string) {
	common := map[string]string{"lane": "register", "generation": "0", "seq": "0", "path...": "checkpoint", "scheme": "nice", "class": "30", "token": "x", "service": "none",
		"n": "1", "form": "receipt.json", "page": "mark", "account": string(o.accounts["owner"].ID), "office": "VN", "kind": "TM", "sha256": c.sha}
	fill := func(id, draft, number, sha string) map[string]string {
		m := maps.Clone(common)
		m["filing"], m["id"], m["draft"], m["number"], m["sha256"] = id, id, draft, number, sha
		if c.sub != nil {
			m["kind"], m["seq"] = string(c.sub.Kind), fmt.Sprint(c.sub.Place.Seq)
		}
		return m
	}
	if c.sub == nil {
		return []map[string]string{fill("S"+c.draft[1:], c.draft, c.draft, c.sha)}, []map[string]string{fill(another("S"+c.draft[1:]), another(c.draft), another(c.draft), c.sha)}
	}
	forms := []string{c.sub.ID}
	if n := c.sub.Number(); n != "" {
		forms = append(forms, n)
	}
	for _, f := range forms {
		real = append(real, fill(f, "D"+c.sub.ID[1:], f, c.sha))
		absent = append(absent, fill(another(f), "D"+another(c.sub.ID)[1:], another(f), c.sha))
	}
	return real, absent
}

var slot = regexp.MustCompile(`\{([a-z0-9.]+)\}`)

// filled fills a pattern.
func filled(pattern string, m map[string]string) string {
	pattern = strings.ReplaceAll(pattern, "{$}", "")
	return slot.ReplaceAllStringFunc(pattern, func(s string) string { return m[strings.Trim(s, "{}")] })
}

// patterns are those of every route of the program.
func patterns() []string { return append(web.Patterns(), api.Patterns()...) }

// matrix asks every route whose pattern holds a text, as everybody, about every case, and tells what is wrong.
func (o *secretOffice) matrix(about string) []string {
	var wrong []string
	whos := append([]string{""}, slices.Sorted(maps.Keys(o.accounts))...)
	for _, p := range patterns() {
		method, pattern, _ := strings.Cut(p, " ")
		if !strings.Contains(pattern, about) {
			continue
		}
		mine := strings.Contains(pattern, "{filing}") || strings.Contains(pattern, "{id}") || strings.Contains(pattern, "{draft}")
		if method != http.MethodGet && !mine || strings.Contains(pattern, "{service}") {
			continue // what a reader sends about themselves; nothing of a case is in it
		}
		for _, who := range whos {
			cases := o.cases
			if !strings.Contains(pattern, "{") || pattern == "/{$}" {
				cases = cases[:1]
			}
			for _, c := range cases {
				may := c.may(who)
				if method != http.MethodGet && len(may) > 0 {
					continue // they would do something
				}
				real, absent := o.slots(c)
				for i := range real {
					at := filled(pattern, real[i])
					w := o.ask(who, method, at, "application/x-www-form-urlencoded", "act=accept&why=x&do=paid")
					text := answerOf(w)
					for _, l := range o.leaks(who, text) {
						wrong = append(wrong, fmt.Sprintf("%q at %s %s is told: %s", who, method, p, l))
					}
					if w.Code >= 500 {
						wrong = append(wrong, fmt.Sprintf("%q at %s %s: status %d", who, method, at, w.Code))
					}
					if !mine || len(may) > 0 {
						continue
					}
					none := answerOf(o.ask(who, method, filled(pattern, absent[i]), "application/x-www-form-urlencoded", "act=accept&why=x&do=paid"))
					if a, b := alike(text, real[i]), alike(none, absent[i]); a != b {
						wrong = append(wrong, fmt.Sprintf("%q at %s %s (%s) is not answered as absence is:\n%s\n%s", who, method, p, c.name, differs(a, b), differs(b, a)))
					}
				}
			}
		}
	}
	return wrong
}

// alike is an answer with the ids of the request taken out, as they are in the address.
func alike(text string, m map[string]string) string {
	for _, k := range []string{"filing", "draft", "number", "id"} {
		text = strings.ReplaceAll(strings.ReplaceAll(text, m[k], "ID"), url.QueryEscape(m[k]), "ID")
	}
	return text
}

// differs is the part of a text around where it is not another.
func differs(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return a[max(0, i-60):min(len(a), i+100)]
}

func report(t *testing.T, wrong []string) {
	t.Helper()
	for i, w := range wrong {
		if i == 30 {
			t.Fatalf("and %d more", len(wrong)-i)
		}
		t.Error(w)
	}
}

func TestNothingSecretIsTold(t *testing.T) {
	o := newSecretOffice(t, nil, nil)
	report(t, o.matrix(""))

	t.Run("those who may see it do", func(t *testing.T) {
		c := o.cases[len(o.cases)-3] // accepted
		for who, at := range map[string]string{"owner": "/portal/filings/" + c.sub.ID, "agent": "/portal/filings/" + c.sub.ID, "clerk": "/desk/filings/" + c.sub.ID} {
			if w := o.ask(who, "GET", at, "", ""); w.Code != 200 || !strings.Contains(w.Body.String(), c.word("TITLE")) {
				t.Errorf("%s is answered %d at %s", who, w.Code, at)
			}
		}
		if w := o.ask("owner", "GET", "/portal/drafts", "", ""); !strings.Contains(w.Body.String(), o.cases[0].word("TITLE")) {
			t.Error("the owner does not see their draft")
		}
		if w := o.ask("cashier", "GET", "/desk/payments/"+c.sub.ID, "", ""); w.Code != 200 || !strings.Contains(w.Body.String(), c.word("NAME")) {
			t.Errorf("the cashier is answered %d", w.Code)
		}
	})
	t.Run("searches", func(t *testing.T) {
		for _, c := range o.cases {
			for _, at := range []string{"/search?q=", "/search.json?q=", "/compare?q="} {
				for _, q := range append([]string{c.word("TITLE"), c.word("NAME"), c.word("ABSTRACT"), c.word("GOODS")}, numbers(c)...) {
					a, b := o.ask("", "GET", at+url.QueryEscape(q), "", ""), o.ask("", "GET", at+url.QueryEscape(another(q)), "", "")
					m, n := unasked(answerOf(a), q), unasked(answerOf(b), another(q))
					if m != n {
						t.Errorf("%s%s (%s) is not answered as what is not there:\n%s\n%s", at, q, c.name, differs(m, n), differs(n, m))
					}
				}
			}
		}
	})
	t.Run("counts", func(t *testing.T) {
		if text := o.ask("", "GET", "/search.json?q=x", "", "").Body.String(); !strings.Contains(text, `"marks":0,"rights":0`) {
			t.Errorf("what is not public is counted: %s", text[:min(len(text), 300)])
		}
	})
	t.Run("the log", func(t *testing.T) {
		logs, err := o.s.Logs(t.Context())
		fatal(t, err)
		for _, l := range logs {
			base := fmt.Sprintf("/log/%s/%d/", l.Lane, l.Generation)
			for _, at := range []string{"checkpoint", fmt.Sprintf("tile/0/000.p/%d", l.Size), fmt.Sprintf("tile/entries/000.p/%d", l.Size), "disclosure/000"} {
				w := o.ask("", "GET", base+at, "", "")
				for _, leak := range o.leaks("", answerOf(w)) {
					t.Errorf("%s tells %s", at, leak)
				}
			}
		}
	})
	t.Run("keys of requests", func(t *testing.T) {
		for _, who := range []string{"stranger", "agent without power", "examiner"} {
			a, b := answerOf(o.ask(who, "GET", "/api/v1/filings?key=key-waiting", "", "")), answerOf(o.ask(who, "GET", "/api/v1/filings?key=key-nothing", "", ""))
			if a != b {
				t.Errorf("%s learns that a key is used:\n%s\n%s", who, a, b)
			}
		}
	})
	t.Run("nobody has changed anything", func(t *testing.T) {
		for _, c := range o.cases[1:] {
			now, err := o.s.Filings().Submission(t.Context(), c.sub.ID)
			if err != nil || len(now.Steps) != len(c.sub.Steps) {
				t.Errorf("%s has %d steps, had %d: %v", c.name, len(now.Steps), len(c.sub.Steps), err)
			}
		}
	})
	fatal(t, o.h.catalogue.save())
	fatal(t, o.s.Close())
	for _, args := range [][]string{
		{"export", "--as", "csv"}, {"export", "--as", "jsonl"}, {"search", o.cases[1].word("TITLE")}, {"verify"}, {"show", "VN/TM/" + o.cases[1].sub.ID}, {"paper", "list"},
	} {
		out, errOut, _ := muniment(t, append([]string{"--data", o.dir}, args...)...)
		for _, l := range o.leaks("", strings.ReplaceAll(out+errOut, o.cases[1].word("TITLE"), "")) {
			t.Errorf("muniment %s tells %s", args[0], l)
		}
	}
	t.Run("log lines", func(t *testing.T) {
		if text := o.log.String(); secretWord.MatchString(text) {
			t.Errorf("the program says %q", secretWord.FindAllString(text, 3))
		}
	})
	t.Run("the data folder", func(t *testing.T) {
		fatal(t, filepath.WalkDir(o.dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			if found := secretWord.FindAll(b, 3); len(found) > 0 || bytes.Contains(b, utf16le(secretSign)) {
				t.Errorf("%s holds %q in clear", filepath.Base(name), found)
			}
			if secretWord.MatchString(name) {
				t.Errorf("a file is called %s", filepath.Base(name))
			}
			return nil
		}))
	})
}

// unasked takes the question out of an answer, in every form in which answers repeat it.
func unasked(text, q string) string {
	plain := strings.ToLower(q)
	for _, form := range []string{q, plain, strings.ReplaceAll(plain, "-", " "), strings.ReplaceAll(plain, "-", "")} {
		text = strings.ReplaceAll(text, form, "Q")
	}
	return text
}

func numbers(c *secretCase) []string {
	if c.sub == nil {
		return []string{c.draft}
	}
	list := []string{c.sub.ID}
	if n := c.sub.Number(); n != "" {
		list = append(list, n)
	}
	return list
}

func utf16le(s string) []byte {
	var b []byte
	for _, c := range []byte(s) {
		b = append(b, c, 0)
	}
	return b
}

// everybody is a judge who lets everybody do everything.
type everybody struct{}

func (everybody) May(office.Actor, office.Act, office.Object) (office.Verdict, error) {
	return office.Verdict{Allowed: true}, nil
}

// ungated is a register without its gate: entries tell what their cases have filed.
type ungated struct {
	web.Register
	o *secretOffice
}

func (u ungated) Find(ctx context.Context, id ipr.ID) ([]ipr.ID, error) {
	found, err := u.Register.Find(ctx, id)
	for _, c := range u.o.cases {
		if c.sub != nil && c.sub.Entry.Number == id.Number {
			found = append(found, c.sub.Entry)
		}
	}
	return found, err
}

func (u ungated) Entry(ctx context.Context, id ipr.ID) (*register.Entry, error) {
	for _, c := range u.o.cases {
		if c.sub != nil && c.sub.Entry.Number == id.Number {
			a, err := u.o.desk.Application(ctx, c.sub.ID)
			if err != nil {
				return nil, err
			}
			return &register.Entry{ID: id, Record: *a.Record(c.sub.Day)}, nil
		}
	}
	return u.Register.Entry(ctx, id)
}

// TestSecrecyTestSeesAMissingGate takes each gate away, and wants the matrix to be red.
func TestSecrecyTestSeesAMissingGate(t *testing.T) {
	t.Run("the judge", func(t *testing.T) {
		wrong := newSecretOffice(t, everybody{}, nil).matrix("{filing}")
		if !slices.ContainsFunc(wrong, func(s string) bool {
			return strings.Contains(s, `"stranger" at GET GET /portal/filings/{filing} is told`)
		}) ||
			!slices.ContainsFunc(wrong, func(s string) bool { return strings.Contains(s, `"" at GET GET /desk/filings/{filing}`) }) {
			t.Errorf("without a judge %d answers are wrong, and not those of filings", len(wrong))
		}
	})
	t.Run("the gate of the register", func(t *testing.T) {
		wrong := newSecretOffice(t, nil, func(o *secretOffice, r *public) web.Register { return ungated{r, o} }).matrix("/r/")
		if !slices.ContainsFunc(wrong, func(s string) bool { return strings.Contains(s, "/r/{office}/{kind}/{number} is told") }) {
			t.Errorf("without a gate %d answers are wrong, and none is an entry", len(wrong))
		}
	})
}
