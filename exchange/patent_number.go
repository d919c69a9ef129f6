package exchange

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/ipr"
)

// docID names a patent document or an application as documents do.
type docID struct {
	office, number, kind string // ST.3, as told, ST.16
	date                 ipr.Date
	form                 numberForm
}

// numberForm is who gave a number its form.
type numberForm uint8

const (
	printed numberForm = iota // the office itself
	docdb                     // the EPO's exchange of bibliographic data
	epodoc                    // the EPO's older database: the office, the year, a number of fixed width
)

// applicationNumber gives the office and the normal form of an application number, under which a right stands in the register
// whatever document tells of it. The rules, by office:
//
//	EP  eight digits without the check digit: 17171508 for 17171508.9 and for epodoc EP20170171508
//	WO  PCT/CCYYYY/NNNNNN, also for the applications that DOCDB lists under the receiving office with the kind W,
//	    as JP 2018015561 or, before 2004, JP 0015561
//	US  the series code and six digits: 17043275 for 17/043,275 and for DOCDB's 201817043275. Of DOCDB's older 35738589, six
//	    digits and the year, the series follows from the day until 2000: 07357385. After that it does not: 51801605 is
//	    2005/518016, which is no other right's, unless the document has the office's own form beside it
//	CN  without the check digit: 201410408762 for 201410408762.5; the form of ST.13, 102021001286633, is 202111286633
//	JP  year of four digits and serial number of six: 2019165329 for 特願2019-165329 and 2019-165329, 1996012345 for
//	    平8-12345 and for DOCDB's 1234596
//	KR  year and seven digits without the type: 20160063019 for 10-2016-0063019; the form of ST.13, 102016000063019, too
//	DE  digits without the check digit: 102010053686 for 10 2010 053 686.5, 3423456 for P 34 23 456.7; of numbers from
//	    before 1968 the letter without zeros behind it: B77613 for B0077613 and for epodoc DE1964B077613
//	GB  seven digits without the check digit: 1612345 for 1612345.6 and for DOCDB's 201612345
//	BR  without the check digit: 102015012345 for BR 10 2015 012345-6
//	RU  without the group behind the stroke: 2016123456 for 2016123456/08
//
// Every other number keeps its form; capitals are used and blanks left out. The type of a right is part of its address, and
// so is left out of numbers where an office has it in front.
//
// Sources: EPO, DOCDB and OPS documents read, and the numbers of the same applications in both forms in them; USPTO, Red Book
// ST.32 v1.9, element B211US (series codes); WIPO ST.13. The older forms of DOCDB (US, JP) are of confidence B.
func applicationNumber(d docID) (office, number string) {
	n := norm.NFKC.String(d.number)
	n = strings.ToUpper(strings.Join(strings.Fields(n), ""))
	office = d.office
	if rest, ok := strings.CutPrefix(n, office); ok && len(office) == 2 && startsDigit(strings.TrimLeft(rest, "PG/-")) {
		n = strings.TrimLeft(rest, "/-")
	}
	switch {
	case office == "WO" || strings.HasPrefix(d.kind, "W") && d.form != printed, office == "" && strings.HasPrefix(n, "PCT"):
		return "WO", pctNumber(office, n)
	case strings.HasPrefix(n, "PCT"): // an office that keeps the international number in its own phase
		return office, pctNumber(office, n)
	}
	switch office {
	case "EP":
		n = european(n, d.form)
	case "US":
		n = american(n, d)
	case "CN":
		n = chinese(n)
	case "JP":
		n = japanese(n, d)
	case "KR":
		n = korean(n)
	case "DE":
		n = german(n)
	case "GB":
		n, _, _ = strings.Cut(n, ".")
		if len(n) == 9 && digits(n) && (n[:2] == "20" || n[:2] == "19") {
			n = n[2:]
		}
	case "BR":
		n, _, _ = strings.Cut(n, "-")
		if len(n) == 13 && digits(n) {
			n = n[:12]
		}
	case "RU":
		if year, _, ok := strings.Cut(n, "/"); ok && len(year) == 10 && digits(year) {
			n = year
		}
	}
	return office, n
}

func startsDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// pctNumber reads an international application: PCT/JP2018/015561, JP2018015561, or 2018015561 and 0015561 of the office.
func pctNumber(office, n string) string {
	bare := strings.NewReplacer("/", "", "-", "").Replace(strings.TrimPrefix(n, "PCT"))
	if len(bare) > 2 && !startsDigit(bare) {
		office, bare = bare[:2], bare[2:]
	}
	if !digits(bare) || !isCode(office) || office == "WO" {
		return n
	}
	switch len(bare) {
	case 10, 9: // nine until 2003, with five digits behind the year
	case 7: // the year of two digits, then five
		century := "20"
		if bare[:2] >= "78" { // the Treaty began in 1978
			century = "19"
		}
		bare = century + bare
	default:
		return n
	}
	serial, _ := strconv.Atoi(bare[4:])
	return fmt.Sprintf("PCT/%s%s/%06d", office, bare[:4], serial)
}

func isCode(s string) bool {
	_, err := ipr.ParseOffice(s)
	return err == nil
}

func european(n string, form numberForm) string {
	n, _, _ = strings.Cut(n, ".")
	switch {
	case !digits(n):
	case form == epodoc && len(n) == 11: // 2017 0171508
		n = n[2:4] + n[5:]
	case len(n) == 9:
		n = n[:8]
	}
	return n
}

// usSeries are the days on which the series of applications for patents ended, and their codes.
var usSeries = []struct {
	last ipr.Date
	code string
}{
	{ipr.Date{Year: 1947, Month: 12, Day: 31}, "02"}, {ipr.Date{Year: 1959, Month: 12, Day: 31}, "03"}, {ipr.Date{Year: 1969, Month: 12, Day: 31}, "04"},
	{ipr.Date{Year: 1978, Month: 12, Day: 31}, "05"}, {ipr.Date{Year: 1986, Month: 12, Day: 31}, "06"}, {ipr.Date{Year: 1992, Month: 12, Day: 31}, "07"},
	{ipr.Date{Year: 1997, Month: 12, Day: 29}, "08"}, {ipr.Date{Year: 2000, Month: 12, Day: 31}, "09"},
}

func american(n string, d docID) string {
	bare := strings.NewReplacer("/", "", ",", "", "-", "", ".", "").Replace(n)
	switch {
	case !digits(bare):
		return n
	case len(bare) == 12 && (bare[:2] == "19" || bare[:2] == "20"):
		return bare[4:]
	case len(n) == 11 && n[4] == '/', len(n) == 9 && n[6] == '/': // the form below
		return n
	case d.form != docdb || len(bare) < 3 || len(bare) > 8 || bare != n:
		return bare
	}
	serial, year := strings.Repeat("0", 8-len(bare))+bare[:len(bare)-2], bare[len(bare)-2:]
	if !d.date.Exact() || year != fmt.Sprintf("%02d", d.date.Year%100) {
		return serial + "/" + year
	}
	if series := usSeriesOf(d); series != "" {
		return series + serial
	}
	return fmt.Sprintf("%d/%s", d.date.Year, serial)
}

// usSeriesOf is the series of an application; "" if it does not follow from the day: since 2001 applications under the Patent
// Cooperation Treaty have numbers of a later or earlier series than others of the same day.
func usSeriesOf(d docID) string {
	switch {
	case strings.HasPrefix(d.kind, "P"):
		if d.date.Year < 2007 {
			return "60"
		}
		return ""
	case (strings.HasPrefix(d.kind, "F") || strings.HasPrefix(d.kind, "S")) && d.date.Year > 1992:
		return "29"
	}
	for _, s := range usSeries {
		if d.date.Compare(s.last) <= 0 {
			return s.code
		}
	}
	return ""
}

func chinese(n string) string {
	n, _, check := strings.Cut(strings.TrimPrefix(n, "ZL"), ".")
	switch {
	case check:
	case len(n) == 15 && digits(n) && n[1] == '0' && n[6:8] == "00": // ST.13: type, year, serial number
		n = n[2:6] + n[:1] + n[8:]
	case len(n) == 13 && digits(n[:12]), len(n) == 9 && digits(n[:8]):
		n = n[:len(n)-1]
	}
	return n
}

// eras are the first years, less one, of the emperors whose years stand in older numbers.
var eras = []struct {
	name string
	year int
}{{"昭和", 1925}, {"昭", 1925}, {"S", 1925}, {"平成", 1988}, {"平", 1988}, {"H", 1988}, {"令和", 2018}, {"令", 2018}, {"R", 2018}}

func japanese(n string, d docID) string {
	s := n
	for _, p := range []string{"特願", "実願", "意願"} {
		s = strings.TrimPrefix(s, p)
	}
	base := 0
	for _, e := range eras {
		if rest, ok := strings.CutPrefix(s, e.name); ok {
			s, base = rest, e.year
			break
		}
	}
	year, serial, parted := strings.Cut(s, "-")
	switch {
	case parted:
	case base > 0 && len(s) == 8:
		year, serial = s[:2], s[2:]
	case base == 0 && d.form == docdb && d.date.Year > 0 && d.date.Year < 2000 && len(s) > 2 && len(s) <= 8 && digits(s):
		year, serial = strconv.Itoa(d.date.Year), s[:len(s)-2]
		if s[len(s)-2:] != year[2:] {
			return n
		}
	case base == 0 && d.form == epodoc && len(s) == 11:
		year, serial = s[:4], s[5:]
	case base == 0 && len(s) == 10:
		year, serial = s[:4], s[4:]
	default:
		return n
	}
	y, err1 := strconv.ParseUint(year, 10, 16)
	i, err2 := strconv.ParseUint(serial, 10, 24)
	if err1 != nil || err2 != nil || base == 0 && len(year) != 4 {
		return n
	}
	return fmt.Sprintf("%04d%06d", int(y)+base, i)
}

func korean(n string) string {
	bare := strings.ReplaceAll(n, "-", "")
	if !digits(bare) {
		return n
	}
	switch {
	case len(bare) == 15 && bare[6:8] == "00": // ST.13
		return bare[2:6] + bare[8:]
	case len(bare) == 13:
		return bare[2:]
	}
	return bare
}

func german(n string) string {
	n, _, _ = strings.Cut(n, ".")
	if len(n) > 5 && digits(n[:4]) && n[4] >= 'A' && n[4] <= 'Z' { // epodoc: the year before the letter
		n = n[4:]
	}
	if n == "" || n[0] < 'A' || n[0] > 'Z' || !digits(n[1:]) {
		return n
	}
	serial := strings.TrimLeft(n[1:], "0")
	if (n[0] == 'P' || n[0] == 'G') && len(serial) >= 7 { // since 1968 the letter tells the type and is no part of the number
		return serial
	}
	return n[:1] + serial
}
