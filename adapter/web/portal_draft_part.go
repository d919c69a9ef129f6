package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/muniment/muniment/adapter/web/fill"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure/filing"
)

// ID is an id on a page, of which there is one each.
type ID string

// PartView is a group of fields as the page shows it.
type PartView struct {
	ID     ID
	Class  string // "opens" if its first tick opens the others
	Legend string
	Help   string
	Asks   []LawLine // what of the law asks for it
	Fields []FieldView
	Drop   string // value of the button that takes the row away
	Add    string // value of the button that adds one
	AddTo  string // words on it
	Last   ID     // anchor of the newest row
	Book   []BookItem
	Count  string // of words, or of claims
}

// LawLine is a requirement of the law.
type LawLine struct {
	Title, Text, Article string
	Unverified           bool
}

// BookItem is a party of the address book that can be put in.
type BookItem struct{ Name, Value string }

// FieldView is a field as the page shows it.
type FieldView struct {
	ID      ID
	Name    string
	Input   string
	Label   string
	Help    string
	Value   string
	Class   string
	Problem string
	Rows    int
	Accept  string
	Several bool
	Choices []ChoiceView
	Kept    []KeptFile
	Law     *LawLine
	Fill    string // autocomplete
}

// ChoiceView is a choice of a field.
type ChoiceView struct {
	ID    ID
	Value string
	Label string
	Help  string
	Group string // heading before it
	On    bool
}

// KeptFile is a file that is in the draft.
type KeptFile struct {
	Name, Facts, SHA256, Path, Drop string
	Picture                         bool
}

// partViews are parts in the words of the reader.
func (s *Site) partViews(r *request, d *filing.Draft, parts []fill.Part) []PartView {
	var list []PartView
	var book []office.Party
	for _, p := range parts {
		v := PartView{ID: ID("part-" + dashed(p.ID)), Drop: p.Drop, Add: p.Add}
		v.Legend, v.Help = s.legend(r, d, &p)
		if p.Row > 0 {
			v.AddTo = lookupText(r, "filing.add."+p.List)
			if p.Add != "" {
				v.Last = ID(p.List + "-last")
			}
			if len(parts) == 1 && !written(&p) {
				v.Drop = ""
			}
		}
		if p.Question == "applicants" || p.Question == "representative" {
			if book == nil {
				book, _ = s.People.AddressBook(r.Context(), r.by) // without it people write themselves
			}
			where := p.ID
			for _, b := range book[:min(len(book), 30)] {
				v.Book = append(v.Book, BookItem{b.Name, "book:" + where + ":" + string(b.ID)})
			}
		}
		for _, f := range p.Fields {
			v.Fields = append(v.Fields, s.fieldView(r, d, &f))
			if f.Opens {
				v.Class = "opens"
			}
		}
		v.Count = countOf(r, d.Application, p.ID)
		list = append(list, v)
	}
	return list
}

// written reports whether a part holds something.
func written(p *fill.Part) bool {
	for _, f := range p.Fields {
		if f.Input != fill.Hidden && f.Input != fill.State && f.Input != fill.Radio && f.Value != "" {
			return true
		}
	}
	return false
}

// dashed is a name as an id.
func dashed(name string) string {
	return strings.NewReplacer(".", "-", ":", "-", "|", "-").Replace(name)
}

// legend is what a part is called: the row of a list, or its question.
func (s *Site) legend(r *request, d *filing.Draft, p *fill.Part) (legend, help string) {
	if p.Row > 0 {
		return r.T("filing.row."+p.List, "no", p.Row), lookupText(r, "filing.row."+p.List+".help")
	}
	return lookup(r, "filing.part."+p.ID, d), lookup(r, "filing.part."+p.ID+".help", d)
}

// countOf counts what a part is limited in: words of the abstract, claims.
func countOf(r *request, a *filing.Application, part string) string {
	i := a.Invention
	switch {
	case i == nil:
		return ""
	case part == "invention.abstract":
		return r.T("filing.words", "n", len(strings.Fields(i.Abstract)), "most", 150)
	case part == "invention.claims":
		return r.T("filing.claims_counted", "n", len(i.Claims), "independent", i.Independent(), "dependent", len(i.Claims)-i.Independent())
	}
	return ""
}

// fills tells browsers what they may fill in by themselves.
var fills = map[string]string{"email": "email", "phone": "tel"}

func (s *Site) fieldView(r *request, d *filing.Draft, f *fill.Field) FieldView {
	v := FieldView{ID: ID(f.ID()), Name: f.Name, Input: string(f.Input), Value: f.Value, Class: f.Part, Rows: f.Least, Accept: f.Accept, Several: f.Several, Fill: fills[string(f.Input)]}
	switch {
	case f.Opens:
		v.Class = "opener"
	case f.Within:
		v.Class = strings.TrimSpace(v.Class + " within")
	}
	if f.Input != fill.Hidden {
		v.Label, v.Help = lookup(r, "filing.f."+f.Text, d), lookup(r, "filing.f."+f.Text+".help", d)
	}
	if f.Law != nil {
		title := f.Law.Title.In(r.lang)
		v.Law = &LawLine{Title: title, Text: f.Law.When.In(r.lang), Article: f.Law.Article, Unverified: !f.Law.Confidence.Verified()}
		v.Label = r.T("filing.f."+f.Text, "title", title)
	}
	if f.Problem != nil {
		v.Problem = faultSentence(r, f.Problem)
	}
	group := ""
	for i, c := range f.Choices {
		one := ChoiceView{ID: v.ID + ID("-"+dashed(c.Value)), Value: c.Value, Label: c.Label, On: c.On}
		if c.Label == "" {
			one.Label, one.Help = r.T("filing.f."+c.Text), lookupText(r, "filing.f."+c.Text+".help")
		}
		if c.Group != group {
			group, one.Group = c.Group, c.Group
		}
		if i == 0 && f.Input == fill.Radio {
			one.ID = v.ID // where a summary of problems leads
		}
		v.Choices = append(v.Choices, one)
	}
	if f.Name == "representative.attorney" {
		v.Choices = s.powerChoices(r, f.Value)
	}
	if f.Input == fill.State {
		v.Choices = append(v.Choices, ChoiceView{Value: "", Label: r.T("filing.no_country"), On: f.Value == ""})
		for _, c := range countries(r) {
			v.Choices = append(v.Choices, ChoiceView{Value: c.Code, Label: c.Name, On: c.Code == f.Value})
		}
	}
	for _, k := range f.Kept {
		v.Kept = append(v.Kept, s.keptFile(r, d.ID, f.Name, k))
	}
	return v
}

// powers lists the powers of attorney in force that the reader gave or has.
func (s *Site) powers(r *request) ([]office.Power, error) {
	given, had, err := s.People.Powers(r.Context(), r.by, r.by.Party)
	if err != nil {
		return nil, err
	}
	today := s.today()
	return slices.DeleteFunc(append(given, had...), func(w office.Power) bool { return !w.Holds(today) }), nil
}

func (s *Site) powerChoices(r *request, chosen string) []ChoiceView {
	list := []ChoiceView{{Label: r.T("filing.no_power"), On: chosen == ""}}
	powers, _ := s.powers(r) // without them the paper is attached
	for _, w := range powers {
		key := "filing.power_single"
		if w.General {
			key = "filing.power_general"
		}
		list = append(list, ChoiceView{Value: string(w.ID), Label: r.T(key, "principal", s.partyName(r, w.Principal), "date", w.Signed.In(r.lang)), On: string(w.ID) == chosen})
	}
	return list
}

// ownPower takes a power of attorney out of an application that is none of the reader's, and copies what is known of one that is.
func (s *Site) ownPower(r *request, a *filing.Application) error {
	rep := a.Representative
	if rep == nil || rep.Attorney == "" {
		return nil
	}
	powers, err := s.powers(r)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(powers, func(w office.Power) bool { return string(w.ID) == rep.Attorney })
	if i < 0 {
		rep.Attorney = ""
		return nil
	}
	w := powers[i]
	rep.Power = "single"
	if w.General {
		rep.Power = "general"
	}
	rep.Signed, rep.Signatory, rep.Position = w.Signed, w.Signatory.Name, w.Signatory.Position
	return nil
}

// keptFile is a file with what is known of it.
func (s *Site) keptFile(r *request, draft, field string, f filing.Attachment) KeptFile {
	return KeptFile{Name: f.Name, Facts: fileFacts(r, f), SHA256: f.SHA256, Path: draftPath(draft, "file/"+f.SHA256), Drop: "drop:" + field + ":" + f.SHA256, Picture: strings.HasPrefix(f.Type, "image/")}
}

// fileFacts are pages and size.
func fileFacts(r *request, f filing.Attachment) string {
	size := r.T("filing.kilobytes", "size", locale.Number(r.lang, max(1, (f.Size+512)/1024)))
	if f.Pages > 0 {
		return r.T("filing.pages", "n", f.Pages) + ", " + size
	}
	return size
}

// lookupText is a text that may be missing.
func lookupText(r *request, key string) string {
	text, _ := localeLookup(r, key)
	return text
}

func localeLookup(r *request, key string) (string, bool) { return locale.Lookup(r.lang, key) }

// helpOf are the questions that people ask at a page.
func helpOf(r *request, v *screen) []HelpText {
	var list []HelpText
	if v.name == allPages {
		return nil
	}
	for _, n := range []string{"1", "2", "3"} {
		for _, key := range []string{"filing.help." + v.name + "." + string(v.draft.Kind) + "." + n, "filing.help." + v.name + "." + n} {
			q, ok := localeLookup(r, key)
			if !ok {
				continue
			}
			list = append(list, HelpText{q, lookupText(r, key+".answer")})
			break
		}
	}
	return list
}

// clock is the time of the day in the office's zone.
func (s *Site) clock(t time.Time) string { return t.In(s.Office.Zone).Format("15:04") }

// draftFile answers with a file of a draft. A picture is shown; everything else is for keeping.
func (s *Site) draftFile(w http.ResponseWriter, r *request) error {
	d, err := s.draft(r, office.ViewDraft)
	if err != nil {
		return err
	}
	f := d.Application.File(r.PathValue("sha256"))
	if f == nil {
		return noDraft()
	}
	body, err := s.Filing.Writer.Drafts.OpenFile(r.Context(), d.ID, f.SHA256)
	if err != nil {
		return err
	}
	defer body.Close()
	return sendDocument(w, *f, body)
}
