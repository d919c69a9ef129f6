package web_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

var markupTags = regexp.MustCompile(`<[^>]*>`)

// words is what a page says, without markup, blanks as one.
func words(page string) string {
	text := strings.Join(strings.Fields(html.UnescapeString(markupTags.ReplaceAllString(page, " "))), " ")
	return strings.NewReplacer(" .", ".", " ;", ";", " ,", ",").Replace(text)
}

// says gets a page in English and reports what it fails to say.
func says(t *testing.T, h http.Handler, path string, status int, want ...string) string {
	t.Helper()
	w := get(t, h, path, "Accept", "text/html", "Accept-Language", "en")
	if w.Code != status {
		t.Errorf("%s: %d, want %d", path, w.Code, status)
	}
	text := words(w.Body.String())
	for _, s := range want {
		if !strings.Contains(text, s) {
			t.Errorf("%s does not say %q", path, s)
		}
	}
	return text
}

func TestEntryAnswersFirst(t *testing.T) {
	h := newOffice(t).handler(t)
	text := says(t, h, "/r/VN/TM/4-2023-21877", 200,
		"In force? In force Registered and in force. Since 20 November 2024.",
		"Until when? 14 June 2033, 6 years and 6 months left",
		"Whose? Hợp tác xã Chè cổ thụ Nậm Sương",
		"For which goods and services? Chè shan tuyết; chè xanh; Bán lẻ chè; bán lẻ ấm chén Classes: 30 and 35; all 11 terms",
		"The owner may renew from 14 December 2032 to 14 June 2033 (rule TM.renewal)",
		"Anybody may ask for cancellation because of non-use from 20 November 2029",
		"Anybody may oppose closed since 25 January 2024",
		"(111) Registration number 4-0482216", "(540) Reproduction of the mark VÂN HẠC", "(732)", "(791) Licensee Quán Mây Thấp",
		"SHA-256", "mẫu nhãn hiệu.pdf", "Done by Lò Văn Sín",
	)
	first, _, _ := strings.Cut(text, "What happened")
	for _, q := range []string{"In force?", "Until when?", "Whose?", "For which goods", "What can be done"} {
		if !strings.Contains(first, q) {
			t.Errorf("%q is not answered before the thread of acts", q)
		}
	}
	if strings.Contains(text, "0123") {
		t.Error("a closed disclosure is shown")
	}
	// Vietnamese is the office's own language, for readers who ask for none of ours.
	w := get(t, h, "/r/VN/TM/4-2023-21877", "Accept", "text/html", "Accept-Language", "fr")
	for _, s := range []string{"Đang có hiệu lực", "còn 6 năm 6 tháng", "14/06/2033", "Nhóm 30 và 35, đủ 11 mục", "Mở dấu"} {
		if !strings.Contains(words(w.Body.String()), s) {
			t.Errorf("in Vietnamese the page does not say %q", s)
		}
	}
}

func TestHonestWordsWhereASourceIsSilent(t *testing.T) {
	h := newOffice(t).handler(t)
	says(t, h, "/r/US/TM/88123456", 200,
		"A copy from a file of another office: United States of America", "The file tells the state of 30 January 2019.",
		"Status not mapped", "In the words of the source: 641 – NON-FINAL ACTION <MAILED>", "The source does not say.",
		"Acts on this right are done at United States of America", "Record: 31", "a copy of a foreign or imported record, not an act of this office"[2:], "NEW APPLICATION ENTERED", "without a seal",
		"Sample office. This entry is not made up by it", "88/123,456",
	)
	says(t, h, "/r/US/TM/73000001", 200, "It has ended; the source tells no date.", "No owner or applicant is told.", "No goods or services are told.")
	says(t, h, "/r/US/TM/73000002", 200, "This day has passed; the file that we copied is older")
	says(t, h, "/r/US/TM/90000001", 200, "The source tells no day of expiry.")
	says(t, h, "/r/VN/TM/4-2019-00009", 200, "Figurative mark", "The register tells no day of expiry.")
	says(t, h, "/r/VN/TM/4-2026-18044", 200, "Nothing is in force yet: this is an application.", "No period is running.")
	says(t, h, "/r/VN/TM/4-2020-00001?x=1", 300)
	says(t, h, "/r/VN/TM/application:4-2020-00001", 200, "Nothing: the right has ended.")
	says(t, h, "/r/VN/PT/1-2024-00077", 200, "(54)", "(57)", "(72)", "guardian", "cousin, 7")
}

func TestSealedStaysSealed(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	says(t, h, "/r/VN/TM/4-2026-99999", 404)
	for _, p := range shown {
		if strings.Contains(get(t, h, p.path).Body.String(), "STILL SEALED") {
			t.Errorf("%s shows what is sealed", p.path)
		}
	}
	if w := get(t, h, "/r/VN/TM/4-2026-99999.json"); w.Code != 404 || strings.Contains(w.Body.String(), "SEALED") {
		t.Errorf("as JSON: %d", w.Code)
	}
}

func TestAnotherAddressLeadsToTheRight(t *testing.T) {
	h := newOffice(t).handler(t)
	for path, to := range map[string]string{
		"/r/VN/TM/registration:4-0482216":        "/r/VN/TM/4-2023-21877",
		"/r/VN/TM/4-0482216":                     "/r/VN/TM/4-2023-21877",
		"/r/VN/TM/4-0482216.json":                "/r/VN/TM/4-2023-21877.json",
		"/r/VN/TM/4-0482216?asof=2024-01-01":     "/r/VN/TM/4-2023-21877?asof=2024-01-01",
		"/r/vn/tm/4-2023-21877":                  "/r/VN/TM/4-2023-21877",
		"/r/VN/TM/registration:4-2020-00001":     "/r/VN/TM/4-2019-00009",
		"/r/VN/TM/registration:4-2020-00001.txt": "/r/VN/TM/4-2019-00009.txt",
	} {
		w := get(t, h, path)
		if w.Code != http.StatusFound || w.Header().Get("Location") != to {
			t.Errorf("%s: %d to %q, want %q", path, w.Code, w.Header().Get("Location"), to)
		}
	}
}

func TestAmbiguousNumberIsNotGuessed(t *testing.T) {
	h := newOffice(t).handler(t)
	says(t, h, "/r/VN/TM/4-2020-00001", 300, "Application number 4-2020-00001", "Registration number 4-2020-00001", "HẠC VÂN")
	w := get(t, h, "/r/VN/TM/4-2020-00001", "Accept", "application/json")
	var list struct {
		Choices []struct{ ID, Path, Mark string }
	}
	must(t, json.Unmarshal(w.Body.Bytes(), &list))
	if w.Code != 300 || len(list.Choices) != 2 || list.Choices[1].ID != "VN/TM/application:4-2020-00001" || list.Choices[0].ID != "VN/TM/registration:4-2020-00001" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestEntryAsOfADay(t *testing.T) {
	h := newOffice(t).handler(t)
	text := says(t, h, "/r/VN/TM/4-2023-21877?asof=2024-01-01", 200, "The register as it stood on 1 January 2024", "3 acts came later and are not shown", "In force? Pending", "That day, 1 January 2024")
	if strings.Contains(text, "4-0482216") {
		t.Error("the past knows the registration number")
	}
	says(t, h, "/r/VN/TM/4-2023-21877?asof=2026-11-22", 200, "Nothing has happened since.")
	says(t, h, "/r/VN/TM/4-2023-21877?asof=2020-01-01", 404, "tells nothing of VN/TM/4-2023-21877 on 2020-01-01")
	says(t, h, "/r/VN/TM/4-2023-21877?asof=2026-11-23", 400, "does not know the future: 23 November 2026")
	says(t, h, "/r/VN/TM/4-2023-21877?asof=yesterday", 400, "is not a date of the form")
	var e struct{ Status string }
	must(t, json.Unmarshal(get(t, h, "/r/VN/TM/4-2023-21877.json?asof=2024-01-01").Body.Bytes(), &e))
	if e.Status != "published" {
		t.Errorf("as JSON the status was %q", e.Status)
	}
}

func TestEntryInOtherForms(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	e, err := o.Entry(t.Context(), tm("4-2023-21877"))
	must(t, err)
	want, err := json.Marshal(e)
	must(t, err)
	for _, w := range []*bytes.Buffer{get(t, h, "/r/VN/TM/4-2023-21877.json").Body, get(t, h, "/r/VN/TM/4-2023-21877", "Accept", "application/json").Body} {
		var got bytes.Buffer
		must(t, json.Compact(&got, w.Bytes()))
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("the JSON differs: %s", got.Bytes())
		}
	}
	w := get(t, h, "/r/VN/TM/4-2023-21877.txt", "Accept-Language", "en")
	for _, s := range []string{"VN/TM/4-2023-21877\n", "Mark: VÂN HẠC\n", "In force until: 14 June 2033\n", "Class 30: Chè shan tuyết; ", "2024-11-20  Registered  (demo.invalid/log/register/1, leaf "} {
		if !strings.Contains(w.Body.String(), s) {
			t.Errorf("the text does not hold %q:\n%s", s, w.Body)
		}
	}
	if got := get(t, h, "/r/VN/TM/4-2025-40106.txt").Body.String(); strings.ContainsAny(got, "\u202e\u2066\x1b") {
		t.Error("the text holds characters that steer a terminal")
	}
	if w := get(t, h, "/r/VN/TM/"+strings.Repeat("9", 3000)); w.Code != 404 {
		t.Errorf("an endless number: %d", w.Code)
	}
	if w := get(t, h, "/r/VN/TM/a%2Fb%00"); w.Code != 404 {
		t.Errorf("a number with a zero byte: %d", w.Code)
	}
}

func TestTimeLeft(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     string
	}{
		{"2026-11-22", "2033-06-14", "6 years and 6 months left"}, {"2026-11-22", "2027-11-22", "1 year left"}, {"2026-11-22", "2027-11-21", "11 months left"},
		{"2026-11-22", "2027-12-22", "1 year and 1 month left"}, {"2026-11-22", "2026-12-21", "29 days left"}, {"2026-11-22", "2026-11-23", "1 day left"}, {"2026-11-22", "2026-11-22", "0 days left"},
		{"2028-02-28", "2028-03-01", "2 days left"}, {"2027-02-28", "2027-03-01", "1 day left"}, {"2026-12-31", "2027-01-30", "30 days left"}, {"2026-12-31", "2027-01-31", "1 month left"},
	} {
		if got := web.Left(locale.En, date(c.from), date(c.to)); got != c.want {
			t.Errorf("%s to %s: %q, want %q", c.from, c.to, got, c.want)
		}
	}
	day := time.Date(2023, 12, 1, 0, 0, 0, 0, time.UTC)
	for n := range 800 {
		from := day.AddDate(0, 0, n)
		for k := range 40 {
			to := from.AddDate(0, 0, k)
			if got := web.Days(calendar(from), calendar(to)); got != k {
				t.Fatalf("%s to %s: %d days, want %d", calendar(from), calendar(to), got, k)
			}
		}
	}
}

func calendar(t time.Time) ipr.Date {
	return ipr.Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}
}

func TestReceiptOfEveryShownActHolds(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	for _, page := range []string{"/r/VN/TM/4-2023-21877", "/r/US/TM/88123456"} {
		found := 0
		for _, m := range regexp.MustCompile(`href="(/receipt/(?:register|library)/[^"]*)"`).FindAllStringSubmatch(get(t, h, page).Body.String(), -1) {
			w := get(t, h, m[1])
			if _, err := register.VerifyReceipt(w.Body.Bytes(), o.policy, register.VerifyOptions{Now: now}); err != nil {
				t.Errorf("%s: %v", m[1], err)
			}
			name := w.Header().Get("Content-Disposition")
			if !strings.Contains(get(t, h, page).Body.String(), "--receipt "+strings.TrimSuffix(strings.TrimPrefix(name, `attachment; filename="`), `"`)+" --policy vn.policy") {
				t.Errorf("%s is kept as %s, which the command does not name", m[1], name)
			}
			found++
		}
		if found == 0 {
			t.Errorf("%s links to no receipt", page)
		}
	}
	for _, path := range []string{"/receipt/register/1/999999", "/receipt/register/1/-1", "/receipt/register/1/x", "/receipt/other/1/0", "/receipt/register/7/0"} {
		if w := get(t, h, path); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestFailingRegisterShowsAReference(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	o.failing = errors.New("secret path of the database")
	for _, path := range []string{"/", "/r/VN/TM/4-2023-21877", "/search?q=van", "/log/", "/feeds/acts.atom"} {
		w := get(t, h, path, "Accept", "text/html")
		if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || !regexp.MustCompile(`<code>[0-9A-F]{10}</code>`).MatchString(w.Body.String()) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	o.failing = fault.New(fault.Unavailable, "the register cannot be written; this process must be restarted")
	if w := get(t, h, "/healthz"); w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("health: %d", w.Code)
	}
}
