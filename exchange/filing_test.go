package exchange_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/procedure/filing"
)

func sampleFiling(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/filing-st96.xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestFilingInST96IsAnApplication(t *testing.T) {
	a, err := exchange.ReadFilingST96(strings.NewReader(sampleFiling(t)))
	if err != nil {
		t.Fatal(err)
	}
	m, p := a.Mark, a.Applicants[0]
	if m.Text != "SAO SÔNG" || m.Feature != "combined" || m.Kind != "individual" || !m.Foreign || m.Translation != "river star" || m.Colours != "xanh, trắng" || m.Image != a.Files[0].SHA256 {
		t.Errorf("the mark is %+v", m)
	}
	if p.Person != "legal" || p.Name != "Công ty TNHH Mẫu" || p.Country != "VN" || p.Place != "Cà Mau" || p.Address.Written != "1 Đường Mẫu\nCà Mau" || p.Email != "mau@example.org" {
		t.Errorf("the applicant is %+v, %+v", p, p.Address)
	}
	if len(a.Goods) != 2 || a.Goods[0].Class != 5 || strings.Join(a.Goods[1].Terms, "|") != "chè|cà phê" {
		t.Errorf("the goods are %+v", a.Goods)
	}
	if f := a.Files[0]; f.Role != "specimen" || f.Name != "logo.png" || f.Type != "image/png" || f.Size != 3 {
		t.Errorf("the file is %+v", f)
	}
	if q := a.Priorities[0]; q.Office != "JP" || q.Number != "2026-123456" || q.Date.String() != "2026-08-01" {
		t.Errorf("the priority is %+v", q)
	}
	if s := a.Signatures[0]; s.Name != "Trần Thị Mẫu" || s.Capacity != "applicant" || s.At != "2026-11-25T00:00:00Z" {
		t.Errorf("the signature is %+v", s)
	}
	if a.Reference != "VH-12" || a.Language != "vi" {
		t.Errorf("the application is %+v", a)
	}
	for _, f := range filing.Check(a, nil) {
		t.Errorf("the sample lacks something: %v", f.Fault)
	}
}

// TestFilingInST96IsValid has the sample judged by libxml2 and the schemas of WIPO.
func TestFilingInST96IsValid(t *testing.T) {
	schema := outside.Shared(t, "data/st96/schema-v6.0/TrademarkApplication_V6_0.xsd")
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed")
	}
	if out, err := exec.CommandContext(t.Context(), xmllint, "--noout", "--nonet", "--schema", schema, "testdata/filing-st96.xml").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestFilingInST96LeavesNothingOutInSilence(t *testing.T) {
	good := sampleFiling(t)
	for _, c := range []struct{ rule, from, to, want string }{
		{"an element that we have no member for", "<tmk:GoodsServicesBag>", "<tmk:MarkSeriesTotalQuantity>2</tmk:MarkSeriesTotalQuantity><tmk:GoodsServicesBag>", "MarkSeriesTotalQuantity"},
		{"a second mark", "</tmk:TrademarkBag>", "<tmk:Trademark/></tmk:TrademarkBag>", "one mark"},
		{"a smell", "Combined", "Olfactory", "sort of sign"},
		{"a class of another system", "<tmk:ClassNumber>30<", "<tmk:ClassNumber>US 46<", "Nice"},
		{"a document without a size", `com:unitCode="Bytes">3`, `com:unitCode="KB">3`, "size in bytes"},
		{"a hash that is none", "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", "logo.png", "SHA-256"},
		{"a day that there is not", "2026-08-01", "2026-02-30", "no date"},
		{"a second root", "</tmk:TrademarkApplication>", "</tmk:TrademarkApplication><x/>", "behind the root"},
	} {
		_, err := exchange.ReadFilingST96(strings.NewReader(strings.ReplaceAll(good, c.from, c.to)))
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s gives %v, want %q", c.rule, err, c.want)
		}
	}
}

func FuzzFilingST96(f *testing.F) {
	f.Add([]byte(sampleFiling(f)))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := exchange.ReadFilingST96(bytes.NewReader(b))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("a document is refused as %v", err)
			}
			return
		}
		if _, err := filing.Read(a.Bytes()); err != nil {
			t.Errorf("what was read cannot be read again: %v", err)
		}
	})
}
