package exchange_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// typicalMarks are made-up marks of about 4 KB each as ST.96: two parties, two classes of goods, eight lines of history.
func typicalMarks(n int) []*exchange.Item {
	items := make([]*exchange.Item, n)
	for i := range items {
		number := fmt.Sprintf("4-2023-%05d", i)
		r := register.Record{
			Application:  &register.Numbered{Number: number, Date: day(2023, 1, 2)},
			Registration: &register.Numbered{Number: fmt.Sprintf("4-0%06d-000", i), Date: day(2024, 5, 6)},
			Status:       register.StatusRegistered, StatusDate: day(2024, 5, 6), StatusTold: "700 REGISTERED", Expiry: day(2033, 1, 2),
			Mark: &register.Mark{Text: fmt.Sprintf("VÂN HẠC %d", i), Feature: "combined", Kind: "individual", Colours: "đỏ, trắng", Disclaimer: "VÂN", Description: "Con hạc giữa mây", Vienna: []string{"03.07.07", "26.01.03"}},
			Parties: []register.Party{
				{Role: ipr.Owner, Name: "Công ty trách nhiệm hữu hạn Vân Hạc", Country: "VN", Place: "Hà Nội"},
				{Role: ipr.Representative, Name: "Văn phòng luật sư Trạm", Country: "VN", Place: "Hà Nội"},
			},
			Classes: []register.Class{
				{Scheme: "nice", Class: 30, Terms: strings.Split("chè xanh;chè đen;cà phê rang;bánh kẹo các loại;mật ong", ";")},
				{Scheme: "nice", Class: 35, Terms: strings.Split("mua bán chè;mua bán cà phê;quảng cáo;xuất nhập khẩu hàng nông sản", ";")},
			},
			Priorities:   []register.Priority{{Office: "DE", Number: "30 2022 123 456", Date: day(2022, 12, 1)}},
			Publications: []register.Publication{{Office: "VN", Number: "421A", Kind: "opposition", Date: day(2023, 4, 25)}},
		}
		for k := range 8 {
			r.History = append(r.History, register.Told{Date: day(2023, 1+k, 3), Code: fmt.Sprintf("42%02d", k), Text: "Thông báo kết quả thẩm định hình thức"})
		}
		items[i] = &exchange.Item{ID: ipr.ID{Office: "VN", Kind: ipr.Trademark, Number: number}, Record: r}
	}
	return items
}

func BenchmarkST96Write(b *testing.B) {
	items := typicalMarks(10_000)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		k, err := exchange.WriteST96(io.Discard, ipr.Trademark, rowsOf(items))
		if err != nil {
			b.Fatal(err)
		}
		n += k
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "marks/s")
}

func BenchmarkST96Read(b *testing.B) {
	var doc bytes.Buffer
	if _, err := exchange.WriteST96(&doc, ipr.Trademark, rowsOf(typicalMarks(10_000))); err != nil {
		b.Fatal(err)
	}
	benchRead(b, exchange.ST96, doc.Bytes())
}

// BenchmarkTSDR reads a document as the United States serve it, over and over.
func BenchmarkTSDR(b *testing.B) {
	benchRead(b, exchange.ST96, []byte(sameST96))
}

func benchRead(b *testing.B, format exchange.Format, doc []byte) {
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	marks := 0
	for b.Loop() {
		r, err := exchange.Open(format, bytes.NewReader(doc), -1, exchange.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for {
			if _, err := r.Next(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
			marks++
		}
	}
	b.ReportMetric(float64(marks)/b.Elapsed().Seconds(), "marks/s")
}
