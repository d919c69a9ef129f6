package sample

import (
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Family is a group of planted marks that look or sound alike, and what to search for to find them.
type Family struct {
	Query   string
	Marks   []ipr.ID // those that can be found; in the order of the table
	Secrets []ipr.ID // applications still sealed, which must not be found
}

// Families gives the planted lookalikes. All are invented; none is known to us as somebody's mark.
func Families() []Family {
	list := make([]Family, len(queries))
	for i, q := range queries {
		list[i].Query = q
	}
	for i := range planted {
		p, f := &planted[i], &list[planted[i].family]
		if p.sealed {
			f.Secrets = append(f.Secrets, p.id())
		} else {
			f.Marks = append(f.Marks, p.id())
		}
	}
	return list
}

// queries are what a visitor types to find each family.
var queries = []string{"vân hạc", "nắng bậc thềm", "suối trăng", "talvireno", "orbikal", "ЛАДОВЕЯ", "ナギソメ", "đồi gió nâu"}

// plant is a planted mark. One that is carried stands in the older register, any other is a recent case.
type plant struct {
	family       int // place in queries
	number       string
	filed        ipr.Date
	text         string
	owner        register.Party
	classes      []register.Class
	registration string   // number; "" if it was not registered
	registered   ipr.Date // date of registration
	expired      bool
	examined     ipr.Date // date on which examination began, if it is not registered yet
	carried      bool
	sealed       bool
	latin        string // transliteration
	vienna       []string
	description  string
	disclaimer   string
	translation  string
	agent        string
}

func (p *plant) id() ipr.ID { return trademark(p.number) }

func (p *plant) mark() *register.Mark {
	m := &register.Mark{Text: p.text, Feature: "word", Vienna: p.vienna, Description: p.description, Disclaimer: p.disclaimer, Transliteration: p.latin, Translation: p.translation}
	if len(p.vienna) > 0 {
		m.Feature = "combined"
	}
	return m
}

func (p *plant) parties(registered bool) []register.Party {
	owner := p.owner
	owner.Role = ipr.Applicant
	if registered {
		owner.Role = ipr.Owner
	}
	list := []register.Party{owner}
	if p.agent != "" {
		list = append(list, register.Party{Role: ipr.Representative, Name: p.agent, Country: "VN"})
	}
	return list
}

// plantedRecord is what the document tells of a planted mark of the older register.
func (o *Office) plantedRecord(p *plant) *register.Record {
	filed, registered := dayOf(p.filed), dayOf(p.registered)
	published, expiry := gazette(filed+70), filed.years(10)
	r := &register.Record{
		Application:  &register.Numbered{Number: p.number, Date: p.filed},
		Registration: &register.Numbered{Number: p.registration, Date: p.registered},
		Status:       register.StatusRegistered,
		StatusDate:   p.registered,
		Mark:         p.mark(),
		Parties:      p.parties(true),
		Classes:      p.classes,
		Publications: []register.Publication{issue(published, "A", "opposition"), issue(gazette(registered+15), "B", "registration")},
		Expiry:       expiry.date(),
	}
	told(r, filed, "A", "Nộp đơn")
	told(r, published, "Q", "Công bố đơn")
	told(r, registered, "F", "Cấp giấy chứng nhận đăng ký")
	if p.expired {
		r.Status, r.StatusDate = register.StatusExpired, expiry.date()
		told(r, expiry, "H", "Chấm dứt hiệu lực do không gia hạn")
	} else {
		r.Deadlines = rightDeadlines(expiry, registered)
	}
	return r
}

// carriedPlanted is how many planted marks stand in the older register.
func carriedPlanted() int {
	n := 0
	for i := range planted {
		if planted[i].carried {
			n++
		}
	}
	return n
}

func vn(name, place string) register.Party {
	return register.Party{Name: name, Country: "VN", Place: place}
}

func abroadOwner(country, name string) register.Party {
	return register.Party{Name: name, Country: country}
}

func nice(class int, terms ...string) register.Class {
	return register.Class{Scheme: "nice", Class: class, Terms: terms}
}

func ymd(y, m, d int) ipr.Date { return ipr.Date{Year: y, Month: m, Day: d} }

// crane is the number of the case that the demonstration tells in full.
const crane = "4-2023-21877"

var planted = []plant{
	// VÂN HẠC, crane among clouds: the same word with other marks of tone, letters, scripts, order and company.
	{family: 0, number: crane, filed: ymd(2023, 6, 14), text: "VÂN HẠC", translation: "hạc giữa mây",
		owner: vn("Hợp tác xã Chè cổ thụ Nậm Sương", "Tuyên Quang"), agent: "Văn phòng Luật Đồng Giấy",
		classes: []register.Class{
			nice(30, "chè shan tuyết", "chè xanh", "hồng trà", "chè lên men", "trà thảo mộc, không dùng làm thuốc", "đồ uống trên cơ sở trà", "bánh chè", "kẹo vị trà"),
			nice(35, "bán lẻ chè", "bán lẻ bộ đồ uống trà", "trưng bày sản phẩm chè"),
		}, registration: "4-0482216", registered: ymd(2024, 11, 20)},
	{family: 0, number: "4-2026-18044", filed: ymd(2026, 6, 22), text: "VАN HАC", owner: vn("Công ty TNHH Bến Lở", "TP. Hải Phòng"),
		classes: []register.Class{nice(43, "dịch vụ quán trà", "dịch vụ nhà hàng")}, examined: ymd(2026, 9, 10)},
	{family: 0, number: "4-2024-17230", filed: ymd(2024, 5, 6), text: "VAN HAC", owner: vn("Hộ kinh doanh Lý Văn Hạc", "Lào Cai"),
		classes: []register.Class{nice(25, "áo dài", "khăn quàng cổ"), nice(24, "vải thổ cẩm")}, registration: "4-0493350", registered: ymd(2025, 10, 8)},
	{family: 0, number: "4-2025-40102", filed: ymd(2025, 10, 7), text: "ヴァンハク", latin: "VAN HAKU", owner: vn("Công ty TNHH Nhà hàng Bờ Đá", "TP. Đà Nẵng"),
		classes: []register.Class{nice(43, "dịch vụ nhà hàng", "dịch vụ quán cà phê")}, examined: ymd(2026, 6, 8)},
	{family: 0, number: "4-2024-29518", filed: ymd(2024, 8, 2), text: "ВАН ХАК", latin: "VAN KHAK", owner: abroadOwner("RU", "OOO Chayny Bereg"), agent: "Công ty Luật Hiên Trúc",
		classes: []register.Class{nice(30, "chè đen", "chè xanh")}, registration: "4-0496102", registered: ymd(2026, 1, 14)},
	{family: 0, number: "4-2024-03315", filed: ymd(2024, 1, 24), text: "VÂN HẠT", owner: vn("Hộ kinh doanh Lò Thị Mây", "Sơn La"),
		classes: []register.Class{nice(30, "chè", "hạt điều rang"), nice(31, "hạt giống chè")}, registration: "4-0490417", registered: ymd(2025, 7, 16)},
	{family: 0, number: "4-2014-27760", filed: ymd(2014, 12, 3), text: "HẠC VÂN", owner: vn("Công ty TNHH Nước khoáng Khe Lặng", "Quảng Ninh"), carried: true, expired: true,
		classes: []register.Class{nice(30, "chè đóng chai"), nice(32, "nước khoáng")}, registration: "4-0260318", registered: ymd(2016, 4, 21)},
	{family: 0, number: "4-2021-09930", filed: ymd(2021, 3, 23), text: "BẠCH HẠC TRÀ", owner: vn("Công ty Cổ phần Chè Suối Ngà", "Thái Nguyên"), carried: true,
		classes: []register.Class{nice(30, "chè", "chè ướp hoa")}, registration: "4-0431207", registered: ymd(2022, 8, 30), disclaimer: "TRÀ",
		vienna: []string{"03.07.07", "01.15.11"}, description: "Hình con hạc giữa mây"},

	{family: 1, number: "4-2023-11806", filed: ymd(2023, 3, 30), text: "NẮNG BẬC THỀM", owner: vn("Hợp tác xã lúa Bản Lả", "Lào Cai"),
		classes: []register.Class{nice(30, "gạo nếp", "gạo tẻ", "bột gạo")}, registration: "4-0480533", registered: ymd(2024, 9, 12)},
	{family: 1, number: "4-2019-20551", filed: ymd(2019, 6, 28), text: "NANG BAC THEM", owner: vn("Trần Thu Hiếu", "TP. Hồ Chí Minh"), carried: true,
		classes: []register.Class{nice(43, "dịch vụ quán ăn")}, registration: "4-0389974", registered: ymd(2020, 12, 2)},
	{family: 1, number: "4-2017-08230", filed: ymd(2017, 3, 24), text: "Thềm Nắng", owner: vn("Công ty TNHH Nội thất Thềm Nắng", "Bắc Ninh"), carried: true,
		classes: []register.Class{nice(20, "ghế", "bàn")}, registration: "4-0318846", registered: ymd(2018, 9, 19)},
	{family: 1, number: "4-2026-31544", filed: ymd(2026, 10, 27), text: "NẮNG BẬC THANG", owner: vn("Công ty TNHH Ruộng Mây", "Lào Cai"), agent: "Văn phòng Luật Đồng Giấy", sealed: true,
		classes: []register.Class{nice(30, "gạo nếp", "gạo tẻ", "bột gạo"), nice(35, "bán lẻ gạo")}},

	{family: 2, number: "4-2018-14402", filed: ymd(2018, 5, 15), text: "SUỐI TRĂNG", owner: vn("Công ty Cổ phần Du lịch Suối Trăng", "Lâm Đồng"), carried: true,
		classes: []register.Class{nice(39, "tổ chức chuyến du lịch"), nice(43, "dịch vụ khách sạn")}, registration: "4-0341025", registered: ymd(2019, 10, 17)},
	{family: 2, number: "4-2021-25006", filed: ymd(2021, 7, 26), text: "SUỐI TRẮNG", owner: vn("Hộ kinh doanh Đinh Văn Sáng", "Quảng Ngãi"), carried: true,
		classes: []register.Class{nice(43, "dịch vụ nhà nghỉ")}, registration: "4-0438820", registered: ymd(2022, 12, 14)},
	{family: 2, number: "4-2025-09114", filed: ymd(2025, 3, 5), text: "SUOITRANG", owner: vn("Công ty TNHH Công nghệ Phiên Chợ", "TP. Hà Nội"),
		classes: []register.Class{nice(9, "phần mềm đặt phòng"), nice(42, "phát triển phần mềm")}, registration: "4-0499204", registered: ymd(2026, 7, 8)},
	{family: 2, number: "4-2012-16875", filed: ymd(2012, 8, 7), text: "TRĂNG SUỐI", owner: vn("Công ty TNHH Mỹ phẩm Khe Trong", "TP. Hồ Chí Minh"), carried: true, expired: true,
		classes: []register.Class{nice(3, "kem dưỡng da")}, registration: "4-0210992", registered: ymd(2013, 11, 21)},

	{family: 3, number: "4-2016-19021", filed: ymd(2016, 7, 12), text: "TALVIRENO", owner: abroadOwner("IT", "Officine Talvireno S.r.l."), agent: "Công ty Luật TNHH Sổ Cái", carried: true,
		classes: []register.Class{nice(11, "vòi nước", "bồn rửa")}, registration: "4-0301155", registered: ymd(2017, 12, 6)},
	{family: 3, number: "4-2020-31207", filed: ymd(2020, 9, 8), text: "TALVIRENNO", owner: vn("Công ty TNHH Sen Vòi Đại Lộ", "Bắc Ninh"), carried: true,
		classes: []register.Class{nice(11, "vòi hoa sen"), nice(21, "bàn chải")}, registration: "4-0425518", registered: ymd(2022, 3, 10)},
	{family: 3, number: "4-2022-24410", filed: ymd(2022, 7, 7), text: "Talwyreno", owner: abroadOwner("CN", "Ningbo Orelak Sanitary Co., Ltd."), agent: "Công ty Luật Hiên Trúc", carried: true,
		classes: []register.Class{nice(11, "vòi nước")}, registration: "4-0457733", registered: ymd(2023, 10, 5)},
	{family: 3, number: "4-2024-22871", filed: ymd(2024, 6, 14), text: "ТАЛВИРЕНО", latin: "TALVIRENO", owner: abroadOwner("BG", "Voden Pat OOD"), agent: "Công ty TNHH Nhãn và Dấu",
		classes: []register.Class{nice(11, "bồn tắm"), nice(35, "bán lẻ thiết bị vệ sinh")}, registration: "4-0495011", registered: ymd(2025, 12, 3)},
	{family: 3, number: "4-2025-12960", filed: ymd(2025, 4, 1), text: "タルビレノ", latin: "TARUBIRENO", owner: abroadOwner("JP", "Mizutaru Kogyo K.K."), agent: "Công ty Luật Thuyền Thúng",
		classes: []register.Class{nice(11, "vòi nước")}, registration: "4-0500318", registered: ymd(2026, 8, 20)},
	{family: 3, number: "4-2025-30488", filed: ymd(2025, 7, 31), text: "탈비레노", latin: "TALBIRENO", owner: abroadOwner("KR", "Haesolbit Co., Ltd."), agent: "Công ty Luật Hiên Trúc",
		classes: []register.Class{nice(21, "bàn chải")}, examined: ymd(2026, 4, 2)},

	{family: 4, number: "4-2015-22190", filed: ymd(2015, 9, 9), text: "ORBIKAL", owner: abroadOwner("DE", "Orbikal Messtechnik GmbH"), agent: "Công ty Sở hữu trí tuệ Ba Cây Bút", carried: true,
		classes: []register.Class{nice(9, "thiết bị đo", "cảm biến")}, registration: "4-0281440", registered: ymd(2016, 12, 28)},
	{family: 4, number: "4-2023-40261", filed: ymd(2023, 10, 31), text: "0RBIKAL", owner: vn("Công ty TNHH Điện tử Vòng Tròn Mới", "TP. Hồ Chí Minh"),
		classes: []register.Class{nice(9, "đồng hồ đo điện")}, registration: "4-0486690", registered: ymd(2025, 3, 27)},
	{family: 4, number: "4-2021-33308", filed: ymd(2021, 10, 1), text: "ORBICAL", owner: vn("Phan Đức Quân", "Đồng Nai"), carried: true,
		classes: []register.Class{nice(12, "phụ tùng xe máy")}, registration: "4-0444061", registered: ymd(2023, 2, 9)},
	{family: 4, number: "4-2025-18809", filed: ymd(2025, 5, 12), text: "ОРБИКАЛ", latin: "ORBIKAL", owner: abroadOwner("RU", "OOO Krugovert"), agent: "Công ty TNHH Tri Ý",
		classes: []register.Class{nice(9, "cảm biến nhiệt độ")}, examined: ymd(2026, 1, 20)},

	{family: 5, number: "4-2018-30112", filed: ymd(2018, 10, 12), text: "ЛАДОВЕЯ", latin: "LADOVEYA", owner: abroadOwner("RU", "OOO Ladoveya"), agent: "Công ty Luật TNHH Bến Lở", carried: true,
		classes: []register.Class{nice(3, "kem dưỡng da", "xà phòng")}, registration: "4-0355780", registered: ymd(2020, 2, 19)},
	{family: 5, number: "4-2022-10774", filed: ymd(2022, 3, 31), text: "LADOVEYA", owner: vn("Công ty Cổ phần Mỹ phẩm Hiên Sớm", "TP. Hà Nội"), carried: true,
		classes: []register.Class{nice(3, "nước hoa", "son môi")}, registration: "4-0452260", registered: ymd(2023, 7, 19)},
	{family: 5, number: "4-2024-40090", filed: ymd(2024, 10, 17), text: "Ladoveia", owner: abroadOwner("FR", "Maison Ladoveia S.A.S."), agent: "Văn phòng Luật sư Mực Tàu",
		classes: []register.Class{nice(3, "nước hoa"), nice(44, "dịch vụ thẩm mỹ viện")}, registration: "4-0497415", registered: ymd(2026, 3, 18)},
	{family: 5, number: "4-2026-05120", filed: ymd(2026, 2, 26), text: "ラドヴェヤ", latin: "RADOVEYA", owner: abroadOwner("JP", "Yukiharasha K.K."), agent: "Công ty Luật Thuyền Thúng",
		classes: []register.Class{nice(3, "kem dưỡng da")}},

	{family: 6, number: "4-2017-27440", filed: ymd(2017, 10, 3), text: "ナギソメ", latin: "NAGISOME", owner: abroadOwner("JP", "Nagisome K.K."), agent: "Công ty Luật Thuyền Thúng", carried: true,
		classes: []register.Class{nice(24, "vải"), nice(25, "quần áo")}, registration: "4-0330706", registered: ymd(2019, 1, 30)},
	{family: 6, number: "4-2020-06633", filed: ymd(2020, 2, 27), text: "NAGISOME", owner: vn("Công ty TNHH May mặc Nếp Vải", "TP. Hồ Chí Minh"), carried: true,
		classes: []register.Class{nice(25, "áo sơ mi", "váy")}, registration: "4-0409928", registered: ymd(2021, 7, 22)},
	{family: 6, number: "4-2024-36215", filed: ymd(2024, 9, 19), text: "ナギゾメ", latin: "NAGIZOME", owner: abroadOwner("JP", "Aikagami K.K."), agent: "Văn phòng Luật sư Giấy Dó Vàng",
		classes: []register.Class{nice(24, "vải nhuộm chàm")}, registration: "4-0496890", registered: ymd(2026, 2, 11)},
	{family: 6, number: "4-2025-33377", filed: ymd(2025, 8, 20), text: "НАГИСОМЭ", latin: "NAGISOME", owner: abroadOwner("RU", "OOO Tkatskiy Ryad"), agent: "Công ty TNHH Tri Ý",
		classes: []register.Class{nice(25, "quần áo")}, examined: ymd(2026, 5, 6)},
	{family: 6, number: "4-2023-33054", filed: ymd(2023, 9, 7), text: "NAGI SOME", owner: vn("Hộ kinh doanh Bùi Ngọc Uyên", "TP. Huế"),
		classes: []register.Class{nice(35, "bán lẻ quần áo")}, registration: "4-0485128", registered: ymd(2025, 2, 18)},

	{family: 7, number: "4-2019-31870", filed: ymd(2019, 10, 8), text: "ĐỒI GIÓ NÂU", owner: vn("Hợp tác xã cà phê Đồi Gió Nâu", "Đắk Lắk"), carried: true,
		classes: []register.Class{nice(30, "cà phê rang", "cà phê bột")}, registration: "4-0397713", registered: ymd(2021, 2, 3)},
	{family: 7, number: "4-2023-28196", filed: ymd(2023, 8, 1), text: "DOI GIO NAU", owner: vn("Công ty TNHH Cà phê Rẫy Khuya", "Gia Lai"),
		classes: []register.Class{nice(30, "cà phê hòa tan"), nice(43, "dịch vụ quán cà phê")}, registration: "4-0484007", registered: ymd(2025, 1, 9)},
	{family: 7, number: "4-2025-05802", filed: ymd(2025, 2, 11), text: "ĐỒI GIÓ LÂU", owner: vn("Vũ Minh Trang", "Lâm Đồng"),
		classes: []register.Class{nice(43, "dịch vụ quán cà phê")}, registration: "4-0498551", registered: ymd(2026, 6, 10)},
}
