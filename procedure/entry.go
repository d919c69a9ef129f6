package procedure

import (
	"cmp"
	"strings"
	"sync"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/register"
)

// NewBibliography makes the bibliography of an entry that the gate let through. What the entry does not tell is not there.
func NewBibliography(e *register.Entry) *Bibliography {
	b := &Bibliography{ID: e.ID, Status: e.Status, Name: title(e.Title, e.Language)}
	r := reader{e}
	if m := e.Mark; m != nil {
		b.Name, b.Picture = Value{Text: m.Text}, m.Image
	}
	for _, g := range []Group{
		{"number", r.numbers()}, {"priority", r.priorities()}, {"publication", r.publications()}, {"mark", r.mark()}, {"subject", r.subject()},
		{"party", r.parties()}, {"symbol", r.symbols()}, {"indication", r.indication()}, {"related", r.related()},
	} {
		if len(g.Fields) > 0 {
			b.Groups = append(b.Groups, g)
		}
	}
	b.Classes, b.Designs, b.History = r.classes(), r.designs(), r.history()
	return b
}

// reader reads an entry of the register.
type reader struct{ *register.Entry }

// fields collects fields, leaving out what tells nothing.
type fields struct {
	reader
	list []Field
}

func (f *fields) put(name string, values ...Value) {
	var told []Value
	for _, v := range values {
		if !v.IsZero() {
			told = append(told, v)
		}
	}
	if len(told) > 0 {
		field := label(f.Kind, name)
		field.Values = told
		f.list = append(f.list, field)
	}
}

// labels are the fields that were named before. A gazette names a hundred thousand, of which a hundred differ.
var labels sync.Map // of what label was asked for, Field

// label names a field: by its INID code, or else by our own words for the kind of right, or for all of them. Fields that are named
// alike share their words.
func label(k ipr.Kind, name string) Field {
	key := string(k) + " " + name
	if f, ok := labels.Load(key); ok {
		return f.(Field)
	}
	f, _ := labels.LoadOrStore(key, named(k, name))
	return f.(Field)
}

func named(k ipr.Kind, name string) Field {
	f := Field{Name: name}
	if t, ok := ipr.INIDField(ipr.INIDStandard(k), name); ok {
		f.Code, f.Unverified, f.Label = t.Code, !t.Verified(), words(t.In)
		return f
	}
	f.Label = words(func(l locale.Lang) string {
		for _, key := range []string{"field." + name + "." + string(k), "field." + name, name + "." + string(k), name} {
			if s, ok := locale.Lookup(l, "entry."+key); ok {
				return s
			}
		}
		if s, ok := locale.Lookup(l, "common.role."+name); ok {
			return s
		}
		return name
	})
	return f
}

// words are a text in every language that the program speaks; nothing if it is empty.
func words(in func(locale.Lang) string) office.Words {
	w := office.Words{}
	for _, l := range locale.Langs() {
		if s := in(l); s != "" {
			w[l] = s
		}
	}
	return w
}

func plain(s string) Value       { return Value{Text: s} }
func title(s, lang string) Value { return Value{Text: s, Lang: lang} }
func date(d ipr.Date) Value      { return Value{Date: d} }

// after is a text with a date, the zero one for none, and words after it, such as a place and a country.
func after(s string, d ipr.Date, parts ...func(locale.Lang) string) Value {
	return Value{Text: s, Date: d, Words: words(func(l locale.Lang) string {
		var list []string
		for _, p := range parts {
			if t := p(l); t != "" {
				list = append(list, t)
			}
		}
		return strings.Join(list, ", ")
	})}
}

// country names a state or organisation by its code of ST.3; nothing for "".
func country(code string) func(locale.Lang) string {
	return func(l locale.Lang) string {
		if code == "" {
			return ""
		}
		return ipr.OfficeName(ipr.Office(code), l)
	}
}

func always(s string) func(locale.Lang) string { return func(locale.Lang) string { return s } }

func (r reader) numbers() []Field {
	f := fields{reader: r}
	if n := r.Registration; n != nil {
		f.put("registration", plain(ipr.PrintNumber(r.Office, r.Kind, ipr.RegistrationNumber, n.Number)))
		f.put("registered", date(n.Date))
	}
	f.put("expiry", date(r.Expiry))
	if n := r.Application; n != nil {
		f.put("application", plain(ipr.PrintNumber(r.Office, r.Kind, ipr.ApplicationNumber, n.Number)))
		f.put("filed", date(n.Date))
	}
	return f.list
}

func (r reader) priorities() []Field {
	f := fields{reader: r}
	var list []Value
	for _, p := range r.Priorities {
		list = append(list, after(p.Number, p.Date, country(p.Office)))
	}
	f.put("priority", list...)
	return f.list
}

func (r reader) publications() []Field {
	f := fields{reader: r}
	var before, granted []Value
	for _, p := range r.Publications {
		v := after(document(p.Office, p.Number, p.Kind), p.Date)
		if p.Kind == "registration" || strings.HasPrefix(p.Kind, "B") || strings.HasPrefix(p.Kind, "C") || p.Kind == "Y" {
			granted = append(granted, v)
		} else {
			before = append(before, v)
		}
	}
	f.put("published", before...)
	f.put("gazetted", granted...)
	return f.list
}

// document is the number of a publication as documents print it: EP 3404678 B1. A place in a gazette stands alone.
func document(office, number, kind string) string {
	if len(kind) > 2 || kind == "" {
		return number
	}
	if strings.HasPrefix(number, office) {
		office = ""
	}
	return strings.Join(strings.Fields(office+" "+number+" "+kind), " ")
}

func (r reader) mark() []Field {
	f := fields{reader: r}
	m := r.Mark
	if m == nil {
		return nil
	}
	f.put("mark", plain(m.Text))
	if t, ok := ipr.MarkFeature(m.Feature); ok {
		f.put("feature", Value{Words: words(t.In)})
	} else {
		f.put("feature", plain(m.Feature))
	}
	if t, ok := ipr.MarkKind(m.Kind); ok {
		f.put("kind", Value{Words: words(t.In)})
	} else {
		f.put("kind", plain(m.Kind))
	}
	for _, v := range []struct{ name, text string }{
		{"translation", m.Translation}, {"transliteration", m.Transliteration}, {"description", m.Description}, {"colours", m.Colours}, {"disclaimer", m.Disclaimer},
		{"vienna", strings.Join(m.Vienna, ", ")},
	} {
		f.put(v.name, plain(v.text))
	}
	return f.list
}

// subject is what is protected, in words: title and abstract in the language of the application and in others.
func (r reader) subject() []Field {
	f := fields{reader: r}
	titles, abstracts := []Value{title(r.Title, r.Language)}, []Value{title(r.Abstract, r.Language)}
	for _, w := range r.Wordings {
		titles, abstracts = append(titles, title(w.Title, w.Language)), append(abstracts, title(w.Abstract, w.Language))
	}
	f.put("title", titles...)
	if n := max(r.Claims, len(r.ClaimTexts)); n > 0 {
		f.put("claims", Value{Words: words(func(l locale.Lang) string { return locale.Number(l, int64(n)) })})
	}
	f.put("abstract", abstracts...)
	return f.list
}

// parties are those of one role in one field, in the order in which the roles first stand.
func (r reader) parties() []Field {
	f := fields{reader: r}
	seen := map[ipr.Role]bool{}
	for _, p := range r.Parties {
		if seen[p.Role] {
			continue
		}
		seen[p.Role] = true
		var list []Value
		for _, q := range r.Parties {
			if q.Role == p.Role {
				land := q.Country
				if q.Place != "" && land == string(r.Office) {
					land = "" // a place at home needs no country
				}
				list = append(list, after(q.Name, ipr.Date{}, always(q.Place), country(land)))
			}
		}
		f.put(string(p.Role), list...)
	}
	return f.list
}

func (r reader) symbols() []Field {
	f := fields{reader: r}
	f.put("ipc", plain(strings.Join(r.IPC, "; ")))
	f.put("cpc", plain(strings.Join(r.CPC, "; ")))
	return f.list
}

func (r reader) indication() []Field {
	g := r.Indication
	if g == nil {
		return nil
	}
	f := fields{reader: r}
	several := func(name string, list []string) {
		var values []Value
		for _, s := range list {
			values = append(values, plain(s))
		}
		f.put(name, values...)
	}
	f.put("transliteration", plain(g.Transliteration))
	several("translation", g.Translations)
	several("product", g.Product)
	several("category", g.Category)
	f.put("scheme", plain(g.Scheme))
	var countries []Value
	for _, c := range g.Countries {
		countries = append(countries, Value{Words: words(country(c))})
	}
	f.put("countries", countries...)
	f.put("area", title(g.Area, r.Language))
	f.put("quality", title(g.Feature, r.Language))
	f.put("link", title(g.Link, r.Language))
	f.put("control", plain(g.Control))
	return f.list
}

func (r reader) related() []Field {
	f := fields{reader: r}
	var list []Value
	for _, o := range r.Related {
		how := func(l locale.Lang) string {
			if s, ok := locale.Lookup(l, "entry.related."+strings.ReplaceAll(o.How, " ", "_")); ok {
				return s
			}
			return o.How
		}
		list = append(list, after(document(o.Office, o.Number, o.Kind), o.Date, how, country(o.Office)))
	}
	f.put("related", list...)
	return f.list
}

func (r reader) classes() []Class {
	var list []Class
	for _, c := range r.Classes {
		n := ipr.NiceClass(c.Class)
		k := Class{Scheme: c.Scheme, Code: n.String(), Terms: c.Terms}
		label := "entry.class." + c.Scheme
		switch c.Scheme {
		case "nice":
			k.Title = words(func(l locale.Lang) string { return ipr.NiceTitle(n, l) })
		case "locarno":
			k.Code = ipr.Locarno{Class: c.Class, Subclass: c.Subclass}.String()
			k.Title = words(func(l locale.Lang) string { return ipr.LocarnoTitle(c.Class, l) })
		}
		k.Label = words(func(l locale.Lang) string {
			if s, ok := locale.Lookup(l, label, "class", k.Code); ok {
				return s
			}
			return strings.ToUpper(c.Scheme) + " " + k.Code
		})
		list = append(list, k)
	}
	return list
}

func (r reader) designs() []Design {
	var list []Design
	for _, d := range r.Designs {
		k := Design{Number: d.Number, Title: title(cmp.Or(d.Title, r.Title), r.Language), Locarno: d.Locarno}
		if d.Description != "" {
			k.Description = title(d.Description, r.Language)
		}
		for _, v := range d.Views {
			k.Views = append(k.Views, View{Label: cmp.Or(v.Label, v.File), Picture: v.Image})
		}
		list = append(list, k)
	}
	return list
}

// history lists the acts of which anything is told.
func (r reader) history() []Event {
	var list []Event
	for i := range r.Events {
		h := &r.Events[i]
		if h.Act == "" {
			continue
		}
		list = append(list, Event{Date: h.Date(), Leaf: h.Seq, Title: words(func(l locale.Lang) string { return actTitle(l, r.Kind, h.Act) })})
	}
	return list
}

// actTitle is what an act is called for a kind of right; its code if we have no words.
func actTitle(l locale.Lang, k ipr.Kind, act string) string {
	for _, key := range []string{"act." + act + "." + string(k), "act." + act} {
		if s, ok := locale.Lookup(l, key); ok {
			return s
		}
	}
	return act
}
