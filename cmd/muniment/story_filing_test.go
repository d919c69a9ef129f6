package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

// The phone of these stories is 360 pixels wide, the desk 1280. Screens are counted as a person counts them: an answer of the server is one.
const phone, table = 360, 1280

// mostScreens is in how many of them a simple mark must be filed.
const mostScreens = 12

// A first-time founder in Cà Mau opens an account by her phone, with a letter and a passkey, declares with consent that women lead, files a word
// mark in Vietnamese, and goes away with a receipt; the cashier confirms her payment and the number comes to her inbox. What she declared is
// nowhere on the file.
func TestFounderFilesAWordMark(t *testing.T) {
	inBrowser(t)
	post := newMailroom(t)
	o := openOffice(t, nil, "--smtp", post.addr, "--smtp-security", "none", "--mail-from", "office@demo.invalid")
	p := arrive(t, o, post, "mark", phone)
	const name, email = "Lê Thị Đước", "duoc@example.org"
	p.goTo("/portal/sign-up?lang=vi")
	p.writes("#name", name)
	p.writes("#email", email)
	p.sees("sign-up")
	p.goes("form.upload button")
	link := linkInLetter.FindStringSubmatch(post.next(t, email))
	if link == nil {
		t.Fatal("the letter has no link")
	}
	p.goTo(link[1])
	p.sees("letter")
	p.goes("form.upload button")
	p.at("/portal/ways")
	p.writes("#key-name", "Điện thoại")
	p.goes("form[data-passkey] button")
	p.says("Điện thoại")
	p.sees("passkey")
	p.goTo("/portal/account")
	p.writes("#address", "Ấp Mẫu 5, xã Mẫu, tỉnh Cà Mau")
	p.goes("form:has([value=party]) button")
	p.goTo("/portal/declarations")
	p.chooses("input[name=women_led][value=yes]")
	p.chooses("input[name=consent]")
	p.sees("declaration")
	p.goes("form:has([name=consent]) button")

	screens := p.shown
	p.goTo("/portal/file")
	p.chooses("input[name=kind][value=TM]")
	p.sees("choose")
	p.goes("main form button")
	p.writes("#mark-text", "SƯƠNG ĐÊM NẬM HƯƠNG")
	p.sees("sign")
	p.does("next")
	p.writes("#goods-find", "cà phê")
	p.sees("goods")
	p.does("find")
	p.chooses("#term-1")
	p.sees("found")
	p.does("next")
	p.sees("before")
	p.does("search")
	p.says("so sánh của máy")
	p.sees("report")
	p.does("next")
	if got := eval[string](p.visitor, "document.querySelector('#applicants-0-name').value"); got != name {
		t.Errorf("the office knows who applies, and writes %q", got)
	}
	p.sees("applicant")
	p.does("next")
	p.sees("representative")
	p.does("next")
	p.sees("priority")
	p.does("next")
	p.says("Lệ phí nộp đơn", "925.000 VND")
	p.sees("fee")
	p.does("next")
	p.writes("#sign-name", name)
	p.sees("sign-it")
	p.does("sign-file")
	if !strings.HasPrefix(p.where(), "/portal/filings/S-") {
		t.Fatalf("the browser is at %s:\n%s", p.where(), p.text())
	}
	p.sees("receipt")
	if screens = p.shown - screens; screens > mostScreens {
		t.Errorf("the mark was filed in %d screens, not %d", screens, mostScreens)
	}
	at, _, _ := strings.Cut(p.where(), "?")
	sign := strings.TrimPrefix(at, "/portal/filings/")

	_, told := p.receipt()
	pdf := p.takes(at + "/receipt.pdf")
	if text := printedText(t, pdf); !strings.Contains(text, "SƯƠNG ĐÊM NẬM HƯƠNG") || !strings.Contains(text, name) {
		t.Errorf("the receipt on paper says\n%s", text)
	}
	p.writes("#reference", "UNC 0107")
	p.goes("form.paid button")

	cashier := samplePeople[3]
	k := p.other("mark-desk", table)
	k.speaks("vi")
	k.signsIn(cashier, "/desk/payments")
	k.sees("payments")
	k.proves(cashier.email, "/desk/payments")
	k.goes(fmt.Sprintf("main table a[href='/desk/payments/%s']", sign))
	k.writes("#reference", "UNC 0107")
	k.writes("#account", "Kho bạc mẫu 01")
	k.sees("payment")
	paymentPage := eval[string](k.visitor, "document.documentElement.outerHTML")
	k.goes("form.act button.legal")
	k.sees("paid")

	p.goTo("/portal/inbox")
	number := regexp.MustCompile(`4-` + fmt.Sprint(time.Now().In(zone()).Year()) + `-\d{5}`).FindString(p.text())
	if number == "" {
		t.Fatalf("the number does not come to the inbox:\n%s", p.text())
	}
	p.sees("inbox")
	p.goTo(at)
	p.says(number)
	p.sees("numbered")

	clerk := samplePeople[2]
	c := p.other("mark-clerk", table)
	c.speaks("vi")
	c.signsIn(clerk, "/desk/filings")
	c.goTo("/desk/filings/" + sign)
	c.sees("case")
	pieces := map[string]string{"the application": string(p.takes(at + "/application.json")), "the receipt": string(p.takes(at + "/receipt.json")), "the receipt on paper": printedText(t, pdf),
		"the page of the receipt": eval[string](p.visitor, "document.documentElement.outerHTML"), "the page of the payment": paymentPage,
		"the page of the case": eval[string](c.visitor, "document.documentElement.outerHTML")}
	for name, value := range told {
		pieces["the disclosure "+name] = string(value)
	}
	for _, lang := range locale.Langs() {
		for _, q := range office.Questions() {
			asked, _ := locale.Lookup(lang, "portal.question."+string(q.Question))
			for where, piece := range pieces {
				for _, word := range []string{string(q.Question), asked, "phụ nữ", "Declared", "declaration"} {
					if strings.Contains(piece, word) {
						t.Errorf("%s tells of %q", where, word)
					}
				}
			}
		}
	}
}

// printedText is what a PDF says, by a reader of others.
func printedText(t *testing.T, pdf []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Fatalf("pdftotext is missing: %v", err)
	}
	out, err := exec.CommandContext(t.Context(), tool, storyFile(t, "paper.pdf", pdf), "-").Output()
	if err != nil {
		t.Fatalf("pdftotext reads nothing: %v", err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// A mark is filed at 17:30 of 31 March 2026 in Greenwich. In Hà Nội it is half past midnight of 1 April: that is the day of the filing, on the page,
// in the receipt and on paper; by its law the fee is counted, and in its year the number is given. The same with each engine.
func TestMarkIsFiledOnTheFirstOfAprilInHanoi(t *testing.T) {
	inBrowser(t)
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			args := []string{"--alone"}
			if engine == "postgres" {
				args = append(args, "--database", storetest.Postgres(t))
			}
			began, start := time.Now(), time.Date(2026, 3, 31, 17, 30, 0, 0, time.UTC)
			post := newMailroom(t)
			o := openOffice(t, func() time.Time { return start.Add(time.Since(began)) },
				append(args, "--smtp", post.addr, "--smtp-security", "none", "--mail-from", "office@demo.invalid")...)
			p := arrive(t, o, post, "april-"+engine, phone)
			p.speaks("vi")
			sen := samplePeople[4]
			p.signsIn(sen, "/portal/")
			p.proves(sen.email, "/portal/file")
			p.chooses("input[name=kind][value=TM]")
			p.goes("main form button")
			p.writes("#mark-text", "RẠNG THÁNG TƯ")
			p.does("next")
			p.writes("#goods-find", "chè")
			p.does("find")
			p.chooses("#term-1")
			for _, page := range []string{"report", "applicant", "representative", "priority", "fees"} {
				p.does("next")
				if !strings.HasSuffix(p.where(), "/"+page) {
					t.Fatalf("the browser is at %s, not at %s:\n%s", p.where(), page, p.text())
				}
			}
			p.sees("fee")
			p.does("next")
			p.writes("#sign-name", sen.name)
			p.does("sign-file")
			p.says("01/04/2026", "00:3")
			p.sees("receipt")
			at, _, _ := strings.Cut(p.where(), "?")
			_, told := p.receipt()
			if string(told["effective"]) != `"2026-04-01"` {
				t.Errorf("the day of the receipt is %s", told["effective"])
			}
			// the law asks for an application of that day what it asks since then, and of the day before what it asked until then
			const since = "kể từ ngày đơn được xác định là hợp lệ"
			for day, holds := range map[string]bool{strings.Trim(string(told["effective"]), `"`): true, "2026-03-31": false} {
				if page := p.takes("/law/date?lang=vi&right=TM&rule=TM.publication&event=filing&date=" + day + "&event=found_valid&date=2026-05-04"); strings.Contains(string(page), since) != holds {
					t.Errorf("of an application of %s the law says\n%s", day, words(string(page)))
				}
			}
			var leaf struct {
				Leaf []byte `json:"leaf"`
			}
			if err := json.Unmarshal(p.takes(at+"/receipt.json"), &leaf); err != nil || !strings.Contains(string(leaf.Leaf), `"received_at":"2026-03-31T17:3`) {
				t.Errorf("the leaf is %s (%v)", leaf.Leaf, err)
			}
			if text := printedText(t, p.takes(at+"/receipt.pdf")); !strings.Contains(text, "01/04/2026") && !strings.Contains(text, "1 tháng 4 năm 2026") || strings.Contains(text, "31/03/2026") {
				t.Errorf("the receipt on paper says\n%s", text)
			}

			cashier := samplePeople[3]
			k := p.other("april-desk-"+engine, table)
			k.speaks("vi")
			k.signsIn(cashier, "/desk/payments")
			k.proves(cashier.email, "/desk/payments/"+strings.TrimPrefix(at, "/portal/filings/"))
			k.writes("#reference", "UNC 0104")
			k.writes("#account", "Kho bạc mẫu 01")
			k.goes("form.act button.legal")
			p.goTo(at)
			p.says("4-2026-")
			p.sees("numbered")
		})
	}
}
