package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkEntry renders the page of an entry with five acts, from events in memory: the cost of the page itself and of
// reading the events, without a store and a network.
func BenchmarkEntry(b *testing.B) {
	for _, path := range []string{"/r/VN/TM/4-2023-21877?lang=vi", "/r/US/TM/90000007?lang=vi"} {
		b.Run(path, func(b *testing.B) {
			h := newOffice(b).handler(b)
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Header.Set("Accept", "text/html")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			b.SetBytes(int64(w.Body.Len()))
			b.ReportAllocs()
			for b.Loop() {
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}
