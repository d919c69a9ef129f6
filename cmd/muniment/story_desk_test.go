package main

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/muniment/muniment/procedure/filing"
)

// deskVisitor is somebody in front of the office of the matrix of secrecy.
type deskVisitor struct {
	*visitor
	o *secretOffice
}

func atTheDesk(t *testing.T) *deskVisitor {
	t.Helper()
	inBrowser(t)
	o := newSecretOffice(t, nil, nil)
	srv := httptest.NewServer(o.handler)
	t.Cleanup(srv.Close)
	u, err := url.Parse(srv.URL)
	fatal(t, err)
	return &deskVisitor{browseAt(t, "http://localhost:"+u.Port(), o.dir), o}
}

// as makes the visitor somebody.
func (v *deskVisitor) as(who string) {
	v.t.Helper()
	_, err := chromedp.Call(v.ctx, network.SetCookie, network.SetCookieParams{Name: "actor", Value: strings.ReplaceAll(who, " ", "_"), URL: v.base})
	v.must(err)
}

// of gives a case by its name.
func (o *secretOffice) of(name string) *secretCase {
	for _, c := range o.cases {
		if c.name == name {
			return c
		}
	}
	o.t.Fatalf("there is no case %q", name)
	return nil
}

// TestDeskIsUsable has the pages of the desk looked at in both languages, wide and narrow, by those whose pages they are.
func TestDeskIsUsable(t *testing.T) {
	v := atTheDesk(t)
	for _, s := range []struct{ who, name, path string }{
		{"clerk", "desk-filings", "/desk/filings"},
		{"clerk", "desk-odd", "/desk/filings?state=odd&kind=PT"},
		{"clerk", "desk-case", "/desk/filings/" + v.o.of("accepted").sub.ID},
		{"clerk", "desk-doubtful", "/desk/filings/" + v.o.of("doubtful").sub.ID + "?state=odd"},
		{"clerk", "desk-stuck", "/desk/filings/" + v.o.of("stuck").sub.ID},
		{"other clerk", "desk-proposed", "/desk/filings/" + v.o.of("proposed").sub.ID},
		{"cashier", "desk-payments", "/desk/payments"},
		{"cashier", "desk-payment", "/desk/payments/" + v.o.of("uncertain").sub.ID},
	} {
		v.as(s.who)
		v.goTo(s.path)
		v.look(s.name)
	}
}

// TestClerksAndCashierDoTheirWork walks the acts of the desk: a payment is confirmed and the number flows; a number that was not given is; an
// inspection is asked for again; a document is accepted; what one clerk proposes another confirms.
func TestClerksAndCashierDoTheirWork(t *testing.T) {
	o := newSecretOffice(t, nil, nil)
	post := func(who, at string, form url.Values) int {
		return o.ask(who, "POST", at, "application/x-www-form-urlencoded", form.Encode()).Code
	}
	now := func(name string) *filing.Submission {
		s, err := o.s.Filings().Submission(t.Context(), o.of(name).sub.ID)
		fatal(t, err)
		return s
	}
	at := func(name string) string { return "/desk/filings/" + o.of(name).sub.ID }
	act := func(what, why string) url.Values { return url.Values{"act": {what}, "why": {why}} }
	expect := func(want, got int, what string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: status %d, not %d", what, got, want)
		}
	}

	pay := "/desk/payments/" + o.of("uncertain").sub.ID
	form := url.Values{"amount": {"1"}, "reference": {"R-9"}, "date": {"2026-01-01"}, "account": {"0011"}}
	expect(400, post("cashier", pay, form), "an amount that is not that of the bill")
	form.Set("why", "the rest was paid in cash")
	for range 2 { // pressing twice is paying once
		expect(303, post("cashier", pay, form), "a payment with the reason")
	}
	if s := now("uncertain"); s.Number() == "" || s.Steps[2].Words != "R-9 · 2026-01-01 · 0011 · the rest was paid in cash" || len(s.Steps) != 4 {
		t.Errorf("after the payment: %+v", s.Steps)
	}
	expect(404, post("clerk", "/desk/payments/"+o.of("waiting").sub.ID, form), "a clerk at the till")

	expect(303, post("clerk", at("numbering"), act("number", "")), "a number that was not given")
	if s := now("numbering"); s.Number() == "" {
		t.Errorf("no number: %+v", s.Steps)
	}
	expect(303, post("clerk", at("stuck"), act("again", "")), "another inspection")
	if now("stuck").Stuck() {
		t.Error("the inspection is still stuck")
	}
	expect(400, post("clerk", at("doubtful"), act("accept", " ")), "without a reason")
	expect(303, post("clerk", at("doubtful"), act("ask", "it runs a program")), "another document")
	expect(303, post("clerk", at("doubtful"), act("accept", "it only prints")), "accepted")
	if s := now("doubtful"); s.State() != filing.Accepted {
		t.Errorf("accepted, it is %s", s.State())
	}
	expect(404, post("clerk", at("proposed"), act("fail", "")), "who proposed it confirms it")
	expect(303, post("other clerk", at("proposed"), act("fail", "")), "another confirms it")
	if s := now("proposed"); s.State() != filing.Dead {
		t.Errorf("confirmed, it is %s", s.State())
	}
	for _, who := range []string{"owner", "cashier", "auditor", "administrator", "stranger"} {
		if code := post(who, at("waiting"), act("propose", "x")); code != 404 {
			t.Errorf("%s proposes a failure: %d", who, code)
		}
	}
	w := o.ask("clerk", "GET", at("accepted")+"/document/1", "", "")
	if h := w.Header(); !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("a document is served as %v", h)
	}
	if w := o.ask("clerk", "GET", at("accepted")+"/shown/1", "", ""); w.Code != 200 || w.Header().Get("Content-Type") != "image/png" {
		t.Errorf("the copy to look at: %d, %v", w.Code, w.Header())
	}
	if w := o.ask("clerk", "GET", at("accepted")+"/receipt.json", "", ""); w.Code != 200 || !strings.Contains(w.Header().Get("Content-Disposition"), o.of("accepted").sub.ID) {
		t.Errorf("the receipt again: %d", w.Code)
	}
	list := o.ask("clerk", "GET", "/desk/filings", "", "").Body.String()
	if !strings.Contains(list, o.of("accepted").sub.ID) || secretWord.MatchString(list) {
		t.Error("the list tells what was filed, or not that it was")
	}
}
