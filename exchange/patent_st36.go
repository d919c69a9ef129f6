package exchange

import (
	"bytes"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
)

// Patent documents after WIPO Standard ST.36 and its kin, each office with names of its own: grants and applications of the
// United States (DTD v4.x), European documents with the tags of ST.32, Chinese documents of both generations, Japanese
// gazettes, and others that have an element of bibliographic data. One document is one publication of one application.
// Sources: WIPO ST.36, bibliographic-data v2.3, by its official mapping to ST.96 V6.0; documents of the offices.
var st36 = mapping{
	format: ST36,
	place:  st36Place,
	prune:  st36Prune,
	record: st36Record,
}

// st36Told tells the family by its first elements: the root is one of the kin, or an element of bibliographic data is near.
func st36Told(names []string) bool {
	switch names[0] {
	case "ep-patent-document", "PatentDocumentAndRelated", "jp-official-gazette", "us-patent-grant", "us-patent-application", "cn-patent-document", "PATDOC":
		return true
	}
	for _, n := range names {
		if strings.HasSuffix(n, "bibliographic-data") || strings.Contains(n, "bibliographic-data-") || n == "SDOBI" {
			return true
		}
	}
	return false
}

// st36Place takes a root for a record, unless its name is a plural: that holds records.
func st36Place(name []byte, depth int) place {
	if depth == 1 && bytes.HasSuffix(name, []byte("s")) {
		return passage
	}
	return recorded
}

func st36Prune(name []byte) string {
	switch string(name) {
	case "description", "Description", "SDODE":
		return leftDescription
	case "drawings", "Drawings", "figures", "image-of-bibliographic-data", "image-of-chosen-drawing", "doc-page", "SDODR", "AbstractFigure":
		return leftDrawings
	case "references-cited", "ep-reference-list", "field-of-search", "B560", "B580", "citations", "refs", "orefs", "theme-code-info", "f-term-info", "ReferencesCited", "ReferenceCitedDetails", "FieldOfSearch":
		return leftCited
	case "us-references-cited", "us-field-of-classification-search":
		return leftCited
	case "search-report-data", "sequence-list", "sequence-list-doc", "us-sequence-list-doc", "us-chemistry", "us-math", "us-megatable-doc", "table-external-doc", "SequenceList", "cn-sequence-list":
		return leftReport
	case "examiners", "ExaminerDetails":
		return leftExaminer
	case "correspondence-address", "correspondence":
		return leftContact
	case "written-amendment-group", "amended-claims", "amended-claims-statement", "overflow":
		return leftAmended
	case "bio-deposit", "tw-bio-deposit":
		return leftDeposit
	}
	return ""
}

func st36Record(d *document, e element) *fault.Fault {
	p := newPatent(d)
	p.language = languageOf(e.attr("lang"))
	switch name := e.name(); {
	case name == "PatentDocumentAndRelated":
		return p.chinese(e)
	case strings.Contains(name, "application"):
		p.status = register.StatusPublished
	case strings.Contains(name, "grant"):
		p.status = register.StatusRegistered
	}
	p.document(e)
	p.rootID(e)
	return p.finish()
}

// rootID takes the publication that the root's attributes name, if the bibliographic data name none.
func (p *patent) rootID(e element) {
	if p.published {
		return
	}
	attr := func(names ...string) []byte {
		for _, n := range names {
			if v := bytes.TrimSpace(e.attr(n)); len(v) > 0 {
				return v
			}
		}
		return nil
	}
	id := docID{number: string(attr("doc-number", "docNumber")), kind: string(attr("kind", "kind-of-st16")), date: p.d.dayOf(attr("date-publ", "datePublication"), "date-publ")}
	if id.office, _ = parseOffice(attr("country")); id.office == "" {
		id.office = p.app.office
	}
	p.publish(id)
}

// plain is a name without the office's prefix: parties of us-parties.
func plain(name string) string {
	if len(name) > 3 && name[2] == '-' {
		switch name[:2] {
		case "us", "cn", "jp", "ep", "tw", "kr", "wo", "de":
			return name[3:]
		}
	}
	return name
}

// document reads a document: its bibliographic data, abstracts and claims.
func (p *patent) document(e element) {
	var claims []element
	for c := range e.children() {
		switch name := plain(c.name()); {
		case strings.HasPrefix(name, "bibliographic-data"):
			p.biblio(c)
		case name == "SDOBI":
			p.tags(c)
		case name == "abstract", name == "SDOAB":
			p.abstract(p.languageAt(c), c)
		case name == "claims":
			claims = append(claims, c)
		case name == "application-body":
			for part := range c.children() {
				switch part.name() {
				case "claims":
					claims = append(claims, part)
				case "abstract":
					p.abstract(p.languageAt(part), part)
				default:
					p.leave(part, leftFigure)
				}
			}
		case strings.HasSuffix(name, "claim-statement"), name == "dp-number", name == "reissue-data", name == "parent-grant-document":
			c.take()
		default:
			c.strange()
		}
	}
	p.claimSets(claims)
}

// languageAt is the language that the element tells, else that of the document.
func (p *patent) languageAt(e element) string {
	if l := languageOf(e.attr("lang")); l != "" {
		return l
	}
	return p.language
}

// claimSets takes the claims in the language of the document, else the first: the same claims stand in an European patent in
// three languages, and may stand once more for some of the states.
func (p *patent) claimSets(sets []element) {
	if len(sets) == 0 {
		return
	}
	main := 0
	for i, s := range sets {
		if l := languageOf(s.attr("lang")); l != "" && l == p.language {
			main = i
			break
		}
	}
	for i, s := range sets {
		if i == main {
			p.claimTexts(s, "claim", passageText)
			for _, more := range []string{"claim-text", "p", "heading"} {
				for c := range s.each(more) {
					c.take()
				}
			}
			continue
		}
		p.leave(s, leftClaimSets)
	}
}

// id reads the document-id of ST.36.
func (p *patent) id(e element) docID {
	id := docID{office: p.d.office(e.child("country")), number: string(code(e.child("doc-number"))), kind: string(code(e.child("kind"))), date: p.d.day(e.child("date"))}
	e.child("name").take()
	if len(id.kind) > 2 || id.kind == "00" { // words, which may end in the code in brackets, or none
		words := p.d.texts.add([]byte(strings.Trim(id.kind, "0")))
		id.kind = ""
		if p.words == "" {
			p.words = words
		}
		if i := strings.LastIndexAny(words, "(（"); i >= 0 {
			if k := strings.Trim(norm.NFKC.String(words[i:]), "()"); len(k) <= 2 && k != "" && k[0] >= 'A' && k[0] <= 'Z' {
				id.kind = k
			}
		}
	}
	return id
}
