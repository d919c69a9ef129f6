package store_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure"
	"github.com/muniment/muniment/register"
)

// press writes number, token and link of a document as its PDF, or refuses.
type press struct {
	mu      sync.Mutex
	err     error
	waiting chan struct{} // closed when the press may go on; nil if it need not wait
	size    int
}

func (p *press) Compose(ctx context.Context, d *procedure.Document, w io.Writer) (procedure.Template, error) {
	p.mu.Lock()
	err, waiting := p.err, p.waiting
	p.mu.Unlock()
	if waiting != nil {
		<-waiting
	}
	if err == nil {
		_, err = fmt.Fprintf(w, "%%PDF %s/%s of %s, %s %s%s", d.Number, d.Symbol, d.Date, d.Token, d.Link, strings.Repeat(" ", p.size))
	}
	return procedure.Template{Name: string(d.Form), Version: "1-abc"}, err
}

func (p *press) refuses(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
}

// seal signs by appending a word.
type seal struct{}

func (seal) Sign(_ context.Context, pdf []byte, at time.Time) ([]byte, procedure.SignedBy, error) {
	return []byte(" signed"), procedure.SignedBy{Name: "Văn phòng mẫu", Fingerprint: strings.Repeat("ab", 32), Level: "PAdES-BASELINE-T", Stamped: at.Add(time.Second)}, nil
}

func issuer(t testing.TB, s *store.Store, p *press) *procedure.Issuer {
	t.Helper()
	key, err := s.TokenKey(ctx)
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := procedure.NewTokens(key)
	if err != nil {
		t.Fatal(err)
	}
	return &procedure.Issuer{Books: s.Books(), Composer: p, Signer: seal{}, Tokens: tokens, Clock: func() time.Time { return storetest.Now }, Link: "https://test.invalid/v/"}
}

// asked asks for a letter under a key.
func asked(key string) procedure.Request {
	return procedure.Request{Key: key, By: "an officer", Document: &procedure.Document{Form: procedure.Letter, Langs: []locale.Lang{locale.Vi, locale.En}, Office: &office.Letterhead{},
		Symbol: "TB-SHTT", Date: ipr.Date{Year: 2026, Month: 11, Day: 22}, To: &procedure.Addressee{Name: "Nguyễn Văn An"}, Remarks: []procedure.Remark{{ID: "letter.close"}}}}
}

func issue(t testing.TB, is *procedure.Issuer, r procedure.Request) *procedure.Issued {
	t.Helper()
	d, err := is.Issue(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestIssuedDocumentComesBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		is := issuer(t, s, &press{})
		r := asked("k")
		r.Document.Form, r.Document.Right = procedure.Extract, &procedure.Bibliography{ID: id(t, "VN/TM/4/2026%2F1")}
		r.From, r.RightStatus = register.Place{Lane: register.Library, Generation: 1, Seq: 55}, register.StatusRegistered
		d := issue(t, is, r)
		if d.Print() != "1/TB-SHTT" || d.State() != procedure.InForce || !d.Signed() {
			t.Errorf("issued %+v", d)
		}
		got, err := is.ByToken(ctx, strings.ToLower(d.Token))
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprintf("%+v %+v", *got.Made, got.Standings) != fmt.Sprintf("%+v %+v", *d.Made, d.Standings) {
			t.Errorf("%+v comes back as %+v", d.Made, got.Made)
		}
		for _, v := range []*procedure.Issued{d, got} {
			if v.From != r.From || v.RightStatus != r.RightStatus || v.Right != r.Document.Right.ID || v.Date != r.Document.Date || v.By != r.By || v.Key != "k" || v.Form != procedure.Extract ||
				fmt.Sprint(v.Langs) != "[vi en]" || !v.Reserved.Equal(storetest.Now) || v.Made.Template.Version != "1-abc" || !v.Made.Stamped.Equal(storetest.Now.Add(time.Second)) {
				t.Errorf("%+v", v)
			}
		}
		if by, err := s.Books().DocumentBySHA256(ctx, got.Made.SHA256); err != nil || by.ID != got.ID {
			t.Errorf("by its hash it is %+v (%v)", by, err)
		}
		if _, err := s.Books().DocumentBySHA256(ctx, strings.Repeat("0", 64)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a hash of nothing gives %v", err)
		}
		f, err := s.Books().Open(ctx, got)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		pdf, err := io.ReadAll(f)
		sum := sha256.Sum256(pdf)
		if want := "%PDF 1/TB-SHTT of 2026-11-22, " + d.Token + " https://test.invalid/v/" + d.Token + " signed"; err != nil || string(pdf) != want || hex.EncodeToString(sum[:]) != got.Made.SHA256 || got.Made.Size != int64(len(pdf)) {
			t.Errorf("the PDF is %q (%v), %+v", pdf, err, got.Made)
		}
		if r.Document.Number != "" || r.Document.Token != "" {
			t.Error("issuing changes the document that was asked for")
		}
	})
}

func TestRepeatedRequestGivesTheSameDocument(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		is := issuer(t, s, &press{})
		first := issue(t, is, asked("k"))
		later := asked("k")
		later.Document.Date.Day = 30
		if again := issue(t, is, later); again.ID != first.ID || again.Token != first.Token || again.Date != first.Date || again.Made.SHA256 != first.Made.SHA256 {
			t.Errorf("the same request gives %+v after %+v", again, first)
		}
		other := asked("k")
		other.Document.Form = procedure.Decision
		if _, err := is.Issue(ctx, other); fault.KindOf(err) != fault.Conflict {
			t.Errorf("another document under the same key: %v", err)
		}
		if d := issue(t, is, asked("k2")); d.Number != 2 {
			t.Errorf("the next document is %s", d.Print())
		}
	})
}

// Many ask at once, some of them for the same: every number from 1 on is used once.
func TestSeriesHasNoGapUnderLoad(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		is := issuer(t, s, &press{})
		const keys, callers = 40, 3
		got := make([][callers]*procedure.Issued, keys)
		var wg sync.WaitGroup
		for k := range keys {
			for c := range callers {
				wg.Go(func() {
					r := asked(fmt.Sprint("k", k))
					if k%4 == 0 {
						r.Document.Symbol, r.Document.Date.Year = "QĐ-SHTT", 2025+k%8/4
					}
					d, err := is.Issue(ctx, r)
					if err != nil {
						t.Error(err)
						return
					}
					got[k][c] = d
				})
			}
		}
		wg.Wait()
		numbers := map[procedure.Series]map[int]bool{}
		for k := range keys {
			for c := range callers {
				d := got[k][c]
				if d == nil || d.ID != got[k][0].ID || d.Made.SHA256 != got[k][0].Made.SHA256 {
					t.Fatalf("under one key %+v and %+v", d, got[k][0])
				}
			}
			d := got[k][0]
			if numbers[d.Series] == nil {
				numbers[d.Series] = map[int]bool{}
			}
			if numbers[d.Series][d.Number] {
				t.Errorf("the number %s of %d is used twice", d.Print(), d.Series.Year)
			}
			numbers[d.Series][d.Number] = true
		}
		if len(numbers) != 3 {
			t.Errorf("%d series", len(numbers))
		}
		for series, used := range numbers {
			for n := range len(used) {
				if !used[n+1] {
					t.Errorf("%v has no number %d", series, n+1)
				}
			}
		}
		if v := verify(t, s); len(v.Findings) != 0 || v.Papers != keys {
			t.Errorf("verify finds %v in %d documents", v.Findings, v.Papers)
		}
	})
}

func TestUnfinishedNumberIsSeenAndFinished(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		now := storetest.Now
		o.Clock = func() time.Time { return now }
		s := storetest.Open(t, o)
		p := &press{}
		is := issuer(t, s, p)
		away := fault.New(fault.Unavailable, "away")
		p.refuses(away)
		if _, err := is.Issue(ctx, asked("k")); !errors.Is(err, away) {
			t.Fatalf("a press that is away: %v", err)
		}
		list, err := s.Books().Unfinished(ctx)
		if err != nil || len(list) != 1 || list[0].State() != procedure.Reserved || list[0].Print() != "1/TB-SHTT" {
			t.Fatalf("unfinished are %v (%v)", list, err)
		}
		token, err := is.Tokens.Token(list[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		unfinished, wrong := error(nil), error(nil)
		if _, unfinished = is.ByToken(ctx, token); fault.KindOf(unfinished) != fault.NotFound {
			t.Errorf("an unfinished document is shown: %v", unfinished)
		}
		if _, wrong = is.ByToken(ctx, "0"); wrong.Error() != unfinished.Error() {
			t.Errorf("an unfinished document answers %q, a wrong token %q", unfinished, wrong)
		}
		if v := verify(t, s); len(v.Findings) != 0 {
			t.Errorf("what is in the making is found wrong: %v", v.Findings)
		}
		now = now.Add(2 * time.Hour)
		if v := verify(t, s); len(v.Findings) != 1 || v.Findings[0].Document != "document 1/TB-SHTT of 2026" || !strings.Contains(v.Findings[0].What, "neither finished nor declared void") {
			t.Errorf("verify finds %v", v.Findings)
		}
		p.refuses(nil)
		if d := issue(t, is, asked("other")); d.Number != 2 {
			t.Errorf("an unfinished number is given to another document: %s", d.Print())
		}
		later := asked("k")
		later.Document.Date = ipr.Date{Year: 2027, Month: 1, Day: 2}
		if d := issue(t, is, later); d.Number != 1 || d.Date != asked("k").Document.Date || d.Series.Year != 2026 {
			t.Errorf("the unfinished number is finished as %s of %s", d.Print(), d.Date)
		}
		if v := verify(t, s); len(v.Findings) != 0 {
			t.Errorf("verify finds %v", v.Findings)
		}
	})
}

func TestNumberOfWhatCannotBeComposedIsDeclaredVoid(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := &press{err: fault.New(fault.Invalid, "a picture is missing")}
		is := issuer(t, s, p)
		if _, err := is.Issue(ctx, asked("k")); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("a document that cannot be composed: %v", err)
		}
		d, err := s.Books().Document(ctx, 1)
		if err != nil || d.State() != procedure.Void || !strings.Contains(d.Standings[0].Reason, "a picture is missing") || d.Standings[0].By != "an officer" {
			t.Fatalf("its number is %+v (%v)", d, err)
		}
		p.refuses(nil)
		if d := issue(t, is, asked("k")); d.Number != 2 {
			t.Errorf("after the mistake was mended the document is %s", d.Print())
		}
		if v := verify(t, s); len(v.Findings) != 0 {
			t.Errorf("verify finds %v", v.Findings)
		}
	})
}

// While a document is in the press, its number can be declared void; what the press gives afterwards is not kept.
func TestVoidNumberIsNotFinished(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := &press{waiting: make(chan struct{})}
		is := issuer(t, s, p)
		failed := make(chan error)
		go func() { _, err := is.Issue(ctx, asked("k")); failed <- err }()
		for {
			if list, err := s.Books().Unfinished(ctx); err != nil {
				t.Fatal(err)
			} else if len(list) > 0 {
				break
			}
		}
		if err := is.Declare(ctx, 1, procedure.Standing{State: procedure.Void, Reason: "asked for by mistake", By: "an officer"}); err != nil {
			t.Fatal(err)
		}
		close(p.waiting)
		if err := <-failed; fault.KindOf(err) != fault.Conflict {
			t.Errorf("finishing a void number gives %v", err)
		}
		if d, err := s.Books().Document(ctx, 1); err != nil || d.State() != procedure.Void || d.Made != nil {
			t.Errorf("%+v (%v)", d, err)
		}
	})
}

func TestStandingsAreAppended(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		is := issuer(t, s, &press{})
		first := issue(t, is, asked("k1"))
		r := asked("k2")
		r.Replaces = first.ID
		second := issue(t, is, r)
		declare := func(id int64, state procedure.State, reason string) error {
			return is.Declare(ctx, id, procedure.Standing{State: state, Reason: reason, By: "an officer"})
		}
		for _, c := range []struct {
			rule string
			err  error
			want fault.Kind
		}{
			{"a replaced document is not replaced again", func() error { r := asked("k3"); r.Replaces = first.ID; _, err := is.Issue(ctx, r); return err }(), fault.Conflict},
			{"what is not there is not replaced", func() error { r := asked("k3"); r.Replaces = 77; _, err := is.Issue(ctx, r); return err }(), fault.NotFound},
			{"a finished document is not void", declare(second.ID, procedure.Void, "no"), fault.Conflict},
			{"only issuing replaces", declare(second.ID, procedure.Replaced, "no"), fault.Conflict},
			{"withdrawing has a reason", declare(second.ID, procedure.Withdrawn, " "), fault.Invalid},
			{"what is not there is not withdrawn", declare(77, procedure.Withdrawn, "no"), fault.NotFound},
		} {
			if fault.KindOf(c.err) != c.want || c.err == nil {
				t.Errorf("%s: %v", c.rule, c.err)
			}
		}
		if err := declare(second.ID, procedure.Withdrawn, "the wrong owner"); err != nil {
			t.Fatal(err)
		}
		if err := declare(second.ID, procedure.Withdrawn, "again"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a withdrawn document is withdrawn again: %v", err)
		}
		list, err := s.Books().List(ctx, 1<<40, 10)
		if err != nil || len(list) != 2 {
			t.Fatalf("listed %v (%v)", list, err)
		}
		got := fmt.Sprint(list[0].State(), list[0].Standings[0].Reason, list[1].State(), list[1].Standings[0].Other)
		if want := fmt.Sprint(procedure.Withdrawn, "the wrong owner", procedure.Replaced, second.ID); got != want || !list[0].Standings[0].At.Equal(storetest.Now) {
			t.Errorf("the books say %s, want %s", got, want)
		}
		if older, err := s.Books().List(ctx, second.ID, 1); err != nil || len(older) != 1 || older[0].ID != first.ID {
			t.Errorf("older ones are %v (%v)", older, err)
		}
		if v := verify(t, s); len(v.Findings) != 0 {
			t.Errorf("verify finds %v", v.Findings)
		}
	})
}

func TestIncompleteRequestIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		is := issuer(t, s, &press{})
		for name, spoil := range map[string]func(*procedure.Request){
			"no key": func(r *procedure.Request) { r.Key = "" }, "a key too long": func(r *procedure.Request) { r.Key = strings.Repeat("k", 201) },
			"no document": func(r *procedure.Request) { r.Document = nil }, "no office": func(r *procedure.Request) { r.Document.Office = nil },
			"no language": func(r *procedure.Request) { r.Document.Langs = nil }, "no day": func(r *procedure.Request) { r.Document.Date.Day = 0 }, "nobody": func(r *procedure.Request) { r.By = "" },
			"nobody to go to": func(r *procedure.Request) { r.Document.To = nil }, "nothing said": func(r *procedure.Request) { r.Document.Remarks = nil },
		} {
			r := asked("k")
			spoil(&r)
			if _, err := is.Issue(ctx, r); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if list, err := s.Books().List(ctx, 1<<40, 10); err != nil || len(list) != 0 {
			t.Errorf("refused requests leave %v (%v)", list, err)
		}
	})
}

func TestTokenKeyStays(t *testing.T) {
	o := store.Options{Dir: t.TempDir()}
	s, err := store.Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	ro := o
	ro.ReadOnly = true
	reader := storetest.Open(t, ro)
	if _, err := reader.TokenKey(ctx); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a reader makes a key: %v", err)
	}
	first, err := s.TokenKey(ctx)
	if err != nil || len(first) != 32 {
		t.Fatalf("%x (%v)", first, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, again := range []*store.Store{storetest.Open(t, o), reader} {
		if key, err := again.TokenKey(ctx); err != nil || string(key) != string(first) {
			t.Errorf("the key becomes %x (%v)", key, err)
		}
	}
}

// TestVerifyFindsEveryChangeInTheBooks changes the books behind the register's back, with the triggers taken away.
func TestVerifyFindsEveryChangeInTheBooks(t *testing.T) {
	for _, c := range []struct{ name, sql, document, what string }{
		{"a document is deleted", `DELETE FROM paper WHERE id = 2`, "documents TB-SHTT of 2026", "3 numbers from 1 to 4: some are missing"},
		{"the first is deleted", `DELETE FROM paper WHERE id = 1`, "documents TB-SHTT of 2026", "3 numbers from 2 to 4: some are missing"},
		{"the making is deleted", `DELETE FROM paper_made WHERE paper = 2`, "document 2/TB-SHTT of 2026", "it was reserved and is said to have become withdrawn"},
		{"the PDF is deleted", `DELETE FROM blob WHERE sha256 = (SELECT sha256 FROM paper_made WHERE paper = 3)`, "document 3/TB-SHTT of 2026", "is missing"},
		{"the PDF is changed", `UPDATE blob SET body = CAST('%PDF' AS BLOB) WHERE sha256 = (SELECT sha256 FROM paper_made WHERE paper = 3)`, "document 3/TB-SHTT of 2026", "was changed"},
		{"the hash is changed", `UPDATE paper_made SET sha256 = '00' WHERE paper = 3`, "document 3/TB-SHTT of 2026", "its file 00 is missing"},
		{"a state is changed", `UPDATE paper_standing SET state = 'void' WHERE paper = 2`, "document 2/TB-SHTT of 2026", "it was in force and is said to have become void"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := store.Options{Dir: t.TempDir(), Host: "test.invalid", Clock: func() time.Time { return storetest.Now }}
			s := storetest.Open(t, o)
			is := issuer(t, s, &press{})
			for k := range 4 {
				issue(t, is, asked(fmt.Sprint(k)))
			}
			if err := is.Declare(ctx, 2, procedure.Standing{State: procedure.Withdrawn, Reason: "a reason", By: "an officer"}); err != nil {
				t.Fatal(err)
			}
			if v := verify(t, s); len(v.Findings) != 0 {
				t.Fatalf("before: %v", v.Findings)
			}
			tamper(t, filepath.Join(o.Dir, "muniment.db"), c.sql)
			v := verify(t, s)
			for _, f := range v.Findings {
				if f.Document == c.document && strings.Contains(f.What, c.what) {
					return
				}
			}
			t.Errorf("verify finds %v", v.Findings)
		})
	}
}

func TestTheBooksRefuseToForget(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		is := issuer(t, s, &press{})
		d := issue(t, is, asked("k"))
		if err := is.Declare(ctx, d.ID, procedure.Standing{State: procedure.Withdrawn, Reason: "a reason", By: "an officer"}); err != nil {
			t.Fatal(err)
		}
		db := openBehind(t, o)
		for _, text := range []string{
			`UPDATE paper SET number = 2`, `DELETE FROM paper`, `UPDATE paper_made SET sha256 = ''`, `DELETE FROM paper_made`, `UPDATE paper_standing SET reason = ''`, `DELETE FROM paper_standing`,
		} {
			if _, err := db.Exec(text); err == nil || !strings.Contains(err.Error(), "never forgets") {
				t.Errorf("%s gives %v", text, err)
			}
		}
		if _, err := db.Exec(`INSERT INTO paper SELECT id + 1, symbol, year, number, request, form, langs, entry, made_from, right_status, dated, issued_by, reserved_at FROM paper`); err == nil {
			t.Error("a number is used twice")
		}
		if _, err := db.Exec(`INSERT INTO paper_made SELECT paper + 1, template, version, sha256, size, made_at, signer, fingerprint, level, stamped_at FROM paper_made`); o.Postgres != "" && err == nil {
			t.Error("what has no number is finished")
		}
	})
}

// openBehind opens the database of a register past the register.
func openBehind(t *testing.T, o store.Options) *sql.DB {
	t.Helper()
	driver, address := "sqlite", "file:"+filepath.Join(o.Dir, "muniment.db")
	if o.Postgres != "" {
		driver, address = "pgx", o.Postgres
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestLargePDFIsAFile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		is := issuer(t, s, &press{size: 300 << 10})
		d := issue(t, is, asked("k"))
		path := filepath.Join(s.Dir(), "blob", d.Made.SHA256)
		if info, err := os.Stat(path); err != nil || info.Size() != d.Made.Size {
			t.Fatalf("%v (%v)", info, err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if v := verify(t, s); len(v.Findings) != 1 || v.Findings[0].Document != "document 1/TB-SHTT of 2026" || !strings.Contains(v.Findings[0].What, "is missing") {
			t.Errorf("verify finds %v", v.Findings)
		}
	})
}
