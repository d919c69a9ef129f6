package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// enter signs a person of the sample office in by password.
func (v *visitor) enter(p samplePerson) {
	v.t.Helper()
	v.goTo("/portal/sign-in?lang=vi")
	v.fill("#email", p.email)
	v.fill("#password", p.password())
	v.press("form.upload button")
	v.at("/portal/")
}

// tick chooses a radio or a box.
func (v *visitor) tick(selector string) {
	v.t.Helper()
	if !eval[bool](v, fmt.Sprintf("(e=>{if(!e)return false;e.checked=true;return true})(document.querySelector(%q))", selector)) {
		v.t.Fatalf("%s has no %s", v.where(), selector)
	}
}

// do presses the button of a form with this value.
func (v *visitor) do(value string) {
	v.t.Helper()
	v.press(fmt.Sprintf("main form button:not(.sr)[name=do][value='%s']", value))
}

// begin begins a draft and gives its address without the page.
func (v *visitor) begin(kind string) string {
	v.t.Helper()
	v.goTo("/portal/file")
	v.tick("input[name=kind][value=" + kind + "]")
	v.press("main form button")
	return strings.Join(strings.Split(v.where(), "/")[:4], "/")
}

// With a script the draft is saved by itself, and a picture is cut by the arrow keys.
func TestFormSavesItselfAndPicturesAreCutByKeys(t *testing.T) {
	v := browse(t)
	v.enter(samplePeople[4])
	at := v.begin("TM") + "/mark"
	version := eval[string](v, "document.querySelector('[name=version]').value")
	v.fill("#mark-text", "SƯƠNG MAI")
	eval[bool](v, "document.querySelector('#mark-text').dispatchEvent(new Event('input', {bubbles: true}))")
	if !eval[bool](v, fmt.Sprintf("new Promise(r => { const f = n => document.querySelector('[name=version]').value != %q ? r(true) : n ? setTimeout(f, 50, n - 1) : r(false); f(200) })", version)) {
		t.Fatal("the draft is not saved by itself")
	}
	v.goTo(at)
	if got := eval[string](v, "document.querySelector('#mark-text').value"); got != "SƯƠNG MAI" {
		t.Errorf("saved was %q", got)
	}
	picture := filepath.Join(t.TempDir(), "hình.png")
	v.must(os.WriteFile(picture, drawn(600, 300, red).body, 0o600))
	v.tick("input[name='mark.feature'][value=combined]")
	v.must(chromedp.Do(v.ctx, chromedp.SetUploadFiles("#file-specimen", []string{picture})))
	v.do("save")
	v.must(chromedp.Do(v.ctx, chromedp.Evaluate[chromedp.Void]("document.querySelector('.crop').open = true")))
	v.lookHere("filing-crop")
	v.must(chromedp.Do(v.ctx, chromedp.Evaluate[chromedp.Void]("{ const f = document.querySelector('.crop .frame'); f.focus(); for (let i = 0; i < 50; i++) f.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowLeft', shiftKey: true, bubbles: true})) }")))
	if got := eval[string](v, "document.querySelector('#crop-width').value"); got != "300" {
		t.Errorf("the keys make it %s dots wide", got)
	}
	v.do("crop")
	if text := eval[string](v, "document.querySelector('.crop').textContent"); !strings.Contains(text, "300 × 300") {
		t.Errorf("the picture is told to be %s", text)
	}
}

// Every page of the form of every right, guided and all on one page, in both languages, on a telephone and on a desk.
func TestPagesOfFilingAreAccessible(t *testing.T) {
	v := browse(t)
	v.enter(samplePeople[4])
	v.goTo("/portal/file")
	v.look("filing-choose")
	pages := map[string][]string{
		"TM": {"mark", "mark_more", "goods", "report", "applicant", "representative", "priority", "fees"},
		"PT": {"invention", "claims", "invention_more", "creators"},
		"UM": {"claims"},
		"DS": {"designs"},
		"GI": {"indication", "area", "specification", "group"},
	}
	for _, kind := range []string{"TM", "PT", "UM", "DS", "GI"} {
		at := v.begin(kind)
		for _, p := range pages[kind] {
			v.goTo(at + "/" + p)
			v.look("filing-" + kind + "-" + p)
		}
		switch kind {
		case "TM":
			v.goTo(at + "/mark")
			v.do("next")
			v.lookHere("filing-TM-missing")
			v.fill("#mark-text", "VÂN HẠC")
			v.do("next")
			v.fill("#goods-find", "chè")
			v.do("find")
			v.lookHere("filing-TM-found")
			v.do("own")
			v.goTo(at + "/report")
			v.do("search")
			v.lookHere("filing-TM-searched")
		case "PT":
			v.goTo(at + "/priority")
			v.fill("#priorities-0-number", "1")
			v.do("add:priorities")
			v.lookHere("filing-PT-rows")
			v.goTo(at + "/invention")
			v.fill("#invention-drawings", "many")
			v.do("next")
			v.lookHere("filing-PT-wrong")
		}
		for _, p := range []string{"all", "sign", "versions"} {
			v.goTo(at + "/" + p)
			v.look("filing-" + kind + "-" + p)
		}
	}
	v.goTo("/portal/")
	for _, p := range []string{"", "drafts", "filings", "inbox"} {
		v.goTo("/portal/" + p)
		v.look("filing-home-" + p)
	}
}
