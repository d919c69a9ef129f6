package fill

import (
	"slices"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/place"
	"github.com/muniment/muniment/procedure/filing"
)

// The most that a list on a page takes.
const (
	mostPeople  = 50
	mostClaims  = 200
	mostDesigns = 50
)

// ask shows or reads a question. The goods, the search before filing, the bill and the signature have pages of their own.
func (s *Sheet) ask() {
	f, ok := questions[s.question.ID]
	switch {
	case ok:
		f(s)
	case s.question.Widget == filing.Upload && len(s.question.Requirements) > 0:
		s.demanded()
	case s.question.Widget == filing.Stated && len(s.question.Requirements) > 0:
		s.stated()
	}
}

// questions by their ids.
var questions = map[string]func(*Sheet){
	"mark.feature":               (*Sheet).feature,
	"mark":                       (*Sheet).sign,
	"mark.kind":                  (*Sheet).kind,
	"mark.foreign":               (*Sheet).foreign,
	"mark.regulations":           func(s *Sheet) { s.part("mark.regulations"); s.upload("regulations", Papers, false) },
	"area":                       (*Sheet).area,
	"applicants":                 (*Sheet).applicants,
	"representative":             (*Sheet).representative,
	"creators":                   (*Sheet).creators,
	"priorities":                 (*Sheet).priorities,
	"invention":                  (*Sheet).invention,
	"invention.description":      func(s *Sheet) { s.part("invention.description"); s.upload("description", Papers, true) },
	"invention.drawings":         (*Sheet).drawings,
	"invention.claims":           (*Sheet).claims,
	"invention.abstract":         (*Sheet).abstract,
	"human":                      (*Sheet).human,
	"invention.pct":              (*Sheet).pct,
	"invention.sequences":        (*Sheet).sequences,
	"requests":                   (*Sheet).requests,
	"designs":                    (*Sheet).designs,
	"deferral":                   func(s *Sheet) { s.part("deferral"); s.number("deferral", &s.App.Deferral, 60) },
	"indication":                 func(s *Sheet) { s.part("indication"); s.text(Line, "indication.name", &s.name().Name) },
	"indication.sign":            (*Sheet).indicationSign,
	"indication.product":         (*Sheet).product,
	"indication.characteristics": func(s *Sheet) { s.long("indication.characteristics", &s.name().Characteristics) },
	"indication.link":            func(s *Sheet) { s.long("indication.link", &s.name().Link) },
	"indication.method":          func(s *Sheet) { s.long("indication.method", &s.name().Method) },
	"specification":              func(s *Sheet) { s.part("specification"); s.upload("specification", Papers, true) },
	"indication.group":           (*Sheet).group,
	"indication.homonym":         (*Sheet).homonym,
	"indication.origin":          (*Sheet).origin,
}

// long is a question of one long text.
func (s *Sheet) long(name string, p *string) {
	s.part(name)
	s.text(Text, name, p).Least = 5
}

// The parts of the application; they are made when a question asks for them.

func (s *Sheet) mark() *filing.MarkAsked {
	if s.App.Mark == nil {
		s.App.Mark = new(filing.MarkAsked)
	}
	return s.App.Mark
}

func (s *Sheet) patent() *filing.InventionAsked {
	if s.App.Invention == nil {
		s.App.Invention = new(filing.InventionAsked)
	}
	return s.App.Invention
}

func (s *Sheet) name() *filing.NameAsked {
	if s.App.Indication == nil {
		s.App.Indication = new(filing.NameAsked)
	}
	return s.App.Indication
}

// Trademark.

func (s *Sheet) feature() {
	s.part("mark.feature")
	s.choose(Radio, "mark.feature", &s.mark().Feature, true, "word", "figurative", "combined", "3d", "sound", "colour")
}

func (s *Sheet) kind() {
	s.part("mark.kind")
	s.choose(Radio, "mark.kind", &s.mark().Kind, true, "individual", "collective", "certification")
}

// sign is the mark itself. Which of its fields apply follows from the feature, whose part stands before.
func (s *Sheet) sign() {
	m := s.mark()
	s.part("mark")
	s.only = "for-words"
	s.text(Line, "mark.text", &m.Text)
	s.only = "for-picture"
	s.picture("specimen", &m.Image, &m.Width, &m.Height)
	s.text(Line, "mark.colours", &m.Colours)
	s.only = "for-sound"
	s.upload("sound", Sounds, false)
	m.Sound = s.newest("sound", m.Sound)
	s.only = "for-described"
	s.text(Text, "mark.description", &m.Description).Least = 2
	if s.form == nil {
		return
	}
	if m.Feature == "figurative" || m.Feature == "sound" {
		m.Text = ""
	}
	if m.Feature == "word" || m.Feature == "sound" {
		for _, f := range s.App.Of("specimen") {
			s.detach("specimen", f.SHA256)
		}
		m.Image, m.Colours, m.Width, m.Height = "", "", 0, 0
	}
	if m.Feature == "word" {
		m.Description = ""
	}
	if m.Feature != "sound" {
		for _, f := range s.App.Of("sound") {
			s.detach("sound", f.SHA256)
		}
		m.Sound = ""
	}
}

// PrintedSide is the side into which a specimen is fitted, in tenths of a millimetre.
const PrintedSide = 800

// picture is an upload of one picture with the size in which it is printed. A new picture is fitted into the greatest size.
func (s *Sheet) picture(role string, image *string, width, height *int) {
	s.upload(role, Pictures, false)
	for _, f := range s.files {
		if f.Field == "file:"+role && f.Width > 0 && f.Height > 0 {
			*width, *height = Fit(f.Width, f.Height, PrintedSide)
		}
	}
	*image = s.newest(role, *image)
	if *image == "" {
		*width, *height = 0, 0
	}
	side := (max(*width, *height) + 5) / 10
	before := side
	s.number(role+".side", &side, PrintedSide/10)
	if side != before && side > 0 && before > 0 {
		*width, *height = Fit(*width, *height, 10*side)
	}
}

// Fit gives the sides of a picture whose greater side is to be so long.
func Fit(width, height, side int) (int, int) {
	if width >= height {
		return side, max(1, side*height/width)
	}
	return max(1, side*width/height), side
}

// newest gives the hash of the file of a role; "" if there is none.
func (s *Sheet) newest(role, before string) string {
	list := s.App.Of(role)
	if len(list) == 0 {
		return ""
	}
	if slices.ContainsFunc(list, func(f filing.Attachment) bool { return f.SHA256 == before }) {
		return before
	}
	return list[len(list)-1].SHA256
}

func (s *Sheet) foreign() {
	m := s.mark()
	s.part("mark.foreign")
	m.Foreign = s.opens("mark.foreign", m.Foreign)
	s.text(Line, "mark.translation", &m.Translation)
	s.text(Line, "mark.transliteration", &m.Transliteration)
	if s.form != nil && !m.Foreign {
		m.Translation, m.Transliteration = "", ""
	}
	s.part("mark.disclaimer")
	s.text(Line, "mark.disclaimer", &m.Disclaimer)
}

// area is the map: of a certification mark of origin, or of an indication.
func (s *Sheet) area() {
	if s.App.Kind == ipr.Trademark {
		m := s.mark()
		s.part("area")
		m.Origin = s.opens("mark.origin", m.Origin)
		s.upload("map", Pictures+",.pdf", false)
		return
	}
	n := s.name()
	s.part("area")
	s.text(Text, "indication.area", &n.Area).Least = 3
	s.communes(n)
	s.shape(n)
	s.part("area.map")
	s.upload("map", Pictures+",.pdf", false)
}

// shape is the area as GeoJSON. The page shows it and the communes in a way of their own, on a map.
func (s *Sheet) shape(n *filing.NameAsked) {
	written, ok := s.sent("indication.shape")
	if !ok || written == n.Shape {
		return
	}
	if written != "" {
		if _, err := place.ParseShape([]byte(written)); err != nil {
			s.bad(&Field{Name: "indication.shape", Value: written}, err)
			return
		}
	}
	n.Shape = written
}

// communes are codes of administrative units; an empty one is sent with them, so that choosing none is told too.
func (s *Sheet) communes(n *filing.NameAsked) {
	sent, ok := s.form["indication.communes"]
	if !ok {
		return
	}
	n.Communes = nil
	for _, c := range sent {
		if c = strings.TrimSpace(c); c != "" && len(c) <= 20 && !slices.Contains(n.Communes, c) {
			n.Communes = append(n.Communes, c)
		}
	}
}

// People.

func (s *Sheet) applicants() {
	fresh := func() filing.Applicant { return filing.Applicant{Person: "natural", Country: s.Home} }
	rows(s, "applicants", &s.App.Applicants, mostPeople, fresh, func(at string, p *filing.Applicant) { s.person(at, p) })
}

// person is somebody with their address. What the office knows of them by its own id is kept until the name changes.
func (s *Sheet) person(at string, p *filing.Applicant) {
	before := p.Name
	s.choose(Radio, at+".person", &p.Person, true, "natural", "legal")
	s.text(Line, at+".name", &p.Name)
	if p.Name != before {
		p.Party = ""
	}
	s.state(at+".country", &p.Country)
	var a filing.Address
	if p.Address != nil {
		a = *p.Address
	}
	written := a.Written
	s.text(Text, at+".address", &a.Written).Least = 2
	if a.Written != written {
		a.Province, a.Commune = "", "" // codes of another address
	}
	p.Address = nil
	if a != (filing.Address{}) {
		p.Address = &a
	}
	s.text(Line, at+".place", &p.Place)
	s.text(Email, at+".email", &p.Email)
	s.text(Phone, at+".phone", &p.Phone)
	s.only = "for-legal"
	s.text(Line, at+".number", &p.Number)
	s.only = ""
	s.text(Line, at+".latin", &p.Latin)
}

func (s *Sheet) representative() {
	s.part("representative")
	r := s.App.Representative
	on := s.opens("representative.on", r != nil)
	if r == nil {
		r = &filing.Representative{Applicant: filing.Applicant{Person: "natural", Country: s.Home}}
	}
	s.person("representative", &r.Applicant)
	s.choose(Radio, "representative.power", &r.Power, true, "general", "single", "none")
	s.text(Select, "representative.attorney", &r.Attorney) // of those that the office has; the page knows them
	s.date("representative.signed", &r.Signed)
	s.text(Line, "representative.signatory", &r.Signatory)
	s.text(Line, "representative.position", &r.Position)
	s.upload("poa", Papers+","+Pictures, false)
	if s.form == nil {
		return
	}
	if s.App.Representative = r; !on {
		s.App.Representative = nil
		for _, f := range s.App.Of("poa") {
			s.detach("poa", f.SHA256)
		}
	}
}

func (s *Sheet) creators() {
	fresh := func() filing.Creator { return filing.Creator{Country: s.Home} }
	rows(s, "creators", &s.App.Creators, mostPeople, fresh, func(at string, p *filing.Creator) {
		s.text(Line, at+".name", &p.Name)
		s.state(at+".country", &p.Country)
		s.text(Line, at+".place", &p.Place)
		s.tick(at+".hidden", &p.Hidden)
	})
}

func (s *Sheet) priorities() {
	rows(s, "priorities", &s.App.Priorities, mostPeople, func() (p filing.Priority) { return }, func(at string, p *filing.Priority) {
		s.state(at+".office", &p.Office)
		s.text(Line, at+".number", &p.Number)
		s.date(at+".date", &p.Date)
		s.text(Line, at+".copy", &p.Copy)
	})
	s.part("priorities.files")
	s.upload("priority", Papers, true)
}

// Patent and utility solution.

func (s *Sheet) invention() {
	i := s.patent()
	s.part("invention")
	s.text(Line, "invention.title", &i.Title)
	s.codes("invention.ipc", &i.IPC)
}

func (s *Sheet) drawings() {
	s.part("invention.drawings")
	s.number("invention.drawings", &s.patent().Drawings, 1000)
	s.upload("drawings", Papers+","+Pictures, true)
}

func (s *Sheet) claims() {
	rows(s, "claims", &s.patent().Claims, mostClaims, func() (c filing.Claim) { return }, func(at string, c *filing.Claim) {
		s.text(Text, at+".text", &c.Text).Least = 4
		s.numbers(at+".on", &c.On, mostClaims)
	})
	s.part("invention.claims")
	s.upload("claims", Papers, true)
	for _, r := range s.question.Requirements {
		if r.What == "condition" {
			s.condition(r)
		}
	}
}

func (s *Sheet) abstract() {
	s.part("invention.abstract")
	s.text(Text, "invention.abstract", &s.patent().Abstract).Least = 8
}

// human asks what a human contributed where artificial intelligence helped.
func (s *Sheet) human() {
	ai, human := "", ""
	if s.App.Kind == ipr.Design {
		if len(s.App.Designs) > 0 {
			ai, human = s.App.Designs[0].AI, s.App.Designs[0].Human
		}
	} else {
		ai, human = s.patent().AI, s.patent().Human
	}
	s.part("human")
	s.choose(Radio, "human.ai", &ai, true, "no", "assisted")
	s.only = "for-assisted"
	s.text(Text, "human.words", &human).Least = 4
	if s.form == nil {
		return
	}
	if ai != "assisted" {
		human = ""
	}
	if s.App.Kind == ipr.Design {
		for i := range s.App.Designs {
			s.App.Designs[i].AI, s.App.Designs[i].Human = ai, human
		}
		return
	}
	s.patent().AI, s.patent().Human = ai, human
}

func (s *Sheet) pct() {
	i := s.patent()
	s.part("invention.pct")
	var p filing.PCT
	on := s.opens("invention.pct", i.PCT != nil)
	if i.PCT != nil {
		p = *i.PCT
	}
	s.text(Line, "pct.number", &p.Number)
	s.date("pct.date", &p.Date)
	s.text(Line, "pct.publication", &p.Publication)
	if s.form == nil {
		return
	}
	if i.PCT = nil; on {
		i.PCT = &p
	}
}

func (s *Sheet) sequences() {
	i := s.patent()
	s.part("invention.sequences")
	i.Sequences = s.opens("invention.sequences", i.Sequences)
	s.upload("sequences", Listings, false)
}

func (s *Sheet) requests() {
	s.part("requests")
	s.several("requests", &s.App.Requests, "examination", "early_publication")
}

// Design.

// Sides are the sorts of views of a design.
var Sides = []string{"perspective", "front", "back", "left", "right", "top", "bottom", "other"}

func (s *Sheet) designs() {
	rows(s, "designs", &s.App.Designs, mostDesigns, func() (d filing.DesignAsked) { return }, func(at string, d *filing.DesignAsked) {
		s.text(Line, at+".title", &d.Title)
		s.codes(at+".locarno", &d.Locarno)
		s.text(Text, at+".description", &d.Description).Least = 2
		for _, side := range Sides {
			s.view(at, side, d)
		}
	})
	if s.form == nil {
		return
	}
	used := map[string]bool{}
	for _, d := range s.App.Designs {
		for _, v := range d.Views {
			used[v.File] = true
		}
	}
	s.App.Files = slices.DeleteFunc(s.App.Files, func(f filing.Attachment) bool { return f.Role == "view" && !used[f.SHA256] })
}

// view is the upload of a view of one side. A side has one view, "other" any number.
func (s *Sheet) view(at, side string, d *filing.DesignAsked) {
	name := "view:" + strings.TrimPrefix(at, "designs.") + ":" + side
	if sha, ok := strings.CutPrefix(s.do, "drop:"+name+":"); ok && s.form != nil {
		d.Views = slices.DeleteFunc(slices.Clone(d.Views), func(v filing.View) bool { return v.Kind == side && v.File == sha })
	}
	for _, f := range s.files {
		if f.Field != name {
			continue
		}
		f.Role = "view"
		s.attach(f.Attachment, false)
		d.Views = slices.DeleteFunc(slices.Clone(d.Views), func(v filing.View) bool {
			return v.Kind == side && (side != "other" || v.File == f.SHA256)
		})
		d.Views = append(d.Views, filing.View{Kind: side, File: f.SHA256})
		slices.SortStableFunc(d.Views, func(a, b filing.View) int { return slices.Index(Sides, a.Kind) - slices.Index(Sides, b.Kind) })
	}
	f := s.field(Field{Name: name, Input: Upload, Role: "view", Accept: Pictures, Several: side == "other"})
	f.Text = "view." + side
	for _, v := range d.Views {
		if v.Kind == side {
			if file := s.App.File(v.File); file != nil {
				f.Kept = append(f.Kept, *file)
			}
		}
	}
}

// Geographical indication.

func (s *Sheet) indicationSign() {
	n := s.name()
	s.part("indication.sign")
	s.upload("indication_sign", Pictures, false)
	n.Sign = s.newest("indication_sign", n.Sign)
}

func (s *Sheet) product() {
	n := s.name()
	s.part("indication.product")
	s.lines("indication.product", &n.Product)
	s.numbers("indication.nice", &n.Nice, 45)
}

func (s *Sheet) group() {
	n := s.name()
	s.part("indication.group")
	s.text(Text, "indication.group", &n.Group).Least = 4
	s.text(Text, "indication.control", &n.Control).Least = 3
}

func (s *Sheet) homonym() { s.long("indication.homonym", &s.name().Homonym) }

func (s *Sheet) origin() {
	n := s.name()
	s.part("indication.origin")
	n.Foreign = s.opens("indication.foreign", n.Foreign)
	s.upload("origin", Papers, true)
}

// What the law of the office demands and no other question asks for.

// statement gives the answer to a requirement as the application holds it.
func (s *Sheet) statement(id string) filing.Statement {
	for _, t := range s.App.Statements {
		if t.Requirement == id {
			return t
		}
	}
	return filing.Statement{Requirement: id}
}

// state keeps the answer to a requirement; none if nothing is stated.
func (s *Sheet) keep(t filing.Statement) {
	s.App.Statements = slices.DeleteFunc(s.App.Statements, func(o filing.Statement) bool { return o.Requirement == t.Requirement })
	if t.Applies || t.Words != "" {
		s.App.Statements = append(s.App.Statements, t)
	}
}

// condition is a box for something that the applicant confirms.
func (s *Sheet) condition(r *law.Requirement) {
	t := s.statement(r.ID)
	f := s.tick("stated:"+r.ID, &t.Applies)
	f.Text, f.Law = "stated", r
	if s.form != nil {
		s.keep(t)
	}
}

func (s *Sheet) stated() {
	r := s.question.Requirements[0]
	s.part(r.ID)
	s.condition(r)
	if r.What != "field" {
		return
	}
	t := s.statement(r.ID)
	s.text(Text, "words:"+r.ID, &t.Words).Text = "stated_words"
	if s.form != nil {
		t.Applies = t.Applies || t.Words != ""
		s.keep(t)
	}
}

func (s *Sheet) demanded() {
	r := s.question.Requirements[0]
	s.part(r.ID)
	if r.When != (law.Words{}) {
		s.condition(r)
	}
	f := s.upload(r.ID, Papers+","+Pictures, true)
	f.Text, f.Law = "demanded", r
	if s.form != nil && len(s.App.Of(r.ID)) > 0 {
		s.keep(filing.Statement{Requirement: r.ID, Applies: true, Words: s.statement(r.ID).Words})
	}
}
