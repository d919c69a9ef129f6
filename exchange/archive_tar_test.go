package exchange_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
)

// tarred makes an archive; change may alter each header.
func tarred(t testing.TB, change func(*tar.Header), members ...member) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, m := range members {
		h := &tar.Header{Name: m.name, Mode: 0o644, Size: int64(len(m.body)), Typeflag: tar.TypeReg}
		if strings.HasSuffix(m.name, "/") {
			h.Typeflag = tar.TypeDir
		}
		if change != nil {
			change(h)
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := io.WriteString(w, m.body); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// opened reads a document as an import does: by what it seems to be.
func opened(doc string, opt exchange.Options) ([]*exchange.Item, exchange.Report, error) {
	format, err := exchange.Detect(opt.Name, []byte(doc[:min(len(doc), exchange.HeadSize)]))
	if err != nil {
		return nil, exchange.Report{}, err
	}
	return readAll(format, strings.NewReader(doc), int64(len(doc)), opt)
}

func ids(items []*exchange.Item) string {
	var out []string
	for _, it := range items {
		out = append(out, it.ID.String())
	}
	return strings.Join(out, " ")
}

func TestTarIsReadMemberByMember(t *testing.T) {
	long := strings.Repeat("folder/", 40) + "c.xml" // needs a header of its own
	plain := tarred(t, nil, member{"marks/", ""}, member{"marks/a.tsv", sheetA}, member{"README", "Read this, please.\n"}, member{"b.jsonl", linesB},
		member{long, daily("<case-file><serial-number>90000001</serial-number></case-file>")}, member{"logo.png", "\x89PNG\r\n\x1a\n\x00"})
	whole := gzipped(plain)
	for name, doc := range map[string]string{
		"tar": plain, "tar of a tape, with zeros behind it": plain + strings.Repeat("\x00", 10240), "tar.gz": whole,
		"tar.gz in two parts": gzipped(plain[:700]) + gzipped(plain[700:]), "tar.gz with zeros behind it": whole + strings.Repeat("\x00", 512),
	} {
		items, rep, err := opened(doc, exchange.Options{Office: "VN", Name: "x"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := ids(items); got != "VN/TM/1 VN/TM/3 VN/TM/4 US/TM/90000001" || items[3].Where != `member "c.xml", record 1, line 5` || items[3].Ordinal != 4 {
			t.Errorf("%s: %s, the last at %s", name, got, items[3].Where)
		}
		if rep.Format != exchange.TAR || rep.Read != 5 || len(rep.PassedOver) != 2 || rep.RefusedCount() != 1 {
			t.Errorf("%s: %+v", name, rep)
		}
	}
}

func TestGzipOfSeveralParts(t *testing.T) {
	doc := gzipped(sheetA[:20]) + gzipped("") + gzipped(sheetA[20:])
	items, _, err := opened(doc, exchange.Options{Office: "VN", Name: "a.tsv.gz"})
	if err != nil || ids(items) != "VN/TM/1 VN/TM/3" {
		t.Errorf("%s, %v", ids(items), err)
	}
	for rule, bad := range map[string]string{
		"bytes behind the end":      doc + "and more",
		"a second part that is cut": doc[:len(doc)-4],
		"empty parts without end":   gzipped(sheetA) + strings.Repeat(gzipped(""), 1001),
		"a checksum that is wrong":  doc[:len(doc)-8] + "\x00\x00\x00\x00" + doc[len(doc)-4:],
	} {
		items, _, err := opened(bad, exchange.Options{Office: "VN", Name: "a.tsv", Limits: exchange.Limits{Members: 1000}})
		if f, ok := fault.Of(err); !ok || f.Kind != fault.Invalid || !strings.HasPrefix(f.Where, "byte ") {
			t.Errorf("%s: %v", rule, err)
		}
		if len(items) == 0 || items[0].ID.Number != "1" {
			t.Errorf("%s: what came before is lost", rule)
		}
	}
}

func TestHostileTarIsRefused(t *testing.T) {
	zeros := "number\tmark\n" + strings.Repeat("x", 8<<20)
	link := func(kind byte) func(*tar.Header) {
		return func(h *tar.Header) {
			if h.Name == "x" {
				h.Typeflag, h.Linkname, h.Size = kind, "/etc/passwd", 0
			}
		}
	}
	good := tarred(t, nil, member{"a.tsv", sheetA}, member{"b.jsonl", linesB})
	for _, c := range []struct {
		rule, doc string
		lim       exchange.Limits
		want      string
		ids       string
	}{
		{"a path that leads up", tarred(t, nil, member{"a.tsv", sheetA}, member{"../../etc/x.tsv", sheetA}), exchange.Limits{}, "leads out of the archive", "XX/TM/1 XX/TM/3"},
		{"a path from the root", tarred(t, nil, member{"/etc/x.tsv", sheetA}), exchange.Limits{}, "leads out of the archive", ""},
		{"a folder that leads out", tarred(t, nil, member{"../x/", ""}), exchange.Limits{}, "leads out of the archive", ""},
		{"a symbolic link", tarred(t, link(tar.TypeSymlink), member{"x", ""}), exchange.Limits{}, "is a link or a device", ""},
		{"a hard link", tarred(t, link(tar.TypeLink), member{"x", ""}), exchange.Limits{}, "is a link or a device", ""},
		{"a device", tarred(t, link(tar.TypeChar), member{"x", ""}), exchange.Limits{}, "is a link or a device", ""},
		{"a pipe", tarred(t, link(tar.TypeFifo), member{"x", ""}), exchange.Limits{}, "is a link or a device", ""},
		{"a kind of member that nobody knows", tarred(t, link('X'), member{"x", ""}), exchange.Limits{}, "is a link or a device", ""},
		{"a file with holes", holed(t), exchange.Limits{}, "a file with holes", ""},
		{"a file declared too large", declared(t, 1<<40), exchange.Limits{}, "unpacks to more than", ""},
		{"a bomb by its ratio", gzipped(tarred(t, nil, member{"x.tsv", zeros})), exchange.Limits{Ratio: 50}, "more than 50 times its size", ""},
		{"a bomb by its size", gzipped(tarred(t, nil, member{"x.tsv", zeros[:4<<20]})), exchange.Limits{Total: 1 << 20}, "more than 1048576 bytes", ""},
		{"a bomb of what is passed over", gzipped(tarred(t, nil, member{"x.bin", "\x00" + zeros})), exchange.Limits{Ratio: 50}, "more than 50 times its size", ""},
		{"a bomb of zeros behind the end", gzipped(good + strings.Repeat("\x00", 8<<20)), exchange.Limits{Ratio: 50}, "more than 50 times its size", "XX/TM/1 XX/TM/3 VN/TM/4"},
		{"too many members", tarred(t, nil, member{"a.tsv", sheetA}, member{"b", "x"}, member{"c", "x"}), exchange.Limits{Members: 2}, "more than 2 members", "XX/TM/1 XX/TM/3"},
		{"folders without end", tarred(t, nil, member{"a/", ""}, member{"b/", ""}, member{"c/", ""}, member{"d/", ""}), exchange.Limits{Members: 2}, "more than 2 members", ""},
		{"an archive within", tarred(t, nil, member{"y.zip", string(zipped(t, nil, member{"a.tsv", sheetA}))}, member{"b.jsonl", linesB}), exchange.Limits{}, "archive within an archive", "VN/TM/4"},
		{"a compressed document within", tarred(t, nil, member{"y.gz", gzipped(sheetA)}), exchange.Limits{}, "archive within an archive", ""},
		{"a tar within a tar", tarred(t, nil, member{"y.tar", good}), exchange.Limits{}, "archive within an archive", ""},
		{"a tar.gz within gzip", gzipped(gzipped(good)), exchange.Limits{}, "archive within an archive", ""},
		{"cut within a member", good[:530], exchange.Limits{}, "the archive is broken", "XX/TM/1"},
		{"cut within a header", good[:1300], exchange.Limits{}, "the archive is broken", "XX/TM/1 XX/TM/3"},
		{"cut between two members", good[:1024], exchange.Limits{}, "the mark of its end is missing", "XX/TM/1 XX/TM/3"},
		{"cut behind the last member", good[:2048], exchange.Limits{}, "the mark of its end is missing", "XX/TM/1 XX/TM/3 VN/TM/4"},
		{"JSON that is no lines of records", tarred(t, nil, member{"map.json", "{\n \"type\": 1\n}\n"}), exchange.Limits{}, "no document that can be read", ""},
		{"a table of which not one row can be read", tarred(t, nil, member{"x.csv", "number,filed\n1,today\n"}, member{"b.jsonl", linesB}), exchange.Limits{}, `member "x.csv": of 1 records not one`, "VN/TM/4"},
		{"a header that is damaged", good[:1030] + "#" + good[1031:], exchange.Limits{}, "the archive is broken", "XX/TM/1 XX/TM/3"},
		{"a second archive behind the first", good + good, exchange.Limits{}, "no part of it", "XX/TM/1 XX/TM/3 VN/TM/4"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var items []*exchange.Item
			var err error
			used := allocated(func() { items, _, err = opened(c.doc, exchange.Options{Limits: c.lim, Name: "x"}) })
			if err == nil || !strings.Contains(err.Error(), c.want) || fault.KindOf(err) != fault.Invalid {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if got := ids(items); got != c.ids {
				t.Errorf("read %q, want %q", got, c.ids)
			}
			if used > 64<<20 {
				t.Errorf("%d bytes allocated", used)
			}
		})
	}
}

// holed makes an archive with a file of which the old form of GNU tar leaves the zeros out.
func holed(t *testing.T) string { return header(t, func(h []byte) { h[156] = 'S' }) }

// declared makes an archive that declares a file of that size and has none of it.
func declared(t *testing.T, size uint64) string {
	return header(t, func(h []byte) {
		copy(h[124:136], "\x80\x00\x00\x00") // the form for large numbers
		binary.BigEndian.PutUint64(h[128:], size)
	})
}

// header makes an archive of one file whose header is altered, with the right checksum.
func header(t *testing.T, alter func(h []byte)) string {
	b := []byte(tarred(t, nil, member{"x.tsv", sheetA}))
	copy(b[257:], "ustar  \x00")
	alter(b[:512])
	copy(b[148:156], "        ")
	sum := 0
	for _, c := range b[:512] {
		sum += int(c)
	}
	copy(b[148:156], fmt.Sprintf("%06o\x00 ", sum))
	return string(b)
}

func TestADamagedMemberDoesNotTakeTheOthersWithIt(t *testing.T) {
	broken := daily("<case-file><serial-number>90000001</serial-number></case-file>", "<case-file><serial-number>90000002</serial-nummer></case-file>")
	members := []member{{"a.tsv", sheetA}, {"b.xml", broken}, {"c.jsonl", linesB}}
	flipped := zipped(t, func(h *zip.FileHeader) { h.Method = zip.Store }, members...)
	flipped[bytes.Index(flipped, []byte("THREE"))] = 'X'
	headless := zipped(t, nil, members...)
	headless[bytes.LastIndex(headless, []byte("PK\x03\x04"))] = 'Q'
	foreign := zipped(t, nil, members...)
	i := bytes.Index(foreign, []byte("PK\x01\x02")) // a method of compression that nobody knows, for the first
	foreign[i+10] = 99
	const inB = `member "b.xml", line 6, column 35, byte 485: `
	for _, c := range []struct {
		rule, doc, ids string
		broken         []string
	}{
		{"of a ZIP archive, a document that is not well-formed", string(zipped(t, nil, members...)), "VN/TM/1 VN/TM/3 US/TM/90000001 VN/TM/4", []string{inB}},
		{"of a tar archive, the same", tarred(t, nil, members...), "VN/TM/1 VN/TM/3 US/TM/90000001 VN/TM/4", []string{inB}},
		{"a wrong checksum, noticed at the end of its member", string(flipped), "VN/TM/1 VN/TM/3 US/TM/90000001 VN/TM/4", []string{`member "a.tsv", behind record 3, line 4: the archive is broken`, inB}},
		{"a member whose header is damaged", string(headless), "VN/TM/1 VN/TM/3 US/TM/90000001", []string{inB, `member "c.jsonl": the archive is broken`}},
		{"a member whose compression is unknown", string(foreign), "US/TM/90000001 VN/TM/4", []string{`member "a.tsv": the archive is broken`, inB}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			items, rep, err := opened(c.doc, exchange.Options{Office: "VN", Name: "x"})
			if got := ids(items); got != c.ids {
				t.Errorf("read %s, want %s", got, c.ids)
			}
			if err == nil || fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.broken[0]) || !strings.Contains(err.Error(), fmt.Sprintf("read to their end: %d", len(c.broken))) {
				t.Errorf("the archive ends with %v", err)
			}
			if len(rep.Broken) != len(c.broken) {
				t.Fatalf("broken: %v", rep.Broken)
			}
			for i, p := range rep.Broken {
				if !strings.HasPrefix(p.Error(), c.broken[i]) {
					t.Errorf("broken: %v, want %s", p, c.broken[i])
				}
			}
		})
	}
}

// TestABrokenSourceEndsTheArchive has a disk that cannot be read: that is no fault of the document.
func TestABrokenSourceEndsTheArchive(t *testing.T) {
	bad := errors.New("input/output error")
	doc := tarred(t, nil, member{"a.tsv", sheetA}, member{"b.jsonl", linesB})
	for _, n := range []int{600, 1024, 1600, len(doc)} {
		_, _, err := readAll(exchange.TAR, io.MultiReader(strings.NewReader(doc[:n]), iotest.ErrReader(bad)), -1, exchange.Options{})
		if !errors.Is(err, bad) || fault.KindOf(err) != fault.Internal {
			t.Errorf("at %d: %v", n, err)
		}
	}
}
