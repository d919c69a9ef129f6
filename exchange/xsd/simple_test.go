package xsd_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/exchange/xsd"
)

// kinds are types with what their values are made of by chance. Libxml2 knows no numbers of more than 24 digits, and takes a
// sign with a blank behind it for one; such are left out.
var kinds = map[string][]string{
	"anyURI":             {"http", ":", "/", "//", "a", "b.c", "@", "[", "]", "?", "#", "%", "%41", "80", " ", "x y", "é", "_", "..", "+", "-1", "::1", "|", "mailto", "=", "&", "<", "~"},
	"date":               {"2020", "-", "-02", "-29", "-30", "-12", "-31", "-04", "0000", "-0001", "12021", "Z", "+14:00", "-05:30", "+14:01", "+", " ", "2021-02-28", "1900-02-29", "2000-02-29", "T", "00"},
	"dateTime":           {"2020-02-29", "2021-04-31", "T", "00:00:00", "24:00:00", "23:59:60", "24:00:01", "10:61:00", ".5", ".", "Z", "+01:00", "-14:00", " ", "1:00:00", "12:00"},
	"gYear":              {"2020", "-", "0000", "99999", "0999", "012345", "Z", "+14:00", " ", "1", "99999999999999999999"},
	"gYearMonth":         {"2020", "-", "-01", "-12", "-13", "-00", "0000", "Z", "+01:00", " ", "99999"},
	"decimal":            {"0", "1", "9", ".", "+", "-", "00", "e", "E1", "INF", ",", "1234567"},
	"integer":            {"0", "1", "9", ".", "+", "-", "00", " ", "1234567"},
	"nonNegativeInteger": {"0", "1", "+", "-", "00", ".", " "},
	"positiveInteger":    {"0", "1", "+", "-", "00", ".", " "},
	"boolean":            {"true", "false", "0", "1", " ", "TRUE", "t"},
	"NMTOKEN":            {"a", "1", "-", ".", ":", "_", "é", " ", "·", "/", "日", "²"},
	"ID":                 {"a", "1", "-", ".", ":", "_", "é", " ", "·", "/", "日"},
	"token":              {"a", " ", "\n", "\t", "é"},
}

const qualified = `<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:o="urn:o" targetNamespace="urn:o" elementFormDefault="qualified" attributeFormDefault="qualified">`

// TestSimpleTypesAgreeWithLibxml2 holds each type against libxml2 on values at its borders, alone and in a union, as text and as an
// attribute.
func TestSimpleTypesAgreeWithLibxml2(t *testing.T) {
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not here; script/need xml installs it")
	}
	var b strings.Builder
	b.WriteString(qualified + `<xsd:simpleType name="Code"><xsd:restriction base="xsd:token"><xsd:enumeration value="x"/><xsd:pattern value="[a-z]"/></xsd:restriction></xsd:simpleType>`)
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		fmt.Fprintf(&b, `<xsd:element name="e_%s" type="xsd:%[1]s"/><xsd:element name="u_%[1]s" type="o:U_%[1]s"/><xsd:element name="a_%[1]s" type="o:A_%[1]s"/><xsd:attribute name="v_%[1]s" type="xsd:%[1]s"/>`+
			`<xsd:simpleType name="U_%[1]s"><xsd:union memberTypes="o:Code xsd:%[1]s"/></xsd:simpleType><xsd:complexType name="A_%[1]s"><xsd:attribute ref="o:v_%[1]s" use="required"/></xsd:complexType>`, kind)
	}
	b.WriteString(`</xsd:schema>`)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "s.xsd"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := xsd.Load(os.DirFS(dir), "s.xsd")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(7, 96))
	var files, docs []string
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		parts := kinds[kind]
		for range 600 {
			var v strings.Builder
			for range 1 + r.IntN(5) {
				v.WriteString(parts[r.IntN(len(parts))])
			}
			text := strings.NewReplacer("\n", "&#10;", "\t", "&#9;").Replace(escape.Replace(v.String()))
			doc := fmt.Sprintf(`<%s_%s xmlns="urn:o">%s</%[1]s_%[2]s>`, []string{"e", "u"}[r.IntN(2)], kind, text)
			if r.IntN(3) == 0 {
				doc = fmt.Sprintf(`<o:a_%s xmlns:o="urn:o" o:v_%[1]s="%s"/>`, kind, text)
			}
			name := filepath.Join(dir, fmt.Sprint(len(files), ".xml"))
			if err := os.WriteFile(name, []byte(doc), 0o600); err != nil {
				t.Fatal(err)
			}
			files, docs = append(files, name), append(docs, doc)
		}
	}
	cmd := exec.Command(lint, append([]string{"--noout", "--schema", filepath.Join(dir, "s.xsd")}, files...)...) // #nosec G204 -- a test
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Run(); err == nil || !strings.Contains(said.String(), "fails to validate") {
		t.Fatalf("xmllint: %v %.500s", err, said.String())
	}
	valid := map[string]bool{}
	for line := range strings.Lines(said.String()) {
		if f, ok := strings.CutSuffix(strings.TrimSpace(line), " validates"); ok {
			valid[f] = true
		}
	}
	wrong := 0
	for i, f := range files {
		if err := s.Validate(strings.NewReader(docs[i]), xml.Limits{}); (err == nil) != valid[f] {
			if wrong++; wrong < 40 {
				t.Errorf("%s: libxml2 says %v, we say %v", docs[i], valid[f], err)
			}
		}
	}
	t.Logf("%d of %d judged otherwise, %d are valid", wrong, len(files), len(valid))
}

func TestSchemaThatIsNotUnderstoodIsRefused(t *testing.T) {
	for _, c := range []struct{ rule, body string }{
		{"a particle that we do not know", `<xsd:complexType name="T"><xsd:all/></xsd:complexType><xsd:element name="e" type="o:T"/>`},
		{"a type that we do not know", `<xsd:element name="e" type="xsd:duration"/>`},
		{"a type that is nowhere", `<xsd:element name="e" type="o:T"/>`},
		{"a facet that we do not know", `<xsd:simpleType name="T"><xsd:restriction base="xsd:token"><xsd:minLength value="1"/></xsd:restriction></xsd:simpleType><xsd:element name="e" type="o:T"/>`},
		{"a pattern that we do not know", `<xsd:simpleType name="T"><xsd:restriction base="xsd:token"><xsd:pattern value="[a-z-[b]]"/></xsd:restriction></xsd:simpleType><xsd:element name="e" type="o:T"/>`},
		{"a restriction of content", `<xsd:complexType name="B"/><xsd:complexType name="T"><xsd:complexContent><xsd:restriction base="o:B"/></xsd:complexContent></xsd:complexType><xsd:element name="e" type="o:T"/>`},
		{"a type that extends itself", `<xsd:complexType name="T"><xsd:complexContent><xsd:extension base="o:T"/></xsd:complexContent></xsd:complexType><xsd:element name="e" type="o:T"/>`},
		{"a reference to nothing", `<xsd:complexType name="T"><xsd:sequence><xsd:element ref="o:x"/></xsd:sequence></xsd:complexType><xsd:element name="e" type="o:T"/>`},
		{"very many copies", `<xsd:complexType name="T"><xsd:sequence><xsd:element ref="o:e" maxOccurs="100000"/></xsd:sequence></xsd:complexType><xsd:element name="e" type="o:T"/>`},
		{"other global components", `<xsd:group name="g"/>`},
		{"an import of what is not there", `<xsd:import namespace="urn:p" schemaLocation="p.xsd"/>`},
		{"no XML", `<`},
	} {
		files := fstest.MapFS{"s.xsd": {Data: []byte(qualified + c.body + `</xsd:schema>`)}}
		if _, err := xsd.Load(files, "s.xsd"); err == nil {
			t.Errorf("%s: it is read", c.rule)
		}
	}
}
