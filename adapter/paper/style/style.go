package style

// Style is every computed value of an element: lengths in points, keywords resolved, inheritance done. Styles of one
// document that are equal by value are one pointer, so that a pointer may be a key. A Style is not changed after Read;
// who needs another one copies it.
type Style struct {
	// What text looks like. These values are inherited.

	families *[]string
	FontSize float64
	Bold     bool // font-weight of 600 and above
	Italic   bool
	Tabular  bool // figures of one width: font-variant-numeric: tabular-nums
	Color    Color
	Spacing  float64 // letter-spacing
	Upper    bool    // text-transform: uppercase; the text itself stays as written

	// What a paragraph looks like. These values are inherited.

	LineHeight float64 // resolved against the font size
	lineFactor float64 // the number that line-height was given as; 0 if it was a length
	Align      Align
	Indent     Length // text-indent; per cent of the width of the containing block
	Balance    bool   // text-wrap: balance
	WhiteSpace WhiteSpace
	Hyphens    Hyphens
	Orphans    int
	Widows     int
	RTL        bool // the base direction is right to left: attribute dir
	ListStyle  ListStyle
	Collapse   bool // border-collapse: collapse

	// Lines through and under the text. They are not inherited in CSS but drawn through all that is inside, which comes
	// to the same: they are carried down, and none of a descendant does not take them away.

	Underline   bool
	LineThrough bool

	// What the element itself is. These values are not inherited.

	Display  Display
	Isolate  bool // its text does not mix with that around it in the bidirectional algorithm: bdi, or an attribute dir
	VAlign   VAlign
	Footnote bool    // float: footnote
	Running  string  // position: running(NAME); such an element stands in Document.Running
	Content  Content // of an empty element inside a running one

	Margin     [4]Length // top, right, bottom, left; Auto only at right and left
	Padding    [4]Length // top, right, bottom, left
	Border     [4]Border // top, right, bottom, left
	Background Color     // Transparent if none
	Width      Length    // Auto if not set
	MaxWidth   Length    // Auto if there is no limit
	Height     Length    // Auto if not set
	MinHeight  Length    // 0 if not set
	MaxHeight  Length    // Auto if there is no limit

	BreakBefore Break
	BreakAfter  Break
	KeepInside  bool // break-inside: avoid

	grid      *[]Length
	GridSpan  int     // tracks that an item of a grid takes, 1 or more; -1 is from the first to the last: grid-column: 1 / -1
	Columns   int     // column-count; 0 if the element is not set in columns
	ColumnGap float64 // 1 em in columns and 0 in grids, if not set
	RowGap    float64
	Rule      Border // column-rule
	SpanAll   bool   // column-span: all
}

// Families is the list of font families in the order of preference. It must not be changed.
func (s *Style) Families() []string {
	if s.families == nil {
		return nil
	}
	return *s.families
}

// Grid is the list of column tracks of a grid: Pt, Percent, Auto or Fr. It must not be changed.
func (s *Style) Grid() []Length {
	if s.grid == nil {
		return nil
	}
	return *s.grid
}

// Length is a length in points, or one that only the layout can resolve.
type Length struct {
	Value float64
	Unit  Unit
}

// IsAuto says whether the length is left to the layout.
func (l Length) IsAuto() bool { return l.Unit == Auto }

// Of is the length in points where whole is 100 %. Auto and Fr are 0.
func (l Length) Of(whole float64) float64 {
	switch l.Unit {
	case Pt:
		return l.Value
	case Percent:
		return l.Value / 100 * whole
	}
	return 0
}

// Unit is the unit of a Length.
type Unit uint8

// The units that are left after computing.
const (
	Pt      Unit = iota
	Percent      // of the width of the containing block; for heights of its height
	Auto         // auto, none of max-width and max-height
	Fr           // a share of what is left over, in a grid
)

// Color is a colour of sRGB. A is 255, or 0 for no colour at all.
type Color struct{ R, G, B, A uint8 }

// The colours that have a name.
var (
	Transparent = Color{}
	Black       = Color{A: 255}
	White       = Color{255, 255, 255, 255}
)

// Border is a border of one side, or the rule between columns. Width is 0 if Line is NoLine.
type Border struct {
	Width float64
	Line  Line
	Color Color
}

// Line is how a border is drawn.
type Line uint8

// The lines.
const (
	NoLine Line = iota
	Solid
	Double
	Dotted
	Dashed
)

// Display is what kind of box an element makes. Elements that make none are not in the tree.
type Display uint8

// The displays. Those that begin with Table, but for Table itself, come from the built-in sheet only. The items of a grid are never
// Inline, nor parts of a table.
const (
	Inline Display = iota
	Block
	None
	ListItem
	Grid
	Table
	TableCaption
	TableColumnGroup
	TableColumn
	TableHead
	TableBody
	TableFoot
	TableRow
	TableCell
)

// Align is the alignment of lines.
type Align uint8

// The alignments. Start and End follow the direction of the paragraph.
const (
	Start Align = iota
	End
	Left
	Right
	Center
	Justify
)

// WhiteSpace is what becomes of white space.
type WhiteSpace uint8

// The values of white-space.
const (
	Normal WhiteSpace = iota // collapsed, broken
	NoWrap                   // collapsed, not broken
	Pre                      // kept, broken only at line feeds
)

// Hyphens says where words may be hyphenated.
type Hyphens uint8

// The values of hyphens.
const (
	ManualHyphens Hyphens = iota // at soft hyphens
	NoHyphens
	AutoHyphens // also where the patterns of the language allow it
)

// ListStyle is the marker of list items.
type ListStyle uint8

// The markers.
const (
	Disc ListStyle = iota
	Decimal
	LowerAlpha
	UpperRoman
	LowerRoman
	NoMarker
)

// VAlign is the height at which inline text, or the content of a table cell, stands.
type VAlign uint8

// Baseline, Sub and Super are for inline text; Top (also what Baseline means in a cell), Middle and Bottom for cells.
const (
	Baseline VAlign = iota
	Sub
	Super
	Top
	Middle
	Bottom
)

// Break says whether a page may end before or after an element.
type Break uint8

// The values of break-before and break-after.
const (
	BreakAuto Break = iota
	BreakAvoid
	BreakPage
)

// Content is what an empty element inside a running one shows.
type Content uint8

// The values of content.
const (
	NoContent  Content = iota
	PageNumber         // counter(page)
	PageCount          // counter(pages)
)
