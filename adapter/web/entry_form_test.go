package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/register"
)

func TestFormByAcceptAndEnding(t *testing.T) {
	h := newOffice(t).handler(t)
	const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
	for _, c := range []struct{ rule, path, accept, want string }{
		{"a browser gets the page", "", browser, "text/html"},
		{"so does who does not say", "", "", "text/html"},
		{"or takes everything", "", "*/*", "text/html"},
		{"or anything of a kind", "", "text/*", "text/html"},
		{"or nothing that there is", "", "image/png", "text/html"},
		{"a program gets JSON", "", "application/json", "application/json"},
		{"with a stopgap behind it", "", "application/json, */*;q=0.1", "application/json"},
		{"the better wish counts, not the first", "", "text/html;q=0.4, application/json;q=0.5", "application/json"},
		{"of equal wishes ours", "", "application/json, text/html", "text/html"},
		{"what is refused is not sent", "", "text/html;q=0, */*;q=0.5", "application/json"},
		{"in whatever letters", "", "Application/JSON;Q=0.9", "application/json"},
		{"a text", "", "text/plain", "text/plain"},
		{"the ending counts more", ".json", browser, "application/json"},
		{"the ending of a text", ".txt", "application/json", "text/plain"},
		{"the ending of a page", ".html", "application/json", "text/html"},
	} {
		w := get(t, h, "/r/VN/TM/4-2023-21877"+c.path, "Accept", c.accept)
		if got := w.Header().Get("Content-Type"); w.Code != 200 || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %d, %s", c.rule, w.Code, got)
		}
	}
	w := get(t, h, "/r/VN/TM/registration:4-0482216", "Accept", "application/json")
	if to := w.Header().Get("Location"); w.Code != http.StatusFound || to != "/r/VN/TM/4-2023-21877.json" {
		t.Errorf("by its registration number: %d to %s", w.Code, to)
	}
}

// TestEveryAnswerSaysThatItVaries holds that no cache gives a page to a program or the other way round, whatever is asked
// for and whatever the answer is.
func TestEveryAnswerSaysThatItVaries(t *testing.T) {
	h := newOffice(t).handler(t)
	for _, path := range []string{"/", "/search?q=van", "/search.json?q=van", "/r/VN/TM/4-2023-21877", "/r/VN/TM/4-2023-21877.json", "/r/VN/TM/registration:4-0482216", "/r/VN/TM/4-2020-00001", "/r/VN/TM/nothing",
		"/log/", "/log/register/1/", "/nowhere", "/r/VN/TM/4-2026-99999", "/receipt/register/1/99", "/feeds/acts.atom"} {
		for _, accept := range []string{"text/html", "application/json", "application/xml"} {
			vary := strings.Join(get(t, h, path, "Accept", accept, "Accept-Encoding", "gzip").Header().Values("Vary"), ", ")
			for _, name := range []string{"Accept", "Accept-Language", "Cookie"} {
				if !strings.Contains(", "+vary+",", ", "+name+",") {
					t.Errorf("%s as %s varies by %q, not by %s", path, accept, vary, name)
				}
			}
		}
	}
}

func TestEntryAsXML(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	plan := "VN/LD/5-2025-00001"
	o.act(t, noon("2025-03-01"), register.Event{Lane: register.Register, Entry: right(plan), Act: "file", Field: []register.Field{{Name: "record", Value: &register.Record{Title: "Mạch"}}}})
	o.logs[register.Register].state.Size++
	own, err := o.Entry(t.Context(), right(plan))
	must(t, err)
	o.heads[own.ID] = own.Head(nil)
	if w := get(t, h, "/r/"+plan+".xml"); w.Code != http.StatusNotAcceptable || !strings.Contains(w.Body.String(), "ST.96") {
		t.Errorf("a layout-design, for which there is no form: %d %s", w.Code, w.Body)
	}
	if page := get(t, h, "/r/"+plan, "Accept", "text/html"); page.Code != 200 || strings.Contains(page.Body.String(), ".xml") {
		t.Errorf("the page of a layout-design: %d, or it links to an XML that there is not", page.Code)
	}
	w := get(t, h, "/r/VN/TM/4-2026-99999.xml")
	if w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "SEALED") {
		t.Errorf("a sealed application as XML: %d", w.Code)
	}
	for _, id := range []string{"VN/TM/4-2023-21877", "VN/PT/1-2024-00077", "VN/DS/3-2024-00012"} {
		e, err := o.Entry(t.Context(), right(id))
		must(t, err)
		if page := get(t, h, "/r/"+id, "Accept", "text/html").Body.String(); !strings.Contains(page, `href="/r/`+id+`.xml"`) {
			t.Errorf("the page of %s does not link to its XML", id)
		}
		want := asXML(t, e)
		for _, w := range [][]string{{"/r/" + id + ".xml"}, {"/r/" + id, "Accept", "application/xml"}, {"/r/" + id, "Accept", "text/xml, */*;q=0.1"}} {
			a := get(t, h, w[0], w[1:]...)
			if a.Code != 200 || a.Body.String() != want || a.Header().Get("Content-Type") != "application/xml" {
				t.Errorf("%v: %d %s\n%s", w, a.Code, a.Header().Get("Content-Type"), a.Body)
			}
		}
	}
	e, err := o.Entry(t.Context(), right("VN/TM/4-2023-21877"))
	must(t, err)
	past, err := e.AsOf(date("2024-01-01"))
	must(t, err)
	if a := get(t, h, "/r/VN/TM/4-2023-21877.xml?asof=2024-01-01"); a.Body.String() != asXML(t, past) || a.Body.String() == asXML(t, e) {
		t.Errorf("as of a day: %s", a.Body)
	}
	if a := get(t, h, "/r/VN/TM/4-2023-21877", "Accept", "text/html").Body.String(); !strings.Contains(get(t, h, "/r/VN/TM/4-2023-21877?asof=2024-01-01", "Accept", "text/html").Body.String(), `.xml?asof=2024-01-01"`) || strings.Contains(a, ".xml?asof") {
		t.Error("the page of a day does not link to the XML of that day")
	}
}

func asXML(t *testing.T, e *register.Entry) string {
	t.Helper()
	var b strings.Builder
	_, err := exchange.WriteST96(&b, e.Kind, exchange.One(e.ID, &e.Record))
	must(t, err)
	return b.String()
}
