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
	// Refused tells, by reason, how many records were refused and where the first of them stand.
	Refused map[string]Refusal `json:"refused,omitempty"`
	// NotUnderstood counts elements, columns and members whose names we do not know, and archive members passed over.
	NotUnderstood map[string]int `json:"not_understood,omitempty"`
	// Unread counts values of known members that could not be read; the member is then absent from its record.
	Unread map[string]int `json:"unread,omitempty"`
	// LeftOut counts what was left out on purpose, because it is private or because a record has no place for it.
	LeftOut map[string]int `json:"left_out,omitempty"`
	// Replaced counts control characters that became spaces.
	Replaced int `json:"replaced,omitempty"`
}

// Refusal counts the records refused for one reason.
type Refusal struct {
	Count int      `json:"count"`
	First []string `json:"first"` // places of the first few, with what is wrong there
}

const firstPlaces = 5

// RefusedCount is the number of records refused.
func (r *Report) RefusedCount() (n int) {
	for _, f := range r.Refused {
		n += f.Count
	}
	return n
}

// refuse counts a refused record and makes its error.
func (r *Report) refuse(f *fault.Fault, where string) error {
	f = f.At(where)
	if r.Refused == nil {
		r.Refused = map[string]Refusal{}
	}
	c := r.Refused[f.Text]
	if c.Count++; len(c.First) < firstPlaces {
		c.First = append(c.First, f.Error())
	}
	r.Refused[f.Text] = c
	return &refusal{f}
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
	c.Refused = maps.Clone(r.Refused)
	for k, v := range c.Refused {
		v.First = slices.Clone(v.First)
		c.Refused[k] = v
	}
	c.NotUnderstood, c.Unread, c.LeftOut = maps.Clone(r.NotUnderstood), maps.Clone(r.Unread), maps.Clone(r.LeftOut)
	return c
}

// add takes in the report of a member of an archive; place stands before its places.
func (r *Report) add(o Report, place string) {
	r.Read += o.Read
	r.Replaced += o.Replaced
	for reason, f := range o.Refused {
		if r.Refused == nil {
			r.Refused = map[string]Refusal{}
		}
		sum := r.Refused[reason]
		sum.Count += f.Count
		for _, first := range f.First {
			if len(sum.First) < firstPlaces {
				sum.First = append(sum.First, place+first)
			}
		}
		r.Refused[reason] = sum
	}
	for _, m := range []struct {
		to   *map[string]int
		from map[string]int
	}{{&r.NotUnderstood, o.NotUnderstood}, {&r.Unread, o.Unread}, {&r.LeftOut, o.LeftOut}} {
		for _, name := range slices.Sorted(maps.Keys(m.from)) {
			count(m.to, name, m.from[name])
		}
	}
}
