package web

import (
	"cmp"
	"encoding/json"
	"html/template"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Answers are the answers to the five questions that a reader comes with.
type Answers struct {
	Status     template.HTML // in force?
	StatusSays string
	StatusTold string        // the source's words
	Since      template.HTML // date of the status
	Until      template.HTML // until when: a date
	Left       string        // how long that is
	UntilSays  string        // where there is no date, or more to say
	AskWhose   string
	Whose      []Person
	WhoseAs    string // in what part, if it is not the owner
	AskWhat    string
	Goods      []string
	GoodsMore  string        // "classes 30 and 35, all 11 terms"
	GoodsAt    string        // where on the page they stand in full
	About      template.HTML // for rights without goods
	WhatSays   string        // where nothing is told
	Can        []Can
	CanSays    string // where the register tells no period
}

// Person is a party as the answers name it.
type Person struct {
	Name, Place string
	As          string // in what part, where they differ
}

// Can is something that somebody may do, and by when.
type Can struct {
	What string
	When template.HTML
	Rule string // of the law pack
	Over bool
}

// viewer turns an entry into what its page shows.
type viewer struct {
	*Site
	lang   locale.Lang
	entry  *register.Entry
	day    ipr.Date
	proofs proofSet

	source *Copy // what copied found
	looked bool
}

func (v *viewer) t(key string, args ...any) string { return locale.T(v.lang, key, args...) }

// html is a text of ours with places for HTML that is safe already.
func (v *viewer) html(key string, args ...any) template.HTML {
	text := template.HTMLEscapeString(locale.T(v.lang, key))
	for i := 0; i+1 < len(args); i += 2 {
		text = strings.ReplaceAll(text, "{"+args[i].(string)+"}", string(args[i+1].(template.HTML)))
	}
	return template.HTML(text) // #nosec G203 -- escaped before safe HTML is put in
}

// copied tells from which document the entry was copied, nil if it is the office's own.
func (v *viewer) copied() *Copy {
	if !v.looked {
		v.source, v.looked = v.findCopy(), true
	}
	return v.source
}

func (v *viewer) findCopy() *Copy {
	events := v.entry.Events
	for i := len(events) - 1; i >= 0; i-- {
		h := &events[i]
		if h.Act != "import" {
			continue
		}
		c := &Copy{Own: !v.foreign(), Office: ipr.OfficeName(v.entry.Office, v.lang), Received: v.received(h)}
		var g register.Ground
		if json.Unmarshal(h.Public["ground"], &g) == nil {
			c.Document, c.Version = g.Document, timeTag(v.lang, g.Version)
		}
		return c
	}
	return nil
}

// ours reports whether all that is told of the right are acts of the office, so that silence is a fact and not a gap.
func (v *viewer) ours() bool { return v.copied() == nil }

// foreign reports whether another office decides about the right.
func (v *viewer) foreign() bool { return v.entry.Office != v.Office.Code }

func (v *viewer) answers() Answers {
	e := v.entry
	a := Answers{Status: phaseShape(v.lang, e.Status), StatusTold: e.StatusTold, Since: timeTag(v.lang, e.StatusDate)}
	status := e.Status
	if status == "" {
		status = register.StatusUnknown
	}
	a.StatusSays = v.kindly("entry.status_told", string(status), "common.status_told."+string(status))
	a.AskWhose, a.AskWhat = v.kindly("entry.q_whose", "", "entry.q_whose"), v.kindly("entry.q_what", "", "entry.q_what")
	if status != register.StatusUnknown && e.StatusTold != "" && v.ours() {
		a.StatusTold = ""
	}
	v.until(&a, status)
	v.whose(&a)
	v.what(&a)
	v.can(&a)
	return a
}

// kindly is the text that is meant for this kind of right, or else the one for all.
func (v *viewer) kindly(prefix, name, common string) string {
	key := prefix + "." + string(v.entry.Kind)
	if name != "" {
		key += "." + name
	}
	if t, ok := locale.Lookup(v.lang, key); ok {
		return t
	}
	return v.t(common)
}

func (v *viewer) until(a *Answers, status register.Status) {
	e := v.entry
	source := "own"
	if !v.ours() {
		source = "copy"
	}
	switch phase := status.Phase(); {
	case status == register.StatusUnknown && e.Expiry.IsZero():
		a.UntilSays = v.t("entry.until.unknown")
	case phase == "dead":
		if !e.StatusDate.IsZero() {
			a.Until = timeTag(v.lang, e.StatusDate)
			a.UntilSays = v.t("entry.until.ended")
		} else {
			a.UntilSays = v.t("entry.until.ended_untold_" + source)
		}
	case phase == "pending" && e.Expiry.IsZero():
		a.UntilSays = v.t("entry.until.pending")
	case e.Expiry.IsZero() && e.Kind == ipr.GI:
		a.UntilSays = v.t("entry.until.endless_" + source)
	case e.Expiry.IsZero():
		a.UntilSays = v.t("entry.until.untold_" + source)
	default:
		a.Until = timeTag(v.lang, e.Expiry)
		if e.Expiry.Compare(v.day) < 0 {
			a.UntilSays = v.t("entry.until.passed_" + source)
		} else {
			a.Left = left(v.lang, v.day, e.Expiry)
		}
	}
}

// left tells the time between two days in years and months, or in days.
func left(l locale.Lang, from, to ipr.Date) string {
	months := (to.Year-from.Year)*12 + to.Month - from.Month
	if to.Day < from.Day {
		months--
	}
	switch years := months / 12; {
	case months <= 0:
		return locale.T(l, "entry.left.days", "n", days(from, to))
	case years == 0:
		return locale.T(l, "entry.left.months", "n", months)
	case months%12 == 0:
		return locale.T(l, "entry.left.years", "n", years)
	default:
		return locale.T(l, "entry.left.both", "years", locale.T(l, "entry.left.y", "n", years), "months", locale.T(l, "entry.left.m", "n", months%12))
	}
}

// days counts the days between two days of which the later is less than two months away.
func days(from, to ipr.Date) int {
	n := to.Day - from.Day
	for y, m := from.Year, from.Month; y*12+m < to.Year*12+to.Month; m++ {
		if m > 12 {
			y, m = y+1, m-12
		}
		n += [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m-1]
		if m == 2 && y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			n++
		}
	}
	return n
}

func (v *viewer) whose(a *Answers) {
	if v.entry.Kind == ipr.GI {
		v.bearers(a)
		return
	}
	for _, role := range []ipr.Role{ipr.Owner, ipr.Holder, ipr.Applicant} {
		for _, p := range v.entry.Parties {
			if p.Role == role {
				a.Whose = append(a.Whose, Person{Name: p.Name, Place: v.place(p)})
			}
		}
		if len(a.Whose) > 0 {
			if role != ipr.Owner {
				a.WhoseAs = v.t("common.role." + string(role))
			}
			return
		}
	}
}

// bearers are those who asked for a geographical indication, who own it and who may use it, each with the part: nobody owns
// the name as an owner owns a mark.
func (v *viewer) bearers(a *Answers) {
	for _, role := range []ipr.Role{ipr.Applicant, ipr.Owner, ipr.User} {
		for _, p := range v.entry.Parties {
			if p.Role == role && len(a.Whose) < 6 {
				a.Whose = append(a.Whose, Person{p.Name, v.place(p), v.role(role)})
			}
		}
	}
}

// place writes where a party is.
func (v *viewer) place(p register.Party) string {
	var part []string
	if p.Place != "" {
		part = append(part, p.Place)
	}
	if p.Country != "" {
		part = append(part, ipr.OfficeName(ipr.Office(p.Country), v.lang))
	}
	return strings.Join(part, ", ")
}

// what tells in short what the right covers.
func (v *viewer) what(a *Answers) {
	e := v.entry
	a.WhatSays = v.kindly("entry.what_untold", "", "entry.goods_untold")
	switch {
	case v.technical():
		a.About = v.summary(e.Abstract, e.Language)
		if n := max(e.Claims, len(e.ClaimTexts)); n > 0 {
			a.GoodsMore, a.GoodsAt = v.t("entry.claims_n", "n", n), "#claims"
		}
	case e.Kind == ipr.Design && len(e.Designs) > 0:
		a.GoodsMore, a.GoodsAt = v.t("entry.designs_n", "n", len(e.Designs)), "#designs"
		for _, d := range e.Designs {
			for _, c := range d.Locarno {
				if t := v.locarno(c); !slices.Contains(a.Goods, t) && len(a.Goods) < 4 {
					a.Goods = append(a.Goods, t)
				}
			}
		}
		if len(a.Goods) == 0 {
			a.About = v.summary(e.Title, e.Language)
		}
	case e.Kind == ipr.Design:
		for _, c := range v.classes() {
			a.Goods = append(a.Goods, strings.TrimSpace(c.Label+" "+c.Title))
		}
	case e.Kind == ipr.GI && e.Indication != nil:
		g := e.Indication
		a.Goods = clipped(g.Product)
		if len(a.Goods) == 0 {
			a.Goods = clipped(g.Category)
		}
		if list := v.countries(g.Countries); len(list) > 0 {
			a.GoodsMore, a.GoodsAt = v.t("entry.from", "countries", locale.List(v.lang, list)), "#indication"
		}
	default:
		v.goods(a)
	}
}

// summary is the beginning of a text.
func (v *viewer) summary(s, lang string) template.HTML {
	if s == "" {
		return ""
	}
	return worded(clip(s, 400), lang)
}

// clipped shortens a list to four short texts.
func clipped(list []string) []string {
	short := slices.Clone(list[:min(4, len(list))])
	for i, s := range short {
		short[i] = clip(s, 160)
	}
	return short
}

// goods shortens the goods and services to a few terms, and says how many there are.
func (v *viewer) goods(a *Answers) {
	a.GoodsAt = "#classes"
	terms, n := 0, 0
	nice := 0
	for _, c := range v.entry.Classes {
		terms += len(c.Terms)
		if c.Scheme == "nice" {
			nice++
			if len(c.Terms) == 0 && n < 4 {
				a.Goods, n = append(a.Goods, ipr.NiceTitle(ipr.NiceClass(c.Class), v.lang)), n+1
			}
		}
		for i, t := range c.Terms {
			if n < 4 && i < max(1, 4/len(v.entry.Classes)) {
				a.Goods, n = append(a.Goods, clip(t, 160)), n+1
			}
		}
	}
	classes := locale.List(v.lang, inOrder(v.entry.Classes))
	switch {
	case nice == 0 && terms == 0:
		a.About = v.summary(cmp.Or(v.entry.Abstract, v.entry.Title), v.entry.Language)
	case nice == 0:
		a.GoodsMore = v.t("entry.goods.terms", "n", terms)
	case terms == 0:
		a.GoodsMore = v.t("entry.goods.classes", "classes", classes)
	default:
		a.GoodsMore = v.t("entry.goods.both", "classes", classes, "n", terms)
	}
}

// inOrder lists the Nice classes by number, each once.
func inOrder(classes []register.Class) []string {
	var n []int
	for _, c := range classes {
		if c.Scheme == "nice" {
			n = append(n, c.Class)
		}
	}
	slices.Sort(n)
	var s []string
	for _, c := range slices.Compact(n) {
		s = append(s, ipr.NiceClass(c).String())
	}
	return s
}

// clip shortens a text to n runes at a word.
func clip(s string, n int) string {
	short := firstRunes(s, n)
	if short == s {
		return s
	}
	if i := strings.LastIndexByte(short, ' '); i > n/2 {
		short = short[:i]
	}
	return short + " …"
}

// firstRunes is the beginning of a text.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// periods are the periods for which there are words of our own; others are shown as the act tells them.
var periods = []string{"opposition", "renewal", "late renewal", "non-use"}

func (v *viewer) can(a *Answers) {
	for _, d := range v.entry.Deadlines {
		c := Can{What: d.What, Rule: d.Rule, Over: !d.Date.IsZero() && d.Date.Compare(v.day) < 0}
		if slices.Contains(periods, d.What) {
			c.What = v.t("entry.can." + strings.NewReplacer(" ", "_", "-", "_").Replace(d.What))
		}
		opens, date := timeTag(v.lang, d.Opens), timeTag(v.lang, d.Date)
		switch {
		case c.Over:
			c.When = v.html("entry.can.closed", "date", date)
		case d.Opens.Compare(v.day) <= 0 && !d.Date.IsZero():
			c.When = v.html("entry.can.until", "date", date)
		case !d.Opens.IsZero() && !d.Date.IsZero():
			c.When = v.html("entry.can.between", "from", opens, "to", date)
		case d.Opens.Compare(v.day) > 0:
			c.When = v.html("entry.can.from", "date", opens)
		case d.Opens.IsZero() && d.Date.IsZero():
			c.When = v.html("entry.can.untold")
		default:
			c.When = v.html("entry.can.open", "date", opens)
		}
		a.Can = append(a.Can, c)
	}
	slices.SortStableFunc(a.Can, func(x, y Can) int {
		switch {
		case x.Over == y.Over:
			return 0
		case x.Over:
			return 1
		}
		return -1
	})
	switch {
	case v.foreign():
		a.CanSays = v.t("entry.can.elsewhere", "office", ipr.OfficeName(v.entry.Office, v.lang))
	case len(a.Can) == 0 && v.entry.Status.Phase() == "dead":
		a.CanSays = v.t("entry.can.nothing")
	case len(a.Can) == 0:
		a.CanSays = v.t("entry.can.none")
	}
}

// Owners writes whose the right is.
func (a *Answers) Owners() template.HTML {
	var m markup
	for _, p := range a.Whose {
		m.raw("<p>")
		m.name(p.Name)
		m.raw("</p>")
		if p.Place != "" || p.As != "" {
			m.raw(`<p class="small">`)
			m.text(p.As)
			if p.Place != "" && p.As != "" {
				m.raw(", ")
			}
			if p.Place != "" {
				m.name(p.Place)
			}
			m.raw("</p>")
		}
	}
	return m.done()
}

// Terms writes for what the right is.
func (a *Answers) Terms() template.HTML {
	var m markup
	m.names(a.Goods)
	return m.done()
}

// writeCan writes what can be done, by when.
func (v *viewer) writeCan(list []Can) template.HTML {
	var m markup
	for _, c := range list {
		m.raw(`<li><span class="when">`)
		m.text(c.What)
		m.raw("</span> ")
		m.html(c.When)
		if c.Rule != "" {
			m.raw(` <span class="small quiet">`)
			m.text(v.t("entry.rule", "rule", c.Rule))
			m.raw("</span>")
		}
		m.raw("</li>")
	}
	return m.done()
}
