package main

import (
	"image/color"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/sign"
)

var red = color.NRGBA{179, 54, 27, 255}

// Every right is filed through its form without a script, and each receipt verifies.
func TestEveryRightIsFiledWithoutAScript(t *testing.T) {
	base, dir := demo(t, "20")
	g := visit(t, base, dir)
	sen := samplePeople[4]
	g.enter(sen)

	t.Run("trade mark", func(t *testing.T) {
		g.t = t
		d := g.begin("TM")
		g.is("/mark")
		g.send("next", map[string]string{"mark.feature": "combined", "mark.text": "MẸ LÀNH", "mark.colours": "đỏ", "+mark.foreign": "1"}, map[string]upload{"file:specimen": drawn(600, 300, red)})
		if g.code != 422 || !strings.Contains(g.page, `href="#mark-foreign"`) {
			t.Fatalf("words that are not translated are let pass: %d\n%s", g.code, words(g.page))
		}
		g.send("save", map[string]string{"mark.translation": "kind mother"}, nil)
		if !strings.Contains(g.page, "80 × 40 mm") || !strings.Contains(g.page, "Hình có màu") {
			t.Errorf("the picture is not told of:\n%s", words(g.page))
		}
		g.send("crop", map[string]string{"crop.x": "0", "crop.y": "0", "crop.width": "300", "crop.height": "300"}, nil)
		if !strings.Contains(g.page, "80 × 80 mm") || !strings.Contains(g.page, "300 × 300") {
			t.Errorf("the piece is not told of:\n%s", words(g.page))
		}
		g.get(d + "/goods")
		g.send("find", map[string]string{"goods.find": "gia vị"}, nil)
		m := regexp.MustCompile(`name="goods.term" value="([^"]*)"`).FindStringSubmatch(g.page)
		if m == nil {
			t.Fatalf("nothing is found:\n%s", words(g.page))
		}
		g.send("add", map[string]string{"goods.term": m[1]}, nil)
		g.send("find", map[string]string{"goods.find": "muối chấm trái cây Nậm Hương"}, nil)
		g.send("own", map[string]string{"goods.class": "30"}, nil)
		g.send("find", map[string]string{"goods.find": "hàng hóa"}, nil)
		g.send("own", map[string]string{"goods.class": "30"}, nil)
		if !strings.Contains(g.page, "quá rộng") && !strings.Contains(g.page, "rộng đến mức") {
			t.Errorf("a word that says nothing is not told of:\n%s", words(g.page))
		}
		g.send("drop:30|hàng hóa", nil, nil)
		g.get(d + "/report")
		g.send("search", nil, nil)
		if !strings.Contains(g.page, "so sánh của máy") {
			t.Errorf("there is no report:\n%s", words(g.page))
		}
		at := g.receipt(d, sen.name)
		a := g.filedApplication(at)
		mark := a["mark"].(map[string]any)
		if mark["text"] != "MẸ LÀNH" || mark["width"] != 800.0 || mark["height"] != 800.0 || len(a["goods"].([]any)) != 1 || len(a["files"].([]any)) != 1 {
			t.Errorf("filed is %v", a)
		}
	})
	t.Run("invention", func(t *testing.T) {
		for _, kind := range []string{"PT", "UM"} {
			g.t = t
			d := g.begin(kind)
			g.is("/invention")
			g.send("next", map[string]string{"invention.title": "Máy sấy chè bằng hơi nước", "invention.drawings": "2", "invention.ipc": "F26B 3/00"},
				map[string]upload{"file:description": printed("mô tả.pdf", 3), "file:drawings": printed("hình vẽ.pdf", 2)})
			g.is("/claims")
			g.send("add:claims", map[string]string{"claims.0.text": "Máy sấy chè có buồng sấy.", "invention.abstract": "Máy sấy chè."}, nil)
			claims := map[string]string{"claims.1.text": "Máy theo điểm 1, có quạt.", "claims.1.on": "1"}
			if kind == "PT" {
				claims["+stated:PT.file.unity"] = "1"
			}
			g.send("next", claims, nil)
			g.is("/invention_more")
			g.send("next", map[string]string{"human.ai": "assisted", "human.words": "Ý tưởng và thử nghiệm.", "+requests": "examination"}, nil)
			g.is("/creators")
			g.send("next", map[string]string{"creators.0.name": sen.name}, nil)
			g.is("/applicant")
			g.get(d + "/fees")
			if !strings.Contains(g.page, `<tfoot>`) {
				t.Errorf("%s: no fee is told:\n%s", kind, words(g.page))
			}
			g.get(d + "/sign")
			if strings.Contains(g.page, `class="weight stops"`) || strings.Contains(g.page, `class="weight lacks"`) {
				t.Errorf("%s lacks something:\n%s", kind, words(g.page))
			}
			at := g.receipt(d, sen.name)
			a := g.filedApplication(at)
			i := a["invention"].(map[string]any)
			if len(i["claims"].([]any)) != 2 || a["files"].([]any)[0].(map[string]any)["pages"] != 3.0 || i["human"] != "Ý tưởng và thử nghiệm." {
				t.Errorf("filed is %v", a)
			}
		}
	})
	t.Run("design", func(t *testing.T) {
		g.t = t
		d := g.begin("DS")
		g.is("/designs")
		g.send("next", map[string]string{"designs.0.title": "Ấm trà", "designs.0.locarno": "07-01", "deferral": "6"},
			map[string]upload{"view:0:perspective": drawn(300, 300, red), "view:0:front": drawn(310, 300, red), "view:0:top": drawn(300, 310, red)})
		g.is("/creators")
		g.send("next", map[string]string{"creators.0.name": sen.name}, nil)
		at := g.receipt(d, sen.name)
		a := g.filedApplication(at)
		if v := a["designs"].([]any)[0].(map[string]any)["views"].([]any); len(v) != 3 || v[0].(map[string]any)["kind"] != "perspective" || a["deferral"] != 6.0 {
			t.Errorf("filed is %v", a)
		}
	})
	t.Run("indication", func(t *testing.T) {
		g.t = t
		d := g.begin("GI")
		g.is("/indication")
		g.send("next", map[string]string{"indication.name": "Bản Lĩnh", "indication.product": "Chè", "indication.nice": "30"}, nil)
		g.is("/area")
		g.send("next", map[string]string{"indication.area": "Hai xã ven sông."},
			map[string]upload{"file:shape": {"vùng.geojson", []byte(`{"type":"Polygon","coordinates":[[[105,21],[105.1,21],[105.1,21.1],[105,21.1],[105,21]]]}`)}})
		g.is("/specification")
		g.send("next", map[string]string{"indication.characteristics": "Thơm.", "indication.link": "Sương.", "indication.method": "Sao tay."}, map[string]upload{"file:specification": printed("tính chất.pdf", 2)})
		g.is("/group")
		g.send("next", map[string]string{"indication.group": "Hội chè.", "indication.control": "Chi cục."}, nil)
		at := g.receipt(d, sen.name)
		a := g.filedApplication(at)
		if i := a["indication"].(map[string]any); i["name"] != "Bản Lĩnh" || !strings.Contains(i["shape"].(string), "105.1") {
			t.Errorf("filed is %v", a)
		}
	})
	g.t = t
	for _, path := range []string{"/portal/", "/portal/filings", "/portal/inbox"} {
		if page := g.get(path); g.code != 200 || !strings.Contains(page, "MẸ LÀNH") {
			t.Errorf("%s does not tell of what was filed: %d", path, g.code)
		}
	}
}

// What belongs to one is not there for another, in the very words of what is not there at all.
func TestStrangersDraftIsAbsent(t *testing.T) {
	base, dir := demo(t, "20")
	sen, bao := visit(t, base, dir), visit(t, base, dir)
	sen.enter(samplePeople[4])
	bao.enter(samplePeople[5])
	d := sen.begin("PT")
	sen.send("save", map[string]string{"invention.title": "Canary of Bản Lĩnh"}, map[string]upload{"file:description": printed("canary.pdf", 1)})
	file := regexp.MustCompile(`/portal/drafts/[^/"]*/file/[0-9a-f]{64}`).FindString(sen.page)
	if file == "" {
		t.Fatalf("no file is told:\n%s", words(sen.page))
	}
	filed := sen.receipt(d, samplePeople[4].name)
	second := sen.begin("TM")
	same := func(page, there, absent string) string {
		return strings.ReplaceAll(page, strings.ReplaceAll(there, "/", "%2F"), strings.ReplaceAll(absent, "/", "%2F"))
	}
	for _, c := range []struct{ there, absent string }{
		{second, "/portal/drafts/D-0000000000000000"}, {second + "/mark", "/portal/drafts/D-0000000000000000/mark"}, {second + "/versions", "/portal/drafts/D-0000000000000000/versions"},
		{file, "/portal/drafts/D-0000000000000000/file/" + strings.Repeat("0", 64)}, {filed, "/portal/filings/S-0000000000000000"}, {filed + "/receipt.json", "/portal/filings/S-0000000000000000/receipt.json"},
		{filed + "/application.json", "/portal/filings/S-0000000000000000/application.json"}, {filed + "/receipt.pdf", "/portal/filings/S-0000000000000000/receipt.pdf"},
	} {
		bao.get(c.there)
		theirs, code := strings.ReplaceAll(same(bao.page, c.there, c.absent), c.there, c.absent), bao.code
		bao.get(c.absent)
		if code != 404 || bao.code != 404 {
			t.Errorf("%s: %d, and what is not there %d", c.there, code, bao.code)
		}
		if cut(theirs) != cut(bao.page) {
			t.Errorf("%s: the page tells that it is there", c.there)
		}
		if strings.Contains(theirs, "Canary") || strings.Contains(theirs, "canary") {
			t.Errorf("%s tells of it", c.there)
		}
	}
	bao.plain(second+"/versions", url.Values{"do": {"discard"}, "sure": {"1"}})
	if bao.code != 404 {
		t.Errorf("a stranger discards a draft: %d", bao.code)
	}
}

// cut is a page without the line that tells how long ago the witnesses signed.
func cut(page string) string {
	if i := strings.Index(page, `<footer`); i >= 0 {
		page = page[:i]
	}
	return page
}

// Two write one page of a draft that they share: nothing of either is lost. Then both sign, and one files.
func TestTwoWriteAndSignADraft(t *testing.T) {
	base, dir := demo(t, "20")
	sen, bao := visit(t, base, dir), visit(t, base, dir)
	sen.enter(samplePeople[4])
	bao.enter(samplePeople[5])
	d := sen.begin("TM")
	sen.plain(d+"/versions", url.Values{"do": {"share"}, "email": {"nobody@example.org"}})
	if sen.code != 400 {
		t.Errorf("it is shared with nobody: %d", sen.code)
	}
	sen.plain(d+"/versions", url.Values{"do": {"share"}, "email": {samplePeople[5].email}})
	sen.is("/versions")
	sen.get(d + "/mark")
	bao.get(d + "/mark")
	sen.send("save", map[string]string{"mark.text": "SƯƠNG SỚM"}, nil)
	bao.send("save", map[string]string{"mark.text": "SƯƠNG ĐÊM"}, nil)
	if bao.code != 409 || !strings.Contains(bao.page, "SƯƠNG SỚM") || !strings.Contains(bao.page, "SƯƠNG ĐÊM") {
		t.Fatalf("the second writer sees %d:\n%s", bao.code, words(bao.page))
	}
	bao.send("save", nil, nil)
	bao.is("/mark")
	if !strings.Contains(bao.get(d+"/mark"), "SƯƠNG ĐÊM") {
		t.Error("what the second one kept is not there")
	}
	sen.get(d + "/versions")
	older := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(sen.page)
	if older == nil {
		t.Fatalf("there is no older version:\n%s", words(sen.page))
	}
	sen.plain(d+"/versions", url.Values{"do": {"restore"}, "version": {older[1]}})
	if !strings.Contains(sen.get(d+"/mark"), "SƯƠNG SỚM") {
		t.Error("the older version does not come back")
	}
	bao.get(d + "/sign")
	if strings.Contains(bao.page, "sign-file") {
		t.Error("somebody with whom it is shared is offered to file")
	}
	bao.send("sign", map[string]string{"sign.name": samplePeople[5].name}, nil)
	if !strings.Contains(bao.page, samplePeople[5].name) {
		t.Errorf("the signature is not told:\n%s", words(bao.page))
	}
	at := sen.receipt(d, samplePeople[4].name)
	if g := sen.filedApplication(at)["signatures"].([]any); len(g) != 2 {
		t.Errorf("there are %d signatures", len(g))
	}
	sen.plain(at, url.Values{"do": {"paid"}, "reference": {"GD 42"}})
	if !strings.Contains(sen.page, "GD 42") {
		t.Errorf("that it was paid is not told:\n%s", words(sen.page))
	}
}

// A file that is not what it says is refused in words, and the rest of the page stays.
func TestHostileFilesAreRefusedOnThePage(t *testing.T) {
	base, dir := demo(t, "20")
	g := visit(t, base, dir)
	g.enter(samplePeople[4])
	g.begin("TM")
	for name, f := range map[string]upload{
		"a page":          {"mark.png", []byte("<!doctype html><script>alert(1)</script>")},
		"another picture": {"mark.png", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;")},
		"nothing":         {"mark.png", nil},
		"too small":       drawn(10, 10, red),
	} {
		g.send("save", map[string]string{"mark.feature": "figurative"}, map[string]upload{"file:specimen": f})
		if g.code != 400 || !strings.Contains(g.page, `class="summary"`) || strings.Contains(g.page, `class="kept"`) {
			t.Errorf("%s: %d\n%s", name, g.code, words(g.page))
		}
	}
}

// A sign that stands in the register already is told before it is filed, with the state of the register that was searched; and the
// report falls behind when the mark changes.
func TestSearchBeforeFilingTellsOfEarlierMarks(t *testing.T) {
	base, dir := demo(t, "20")
	g := visit(t, base, dir)
	g.enter(samplePeople[4])
	d := g.begin("TM")
	g.send("next", map[string]string{"mark.text": "VÂN HẠC"}, nil)
	g.send("find", map[string]string{"goods.find": "chè"}, nil)
	g.send("own", map[string]string{"goods.class": "30"}, nil)
	g.get(d + "/report")
	g.send("search", nil, nil)
	for _, want := range []string{`class="verdict bad"`, "Trùng với nhãn hiệu này, cùng nhóm", "demo.invalid/log/register/1"} {
		if !strings.Contains(g.page, want) {
			t.Errorf("the report does not hold %q:\n%s", want, words(g.page))
		}
	}
	g.get(d + "/mark")
	g.send("save", map[string]string{"mark.text": "SƯƠNG SỚM NẬM HƯƠNG"}, nil)
	if g.get(d + "/report"); !strings.Contains(g.page, "Hãy tìm lại") {
		t.Errorf("the report is not told to be old:\n%s", words(g.page))
	}
	g.send("search", nil, nil)
	if !strings.Contains(g.page, `class="verdict good"`) {
		t.Errorf("another mark stands in the way of a sign that nobody has:\n%s", words(g.page))
	}
	at := g.receipt(d, samplePeople[4].name)
	if strings.Contains(g.get(at+"/application.json"), "verdict") || strings.Contains(g.page, "demo.invalid") {
		t.Error("the report was filed")
	}
}

// Whoever has a key of their own signs a PDF with it; a signature that does not hold is none.
func TestOwnSignatureOnAFile(t *testing.T) {
	base, dir := demo(t, "20")
	g := visit(t, base, dir)
	g.enter(samplePeople[4])
	b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(sampleKey)))
	if err != nil {
		t.Fatal(err)
	}
	key, err := sign.OpenPKCS12(b, samplePassword, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	paper := printed("đơn.pdf", 1)
	signed, err := sign.Sign(t.Context(), paper.body, sign.Options{Key: key, At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	whole := append(slices.Clone(paper.body), signed.Update...)
	broken := slices.Clone(whole)
	broken[len("%PDF-1.7\n")+10] ^= 1
	d := g.begin("TM")
	g.send("next", map[string]string{"mark.text": "SƯƠNG MAI"}, nil)
	for name, body := range map[string][]byte{"without a signature": paper.body, "changed": broken} {
		g.get(d + "/sign")
		g.send("sign-file", map[string]string{"sign.name": "x"}, map[string]upload{"file:signature": {"đơn.pdf", body}})
		if g.code != 400 && g.code != 404 || strings.HasPrefix(g.at, "/portal/filings/") {
			t.Errorf("a file %s is taken for signed: %d %s\n%s", name, g.code, g.at, words(g.page))
		}
	}
	g.get(d + "/sign")
	g.send("sign-file", nil, map[string]upload{"file:signature": {"đơn.pdf", whole}})
	if !strings.HasPrefix(g.at, "/portal/filings/S-") {
		t.Fatalf("the guest is at %s:\n%s", g.at, words(g.page))
	}
	at, _, _ := strings.Cut(g.at, "?")
	a := g.filedApplication(at)
	s := a["signatures"].([]any)[0].(map[string]any)
	if f := a["files"].([]any)[0].(map[string]any); s["how"] != "file" || s["name"] == "x" || f["role"] != "signature" {
		t.Errorf("filed is %v", a)
	}
}

// Nobody signs who has not just proved to be present, and nobody signs what was changed meanwhile.
func TestSigningNeedsPresenceAndTheNewestVersion(t *testing.T) {
	base, dir := demo(t, "20")
	g := visit(t, base, dir)
	sen := samplePeople[4]
	g.get("/portal/sign-in?lang=vi")
	g.plain("/portal/sign-in", url.Values{"email": {sen.email}, "password": {sen.password()}})
	d := g.begin("TM")
	g.send("next", map[string]string{"mark.text": "SƯƠNG MAI"}, nil)
	g.get(d + "/sign")
	g.send("sign-file", map[string]string{"sign.name": sen.name}, nil)
	g.is("/portal/presence")
	g.enter(sen)
	g.get(d + "/sign")
	g.send("sign-file", map[string]string{"sign.name": ""}, nil)
	if g.code != 422 || !strings.Contains(g.page, `href="#sign-name"`) {
		t.Errorf("without a name: %d\n%s", g.code, words(g.page))
	}
	g.send("sign-file", map[string]string{"sign.name": sen.name, "version": "1"}, nil)
	if g.code != 409 {
		t.Errorf("an older version is signed: %d\n%s", g.code, words(g.page))
	}
	g.receipt(d, sen.name)
	g.get(d)
	if !strings.HasPrefix(g.at, "/portal/filings/S-") {
		t.Errorf("the draft that was filed leads to %s", g.at)
	}
}

// Who knows the form fills all of it on one page, searches, adds a row, and goes to sign.
func TestAllOnOnePage(t *testing.T) {
	base, dir := demo(t, "20")
	g := visit(t, base, dir)
	sen := samplePeople[4]
	g.enter(sen)
	d := g.begin("TM")
	g.get(d + "/all")
	g.send("find", map[string]string{"mark.text": "VÂN HẠC", "goods.find": "chè"}, nil)
	g.send("own", map[string]string{"goods.class": "30"}, nil)
	g.send("search", map[string]string{"mark.disclaimer": "HẠC"}, nil)
	if !strings.Contains(g.page, `class="verdict bad"`) || !strings.Contains(g.page, `value="HẠC"`) {
		t.Errorf("searching on the whole page gives\n%s", words(g.page))
	}
	g.send("add:applicants", map[string]string{"+representative.on": "1", "representative.name": "Phan Quốc Bảo", "representative.power": "single", "representative.signed": "31/12/2026"},
		map[string]upload{"file:poa": printed("ủy quyền.pdf", 1)})
	if g.code != 422 || !strings.Contains(g.page, `href="#representative-signed"`) || !strings.Contains(g.page, "ủy quyền.pdf") {
		t.Fatalf("a day that is none is not told: %d\n%s", g.code, words(g.page))
	}
	g.send("add:applicants", map[string]string{"representative.signed": "2026-01-31"}, nil)
	g.send("next", map[string]string{"applicants.1.name": "Hợp tác xã Mẫu", "applicants.1.person": "legal", "applicants.1.address": "Xã Mẫu"}, nil)
	g.is("/sign")
	if strings.Contains(g.page, `class="weight stops"`) {
		t.Errorf("something stops it:\n%s", words(g.page))
	}
	a := g.filedApplication(g.receipt(d, sen.name))
	rep := a["representative"].(map[string]any)
	if len(a["applicants"].([]any)) != 2 || rep["signed"] != "2026-01-31" || a["signatures"].([]any)[0].(map[string]any)["capacity"] != "representative" || a["files"].([]any)[0].(map[string]any)["pages"] != 1.0 {
		t.Errorf("filed is %v", a)
	}
}
