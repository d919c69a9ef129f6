package pdf_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/internal/fault"
)

func TestWholeDocumentIsReadInItsOrder(t *testing.T) {
	i := info
	i.Level = pdf.A3U
	d := parse(t, whole(t, world(t), i))
	want := `Document(Sect(` +
		`H1("Thông báo kết quả") H2("1. Nhãn hiệu “ĐỒNG XANH”") ` +
		`P("Xem trang này: không gian" Link("https://example.org/v/1" →https://example.org/v/1 "Trang tra cứu văn bằng") "rồi đọc tiếp: office affluent fjord 12.345" Link("đến phần nhãn hiệu" →nhan-hieu "Phần nhãn hiệu")) ` +
		`P[Lang en]("This paragraph is English: “quoted” – and a no-break` + "\\u00a0" + `space." Span[E Intellectual Property]("IP")) ` +
		`P(Code("muniment verify")) BlockQuote(P("Lời trích dẫn.")) ` +
		`P("Câu có chú thích" Reference(Lbl("1")) "và đoạn sau." Note(Lbl("1") "Nội dung của chú thích.")) ` +
		`L[ListNumbering Decimal](LI(Lbl("1.") LBody(P("một"))) LI(Lbl("1.") LBody(P("hai")))) ` +
		`Table(Caption(P("Bảng 1. Danh mục")) THead(TR(TH[Scope Column]("Số đơn") TH[Scope Column]("Nhóm"))) TBody(TR(TH[Scope Row](P("4-2026-00001")) TD(P("31"))) TR(TD[ColSpan 2](P("Không có thêm"))))) ` +
		`P("Đoạn văn sang trang" "và còn tiếp.") P("Tiếng Việt NFD ghép dấu: một chữ không có ` + "\U0001F9FF" + ` ở đây.") ` +
		`P[Lang ar]("السَّلام عليكم ورحمة الله") P[Lang zh]("商標註冊證 知识产权 かなカナ 한글")) ` +
		`Figure[Alt Mẫu nhãn hiệu][BBox [60 681.89 460 781.89]]("▣▣▣▣▣"))`
	if got := d.structure(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	_, loose := d.contents(d.pages()[0])
	if want := "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM1/2"; loose != want {
		t.Errorf("artifacts %q, want %q", loose, want)
	}
}

// say draws a word of an element.
func (d *doc) say(e *pdf.Elem, text string) {
	d.page.Begin(e)
	d.page.Text(60, d.y, 10, black, 0, d.h.Shape(text, serif, false)...)
	d.page.End()
	d.y += 12
}

func TestElementsKeepTheirPlace(t *testing.T) {
	for _, c := range []struct {
		rule string
		make func(d *doc, root *pdf.Elem)
		want string
	}{
		{"children are read in the order in which they were made", func(d *doc, root *pdf.Elem) {
			a, b := root.New("P"), root.New("P")
			d.say(b, "b")
			d.say(a, "a")
		}, `P("a") P("b")`},
		{"text keeps its place among children by the order of drawing", func(d *doc, root *pdf.Elem) {
			p := root.New("P")
			s := p.New("Span")
			d.say(p, "a")
			d.say(s, "b")
			d.say(p, "c")
		}, `P("a" Span("b") "c")`},
		{"a note that is drawn last stays behind its reference", func(d *doc, root *pdf.Elem) {
			p := root.New("P")
			r, n := p.New("Reference"), p.New("Note")
			d.say(p, "a")
			d.say(r, "1")
			d.say(p, "b")
			d.say(n, "n")
		}, `P("a" Reference("1") "b" Note("n"))`},
		{"an element without content is not written", func(d *doc, root *pdf.Elem) {
			root.New("Sect").New("P")
			d.say(root.New("P"), "a")
			d.page.Begin(root.New("P"))
			d.page.End()
		}, `P("a")`},
		{"what follows without a break is one piece", func(d *doc, root *pdf.Elem) {
			p := root.New("P")
			d.say(p, "a")
			d.say(p, "b")
		}, `P("ab")`},
		{"an element inside another suspends it", func(d *doc, root *pdf.Elem) {
			p := root.New("P")
			d.page.Begin(p)
			d.page.Text(60, 60, 10, black, 0, d.h.Shape("a", serif, false)...)
			d.say(p.New("Span"), "b")
			d.page.Artifact("")
			d.page.Text(60, 90, 10, black, 0, d.h.Shape("x", serif, false)...)
			d.page.EndArtifact()
			d.page.Text(60, 60, 10, black, 0, d.h.Shape("c", serif, false)...)
			d.page.End()
		}, `P("a" Span("b") "c")`},
		{"a link may go on on another page", func(d *doc, root *pdf.Elem) {
			l := root.New("Link")
			d.say(l, "a")
			d.page.Link(0, 0, 9, 9, "https://a.example/", "", "x", l)
			d.page = d.Page(100, 100)
			d.say(l, "b")
			d.page.Link(0, 0, 9, 9, "https://b.example/", "", "y", l)
		}, `Link("a" →https://a.example/ "x" "b" →https://b.example/ "y")`},
		{"a flush does not end an element", func(d *doc, root *pdf.Elem) {
			p := root.New("P")
			d.page.Begin(p)
			d.page.Text(60, 60, 10, black, 0, d.h.Shape("a", serif, false)...)
			d.page.Flush()
			d.page.Text(60, 60, 10, black, 0, d.h.Shape("b", serif, false)...)
			d.page.End()
		}, `P("a" "b")`},
		{"an element that is done is as one that is not", func(d *doc, root *pdf.Elem) {
			s := root.New("Sect")
			d.say(s.New("P"), "a")
			s.New("P").Done()
			s.Done()
			s.Done()
			d.say(root.New("P"), "b")
		}, `Sect(P("a")) P("b")`},
	} {
		t.Run(c.rule, func(t *testing.T) {
			d := begin(t, fonts(t), info)
			c.make(d, d.Root())
			if got := parse(t, d.end()).structure(); got != "Document("+c.want+")" {
				t.Errorf("got  %s\nwant Document(%s)", got, c.want)
			}
		})
	}
}

func TestMistakesOfTheCallerAreTold(t *testing.T) {
	untitled, mute, a3 := info, info, info
	a3.Level = pdf.A3U
	untitled.Title, mute.Lang = "", ""
	for _, c := range []struct {
		rule string
		info pdf.Info
		make func(d *doc)
		want string
		kind fault.Kind
	}{
		{"a title is demanded", untitled, nil, "a document needs a title", fault.Invalid},
		{"a language is demanded", mute, nil, "a document must say its language", fault.Invalid},
		{"a link leads somewhere", info, func(d *doc) { d.page.Link(0, 0, 9, 9, "", "nowhere", "x", d.Root().New("Link")) }, `a link leads to "nowhere", which is nowhere in the document`, fault.Invalid},
		{"PDF/A-2 takes no files", info, func(d *doc) { d.Attach("a.xml", "text/xml", "", "Data", nil, made) }, `"a.xml" cannot be attached: only PDF/A-3 takes files`, fault.Invalid},
		{"attached files have names of their own", a3, func(d *doc) { d.Attach("a", "", "", "", nil, made); d.Attach("a", "", "", "", nil, made) }, `two attached files are called "a"`, fault.Invalid},
		{"a link is not drawn on a page that is done", info, func(d *doc) {
			d.page.Done()
			d.page.Link(0, 0, 1, 1, "https://example.org/", "", "x", d.Root().New("Link"))
		}, "pdf: page 1 is drawn on after it was done", fault.Internal},
		{"a page is not drawn on when it is done", info, func(d *doc) { d.page.Done(); d.page.Fill(0, 0, 1, 1, black) }, "pdf: page 1 is drawn on after it was done", fault.Internal},
		{"text is of the document's faces", info, func(d *doc) {
			other, err := font.Open()
			if err != nil {
				d.t.Fatal(err)
			}
			d.page.Text(0, 0, 9, black, 0, other.Shaper().Shape("a", serif, false)...)
		}, "pdf: Literata-Regular is of another set of faces", fault.Internal},
		{"an end has a beginning", info, func(d *doc) { d.page.End() }, "pdf: on page 1 an end without its beginning", fault.Internal},
		{"an end is of the same kind", info, func(d *doc) { d.page.Artifact(""); d.page.End() }, "pdf: on page 1 an end without its beginning", fault.Internal},
		{"a beginning has an end", info, func(d *doc) { d.page.Begin(d.Root()) }, "pdf: page 1 ends inside 1 beginnings", fault.Internal},
		{"nothing comes into what is done", info, func(d *doc) {
			p := d.Root().New("P")
			d.say(p, "a")
			d.say(d.Root().New("P"), "b")
			p.Done()
			d.say(p, "c")
		}, "pdf: content comes into a P that is done", fault.Internal},
		{"nothing is made in what is done", info, func(d *doc) {
			p := d.Root().New("P")
			d.say(p, "a")
			p.Done()
			p.New("Span")
		}, "pdf: a Span comes into a P that is done", fault.Internal},
	} {
		t.Run(c.rule, func(t *testing.T) {
			d := begin(t, fonts(t), c.info)
			if c.make != nil {
				c.make(d)
			}
			if err := d.Close(); err == nil || err.Error() != c.want || fault.KindOf(err) != c.kind {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	if err := pdf.New(&bytes.Buffer{}, nil, info).Close(); err == nil || err.Error() != "pdf: a document without pages" {
		t.Errorf("a document without pages: %v", err)
	}
}

// A page is on its way when it is flushed, and a picture when it is read.
func TestOutputStreams(t *testing.T) {
	var out counter
	w := pdf.New(&out, fonts(t), info)
	h := fonts(t).Shaper()
	pages := make([]*pdf.Page, 300)
	for i := range pages {
		pages[i] = w.Page(595, 842)
		sect := w.Root().New("Sect")
		for j := range 60 {
			e := sect.New("P")
			pages[i].Begin(e)
			pages[i].Text(60, float64(j)*12, 9, black, 0, h.Shape(fmt.Sprint(i*j, "Thông báo", j), serif, false)...)
			pages[i].End()
		}
		sect.Done()
		pages[i].Flush()
	}
	if _, err := w.Image(jpegNoise(t, 500)); err != nil {
		t.Fatal(err)
	}
	before := int(out)
	for _, p := range pages {
		p.Artifact("Footer")
		p.Text(300, 820, 9, black, 0, h.Shape("1/300", serif, false)...)
		p.EndArtifact()
		p.Done()
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if before < int(out)*3/4 {
		t.Errorf("%d of %d bytes were kept back", int(out)-before, out)
	}
}

// full is a disk that is full after some bytes.
type full int

var errFull = errors.New("no space left")

func (f *full) Write(b []byte) (int, error) {
	if *f -= full(len(b)); *f < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestErrorOfTheWriterIsAnswered(t *testing.T) {
	for _, room := range []full{0, 100_000} {
		w := pdf.New(&room, fonts(t), info)
		w.Page(100, 100)
		for i := range 3 {
			if _, err := w.Image(jpegNoise(t, 400+i)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); !errors.Is(err, errFull) {
			t.Errorf("got %v", err)
		}
	}
}

func TestSameInputGivesSameBytes(t *testing.T) {
	a, b := whole(t, fonts(t), info), whole(t, fonts(t), info)
	if !bytes.Equal(a, b) {
		t.Error("two documents of one input differ")
	}
	later := info
	later.Made = made.AddDate(0, 0, 1)
	id := func(b []byte) string { return fmt.Sprint(parse(t, b).trailer["ID"]) }
	if id(a) == id(whole(t, fonts(t), later)) {
		t.Error("two documents have one identifier")
	}
}

func TestIdentifierIsTheHashOfTheFile(t *testing.T) {
	b := whole(t, fonts(t), info)
	head := b[:bytes.LastIndex(b, []byte("/Type/XRef"))]
	head = head[:bytes.LastIndex(head, []byte("\nendobj\n"))+len("\nendobj\n")]
	sum := sha256.Sum256(head)
	for _, id := range parse(t, b).trailer["ID"].(list) {
		if got := hex.EncodeToString([]byte(id.(text))); got != hex.EncodeToString(sum[:16]) {
			t.Errorf("identifier %s, hash %x", got, sum[:16])
		}
	}
}

func TestFileIsEasyToExtend(t *testing.T) {
	d := parse(t, whole(t, fonts(t), info))
	if d.trailer["Root"] != ref(1) || d.catalog()["Pages"] != ref(2) {
		t.Errorf("the catalogue is %v, the page tree %v", d.trailer["Root"], d.catalog()["Pages"])
	}
	if fmt.Sprint(d.trailer["W"]) != "[1 5 2]" || d.trailer["Filter"] != sym("FlateDecode") || d.trailer["DecodeParms"] != nil {
		t.Errorf("the trailer is %v", d.trailer)
	}
	for _, n := range append(d.pages(), 1, 2, d.trailer["Info"].(ref), d.catalog()["StructTreeRoot"].(ref)) {
		if !d.plain[int(n)] {
			t.Errorf("object %d is inside an object stream", n)
		}
	}
}

func TestLongDocumentHasItsTreesInOrder(t *testing.T) {
	d := begin(t, fonts(t), info)
	const n = 150
	d.page.Done()
	for i := range n {
		d.page, d.y = d.Page(200, 300), 20
		name := fmt.Sprintf("mục %d", i*37%n)
		d.Anchor(name, d.page, 10)
		d.Anchor(name, d.page, 99) // the first one stands
		note := d.Root().New("P").New("Note")
		d.say(note, "x")
		d.page.Link(0, 0, 9, 9, "", name, name, note)
		d.page.Done()
	}
	for _, name := range []string{"z", "Ａ", "𠮷", "(b)"} {
		d.Anchor(name, d.page, 10)
	}
	r := parse(t, d.end())
	for _, o := range r.objects {
		if s, ok := o.(stream); ok && s.dict["Type"] == sym("ObjStm") && s.dict["N"].(float64) > 200 {
			t.Errorf("%v objects in a stream", s.dict["N"])
		}
	}
	if got := len(r.pages()); got != n+1 {
		t.Errorf("%d pages", got)
	}
	names, places := r.tree(r.dict(r.catalog()["Names"])["Dests"], "Names")
	if len(names) != n+4 {
		t.Errorf("%d places", len(names))
	}
	for i, p := range places {
		if to := p.(list); to[1] != sym("XYZ") || to[3] != 290.0 {
			t.Errorf("%s leads to %v", words(names[i]), to)
		}
	}
	if got := strings.Count(r.structure(), "Note("); got != n {
		t.Errorf("%d notes", got)
	}
}

func TestOutlineHangsTogether(t *testing.T) {
	d := begin(t, fonts(t), info)
	for _, h := range []struct {
		level int
		title string
	}{{2, "a"}, {1, "Chương"}, {2, "b"}, {4, "c"}, {3, "d"}, {2, "e"}, {1, "f"}} {
		d.Outline(h.level, h.title, d.page, 41.89)
	}
	r := parse(t, d.end())
	var walk func(up ref) string
	walk = func(up ref) string {
		v := r.dict(up)
		out, n := "", 0.0
		var last any
		for k := v["First"]; k != nil; k = r.dict(k)["Next"] {
			e := r.dict(k)
			if e["Parent"] != up || e["Prev"] != last || fmt.Sprint(e["Dest"].(list)[1:]) != "[XYZ null 800 null]" {
				t.Errorf("entry %v of %d: %v", k, up, e)
			}
			out += " " + words(e["Title"]) + walk(k.(ref))
			last = k
			n++
		}
		if v["Last"] != last {
			t.Errorf("the last of %d is %v, not %v", up, v["Last"], last)
		}
		if n == 0 {
			return ""
		}
		if v["Type"] == nil { // folded
			n = -n
		}
		if v["Count"] != n {
			t.Errorf("entry %d counts %v, not %v", up, v["Count"], n)
		}
		return "(" + out[1:] + ")"
	}
	if got, want := walk(r.catalog()["Outlines"].(ref)), "(a Chương(b(c d) e) f)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestFilesAreAttached(t *testing.T) {
	i := info
	i.Level = pdf.A3U
	b := whole(t, fonts(t), i)
	r := parse(t, b)
	names, specs := r.tree(r.dict(r.catalog()["Names"])["EmbeddedFiles"], "Names")
	if len(names) != 2 || words(names[0]) != "b.txt" || words(names[1]) != "đơn.xml" {
		t.Fatalf("files %q", names)
	}
	s := r.dict(specs[1])
	file := r.dict(s["EF"])["UF"]
	if string(r.data(file)) != "<a/>" || r.dict(file)["Subtype"] != sym("text/xml") || r.dict(r.dict(file)["Params"])["Size"] != 4.0 {
		t.Errorf("file %v", r.dict(file))
	}
	if s["AFRelationship"] != sym("Data") || words(s["Desc"]) != "Dữ liệu của đơn" || words(s["UF"]) != "đơn.xml" {
		t.Errorf("specification %v", s)
	}
	if af := r.list(r.catalog()["AF"]); len(af) != 2 || af[0] != specs[1] {
		t.Errorf("associated %v of %v", af, specs)
	}
	if got := command(t, b, "pdfdetach", "-list", "FILE"); !strings.Contains(got, "2 embedded files") {
		t.Error(got)
	}
}

func TestMetadataSayTheSameInBothPlaces(t *testing.T) {
	r := parse(t, whole(t, fonts(t), info))
	in := r.dict(r.trailer["Info"])
	for key, want := range map[string]string{"Title": info.Title, "Author": info.Author, "Subject": info.Subject, "Keywords": info.Keywords, "Creator": "Muniment", "Producer": "Muniment", "CreationDate": "D:20261125083000Z", "ModDate": "D:20261125083000Z"} {
		if got := words(in[key]); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	m := r.get(r.catalog()["Metadata"]).(stream)
	if m.dict["Filter"] != nil {
		t.Error("the metadata are compressed")
	}
	for _, want := range []string{">Thông báo (thử)<", ">Cục Sở hữu trí tuệ<", ">Nhãn hiệu &amp; &lt;kiểu dáng&gt;<", "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>", "<xmp:CreateDate>2026-11-25T08:30:00Z</xmp:CreateDate>", "<dc:language><rdf:Bag><rdf:li>vi</rdf:li>"} {
		if !strings.Contains(string(m.data), want) {
			t.Errorf("the metadata lack %s:\n%s", want, m.data)
		}
	}
	if c := r.catalog(); words(c["Lang"]) != "vi" || r.dict(c["MarkInfo"])["Marked"] != word("true") || r.dict(c["ViewerPreferences"])["DisplayDocTitle"] != word("true") {
		t.Errorf("catalogue %v", c)
	}
}

func TestColoursAreThoseOfSRGB(t *testing.T) {
	r := parse(t, whole(t, fonts(t), info))
	b := r.data(r.dict(r.list(r.catalog()["OutputIntents"])[0])["DestOutputProfile"])
	if len(b) != int(b[0])<<24|int(b[1])<<16|int(b[2])<<8|int(b[3]) || string(b[12:24]) != "mntrRGB XYZ " || string(b[36:40]) != "acsp" || b[8] != 2 {
		t.Errorf("head of the profile % x", b[:40])
	}
	// The white of the profile is the sum of its primaries.
	at := func(n int) int32 { return int32(b[n])<<24 | int32(b[n+1])<<16 | int32(b[n+2])<<8 | int32(b[n+3]) }
	sum := [3]int32{}
	for i := range int(at(128)) {
		e := 132 + 12*i
		if from, size := at(e+4), at(e+8); int(from+size) > len(b) || from%4 != 0 {
			t.Errorf("the tag %s lies at %d, %d long", b[e:e+4], from, size)
		}
		if string(b[e+1:e+4]) == "XYZ" {
			for k := range sum {
				sum[k] += at(int(at(e+4)) + 8 + 4*k)
			}
		}
	}
	for k, want := range [3]int32{63190, 65536, 54061} { // D50
		if diff := sum[k] - want; diff < -20 || diff > 20 {
			t.Errorf("the white is %v", sum)
		}
	}
}
