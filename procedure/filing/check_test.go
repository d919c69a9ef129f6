package filing_test

import (
	"strings"
	"testing"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure/filing"
)

func signed() []filing.Signature {
	return []filing.Signature{{Name: "Nguyễn Thị Mẫu", Capacity: "applicant", How: "typed"}}
}

func applicant() []filing.Applicant {
	return []filing.Applicant{{Person: "natural", Name: "Nguyễn Thị Mẫu", Country: "VN", Place: "Cà Mau", Address: &filing.Address{Written: "Ấp Mẫu, Cà Mau"}}}
}

// word is a complete application for a word mark.
func word() *filing.Application {
	return &filing.Application{V: 1, Kind: ipr.Trademark, Language: "vi", Applicants: applicant(), Signatures: signed(),
		Mark:  &filing.MarkAsked{Feature: "word", Kind: "individual", Text: "VÂN HẠC"},
		Goods: []filing.GoodsAsked{{Class: 30, Terms: []string{"chè"}}}}
}

// invention is a complete application for an invention.
func invention() *filing.Application {
	sha := strings.Repeat("a", 64)
	return &filing.Application{V: 1, Kind: ipr.Patent, Language: "vi", Applicants: applicant(), Signatures: signed(),
		Creators: []filing.Creator{{Name: "Mạc Thị Sương", Country: "VN"}}, Statements: []filing.Statement{{Requirement: "PT.file.unity", Applies: true}},
		Files: []filing.Attachment{{Role: "description", Name: "description.pdf", SHA256: sha, Size: 10, Pages: 12}},
		Invention: &filing.InventionAsked{Title: "Máy sấy chè", Abstract: "Máy sấy chè bằng hơi nước.", AI: "no",
			Claims: []filing.Claim{{Text: "Máy sấy chè có trục rỗng."}, {Text: "Máy theo điểm 1.", On: []int{1}}}}}
}

func TestCompleteApplicationsHaveNothingToMend(t *testing.T) {
	l := vietnam(t)
	for name, a := range map[string]*filing.Application{"a word mark": word(), "an invention": invention()} {
		for _, f := range filing.Check(a, l) {
			t.Errorf("%s: %v at %s", name, f.Fault, f.Question)
		}
	}
}

func TestCheckTellsWhatTheOfficeWould(t *testing.T) {
	l := vietnam(t)
	for _, c := range []struct {
		rule   string
		from   func() *filing.Application
		change func(a *filing.Application)
		weight filing.Weight
		want   string
	}{
		{"nobody applies", word, func(a *filing.Application) { a.Applicants = nil }, filing.Stops, "who applies"},
		{"nobody signs", word, func(a *filing.Application) { a.Signatures = nil }, filing.Stops, "nobody has signed"},
		{"no sign", word, func(a *filing.Application) { a.Mark.Text = "" }, filing.Stops, "the sign is missing"},
		{"a country that is none", word, func(a *filing.Application) { a.Applicants[0].Country = "QQ" }, filing.Lacks, "no country"},
		{"an address", word, func(a *filing.Application) { a.Applicants[0].Address = nil }, filing.Lacks, "address of applicant 1"},
		{"a picture of a figurative mark", word, func(a *filing.Application) { a.Mark.Feature = "figurative" }, filing.Lacks, "needs a picture"},
		{"80 by 80 mm", word, func(a *filing.Application) { a.Mark.Width = 801 }, filing.Lacks, "larger than 80"},
		{"goods, by the pack", word, func(a *filing.Application) { a.Goods = nil }, filing.Lacks, "the law asks for: List of goods"},
		{"foreign words, by the pack", word, func(a *filing.Application) { a.Mark.Foreign = true }, filing.Lacks, "Explanation of foreign words"},
		{"a power, by the pack", word, func(a *filing.Application) { a.Representative = &filing.Representative{Power: "single"} }, filing.Lacks, "Power of attorney"},
		{"regulations of a collective mark, by the pack", word, func(a *filing.Application) { a.Mark.Kind = "collective" }, filing.Lacks, "Regulations"},
		{"a term twice", word, func(a *filing.Application) { a.Goods[0].Terms = []string{"chè", "Chè "} }, filing.Doubts, "stands twice"},
		{"a term in two classes", word, func(a *filing.Application) {
			a.Goods = append(a.Goods, filing.GoodsAsked{Class: 35, Terms: []string{"chè"}})
		}, filing.Doubts, "in classes 30 and 35"},
		{"a vague term", word, func(a *filing.Application) { a.Goods[0].Terms = []string{"Tất cả hàng hóa."} }, filing.Doubts, "so wide"},
		{"a long abstract", invention, func(a *filing.Application) { a.Invention.Abstract = strings.Repeat("từ ", 151) }, filing.Lacks, "151 words"},
		{"a claim that depends on a later one", invention, func(a *filing.Application) { a.Invention.Claims[1].On = []int{3} }, filing.Lacks, "claim 2 depends on claim 3"},
		{"no independent claim", invention, func(a *filing.Application) { a.Invention.Claims = a.Invention.Claims[1:] }, filing.Lacks, "has to stand by itself"},
		{"no inventor", invention, func(a *filing.Application) { a.Creators = nil }, filing.Lacks, "who created it"},
		{"what a human did, by the pack", invention, func(a *filing.Application) { a.Invention.AI = "assisted" }, filing.Lacks, "contribution of a human"},
		{"drawings that are counted and not there", invention, func(a *filing.Application) { a.Invention.Drawings = 2 }, filing.Lacks, "Drawings"},
		{"unity, by the pack", invention, func(a *filing.Application) { a.Statements = nil }, filing.Lacks, "One title"},
		{"a priority without a date", word, func(a *filing.Application) { a.Priorities = []filing.Priority{{Office: "US"}} }, filing.Lacks, "priority 1"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			a := c.from()
			c.change(a)
			for _, f := range filing.Check(a, l) {
				if strings.Contains(f.Fault.Error(), c.want) {
					if f.Weight != c.weight {
						t.Errorf("%v weighs %d, want %d", f.Fault, f.Weight, c.weight)
					}
					return
				}
			}
			t.Errorf("nothing says %q: %v", c.want, filing.Check(a, l))
		})
	}
}

func TestFeesAreThoseOfThePack(t *testing.T) {
	l := vietnam(t)
	day := ipr.Date{Year: 2026, Month: 4, Day: 1}
	a := word()
	one, err := filing.Fees(a, l, day)
	if err != nil {
		t.Fatal(err)
	}
	a.Goods = append(a.Goods, filing.GoodsAsked{Class: 35, Terms: strings.Split("a b c d e f g h", " ")})
	two, err := filing.Fees(a, l, day)
	if err != nil {
		t.Fatal(err)
	}
	if len(one) != 1 || len(two) != 1 || two[0].Total <= one[0].Total {
		t.Errorf("one class costs %v, two with eight terms in the second %v", one, two)
	}
	i := invention()
	i.Requests = []string{"examination"}
	if bills, err := filing.Fees(i, l, day); err != nil || len(bills) != 2 {
		t.Errorf("an invention with its examination costs %v, %v", bills, err)
	}
}
