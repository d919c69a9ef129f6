package exchange

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// column is what a column of a table tells.
type column int

// The columns. The first names of each in columnNames are those that we write.
const (
	noColumn column = iota
	colID
	colOffice
	colKind
	colNumber
	colFiled
	colRegistration
	colRegistered
	colStatus
	colStatusDate
	colMark
	colFeature
	colApplicant
	colApplicantCountry
	colOwner
	colOwnerCountry
	colRepresentative
	colInventor
	colDesigner
	colClasses
	colGoods
	colIPC
	colLocarno
	colProduct
	colArea
	colProvenance
	colPublished
	colExpiry
	colVersion
	columns
)

// columnNames are the names by which a column is recognised: English, Vietnamese, and the INID codes of ST.60. Letter
// case, and whether words are parted by spaces, hyphens, dots or underscores, does not matter.
var columnNames = [columns][]string{
	colID:               {"id"},
	colOffice:           {"office", "authority", "cơ quan"},
	colKind:             {"kind", "kind of right", "loại"},
	colNumber:           {"number", "application number", "application no", "app no", "serial number", "serial no", "số đơn", "210", "21"},
	colFiled:            {"filing date", "filed", "application date", "ngày nộp đơn", "ngày nộp", "220", "22"},
	colRegistration:     {"registration number", "registration no", "reg no", "certificate number", "certificate no", "số bằng", "số văn bằng", "số gcn", "111", "11"},
	colRegistered:       {"registration date", "registered", "grant date", "ngày cấp", "ngày cấp bằng", "151"},
	colStatus:           {"status", "trạng thái", "tình trạng"},
	colStatusDate:       {"status date", "ngày trạng thái"},
	colMark:             {"mark", "name", "trademark", "trade mark", "mark text", "word mark", "brand", "title", "nhãn hiệu", "tên", "tên nhãn hiệu", "540", "541", "54"},
	colFeature:          {"feature", "mark feature", "mark type", "loại nhãn hiệu"},
	colApplicant:        {"applicant", "applicants", "applicant name", "chủ đơn", "người nộp đơn", "731", "71"},
	colApplicantCountry: {"applicant country", "nước của chủ đơn"},
	colOwner:            {"owner", "owners", "owner name", "holder", "proprietor", "registrant", "chủ sở hữu", "chủ văn bằng", "732", "73", "730"},
	colOwnerCountry:     {"owner country", "country", "country code", "quốc gia", "nước"},
	colRepresentative:   {"representative", "agent", "attorney", "đại diện", "đại diện shcn", "740", "74"},
	colInventor:         {"inventor", "inventors", "tác giả", "tác giả sáng chế", "72"},
	colDesigner:         {"designer", "designers", "tác giả kiểu dáng"},
	colClasses:          {"classes", "class", "nice", "nice class", "nice classes", "nhóm", "nhóm nice", "511"},
	colGoods:            {"goods", "goods and services", "goods services", "goods/services", "specification", "terms", "hàng hóa", "hàng hóa dịch vụ", "danh mục", "510"},
	colIPC:              {"ipc", "ipc classes", "international patent classification", "phân loại sáng chế", "phân loại ipc"},
	colLocarno:          {"locarno", "locarno classes", "phân loại lô các nô", "phân loại locarno"},
	colProduct:          {"product", "products", "sản phẩm"},
	colArea:             {"area", "geographical area", "region", "province", "khu vực địa lý", "vùng", "tỉnh"},
	colProvenance:       {"provenance", "source of data", "nguồn dữ liệu"},
	colPublished:        {"publication date", "published", "ngày công bố", "442", "43"},
	colExpiry:           {"expiry", "expiry date", "expiration date", "expires", "ngày hết hạn", "181", "18"},
	colVersion:          {"version", "updated", "last updated", "as of", "transaction date", "ngày cập nhật"},
}

var columnByName = func() map[string]column {
	m := map[string]column{}
	for c, names := range columnNames {
		for _, n := range names {
			m[n] = column(c)
		}
	}
	return m
}()

// columnOf gives the column of that name, noColumn if there is none.
func columnOf(name string) column {
	name = strings.ToLower(norm.NFC.String(name))
	words := strings.FieldsFunc(name, func(c rune) bool { return strings.ContainsRune(" \t_-.:#()\u00a0", c) })
	return columnByName[strings.Join(words, " ")]
}
