package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/place"
)

type placeImport struct {
	From       string   `help:"First day of units for which the file tells none: that of the list. A unit that stands already under its code, level and name keeps its own." placeholder:"DATE"`
	Parent     string   `help:"Code of the unit above, for files that tell none; without it, the one on whose land the unit lies." placeholder:"CODE"`
	Source     string   `help:"Where the units are from, for files that do not tell." placeholder:"TEXT"`
	Unverified bool     `help:"Nobody has compared the units with the official list."`
	VietNam    bool     `name:"viet-nam" help:"The provinces of Viet Nam, since July 2025 and before, as the program has them: unverified, without land."`
	Lang       string   `help:"Language of the report: vi or en." default:"en" enum:"vi,en"`
	JSON       bool     `name:"json" help:"Write the reports as JSON lines."`
	File       []string `arg:"" optional:"" name:"file" help:"Files .csv, .geojson or .json, or folders of them." type:"path"`
}

// placeReport tells what became of a file.
type placeReport struct {
	Name      string         `json:"name"`
	Read      int            `json:"read"`
	Stored    int            `json:"stored"`
	Unchanged int            `json:"unchanged"`
	Refused   int            `json:"refused"`
	First     []placeRefusal `json:"first,omitempty"`  // of the refused ones
	Broken    string         `json:"broken,omitempty"` // why the file was not read to its end
}

type placeRefusal struct {
	Code string `json:"code,omitempty"`
	Why  string `json:"why"`
}

// placeBatch is how many units are kept in one transaction.
const placeBatch = 40

// placeTeller keeps records: here, or in the server that writes to the data folder.
type placeTeller interface {
	tell(p *program, list []place.Record) ([]store.UnitTold, error)
}

func (c *placeImport) Run(p *program) error {
	var all place.Unit
	var err error
	if c.From != "" {
		if all.From, err = ipr.ParseDate(c.From); err != nil {
			return misuse{err}
		}
	}
	all.Parent, all.Source, all.Unverified = c.Parent, c.Source, c.Unverified
	if len(c.File) == 0 && !c.VietNam {
		return misuse{fault.New(fault.Invalid, "name a file, or --viet-nam")}
	}
	to, shut, err := p.placeTeller()
	if err != nil {
		return err
	}
	defer shut()
	failed := false
	if c.VietNam {
		r, err := c.take(p, to, "viet-nam", func(yield func(place.Record, error) bool) {
			for _, u := range place.VietNam() {
				if !yield(place.Record{Unit: u}, nil) {
					return
				}
			}
		})
		if err != nil {
			return err
		}
		failed = r.Refused > 0
	}
	if len(c.File) > 0 {
		files, err := filesBelow(c.File)
		if err != nil {
			return misuse{err}
		}
		atlas, err := p.provinces()
		if err != nil {
			return err
		}
		for _, f := range files {
			if !placeFile(f) {
				continue
			}
			r, err := c.file(p, to, f, all, atlas)
			if err != nil {
				return err
			}
			failed = failed || r.Refused > 0 || r.Broken != ""
		}
	}
	if failed {
		return exit(1)
	}
	return nil
}

// placeFile reports whether a file is read: of a folder only lists and maps.
func placeFile(f importFrom) bool {
	switch strings.ToLower(filepath.Ext(f.path)) {
	case ".csv", ".json", ".geojson":
		return true
	}
	return !f.found
}

// file takes the units of a file.
func (c *placeImport) file(p *program, to placeTeller, f importFrom, all place.Unit, atlas *atlas) (placeReport, error) {
	in, err := os.Open(f.path)
	if err != nil {
		return placeReport{}, fault.New(fault.NotFound, "%s cannot be read", f.path).Because(err)
	}
	defer in.Close()
	return c.take(p, to, f.name(), func(yield func(place.Record, error) bool) {
		for r, err := range c.records(in, f.path, all) {
			if err == nil {
				r = atlas.place(r, all.From)
			}
			if !yield(r, err) {
				return
			}
		}
	})
}

// records reads a list or a map.
func (c *placeImport) records(in io.Reader, path string, all place.Unit) iter.Seq2[place.Record, error] {
	return func(yield func(place.Record, error) bool) {
		if strings.EqualFold(filepath.Ext(path), ".csv") {
			for u, err := range place.ReadList(in) {
				for _, v := range []struct {
					mine *string
					all  string
				}{{&u.Parent, all.Parent}, {&u.Source, all.Source}} {
					if *v.mine == "" && (u.Level != place.Province || v.mine != &u.Parent) {
						*v.mine = v.all
					}
				}
				u.Unverified = u.Unverified || all.Unverified
				if !yield(place.Record{Unit: u}, err) {
					return
				}
			}
			return
		}
		for f, err := range place.Features(in) {
			if err != nil {
				yield(place.Record{}, unread{err})
				return
			}
			own := all
			own.From = ipr.Date{}
			r, err := f.Record(own)
			if !yield(r, err) {
				return
			}
		}
	}
}

// unread is an error after which nothing of a file can be read.
type unread struct{ error }

func (u unread) Unwrap() error { return u.error }

// take keeps records in batches and prints the report. Errors are those of the store; what is wrong with the records is in the report.
func (c *placeImport) take(p *program, to placeTeller, name string, records iter.Seq2[place.Record, error]) (r placeReport, err error) {
	r.Name = visible(name)
	lang := locale.Lang(c.Lang)
	refuse := func(code string, err error) {
		if r.Refused++; len(r.First) < 20 {
			r.First = append(r.First, placeRefusal{visible(code), faultIn(lang, err)})
		}
	}
	var batch []place.Record
	flush := func() error {
		told, err := to.tell(p, batch)
		for i, t := range told {
			switch {
			case t.Err != nil:
				refuse(batch[i].Code, t.Err)
			case t.Stored:
				r.Stored++
			default:
				r.Unchanged++
			}
		}
		batch = batch[:0]
		return err
	}
	for one, bad := range records {
		if err := p.ctx.Err(); err != nil {
			return r, err
		}
		if _, stop := bad.(unread); stop {
			r.Broken = faultIn(lang, bad)
			break
		}
		if r.Read++; bad != nil {
			refuse(one.Code, bad)
			continue
		}
		if batch = append(batch, one); len(batch) == placeBatch {
			if err := flush(); err != nil {
				return r, err
			}
		}
	}
	if err := flush(); err != nil {
		return r, err
	}
	return r, c.print(p, r)
}

// faultIn is an error as a sentence.
func faultIn(l locale.Lang, err error) string {
	f, ok := fault.Of(err)
	if !ok {
		return err.Error()
	}
	text := locale.Sentence(l, f.Text, f.Args...)
	if f.Where != "" {
		text = f.Where + ": " + text
	}
	return visible(text)
}

func (c *placeImport) print(p *program, r placeReport) error {
	if c.JSON {
		return json.NewEncoder(p.out).Encode(r)
	}
	l := locale.Lang(c.Lang)
	text := locale.T(l, "place.report", "name", r.Name, "read", r.Read, "stored", r.Stored, "unchanged", r.Unchanged, "refused", r.Refused) + "\n"
	for _, f := range r.First {
		text += "  " + strings.TrimSpace(f.Code+" "+f.Why) + "\n"
	}
	if r.Broken != "" {
		text += "  " + locale.T(l, "place.report_broken", "why", r.Broken) + "\n"
	}
	_, err := io.WriteString(p.out, text)
	return err
}

// atlas is what is known of the land when an import begins, and what it adds.
type atlas struct {
	g         *place.Gazetteer
	provinces []place.Record
}

// provinces opens the provinces that have land.
func (p *program) provinces() (*atlas, error) {
	g, shapes, _, shut, err := p.gazetteer("")
	if fault.KindOf(err) == fault.NotFound {
		return &atlas{g: &place.Gazetteer{}}, nil
	}
	if err != nil {
		return nil, err
	}
	defer shut()
	a := &atlas{g: g}
	for _, u := range g.Units() {
		if u.Level != place.Province {
			continue
		}
		s, err := shapes(u.Ref())
		if err != nil {
			return nil, err
		}
		a.add(place.Record{Unit: u, Shape: s[0]})
	}
	return a, nil
}

func (a *atlas) add(r place.Record) {
	if r.Shape != nil && r.Level == place.Province {
		a.provinces = append(a.provinces, r)
	}
}

// place fills in what a record does not tell: its first day, and the province on whose land it lies.
func (a *atlas) place(r place.Record, list ipr.Date) place.Record {
	if r.From.IsZero() && !list.IsZero() && r.Until.IsZero() {
		r.From = list
		if old, ok := a.g.At(r.Code, list); ok && old.Level == r.Level && place.Fold(old.Name) == place.Fold(r.Name) {
			r.From = old.From
		}
	}
	if r.Parent == "" && r.Level == place.Commune && r.Shape != nil {
		at, _ := r.Shape.Inside()
		found := ""
		for _, p := range a.provinces {
			if p.Until.IsZero() && p.Shape.Box().Has(at) && p.Shape.Contains(at) {
				if found != "" && found != p.Code {
					found = ""
					break
				}
				found = p.Code
			}
		}
		r.Parent = found
	}
	a.add(r)
	return r
}

// placeTeller gives who keeps records.
func (p *program) placeTeller() (placeTeller, func() error, error) {
	s, err := p.open(false, "demo.invalid")
	if fault.KindOf(err) == fault.Conflict {
		p.say("a server is writing to this data folder; the units are handed over to it")
		return doorTeller{p.doorbell()}, func() error { return nil }, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return ownTeller{s}, s.Close, nil
}

type ownTeller struct{ s *store.Store }

func (o ownTeller) tell(p *program, list []place.Record) ([]store.UnitTold, error) {
	if len(list) == 0 {
		return nil, nil
	}
	return o.s.TellUnits(p.ctx, list)
}

// doorTeller hands records to the server on its socket.
type doorTeller struct{ client *http.Client }

// placeOrder is a record on its way to the server.
type placeOrder struct {
	place.Unit
	Shape []byte `json:"shape,omitempty"` // see place.Shape.MarshalBinary
}

// placeAnswer is what became of records.
type placeAnswer struct {
	Told  []placeTold `json:"told,omitempty"`
	Kind  fault.Kind  `json:"kind,omitempty"`
	Error string      `json:"error,omitempty"`
}

type placeTold struct {
	Stored bool       `json:"stored,omitempty"`
	Kind   fault.Kind `json:"kind,omitempty"`
	Text   string     `json:"text,omitempty"`
	Where  string     `json:"where,omitempty"`
}

func (d doorTeller) tell(p *program, list []place.Record) ([]store.UnitTold, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var orders []placeOrder
	for _, r := range list {
		o := placeOrder{Unit: r.Unit}
		if r.Shape != nil {
			var err error
			if o.Shape, err = r.Shape.MarshalBinary(); err != nil {
				return nil, err
			}
		}
		orders = append(orders, o)
	}
	body, err := json.Marshal(orders)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(p.ctx, http.MethodPost, "http://muniment/place", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	var a placeAnswer
	res, err := d.client.Do(req)
	if err == nil {
		defer res.Body.Close()
		err = json.NewDecoder(res.Body).Decode(&a)
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the server does not answer on its socket").Because(err).Hinting("it may be starting or stopping, or it is another program that writes: try again in a moment")
	}
	if a.Error != "" {
		return nil, fault.New(a.Kind, "%s", a.Error)
	}
	told := make([]store.UnitTold, len(list))
	for i := range min(len(told), len(a.Told)) {
		t := a.Told[i]
		if told[i].Stored = t.Stored; t.Text != "" {
			told[i].Err = fault.New(t.Kind, "%s", t.Text).At(t.Where)
		}
	}
	return told, nil
}

// maxPlaceOrder is how many bytes of records the server takes at once: a batch of the longest coasts.
const maxPlaceOrder = 64 << 20

// placeDoor keeps units on the server's socket. Only who may write to the data folder can reach it.
func (h *house) placeDoor(w http.ResponseWriter, r *http.Request) {
	var a placeAnswer
	told, err := h.tellUnits(r, http.MaxBytesReader(w, r.Body, maxPlaceOrder))
	for _, t := range told {
		line := placeTold{Stored: t.Stored}
		if f, ok := fault.Of(t.Err); ok {
			line.Kind, line.Text, line.Where = f.Kind, f.Message(), f.Where
		}
		a.Told = append(a.Told, line)
	}
	if err != nil {
		a.Kind, a.Error = fault.KindOf(err), err.Error()
	}
	json.NewEncoder(w).Encode(a)
}

func (h *house) tellUnits(r *http.Request, body io.Reader) ([]store.UnitTold, error) {
	var orders []placeOrder
	if err := json.NewDecoder(body).Decode(&orders); err != nil {
		return nil, fault.New(fault.Invalid, "the order cannot be read").Because(err)
	}
	list := make([]place.Record, len(orders))
	for i, o := range orders {
		list[i].Unit = o.Unit
		if o.Shape != nil {
			if err := list[i].Shape.UnmarshalBinary(o.Shape); err != nil {
				return nil, fmt.Errorf("unit %s: %w", o.Code, err)
			}
		}
	}
	return h.s.TellUnits(r.Context(), list)
}
