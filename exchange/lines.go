package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// jsonLine is one line of JSON Lines: the members of a record, and its address.
type jsonLine struct {
	ID      string     `json:"id,omitempty"`
	Kind    ipr.Kind   `json:"kind,omitempty"`
	Office  ipr.Office `json:"office,omitempty"`
	Version ipr.Date   `json:"version,omitzero"`
	Part    bool       `json:"part,omitempty"`
	register.Record
}

// lines reads JSON Lines, one object one item. docs/import.md describes the members.
type lines struct {
	rows  *rows
	opt   Options
	rep   Report
	texts texts
}

func newLines(src io.Reader, opt Options) (*lines, error) {
	r, err := newRows(src)
	if err != nil {
		return nil, err
	}
	return &lines{rows: r, opt: opt, rep: Report{Format: Lines}}, nil
}

// Report implements Reader.
func (l *lines) Report() Report {
	rep := l.rep.clone()
	rep.Replaced = l.texts.replaced
	return rep
}

// Next implements Reader.
func (l *lines) Next() (*Item, error) {
	f, err := l.rows.read()
	if err != nil {
		return nil, err
	}
	ordinal := l.rep.Read
	l.rep.Read++
	where := "record " + strconv.Itoa(ordinal+1) + ", line " + strconv.Itoa(l.rows.line)
	if f != nil {
		return nil, l.rep.refuse(f, where)
	}
	item, f := l.item(l.rows.cells[0])
	if f != nil {
		return nil, l.rep.refuse(f, where)
	}
	item.Ordinal, item.Where = ordinal, where
	return item, nil
}

func (l *lines) item(b []byte) (*Item, *fault.Fault) {
	w := walker{dec: json.NewDecoder(bytes.NewReader(b))}
	w.dec.UseNumber()
	if err := w.document(reflect.TypeFor[jsonLine]()); err != nil {
		if f, ok := fault.Of(err); ok {
			return nil, f
		}
		return nil, fault.New(fault.Invalid, "the line is no JSON object").Because(err)
	}
	var line jsonLine
	if err := json.Unmarshal(b, &line); err != nil {
		if f, ok := fault.Of(err); ok {
			return nil, f
		}
		return nil, fault.New(fault.Invalid, "a member has a value of another kind than it must").Because(err)
	}
	for _, name := range w.unknown {
		l.rep.notUnderstood([]byte(name))
	}
	l.texts.reset()
	l.tidy(reflect.ValueOf(&line.Record).Elem())
	if l.texts.over {
		return nil, fault.New(fault.Invalid, "the record's texts are longer than %d bytes", maxText)
	}
	if f := checkRecord(&line.Record); f != nil {
		return nil, f
	}
	item := &Item{Record: line.Record, Version: line.Version, Part: line.Part}
	if item.Version.IsZero() {
		item.Version = l.opt.Date
	}
	return item, l.address(item, &line)
}

// address finds the id: that of the line, or its office, kind and application number.
func (l *lines) address(item *Item, line *jsonLine) *fault.Fault {
	var err error
	switch {
	case line.ID != "":
		if item.ID, err = ipr.ParseID(line.ID); err == nil {
			return applicationID(&item.ID)
		}
	case line.Application == nil || line.Application.Number == "":
		return fault.New(fault.Invalid, "the line has neither an id nor an application number")
	default:
		office, kind := l.opt.office(), ipr.Trademark
		if line.Office != "" {
			office, err = ipr.ParseOffice(string(line.Office))
		}
		if line.Kind != "" && err == nil {
			kind, err = ipr.ParseKind(string(line.Kind))
		}
		if err == nil {
			item.ID, err = ipr.NewID(office, kind, line.Application.Number)
		}
	}
	f, _ := fault.Of(err)
	return f
}

// tidy makes every text of a value one that a record may hold.
func (l *lines) tidy(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.Len() > 0 {
			v.SetString(l.texts.add([]byte(v.String())))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			l.tidy(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			l.tidy(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			l.tidy(v.Field(i))
		}
	}
}

// checkRecord sees that the closed lists and forms of a record are kept.
func checkRecord(r *register.Record) *fault.Fault {
	if r.Status != "" && !slices.Contains(register.Statuses(), r.Status) {
		return fault.New(fault.Invalid, "%q is no status; one that has no place in the list is unknown, with its words in status_told", string(r.Status))
	}
	if r.Claims < 0 || slices.ContainsFunc(r.Classes, func(c register.Class) bool { return c.Subclass < 0 }) {
		return fault.New(fault.Invalid, "a number is negative")
	}
	for _, p := range r.Parties {
		if !slices.Contains(ipr.Roles(), p.Role) {
			return fault.New(fault.Invalid, "%q is no role of a party", string(p.Role))
		}
		if _, err := ipr.ParseOffice(p.Country); p.Country != "" && err != nil {
			f, _ := fault.Of(err)
			return f
		}
	}
	for _, c := range r.Classes {
		if _, ok := niceClass([]byte(strconv.Itoa(c.Class))); c.Scheme == "nice" && !ok || c.Class < 0 {
			return fault.New(fault.Invalid, "%q is no class of the Nice classification", strconv.Itoa(c.Class))
		}
	}
	for _, d := range r.Designs {
		if d.Status != "" && !slices.Contains(register.Statuses(), d.Status) {
			return fault.New(fault.Invalid, "%q is no status; one that has no place in the list is unknown, with its words in status_told", string(d.Status))
		}
		for _, v := range d.Views {
			if !isDigest(v.Image) {
				return fault.New(fault.Invalid, "an image is named by the 64 hexadecimal digits of its SHA-256")
			}
		}
	}
	if g := r.Indication; g != nil {
		for _, c := range g.Countries {
			if _, err := ipr.ParseOffice(c); err != nil {
				f, _ := fault.Of(err)
				return f
			}
		}
	}
	if m := r.Mark; m != nil && !isDigest(m.Image) {
		return fault.New(fault.Invalid, "an image is named by the 64 hexadecimal digits of its SHA-256")
	}
	if linesOf(r) > maxLines {
		return tooMany()
	}
	return nil
}

// isDigest reports whether s names a blob, or none.
func isDigest(s string) bool {
	return s == "" || len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

// walker goes through a JSON object beside the type that it is read into. encoding/json takes the last of members of
// one name and is silent about members that the type has not got; both matter here.
type walker struct {
	dec     *json.Decoder
	unknown []string
}

func (w *walker) document(t reflect.Type) error {
	if err := w.value(t, "", 0); err != nil {
		return err
	}
	if _, err := w.dec.Token(); err != io.EOF {
		return fmt.Errorf("more than one value")
	}
	return nil
}

// maxNesting is how deep objects and lists may lie within each other.
const maxNesting = 32

// value reads a value of type t; t is nil within what is unknown.
func (w *walker) value(t reflect.Type, path string, depth int) error {
	tok, err := w.dec.Token()
	if err != nil {
		return err
	}
	delim, ok := tok.(json.Delim)
	if depth == 0 && delim != '{' {
		return fmt.Errorf("not an object")
	}
	if !ok {
		return nil
	}
	if depth == maxNesting {
		return fault.New(fault.Invalid, "objects and lists lie more than %d deep within each other", maxNesting)
	}
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	var names map[string]bool
	for w.dec.More() {
		inner, name := reflect.Type(nil), path
		if delim == '[' {
			if t != nil && t.Kind() == reflect.Slice {
				inner = t.Elem()
			}
		} else {
			key, err := w.dec.Token()
			if err != nil {
				return err
			}
			name = key.(string)
			if names[name] {
				return fault.New(fault.Invalid, "the member %q stands twice", name)
			}
			if names == nil {
				names = map[string]bool{}
			}
			names[name] = true
			if path != "" {
				name = path + "." + name
			}
			if t != nil && t.Kind() == reflect.Struct {
				if inner = member(t, key.(string), false); inner == nil {
					if member(t, key.(string), true) != nil { // encoding/json would take it for the one we know
						return fault.New(fault.Invalid, "the member %q must be written with other capitals", name)
					}
					w.unknown = append(w.unknown, name)
				}
			}
		}
		if err := w.value(inner, name, depth+1); err != nil {
			return err
		}
	}
	_, err = w.dec.Token()
	return err
}

// member gives the type of the member of that name, in whatever capitals if fold is set; nil if there is none. Embedded
// structures are looked into.
func member(t reflect.Type, name string, fold bool) reflect.Type {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && tag == "":
			if m := member(f.Type, name, fold); m != nil {
				return m
			}
		case tag == name, fold && strings.EqualFold(tag, name):
			return f.Type
		}
	}
	return nil
}
