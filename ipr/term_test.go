package ipr_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
)

// rows says how many rows each table has; a change of a table is a change of this list.
var rows = map[string]int{
	"st3": 277, "inid_st60": 59, "inid_st9": 62, "inid_st80": 22, "st16": 23, "event_category": 21, "event_st27": 200,
	"mark_status": 17, "mark_feature": 16, "mark_kind": 13, "language": 185, "number": 13, "nice": 45, "nice_related": 93,
	"locarno": 32, "vienna": 29, "ipc": 140,
}

func TestTablesAreWhole(t *testing.T) {
	seen := 0
	for _, table := range ipr.Tables() {
		seen++
		if want := rows[table.Name]; len(table.Terms) != want {
			t.Errorf("%s has %d rows, want %d", table.Name, len(table.Terms), want)
		}
		if len(table.About) < 40 || !strings.Contains(table.About, "20") {
			t.Errorf("%s does not tell its origin: %q", table.Name, table.About)
		}
		code := map[string]bool{}
		for _, term := range table.Terms {
			if code[term.Code] {
				t.Errorf("%s: the code %s is there twice", table.Name, term.Code)
			}
			code[term.Code] = true
			for _, text := range []string{term.Code, term.En, term.Vi, term.Source} {
				if text == "" || text != strings.TrimSpace(text) || !norm.NFC.IsNormalString(text) {
					t.Errorf("%s: %s has an empty, padded or decomposed text %q", table.Name, term.Code, text)
				}
			}
			if len(term.Confidence) != 1 || !strings.Contains("ABCD", term.Confidence) {
				t.Errorf("%s: %s has the confidence %q", table.Name, term.Code, term.Confidence)
			}
			if strings.Contains(term.Source, "memory") && term.Verified() {
				t.Errorf("%s: %s is from memory and counts as verified", table.Name, term.Code)
			}
		}
	}
	if seen != len(rows) {
		t.Errorf("%d tables, want %d", seen, len(rows))
	}
}

// What is not sourced stays out of the product, but for what an entry cannot do without.
func TestUnverifiedRowsAreFew(t *testing.T) {
	allowed := map[string]int{"inid_st60": 5, "number": 11, "nice_related": 93}
	for _, table := range ipr.Tables() {
		n := 0
		for _, term := range table.Terms {
			if !term.Verified() {
				n++
			}
		}
		if n != allowed[table.Name] {
			t.Errorf("%s has %d unverified rows, want %d", table.Name, n, allowed[table.Name])
		}
	}
}

func TestKnownPairs(t *testing.T) {
	get := func(term ipr.Term, ok bool) ipr.Term {
		if !ok {
			t.Helper()
			t.Errorf("not found, want %s", term.Code)
		}
		return term
	}
	for _, c := range []struct {
		name   string
		term   ipr.Term
		vi, en string
	}{
		{"ST.60 220", get(ipr.INID(ipr.ST60, "220")), "Ngày nộp đơn", "Filing date"},
		{"ST.60 442", get(ipr.INID(ipr.ST60, "442")), "Ngày công bố đơn đã thẩm định", "Publication date of the application, examined"},
		{"ST.9 54", get(ipr.INID(ipr.ST9, "54")), "Tên sáng chế", "Title of the invention"},
		{"ST.80 72", get(ipr.INID(ipr.ST80, "72")), "Tác giả kiểu dáng", "Designer"},
		{"ST.3 VN", get(ipr.OfficeTerm("VN")), "Việt Nam", "Viet Nam"},
		{"ST.16 A1 of the EPO", get(ipr.DocumentKind("EP", "A1")), "Đơn công bố kèm báo cáo tra cứu", "Application with search report"},
		{"ST.16 A1 of another office", get(ipr.DocumentKind("US", "A1")), "Công bố lần đầu: đơn sáng chế", "First publication: application, patent series"},
		{"event category", get(ipr.EventCategory("F")), "Cấp văn bằng bảo hộ", "IP right granted"},
		{"detailed event", get(ipr.EventCode("B11").Term()), "Rút đơn", "Application withdrawn"},
		{"category as event", get(ipr.EventCode("Q").Term()), "Công bố tài liệu", "Document published"},
		{"status, as the schema has it", get(ipr.MarkStatus("Application Filed")), "Đã nộp đơn", "Application filed"},
		{"feature by our short word", get(ipr.MarkFeature("3d")), "Nhãn hiệu ba chiều", "Three-dimensional mark"},
		{"feature by our short word that is also ST.96's", get(ipr.MarkFeature("combined")), "Nhãn hiệu kết hợp chữ và hình", "Combined mark"},
		{"kind by our short word", get(ipr.MarkKind("certification")), "Nhãn hiệu chứng nhận", "Certification mark"},
	} {
		if c.term.In(locale.Vi) != c.vi || c.term.In(locale.En) != c.en {
			t.Errorf("%s: %s / %s, want %s / %s", c.name, c.term.Vi, c.term.En, c.vi, c.en)
		}
	}
	if term, _ := ipr.INID(ipr.ST60, "442"); term.Verified() {
		t.Error("ST.60 442 is from memory and must be marked as unverified")
	}
}

func TestUnknownCodesStayThemselves(t *testing.T) {
	if got := ipr.OfficeName("QQ", locale.Vi); got != "QQ" {
		t.Errorf("an unknown office is shown as %q", got)
	}
	if got := ipr.LanguageName("tlh", locale.En); got != "tlh" {
		t.Errorf("an unknown language is shown as %q", got)
	}
	for name, found := range map[string]bool{
		"INID 999":            has(ipr.INID(ipr.ST60, "999")),
		"INID of no standard": has(ipr.INID("ST.0", "220")),
		"document kind":       has(ipr.DocumentKind("EP", "Q7")),
		"document kind, long": has(ipr.DocumentKind("EP", "A10")),
		"event":               has(ipr.EventCode("B99").Term()),
		"status":              has(ipr.MarkStatus("Half registered")),
	} {
		if found {
			t.Errorf("%s has a meaning", name)
		}
	}
	if c, err := ipr.ParseEventCode("B99"); err != nil || c != "B99" || c.Category() != "B" {
		t.Errorf("an unlisted event is read as %q, %v", c, err)
	}
	for _, bad := range []string{"", "b11", "B1", "B111", "1", "BXX", "É"} {
		if c, err := ipr.ParseEventCode(bad); err == nil {
			t.Errorf("%q is read as the event %s", bad, c)
		}
	}
}

func has(_ ipr.Term, ok bool) bool { return ok }

// Every event of ST.27 belongs to a category that the table knows.
func TestEventsHaveCategories(t *testing.T) {
	for _, table := range ipr.Tables() {
		if table.Name != "event_st27" {
			continue
		}
		for _, term := range table.Terms {
			c, err := ipr.ParseEventCode(term.Code)
			if err != nil {
				t.Error(err)
			} else if _, ok := ipr.EventCategory(c.Category()); !ok {
				t.Errorf("%s has no category", term.Code)
			}
		}
	}
	if n := len(ipr.EventCategories()); n != 21 {
		t.Errorf("%d categories", n)
	}
}

func TestOfficesAreThoseOfToday(t *testing.T) {
	code := map[string]bool{}
	for _, o := range ipr.Offices() {
		code[o.Code] = true
	}
	if len(code) != 233 || !code["EM"] || !code["VN"] || code["SU"] || code["BU"] || code["PR"] {
		t.Errorf("%d offices; EM %t, VN %t, SU %t, BU %t, PR %t", len(code), code["EM"], code["VN"], code["SU"], code["BU"], code["PR"])
	}
}

func TestStandardOfAKind(t *testing.T) {
	for kind, want := range map[ipr.Kind]ipr.Standard{ipr.Trademark: ipr.ST60, ipr.Utility: ipr.ST9, ipr.Patent: ipr.ST9, ipr.Design: ipr.ST80, ipr.GI: ""} {
		if got := ipr.INIDStandard(kind); got != want {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
	}
}

func TestDatesInWords(t *testing.T) {
	d := ipr.Date{Year: 2027, Month: 1, Day: 25}
	for got, want := range map[string]string{
		d.In(locale.Vi): "25/01/2027", d.In(locale.En): "25 January 2027", d.InWords(locale.Vi): "ngày 25 tháng 01 năm 2027",
		ipr.Date{Year: 1998}.In(locale.Vi): "1998", ipr.Date{}.In(locale.En): "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
