package exchange

import (
	"maps"
	"slices"

	"github.com/muniment/muniment/internal/fault"
)

// Report tells what reading a document met.
type Report struct {
	Format Format `json:"format"`
	Read   int    `json:"read"` // records, refused ones included
	// Stated has the totals that the document states of itself, by the name of the attribute or element that does.
	Stated map[string]int `json:"stated,omitempty"`
	// Refused tells, by reason, how many records were refused and where the first of them stand.
	Refused map[string]Refusal `json:"refused,omitempty"`
	// PassedOver tells, by reason, how many members of an archive are in no known form and which the first of them are.
	PassedOver map[string]Refusal `json:"passed_over,omitempty"`
	// Broken tells of each member of an archive that was not read to its end where it broke; its records before that count.
	Broken []Problem `json:"broken,omitempty"`
	// NotUnderstood counts elements, columns and members whose names we do not know.
	NotUnderstood map[string]int `json:"not_understood,omitempty"`
	// Unread counts values of known members that could not be read; the member is then absent from its record.
	Unread map[string]int `json:"unread,omitempty"`
	// LeftOut counts what was left out on purpose, because it is private or because a record has no place for it.
	LeftOut map[string]int `json:"left_out,omitempty"`
	// Replaced counts control characters that became spaces.
	Replaced int `json:"replaced,omitempty"`
}

// Refusal counts what was refused for one reason.
type Refusal struct {
	Count int       `json:"count"`
	First []Problem `json:"first"` // the first few, with their places
}

func (r Refusal) with(n int, first ...Problem) Refusal {
	r.Count += n
	for _, p := range first {
		if len(r.First) < firstPlaces {
			r.First = append(slices.Clip(r.First), p)
		}
	}
	return r
}

const firstPlaces = 5

// RefusedCount is the number of records refused.
func (r *Report) RefusedCount() (n int) {
	for _, f := range r.Refused {
		n += f.Count
	}
	return n
}

// nothing gives the error of a table, or of lines, of which every record was refused: it is not what it seemed to be. Lines of
// something else than records, as other JSON documents are, are in no known form.
func (r *Report) nothing() error {
	if r.Read == 0 || r.RefusedCount() < r.Read {
		return nil
	}
	f := fault.New(fault.Invalid, "of %d records not one can be read", r.Read).Hinting("see why the first ones are refused")
	switch r.Format {
	case Lines:
		return &formless{f}
	case TSV, CSV:
		return f
	}
	return nil
}

// refuse counts a refused record and makes its error.
func (r *Report) refuse(f *fault.Fault, where string) error {
	f = f.At(where)
	countProblem(&r.Refused, f)
	return &refusal{f}
}

// passOver counts a member of an archive in no known form.
func (r *Report) passOver(err error, where string) {
	if f, ok := fault.Of(err); ok {
		countProblem(&r.PassedOver, f.At(where))
	}
}

func countProblem(m *map[string]Refusal, f *fault.Fault) {
	if *m == nil {
		*m = map[string]Refusal{}
	}
	(*m)[f.Text] = (*m)[f.Text].with(1, Problem{f})
}

// maxNames bounds the names that a hostile document can make us keep.
const maxNames = 1000

func count(m *map[string]int, name string, n int) {
	if n == 0 {
		return
	}
	if *m == nil {
		*m = map[string]int{}
	}
	if _, known := (*m)[name]; !known && len(*m) >= maxNames {
		name = "…"
	}
	(*m)[name] += n
}

func (r *Report) notUnderstood(name []byte) {
	if len(name) > 100 {
		name = name[:100]
	}
	count(&r.NotUnderstood, string(name), 1)
}

func (r *Report) unread(name string) { count(&r.Unread, name, 1) }

// clone makes a copy that later reading does not change.
func (r *Report) clone() Report {
	c := *r
	c.Refused, c.PassedOver, c.Broken = maps.Clone(r.Refused), maps.Clone(r.PassedOver), slices.Clip(r.Broken)
	c.Stated = maps.Clone(r.Stated)
	c.NotUnderstood, c.Unread, c.LeftOut = maps.Clone(r.NotUnderstood), maps.Clone(r.Unread), maps.Clone(r.LeftOut)
	return c
}

// add takes in the report of a member of an archive; place stands before its places.
func (r *Report) add(o Report, place string) {
	r.Read += o.Read
	r.Replaced += o.Replaced
	for _, reason := range slices.Sorted(maps.Keys(o.Refused)) {
		f := o.Refused[reason]
		var first []Problem
		for _, p := range f.First {
			first = append(first, Problem{p.At(place + p.Where)})
		}
		if r.Refused == nil {
			r.Refused = map[string]Refusal{}
		}
		r.Refused[reason] = r.Refused[reason].with(f.Count, first...)
	}
	for _, m := range []struct {
		to   *map[string]int
		from map[string]int
	}{{&r.Stated, o.Stated}, {&r.NotUnderstood, o.NotUnderstood}, {&r.Unread, o.Unread}, {&r.LeftOut, o.LeftOut}} {
		for _, name := range slices.Sorted(maps.Keys(m.from)) {
			count(m.to, name, m.from[name])
		}
	}
}
