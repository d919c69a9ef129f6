package exchange

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure/filing"
)

// ReadFilingST96 reads an application for a mark as a document of ST.96: a TrademarkApplication with one Trademark. Files are named by
// their SHA-256 in FileName, with their size in DocumentSizeQuantity and what they are in DocumentKindCategory. What an applicant tells
// is taken or the document is refused: nothing is left out in silence, as it is when records of offices are imported.
//
// Errors: Invalid, with the element, for what is no such document, for an element that an application here has no member for, and as
// [filing.Read].
//
// Source: ST.96 V6_0, tmk:TrademarkApplicationType, tmk:TrademarkType.
func ReadFilingST96(src io.Reader) (*filing.Application, error) {
	r := xml.NewReader(src, xml.Limits{})
	for {
		k, err := r.Next()
		if err != nil {
			return nil, badXML(err)
		}
		if k == xml.Start {
			break
		}
	}
	var t tree
	over, err := t.read(r, nil)
	if err != nil {
		return nil, badXML(err)
	}
	if over != nil {
		return nil, over
	}
	if _, err := r.Next(); !errors.Is(err, io.EOF) {
		if err == nil {
			err = fault.New(fault.Invalid, "something follows the application")
		}
		return nil, badXML(err)
	}
	f := &filing96{a: &filing.Application{V: 1, Kind: ipr.Trademark, Mark: &filing.MarkAsked{Kind: "individual"}}}
	root := t.root()
	if root.name() != "TrademarkApplication" {
		return nil, fault.New(fault.Invalid, "an application in ST.96 is a TrademarkApplication, not %q", root.name())
	}
	f.application(root)
	t.strangers(func(name string) { f.refuse("an application has no member for the element %s", name) })
	if f.bad != nil {
		return nil, f.bad
	}
	slices.SortFunc(f.a.Goods, func(x, y filing.GoodsAsked) int { return x.Class - y.Class })
	return filing.Read(f.a.Bytes())
}

func badXML(err error) error {
	if _, told := fault.Of(err); told {
		return err
	}
	var bad *xml.Error
	if errors.As(err, &bad) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Invalid, "the application is no XML that is read here").Because(err)
	}
	return err
}

// filing96 is an application while it is read.
type filing96 struct {
	a   *filing.Application
	bad *fault.Fault // the first reason to refuse it
}

func (f *filing96) refuse(text string, args ...any) {
	if f.bad == nil {
		f.bad = fault.New(fault.Invalid, text, args...)
	}
}

// said is the text of an element.
func said(e element) string { return string(bytes.TrimSpace(e.bytes())) }

// lower is the text of an element, without capitals.
func lower(e element) string { return strings.ToLower(said(e)) }

func (f *filing96) application(e element) {
	for _, name := range []string{"RequestSoftware", "ApplicationFormName", "PaymentBag"} { // of the sender's own books
		e.child(name).take()
	}
	if said(e.at("RequestExamination", "RequestExaminationIndicator")) == "true" {
		f.a.Requests = append(f.a.Requests, "examination")
	}
	for d := range e.under("DocumentIncludedBag", "DocumentIncluded") {
		f.document(d)
	}
	n := 0
	for m := range e.under("TrademarkBag", "Trademark") {
		if n++; n == 1 {
			f.mark(m)
		} else {
			m.take()
		}
	}
	if n != 1 {
		f.refuse("an application is for one mark, and %d are there", n)
	}
	for s := range e.under("SignatureBag", "Signature") {
		f.signature(s)
	}
}

// formats96 are the types of media of formats of documents.
var formats96 = map[string]string{"pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg", "tiff": "image/tiff", "mp3": "audio/mpeg"}

func (f *filing96) document(e element) {
	quantity := e.child("DocumentSizeQuantity")
	unit := strings.ToLower(string(quantity.attr("unitCode")))
	size, err := strconv.ParseInt(said(quantity), 10, 64)
	if err != nil || unit != "bytes" && unit != "byte" {
		f.refuse("a document tells its size in bytes: DocumentSizeQuantity")
	}
	f.a.Files = append(f.a.Files, filing.Attachment{Role: strings.ReplaceAll(lower(e.child("DocumentKindCategory")), " ", "_"), Name: said(e.child("DocumentName")),
		Type: formats96[lower(e.child("DocumentFormatCategory"))], Size: size, SHA256: lower(e.child("FileName"))})
}

// features96 are the sorts of signs that can be asked for.
var features96 = map[string]string{"word": "word", "stylized characters": "figurative", "figurative": "figurative", "combined": "combined",
	"three dimensional": "3d", "colour": "colour", "sound": "sound"}

func (f *filing96) mark(e element) {
	a, m := f.a, f.a.Mark
	for _, name := range []string{"RegistrationOfficeCode", "ReceivingOfficeCode", "ApplicationNumber", "ApplicationDate", "ApplicationDateTime"} {
		for c := range e.each(name) { // the office's own; the schema asks for a number
			c.take()
		}
	}
	a.Language = lower(e.child("ApplicationLanguageCode"))
	a.Reference = said(e.child("ApplicantFileReference"))
	for c := range e.each("MarkCategory") {
		if kind, known := kindWords().of(said(c)); known {
			if m.Kind == "individual" {
				m.Kind = kind
			}
		} else {
			f.refuse("%q is no kind of mark that can be filed here", said(c))
		}
	}
	r := e.child("MarkRepresentation")
	if c := r.child("MarkFeatureCategory"); c.ok() {
		if m.Feature = features96[lower(c)]; m.Feature == "" {
			f.refuse("%q is no sort of sign that can be filed here", said(c))
		}
	}
	f.sign(r.child("MarkReproduction"))
	for d := range r.under("MarkDescriptionBag", "MarkDescriptionText") {
		m.Description = joined(m.Description, "\n", said(d))
	}
	for d := range e.under("MarkDisclaimerBag", "MarkDisclaimerText") {
		m.Disclaimer = joined(m.Disclaimer, "\n", said(d))
	}
	for g := range e.under("GoodsServicesBag", "GoodsServices") {
		f.goods(g)
	}
	for p := range e.under("PriorityBag", "Priority") {
		f.priority(p)
	}
	for p := range e.under("ApplicantBag", "Applicant") {
		a.Applicants = append(a.Applicants, f.party(p))
	}
	for p := range e.under("RepresentativeBag", "Representative") {
		if a.Representative != nil {
			f.refuse("an application names one representative")
		}
		a.Representative = &filing.Representative{Applicant: f.party(p)}
	}
}

func joined(a, between, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + between + b
}

// sign reads what the mark looks and sounds like.
func (f *filing96) sign(e element) {
	m := f.a.Mark
	for w := range e.each("WordMarkSpecification") {
		m.Text = said(w.child("MarkVerbalElementText"))
		if s := said(w.child("MarkSignificantVerbalElementText")); m.Text == "" {
			m.Text = s
		}
		for c := range w.each("MarkTranslationText") {
			m.Translation = joined(m.Translation, "; ", said(c))
		}
		m.Transliteration = said(w.child("MarkTransliteration"))
		m.Foreign = m.Translation != "" || m.Transliteration != ""
		w.child("MarkStandardCharacterIndicator").take()
		w.child("MarkVerbalElementSignificantIndicator").take()
	}
	for i := range e.under("MarkImageBag", "MarkImage") {
		if m.Image != "" {
			f.refuse("a mark has one specimen")
		}
		m.Image = lower(i.child("FileName"))
		for _, name := range []string{"MarkImageColourClaimedText", "MarkImageColourPartClaimedText"} {
			for c := range i.each(name) {
				m.Colours = joined(m.Colours, "; ", said(c))
			}
		}
		for c := range i.under("MarkImageClassification", "FigurativeElementClassificationBag", "ViennaClassificationBag", "ViennaClassification") {
			var code []string
			for _, level := range []string{"ViennaCategory", "ViennaDivision", "ViennaSection"} {
				if n := said(c.child(level)); n != "" {
					code = append(code, n)
				}
			}
			m.Vienna = append(m.Vienna, strings.Join(code, "."))
		}
		i.child("ImageFormatCategory").take()
		i.child("ColourIndicator").take()
		i.child("ColourModeCategory").take()
	}
	for s := range e.under("MarkSoundBag", "MarkSound") {
		if m.Sound != "" {
			f.refuse("a mark has one sound")
		}
		m.Sound = lower(s.child("FileName"))
		s.child("SoundFileFormatCategory").take()
	}
}

// goods reads the classes. A semicolon parts terms.
func (f *filing96) goods(e element) {
	if k := said(e.child("ClassificationKindCode")); k != "" && k != "Nice" {
		f.refuse("goods and services are told in classes of Nice, not of %q", k)
	}
	e.child("ClassificationVersion").take()
	for c := range e.under("GoodsServicesClassificationBag", "GoodsServicesClassification") {
		for _, name := range []string{"ClassificationVersion", "ClassificationKindCode", "ClassTitleText"} {
			c.child(name).take()
		}
		f.class(c.child("ClassNumber"))
	}
	for c := range e.under("ClassDescriptionBag", "ClassDescription") {
		c.child("ClassificationVersion").take()
		g := f.class(c.child("ClassNumber"))
		for t := range c.each("GoodsServicesDescriptionText") {
			for term := range strings.SplitSeq(said(t), ";") {
				if term = strings.TrimSpace(term); term != "" && g != nil {
					g.Terms = append(g.Terms, term)
				}
			}
		}
	}
}

// class gives the class of a number, begun if it is not there.
func (f *filing96) class(e element) *filing.GoodsAsked {
	n, err := strconv.Atoi(said(e))
	if err != nil {
		f.refuse("%q is no class of the Nice Classification", said(e))
		return nil
	}
	for i := range f.a.Goods {
		if f.a.Goods[i].Class == n {
			return &f.a.Goods[i]
		}
	}
	f.a.Goods = append(f.a.Goods, filing.GoodsAsked{Class: n, Terms: []string{}})
	return &f.a.Goods[len(f.a.Goods)-1]
}

// day reads a date; with a time zone it is the day that is written.
func (f *filing96) day(e element) (d ipr.Date) {
	text := said(e)
	if text == "" {
		return d
	}
	if len(text) > 10 {
		text = text[:10]
	}
	if err := d.UnmarshalText([]byte(text)); err != nil {
		f.refuse("%q is no date", text)
	}
	return d
}

func (f *filing96) priority(e element) {
	n := e.child("ApplicationNumber")
	number := said(n.child("ApplicationNumberText"))
	n.child("IPOfficeCode").take()
	if number == "" {
		number = said(n.child("ST13ApplicationNumber"))
	}
	f.a.Priorities = append(f.a.Priorities, filing.Priority{Office: said(e.child("PriorityCountryCode")), Number: number, Date: f.day(e.child("PriorityApplicationFilingDate"))})
}

// party reads who applies or represents.
func (f *filing96) party(e element) filing.Applicant {
	var p filing.Applicant
	c := e.child("Contact")
	p.Name, p.Person = f.name(c.child("Name"))
	if said(e.child("LegalEntityName")) != "" && p.Person == "natural" {
		p.Person = "legal"
	}
	p.Country = said(e.child("NationalityCode"))
	if s := said(e.child("IncorporationCountryCode")); s != "" {
		p.Country = s
	}
	e.child("RepresentativeCategory").take()
	e.child("NationalLegalEntityCode").take()
	for a := range c.under("PostalAddressBag", "PostalAddress") {
		if p.Address != nil {
			f.refuse("a party has one address")
		}
		p.Address = f.address(a, &p)
	}
	for m := range c.under("EmailAddressBag", "EmailAddressText") {
		p.Email = joined(p.Email, ", ", said(m))
	}
	for n := range c.under("PhoneNumberBag", "PhoneNumber") {
		p.Phone = joined(p.Phone, ", ", said(n))
	}
	return p
}

// name reads a name, and whether it is a human being's.
func (f *filing96) name(e element) (name, person string) {
	if o := e.child("OrganizationName"); o.ok() {
		return said(o.child("OrganizationStandardName")), "legal"
	}
	if o := e.child("EntityName"); o.ok() {
		return said(o), "legal"
	}
	p := e.child("PersonName")
	if full := said(p.child("PersonFullName")); full != "" {
		return full, "natural"
	}
	for c := range p.child("PersonStructuredName").children() {
		name = joined(name, " ", said(c))
	}
	return name, "natural"
}

func (f *filing96) address(e element, p *filing.Applicant) *filing.Address {
	var a filing.Address
	for t := range e.each("PostalAddressText") {
		a.Written = joined(a.Written, "\n", said(t))
	}
	s := e.child("PostalStructuredAddress")
	for l := range s.each("AddressLineText") {
		a.Written = joined(a.Written, "\n", said(l))
	}
	city := said(s.child("CityName"))
	a.Written = joined(a.Written, "\n", city)
	for r := range s.each("GeographicRegionName") {
		region := said(r)
		a.Written = joined(a.Written, "\n", region)
		city = joined(city, ", ", region)
	}
	p.Place = city
	a.PostCode = said(s.child("PostalCode"))
	if c := said(s.child("CountryCode")); c != "" && p.Country == "" {
		p.Country = c
	}
	return &a
}

// signature reads a name under the application. The day is told, and not the time.
func (f *filing96) signature(e element) {
	s := filing.Signature{Capacity: "applicant", How: "interface"}
	s.Name, _ = f.name(e.at("Contact", "Name"))
	if c := lower(e.child("SignatoryCapacityCategory")); strings.Contains(c, "representative") || strings.Contains(c, "attorney") {
		s.Capacity = "representative"
	}
	d := e.child("ElectronicSignature")
	if t := said(d.at("ElectronicBasicSignature", "ElectronicBasicSignatureText")); s.Name == "" {
		s.Name = t
	}
	if day := f.day(d.child("ElectronicSignatureDate")); !day.IsZero() {
		s.At = day.String() + "T00:00:00Z"
	}
	f.a.Signatures = append(f.a.Signatures, s)
}
