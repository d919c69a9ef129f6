package exchange

import (
	"bytes"
	"strings"

	"github.com/muniment/muniment/register"
)

// goods96 reads a GoodsServices: the classes that it names, and the descriptions of each. A description belongs to the
// class of its number, or to the only class that is named.
func (d *document) goods96(e element) {
	if d.in.us && d.usGoods96(e) {
		return
	}
	kind := string(code(e.child("ClassificationKindCode")))
	var only register.Class
	named := 0
	for c := range e.under("GoodsServicesClassificationBag", "GoodsServicesClassification") {
		of := string(code(c.child("ClassificationKindCode")))
		if of == "" {
			of = kind
		}
		number := c.child("ClassNumber")
		if !number.ok() {
			number = c.child("NationalClassNumber")
		}
		d.omit(c.child("ClassificationVersion"), leftCounts)
		d.omit(c.child("ClassTitleText"), leftTwice)
		d.omit(c.child("CommentText"), leftWordings)
		if of == "Primary" || of == "Pseudo mark" || !number.ok() {
			d.omit(number, leftTwice)
			continue
		}
		if scheme, n := d.markClass(of, number); scheme != "" && !d.tooManyLines() {
			only = *classOf(d.rec, scheme, n)
			named++
		}
	}
	for c := range e.under("ClassDescriptionBag", "ClassDescription") {
		d.description96(c, kind, only, named)
	}
	d.omit(e.child("NationalGoodsServices"), leftCounts)
	d.omit(e.child("ProposedLeadingClassNumber"), leftCounts)
	d.omit(e.child("ClassificationVersion"), leftCounts)
	d.omit(e.child("NationalFilingBasis"), leftNames[leftUse])
	d.omit(e.child("CommentTextBag"), leftWordings)
}

// description96 reads the goods of a class.
func (d *document) description96(e element, kind string, only register.Class, named int) {
	for _, name := range []string{"ClassificationVersion", "UseNiceHeadingIndicator", "ClassNumberStatusCategory", "NationalStatusBag"} {
		d.omit(e.child(name), leftCounts)
	}
	scheme, n := only.Scheme, only.Class
	if number := e.child("ClassNumber"); number.ok() && (scheme == "nice" || scheme == "" || named != 1) {
		if scheme, n = d.markClass(kind, number); scheme == "" {
			return
		}
	} else if named != 1 {
		for t := range e.each("GoodsServicesDescriptionText") {
			d.unread(t)
		}
		return
	}
	if d.tooManyLines() {
		return
	}
	k := classOf(d.rec, scheme, n)
	if bag := e.child("ClassificationTermBag"); bag.ok() {
		for t := range e.each("GoodsServicesDescriptionText") {
			t.take() // the same terms, joined
		}
		for t := range bag.each("ClassificationTerm") {
			if d.tooManyLines() {
				return
			}
			k.Terms = term(k.Terms, d.text(t.child("ClassificationTermText")))
			for c := range t.children() {
				c.take()
			}
		}
		return
	}
	for _, t := range d.inLanguage(e, "GoodsServicesDescriptionText") {
		k.Terms = terms(k.Terms, d.text(t))
	}
}

// inLanguage gives the elements of that name in the language of the application, or in that of the first of them if none
// is in it, and those that tell no language. The others are counted. What it gives stands until the next call.
func (d *document) inLanguage(e element, name string) []element {
	all := d.inOne[:0]
	found := false
	for c := range e.each(name) {
		all = append(all, c)
		found = found || d.in.language != "" && strings.EqualFold(string(c.attr("languageCode")), d.in.language)
	}
	d.inOne = all
	if len(all) < 2 {
		return all
	}
	want := []byte(d.in.language)
	if !found {
		want = all[0].attr("languageCode")
	}
	kept := all[:0]
	for _, c := range all {
		if l := c.attr("languageCode"); len(l) == 0 || bytes.EqualFold(l, want) {
			kept = append(kept, c)
		} else {
			d.omit(c, leftWordings)
		}
	}
	return kept
}

// joinTexts appends the texts of all children of that name, in one language, to another. Those that come behind the first
// are taken with it.
func (d *document) joinTexts(to *string, e, c element) {
	if c.taken() {
		return
	}
	for _, t := range d.inLanguage(e, c.name()) {
		d.joinText(to, t)
	}
}
