package store_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/procedure/filing"
)

// BenchmarkFiling measures durable, logged filings with three small documents and their receipts, from 64 applicants at once.
func BenchmarkFiling(b *testing.B) {
	s, err := store.Open(b.Context(), store.Options{Dir: b.TempDir(), Host: "demo.invalid"})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	d := &filing.Desk{Books: s.Filings(), Law: law.Own(), Office: "VN", Zone: time.FixedZone("ICT", 7*3600), Clock: time.Now}
	var wg sync.WaitGroup
	var n atomic.Int64
	b.ResetTimer()
	for w := range 64 {
		wg.Go(func() {
			for {
				i := n.Add(1)
				if i > int64(b.N) {
					return
				}
				a, docs := application(w, int(i))
				sub, err := d.File(context.Background(), filing.Request{Account: "a-1", Key: fmt.Sprint(i), Application: a, Documents: filing.Documents(docs...)})
				if err == nil {
					_, err = d.Receipt(context.Background(), sub)
				}
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "filings/s")
}

// application makes an application for a word mark with three small documents.
func application(w, i int) (*filing.Application, [][]byte) {
	a := &filing.Application{V: 1, Kind: ipr.Trademark, Language: "vi",
		Applicants: []filing.Applicant{{Person: "legal", Name: fmt.Sprintf("Công ty TNHH Vân Hạc %d", w), Country: "VN", Place: "Cà Mau", Address: &filing.Address{Written: "1 Đường Mẫu"}}},
		Mark:       &filing.MarkAsked{Feature: "word", Kind: "individual", Text: fmt.Sprintf("VÂN HẠC %d", i)},
		Goods:      []filing.GoodsAsked{{Class: 30, Terms: []string{"chè", "cà phê"}}},
		Signatures: []filing.Signature{{Name: "Nguyễn Thị Mẫu", Capacity: "applicant", How: "typed"}}}
	var docs [][]byte
	for k, role := range []string{"form", "poa", "evidence"} {
		body := fmt.Appendf(make([]byte, 0, 4096), "document %d of filing %d\n%02000d", k, i, i)
		docs = append(docs, body)
		a.Files = append(a.Files, filing.Attachment{Role: role, Name: role + ".pdf", Type: "application/pdf", Pages: 1, Size: int64(len(body)), SHA256: filing.Documents(body)[0].SHA256})
	}
	return a, docs
}
