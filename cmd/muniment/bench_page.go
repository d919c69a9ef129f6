package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
)

type benchPage struct {
	benchFlags
	Seconds float64 `help:"How long each is measured." default:"5"`
	Clients int     `help:"How many ask at the same time." default:"8"`
}

func (c *benchPage) Run(p *program) error {
	s, remove, err := c.sample(p)
	if err != nil {
		return err
	}
	defer remove()
	cat, err := openCatalogue(p.ctx, s, p.say)
	if err != nil {
		return err
	}
	pub := &public{Store: s, catalogue: cat, clock: p.clock}
	site := &web.Site{Office: demoOffice(), Register: pub, Log: pub, Search: pub, Receipts: pub, Clock: p.clock}
	pages, err := site.Handler()
	if err != nil {
		return err
	}
	var ids []string
	if err := s.EachHead(p.ctx, "", func(h register.Head) error {
		if len(ids) < 20000 {
			ids = append(ids, "/r/"+h.ID.String()+"?lang=en")
		}
		return nil
	}); err != nil {
		return err
	}
	size, err := c.size(pages, ids[0])
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(p.Data, "static.html"), make([]byte, size), 0o600); err != nil {
		return err
	}
	static := http.FileServer(http.Dir(p.Data))
	ref, _, err := c.rate(p, static, []string{"/static.html"})
	if err != nil {
		return err
	}
	got, slow, err := c.rate(p, pages, ids)
	if err != nil {
		return err
	}
	c.emit(p, figure{Bench: "page", Metric: "entry pages", Value: got, Unit: "pages/s", Reference: ref,
		Note: fmt.Sprintf("reference a static file of the same %d bytes by the same server; %d entries in turn, %d clients on the same machine; %s", size, len(ids), c.Clients, s.Engine())})
	c.emit(p, figure{Bench: "page", Metric: "slowest of them", Value: float64(slow.Microseconds()) / 1000, Unit: "ms"})
	return c.verified(p, s, "page")
}

func (c *benchPage) size(h http.Handler, path string) (int64, error) {
	srv, url, err := listen(h)
	if err != nil {
		return 0, err
	}
	defer srv.Close()
	return fetch(http.DefaultClient, url+path)
}

func listen(h http.Handler) (*http.Server, string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go srv.Serve(l)
	return srv, "http://" + l.Addr().String(), nil
}

func fetch(client *http.Client, url string) (int64, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Accept", "text/html")
	req.Header.Set("Accept-Encoding", "identity")
	res, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fault.New(fault.Internal, "%s answers %d", url, res.StatusCode)
	}
	return n, err
}

// rate asks for the paths in turn from several clients, and gives requests a second and the slowest one.
func (c *benchPage) rate(p *program, h http.Handler, paths []string) (float64, time.Duration, error) {
	srv, url, err := listen(h)
	if err != nil {
		return 0, 0, err
	}
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: c.Clients, DisableCompression: true}}
	defer client.CloseIdleConnections()
	var next, slowest atomic.Int64
	var firstErr atomic.Value
	stop := p.clock().Add(time.Duration(c.Seconds * float64(time.Second)))
	started := p.clock()
	var wg sync.WaitGroup
	for range c.Clients {
		wg.Go(func() {
			for p.clock().Before(stop) && firstErr.Load() == nil {
				path := paths[int(next.Add(1)-1)%len(paths)]
				took, err := p.timed(func() error { _, err := fetch(client, url+path); return err })
				if err != nil {
					firstErr.CompareAndSwap(nil, err)
					return
				}
				for old := slowest.Load(); int64(took) > old && !slowest.CompareAndSwap(old, int64(took)); old = slowest.Load() {
				}
			}
		})
	}
	wg.Wait()
	if err, ok := firstErr.Load().(error); ok {
		return 0, 0, err
	}
	return float64(next.Load()) / p.clock().Sub(started).Seconds(), time.Duration(slowest.Load()), nil
}
