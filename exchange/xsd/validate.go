package xsd

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/internal/fault"
)

// frame is an open element.
type frame struct {
	e      *element
	state  int    // of its model
	text   []byte // of simple content
	unseen bool   // it is passed over
}

// Validate reads a document and gives the first thing that is wrong with it, with its line; nil if it is valid. Errors:
// those of the document itself, and Invalid for what the schema does not allow.
func (s *Schema) Validate(src io.Reader, lim xml.Limits) error {
	r := xml.NewReader(src, lim)
	v := &validation{s: s, r: r, ids: map[string]bool{}}
	for {
		k, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var f *fault.Fault
		switch k {
		case xml.Start:
			f = v.start()
		case xml.Text:
			f = v.characters(r.Text())
		case xml.End:
			f = v.end()
		}
		if f != nil {
			return f.At("line " + strconv.Itoa(r.Line()))
		}
	}
}

type validation struct {
	s    *Schema
	r    *xml.Reader
	open []frame
	ids  map[string]bool
}

func (v *validation) start() *fault.Fault {
	id := name{string(v.r.Space()), string(v.r.Local())}
	f := frame{e: v.s.elements[id]}
	if n := len(v.open); n > 0 {
		up := &v.open[n-1]
		if up.unseen {
			v.open = append(v.open, frame{unseen: true})
			return nil
		}
		t := up.e.complex
		if t == nil || t.model == nil || t.model.next[up.state][id] == 0 {
			return fault.New(fault.Invalid, "the element %q does not stand here", id.local)
		}
		up.state = t.model.next[up.state][id]
		f.e = t.model.at[up.state]
	}
	if f.e == nil {
		return fault.New(fault.Invalid, "no schema knows the element %q", id.local)
	}
	f.unseen = f.e.simple == nil && (f.e.complex == nil || f.e.complex.unseen)
	v.open = append(v.open, f)
	if f.unseen {
		return nil
	}
	return v.attributes(f.e)
}

func (v *validation) attributes(e *element) *fault.Fault {
	var have map[name]*attribute
	if e.complex != nil {
		have = e.complex.attributes
	}
	required := 0
	for _, a := range v.r.Attrs() {
		if string(a.Name) == "xmlns" || string(a.Prefix()) == "xmlns" {
			continue
		}
		id, value := name{string(v.r.AttrSpace(a)), string(a.Local())}, string(a.Value)
		if id.space == instance && (id.local == "schemaLocation" || id.local == "noNamespaceSchemaLocation") {
			continue
		}
		t := have[id]
		switch {
		case t == nil:
			return fault.New(fault.Invalid, "the element %q has no attribute %q", e.name.local, string(a.Name))
		case !t.simple.allows(value):
			return fault.New(fault.Invalid, "the attribute %q of %q cannot be %q", string(a.Name), e.name.local, value)
		case t.hasFixed && t.simple.value(value) != t.simple.value(t.fixed):
			return fault.New(fault.Invalid, "the attribute %q of %q is always %q", string(a.Name), e.name.local, t.fixed)
		}
		if t.required {
			required++
		}
		if t.simple.built == "ID" {
			if value = t.simple.value(value); v.ids[value] {
				return fault.New(fault.Invalid, "the identifier %q stands twice", value)
			}
			v.ids[value] = true
		}
	}
	for _, t := range have {
		if t.required {
			required--
		}
	}
	if required < 0 {
		return fault.New(fault.Invalid, "an attribute that %q must have is missing", e.name.local)
	}
	return nil
}

func (v *validation) characters(b []byte) *fault.Fault {
	f := &v.open[len(v.open)-1]
	if f.unseen {
		return nil
	}
	switch c := f.e.complex; {
	case c == nil || c.simple != nil:
		f.text = append(f.text, b...)
	case c.mixed:
	case len(bytes.Trim(b, " \t\r\n")) > 0 || c.model == nil:
		return fault.New(fault.Invalid, "no text stands in %q", f.e.name.local)
	}
	return nil
}

func (v *validation) end() *fault.Fault {
	f := v.open[len(v.open)-1]
	v.open = v.open[:len(v.open)-1]
	if f.unseen {
		return nil
	}
	t, c := f.e.simple, f.e.complex
	if c != nil {
		if c.model != nil && !c.model.ending[f.state] {
			return fault.New(fault.Invalid, "the element %q is not complete", f.e.name.local)
		}
		if t = c.simple; t == nil {
			return nil
		}
	}
	text := string(f.text)
	switch {
	case text == "" && (f.e.hasFixed || f.e.hasDefault):
	case !t.allows(text):
		return fault.New(fault.Invalid, "the element %q cannot be %q", f.e.name.local, text[:min(80, len(text))])
	case f.e.hasFixed && t.value(text) != t.value(f.e.fixed):
		return fault.New(fault.Invalid, "the element %q is always %q", f.e.name.local, f.e.fixed)
	}
	return nil
}
