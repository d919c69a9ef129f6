package xsd_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/exchange/xsd"
)

// FuzzValidate reads any schema and any document.
func FuzzValidate(f *testing.F) {
	schema := qualified + `<xsd:element name="e" type="o:T"/><xsd:element name="n" type="o:N" fixed="7"/><xsd:attribute name="id" type="xsd:ID"/>
<xsd:simpleType name="N"><xsd:union memberTypes="xsd:date xsd:decimal o:C"/></xsd:simpleType><xsd:simpleType name="C"><xsd:restriction base="xsd:token"><xsd:pattern value="\d{2}"/><xsd:maxLength value="2"/></xsd:restriction></xsd:simpleType>
<xsd:complexType name="T" mixed="true"><xsd:sequence minOccurs="0" maxOccurs="3"><xsd:choice><xsd:element ref="o:n" maxOccurs="2"/><xsd:element ref="o:e"/></xsd:choice></xsd:sequence><xsd:attribute ref="o:id" use="required"/></xsd:complexType></xsd:schema>`
	f.Add(schema, `<e xmlns="urn:o" xmlns:o="urn:o" o:id="a"><n>7</n> <n/>x<e o:id="b"/></e>`)
	f.Add(schema, `<n xmlns="urn:o">2020-02-30</n>`)
	f.Fuzz(func(t *testing.T, schema, doc string) {
		s, err := xsd.Load(fstest.MapFS{"s.xsd": {Data: []byte(schema)}}, "s.xsd")
		if err != nil {
			return
		}
		first := s.Validate(strings.NewReader(doc), xml.Limits{})
		if again := s.Validate(strings.NewReader(doc), xml.Limits{}); (first == nil) != (again == nil) {
			t.Errorf("%v, then %v", first, again)
		}
	})
}
