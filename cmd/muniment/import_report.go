package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// importReport is what became of one file.
type importReport struct {
	Document string          `json:"document"` // SHA-256
	Name     string          `json:"name"`
	Size     int64           `json:"size"`
	Office   ipr.Office      `json:"office,omitempty"` // given for records that name none
	Date     ipr.Date        `json:"date,omitzero"`    // given for records that tell none
	Format   string          `json:"format"`           // "" if it is in none that is known
	Verdict  verdict         `json:"verdict"`
	Why      string          `json:"why,omitempty"` // of a file that was not read to its end, in English
	Hint     string          `json:"hint,omitempty"`
	Seconds  float64         `json:"seconds"`
	Intake   exchange.Intake `json:"intake"`
	Source   exchange.Report `json:"source"`
	Earlier  string          `json:"read_before,omitempty"` // when the same document was read to its end before

	err  error
	said string // Why in the language of who asked, if a server was asked
}

// asked reports whether an earlier reading of the same bytes was asked for the same: name, office and date make other records.
func (r *importReport) asked(earlier string) bool {
	var was importReport
	return json.Unmarshal([]byte(earlier), &was) == nil && was.Name == r.Name && was.Office == r.Office && was.Date == r.Date
}

// verdict says how far a file was read.
type verdict string

const (
	whole    verdict = "whole"    // to its end; single records may have been refused
	broken   verdict = "broken"   // not to its end; what came before is kept
	formless verdict = "formless" // not at all: it is in no form that we know
)

// judge gives the report its verdict. It gives the error back, unless it lies in the file.
func (r *importReport) judge(err error) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		r.Verdict = whole
		return nil
	case exchange.Formless(err):
		if r.Verdict = formless; r.Intake.Read == 0 {
			r.Format = ""
		}
	case kind == fault.Invalid, kind == fault.NotFound:
		r.Verdict = broken
	default:
		r.Verdict = ""
		return err
	}
	r.err, r.Why = err, err.Error()
	if f, ok := fault.Of(err); ok {
		r.Hint = f.Hint
	}
	return err
}

func (r *importReport) why(l locale.Lang) string {
	if r.err == nil {
		return r.said
	}
	return exchange.Explain(l, r.err)
}

// text is the report in words.
func (r *importReport) text(l locale.Lang) string {
	t := reportText{lang: l}
	format := r.Format
	if format == "" {
		format = locale.T(l, "report.unknown_form")
	}
	t.line(0, "report.file", "name", r.Name, "format", format, "size", strconv.FormatInt(r.Size, 10), "digest", r.Document)
	switch {
	case r.Verdict == broken:
		t.line(1, "report.broken", "why", r.why(l))
	case r.Verdict == formless:
		t.line(1, "report.formless", "why", r.why(l))
	case r.Earlier != "":
		t.line(1, "report.earlier", "at", r.Earlier)
	default:
		t.line(1, "report.whole")
	}
	if r.Format == "" {
		return t.String()
	}
	if r.Verdict == broken && r.Intake.Read > 0 {
		t.line(1, "report.kept")
	}
	t.intake(r.Intake, r.Seconds)
	for _, name := range slices.Sorted(maps.Keys(r.Source.Stated)) {
		t.line(1, "report.stated", "name", name, "n", strconv.Itoa(r.Source.Stated[name]), "read", strconv.Itoa(r.Source.Read))
	}
	t.source(r.Source)
	return t.String()
}

// importSum is what became of several files.
type importSum struct {
	Files    int             `json:"files"`
	Whole    int             `json:"whole"`
	Broken   int             `json:"broken"`
	Formless int             `json:"formless"`
	Seconds  float64         `json:"seconds"`
	Intake   exchange.Intake `json:"intake"`
	Rest     []importRest    `json:"rest,omitempty"` // files that were not read to their end

	alone bool  // a file that was named by itself is formless
	lost  error // of the first report that could not be written
}

// wrote keeps the error of writing a report; nil is none.
func (s *importSum) wrote(err error) {
	if s.lost == nil {
		s.lost = err
	}
}

// importRest names a file that was not read to its end.
type importRest struct {
	Name    string  `json:"name"`
	Verdict verdict `json:"verdict"`
	Why     string  `json:"why"`

	report importReport
}

func (s *importSum) add(f importFrom, r importReport) {
	s.Files++
	s.Seconds += r.Seconds
	s.Intake = s.Intake.Add(r.Intake)
	switch r.Verdict {
	case whole:
		s.Whole++
		return
	case broken:
		s.Broken++
	case formless:
		s.Formless++
		s.alone = s.alone || !f.found
	}
	s.Rest = append(s.Rest, importRest{r.Name, r.Verdict, r.Why, r})
}

// failed reports whether the import as a whole is one that an operator has to look at: a file broke, or one that was named by
// itself is in no known form, or nothing at all was read. What lies beside the documents in a folder does not count.
func (s *importSum) failed() bool { return s.Broken > 0 || s.alone || s.Whole == 0 }

func (s *importSum) text(l locale.Lang) string {
	t := reportText{lang: l}
	t.line(0, "report.all", "whole", s.Whole, "broken", s.Broken, "formless", s.Formless)
	for _, r := range s.Rest {
		t.line(1, "report.rest", "name", r.Name, "why", r.report.why(l))
	}
	t.intake(s.Intake, s.Seconds)
	return t.String()
}

// reportText writes a report in a language. What comes from files is made visible.
type reportText struct {
	strings.Builder
	lang locale.Lang
}

func (t *reportText) line(indent int, key string, args ...any) {
	t.put(indent, locale.T(t.lang, key, args...))
}

func (t *reportText) put(indent int, text string) {
	fmt.Fprintf(t, "%s%s\n", strings.Repeat("  ", indent), visible(text))
}

// intake writes what became of the records, and the sums.
func (t *reportText) intake(n exchange.Intake, seconds float64) {
	args := []any{"seconds", locale.Decimal(t.lang, seconds, 1)}
	for name, v := range map[string]int64{"read": n.Read, "stored": n.Stored, "changed": n.Changed, "unchanged": n.Unchanged, "older": n.Older, "refused": n.Refused} {
		args = append(args, name, strconv.FormatInt(v, 10))
	}
	t.line(1, "report.counts", args...)
	for _, p := range n.Unfit {
		t.line(1, "report.refused", "n", "1")
		t.put(2, p.In(t.lang))
	}
	if n.Sums.Told == 0 {
		return
	}
	t.line(1, "report.sums", "told", n.Sums.Told, "held", n.Sums.Held)
	if n.Sums.Again > 0 {
		t.line(2, "report.again", "n", n.Sums.Again)
	}
	t.compare("report.year", 8, n.Sums.Rows, func(r exchange.Sum) string {
		if r.Year == 0 {
			return locale.T(t.lang, "report.no_year")
		}
		return strconv.Itoa(r.Year)
	})
	t.compare("report.status", 4, n.Sums.Rows, func(r exchange.Sum) string {
		if r.Status == "" {
			return locale.T(t.lang, "report.no_status")
		}
		return locale.T(t.lang, "common.status."+string(r.Status))
	})
}

// compare writes sums by a name, so many on a line: "2019 3 = 3; 2021 4 ≠ 2" where the register differs.
func (t *reportText) compare(key string, wide int, rows []exchange.Sum, name func(exchange.Sum) string) {
	var names []string
	sum := map[string]*exchange.Sum{}
	for _, r := range rows {
		n := name(r)
		if sum[n] == nil {
			sum[n] = &exchange.Sum{Status: r.Status}
			names = append(names, n)
		}
		sum[n].Told += r.Told
		sum[n].Held += r.Held
	}
	if key == "report.status" {
		order := register.Statuses()
		slices.SortStableFunc(names, func(a, b string) int {
			return slices.Index(order, sum[a].Status) - slices.Index(order, sum[b].Status)
		})
	}
	t.line(2, key)
	for part := range slices.Chunk(names, wide) {
		for i, n := range part {
			sign := "="
			if sum[n].Told != sum[n].Held {
				sign = "≠"
			}
			part[i] = n + " " + locale.Number(t.lang, sum[n].Told) + " " + sign + " " + locale.Number(t.lang, sum[n].Held)
		}
		t.put(3, strings.Join(part, "; "))
	}
}

// source writes what was met in the document besides its records.
func (t *reportText) source(r exchange.Report) {
	for _, p := range r.Broken {
		t.line(1, "report.member_broken", "what", p.In(t.lang))
	}
	t.problems("report.refused", r.Refused)
	t.problems("report.passed_over", r.PassedOver)
	t.names("report.not_understood", r.NotUnderstood)
	t.names("report.unread", r.Unread)
	t.names("report.left_out", r.LeftOut)
	if r.Replaced > 0 {
		t.line(1, "report.replaced", "n", strconv.Itoa(r.Replaced))
	}
}

func (t *reportText) problems(key string, of map[string]exchange.Refusal) {
	for _, reason := range slices.Sorted(maps.Keys(of)) {
		f := of[reason]
		t.line(1, key, "n", strconv.Itoa(f.Count))
		for _, p := range f.First {
			t.put(2, p.In(t.lang))
		}
		if more := f.Count - len(f.First); more > 0 {
			t.line(2, "report.more", "n", strconv.Itoa(more))
		}
	}
}

// names writes counts by name: names of elements as they are, reasons of ours in the language.
func (t *reportText) names(key string, counts map[string]int) {
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		t.line(1, key, "name", locale.Sentence(t.lang, name), "n", strconv.Itoa(counts[name]))
	}
}
