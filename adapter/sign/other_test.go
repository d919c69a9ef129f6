package sign_test

import (
	"os"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/sign"
)

// Documents as another program writes them: objects in streams, packed cross-references with a predictor, linearized, and with
// a revision of the other kind before ours.
func TestDocumentsOfOtherWritersAreSigned(t *testing.T) {
	trust := sign.Trust{Roots: pool(sampleKey(t).Authority), At: now}
	for _, c := range []struct {
		rule      string
		stream    bool
		arguments []string
	}{
		{"objects in streams", false, []string{"--object-streams=generate"}},
		{"objects in the open", true, []string{"--object-streams=disable"}},
		{"linearized", false, []string{"--linearize", "--object-streams=disable"}},
		{"linearized with objects in streams", false, []string{"--linearize", "--object-streams=generate"}},
		{"an older version", false, []string{"--force-version=1.4", "--object-streams=disable"}},
		{"a document of many pages", false, []string{"--object-streams=generate", "--empty", "--pages"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			in, out := write(t, "in.pdf", paper(c.stream)), write(t, "out.pdf", nil)
			arguments := append([]string{"--deterministic-id", "--warning-exit-0"}, c.arguments...)
			if c.rule == "a document of many pages" {
				for range 40 {
					arguments = append(arguments, in, "1")
				}
				arguments = append(arguments, "--", out)
			} else {
				arguments = append(arguments, in, out)
			}
			run(t, "qpdf", arguments...)
			doc, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // the second signature stands beside the first
				doc = signed(t, doc, nil)
			}
			if r := sign.Verify(doc, trust); !r.OK() || len(r.Signatures) != 2 {
				t.Errorf("not valid: %s", told(r))
			}
			path := write(t, "signed.pdf", doc)
			if said := run(t, "pdfsig", "-nocert", path); strings.Count(said, "Signature is Valid.") != 2 || strings.Count(said, "Total document signed") != 1 {
				t.Errorf("pdfsig: %s", said)
			}
			run(t, "qpdf", "--check", path)
		})
	}
}
