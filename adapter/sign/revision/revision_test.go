package revision_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/sign/revision"
)

// file writes a PDF of the objects, which have the numbers 1, 2 …
func file(trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	table := "0000000000 65535 f \n"
	for i, o := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj %s\nendobj\n", i+1, o)
	}
	from := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n%strailer <</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table, len(objects)+1, trailer, from)
	return b.Bytes()
}

const (
	catalog = "<</Type/Catalog/Pages 2 0 R>>"
	pages   = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
	page    = "<</Type/Page/Parent 2 0 R/MediaBox[-5 10.5 595 842]>>"
)

func appended(t *testing.T, doc []byte) string {
	t.Helper()
	f, err := revision.Open(doc)
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.Append(revision.Entries{At: time.Date(2026, 2, 5, 7, 0, 0, 0, time.FixedZone("", 7*3600)), Name: `A (b) \ c`, Reason: "Đúng", Label: "Ký"}, 4)
	if err != nil {
		t.Fatal(err)
	}
	update, err := p.Close([]byte{1, 2, 255})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := revision.Open(append(bytes.Clone(doc), update...)); err != nil {
		t.Errorf("the document is no longer one: %v", err)
	}
	return string(update)
}

func TestRevisionKeepsWhatIsThere(t *testing.T) {
	for _, c := range []struct {
		rule string
		doc  []byte
		want []string
	}{
		{"the signature dictionary says what it was told", file("", catalog, pages, page),
			[]string{"/SubFilter/ETSI.CAdES.detached", "/Contents<0102ff00>/M(D:20260205000000Z)/Name(A \\(b\\) \\\\ c)/Reason<FEFF0110", "/TU<FEFF004B00FD>/P 3 0 R/V 4 0 R"}},
		{"the widget lies in the corner of the page", file("", catalog, pages, page), []string{"/Rect[-5 10.5 -5 10.5]", "/F 132", "/Annots [5 0 R]", "/Tabs /S"}},
		{"what is seen of a page counts", file("", catalog, pages, strings.Replace(page, "/Type", "/CropBox[1 2 3 4]/Type", 1)), []string{"/Rect[1 2 1 2]"}},
		{"other annotations stay", file("", catalog, pages, strings.Replace(page, "/Type", "/Tabs/R/Annots 4 0 R/Type", 1), "[4 0 R<</Subtype/Link>>]"),
			[]string{"/Annots [4 0 R <</Subtype/Link>> 6 0 R]", "/Tabs /R"}},
		{"other keys stay as they are written", file("", "<</Type/Catalog/Pages 2 0 R/A#20b(x\\)y)/C<0aFF>/D[1 -2.50 true null]>>", pages, page),
			[]string{"/A#20b (x\\)y)\n/C <0aFF>\n/D [1 -2.50 true null]"}},
		{"other fields stay, and a reference to nothing does not", file("", "<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>", pages, page, "<</Fields[5 0 R 6 0 R]/DA(x)/SigFlags 1>>", "<</T(Signature1)>>"),
			[]string{"/AcroForm <</DA (x)\n/Fields [5 0 R 7 0 R]\n/SigFlags 3", "/T(Signature2)"}},
		{"the trailer stays", file("/Info 4 0 R/ID[<01><02>]", catalog, pages, page, "<<>>"), []string{"/Info 4 0 R/ID[<01><"}},
		{"a free object is not taken for the next", file("", catalog, pages, page, "<<>>", "<<>>"), []string{"6 0 obj\n<</Type/Sig", "/Size 8"}},
		{"a page in a tree of pages is found", file("", catalog, "<</Type/Pages/MediaBox[7 8 9 9]/Kids[4 0 R]>>", "<<>>", "<</Kids 5 0 R>>", "[6 0 R]", "<</Type/Page>>"),
			[]string{"/Rect[7 8 7 8]", "\n6 0 obj\n<</Type /Page\n/Annots"}},
		{"the length of a stream may stand elsewhere", file("", "<</Type/Catalog/Pages 2 0 R/Length 4 0 R>>\nstream\nabc\nendstream", pages, page, "3"), []string{"/AcroForm"}},
		{"annotations may stand by themselves", file("", catalog, pages, strings.Replace(page, "/Type", "/Annots 4 0 R/Type", 1), "[]"), []string{"/Annots [6 0 R]"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := appended(t, c.doc)
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is not in\n%s", want, got)
				}
			}
		})
	}
}

func TestWhatIsNotWellFormedIsRefused(t *testing.T) {
	for _, c := range []struct {
		rule, want string
		doc        []byte
	}{
		{"no catalog", "it has no catalog", file("", "[]", pages, page)},
		{"no page", "it has no first page", file("", catalog, "<</Kids[]>>")},
		{"a page that is its own tree", "it has no first page", file("", catalog, "<</Kids[2 0 R]>>")},
		{"a reference to itself", "round in a circle", file("", "1 0 R")},
		{"a key twice", `the key "A" twice`, file("", "<</A 1/A 2>>")},
		{"a dictionary that does not end", "is missing", file("", "<</A")},
		{"a string that does not end", "a string does not end", file("", "(a(b)")},
		{"hexadecimal digits that are none", "no hexadecimal digit", file("", "<0g>")},
		{"a name that is cut off", "half a byte", file("", "/a#1")},
		{"too deep", "nested too deep", file("", strings.Repeat("[", 200)+strings.Repeat("]", 200))},
		{"an object of another number", "object 1 is not where it should be", bytes.Replace(file("", catalog, pages, page), []byte("\n1 0 obj"), []byte("\n7 0 obj"), 1)},
		{"a stream longer than the file", "the length of a stream", file("", "<</Length 9999>>\nstream\nabc\nendstream")},
		{"cross-references in a circle", "round in a circle", func() []byte {
			b := file("/Prev 000", catalog, pages, page)
			return bytes.Replace(b, []byte("/Prev 000"), fmt.Appendf(nil, "/Prev %03d", bytes.Index(b, []byte("xref"))), 1)
		}()},
		{"cross-references outside", "outside of it", file("/Prev 99999", catalog)},
		{"no cross-references", "startxref is missing", []byte("%PDF-1.7\n" + strings.Repeat(" ", 2000))},
		{"an end that is none", "does not end with", append(file("", catalog), "x"...)},
	} {
		t.Run(c.rule, func(t *testing.T) {
			f, err := revision.Open(c.doc)
			if err == nil {
				_, err = f.Append(revision.Entries{}, 10)
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestSignaturesAreFoundInATreeOfFields(t *testing.T) {
	doc := file("", "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 8 0 R]>>>>", pages, page,
		"<</T<FEFF00C1>/FT/Sig/Kids[5 0 R 6 0 R]>>", "<</T(b)/V 7 0 R>>", "<</T(empty)>>",
		"<</Contents<00>/ByteRange[0 1 2 3]/M(D:20260205070000+07'00')/Name(\xfe\xff\x1e\xa1)/SubFilter/X>>", "<</T(text)/FT/Tx/V(Contents)>>")
	f, err := revision.Open(doc)
	if err != nil {
		t.Fatal(err)
	}
	found, err := f.Signatures()
	if err != nil || len(found) != 1 {
		t.Fatalf("%d signatures: %v", len(found), err)
	}
	s := found[0]
	if s.Field != "Á.b" || s.Name != "ạ" || s.Kind != "X" || !s.Claimed.Equal(time.Date(2026, 2, 5, 0, 0, 0, 0, time.UTC)) || string(doc[s.From:s.To]) != "<00>" || len(s.Range) != 4 {
		t.Errorf("got %+v", s)
	}
	for _, c := range []struct{ rule, old, new, want string }{
		{"a field in a circle", "/T(b)/V 7 0 R", "/T(b)/Kids[4 0 R]", "there twice"},
		{"a signature of two fields", "/T(empty)", "/T(empty)/V 7 0 R", "have the same signature"},
		{"a signature without contents", "/Contents<00>", "/Contents 17 ", "no Contents"},
		{"a byte range of something else", "[0 1 2 3]", "[0 1 /A3]", "no list of numbers"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			b := strings.Replace(string(doc), c.old, c.new, 1)
			// The cross-references are made again, since the change may have moved the objects.
			var objects []string
			for part := range strings.SplitSeq(b[:strings.Index(b, "xref")], "\nendobj\n") {
				if _, body, ok := strings.Cut(part, " obj "); ok {
					objects = append(objects, body)
				}
			}
			f, err := revision.Open(file("", objects...))
			if err == nil {
				_, err = f.Signatures()
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func FuzzAppend(f *testing.F) {
	f.Add(file("", catalog, pages, page))
	f.Add(file("/Info 4 0 R/ID[<01><02>]", "<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R/A#20b(x\\)y)>>", pages, page, "<</Fields[5 0 R]>>", "<</T(Signature1)/V<</Contents<00>>>>>"))
	f.Add([]byte("%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 2/W[1 1 1]/Index[0 2]/Length 6/Root 1 0 R>>\nstream\n\x00\x00\x00\x01\x09\x00\nendstream\nendobj\nstartxref\n9\n%%EOF\n"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		file, err := revision.Open(doc)
		if err != nil {
			return
		}
		before, err := file.Signatures()
		if err != nil {
			return
		}
		p, err := file.Append(revision.Entries{Label: "x"}, 8)
		if err != nil {
			return
		}
		update, err := p.Close([]byte("12345678"))
		if err != nil {
			t.Fatal(err)
		}
		again, err := revision.Open(append(bytes.Clone(doc), update...))
		if err != nil {
			t.Fatalf("the document is no longer one: %v", err)
		}
		after, err := again.Signatures()
		if err != nil || len(after) != len(before)+1 {
			t.Fatalf("%d signatures, then %d: %v", len(before), len(after), err)
		}
	})
}
