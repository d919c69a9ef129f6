package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/muniment/muniment/adapter/api"
	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/register"
)

// These are what the attacker's tour in docs/attacks.md tries beside the tests of single packages.

// A key of idempotency is its account's: under the key of another a filing of one's own is made, and nothing is told of theirs.
func TestKeyOfAnotherAccountTellsNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newCounter(t, s)
		_, owner := c.account("Mau")
		_, stranger := c.account("La")
		_, body := asked(1)
		_, _, b := c.ask("POST", "/api/v1/filings", owner, "application/json", body, "Idempotency-Key", "k1")
		theirs := told(t, b)
		status, _, b := c.ask("POST", "/api/v1/filings", stranger, "application/json", body, "Idempotency-Key", "k1")
		if mine := told(t, b); status != 201 || mine.ID == theirs.ID || bytes.Contains(b, []byte(theirs.ID)) {
			t.Errorf("the key of another answers %d: %s", status, b)
		}
		_, other := asked(2)
		if status, _, b := c.ask("POST", "/api/v1/filings", stranger, "application/json", other, "Idempotency-Key", "k2"); status != 201 {
			t.Errorf("a key of one's own answers %d: %s", status, b)
		}
		if n, err := s.Committed(t.Context(), register.Register); err != nil || n != 3 {
			t.Errorf("the log has %d leaves, %v", n, err)
		}
	})
}

// Whatever an id of another's is written like, at every address that takes one, it is not there; a document of theirs is not found below a filing of
// one's own either.
func TestNoFormOfAnIDOpensWhatIsAnothers(t *testing.T) {
	base, dir := demo(t, "20")
	sen, bao := samplePeople[4], samplePeople[5]
	owner, thief := visit(t, base, dir), visit(t, base, dir)
	owner.enter(sen)
	thief.enter(bao)
	const canary = "Canaryword"
	d := owner.begin("PT")
	owner.send("save", map[string]string{"invention.title": canary + " of another"}, map[string]upload{"file:description": printed("canaryword.pdf", 1)})
	filed := owner.receipt(d, sen.name)
	a := owner.filedApplication(filed)
	hash := a["files"].([]any)[0].(map[string]any)["sha256"].(string)
	draft := strings.TrimPrefix(owner.begin("TM"), "/portal/drafts/")
	owner.get("/portal/drafts/" + draft + "/mark")
	owner.send("save", map[string]string{"mark.text": canary}, nil)
	sign := strings.TrimPrefix(filed, "/portal/filings/")
	mine := thief.begin("TM")
	thief.get(mine + "/mark")
	thief.send("save", map[string]string{"mark.text": "MINE"}, nil)

	forms := func(id string) []string {
		hex := ""
		for _, b := range []byte(id) {
			hex += fmt.Sprintf("%%%02X", b)
		}
		return []string{id, strings.ToLower(id), strings.ReplaceAll(id, "-", ""), hex, "%20" + id, id + "%20", id + "%00", id + ".json", "./" + id, "x%2F..%2F" + id, id + ";a=b", id + "%2F", id + "/", id[2:],
			"VN%2FPT%2F" + id, "*", "%25", id[:8] + "*", id + "'--", strings.Replace(id, "-", "%E2%80%90", 1)}
	}
	var paths []string
	for _, id := range forms(draft) {
		for _, p := range []string{"", "/mark", "/all", "/sign", "/versions", "/file/" + hash} {
			paths = append(paths, "/portal/drafts/"+id+p)
		}
	}
	for _, id := range forms(sign) {
		for _, p := range []string{"", "/receipt.json", "/receipt.pdf", "/application.json", "/file/" + hash} {
			paths = append(paths, "/portal/filings/"+id+p)
		}
		paths = append(paths, "/r/VN/PT/"+id, "/r/VN/PT/"+id+".json", "/desk/filings/"+id, "/desk/filings/"+id+"/document/1", "/desk/payments/"+id,
			"/api/v1/filings/"+id, "/api/v1/filings/"+id+"/receipt", "/api/v1/filings/"+id+"/documents/"+hash, "/api/v1/filings?key="+draft, "/search?q="+id, "/search.json?q="+id)
	}
	for _, p := range []string{"/portal/drafts/", "/portal/filings/"} { // ids of the other sort, and below what is one's own
		paths = append(paths, p+sign, p+draft, p+hash, p+sign+"/application.json")
	}
	paths = append(paths, mine+"/file/"+hash, "/search?q="+canary, "/search.json?q="+canary, "/feeds/acts.atom", "/portal/", "/portal/drafts", "/portal/filings", "/portal/inbox")
	for seq := range 200 { // every leaf of the log
		paths = append(paths, fmt.Sprintf("/receipt/register/1/%d", seq))
	}
	for _, p := range paths {
		thief.get(p)
		page := strings.ReplaceAll(thief.page, "q="+canary, "") // what was asked comes back
		if strings.Contains(p, "q="+canary) {
			page = strings.ReplaceAll(page, canary, "")
		}
		if strings.Contains(page, canary) || strings.Contains(page, "canaryword.pdf") {
			t.Errorf("%s tells of it (%d)", p, thief.code)
		}
		own := strings.HasPrefix(p, "/search") || strings.HasPrefix(p, "/receipt/") || p == "/feeds/acts.atom" || strings.HasPrefix(p, "/portal/") && strings.Count(p, "/") <= 2
		if !own && thief.code/100 == 2 {
			t.Errorf("%s answers %d:\n%.400s", p, thief.code, words(thief.page))
		}
	}
	for _, p := range []string{"/portal/drafts/" + draft + "/mark", "/portal/drafts/" + draft + "/sign", "/portal/drafts/" + draft + "/versions", "/portal/filings/" + sign, "/desk/filings/" + sign, "/desk/payments/" + sign} {
		absent := strings.NewReplacer(draft, "D-0000000000000000", sign, "S-0000000000000000").Replace(p)
		for _, do := range []string{"save", "sign", "sign-file", "share", "discard", "restore", "paid"} {
			form := url.Values{"do": {do}, "act": {"number"}, "sign.name": {bao.name}, "version": {"1"}, "mark.text": {"TAKEN"}, "email": {bao.email}, "sure": {"1"}}
			thief.plain(absent, form)
			nothing := thief.code
			thief.plain(p, form)
			if thief.code != nothing || thief.code < 300 || strings.Contains(thief.page, canary) {
				t.Errorf("%s posted to %s answers %d, and to what is not there %d", do, p, thief.code, nothing)
			}
		}
	}
	if page := owner.get("/portal/drafts/" + draft + "/mark"); !strings.Contains(page, canary) || strings.Contains(page, "TAKEN") {
		t.Error("the draft is not as its owner left it")
	}
}

var namedTest = regexp.MustCompile(`\[(Test\w+)\]\(\.\./([\w/]+_test\.go)\)`)

// Every line of the tour is backed by a test that is there.
func TestTourNamesTestsThatAre(t *testing.T) {
	root := outside.Root(t)
	doc, err := os.ReadFile(filepath.Join(root, "docs", "attacks.md"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(doc), "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| What") {
			continue
		}
		named := namedTest.FindAllStringSubmatch(line, -1)
		if len(named) == 0 {
			t.Errorf("no test backs this line: %s", line)
		}
		for _, m := range named {
			b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(m[2])))
			if err != nil || !strings.Contains(string(b), "func "+m[1]+"(t *testing.T)") {
				t.Errorf("%s has no %s: %v", m[2], m[1], err)
			}
		}
	}
}

// A session that an attacker put into a browser is not the one that is signed in.
func TestSessionThatWasPlantedStaysOutside(t *testing.T) {
	address, _ := demo(t, "20")
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	base := "http://localhost:" + u.Port()
	at, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	attacker, victim := newBrowserless(t, base), newBrowserless(t, base)
	attacker.ask("GET", "/portal/sign-in", nil)
	planted := attacker.Jar.Cookies(at)
	made := []*http.Cookie{{Name: "session", Value: strings.Repeat("A", 43)}, {Name: "__Host-session", Value: strings.Repeat("A", 43)}}
	victim.Jar.SetCookies(at, append(planted, made...))
	victim.signIn(samplePeople[4], "")
	if code, _, _ := victim.ask("GET", "/portal/account", nil); code != 200 {
		t.Fatalf("the victim is not in: %d", code)
	}
	for _, c := range victim.Jar.Cookies(at) {
		if c.Name == "session" && (c.Value == made[0].Value || len(planted) > 0 && c.Value == planted[0].Value) {
			t.Error("the planted session was signed in")
		}
	}
	attacker.Jar.SetCookies(at, made[:1])
	if code, _, _ := attacker.ask("GET", "/portal/account", nil); code == 200 {
		t.Error("the planted session opens the account")
	}
}

// An external entity of a filing is not fetched, from wherever it is to come.
func TestNoFilingFetchesAnything(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var knocked atomic.Int32
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			knocked.Add(1)
			c.Close()
		}
	}()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newCounter(t, s)
		_, token := c.account("Mau")
		where := "http://" + l.Addr().String() + "/x"
		for name, doc := range map[string]string{
			"an entity":           `<!DOCTYPE x [<!ENTITY e SYSTEM "` + where + `">]><TrademarkApplication>&e;</TrademarkApplication>`,
			"a parameter entity":  `<!DOCTYPE x [<!ENTITY % e SYSTEM "` + where + `"> %e;]><TrademarkApplication/>`,
			"a type elsewhere":    `<!DOCTYPE x SYSTEM "` + where + `"><TrademarkApplication/>`,
			"an inclusion":        `<TrademarkApplication xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="` + where + `"/></TrademarkApplication>`,
			"a schema":            `<TrademarkApplication xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="` + where + `"/>`,
			"a style":             `<?xml-stylesheet href="` + where + `"?><TrademarkApplication/>`,
			"a file":              `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><TrademarkApplication>&e;</TrademarkApplication>`,
			"a picture elsewhere": `<TrademarkApplication><FileName>` + where + `</FileName></TrademarkApplication>`,
		} {
			if status, _, b := c.ask("POST", "/api/v1/filings", token, "application/xml", []byte(doc), "Idempotency-Key", "x"); status != 400 {
				t.Errorf("%s answers %d: %s", name, status, b)
			}
		}
		if n, err := s.Committed(t.Context(), register.Register); err != nil || n != 0 {
			t.Errorf("the log has %d leaves, %v", n, err)
		}
	})
	if n := knocked.Load(); n != 0 {
		t.Errorf("something was fetched %d times", n)
	}
}

// A picture of 30,000 × 30,000 dots in some hundred bytes is refused before it is unpacked at the portal; by the interface, where the day of filing
// must not hang on a look into it, it is received and unpacked by nobody who answers requests.
func TestPictureBombIsNotUnpacked(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	bomb := b.Bytes()
	binary.BigEndian.PutUint32(bomb[16:], 30_000)
	binary.BigEndian.PutUint32(bomb[20:], 30_000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	base, dir := demo(t, "20")
	g := visit(t, base, dir)
	g.enter(samplePeople[4])
	g.begin("TM")
	g.send("save", map[string]string{"mark.feature": "figurative"}, map[string]upload{"file:specimen": {"mark.png", bomb}})
	if g.code != 400 || !strings.Contains(g.page, `class="summary"`) || strings.Contains(g.page, `class="kept"`) {
		t.Errorf("the portal answers %d:\n%s", g.code, words(g.page))
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newCounter(t, s)
		_, token := c.account("Mau")
		_, body := asked(1, bomb)
		status, _, answer := c.ask("POST", "/api/v1/filings", token, "application/json", body, "Idempotency-Key", "k1")
		var f api.Filing
		if err := json.Unmarshal(answer, &f); err != nil || status != 201 || f.ID == "" {
			t.Errorf("the interface answers %d: %s", status, answer)
		}
	})
}
