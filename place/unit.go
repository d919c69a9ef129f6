package place

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
)

// Level is the rank of an administrative unit.
type Level string

// The levels. Viet Nam has provinces and communes; until 30 June 2025 districts stood between them.
const (
	Province Level = "province" // a province, or a city that is governed like one
	District Level = "district"
	Commune  Level = "commune" // a commune, ward or special zone
)

var levels = []Level{Province, District, Commune}

// In is the level in the words of a language.
func (l Level) In(lang locale.Lang) string { return locale.T(lang, "place.level."+string(l)) }

// Unit is an administrative unit as it was between two days. When its name, its rank or its land changes, it ends and others begin,
// even if one of them has its code.
type Unit struct {
	Code       string   `json:"code"`
	Level      Level    `json:"level"`
	Parent     string   `json:"parent,omitempty"`     // code of the unit above, on every day of this one; "" for a province
	Name       string   `json:"name"`                 // in full, in its own language and NFC: "Phường Buôn Ma Thuột"
	English    string   `json:"english,omitempty"`    // "Buon Ma Thuot Ward"
	From       ipr.Date `json:"from,omitzero"`        // first day; zero if not known
	Until      ipr.Date `json:"until,omitzero"`       // first day on which it is no more; zero while it stands
	Became     []string `json:"became,omitempty"`     // codes of the units that have its land from that day on, sorted
	Source     string   `json:"source,omitempty"`     // where this is taken from
	Unverified bool     `json:"unverified,omitempty"` // told from memory; nobody has compared it with the official list
}

// Ref names a unit: codes are given again, so the first day goes with the code.
type Ref struct {
	Code string
	From ipr.Date
}

// Ref is the unit's name among all units of all days.
func (u Unit) Ref() Ref { return Ref{u.Code, u.From} }

// Stands reports whether the unit is there on a day.
func (u Unit) Stands(day ipr.Date) bool {
	return u.From.Compare(day) <= 0 && (u.Until.IsZero() || day.Compare(u.Until) < 0)
}

// In is the unit's name in a language, its own where there is none.
func (u Unit) In(l locale.Lang) string {
	if l != locale.Vi && u.English != "" {
		return u.English
	}
	return u.Name
}

// longest is how many characters the name of a unit, or of a source, may have.
const longest = 200

// Checked gives the unit in the form in which it is kept. Errors: Invalid, at the member concerned.
func (u Unit) Checked() (Unit, error) {
	if !validCode(u.Code) {
		return u, fault.New(fault.Invalid, "%q is no code of an administrative unit", u.Code).At("code")
	}
	if !slices.Contains(levels, u.Level) {
		return u, fault.New(fault.Invalid, "%q is no level of administrative units", string(u.Level)).At("level")
	}
	if u.Parent != "" && !validCode(u.Parent) {
		return u, fault.New(fault.Invalid, "%q is no code of an administrative unit", u.Parent).At("parent")
	}
	if (u.Parent == "") != (u.Level == Province) {
		return u, fault.New(fault.Invalid, "every unit but a province names the one above it").At("parent")
	}
	for _, s := range []*string{&u.Name, &u.English, &u.Source} {
		*s = norm.NFC.String(strings.Join(strings.Fields(strings.ToValidUTF8(*s, "\ufffd")), " "))
		if utf8.RuneCountInString(*s) > longest || strings.ContainsFunc(*s, invisible) {
			return u, fault.New(fault.Invalid, "a name has at most %d characters, all of them visible", longest).At("name")
		}
	}
	if u.Name == "" {
		return u, fault.New(fault.Invalid, "a unit has a name").At("name")
	}
	if !u.From.IsZero() && !u.From.Exact() || !u.Until.IsZero() && (!u.Until.Exact() || u.Until.Compare(u.From) <= 0) {
		return u, fault.New(fault.Invalid, "a unit ends after the day on which it begins, and both are whole dates").At("until")
	}
	if len(u.Became) > 0 && u.Until.IsZero() {
		return u, fault.New(fault.Invalid, "only a unit that has ended became another").At("became")
	}
	u.Became = slices.Compact(slices.Sorted(slices.Values(u.Became)))
	for _, c := range u.Became {
		if !validCode(c) {
			return u, fault.New(fault.Invalid, "%q is no code of an administrative unit", c).At("became")
		}
	}
	return u, nil
}

// validCode reports whether a text can be the code of a unit: 1 to 10 digits, capital letters and hyphens, as office.Address takes them.
func validCode(s string) bool {
	return s != "" && len(s) <= 10 && strings.Trim(s, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == ""
}

// invisible reports whether a character has no place in a name.
func invisible(r rune) bool {
	return r < ' ' || r == 0x7f || r == '\u061c' || r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\ufeff'
}

// order sorts units by code and then by day.
func order(a, b Unit) int { return cmp.Or(cmp.Compare(a.Code, b.Code), a.From.Compare(b.From)) }
