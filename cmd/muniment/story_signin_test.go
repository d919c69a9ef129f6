package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"github.com/muniment/muniment/internal/outside"
)

// visitor is somebody with a browser in front of the sample office.
type visitor struct {
	t    *testing.T
	ctx  context.Context
	base string
	dir  string // the office's data folder, where letters lie
	axe  string
	read map[string]bool // letters read already

	mu   sync.Mutex
	said []string // what pages complained of
}

// browse starts a browser, with an authenticator for passkeys, and the sample office. The test is skipped unless MUNIMENT_TEST_BROWSER is set.
func browse(t *testing.T) *visitor {
	t.Helper()
	inBrowser(t)
	address, dir := demo(t, "50")
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return browseAt(t, "http://localhost:"+u.Port(), dir)
}

// inBrowser skips a test of pages in a browser unless it is asked for.
func inBrowser(t *testing.T) {
	t.Helper()
	if os.Getenv("MUNIMENT_TEST_BROWSER") == "" {
		t.Skip("MUNIMENT_TEST_BROWSER is not set")
	}
}

// browseAt starts a browser before an office that is open.
func browseAt(t *testing.T, base, dir string) *visitor {
	t.Helper()
	script, err := os.ReadFile(filepath.Join(outside.Root(t), "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("axe-core is not installed; run npm ci: %v", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("no-first-run", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(time.Minute),
	)
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // closes the browser, so that its folder can be removed
		stop()
	})
	ctx, late := context.WithTimeout(ctx, 10*time.Minute)
	t.Cleanup(late)
	v := &visitor{t: t, ctx: ctx, base: base, dir: dir, axe: string(script), read: map[string]bool{}}
	v.ready()
	return v
}

// ready opens a page, listens to what is complained of in it, and gives it an authenticator for passkeys.
func (v *visitor) ready() {
	v.t.Helper()
	v.must(chromedp.Do(v.ctx))
	v.must(chromedp.Listen(v.ctx, func(ev any) {
		v.mu.Lock()
		defer v.mu.Unlock()
		switch ev := ev.(type) {
		case *log.EventEntryAdded:
			if !strings.Contains(ev.Entry.Text, "Failed to load resource: the server responded with a status of") {
				v.said = append(v.said, ev.Entry.Text)
			}
		case *runtime.EventExceptionThrown:
			v.said = append(v.said, ev.ExceptionDetails.Text)
		}
	}))
	_, err := chromedp.Call(v.ctx, webauthn.Enable, webauthn.EnableParams{})
	v.must(err)
	_, err = chromedp.Call(v.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
	v.must(err)
}

func (v *visitor) must(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// eval gives what an expression is in the page.
func eval[T any](v *visitor, expression string) T {
	v.t.Helper()
	out, err := chromedp.Run(v.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	v.must(err)
	return out
}

func (v *visitor) where() string { return eval[string](v, "location.pathname + location.search") }

func (v *visitor) goTo(path string) {
	v.t.Helper()
	v.must(chromedp.Do(v.ctx, chromedp.Navigate(v.base+path)))
}

// fill types into a field.
func (v *visitor) fill(selector, text string) {
	v.t.Helper()
	if !eval[bool](v, fmt.Sprintf("(e=>{if(!e)return false;e.value=%q;return true})(document.querySelector(%q))", text, selector)) {
		v.t.Fatalf("%s has no %s", v.where(), selector)
	}
}

// press presses a button and waits for the page to which it leads.
func (v *visitor) press(selector string) {
	v.t.Helper()
	if !eval[bool](v, fmt.Sprintf("document.querySelector(%q) != null", selector)) {
		v.t.Fatalf("%s has no %s:\n%s", v.where(), selector, eval[string](v, "document.querySelector('main').innerText"))
	}
	loaded := chromedp.Events(v.ctx, page.LoadEventFired)
	v.must(chromedp.Do(v.ctx, chromedp.Evaluate[chromedp.Void](fmt.Sprintf("document.querySelector(%q).click()", selector))))
	for _, err := range loaded {
		v.must(err)
		break
	}
}

// at checks where the visitor is, without what follows the question mark.
func (v *visitor) at(path string) {
	v.t.Helper()
	if got, _, _ := strings.Cut(v.where(), "?"); got != path {
		v.t.Fatalf("the browser is at %s, not %s:\n%s", v.where(), path, eval[string](v, "document.querySelector('main').innerText"))
	}
}

var linkInLetter = regexp.MustCompile(`http://localhost:\d+(/portal/ticket\?t=[A-Za-z0-9_-]+)`)

// letter waits for the next letter to somebody, and gives its text.
func (v *visitor) letter(to string) string {
	v.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		files, _ := filepath.Glob(filepath.Join(v.dir, "post", "*.txt"))
		for _, f := range files {
			b, err := os.ReadFile(f)
			v.must(err)
			if !v.read[f] && strings.HasPrefix(string(b), "To: "+to+"\n") {
				v.read[f] = true
				return string(b)
			}
		}
	}
	v.t.Fatalf("no letter comes to %s", to)
	return ""
}

// look looks at the page in both languages on a telephone and on a desk: axe-core finds nothing, nothing is complained of, nothing is scrolled
// sideways. A picture is kept if MUNIMENT_TEST_SHOTS names a folder.
func (v *visitor) look(name string) {
	v.t.Helper()
	for _, lang := range []string{"vi", "en"} {
		_, err := chromedp.Call(v.ctx, network.SetCookie, network.SetCookieParams{Name: "lang", Value: lang, URL: v.base})
		v.must(err)
		v.must(chromedp.Do(v.ctx, chromedp.Navigate(v.base+v.where()), chromedp.Evaluate[chromedp.Void]("document.fonts.ready.then(()=>{})", chromedp.EvalAwaitPromise)))
		v.lookHere(name + "." + lang)
	}
	_, err := chromedp.Call(v.ctx, network.SetCookie, network.SetCookieParams{Name: "lang", Value: "vi", URL: v.base})
	v.must(err)
}

func (v *visitor) lookHere(name string) {
	v.t.Helper()
	for _, width := range []int64{1280, 360} {
		v.must(chromedp.Do(v.ctx, chromedp.EmulateViewport(width, 800)))
		if shots := os.Getenv("MUNIMENT_TEST_SHOTS"); shots != "" {
			picture, err := chromedp.Run(v.ctx, chromedp.FullScreenshot(100))
			v.must(err)
			v.must(os.WriteFile(filepath.Join(shots, fmt.Sprintf("%s-%d.png", name, width)), picture, 0o644))
		}
		v.must(chromedp.Do(v.ctx, chromedp.Evaluate[chromedp.Void]("document.querySelectorAll('details').forEach(d=>d.open=true)")))
		if wide := eval[int64](v, "document.documentElement.scrollWidth"); wide > width {
			v.t.Errorf("%s at %d pixels is %d wide: %s", name, width, wide, eval[string](v, `[...document.body.querySelectorAll('*')].filter(e=>e.getBoundingClientRect().right>innerWidth+1).slice(0,6).map(e=>e.tagName+'.'+(e.getAttribute('class')||e.id)).join(' ')`))
		}
		v.must(chromedp.Do(v.ctx, chromedp.Evaluate[chromedp.Void](v.axe+";undefined")))
		var list []string
		v.must(json.Unmarshal([]byte(eval[string](v, `axe.run(document,{resultTypes:['violations'],runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(r=>JSON.stringify(r.violations.map(v=>v.id+': '+v.help+' '+v.nodes.map(n=>n.html.slice(0,200)).slice(0,3).join(' | '))))`)), &list))
		for _, x := range list {
			v.t.Errorf("%s at %d pixels: %s", name, width, x)
		}
	}
	v.must(chromedp.Do(v.ctx, chromedp.EmulateViewport(1280, 800)))
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, line := range v.said {
		v.t.Errorf("%s complains: %s", name, line)
	}
	v.said = nil
}

// A founder opens an account by her phone, comes in by passkey ever after, and sets up a second way; every page on the way is looked at.
func TestFounderSignsUpAndIn(t *testing.T) {
	v := browse(t)
	const me = "moi@example.org"
	v.goTo("/portal/sign-in?lang=vi")
	v.look("sign-in")
	v.goTo("/portal/reset")
	v.look("reset")
	v.goTo("/portal/sign-up")
	v.look("sign-up")
	v.fill("#name", "Lâm Thị Mới")
	v.fill("#email", me)
	v.press("form.upload button")
	v.lookHere("sign-up-sent")
	link := linkInLetter.FindStringSubmatch(v.letter(me))
	if link == nil {
		t.Fatal("the letter has no link")
	}
	v.goTo(link[1])
	v.lookHere("ticket")
	v.press("form.upload button")
	v.at("/portal/ways")
	v.look("ways-first")
	v.fill("#key-name", "Điện thoại của tôi")
	v.press("form[data-passkey] button")
	v.at("/portal/ways")
	if !strings.Contains(eval[string](v, "document.querySelector('.held').innerText"), "Điện thoại của tôi") {
		t.Error("the passkey is not listed")
	}
	v.goTo("/portal/")
	v.look("home")
	v.press("form[action='/portal/sign-out'] button")
	v.at("/portal/sign-in")
	v.goTo("/portal/account")
	v.at("/portal/sign-in")
	v.press("form[data-passkey] button")
	v.at("/portal/account")
	v.look("account")

	v.goTo("/portal/ways")
	v.fill("#password", "sáu con cò trắng bay về")
	v.press("form:has(#password) button")
	v.at("/portal/ways")
	v.press("form:has([value=codes]) button")
	v.lookHere("ways-codes")
	seed := strings.ReplaceAll(eval[string](v, "document.querySelector('form:has(#confirm)').previousElementSibling.querySelector('code').textContent"), " ", "")
	code, err := totp.GenerateCode(seed, time.Now())
	v.must(err)
	v.fill("#confirm", code)
	v.press("form:has(#confirm) button")
	v.at("/portal/ways")
	v.press("form:has([value=paper]) button")
	v.lookHere("ways-paper")
	paper := eval[string](v, "document.querySelector('.paper-codes code').textContent")
	v.goTo("/portal/ways")
	v.look("ways")

	v.goTo("/portal/")
	v.press("form[action='/portal/sign-out'] button")
	v.fill("#email", me)
	v.fill("#password", "sáu con cò trắng bay về")
	v.fill("#code", code) // used already when it was set up
	v.press("form.upload button")
	v.at("/portal/sign-in")
	v.lookHere("sign-in-refused")
	v.fill("#password", "sáu con cò trắng bay về")
	v.fill("#code", paper)
	v.press("form.upload button")
	v.at("/portal/")
	for _, name := range []string{"sessions", "people", "declarations"} {
		v.goTo("/portal/" + name)
		v.look(name)
	}
}

// The administrator proves presence by a letter, opens an account for an officer, gives a role, and reads the policies.
func TestAdministratorAtTheDesk(t *testing.T) {
	v := browse(t)
	admin := samplePeople[0]
	v.goTo("/portal/sign-in?to=/desk/people&lang=vi")
	v.fill("#email", admin.email)
	v.fill("#password", admin.password())
	v.press("form.upload button")
	v.at("/desk/people")
	v.look("desk-people-before")
	v.goTo("/portal/presence?to=/desk/people")
	v.look("presence")
	v.press("form:has([value=letter]) button")
	link := linkInLetter.FindStringSubmatch(v.letter(admin.email))
	if link == nil {
		t.Fatal("the letter has no link")
	}
	v.goTo(link[1])
	v.press("form.upload button")
	v.at("/portal/ways")
	v.goTo("/desk/people")
	v.look("desk-people")
	v.fill("#name", "Ngô Văn Thử")
	v.fill("#email", "thu@example.org")
	v.press("form:has([value=open]) button")
	v.at("/desk/people")
	v.letter("thu@example.org")
	v.goTo(eval[string](v, "[...document.querySelectorAll('table a')].find(a => a.textContent == 'Ngô Văn Thử').getAttribute('href')"))
	v.must(chromedp.Do(v.ctx, chromedp.Evaluate[chromedp.Void]("document.querySelector('#role').value = 'examiner'")))
	v.press("form:has(#role) button")
	v.look("desk-account")
	if text := eval[string](v, "document.querySelector('.held').innerText"); !strings.Contains(text, "Examiner") {
		t.Errorf("the role is not listed: %s", text)
	}
	v.goTo("/desk/policy?act=right.decide&role=supervisor")
	v.look("desk-policy")
}
