package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime"
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/emersion/go-smtp"

	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/register"
)

// mailroom is a real server of mail on this machine, in which everybody has a box.
type mailroom struct {
	addr string
	mu   sync.Mutex
	box  map[string][]string // texts of letters that nobody has read, by address
	news chan struct{}       // closed and made anew with every letter
}

// NewSession begins a connection.
func (m *mailroom) NewSession(*smtp.Conn) (smtp.Session, error) { return &delivery{room: m}, nil }

// delivery is a connection that brings letters.
type delivery struct {
	room *mailroom
	to   []string
}

func (d *delivery) Mail(string, *smtp.MailOptions) error { return nil }
func (d *delivery) Reset()                               { d.to = nil }
func (d *delivery) Logout() error                        { return nil }
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.to = append(d.to, to)
	return nil
}

// Data takes a letter and opens it.
func (d *delivery) Data(r io.Reader) error {
	letter, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, letter.Body))
	if err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject"))
	if err != nil {
		return err
	}
	d.room.mu.Lock()
	defer d.room.mu.Unlock()
	for _, to := range d.to {
		d.room.box[to] = append(d.room.box[to], subject+"\n"+string(text))
	}
	close(d.room.news)
	d.room.news = make(chan struct{})
	return nil
}

// newMailroom starts a server of mail; it stops with the test.
func newMailroom(t *testing.T) *mailroom {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &mailroom{addr: l.Addr().String(), box: map[string][]string{}, news: make(chan struct{})}
	srv := smtp.NewServer(m)
	srv.Domain = "mail.test"
	go srv.Serve(l) // ends with Close
	t.Cleanup(func() { srv.Close() })
	return m
}

// next waits for the next letter to somebody.
func (m *mailroom) next(t *testing.T, to string) string {
	t.Helper()
	late := time.After(time.Minute)
	for {
		m.mu.Lock()
		news := m.news
		if list := m.box[to]; len(list) > 0 {
			m.box[to] = list[1:]
			m.mu.Unlock()
			return list[0]
		}
		m.mu.Unlock()
		select {
		case <-news:
		case <-late:
			t.Fatalf("no letter comes to %s", to)
		}
	}
}

// opened is an office that runs as its users start it.
type opened struct{ url, dir, policy string }

// openOffice starts the sample office by its command line, with a clock of its own if there is one. It is stopped with the test.
func openOffice(t *testing.T, clock func() time.Time, args ...string) *opened {
	t.Helper()
	if clock == nil {
		clock = time.Now
	}
	o := &opened{dir: t.TempDir()}
	o.policy = filepath.Join(o.dir, "policy")
	ctx, stop := context.WithCancel(context.Background())
	r, w := io.Pipe()
	var talk syncBuffer
	c := commands{program: program{ctx: ctx, env: os.Getenv, in: strings.NewReader(""), out: w, err: &talk, clock: clock}}
	parser, err := kong.New(&c, kong.Name("muniment"))
	if err != nil {
		t.Fatal(err)
	}
	k, err := parser.Parse(append([]string{"--data", o.dir, "demo", "--addr", "127.0.0.1:0", "--marks", "50"}, args...))
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		done <- k.Run(&c.program)
		w.Close()
	}()
	t.Cleanup(func() {
		stop()
		select {
		case err := <-done:
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("the office ends with %v\n%s", err, talk.String())
			}
		case <-time.After(30 * time.Second):
			t.Error("the office does not close")
		}
	})
	var said strings.Builder
	buf := make([]byte, 4096)
	for !strings.Contains(said.String(), "Verify:") {
		n, err := r.Read(buf)
		said.Write(buf[:n])
		if err != nil {
			t.Fatalf("the office does not open: %v\n%s\n%s", err, said.String(), talk.String())
		}
	}
	go io.Copy(io.Discard, r)
	_, rest, _ := strings.Cut(said.String(), "http://127.0.0.1:")
	port, _, _ := strings.Cut(rest, "\n")
	o.url = "http://localhost:" + port
	return o
}

// patron is somebody with a browser of their own before an office that sends mail.
type patron struct {
	*visitor
	office *opened
	mail   *mailroom
	story  string // begins the names of pictures
	shown  int    // pages looked at
	width  int64
}

// arrive opens a browser for somebody, of a telephone's or a desk's width.
func arrive(t *testing.T, o *opened, m *mailroom, story string, width int64) *patron {
	t.Helper()
	p := &patron{visitor: browseAt(t, o.url, o.dir), office: o, mail: m, story: story}
	p.sits(width)
	return p
}

// sits gives the browser a width.
func (p *patron) sits(width int64) {
	p.t.Helper()
	p.width = width
	p.must(chromedp.Do(p.ctx, chromedp.EmulateViewport(width, 800)))
}

// other is somebody else, with nothing of the first one's: no cookie, no passkey.
func (p *patron) other(story string, width int64) *patron {
	p.t.Helper()
	ctx, leave := chromedp.NewContext(p.ctx, chromedp.WithNewBrowserContext())
	p.t.Cleanup(leave)
	v := &visitor{t: p.t, ctx: ctx, base: p.base, dir: p.dir, axe: p.axe, read: map[string]bool{}}
	v.ready()
	o := &patron{visitor: v, office: p.office, mail: p.mail, story: story}
	o.sits(width)
	return o
}

// speaks chooses the language of the pages.
func (p *patron) speaks(lang string) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, network.SetCookie, network.SetCookieParams{Name: "lang", Value: lang, URL: p.base})
	p.must(err)
}

// sees counts a page and looks at it as it stands: nothing for axe-core to find, nothing complained of, nothing to be scrolled sideways. A picture
// is kept if MUNIMENT_TEST_SHOTS names a folder.
func (p *patron) sees(name string) {
	p.t.Helper()
	p.shown++
	p.must(chromedp.Do(p.ctx, chromedp.Evaluate[chromedp.Void]("document.fonts.ready.then(()=>{})", chromedp.EvalAwaitPromise)))
	name = fmt.Sprintf("%s-%02d-%s", p.story, p.shown, name)
	if shots := os.Getenv("MUNIMENT_TEST_SHOTS"); shots != "" {
		picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
		p.must(err)
		p.must(os.WriteFile(filepath.Join(shots, name+".png"), picture, 0o644))
	}
	if wide := eval[int64](p.visitor, "document.documentElement.scrollWidth"); wide > p.width {
		p.t.Errorf("%s at %d pixels is %d wide: %s", name, p.width, wide, eval[string](p.visitor, `[...document.body.querySelectorAll('*')].filter(e=>e.getBoundingClientRect().right>innerWidth+1).slice(0,6).map(e=>e.tagName+'.'+(e.getAttribute('class')||e.id)).join(' ')`))
	}
	p.must(chromedp.Do(p.ctx, chromedp.Evaluate[chromedp.Void](p.axe+";undefined")))
	var list []string
	p.must(json.Unmarshal([]byte(eval[string](p.visitor, `axe.run(document,{resultTypes:['violations'],runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(r=>JSON.stringify(r.violations.map(v=>v.id+': '+v.help+' '+v.nodes.map(n=>n.html.slice(0,200)).slice(0,3).join(' | '))))`)), &list))
	for _, x := range list {
		p.t.Errorf("%s: %s", name, x)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range p.said {
		p.t.Errorf("%s complains: %s", name, line)
	}
	p.said = nil
}

// most is after how many presses of a key something counts as not to be reached by it.
const most = 400

// reach goes by the key Tab to what a selector names.
func (p *patron) reach(selector string) {
	p.t.Helper()
	there := fmt.Sprintf("document.activeElement.matches(%q)", selector)
	for range most {
		if eval[bool](p.visitor, there) {
			return
		}
		p.must(chromedp.Do(p.ctx, chromedp.KeyEvent(kb.Tab)))
	}
	p.t.Fatalf("%s: the key Tab does not come to %s:\n%s", p.where(), selector, eval[string](p.visitor, "document.querySelector('main').innerText"))
}

// writes replaces what stands in a field, as a keyboard for Vietnamese does it.
func (p *patron) writes(selector, text string) {
	p.t.Helper()
	p.reach(selector)
	p.must(chromedp.Do(p.ctx, chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl))))
	_, err := chromedp.Call(p.ctx, input.InsertText, input.InsertTextParams{Text: text})
	p.must(err)
	if got := eval[string](p.visitor, fmt.Sprintf("document.querySelector(%q).value", selector)); strings.ReplaceAll(got, "\r\n", "\n") != text {
		p.t.Fatalf("%s: in %s stands %q, not %q", p.where(), selector, got, text)
	}
}

// chooses ticks a box by the space bar, or goes to one of several choices by the arrow keys.
func (p *patron) chooses(selector string) {
	p.t.Helper()
	checked := fmt.Sprintf("document.querySelector(%q)?.checked", selector)
	group := eval[string](p.visitor, fmt.Sprintf("(e=>!e?'':e.type=='radio'?'input[type=radio][name='+CSS.escape(e.name)+']':'box')(document.querySelector(%q))", selector))
	switch group {
	case "":
		p.t.Fatalf("%s has no %s:\n%s", p.where(), selector, eval[string](p.visitor, "document.querySelector('main').innerText"))
	case "box":
		p.reach(selector)
	default:
		p.reach(group)
		for range most {
			if eval[bool](p.visitor, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
				break
			}
			p.must(chromedp.Do(p.ctx, chromedp.KeyEvent(kb.ArrowDown)))
		}
	}
	if !eval[bool](p.visitor, checked) {
		p.must(chromedp.Do(p.ctx, chromedp.KeyEvent(" ")))
	}
	if !eval[bool](p.visitor, checked) {
		p.t.Fatalf("%s: %s cannot be chosen by keys", p.where(), selector)
	}
}

// sets puts a value where the keyboard of the browser under test says nothing of that of people: into a field for a date, or a list.
func (p *patron) sets(selector, value string) {
	p.t.Helper()
	p.reach(selector)
	p.fill(selector, value)
	if got := eval[string](p.visitor, fmt.Sprintf("document.querySelector(%q).value", selector)); got != value {
		p.t.Fatalf("%s: %s does not take %q", p.where(), selector, value)
	}
}

// attaches chooses files.
func (p *patron) attaches(selector string, files ...string) {
	p.t.Helper()
	p.reach(selector)
	p.must(chromedp.Do(p.ctx, chromedp.SetUploadFiles(selector, files)))
}

// goes presses a button or follows a link by the key Enter, and waits for the page to which it leads.
func (p *patron) goes(selector string) {
	p.t.Helper()
	p.reach(selector)
	loaded := chromedp.Events(p.ctx, page.LoadEventFired)
	p.must(chromedp.Do(p.ctx, chromedp.KeyEvent("\r")))
	for _, err := range loaded {
		p.must(err)
		return
	}
}

// does presses the button of the form with a value.
func (p *patron) does(value string) {
	p.t.Helper()
	p.goes(fmt.Sprintf("main form button:not(.sr)[name=do][value='%s']", value))
}

// text is what the page says.
func (p *patron) text() string {
	return eval[string](p.visitor, "document.querySelector('main').innerText")
}

// says checks that the page says something.
func (p *patron) says(words ...string) {
	p.t.Helper()
	text := p.text()
	for _, w := range words {
		if !strings.Contains(text, w) {
			p.t.Errorf("%s does not say %q:\n%s", p.where(), w, text)
		}
	}
}

// takes fetches something with the cookies of the browser, as a download does.
func (p *patron) takes(path string) []byte {
	p.t.Helper()
	code, b := p.fetches(http.MethodGet, path, nil)
	if code != http.StatusOK {
		p.t.Fatalf("%s answers %d: %.300s", path, code, b)
	}
	return b
}

// fetches sends a request with the cookies of the browser.
func (p *patron) fetches(method, path string, form url.Values) (int, []byte) {
	p.t.Helper()
	got, err := chromedp.Call(p.ctx, network.GetCookies, network.GetCookiesParams{URLs: []string{p.base}})
	p.must(err)
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.base+path, strings.NewReader(form.Encode()))
	p.must(err)
	for _, c := range got.Cookies {
		req.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	p.must(err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	p.must(err)
	return res.StatusCode, b
}

// signsIn comes in by password.
func (p *patron) signsIn(x samplePerson, to string) {
	p.t.Helper()
	p.goTo("/portal/sign-in?to=" + to)
	p.writes("#email", x.email)
	p.writes("#password", x.password())
	p.goes("main form.upload button")
	p.at(to)
}

// proves presence by a letter, and goes on to a page.
func (p *patron) proves(email, to string) {
	p.t.Helper()
	p.goTo("/portal/presence?to=" + to)
	p.goes("form:has([value=letter]) button")
	link := linkInLetter.FindStringSubmatch(p.mail.next(p.t, email))
	if link == nil {
		p.t.Fatal("the letter has no link")
	}
	p.goTo(link[1])
	p.goes("form.upload button")
	p.goTo(to)
}

// receipt takes the receipt of the filing at which the browser is, as soon as the witness has cosigned it, and has both verifiers judge it. It
// gives the file, and what is disclosed by name.
func (p *patron) receipt() (file string, told map[string]json.RawMessage) {
	p.t.Helper()
	at, _, _ := strings.Cut(p.where(), "?")
	return verified(p.t, p.office, func() []byte { return p.takes(at + "/receipt.json") })
}

// verified waits until a receipt is witnessed, and has it judged by the program and by the other verifier.
func verified(t *testing.T, o *opened, take func() []byte) (file string, told map[string]json.RawMessage) {
	t.Helper()
	policy, err := os.ReadFile(o.policy)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "receipt.json")
	poll := time.NewTicker(100 * time.Millisecond)
	defer poll.Stop()
	for end := time.Now().Add(time.Minute); ; <-poll.C { // the witness is another process, which is asked every two seconds
		b := take()
		v, err := register.VerifyReceipt(b, policy, register.VerifyOptions{Now: time.Now()})
		if err != nil {
			t.Fatalf("the receipt is refused: %v", err)
		}
		if v.OK() || time.Now().After(end) {
			told = map[string]json.RawMessage{}
			for _, d := range v.Disclosed {
				told[d.Name] = json.RawMessage(d.Value)
			}
			if err := os.WriteFile(file, b, 0o600); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	must(t, "verify", "--receipt", file, "--policy", o.policy)
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Fatalf("python3 is missing: %v", err)
	}
	out, err := exec.CommandContext(t.Context(), python, filepath.Join(outside.Root(t), "script", "verify_receipt.py"), "--policy", o.policy, file).CombinedOutput()
	if err != nil {
		t.Errorf("the other verifier says %v: %s", err, out)
	}
	return file, told
}

// The colours of pictures of these stories.
var (
	crimson = color.NRGBA{160, 30, 60, 255}
	blue    = color.NRGBA{20, 60, 150, 255}
	green   = color.NRGBA{20, 110, 60, 255}
)

// storyPicture draws a picture into a file.
func storyPicture(t *testing.T, name string, c color.Color) string {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for y := range 480 {
		for x := range 640 {
			m.Set(x, y, color.White)
			if dx, dy := x-320, y-240; dx*dx+dy*dy < 200*200 && dx*dx+dy*dy > 120*120 || x > 300 && x < 340 {
				m.Set(x, y, c)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return storyFile(t, name, b.Bytes())
}

// storyPaper writes a PDF with some words on each of its pages into a file.
func storyPaper(t *testing.T, name string, pages ...string) string {
	t.Helper()
	var b bytes.Buffer
	var at []int
	object := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(at)}, args...)...)
	}
	b.WriteString("%PDF-1.4\n")
	var kids []string
	for i := range pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", 4+2*i))
	}
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Count %d /Kids [%s] >>", len(pages), strings.Join(kids, " "))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	for i, words := range pages {
		text := "BT /F1 14 Tf 60 760 Td (" + words + ") Tj ET"
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", 5+2*i)
		object("<< /Length %d >>\nstream\n%s\nendstream", len(text), text)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return storyFile(t, name, b.Bytes())
}

func storyFile(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
