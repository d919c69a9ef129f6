package sample

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure"
	"github.com/muniment/muniment/register"
)

// Paper is a document of the sample office with its pictures by their names.
type Paper struct {
	Name     string // "certificate-TM"
	Document *procedure.Document
	Pictures map[string][]byte
}

// hanoi is the time zone of the sample office.
var hanoi = time.FixedZone("UTC+7", 7*3600)

// issued is the day on which the sample papers are dated.
var issued = ymd(2026, 2, 5)

func vien(vi, en string) office.Words { return office.Words{locale.Vi: vi, locale.En: en} }

// Papers are one or two documents of each form, in Vietnamese; for certificates and extracts one of each kind of right. Whoever wants
// them in other languages sets Document.Langs of a copy. Each call makes them anew.
func Papers() []Paper {
	tea := teaMark()
	list := []Paper{
		receiptPaper(), defectPaper(tea), refusalPaper(), decisionPaper(tea), feePaper(tea),
	}
	rights := append([]right{tea}, granted()...)
	for _, r := range rights {
		list = append(list, r.certificate())
	}
	for _, r := range rights {
		list = append(list, r.extract())
	}
	return append(list, copyPaper(rights[1]), gazettePaper(rights), letterPaper())
}

// right is an entry of the register with its pictures.
type right struct {
	entry    *register.Entry
	pictures map[string][]byte
}

func (r right) bibliography() *procedure.Bibliography { return procedure.NewBibliography(r.entry) }

// paper begins a document about the right.
func (r right) paper(form procedure.Form, number, symbol string) Paper {
	token := digest(string(form) + r.entry.ID.String())[:18]
	d := &procedure.Document{
		Form: form, Langs: []locale.Lang{locale.Vi}, Office: office.SampleLetterhead(), Number: number, Symbol: symbol, Date: issued,
		Link: "https://so-huu-tri-tue.vi-du.invalid/v/" + token, Token: token, Signed: true,
	}
	p := Paper{Name: string(form), Document: d, Pictures: r.pictures}
	if !r.entry.ID.IsZero() {
		d.Right = r.bibliography()
	}
	return p
}

// digest is the SHA-256 of a text in hex.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func (r right) certificate() Paper {
	p := r.paper(procedure.Certificate, "", "")
	p.Name += "-" + string(r.entry.Kind)
	p.Document.Date = r.entry.Registration.Date
	return p
}

func (r right) extract() Paper {
	p := r.paper(procedure.Extract, "218", "TL-CM")
	p.Name += "-" + string(r.entry.Kind)
	p.Document.Proof = proof(418_230)
	p.Document.Sent = []office.Words{vien("Người yêu cầu;", "The requester;"), vien("Lưu: VT.", "File.")}
	return p
}

func proof(leaf int64) *procedure.Proof {
	return &procedure.Proof{
		Log: "so-huu-tri-tue.vi-du.invalid/register", Leaf: leaf, Size: leaf + 1, Root: "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=",
		At: time.Date(2026, 2, 5, 9, 30, 0, 0, hanoi),
	}
}

// teaEmblem is large enough for a certificate, and takes its time to be drawn.
var teaEmblem = sync.OnceValue(func() drawing { return emblem(5, 720) })

// teaMark is a registered mark with a picture.
func teaMark() right {
	d := teaEmblem()
	filed, registered := ymd(2024, 3, 12), ymd(2026, 1, 22)
	id := trademark("4-2024-10917")
	e := &register.Entry{ID: id, Kind: id.Kind, Office: id.Office, Record: register.Record{
		Application:  &register.Numbered{Number: id.Number, Date: filed},
		Registration: &register.Numbered{Number: "4-0561208", Date: registered},
		Status:       register.StatusRegistered, StatusDate: registered, Expiry: ymd(2034, 3, 12),
		Mark: &register.Mark{
			Text: "SƯƠNG NGÀN", Feature: "combined", Translation: "sương trên núi cao", Description: "Hình núi trước mặt trời trong vòng tròn",
			Colours: "Xanh ngọc, đỏ son, trắng", Vienna: []string{"06.01.02", "01.03.01"}, Image: d.name,
		},
		Parties: []register.Party{
			{Role: ipr.Owner, Name: "Hợp tác xã Chè cổ thụ Nậm Sương", Country: "VN", Place: "Tuyên Quang"},
			{Role: ipr.Representative, Name: "Văn phòng Luật Đồng Giấy"},
		},
		Classes: []register.Class{
			nice(30, "chè (trà)", "chè ướp hoa sen", "chè shan tuyết đóng bánh", "đồ uống trên cơ sở chè", "mật ong", "bánh kẹo từ chè xanh"),
			nice(35, "mua bán chè và ấm chén pha chè", "giới thiệu sản phẩm", "tổ chức hội chợ chè cho mục đích thương mại"),
			nice(43, "quán trà", "dịch vụ phục vụ đồ uống"),
		},
		Publications: []register.Publication{issue(on(2024, 5, 27), "A", "opposition"), issue(on(2026, 2, 25), "B", "registration")},
	}}
	for i, h := range []struct {
		on  ipr.Date
		act string
	}{{filed, "file"}, {ymd(2024, 5, 27), "publish"}, {ymd(2025, 2, 10), "examine"}, {registered, "register"}} {
		e.Events = append(e.Events, register.Happening{Act: h.act, Effective: h.on, Seq: int64(301_118 + 29_041*i)})
	}
	return right{e, map[string][]byte{d.name: d.png}}
}

// granted are the rights that are no marks and that were granted, one of each kind.
func granted() []right {
	var list []right
	for _, o := range others() {
		if o.registration == "" || slices.ContainsFunc(list, func(r right) bool { return r.entry.Kind == o.kind }) {
			continue
		}
		rec := o.told
		owner := o.owner
		owner.Role = ipr.Owner
		rec.Application, rec.Registration = &register.Numbered{Number: o.number, Date: o.filed}, &register.Numbered{Number: o.registration, Date: o.decided}
		rec.Status, rec.StatusDate, rec.Language = register.StatusRegistered, o.decided, "vi"
		rec.Parties, rec.Publications = append([]register.Party{owner}, o.rest...), o.publications(true)
		if o.term > 0 {
			rec.Expiry = o.filed.AddMonths(12 * o.term)
		}
		r := right{&register.Entry{ID: o.id(), Kind: o.kind, Office: code, Record: rec}, map[string][]byte{}}
		for _, b := range o.pictures {
			sum := sha256.Sum256(b)
			r.pictures[hex.EncodeToString(sum[:])] = b
		}
		for i, h := range []struct {
			on  ipr.Date
			act string
		}{{o.filed, "file"}, {o.published, "publish"}, {o.examined, "examine"}, {o.decided, "register"}} {
			r.entry.Events = append(r.entry.Events, register.Happening{Act: h.act, Effective: h.on, Seq: int64(120_417 + 33_871*i)})
		}
		list = append(list, r)
	}
	return list
}

// pending is the application for a mark that is received and refused in the samples.
func pending() right {
	id := trademark("4-2026-03381")
	filed := ymd(2026, 2, 4)
	return right{&register.Entry{ID: id, Kind: id.Kind, Office: id.Office, Record: register.Record{
		Application: &register.Numbered{Number: id.Number, Date: filed}, Status: register.StatusFiled, StatusDate: filed,
		Mark: &register.Mark{Text: "SƯƠNG NGÀN VIỆT", Feature: "word"},
		Parties: []register.Party{
			{Role: ipr.Applicant, Name: "Công ty TNHH Thương mại Đèo Gió", Country: "VN", Place: "TP. Hà Nội"},
			{Role: ipr.Representative, Name: "Công ty Luật Thuyền Thúng"},
		},
		Classes: []register.Class{nice(30, "chè (trà)", "đồ uống trên cơ sở chè")},
	}}, nil}
}

func pendingAddressee() *procedure.Addressee {
	return &procedure.Addressee{
		Name: "Công ty TNHH Thương mại Đèo Gió", Care: "Công ty Luật Thuyền Thúng", Address: []string{"Số 12, phố Bịa Đặt", "Phường Mẫu, TP. Hà Nội"}, Ref: "TT-2026/118",
	}
}

func teaAddressee() *procedure.Addressee {
	return &procedure.Addressee{Name: "Hợp tác xã Chè cổ thụ Nậm Sương", Address: []string{"Bản Mẫu, xã Nậm Sương", "Tuyên Quang"}}
}

func files() []procedure.File {
	file := func(name, vi, en string, pages int, size int64) procedure.File {
		return procedure.File{Name: name, Title: vien(vi, en), Pages: pages, Size: size, SHA256: digest(name)}
	}
	return []procedure.File{
		file("to-khai.pdf", "Tờ khai đăng ký nhãn hiệu", "Application form", 4, 418_220),
		file("mau-nhan-hieu.png", "Mẫu nhãn hiệu", "Reproduction of the mark", 0, 96_411),
		file("giay-uy-quyen.pdf", "Giấy ủy quyền", "Power of attorney", 1, 1_204_880),
		file("chung-tu-nop-phi.pdf", "Chứng từ nộp phí, lệ phí", "Proof of payment", 1, 88_013),
	}
}

func copied() []office.Words {
	return []office.Words{vien("Như trên;", "As above;"), vien("Lưu: VT, NH.", "File.")}
}

func receiptPaper() Paper {
	p := pending().paper(procedure.Receipt, "3381", "BN-CM")
	d := p.Document
	d.To, d.Files, d.Proof, d.Sent = pendingAddressee(), files(), proof(417_002), copied()
	d.Received = time.Date(2026, 2, 4, 16, 41, 8, 0, hanoi)
	d.Remarks = []procedure.Remark{{ID: "receipt.next"}}
	return p
}

func defectPaper(r right) Paper {
	p := pending().paper(procedure.Defect, "1127", "TB-CM")
	d := p.Document
	d.To, d.Sent, d.Until = pendingAddressee(), copied(), ymd(2026, 4, 6)
	d.Remarks = []procedure.Remark{
		{ID: "defect.specimen", Args: map[string]any{"pixels": 1000}},
		{ID: "defect.goods", Args: map[string]any{"terms": "đồ uống trên cơ sở chè", "class": "30"}},
		{ID: "defect.fee", Args: map[string]any{"amount": procedure.Money{Amount: 180_000, Currency: "VND"}}},
		{Words: vien("Đề nghị ghi rõ nghĩa của từ “NGÀN” trong tờ khai.", "Please state in the form what the word “NGÀN” means.")},
	}
	return p
}

func refusalPaper() Paper {
	r := pending()
	tea := teaMark()
	r.pictures = tea.pictures
	p := r.paper(procedure.Refusal, "1540", "TB-CM")
	d := p.Document
	d.To, d.Sent, d.Until = pendingAddressee(), copied(), ymd(2026, 5, 5)
	d.Remarks = []procedure.Remark{
		{ID: "refusal.likeness", Args: map[string]any{"classes": []string{"30"}}},
		{ID: "refusal.descriptive", Args: map[string]any{"sign": "VIỆT", "what": vien("nguồn gốc", "the origin")}},
	}
	d.Earlier = []procedure.Cited{{Right: tea.bibliography(), Reason: vien("Phần chữ “SƯƠNG NGÀN” trùng với phần đầu của dấu hiệu; hàng hóa trùng nhau.", "The words “SƯƠNG NGÀN” are the first part of the sign; the goods are the same.")}}
	return p
}

func decisionPaper(r right) Paper {
	p := r.paper(procedure.Decision, "2208", "QĐ-CM")
	d := p.Document
	d.Date = r.entry.Registration.Date
	d.Subject = vien("Về việc cấp Giấy chứng nhận đăng ký nhãn hiệu", "On the grant of a certificate of trademark registration")
	d.Grounds = []procedure.Remark{
		{ID: "ground.application", Args: map[string]any{"number": r.entry.Application.Number, "filed": r.entry.Application.Date, "applicant": "Hợp tác xã Chè cổ thụ Nậm Sương"}},
		{ID: "ground.examination", Args: map[string]any{"date": ymd(2025, 12, 18)}},
		{ID: "ground.proposal", Args: map[string]any{"proposer": vien("Trưởng phòng Nhãn hiệu", "the head of the trademark division")}},
	}
	d.Remarks = []procedure.Remark{
		{ID: "decision.register", Args: map[string]any{"title": vien("Giấy chứng nhận đăng ký nhãn hiệu", "Certificate of trademark registration"), "number": r.entry.Registration.Number, "owner": "Hợp tác xã Chè cổ thụ Nậm Sương"}},
		{ID: "decision.publish"},
		{ID: "decision.effect", Args: map[string]any{"date": r.entry.Registration.Date}},
		{ID: "decision.carry", Args: map[string]any{"who": vien("Trưởng phòng Nhãn hiệu, Chánh Văn phòng và chủ sở hữu nêu tại Điều 1", "The head of the trademark division, the head of administration and the owner named in article 1")}},
	}
	d.Sent = []office.Words{vien("Như Điều 4;", "As in article 4;"), vien("Công báo;", "The Gazette;"), vien("Lưu: VT, NH.", "File.")}
	return p
}

func feePaper(r right) Paper {
	p := r.paper(procedure.FeeRequest, "1863", "TB-CM")
	d := p.Document
	d.To, d.Sent, d.Until, d.Bill = teaAddressee(), copied(), ymd(2026, 5, 5), bill("TM.grant", "date=2026-02-05 classes=3 titles=1")
	d.Remarks = []procedure.Remark{
		{ID: "fee.pay", Args: map[string]any{"payee": "Cục Sở hữu trí tuệ mẫu", "account": "0000 0000 0000", "bank": vien("Ngân hàng Mẫu", "the Sample Bank"), "reference": "TB 1863 4-2024-10917"}},
		{ID: "fee.late"},
	}
	return p
}

// bill is what an act costs by the law of Viet Nam as far as it is sourced.
func bill(act, facts string) *law.Bill {
	w, err := law.Own().Office(code)
	var f law.Facts
	for _, fact := range strings.Fields(facts) {
		name, value, _ := strings.Cut(fact, "=")
		if err == nil {
			err = f.Tell(name, value)
		}
	}
	var b *law.Bill
	if err == nil {
		b, err = w.Fee(act, &f)
	}
	if err != nil {
		panic("sample: " + err.Error()) // the packs are part of the program, and a test makes every paper
	}
	return b
}

func copyPaper(r right) Paper {
	p := r.paper(procedure.Copy, "77", "BS-CM")
	d := p.Document
	list := files()
	list[0].Name, list[0].Title = "ban-mo-ta.pdf", vien("Bản mô tả sáng chế", "Description of the invention")
	list[1].Name, list[1].Title, list[1].Pages = "hinh-ve.pdf", vien("Hình vẽ", "Drawings"), 6
	d.Files, d.Proof, d.Sent = list, proof(401_559), copied()
	return p
}

func letterPaper() Paper {
	p := right{entry: &register.Entry{}}.paper(procedure.Letter, "96", "CM-VP")
	d := p.Document
	d.To = teaAddressee()
	d.Subject = vien("V/v mời dự lớp tập huấn về chỉ dẫn địa lý", "Re: training on geographical indications")
	d.Remarks = []procedure.Remark{
		{Words: vien("Cục Sở hữu trí tuệ mẫu tổ chức lớp tập huấn về quản lý chỉ dẫn địa lý cho các hợp tác xã và hộ sản xuất chè, từ ngày 11 đến ngày 13 tháng 3 năm 2026 tại xã Nậm Sương.\n\nNội dung gồm: ghi nhật ký từng lô hàng; kiểm soát chất lượng búp chè; in và kiểm tra tem có mã QR; xử lý khi phát hiện hàng mạo danh. Mỗi đơn vị cử không quá hai người. Chi phí ăn, ở và tài liệu do Cục chi trả.",
			"The Sample Office of Intellectual Property holds a training on the management of geographical indications for cooperatives and households that make tea, from 11 to 13 March 2026 at Nậm Sương.\n\nIt covers: keeping the journal of each lot; the quality of the buds; printing and checking labels with a QR code; what to do about false goods. Each body may send two people at most. Board, lodging and papers are paid by the office.")},
		{Words: vien("Đề nghị gửi danh sách người tham dự trước ngày 25 tháng 02 năm 2026.", "Please send the names of those who will come before 25 February 2026.")},
		{ID: "letter.close"},
	}
	d.Sent = copied()
	return p
}

func gazettePaper(rights []right) Paper {
	p := right{entry: &register.Entry{}, pictures: map[string][]byte{}}.paper(procedure.GazettePart, "", "")
	d := p.Document
	d.Date, d.Gazette = ymd(2026, 2, 25), &procedure.Gazette{Issue: "455", Volume: "B"}
	marks := procedure.Section{Kind: ipr.Trademark, Act: "register"}
	for r := range registered(8, 4) {
		marks.Entries = append(marks.Entries, r.bibliography())
		for name, b := range r.pictures {
			p.Pictures[name] = b
		}
	}
	for _, r := range rights {
		for name, b := range r.pictures {
			p.Pictures[name] = b
		}
		if r.entry.Kind == ipr.Trademark {
			marks.Entries = append([]*procedure.Bibliography{r.bibliography()}, marks.Entries...)
			d.Gazette.Sections = append(d.Gazette.Sections, marks)
			continue
		}
		d.Gazette.Sections = append(d.Gazette.Sections, procedure.Section{Kind: r.entry.Kind, Act: "register", Entries: []*procedure.Bibliography{r.bibliography()}})
	}
	return p
}

// registered makes n registered marks of the older register, the first so many of them with pictures of their own.
func registered(n, pictures int) iter.Seq[right] {
	return func(yield func(right) bool) {
		made := 0
		for id, rec := range New(1, 3*n+200, ymd(2026, 11, 26)).Carried() {
			if rec.Status != register.StatusRegistered || rec.Registration == nil {
				continue
			}
			r := right{entry: &register.Entry{ID: id, Kind: id.Kind, Office: id.Office, Record: *rec}}
			if made < pictures {
				d := emblem(uint64(1000+made), 180)
				m := *rec.Mark
				m.Image = d.name
				r.entry.Mark, r.pictures = &m, map[string][]byte{d.name: d.png}
			}
			if !yield(r) {
				return
			}
			if made++; made == n {
				return
			}
		}
	}
}

// Certificates makes n certificates of marks, of which every second one has a picture of its own, to measure by.
func Certificates(n int) iter.Seq[Paper] {
	return func(yield func(Paper) bool) {
		i := 0
		for r := range registered(n, 0) {
			if i%2 == 0 {
				d := emblem(uint64(i), 180)
				r.entry.Mark.Image, r.pictures = d.name, map[string][]byte{d.name: d.png}
			}
			p := r.certificate()
			p.Name = fmt.Sprintf("certificate-%05d", i)
			if i++; !yield(p) {
				return
			}
		}
	}
}

// GazetteOf makes an issue of the gazette with so many marks, of which the first so many have a picture of their own, to measure by.
func GazetteOf(marks, pictures int) Paper {
	p := right{entry: &register.Entry{}, pictures: map[string][]byte{}}.paper(procedure.GazettePart, "", "")
	s := procedure.Section{Kind: ipr.Trademark, Act: "register"}
	for r := range registered(marks, pictures) {
		s.Entries = append(s.Entries, r.bibliography())
		for name, b := range r.pictures {
			p.Pictures[name] = b
		}
	}
	p.Document.Gazette = &procedure.Gazette{Issue: "456", Volume: "B", Sections: []procedure.Section{s}}
	return p
}
