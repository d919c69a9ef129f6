package exchange

import (
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/internal/fault"
)

// Format is a form of document that can be read.
type Format string

// The formats.
const (
	TDXF  Format = "tdxf"  // USPTO trademark-applications-daily, XML
	ST96  Format = "st96"  // WIPO ST.96, all kinds of right, XML
	ST66  Format = "st66"  // WIPO ST.66, trademarks, XML
	ST36  Format = "st36"  // patent documents after WIPO ST.36 and its kin, XML
	DOCDB Format = "docdb" // EPO DOCDB, exchange of bibliographic data of patents, XML
	OPS   Format = "ops"   // answers of the EPO's Open Patent Services, XML
	ST86  Format = "st86"  // WIPO ST.86, industrial designs, XML
	TSV   Format = "tsv"   // a table, cells parted by tabs
	CSV   Format = "csv"   // a table after RFC 4180, cells parted by commas or semicolons
	Lines Format = "jsonl" // JSON Lines: one record on a line
	UKGI  Format = "ukgi"  // the register of geographical indications of the United Kingdom, JSON
	ZIP   Format = "zip"   // an archive of documents of the formats above
	TAR   Format = "tar"   // the same, as tar makes it
	GZIP  Format = "gzip"  // one document of the formats above, or a tar archive
)

// HeadSize is how much of the beginning of a document [Detect] likes to see.
const HeadSize = 4096

// Detect tells the format of a document from its first bytes, of which head holds HeadSize or all. The name only
// decides between tables, and only where the content does not; and markup without a beginning that can be read is no
// document unless it is named .xml. Errors: Invalid if it is in none of the formats, see [Formless], or its beginning is broken.
func Detect(name string, head []byte) (Format, error) {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return ZIP, nil
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		return GZIP, nil
	case isTar(head):
		return TAR, nil
	}
	text, err := headText(head)
	if err != nil {
		return "", err
	}
	switch first := bytes.TrimLeft(text, " \t\r\n"); {
	case len(first) == 0:
		return "", &formless{fault.New(fault.Invalid, "the document is empty")}
	case first[0] == '<':
		format, err := detectXML(head)
		if f, ok := fault.Of(err); ok && !strings.EqualFold(path.Ext(name), ".xml") {
			err = &formless{f} // a page, a schema
		}
		return format, err
	case first[0] == '{':
		return Lines, nil
	case first[0] == '[' && isGIRegister(text):
		return UKGI, nil
	}
	if !printable(text) {
		return "", &formless{fault.New(fault.Invalid, "the document is not a text, and no archive that can be read").
			Hinting(readable)}
	}
	line, _, _ := bytes.Cut(bytes.TrimLeft(text, "\r\n"), []byte("\n"))
	ext := strings.ToLower(path.Ext(name))
	switch {
	case bytes.IndexByte(line, '\t') >= 0, ext == ".tsv" || ext == ".tab":
		return TSV, nil
	case bytes.ContainsAny(line, ",;"), ext == ".csv" || ext == ".txt":
		return CSV, nil
	}
	return "", &formless{fault.New(fault.Invalid, "the document is a text of no known form").Hinting(readable)}
}

// Formless reports whether err is that of a document in no known form, as are pictures and letters that lie beside the
// documents in a folder or an archive; a document in a known form that is broken is none.
func Formless(err error) bool {
	var f *formless
	return errors.As(err, &f)
}

type formless struct{ *fault.Fault }

// Unwrap gives the fault, so that its kind is found.
func (f *formless) Unwrap() error { return f.Fault }

// readable is a hint.
const readable = "what can be read: ST.96, ST.86, ST.66, ST.36 and its kin, DOCDB, OPS and USPTO trademark-applications-daily (XML), the register of geographical indications of the United Kingdom (JSON), tables (TSV, CSV), JSON Lines; each also in a ZIP or tar archive, or compressed by gzip"

// headText is the beginning of a document as UTF-8, a character cut at its end left out.
func headText(head []byte) ([]byte, error) {
	src, err := xml.UTF8(bytes.NewReader(head))
	if err != nil {
		return nil, err
	}
	text, _ := io.ReadAll(io.LimitReader(src, 4*HeadSize)) // a pair cut by the end of the head is no error here
	for i := 1; i <= utf8.UTFMax && i <= len(text); i++ {
		if c := text[len(text)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(text[len(text)-i:]) {
				text = text[:len(text)-i]
			}
			break
		}
	}
	return text, nil
}

// printable reports whether b looks like text. Single bad bytes are left to the reader, which refuses their record.
func printable(b []byte) bool {
	bad := 0
	for _, c := range string(b) {
		switch {
		case c == utf8.RuneError:
			bad++
		case c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f':
			return false
		}
	}
	return bad*20 <= len(b)
}

// xmlForm is a family of XML documents: how they are told and how they are read.
type xmlForm struct {
	mapping *mapping
	// told reports whether a document is of the family, by the local names of its first elements, the root first.
	told func(names []string) bool
}

// xmlForms are the families, the most special ones first.
var xmlForms = []xmlForm{
	{&ops, opsTold},
	{&exchangeDocuments, docdbTold},
	{&st36, st36Told},
	{&st86, st86Told},
	{&st96, st96Told},
	{&st66, st66Told},
}

// formOf gives the mapping of a format.
func formOf(f Format) *mapping {
	for _, x := range xmlForms {
		if x.mapping.format == f {
			return x.mapping
		}
	}
	return nil
}

// firstElements is how many names a family may look at.
const firstElements = 40

// detectXML tells an XML document by its first elements.
func detectXML(head []byte) (Format, error) {
	r := xml.NewReader(bytes.NewReader(head), xml.Limits{})
	var names []string
	var err error
	for err == nil && len(names) < firstElements {
		var k xml.Kind
		if k, err = r.Next(); err == nil && k == xml.Start {
			names = append(names, string(r.Local()))
		}
	}
	if len(names) == 0 {
		if name := r.Doctype(); name != "" {
			names = append(names, name[strings.IndexByte(name, ':')+1:])
		} else if err != nil && len(head) < HeadSize {
			return "", err
		} else {
			return "", fault.New(fault.Invalid, "the XML document's root element is not near its beginning")
		}
	}
	if names[0] == tdxfRoot {
		return TDXF, nil
	}
	for _, x := range xmlForms {
		if x.told(names) {
			return x.mapping.format, nil
		}
	}
	return "", &formless{fault.New(fault.Invalid, "an XML document with the root element %q is of no form that can be read", names[0]).
		Hinting(readable)}
}

// Open begins to read a document of the given format. size is its length in bytes, or -1 if unknown. A ZIP archive needs
// its size and an r that is an io.ReaderAt too, as files are, since its list of members stands at its end; anything else
// is read once from front to back. Errors: Invalid if the beginning is not of the format.
func Open(format Format, r io.Reader, size int64, opt Options) (Reader, error) {
	if m := formOf(format); m != nil {
		return newDocument(r, m, opt), nil
	}
	switch format {
	case TDXF:
		return newTDXF(r, opt), nil
	case TSV, CSV:
		return newSheet(format, r, opt)
	case Lines:
		return newLines(r, opt)
	case UKGI:
		return newGIRegister(r, opt)
	case GZIP:
		return newGzip(r, opt)
	case TAR:
		return newTar(r, opt), nil
	case ZIP:
		at, ok := r.(io.ReaderAt)
		if !ok || size < 0 {
			return nil, fault.New(fault.Invalid, "a ZIP archive can be read from a file only").
				Hinting("save the archive as a file, or unpack it first")
		}
		return newZip(at, size, opt)
	}
	return nil, fault.New(fault.Invalid, "%q is no format that can be read", string(format))
}
