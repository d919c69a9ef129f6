package style

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// property reads the value of a property and gives what it does to a style; ok is false if the value is outside the subset.
type property func(value []token) (apply func(*work), ok bool)

// properties are the properties of the subset. They are filled by init, since shorthands name others.
var properties = map[string]property{
	"font-family":          families,
	"font-size":            fontSize,
	"font-weight":          fontWeight,
	"font-style":           choice(func(w *work, v bool) { w.s.Italic = v }, words[bool]{"normal": false, "italic": true}),
	"font-variant-numeric": choice(func(w *work, v bool) { w.s.Tabular = v }, words[bool]{"normal": false, "tabular-nums": true}),
	"line-height":          lineHeight,
	"color":                color(func(w *work, c Color) { w.s.Color = c }),
	"letter-spacing":       spacing,
	"text-transform":       choice(func(w *work, v bool) { w.s.Upper = v }, words[bool]{"none": false, "uppercase": true}),
	"text-decoration":      decoration,
	"vertical-align": choice(func(w *work, v VAlign) { w.s.VAlign = v }, words[VAlign]{"baseline": Baseline, "sub": Sub, "super": Super,
		"top": Top, "middle": Middle, "bottom": Bottom}),

	"text-align": choice(func(w *work, v Align) { w.s.Align = v }, words[Align]{"start": Start, "end": End, "left": Left, "right": Right,
		"center": Center, "justify": Justify}),
	"text-indent": measure(func(w *work, l Length) { w.s.Indent = l }, negative|percent),
	"text-wrap":   choice(func(w *work, v bool) { w.s.Balance = v }, words[bool]{"wrap": false, "balance": true}),
	"white-space": choice(func(w *work, v WhiteSpace) { w.s.WhiteSpace = v }, words[WhiteSpace]{"normal": Normal, "nowrap": NoWrap, "pre": Pre}),
	"hyphens":     choice(func(w *work, v Hyphens) { w.s.Hyphens = v }, words[Hyphens]{"none": NoHyphens, "manual": ManualHyphens, "auto": AutoHyphens}),
	"orphans":     count(func(w *work, n int) { w.s.Orphans = n }, 1, 100),
	"widows":      count(func(w *work, n int) { w.s.Widows = n }, 1, 100),
	"list-style-type": choice(func(w *work, v ListStyle) { w.s.ListStyle = v }, words[ListStyle]{"disc": Disc, "decimal": Decimal,
		"lower-alpha": LowerAlpha, "upper-roman": UpperRoman, "lower-roman": LowerRoman, "none": NoMarker}),

	"display": choice(setDisplay, words[Display]{"block": Block, "inline": Inline, "none": None, "list-item": ListItem, "table": Table, "grid": Grid}),
	"position": func(v []token) (func(*work), bool) {
		name, ok := call(v, "running")
		return func(w *work) { w.s.Running = name }, ok
	},
	"float": choice(func(w *work, v bool) { w.s.Footnote = v }, words[bool]{"none": false, "footnote": true}),
	"content": func(v []token) (func(*work), bool) {
		name, ok := call(v, "counter")
		content, known := map[string]Content{"page": PageNumber, "pages": PageCount}[name]
		return func(w *work) { w.s.Content = content }, ok && known
	},

	"margin": func(v []token) (func(*work), bool) {
		all, ok := sides(v, func(t token) (length, bool) { return readLength(t, negative|percent|auto) })
		return func(w *work) {
			for i, l := range all {
				if w.s.Margin[i] = l.of(w); i%2 == 0 && l.unit == "auto" { // as CSS has it, above and below
					w.s.Margin[i] = Length{}
				}
			}
		}, ok
	},
	"padding": func(v []token) (func(*work), bool) {
		all, ok := sides(v, func(t token) (length, bool) { return readLength(t, percent) })
		return func(w *work) {
			for i, l := range all {
				w.s.Padding[i] = l.of(w)
			}
		}, ok
	},
	"width":      measure(func(w *work, l Length) { w.s.Width = l }, percent|auto),
	"max-width":  measure(func(w *work, l Length) { w.s.MaxWidth = l }, percent|none),
	"height":     measure(func(w *work, l Length) { w.s.Height = l }, percent|auto),
	"min-height": measure(func(w *work, l Length) { w.s.MinHeight = l }, percent),
	"max-height": measure(func(w *work, l Length) { w.s.MaxHeight = l }, percent|none),

	"border":           bordered(0, 1, 2, 3),
	"border-width":     fourSides(borderWidth, func(w *work, i int, l length) { w.borders[i].width = l }),
	"border-style":     fourSides(borderLine, func(w *work, i int, l Line) { w.borders[i].line = l }),
	"border-color":     fourSides(borderColor, func(w *work, i int, c Color) { w.borders[i].color = c }),
	"border-collapse":  choice(func(w *work, v bool) { w.s.Collapse = v }, words[bool]{"separate": false, "collapse": true}),
	"background-color": background,

	"break-before": choice(func(w *work, v Break) { w.s.BreakBefore = v }, words[Break]{"auto": BreakAuto, "avoid": BreakAvoid, "page": BreakPage}),
	"break-after":  choice(func(w *work, v Break) { w.s.BreakAfter = v }, words[Break]{"auto": BreakAuto, "avoid": BreakAvoid, "page": BreakPage}),
	"break-inside": choice(func(w *work, v bool) { w.s.KeepInside = v }, words[bool]{"auto": false, "avoid": true}),

	"grid-template-columns": tracks,
	"grid-column":           gridColumn,
	"columns":               columns,
	"column-count":          columns,
	"column-gap":            gap(true, false),
	"row-gap":               gap(false, true),
	"gap":                   gap(true, true),
	"column-rule":           bordered(4),
	"column-span":           choice(func(w *work, v bool) { w.s.SpanAll = v }, words[bool]{"none": false, "all": true}),
}

func init() {
	for i, side := range []string{"top", "right", "bottom", "left"} {
		vertical := allow(0)
		if i%2 == 1 {
			vertical = auto
		}
		properties["margin-"+side] = measure(func(w *work, l Length) { w.s.Margin[i] = l }, negative|percent|vertical)
		properties["padding-"+side] = measure(func(w *work, l Length) { w.s.Padding[i] = l }, percent)
		properties["border-"+side] = bordered(i)
		properties["border-"+side+"-width"] = one(borderWidth, func(w *work, l length) { w.borders[i].width = l })
		properties["border-"+side+"-style"] = one(borderLine, func(w *work, l Line) { w.borders[i].line = l })
		properties["border-"+side+"-color"] = one(borderColor, func(w *work, c Color) { w.borders[i].color = c })
	}
}

type words[T any] map[string]T

// choice is a property of one word.
func choice[T any](set func(*work, T), of words[T]) property {
	return func(v []token) (func(*work), bool) {
		if len(v) != 1 || v[0].kind != css.IdentToken {
			return nil, false
		}
		value, ok := of[strings.ToLower(v[0].text)]
		return func(w *work) { set(w, value) }, ok
	}
}

// one is a property of one value.
func one[T any](read func(token) (T, bool), set func(*work, T)) property {
	return func(v []token) (func(*work), bool) {
		if len(v) != 1 {
			return nil, false
		}
		value, ok := read(v[0])
		return func(w *work) { set(w, value) }, ok
	}
}

// measure is a property of one length.
func measure(set func(*work, Length), a allow) property {
	return one(func(t token) (length, bool) { return readLength(t, a) }, func(w *work, l length) { set(w, l.of(w)) })
}

// count is a property of one whole number.
func count(set func(*work, int), low, high int) property {
	return one(func(t token) (int, bool) { return integer(t, low, high) }, set)
}

// color is a property of one colour.
func color(set func(*work, Color)) property { return one(readColor, set) }

// fourSides is a property of one to four values.
func fourSides[T any](read func(token) (T, bool), set func(*work, int, T)) property {
	return func(v []token) (func(*work), bool) {
		all, ok := sides(v, read)
		return func(w *work) {
			for i, x := range all {
				set(w, i, x)
			}
		}, ok
	}
}

func families(v []token) (func(*work), bool) {
	var list []string
	var name []string
	for i := 0; i <= len(v); i++ {
		if i == len(v) || v[i].kind == css.CommaToken {
			if len(name) == 0 {
				return nil, false
			}
			list = append(list, strings.Join(name, " "))
			name = nil
			continue
		}
		switch {
		case v[i].kind == css.StringToken && len(name) == 0 && (i+1 == len(v) || v[i+1].kind == css.CommaToken):
			name = append(name, unquoted(v[i].text))
		case v[i].kind == css.IdentToken:
			name = append(name, v[i].text)
		default:
			return nil, false
		}
	}
	key := strings.Join(list, ",")
	return func(w *work) { w.s.families = w.shared.families(key, list) }, len(list) <= 16
}

// maxFont is the largest font size in points.
const maxFont = 2000

func fontSize(v []token) (func(*work), bool) {
	if len(v) != 1 {
		return nil, false
	}
	l, ok := readLength(v[0], percent)
	return func(w *work) {
		size := l.v
		switch l.unit {
		case "em":
			size *= w.parent.FontSize
		case "%":
			size *= w.parent.FontSize / 100
		case "rem":
			size *= w.root
		}
		w.s.FontSize = min(size, maxFont)
	}, ok
}

func fontWeight(v []token) (func(*work), bool) {
	if len(v) != 1 {
		return nil, false
	}
	n, ok := integer(v[0], 400, 900)
	ok = ok && n%100 == 0
	if v[0].is(css.IdentToken, "normal") {
		n, ok = 400, true
	} else if v[0].is(css.IdentToken, "bold") {
		n, ok = 700, true
	}
	return func(w *work) { w.s.Bold = n >= 600 }, ok
}

func lineHeight(v []token) (func(*work), bool) {
	if len(v) != 1 {
		return nil, false
	}
	if n, unit, ok := number(v[0]); ok && unit == "" && n >= 0 && n <= 100 {
		return func(w *work) { w.s.lineFactor = n }, true
	}
	l, ok := readLength(v[0], percent)
	if l.unit == "%" {
		l = length{l.v / 100, "em"}
	}
	return func(w *work) { w.s.LineHeight, w.s.lineFactor = l.points(w), -1 }, ok
}

func spacing(v []token) (func(*work), bool) {
	if len(v) != 1 {
		return nil, false
	}
	l, ok := readLength(v[0], negative)
	if v[0].is(css.IdentToken, "normal") {
		l, ok = length{}, true
	}
	return func(w *work) { w.s.Spacing = l.points(w) }, ok
}

func decoration(v []token) (func(*work), bool) {
	under, through := false, false
	for _, t := range v {
		switch {
		case t.is(css.IdentToken, "underline") && !under:
			under = true
		case t.is(css.IdentToken, "line-through") && !through:
			through = true
		case t.is(css.IdentToken, "none") && len(v) == 1:
		default:
			return nil, false
		}
	}
	return func(w *work) { w.s.Underline, w.s.LineThrough = under, through }, len(v) > 0
}

func setDisplay(w *work, d Display) { w.s.Display = d }

// builtinDisplay is display with the boxes that only the built-in sheet gives.
var builtinDisplay = choice(setDisplay, words[Display]{"block": Block, "inline": Inline, "none": None, "list-item": ListItem, "table": Table,
	"table-caption": TableCaption, "table-column-group": TableColumnGroup, "table-column": TableColumn, "table-header-group": TableHead,
	"table-row-group": TableBody, "table-footer-group": TableFoot, "table-row": TableRow, "table-cell": TableCell})

func background(v []token) (func(*work), bool) {
	if len(v) == 1 && v[0].is(css.IdentToken, "transparent") {
		return func(w *work) { w.s.Background = Transparent }, true
	}
	return color(func(w *work, c Color) { w.s.Background = c })(v)
}

// border is a border before the colour of the text is known.
type border struct {
	width length
	line  Line
	color Color // Transparent stands for the colour of the text
}

// medium is the width of a border that has none of its own: 3 px.
var medium = length{2.25, "pt"}

func borderWidth(t token) (length, bool) { return readLength(t, 0) }

func borderLine(t token) (Line, bool) {
	if t.kind != css.IdentToken {
		return 0, false
	}
	l, ok := words[Line]{"none": NoLine, "solid": Solid, "double": Double, "dotted": Dotted, "dashed": Dashed}[strings.ToLower(t.text)]
	return l, ok
}

func borderColor(t token) (Color, bool) {
	if t.is(css.IdentToken, "currentcolor") {
		return Transparent, true
	}
	return readColor(t)
}

// readBorder reads width, line and colour in any order.
func readBorder(v []token) (b border, ok bool) {
	b.width = medium
	var width, line, colour bool
	for _, t := range v {
		var was *bool
		if l, ok := borderWidth(t); ok {
			b.width, was = l, &width
		} else if l, ok := borderLine(t); ok {
			b.line, was = l, &line
		} else if c, ok := borderColor(t); ok {
			b.color, was = c, &colour
		}
		if was == nil || *was {
			return b, false
		}
		*was = true
	}
	return b, len(v) > 0
}

// bordered is the shorthand of some borders; number 4 is the rule between columns.
func bordered(which ...int) property {
	return func(v []token) (func(*work), bool) {
		b, ok := readBorder(v)
		return func(w *work) {
			for _, i := range which {
				w.borders[i] = b
			}
		}, ok
	}
}

// maxTracks is how many columns a grid, or a text, may have.
const maxTracks = 64

func tracks(v []token) (func(*work), bool) {
	var list []length
	for _, t := range v {
		l, ok := readLength(t, percent|auto|share)
		if !ok {
			return nil, false
		}
		list = append(list, l)
	}
	return func(w *work) { w.s.grid = w.shared.tracks(w, list) }, 0 < len(list) && len(list) <= maxTracks
}

func gridColumn(v []token) (func(*work), bool) {
	n, ok := -1, false
	switch {
	case len(v) == 2 && v[0].is(css.IdentToken, "span"):
		n, ok = integer(v[1], 1, maxTracks)
	case len(v) == 3:
		ok = v[0].is(css.NumberToken, "1") && v[1].is(css.DelimToken, "/") && v[2].is(css.NumberToken, "-1")
	}
	return func(w *work) { w.s.GridSpan = n }, ok
}

func columns(v []token) (func(*work), bool) {
	if len(v) != 1 {
		return nil, false
	}
	n, ok := integer(v[0], 1, maxTracks)
	if v[0].is(css.IdentToken, "auto") {
		n, ok = 1, true
	}
	return func(w *work) {
		w.s.Columns = n
		if n == 1 {
			w.s.Columns = 0
		}
	}, ok
}

func gap(column, row bool) property {
	return func(v []token) (func(*work), bool) {
		if len(v) == 0 || len(v) > 2 || len(v) == 2 && !(column && row) {
			return nil, false
		}
		first, ok := readLength(v[0], 0)
		second := first
		if len(v) == 2 && ok {
			second, ok = readLength(v[1], 0)
		}
		return func(w *work) {
			if column {
				w.s.ColumnGap, w.gap = second.points(w), true
			}
			if row {
				w.s.RowGap = first.points(w)
			}
		}, ok
	}
}
