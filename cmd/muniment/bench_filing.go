package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/muniment/muniment/adapter/permit"
	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure/filing"
	"github.com/muniment/muniment/register"
)

type benchFiling struct {
	JSON    bool    `name:"json" help:"Write JSON lines."`
	Filings int     `help:"How many applications are filed as fast as they can be." default:"8000"`
	Clients int     `help:"How many file at the same time." default:"64"`
	Rate    float64 `help:"How many are filed a second when waiting is measured." default:"200"`
	Seconds float64 `help:"How long waiting is measured." default:"15"`
}

// Run measures filings through the interface: durable, logged, with three small documents and the whole receipt; beside rows of the same
// bytes that are put into the same engine in groups.
func (c *benchFiling) Run(p *program) error {
	remove, err := p.scratch()
	if err != nil {
		return err
	}
	defer remove()
	s, err := p.open(false, "bench.invalid")
	if err != nil {
		return err
	}
	defer s.Close()
	flags := benchFlags{JSON: c.JSON}
	handler, token, err := c.counter(p, s)
	if err != nil {
		return err
	}
	srv, url, err := listen(handler)
	if err != nil {
		return err
	}
	defer srv.Close()
	waits := int(c.Rate * c.Seconds)
	requests := make([]benchRequest, c.Filings+waits)
	for i := range requests {
		requests[i] = newBenchRequest(i)
	}
	file := c.filer(url, token)
	for i := range 64 { // connections, statements, caches
		if err := file(p.ctx, newBenchRequest(-1-i)); err != nil {
			return err
		}
	}
	inserts, stop, err := p.groupedInserts()
	if err != nil {
		return err
	}
	defer stop()
	insert := func(ctx context.Context, r benchRequest) error { return inserts(ctx, r.key, r.plain) }
	fast, slow := requests[:c.Filings], requests[c.Filings:]
	reference, err := c.fast(p, fast, insert)
	if err != nil {
		return err
	}
	got, err := c.fast(p, fast, file)
	if err != nil {
		return err
	}
	bytesEach := 0
	for _, b := range requests[0].plain {
		bytesEach += len(b)
	}
	flags.emit(p, figure{Bench: "filing", Metric: "filed, with three documents", Value: got, Unit: "filings/s", Reference: reference,
		Note: fmt.Sprintf("reference rows of the same %d bytes inserted in groups; over HTTP with receipts, %d clients on the same machine, %d filings; %s", bytesEach, c.Clients, c.Filings, s.Engine())})
	plain, err := c.waited(p, slow, insert)
	if err != nil {
		return err
	}
	filed, err := c.waited(p, slow, file)
	if err != nil {
		return err
	}
	for _, q := range []int{50, 99} {
		flags.emit(p, figure{Bench: "filing", Metric: fmt.Sprintf("wait at %g/s, p%d", c.Rate, q), Value: quantile(filed, q), Unit: "ms", Reference: quantile(plain, q),
			Note: fmt.Sprintf("from when it was due; %d filings in %g s", len(slow), c.Seconds)})
	}
	srv.Close()
	return flags.verified(p, s, "filing")
}

// counter makes the interface of an office, and a key of an account that may file.
func (c *benchFiling) counter(p *program, s *store.Store) (http.Handler, string, error) {
	judge, err := permit.Open(office.Policies)
	if err != nil {
		return nil, "", err
	}
	people := &office.People{DB: s.People(), Judge: judge, Declarations: s.People(), Clock: p.clock, Zone: zone(), Entropy: register.SystemEntropy()}
	a, err := people.SignUp(p.ctx, office.Party{Nature: office.Legal, Name: "Bench", Country: "VN"}, "bench@example.org")
	if err != nil {
		return nil, "", err
	}
	token, _, err := s.MakeKey(p.ctx, office.Key{Account: a.ID, Name: "bench", Acts: []office.Act{office.SubmitDraft}})
	if err != nil {
		return nil, "", err
	}
	o := web.Office{Code: "VN", Zone: zone()}
	h := &house{p: p, s: s}
	handler, err := h.withInterface(http.NotFoundHandler(), reception(s, law.Own(), o, p.clock), o, nil, slog.New(slog.NewTextHandler(p.err, nil)))
	return handler, token, err
}

// benchRequest is one application to be filed, made before the measuring begins.
type benchRequest struct {
	key   string
	body  []byte   // of the request
	plain [][]byte // the application and its documents
}

func newBenchRequest(i int) benchRequest {
	a := &filing.Application{V: 1, Kind: ipr.Trademark, Language: "vi",
		Applicants: []filing.Applicant{{Person: "legal", Name: fmt.Sprintf("Công ty TNHH Mẫu %d", i), Country: "VN", Place: "Cà Mau", Address: &filing.Address{Written: "1 Đường Mẫu"}}},
		Mark:       &filing.MarkAsked{Feature: "word", Kind: "individual", Text: fmt.Sprintf("MẪU %d", i)},
		Goods:      []filing.GoodsAsked{{Class: 30, Terms: []string{"chè", "cà phê"}}},
		Signatures: []filing.Signature{{Name: "Nguyễn Thị Mẫu", Capacity: "applicant", How: "interface", At: "2026-11-22T08:00:00Z"}}}
	var docs [][]byte
	var texts []string
	for k, role := range []string{"form", "poa", "evidence"} {
		d := fmt.Appendf(nil, "document %d of filing %d\n%02000d", k, i, i)
		docs, texts = append(docs, d), append(texts, base64.StdEncoding.EncodeToString(d))
		a.Files = append(a.Files, filing.Attachment{Role: role, Name: role + ".pdf", Type: "application/pdf", Pages: 1, Size: int64(len(d)), SHA256: filing.Documents(d)[0].SHA256})
	}
	app := a.Bytes()
	body, err := json.Marshal(map[string]any{"application": json.RawMessage(app), "documents": texts})
	if err != nil {
		panic(err) // it is made of texts
	}
	return benchRequest{strconv.Itoa(i), body, append([][]byte{app}, docs...)}
}

// filer files over HTTP and reads the whole answer.
func (c *benchFiling) filer(url, token string) func(context.Context, benchRequest) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4 * c.Clients}}
	return func(ctx context.Context, r benchRequest) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/api/v1/filings", bytes.NewReader(r.body))
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", r.key)
		res, err := client.Do(req)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		answer, err := io.ReadAll(res.Body)
		if err == nil && res.StatusCode != http.StatusCreated {
			err = fmt.Errorf("the answer is %d: %s", res.StatusCode, answer)
		}
		return err
	}
}

// fast does them all as fast as the clients can, and gives how many a second.
func (c *benchFiling) fast(p *program, list []benchRequest, do func(context.Context, benchRequest) error) (float64, error) {
	var next atomic.Int64
	errs := make([]error, c.Clients)
	took, _ := p.timed(func() error {
		var wg sync.WaitGroup
		for w := range errs {
			wg.Go(func() {
				for errs[w] == nil {
					i := int(next.Add(1)) - 1
					if i >= len(list) {
						return
					}
					errs[w] = do(p.ctx, list[i])
				}
			})
		}
		wg.Wait()
		return nil
	})
	for _, err := range errs {
		if err != nil {
			return 0, err
		}
	}
	return float64(len(list)) / took.Seconds(), nil
}

// waited does them at the rate, whether the earlier ones are answered or not, and gives how long each took from when it was due,
// in milliseconds, sorted.
func (c *benchFiling) waited(p *program, list []benchRequest, do func(context.Context, benchRequest) error) ([]float64, error) {
	took, errs := make([]float64, len(list)), make([]error, len(list))
	var wg sync.WaitGroup
	begun := p.clock()
	for i, r := range list {
		due := begun.Add(time.Duration(float64(i) / c.Rate * float64(time.Second)))
		time.Sleep(due.Sub(p.clock()))
		wg.Go(func() {
			errs[i] = do(p.ctx, r)
			took[i] = float64(p.clock().Sub(due).Microseconds()) / 1000
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(took)
	return took, nil
}

func quantile(sorted []float64, percent int) float64 {
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}

// groupedInserts opens an empty table of the same engine with the same settings, and gives what puts a row of four values into it and returns
// after the commit that it shares with others.
func (p *program) groupedInserts() (insert func(ctx context.Context, key string, row [][]byte) error, stop func(), err error) {
	var db *sql.DB
	kind := "BLOB"
	if p.Database != "" {
		config, err := pgx.ParseConfig(p.Database)
		if err != nil {
			return nil, nil, err
		}
		kind = "BYTEA"
		db = stdlib.OpenDB(*config)
	} else if db, err = sql.Open("sqlite", "file:"+filepath.Join(p.Data, "reference.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(4000)&_txlock=immediate"); err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(1)
	for _, text := range []string{`DROP TABLE IF EXISTS bench_filing`, `CREATE TABLE bench_filing (id TEXT PRIMARY KEY, a ` + kind + `, b ` + kind + `, c ` + kind + `, d ` + kind + `)`} {
		if _, err := db.ExecContext(p.ctx, text); err != nil {
			db.Close()
			return nil, nil, err
		}
	}
	type job struct {
		key  string
		row  [][]byte
		done chan error
	}
	jobs := make(chan job)
	var n atomic.Int64 // keys are used more than once
	group := func(first job) error {
		list := []job{first}
		err := func() error {
			tx, err := db.BeginTx(p.ctx, nil)
			if err != nil {
				return err
			}
			defer tx.Rollback()
			st, err := tx.PrepareContext(p.ctx, `INSERT INTO bench_filing (id, a, b, c, d) VALUES ($1, $2, $3, $4, $5)`)
			if err != nil {
				return err
			}
			for i := 0; i < len(list); i++ {
				j := list[i]
				if _, err := st.ExecContext(p.ctx, fmt.Sprint(j.key, "/", n.Add(1)), j.row[0], j.row[1], j.row[2], j.row[3]); err != nil {
					return err
				}
				select {
				case more := <-jobs:
					list = append(list, more)
				default:
				}
			}
			return tx.Commit()
		}()
		for _, j := range list {
			j.done <- err
		}
		return err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for j := range jobs {
			group(j)
		}
	}()
	insert = func(ctx context.Context, key string, row [][]byte) error {
		j := job{key, row, make(chan error, 1)}
		jobs <- j
		return <-j.done
	}
	return insert, func() {
		close(jobs)
		<-ended
		db.Exec(`DROP TABLE bench_filing`)
		db.Close()
	}, nil
}
