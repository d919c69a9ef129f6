package procedure_test

import (
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure"
	"github.com/muniment/muniment/register"
)

func TestADocumentHasWhatItsFormNeeds(t *testing.T) {
	whole := func() *procedure.Document {
		return &procedure.Document{
			Form: procedure.Letter, Langs: []locale.Lang{locale.Vi, locale.En}, Office: office.SampleLetterhead(), Date: day(2026, 2, 5), To: &procedure.Addressee{Name: "A"},
			Right: procedure.NewBibliography(entry(ipr.Trademark, register.Record{})), Remarks: []procedure.Remark{{ID: "x"}}, Until: day(2026, 3, 5), Received: time.Unix(1, 0),
			Bill: &law.Bill{}, Files: []procedure.File{{}}, Gazette: &procedure.Gazette{},
		}
	}
	for _, f := range procedure.Forms() {
		d := whole()
		if d.Form = f; d.Check() != nil {
			t.Errorf("a whole document of the form %s: %v", f, d.Check())
		}
	}
	for _, c := range []struct {
		name  string
		form  procedure.Form
		lacks func(*procedure.Document)
		says  string
	}{
		{"a form that is none", "poem", func(*procedure.Document) {}, "no form"},
		{"no letterhead", procedure.Extract, func(d *procedure.Document) { d.Office = nil }, "letterhead"},
		{"no language", procedure.Extract, func(d *procedure.Document) { d.Langs = nil }, "one language"},
		{"three languages", procedure.Extract, func(d *procedure.Document) { d.Langs = append(d.Langs, "fr") }, "one language"},
		{"a language twice", procedure.Extract, func(d *procedure.Document) { d.Langs = []locale.Lang{"vi", "vi"} }, "one language"},
		{"a language that nobody speaks here", procedure.Extract, func(d *procedure.Document) { d.Langs = []locale.Lang{"xx"} }, `"xx"`},
		{"no date", procedure.GazettePart, func(d *procedure.Document) { d.Date = ipr.Date{} }, "no date"},
		{"a letter to nobody", procedure.Letter, func(d *procedure.Document) { d.To = nil }, "addressee"},
		{"a letter that says nothing", procedure.Letter, func(d *procedure.Document) { d.Remarks = nil }, "nothing"},
		{"a certificate of nothing", procedure.Certificate, func(d *procedure.Document) { d.Right = nil }, "no right"},
		{"a notice without a last day", procedure.Defect, func(d *procedure.Document) { d.Until = ipr.Date{} }, "last day"},
		{"a receipt without a time", procedure.Receipt, func(d *procedure.Document) { d.Received = time.Time{} }, "time of receipt"},
		{"a receipt of nothing", procedure.Receipt, func(d *procedure.Document) { d.Files = nil }, "no files"},
		{"a request for no fees", procedure.FeeRequest, func(d *procedure.Document) { d.Bill = nil }, "no bill"},
		{"a gazette without an issue", procedure.GazettePart, func(d *procedure.Document) { d.Gazette = nil }, "issue"},
	} {
		d := whole()
		d.Form = c.form
		c.lacks(d)
		if err := d.Check(); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestMoneyIsWrittenAsLettersHaveIt(t *testing.T) {
	for _, c := range []struct {
		amount   int64
		currency string
		vi, en   string
	}{
		{1_000_000, "VND", "1.000.000 đồng", "VND 1,000,000"}, {0, "VND", "0 đồng", "VND 0"}, {-160_000, "VND", "−160.000 đồng", "VND −160,000"},
		{85_000, "EUR", "850 EUR", "EUR 850"}, {12_345, "CHF", "123,45 CHF", "CHF 123.45"},
	} {
		m := procedure.Money{Amount: c.amount, Currency: c.currency}
		if vi, en := m.In(locale.Vi), m.In(locale.En); vi != c.vi || en != c.en {
			t.Errorf("%d %s: %q and %q, want %q and %q", c.amount, c.currency, vi, en, c.vi, c.en)
		}
	}
}

func TestLinesOfABillAreThoseOfTheLaw(t *testing.T) {
	w, err := law.Own().Office("VN")
	if err != nil {
		t.Fatal(err)
	}
	var f law.Facts
	for name, value := range map[string]string{"date": "2026-02-05", "classes": "3", "titles": "1"} {
		if err := f.Tell(name, value); err != nil {
			t.Fatal(err)
		}
	}
	b, err := w.Fee("TM.grant", &f)
	if err != nil {
		t.Fatal(err)
	}
	list := procedure.Charges(b)
	var sum int64
	unverified, discount := 0, 0
	for i, c := range list {
		sum += c.Amount.Amount
		if c.Unverified {
			unverified++
		}
		if c.Amount.Amount < 0 {
			discount++
			if !strings.HasPrefix(c.Count.In(locale.Vi), "−") || !strings.HasSuffix(c.Count.In(locale.Vi), "%") {
				t.Errorf("a discount is told by its rate: %q", c.Count)
			}
		}
		if c.What.In(locale.En) == "" || c.Amount.Amount != b.Lines[i].Amount || c.Amount.Currency != "VND" {
			t.Errorf("line %d: %+v", i, c)
		}
	}
	if len(list) != len(b.Lines) || sum != b.Total || procedure.Total(b).Amount != sum || unverified == 0 || discount == 0 {
		t.Errorf("%d lines of %d, %d of %d đồng, %d unverified, %d discounts", len(list), len(b.Lines), sum, b.Total, unverified, discount)
	}
}

func TestTitleOfASectionSaysWhatWasDoneToWhat(t *testing.T) {
	for _, c := range []struct {
		kind   ipr.Kind
		act    string
		vi, en string
	}{
		{ipr.Trademark, "register", "Nhãn hiệu: Đăng ký", "Trademark: Registered"}, {ipr.Patent, "register", "Cấp bằng độc quyền sáng chế", "Patent granted"},
		{ipr.Design, "own", "Kiểu dáng công nghiệp: own", "Industrial design: own"},
	} {
		s := procedure.Section{Kind: c.kind, Act: c.act}.Title()
		if s.In(locale.Vi) != c.vi || s.In(locale.En) != c.en {
			t.Errorf("%s of %s: %v", c.act, c.kind, s)
		}
	}
}

func TestWhoSignsIsTheOfficesOneUnlessItIsSaid(t *testing.T) {
	d := procedure.Document{Office: office.SampleLetterhead()}
	if d.Sign().Name != d.Office.Signatory.Name {
		t.Errorf("%+v", d.Sign())
	}
	d.Signatory = &office.Signatory{Name: "B", For: office.Same("KT. Cục trưởng")}
	if d.Sign().Name != "B" {
		t.Errorf("%+v", d.Sign())
	}
}
