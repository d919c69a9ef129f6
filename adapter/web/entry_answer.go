package web

import (
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
	Whose      []Person
	WhoseAs    string // in what part, if it is not the owner
	Goods      []string
	GoodsMore  string // "classes 30 and 35, all 11 terms"
	About      string // for rights without goods
	Can        []Can
	CanSays    string // where the register tells no period
}

// Person is a party as the answers name it.
type Person struct{ Name, Place string }

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
	a.StatusSays = v.t("common.status_told." + string(status))
	if status != register.StatusUnknown && e.StatusTold != "" && v.ours() {
		a.StatusTold = ""
	}
	v.until(&a, status)
	v.whose(&a)
	v.goods(&a)
	v.can(&a)
	return a
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
	for _, role := range []ipr.Role{ipr.Owner, ipr.Holder, ipr.Applicant} {
		for _, p := range v.entry.Parties {
			if p.Role == role {
				a.Whose = append(a.Whose, Person{p.Name, v.place(p)})
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

// goods shortens the goods and services to a few terms, and says how many there are.
func (v *viewer) goods(a *Answers) {
	terms, n := 0, 0
	var classes []string
	for _, c := range v.entry.Classes {
		terms += len(c.Terms)
		if c.Scheme == "nice" {
			classes = append(classes, ipr.NiceClass(c.Class).String())
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
	slices.Sort(classes)
	switch {
	case len(classes) == 0 && terms == 0:
		a.About = clip(v.entry.Abstract, 400)
	case len(classes) == 0:
		a.GoodsMore = v.t("entry.goods.terms", "n", terms)
	case terms == 0:
		a.GoodsMore = v.t("entry.goods.classes", "classes", locale.List(v.lang, inOrder(v.entry.Classes)))
	default:
		a.GoodsMore = v.t("entry.goods.both", "classes", locale.List(v.lang, inOrder(v.entry.Classes)), "n", terms)
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
		if p.Place != "" {
			m.raw(`<p class="small">`)
			m.name(p.Place)
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
