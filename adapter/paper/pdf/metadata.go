package pdf

import (
	"bytes"
	"encoding/xml"
	"time"
)

// producer is the program that wrote the file, without its version: the same input gives the same bytes.
const producer = "Muniment"

// metadata gives the XMP packet (ISO 16684-1), which says the same as the information dictionary, and of which standards the
// file is. PDF/A does not know the properties of PDF/UA, so their schema is described beside them.
func metadata(i Info) []byte {
	var b bytes.Buffer
	element := func(open, value, end string) {
		if value != "" {
			b.WriteString(open)
			_ = xml.EscapeText(&b, []byte(value)) // a bytes.Buffer does not fail
			b.WriteString(end)
		}
	}
	part := "2"
	if i.Level == A3U {
		part = "3"
	}
	made := i.Made.UTC().Format(time.RFC3339)
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" + `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>` + part + `</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
`)
	element(`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">`, i.Title, "</rdf:li></rdf:Alt></dc:title>\n")
	element("<dc:creator><rdf:Seq><rdf:li>", i.Author, "</rdf:li></rdf:Seq></dc:creator>\n")
	element(`<dc:description><rdf:Alt><rdf:li xml:lang="x-default">`, i.Subject, "</rdf:li></rdf:Alt></dc:description>\n")
	element("<dc:language><rdf:Bag><rdf:li>", i.Lang, "</rdf:li></rdf:Bag></dc:language>\n")
	element("<pdf:Keywords>", i.Keywords, "</pdf:Keywords>\n")
	element("<pdf:Producer>", producer, "</pdf:Producer>\n")
	element("<xmp:CreatorTool>", i.Creator, "</xmp:CreatorTool>\n")
	element("<xmp:CreateDate>", made, "</xmp:CreateDate>")
	element("<xmp:ModifyDate>", made, "</xmp:ModifyDate>")
	element("<xmp:MetadataDate>", made, "</xmp:MetadataDate>\n")
	b.WriteString(`</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289 that the file keeps to</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`)
	return b.Bytes()
}

// information gives the information dictionary.
func information(i Info) []byte {
	b := []byte("<<")
	for _, e := range []struct{ key, value string }{
		{"Title", i.Title}, {"Author", i.Author}, {"Subject", i.Subject}, {"Keywords", i.Keywords}, {"Creator", i.Creator}, {"Producer", producer},
	} {
		if e.value != "" {
			b = text(name(b, e.key), e.value)
		}
	}
	b = date(append(b, "/CreationDate"...), i.Made)
	b = date(append(b, "/ModDate"...), i.Made)
	return append(b, ">>"...)
}
