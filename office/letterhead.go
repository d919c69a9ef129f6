// Package office is the office itself, as every other part needs to know it: what it is called and where it sits, how its
// papers are headed and who signs them; later its people, their parts and what each may do.
//
// An office tells all of it as data ([ReadLetterhead]), in every language in which it writes. Nothing here is wired to one
// country: the lines of a national motto, the sign that stands in the numbers of letters and the titles of those who sign are
// data like the address. What the sample office has ([SampleLetterhead]) follows the customary form of an administrative
// letter in Viet Nam, written from memory; it claims nothing about the law.
//
// Values are plain and are not changed once read, so they are safe for concurrent use.
package office

import (
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
)

// Words are a text in each language in which the office writes.
type Words map[locale.Lang]string

// In gives the text in a language; where the office has none in it, the text in the first language that has one.
func (w Words) In(l locale.Lang) string {
	if s := w[l]; s != "" {
		return s
	}
	for _, other := range locale.Langs() {
		if s := w[other]; s != "" {
			return s
		}
	}
	return ""
}

// Letterhead is what the papers of an office have in common: the parts of their head, the sign in their numbers, the place in
// their date line and the one who signs.
type Letterhead struct {
	Code      ipr.Office `yaml:"code"`             // ST.3
	Parent    Words      `yaml:"parent,omitempty"` // the body above it, the first line at the left; empty if none
	Name      Words      `yaml:"name"`             // the issuing body
	Motto     []Words    `yaml:"motto,omitempty"`  // the lines at the right, the first one the state's name
	Symbol    string     `yaml:"symbol"`           // the office's sign in the numbers of its letters: "SHTT" in 123/TB-SHTT
	Place     Words      `yaml:"place"`            // of the date line: "Hà Nội"
	Address   Words      `yaml:"address,omitempty"`
	Phone     string     `yaml:"phone,omitempty"`
	Email     string     `yaml:"email,omitempty"`
	Web       string     `yaml:"web,omitempty"`
	Signatory Signatory  `yaml:"signatory"`
	Note      Words      `yaml:"note,omitempty"` // what every paper of the office says at its foot, as that it is a sample
}

// Signatory is the one who signs, as the block under a letter shows it.
type Signatory struct {
	For   Words  `yaml:"for,omitempty"` // for whom: "KT. CỤC TRƯỞNG"; empty if in their own name
	Title Words  `yaml:"title"`         // "CỤC TRƯỞNG"
	Name  string `yaml:"name"`
}
