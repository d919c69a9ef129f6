package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/outside"
)

// browser starts a browser and a server with the test's office, and gives the address of the server and the text of
// axe-core. The test is skipped unless MUNIMENT_TEST_BROWSER is set; when it is, what is missing is a failure.
func browser(t *testing.T) (ctx context.Context, base, axe string) {
	t.Helper()
	if os.Getenv("MUNIMENT_TEST_BROWSER") == "" {
		t.Skip("MUNIMENT_TEST_BROWSER is not set")
	}
	script, err := os.ReadFile(filepath.Join(outside.Root(t), "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("axe-core is not installed; run npm ci: %v", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	o := newOffice(t)
	s := o.site()
	base = "http://" + listener.Addr().String()
	s.BaseURL = base
	h, err := s.Handler()
	must(t, err)
	server := web.NewServer(h, s.Logger)
	go func() {
		if err := server.Serve(listener); err != http.ErrServerClosed {
			t.Errorf("the server stopped: %v", err)
		}
	}()
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
		must(t, server.Close())
	})
	ctx, late := context.WithTimeout(ctx, 15*time.Minute)
	t.Cleanup(late)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("the browser does not start: %v", err)
	}
	return ctx, base, string(script)
}

// shown are the pages that the browser looks at, by the name of their pictures.
var shown = []struct{ name, path string }{
	{"home", "/"},
	{"results", "/search?q=v%C3%A2n+h%E1%BA%A1c&class=30,43&related=1"},
	{"results-all", "/search?q=hac"},
	{"results-none", "/search?q=xyzzyx&class=9&phase=live"},
	{"results-number", "/search?q=4-2020-00001"},
	{"results-words", "/search?q=h%C6%A1i+n%C6%B0%E1%BB%9Bc"},
	{"results-many", "/search?q=ch%C3%A8"},
	{"results-class", "/search?q=A23F+3/06"},
	{"results-designs", "/search?q=%E1%BA%A5m&kind=DS"},
	{"results-document", "/search?q=EP+3404678+B1"},
	{"results-no-patent", "/search?q=xyzzyx&kind=PT&phase=live"},
	{"results-bad", "/search?q=a&class=99"},
	{"results-blank", "/search"},
	{"compare", "/compare?q=v%C3%A2n+h%E1%BA%A1c&class=30&id=VN/TM/4-2023-21877&id=VN/TM/4-2024-03315&id=VN/TM/4-2025-40102&id=VN/TM/4-2025-40106"},
	{"compare-none", "/compare"},
	{"entry", "/r/VN/TM/4-2023-21877"},
	{"entry-past", "/r/VN/TM/4-2023-21877?asof=2024-01-01"},
	{"entry-copy", "/r/US/TM/88123456"},
	{"entry-old", "/r/US/TM/73000001"},
	{"entry-harm", "/r/VN/TM/4-2025-40106"},
	{"entry-arabic", "/r/VN/TM/4-2025-40104"},
	{"entry-long", "/r/VN/TM/4-2025-40107"},
	{"entry-figure", "/r/VN/TM/4-2019-00009"},
	{"entry-bare", "/r/VN/TM/4-2019-00010"},
	{"entry-patent", "/r/VN/PT/1-2024-00077"},
	{"entry-design", "/r/VN/DS/3-2024-00012"},
	{"entry-invention", "/r/EP/PT/18171829.9"},
	{"entry-invention-harm", "/r/US/PT/16993111"},
	{"entry-past-long", "/r/DE/PT/A44733"},
	{"entry-utility", "/r/VN/UM/2-2025-00310"},
	{"entry-designs", "/r/VN/DS/3-2025-00471"},
	{"entry-designs-harm", "/r/EM/DS/900112233-0001"},
	{"entry-indication", "/r/VN/GI/6-2024-00007"},
	{"entry-indication-copy", "/r/EM/GI/PDO-IT-99001"},
	{"entry-indication-harm", "/r/EM/GI/TSG-99002"},
	{"choice", "/r/VN/TM/4-2020-00001"},
	{"classes", "/classes"},
	{"classes-found", "/classes?q=ca+phe"},
	{"classes-none", "/classes?q=xyzzyx"},
	{"class", "/classes/nice/30"},
	{"vienna", "/classes/vienna"},
	{"ipc", "/classes/ipc"},
	{"law", "/law?right=TM"},
	{"law-two-days", "/law?right=TM&asof=2026-11-25&with=2026-03-01"},
	{"law-treaty", "/law?of=madrid"},
	{"law-confirm", "/law/confirm"},
	{"law-machine", "/law/machine?right=DS"},
	{"law-date", "/law/date?right=TM&event=filing&date=2026-02-10&event=publication&date=2026-04-20"},
	{"law-date-rule", "/law/date?right=PT&rule=PT.request_examination&event=priority&date=2025-06-30&event=filing&date=2026-03-31"},
	{"law-date-bad", "/law/date?right=TM&event=filing&date=2026-02-31"},
	{"law-fee", "/law/fee?act=TM.file&date=2026-05-01&classes=2&items=7,2&priorities=1&drawings=0"},
	{"law-fee-none", "/law/fee?of=paris"},
	{"log", "/log/"},
	{"verify", "/receipt/verify"},
	{"document", "/v/" + tokenOf(anExtract)},
	{"document-replaced", "/v/" + tokenOf(aReplaced)},
	{"document-withdrawn", "/v/" + tokenOf(aWithdrawn)},
	{"document-secret", "/v/" + tokenOf(aSecret)},
	{"document-old", "/v/" + tokenOf(anOld)},
	{"document-unknown", "/v/unknown"},
	{"document-ask", "/v"},
	{"about", "/about"},
	{"accessibility", "/accessibility"},
	{"fault", "/nowhere"},
	{"fault-asof", "/r/VN/TM/4-2023-21877?asof=yesterday"},
}

// console collects what a page complains of.
type console struct {
	mu    sync.Mutex
	lines []string
}

func (c *console) listen(t *testing.T, ctx context.Context) {
	must(t, chromedp.Listen(ctx, func(ev any) {
		c.mu.Lock()
		defer c.mu.Unlock()
		switch ev := ev.(type) {
		case *log.EventEntryAdded:
			if !strings.Contains(ev.Entry.Text, "Failed to load resource: the server responded with a status of") {
				c.lines = append(c.lines, ev.Entry.Text)
			}
		case *runtime.EventExceptionThrown:
			c.lines = append(c.lines, ev.ExceptionDetails.Text)
		case *runtime.EventConsoleAPICalled:
			c.lines = append(c.lines, fmt.Sprintf("console.%s", ev.Type))
		}
	}))
}

func (c *console) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.lines
	c.lines = nil
	return l
}

// everything opens all that can be opened and chooses two marks, so that hidden parts are looked at too.
const everything = `document.querySelectorAll('details').forEach(d=>d.open=true);[...document.querySelectorAll('input[name=id]')].slice(0,2).forEach(i=>i.checked=true)`

// widest names what sticks out on the right.
const widest = `[...document.body.querySelectorAll('*')].filter(e=>e.getBoundingClientRect().right>innerWidth+1).slice(0,6).map(e=>e.tagName+'.'+(e.getAttribute('class')||e.id)).join(' ')`

// TestPagesAreAccessible looks at every page in each language and colour mode, on a telephone and on a desktop: axe-core
// finds nothing, nothing is complained of in the console, and at 320 pixels nothing is scrolled sideways.
func TestPagesAreAccessible(t *testing.T) {
	ctx, base, axe := browser(t)
	var said console
	said.listen(t, ctx)
	shots := os.Getenv("MUNIMENT_TEST_SHOTS") // a folder for pictures, to be looked at
	for _, lang := range []string{"vi", "en"} {
		for _, mode := range []string{"light", "dark"} {
			for _, p := range shown {
				t.Run(lang+"/"+mode+"/"+p.name, func(t *testing.T) {
					address := base + p.path
					if strings.Contains(address, "?") {
						address += "&lang=" + lang
					} else {
						address += "?lang=" + lang
					}
					_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: mode}}})
					must(t, err)
					must(t, chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address), chromedp.Evaluate[chromedp.Void]("document.fonts.ready.then(()=>{})", chromedp.EvalAwaitPromise)))
					for _, width := range []int64{1280, 390, 320} {
						must(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)))
						if shots != "" && width != 320 {
							picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
							must(t, err)
							must(t, os.WriteFile(filepath.Join(shots, fmt.Sprintf("%s.%s-%d-%s.png", p.name, lang, width, mode)), picture, 0o644))
						}
						if width != 320 {
							continue
						}
						must(t, chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](everything)))
						wide, err := chromedp.Run(ctx, chromedp.Evaluate[int64]("document.documentElement.scrollWidth"))
						must(t, err)
						if wide > width {
							which, err := chromedp.Run(ctx, chromedp.Evaluate[string](widest))
							must(t, err)
							t.Errorf("at %d pixels the page is %d wide: %s", width, wide, which)
						}
					}
					for _, width := range []int64{390, 1280} {
						must(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)))
						for _, v := range violations(t, ctx, axe) {
							t.Errorf("at %d pixels: %s", width, v)
						}
					}
					for _, line := range said.take() {
						t.Errorf("the console says: %s", line)
					}
				})
			}
		}
	}
}

// violations runs axe-core with all of its rules for WCAG 2.2 AA and its best practices.
func violations(t *testing.T, ctx context.Context, axe string) []string {
	t.Helper()
	must(t, chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](axe+";undefined")))
	result, err := chromedp.Run(ctx, chromedp.Evaluate[string](
		`axe.run(document,{resultTypes:['violations'],runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(r=>JSON.stringify(r.violations.map(v=>v.id+': '+v.help+' '+v.nodes.map(n=>n.html.slice(0,200)+' '+(n.any.concat(n.all,n.none).map(c=>c.message).join('; '))).slice(0,3).join(' | '))))`, chromedp.EvalAwaitPromise))
	must(t, err)
	var list []string
	must(t, json.Unmarshal([]byte(result), &list))
	return list
}

// TestStoryByKeyboard walks the three steps of the guide with the keyboard only: search, open, press the seal; then it
// puts the guide away.
func TestStoryByKeyboard(t *testing.T) {
	ctx, base, _ := browser(t)
	type step = chromedp.Action[chromedp.Void]
	enter := chromedp.KeyEvent("\r")
	focus := func(selector string) step {
		return chromedp.Evaluate[chromedp.Void](fmt.Sprintf("document.querySelector(%q).focus()", selector))
	}
	// travel does the steps and waits until the page to which they lead is loaded.
	travel := func(steps ...step) {
		t.Helper()
		loaded := chromedp.Events(ctx, page.LoadEventFired)
		must(t, chromedp.Do(ctx, steps...))
		for _, err := range loaded {
			must(t, err)
			break
		}
	}
	holds := func(condition string) {
		t.Helper()
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](condition))
		if must(t, err); !ok {
			t.Errorf("it does not hold that %s", condition)
		}
	}
	must(t, chromedp.Do(ctx, chromedp.EmulateViewport(390, 800), chromedp.Navigate(base+"/?lang=en")))
	travel(focus("#q"), chromedp.KeyEvent("van hac"), enter)
	holds("document.title.includes('van hac')")
	travel(focus(`li.hit a[href="/r/VN/TM/4-2023-21877"]`), enter)
	holds("location.pathname == '/r/VN/TM/4-2023-21877'")
	must(t, chromedp.Do(ctx, focus("details.proof summary"), enter))
	holds("document.querySelector('details.proof').open")
	travel(focus(".guide button"), enter)
	holds("location.pathname == '/r/VN/TM/4-2023-21877' && document.querySelector('.guide') == null")
}
