package sample

import (
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

var (
	families = []share[string]{
		{30, "Nguyễn"}, {11, "Trần"}, {10, "Lê"}, {7, "Phạm"}, {5, "Hoàng"}, {5, "Phan"}, {4, "Vũ"}, {4, "Đặng"}, {3, "Bùi"}, {3, "Đỗ"},
		{2, "Hồ"}, {2, "Ngô"}, {2, "Dương"}, {2, "Lý"}, {2, "Lò"}, {1, "Giàng"}, {1, "Quàng"}, {1, "Thạch"}, {1, "Đinh"}, {1, "Mai"},
	}
	middles = []string{"Thị", "Văn", "Đức", "Ngọc", "Thu", "Minh", "Hữu", "Quang", "Thanh", "Kim", "Xuân", "Bảo"}
	givens  = []string{
		"An", "Bình", "Chi", "Cường", "Dung", "Dũng", "Đào", "Giang", "Hà", "Hải", "Hạnh", "Hiếu", "Hoa", "Hùng", "Hương", "Khánh", "Khuê", "Lan",
		"Linh", "Long", "Mai", "Mây", "Nam", "Nga", "Nhung", "Phúc", "Quân", "Sáng", "Sìn", "Sơn", "Tâm", "Thảo", "Thủy", "Trang", "Tú", "Uyên", "Vân", "Yến",
	}
	// provinces are names of Viet Nam's provinces and cities since 1 July 2025.
	provinces = []share[string]{
		{24, "TP. Hồ Chí Minh"}, {20, "TP. Hà Nội"}, {5, "TP. Hải Phòng"}, {5, "TP. Đà Nẵng"}, {4, "TP. Cần Thơ"}, {3, "TP. Huế"}, {4, "Đồng Nai"},
		{3, "Bắc Ninh"}, {3, "Lâm Đồng"}, {2, "Đắk Lắk"}, {2, "Gia Lai"}, {2, "Khánh Hòa"}, {2, "Quảng Ninh"}, {2, "Hưng Yên"}, {2, "Ninh Bình"},
		{2, "Thanh Hóa"}, {2, "Nghệ An"}, {2, "An Giang"}, {2, "Vĩnh Long"}, {2, "Đồng Tháp"}, {2, "Tây Ninh"}, {1, "Cà Mau"}, {1, "Quảng Ngãi"},
		{1, "Quảng Trị"}, {1, "Hà Tĩnh"}, {1, "Phú Thọ"}, {1, "Thái Nguyên"}, {1, "Tuyên Quang"}, {1, "Lào Cai"}, {1, "Lạng Sơn"}, {1, "Sơn La"},
		{1, "Lai Châu"}, {1, "Điện Biên"}, {1, "Cao Bằng"},
	}
	trades = []string{
		"Thương mại", "Dịch vụ", "Sản xuất", "Thương mại và Dịch vụ", "Sản xuất và Thương mại", "Thực phẩm", "Dược phẩm", "Mỹ phẩm", "May mặc",
		"Nội thất", "Xây dựng", "Công nghệ", "Xuất nhập khẩu", "Du lịch", "Giáo dục", "Vận tải", "Nông sản", "Thủy sản", "Cơ khí", "Điện tử",
	}
	crops = []string{"chè", "cà phê", "lúa", "cam", "bưởi", "mật ong", "gốm", "dệt", "nấm", "rau", "mây tre", "tiêu"}

	// lands are the countries of foreign owners, by ST.3, with the legal form that follows a name there.
	lands = []share[land]{
		{20, land{"CN", "Co., Ltd."}}, {16, land{"US", "Inc."}}, {5, land{"US", "LLC"}}, {14, land{"JP", "K.K."}}, {12, land{"KR", "Co., Ltd."}},
		{8, land{"DE", "GmbH"}}, {3, land{"DE", "AG"}}, {6, land{"FR", "S.A.S."}}, {6, land{"CH", "AG"}}, {5, land{"GB", "Limited"}}, {5, land{"TH", "Co., Ltd."}},
		{4, land{"SG", "Pte. Ltd."}}, {4, land{"IT", "S.r.l."}}, {3, land{"IN", "Private Limited"}}, {3, land{"MY", "Sdn. Bhd."}}, {3, land{"RU", "OOO"}},
		{2, land{"ES", "S.L."}}, {2, land{"NL", "B.V."}}, {2, land{"ID", "PT"}}, {1, land{"SE", "AB"}}, {1, land{"DK", "A/S"}}, {1, land{"BG", "OOD"}},
	}
)

type land struct{ office, form string }

// agents are representatives; each firm is invented.
var agents = []string{
	"Văn phòng Luật Đồng Giấy", "Công ty Luật TNHH Sổ Cái", "Công ty Sở hữu trí tuệ Ba Cây Bút", "Văn phòng Luật sư Mực Tàu", "Công ty TNHH Nhãn và Dấu",
	"Công ty Luật Hiên Trúc", "Văn phòng Sở hữu trí tuệ Lụa Chàm", "Công ty TNHH Tư vấn Sáng Ý Mới", "Công ty Luật TNHH Bến Lở", "Văn phòng Luật Cầu Đá Xanh",
	"Công ty Sở hữu trí tuệ Nghiên Son", "Công ty TNHH Tư vấn Kẻ Chợ Mới", "Văn phòng Luật sư Giấy Dó Vàng", "Công ty Luật Thuyền Thúng", "Công ty TNHH Tri Ý",
}

// person is the name of a person.
func person(d *dice) string {
	return weigh(d, families) + " " + pick(d, middles) + " " + pick(d, givens)
}

// owner makes the i-th owner of the office: six of ten are companies of Viet Nam, two foreign, the rest people,
// household businesses and cooperatives.
func (o *Office) owner(i int) register.Party {
	d := throw(o.seed, streamOwner, uint64(i))
	p := register.Party{Role: ipr.Owner, Country: "VN"}
	switch k := d.n(100); {
	case k < 20:
		l := weigh(d, lands)
		p.Country = l.office
		if p.Name = title(coined(d)); l.form == "PT" || l.form == "OOO" {
			p.Name = l.form + " " + p.Name
		} else {
			p.Name += " " + l.form
		}
		return p
	case k < 30:
		p.Name = person(d)
	case k < 40:
		p.Name = "Hộ kinh doanh " + person(d)
	case k < 44:
		p.Name = "Hợp tác xã " + pick(d, crops) + " " + title(vietnamese(d))
	case k < 80:
		p.Name = "Công ty TNHH " + pick(d, trades) + " " + title(vietnamese(d))
	case k < 85:
		p.Name = "Công ty TNHH Một thành viên " + title(vietnamese(d))
	default:
		p.Name = "Công ty Cổ phần " + pick(d, trades) + " " + title(vietnamese(d))
	}
	p.Place = weigh(d, provinces)
	return p
}

// parties are the parties of a right: the owner, called applicant until the right is registered, and a representative,
// whom foreigners must have.
func parties(d *dice, owner register.Party, registered bool) []register.Party {
	if !registered {
		owner.Role = ipr.Applicant
	}
	list := []register.Party{owner}
	if owner.Country != "VN" || d.chance(450) {
		list = append(list, register.Party{Role: ipr.Representative, Name: pick(d, agents), Country: "VN"})
	}
	return list
}
