package exchange_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
)

type member struct{ name, body string }

// zipped makes an archive; change may alter each header.
func zipped(t testing.TB, change func(*zip.FileHeader), members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		if change != nil {
			change(h)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, m.body)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

const (
	sheetA = "number\tmark\n1\tONE\n2\tcaf\xe9\n3\tTHREE\n"
	linesB = "{\"id\":\"VN/TM/4\",\"mark\":{\"text\":\"FOUR\"},\"x\":1}\n"
)

func TestArchiveIsReadMemberByMember(t *testing.T) {
	doc := zipped(t, nil, member{"marks/a.tsv", sheetA}, member{"marks/", ""}, member{"README.txt", "Read this, please.\n"},
		member{"b.jsonl", linesB}, member{"c.xml", daily("<case-file><serial-number>90000001</serial-number></case-file>")}, member{"logo.png", "\x89PNG\r\n\x1a\n\x00"})
	if f, err := exchange.Detect("x", doc); f != exchange.ZIP {
		t.Errorf("detected as %q, %v", f, err)
	}
	items, rep, err := readAll(exchange.ZIP, bytes.NewReader(doc), int64(len(doc)), exchange.Options{Office: "VN"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, it := range items {
		got = append(got, fmt.Sprintf("%s %d %s", it.ID, it.Ordinal, it.Where))
	}
	want := `VN/TM/1 0 member "a.tsv", record 1, line 2|VN/TM/3 2 member "a.tsv", record 3, line 4|VN/TM/4 3 member "b.jsonl", record 1, line 1|US/TM/90000001 4 member "c.xml", record 1, line 5`
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got %s", s)
	}
	if rep.Read != 5 || rep.RefusedCount() != 1 || rep.Format != exchange.ZIP || len(rep.NotUnderstood) != 1 {
		t.Errorf("report %+v", rep)
	}
	if s := fmt.Sprint(rep.PassedOver); !strings.Contains(s, `member "README.txt": the first row names no column`) || !strings.Contains(s, `member "logo.png": the document is not a text`) || len(rep.PassedOver) != 2 {
		t.Errorf("passed over %s", s)
	}
	if s := fmt.Sprint(rep.Refused); !strings.Contains(s, `member "a.tsv", record 2, line 3: the row is not UTF-8`) {
		t.Errorf("refused %s", s)
	}
}

func TestGzip(t *testing.T) {
	doc := gzipped(sheetA)
	if f, err := exchange.Detect("x", []byte(doc)); f != exchange.GZIP {
		t.Errorf("detected as %q, %v", f, err)
	}
	items, _, err := readAll(exchange.GZIP, strings.NewReader(doc), -1, exchange.Options{Name: "a.tsv.gz"})
	if err != nil || len(items) != 2 {
		t.Errorf("%d items, %v", len(items), err)
	}
	for _, cut := range []int{5, len(doc) / 2, len(doc) - 2} {
		if _, _, err := readAll(exchange.GZIP, strings.NewReader(doc[:cut]), -1, exchange.Options{Name: "a.tsv"}); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("cut at %d: %v", cut, err)
		}
	}
}

func TestHostileArchiveIsRefused(t *testing.T) {
	zeros := "number\tmark\n" + strings.Repeat("x", 8<<20)
	small := exchange.Limits{Total: 1 << 20}
	for _, c := range []struct {
		rule string
		doc  func() []byte
		lim  exchange.Limits
		want string
	}{
		{"a path that leads up", func() []byte { return zipped(t, nil, member{"../../etc/x.tsv", sheetA}) }, small, "leads out of the archive"},
		{"a path that leads up within", func() []byte { return zipped(t, nil, member{"a/../../x.tsv", sheetA}) }, small, "leads out of the archive"},
		{"a path from the root", func() []byte { return zipped(t, nil, member{"/etc/x.tsv", sheetA}) }, small, "leads out of the archive"},
		{"a path of Windows that leads up", func() []byte { return zipped(t, nil, member{`..\x.tsv`, sheetA}) }, small, "leads out of the archive"},
		{"a drive of Windows", func() []byte { return zipped(t, nil, member{`C:\x.tsv`, sheetA}) }, small, "leads out of the archive"},
		{"a link", func() []byte {
			return zipped(t, func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink | 0o777) }, member{"x.tsv", "/etc/passwd"})
		}, small, "is a link or a device"},
		{"a bomb by its ratio", func() []byte { return zipped(t, nil, member{"x.tsv", zeros}) }, exchange.Limits{Ratio: 50}, "more than 50 times its size"},
		{"a bomb by its size", func() []byte { return zipped(t, nil, member{"x.tsv", zeros}) }, small, "more than 1048576 bytes"},
		{"a bomb that lies about its size", func() []byte { return lyingZip(t, zeros) }, small, "the archive"},
		{"many small members are one large", func() []byte {
			return zipped(t, nil, member{"a.tsv", zeros[:600<<10]}, member{"b.tsv", zeros[:600<<10]})
		}, exchange.Limits{Total: 1 << 20, Ratio: 1 << 30}, "more than 1048576 bytes"},
		{"too many members", func() []byte { return zipped(t, nil, member{"a", ""}, member{"b", ""}, member{"c", ""}) }, exchange.Limits{Members: 2}, "more than 2 members"},
		{"members over each other", func() []byte { return overlapping(t) }, exchange.Limits{}, "lie over each other"},
		{"archives within an archive", func() []byte {
			return zipped(t, nil, member{"x.zip", string(zipped(t, nil, member{"a.tsv", sheetA}))}, member{"y.gz", gzipped(sheetA)})
		}, exchange.Limits{}, "an archive within an archive is not unpacked"},
		{"an encrypted member", func() []byte {
			return zipped(t, func(h *zip.FileHeader) { h.Flags |= 1 }, member{"a.tsv", sheetA})
		}, exchange.Limits{}, "it is encrypted"},
		{"a list of members that is too long to be read", func() []byte {
			var many []member
			for i := range 6000 {
				many = append(many, member{strings.Repeat("x", 200) + fmt.Sprint(i), ""})
			}
			return zipped(t, func(h *zip.FileHeader) { h.Method = zip.Store }, many...)
		}, exchange.Limits{Members: 100}, "more than 100 members"},
		{"a member longer than the archive", func() []byte {
			b := zipped(t, nil, member{"a.tsv", sheetA})
			binary.LittleEndian.PutUint32(b[bytes.Index(b, []byte("PK\x01\x02"))+20:], 1<<30)
			return b
		}, exchange.Limits{}, "longer than the archive"},
		{"nothing but what is in no known form", func() []byte { return zipped(t, nil, member{"a.png", "\x89PNG\x00"}) }, exchange.Limits{}, "no document that can be read"},
		{"no member", func() []byte { return zipped(t, nil) }, exchange.Limits{}, "no document that can be read"},
		{"no archive", func() []byte { return []byte("PK\x03\x04 and nothing else") }, exchange.Limits{}, "the archive is broken"},
		{"a damaged member", func() []byte {
			b := zipped(t, func(h *zip.FileHeader) { h.Method = zip.Store }, member{"a.tsv", sheetA})
			b[bytes.Index(b, []byte("THREE"))] = 'X'
			return b
		}, exchange.Limits{}, "the archive is broken"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			doc := c.doc()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, rep, err := readAll(exchange.ZIP, bytes.NewReader(doc), int64(len(doc)), exchange.Options{Limits: c.lim})
			runtime.ReadMemStats(&after)
			if err == nil || !strings.Contains(err.Error(), c.want) || fault.KindOf(err) != fault.Invalid {
				t.Errorf("got %v, want %s; %+v", err, c.want, rep)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
				t.Errorf("%d bytes allocated", used)
			}
		})
	}
	if _, _, err := readAll(exchange.GZIP, strings.NewReader(gzipped(zeros)), -1, exchange.Options{Name: "x.tsv", Limits: exchange.Limits{Ratio: 50}}); err == nil || !strings.Contains(err.Error(), "50 times its size") {
		t.Errorf("a bomb of gzip: %v", err)
	}
	if _, err := exchange.Open(exchange.GZIP, strings.NewReader(gzipped(gzipped(sheetA))), -1, exchange.Options{}); err == nil || !strings.Contains(err.Error(), "within an archive") {
		t.Errorf("gzip within gzip: %v", err)
	}
	if _, err := exchange.Open(exchange.ZIP, io.MultiReader(), -1, exchange.Options{}); err == nil || !strings.Contains(err.Error(), "from a file only") {
		t.Errorf("an archive that cannot be sought: %v", err)
	}
}

// lyingZip makes an archive whose directory tells a member of ten bytes.
func lyingZip(t *testing.T, body string) []byte {
	b := zipped(t, nil, member{"x.tsv", body})
	at := bytes.Index(b, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(b[at+24:], 10)
	return b
}

// overlapping makes an archive in which two entries of the directory share the same bytes.
func overlapping(t *testing.T) []byte {
	b := zipped(t, nil, member{"a.tsv", sheetA}, member{"b.tsv", sheetA})
	first := bytes.Index(b, []byte("PK\x01\x02"))
	second := first + 4 + bytes.Index(b[first+4:], []byte("PK\x01\x02"))
	copy(b[second+42:second+46], b[first+42:first+46]) // offset of the local header
	return b
}
