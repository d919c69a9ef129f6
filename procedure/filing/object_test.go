package filing_test

import (
	"slices"
	"testing"

	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure/filing"
)

func TestEveryStateHasAWordThatPoliciesKnow(t *testing.T) {
	all := []filing.State{filing.Waiting, filing.Uncertain, filing.Numbering, filing.Pending, filing.Doubtful, filing.Accepted, filing.Dead}
	var words []string
	for _, s := range all {
		words = append(words, s.Word())
	}
	if want := office.SubmissionObject.States(); !slices.Equal(words, want) {
		t.Errorf("the words are %q, policies know %q", words, want)
	}
}
