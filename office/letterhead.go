package office

import (
	_ "embed"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// Letterhead is what the papers of an office have in common: the parts of their head, the sign in their numbers, the place in
// their date line and the one who signs. Texts are written as within a sentence; what stands in capitals is set so by the style sheet.
type Letterhead struct {
	Code      ipr.Office `yaml:"code"`   // ST.3
	Parent    Words      `yaml:"parent"` // the body above it, the first line at the left; empty if none
	Name      Words      `yaml:"name"`   // the issuing body
	Motto     []Words    `yaml:"motto"`  // the lines at the right, the first one the state's name; none if the state has none
	Symbol    string     `yaml:"symbol"` // the office's sign in the numbers of its letters: "SHTT" in 123/TB-SHTT
	Place     Words      `yaml:"place"`  // of the date line: "Hà Nội"
	Address   Words      `yaml:"address"`
	Phone     string     `yaml:"phone"`
	Email     string     `yaml:"email"`
	Web       string     `yaml:"web"`
	Signatory Signatory  `yaml:"signatory"`
	Note      Words      `yaml:"note"` // what every paper of the office says at its foot, as that it is a sample
}

// Signatory is the one who signs, as the block under a letter shows it.
type Signatory struct {
	For   Words  `yaml:"for"`   // for whom: "KT. Cục trưởng"; empty if in their own name
	Title Words  `yaml:"title"` // "Cục trưởng"
	Name  string `yaml:"name"`
}

// maxLetterhead is how long the file of a letterhead may be, in bytes.
const maxLetterhead = 64 << 10

// mottoLines is the greatest number of lines of a motto that the head of a paper has room for.
const mottoLines = 4

// ReadLetterhead reads the file office.yaml of an office: the members of [Letterhead], each text an object of languages, or one
// text for all of them. Texts are brought into normalization form C.
//
// Errors: Invalid, with the line, for what is no YAML, for members that a letterhead has not got and for what it must have.
func ReadLetterhead(b []byte) (*Letterhead, error) {
	if len(b) > maxLetterhead {
		return nil, fault.New(fault.Invalid, "the file of a letterhead has at most %d bytes", maxLetterhead)
	}
	l, n := new(Letterhead), newLines(b)
	if err := readYAML(b, l); err != nil {
		return nil, err
	}
	l.tidy()
	if l.Code == "" {
		return nil, fault.New(fault.Invalid, "the letterhead has no %s", "code").At(n.at())
	}
	code, err := ipr.ParseOffice(string(l.Code))
	if f, ok := fault.Of(err); ok {
		return nil, f.At(n.at("code"))
	}
	l.Code = code
	for _, m := range []struct {
		path  []string
		empty bool
	}{
		{[]string{"name"}, len(l.Name) == 0}, {[]string{"symbol"}, l.Symbol == ""}, {[]string{"place"}, len(l.Place) == 0},
		{[]string{"signatory"}, len(l.Signatory.Title) == 0 && l.Signatory.Name == ""},
		{[]string{"signatory", "title"}, len(l.Signatory.Title) == 0}, {[]string{"signatory", "name"}, l.Signatory.Name == ""},
	} {
		if m.empty {
			return nil, fault.New(fault.Invalid, "the letterhead has no %s", strings.Join(m.path, ".")).At(n.at(m.path...))
		}
	}
	if strings.ContainsAny(l.Symbol, " \t\n/") {
		return nil, fault.New(fault.Invalid, "%q is no sign for the numbers of letters: it has no spaces and no slash", l.Symbol).At(n.at("symbol"))
	}
	if len(l.Motto) > mottoLines {
		return nil, fault.New(fault.Invalid, "a motto has at most %d lines", mottoLines).At(n.at("motto"))
	}
	return l, nil
}

// tidy brings every text into normalization form C, without spaces around it.
func (l *Letterhead) tidy() {
	for _, s := range []*string{&l.Symbol, &l.Phone, &l.Email, &l.Web, &l.Signatory.Name} {
		*s = tidy(*s)
	}
	for _, w := range append([]Words{l.Parent, l.Name, l.Place, l.Address, l.Note, l.Signatory.For, l.Signatory.Title}, l.Motto...) {
		w.tidy()
	}
}

//go:embed sample.yaml
var sample []byte

// SampleLetterhead is the letterhead of a made-up office, for the demonstration and the tests.
func SampleLetterhead() *Letterhead {
	l, err := ReadLetterhead(sample)
	if err != nil {
		panic("office: sample.yaml: " + err.Error()) // it is part of the program, and a test reads it
	}
	return l
}
