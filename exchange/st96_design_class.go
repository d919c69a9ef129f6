package exchange

import (
	"slices"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// locarnoTerm is a product as a class names it.
type locarnoTerm struct {
	class ipr.Locarno
	term  string
}

// designClasses reads the classes of a design, of which the record has each once with the products named there, and
// gives the first product that is named.
func (d *document) designClasses(n *register.Design, e element) (product string) {
	add := func(class, subclass, term string) {
		if product == "" {
			product = term
		}
		c, ok := d.locarno(class, subclass)
		if !ok {
			return
		}
		n.Locarno = appendNew(n.Locarno, c.String())
		i := slices.IndexFunc(d.rec.Classes, func(k register.Class) bool {
			return k.Scheme == "locarno" && k.Class == c.Class && k.Subclass == c.Subclass
		})
		if i < 0 {
			i = len(d.rec.Classes)
			d.rec.Classes = append(d.rec.Classes, register.Class{Scheme: "locarno", Class: c.Class, Subclass: c.Subclass})
		}
		k := &d.rec.Classes[i]
		if term != "" && d.once(locarnoTerm{c, term}) {
			k.Terms = append(k.Terms, term)
		}
	}
	bag := e.child("DesignClassificationBag")
	for l := range bag.each("LocarnoClassificationBag") {
		d.leaveCode(l, leftDesignFlags, "LocarnoClassificationEdition")
		d.leave(l, leftDesignFlags, "LocarnoClassificationDate", "SymbolPositionCode")
		for c := range l.each("LocarnoClassification") {
			d.locarnoClassification(c, add)
		}
		for c := range l.each("LocarnoClassificationText") {
			add(d.text(c), "", "")
		}
	}
	for l := range bag.each("NationalDesignClassificationBag") {
		for c := range l.each("NationalDesignProductIndicationText") {
			if s := d.text(c); product == "" {
				product = s
			}
		}
		l.child("IPOfficeCode").take()
		d.leave(l, leftDesignNational, "NationalDesignClassification", "NationalClassificationEdition", "NationalClassificationDate")
	}
	for p := range e.under("IndicationProductDetails", "IndicationProduct") {
		d.indicationProduct(p, add)
	}
	return product
}

func (d *document) locarnoClassification(e element, add func(class, subclass, term string)) {
	class := d.text(e.child("LocarnoClass"))
	term := d.text(e.child("LocarnoClassDescriptionText"))
	d.leave(e, leftDesignFlags, "SymbolPositionCode")
	if term != "" || !e.has("LocarnoSubclassBag") {
		add(class, d.text(e.at("LocarnoSubclassBag", "LocarnoSubclass")), term)
	}
	for s := range e.each("LocarnoSubclassBag") {
		subclass := d.text(s.child("LocarnoSubclass"))
		add(class, subclass, d.text(s.child("LocarnoSubclassProductIndicationText")))
		for t := range s.under("LocarnoTermBag", "LocarnoTerm") {
			d.leave(t, leftDesignFlags, "LocarnoSerialNumber")
			for x := range t.each("LocarnoTermText") {
				add(class, subclass, d.text(x))
			}
		}
		d.leave(s, leftDesignNational, "NationalSubclassExtensionBag")
	}
}

// indicationProduct reads a product of ST.86, with its classes wherever they stand in it.
func (d *document) indicationProduct(e element, add func(class, subclass, term string)) {
	kind := d.text(e.child("ClassificationKindCode"))
	d.leave(e, leftDesignFlags, "ClassificationVersion")
	terms := d.textsOf(e, "IndicationProductDescription")
	national := kind != "" && !strings.EqualFold(kind, "Locarno")
	found := false
	for _, x := range append([]element{e}, slices.Collect(e.under("ClassDescriptionDetails", "ClassDescription"))...) {
		more := d.textsOf(x, "ProductDescription", "GoodsServicesDescription")
		for c := range x.each("ClassNumber") {
			class := d.text(c)
			switch {
			case class == "":
			case national:
				count(&d.rep.LeftOut, leftDesignNational, 1)
			default:
				found = true
				for _, t := range append(append([]string{""}, terms...), more...) {
					if d.tooManyLines() { // each class has each term
						return
					}
					add(class, "", t)
				}
			}
		}
		if !found {
			terms = append(terms, more...)
		}
	}
	if !found {
		for _, t := range terms {
			add("", "", t)
		}
	}
}

// textsOf is the texts of the children of those names.
func (d *document) textsOf(e element, names ...string) (list []string) {
	for _, name := range names {
		for c := range e.each(name) {
			if s := d.text(c); s != "" {
				list = append(list, s)
			}
		}
	}
	return list
}

// locarno reads a class, and a subclass or "", as documents write them: 06 and 01, 06-01, 06.01. One that cannot be read is
// counted and left out.
func (d *document) locarno(class, subclass string) (ipr.Locarno, bool) {
	s := strings.ReplaceAll(class, ".", "-")
	switch {
	case s == "":
		return ipr.Locarno{}, false
	case subclass != "" && !strings.ContainsRune(s, '-'):
		s += "-" + subclass[strings.LastIndexAny(subclass, "-.")+1:]
	}
	c, err := ipr.ParseLocarno(s)
	if err != nil {
		d.rep.unread("LocarnoClass")
		return c, false
	}
	return c, true
}

// leaveCode passes over a child on purpose and counts it, unless it is empty.
func (d *document) leaveCode(e element, why, name string) {
	if len(code(e.child(name))) > 0 {
		count(&d.rep.LeftOut, why, 1)
	}
}

// views reads the pictures of a design: by views, or by sheets of views.
func (d *document) views(n *register.Design, e element) {
	view := func(x element, labels ...string) {
		label := ""
		for _, name := range labels {
			if c := x.child(name); label == "" {
				label = d.text(c)
			} else if len(code(c)) > 0 {
				count(&d.rep.LeftOut, leftDesignSpecimen, 1)
			}
		}
		if v := (register.View{Label: label, File: d.first(x, "FileName", "ViewFilename", "RepresentationSheetFilename")}); v != (register.View{}) {
			n.Views = append(n.Views, v)
		}
		d.leave(x, leftDesignSpecimen, "ThumbnailFileName", "ViewFileFormatCategory", "ViewFileFormat", "ImageFormatCategory", "RepresentationSheetFileFormat", "ColourIndicator",
			"ViewColourIndicator", "RepresentationSheetColourIndicator", "RepresentationFormCategory", "ViewKind", "ViewClassification", "ViewCategory", "HeightMeasure", "WidthMeasure", "ViewRepresentationSize")
	}
	read := func(x element) {
		view(x, "ViewIdentifier", "Caption", "ViewTitle", "ViewTypeCategory", "ViewTypeTextBag")
	}
	sheet := func(x element) {
		if x.has("ViewDetails") {
			for v := range x.under("ViewDetails", "View") {
				read(v)
			}
			x.take() // the sheet is where they are together
			return
		}
		view(x, "ViewReferenceText")
	}
	for p := range e.under("DesignRepresentationBag", "DesignRepresentation") {
		for x := range p.under("ViewBag", "View") {
			read(x)
		}
		for x := range p.under("DesignRepresentationSheetBag", "DesignRepresentationSheet") {
			sheet(x)
		}
	}
	for x := range e.under("DesignRepresentationSheetDetails", "DesignRepresentationSheet") {
		sheet(x)
	}
}
