package exchange_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/exchange"
)

// TestAHostilePatentCostsLittle reads records of ten thousand equal and different parts of every sort, of which none may cost
// the square of their number.
func TestAHostilePatentCostsLittle(t *testing.T) {
	many := func(n int, f func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(f(i))
		}
		return b.String()
	}
	const n = 10_000
	id := func(i int) string {
		return fmt.Sprintf(`<document-id><country>US</country><doc-number>%d</doc-number></document-id>`, 10_000_000+i)
	}
	for rule, doc := range map[string]string{
		"classes, each the first": usDocument("grant", "B2", "1", "20180619", many(n, func(i int) string {
			return fmt.Sprintf(`<classification-ipcr><section>A</section><class>01</class><subclass>B</subclass><main-group>%d</main-group><subgroup>00</subgroup><symbol-position>F</symbol-position></classification-ipcr>`, i%9999+1)
		}), ""),
		"publications": usDocument("grant", "B2", "1", "20180619", `<us-related-documents>`+many(n, func(i int) string { return `<related-publication>` + id(i) + `</related-publication>` })+`</us-related-documents>`, ""),
		"relations": usDocument("grant", "B2", "1", "20180619", `<us-related-documents>`+many(n, func(i int) string {
			return `<continuation><relation><parent-doc>` + id(i) + `</parent-doc></relation></continuation>`
		})+`</us-related-documents>`, ""),
		"parties":    usDocument("grant", "B2", "1", "20180619", `<inventors>`+many(n, func(i int) string { return fmt.Sprintf(`<inventor><name>%d</name></inventor>`, i) })+`</inventors>`, ""),
		"priorities": usDocument("grant", "B2", "1", "20180619", `<priority-claims>`+many(n, func(i int) string { return `<priority-claim>` + id(i) + `</priority-claim>` })+`</priority-claims>`, ""),
		"a family": `<world-patent-data><patent-family>` + many(n, func(i int) string {
			return `<family-member><publication-reference>` + id(i) + `</publication-reference><application-reference>` + id(i) + `</application-reference></family-member>`
		}) + `</patent-family></world-patent-data>`,
		"Chinese forms without an original": `<PatentDocumentAndRelated><BibliographicData>` + many(n, func(i int) string {
			return fmt.Sprintf(`<PublicationReference dataFormat="standard"><DocumentID><WIPOST3Code>CN</WIPOST3Code><DocNumber>%d</DocNumber></DocumentID></PublicationReference>`, i)
		}) + `<ApplicationReference><DocumentID><WIPOST3Code>CN</WIPOST3Code><DocNumber>1</DocNumber></DocumentID></ApplicationReference></BibliographicData></PatentDocumentAndRelated>`,
	} {
		format, err := exchange.Detect("x", []byte(doc[:exchange.HeadSize]))
		if err != nil {
			t.Fatal(rule, err)
		}
		begin := time.Now()
		items, rep, err := readAll(format, strings.NewReader(doc), -1, exchange.Options{})
		if took := time.Since(begin); err != nil || took > 5*time.Second { // a square of ten thousand parts takes longer by far
			t.Errorf("%s: %v, %v", rule, took, err)
		}
		if len(items)+rep.RefusedCount() == 0 {
			t.Errorf("%s: nothing is read", rule)
		}
	}
}
