package web

import (
	"strings"

	"github.com/muniment/muniment/internal/locale"
)

// indication lists what a geographical indication tells beyond its name.
func (v *viewer) indication() []Field {
	g := v.entry.Indication
	if g == nil {
		return nil
	}
	var list []Field
	put := func(name string, values ...string) {
		var m markup
		m.names(values)
		if value := m.done(); value != "" {
			list = append(list, v.field(name, value))
		}
	}
	one := func(name, value string) {
		if value != "" {
			put(name, value)
		}
	}
	one("transliteration", g.Transliteration)
	put("translation", g.Translations...)
	put("product", g.Product...)
	put("category", g.Category...)
	if g.Scheme != "" {
		value := named(g.Scheme)
		if says := v.scheme(g.Scheme); says != "" {
			value += `<span class="small says">` + text(says) + "</span>"
		}
		list = append(list, v.field("scheme", value))
	}
	put("countries", v.countries(g.Countries)...)
	one("area", g.Area)
	one("quality", g.Feature)
	one("link", g.Link)
	one("control", g.Control)
	return list
}

// scheme explains a scheme of protection in plain words, by its letters or by its name with the letters in brackets; "" if
// we have no words for it.
func (v *viewer) scheme(told string) string {
	if _, letters, ok := strings.Cut(strings.TrimSuffix(told, ")"), "("); ok {
		told = letters
	}
	says, _ := locale.Lookup(v.lang, "entry.scheme."+told)
	return says
}

func (v *viewer) countries(codes []string) []string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = officeName(c, v.lang)
	}
	return names
}
