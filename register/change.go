package register

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"slices"
)

// change lays the members that c tells over the record. A member that is absent in c stays as it was.
func (r *Record) change(c *Record) {
	to, from := reflect.ValueOf(r).Elem(), reflect.ValueOf(c).Elem()
	for i := range from.NumField() {
		if f := from.Field(i); !f.IsZero() {
			to.Field(i).Set(f)
		}
	}
}

// join takes in parts that documents tell of the right, one after the other: what a part tells stands, what it does not tell
// stays. Publications, history, related rights and wordings are added to those told before; parties replace those of their
// role. The lists that are joined are new ones: those of the events stay as they are. All parts are joined at once, since the
// cost of a list is then that of its length, and not of its length for each part.
func (r *Record) join(parts ...*Record) {
	publications, history, related := unite(r.Publications), unite(r.History), unite(r.Related)
	for _, part := range parts {
		old := *r
		r.change(part)
		publications.add(part.Publications)
		history.add(part.History)
		related.add(part.Related)
		r.Parties = slices.Clone(part.Parties)
		for _, p := range old.Parties {
			if !slices.ContainsFunc(part.Parties, func(q Party) bool { return q.Role == p.Role }) {
				r.Parties = append(r.Parties, p)
			}
		}
		r.joinWordings(&old, part)
	}
	r.Publications, r.History, r.Related = kinded(publications.list), history.list, related.list
	slices.SortStableFunc(r.Publications, func(a, b Publication) int { return a.Date.Compare(b.Date) })
	slices.SortStableFunc(r.History, func(a, b Told) int { return a.Date.Compare(b.Date) })
}

// kinded leaves out a publication of which the kind is not told where another line tells the same with its kind: the document
// of a patent names the day of the application's publication alone.
func kinded(list []Publication) []Publication {
	known := make(map[Publication]bool, len(list))
	for _, p := range list {
		if p.Kind != "" {
			p.Kind = ""
			known[p] = true
		}
	}
	return slices.DeleteFunc(list, func(p Publication) bool { return p.Kind == "" && known[p] })
}

// joinWordings keeps one title and one abstract for each language. The part's language is that of its title and abstract;
// where it is another one than before, what was told before becomes a wording in its own language.
func (r *Record) joinWordings(old, part *Record) {
	r.Wordings = nil
	add := func(w Wording) {
		if w.Language == r.Language || w.Language == "" {
			return
		}
		for i := range r.Wordings {
			if h := &r.Wordings[i]; h.Language == w.Language {
				h.Title, h.Abstract = cmp.Or(h.Title, w.Title), cmp.Or(h.Abstract, w.Abstract)
				return
			}
		}
		r.Wordings = append(r.Wordings, w)
	}
	if part.Title == "" && part.Abstract == "" {
		r.Language = cmp.Or(old.Language, part.Language)
	}
	for _, w := range part.Wordings {
		add(w)
	}
	if old.Language != r.Language {
		add(Wording{Language: old.Language, Title: old.Title, Abstract: old.Abstract})
		if old.Language != "" && part.Abstract == "" {
			r.Abstract = "" // it is a wording now
		}
		if old.Language != "" && part.Title == "" {
			r.Title = ""
		}
	}
	for _, w := range old.Wordings {
		if w.Language == r.Language {
			r.Title, r.Abstract = cmp.Or(r.Title, w.Title), cmp.Or(r.Abstract, w.Abstract)
		}
		add(w)
	}
	slices.SortStableFunc(r.Wordings, func(a, b Wording) int { return cmp.Compare(a.Language, b.Language) })
}

// union is a list to which others are added, each member once.
type union[T comparable] struct {
	list  []T
	known map[T]bool
}

// unite begins with a copy of a list; nil remains nil until something is added.
func unite[T comparable](list []T) *union[T] {
	u := &union[T]{list: slices.Clone(list), known: make(map[T]bool, len(list))}
	for _, v := range list {
		u.known[v] = true
	}
	return u
}

func (u *union[T]) add(more []T) {
	for _, v := range more {
		if !u.known[v] {
			u.known[v] = true
			u.list = append(u.list, v)
		}
	}
}

// Canonical is the record's JSON, the same bytes for the same record.
func (r *Record) Canonical() []byte {
	b, err := json.Marshal(r)
	if err != nil {
		panic(err) // a record is made of strings, whole numbers, lists and structs
	}
	return b
}

// Digest tells records apart: hex SHA-256 of the canonical bytes, shortened to 32 digits. It is no proof of anything.
func (r *Record) Digest() string {
	h := sha256.Sum256(r.Canonical())
	return hex.EncodeToString(h[:16])
}
