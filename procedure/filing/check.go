package filing

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/place"
)

// Weight says what a finding means for the applicant.
type Weight int

// The weights, heaviest first.
const (
	Stops   Weight = iota // nothing can be received: it cannot be told who asks for what
	Lacks                 // it can be received; the office would send a notice of what is missing
	Doubts                // the office would probably object
	Advises               // it would be better otherwise
)

// Finding is something about an application that its applicant should know before filing, and an examiner of formalities after.
type Finding struct {
	Weight      Weight
	Question    string           // id of the question where it can be mended
	Requirement *law.Requirement // nil if no requirement of the pack asks for it
	Fault       *fault.Fault     // what is wrong, and where
}

// abstractWords is how many words an abstract may have. Source: PT.file.abstract of the packs of Viet Nam; Regulations under the
// PCT, rule 8.1(b), for 50 to 150 words.
const abstractWords = 150

// Check compares an application with what the law demands of its filing. Findings come in the order of the questions; those of the
// law in the order of the pack. The law may be nil; then only what no office could receive is found.
func Check(a *Application, l *law.Law) []Finding {
	c := checker{a: a}
	c.parties()
	c.subject()
	c.priorities()
	if len(a.Signatures) == 0 {
		c.find(Stops, "sign", fault.New(fault.Invalid, "nobody has signed"))
	}
	if l != nil {
		c.requirements(l)
	}
	return c.found
}

// Worst gives the heaviest weight among findings, and whether there is any.
func Worst(found []Finding) (w Weight, any bool) {
	w = Advises
	for _, f := range found {
		w = min(w, f.Weight)
	}
	return w, len(found) > 0
}

type checker struct {
	a     *Application
	found []Finding
}

// find adds a finding.
func (c *checker) find(w Weight, question string, f *fault.Fault) {
	c.found = append(c.found, Finding{Weight: w, Question: question, Fault: f})
}

// requirements asks for what the pack demands.
func (c *checker) requirements(l *law.Law) {
	for _, r := range l.Requirements(string(c.a.Kind) + ".file") {
		how := asked(r)
		if how.Applies != nil && !how.Applies(c.a) || how.Met(c.a) {
			continue
		}
		w := Lacks
		if !r.Must {
			w = Advises
		}
		c.found = append(c.found, Finding{Weight: w, Question: how.Question, Requirement: r, Fault: fault.New(fault.Invalid, "the law asks for: %s", r.Title)})
	}
}

func (c *checker) parties() {
	if len(c.a.Applicants) == 0 || strings.TrimSpace(c.a.Applicants[0].Name) == "" {
		c.find(Stops, "applicants", fault.New(fault.Invalid, "it is not said who applies"))
	}
	for i, p := range c.a.Applicants {
		if p.Country == "" {
			c.find(Lacks, "applicants", fault.New(fault.Invalid, "the country of applicant %d is missing", i+1))
		} else if _, ok := ipr.OfficeTerm(ipr.Office(p.Country)); !ok {
			c.find(Lacks, "applicants", fault.New(fault.Invalid, "%q is no country of ST.3", p.Country))
		}
		if p.Address == nil || strings.TrimSpace(p.Address.Written) == "" {
			c.find(Lacks, "applicants", fault.New(fault.Invalid, "the address of applicant %d is missing", i+1))
		}
	}
	if (c.a.Invention != nil || len(c.a.Designs) > 0) && len(c.a.Creators) == 0 {
		c.find(Lacks, "creators", fault.New(fault.Invalid, "it is not said who created it"))
	}
}

// subject looks at what is to be protected.
func (c *checker) subject() {
	switch a := c.a; a.Kind {
	case ipr.Trademark:
		c.mark()
	case ipr.Patent, ipr.Utility:
		c.invention()
	case ipr.Design:
		c.designs()
	case ipr.GI:
		if a.Indication == nil || strings.TrimSpace(a.Indication.Name) == "" && a.Indication.Sign == "" {
			c.find(Stops, "indication", fault.New(fault.Invalid, "the indication is missing"))
		}
		c.area()
	default:
		c.find(Stops, "kind", fault.New(fault.Invalid, "%q is no kind of right that can be filed here", a.Kind))
	}
}

// area sees that the outline of an indication's area is an area.
func (c *checker) area() {
	if c.a.Indication == nil || c.a.Indication.Shape == "" {
		return
	}
	_, err := place.ParseShape([]byte(c.a.Indication.Shape))
	if f, ok := fault.Of(err); ok {
		c.find(Lacks, "area", f)
	}
}

func (c *checker) mark() {
	m := c.a.Mark
	if m == nil || m.Text == "" && m.Image == "" && m.Sound == "" {
		c.find(Stops, "mark", fault.New(fault.Invalid, "the sign is missing"))
		return
	}
	if m.Feature != "word" && m.Feature != "sound" && m.Image == "" {
		c.find(Lacks, "mark", fault.New(fault.Invalid, "a sign of this sort needs a picture"))
	}
	if m.Feature == "sound" && m.Sound == "" {
		c.find(Lacks, "mark", fault.New(fault.Invalid, "the sound is missing"))
	}
	if m.Width > specimenSide || m.Height > specimenSide {
		c.find(Lacks, "mark", fault.New(fault.Invalid, "the specimen is printed larger than 80 × 80 mm"))
	}
	seen := map[string]int{}
	for _, g := range c.a.Goods {
		if len(g.Terms) == 0 {
			c.find(Lacks, "goods", fault.New(fault.Invalid, "class %d names no goods or services", g.Class))
		}
		for _, t := range g.Terms {
			c.term(g.Class, t, seen)
		}
	}
}

// specimenSide is the greatest side of a printed specimen in tenths of a millimetre. Source: the 80 × 80 mm of the forms of Viet
// Nam; see GI.file.specimens of its packs.
const specimenSide = 800

// term looks at one of the goods or services.
func (c *checker) term(class int, term string, seen map[string]int) {
	plain := strings.Join(strings.Fields(strings.ToLower(term)), " ")
	switch first, again := seen[plain]; {
	case plain == "":
		c.find(Lacks, "goods", fault.New(fault.Invalid, "class %d has an empty term", class))
	case again && first == class:
		c.find(Doubts, "goods", fault.New(fault.Invalid, "%q stands twice in class %d", term, class))
	case again:
		c.find(Doubts, "goods", fault.New(fault.Invalid, "%q stands in classes %d and %d", term, first, class))
	case utf8.RuneCountInString(term) > 250:
		c.find(Doubts, "goods", fault.New(fault.Invalid, "a term of class %d is longer than 250 characters; divide it", class))
	case vague(plain):
		c.find(Doubts, "goods", fault.New(fault.Invalid, "%q is so wide that the office will ask what is meant", term))
	}
	seen[plain] = class
	if known := ipr.ClassesOf(term); len(known) > 0 && !slices.Contains(known, ipr.NiceClass(class)) {
		c.find(Doubts, "goods", fault.New(fault.Invalid, "%q is usually in class %d, not %d", term, int(known[0]), class))
	}
}

// vague reports whether a term says so little that every office asks back.
func vague(plain string) bool {
	for _, w := range []string{
		"all goods", "all services", "all goods in this class", "all services in this class", "goods", "services", "products", "machines", "parts and accessories", "other goods", "other services", "etc",
		"tất cả hàng hóa", "tất cả dịch vụ", "tất cả các sản phẩm", "mọi hàng hóa", "hàng hóa", "dịch vụ", "sản phẩm", "các sản phẩm khác", "các dịch vụ khác", "máy móc", "phụ kiện", "v.v",
	} {
		if strings.Trim(plain, ". ") == w {
			return true
		}
	}
	return false
}

func (c *checker) invention() {
	i := c.a.Invention
	if i == nil || strings.TrimSpace(i.Title) == "" && len(c.a.Of("description")) == 0 {
		c.find(Stops, "invention", fault.New(fault.Invalid, "it is not said what the invention is"))
		return
	}
	if n := len(strings.Fields(i.Abstract)); n > abstractWords {
		c.find(Lacks, "invention.abstract", fault.New(fault.Invalid, "the abstract has %d words; %d are allowed", n, abstractWords))
	}
	for n, claim := range i.Claims {
		for _, on := range claim.On {
			if on < 1 || on > n {
				c.find(Lacks, "invention.claims", fault.New(fault.Invalid, "claim %d depends on claim %d, which does not stand before it", n+1, on))
			}
		}
		if strings.TrimSpace(claim.Text) == "" {
			c.find(Lacks, "invention.claims", fault.New(fault.Invalid, "claim %d is empty", n+1))
		}
	}
	if len(i.Claims) > 0 && i.Independent() == 0 {
		c.find(Lacks, "invention.claims", fault.New(fault.Invalid, "every claim depends on another; the first one has to stand by itself"))
	}
}

func (c *checker) designs() {
	if len(c.a.Designs) == 0 {
		c.find(Stops, "designs", fault.New(fault.Invalid, "there is no design"))
	}
	for n, d := range c.a.Designs {
		if len(d.Views) == 0 {
			c.find(Stops, "designs", fault.New(fault.Invalid, "design %d has no view", n+1))
			continue
		}
		seen := map[string]bool{}
		for _, v := range d.Views {
			if v.Kind != "other" && seen[v.Kind] {
				c.find(Doubts, "designs", fault.New(fault.Invalid, "design %d has two views of the same side", n+1))
			}
			seen[v.Kind] = true
		}
		if !seen["perspective"] {
			c.find(Doubts, "designs", fault.New(fault.Invalid, "design %d has no view in perspective", n+1))
		}
		for _, l := range d.Locarno {
			if _, err := ipr.ParseLocarno(l); err != nil {
				c.find(Lacks, "designs", fault.New(fault.Invalid, "%q is no class of the Locarno Classification", l))
			}
		}
	}
}

func (c *checker) priorities() {
	for n, p := range c.a.Priorities {
		if p.Office == "" || p.Date.IsZero() {
			c.find(Lacks, "priorities", fault.New(fault.Invalid, "priority %d needs an office and a date", n+1))
		}
	}
}
