package law

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// Pack is one generation of an office's law, or a treaty.
type Pack struct {
	ID           string            `yaml:"pack" json:"pack"`
	Over         string            `yaml:"over" json:"over,omitempty"` // the pack that it lies over
	Office       ipr.Office        `yaml:"office" json:"office,omitempty"`
	Calendar     string            `yaml:"calendar" json:"calendar,omitempty"`
	Title        Words             `yaml:"title" json:"title"`
	Law          Words             `yaml:"law" json:"law"`
	From         ipr.Date          `yaml:"from" json:"from,omitzero"`
	Sources      map[string]string `yaml:"sources" json:"sources,omitempty"`
	Conventions  []Convention      `yaml:"conventions" json:"conventions,omitempty"`
	Rules        []*Rule           `yaml:"rules" json:"rules,omitempty"`
	Fees         []*Fee            `yaml:"fees" json:"fees,omitempty"`
	Bills        []*BillOf         `yaml:"bills" json:"bills,omitempty"`
	Discounts    []*Discount       `yaml:"discounts" json:"discounts,omitempty"`
	Requirements []*Requirement    `yaml:"requirements" json:"requirements,omitempty"`
	Numbers      []*Numbering      `yaml:"numbers" json:"numbers,omitempty"`
	Machines     []*Machine        `yaml:"machines" json:"machines,omitempty"`

	own bool // the office's own file, which goes before all others; see Library.Corrected
}

// Convention is what the sources leave open and the pack decides.
type Convention struct {
	ID   string `yaml:"id" json:"id"`
	Text Words  `yaml:"text" json:"text"`
}

// UnmarshalYAML reads a list, or one text as a list of one.
func (s *Strings) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*s = nil
		if n.Value != "" {
			*s = Strings{n.Value}
		}
		return nil
	}
	return n.Decode((*[]string)(s))
}

// UnmarshalYAML reads "same" or a length.
func (e *ExtensionBy) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		if n.Value != "same" {
			return fmt.Errorf("line %d: an extension is by \"same\" or by a length", n.Line)
		}
		*e = ExtensionBy{}
		return nil
	}
	return n.Decode(&e.Length)
}

// MarshalJSON writes what UnmarshalYAML reads.
func (e ExtensionBy) MarshalJSON() ([]byte, error) {
	if e.Length == (Length{}) {
		return []byte(`"same"`), nil
	}
	return fmt.Appendf(nil, `{"amount":%d,"unit":%q}`, e.Amount, e.Unit), nil
}

//go:embed pack/*.yaml calendar.yaml calendar/*.csv
var own embed.FS

// Own is the library of the packs that are part of the program.
var Own = sync.OnceValue(func() *Library {
	l, err := Load(own)
	if err != nil {
		panic("law: " + err.Error()) // a test loads them
	}
	return l
})

// Library has packs and calendars.
type Library struct {
	packs     map[string]*Pack
	calendars map[string]*Calendar
}

// Load reads the packs pack/*.yaml and the calendars of a folder. Errors: Invalid, with file and line.
func Load(files fs.FS) (*Library, error) {
	l := &Library{packs: map[string]*Pack{}}
	var err error
	if l.calendars, err = loadCalendars(files); err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "pack/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		p, err := ParsePack(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if l.packs[p.ID] != nil {
			return nil, fault.New(fault.Invalid, "the pack %s is there twice", p.ID).At(name)
		}
		l.packs[p.ID] = p
	}
	return l, l.connect()
}

// maxPack is how long a pack may be, in bytes.
const maxPack = 4 << 20

// ParsePack reads a pack by itself. Errors: Invalid for what is no YAML, has members that a pack has not got, or rules that
// cannot be.
func ParsePack(b []byte) (*Pack, error) {
	if len(b) > maxPack {
		return nil, fault.New(fault.Invalid, "a pack has at most %d bytes", maxPack)
	}
	p := new(Pack)
	if err := yaml.Load(b, p, yaml.WithKnownFields()); err != nil {
		return nil, fault.New(fault.Invalid, "the pack cannot be read").Because(err)
	}
	if p.ID == "" || strings.Trim(p.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return nil, fault.New(fault.Invalid, "%q is no name of a pack", p.ID)
	}
	if err := p.whole(); err != nil {
		return nil, err
	}
	for i, r := range p.Rules {
		r.pack = p
		if f := r.check(); f != nil {
			return nil, f.At(place(b, "rules", i, "rule "+r.ID))
		}
	}
	for i, d := range p.Discounts {
		if d.Rate < 1 || d.Rate > 100 {
			return nil, fault.New(fault.Invalid, "a discount is of 1 to 100 per cent, not %d", d.Rate).At(place(b, "discounts", i, "discount "+d.ID))
		}
	}
	for i, m := range p.Machines {
		if !slices.Contains(rights()[1:], m.Right) {
			return nil, fault.New(fault.Invalid, "%q is no kind of right", m.Right).At(place(b, "machines", i, "machine"))
		}
	}
	for i, n := range p.Numbers {
		if !slices.Contains(rights()[1:], n.Right) {
			return nil, fault.New(fault.Invalid, "%q is no kind of right", n.Right).At(place(b, "numbers", i, "numbers"))
		}
		if bad := n.check(); bad != nil {
			return nil, bad.At(place(b, "numbers", i, "numbers "+n.Right))
		}
	}
	for i, f := range p.Fees {
		f.pack = p
		if bad := f.check(); bad != nil {
			return nil, bad.At(place(b, "fees", i, "fee "+f.ID))
		}
	}
	return p, nil
}

// place tells where the n-th entry of a list of a pack stands.
func place(pack []byte, list string, n int, name string) string {
	var lists map[string]yaml.Node
	if yaml.Load(pack, &lists) != nil {
		return name
	}
	node := lists[list]
	if n >= len(node.Content) {
		return name
	}
	return fmt.Sprintf("line %d, %s", node.Content[n].Line, name)
}

// whole refuses a pack with an empty entry in one of its lists, as a stray hyphen makes it.
func (p *Pack) whole() error {
	lists := []struct {
		name string
		has  bool
	}{
		{"rules", slices.Contains(p.Rules, nil)}, {"fees", slices.Contains(p.Fees, nil)}, {"bills", slices.Contains(p.Bills, nil)},
		{"discounts", slices.Contains(p.Discounts, nil)}, {"requirements", slices.Contains(p.Requirements, nil)}, {"machines", slices.Contains(p.Machines, nil)},
		{"numbers", slices.Contains(p.Numbers, nil)},
	}
	for _, m := range p.Machines {
		if m != nil && (slices.Contains(m.States, nil) || slices.Contains(m.Acts, nil)) {
			lists[5].has = true
		}
	}
	for _, l := range lists {
		if l.has {
			return fault.New(fault.Invalid, "an entry of the list %s is empty", l.name)
		}
	}
	return nil
}

// rights are the kinds of right of rules.
func rights() []string { return []string{"*", "TM", "PT", "UM", "DS", "GI", "LD"} }

func right(id string) string {
	r, _, _ := strings.Cut(id, ".")
	return r
}

// check refuses a rule that no computation could use. What is merely incomplete is the linter's business.
func (r *Rule) check() *fault.Fault {
	bad := func(text string, args ...any) *fault.Fault { return fault.New(fault.Invalid, text, args...) }
	_, step, ok := strings.Cut(r.ID, ".")
	switch {
	case !ok || step == "" || !slices.Contains(rights(), r.Right()):
		return bad("%q is no name of a rule, as TM.opposition is", r.ID)
	case len(r.Choose) > 0:
		return nil
	case !slices.Contains(Kinds(), r.Kind):
		return bad("%q is no kind of rule", string(r.Kind))
	case r.From.IsZero():
		return bad("the rule does not say from when it is")
	case r.Set == "officer":
		return nil
	case len(r.Source) == 0:
		return bad("there is no source")
	case !slices.Contains([]Confidence{"A", "A-", "B", "C"}, r.Confidence):
		return bad("%q is no confidence that is shipped", string(r.Confidence))
	case r.Set != "" && r.Set != "office":
		return bad("%q is not who sets a period; office and officer are", r.Set)
	case r.Anchor.IsZero():
		return bad("the rule has no anchor")
	case r.Roll != "" && r.Roll != "none" && r.Roll != "next_working_day":
		return bad("%q is no way to roll", r.Roll)
	case (r.Op == "") != (r.Alt == nil) || r.Op != "" && r.Op != "later" && r.Op != "earlier":
		return bad("op is later or earlier and stands with alt")
	case !r.Until.IsZero() && r.Until.Compare(r.From) <= 0:
		return bad("the rule ends before it begins")
	}
	lengths := []Length{r.Length}
	if r.Alt != nil {
		lengths = append(lengths, r.Alt.Length)
	}
	for _, l := range []*Length{r.Min, r.Max} {
		if l != nil {
			lengths = append(lengths, *l)
		}
	}
	if r.Late != nil {
		lengths = append(lengths, r.Late.Length)
	}
	if r.Extensions != nil && r.Extensions.By.Length != (Length{}) {
		lengths = append(lengths, r.Extensions.By.Length)
	}
	if r.Alt != nil && r.Alt.Anchor.IsZero() {
		return bad("the rule has no anchor")
	}
	if r.Min != nil && r.Max != nil && r.Min.Unit == r.Max.Unit && r.Min.Amount > r.Max.Amount {
		return bad("the least length is longer than the most")
	}
	for i, l := range lengths {
		if !l.usable(i == 0) {
			return bad("%d %s is no length", l.Amount, string(l.Unit))
		}
	}
	return nil
}

// usable reports whether the length can be counted. Only a rule's own length may be one of those that are no plain length.
func (l Length) usable(whole bool) bool {
	switch l.Unit {
	case Days, WorkingDays, Months, Years:
		return l.Amount > 0 && l.Amount <= 1200
	case MonthBefore, MonthIn:
		return whole && l.Amount > 0 && l.Amount <= 1200
	case Indefinite:
		return whole && l.Amount == 0
	}
	return whole && l.Amount == 0 && l.until() != ""
}

// until is the event with which a period ends that lasts until one.
func (l Length) until() string {
	event, _ := strings.CutPrefix(string(l.Unit), "until:")
	if event == string(l.Unit) {
		return ""
	}
	return event
}

// connect sees that the packs fit together.
func (l *Library) connect() error {
	for _, id := range slices.Sorted(maps.Keys(l.packs)) {
		p := l.packs[id]
		if _, err := l.chain(p); err != nil {
			return err
		}
		if p.Calendar != "" && l.calendars[p.Calendar] == nil {
			return fault.New(fault.Invalid, "there is no calendar %q", p.Calendar).At("pack " + id)
		}
	}
	return nil
}

// chain gives the pack and those that it lies over, itself first.
func (l *Library) chain(p *Pack) ([]*Pack, error) {
	list := []*Pack{p}
	for p.Over != "" {
		next := l.packs[p.Over]
		if next == nil {
			return nil, fault.New(fault.Invalid, "the pack %s lies over %s, which is not there", p.ID, p.Over)
		}
		if slices.Contains(list, next) {
			return nil, fault.New(fault.Invalid, "the pack %s lies over itself", p.ID)
		}
		p = next
		list = append(list, p)
	}
	return list, nil
}

// Corrected gives a library in which an office's own file lies over all packs of the office: its rules, fees and machines go
// before theirs, without a release of the program. It names the office; what it lies over is the newest of the office's packs if
// it does not say. Errors: Invalid if it does not fit, or has the name of another pack, which it would replace unseen.
func (l *Library) Corrected(p *Pack) (*Library, error) {
	switch {
	case p.Office == "":
		return nil, fault.New(fault.Invalid, "an office's own law names its office")
	case l.packs[p.ID] != nil:
		return nil, fault.New(fault.Invalid, "the pack %s is there twice", p.ID).Hinting("an office's own law has a name of its own")
	}
	p.own = true
	if w, err := l.Office(p.Office); err == nil && p.Over == "" {
		p.Over = w.newest[0].ID
	}
	return l.With(p)
}

// With gives a library in which the pack stands beside the others, or in the place of one of the same name: a law that is being
// tried. If it lies over the same pack as an office's own file, it lies over that file. Errors: Invalid if it does not fit.
func (l *Library) With(p *Pack) (*Library, error) {
	for _, o := range l.packs {
		if o.own && o.ID != p.ID && o.Office == p.Office && o.Over == p.Over {
			p.Over = o.ID
		}
	}
	more := &Library{packs: maps.Clone(l.packs), calendars: l.calendars}
	more.packs[p.ID] = p
	return more, more.connect()
}

// Packs lists the packs by office, then by the day from which they are in force, treaties last.
func (l *Library) Packs() []*Pack {
	list := slices.Collect(maps.Values(l.packs))
	slices.SortFunc(list, func(a, b *Pack) int {
		if (a.Office == "") != (b.Office == "") {
			return strings.Compare(string(b.Office), string(a.Office))
		}
		if c := strings.Compare(string(a.Office), string(b.Office)); c != 0 {
			return c
		}
		if c := a.From.Compare(b.From); c != 0 && a.Office != "" {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return list
}

// Pack gives a pack by its name. Errors: NotFound.
func (l *Library) Pack(id string) (*Pack, error) {
	if p := l.packs[id]; p != nil {
		return p, nil
	}
	return nil, fault.New(fault.NotFound, "there is no pack %q", id)
}
