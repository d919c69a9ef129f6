package exchange_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// patents reads a document of the shared collection in the format that it is found to be.
func patents(t testing.TB, name string) ([]*exchange.Item, exchange.Report) {
	t.Helper()
	body, err := os.ReadFile(outside.Shared(t, "data/patent/"+name))
	if err != nil {
		t.Fatal(err)
	}
	return readText(t, name, string(body))
}

func readText(t testing.TB, name, body string) ([]*exchange.Item, exchange.Report) {
	t.Helper()
	format, err := exchange.Detect(name, []byte(body[:min(len(body), exchange.HeadSize)]))
	if err != nil {
		t.Fatal(err)
	}
	return read(t, format, strings.NewReader(body), exchange.Options{})
}

func date(t testing.TB, s string) ipr.Date {
	t.Helper()
	if s == "" {
		return ipr.Date{}
	}
	d, err := ipr.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// brief is what the tests compare of a patent, as a text for each member.
func brief(it *exchange.Item) map[string]string {
	r := &it.Record
	m := map[string]string{"id": it.ID.String(), "version": it.Version.String(), "status": strings.TrimSpace(string(r.Status) + " " + r.StatusTold), "title": r.Title, "language": r.Language,
		"ipc": strings.Join(r.IPC, "; "), "cpc": strings.Join(r.CPC, "; "), "claims": fmt.Sprint(r.Claims, "/", len(r.ClaimTexts))}
	if r.Application != nil {
		m["application"] = strings.TrimSpace(r.Application.Number + " " + r.Application.Date.String())
	}
	if r.Registration != nil {
		m["registration"] = strings.TrimSpace(r.Registration.Number + " " + r.Registration.Date.String())
	}
	line := func(key string, parts ...string) {
		s := strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
		if m[key] != "" {
			s = m[key] + "; " + s
		}
		m[key] = s
	}
	for _, p := range r.Parties {
		s := p.Name
		if p.Country != "" {
			s += " [" + p.Country + "]"
		}
		if p.Place != "" {
			s += " in " + p.Place
		}
		line(string(p.Role), s)
	}
	for _, p := range r.Priorities {
		line("priorities", p.Office, p.Number, p.Date.String())
	}
	for _, p := range r.Publications {
		line("publications", p.Office, p.Number, p.Kind, p.Date.String())
	}
	for _, p := range r.Related {
		line("related", p.How, p.Office, p.Number, p.Kind, p.Date.String())
	}
	for _, w := range r.Wordings {
		line("wordings", w.Language, w.Title)
	}
	for k, v := range m {
		if v == "" {
			delete(m, k)
		}
	}
	return m
}

// same compares a patent with what its document tells.
func same(t *testing.T, it *exchange.Item, want map[string]string) {
	t.Helper()
	got := brief(it)
	if !it.Part {
		t.Errorf("%s is told as a whole", it.ID)
	}
	for k, v := range want {
		if got[k] != v {
			t.Errorf("%s: the %s is %q, want %q", it.ID, k, got[k], v)
		}
	}
	for k, v := range got {
		if _, ok := want[k]; !ok {
			t.Errorf("%s: the %s is told as %q", it.ID, k, v)
		}
	}
}

func TestRealPatentDocumentsAreToldInFull(t *testing.T) {
	for name, want := range map[string]map[string]string{
		"us/us_example1.xml": {
			"id": "US/PT/17043275", "version": "2021-02-18", "application": "17043275 2018-04-13", "status": "published A1", "language": "en",
			"title": "ACTION RECOGNITION APPARATUS, ACTION RECOGNITION METHOD, AND COMPUTER-READABLE RECORDING MEDIUM",
			"ipc":   "G06K 9/00; G06K 9/62; G06N 20/00", "cpc": "G06K 9/00335; G06K 9/6255; G06K 9/00771; G06K 9/00362; G06N 20/00; G06K 9/6262", "claims": "15/15",
			"applicant": "NEC Corporation [JP] in Minato-ku, Tokyo", "inventor": "HOSOI, Toshinori [JP] in Tokyo; KAWAI, Ryo [JP] in Tokyo", "owner": "NEC Corporation [JP] in Minato-ku, Tokyo",
			"publications": "US 20210049351 A1 2021-02-18", "related": "international application WO PCT/JP2018/015561 2018-04-13",
		},
		"ep/v1-5-A1.xml": {
			"id": "EP/PT/18877305", "version": "2021-02-24", "application": "18877305.5 2018-10-29", "status": "published A1 EUROPEAN PATENT APPLICATION", "language": "en",
			"title": "VEHICLE-MOUNTED DISPLAY ASSEMBLY AND VEHICLE", "ipc": "B60R 7/06; B60N 3/12", "claims": "12/12",
			"wordings":       "de FAHRZEUGMONTIERTE ANZEIGEANORDNUNG UND FAHRZEUG; fr ENSEMBLE D'AFFICHAGE MONTÉ SUR VÉHICULE ET VÉHICULE",
			"applicant":      "BOE TECHNOLOGY GROUP CO., LTD. [CN] in Beijing; Chengdu BOE Optoelectronics Technology Co., Ltd. [CN] in Chengdu Sichuan",
			"inventor":       "FENG, Yuhsiung [CN] in Beijing; GAO, Wenbao [CN] in Beijing; ZENG, Jia [CN] in Beijing",
			"representative": "Cohausz & Florack [DE] in Düsseldorf", "priorities": "CN 201810358967 2018-04-20", "publications": "EP 3782854 A1 2021-02-24",
			"related": "international application WO PCT/CN2018/112487 2018-10-29; international publication WO 2019200885 2019-10-24",
		},
		"ep/v1-5-B1.xml": {
			"id": "EP/PT/17171508", "version": "2021-06-30", "application": "17171508.9 2017-05-17", "registration": "3404678 2021-06-30", "status": "registered B1 EUROPEAN PATENT SPECIFICATION",
			"title": "HIGH VOLTAGE ASSEMBLY AND METHOD TO OPERATE THE HIGH VOLTAGE ASSEMBLY", "language": "en", "ipc": "H01F 27/14; H01F 27/40", "claims": "12/12",
			"wordings": "de HOCHSPANNUNGSANORDNUNG UND VERFAHREN ZUM BETREIBEN DER HOCHSPANNUNGSANORDNUNG; fr ENSEMBLE À HAUTE TENSION ET PROCÉDÉ DE FONCTIONNEMENT DE L'ENSEMBLE À HAUTE TENSION",
			"inventor": "HARTHUM, Jörg [DE] in Erftstadt; STIRL, Tobias [DE] in Tönisvorst", "owner": "General Electric Technology GmbH [CH] in Baden",
			"representative": "Freigutpartners IP Law Firm [CH] in Baden", "publications": "EP 3404678 2018-11-21; EP 3404678 B1 2021-06-30",
		},
		"cn/cn_old1.xml": {
			"id": "CN/PT/201410408762", "version": "2014-12-24", "application": "201410408762.5 2014-08-19", "status": "published A", "title": "一种甘草发酵所得烟用香料及其应用", "language": "zh",
			"ipc": "A24B 15/18; C11B 9/00; C12P 1/02; C12R 1/645", "claims": "3/3", "applicant": "云南中烟工业有限责任公司 in 云南省昆明市",
			"inventor": "段焰青; 者为; 李青青; 叶灵; 张伟; 夏建军; 党立志; 王文元", "representative": "昆明协立知识产权代理事务所(普通合伙); 谢嘉; 旃习涵", "publications": "CN 104223352 A 2014-12-24",
		},
		"cn/cn_new1.xml": {
			"id": "CN/PT/202111286633", "version": "2021-12-10", "application": "202111286633.X 2017-04-24", "status": "published A", "title": "显示设备", "language": "zh",
			"ipc": "G09G 3/36; G09G 3/3208; G09G 3/34", "claims": "17/17", "applicant": "三星显示有限公司 [KR]", "inventor": "金驲柱; 田武经; 李安洙",
			"representative": "北京英赛嘉华知识产权代理有限责任公司; 王达佐; 刘铮", "priorities": "KR 10-2016-0063019 2016-05-23", "publications": "CN 113781974 A 2021-12-10",
			"related": "division of CN 201710269973 2017-04-24",
		},
		"jp/jp_example1.xml": {
			"id": "JP/PT/2019165329", "version": "2021-03-18", "application": "2019165329 2019-09-11", "status": "published A 公開特許公報(A)", "title": "ウェーハの加工方法", "language": "ja",
			"ipc": "H01L 21/301; H01L 21/67; H01L 21/683; B23K 26/53", "claims": "6/6", "applicant": "株式会社ディスコ in 東京都",
			"inventor":       "原田 成規 in 東京都; 松澤 稔 in 東京都; 木内 逸人 in 東京都; 淀 良彰 in 東京都; 荒川 太朗 in 東京都; 上里 昌充 in 東京都; 河村 慧美子 in 東京都; 藤井 祐介 in 東京都; 宮井 俊輝 in 東京都; 大前 巻子 in 東京都",
			"representative": "松本 昂; 岡本 知広; 笠原 崇廣; 岡本 英哲; 岡野 貴之", "publications": "JP 2021044377 A 2021-03-18",
		},
		"ops/get_biblio.xml": {
			"id": "EP/PT/10167109", "version": "2011-12-28", "application": "10167109 2010-06-24", "status": "published A1", "title": "BLUETOOTH NETWORKING", "language": "en",
			"ipc": "H04W 84/20", "cpc": "H04W 84/20; H04W 88/04", "claims": "0/0", "wordings": "de BLUETOOTH-VERNETZUNG; fr MISE EN RÉSEAU BLUETOOTH",
			"applicant": "9SOLUTIONS OY [FI]", "inventor": "HERRALA SAMI [FI]; KYLMAENEN JARI [FI]; NIEMI JAAKKO [FI]", "publications": "EP 2400812 A1 2011-12-28",
		},
	} {
		items, rep := patents(t, name)
		if len(items) != 1 {
			t.Fatalf("%s: %d items", name, len(items))
		}
		same(t, items[0], want)
		if len(rep.NotUnderstood)+len(rep.Unread) > 0 {
			t.Errorf("%s: not understood %v, unread %v", name, rep.NotUnderstood, rep.Unread)
		}
		for _, text := range items[0].Record.ClaimTexts {
			if text == "" || text[0] >= '0' && text[0] <= '9' {
				t.Errorf("%s: the claim %q", name, text)
			}
		}
	}
}

func TestTextsOfRealPatents(t *testing.T) {
	for _, c := range []struct{ name, member, begin, end string }{
		{"us/us_example1.xml", "claim 2", "The action recognition apparatus according to claim 1, wherein the generation unit uses a human body image", "to generate the addition image."},
		{"us/us_example1.xml", "abstract", "An action recognition apparatus 1 including: a generation unit 2 that generates", ""},
		{"ep/v1-5-B1.xml", "claim 2", "The high voltage assembly (2) according to claim 1, wherein the second pipe section (20) comprises", "a lower valve (24) and an upper valve (26)."},
		{"ep/v1-5-A1.xml", "abstract", "This disclosure relates to a vehicular display assembly and a vehicle", ""},
		{"cn/cn_old1.xml", "claim 1", "一种甘草发酵所得烟用香料，其特征在于：将甘草片或甘草粉与水按1:5～1:50的质量比配制成发酵培养基", "即得所需烟用香料。"},
		{"cn/cn_new1.xml", "claim 2", "如权利要求1所述的显示设备，其中，", "所述k个像素位于所述第m行中。"},
		{"jp/jp_example1.xml", "abstract", "【課題】品質を低下させることなくデバイスチップを形成する。【解決手段】複数のデバイスが", ""},
	} {
		items, _ := patents(t, c.name)
		r := &items[0].Record
		text := r.Abstract
		if n := 0; c.member != "abstract" {
			if _, err := fmt.Sscanf(c.member, "claim %d", &n); err != nil || n > len(r.ClaimTexts) {
				t.Fatalf("%s has no %s", c.name, c.member)
			}
			text = r.ClaimTexts[n-1]
		}
		if !strings.HasPrefix(text, c.begin) || !strings.HasSuffix(text, c.end) {
			t.Errorf("%s, %s: %q", c.name, c.member, text)
		}
	}
}

func TestARealFileOfDOCDB(t *testing.T) {
	items, rep := patents(t, "docdb/DE-backfile.xml")
	if len(items) != 10 || rep.Read != 10 || len(rep.NotUnderstood)+len(rep.Unread) > 0 {
		t.Fatalf("%d items, %+v", len(items), rep)
	}
	same(t, items[0], map[string]string{
		"id": "DE/PT/B77613", "version": "1968-01-04", "application": "B77613 1964-07-10", "status": "published B examined-printed-without-grant", "language": "de",
		"title": "Kraftstoffeinspritzpumpe fuer mehrzylindrige Brennkraftmaschinen", "ipc": "F02M 41/12; F02M 59/34; F02M 59/36", "cpc": "F02M 59/34; F02M 41/125; F02M 59/36; F02M 2700/1358", "claims": "0/0",
		"applicant": "ROBERT BOSCH G.M.B.H.", "inventor": "KNAPP DIPL.-PHYS. DR. HEINRICH; HEISER DIPL.-ING. JOACHIM", "publications": "DE 1258188 B 1968-01-04",
	})
	if got := brief(items[2])["priorities"]; got != "US 1961-03-13" { // DOCDB's number is that of the publication with an X
		t.Errorf("a priority without a number is told as %q", got)
	}
}

func TestARealFamily(t *testing.T) {
	items, rep := patents(t, "ops/get_family.xml")
	if len(items) != 3 || rep.Read != 3 || len(rep.NotUnderstood)+len(rep.Unread) > 0 {
		t.Fatalf("%d items, %+v", len(items), rep)
	}
	const ep, ca, us = "family EP 2400812 A1 2011-12-28; family EP 2400812 B1 2019-11-27", "family CA 2744162 A1 2011-12-24", "family US 20120057518 A1 2012-03-08; family US 9648662 B2 2017-05-09"
	same(t, items[0], map[string]string{"id": "EP/PT/10167109", "version": "2019-11-27", "application": "10167109 2010-06-24", "registration": "2400812 2019-11-27", "status": "registered B1", "claims": "0/0",
		"publications": "EP 2400812 A1 2011-12-28; EP 2400812 B1 2019-11-27", "related": ca + "; " + us})
	same(t, items[1], map[string]string{"id": "CA/PT/2744162", "version": "2011-12-24", "application": "2744162 2011-06-23", "claims": "0/0",
		"priorities": "EP 10167109 2010-06-24", "publications": "CA 2744162 A1 2011-12-24", "related": ep + "; " + us})
	same(t, items[2], map[string]string{"id": "US/PT/13167395", "version": "2017-05-09", "application": "201113167395 2011-06-23", "registration": "9648662 2017-05-09", "status": "registered B2", "claims": "0/0",
		"priorities": "EP 10167109 2010-06-24", "publications": "US 20120057518 A1 2012-03-08; US 9648662 B2 2017-05-09", "related": ep + "; " + ca})
	for i, it := range items {
		if it.Ordinal != i || it.Where == "" {
			t.Errorf("item %d has the place %d, %q", i, it.Ordinal, it.Where)
		}
	}
}

// TestDOCDBLinksThatAreNoPriorities reads a national phase: the application itself, the international one and a parent stand
// among the claims of priority, and DOCDB's number of the United States lacks the series.
func TestDOCDBLinksThatAreNoPriorities(t *testing.T) {
	claim := func(n, country, number, kind, day, active, link string) string {
		return `<priority-claim sequence="` + n + `"><document-id document-id-type="docdb"><country>` + country + `</country><doc-number>` + number + `</doc-number><kind>` + kind + `</kind><date>` + day + `</date></document-id><priority-active-indicator>` + active + `</priority-active-indicator><priority-linkage-type>` + link + `</priority-linkage-type></priority-claim>`
	}
	member := func(original string) string {
		return `<world-patent-data><patent-family><family-member><publication-reference><document-id document-id-type="docdb"><country>US</country><doc-number>2011000001</doc-number><kind>A1</kind><date>20110106</date></document-id></publication-reference>
		<application-reference><document-id document-id-type="docdb"><country>US</country><doc-number>87951510</doc-number><kind>A</kind><date>20100910</date></document-id>` + original + `</application-reference>` +
			claim("1", "GB", "0213739", "A", "20020614", "YES", "") + claim("2", "GB", "0302557", "W", "20030613", "NO", "W") + claim("3", "US", "51801605", "A", "20050706", "NO", "3") + claim("4", "US", "87951510", "A", "20100910", "NO", "") +
			`</family-member></patent-family></world-patent-data>`
	}
	for original, want := range map[string][2]string{
		"": {"US/PT/2010%2F879515", "87951510 2010-09-10"},
		`<document-id document-id-type="original"><doc-number>12/879,515</doc-number></document-id>`: {"US/PT/12879515", "12/879,515 2010-09-10"},
	} {
		items, rep := readText(t, "family.xml", member(original))
		if len(items) != 1 || len(rep.NotUnderstood)+len(rep.Unread) > 0 {
			t.Fatalf("%d items, %+v", len(items), rep)
		}
		same(t, items[0], map[string]string{"id": want[0], "application": want[1], "version": "2011-01-06", "status": "published A1", "claims": "0/0", "publications": "US 20110000001 A1 2011-01-06",
			"priorities": "GB 0213739 2002-06-14", "related": "international application WO PCT/GB2003/002557 2003-06-13; division of US 2005/518016 2005-07-06"})
	}
}

func TestRealLegalEvents(t *testing.T) {
	items, rep := patents(t, "ops/get_legal.xml")
	if len(items) != 1 || len(rep.NotUnderstood)+len(rep.Unread) > 0 {
		t.Fatalf("%d items, %+v", len(items), rep)
	}
	r := &items[0].Record
	if r.Status != "" || r.Registration != nil {
		t.Errorf("a publication of 2011 tells the state of 2025: %s %s", r.Status, r.StatusTold)
	}
	if len(r.History) != 69 {
		t.Fatalf("%d events", len(r.History))
	}
	for _, want := range []register.Told{
		{Date: date(t, "2012-07-18"), Code: "17P", Text: "REQUEST FOR EXAMINATION FILED; Effective DATE: 20120606", Category: "D"},
		{Date: date(t, "2019-11-27"), Code: "REG", Text: "REFERENCE TO A NATIONAL CODE; GB FG4D EUROPEAN PATENT GRANTED", Category: "F"},
		{Date: date(t, "2019-11-29"), Code: "REG", Text: "REFERENCE TO A NATIONAL CODE; CH EP EUROPEAN PATENT TAKES EFFECT AS A NATIONAL PATENT IN CH/LI", Category: "W"},
		{Date: date(t, "2019-11-20"), Code: "RAP1", Text: "PARTY DATA CHANGED (APPLICANT DATA CHANGED OR RIGHTS OF AN APPLICATION TRANSFERRED); OWNER: 9SOLUTIONS OY", Category: "R"},
	} {
		if !slices.Contains(r.History, want) {
			t.Errorf("there is no event %+v", want)
		}
	}
}

// entry folds items of one right as a register does that has imported them in this order.
func entry(t *testing.T, items ...*exchange.Item) *register.Entry {
	t.Helper()
	const origin = "x.invalid/log/library/1"
	var sights []register.Sight
	for i, it := range items {
		if it.ID != items[0].ID {
			t.Fatalf("%s and %s are different rights", it.ID, items[0].ID)
		}
		p, err := register.Prepare(register.Event{Lane: register.Library, Entry: it.ID, Act: "import", Field: []register.Field{
			{Name: "ground", Value: register.Ground{Document: strings.Repeat("0", 64), Record: int64(i), Version: it.Version, Tells: register.TellsPart}},
			{Name: "record", Value: &it.Record},
		}}, origin, register.SystemEntropy())
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 1, 5, 0, 0, i, 0, time.UTC)
		sights = append(sights, register.Sight{Lane: register.Library, Seq: int64(i), Leaf: p.Leaf(origin, int64(i), at), Disclosures: p.PublicText()})
	}
	e, err := register.Fold(items[0].ID, sights)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestPublicationsOfOneApplicationAreOneEntry imports what four sources tell of one application, in whatever order.
func TestPublicationsOfOneApplicationAreOneEntry(t *testing.T) {
	document := func(kind, day, dates, party string) string {
		return `<exch:exchange-document xmlns:exch="e" country="EP" doc-number="3000001" kind="` + kind + `" date-publ="` + day + `"><exch:bibliographic-data>
			<exch:publication-reference data-format="docdb"><document-id><country>EP</country><doc-number>3000001</doc-number><kind>` + kind + `</kind><date>` + day + `</date></document-id></exch:publication-reference>
			<exch:application-reference data-format="docdb"><document-id><country>EP</country><doc-number>15000001</doc-number><kind>A</kind><date>20150105</date></document-id></exch:application-reference>
			<exch:parties><exch:applicants><exch:applicant sequence="1" data-format="docdb"><exch:applicant-name><name>` + party + `</name></exch:applicant-name><exch:residence><country>DE</country></exch:residence></exch:applicant></exch:applicants></exch:parties>
			<exch:invention-title lang="en" data-format="docdba">Kettle</exch:invention-title><exch:dates-of-public-availability><` + dates + `><document-id><date>` + day + `</date></document-id></` + dates + `></exch:dates-of-public-availability>
			</exch:bibliographic-data></exch:exchange-document>`
	}
	items, rep := readText(t, "docdb.xml", `<exch:exchange-documents xmlns:exch="e">`+document("B1", "20180207", "printed-with-grant", "KESSEL AG")+document("A1", "20160706", "unexamined-printed-without-grant", "KESSEL GMBH")+`</exch:exchange-documents>`)
	ep, _ := readText(t, "ep.xml", `<ep-patent-document lang="de" country="EP" doc-number="3000001" kind="B1" date-publ="20180207"><SDOBI lang="de"><B100><B110>3000001</B110><B130>B1</B130><B140><date>20180207</date></B140><B190>EP</B190></B100>
		<B200><B210>15000001.4</B210><B220><date>20150105</date></B220><B260>de</B260></B200><B400><B430><date>20160706</date></B430><B450><date>20180207</date></B450></B400>
		<B500><B540><B541>de</B541><B542>Kessel</B542><B541>en</B541><B542>Kettle</B542></B540></B500></SDOBI><claims lang="de"><claim num="0001"><claim-text>Kessel.</claim-text></claim></claims></ep-patent-document>`)
	if len(items) != 2 || len(ep) != 1 || len(rep.NotUnderstood)+len(rep.Unread) > 0 {
		t.Fatalf("%d and %d items, %+v", len(items), len(ep), rep)
	}
	all := []*exchange.Item{items[0], items[1], ep[0]}
	want := map[string]string{
		"id": "EP/PT/15000001", "registration": "3000001 2018-02-07", "applicant": "KESSEL AG [DE]", "claims": "1/1", "publications": "EP 3000001 A1 2016-07-06; EP 3000001 B1 2018-02-07",
	}
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {1, 2, 0}} {
		e := entry(t, all[order[0]], all[order[1]], all[order[2]])
		got := brief(&exchange.Item{ID: e.ID, Record: e.Record})
		for k, v := range want {
			if got[k] != v {
				t.Errorf("in the order %v, the %s is %q, want %q", order, k, got[k], v)
			}
		}
		if e.Record.Status != register.StatusRegistered {
			t.Errorf("in the order %v, the status is %s", order, e.Record.Status)
		}
	}
}

// usDocument is a document of the United States with the given bibliographic data behind the references.
func usDocument(root, kind, number, day, more, body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE us-patent-` + root + ` SYSTEM "us-patent-` + root + `-v45.dtd" [ ]>
<us-patent-` + root + ` lang="EN" country="US" date-publ="` + day + `"><us-bibliographic-data-` + root + ` lang="EN" country="US">
<publication-reference><document-id><country>US</country><doc-number>` + number + `</doc-number><kind>` + kind + `</kind><date>` + day + `</date></document-id></publication-reference>
<application-reference appl-type="utility"><document-id><country>US</country><doc-number>14612898</doc-number><date>20150203</date></document-id></application-reference>
` + more + `</us-bibliographic-data-` + root + `>` + body + `</us-patent-` + root + ">\n"
}

func TestAWeeklyFileIsDocumentsOneBehindTheOther(t *testing.T) {
	grant := usDocument("grant", "B2", "09999999", "20180619", `<invention-title>Cutting tool</invention-title><number-of-claims>2</number-of-claims>`, `<claims><claim num="1"><claim-text>1. A tool.</claim-text></claim><claim num="2"><claim-text>2. The tool of <claim-ref>claim 1</claim-ref>, wherein<claim-text>a) it cuts; and</claim-text><claim-text>b) H<sub>2</sub>O.</claim-text></claim-text></claim></claims>`)
	application := usDocument("application", "A1", "20150000001", "20150806", `<invention-title>Cutting tool</invention-title>`, ``)
	items, rep := readText(t, "ipg.xml", application+grant)
	if len(items) != 2 || len(rep.NotUnderstood)+len(rep.Unread) > 0 {
		t.Fatalf("%d items, %+v", len(items), rep)
	}
	same(t, items[1], map[string]string{"id": "US/PT/14612898", "version": "2018-06-19", "application": "14612898 2015-02-03", "registration": "9999999 2018-06-19", "status": "registered B2", "title": "Cutting tool", "language": "en", "claims": "2/2",
		"publications": "US 9999999 B2 2018-06-19"})
	if want := []string{"A tool.", "The tool of claim 1, wherein a) it cuts; and b) H2O."}; !slices.Equal(items[1].Record.ClaimTexts, want) {
		t.Errorf("the claims are %q", items[1].Record.ClaimTexts)
	}
	if e := entry(t, items[1], items[0]); e.Record.Status != register.StatusRegistered || len(e.Record.Publications) != 2 {
		t.Errorf("the entry is %s", e.Record.Canonical())
	}
}

func TestRelationsSayWhatTheRightIsToTheOther(t *testing.T) {
	relation := func(name, parent, child string) string {
		return `<` + name + `><relation><parent-doc>` + parent + `<parent-status>PENDING</parent-status></parent-doc><child-doc><document-id><country>US</country><doc-number>` + child + `</doc-number></document-id></child-doc></relation></` + name + `>`
	}
	id := func(country, number, kind, day string) string {
		return `<document-id><country>` + country + `</country><doc-number>` + number + `</doc-number><kind>` + kind + `</kind><date>` + day + `</date></document-id>`
	}
	items, rep := readText(t, "us.xml", usDocument("grant", "B2", "09999999", "20180619", `<us-related-documents>`+
		relation("continuation", id("US", "12987585", "", "20110110")+`<parent-grant-document>`+id("US", "08888888", "B2", "20141118")+`</parent-grant-document>`, "14612898")+
		relation("continuation-in-part", id("US", "10000001", "", "20030101"), "12987585")+
		relation("division", id("US", "14612898", "", ""), "15700000")+
		relation("us-divisional-reissue", id("US", "13000001", "", ""), "14612898")+
		`<us-provisional-application>`+id("US", "61/123,456", "", "20100110")+`</us-provisional-application>
		<related-publication>`+id("US", "20150000001", "A1", "20150806")+`</related-publication><unheard-of/></us-related-documents>
		<pct-or-regional-filing-data>`+id("WO", "PCT/EP2012/000001", "00", "20120101")+`<us-371c12-date><date>20130101</date></us-371c12-date></pct-or-regional-filing-data>
		<pct-or-regional-publishing-data>`+id("WO", "WO2012/123456", "A", "20120901")+`</pct-or-regional-publishing-data>`, ""))
	if len(items) != 1 {
		t.Fatalf("%d items", len(items))
	}
	got := brief(items[0])
	want := strings.Join([]string{"continuation of US 12987585 2011-01-10", "continuation of US 8888888 B2 2014-11-18", "related application US 10000001 2003-01-01", "divided into US 15700000",
		"divisional reissue of US 13000001", "provisional application US 61123456 2010-01-10", "international application WO PCT/EP2012/000001 2012-01-01", "international publication WO 2012123456 A 2012-09-01"}, "; ")
	if got["related"] != want {
		t.Errorf("related are %q,\nwant %q", got["related"], want)
	}
	if want := "US 20150000001 A1 2015-08-06; US 9999999 B2 2018-06-19"; got["publications"] != want {
		t.Errorf("publications are %q, want %q", got["publications"], want)
	}
	if !reflect.DeepEqual(rep.NotUnderstood, map[string]int{"unheard-of": 1}) {
		t.Errorf("not understood: %v", rep.NotUnderstood)
	}
}

func TestTagsOfEuropeanDocuments(t *testing.T) {
	items, rep := readText(t, "ep.xml", `<ep-patent-document lang="en" country="EP"><SDOBI lang="en"><B000><eptags><B053EP>remark</B053EP></eptags></B000><B100><B110>1000001</B110><B120><B121>NEW EUROPEAN PATENT SPECIFICATION</B121></B120><B130>B2</B130><B140><date>20100303</date></B140><B190>EP</B190></B100>
		<B200><B210>99123456.7</B210><B220><date>19990301</date></B220><B240><B241><date>20000101</date></B241><B243><date>20100101</date></B243></B240><B250>fr</B250><B251EP>fr</B251EP><B260>fr</B260></B200>
		<B300><B310>98/1234</B310><B320><date>19980301</date></B320><B330><ctry>FR</ctry></B330><B310>98 5678</B310><B320><date>19980401</date></B320><B330><ctry>DE</ctry></B330></B300>
		<B400><B405><date>20100303</date><bnum>201009</bnum></B405><B430><date>20000105</date></B430><B450><date>20040707</date></B450><B470><B475><date>20050101</date><ctry>AT</ctry><date>20050202</date><ctry>SE</ctry></B475></B470><B477><date>20100303</date></B477></B400>
		<B500><B510><B516>7</B516><B511> 7A 61K  31/44   A</B511><B512> 7A 61P  35/00   B</B512></B510><B540><B541>fr</B541><B542>Composé</B542></B540></B500>
		<B600><B620><parent><pdoc><dnum><anum>95900001.2</anum><pnum>700001</pnum></dnum><date>19950101</date></pdoc></parent></B620><B620EP><parent><cdoc><dnum><anum>05001234.5</anum></dnum><date>20050120</date></cdoc><cdoc><dnum><anum>05001235.2</anum></dnum><date>20050120</date></cdoc></parent></B620EP></B600>
		<B700><B780><B781><snm>Opposante S.A.</snm></B781></B780></B700><B9XX/></SDOBI></ep-patent-document>`)
	if len(items) != 1 || !reflect.DeepEqual(rep.NotUnderstood, map[string]int{"B9XX": 1}) || len(rep.Unread) > 0 {
		t.Fatalf("%d items, not understood %v, unread %v", len(items), rep.NotUnderstood, rep.Unread)
	}
	same(t, items[0], map[string]string{"id": "EP/PT/99123456", "version": "2010-03-03", "application": "99123456.7 1999-03-01", "registration": "1000001 2004-07-07", "status": "registered B2 NEW EUROPEAN PATENT SPECIFICATION",
		"title": "Composé", "language": "fr", "ipc": "A61K 31/44; A61P 35/00", "claims": "0/0", "priorities": "FR 98/1234 1998-03-01; DE 98 5678 1998-04-01", "publications": "EP 1000001 2000-01-05; EP 1000001 B2 2010-03-03",
		"related": "division of EP 95900001 1995-01-01; divided into EP 05001234 2005-01-20; divided into EP 05001235 2005-01-20"})
	want := []register.Told{{Date: date(t, "2000-01-01"), Code: "B241", Text: "Date of request for examination"}, {Date: date(t, "2010-01-01"), Code: "B243"},
		{Date: date(t, "2005-01-01"), Code: "B475", Text: "AT"}, {Date: date(t, "2005-02-02"), Code: "B475", Text: "SE"}, {Date: date(t, "2010-03-03"), Code: "B477"}}
	if !reflect.DeepEqual(items[0].Record.History, want) {
		t.Errorf("the history is %+v", items[0].Record.History)
	}
}

func TestDocumentsOfOfficesThatWeHaveNotSeen(t *testing.T) {
	for rule, c := range map[string]struct {
		doc  string
		want map[string]string
	}{
		"a gazette of Chinese Taipei, several documents in a root": {`<tw-patent-grants total-count="1"><tw-patent-grant><tw-bibliographic-data-grant lang="zh" country="TW">
			<publication-reference><document-id><doc-number>I826142</doc-number><date>20231211</date></document-id></publication-reference>
			<application-reference appl-type="invention"><document-id><doc-number>109146678</doc-number><date>20201230</date></document-id></application-reference>
			<classifications-ipcr><classification-ipcr>H03M1/46</classification-ipcr></classifications-ipcr><invention-title><chinese-title>轉換器</chinese-title><english-title>Converter</english-title></invention-title>
			<parties><applicants><applicant sequence="1"><addressbook><chinese-name>甲公司</chinese-name><english-name>JIA CO.</english-name></addressbook></applicant></applicants></parties>
			</tw-bibliographic-data-grant><claims><claim num="1"><p>1. 一種轉換器。</p></claim></claims></tw-patent-grant></tw-patent-grants>`,
			map[string]string{"id": "TW/PT/109146678", "version": "2023-12-11", "application": "109146678 2020-12-30", "registration": "I826142", "status": "registered", "title": "轉換器", "language": "zh", "wordings": "en Converter",
				"ipc": "H03M 1/46", "claims": "1/1", "applicant": "甲公司", "publications": "TW I826142 2023-12-11"}},
		"an office without a code of ST.3, dates and kinds that are none": {`<xy-patent-document country="XY" lang="qq"><bibliographic-data country="XY"><publication-reference><document-id><country>XY1</country><doc-number>1</doc-number><kind>?</kind><date>19990231</date></document-id></publication-reference>
			<application-reference><document-id><country>XY</country><doc-number>7/99</doc-number></document-id></application-reference><invention-title>A</invention-title></bibliographic-data></xy-patent-document>`,
			map[string]string{"id": "XY/PT/7%2F99", "application": "7/99", "title": "A", "claims": "0/0", "publications": "XY 1 ?"}},
		"a publication that the root alone names": {`<ep-patent-document lang="en" country="EP" doc-number="1000001" kind="A1" date-publ="20010102"><SDOBI><B200><B210>00900001.2</B210></B200></SDOBI></ep-patent-document>`,
			map[string]string{"id": "EP/PT/00900001", "version": "2001-01-02", "application": "00900001.2", "status": "published A1", "language": "en", "claims": "0/0", "publications": "EP 1000001 A1 2001-01-02"}},
		"a utility model": {`<cn-patent-document lang="ZH" country="CN"><cn-bibliographic-data><cn-publication-reference><document-id><country>CN</country><doc-number>204000001</doc-number><kind>U</kind><date>20141210</date></document-id></cn-publication-reference>
			<application-reference appl-type="实用新型"><document-id><country>CN</country><doc-number>201420000001.5</doc-number><date>20140101</date></document-id></application-reference><invention-title>壶</invention-title></cn-bibliographic-data></cn-patent-document>`,
			map[string]string{"id": "CN/UM/201420000001", "version": "2014-12-10", "application": "201420000001.5 2014-01-01", "registration": "204000001 2014-12-10", "status": "registered U", "title": "壶", "language": "zh", "claims": "0/0", "publications": "CN 204000001 U 2014-12-10"}},
		"a design patent": {`<us-patent-grant lang="EN" country="US"><us-bibliographic-data-grant><publication-reference><document-id><country>US</country><doc-number>D0654321</doc-number><kind>S1</kind><date>20120221</date></document-id></publication-reference>
			<application-reference appl-type="design"><document-id><country>US</country><doc-number>29/396,001</doc-number><date>20110630</date></document-id></application-reference><classification-locarno><edition>9</edition><main-classification>0604</main-classification></classification-locarno>
			<invention-title>Chair</invention-title></us-bibliographic-data-grant></us-patent-grant>`,
			map[string]string{"id": "US/DS/29396001", "version": "2012-02-21", "application": "29/396,001 2011-06-30", "registration": "D654321 2012-02-21", "status": "registered S1", "title": "Chair", "language": "en", "claims": "0/0", "publications": "US D654321 S1 2012-02-21"}},
	} {
		items, _ := readText(t, "x.xml", c.doc)
		if len(items) != 1 {
			t.Errorf("%s: %d items", rule, len(items))
			continue
		}
		t.Log(rule)
		same(t, items[0], c.want)
		var b bytes.Buffer
		if _, err := exchange.WriteST96(&b, items[0].ID.Kind, rowsOf(items)); err != nil {
			t.Fatal(err)
		}
		again, rep := read(t, exchange.ST96, &b, exchange.Options{})
		if len(again) != 1 || again[0].ID != items[0].ID || !bytes.Equal(exchange.Content(again[0]), exchange.Content(items[0])) {
			t.Errorf("%s: %d rights are read back, %+v", rule, len(again), rep)
		}
	}
}

func TestDatesOfST36BecomeThePast(t *testing.T) {
	items, rep := readText(t, "x.xml", `<patent-document country="BG" lang="bg"><bibliographic-data country="BG" lang="bg"><publication-reference><document-id><country>BG</country><doc-number>60001</doc-number><kind>B1</kind><date>20100101</date></document-id></publication-reference>
		<application-reference><document-id><country>BG</country><doc-number>100001</doc-number><date>20050101</date></document-id></application-reference>
		<dates-of-public-availability><unexamined-printed-without-grant><document-id><country>BG</country><doc-number>100001</doc-number><kind>A</kind><date>20060101</date></document-id></unexamined-printed-without-grant><printed-with-grant><document-id><country>BG</country><date>20100101</date></document-id></printed-with-grant></dates-of-public-availability>
		<dates-rights-effective><request-for-examination><date>20060201</date></request-for-examination></dates-rights-effective><date-exhibition-filed><date>20041224</date></date-exhibition-filed>
		<date-of-revocation><date>20150303</date></date-of-revocation><patent-family><priority-application><document-id><country>BG</country><doc-number>100001</doc-number></document-id></priority-application><family-member><document-id><country>DE</country><doc-number>102005000001</doc-number><kind>A1</kind></document-id></family-member></patent-family>
		<invention-title lang="bg">Чайник</invention-title></bibliographic-data></patent-document>`)
	if len(items) != 1 || len(rep.NotUnderstood)+len(rep.Unread) > 0 {
		t.Fatalf("%d items, %+v", len(items), rep)
	}
	same(t, items[0], map[string]string{"id": "BG/PT/100001", "version": "2010-01-01", "application": "100001 2005-01-01", "registration": "60001", "status": "cancelled date-of-revocation", "title": "Чайник", "language": "bg", "claims": "0/0",
		"publications": "BG 100001 A 2006-01-01; BG 60001 B1 2010-01-01", "related": "family DE 102005000001 A1"})
	r := items[0].Record
	if want := []register.Told{{Date: date(t, "2006-02-01"), Code: "request-for-examination"}, {Date: date(t, "2004-12-24"), Code: "date-exhibition-filed"}}; !slices.Equal(r.History, want) {
		t.Errorf("the history is %+v", r.History)
	}
	if r.StatusDate != date(t, "2015-03-03") {
		t.Errorf("the status is of %s", r.StatusDate)
	}
}

func TestClaimsAreCountedAsTheyStand(t *testing.T) {
	claim := func(num, text string) string {
		return `<claim num="` + num + `"><claim-text>` + text + `</claim-text></claim>`
	}
	for rule, c := range map[string]struct {
		claims string
		n      int
		texts  []string
	}{
		"cancelled ones are none":                  {claim("1-20", `<b>1</b>-<b>20</b>. (canceled)`) + claim("21", `<b>21</b>. A kettle.`), 1, []string{"21. A kettle."}},
		"a number that is that of its place goes":  {claim("1", "1. A.") + claim("2", "2 . B") + claim("3", "5. C"), 3, []string{"A.", "B", "5. C"}},
		"a text that begins with a quantity stays": {claim("1", "1.5 litres of A."), 1, []string{"1.5 litres of A."}},
		"formulas in text are told in their order": {claim("1", `x<sup>2</sup> + <maths><math><mi>y</mi><mo>=</mo><mn>1</mn></math></maths> holds`), 1, []string{"x2 + y = 1 holds"}},
		"a table is told cell by cell":             {claim("1", `A:<tables><table><tgroup><tbody><row><entry>Fe</entry><entry>1</entry></row><row><entry>C</entry><entry>2</entry></row></tbody></tgroup></table></tables>`), 1, []string{"A: Fe 1 C 2"}},
		"one that is a picture is counted":         {claim("1", `<img file="a.tif"/>`), 1, nil},
	} {
		items, _ := readText(t, "us.xml", usDocument("application", "A1", "20150000001", "20150806", "", "<claims>"+c.claims+"</claims>"))
		if r := items[0].Record; r.Claims != c.n || !slices.Equal(r.ClaimTexts, c.texts) {
			t.Errorf("%s: %d, %q", rule, r.Claims, r.ClaimTexts)
		}
	}
}

func TestAnInventorWhoIsNotToBeNamedIsNot(t *testing.T) {
	items, rep := readText(t, "cn.xml", `<cn-patent-document lang="ZH" country="CN"><cn-bibliographic-data><application-reference><document-id><country>CN</country><doc-number>201420000001.5</doc-number></document-id></application-reference>
		<cn-parties><cn-inventors><cn-inventor sequence="1" cn-not-to-be-published-request-by-inventor="yes"><name>甲</name></cn-inventor><cn-inventor sequence="2" cn-not-to-be-published-request-by-inventor="no"><name>乙</name></cn-inventor></cn-inventors></cn-parties></cn-bibliographic-data></cn-patent-document>`)
	if got := brief(items[0])["inventor"]; got != "乙" || rep.LeftOut["an inventor who is not to be named (private)"] != 1 {
		t.Errorf("inventors are %q; left out %v", got, rep.LeftOut)
	}
}

func TestWhatOfAPatentIsTooLongIsLeftOutAndSaid(t *testing.T) {
	claims := strings.Repeat(`<claim><claim-text>`+strings.Repeat("word ", 100)+`</claim-text></claim>`, 250)
	items, rep := readText(t, "us.xml", usDocument("application", "A1", "20150000001", "20150806", "", "<claims>"+claims+"</claims>"))
	if len(items) != 1 || items[0].Record.Claims != 250 || items[0].Record.ClaimTexts != nil {
		t.Fatalf("%d items, %s", len(items), brief(items[0]))
	}
	if rep.LeftOut["texts of claims beyond 100 KiB (an event stays small)"] != 250 {
		t.Errorf("left out: %v", rep.LeftOut)
	}
}

// TestPrivateDataOfPatentsStaysOutside puts a word into every element in which a person's private data stand.
func TestPrivateDataOfPatentsStaysOutside(t *testing.T) {
	const secret = "SECRET"
	party := `<addressbook><last-name>Doe</last-name><first-name>Ann</first-name><iid>SECRET</iid><phone>SECRET</phone><email>SECRET</email><fax>SECRET</fax><address><street>SECRET</street><address-1>SECRET</address-1><pobox>SECRET</pobox><city>1012 AB Town</city><postcode>SECRET</postcode><text>SECRET</text><country>NL</country></address></addressbook><nationality><country>DE</country></nationality>`
	for name, doc := range map[string]string{
		"ST.36": usDocument("application", "A1", "20150000001", "20150806", `<us-parties><us-applicants><us-applicant>`+party+`</us-applicant></us-applicants></us-parties><correspondence-address>SECRET</correspondence-address><examiners><primary-examiner>SECRET</primary-examiner></examiners>`, ""),
		"EP":    `<ep-patent-document lang="en"><SDOBI><B100><B110>1</B110><B130>A1</B130><B190>EP</B190></B100><B200><B210>17171508.9</B210></B200><B700><B710><B711><snm>Doe, Ann</snm><iid>SECRET</iid><irf>SECRET</irf><adr><str>SECRET</str><city>1012 AB Town</city><ctry>NL</ctry></adr></B711></B710><B745>SECRET</B745></B700></SDOBI></ep-patent-document>`,
		"ST.96": `<PatentPublication languageCode="en"><IPOfficeCode>EP</IPOfficeCode><BibliographicData><ApplicationIdentification><IPOfficeCode>EP</IPOfficeCode><ApplicationNumber><ApplicationNumberText>1</ApplicationNumberText></ApplicationNumber><ApplicantFileReference>SECRET</ApplicantFileReference></ApplicationIdentification>
			<PartyBag><ApplicantBag><Applicant><PartyIdentifier>SECRET</PartyIdentifier><Contact><Name><PersonName><PersonStructuredName><FirstName>Ann</FirstName><LastName>Doe</LastName></PersonStructuredName></PersonName></Name><PostalAddressBag><PostalAddress><PostalStructuredAddress><AddressLineText>SECRET</AddressLineText><CityName>Town</CityName><CountryCode>NL</CountryCode><PostalCode>SECRET</PostalCode></PostalStructuredAddress></PostalAddress></PostalAddressBag><EmailAddressBag><EmailAddressText>SECRET</EmailAddressText></EmailAddressBag></Contact></Applicant></ApplicantBag><ExaminerBag><PrimaryExaminer>SECRET</PrimaryExaminer></ExaminerBag><CorrespondenceAddress><Contact>SECRET</Contact></CorrespondenceAddress></PartyBag></BibliographicData></PatentPublication>`,
	} {
		items, rep := readText(t, "x.xml", doc)
		if len(items) != 1 {
			t.Fatalf("%s: %d items, %v", name, len(items), rep.Refused)
		}
		if body := string(exchange.Content(items[0])); strings.Contains(body, secret) || strings.Contains(body, "1012") {
			t.Errorf("%s: %s", name, body)
		}
		if got := brief(items[0])["applicant"]; got != "Doe, Ann [NL] in Town" {
			t.Errorf("%s: the applicant is %q", name, got)
		}
		if len(rep.LeftOut) == 0 {
			t.Errorf("%s: nothing is said to be left out", name)
		}
	}
}

// TestRealPatentsAreWrittenAndReadBack writes every right that the shared documents tell of as a PatentPublication, which
// has to be valid, and reads the same record back.
func TestRealPatentsAreWrittenAndReadBack(t *testing.T) {
	root := outside.Shared(t, "data/patent")
	byKind := map[ipr.Kind][]*exchange.Item{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, _ := filepath.Rel(root, path)
		items, _ := patents(t, filepath.ToSlash(name))
		for _, it := range items {
			byKind[it.ID.Kind] = append(byKind[it.ID.Kind], it)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(byKind[ipr.Patent]); n != 21 {
		t.Errorf("%d patents", n)
	}
	for kind, items := range byKind {
		roundTrip(t, kind, items)
	}
}

func TestAPublicationOfST96IsToldInFull(t *testing.T) {
	items, rep := readText(t, "x.xml", `<pat:PatentPublication xmlns:pat="p" xmlns:com="c" com:languageCode="fr" com:st96Version="V6_0"><com:IPOfficeCode>EP</com:IPOfficeCode><pat:BibliographicData>
		<pat:PatentPublicationIdentification><com:IPOfficeCode>EP</com:IPOfficeCode><pat:PublicationNumber>3000001</pat:PublicationNumber><com:PatentDocumentKindCode>A1</com:PatentDocumentKindCode><com:PublicationDate>2016-07-06</com:PublicationDate></pat:PatentPublicationIdentification>
		<pat:ApplicationIdentification><com:IPOfficeCode>EP</com:IPOfficeCode><com:ApplicationNumber><com:ApplicationNumberText>15000001.4</com:ApplicationNumberText></com:ApplicationNumber><pat:FilingDate>2015-01-05+01:00</pat:FilingDate></pat:ApplicationIdentification>
		<pat:PatentClassificationBag><pat:CPCClassificationBag><pat:MainCPC><pat:CPCClassification><pat:ClassificationVersionDate>2013-01-01</pat:ClassificationVersionDate><pat:CPCSection>Y</pat:CPCSection><pat:Class>02</pat:Class><pat:Subclass>E</pat:Subclass><pat:MainGroup>10</pat:MainGroup><pat:Subgroup>50</pat:Subgroup><com:SymbolPositionCode>F</com:SymbolPositionCode></pat:CPCClassification></pat:MainCPC></pat:CPCClassificationBag>
		<pat:IPCRClassificationBag><pat:IPCRClassification><pat:ClassificationVersionDate>2006-01-01</pat:ClassificationVersionDate><pat:PatentClassificationSymbolText>A47J 27/00</pat:PatentClassificationSymbolText></pat:IPCRClassification></pat:IPCRClassificationBag></pat:PatentClassificationBag>
		<pat:InventionTitleBag><pat:InventionTitle com:languageCode="en">Kettle</pat:InventionTitle><pat:InventionTitle com:languageCode="fr">Bouilloire</pat:InventionTitle></pat:InventionTitleBag>
		<pat:PartyBag><pat:InventorBag><pat:Inventor><com:Contact><com:Name><com:PersonName><com:PersonStructuredName><com:FirstName>Ann</com:FirstName><com:LastName>Doe</com:LastName></com:PersonStructuredName></com:PersonName></com:Name></com:Contact></pat:Inventor></pat:InventorBag></pat:PartyBag>
		</pat:BibliographicData><pat:Claims><pat:Claim><pat:ClaimNumber>1</pat:ClaimNumber><pat:ClaimText>Une bouilloire, <pat:ClaimText>en fer</pat:ClaimText></pat:ClaimText></pat:Claim></pat:Claims><pat:Abstract><com:P>Une bouilloire.</com:P></pat:Abstract></pat:PatentPublication>`)
	if len(items) != 1 || len(rep.NotUnderstood)+len(rep.Unread) > 0 {
		t.Fatalf("%d items, %+v", len(items), rep)
	}
	same(t, items[0], map[string]string{"id": "EP/PT/15000001", "version": "2016-07-06", "application": "15000001.4 2015-01-05", "status": "published A1", "title": "Bouilloire", "language": "fr", "wordings": "en Kettle",
		"ipc": "A47J 27/00", "cpc": "Y02E 10/50", "claims": "1/1", "inventor": "Doe, Ann", "publications": "EP 3000001 A1 2016-07-06"})
	if r := items[0].Record; r.ClaimTexts[0] != "Une bouilloire, en fer" || r.Abstract != "Une bouilloire." {
		t.Errorf("%q, %q", r.ClaimTexts, r.Abstract)
	}
}

func TestTheRemainderOfAnotherRightIsNotTaken(t *testing.T) {
	items, _ := readText(t, "x.xml", usDocument("application", "A1", "20150000001", "20150806", "", ""))
	items[0].Record.Expiry = date(t, "2035-02-03")
	var b bytes.Buffer
	if _, err := exchange.WriteST96(&b, ipr.Patent, rowsOf(items)); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]ipr.Date{"US/PT/14612898.json": items[0].Record.Expiry, "VN/PT/14612898.json": {}, "US/TM/14612898.json": {}} {
		again, _ := readText(t, "x.xml", strings.Replace(b.String(), "US/PT/14612898.json", file, 1))
		if len(again) != 1 || again[0].ID != items[0].ID || again[0].Record.Expiry != want {
			t.Errorf("%s: %s, %s", file, again[0].ID, exchange.Content(again[0]))
		}
	}
}
