package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

// everybodyMay lets everything pass: what is allowed is tested with the policies.
type everybodyMay struct{}

func (everybodyMay) May(office.Actor, office.Act, office.Object) (office.Verdict, error) {
	return office.Verdict{Allowed: true}, nil
}

func people(s *store.Store) *office.People {
	return &office.People{DB: s.People(), Declarations: s.People(), Judge: everybodyMay{}, Clock: func() time.Time { return storetest.Now },
		Zone: time.FixedZone("Asia/Ho_Chi_Minh", 7*3600), Entropy: rand.Reader}
}

// house is a register with two people who have signed up, one of whom proved her address and added a key.
func house(t *testing.T, s *store.Store) (p *office.People, lan, minh office.Account) {
	t.Helper()
	ctx, p := context.Background(), people(s)
	var err error
	if lan, err = p.SignUp(ctx, office.Party{Nature: office.Natural, Name: "Trần Thị Lan", Country: "VN"}, "Lan@Example.invalid"); err != nil {
		t.Fatal(err)
	}
	if minh, err = p.SignUp(ctx, office.Party{Nature: office.Natural, Name: "Lê Văn Minh", Country: "VN"}, "minh@example.invalid"); err != nil {
		t.Fatal(err)
	}
	if err := p.VerifyEmail(ctx, lan.ID, "Lan@Example.invalid"); err != nil {
		t.Fatal(err)
	}
	sealed, err := s.SealSecret(ctx, "k1", []byte("seed"))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.AddCredential(ctx, actor(t, p, lan.ID), lan.ID, office.Credential{ID: "k1", Kind: office.TOTP}, sealed); err != nil {
		t.Fatal(err)
	}
	return p, lan, minh
}

func actor(t *testing.T, p *office.People, id office.AccountID) office.Actor {
	t.Helper()
	a, err := p.Actor(context.Background(), id, office.Presence{Session: "s", SteppedUp: storetest.Now})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func kind(t *testing.T, err error, want fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != want {
		t.Errorf("error %v, want one of the kind %s", err, want)
	}
}

func TestPeopleAreFoundByWhatWasTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		p, lan, minh := house(t, s)
		got, err := p.AccountBy(ctx, office.EmailLookup("LAN@example.INVALID"))
		if err != nil || got.ID != lan.ID || len(got.Credentials) != 1 || !got.Verified.Equal(storetest.Now) {
			t.Errorf("by her address: %+v, %v", got, err)
		}
		if got, err := p.AccountBy(ctx, office.Lookup{Kind: office.ByCredential, Key: "k1"}); err != nil || got.ID != lan.ID {
			t.Errorf("by her key: %+v, %v", got, err)
		}
		_, err = p.AccountBy(ctx, office.EmailLookup("minh@example.invalid"))
		kind(t, err, fault.NotFound) // his address is not proved
		err = s.People().View(ctx, func(r office.Reader) error {
			ids, err := r.Find(ctx, office.Lookup{Kind: office.ByName, Key: "tran"}, "", 10)
			if err != nil || len(ids) != 1 || ids[0] != string(lan.Party) {
				t.Errorf("by a word of her name: %v, %v", ids, err)
			}
			all, err := r.Find(ctx, office.Lookup{Kind: office.ByKind, Key: "a"}, "", 1)
			if err != nil || len(all) != 1 {
				t.Errorf("the first account: %v, %v", all, err)
			}
			rest, err := r.Find(ctx, office.Lookup{Kind: office.ByKind, Key: "a"}, all[0], 10)
			if err != nil || len(rest) != 1 || rest[0] == all[0] {
				t.Errorf("the accounts after it: %v, %v", rest, err)
			}
			found, err := r.Found(ctx, office.Lookup{Kind: office.ByKind, Key: "a"})
			if err != nil || len(found) != 2 || len(found[0])+len(found[1]) != 6 {
				t.Errorf("all accounts: %v, %v", found, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		if err := p.TellEmail(ctx, actor(t, p, minh.ID), minh.ID, "lan@example.invalid"); err != nil {
			t.Fatal(err)
		}
		kind(t, p.VerifyEmail(ctx, minh.ID, "lan@example.invalid"), fault.Conflict)
		kind(t, p.AddCredential(ctx, actor(t, p, minh.ID), minh.ID, office.Credential{ID: "k1", Kind: office.TOTP}, nil), fault.Conflict)
		verified(t, s, 6) // two parties, two accounts, two roles
	})
}

// verified holds the register against its facts.
func verified(t *testing.T, s *store.Store, subjects int64, findings ...string) {
	t.Helper()
	v, err := s.Verify(context.Background(), store.VerifyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if v.People != subjects {
		t.Errorf("%d subjects were verified, want %d", v.People, subjects)
	}
	var got []string
	for _, f := range v.Findings {
		got = append(got, f.String())
	}
	if len(got) != len(findings) {
		t.Errorf("findings %q, want %q", got, findings)
		return
	}
	for i := range got {
		if !strings.Contains(got[i], findings[i]) {
			t.Errorf("finding %q, want %q", got[i], findings[i])
		}
	}
}

// The guard of the store holds even where the act did not look.
func TestAUniqueLookupLeadsToOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		_, _, minh := house(t, s)
		ctx := context.Background()
		err := s.People().Update(ctx, func(tx office.Tx) error {
			return tx.AddFact(ctx, office.Fact{Subject: string(minh.ID), At: storetest.Now, By: minh.ID, What: office.EmailVerified, Body: []byte(`{"email":"lan@example.invalid"}`)})
		})
		kind(t, err, fault.Conflict)
		verified(t, s, 6)
	})
}

func TestAFactThatDoesNotFitIsRefusedWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		_, lan, _ := house(t, s)
		ctx := context.Background()
		for name, f := range map[string]office.Fact{
			"of no known sort":         {What: "account.erased", Body: []byte(`{}`)},
			"with an unknown member":   {What: office.EmailTold, Body: []byte(`{"email":"a@b.cd","phone":"1"}`)},
			"of another sort's fold":   {What: office.RoleEnded, Body: []byte(`{}`)},
			"that opens it once more":  {What: office.AccountOpened, Body: []byte(`{"party":"p-0000000000000000"}`)},
			"about a thing of no sort": {Subject: "x-1", What: office.EmailTold, Body: []byte(`{}`)},
		} {
			if f.Subject == "" {
				f.Subject = string(lan.ID)
			}
			f.At, f.By = storetest.Now, lan.ID
			if err := s.People().Update(ctx, func(tx office.Tx) error { return tx.AddFact(ctx, f) }); err == nil {
				t.Errorf("a fact %s is kept", name)
			}
		}
		verified(t, s, 6)
	})
}

func TestSecretsAreSealedReplacedAndDestroyed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		p, lan, _ := house(t, s)
		if b, err := s.OpenSecret(ctx, "k1"); err != nil || string(b) != "seed" {
			t.Errorf("the secret: %q, %v", b, err)
		}
		other, err := s.SealSecret(ctx, "k2", []byte("another"))
		if err != nil {
			t.Fatal(err)
		}
		save := func(credential string, sealed []byte) error {
			return s.People().Update(ctx, func(tx office.Tx) error { return tx.SaveSecret(ctx, credential, sealed) })
		}
		if err := save("k1", other); err != nil {
			t.Fatal(err)
		}
		_, err = s.OpenSecret(ctx, "k1")
		kind(t, err, fault.Internal) // a secret is bound to its credential
		if err := p.RemoveCredential(ctx, actor(t, p, lan.ID), lan.ID, "k1"); err != nil {
			t.Fatal(err)
		}
		_, err = s.OpenSecret(ctx, "k1")
		kind(t, err, fault.NotFound)
		verified(t, s, 6)
		if err := save("k1", other); err != nil {
			t.Fatal(err)
		}
		verified(t, s, 6, "1 secrets belong to no credential")
	})
}

func TestAClosedAccountLeavesItsAddressAndNoSecret(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		p, lan, minh := house(t, s)
		if err := p.SetState(ctx, actor(t, p, minh.ID), lan.ID, office.Ended, "asked for it"); err != nil {
			t.Fatal(err)
		}
		_, err := s.OpenSecret(ctx, "k1")
		kind(t, err, fault.NotFound)
		if err := p.TellEmail(ctx, actor(t, p, minh.ID), minh.ID, "lan@example.invalid"); err != nil {
			t.Fatal(err)
		}
		if err := p.VerifyEmail(ctx, minh.ID, "lan@example.invalid"); err != nil {
			t.Errorf("the address is not free: %v", err)
		}
		verified(t, s, 6)
	})
}

func TestFailedUpdateLeavesNothingOfPeople(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		_, lan, _ := house(t, s)
		no := errors.New("no")
		err := s.People().Update(ctx, func(tx office.Tx) error {
			if err := tx.AddFact(ctx, office.Fact{Subject: string(lan.ID), At: storetest.Now, By: lan.ID, What: office.StateSet, Body: []byte(`{"state":"closed","why":"x"}`)}); err != nil {
				return err
			}
			return no
		})
		if !errors.Is(err, no) {
			t.Errorf("error %v", err)
		}
		if got, err := people(s).AccountBy(ctx, office.EmailLookup("lan@example.invalid")); err != nil || got.State != office.Active {
			t.Errorf("%+v, %v", got, err)
		}
		verified(t, s, 6)
	})
}

func TestDeclarationIsKeptApart(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		ctx := context.Background()
		p, lan, minh := house(t, s)
		her := actor(t, p, lan.ID)
		answers := map[office.Question]office.Said{office.WomenLed: office.Yes, office.Enterprise: office.Micro}
		if err := p.Declare(ctx, her, answers, "canary-words"); err != nil {
			t.Fatal(err)
		}
		d, err := p.Declared(ctx, her, 2026)
		if err != nil || d.Answers[office.WomenLed] != office.Yes || d.Consent.Words != "canary-words" || !d.Consent.When.Equal(storetest.Now) {
			t.Errorf("declared %+v, %v", d, err)
		}
		_, err = p.Declared(ctx, her, 2025)
		kind(t, err, fault.NotFound)
		_, err = p.Declared(ctx, actor(t, p, minh.ID), 2026)
		kind(t, err, fault.NotFound)

		rows := dump(t, o)
		for _, word := range []string{"women_led", "canary-words", "micro"} {
			if strings.Contains(rows, word) {
				t.Errorf("the database holds %q", word)
			}
		}
		if strings.Contains(rows[strings.Index(rows, "\ndeclaration "):], string(lan.Party)) {
			t.Error("the table of declarations names the party")
		}

		answers[office.WomenLed] = office.RatherNot
		if err := p.Declare(ctx, her, answers, "2026-12"); err != nil {
			t.Fatal(err)
		}
		if d, err := p.Declared(ctx, her, 2026); err != nil || d.Answers[office.WomenLed] != office.RatherNot {
			t.Errorf("declared anew %+v, %v", d, err)
		}
		if err := p.TakeBack(ctx, her, 2026); err != nil {
			t.Fatal(err)
		}
		_, err = p.Declared(ctx, her, 2026)
		kind(t, err, fault.NotFound)
		kind(t, p.TakeBack(ctx, her, 2026), fault.NotFound)
		verified(t, s, 6)
		if err := p.Declare(ctx, her, answers, "2026-12"); err != nil {
			t.Errorf("declaring after taking back: %v", err)
		}
	})
}

// What was taken back cannot be read even by who has all files: its key is not in the vault any more.
func TestTakenBackMeansDestroyed(t *testing.T) {
	o := store.Options{Dir: t.TempDir(), Host: "test.invalid", Clock: func() time.Time { return storetest.Now }}
	s := storetest.Open(t, o)
	ctx := context.Background()
	p, lan, _ := house(t, s)
	her := actor(t, p, lan.ID)
	if err := p.Declare(ctx, her, map[office.Question]office.Said{office.Youth: office.Yes}, "1"); err != nil {
		t.Fatal(err)
	}
	vault, err := sql.Open("sqlite", filepath.Join(o.Dir, "vault.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer vault.Close()
	var key []byte
	if err := vault.QueryRow(`SELECT secret FROM data_key WHERE secrecy = 'declaration 1'`).Scan(&key); err != nil || len(key) != 32 {
		t.Fatalf("its key: %x, %v", key, err)
	}
	holds := func() bool {
		for _, name := range []string{"vault.db", "vault.db-wal"} {
			b, err := os.ReadFile(filepath.Join(o.Dir, name))
			if err == nil && bytes.Contains(b, key) {
				return true
			}
		}
		return false
	}
	if !holds() {
		t.Fatal("the key is not found where it should be")
	}
	if err := p.TakeBack(ctx, her, 2026); err != nil {
		t.Fatal(err)
	}
	if holds() {
		t.Error("the key is still in the vault's files")
	}
}

// dump gives every row of every table about people as text.
func dump(t *testing.T, o store.Options) string {
	t.Helper()
	db := raw(t, o)
	var b strings.Builder
	for _, q := range []string{`SELECT 'fact ' || subject || ' ' || told_by || ' ' || what || ' ' || body FROM fact ORDER BY seq`,
		`SELECT 'lookup ' || kind || ' ' || key || ' ' || subject FROM lookup ORDER BY 1`,
		`SELECT 'declaration ' || pseudonym || ' ' || CAST(n AS TEXT) FROM declaration ORDER BY 1`} {
		rows, err := db.Query(q)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			b.WriteString("\n" + line)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// raw opens the database beside the register.
func raw(t *testing.T, o store.Options) *sql.DB {
	t.Helper()
	driver, address := "sqlite", filepath.Join(o.Dir, "muniment.db")+"?_pragma=busy_timeout(10000)"
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

func TestFactsAreNeverChanged(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		p, lan, _ := house(t, s)
		if err := p.Declare(context.Background(), actor(t, p, lan.ID), map[office.Question]office.Said{office.Youth: office.Yes}, "1"); err != nil {
			t.Fatal(err)
		}
		db := raw(t, o)
		for _, q := range []string{`UPDATE fact SET body = '{}'`, `DELETE FROM fact`, `UPDATE declaration SET n = 7`, `DELETE FROM declaration`} {
			if _, err := db.Exec(q); err == nil || !strings.Contains(err.Error(), "never forgets") {
				t.Errorf("%s: %v", q, err)
			}
		}
		verified(t, s, 6)
	})
}

func TestVerifyNamesWhatDoesNotFollowFromFacts(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		_, lan, minh := house(t, s)
		db := raw(t, o)
		for _, c := range []struct{ name, do, undo, want string }{
			{"a lookup is gone", `DELETE FROM lookup WHERE kind = 'email'`,
				`INSERT INTO lookup (kind, key, subject) VALUES ('email', 'lan@example.invalid', '` + string(lan.ID) + `')`, string(lan.ID) + " is not found as its facts say"},
			{"a lookup leads elsewhere", `UPDATE lookup SET key = 'zz' WHERE kind = 'party' AND subject = '` + string(minh.ID) + `'`,
				`UPDATE lookup SET key = '` + string(minh.Party) + `' WHERE key = 'zz'`, string(minh.ID) + " is not found as its facts say"},
			{"a lookup to nothing", `INSERT INTO lookup (kind, key, subject) VALUES ('name', 'lan', 'p-zzzzzzzzzzzzzzzz')`,
				`DELETE FROM lookup WHERE subject = 'p-zzzzzzzzzzzzzzzz'`, "p-zzzzzzzzzzzzzzzz is found by name, and nothing is told of it"},
			{"a fact whose number was left out", `INSERT INTO fact (seq, subject, told_at, told_by, what, body) SELECT (SELECT MAX(seq) + 2 FROM fact), subject, told_at, told_by, what, body` +
				` FROM fact WHERE what = 'account.email' AND subject = '` + string(minh.ID) + `'`, ``, "there should be"},
		} {
			if _, err := db.Exec(c.do); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			verified(t, s, 6, c.want)
			if c.undo != "" {
				if _, err := db.Exec(c.undo); err != nil {
					t.Fatalf("%s: %v", c.name, err)
				}
			}
		}
	})
}

func TestAGreatOfficeIsVerifiedInSteps(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, p := context.Background(), people(s)
		by := office.Actor{Account: "a-0000000000000000", At: storetest.Now, Day: ipr.Date{Year: 2026, Month: 11, Day: 22}}
		const n = 1203
		for range n {
			if _, err := p.NewParty(ctx, by, office.Party{Nature: office.Legal, Name: "Công ty TNHH Cà phê Buôn Ma Thuột", Country: "VN"}); err != nil {
				t.Fatal(err)
			}
		}
		verified(t, s, n)
		if book, err := p.AddressBook(ctx, by); err != nil || len(book) != n {
			t.Errorf("an address book of %d, %v", len(book), err)
		}
	})
}

// Of many who prove one address at the same time one gets it.
func TestOneOfManyGetsTheAddress(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, p := context.Background(), people(s)
		var ids []office.AccountID
		for range 16 {
			a, err := p.SignUp(ctx, office.Party{Nature: office.Natural, Name: "Lan", Country: "VN"}, "lan@example.invalid")
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, a.ID)
		}
		errs := make(chan error, len(ids))
		for _, id := range ids {
			go func() { errs <- p.VerifyEmail(ctx, id, "lan@example.invalid") }()
		}
		got := 0
		for range ids {
			switch err := <-errs; {
			case err == nil:
				got++
			case fault.KindOf(err) != fault.Conflict:
				t.Error(err)
			}
		}
		if got != 1 {
			t.Errorf("%d have the address", got)
		}
		verified(t, s, 48)
	})
}

// Two registers on one PostgreSQL, as of two processes, give every fact a number of its own.
func TestTwoProcessesTellFactsOnOneDatabase(t *testing.T) {
	address := storetest.Postgres(t)
	open := func() *store.Store {
		return storetest.Open(t, store.Options{Dir: t.TempDir(), Host: "test.invalid", Postgres: address, Clock: func() time.Time { return storetest.Now }})
	}
	a, b := open(), open()
	ctx := context.Background()
	errs := make(chan error, 40)
	for i := range 40 {
		p := people([]*store.Store{a, b}[i%2])
		go func() {
			_, err := p.SignUp(ctx, office.Party{Nature: office.Natural, Name: "Lan", Country: "VN"}, "lan@example.invalid")
			errs <- err
		}()
	}
	for range 40 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	var count, last int64
	if err := raw(t, store.Options{Postgres: address}).QueryRow(`SELECT COUNT(*), MAX(seq) FROM fact`).Scan(&count, &last); err != nil || count != 160 || last != 160 {
		t.Errorf("%d facts, the last has the number %d, %v", count, last, err)
	}
}

func BenchmarkActor(b *testing.B) {
	s := storetest.Open(b, store.Options{Dir: b.TempDir(), Host: "test.invalid", Clock: func() time.Time { return storetest.Now }})
	ctx, p := context.Background(), people(s)
	agent, err := p.SignUp(ctx, office.Party{Nature: office.Natural, Name: "Agent", Country: "VN"}, "agent@example.invalid")
	if err != nil {
		b.Fatal(err)
	}
	by := office.Actor{Account: agent.ID, Party: agent.Party, At: storetest.Now}
	day := p.Everybody().Day
	for range 400 {
		client, err := p.NewParty(ctx, by, office.Party{Nature: office.Legal, Name: "Client", Country: "VN"})
		if err != nil {
			b.Fatal(err)
		}
		_, err = p.GivePower(ctx, by, office.Power{Principal: client.ID, Representative: agent.Party, General: true, Signed: day,
			Signatory: office.Signing{Name: "Lan", Position: "Director"}, Scan: strings.Repeat("ab", 32), Span: office.Span{First: day}})
		if err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		a, err := p.Actor(ctx, agent.ID, office.Presence{})
		if err != nil || len(a.Principals()) != 401 {
			b.Fatal(len(a.Principals()), err)
		}
	}
}
