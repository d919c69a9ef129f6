package exchange

import (
	"cmp"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// The parts of a document that several kinds of right have in common.

// transactionStart begins the transaction of one right, named by its address; ns is the prefix of the kind's namespace.
func (m *markup) transactionStart(body, ns string, id ipr.ID, category string) {
	m.raw("<" + body + ` com:st96Version="V6_0"><` + ns + `:TransactionContentBag com:st96Version="V6_0">`)
	m.leaf("com:TransactionIdentifier", id.String())
	m.leaf("com:TransactionCategory", category)
	m.raw("<com:TransactionSubCode/><" + ns + `:TransactionData com:st96Version="V6_0">`)
}

func (m *markup) transactionEnd(body, ns string) {
	m.raw("</" + ns + ":TransactionData></" + ns + ":TransactionContentBag></" + body + ">\n")
}

// demanded writes an element even if its text is empty, since the schema demands it.
func (m *markup) demanded(name, text string, attrs ...string) {
	m.start(name, attrs...)
	m.text(text)
	m.end(name)
}

// applied writes the number and the date of an application.
func (m *markup) applied(n *register.Numbered) {
	if n == nil {
		return
	}
	if n.Number != "" {
		m.raw("<com:ApplicationNumber>")
		m.numberOf("", n.Number)
		m.raw("</com:ApplicationNumber>")
	}
	m.day("com:ApplicationDate", n.Date)
}

// numberOf writes what is within an application number.
func (m *markup) numberOf(office, number string) {
	m.leaf("com:IPOfficeCode", knownOffice(office))
	m.demanded("com:ApplicationNumberText", number)
}

// registered writes the number and the date of a registration.
func (m *markup) registered(n *register.Numbered) {
	if n == nil {
		return
	}
	m.demanded("com:RegistrationNumber", n.Number)
	m.day("com:RegistrationDate", n.Date)
}

func (m *markup) representatives(r *register.Record) {
	m.bag("com:RepresentativeBag", func() {
		for _, p := range r.Parties {
			if p.Role == ipr.Representative {
				m.raw("<com:Representative>")
				m.contact(p)
				m.raw("</com:Representative>")
			}
		}
	})
}

// priorities writes those that tell their office and their date, which the schema demands.
func (m *markup) priorities(name string, list []register.Priority) {
	for _, p := range list {
		if !isOffice(p.Office) || p.Date.IsZero() {
			continue
		}
		m.start(name)
		m.leaf("com:PriorityCountryCode", p.Office)
		if p.Number != "" {
			m.raw("<com:ApplicationNumber>")
			m.numberOf("", p.Number)
			m.raw("</com:ApplicationNumber>")
		}
		m.day("com:PriorityApplicationFilingDate", p.Date)
		m.end(name)
	}
}

// officeCode is an office as the schema demands it; XX is the code of ST.3 for one that is not known.
func officeCode(o ipr.Office) string { return cmp.Or(knownOffice(string(o)), "XX") }

// knownOffice is the code, or "" if ST.96 does not list it.
func knownOffice(code string) string {
	if isOffice(code) {
		return code
	}
	return ""
}

// knownCountry is the code, or "" if ST.96 does not list it.
func knownCountry(code string) string {
	if isCountry(code) {
		return code
	}
	return ""
}

// knownLanguage is the code, or "" if ST.96 does not list it.
func knownLanguage(code string) string {
	if isLanguage(code) {
		return code
	}
	return ""
}

// languageCode is a language as the schema demands it: English, that of the lists of words, if the record tells none.
func languageCode(code string) string { return cmp.Or(knownLanguage(code), "en") }
