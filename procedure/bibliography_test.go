package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure"
	"github.com/muniment/muniment/register"
)

func day(y, m, d int) ipr.Date { return ipr.Date{Year: y, Month: m, Day: d} }

func entry(kind ipr.Kind, rec register.Record) *register.Entry {
	id := ipr.ID{Office: "VN", Kind: kind, Number: "1"}
	return &register.Entry{ID: id, Kind: kind, Office: id.Office, Record: rec}
}

// told writes a bibliography as text, a field on a line.
func told(b *procedure.Bibliography, l locale.Lang) string {
	var out strings.Builder
	for _, g := range b.Groups {
		out.WriteString(g.Name + "\n")
		for _, f := range g.Fields {
			var values []string
			for _, v := range f.Values {
				values = append(values, v.In(l))
			}
			out.WriteString("  (" + f.Code + ") " + f.Label.In(l) + ": " + strings.Join(values, " | ") + "\n")
		}
	}
	return out.String()
}

func TestBibliographyOfAMark(t *testing.T) {
	e := entry(ipr.Trademark, register.Record{
		Application: &register.Numbered{Number: "4-2024-10917", Date: day(2024, 3, 12)}, Registration: &register.Numbered{Number: "4-0561208", Date: day(2026, 1, 22)},
		Expiry: day(2034, 3, 12), Status: register.StatusRegistered,
		Mark: &register.Mark{Text: "SƯƠNG NGÀN", Feature: "combined", Kind: "collective", Colours: "xanh", Vienna: []string{"06.01.02", "01.03.01"}, Image: strings.Repeat("ab", 32)},
		Parties: []register.Party{
			{Role: ipr.Owner, Name: "Hợp tác xã Nậm Sương", Country: "VN", Place: "Tuyên Quang"}, {Role: ipr.Representative, Name: "Đồng Giấy"},
			{Role: ipr.Owner, Name: "Mizutaru K.K.", Country: "JP", Place: "Kyoto"},
		},
		Classes:      []register.Class{{Scheme: "nice", Class: 30, Terms: []string{"chè"}}, {Scheme: "us", Class: 46}, {Scheme: "own", Class: 2}},
		Priorities:   []register.Priority{{Office: "JP", Number: "2023-1", Date: day(2023, 10, 4)}},
		Publications: []register.Publication{{Number: "434A", Kind: "opposition", Date: day(2024, 5, 27)}, {Number: "455B", Kind: "registration", Date: day(2026, 2, 25)}},
		Related:      []register.Related{{How: "prior", Office: "VN", Number: "4-1", Date: day(2004, 1, 2)}, {How: "odd one", Number: "7"}},
	})
	b := procedure.NewBibliography(e)
	if got, want := told(b, locale.Vi), `number
  (111) Số đăng ký: 4-0561208
  (151) Ngày đăng ký: 22/01/2026
  (180) Ngày dự kiến hết hiệu lực: 12/03/2034
  (210) Số đơn: 4-2024-10917
  (220) Ngày nộp đơn: 12/03/2024
priority
  (300) Dữ liệu về quyền ưu tiên: 2023-1, 04/10/2023, Nhật Bản
publication
  (441) Ngày công bố đơn chưa thẩm định: 434A, 27/05/2024
  (450) Ngày công bố đăng ký: 455B, 25/02/2026
mark
  (540) Mẫu nhãn hiệu: SƯƠNG NGÀN
  () Dạng dấu hiệu: Nhãn hiệu kết hợp chữ và hình
  (550) Loại nhãn hiệu: Nhãn hiệu tập thể
  (591) Màu sắc yêu cầu bảo hộ: xanh
  (531) Phân loại hình theo Bảng phân loại Viên: 06.01.02, 01.03.01
party
  (732) Chủ sở hữu: Hợp tác xã Nậm Sương, Tuyên Quang | Mizutaru K.K., Kyoto, Nhật Bản
  (740) Người đại diện: Đồng Giấy
related
  () Quyền liên quan: 4-1, 02/01/2004, Đăng ký trước, Việt Nam | 7, odd one
`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if f := b.Field("filed"); f == nil || f.Values[0].In(locale.En) != "12 March 2024" || f.Label.In(locale.En) != "Filing date" {
		t.Errorf("in English the filing date is %+v", f)
	}
	if b.Name.Text != "SƯƠNG NGÀN" || b.Picture != e.Mark.Image || b.Number() != "4-0561208" || !b.Coded() {
		t.Errorf("%+v", b)
	}
	if got := b.Owners(); !slices.Equal(got, []string{"Hợp tác xã Nậm Sương", "Mizutaru K.K."}) {
		t.Errorf("the owners are %q", got)
	}
	if got := []string{b.Classes[0].Label.In(locale.En), b.Classes[0].Title.In(locale.En), b.Classes[1].Label.In(locale.En), b.Classes[2].Label.In(locale.Vi)}; got[0] != "Class 30" || got[1] == "" || !strings.Contains(got[2], "46") || got[3] != "OWN 2" {
		t.Errorf("the classes are %q", got)
	}
	if l := b.Label("classes"); l.Code != "511" {
		t.Errorf("classes have the code %q", l.Code)
	}
}

func TestBibliographyOfAnInvention(t *testing.T) {
	b := procedure.NewBibliography(entry(ipr.Patent, register.Record{
		Application: &register.Numbered{Number: "1-2022-04417", Date: day(2022, 7, 12)}, Expiry: day(2042, 7, 12), Title: "Máy sấy", Abstract: "Thùng quay.", Language: "vi",
		Wordings: []register.Wording{{Language: "en", Title: "Dryer"}}, ClaimTexts: []string{"a", "b"}, IPC: []string{"A23F 3/06", "F26B 11/04"},
		Parties:      []register.Party{{Role: ipr.Applicant, Name: "A"}, {Role: ipr.Inventor, Name: "B"}, {Role: ipr.Inventor, Name: "C", Country: "JP"}},
		Publications: []register.Publication{{Office: "VN", Number: "1-2022-04417", Kind: "A", Date: day(2023, 2, 27)}, {Office: "EP", Number: "EP3404678", Kind: "B1"}},
	}))
	if got, want := told(b, locale.En), `number
  () In force until: 12 July 2042
  (21) Application number: 1-2022-04417
  (22) Filing date: 12 July 2022
publication
  (43) Publication date of the application, not examined: VN 1-2022-04417 A, 27 February 2023
  (45) Publication date of the patent: EP3404678 B1
subject
  (54) Title of the invention: Máy sấy | Dryer
  () Number of claims: 2
  (57) Abstract: Thùng quay.
party
  (71) Applicant: A
  (72) Inventor: B | C, Japan
symbol
  (51) International Patent Classification: A23F 3/06; F26B 11/04
`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if v := b.Field("title").Values[1]; v.Lang != "en" || b.Name.Lang != "vi" {
		t.Errorf("the languages of the titles are %q and %q", b.Name.Lang, v.Lang)
	}
	if got := b.Owners(); !slices.Equal(got, []string{"A"}) || b.Number() != "1-2022-04417" {
		t.Errorf("before the grant there are applicants: %q, %q", got, b.Number())
	}
}

func TestBibliographyOfDesignsAndIndications(t *testing.T) {
	d := procedure.NewBibliography(entry(ipr.Design, register.Record{Title: "Bộ ấm chén", Language: "vi", Designs: []register.Design{
		{Number: "1", Title: "Ấm", Locarno: []string{"07-01"}, Description: "Tròn.", Views: []register.View{{Label: "1.1", Image: "aa"}, {File: "b.png", Image: "bb"}, {Label: "1.3"}}},
		{Number: "2", Views: []register.View{{Label: "2.1", Image: "aa"}}},
	}}))
	if d.Designs[1].Title.Text != "Bộ ấm chén" || d.Designs[0].Views[1].Label != "b.png" || !slices.Equal(d.Pictures(), []string{"aa", "bb"}) {
		t.Errorf("%+v, pictures %q", d.Designs, d.Pictures())
	}
	g := procedure.NewBibliography(entry(ipr.GI, register.Record{Title: "Nậm Sương", Indication: &register.Indication{Product: []string{"Chè"}, Countries: []string{"VN", "LA"}, Area: "Xã Nậm Sương."}}))
	if got := told(g, locale.Vi); g.Coded() || got != "subject\n  () Tên gọi: Nậm Sương\nindication\n  () Sản phẩm: Chè\n  () Nước: Việt Nam | Lào\n  () Khu vực địa lý: Xã Nậm Sương.\n" {
		t.Errorf("got\n%s", got)
	}
	if g.Owners() != nil || g.Number() != "" {
		t.Errorf("owners %q, number %q of nobody knows what", g.Owners(), g.Number())
	}
}

func TestLabelsFromMemoryAreMarked(t *testing.T) {
	for _, std := range []ipr.Standard{ipr.ST60, ipr.ST9, ipr.ST80} {
		for _, name := range ipr.INIDFields(std) {
			term, ok := ipr.INIDField(std, name)
			kind := map[ipr.Standard]ipr.Kind{ipr.ST60: ipr.Trademark, ipr.ST9: ipr.Patent, ipr.ST80: ipr.Design}[std]
			f := procedure.NewBibliography(entry(kind, register.Record{})).Label(name)
			if ok && (f.Code != term.Code || f.Unverified == term.Verified()) || !ok && (f.Code != "" || f.Unverified) {
				t.Errorf("%s of %s: %+v", name, std, f)
			}
			for _, l := range locale.Langs() {
				if f.Label[l] == "" || f.Label[l] == name && l == locale.Vi {
					t.Errorf("%s of %s has no label in %s", name, std, l)
				}
			}
		}
	}
}

func TestHistoryTellsNoSilentActs(t *testing.T) {
	e := entry(ipr.Patent, register.Record{})
	e.Events = []register.Happening{{Act: "file", Effective: day(2022, 1, 3), Seq: 7}, {Seq: 8}, {Act: "register", Effective: day(2024, 1, 3), Seq: 9}, {Act: "own", ReceivedAt: "2025-01-02T03:04:05Z", Seq: 10}}
	h := procedure.NewBibliography(e).History
	if len(h) != 3 || h[1].Leaf != 9 || h[1].Title.In(locale.En) != "Patent granted" || h[2].Title.In(locale.Vi) != "own" || h[2].Date != day(2025, 1, 2) {
		t.Errorf("%+v", h)
	}
}

func TestAnEmptyEntryTellsNothing(t *testing.T) {
	b := procedure.NewBibliography(entry(ipr.Trademark, register.Record{}))
	if len(b.Groups)+len(b.Classes)+len(b.Designs)+len(b.History)+len(b.Pictures()) != 0 || !b.Name.IsZero() {
		t.Errorf("%+v", b)
	}
}
