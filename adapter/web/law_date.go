package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

// eventRows is how many events the form of the calculator takes.
const eventRows = 4

// DatePage is the calculator of dates.
type DatePage struct {
	*Page
	LawChoice
	Rule    string // one rule, or "" for all that the facts allow
	Rules   []LawName
	Events  []LawName // that can be told
	Rows    []EventRow
	Other   string // further facts, one a line: renewals=1
	Ref     string // the reader's name for the file, for the calendar
	Asked   bool
	Problem string
	Dates   []DateView
	Missing []string // rules that need something more, with what
	ICS     string   // address of the calendar file

	Conventions []string // on which the dates may rest
}

func (*DatePage) template() string { return "law_date" }

// EventRow is one event of the form.
type EventRow struct {
	N           int
	Event, Date string
}

// DateView is one date with its explanation.
type DateView struct {
	Rule, Title, Text, Kind string
	Opens, Due, Date, Grace template.HTML
	Then, Practice          string
	Steps                   []string
	Flags                   []string
	Article, Pack           string
	Source                  []string
	Confidence              string
}

// askedFacts reads the facts of the form: events and dates in rows, and further facts as NAME=VALUE.
func askedFacts(q url.Values) (*law.Facts, []EventRow, string, error) {
	f := new(law.Facts)
	var rows []EventRow
	var wrong error
	events, dates := q["event"], q["date"]
	for i := range min(len(events), len(dates), 20) {
		row := EventRow{Event: firstRunes(strings.TrimSpace(events[i]), 60), Date: firstRunes(strings.TrimSpace(dates[i]), 10)}
		if row.Event == "" && row.Date == "" {
			continue
		}
		if row.Date == "" { // an event was chosen and not dated: it has not happened
			rows = append(rows, row)
			continue
		}
		if err := f.Tell(row.Event, row.Date); err != nil {
			if wrong == nil {
				wrong = err
			}
			row.Date = "" // the form cannot show what is no date
		}
		rows = append(rows, row)
	}
	other := firstRunes(q.Get("other"), 2000)
	for part := range strings.FieldsSeq(strings.ReplaceAll(other, ";", " ")) {
		name, value, ok := strings.Cut(part, "=")
		err := error(nil)
		if !ok {
			err = fault.New(fault.Invalid, "a fact is told as NAME=VALUE, not %q", part)
		} else {
			err = f.Tell(name, value)
		}
		if err != nil && wrong == nil {
			wrong = err
		}
	}
	return f, rows, other, wrong
}

func (s *Site) lawDate(w http.ResponseWriter, r *request) error {
	rules, choice, err := s.chooseLaw(r)
	if err != nil {
		return err
	}
	p := &DatePage{Page: s.newPage(r, "law", r.T("law.date.title")), LawChoice: choice, Rule: firstRunes(r.query.Get("rule"), 80)}
	for _, id := range rules.RulesOf(choice.Right) {
		if list := rules.Versions(id); len(list) > 0 {
			p.Rules = append(p.Rules, LawName{id, list[0].Title.In(r.lang)})
		}
	}
	if !slices.ContainsFunc(p.Rules, func(n LawName) bool { return n.Of == p.Rule }) {
		p.Rule = ""
	}
	facts, rows, other, err := askedFacts(r.query)
	p.Rows, p.Other, p.Ref = rows, other, askedRef(r)
	events := rules.Events(choice.Right)
	for _, row := range rows { // what was told under another law stays to be seen
		if row.Event != "" && !slices.Contains(events, row.Event) {
			events = append(events, row.Event)
		}
	}
	for _, e := range events {
		p.Events = append(p.Events, LawName{e, law.EventIn(e, r.lang)})
	}
	p.Asked = len(rows) > 0 || other != ""
	if f, ok := fault.Of(err); ok {
		p.Problem = sentence(r.lang, f)
	} else if p.Asked {
		s.reckon(r, p, rules, facts)
	}
	p.suggest(rules)
	p.NoIndex = p.Asked
	status := http.StatusOK
	if p.Problem != "" {
		status = http.StatusBadRequest
	}
	return s.show(w, r, status, p)
}

// suggest fills the rows of the form with the events that the rule asks for, and then with empty ones.
func (p *DatePage) suggest(w *law.Law) {
	if p.Rule != "" {
		for _, v := range w.Versions(p.Rule) {
			for _, e := range append(v.Anchor.Events(), v.VersionBy.Events()...) {
				if !slices.ContainsFunc(p.Rows, func(row EventRow) bool { return row.Event == e }) && len(p.Rows) < eventRows {
					p.Rows = append(p.Rows, EventRow{Event: e})
				}
			}
		}
	} else if len(p.Rows) == 0 {
		p.Rows = append(p.Rows, EventRow{Event: "filing"})
	}
	for len(p.Rows) < eventRows {
		p.Rows = append(p.Rows, EventRow{})
	}
	for i := range p.Rows {
		p.Rows[i].N = i + 1
	}
}

// reckon computes every date that the facts allow, the next one first, or that of the one rule.
func (s *Site) reckon(r *request, p *DatePage, rules *law.Law, facts *law.Facts) {
	answers := map[string]*law.Answer{}
	var found []string
	for _, n := range p.Rules {
		if p.Rule != "" && n.Of != p.Rule {
			continue
		}
		a, err := rules.Date(n.Of, facts)
		if err == nil {
			found, answers[n.Of] = append(found, n.Of), a
			continue
		}
		fact, missing := law.Missing(err)
		f, ok := fault.Of(err)
		switch {
		case p.Rule == "" && !slices.ContainsFunc(rules.Versions(n.Of), func(v *law.Rule) bool { return v.Set == "officer" }), !ok:
		case missing:
			p.Missing = append(p.Missing, r.T("law.date.missing", "title", n.Title, "name", law.EventIn(fact, r.lang)))
		default:
			p.Missing = append(p.Missing, n.Title+": "+sentence(r.lang, f))
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return byDay(answers[a].Date, answers[b].Date) })
	for _, id := range found {
		p.Dates = append(p.Dates, s.dateView(r, rules, id, answers[id]))
	}
	if len(p.Dates) > 0 {
		p.Conventions = rules.Conventions(r.lang)
		q := url.Values{"of": {p.Of}, "right": {p.Right}, "rule": {p.Rule}, "other": {p.Other}, "ref": {p.Ref}, "lang": {string(r.lang)}}
		for _, row := range p.Rows {
			q.Add("event", row.Event)
			q.Add("date", row.Date)
		}
		p.ICS = "/law/date.ics?" + q.Encode()
	}
}

// byDay orders dates, none after all others.
func byDay(a, b ipr.Date) int {
	if a.IsZero() != b.IsZero() {
		if a.IsZero() {
			return 1
		}
		return -1
	}
	return a.Compare(b)
}

func (s *Site) dateView(r *request, w *law.Law, id string, a *law.Answer) DateView {
	t := a.In(w, id, r.lang)
	v := DateView{
		Rule: t.Rule, Title: t.Title, Text: t.Text, Kind: r.T("law.kind." + string(t.Kind)), Opens: timeTag(r.lang, t.Opens), Date: timeTag(r.lang, t.Date),
		Grace: timeTag(r.lang, t.GraceEnd), Article: t.Article, Pack: t.Pack, Practice: t.Practice, Source: t.Source, Confidence: string(t.Confidence),
	}
	if t.Due != t.Date {
		v.Due = timeTag(r.lang, t.Due)
	}
	if t.Then != "" {
		v.Then = law.StateIn(t.Then, r.lang)
	}
	for _, s := range t.Explanation {
		v.Steps = append(v.Steps, s.Text)
	}
	for _, f := range t.Flags {
		v.Flags = append(v.Flags, r.T("law.flag."+string(f)))
	}
	return v
}

// askedRef is the reader's name for the file.
func askedRef(r *request) string { return firstRunes(strings.TrimSpace(r.query.Get("ref")), 60) }

// lawDateICS answers with the dates as a calendar file after RFC 5545.
func (s *Site) lawDateICS(w http.ResponseWriter, r *request) error {
	rules, choice, err := s.chooseLaw(r)
	if err != nil {
		return err
	}
	facts, _, _, err := askedFacts(r.query)
	if err != nil {
		return err
	}
	stamp := s.Clock().UTC().Format("20060102T150405Z")
	var b strings.Builder
	line := func(text string) { b.WriteString(foldLine(text)) }
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//Muniment//law//" + strings.ToUpper(string(r.lang)))
	one, ref := r.query.Get("rule"), askedRef(r)
	n := 0
	for _, id := range rules.RulesOf(choice.Right) {
		if one != "" && id != one {
			continue
		}
		a, err := rules.Date(id, facts)
		if err != nil || a.Date.IsZero() {
			continue
		}
		t := a.In(rules, id, r.lang)
		steps := make([]string, len(t.Explanation))
		for i, s := range t.Explanation {
			steps[i] = fmt.Sprintf("%d. %s", i+1, s.Text)
		}
		for _, f := range t.Flags {
			steps = append(steps, r.T("law.flag."+string(f)))
		}
		// Under a reference a date that has moved takes the place of the former one; without it nothing tells files apart.
		which := strings.Join([]string{choice.Of, id, ref}, "\n")
		title := t.Title + " (" + id + ")"
		if ref == "" {
			which += t.Date.String() + t.Opens.String()
		} else {
			title = ref + ": " + title
		}
		sum := sha256.Sum256([]byte(which))
		line("BEGIN:VEVENT")
		line("UID:" + hex.EncodeToString(sum[:12]) + "@muniment")
		line("DTSTAMP:" + stamp)
		line("DTSTART;VALUE=DATE:" + plainDay(t.Date))
		line("DTEND;VALUE=DATE:" + plainDay(t.Date.AddDays(1)))
		line("SUMMARY:" + escapeICS(title))
		line("DESCRIPTION:" + escapeICS(t.Text+"\n"+strings.Join(steps, "\n")))
		line("END:VEVENT")
		n++
	}
	line("END:VCALENDAR")
	if n == 0 {
		return fault.New(fault.NotFound, "no rule for %s gives a date from these facts", choice.Right)
	}
	w.Header().Set("Content-Disposition", `attachment; filename="muniment.ics"`)
	send(w, http.StatusOK, "text/calendar; charset=utf-8", []byte(b.String()))
	return nil
}

func plainDay(d ipr.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// escapeICS escapes a text as RFC 5545, section 3.3.11, wants it; control characters have no place in one.
func escapeICS(s string) string {
	s = strings.Map(func(c rune) rune {
		if c != '\n' && unicode.IsControl(c) {
			return -1
		}
		return c
	}, s)
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(s)
}

// foldLine ends a line and breaks it after 75 bytes at most, between characters.
func foldLine(s string) string {
	var b strings.Builder
	n := 0
	for _, c := range s {
		size := len(string(c))
		if n+size > 75 {
			b.WriteString("\r\n ")
			n = 1
		}
		b.WriteRune(c)
		n += size
	}
	b.WriteString("\r\n")
	return b.String()
}
