package sample

import (
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

func in(role ipr.Role, name, place string) register.Party {
	return register.Party{Role: role, Name: name, Country: "VN", Place: place}
}

// others are the rights that are no marks. People, places and inventions are made up.
func others() []*other {
	pot, potAbove, cup, lamp := drawPot(), drawPotAbove(), drawCup(), drawLamp()
	return []*other{
		{
			kind: ipr.Patent, number: "1-2022-04417", filed: ymd(2022, 7, 12), published: ymd(2023, 2, 27), examined: ymd(2024, 3, 4), decided: ymd(2025, 2, 19), registration: "1-0048816", term: 20,
			owner: vn("Hợp tác xã Chè cổ thụ Nậm Sương", "Tuyên Quang"),
			rest:  []register.Party{in(ipr.Inventor, "Mộc Thị Sương", "Tuyên Quang"), in(ipr.Inventor, "Đèo Văn Khói", "Tuyên Quang"), in(ipr.Representative, "Văn phòng Luật Đồng Giấy", "")},
			told: register.Record{
				Title:    "Máy sấy lá chè bằng hơi nước quá nhiệt có trục rỗng",
				Abstract: "Sáng chế đề cập đến máy sấy lá chè gồm thùng quay quanh một trục rỗng. Hơi nước quá nhiệt đi qua trục vào khối lá, sấy lá mà không có khói. Cảm biến đo độ ẩm của lá và ngắt hơi khi lá đã khô, nên lá không bị cháy cạnh.",
				Wordings: []register.Wording{{Language: "en", Title: "Dryer for tea leaves with superheated steam and a hollow shaft", Abstract: "A dryer for tea leaves has a drum that turns about a hollow shaft. Superheated steam is led through the shaft into the leaves and dries them without smoke. A sensor measures the moisture of the leaves and shuts the steam off when they are dry, so that their edges are not burnt."}},
				Claims:   5,
				ClaimTexts: []string{
					"Máy sấy lá chè, gồm thùng quay, trục rỗng đỡ thùng quay và nguồn hơi nước quá nhiệt nối với trục rỗng, khác biệt ở chỗ trục rỗng có các lỗ hướng vào khối lá.",
					"Máy sấy theo điểm 1, trong đó các lỗ được bố trí theo đường xoắn ốc.",
					"Máy sấy theo điểm 1 hoặc 2, trong đó có cảm biến đo độ ẩm của lá đặt ở thành thùng quay.",
					"Máy sấy theo điểm 3, trong đó bộ điều khiển ngắt hơi khi độ ẩm xuống dưới năm phần trăm.",
					"Phương pháp sấy lá chè bằng máy theo điểm bất kỳ trong các điểm từ 1 đến 4.",
				},
				IPC: []string{"A23F 3/06", "F26B 11/04"}, CPC: []string{"A23F 3/06", "F26B 11/0404"},
			},
		},
		{
			kind: ipr.Patent, number: "1-2024-07733", filed: ymd(2024, 10, 3), published: ymd(2026, 4, 28),
			owner: abroadOwner("JP", "Mizutaru Kogyo K.K."),
			rest:  []register.Party{{Role: ipr.Inventor, Name: "Haruoka Tsumugi", Country: "JP"}, in(ipr.Representative, "Công ty Luật Thuyền Thúng", "")},
			told: register.Record{
				Title:    "Vòi tưới nhỏ giọt tự bù áp và phương pháp chế tạo vòi này",
				Abstract: "Vòi tưới có màng đàn hồi hai lớp. Khi áp suất nước tăng, lớp trong khép bớt đường nước, nên lượng nước ra không đổi dọc theo ống dài trên đất dốc.",
				Wordings: []register.Wording{{Language: "en", Title: "Drip emitter that compensates pressure, and method of making it"}, {Language: "ja", Title: "圧力補償式点滴エミッタ及びその製造方法"}},
				Claims:   11, IPC: []string{"A01G 25/02", "B05B 1/30"},
				Priorities: []register.Priority{{Office: "JP", Number: "2023-171717", Date: ymd(2023, 10, 4)}},
				Related:    []register.Related{{How: "family", Office: "JP", Number: "2025063111", Kind: "A", Date: ymd(2025, 4, 15)}},
			},
		},
		{
			kind: ipr.Patent, number: "1-2021-06120", filed: ymd(2021, 9, 30), published: ymd(2022, 3, 25), examined: ymd(2023, 5, 8), decided: ymd(2024, 8, 14),
			owner: vn("Phan Đức Quân", "Đồng Nai"), rest: []register.Party{in(ipr.Inventor, "Phan Đức Quân", "Đồng Nai")},
			told: register.Record{Title: "Xe đạp khung tre có khớp nối tháo rời", Abstract: "Khung xe đạp bằng tre, các ống nối với nhau bằng khớp có ren nên có thể tháo rời để vận chuyển.", Claims: 3, IPC: []string{"B62K 19/16", "B62K 15/00"}},
		},
		{
			kind: ipr.Utility, number: "2-2023-00288", filed: ymd(2023, 6, 5), published: ymd(2023, 12, 25), examined: ymd(2024, 6, 3), decided: ymd(2025, 3, 12), registration: "2-0003902", term: 10,
			owner: vn("Hợp tác xã Cá khô Bến Lá", "Cà Mau"), rest: []register.Party{in(ipr.Inventor, "Lâm Thị Nắng", "Cà Mau")},
			told: register.Record{Title: "Khay phơi cá có lưới tháo rời và mái che gấp", Abstract: "Khay phơi có lưới kéo ra được để rửa, và mái che gấp lại được khi trời nắng.", Wordings: []register.Wording{{Language: "en", Title: "Tray for drying fish with a removable net and a folding roof"}}, Claims: 4, IPC: []string{"A23B 4/03"}},
		},
		{
			kind: ipr.Utility, number: "2-2026-00417", filed: ymd(2026, 8, 20),
			owner: vn("Hộ kinh doanh Giàng A Gùi", "Lào Cai"), rest: []register.Party{in(ipr.Inventor, "Giàng A Gùi", "Lào Cai")},
			told: register.Record{Title: "Quạt thóc đạp chân hai bàn đạp", Claims: 2, IPC: []string{"B07B 4/02"}},
		},
		{
			kind: ipr.Design, number: "3-2024-01145", filed: ymd(2024, 5, 9), published: ymd(2024, 8, 26), examined: ymd(2024, 11, 4), decided: ymd(2025, 3, 26), registration: "3-0041905", term: 5,
			owner: vn("Xưởng gốm Lò Tro", "Bắc Ninh"), rest: []register.Party{in(ipr.Designer, "Mạc Văn Men", "Bắc Ninh")},
			told: register.Record{
				Title: "Bộ ấm chén men tro", Classes: []register.Class{{Scheme: "locarno", Class: 7, Subclass: 1}},
				Designs: []register.Design{
					{Number: "1", Title: "Ấm trà quai mây", Locarno: []string{"07-01"}, Description: "Ấm thân tròn, vòi ngắn, quai đan bằng mây.", Views: []register.View{{Label: "1.1", File: "am-truoc.png", Image: pot.name}, {Label: "1.2", File: "am-tren.png", Image: potAbove.name}}},
					{Number: "2", Title: "Chén không quai", Locarno: []string{"07-01"}, Description: "Chén loe miệng, đế thấp.", Views: []register.View{{Label: "2.1", File: "chen.png", Image: cup.name}}},
				},
			},
			pictures: [][]byte{pot.png, potAbove.png, cup.png},
		},
		{
			kind: ipr.Design, number: "3-2026-00602", filed: ymd(2026, 3, 18), published: ymd(2026, 7, 27),
			owner: abroadOwner("IT", "Officine Talvireno S.r.l."), rest: []register.Party{{Role: ipr.Designer, Name: "Ornella Vastavento", Country: "IT"}, in(ipr.Representative, "Công ty Luật TNHH Sổ Cái", "")},
			told: register.Record{
				Title: "Đèn bàn chao giấy", Wordings: []register.Wording{{Language: "en", Title: "Table lamp with a paper shade"}}, Classes: []register.Class{{Scheme: "locarno", Class: 26, Subclass: 5}},
				Designs: []register.Design{{Number: "1", Title: "Đèn bàn chao giấy", Locarno: []string{"26-05"}, Views: []register.View{{Label: "1.1", File: "lampada.png", Image: lamp.name}}}},
			},
			pictures: [][]byte{lamp.png},
		},
		{
			kind: ipr.GI, number: "6-2022-00031", filed: ymd(2022, 11, 15), published: ymd(2023, 4, 25), examined: ymd(2023, 9, 11), decided: ymd(2024, 6, 20), registration: "00713",
			owner: vn("Ủy ban nhân dân xã Nậm Sương", "Tuyên Quang"),
			rest:  []register.Party{in(ipr.User, "Hợp tác xã Chè cổ thụ Nậm Sương", "Tuyên Quang"), in(ipr.User, "Hộ kinh doanh Lò Thị Chè", "Tuyên Quang")},
			told: register.Record{
				Title: "Nậm Sương",
				Indication: &register.Indication{
					Scheme: "GI", Product: []string{"Chè shan tuyết"}, Countries: []string{"VN"}, Transliteration: "Nam Suong", Translations: []string{"Misty Stream"},
					Area:    "Xã Nậm Sương và ba thôn Khe Lặng, Bản Lả, Suối Ngà, ở độ cao từ 900 mét trở lên.",
					Feature: "Búp phủ lông trắng; nước vàng sánh, vị chát nhẹ rồi ngọt lâu.",
					Link:    "Sương mù hơn hai trăm ngày mỗi năm và những cây chè trăm tuổi mọc trên đá vôi làm búp lớn chậm, nhiều tuyết.",
					Control: "Tổ kiểm soát chè Nậm Sương",
				},
			},
		},
		{
			kind: ipr.GI, number: "6-2025-00009", filed: ymd(2025, 4, 24), published: ymd(2025, 9, 25),
			owner: abroadOwner("IT", "Consorzio del Formaggio Valtrona"), rest: []register.Party{in(ipr.Representative, "Công ty Luật TNHH Bến Lở", "")},
			told: register.Record{
				Title:      "Valtrona",
				Indication: &register.Indication{Scheme: "PDO", Product: []string{"Pho mát sữa cừu"}, Countries: []string{"IT"}, Area: "Thung lũng Valtrona.", Link: "Cừu ăn cỏ hương của đồng cỏ trên núi; pho mát ủ trong hang đá."},
			},
		},
	}
}
