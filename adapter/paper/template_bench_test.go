package paper_test

import "testing"

func BenchmarkFill(b *testing.B) {
	all := open(b)
	for _, name := range []string{"letter", "certificate-TM", "gazette"} {
		d := in(find(b, name), "vi+en")
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := all.Fill(d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
