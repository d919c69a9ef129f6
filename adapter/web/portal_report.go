package web

import (
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure/filing"
)

// report is what a search before filing found, as it is kept with the draft. It names the state of the register that was searched, so
// that it can be made again.
type report struct {
	V       int            `json:"v"` // 1
	Made    time.Time      `json:"made"`
	Text    string         `json:"text"`
	Classes []int          `json:"classes"`
	Marks   int64          `json:"marks"` // searched
	Origin  string         `json:"origin"`
	Size    int64          `json:"size"`
	Root    string         `json:"root"`
	More    bool           `json:"more,omitempty"`
	Hits    []reportedMark `json:"hits"`
}

// reportedMark is an earlier mark that was found.
type reportedMark struct {
	ID      string                 `json:"id"`
	Mark    string                 `json:"mark"`
	Owner   string                 `json:"owner"`
	Band    string                 `json:"band"`
	Why     map[locale.Lang]string `json:"why"`
	Classes []int                  `json:"classes"`
	Both    []int                  `json:"both,omitempty"` // classes that the draft has too
	Near    []int                  `json:"near,omitempty"` // classes related to those of the draft
}

// objection is how likely the office would object on the ground of an earlier mark.
type objection int

// The degrees.
const (
	unlikely objection = iota
	possible
	probable
)

// weigh says how likely an objection is. It is a rule of ours, on the side of caution: the same or nearly the same sign in the same class
// is probable, in a related class or a less alike sign in the same class possible.
func (m *reportedMark) weigh() objection {
	close := m.Band == "identical" || m.Band == "very close"
	switch {
	case close && len(m.Both) > 0:
		return probable
	case close && len(m.Near) > 0 || len(m.Both) > 0:
		return possible
	}
	return unlikely
}

// ReportView is the search before filing on its page.
type ReportView struct {
	Wordless bool // there are no words to search for
	Made     string
	Stale    bool // the mark or the goods have changed since
	Text     string
	Classes  string
	Marks    string
	Corpus   string
	Root     string
	Verdict  string
	Mood     string // "good", "part" or "bad"
	Probable []ReportedView
	Possible []ReportedView
	Others   []ReportedView
	More     bool
	Own      []FindingView // what the office would say without looking at other marks
}

// ReportedView is an earlier mark on the page.
type ReportedView struct {
	Specimen       template.HTML
	Path           string
	Number, Owner  string
	Why, Objection string
	Classes        []ClassTag
}

// mostReported is how many earlier marks a report keeps.
const mostReported = 50

// makeReport searches the public register for marks that are like the one of the draft, and keeps what it finds.
func (s *Site) makeReport(w http.ResponseWriter, r *request, v *screen) error {
	a := v.draft.Application
	if a.Mark == nil || strings.TrimSpace(a.Mark.Text) == "" {
		return s.showDraft(w, r, http.StatusUnprocessableEntity, v, answered{said: r.T("filing.report.wordless")})
	}
	q := Query{Text: firstRunes(a.Mark.Text, maxQuery), Phase: "open", Limit: mostReported, Related: true}
	for _, g := range a.Goods {
		q.Classes = append(q.Classes, g.Class)
	}
	found, err := s.Search.Search(r.Context(), q)
	if err != nil {
		return err
	}
	var ids []ipr.ID
	for _, h := range found.Hits {
		ids = append(ids, h.ID)
	}
	heads, err := s.Register.Heads(r.Context(), ids)
	if err != nil {
		return err
	}
	rep := report{V: 1, Made: s.Clock().UTC().Truncate(time.Second), Text: q.Text, Classes: q.Classes, Marks: found.Marks, Origin: found.Corpus.Origin, Size: found.Corpus.Size,
		Root: base64Root(found.Corpus.Root), More: found.More}
	wider := related(q)
	for _, h := range found.Hits {
		head, ok := heads[h.ID]
		if !ok {
			continue
		}
		m := reportedMark{ID: h.ID.String(), Mark: head.Mark, Owner: head.Owner, Band: h.Band, Classes: head.Classes, Why: map[locale.Lang]string{}}
		for _, l := range locale.Langs() {
			if h.Why != nil {
				m.Why[l] = h.Why.In(l)
			}
		}
		for _, c := range head.Classes {
			switch {
			case slices.Contains(q.Classes, c):
				m.Both = append(m.Both, c)
			case slices.Contains(wider, c):
				m.Near = append(m.Near, c)
			}
		}
		rep.Hits = append(rep.Hits, m)
	}
	b, err := json.Marshal(rep)
	if err != nil {
		return err
	}
	if err := s.Filing.Writer.Drafts.KeepReport(r.Context(), v.draft.ID, b); err != nil {
		return err
	}
	http.Redirect(w, r.Request, draftPath(v.draft.ID, v.name)+"#report", http.StatusSeeOther)
	return nil
}

// reportView shows the kept report; without one only what the office would say by itself.
func (s *Site) reportView(r *request, v *screen) (*ReportView, error) {
	a := v.draft.Application
	p := &ReportView{Wordless: a.Mark == nil || strings.TrimSpace(a.Mark.Text) == ""}
	for _, f := range filing.Check(a, v.law) {
		if f.Question != "sign" && f.Weight == filing.Doubts {
			p.Own = append(p.Own, s.findingView(r, v, f))
		}
	}
	b, err := s.Filing.Writer.Drafts.Report(r.Context(), v.draft.ID)
	if err != nil || b == nil {
		return p, err
	}
	var rep report
	if err := json.Unmarshal(b, &rep); err != nil {
		return nil, fault.New(fault.Internal, "a kept report cannot be read").Because(err)
	}
	var classes []int
	for _, g := range a.Goods {
		classes = append(classes, g.Class)
	}
	p.Made, p.Text, p.Marks = s.when(r, rep.Made), rep.Text, r.T("results.seen_marks", "n", rep.Marks)
	p.Stale = p.Wordless || rep.Text != firstRunes(a.Mark.Text, maxQuery) || !slices.Equal(rep.Classes, classes)
	p.Corpus, p.Root, p.More = r.T("filing.report.corpus", "size", locale.Number(r.lang, rep.Size), "origin", rep.Origin), rep.Root, rep.More
	for i, c := range rep.Classes {
		if i > 0 {
			p.Classes += ", "
		}
		p.Classes += ipr.NiceClass(c).String()
	}
	for _, m := range rep.Hits {
		one, err := s.reportedView(r, &m)
		if err != nil {
			return nil, err
		}
		switch m.weigh() {
		case probable:
			p.Probable = append(p.Probable, one)
		case possible:
			p.Possible = append(p.Possible, one)
		default:
			p.Others = append(p.Others, one)
		}
	}
	switch {
	case len(p.Probable) > 0:
		p.Mood, p.Verdict = "bad", r.T("filing.report.probable", "n", len(p.Probable))
	case len(p.Possible) > 0:
		p.Mood, p.Verdict = "part", r.T("filing.report.possible", "n", len(p.Possible))
	default:
		p.Mood, p.Verdict = "good", r.T("filing.report.none")
	}
	return p, nil
}

func (s *Site) reportedView(r *request, m *reportedMark) (ReportedView, error) {
	id, err := ipr.ParseID(m.ID)
	if err != nil {
		return ReportedView{}, fault.New(fault.Internal, "a kept report cannot be read").Because(err)
	}
	v := ReportedView{Specimen: specimenOr(r.lang, m.Mark, nil), Path: entryPath(id), Number: ipr.PrintNumber(id.Office, id.Kind, ipr.ApplicationNumber, id.Number), Owner: m.Owner, Why: m.Why[r.lang]}
	key := strings.ReplaceAll(m.Band, " ", "_")
	switch m.weigh() {
	case probable, possible:
		which := "same"
		if len(m.Both) == 0 {
			which = "near"
		}
		v.Objection = r.T("filing.report.objection." + key + "." + which)
	}
	for _, c := range m.Classes {
		v.Classes = append(v.Classes, ClassTag{Class: c, Both: slices.Contains(m.Both, c), Near: slices.Contains(m.Near, c)})
	}
	return v, nil
}
