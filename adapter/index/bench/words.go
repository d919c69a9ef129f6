package bench

import "strings"

// The words of which marks are made up. In each list the first are taken most often.
var (
	onsets  = strings.Fields("s m t k v l b n p r d c f g br tr st pr cl z j h gr cr fl pl sp dr bl fr gl th sh ch qu w x y sl sw ph kr sc str")
	nuclei  = strings.Fields("a o e i u a e o i ia ea io oo ai ou y ei au ee")
	codas   = strings.Fields("n r l x s t m c nd st ck rt lt ng p d nt sk rm th")
	endings = strings.Fields("a o us ex is on ia ix um en or ica ella ina etto")

	everyday = strings.Fields(`coffee home tea food kids fresh studio beauty sport garden water bakery fashion kitchen tech care health market
house wine farm pet energy city travel music light shop green club design power bike auto baby skin hair shoe book toy gold silver
milk rice oil honey juice beer fruit seed flower paper paint glass wood stone steel wool silk cotton leather soap candle lamp chair table
bed door window bridge river lake ocean island mountain forest valley field meadow sun moon star sky cloud rain snow wind fire ice earth
sea sand rock tree leaf root rose lily oak pine bear wolf fox lion tiger eagle hawk swan owl horse bull deer rabbit cat dog fish whale
dolphin turtle bee ant spider crown castle tower gate king queen prince knight angel spirit dream magic wonder story path road street
station port harbor anchor sail ship boat wheel engine motor tool box bag bottle cup spoon plate knife clock watch ring pearl diamond crystal
mirror mask drum bell horn guitar piano dance art color brush pen ink letter word code data net web link cloudy pixel sound voice wave
signal point line circle square cube sphere core spark flash bolt storm thunder summit peak ridge canyon desert oasis bakery dairy cider spa garden clinic kettle lantern atelier paints lamps seeds tools lines homes sport cargo gear bakery cottage orchard vineyard lagoon`)

	describing = strings.Fields(`blue red golden bright happy royal grand little pure true simple smart quick lucky wild silent deep high new old
northern southern eastern western central urban rural modern classic original first prime super ultra mega mini micro nano global local
natural organic active vital fresh sweet sour warm cool crisp soft smooth strong brave bold noble gentle quiet calm clear clever cosmic
crazy organic premium daily dark double early easy eco elite eternal fair family famous fancy fast fine free friendly fun giant glad good great
hidden holy honest humble ideal infinite inner iron jolly joyful keen kind large lasting lazy light lively lovely loyal magic main major
mellow merry mighty misty neat nimble open perfect plain polar polite proud radiant rapid rare ready real rich rising rustic sacred safe
secret serene sharp shiny silver single sleek slim sunny swift tender tiny total tropical trusty unique velvet vivid vintage white wise young`)

	trade = strings.Fields(`group company international limited systems solutions services trading global holdings products industries
partners studio lab care shop design nature vietnam technologies design foods brands works lab supply center world line plus pro express online direct factory outlet collection`)

	vietNames = strings.Fields(`An Anh Ánh Ân Bách Bạch Bảo Bình Bắc Bích Cát Cẩm Châu Chi Cường Cúc Dân Danh Diệp Diễm Dung Dũng Duy Dương Đa Đài Đạo
Đạt Đăng Điền Định Đoàn Đô Đông Đồng Đức Gia Giang Hà Hạ Hải Hạnh Hào Hân Hậu Hiền Hiếu Hoa Hòa Hoài Hoàn Hoàng Hồng Hùng Huy Huyền Hưng Hương
Khang Khánh Khoa Khôi Khuê Kiên Kiệt Kim Kỳ Lam Lan Lâm Lập Lê Liên Linh Loan Lộc Long Lợi Lụa Lương Mai Mạnh Minh Mộc Mỹ Nam Nga Ngân Nghi Nghĩa
Ngọc Nguyên Nguyệt Nhân Nhật Nhi Như Phát Phong Phú Phúc Phụng Phước Phương Quân Quang Quế Quốc Quý Quyên Sang Sâm Sen Sơn Sương Tài Tâm Tân Tấn
Thạch Thái Thanh Thành Thảo Thắng Thiên Thiện Thịnh Thọ Thông Thu Thuận Thủy Thư Tiên Tiến Tín Toàn Trà Trang Tràng Trân Trí Triều Trinh Trọng Trung
Trúc Trường Tú Tuấn Tùng Tuyết Tường Uyên Vân Văn Việt Vinh Vĩnh Vọng Vũ Vương Vỹ Xuân Xuyến Ý Yên Yến`)

	vietTrade = strings.Split(`Công ty,Cà phê,Trà,Nước mắm,Bánh,Gạo,Nhà hàng,Khách sạn,Thời trang,Mỹ phẩm,Dược phẩm,Gỗ,Gốm sứ,Mật ong,Rượu,Phở,Bún,Chè,Thủy sản,Nông sản,Vàng bạc,Nội thất,Xây dựng,Du lịch,Giáo dục`, ",")
)
