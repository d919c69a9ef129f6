package sample

// The tables from which marks and names are made. All of it is written by us; a word of the tables may be an ordinary word
// of its language, their combinations are chance.

// viFirst and viSecond are syllables of Vietnamese words of Chinese origin that stand well together.
var viFirst = []string{
	"AN", "BẠCH", "BẢO", "BÍCH", "CẨM", "CHÂU", "DIỆP", "DUY", "ĐAN", "ĐÔNG", "GIA", "HẢI", "HẠNH", "HOÀNG", "HỒNG", "HƯƠNG",
	"KHÁNH", "KHUÊ", "KIM", "LAM", "LÂM", "LIÊN", "LINH", "LONG", "MAI", "MINH", "MỘC", "NAM", "NGÂN", "NGỌC", "NGUYỆT", "NHẬT",
	"NHƯ", "PHONG", "PHÚ", "PHƯƠNG", "QUANG", "QUẾ", "QUỲNH", "SONG", "TÂM", "TÂN", "THẠCH", "THÁI", "THANH", "THIÊN", "THU",
	"THỦY", "THÚY", "TÍN", "TRÚC", "TUỆ", "TÙNG", "TƯỜNG", "UYÊN", "VẠN", "VÂN", "VIỄN", "XUÂN", "YÊN",
}

var viSecond = []string{
	"ÂN", "BÌNH", "CÁT", "CHI", "DOANH", "DƯƠNG", "ĐẠT", "ĐIỀN", "GIANG", "HÀ", "HÂN", "HOA", "HÒA", "HƯNG", "KHANG", "KHÊ",
	"KHÔI", "LẠC", "LÂM", "LỘC", "LY", "MIÊN", "MY", "NGHI", "NHI", "NHIÊN", "NINH", "PHÁT", "PHÚC", "PHỤNG", "SA", "SINH",
	"SƠN", "THẢO", "THÀNH", "THẮNG", "THỊNH", "THUẬN", "TIẾN", "TOÀN", "TRANG", "TRÍ", "TRINH", "VIÊN", "VINH", "VŨ", "VƯỢNG", "VY",
}

// known are pairs of both lists that we know as somebody's name or that say one thing twice; they are not used.
var known = map[string]bool{
	"AN KHANG": true, "AN PHÁT": true, "BÍCH CHI": true, "ĐÔNG DƯƠNG": true, "HẢI DƯƠNG": true, "HẢI HÀ": true, "HẢI PHÁT": true, "HOÀNG HÀ": true,
	"HỒNG HÀ": true, "HƯƠNG GIANG": true, "KIM SƠN": true, "LÂM LÂM": true, "LONG THÀNH": true, "NAM DƯƠNG": true, "PHÚ THÀNH": true, "TÂN BÌNH": true,
	"TÂN THÀNH": true, "TÂN TIẾN": true, "THÁI BÌNH": true, "THÁI DƯƠNG": true, "THANH HÀ": true, "THANH HÒA": true, "VIỄN DƯƠNG": true,
	"XUÂN HÒA": true, "XUÂN THÀNH": true,
}

// viThing and viTrait are plain Vietnamese words: a thing and what it is like.
var viThing = []string{
	"BẾN", "BỜ", "BƯỞI", "CÁNH", "CHÙM", "CỎ", "CỘI", "CỬA", "DÒNG", "ĐÁ", "ĐẢO", "ĐỒI", "ĐƯỜNG", "GIẾNG", "GIÓ", "HẠT", "HIÊN",
	"HỒ", "KHE", "KHÓI", "LÁ", "LỐI", "LÚA", "MÂY", "MÁI", "MẦM", "MƯA", "NẮNG", "NẾP", "NGÕ", "NGUỒN", "NHÀ", "NÚI", "PHIÊN",
	"QUÁN", "RẪY", "RỄ", "RỪNG", "RUỘNG", "SAO", "SÂN", "SÓNG", "SÔNG", "SUỐI", "SƯƠNG", "TỔ", "TRĂNG", "TRE", "VẠT", "VƯỜN",
}

var viTrait = []string{
	"BIẾC", "BỒNG", "BUÔNG", "CAO", "CẠN", "CHÀM", "CHIỀU", "CONG", "DÀI", "ĐỎ", "ĐÊM", "GẦN", "GIÀ", "HIỀN", "HỒNG", "KHUYA",
	"LAM", "LÀNH", "LẶNG", "MỀM", "MỚI", "MỎNG", "MƠ", "NÂU", "NGỌT", "NGHIÊNG", "NHỎ", "NON", "NỔI", "RỘNG", "SÁNG", "SÂU",
	"SỚM", "TÍM", "THẲM", "THẤP", "THẲNG", "THƠM", "TRẮNG", "TRONG", "TRÒN", "VÀNG", "VẮNG", "VỪA", "XA", "XANH", "XƯA", "YÊN",
}

// generic are words that name the goods themselves, by class: nobody can have them alone, so they are disclaimed.
var generic = map[int][]string{
	3: {"XÀ PHÒNG", "NƯỚC HOA"}, 5: {"DƯỢC", "CAO"}, 11: {"ĐÈN"}, 14: {"VÀNG BẠC"}, 20: {"NỘI THẤT", "MỘC"}, 21: {"GỐM"},
	24: {"LỤA", "DỆT"}, 25: {"THỜI TRANG", "ÁO DÀI"}, 29: {"NƯỚC MẮM", "MỨT"}, 30: {"TRÀ", "CÀ PHÊ", "BÁNH", "MẬT ONG", "BÚN"},
	31: {"HẠT GIỐNG", "HOA"}, 32: {"NƯỚC", "BIA"}, 33: {"RƯỢU"}, 35: {"SIÊU THỊ"}, 36: {"ĐỊA ỐC"}, 37: {"XÂY DỰNG"},
	39: {"VẬN TẢI"}, 41: {"HỌC VIỆN"}, 43: {"NHÀ HÀNG", "KHÁCH SẠN", "QUÁN"}, 44: {"NHA KHOA", "SPA"},
}

// Syllables of coined words in Latin letters.
var (
	coinHead = []string{
		"ba", "bel", "bra", "ca", "cel", "cor", "da", "del", "dra", "e", "el", "fa", "fer", "gla", "gre", "hal", "hi", "i", "jo",
		"ka", "kel", "kro", "la", "len", "lu", "ma", "mel", "mor", "na", "nel", "no", "o", "or", "pa", "pel", "pra", "qua", "ra",
		"ren", "ro", "sa", "sel", "sol", "ta", "tel", "tra", "va", "vel", "vi", "wa", "xa", "yo", "za", "zel", "zo",
	}
	coinBody = []string{
		"bi", "bo", "ca", "da", "de", "di", "do", "fi", "ga", "go", "ka", "ki", "la", "le", "li", "lo", "lu", "ma", "me", "mi", "mo",
		"na", "ne", "ni", "no", "pa", "pi", "po", "ra", "re", "ri", "ro", "sa", "se", "si", "ta", "te", "ti", "to", "va", "ve", "vi", "zo",
	}
	coinTail = []string{
		"ba", "bix", "dan", "dex", "dor", "fen", "gan", "gon", "kin", "lan", "lex", "lia", "lin", "lith", "lor", "lux", "mar", "mex", "mia",
		"nal", "nex", "nia", "nor", "pan", "pax", "quin", "ran", "rex", "ria", "rin", "ron", "sa", "sen", "sia", "son", "tan", "tek",
		"ten", "tia", "tol", "tor", "vak", "vex", "via", "vin", "vor", "xel", "zen", "zia", "zon",
	}
)

// enFirst and enSecond make English compounds.
var enFirst = []string{
	"Amber", "Ash", "Barley", "Bramble", "Brass", "Briar", "Cedar", "Cinder", "Clover", "Copper", "Cove", "Dune", "Ember", "Fallow", "Fen",
	"Fern", "Flint", "Frost", "Gorse", "Granite", "Harbour", "Hazel", "Heron", "Hollow", "Indigo", "Ivory", "Juniper", "Kelp", "Larch", "Linden",
	"Marsh", "Moss", "Nettle", "Oaken", "Ochre", "Otter", "Pebble", "Plover", "Quarry", "Quill", "Reed", "Rowan", "Saffron", "Sedge", "Slate",
	"Sorrel", "Tallow", "Tarn", "Thistle", "Thorn", "Umber", "Vale", "Walnut", "Wicker", "Willow", "Wren",
}

var enSecond = []string{
	"arbor", "bank", "barrow", "bay", "bloom", "bourne", "bridge", "brook", "burrow", "cairn", "comb", "craft", "croft", "dale", "dock", "drift", "fold",
	"forge", "furrow", "garth", "gate", "glade", "grain", "grove", "hatch", "haven", "hearth", "holm", "kiln", "lane", "latch", "ledger", "loom", "mantle",
	"mill", "moor", "orchard", "path", "pier", "quay", "reach", "ridge", "rill", "root", "row", "shore", "spindle", "stile", "strand", "thatch",
	"trellis", "vane", "wharf", "wold", "yard",
}

// sound is a syllable of another script and its usual romanisation.
type sound struct{ script, latin string }

var cyrillic = []sound{
	{"БЕ", "BE"}, {"БО", "BO"}, {"ВА", "VA"}, {"ВЕ", "VE"}, {"ГО", "GO"}, {"ГРА", "GRA"}, {"ДА", "DA"}, {"ДО", "DO"}, {"ЖА", "ZHA"},
	{"ЗА", "ZA"}, {"ЗО", "ZO"}, {"КА", "KA"}, {"КРО", "KRO"}, {"ЛА", "LA"}, {"ЛЕ", "LE"}, {"ЛИ", "LI"}, {"МА", "MA"}, {"МИ", "MI"},
	{"НА", "NA"}, {"НИ", "NI"}, {"ПЕ", "PE"}, {"ПО", "PO"}, {"РА", "RA"}, {"РО", "RO"}, {"СА", "SA"}, {"СЕ", "SE"}, {"ТА", "TA"},
	{"ТИ", "TI"}, {"ФА", "FA"}, {"ХО", "KHO"}, {"ЧЕ", "CHE"}, {"ША", "SHA"}, {"ЯР", "YAR"}, {"ЮН", "YUN"},
}

var cyrillicTail = []sound{
	{"ВИК", "VIK"}, {"ГОР", "GOR"}, {"ДАР", "DAR"}, {"ЕНЬ", "EN"}, {"КА", "KA"}, {"ЛЕН", "LEN"}, {"МИР", "MIR"}, {"НАЯ", "NAYA"},
	{"НИЦА", "NITSA"}, {"РА", "RA"}, {"СКОЕ", "SKOE"}, {"ТЕК", "TEK"}, {"ТОН", "TON"}, {"ША", "SHA"}, {"ЯНА", "YANA"},
}

var katakana = []sound{
	{"ア", "A"}, {"イ", "I"}, {"ウ", "U"}, {"エ", "E"}, {"カ", "KA"}, {"キ", "KI"}, {"ク", "KU"}, {"コ", "KO"}, {"サ", "SA"}, {"シ", "SHI"},
	{"ス", "SU"}, {"ソ", "SO"}, {"タ", "TA"}, {"ト", "TO"}, {"ナ", "NA"}, {"ニ", "NI"}, {"ノ", "NO"}, {"ハ", "HA"}, {"ヒ", "HI"}, {"フ", "FU"},
	{"マ", "MA"}, {"ミ", "MI"}, {"モ", "MO"}, {"ヤ", "YA"}, {"ユ", "YU"}, {"ラ", "RA"}, {"リ", "RI"}, {"ル", "RU"}, {"レ", "RE"}, {"ロ", "RO"},
	{"ガ", "GA"}, {"ギ", "GI"}, {"ザ", "ZA"}, {"ダ", "DA"}, {"ド", "DO"}, {"バ", "BA"}, {"ビ", "BI"}, {"ポ", "PO"}, {"ヴェ", "VE"}, {"フィ", "FI"},
}

var hangul = []sound{
	{"가", "GA"}, {"고", "GO"}, {"나", "NA"}, {"누", "NU"}, {"다", "DA"}, {"도", "DO"}, {"라", "RA"}, {"로", "RO"}, {"루", "RU"}, {"마", "MA"},
	{"모", "MO"}, {"미", "MI"}, {"바", "BA"}, {"보", "BO"}, {"비", "BI"}, {"사", "SA"}, {"솔", "SOL"}, {"시", "SI"}, {"아", "A"}, {"온", "ON"},
	{"유", "YU"}, {"자", "JA"}, {"지", "JI"}, {"찬", "CHAN"}, {"초", "CHO"}, {"카", "KA"}, {"코", "KO"}, {"토", "TO"}, {"하", "HA"}, {"한", "HAN"}, {"희", "HUI"},
}

// han gives Chinese characters with their pinyin.
var han = []sound{
	{"安", "AN"}, {"白", "BAI"}, {"竹", "ZHU"}, {"春", "CHUN"}, {"翠", "CUI"}, {"丹", "DAN"}, {"东", "DONG"}, {"峰", "FENG"}, {"福", "FU"}, {"谷", "GU"},
	{"海", "HAI"}, {"禾", "HE"}, {"鹤", "HE"}, {"湖", "HU"}, {"江", "JIANG"}, {"金", "JIN"}, {"锦", "JIN"}, {"蓝", "LAN"}, {"岚", "LAN"}, {"莲", "LIAN"},
	{"林", "LIN"}, {"龙", "LONG"}, {"鹿", "LU"}, {"梅", "MEI"}, {"明", "MING"}, {"宁", "NING"}, {"泉", "QUAN"}, {"瑞", "RUI"}, {"山", "SHAN"}, {"松", "SONG"},
	{"天", "TIAN"}, {"溪", "XI"}, {"霞", "XIA"}, {"星", "XING"}, {"雪", "XUE"}, {"岩", "YAN"}, {"燕", "YAN"}, {"银", "YIN"}, {"玉", "YU"}, {"原", "YUAN"},
	{"月", "YUE"}, {"云", "YUN"}, {"舟", "ZHOU"}, {"紫", "ZI"},
}

// picture is a figurative element: its code of the Vienna Classification and words for a description.
type picture struct{ vienna, words string }

// pictures hold codes seen in the Vienna Classification's own list.
var pictures = []picture{
	{"01.01.01", "ngôi sao"}, {"01.03.01", "mặt trời mọc"}, {"01.07.01", "trăng tròn"}, {"01.15.11", "mây"}, {"01.15.24", "sóng nước"},
	{"02.09.01", "trái tim"}, {"03.01.04", "con hổ"}, {"03.02.01", "con voi"}, {"03.03.01", "con ngựa"}, {"03.04.01", "con trâu"},
	{"03.04.07", "con hươu"}, {"03.07.01", "chim ưng"}, {"03.07.04", "chim trĩ"}, {"03.07.07", "con hạc"}, {"03.07.10", "chim én"},
	{"03.07.11", "chim bồ câu"}, {"03.09.01", "con cá"}, {"03.13.01", "con bướm"}, {"03.13.04", "con ong"}, {"04.03.03", "con rồng"},
	{"05.03.14", "một chiếc lá"}, {"05.05.01", "hoa hồng"}, {"05.05.16", "hoa sen"}, {"05.07.10", "chùm nho"}, {"05.07.11", "quả cam"},
	{"05.11.12", "bông lúa"}, {"05.11.13", "khóm tre"}, {"06.01.02", "dãy núi"}, {"06.03.01", "cảnh hồ"}, {"07.01.05", "ngôi chùa"},
	{"07.01.16", "ngọn hải đăng"}, {"07.11.01", "cây cầu"}, {"11.03.04", "cái tách"}, {"13.01.08", "đèn lồng"}, {"18.03.02", "thuyền buồm"},
	{"26.04.01", "hình vuông"},
}

// colours are claimed colours, INID 591, in the words of the application.
var colours = []string{
	"đen, trắng", "đỏ, trắng", "đỏ, vàng", "xanh lá cây, trắng", "xanh lá cây, vàng, nâu", "xanh nước biển, trắng", "xanh nước biển, đỏ, trắng",
	"vàng, nâu", "tím, trắng", "cam, đen", "nâu, kem", "xám, đỏ",
}
