package place

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/ipr"
)

// Fold writes a name in small letters without marks and with single spaces, as names are compared: "Đắk Lắk" is "dak lak".
func Fold(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, " ")) {
		switch r = unicode.ToLower(r); {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’':
			continue
		case r == 'đ', r == 'ð':
			r = 'd'
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// kinds are the words, folded, that tell what a unit is, before its name in Vietnamese or short for it, and after it in English.
var (
	before = []string{"thanh pho truc thuoc trung uong", "thanh pho", "dac khu", "thi tran", "thi xa", "phuong", "huyen", "quan", "tinh", "xa", "tp", "tt", "tx", "p", "h", "q", "x", "t"}
	after  = []string{"special zone", "special administrative region", "province", "commune", "district", "township", "town", "ward", "city"}
)

// bare gives a folded name without the word for what the unit is. A name that is only a number keeps it: "Quận 1" is no "1".
func bare(folded string) string {
	for _, w := range before {
		if rest, ok := strings.CutPrefix(folded, w+" "); ok && strings.Trim(rest, "0123456789") != "" {
			return rest
		}
	}
	for _, w := range after {
		if rest, ok := strings.CutSuffix(folded, " "+w); ok && strings.Trim(rest, "0123456789") != "" {
			return rest
		}
	}
	return folded
}

// keys are the folded names by which a unit is found.
func keys(u Unit) []string {
	var list []string
	for _, n := range []string{u.Name, u.English} {
		if f := Fold(n); f != "" {
			list = append(list, f, bare(f))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Find gives the units of a day whose name is what was written, whatever its capitals, its marks and the word for what it is; on the zero
// date those of all days. Among names that are alike without marks those come first that are alike with them, then provinces.
func (g *Gazetteer) Find(name string, day ipr.Date) []Unit {
	f := Fold(name)
	var list []Unit
	for _, k := range []string{f, bare(f)} {
		for _, i := range g.named[k] {
			if u := g.units[i]; (day.IsZero() || u.Stands(day)) && !slices.ContainsFunc(list, func(o Unit) bool { return o.Ref() == u.Ref() }) {
				list = append(list, u)
			}
		}
	}
	low := strings.ToLower(norm.NFC.String(name))
	written := func(u Unit) int {
		if strings.Contains(low, strings.ToLower(u.Name)) || strings.HasSuffix(strings.ToLower(u.Name), low) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(written(a), written(b)), cmp.Compare(slices.Index(levels, a.Level), slices.Index(levels, b.Level)), order(a, b))
	})
	return list
}

// Written finds the units that an address names, as far as they are known, the highest first. The parts of the address are divided
// by commas, line ends or semicolons; the last part that names a province says which, and the parts before it name units below. Of several
// units of one name, such as a province before and after it took in another, it is that below which most of the parts are found, else the
// newest that began no later than the day.
func (g *Gazetteer) Written(address string, day ipr.Date) []Unit {
	parts := strings.FieldsFunc(address, func(r rune) bool { return r == ',' || r == '\n' || r == ';' })
	for i := len(parts) - 1; i >= 0; i-- {
		var best []Unit
		for _, p := range newest(g.Find(parts[i], ipr.Date{}), day, func(u Unit) bool { return u.Level == Province }) {
			if found := append([]Unit{p}, g.inside(parts[:i], p, day)...); len(found) > len(best) {
				best = found
			}
		}
		if best != nil {
			return best
		}
	}
	return nil
}

// inside finds the units below a province that the parts of an address name.
func (g *Gazetteer) inside(parts []string, p Unit, day ipr.Date) []Unit {
	var list []Unit
	for i := len(parts) - 1; i >= 0; i-- {
		above := p
		if len(list) > 0 {
			above = list[len(list)-1]
		}
		found := newest(g.Find(parts[i], ipr.Date{}), day, func(u Unit) bool { return u.Level != Province && g.under(u, above) })
		if len(found) > 0 {
			list = append(list, found[0])
		}
	}
	return list
}

// under reports whether a unit stood below another, in whatever number of steps, while both stood.
func (g *Gazetteer) under(u, above Unit) bool {
	day := u.From
	if above.From.Compare(day) > 0 {
		day = above.From
	}
	if !u.Stands(day) || !above.Stands(day) {
		return false
	}
	for range levels {
		if u.Parent == above.Code {
			return true
		}
		up, ok := g.At(u.Parent, day)
		if !ok {
			return false
		}
		u = up
	}
	return false
}

// newest keeps of units those that fit and began no later than a day, those that stand on it first and then those that ended last.
func newest(list []Unit, day ipr.Date, fits func(Unit) bool) []Unit {
	list = slices.DeleteFunc(list, func(u Unit) bool { return u.From.Compare(day) > 0 || !fits(u) })
	slices.SortStableFunc(list, func(a, b Unit) int {
		if a.Stands(day) != b.Stands(day) {
			if a.Stands(day) {
				return -1
			}
			return 1
		}
		return b.Until.Compare(a.Until)
	})
	return list
}

// byName sorts units as people look for them: by name without marks and without the word for what it is.
func byName(list []Unit) []Unit {
	slices.SortFunc(list, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(bare(Fold(a.Name)), bare(Fold(b.Name))), order(a, b))
	})
	return list
}
