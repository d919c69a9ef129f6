package xsd

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/fault"
)

// simple is a simple type: a built-in one, one with facets over another, or a union.
type simple struct {
	built   string // the built-in type below, "" for a union
	members []*simple
	base    *simple
	facets  []func(value string) bool // those of the type itself; those of base hold too
}

// builtIn are the types of XML Schema that are known, with their lexical forms once white space is collapsed.
var builtIn = map[string]*regexp.Regexp{
	"string": nil, "token": nil, "anySimpleType": nil,
	"boolean":            regexp.MustCompile(`^(true|false|0|1)$`),
	"decimal":            regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$`),
	"integer":            regexp.MustCompile(`^[+-]?[0-9]+$`),
	"nonNegativeInteger": regexp.MustCompile(`^(\+?[0-9]+|-0+)$`),
	"positiveInteger":    regexp.MustCompile(`^\+?0*[1-9][0-9]*$`),
	"date":               regexp.MustCompile(`^` + day + zone + `$`),
	"dateTime":           regexp.MustCompile(`^` + day + `T(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)` + zone + `$`),
	"gYear":              regexp.MustCompile(`^` + year + zone + `$`),
	"gYearMonth":         regexp.MustCompile(`^` + year + `-(0[1-9]|1[0-2])` + zone + `$`),
	"anyURI":             address,
	"NMTOKEN":            regexp.MustCompile(`^[:` + begins + follows + `]+$`),
	"ID":                 regexp.MustCompile(`^` + identifier + `$`),
	"IDREF":              regexp.MustCompile(`^` + identifier + `$`),
	"IDREFS":             regexp.MustCompile(`^(` + identifier + `( ` + identifier + `)*)?$`),
}

const (
	year = `-?([1-9][0-9]{4,}|[0-9]{4})`
	day  = year + `-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])`
	zone = `(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?`

	// characters with which a name begins, and others
	begins     = `A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}\x{200D}\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}`
	follows    = `0-9.\x{B7}\x{300}-\x{36F}\x{203F}\x{2040}-`
	identifier = `[` + begins + `][` + begins + follows + `]*`
)

// address is a reference as RFC 3986 has it. What is no character of one counts as escaped.
var address = func() *regexp.Regexp {
	char := func(more string) string {
		return "(?:[A-Za-z0-9\\-._~!$&'()*+,;= <>\"{}|\\\\^`\\x7F-\\x{10FFFF}" + more + "]|%[0-9A-Fa-f]{2})"
	}
	segment := char(":@")
	way := "(/" + segment + "*)*"
	absolute := "//(" + char(":") + "*@)?(\\[[^\\]]*\\]|" + char("") + "*)(:[0-9]+)?" + way + "|/(" + segment + "+" + way + ")?|"
	return regexp.MustCompile("^([A-Za-z][A-Za-z0-9+.-]*:(" + absolute + "|" + segment + "+" + way + ")|" + absolute + "|" + char("@") + "+" + way + ")(\\?" + char(":@/?") + "*)?(#" + char(":@/?[\\]") + "*)?$")
}()

// simpleType gives the type of that name.
func (l *loader) simpleType(n *node, told string) (*simple, error) {
	id := n.doc.qname(told)
	t := l.s.simple[id]
	if t != nil {
		return t, nil
	}
	t = &simple{}
	l.s.simple[id] = t
	if _, ok := builtIn[id.local]; ok && id.space == language {
		t.built = id.local
		return t, nil
	}
	def := l.roots["simpleType"][id]
	if def == nil || len(def.children) != 1 {
		return nil, fault.New(fault.Invalid, "the schema uses the type %q, which is not understood", told)
	}
	how := def.children[0]
	switch {
	case how.name == "union" && len(how.children) == 0:
		for m := range strings.FieldsSeq(how.attrs["memberTypes"]) {
			member, err := l.simpleType(how, m)
			if err != nil {
				return nil, err
			}
			t.members = append(t.members, member)
		}
		return t, nil
	case how.name == "restriction":
		base, err := l.simpleType(how, how.attrs["base"])
		if err != nil {
			return nil, err
		}
		t.base, t.built = base, base.built
		return t, t.restrict(how)
	}
	return nil, unknown(how)
}

// restrict reads the facets. Of enumerations and of patterns one has to fit, of the others each.
func (t *simple) restrict(n *node) error {
	values, patterns := map[string]bool{}, []string{}
	for _, f := range n.children {
		v := f.attrs["value"]
		size, err := strconv.Atoi(v)
		switch {
		case f.name == "enumeration":
			values[t.value(v)] = true
		case f.name == "pattern" && !strings.Contains(strings.ReplaceAll(v, `\-`, ""), "-["): // a class less another
			patterns = append(patterns, strings.ReplaceAll(v, `\d`, `\p{Nd}`))
		case f.name == "length" && err == nil:
			t.facets = append(t.facets, func(s string) bool { return utf8.RuneCountInString(s) == size })
		case f.name == "maxLength" && err == nil:
			t.facets = append(t.facets, func(s string) bool { return utf8.RuneCountInString(s) <= size })
		case f.name == "maxInclusive" && err == nil:
			most := big.NewRat(int64(size), 1)
			t.facets = append(t.facets, func(s string) bool {
				n, ok := new(big.Rat).SetString(strings.TrimPrefix(s, "+"))
				return ok && n.Cmp(most) <= 0
			})
		default:
			return unknown(f)
		}
	}
	if len(values) > 0 {
		t.facets = append(t.facets, func(s string) bool { return values[s] })
	}
	if len(patterns) > 0 {
		p, err := regexp.Compile(`^(?:` + strings.Join(patterns, "|") + `)$`)
		if err != nil {
			return fault.New(fault.Invalid, "the schema's pattern %q is not understood", strings.Join(patterns, "|")).Because(err)
		}
		t.facets = append(t.facets, p.MatchString)
	}
	return nil
}

// value is a text with its white space as the type has it.
func (t *simple) value(s string) string {
	if t.built == "string" || t.built == "anySimpleType" {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }), " ")
}

// allows reports whether the text is a value of the type. White space around a date is none of it, unless the date is one
// choice of a union: there libxml2 departs from the standard.
func (t *simple) allows(s string) bool {
	return (!dates[t.built] || s == t.value(s)) && t.among(s)
}

var dates = map[string]bool{"date": true, "dateTime": true, "gYear": true, "gYearMonth": true}

// among is allows for a member of a union.
func (t *simple) among(s string) bool {
	if t.members != nil {
		return slices.ContainsFunc(t.members, func(m *simple) bool { return m.among(s) })
	}
	s = t.value(s)
	switch form := builtIn[t.built]; {
	case t.base != nil:
		return t.base.among(s) && !slices.ContainsFunc(t.facets, func(f func(string) bool) bool { return !f(s) })
	case form != nil && !form.MatchString(s):
		return false
	}
	return !dates[t.built] || calendar(s)
}

// calendar reports whether there is such a year, and the month has the day, if one is told.
func calendar(s string) bool {
	s = strings.TrimPrefix(s, "-")
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	y, err := strconv.ParseInt(s[:digits], 10, 64)
	if err != nil || y == 0 || len(s) < digits+6 || s[digits] != '-' || s[digits+3] != '-' {
		return err == nil && y != 0
	}
	leap := y%4 == 0 && (y%100 != 0 || y%400 == 0)
	switch m, d := s[digits+1:digits+3], s[digits+4:digits+6]; m {
	case "02":
		return d <= "28" || leap && d == "29"
	case "04", "06", "09", "11":
		return d <= "30"
	}
	return true
}
