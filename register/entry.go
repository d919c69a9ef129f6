package register

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// Sight is one event as an audience may see it: the leaf, which is public, and the disclosures that [Gate] let through.
// An event without disclosures is silent.
type Sight struct {
	Lane        Lane
	Generation  int
	Seq         int64
	Leaf        []byte
	Disclosures []string
	Values      []Value // the disclosures as they were read; nil if they have not been
}

// Value is what a disclosure tells.
type Value struct {
	Name string
	JSON json.RawMessage
}

// Entry is the register's picture of a right: what its events tell, folded, and the events themselves. Its JSON is that
// of `show --as json` (docs/interface.md).
type Entry struct {
	ID     ipr.ID      `json:"-"`
	Kind   ipr.Kind    `json:"kind"`
	Office ipr.Office  `json:"office"`
	Record             // folded: later events over earlier ones
	Events []Happening `json:"events"` // oldest first
}

// Happening is an event as an entry shows it.
type Happening struct {
	Log        string                     `json:"log"` // origin
	Seq        int64                      `json:"seq"`
	ReceivedAt string                     `json:"received_at"`
	Effective  ipr.Date                   `json:"effective,omitzero"`
	Act        string                     `json:"act,omitempty"` // absent for a silent event
	Category   string                     `json:"category,omitempty"`
	ST27       string                     `json:"st27,omitempty"`
	Title      string                     `json:"title,omitempty"`
	Public     map[string]json.RawMessage `json:"public,omitempty"`
	Lane       Lane                       `json:"-"`
	Generation int                        `json:"-"`
	Party      bool                       `json:"-"`
	Changes    *Record                    `json:"-"` // what this event tells of the right
	State      ipr.Date                   `json:"-"` // of an import: the day whose state the document tells, if it says so
	Part       bool                       `json:"-"` // of an import: the document tells a part of the right only
	Face       uint16                     `json:"-"` // first two bytes of the leaf hash, for the drawn seal
}

// MarshalJSON writes the entry with its id first.
func (e *Entry) MarshalJSON() ([]byte, error) {
	type body Entry
	return json.Marshal(struct {
		ID string `json:"id"`
		*body
	}{e.ID.String(), (*body)(e)})
}

// Date is the day that counts for the event: the legal date, or else the day on which it was received, in UTC.
func (h *Happening) Date() ipr.Date {
	if !h.Effective.IsZero() {
		return h.Effective
	}
	d, _ := ipr.ParseDate(h.ReceivedAt[:min(10, len(h.ReceivedAt))])
	return d
}

// stands is the day from which on what the event tells counts: for a copy of a record the day whose state its document
// tells, so that an act between that day and the copying is not undone; else Date.
func (h *Happening) stands() ipr.Date {
	if !h.State.IsZero() {
		return h.State
	}
	return h.Date()
}

// Head is what lists, numbers and the importer need to know of an entry without reading its events. It is derived from
// what is public of the entry and from nothing else; `verify` derives it again.
type Head struct {
	ID           ipr.ID
	Registration string // number, "" if none
	Status       Status
	Mark         string // the mark's words, or the title
	Owner        string // name of the first owner, holder or applicant
	Classes      []int  // Nice classes, ascending
	// By these three, rights other than marks are found; each value is there once, on one line.
	Names     []string // further titles and names: in other languages, of single designs, transliterated
	Symbols   []string // of the IPC, the CPC and the Locarno Classification, as the record has them
	Documents []string // numbers of publications with office and kind: EP3404678B1
	Content   string   // digest of the folded record, to see whether a document changes anything
	Source    Ground   // the newest document that the entry was copied from
	Events    []Place
}

// Place is where an event stands.
type Place struct {
	Lane       Lane
	Generation int
	Seq        int64
}

// Fold makes the entry from what may be seen of its events. They count in the order of their legal dates, those of one
// date in the order of the log; a copy of a record counts from the day whose state it tells. An act "import" tells the whole
// right and replaces what was told before, unless its ground says that it tells a part; any other act tells the members
// it changes. Errors: Internal if an event's
// disclosures cannot be read.
func Fold(id ipr.ID, sights []Sight) (*Entry, error) {
	e := &Entry{ID: id, Kind: id.Kind, Office: id.Office, Events: make([]Happening, 0, len(sights))}
	for _, s := range sights {
		h, err := s.Happening()
		if err != nil {
			return nil, err
		}
		e.Events = append(e.Events, h)
	}
	slices.SortStableFunc(e.Events, func(a, b Happening) int {
		return cmp.Or(a.Date().Compare(b.Date()), cmp.Compare(a.ReceivedAt, b.ReceivedAt), cmp.Compare(a.Lane, b.Lane), cmp.Compare(a.Seq, b.Seq))
	})
	e.fold()
	return e, nil
}

// fold makes the record of what the events tell.
func (e *Entry) fold() {
	order := make([]*Happening, 0, len(e.Events))
	for i := range e.Events {
		if e.Events[i].Changes != nil {
			order = append(order, &e.Events[i])
		}
	}
	slices.SortStableFunc(order, func(a, b *Happening) int { return a.stands().Compare(b.stands()) })
	for len(order) > 0 {
		n := slices.IndexFunc(order, func(h *Happening) bool { return h.Act != "import" || !h.Part })
		if n < 0 {
			n = len(order)
		}
		if n > 0 {
			parts := make([]*Record, n)
			for i := range parts {
				parts[i] = order[i].Changes
			}
			e.Record.join(parts...)
			order = order[n:]
			continue
		}
		if h := order[0]; h.Act == "import" {
			e.Record = *h.Changes
		} else {
			e.Record.change(h.Changes)
		}
		order = order[1:]
	}
}

// Adds reports whether a part that a document tells would change what the entry tells. It is no news if the entry was
// copied from the same place of the same document before, nor if the fold with it is the fold without.
func (e *Entry) Adds(part *Record, g Ground) bool {
	more := Entry{Events: slices.Clone(e.Events)}
	for i := range more.Events {
		raw, ok := more.Events[i].Public["ground"]
		if !ok || more.Events[i].Act != "import" {
			continue
		}
		var old Ground
		if json.Unmarshal(raw, &old) == nil && old == g {
			return false
		}
	}
	more.Events = append(more.Events, Happening{Act: "import", Changes: part, State: g.Version, Part: true, ReceivedAt: "9999-12-31"})
	more.fold()
	return more.Record.Digest() != e.Record.Digest()
}

// AsOf is the entry as it stood at the end of the given day.
func (e *Entry) AsOf(day ipr.Date) (*Entry, error) {
	past := &Entry{ID: e.ID, Kind: e.Kind, Office: e.Office, Events: []Happening{}}
	for _, h := range e.Events {
		if h.stands().Compare(day) <= 0 {
			past.Events = append(past.Events, h)
		}
	}
	if len(past.Events) == 0 {
		return nil, fault.New(fault.NotFound, "the register tells nothing of %s on %s", e.ID, day)
	}
	past.fold()
	return past, nil
}

// Happening reads what may be seen of the event.
func (s *Sight) Happening() (Happening, error) {
	origin, at, err := leafStamp(s.Leaf)
	if err != nil {
		return Happening{}, err
	}
	hash := LeafHash(s.Leaf)
	h := Happening{Log: origin, Lane: s.Lane, Generation: s.Generation, Seq: s.Seq, ReceivedAt: at, Face: uint16(hash[0])<<8 | uint16(hash[1])}
	values := s.Values
	if values == nil {
		values = make([]Value, len(s.Disclosures))
		for i, d := range s.Disclosures {
			if values[i].Name, values[i].JSON, err = Undisclose(d); err != nil {
				return Happening{}, fault.New(fault.Internal, "event %d of %s cannot be read", s.Seq, origin).Because(err)
			}
		}
	}
	for _, v := range values {
		name, value := v.Name, v.JSON
		switch name {
		case "manifest", "id":
			continue
		case "act":
			h.Act, err = Text(value)
		case "effective":
			err = json.Unmarshal(value, &h.Effective)
		case "record":
			h.Changes = new(Record)
			err = json.Unmarshal(value, h.Changes)
		default:
			if h.Public == nil {
				h.Public = make(map[string]json.RawMessage, 4)
			}
			h.Public[name] = value
			if name == "ground" && bytes.HasPrefix(value, []byte("{")) { // that of a copy; an act's own ground is a text
				var g Ground
				err = json.Unmarshal(value, &g)
				h.State, h.Part = g.Version, g.Tells == TellsPart
			}
		}
		if err != nil {
			return Happening{}, fault.New(fault.Internal, "event %d of %s: %s cannot be read", s.Seq, origin, name).Because(err)
		}
	}
	a := Acts[h.Act]
	h.Party, h.Category, h.Title = a.Party, a.Category, a.Title
	return h, nil
}

// Undisclose reads a disclosure string that this installation made: its name and its value. Bytes from outside go
// through ParseDisclosure, which is strict.
func Undisclose(d string) (name string, value json.RawMessage, err error) {
	raw, err := b64.DecodeString(d)
	if err != nil {
		return "", nil, fault.New(fault.Invalid, "a disclosure is not base64url").Because(err)
	}
	// `["` salt of 22 `","` name `",` value `]`
	const lead = 2 + 22 + 3
	if len(raw) < lead+4 || string(raw[:2]) != `["` || string(raw[24:lead]) != `","` || raw[len(raw)-1] != ']' {
		var part []json.RawMessage
		if err := json.Unmarshal(raw, &part); err != nil || len(part) != 3 {
			return "", nil, fault.New(fault.Invalid, "a disclosure is not an array of three")
		}
		if err := json.Unmarshal(part[1], &name); err != nil {
			return "", nil, fault.New(fault.Invalid, "a disclosure's name is not a string")
		}
		return name, part[2], nil
	}
	end := slices.Index(raw[lead:], '"')
	if end < 0 || len(raw) < lead+end+4 || raw[lead+end+1] != ',' {
		return "", nil, fault.New(fault.Invalid, "a disclosure is not an array of three")
	}
	return string(raw[lead : lead+end]), raw[lead+end+2 : len(raw)-1], nil
}

// leafStamp reads origin and time of a leaf that this installation wrote, in the one spelling that Leaf gives it.
func leafStamp(leaf []byte) (origin, receivedAt string, err error) {
	damaged := fault.New(fault.Internal, "a leaf is damaged")
	_, rest, ok := bytes.Cut(leaf, []byte(`],"_sd_alg":"sha-256","log":"`))
	if !ok {
		return "", "", damaged
	}
	log, rest, ok := bytes.Cut(rest, []byte(`","received_at":"`))
	if !ok || len(rest) < 20 {
		return "", "", damaged
	}
	if _, err := time.Parse(TimeLayout, string(rest[:20])); err != nil {
		return "", "", fault.New(fault.Internal, "a leaf's time is damaged").Because(err)
	}
	return string(log), string(rest[:20]), nil
}

// Shown reports whether anything is public of the entry.
func (e *Entry) Shown() bool {
	return slices.ContainsFunc(e.Events, func(h Happening) bool { return h.Act != "" })
}

// Head derives the head of the entry; places are in the order in which the events entered the logs. The head of an entry
// of which nothing is public tells nothing.
func (e *Entry) Head(places []Place) Head {
	if !e.Shown() {
		return Head{ID: e.ID, Events: places}
	}
	h := Head{ID: e.ID, Status: e.Status, Mark: e.Title, Content: e.Record.Digest(), Events: places}
	if e.Registration != nil {
		h.Registration = e.Registration.Number
	}
	if e.Mark != nil && e.Mark.Text != "" {
		h.Mark = e.Mark.Text
	}
	for _, role := range []ipr.Role{ipr.Owner, ipr.Holder, ipr.Applicant} {
		for _, p := range e.Parties {
			if h.Owner == "" && p.Role == role {
				h.Owner = p.Name
			}
		}
	}
	for _, c := range e.Classes {
		if c.Scheme == "nice" {
			h.Classes = append(h.Classes, c.Class)
		}
	}
	slices.Sort(h.Classes)
	h.Classes = slices.Compact(h.Classes)
	if e.Kind != ipr.Trademark {
		h.Names, h.Symbols, h.Documents = e.names(), e.symbols(), e.documents()
	}
	for _, ev := range e.Events {
		if raw, ok := ev.Public["ground"]; ok && ev.Act == "import" {
			var g Ground
			if json.Unmarshal(raw, &g) == nil && g.Document != "" && !h.Source.Newer(g) {
				h.Source = g
			}
		}
	}
	return h
}

// lines is a list of texts, each once and on one line.
type lines struct {
	list  []string
	known map[string]bool
}

func (l *lines) add(s string) {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" || l.known[s] {
		return
	}
	if l.known == nil {
		l.known = map[string]bool{}
	}
	l.known[s] = true
	l.list = append(l.list, s)
}

// names are the titles and names by which the right is known beside that of the head.
func (e *Entry) names() []string {
	var l lines
	l.add(e.Title) // which is not to be there twice
	had := len(l.list)
	for _, w := range e.Wordings {
		l.add(w.Title)
	}
	for _, d := range e.Designs {
		l.add(d.Title)
	}
	if g := e.Indication; g != nil {
		l.add(g.Transliteration)
		for _, t := range g.Translations {
			l.add(t)
		}
	}
	if len(l.list) == had {
		return nil
	}
	return l.list[had:]
}

// symbols are the places in classifications other than that of Nice.
func (e *Entry) symbols() []string {
	var l lines
	for _, list := range [][]string{e.IPC, e.CPC} {
		for _, s := range list {
			l.add(s)
		}
	}
	for _, c := range e.Classes {
		if c.Scheme == "locarno" {
			l.add(ipr.Locarno{Class: c.Class, Subclass: c.Subclass}.String())
		}
	}
	for _, d := range e.Designs {
		for _, s := range d.Locarno {
			l.add(s)
		}
	}
	return l.list
}

// documents are the numbers of the publications that are documents of their own, and no places in a gazette: their kind is a
// code of ST.16, or not told. The international publication of a right in the national phase is one of them.
func (e *Entry) documents() []string {
	var l lines
	add := func(office, number, kind string) {
		if number != "" && len(kind) <= 2 {
			l.add(office + strings.TrimPrefix(number, office) + kind)
		}
	}
	for _, p := range e.Publications {
		add(p.Office, p.Number, p.Kind)
	}
	for _, r := range e.Related {
		if r.How == "international publication" {
			add(r.Office, r.Number, r.Kind)
		}
	}
	return l.list
}

// Newer reports whether a record told by this document and version supersedes what o tells: a later version does; of one
// version, a later place in the same document does.
func (g Ground) Newer(o Ground) bool {
	if c := g.Version.Compare(o.Version); c != 0 {
		return c > 0
	}
	return g.Document == o.Document && g.Record > o.Record
}
