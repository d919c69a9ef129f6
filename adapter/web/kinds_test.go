package web_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

func right(address string) ipr.ID {
	id, err := ipr.ParseID(address)
	if err != nil {
		panic(err)
	}
	return id
}

// drawing keeps a picture of a pot, and gives its name.
func (o *office) drawing(t testing.TB) string {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 240, 180))
	for y := range 180 {
		for x := range 240 {
			dx, dy := x-110, y-95
			m.SetGray(x, y, color.Gray{Y: 250})
			if d := dx*dx + dy*dy; d < 3600 || x > 150 && x < 210 && y > 60+(x-150)/2 && y < 75+(x-150)/2 {
				m.SetGray(x, y, color.Gray{Y: uint8(120 + d/60)})
			}
		}
	}
	var b bytes.Buffer
	must(t, png.Encode(&b, m))
	name := fmt.Sprintf("%x", sha256.Sum256(b.Bytes()))
	o.blobs[name] = b.Bytes()
	return name
}

// others adds rights of the kinds that are no marks: an invention with all that a record can tell, one that tells texts that
// would do harm, a multiple design, indications of several schemes.
func (o *office) others(t testing.TB, own func(ipr.ID, string, string, *register.Record, ...register.Field) register.Place) {
	t.Helper()
	document := fmt.Sprintf("%x", sha256.Sum256([]byte("bulletin")))
	take := func(address string, r *register.Record) {
		o.act(t, noon("2026-10-02"), register.Event{Lane: register.Library, Entry: right(address), Act: "import", Field: []register.Field{{Name: "ground", Value: register.Ground{Document: document, Version: date("2026-09-30")}}, {Name: "record", Value: r}}})
	}
	var claims []string
	for i := range 15 {
		claims = append(claims, fmt.Sprintf("%d. A dryer for tea leaves according to claim %d, wherein the drum (%d) turns about a hollow shaft through which superheated steam is led.", i+1, max(1, i), i))
	}
	take("EP/PT/18171829.9", &register.Record{
		Application: &register.Numbered{Number: "18171829.9", Date: date("2018-05-11")}, Registration: &register.Numbered{Number: "3404678", Date: date("2020-07-08")},
		Status: register.StatusRegistered, StatusDate: date("2020-07-08"), StatusTold: "B1", Title: "Steam dryer for tea leaves with a hollow shaft", Language: "en",
		Abstract: "A dryer for tea leaves has a drum that turns about a hollow shaft. Superheated steam is led through the shaft into the leaves, so that they are dried without smoke. A sensor tells the moisture of the leaves and ends the drying.",
		Wordings: []register.Wording{{Language: "de", Title: "Dampftrockner für Teeblätter mit Hohlwelle"}, {Language: "fr", Title: "Séchoir à vapeur pour feuilles de thé à arbre creux", Abstract: "Un séchoir pour feuilles de thé comporte un tambour qui tourne autour d’un arbre creux."}, {Language: "vi", Title: "Máy sấy lá chè bằng hơi nước có trục rỗng"}, {Language: "ja", Title: "中空軸を有する茶葉用蒸気乾燥機"}},
		Claims:   15, ClaimTexts: claims, IPC: []string{"A23F 3/06", "F26B 11/04", "F26B 23/10"}, CPC: []string{"A23F 3/06", "A23F 3/12", "F26B 11/04", "Y02P 60/80"},
		Parties:      []register.Party{{Role: ipr.Owner, Name: "Teetrockner Hohlwelle GmbH", Country: "DE", Place: "Talheim"}, {Role: ipr.Inventor, Name: "Quellbach, Ferdinanda", Country: "DE"}, {Role: ipr.Representative, Name: "Kanzlei Federkiel", Country: "DE"}},
		Priorities:   []register.Priority{{Office: "DE", Number: "102017004711", Date: date("2017-05-16")}},
		Publications: []register.Publication{{Office: "EP", Number: "3404678", Kind: "A1", Date: date("2018-11-21")}, {Office: "EP", Number: "3404678", Kind: "B1", Date: date("2020-07-08")}, {Office: "EP", Number: "3404678", Kind: "Q7"}},
		Related:      []register.Related{{How: "family", Office: "US", Number: "20210049351", Kind: "A1", Date: date("2021-02-18")}, {How: "family", Office: "CN", Number: "113781974", Kind: "A"}, {How: "divisional", Office: "EP", Number: "20190001.4"}, {How: "cousin", Number: "7"}},
		History:      []register.Told{{Date: date("2018-11-21"), Code: "17P", Text: "Request for examination filed", Category: "D"}, {Date: date("2020-07-08"), Code: "REG CH NV", Text: "Representative registered", Category: "R"}, {Date: date("2021-01-02"), Code: "ZZZ9"}},
		Expiry:       date("2038-05-11"),
	})
	var long []register.Told
	for i := range 40 {
		long = append(long, register.Told{Date: ipr.Date{Year: 1980 + i, Month: 5, Day: 2}, Code: "PGFP", Text: fmt.Sprintf("Annual fee of year %d paid", i+3)})
	}
	take("DE/PT/A44733", &register.Record{Title: "Verfahren zum Trocknen von Tee", Language: "de", History: long})
	take("US/PT/16993111", &register.Record{Title: harm, Abstract: harm, Language: `en"x`, Wordings: []register.Wording{{Language: `<b>`, Title: harm, Abstract: harm}}, ClaimTexts: []string{harm}, IPC: []string{harm}, CPC: []string{`"onload=`},
		Publications: []register.Publication{{Office: "US", Number: harm, Kind: "<A1>"}}, Related: []register.Related{{How: "family", Number: harm}, {How: harm, Number: harm}}, History: []register.Told{{Code: harm, Text: harm, Category: harm}}})
	own(right("VN/UM/2-2025-00310"), "2025-05-05", "file", &register.Record{
		Application: &register.Numbered{Number: "2-2025-00310", Date: date("2025-05-05")}, Status: register.StatusPublished, StatusDate: date("2025-11-25"), Title: "Khay phơi cá có lưới tháo rời", Language: "vi", Claims: 4, IPC: []string{"A23B 4/03"},
		Parties: []register.Party{{Role: ipr.Applicant, Name: "Hợp tác xã Cá khô Bến Lá", Country: "VN"}}, Publications: []register.Publication{{Office: "VN", Number: "2-2025-00310", Kind: "U", Date: date("2025-11-25")}},
	})
	pot := o.drawing(t)
	own(right("VN/DS/3-2025-00471"), "2025-06-02", "file", &register.Record{
		Application: &register.Numbered{Number: "3-2025-00471", Date: date("2025-06-02")}, Registration: &register.Numbered{Number: "3-0041234", Date: date("2026-04-20")}, Status: register.StatusRegistered, StatusDate: date("2026-04-20"), Expiry: date("2030-06-02"),
		Title: "Bộ ấm chén men tro", Language: "vi", Classes: []register.Class{{Scheme: "locarno", Class: 7, Subclass: 1}},
		Designs: []register.Design{
			{Number: "1", Title: "Ấm trà quai mây", Locarno: []string{"07-01"}, Description: "Ấm thân tròn, vòi ngắn, quai đan bằng mây.", Views: []register.View{{Label: "1.1", File: "am-truoc.png", Image: pot}, {Label: "1.2", File: "am-sau.png", Image: pot}}},
			{Number: "2", Title: "Chén không quai", Status: register.StatusRefused, StatusTold: "từ chối một phần", Locarno: []string{"07-01", "xx"}, Views: []register.View{{Label: "2.1", File: "chen.png"}}},
		},
		Parties: []register.Party{{Role: ipr.Owner, Name: "Xưởng gốm Lò Tro", Country: "VN", Place: "Bắc Ninh"}, {Role: ipr.Designer, Name: "Mộc Thị Men", Country: "VN"}},
	})
	take("EM/DS/900112233-0001", &register.Record{Title: harm, Designs: []register.Design{{Number: harm, Title: harm, StatusTold: harm, Locarno: []string{harm}, Description: harm, Views: []register.View{{Label: harm, File: harm, Image: harm}}}}})
	own(right("VN/GI/6-2024-00007"), "2024-07-01", "file", &register.Record{
		Application: &register.Numbered{Number: "6-2024-00007", Date: date("2024-07-01")}, Registration: &register.Numbered{Number: "00199", Date: date("2025-12-01")}, Status: register.StatusRegistered, StatusDate: date("2025-12-01"), Title: "Nậm Sương", Language: "vi",
		Indication: &register.Indication{Scheme: "GI", Product: []string{"Chè shan tuyết"}, Category: []string{"Chè"}, Countries: []string{"VN"}, Area: "Xã Nậm Sương và ba thôn của xã Bản Lả, từ 900 m trở lên.", Feature: "Cánh chè phủ lông trắng, nước vàng sánh, hậu ngọt.", Link: "Sương mù quanh năm và giống chè cổ thụ cho búp non phủ tuyết.", Transliteration: "Nam Suong", Translations: []string{"Misty Stream"}, Control: "Chi cục Chất lượng Nậm Sương"},
		Parties:    []register.Party{{Role: ipr.Applicant, Name: "Ủy ban nhân dân huyện Suối Mù", Country: "VN"}, {Role: ipr.User, Name: "Hợp tác xã Chè cổ thụ Nậm Sương", Country: "VN", Place: "Tuyên Quang"}},
	})
	take("EM/GI/PDO-IT-99001", &register.Record{Title: "Formaggio della Valtrona / Käse aus Waltron", Status: register.StatusRegistered, StatusTold: "Registered", Indication: &register.Indication{Scheme: "Protected Designation of Origin (PDO)", Category: []string{"Class 1.3. Cheeses"}, Countries: []string{"IT", "AT"}, Translations: []string{"Cheese of Hack"}}})
	take("EM/GI/TSG-99002", &register.Record{Title: harm, Indication: &register.Indication{Scheme: harm, Product: []string{harm}, Category: []string{harm}, Countries: []string{"<>"}, Area: harm, Feature: harm, Link: harm, Transliteration: harm, Translations: []string{harm}, Control: harm}})
}

func TestEntriesOfEveryKindAnswer(t *testing.T) {
	h := newOffice(t).handler(t)
	says(t, h, "/r/EP/PT/18171829.9", 200,
		"Steam dryer for tea leaves with a hollow shaft German: Dampftrockner für Teeblätter mit Hohlwelle", "Granted and in force. Since 8 July 2020.", "11 May 2038",
		"What is it about? A dryer for tea leaves has a drum", "15 claims", "The term ends 11 May 2038",
		"A dryer for tea leaves according to claim 14", "(51) International Patent Classification A23 ", "A23F 3/06", "Y02P 60/80",
		"EP 3404678 A1 21 November 2018, European Patent Office (EPO) A1 by ST.16: Application with search report", "EP 3404678 Q7",
		"Patent family US 20210049351 A1 18 February 2021", "Divisional, 20190001.4", "cousin, 7", "(72) Inventor Quellbach, Ferdinanda", "(30)", "102017004711",
		"Representative registered", "ZZZ9", "In another language: French",
	)
	says(t, h, "/r/VN/UM/2-2025-00310", 200, "Utility model", "The application is published.", "No abstract is told.", "4 claims Their text is not told.", "U by ST.16: First publication, utility models")
	says(t, h, "/r/VN/DS/3-2025-00471", 200, "For which products? Locarno class 07-01 Household goods", "All 2 designs", "1 Ấm trà quai mây Registered Locarno class 07-01", "Ấm thân tròn, vòi ngắn", "1.1 am-truoc.png", "2 Chén không quai", "Refused", "từ chối một phần", "2.1 chen.png", "(72) Designer Mộc Thị Men")
	says(t, h, "/r/VN/GI/6-2024-00007", 200, "Nậm Sương", "The register tells no end; indications are commonly protected without one.", "Ủy ban nhân dân huyện Suối Mù Applicant, Viet Nam", "Hợp tác xã Chè cổ thụ Nậm Sương Authorised user, Tuyên Quang", "For what, from where? Chè shan tuyết From: Viet Nam",
		"GI Geographical indication: quality, reputation", "Area Xã Nậm Sương", "Translation Misty Stream", "Body that inspects Chi cục Chất lượng Nậm Sương")
	says(t, h, "/r/EM/GI/PDO-IT-99001", 200, "Protected Designation of Origin (PDO) Protected designation of origin: every step", "Italy; Austria", "The source tells no end.")
	for _, path := range []string{"/r/EP/PT/18171829.9", "/r/VN/DS/3-2025-00471", "/r/VN/GI/6-2024-00007"} {
		if text := says(t, h, path, 200); strings.Contains(text, "Goods and services") || strings.Contains(text, "goods and services") {
			t.Errorf("%s speaks of goods and services", path)
		}
	}
}

// The newest eight lines of a long past are seen, the others are folded; all are there.
func TestALongPastIsFolded(t *testing.T) {
	h := newOffice(t).handler(t)
	page := get(t, h, "/r/DE/PT/A44733", "Accept", "text/html", "Accept-Language", "en").Body.String()
	seen, folded, ok := strings.Cut(page, `<li class="folded"><details><summary>32 earlier events told by the source</summary>`)
	if !ok || strings.Count(seen, "Annual fee of year") != 8 || strings.Count(folded, "Annual fee of year") != 32 || !strings.Contains(seen, "Annual fee of year 42 paid") {
		t.Errorf("%d lines are seen, %d are folded", strings.Count(seen, "Annual fee of year"), strings.Count(folded, "Annual fee of year"))
	}
	if text := get(t, h, "/r/DE/PT/A44733.txt").Body.String(); strings.Count(text, "Annual fee of year") != 40 {
		t.Error("the text does not tell the whole past")
	}
}

func TestTheTextTellsWhatThePageTells(t *testing.T) {
	h := newOffice(t).handler(t)
	for path, want := range map[string][]string{
		"/r/EP/PT/18171829.9.txt":   {"Title (German): Dampftrockner", "Abstract: A dryer", "Abstract (French): Un séchoir", "  15: A dryer for tea leaves", "IPC: A23F 3/06; F26B 11/04; F26B 23/10", "(CPC): A23F 3/06; A23F 3/12; ", "Claims: 15\n", "Publication of the registration: EP 3404678 B1 (", "Patent family: US 20210049351 A1, 18 February 2021", "Inventor: Quellbach, Ferdinanda", "Priority: Germany, 102017004711"},
		"/r/VN/DS/3-2025-00471.txt": {"Design 1: Ấm trà quai mây, Locarno class 07-01 Household goods, Ấm thân tròn", "  View: 1.1, am-truoc.png", "Design 2: Chén không quai, Refused, từ chối một phần"},
		"/r/VN/GI/6-2024-00007.txt": {"Transliteration: Nam Suong", "Product: Chè shan tuyết", "Scheme: GI Geographical indication", "Countries: Viet Nam", "Area: Xã", "Quality and reputation: Cánh", "Link between product and area: Sương mù", "Body that inspects: Chi cục"},
	} {
		body := get(t, h, path, "Accept-Language", "en").Body.String()
		for _, s := range want {
			if !strings.Contains(body, s) {
				t.Errorf("%s does not hold %q:\n%s", path, s, body)
			}
		}
	}
}

var (
	attributes = regexp.MustCompile(`(<[a-z0-9]+)[^>]*`)
	isolated   = regexp.MustCompile(`<bdi>[^<]*\x{202e}evil`)
)

func TestHostileTextsOfEveryKindStayTexts(t *testing.T) {
	h := newOffice(t).handler(t)
	for _, path := range []string{"/r/US/PT/16993111", "/r/EM/DS/900112233-0001", "/r/EM/GI/TSG-99002"} {
		for _, lang := range []string{"vi", "en"} {
			w := get(t, h, path, "Accept", "text/html", "Accept-Language", lang)
			page := w.Body.String()
			if w.Code != 200 || strings.Contains(page, "<script") || strings.Contains(page, "<img") || strings.Contains(page, `"onload=`) || strings.Contains(page, `lang="en"x`) {
				t.Errorf("%s: %d, a text broke out", path, w.Code)
			}
			wellFormed(t, path, page)
			body := attributes.ReplaceAllString(page[strings.Index(page, "<body"):], "$1")
			if n, m := strings.Count(body, "\u202eevil"), len(isolated.FindAllString(body, -1)); n == 0 || m < n {
				t.Errorf("%s: %d texts that turn the direction, %d isolated", path, n, m)
			}
		}
	}
}

func TestPicturesOfPublicEntriesOnly(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	pot := o.drawing(t)
	secret := fmt.Sprintf("%x", sha256.Sum256([]byte("GIF89a secret")))
	o.blobs[secret] = []byte("GIF89a secret")
	page := get(t, h, "/r/VN/DS/3-2025-00471", "Accept", "text/html").Body.String()
	if n := strings.Count(page, `src="/r/VN/DS/3-2025-00471/image/`+pot+`"`); n != 3 { // the plate and two views
		t.Errorf("%d pictures on the page", n)
	}
	for path, status := range map[string]int{
		"/r/VN/DS/3-2025-00471/image/" + pot:    200,
		"/r/VN/DS/3-2025-00471/image/" + secret: 404, // kept, but not this entry's
		"/r/VN/DS/3-2024-00012/image/" + pot:    404,
		"/r/VN/TM/4-2026-99999/image/" + pot:    404, // sealed
		"/r/VN/DS/3-2025-00471/image/x":         404,
		"/r/VN/XX/1/image/" + pot:               404,
	} {
		w := get(t, h, path)
		if w.Code != status || status == 200 && w.Header().Get("Content-Type") != "image/png" {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
		}
	}
	o.blobs[pot] = []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`)
	if w := get(t, h, "/r/VN/DS/3-2025-00471/image/"+pot); w.Code != 404 {
		t.Errorf("what is no picture is served as %s", w.Header().Get("Content-Type"))
	}
}
