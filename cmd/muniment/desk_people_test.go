package main

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

// scanned keeps a scan and has the agent tell of a power of the stranger by it.
func (o *secretOffice) scanned(t *testing.T, agent string, scan string, due ipr.Date) office.Power {
	t.Helper()
	sha, err := o.s.KeepScan(t.Context(), strings.NewReader(scan), 1<<20)
	fatal(t, err)
	by, err := o.actor(t.Context(), agent)
	fatal(t, err)
	w, err := o.people.GivePower(t.Context(), by, office.Power{Principal: o.accounts["stranger"].Party, Representative: by.Party, General: true, Signed: by.Day,
		Signatory: office.Signing{Name: "Person stranger"}, Scan: sha, Span: office.Span{First: by.Day}, Due: due})
	fatal(t, err)
	return w
}

func TestClerksDealWithPowersOfAttorney(t *testing.T) {
	o := newSecretOffice(t, nil, nil)
	day := ipr.Date{Year: o.now.Year(), Month: int(o.now.Month()), Day: o.now.Day()}
	w := o.scanned(t, "agent", "%PDF-1.7 a scan", day.AddDays(30))
	post := func(who string, form url.Values) int {
		return o.ask(who, "POST", "/desk/powers", "application/x-www-form-urlencoded", form.Encode()).Code
	}
	list := func(name string) bool {
		return strings.Contains(o.ask("clerk", "GET", "/desk/powers?list="+name, "", "").Body.String(), string(w.ID))
	}
	if !list("waiting") || !list("paper") || !list("all") {
		t.Error("the power is on no list")
	}
	page := o.ask("clerk", "GET", "/desk/powers", "", "").Body.String()
	for _, want := range []string{"Person stranger", "Person agent", "Thời hạn do văn phòng đặt, không phải luật"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	scan := o.ask("clerk", "GET", "/desk/powers/"+string(w.ID)+"/scan", "", "")
	if h := scan.Header(); scan.Body.String() != "%PDF-1.7 a scan" || h.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") ||
		!strings.Contains(h.Get("Content-Disposition"), ".pdf") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" {
		t.Errorf("the scan is served as %d %v", scan.Code, h)
	}
	accept, came := url.Values{"act": {"accept"}, "id": {string(w.ID)}}, url.Values{"act": {"original"}, "id": {string(w.ID)}, "day": {day.String()}}
	for _, who := range []string{"owner", "agent", "cashier", "auditor", "administrator", "supervisor"} {
		if code := post(who, accept); code != http.StatusNotFound {
			t.Errorf("%s accepts: %d", who, code)
		}
		if code := o.ask(who, "GET", "/desk/powers/"+string(w.ID)+"/scan", "", "").Code; code != http.StatusNotFound {
			t.Errorf("%s sees the scan: %d", who, code)
		}
	}
	if code := post("clerk", accept); code != 303 || list("waiting") {
		t.Errorf("accepting: %d", code)
	}
	if code := post("clerk", accept); code != http.StatusConflict {
		t.Errorf("accepting twice: %d", code)
	}
	if code := post("clerk", url.Values{"act": {"original"}, "id": {string(w.ID)}, "day": {day.AddDays(1).String()}}); code != 400 {
		t.Errorf("a paper that comes tomorrow: %d", code)
	}
	if code := post("clerk", came); code != 303 || list("paper") {
		t.Errorf("noting the paper: %d", code)
	}
	if code := post("clerk", url.Values{"act": {"revoke"}, "id": {string(w.ID)}}); code != 400 {
		t.Errorf("an end without a reason: %d", code)
	}
	if code := post("clerk", url.Values{"act": {"revoke"}, "id": {string(w.ID)}, "why": {"by letter of the principal"}}); code != 303 || !list("all") {
		t.Errorf("ending: %d", code)
	}
	if code := o.ask("clerk", "GET", "/desk/powers/w-0000000000000000/scan", "", "").Code; code != 404 {
		t.Errorf("the scan of nothing: %d", code)
	}
}

// A clerk stands for no power in which they have an interest, by neither door.
func TestNobodyVouchesForTheirOwnPower(t *testing.T) {
	o := newSecretOffice(t, nil, nil)
	o.playing["clerk"] = []office.Role{office.Clerk, office.Representative}
	own := o.scanned(t, "clerk", "a forged scan", ipr.Date{})
	if own.Accepted != "" {
		t.Fatal("told by the representative it is accepted")
	}
	other := o.scanned(t, "agent", "another scan", ipr.Date{})
	c := url.Values{"act": {"declare"}, "with": {string(o.accounts["agent"].Party)}, "ground": {"family"}}
	if w := o.ask("clerk", "POST", "/desk/conflicts", "application/x-www-form-urlencoded", c.Encode()); w.Code != 303 {
		t.Fatalf("declaring: %d %s", w.Code, w.Body)
	}
	for _, id := range []office.PowerID{own.ID, other.ID} {
		for _, at := range []string{"/desk/powers", "/portal/people"} {
			if w := o.ask("clerk", "POST", at, "application/x-www-form-urlencoded", url.Values{"act": {"accept"}, "id": {string(id)}}.Encode()); w.Code != http.StatusNotFound {
				t.Errorf("at %s: %d", at, w.Code)
			}
		}
	}
	if w := o.ask("other clerk", "POST", "/desk/powers", "application/x-www-form-urlencoded", url.Values{"act": {"accept"}, "id": {string(own.ID)}}.Encode()); w.Code != 303 {
		t.Errorf("another clerk: %d", w.Code)
	}
}

var conflictID = regexp.MustCompile(`name="id" value="(c-[a-z0-9]+)"`)

func TestOfficersDeclareConflicts(t *testing.T) {
	o := newSecretOffice(t, nil, nil)
	for _, who := range []string{"clerk", "supervisor"} { // with the role on the books, so that the supervisor sees the team
		_, err := o.people.ProposeRole(t.Context(), office.OperatorActor(o.now, ipr.Date{Year: o.now.Year(), Month: int(o.now.Month()), Day: o.now.Day()}), o.accounts[who].ID, o.playing[who][0],
			office.Span{First: ipr.Date{Year: o.now.Year(), Month: int(o.now.Month()), Day: o.now.Day()}})
		fatal(t, err)
	}
	post := func(who string, form url.Values) int {
		return o.ask(who, "POST", "/desk/conflicts", "application/x-www-form-urlencoded", form.Encode()).Code
	}
	see := func(who string) string { return o.ask(who, "GET", "/desk/conflicts", "", "").Body.String() }
	c := o.of("accepted")
	if o.ask("clerk", "GET", "/desk/filings/"+c.sub.ID, "", "").Code != 200 {
		t.Fatal("the clerk does not see the filing")
	}
	declare := url.Values{"act": {"declare"}, "with": {string(o.accounts["owner"].Party)}, "ground": {"money"}, "note": {"a loan"}}
	if code := post("clerk", url.Values{"act": {"declare"}, "with": {"nonsense"}, "ground": {"money"}}); code != 400 {
		t.Errorf("with nothing: %d", code)
	}
	if code := post("clerk", url.Values{"act": {"declare"}, "with": {"VN/TM/4-2026-00001"}, "ground": {"other"}}); code != 400 {
		t.Errorf("another ground without a note: %d", code)
	}
	if code := post("owner", declare); code != 404 {
		t.Errorf("an applicant declares: %d", code)
	}
	if code := post("clerk", declare); code != 303 || !strings.Contains(see("clerk"), "a loan") {
		t.Errorf("declaring: %d", code)
	}
	if code := o.ask("clerk", "GET", "/desk/filings/"+c.sub.ID, "", "").Code; code != 404 {
		t.Errorf("in conflict the clerk sees the filing: %d", code)
	}
	if strings.Contains(see("cashier"), "a loan") {
		t.Error("a colleague reads it")
	}
	page := see("supervisor")
	id := conflictID.FindStringSubmatch(page)
	if id == nil || !strings.Contains(page, "a loan") {
		t.Fatalf("the supervisor does not see it:\n%s", page)
	}
	end := url.Values{"act": {"withdraw"}, "id": {id[1]}, "why": {"it was repaid"}}
	if code := post("clerk", end); code != 404 {
		t.Errorf("withdrawing one's own: %d", code)
	}
	if code := post("supervisor", url.Values{"act": {"withdraw"}, "id": {id[1]}}); code != 400 {
		t.Errorf("without a reason: %d", code)
	}
	if code := post("supervisor", end); code != 303 || !strings.Contains(see("clerk"), "it was repaid") {
		t.Errorf("withdrawing: %d", code)
	}
	other := url.Values{"act": {"declare"}, "officer": {string(o.accounts["clerk"].ID)}, "with": {"VN/TM/4-2026-00001"}, "ground": {"work"}}
	if code := post("cashier", other); code != 404 {
		t.Errorf("a colleague declares for another: %d", code)
	}
	if code := post("supervisor", other); code != 303 || !strings.Contains(see("clerk"), "VN/TM/4-2026-00001") {
		t.Errorf("the supervisor declares for the clerk: %d", code)
	}
}

// TestDeskOfPeopleIsUsable has the pages looked at in both languages, wide and narrow.
func TestDeskOfPeopleIsUsable(t *testing.T) {
	v := atTheDesk(t)
	day := ipr.Date{Year: v.o.now.Year(), Month: int(v.o.now.Month()), Day: v.o.now.Day()}
	v.o.scanned(t, "agent", "%PDF-1.7 a scan", day.AddDays(30))
	v.o.scanned(t, "agent without power", "\x89PNG\r\n\x1a\n", day.AddDays(-1))
	for _, who := range []string{"clerk", "supervisor"} {
		_, err := v.o.people.ProposeRole(t.Context(), office.OperatorActor(v.o.now, day), v.o.accounts[who].ID, v.o.playing[who][0], office.Span{First: day})
		fatal(t, err)
	}
	v.o.ask("clerk", "POST", "/desk/conflicts", "application/x-www-form-urlencoded", url.Values{"act": {"declare"}, "with": {string(v.o.accounts["owner"].Party)}, "ground": {"money"}, "note": {"a loan"}}.Encode())
	for _, who := range []string{"owner", "cashier"} { // names as organisations have them
		by, err := v.o.actor(t.Context(), who)
		fatal(t, err)
		fatal(t, v.o.people.TellParty(t.Context(), by, office.Party{ID: by.Party, Nature: office.Natural, Name: "Công ty Trách nhiệm hữu hạn Sản xuất và Thương mại Hương Tràm Cà Mau", Country: "VN"}))
	}
	v.o.playing["cashier"] = []office.Role{office.Cashier, office.Clerk, office.Administrator, office.Supervisor}
	for _, s := range []struct{ who, name, path string }{
		{"cashier", "desk-header", "/desk/conflicts"},
		{"cashier", "desk-header-dense", "/desk/filings"},
		{"clerk", "desk-powers", "/desk/powers"},
		{"clerk", "desk-powers-all", "/desk/powers?list=all"},
		{"clerk", "desk-conflicts", "/desk/conflicts"},
		{"supervisor", "desk-conflicts-team", "/desk/conflicts"},
		{"owner", "portal-header", "/portal/people"},
	} {
		v.as(s.who)
		v.goTo(s.path)
		for _, lang := range []string{"vi", "en"} {
			v.must(chromedp.Do(v.ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(v.base+strings.Split(s.path, "?")[0]+"?lang="+lang), chromedp.Evaluate[chromedp.Void]("document.fonts.ready.then(()=>{})", chromedp.EvalAwaitPromise)))
			if lines := eval[int64](v.visitor, `new Set([...document.querySelectorAll('.top nav a,.lang a')].map(e=>Math.round(e.getBoundingClientRect().top+e.getBoundingClientRect().height/2))).size`); lines != 1 {
				t.Errorf("%s in %s: the header at 1280 pixels has %d lines", s.name, lang, lines)
			}
		}
		v.goTo(s.path)
		v.look(s.name)
	}
}

// The portal's session opens the interface for its own pages, and for no other site's; a key needs no session and is no other's.
func TestSessionOpensTheInterface(t *testing.T) {
	address, _ := demo(t, "50")
	u, err := url.Parse(address)
	fatal(t, err)
	base := "http://localhost:" + u.Port()
	founder := samplePeople[4]
	f := newBrowserless(t, base)
	const list, check = "/api/v1/filings", "/api/v1/filings/check"
	if code, _, body := f.ask("GET", list, nil); code != 401 {
		t.Errorf("nobody: %d %s", code, body)
	}
	f.signIn(founder, "")
	if code, _, body := f.ask("GET", list, nil, "Sec-Fetch-Site", "same-origin"); code != 200 {
		t.Errorf("the portal's own page: %d %s", code, body)
	}
	send := func(kind, body string, header ...string) int {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), "POST", base+check, strings.NewReader(body))
		fatal(t, err)
		req.Header.Set("Content-Type", kind)
		for i := 0; i+1 < len(header); i += 2 {
			req.Header.Set(header[i], header[i+1])
		}
		res, err := f.Do(req)
		fatal(t, err)
		res.Body.Close()
		return res.StatusCode
	}
	const mark = `{"v":1,"kind":"TM","language":"vi","mark":{"feature":"word","kind":"individual","text":"SEN"}}`
	if code := send("application/json", mark, "Sec-Fetch-Site", "same-origin", "Origin", base); code == 401 || code == 403 || code >= 500 {
		t.Errorf("a form of the portal: %d", code)
	}
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	fatal(t, parts.WriteField("application", mark))
	fatal(t, parts.Close())
	for _, h := range [][]string{
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site"},
		{"Sec-Fetch-Site", "cross-site", "Origin", base}, // whatever it says of its origin
		{"Origin", "https://evil.example"},               // a browser that sends no Sec-Fetch-Site
		{"Origin", "null"},
	} {
		for kind, body := range map[string]string{"application/json": mark, "text/plain": mark, parts.FormDataContentType(): form.String(), "application/x-www-form-urlencoded": "application=" + url.QueryEscape(mark)} {
			if code := send(kind, body, h...); code != http.StatusForbidden {
				t.Errorf("%v with %s: %d", h, kind, code)
			}
		}
	}
	// a key that is none is not helped by the session beside it
	if code, _, _ := f.ask("GET", list, nil, "Authorization", "Bearer nonsense"); code != 401 {
		t.Errorf("a key that is none, with a session: %d", code)
	}
	f.ask("POST", "/portal/sign-out", url.Values{})
	if code, _, _ := f.ask("GET", list, nil); code != 401 {
		t.Errorf("after signing out: %d", code)
	}
}
