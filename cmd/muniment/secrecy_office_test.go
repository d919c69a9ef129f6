package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure/filing"
)

// secretOffice is an office with cases in every state, whose secrets are words that stand nowhere else, and people of every role.
type secretOffice struct {
	t       *testing.T
	dir     string
	s       *store.Store
	people  *office.People
	desk    *filing.Desk
	writer  *filing.Writer
	handler http.Handler
	h       *house
	log     *locked
	now     time.Time

	accounts map[string]office.Account // by role, and "owner", "stranger", "agent", "agent without power", "co-signer"
	playing  map[string][]office.Role
	cases    []*secretCase
}

// secretCase is a draft or a filing with its own words.
type secretCase struct {
	name  string
	n     int
	draft string
	sub   *filing.Submission
	sha   string // of its document
}

// words are the secrets of a case: every one of them begins with the sign, so that one look finds them all.
const secretSign = "KANARI"

func (c *secretCase) word(what string) string { return fmt.Sprintf("%s%s%dX", secretSign, what, c.n) }

// locked is a buffer that several may write.
type locked struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.String()
}

// entrance lets in who is named in a header, present as if they had just proved it.
type testEntrance struct {
	web.Entrance
	o *secretOffice
}

type actorKey struct{}

func (e testEntrance) Sessions(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := r.Header.Get("X-Test-Actor")
		if c, err := r.Cookie("actor"); err == nil {
			who = strings.ReplaceAll(c.Value, "_", " ")
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), actorKey{}, who)))
	})
}
func (e testEntrance) OnError(func(http.ResponseWriter, *http.Request, error)) {}
func (e testEntrance) Actor(ctx context.Context) (office.Actor, error) {
	who, _ := ctx.Value(actorKey{}).(string)
	return e.o.actor(ctx, who)
}
func (e testEntrance) Services() [][2]string                        { return nil }
func (e testEntrance) KeyOrigin() string                            { return "http://localhost" }
func (e testEntrance) Leave(context.Context) error                  { return nil }
func (e testEntrance) Newcomer(context.Context) (string, string)    { return "", "" }
func (e testEntrance) BeginPasskey(context.Context) ([]byte, error) { return []byte("{}"), nil }
func (e testEntrance) TicketPurpose(context.Context, string) (string, error) {
	return "", errNoTicket
}
func (e testEntrance) Proofs(context.Context, office.Actor) (passkey, code, letter bool, services []string, err error) {
	return true, true, true, nil, nil
}
func (e testEntrance) SessionsOf(context.Context, office.Actor, office.AccountID) ([]office.Session, error) {
	return nil, nil
}

// actor makes who calls: "" is the public.
func (o *secretOffice) actor(ctx context.Context, who string) (office.Actor, error) {
	day := ipr.Date{Year: o.now.Year(), Month: int(o.now.Month()), Day: o.now.Day()}
	a, ok := o.accounts[who]
	if !ok {
		return office.Actor{At: o.now, Day: day}, nil
	}
	actor, err := o.people.Actor(ctx, a.ID, office.Presence{Session: "s", SteppedUp: o.now})
	if err != nil {
		return actor, err
	}
	return actor.Playing(o.playing[who]...), nil
}

// newSecretOffice makes the office. The judge and the register's gate may be taken away to see that the test sees it.
func newSecretOffice(t *testing.T, judge office.Judge, register func(*secretOffice, *public) web.Register) *secretOffice {
	t.Helper()
	o := &secretOffice{t: t, dir: t.TempDir(), log: &locked{}, now: storetest.Now, accounts: map[string]office.Account{}, playing: map[string][]office.Role{}}
	clock := func() time.Time { return o.now }
	p := &program{ctx: t.Context(), env: func(string) string { return "" }, out: o.log, err: o.log, clock: clock, Data: o.dir}
	var err error
	o.s, err = p.open(false, "secret.invalid")
	fatal(t, err)
	t.Cleanup(func() { o.s.Close() })
	of := web.Office{Name: map[locale.Lang]string{locale.Vi: "Cơ quan", locale.En: "Office"}, Code: "VN", Zone: zone()}
	st, err := p.staff(o.s, of, "http://localhost", nil)
	fatal(t, err)
	o.people = st.people
	if judge == nil {
		judge = st.judge
	}
	pack, err := law.ParsePack([]byte("pack: own\noffice: VN\nfrom: 2020-01-01\ntitle: {vi: a, en: a}\nlaw: {vi: a, en: a}\nnumbers:\n" +
		"  - {right: TM, form: 4-YYYY-NNNNN, given: payment, opens: publish, confidence: C, source: [memory]}\n  - {right: PT, form: 1-YYYY-NNNNN, given: filing, opens: publish, confidence: C, source: [memory]}\nsources: {memory: memory}\n"))
	fatal(t, err)
	library, err := law.Own().Corrected(pack)
	fatal(t, err)
	o.desk = reception(o.s, library, of, clock)
	o.writer = &filing.Writer{Drafts: o.s.Drafts(), Clock: clock}
	o.enlist()
	o.fill()
	fatal(t, o.s.Publish(t.Context()))
	o.h = &house{p: p, s: o.s}
	o.h.catalogue, err = openCatalogue(t.Context(), o.s, p.say)
	fatal(t, err)
	pub := &public{Store: o.s, catalogue: o.h.catalogue, clock: clock}
	logger := slog.New(slog.NewTextHandler(o.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	site := &web.Site{Office: of, Register: pub, Log: pub, Search: pub, Receipts: pub, Law: library, Clock: clock, Logger: logger, People: o.people, Scans: o.s,
		Entrance: testEntrance{o: o}, Filing: o.h.filing(o.desk, false), Intake: o.s.Filings()}
	if register != nil {
		site.Register = register(o, pub)
	}
	o.people.Judge = judge
	h, err := site.Handler()
	fatal(t, err)
	o.handler, err = o.h.withInterface(h, o.desk, of, ofPortal{testEntrance{o: o}}, logger)
	fatal(t, err)
	return o
}

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// enlist opens an account for every role, and for those who have to do with the cases.
func (o *secretOffice) enlist() {
	by := office.OperatorActor(o.now, ipr.Date{Year: 2026, Month: 1, Day: 1})
	open := func(who string, roles ...office.Role) {
		a, err := o.people.Open(o.t.Context(), by, office.Party{Nature: office.Natural, Name: "Person " + who, Country: "VN"}, strings.ReplaceAll(who, " ", ".")+"@example.org")
		fatal(o.t, err)
		o.accounts[who], o.playing[who] = a, roles
	}
	open("owner", office.Applicant)
	open("stranger", office.Applicant)
	open("co-signer", office.Applicant)
	open("agent", office.Representative)
	open("agent without power", office.Representative)
	open("other clerk", office.Clerk)
	for _, r := range office.Roles() {
		if _, done := o.accounts[string(r)]; !done {
			open(string(r), r)
		}
	}
	for who, given := range map[string]string{"agent": "owner", "agent without power": "agent"} {
		agent, err := o.actor(o.t.Context(), who)
		fatal(o.t, err)
		principal, err := o.actor(o.t.Context(), "owner")
		fatal(o.t, err)
		told := principal
		if given != "owner" {
			told = agent // its representative's word alone opens nothing
		}
		_, err = o.people.GivePower(o.t.Context(), told, office.Power{Principal: principal.Party, Representative: agent.Party, General: true, Signed: agent.Day,
			Signatory: office.Signing{Name: "Person owner"}, Scan: strings.Repeat("a", 64), Span: office.Span{First: agent.Day}})
		fatal(o.t, err)
	}
}

// application is one that tells the secrets of a case.
func (o *secretOffice) application(c *secretCase, kind ipr.Kind) (*filing.Application, []byte) {
	doc := plain(c.word("DOC"))
	sum := filing.Documents(doc)[0].SHA256
	c.sha = sum
	a := &filing.Application{V: 1, Kind: kind, Language: "vi", Reference: c.word("REF"),
		Applicants: []filing.Applicant{{Party: string(o.accounts["owner"].Party), Person: "natural", Name: c.word("NAME"), Country: "VN", Place: c.word("PLACE"), Number: c.word("NUMBER"),
			Address: &filing.Address{Written: c.word("ADDRESS")}, Email: strings.ToLower(c.word("MAIL")) + "@example.org", Phone: c.word("PHONE")}},
		Files:      []filing.Attachment{{Role: "description", Name: c.word("FILE") + ".pdf", Type: "application/pdf", Size: int64(len(doc)), SHA256: sum}},
		Signatures: []filing.Signature{{Name: c.word("SIGNED"), Capacity: "applicant", How: "typed", At: "2026-01-01T00:00:00Z"}},
	}
	if kind == ipr.Trademark {
		a.Mark = &filing.MarkAsked{Feature: "word", Kind: "individual", Text: c.word("TITLE")}
		a.Goods = []filing.GoodsAsked{{Class: 30, Terms: []string{c.word("GOODS")}}}
	} else {
		a.Invention = &filing.InventionAsked{Title: c.word("TITLE"), Abstract: c.word("ABSTRACT"), Claims: []filing.Claim{{Text: c.word("CLAIM")}}}
		a.Creators = []filing.Creator{{Name: c.word("CREATOR"), Country: "VN"}}
	}
	return a, doc
}

// plain is a PDF of one page with a word on it.
func plain(word string) []byte {
	return fmt.Appendf(nil, "%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"+
		"4 0 obj<</Length %d>>stream\nBT /F 9 Tf (%s) Tj ET\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%%%EOF\n", len(word)+19, word)
}

// fill makes a case in every state.
func (o *secretOffice) fill() {
	ctx := o.t.Context()
	owner, cashier, clerk := string(o.accounts["owner"].ID), string(o.accounts["cashier"].ID), string(o.accounts["clerk"].ID)
	add := func(name string) *secretCase {
		c := &secretCase{name: name, n: 100 + len(o.cases)}
		o.cases = append(o.cases, c)
		o.now = o.now.Add(time.Second)
		return c
	}
	c := add("draft")
	a, doc := o.application(c, ipr.Trademark)
	d, err := o.writer.Begin(ctx, owner, ipr.Trademark, "vi")
	fatal(o.t, err)
	c.draft = d.ID
	_, _, err = o.s.Drafts().KeepFile(ctx, d.ID, bytes.NewReader(doc), 1<<20)
	fatal(o.t, err)
	_, err = o.writer.Write(ctx, owner, d.ID, 0, func(x *filing.Application) error { *x = *a; x.Signatures = nil; return nil })
	fatal(o.t, err)
	fatal(o.t, o.s.Drafts().Share(ctx, d.ID, string(o.accounts["co-signer"].ID), true))

	step := func(c *secretCase, t filing.Step) {
		_, err := o.desk.Step(ctx, c.sub.ID, t)
		fatal(o.t, err)
	}
	pay := func(c *secretCase) {
		_, err := o.desk.Confirm(ctx, c.sub.ID, cashier, 1_000_000, "R-1 · 2026-01-01 · 001")
		fatal(o.t, err)
	}
	for _, s := range []struct {
		name string
		kind ipr.Kind
		then func(c *secretCase)
	}{
		{"waiting", ipr.Trademark, nil},
		{"uncertain", ipr.Trademark, func(c *secretCase) { step(c, filing.Step{What: filing.Claimed, By: owner, Words: "R-2"}) }},
		{"numbering", ipr.Trademark, func(c *secretCase) {
			law := o.desk.Law
			o.desk.Law = unnumbered(o.t)
			pay(c)
			o.desk.Law = law
		}},
		{"pending", ipr.Patent, nil},
		{"doubtful", ipr.Trademark, func(c *secretCase) { pay(c); step(c, filing.Step{What: filing.Unsound, By: "desk", Words: "1 script"}) }},
		{"stuck", ipr.Patent, func(c *secretCase) {
			fatal(o.t, o.s.Filings().Inspected(ctx, c.sub.ID, filing.Inspection{File: 1, At: o.now, By: "desk", Outcome: filing.Broken}))
			step(c, filing.Step{What: filing.Inspecting, By: "desk", Words: "1"})
		}},
		{"accepted", ipr.Trademark, func(c *secretCase) {
			pay(c)
			fatal(o.t, o.s.Filings().Inspected(ctx, c.sub.ID, filing.Inspection{File: 1, At: o.now, By: "desk", Outcome: filing.SoundFile,
				Report: &filing.FileReport{Type: "application/pdf", Pages: 1, Text: c.word("DOC"), Display: pngDots(), Remarks: []filing.Remark{{Code: "loose_fonts", Args: map[string]string{"fonts": c.word("FONT")}}}}}))
			step(c, filing.Step{What: filing.Clean, By: "desk"})
		}},
		{"proposed", ipr.Trademark, func(c *secretCase) {
			_, err := o.desk.ProposeFailure(ctx, c.sub.ID, clerk, "filed twice")
			fatal(o.t, err)
		}},
		{"dead", ipr.Trademark, func(c *secretCase) { step(c, filing.Step{What: filing.Failed, By: clerk, Words: "filed twice"}) }},
	} {
		c := add(s.name)
		a, doc := o.application(c, s.kind)
		sub, err := o.desk.File(ctx, filing.Request{Account: owner, Key: "key-" + s.name, Application: a, Documents: filing.Documents(doc)})
		fatal(o.t, err)
		if c.sub = sub; s.then != nil {
			s.then(c)
		}
		c.sub, err = o.s.Filings().Submission(ctx, sub.ID)
		fatal(o.t, err)
	}
}

// ask asks as somebody.
func (o *secretOffice) ask(who, method, path, kind, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(o.t.Context(), method, "http://localhost"+path, strings.NewReader(body))
	r.Header.Set("X-Test-Actor", who)
	r.Header.Set("Accept-Language", "vi")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	o.handler.ServeHTTP(w, r)
	return w
}

func pngDots() []byte {
	var b bytes.Buffer
	_ = encodePNG(&b, image.NewGray(image.Rect(0, 0, 8, 8)))
	return b.Bytes()
}
