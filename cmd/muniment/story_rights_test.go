package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/muniment/muniment/procedure/filing"
)

// begins begins a draft of a kind in a language.
func (p *patron) begins(kind, lang string) {
	p.t.Helper()
	p.goTo("/portal/file")
	p.chooses("input[name=kind][value=" + kind + "]")
	p.chooses("input[name=language][value=" + lang + "]")
	p.goes("main form button")
}

// on goes on until a page of the draft, and fails if a page on the way asks for something.
func (p *patron) on(page string) {
	p.t.Helper()
	for range 12 {
		at, _, _ := strings.Cut(p.where(), "?")
		if strings.HasSuffix(at, "/"+page) {
			return
		}
		p.does("next")
		if eval[bool](p.visitor, "document.querySelector('main .summary') != null") {
			p.t.Fatalf("%s asks for more:\n%s", p.where(), p.text())
		}
	}
	p.t.Fatalf("the draft has no page %s", page)
}

// signs signs as a name and files, and gives the address of the filing.
func (p *patron) signs(name string) (at string) {
	p.t.Helper()
	if eval[bool](p.visitor, "document.querySelector('.weight.stops, .weight.lacks') != null") {
		p.t.Errorf("something is wanting:\n%s", p.text())
	}
	p.writes("#sign-name", name)
	p.sees("sign")
	p.does("sign-file")
	at, _, _ = strings.Cut(p.where(), "?")
	if !strings.HasPrefix(at, "/portal/filings/S-") {
		p.t.Fatalf("the browser is at %s:\n%s", at, p.text())
	}
	p.sees("receipt")
	return at
}

// filed gives what was filed.
func (p *patron) filed(at string) *filing.Application {
	p.t.Helper()
	a, err := filing.Read(p.takes(at + "/application.json"))
	p.must(err)
	return a
}

// An agent files an invention of a client abroad in English, on one page, with a power of attorney, drawings and a priority; the inventor, with whom
// the draft is shared, signs it too.
func TestAgentFilesAnInvention(t *testing.T) {
	inBrowser(t)
	post := newMailroom(t)
	o := openOffice(t, nil, "--smtp", post.addr, "--smtp-security", "none", "--mail-from", "office@demo.invalid")
	bao, sen := samplePeople[5], samplePeople[4]
	p := arrive(t, o, post, "invention", table)
	p.speaks("en")
	p.signsIn(bao, "/portal/")
	p.begins("PT", "en")
	p.goes("main ul.links a[href$='/all']")
	p.writes("#invention-title", "Dryer for pepper that is warmed by rice husks")
	p.attaches("#file-description", storyPaper(t, "description.pdf", "A dryer for pepper.", "It has a drum.", "The drum is warmed."))
	p.writes("#invention-drawings", "2")
	p.attaches("#file-drawings", storyPaper(t, "drawings.pdf", "Fig. 1", "Fig. 2"))
	p.writes("#claims-0-text", "A dryer for pepper with a drum and a furnace for rice husks.")
	p.does("add:claims")
	p.writes("#claims-1-text", "The dryer of claim 1, in which the drum turns.")
	p.writes("#claims-1-on", "1")
	p.chooses("[name='stated:PT.file.unity'][type=checkbox]")
	p.writes("#invention-abstract", "Pepper is dried in a drum that is warmed by burning rice husks.")
	p.chooses("input[name='human.ai'][value=assisted]")
	p.writes("#human-words", "The drum and its furnace; a program proposed the speed.")
	p.chooses("input[name=requests][value=examination]")
	p.writes("#creators-0-name", sen.name)
	p.chooses("input[name='applicants.0.person'][value=legal]")
	p.writes("#applicants-0-name", "Sample Pepper Works K.K.")
	p.sets("#applicants-0-country", "JP")
	p.writes("#applicants-0-address", "1-1 Sample, Chiyoda, Tokyo")
	p.chooses("[name='representative.on'][type=checkbox]")
	p.writes("#representative-name", bao.name)
	p.writes("#representative-address", bao.address)
	p.chooses("input[name='representative.power'][value=single]")
	p.sets("#representative-signed", time.Now().AddDate(0, 0, -20).Format(time.DateOnly))
	p.writes("#representative-signatory", "Yamada Hanako")
	p.writes("#representative-position", "President")
	p.attaches("#file-poa", storyPaper(t, "power.pdf", "We appoint our agent."))
	p.sets("#priorities-0-office", "JP")
	p.writes("#priorities-0-number", "2026-012345")
	p.sets("#priorities-0-date", time.Now().AddDate(0, -7, 0).Format(time.DateOnly))
	p.writes("#priorities-0-copy", "follows")
	p.does("save")
	p.says("description.pdf", "drawings.pdf", "power.pdf")
	p.sees("all")
	p.goes("main ul.links a[href$='/versions']")
	draft := strings.TrimSuffix(p.where(), "/versions")
	p.writes("#email", sen.email)
	p.goes("button[name=do][value=share]")
	p.says("Stop sharing")
	p.sees("shared")

	s := p.other("invention-inventor", phone)
	s.speaks("vi")
	s.signsIn(sen, "/portal/")
	s.proves(sen.email, "/portal/drafts")
	s.goes("main a[href^='" + draft + "']")
	s.goTo(draft + "/sign")
	s.chooses("input[name='sign.capacity'][value=applicant]")
	s.writes("#sign-name", sen.name)
	s.says(time.Now().AddDate(0, -7, 0).Format("02/01/2006")) // of the priority, as it is written in Viet Nam
	s.sees("co-signer")
	s.does("sign")
	s.says(sen.name)

	p.proves(bao.email, draft+"/sign")
	p.says(sen.name)
	at := p.signs(bao.name)
	p.receipt()
	a := p.filed(at)
	if a.Language != "en" || len(a.Invention.Claims) != 2 || len(a.Signatures) != 2 || a.Representative == nil || a.Representative.Signatory != "Yamada Hanako" || len(a.Priorities) != 1 || len(a.Files) != 3 {
		t.Errorf("what was filed is %s", a.Bytes())
	}
	for _, f := range a.Files {
		if f.Role == "description" && f.Pages != 3 {
			t.Errorf("the description has %d pages", f.Pages)
		}
	}
	if text := printedText(t, p.takes(at+"/receipt.pdf")); !strings.Contains(text, "description.pdf") || !strings.Contains(text, a.Files[0].SHA256[:16]) {
		t.Errorf("the receipt on paper says\n%s", text)
	}
}

// A designer files one design with three views and asks to put its publication off.
func TestDesignerFilesADesignWithThreeViews(t *testing.T) {
	inBrowser(t)
	post := newMailroom(t)
	o := openOffice(t, nil, "--smtp", post.addr, "--smtp-security", "none", "--mail-from", "office@demo.invalid")
	sen := samplePeople[4]
	p := arrive(t, o, post, "design", phone)
	p.speaks("vi")
	p.signsIn(sen, "/portal/")
	p.proves(sen.email, "/portal/")
	p.begins("DS", "vi")
	p.writes("#designs-0-title", "Ấm trà hình quả đước")
	p.writes("#designs-0-locarno", "07-01")
	p.attaches("#view-0-perspective", storyPicture(t, "phối cảnh.png", crimson))
	p.attaches("#view-0-front", storyPicture(t, "trước.png", blue))
	p.attaches("#view-0-top", storyPicture(t, "trên.png", green))
	p.writes("#deferral", "7")
	p.does("save")
	p.sees("views")
	p.on("creators")
	p.writes("#creators-0-name", sen.name)
	p.sees("creators")
	p.on("fees")
	p.sees("fee")
	p.on("sign")
	at := p.signs(sen.name)
	p.receipt()
	a := p.filed(at)
	if len(a.Designs) != 1 || len(a.Designs[0].Views) != 3 || a.Deferral != 7 || len(a.Files) != 3 {
		t.Errorf("what was filed is %s", a.Bytes())
	}
	for _, path := range []string{"/search?q=" + "qu%E1%BA%A3+%C4%91%C6%B0%E1%BB%9Bc", "/feeds/acts.atom", "/"} {
		if _, page := get(t, o.url+path, "text/html"); strings.Contains(page, "Ấm trà hình quả đước") {
			t.Errorf("%s tells of a design whose publication was put off", path)
		}
	}
}

// A cooperative files an indication, with one commune of its area chosen in the list by keys and one on the map.
func TestCooperativeFilesAnIndicationWithAMap(t *testing.T) {
	inBrowser(t)
	post := newMailroom(t)
	o := openOffice(t, nil, "--smtp", post.addr, "--smtp-security", "none", "--mail-from", "office@demo.invalid")
	sen := samplePeople[4]
	p := arrive(t, o, post, "indication", table)
	p.speaks("vi")
	p.signsIn(sen, "/portal/")
	p.proves(sen.email, "/portal/")
	p.begins("GI", "vi")
	p.writes("#indication-name", "Nậm Sương")
	p.writes("#indication-product", "Chè")
	p.writes("#indication-nice", "30")
	p.sees("name")
	p.on("area")
	p.writes("#indication-area", "Hai xã trên sườn núi.")
	p.sets("#area-province", "S1")
	p.does("area")
	const boxes = ".area-list input[name='indication.communes']"
	p.chooses(boxes)
	first := eval[string](p.visitor, fmt.Sprintf("document.querySelector(%q).value", boxes))
	second := p.clicksOnTheMap(first)
	p.sees("map")
	p.does("next")
	p.on("specification")
	p.writes("#indication-characteristics", "Hương cốm, nước xanh.")
	p.writes("#indication-link", "Sương và đất đỏ.")
	p.writes("#indication-method", "Sao tay.")
	p.attaches("#file-specification", storyPaper(t, "ban mo ta.pdf", "The tea.", "The land."))
	p.on("group")
	p.writes("#indication-group", "Hợp tác xã chè Nậm Sương.")
	p.writes("#indication-control", "Ban kiểm soát của hợp tác xã.")
	p.sees("group")
	p.on("sign")
	at := p.signs(sen.name)
	p.receipt()
	a := p.filed(at)
	if a.Indication == nil || len(a.Indication.Communes) != 2 || !strings.Contains(strings.Join(a.Indication.Communes, " "), first) || !strings.Contains(strings.Join(a.Indication.Communes, " "), second) {
		t.Errorf("what was filed is %s", a.Bytes())
	}
}

// clicksOnTheMap chooses another commune by a click in the picture, and gives its code.
func (p *patron) clicksOnTheMap(but string) (code string) {
	p.t.Helper()
	var at struct {
		Code string
		X, Y float64
	}
	found := eval[string](p.visitor, fmt.Sprintf(`(()=>{
		const svg=document.querySelector('svg.area-map');
		if(!svg)return '';
		svg.scrollIntoView({block:'center',behavior:'instant'});
		for(const path of svg.querySelectorAll('path[data-code]')){
			if(path.dataset.code==%q)continue;
			const box=path.getBoundingClientRect(), x=box.x+box.width/2, y=box.y+box.height/2;
			if(document.elementFromPoint(x,y)===path)return JSON.stringify({Code:path.dataset.code,X:x,Y:y});
		}
		return '';
	})()`, but))
	if found == "" {
		p.t.Fatalf("the map has no commune to click on:\n%s", p.text())
	}
	p.must(json.Unmarshal([]byte(found), &at))
	p.must(chromedp.Do(p.ctx, chromedp.MouseClickXY(at.X, at.Y)))
	if !eval[bool](p.visitor, fmt.Sprintf("document.querySelector(\"input[name='indication.communes'][value='%s']\").checked", at.Code)) {
		p.t.Fatalf("a click on the map does not choose %s", at.Code)
	}
	return at.Code
}
