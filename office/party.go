package office

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
)

// Nature says whether a party is a human being.
type Nature string

// The natures.
const (
	Natural Nature = "natural" // a human being
	Legal   Nature = "legal"   // an organisation
)

// In is the nature in the words of a language.
func (n Nature) In(l locale.Lang) string { return locale.T(l, "people.nature."+string(n)) }

// Party is a person or organisation that the office knows. All of it is private unless Shown says otherwise; what the law
// makes public of the parties of a right stands in the events of that right.
type Party struct {
	ID             PartyID    `json:"-"`
	Nature         Nature     `json:"nature"`
	Name           string     `json:"name"`             // in NFC, as they write it
	OtherNames     []string   `json:"other,omitempty"`  // the same name in other letters, a short name
	Country        ipr.Office `json:"country"`          // nationality, or the state by whose law it exists; ST.3
	RegisterNumber string     `json:"number,omitempty"` // of the company or identity register, as written
	Addresses      []Address  `json:"addresses,omitempty"`
	Emails         []string   `json:"emails,omitempty"`
	Phones         []string   `json:"phones,omitempty"`
	Shown          []Detail   `json:"shown,omitempty"` // what the party lets everybody see; sorted
	Keeper         AccountID  `json:"keeper"`          // its own account, or the one in whose address book it stands
}

// Detail is a part of what is kept of a party, to be shown or not.
type Detail string

// The details.
const (
	ShowAddress Detail = "address"
	ShowEmail   Detail = "email"
	ShowPhone   Detail = "phone"
)

// In is the detail in the words of a language.
func (d Detail) In(l locale.Lang) string { return locale.T(l, "people.detail."+string(d)) }

// Shows reports whether the party lets everybody see a detail.
func (p Party) Shows(d Detail) bool { return slices.Contains(p.Shown, d) }

// Address is where a party can be written to.
//
// Viet Nam has had two levels since July 2025, province and commune; addresses written before have three, and stay as they
// were written. Codes are those of an official list, which changes, so they go with the day of its edition.
type Address struct {
	Country  ipr.Office `json:"country"`
	Province string     `json:"province,omitempty"` // code
	Commune  string     `json:"commune,omitempty"`  // code
	Edition  ipr.Date   `json:"edition,omitzero"`   // from when the list with these codes holds
	Lines    []string   `json:"lines,omitempty"`    // below the commune: house, street, hamlet
	PostCode string     `json:"post,omitempty"`
	Written  string     `json:"written"` // the whole, as the person wrote it
}

// checked gives the party in the form in which it is kept. Errors: Invalid, at the field concerned.
func (p Party) checked() (Party, error) {
	if p.Nature != Natural && p.Nature != Legal {
		return p, fault.New(fault.Invalid, "a party is a natural or a legal person").At("nature")
	}
	p.Name = written(p.Name)
	if p.Name == "" || tooLong(p.Name) {
		return p, fault.New(fault.Invalid, "a name has 1 to %d characters", longest).At("name")
	}
	var err error
	if p.Country, err = ipr.ParseOffice(string(p.Country)); err != nil {
		return p, err
	}
	p.RegisterNumber = written(p.RegisterNumber)
	for _, list := range []*[]string{&p.OtherNames, &p.Emails, &p.Phones} {
		if *list, err = writtenList(*list); err != nil {
			return p, err
		}
	}
	for i, e := range p.Emails {
		if p.Emails[i], err = checkedEmail(e); err != nil {
			return p, err
		}
	}
	p.Addresses = slices.Clone(p.Addresses)
	for i, a := range p.Addresses {
		if p.Addresses[i], err = a.checked(); err != nil {
			return p, err
		}
	}
	p.Shown = slices.Compact(slices.Sorted(slices.Values(p.Shown)))
	for _, d := range p.Shown {
		if d != ShowAddress && d != ShowEmail && d != ShowPhone {
			return p, fault.New(fault.Invalid, "%q is no detail that can be shown", string(d)).At("shown")
		}
	}
	return p, nil
}

func (a Address) checked() (Address, error) {
	var err error
	if a.Country, err = ipr.ParseOffice(string(a.Country)); err != nil {
		return a, err
	}
	if a.Lines, err = writtenList(a.Lines); err != nil {
		return a, err
	}
	a.Written, a.PostCode = written(a.Written), written(a.PostCode)
	if a.Written == "" || tooLong(a.Written) {
		return a, fault.New(fault.Invalid, "an address is written out in 1 to %d characters", longest).At("address")
	}
	for _, code := range []string{a.Province, a.Commune} {
		if len(code) > 10 || strings.Trim(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != "" {
			return a, fault.New(fault.Invalid, "%q is no code of an administrative unit", code).At("address")
		}
	}
	switch coded := a.Province != ""; {
	case a.Commune != "" && !coded:
		return a, fault.New(fault.Invalid, "a commune stands below a province").At("address")
	case coded && !a.Edition.Exact():
		return a, fault.New(fault.Invalid, "the code of a province goes with the day of its list").At("address")
	case !coded && !a.Edition.IsZero():
		return a, fault.New(fault.Invalid, "the day of a list goes with the code of a province").At("address")
	}
	return a, nil
}

// longest is how many characters a name, or an address written out, may have.
const longest = 500

func tooLong(s string) bool { return len([]rune(s)) > longest }

// written gives a text as it is kept: in NFC, without control and invisible direction characters, with single spaces.
func written(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.IsSpace(r):
			return ' '
		case r == '\u061c', r >= '\u200b' && r <= '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\ufeff':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// writtenList is written for a list, without what is empty. Errors: Invalid if it is too long.
func writtenList(list []string) ([]string, error) {
	var kept []string
	for _, s := range list {
		if s = written(s); s != "" {
			kept = append(kept, s)
		}
		if tooLong(s) {
			return nil, fault.New(fault.Invalid, "a line has at most %d characters", longest)
		}
	}
	if len(kept) > 20 {
		return nil, fault.New(fault.Invalid, "a list has at most %d lines", 20)
	}
	return kept, nil
}

// FoldParty gives a party as its facts tell it now. Errors: NotFound without facts.
func FoldParty(facts []Fact) (Party, error) {
	var p Party
	for _, f := range facts {
		if f.What != PartyTold {
			return p, f.stray()
		}
		p = Party{}
		if err := f.read(&p); err != nil {
			return p, err
		}
		p.ID = PartyID(f.Subject)
	}
	if p.ID == "" {
		return p, fault.New(fault.NotFound, "there is no such party")
	}
	return p, nil
}
