package exchange

import (
	"bytes"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// st96Mark reads a Trademark of ST.96: of version 6.0, and of the earlier ones that the United States serve (see
// st96_mark_us.go) and Canada publishes. Goods stand in st96_mark_goods.go, parties in st96_mark_party.go.
//
// Source: ST.96 V6_0, tmk:TrademarkType; the official mapping ST96TrademarkTransaction_V6_0ToST66Transaction-V1-1.
func st96Mark(d *document, e element) *fault.Fault {
	m := d.beginMark()
	m.office = d.office(e.child("RegistrationOfficeCode"))
	if m.office == "" {
		m.office = d.office(e.at("ApplicationNumber", "IPOfficeCode"))
	}
	if m.office == "" { // for one that the standard's list has not got
		m.office, _ = parseOffice(code(e.child("FilingPlace")))
	}
	m.language = string(bytes.ToLower(code(e.child("ApplicationLanguageCode"))))
	m.us = m.office == "US" && usServed(e)
	var comment element
	for c := range e.children() {
		switch c.name() {
		case "RegistrationOfficeCode", "ApplicationLanguageCode":
		case "FilingPlace":
			if t := d.text(c); t != "" && t != m.office {
				count(&d.rep.LeftOut, leftReceiving, 1)
			}
		case "ApplicationNumber":
			if n := d.numberOf(c); m.application.Number == "" {
				m.application.Number = n
			} else if n != m.application.Number {
				d.unread(c)
			}
		case "RegistrationNumber":
			if m.registration.Number == "" {
				m.registration.Number = d.text(c)
			} else {
				d.unread(c)
			}
		case "ApplicationDate", "ApplicationDateTime":
			m.application.Date = d.mustDay(c)
		case "RegistrationDate":
			m.registration.Date = d.mustDay(c)
		case "ExpiryDate":
			d.rec.Expiry = d.day(c)
		case "MarkCurrentStatusCode":
			m.word = d.text(c)
		case "MarkCurrentStatusDate":
			d.rec.StatusDate = d.day(c)
		case "OppositionPeriodStartDate":
			m.opposition.Opens = d.day(c)
		case "OppositionPeriodEndDate":
			m.opposition.Date = d.day(c)
		case "MarkCategory":
			d.markKind(d.text(c))
		case "MarkRepresentation":
			d.representation(c)
		case "MarkFeatureDescription":
			if t := d.text(c); t != "" {
				m.mark.Feature = t
			}
		case "MarkDisclaimerBag":
			d.joinTexts(&m.mark.Disclaimer, c, c.child("MarkDisclaimerText"))
		case "GoodsServicesBag":
			for g := range c.each("GoodsServices") {
				d.goods96(g)
			}
		case "PriorityBag":
			for p := range c.each("Priority") {
				d.priority96(p)
			}
		case "SeniorityBag":
			for s := range c.each("Seniority") {
				d.seniority(s)
			}
		case "PublicationBag":
			for p := range c.each("Publication") {
				d.publication96(p)
			}
		case "ApplicantBag", "RepresentativeBag", "MarkUserBag", "RecordAttorney", "NationalRepresentative":
			d.parties96(c)
		case "MarkEventBag":
			for v := range c.each("MarkEvent") {
				d.event96(v)
			}
		case "PreviousRegistrationBag", "AssociatedMarkBag", "DivisionalApplicationBag", "ConversionApplicationBag", "BasicRegistrationApplicationBag", "InternationalMarkIdentifierBag":
			d.related96(c)
		case "OppositionBag":
			for o := range c.each("Opposition") {
				d.proceeding96("opposition", o)
			}
		case "LegalProceedingsBag":
			for l := range c.each("LegalProceedings") {
				for o := range l.children() {
					d.proceeding96(proceedingNames[o.name()], o)
				}
			}
		case "AssignmentBag":
			d.omit(c.child("NationalAssignmentTotalQuantity"), leftCounts)
			for a := range c.each("Assignment") {
				d.assignment96(a)
			}
		case "MarkRecordBag":
			for r := range c.under("MarkRecord") {
				for b := range r.children() {
					d.markRecord96(b)
				}
			}
		case "NationalTrademarkInformation":
			d.national96(c)
		case "Version":
			if t := d.day(c.child("VersionDate")); !t.IsZero() {
				d.item.Version = t
			} else if t := d.day(c.child("VersionDateTime")); !t.IsZero() {
				d.item.Version = t
			}
			d.omit(c.child("VersionNumber"), leftCounts)
			d.omit(c.child("CommentText"), leftCounts)
		case "TradeDistinctivenessIndicator":
			if m.us && isTrue(c) {
				d.us.addLine(register.Told{Code: "section-2f-in"})
			} else {
				d.flag(c)
			}
		case "NonUseCancelledIndicator", "AsItIsProtectionIndicator":
			d.flag(c)
		case "TradeDistinctivenessText", "SpecialCircumstanceText", "UseRequirementText", "UseLimitationText":
			d.statement(c.name(), c)
		case "CommentText":
			comment = c
		case "OtherDate":
			code := d.texts.add(c.attr("otherDateCategory"))
			if code == "" {
				code = "OtherDate"
			}
			d.us.addLine(register.Told{Date: d.day(c), Code: code})
		case "TerminationDate":
			d.us.addLine(register.Told{Date: d.day(c), Code: "TerminationDate"})
		default:
			if why, known := st96MarkLeft[c.name()]; known {
				d.omit(c, why)
			} else {
				d.unknown(c)
			}
		}
	}
	f := d.putMark()
	d.comment(comment)
	return f
}

// st96MarkLeft are the elements of a Trademark that are left out, and why.
var st96MarkLeft = map[string]string{
	"ReceivingOfficeCode": leftReceiving, "ReceivingOfficeDate": leftReceiving,
	"ApplicantFileReference": leftNames[leftDocket], "ApplicantSideCaseIdentifier": leftNames[leftDocket],
	"SecondLanguageCode": leftLanguages, "CorrespondenceLanguageCode": leftLanguages,
	"NationalCorrespondent": leftNames[leftCorrespondent], "CorrespondenceAddress": leftNames[leftCorrespondent],
	"StaffBag": leftNames[leftStaff], "NationalCaseLocation": leftNames[leftStaff],
	"NationalFilingBasis": leftNames[leftFlag], "NationalGoodsServices": leftCounts, "MarkSeriesTotalQuantity": leftCounts,
	"Authorization": leftDocuments, "TrademarkDocumentBag": leftDocuments,
	"DesignatedCountryBag":      "countries designated in an international registration (no member)",
	"ExhibitionPriorityBag":     "priorities of an exhibition (no member)",
	"ExaminedApplicationNumber": "number of an application that was examined (no member)",
	"UseRight":                  "rights of others to use (no member)",
}

// More of what is left out on purpose, by ST.66 and ST.96.
const (
	leftAddressed = "street address, post code, telephone and the like of a party (private)"
	leftReceiving = "place and day of receipt (no member)"
	leftLanguages = "further languages of the procedure (no member)"
	leftWordings  = "names and texts in further languages (no member)"
	leftCounts    = "totals and numbers within the document (no member)"
	leftDocuments = "documents of the file (no member)"
	leftSteps     = "steps, parties' agents and documents of a proceeding (no member)"
	leftPicture   = "files, sizes and sounds of a mark (no member)"
	leftPriority  = "state, holder, goods and documents of a priority or seniority (no member)"
	leftJournal   = "page and section of a publication (no member)"
	leftTwice     = "what is told twice"
	leftIdentity  = "a party's number in the office's own books (no member)"
	leftCase      = "number of the proceeding or person in charge of an event (private)"
	leftAnswer    = "days until which an answer was due (no member)"
	leftBasis     = "dates, states and numbers of a related right beside the one taken (no member)"
)

func isTrue(e element) bool {
	switch string(code(e)) {
	case "true", "1", "T", "Y":
		return true
	}
	return false
}

// flag makes a line of the history of an indicator that is set; how the right stands, no event tells.
func (d *document) flag(e element) {
	if isTrue(e) {
		d.us.addLine(register.Told{Code: e.name()})
	}
}

// numberOf reads an ApplicationNumber: a number, or the elements around one.
func (d *document) numberOf(e element) string {
	if !e.has("ApplicationNumberText") && !e.has("ST13ApplicationNumber") && !e.has("IPOfficeCode") {
		return d.text(e)
	}
	e.child("IPOfficeCode").take()
	if n := d.text(e.child("ApplicationNumberText")); n != "" {
		return n
	}
	return d.text(e.child("ST13ApplicationNumber"))
}

func (d *document) markKind(word string) {
	if word == "" {
		return
	}
	kind, _ := kindWords().of(word)
	if k := &d.in.mark.Kind; *k == "" || kind == "certification" || kind == "collective" && *k == "individual" {
		*k = kind
	}
}

func (d *document) markFeature(word string) {
	if word != "" {
		d.in.mark.Feature, _ = featureWords().of(word)
	}
}

// representation reads what the mark looks like.
func (d *document) representation(e element) {
	m := &d.in.mark
	d.in.drawn = true
	for c := range e.children() {
		switch c.name() {
		case "MarkFeatureCategory":
			d.markFeature(d.text(c))
		case "MarkReproduction":
			for r := range c.children() {
				switch r.name() {
				case "WordMarkSpecification":
					d.words(r)
				case "MarkImageBag":
					for i := range r.each("MarkImage") {
						d.image96(i)
					}
				default:
					d.omit(r, leftPicture)
				}
			}
		case "MarkDescriptionBag":
			for t := range c.children() {
				switch t.name() {
				case "MarkDescriptionText", "MarkVoluntaryDescriptionText":
					d.joinTexts(&m.Description, c, t)
				case "NationalMarkDescription":
					d.usDescription(t)
				default:
					d.omit(t, leftPicture)
				}
			}
		default:
			d.unknown(c)
		}
	}
}

// words reads a WordMarkSpecification.
func (d *document) words(e element) {
	m := &d.in.mark
	told := e.has("MarkVerbalElementText")
	for c := range e.children() {
		switch c.name() {
		case "MarkVerbalElementText":
			d.joinText(&m.Text, c)
		case "MarkSignificantVerbalElementText", "MarkSignificantVerbalElement": // mostly the same again
			if t := d.text(c); !told {
				d.us.join(&m.Text, " ", t)
			} else if t != "" && t != m.Text {
				count(&d.rep.LeftOut, leftTwice, 1)
			}
		case "MarkTranslationText", "MarkTranslation":
			d.joinTexts(&m.Translation, e, c)
		case "MarkTransliteration":
			d.joinText(&m.Transliteration, c)
		case "MarkStandardCharacterIndicator":
			if isTrue(c) && m.Feature == "" {
				m.Feature = "word"
			}
		case "MarkTranscription":
			d.omit(c, "transcription (no member)")
		case "MarkVerbalElementSignificantIndicator":
			d.omit(c, leftNames[leftFlag])
		default:
			d.unknown(c)
		}
	}
}

func (d *document) image96(e element) {
	m := &d.in.mark
	for c := range e.children() {
		switch c.name() {
		case "FileName", "ImageFileName":
			if b := code(c); len(b) > 0 && isDigest(string(b)) {
				m.Image = d.texts.add(b)
			} else if len(b) > 0 {
				count(&d.rep.LeftOut, leftPicture, 1)
			}
		case "MarkImageColourClaimedText", "MarkImageColourPartClaimedText":
			d.joinTexts(&m.Colours, e, c)
		case "MarkImageClassification":
			for f := range c.each("FigurativeElementClassificationBag") {
				d.figurative96(f)
			}
		case "NationalDesignSearchCodeBag", "NationalDesignClassificationBag":
			for s := range c.children() {
				v := s.child("NationalDesignCode")
				if v.ok() {
					d.national("us", v)
				}
				for t := range s.each("NationalDesignCodeDescriptionText") {
					t.take() // the words of the code
				}
			}
		case "ColourIndicator", "ImageColourIndicator", "ColourModeCategory":
			d.omit(c, leftNames[leftFlag])
		case "ImageFormatCategory", "HeightMeasure", "WidthMeasure", "MarkImageQualityIndicator", "MarkImageRenditionBag":
			d.omit(c, leftPicture)
		default:
			d.unknown(c)
		}
	}
}

// figurative96 reads codes of the Vienna Classification, and an office's own, which have the office before them.
func (d *document) figurative96(e element) {
	for b := range e.children() {
		switch b.name() {
		case "ViennaClassificationBag":
			for c := range b.children() {
				switch c.name() {
				case "ViennaClassification":
					var v []byte
					for _, level := range []string{"ViennaCategory", "ViennaDivision", "ViennaSection"} {
						if n := code(c.child(level)); len(n) > 0 {
							v = append(append(v, '.'), n...)
						}
					}
					d.vienna(bytes.TrimPrefix(v, []byte{'.'}))
				case "ViennaClassificationText":
					if t := d.text(c); t != "" && !d.tooManyLines() {
						d.in.mark.Vienna = append(d.in.mark.Vienna, t)
					}
				default:
					d.omit(c, leftCounts)
				}
			}
		case "NationalFigurativeElementClassificationBag":
			office := string(bytes.ToLower(code(b.child("IPOfficeCode"))))
			for c := range b.each("NationalFigurativeElementClassification") {
				d.national(office, c)
			}
			d.omit(b.child("NationalClassificationEdition"), leftCounts)
			d.omit(b.child("NationalClassificationDate"), leftCounts)
		default:
			d.unknown(b)
		}
	}
}

// vienna takes up a code of the Vienna Classification; one of another form is kept as it stands.
func (d *document) vienna(b []byte) {
	if len(b) == 0 || d.tooManyLines() {
		return
	}
	t := d.texts.add(b)
	if v, err := ipr.ParseVienna(t); err == nil {
		t = v.String()
	}
	d.in.mark.Vienna = append(d.in.mark.Vienna, t)
}

// national takes up a code of an office's own classification of figurative elements.
func (d *document) national(office string, e element) {
	if b := code(e); len(b) > 0 && !d.tooManyLines() {
		d.in.mark.Vienna = append(d.in.mark.Vienna, d.texts.tail(d.texts.add([]byte(office)), ':', b))
	}
}

// tooManyLines counts a member of a list and reports whether there are too many.
func (d *document) tooManyLines() bool {
	d.us.lines++
	return d.us.lines > maxLines
}
