package web

import (
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/register"
)

// request is a request with what every handler asks of it.
type request struct {
	*http.Request
	lang  locale.Lang
	query url.Values   // of the address
	by    office.Actor // who asks; the zero Actor where nobody can sign in
}

// T is a text in the reader's language.
func (r *request) T(key string, args ...any) string { return locale.T(r.lang, key, args...) }

// Page is what the layout shows around every page. Each page's struct embeds it.
type Page struct {
	Lang    locale.Lang
	Title   string
	Office  string
	Sample  bool
	Foreign bool          // the page shows a right that another office decides about
	Section string        // entry of the navigation in which the page stands: "find", "classes", "log", "about" or ""
	Links   template.HTML // for the head: the page's own address, and that in each language
	Others  template.HTML // links to the page in the other languages
	NoIndex bool          // not for search engines
	Guide   *GuideStep
	Log     LogLine
	Home    bool            // laid out as the first page
	Door    bool            // people can sign in
	Me      *Me             // who is signed in; nil if nobody is
	Own     bool            // a page of the portal
	AtDesk  bool            // a page of the desk
	Doors   map[string]bool // areas of the desk that the reader may enter
	Dense   bool            // of the desk, and laid out over the whole width
	Script  string          // the one script of the page; "" for none
}

// GuideStep is the strip for first visitors, as it stands on one page.
type GuideStep struct {
	Step   int // 1 to 3; 4 when all is done
	Search string
	Find   string // address of step 1
	Open   string // address of step 2
	Seal   string // address of step 3
	Back   string // where to return to when the strip is put away
}

// LogLine is the line of the footer that tells where the register stands.
type LogLine struct {
	Known     bool
	Size      string // leaves under the newest signed checkpoint
	Witnessed template.HTML
}

// frame gives the frame itself, of whatever page has it.
func (p *Page) frame() *Page { return p }

// newPage makes the frame of a page.
func (s *Site) newPage(r *request, section, title string) *Page {
	p := &Page{Lang: r.lang, Title: title, Office: s.officeName(r.lang), Sample: s.Office.Sample, Section: section}
	p.Links, p.Others = s.tongues(r)
	p.Log = s.logLine(r)
	p.Door, p.Me = s.Entrance != nil, s.me(r)
	return p
}

// tongues writes the links to the page in each language.
func (s *Site) tongues(r *request) (links, others template.HTML) {
	var head, line markup
	path := r.URL.EscapedPath()
	for _, l := range locale.Langs() {
		u := in(l, path, r.query)
		if l == r.lang {
			head.raw(`<link rel="canonical" href="`)
			head.text(s.BaseURL + u)
			head.raw(`">`)
		} else {
			line.raw(`<a href="`)
			line.text(u)
			line.raw(`" lang="`, string(l), `" hreflang="`, string(l), `">`, l.Name(), "</a>")
		}
		head.raw(`<link rel="alternate" hreflang="`, string(l), `" href="`)
		head.text(s.BaseURL + u)
		head.raw(`">`)
	}
	return head.done(), line.done()
}

func (s *Site) officeName(l locale.Lang) string {
	if n := s.Office.Name[l]; n != "" {
		return n
	}
	return "Muniment"
}

// logLine tells where the register's log stands. A page does without it if the log cannot be read.
func (s *Site) logLine(r *request) LogLine {
	logs, err := s.Log.Logs(r.Context())
	if err != nil {
		return LogLine{}
	}
	return s.logLineOf(r, current(logs, register.Register))
}

func (s *Site) logLineOf(r *request, log *register.LogState) LogLine {
	if log == nil {
		return LogLine{}
	}
	line := LogLine{Known: true, Size: locale.Number(r.lang, log.Size)}
	if log.Witnessed != nil {
		line.Witnessed = ago(r.lang, log.WitnessedAt, s.Clock(), s.Office.Zone)
	}
	return line
}

// current is the newest generation of a lane, nil if there is none.
func current(logs []register.LogState, lane register.Lane) *register.LogState {
	var found *register.LogState
	for i := range logs {
		if logs[i].Lane == lane && (found == nil || logs[i].Generation > found.Generation) {
			found = &logs[i]
		}
	}
	return found
}

// guide gives the strip for first visitors at a step, nil if there is none or the reader has put it away.
func (s *Site) guide(r *request, step int) *GuideStep {
	g := s.Office.Guide
	if g == nil {
		return nil
	}
	if c, err := r.Cookie("guide"); err == nil && c.Value == "off" {
		return nil
	}
	return &GuideStep{
		Step: step, Search: g.Search, Find: "/search?q=" + url.QueryEscape(g.Search), Open: entryPath(g.Entry),
		Seal: entryPath(g.Entry) + "#acts", Back: r.URL.RequestURI(),
	}
}

// closeGuide puts the strip away for a year and returns to the page.
func (s *Site) closeGuide(w http.ResponseWriter, r *request) error {
	http.SetCookie(w, &http.Cookie{Name: "guide", Value: "off", Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: r.TLS != nil})
	http.Redirect(w, r.Request, local(r.FormValue("back"), "/"), http.StatusSeeOther)
	return nil
}

// view is a page's struct; it names its template, a file below template without its ending: of template/public by its name alone, of other
// folders with theirs.
type view interface{ template() string }

// show answers with a page.
func (s *Site) show(w http.ResponseWriter, r *request, status int, v view) error {
	b, err := s.render(r.lang, v)
	if err != nil {
		return err
	}
	defer release(b)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(r.lang))
	if framed, ok := v.(interface{ frame() *Page }); ok && framed.frame().Script != "" {
		h.Set("Content-Security-Policy", scripted)
	}
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the reader has gone if this fails
	return nil
}

// send answers with bytes that are no page.
func send(w http.ResponseWriter, status int, kind string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the reader has gone if this fails
}

// entryPath is the address of an entry's page.
func entryPath(id ipr.ID) string { return "/r/" + id.String() }

// timeTag writes a date for people and machines; "" for the zero date.
func timeTag(l locale.Lang, d ipr.Date) template.HTML {
	if d.IsZero() {
		return ""
	}
	machine := d.String()
	if d.Day == 0 {
		machine = machine[:7]
	}
	if d.Month == 0 {
		machine = machine[:4]
	}
	return template.HTML(`<time datetime="` + machine + `">` + d.In(l) + `</time>`) // #nosec G203 -- digits and names of months
}

// ago tells how long ago a moment was, in seconds, minutes or hours, and beyond a day the date.
func ago(l locale.Lang, then, now time.Time, zone *time.Location) template.HTML {
	d := now.Sub(then)
	text := ""
	switch {
	case d < 2*time.Minute:
		text = locale.T(l, "page.ago.seconds", "n", max(0, int(d.Seconds())))
	case d < 2*time.Hour:
		text = locale.T(l, "page.ago.minutes", "n", int(d.Minutes()))
	case d < 48*time.Hour:
		text = locale.T(l, "page.ago.hours", "n", int(d.Hours()))
	default:
		y, m, day := then.In(zone).Date()
		return template.HTML(locale.T(l, "page.ago.on", "date", string(timeTag(l, ipr.Date{Year: y, Month: int(m), Day: day})))) // #nosec G203 -- our text and digits
	}
	return template.HTML(template.HTMLEscapeString(text)) // #nosec G203 -- escaped
}
