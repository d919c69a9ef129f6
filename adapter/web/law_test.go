package web_test

import (
	"net/url"
	"strings"
	"testing"
)

func TestThePagesOfTheLaw(t *testing.T) {
	h := newOffice(t).handler(t)
	for _, c := range []struct {
		rule, path string
		status     int
		has        []string
		not        []string
	}{
		{"the rules in force are those of today", "/law?right=TM&lang=en", 200, []string{"For 3 months from the publication", "Art. 112a", "confidence A-"}, []string{"For 5 months"}},
		{"on an earlier day they are those of that day", "/law?right=TM&asof=2026-03-01&lang=en", 200, []string{"5 months"}, nil},
		{"two days stand side by side where they differ", "/law?right=TM&asof=2026-11-25&with=2026-03-01&lang=en", 200, []string{"differ between the two days", "For 3 months from", "5 months", `class="rule changed"`}, nil},
		{"a day that is none is told", "/law?right=TM&asof=2026-02-31&lang=en", 400, []string{"is not a day of the calendar"}, nil},
		{"a treaty has its page", "/law?of=madrid&lang=en", 200, []string{"18 months"}, nil},
		{"a treaty has its days too", "/law?of=madrid&asof=1980-01-01&with=2026-11-25&lang=en", 200, []string{"The packs tell no such rule for this day.", "18 months"}, nil},
		{"a law that is not there has none", "/law?of=atlantis&lang=en", 404, nil, nil},
		{"the two windows of 2026: the old one", "/law/date?right=TM&rule=TM.opposition&event=filing&date=2026-02-10&event=publication&date=2026-03-20&lang=en", 200, []string{`datetime="2026-08-20"`}, []string{`datetime="2026-07-20"`}},
		{"and the new one", "/law/date?right=TM&rule=TM.opposition&event=filing&date=2026-02-10&event=publication&date=2026-04-20&lang=en", 200, []string{`datetime="2026-07-20"`, "3 months after 20 April 2026 is 20 July 2026"}, nil},
		{"in Vietnamese too", "/law/date?right=TM&rule=TM.opposition&event=publication&date=2026-04-20&event=filing&date=2026-02-10&lang=vi", 200, []string{"3 tháng sau 20/04/2026 là 20/07/2026"}, nil},
		{"a fact that is missing is named", "/law/date?right=TM&rule=TM.opposition&event=filing&date=2026-02-10&lang=en", 200, []string{"Opposition: still needed is the publication of the application."}, nil},
		{"articles are cited as the language does it", "/law?right=TM&lang=vi", 200, []string{"<span>Điều 112a</span>"}, []string{"<span>Art. 112a"}},
		{"an appeal is no matter of form", "/law?right=TM&lang=en", 200, []string{">Appeal</h2>"}, nil},
		{"where a pack tells nothing, the page does not say that there was no law", "/law?right=TM&asof=2026-11-25&with=2022-03-01&lang=en", 200, []string{"The packs tell no such rule for this day."}, nil},
		{"the event that picks the version is told", "/law?right=PT&lang=vi", 200, []string{"(xét theo ngày nộp đơn)", "Quy ước"}, nil},
		{"how the office reads the law is told", "/law?right=TM&asof=2025-03-01&lang=en", 200, []string{"In practice the office applied the window of 5 months"}, nil},
		{"and under a date that it gives", "/law/date?right=TM&rule=TM.opposition&event=filing&date=2022-06-01&event=publication&date=2023-02-01&lang=en", 200, []string{"In practice the office applied the window of 5 months", "Conventions"}, nil},
		{"under which condition a rule applies", "/law?of=madrid&right=TM&lang=en", 200, []string{"The contracting party made the declaration of Art. 5(2)(b)."}, nil},
		{"what the officer must set is told", "/law/date?of=hague&event=filing&date=2026-03-01&lang=en", 200, []string{"an officer must set the date"}, nil},
		{"an event that the law does not know stays in the form", "/law/date?of=hague&event=moonrise&date=2026-03-01&lang=en", 200, []string{`value="moonrise" selected`}, nil},
		{"what a filing must bring", "/law/machine?right=TM&lang=vi", 200, []string{"Mẫu nhãn hiệu", "/law/fee?act=TM.file"}, nil},
		{"the office's own law comes first", "/law/confirm?lang=vi", 200, []string{"quy tắc TM."}, []string{"rule TM."}},
		{"a bad fact is refused", "/law/date?right=TM&other=renewals%3Dmany&lang=en", 400, []string{"renewals"}, nil},
		{"a bill has its lines", "/law/fee?act=TM.file&date=2026-07-01&classes=2&items=6,2&priorities=0&drawings=0&lang=en", 200, []string{"2 classes × 180,000 VND = 360,000 VND"}, nil},
		{"a law without fees says so", "/law/fee?of=paris&lang=en", 200, []string{"no fees"}, nil},
		{"states and acts are listed and drawn", "/law/machine?right=TM&lang=en", 200, []string{"<svg", "Publish the application"}, nil},
		{"older laws have theirs", "/law/machine?right=TM&lang=en", 200, []string{"<strong>Viet Nam, law of 2025</strong>", "/law/machine?of=vn-2006&amp;right=TM"}, nil},
		{"and show them", "/law/machine?of=vn-2006&right=TM&lang=en", 200, []string{"Accepted as to form", "<strong>Viet Nam, law of 2005</strong>"}, nil},
		{"a right without states has no page", "/law/machine?of=paris&lang=en", 404, nil, nil},
		{"what is to be confirmed is listed", "/law/confirm?lang=en", 200, []string{"2026-11-24 may become a holiday"}, nil},
	} {
		w := get(t, h, c.path)
		body := w.Body.String()
		if w.Code != c.status {
			t.Errorf("%s: %d, want %d", c.rule, w.Code, c.status)
		}
		for _, s := range c.has {
			if !strings.Contains(body, s) {
				t.Errorf("%s: the page has not %q", c.rule, s)
			}
		}
		for _, s := range c.not {
			if strings.Contains(body, s) {
				t.Errorf("%s: the page has %q", c.rule, s)
			}
		}
	}
}

func TestTheNextDateComesFirst(t *testing.T) {
	h := newOffice(t).handler(t)
	body := get(t, h, "/law/date?right=TM&event=filing&date=2026-02-10&event=publication&date=2026-04-20&lang=en").Body.String()
	last := ""
	for part := range strings.SplitSeq(body, `<p class="answer-date"><time datetime="`) {
		if day := part[:min(10, len(part))]; strings.HasPrefix(day, "20") {
			if day < last {
				t.Errorf("%s stands below %s", day, last)
			}
			last = day
		}
	}
	if last < "2036" {
		t.Errorf("the last date is %q, not that of renewal", last)
	}
}

// What a reader sends comes back as text, in pages, pictures and calendar files.
func TestTheLawEchoesNoMarkup(t *testing.T) {
	h := newOffice(t).handler(t)
	const evil = "\"><script>alert(1)</script>\r\nBEGIN:VEVENT\x00"
	for _, q := range []url.Values{
		{"rule": {evil}, "other": {evil}, "event": {evil}, "date": {evil}},
		{"of": {evil}}, {"right": {evil}}, {"act": {evil}, "date": {evil}, "items": {evil}}, {"asof": {evil}, "with": {evil}},
		{"right": {"TM"}, "event": {"filing"}, "date": {"2026-02-10"}, "other": {"officer_date=2026-03-02 officer=a\u2028\x00\x0bBEGIN:VEVENT officer_reason=<script>"}},
	} {
		for _, path := range []string{"/law", "/law/date", "/law/date.ics", "/law/fee", "/law/machine", "/law/confirm"} {
			w := get(t, h, path+"?"+q.Encode())
			body := w.Body.String()
			if html := strings.HasPrefix(w.Header().Get("Content-Type"), "text/html"); html && strings.Contains(body, "<script") {
				t.Errorf("%s?%s: a script", path, q.Encode())
			} else if !html && (strings.Contains(body, "\nBEGIN:VEVENT\x00") || strings.ContainsAny(body, "\x00\x0b")) {
				t.Errorf("%s?%s: %q", path, q.Encode(), body)
			}
			if w.Code >= 500 {
				t.Errorf("%s?%s: %d", path, q.Encode(), w.Code)
			}
		}
	}
}

func TestTheCalendarFileHoldsTheDates(t *testing.T) {
	h := newOffice(t).handler(t)
	q := url.Values{"right": {"TM"}, "rule": {"TM.opposition"}, "event": {"filing", "publication"}, "date": {"2026-02-10", "2026-04-20"}, "lang": {"vi"}}
	w := get(t, h, "/law/date.ics?"+q.Encode())
	body := w.Body.String()
	if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/calendar") {
		t.Fatalf("%d %s", w.Code, w.Header().Get("Content-Type"))
	}
	for _, s := range []string{"BEGIN:VCALENDAR\r\n", "DTSTART;VALUE=DATE:20260720\r\n", "DTEND;VALUE=DATE:20260721\r\n", "END:VCALENDAR\r\n"} {
		if !strings.Contains(body, s) {
			t.Errorf("the file has not %q:\n%s", s, body)
		}
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(body, "\r\n"), "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line has %d bytes: %q", len(line), line)
		}
	}
	q.Set("ref", "Hồ sơ 7, Cà Mau")
	named := get(t, h, "/law/date.ics?"+q.Encode()).Body.String()
	if !strings.Contains(named, `SUMMARY:Hồ sơ 7\, Cà Mau: Phản đối đơn`) {
		t.Errorf("the file does not name the reader's reference:\n%s", named)
	}
	q["date"] = []string{"2026-02-10", "2026-04-21"}
	uid := func(body string) string {
		_, rest, _ := strings.Cut(body, "UID:")
		id, _, _ := strings.Cut(rest, "\r\n")
		return id
	}
	if moved := get(t, h, "/law/date.ics?"+q.Encode()).Body.String(); uid(moved) != uid(named) || !strings.Contains(moved, "20260721") {
		t.Error("a date that has moved does not take the place of the former one")
	}
	if uid(named) == uid(body) {
		t.Error("two files have the same event")
	}
	if w := get(t, h, "/law/date.ics?right=TM&rule=TM.opposition"); w.Code != 404 {
		t.Errorf("a file without dates: %d", w.Code)
	}
}
