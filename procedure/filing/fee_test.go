package filing_test

import (
	"testing"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/procedure/filing"
)

// The page that shows everything at once tells the fee of a draft in which nothing stands yet.
func TestFeeOfAnEmptyDraftIsTold(t *testing.T) {
	l, err := law.Own().Office("VN")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []ipr.Kind{ipr.Trademark, ipr.Patent, ipr.Utility, ipr.Design, ipr.GI} {
		_, err := filing.Fees(&filing.Application{V: 1, Kind: kind, Language: "vi"}, l, ipr.Date{Year: 2026, Month: 4, Day: 1})
		if err != nil && fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
