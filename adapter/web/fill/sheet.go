package fill

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/procedure/filing"
)

// Input says what a field is on the page.
type Input string

// The inputs.
const (
	Line   Input = "line"   // one line of text
	Text   Input = "text"   // more of it
	Number Input = "number" // digits
	Date   Input = "date"   // 2026-11-25
	Email  Input = "email"
	Phone  Input = "phone"
	Radio  Input = "radio"  // one of Choices, all shown
	Select Input = "select" // one of Choices
	Tick   Input = "tick"   // yes or no
	Ticks  Input = "ticks"  // any of Choices
	State  Input = "state"  // a country of ST.3
	Upload Input = "upload" // files of Role
	Hidden Input = "hidden"
)

// Field is a field of a page.
type Field struct {
	Name    string // of the form, and with - for . its id
	Text    string // key of its texts below filing.f
	Input   Input
	Value   string
	Choices []Choice
	Problem *fault.Fault // what is wrong with what was written
	Opens   bool         // a tick that opens what follows it in its part
	Within  bool         // lies in what a tick opens
	Part    string       // a class: only for some choices of the part, see [Sheet.only]
	Least   int          // rows of a text
	Role    string       // of an upload
	Accept  string       // of an upload: what is taken
	Several bool         // of an upload
	Kept    []filing.Attachment
	Law     *law.Requirement // that it answers, where only the office knows it
}

// ID is the field's id on the page.
func (f *Field) ID() string { return strings.NewReplacer(".", "-", ":", "-", "|", "-").Replace(f.Name) }

// Choice is one of the choices of a field.
type Choice struct {
	Value string
	Text  string // key of its words below filing.f
	Label string // words in place of Text
	Group string // heading above it, where it differs from the one before
	On    bool
}

// Part is a group of fields: a fieldset of the page.
type Part struct {
	ID       string // of the question, or of the row of a list: "applicants.0"
	Question string
	Row      int    // from 1; 0 if it is no row
	List     string // of which it is a row
	Drop     string // value of the button that takes the row away; "" if there is none
	Add      string // after the last row: value of the button that adds one
	Fields   []Field
}

// Problem is a field whose contents could not be read.
type Problem struct {
	Name  string // of the field
	Value string // what was written
	Fault *fault.Fault
}

// ID is the id of the field on the page.
func (p Problem) ID() string { return (&Field{Name: p.Name}).ID() }

// Sheet is a page being shown or read.
type Sheet struct {
	App      *filing.Application
	Home     string // ST.3 code of the office's country: where people usually are
	Parts    []Part
	Problems []Problem

	form     url.Values // what was sent; nil if the page is only shown
	do       string     // button
	files    []File
	question *filing.Question
	within   bool
	only     string
}

// File is a file that came with a form and was kept.
type File struct {
	Field         string // "file:ROLE", or "view:0:front"
	Width, Height int    // of a picture, in pixels
	filing.Attachment
}

// Show gives the parts of questions as an application fills them. Add names a list that is to have one more row.
func Show(a *filing.Application, questions []filing.Question, home, add string) []Part {
	copied, err := filing.Read(a.Bytes())
	if err != nil {
		copied = &filing.Application{V: 1, Kind: a.Kind, Language: a.Language}
	}
	s := &Sheet{App: copied, Home: home, do: "add:" + add}
	s.all(questions)
	return s.Parts
}

// Read brings what was sent into the application and gives what could not be read. The form's "do" is the value of the button.
func Read(a *filing.Application, questions []filing.Question, home string, form url.Values, files []File) []Problem {
	s := &Sheet{App: a, Home: home, form: form, do: form.Get("do"), files: files}
	s.all(questions)
	return s.Problems
}

// Blame puts what could not be read back into the parts, with what is wrong.
func Blame(parts []Part, problems []Problem) {
	for _, p := range problems {
		for i := range parts {
			for j := range parts[i].Fields {
				if f := &parts[i].Fields[j]; f.Name == p.Name {
					f.Value, f.Problem = p.Value, p.Fault
				}
			}
		}
	}
}

func (s *Sheet) all(questions []filing.Question) {
	for i := range questions {
		s.question = &questions[i]
		s.ask()
	}
}

// sent gives what was sent under a name.
func (s *Sheet) sent(name string) (string, bool) {
	v, ok := s.form[name]
	if !ok || len(v) == 0 {
		return "", false
	}
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(v[len(v)-1], "\r\n", "\n"), "\r", "\n")), true
}

// part begins a group of fields.
func (s *Sheet) part(id string) *Part {
	s.within, s.only = false, ""
	s.Parts = append(s.Parts, Part{ID: id, Question: s.question.ID})
	return &s.Parts[len(s.Parts)-1]
}

// field adds a field to the last part.
func (s *Sheet) field(f Field) *Field {
	f.Text, f.Within, f.Part = bare(f.Name), s.within, s.only
	p := &s.Parts[len(s.Parts)-1]
	p.Fields = append(p.Fields, f)
	return &p.Fields[len(p.Fields)-1]
}

// bare is a name without the numbers of rows.
func bare(name string) string {
	parts := strings.Split(name, ".")
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { _, err := strconv.Atoi(p); return err == nil }), ".")
}

// bad notes that a field cannot be read; what was written stays on the page.
func (s *Sheet) bad(f *Field, err error) {
	k, ok := fault.Of(err)
	if !ok {
		k = fault.New(fault.Invalid, "this cannot be read")
	}
	f.Problem = k
	s.Problems = append(s.Problems, Problem{f.Name, f.Value, k})
}

// text is a field of text.
func (s *Sheet) text(in Input, name string, p *string) *Field {
	if v, ok := s.sent(name); ok {
		*p = v
	}
	return s.field(Field{Name: name, Input: in, Value: *p})
}

// lines is a text with one item a line.
func (s *Sheet) lines(name string, p *[]string) *Field {
	if v, ok := s.sent(name); ok {
		*p = items(v, "\n")
	}
	return s.field(Field{Name: name, Input: Text, Value: strings.Join(*p, "\n"), Least: 3})
}

// codes is a line with items between commas.
func (s *Sheet) codes(name string, p *[]string) *Field {
	if v, ok := s.sent(name); ok {
		*p = items(v, ",")
	}
	return s.field(Field{Name: name, Input: Line, Value: strings.Join(*p, ", ")})
}

func items(text, between string) []string {
	var list []string
	for item := range strings.SplitSeq(strings.ReplaceAll(text, ";", between), between) {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}

// number is a whole number of 0 to most.
func (s *Sheet) number(name string, p *int, most int) *Field {
	value := ""
	if *p != 0 {
		value = strconv.Itoa(*p)
	}
	v, ok := s.sent(name)
	f := s.field(Field{Name: name, Input: Number, Value: value})
	if !ok {
		return f
	}
	f.Value = v
	n, err := strconv.Atoi(v)
	switch {
	case v == "":
		*p = 0
	case err != nil || n < 0 || n > most:
		s.bad(f, fault.New(fault.Invalid, "a whole number of 0 to %d belongs here", most))
	default:
		*p = n
	}
	return f
}

// numbers is a line of whole numbers of 1 to most.
func (s *Sheet) numbers(name string, p *[]int, most int) *Field {
	words := make([]string, len(*p))
	for i, n := range *p {
		words[i] = strconv.Itoa(n)
	}
	f := s.field(Field{Name: name, Input: Line, Value: strings.Join(words, ", ")})
	v, ok := s.sent(name)
	if !ok {
		return f
	}
	f.Value = v
	var list []int
	for _, w := range items(strings.ReplaceAll(v, " ", ","), ",") {
		n, err := strconv.Atoi(w)
		if err != nil || n < 1 || n > most {
			s.bad(f, fault.New(fault.Invalid, "numbers of 1 to %d belong here, with commas between them", most))
			return f
		}
		list = append(list, n)
	}
	slices.Sort(list)
	*p = slices.Compact(list)
	return f
}

// date is a whole date.
func (s *Sheet) date(name string, p *ipr.Date) *Field {
	value := ""
	if !p.IsZero() {
		value = p.String()
	}
	f := s.field(Field{Name: name, Input: Date, Value: value})
	v, ok := s.sent(name)
	if !ok {
		return f
	}
	f.Value = v
	if v == "" {
		*p = ipr.Date{}
		return f
	}
	d, err := ipr.ParseDate(v)
	if err == nil && !d.Exact() {
		err = fault.New(fault.Invalid, "the day is missing in %q", v)
	}
	if err != nil {
		s.bad(f, err)
		return f
	}
	*p = d
	return f
}

// state is a country.
func (s *Sheet) state(name string, p *string) *Field {
	f := s.text(Line, name, p)
	f.Input = State
	return f
}

// tick is a yes or no. A box that is not ticked sends nothing, so a hidden field of the same name stands before it and sends "".
func (s *Sheet) tick(name string, p *bool) *Field {
	if v, ok := s.sent(name); ok {
		*p = v != ""
	}
	value := ""
	if *p {
		value = "1"
	}
	return s.field(Field{Name: name, Input: Tick, Value: value})
}

// opens is a tick that opens the fields after it in the part. It gives whether it is ticked.
func (s *Sheet) opens(name string, on bool) bool {
	f := s.tick(name, &on)
	f.Opens = true
	s.within = true
	return on
}

// choose is one of some values; the first one counts where nothing was chosen yet if usual is true.
func (s *Sheet) choose(in Input, name string, p *string, usual bool, values ...string) *Field {
	if v, ok := s.sent(name); ok && (v == "" || slices.Contains(values, v)) {
		*p = v
	}
	if *p == "" && usual {
		*p = values[0]
	}
	f := Field{Name: name, Input: in, Value: *p}
	for _, v := range values {
		f.Choices = append(f.Choices, Choice{Value: v, Text: bare(name) + "." + strings.ReplaceAll(v, "-", "_"), On: v == *p})
	}
	return s.field(f)
}

// several is any of some values.
func (s *Sheet) several(name string, p *[]string, values ...string) *Field {
	if v, ok := s.form[name]; ok {
		*p = nil
		for _, one := range values {
			if slices.Contains(v, one) {
				*p = append(*p, one)
			}
		}
	}
	f := Field{Name: name, Input: Ticks}
	for _, v := range values {
		f.Choices = append(f.Choices, Choice{Value: v, Text: bare(name) + "." + v, On: slices.Contains(*p, v)})
	}
	return s.field(f)
}

// What uploads take.
const (
	Papers   = ".pdf,.docx,application/pdf"
	Pictures = ".png,.jpg,.jpeg,image/png,image/jpeg"
	Sounds   = ".mp3,.wav,audio/mpeg,audio/wav"
	Listings = ".xml"
	Shapes   = ".geojson,.json,application/geo+json"
)

// upload is a field for files of a role. A role for one file takes the newest.
func (s *Sheet) upload(role, accept string, several bool) *Field {
	name := "file:" + role
	if sha, ok := strings.CutPrefix(s.do, "drop:file:"+role+":"); ok && s.form != nil {
		s.detach(role, sha)
	}
	for _, f := range s.files {
		if f.Field == name {
			f.Role = role
			s.attach(f.Attachment, !several)
		}
	}
	f := s.field(Field{Name: name, Input: Upload, Role: role, Accept: accept, Several: several, Kept: s.App.Of(role)})
	f.Text = "file." + strings.ReplaceAll(role, ".", "_")
	return f
}

// attach names a file in the application.
func (s *Sheet) attach(f filing.Attachment, single bool) {
	a := s.App
	a.Files = slices.DeleteFunc(a.Files, func(o filing.Attachment) bool { return o.Role == f.Role && (single || o.SHA256 == f.SHA256) })
	a.Files = append(a.Files, f)
}

// detach takes a file out of the application.
func (s *Sheet) detach(role, sha string) {
	s.App.Files = slices.DeleteFunc(s.App.Files, func(o filing.Attachment) bool { return o.Role == role && o.SHA256 == sha })
}

// rows is a list. What was sent decides how many rows there are; rows in which nothing stands are dropped. At least one row is
// shown, and one more if the button asks for it; fresh makes it.
func rows[T any](s *Sheet, name string, list *[]T, most int, fresh func() T, write func(at string, p *T)) {
	if s.form != nil {
		s.readRows(name, func(n, drop int) {
			var full []T
			for i := range n {
				row := fresh()
				if i < len(*list) {
					row = (*list)[i]
				}
				at, before := name+"."+strconv.Itoa(i), len(s.Problems)
				s.part(at)
				write(at, &row)
				if i == drop || s.blank() {
					s.Problems = s.Problems[:before]
					continue
				}
				for k := range s.Problems[before:] {
					p := &s.Problems[before+k]
					p.Name = name + "." + strconv.Itoa(len(full)) + strings.TrimPrefix(p.Name, at)
				}
				full = append(full, row)
			}
			*list = full
		}, most)
		return
	}
	shown := slices.Clone(*list)
	if len(shown) == 0 || s.do == "add:"+name && len(shown) < most {
		shown = append(shown, fresh())
	}
	for i := range shown {
		at := name + "." + strconv.Itoa(i)
		p := s.part(at)
		p.Row, p.List, p.Drop = i+1, name, "drop:"+at
		if i == len(shown)-1 && len(shown) < most {
			p.Add = "add:" + name
		}
		if i == 0 {
			p.Fields = append(p.Fields, Field{Name: name + ".n", Input: Hidden, Value: strconv.Itoa(len(shown))})
		}
		write(at, &shown[i])
	}
}

// readRows calls f with how many rows were sent and the row to drop, -1 for none; not if the list was not sent.
func (s *Sheet) readRows(name string, f func(n, drop int), most int) {
	sent, _ := s.sent(name + ".n")
	n, err := strconv.Atoi(sent)
	if err != nil || n < 0 || n > most {
		return
	}
	drop := -1
	if which, ok := strings.CutPrefix(s.do, "drop:"+name+"."); ok {
		if i, err := strconv.Atoi(which); err == nil {
			drop = i
		}
	}
	f(n, drop)
}

// blank reports whether nothing was written into the last part. What is chosen by itself does not count.
func (s *Sheet) blank() bool {
	for _, f := range s.Parts[len(s.Parts)-1].Fields {
		switch f.Input {
		case Radio, Select, State, Hidden:
			continue
		case Upload:
			if len(f.Kept) > 0 {
				return false
			}
		}
		if f.Value != "" || f.Problem != nil {
			return false
		}
	}
	return true
}
