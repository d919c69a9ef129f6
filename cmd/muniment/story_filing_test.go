package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// enter signs a person of the sample office in by password, with presence proved.
func (v *visitor) enter(email, password string) {
	v.t.Helper()
	v.goTo("/portal/sign-in?lang=vi")
	v.fill("#email", email)
	v.fill("#password", password)
	v.press("form.upload button")
	v.at("/portal/")
}

// present proves presence by a letter.
func (v *visitor) present(email string) {
	v.t.Helper()
	v.goTo("/portal/presence?to=/portal/")
	v.press("form:has([value=letter]) button")
	link := linkInLetter.FindStringSubmatch(v.letter(email))
	if link == nil {
		v.t.Fatal("the letter has no link")
	}
	v.goTo(link[1])
	v.press("form.upload button")
}

// tick chooses a radio or a box.
func (v *visitor) tick(selector string) {
	v.t.Helper()
	if !eval[bool](v, fmt.Sprintf("(e=>{if(!e)return false;e.checked=true;return true})(document.querySelector(%q))", selector)) {
		v.t.Fatalf("%s has no %s", v.where(), selector)
	}
}

// do presses the button of a form with this value.
func (v *visitor) do(value string) { v.t.Helper(); v.press(fmt.Sprintf("main form button:not(.sr)[name=do][value='%s']", value)) }

// A first-time founder files a word mark in Vietnamese by phone, one question at a time, and goes away with a receipt. Screens are
// counted: an answer of the server is one.
func TestFounderFilesAWordMark(t *testing.T) {
	v := browse(t)
	founder := samplePeople[4]
	v.enter(founder.email, founder.password())
	v.present(founder.email)
	_, err := chromedp.Call(v.ctx, network.SetCookie, network.SetCookieParams{Name: "lang", Value: "vi", URL: v.base})
	v.must(err)
	screens := 0
	shown := func(name string) {
		t.Helper()
		screens++
		v.lookHere("filing-mark-" + name)
	}
	v.goTo("/portal/file")
	shown("1-choose")
	v.tick("input[name=kind][value=TM]")
	v.press("main form button")
	shown("2-mark")
	v.fill("#mark-text", "SƯƠNG ĐÊM NẬM HƯƠNG")
	v.do("next")
	shown("3-goods")
	v.fill("#goods-find", "cà phê")
	v.do("find")
	shown("4-found")
	v.tick("#term-1")
	v.do("next")
	shown("5-report")
	v.do("search")
	shown("6-searched")
	v.do("next")
	shown("7-applicant")
	if eval[string](v, "document.querySelector('#applicants-0-name').value") == "" {
		t.Error("the applicant's name has to be typed although the office knows it")
	}
	v.do("next")
	shown("8-representative")
	v.do("next")
	shown("9-priority")
	v.do("next")
	shown("10-fees")
	v.do("next")
	shown("11-sign")
	v.fill("#sign-name", founder.name)
	v.do("sign-file")
	shown("12-receipt")
	if !strings.HasPrefix(v.where(), "/portal/filings/S-") {
		t.Fatalf("the browser is at %s:\n%s", v.where(), eval[string](v, "document.querySelector('main').innerText"))
	}
	if screens > 12 {
		t.Errorf("it took %d screens", screens)
	}
}
