package exchange_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/exchange"
)

// TestAHostileMarkDesignOrIndicationCostsLittle reads records of very many parts of every sort, of which none may cost the
// square of their number.
func TestAHostileMarkDesignOrIndicationCostsLittle(t *testing.T) {
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	const n = 40_000
	design := func(inner string) string {
		return `<DesignApplication><RegistrationOfficeCode>EM</RegistrationOfficeCode><DesignApplicationNumber>1</DesignApplicationNumber>` + inner + `</DesignApplication>`
	}
	for rule, doc := range map[string]string{
		"words of a mark that stand for others": `<Trademark><RegistrationOfficeCode>EM</RegistrationOfficeCode><ApplicationNumber>1</ApplicationNumber><MarkRepresentation><MarkReproduction><WordMarkSpecification>` +
			many(2*n, `<MarkSignificantVerbalElementText n="%d"/>`) + `</WordMarkSpecification></MarkReproduction></MarkRepresentation></Trademark>`,
		"claims of a design": design(`<DesignBag><Design><DesignIdentifier>1</DesignIdentifier><DesignClaim><DesignClaimTextBag>` +
			many(2*n, `<DesignClaimText>%06d</DesignClaimText>`) + `</DesignClaimTextBag></DesignClaim></Design></DesignBag>`),
		"events of a design":  design(`<DesignApplicationEventBag>` + many(n, `<DesignApplicationEvent><CommentText>%d</CommentText></DesignApplicationEvent>`) + `</DesignApplicationEventBag>`),
		"parties of a design": design(`<ApplicantBag>` + many(n, `<Applicant><LegalEntityName>%d</LegalEntityName></Applicant>`) + `</ApplicantBag>`),
		"products and classes of a design": design(`<DesignDetails><Design><IndicationProductDetails><IndicationProduct>` + many(n, `<IndicationProductDescription>%d</IndicationProductDescription>`) +
			many(n, `<ClassNumber>0%d</ClassNumber>`) + `</IndicationProduct></IndicationProductDetails></Design></DesignDetails>`),
		"publications of an indication": `<GIApplication><GIData officeCode="FR"><ApplicationNumber><ApplicationNumberText>1</ApplicationNumberText></ApplicationNumber><GIPublicationBag>` +
			many(n, `<GIPublication><PublicationIdentifier>%d</PublicationIdentifier></GIPublication>`) + `</GIPublicationBag></GIData></GIApplication>`,
	} {
		begin := time.Now()
		items, rep, err := readAll(exchange.ST96, strings.NewReader(doc), -1, exchange.Options{})
		if took := time.Since(begin); err != nil || took > 3*time.Second { // a square takes far longer
			t.Errorf("%s: %v, %v", rule, took, err)
		}
		if len(items)+rep.RefusedCount() == 0 {
			t.Errorf("%s: nothing is read", rule)
		}
	}
}
