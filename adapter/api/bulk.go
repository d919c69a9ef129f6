package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/procedure/filing"
)

const (
	maxBulk  = 10000 // applications of one archive
	together = 16    // of which are filed at the same time, so that they share commits
)

// Line is what became of one application of an archive, or, last, of the archive.
type Line struct {
	N       int      `json:"n,omitempty"`    // its place among the applications of the archive, from 1
	Path    string   `json:"path,omitempty"` // of its member
	Key     string   `json:"key,omitempty"`  // under which it is filed
	Status  int      `json:"status,omitempty"`
	Filing  *Filing  `json:"filing,omitempty"`  // 201, or 200 if it was filed before
	Problem *Problem `json:"problem,omitempty"` // else
	Done    *Totals  `json:"done,omitempty"`    // the last line; without it the answer was cut off
}

// Totals counts what became of an archive.
type Totals struct {
	Archive string `json:"archive"` // SHA-256
	Filed   int    `json:"filed"`
	Before  int    `json:"before"` // filed by an earlier request
	Refused int    `json:"refused"`
}

// bulk files the applications of a ZIP archive, each under a key made of the archive and its place: sent again, what was filed is not filed
// again, and what was not is. The answer is a line of JSON for each, as soon as it is known.
func (a *API) bulk(w http.ResponseWriter, r *request) error {
	patient(w, 3*slowest)
	s, err := newSpool(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return cut(err)
	}
	defer s.close()
	b, err := exchange.OpenBundle(s, s.size, exchange.Limits{Total: maxBody})
	if err != nil {
		return err
	}
	var paths []string
	for _, name := range b.Names() {
		if path.Base(name) == "application.json" {
			paths = append(paths, name)
		}
	}
	if len(paths) == 0 || len(paths) > maxBulk {
		return fault.New(fault.Invalid, "an archive holds 1 to %d members application.json, each in a folder of its own with its documents", maxBulk)
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.WriteHeader(http.StatusOK)
	enc, flush := json.NewEncoder(w), http.NewResponseController(w)
	enc.SetEscapeHTML(false)
	totals := Totals{Archive: s.digest}
	a.each(r, b, s.digest, paths, func(l Line) {
		switch l.Status {
		case http.StatusCreated:
			totals.Filed++
		case http.StatusOK:
			totals.Before++
		default:
			totals.Refused++
		}
		_ = enc.Encode(l) // whoever is gone sends the archive again
		_ = flush.Flush()
	})
	if r.Context().Err() == nil {
		_ = enc.Encode(Line{Done: &totals})
	}
	return nil
}

// each files the applications, some at the same time, and tells of one after the other.
func (a *API) each(r *request, b *exchange.Bundle, digest string, paths []string, tell func(Line)) {
	next, lines := make(chan int), make(chan Line)
	var wg sync.WaitGroup
	for range min(together, len(paths)) {
		wg.Go(func() {
			for i := range next {
				lines <- a.one(r, b, fmt.Sprintf("%s/%d", digest, i+1), i+1, paths[i])
			}
		})
	}
	go func() {
		defer close(lines)
		defer wg.Wait()
		defer close(next)
		for i := range paths {
			select {
			case next <- i:
			case <-r.Context().Done():
				return
			}
		}
	}()
	for l := range lines {
		tell(l)
	}
}

// one files an application of an archive.
func (a *API) one(r *request, b *exchange.Bundle, key string, n int, name string) Line {
	l := Line{N: n, Path: name, Key: key, Status: http.StatusOK}
	f, fresh, err := a.member(r.Context(), r.by, b, key, name)
	switch {
	case err != nil:
		l.Status = statuses[fault.KindOf(err)]
		l.Problem = a.problemOf(r, l.Status, err)
	case fresh:
		l.Status = http.StatusCreated
	}
	l.Filing = f
	return l
}

func (a *API) member(ctx context.Context, by Caller, b *exchange.Bundle, key, name string) (f *Filing, fresh bool, err error) {
	body, err := b.Open(name)
	if err != nil {
		return nil, false, err
	}
	defer body.Close()
	text, err := io.ReadAll(io.LimitReader(body, filing.MaxApplication+1))
	if err != nil {
		return nil, false, err
	}
	in := new(incoming)
	if in.application, err = filing.Read(text); err != nil {
		return nil, false, err
	}
	if err := sign(in.application, by, false); err != nil {
		return nil, false, err
	}
	folder := strings.TrimSuffix(name, "application.json")
	for _, file := range in.application.Files {
		if !b.Has(folder + file.Name) {
			return nil, false, fault.New(fault.Invalid, "the document %q did not come", file.Name).At("files")
		}
		in.documents = append(in.documents, filing.Incoming{SHA256: file.SHA256, Body: b.Later(folder + file.Name)})
	}
	s, err := a.submit(ctx, by, key, in)
	if err != nil {
		return nil, false, err
	}
	f, err = a.whole(ctx, s, in.application)
	if err != nil {
		return nil, false, fault.New(fault.Unavailable, "it was filed, and its receipt could not be made yet").Because(err)
	}
	return f, s.Fresh(), nil
}
