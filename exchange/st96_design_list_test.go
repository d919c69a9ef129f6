package exchange

import (
	"encoding/csv"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// enumeration lists the values of a type in the schemas of ST.96.
func enumeration(t *testing.T, schema, name string) []string {
	t.Helper()
	b, err := os.ReadFile(outside.Shared(t, "data/st96/schema-v6.0/"+schema))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(b), `<xsd:simpleType name="`+name+`"`)
	body, _, end := strings.Cut(rest, "</xsd:simpleType>")
	if !ok || !end {
		t.Fatalf("%s has no type %s", schema, name)
	}
	var values []string
	for _, m := range regexp.MustCompile(`<xsd:enumeration value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		values = append(values, m[1])
	}
	return values
}

func TestListsAreThoseOfTheSchemas(t *testing.T) {
	const gi, design, common = "GITransaction_V6_0.xsd", "DesignTransaction_V6_0.xsd", "DesignTransaction_V6_0_Common.xsd"
	words := func(list []string) []string {
		low := slices.Clone(list)
		for i := range low {
			low[i] = strings.ToLower(low[i])
		}
		return low
	}
	var categories []string
	for _, s := range giSchemes {
		categories = append(categories, s.category)
	}
	for _, c := range []struct {
		name       string
		want, have []string
	}{
		{"product categories", enumeration(t, gi, "ProductCategoryType"), productCategories},
		{"schemes", enumeration(t, gi, "GICategoryType"), categories},
		{"relations of applications", enumeration(t, design, "RelatedApplicationCategoryType"), relatedCategories},
		{"states of designs", words(enumeration(t, design, "DesignCurrentStatusCategoryType")), slices.Collect(maps.Keys(designStatuses()))},
	} {
		slices.Sort(c.want)
		slices.Sort(c.have)
		if !slices.Equal(c.want, slices.Compact(c.have)) {
			t.Errorf("%s: %q, of ST.96 %q", c.name, c.have, c.want)
		}
	}
	for _, w := range enumeration(t, gi, "GIStatusCategoryType") {
		if giStatuses()[strings.ToLower(w)] == "" {
			t.Errorf("an indication that is %s has no status", w)
		}
	}
	for _, c := range []struct {
		name  string
		codes []string
		is    func(string) bool
	}{
		{"languages", append(enumeration(t, common, "ISOLanguageCodeType"), enumeration(t, common, "ISOFormerLanguageCodeType")...), isLanguage},
		{"offices", append(enumeration(t, common, "WIPOST3CodeType"), enumeration(t, common, "WIPOFormerST3CodeType")...), isOffice},
		{"countries", append(enumeration(t, common, "ISOCountryCodeType"), enumeration(t, common, "ISOFormerCountryCodeType")...), isCountry},
	} {
		for a := byte('A'); a <= 'Z'; a++ {
			for b := byte('A'); b <= 'Z'; b++ {
				code := string([]byte{a, b})
				if c.name == "languages" {
					code = strings.ToLower(code)
				}
				if has := slices.Contains(c.codes, code); c.is(code) && !has {
					t.Errorf("%s is written, and none of the %s of ST.96", code, c.name)
				}
			}
		}
	}
}

func TestStatusesAreSourcedAndOfTheList(t *testing.T) {
	for name, file := range map[string]string{"design-status": designStatusFile, "gi-status": giStatusFile} {
		head, body, _ := strings.Cut(file, "\n")
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || !strings.Contains(head, "ST.96") {
			t.Fatalf("%s: %q, %v", name, head, err)
		}
		for _, r := range rows[1:] {
			if !slices.Contains(register.Statuses(), register.Status(r[1])) || r[2] != "A" && r[2] != "B" {
				t.Errorf("%s: %q", name, r)
			}
		}
	}
	for name, code := range giCountries() {
		o, ok := ipr.OfficeTerm(ipr.Office(code))
		otherwise := slices.Contains([]string{"CZ", "IT", "TR", "VN"}, code) // the register's names: Czechia, Italia, Turkey, Viet nam
		if !ok || !otherwise && !strings.EqualFold(strings.Fields(o.En)[0], strings.Fields(name)[0]) {
			t.Errorf("%s is %s, %s", name, code, o.En)
		}
	}
	for status, word := range designStatusWords {
		if s, _ := statusIn(designStatuses(), word); s != status && word != "Filed" {
			t.Errorf("%s is written as %s, which is read as %s", status, word, s)
		}
	}
}
