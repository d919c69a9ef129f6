package exchange_test

import (
	"fmt"
	"os"
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
// among the claims of priority, one of which has no number, and DOCDB's number of the United States lacks the series.
func TestDOCDBLinksThatAreNoPriorities(t *testing.T) {
	claim := func(n, country, number, kind, day, active, link string) string {
		return `<priority-claim sequence="` + n + `"><document-id document-id-type="docdb"><country>` + country + `</country><doc-number>` + number + `</doc-number><kind>` + kind + `</kind><date>` + day + `</date></document-id><priority-active-indicator>` + active + `</priority-active-indicator><priority-linkage-type>` + link + `</priority-linkage-type></priority-claim>`
	}
	member := func(original string) string {
		return `<world-patent-data><patent-family><family-member><publication-reference><document-id document-id-type="docdb"><country>US</country><doc-number>2011000001</doc-number><kind>A1</kind><date>20110106</date></document-id></publication-reference>
		<application-reference><document-id document-id-type="docdb"><country>US</country><doc-number>87951510</doc-number><kind>A</kind><date>20100910</date></document-id>` + original + `</application-reference>` +
			claim("1", "GB", "0213739", "A", "20020614", "YES", "") + claim("2", "GB", "0302557", "W", "20030613", "NO", "W") + claim("3", "US", "51801605", "A", "20050706", "NO", "3") + claim("4", "US", "87951510", "A", "20100910", "NO", "") + claim("5", "FR", "", "A", "20020101", "YES", "") +
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
			"priorities": "GB 0213739 2002-06-14; FR 2002-01-01", "related": "international application WO PCT/GB2003/002557 2003-06-13; division of US 2005/518016 2005-07-06"})
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

func TestABadApplicationOfAFamilyIsRefusedAlone(t *testing.T) {
	member := func(office, number string) string {
		return `<family-member><application-reference><document-id document-id-type="docdb"><country>` + office + `</country><doc-number>` + number + `</doc-number><kind>A</kind></document-id></application-reference></family-member>`
	}
	doc := `<world-patent-data><patent-family>` + member("EP", "10167109") + member("US", strings.Repeat("9", 300)) + member("CA", "2744162") + `</patent-family></world-patent-data>`
	items, rep, err := readAll(exchange.OPS, strings.NewReader(doc), -1, exchange.Options{})
	if err != nil || len(items) != 2 || rep.Read != 3 || rep.RefusedCount() != 1 {
		t.Fatalf("%d items, read %d, refused %d, %v", len(items), rep.Read, rep.RefusedCount(), err)
	}
	if items[0].ID.String() != "EP/PT/10167109" || items[1].ID.String() != "CA/PT/2744162" {
		t.Error(items[0].ID, items[1].ID)
	}
}

func TestTheFreeTextOfAnEventAboutAPartyIsPrivate(t *testing.T) {
	doc := `<world-patent-data><patent-family><family-member><application-reference><document-id document-id-type="docdb"><country>CH</country><doc-number>12319</doc-number><kind>A</kind></document-id></application-reference>` +
		`<legal code="NV" desc="x"><L001EP>CH</L001EP><L500EP><L509EP desc="OWNER">MUSTER AG</L509EP><L510EP desc="Free Format Text">MUSTER AG, HAUPTSTRASSE 1, 8027 ZUERICH (CH)</L510EP></L500EP></legal>` +
		`<legal code="PL" desc="PATENT CEASED"><L001EP>CH</L001EP><L500EP><L510EP desc="Free Format Text">LAPSE</L510EP></L500EP></legal></family-member></patent-family></world-patent-data>`
	items, rep, err := readAll(exchange.OPS, strings.NewReader(doc), -1, exchange.Options{})
	if err != nil || len(items) != 1 {
		t.Fatal(items, err)
	}
	h := items[0].Record.History
	if len(h) != 2 || h[0].Category != "R" || strings.Contains(h[0].Text, "STRASSE") || !strings.Contains(h[0].Text, "OWNER: MUSTER AG") || !strings.Contains(h[1].Text, "LAPSE") {
		t.Errorf("%+v", h)
	}
	if len(rep.LeftOut) != 1 {
		t.Errorf("left out: %v", rep.LeftOut)
	}
}
