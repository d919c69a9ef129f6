package paper

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure"
)

// funcs are the words of our templates beyond those of html/template; docs/paper.md lists them. What is told in several languages is
// written once where it is the same in them.
func (s *set) funcs() template.FuncMap {
	return template.FuncMap{
		"lang":     func() string { return string(s.langs[0]) },
		"both":     func() bool { return len(s.langs) > 1 },
		"say":      func(texts ...string) template.HTML { return s.each(told(texts).In) },
		"first":    func(texts ...string) string { return told(texts).In(s.langs[0]) },
		"stack":    func(texts ...string) template.HTML { return s.stacked(told(texts).In) },
		"lines":    func(w office.Words) template.HTML { return s.stacked(w.In) },
		"words":    func(w office.Words) template.HTML { return s.each(w.In) },
		"main":     func(w office.Words) string { return w.In(s.langs[0]) },
		"value":    s.value,
		"text":     soft,
		"plain":    isolated,
		"date":     func(d ipr.Date) template.HTML { return soft(s.date(d)) },
		"longdate": func(d ipr.Date) template.HTML { return s.each(d.InWords) },
		"moment":   s.moment,
		"number":   s.number,
		"bytes":    s.bytes,
		"money":    s.money,
		"kind":     func(k ipr.Kind) template.HTML { return s.each(func(l locale.Lang) string { return kindName(l, k) }) },
		"status":   s.status,
		"hash":     hash,
		"par":      s.par,
		"remark":   s.remark,
		"qr":       s.qr,
		"land":     s.land,
		"specimen": specimen,
		"charges":  procedure.Charges,
		"total":    procedure.Total,
		"spelt":    func(m procedure.Money) template.HTML { return s.stacked(m.Spelt) },
		"legend":   legend,
		"count":    func(list []procedure.File) int { return len(list) },
		"at":       at,
		"next":     func(i int) int { return i + 1 },
		"lower":    lower,
		"list":     func(items ...string) []string { return items },
		"has":      func(list []string, s string) bool { return slices.Contains(list, s) },
	}
}

// told are texts in the order of the program's languages.
func told(texts []string) office.Words {
	w := office.Words{}
	for i, l := range locale.Langs() {
		if i < len(texts) {
			w[l] = texts[i]
		}
	}
	return w
}

// each writes a text in the languages of the document.
func (s *set) each(in func(locale.Lang) string) template.HTML {
	main := soft(in(s.langs[0]))
	if len(s.langs) == 1 {
		return main
	}
	other := soft(in(s.langs[1]))
	if main == other || other == "" {
		return main
	}
	return tagged("span", "", s.langs[0], main) + `<span class="sep"> / </span>` + tagged("span", "other", s.langs[1], other)
}

// stacked writes a text in the languages of the document, one below the other.
func (s *set) stacked(in func(locale.Lang) string) template.HTML {
	return template.HTML(strings.Replace(string(s.each(in)), `<span class="sep"> / </span>`, "<br>", 1)) // #nosec G203 -- safe before
}

// tagged puts safe HTML into an element in a language.
func tagged(tag, class string, l locale.Lang, h template.HTML) template.HTML {
	if class != "" {
		class = ` class="` + class + `"`
	}
	return template.HTML("<"+tag+class+` lang="`+string(l)+`">`) + h + template.HTML("</"+tag+">") // #nosec G203 -- constants and a language of ours
}

// value writes what a field of the register tells. Its text is set off from the direction of what stands around it.
func (s *set) value(v procedure.Value) template.HTML {
	var h template.HTML
	if v.Text != "" {
		h = "<bdi>"
		if code := language(v.Lang); code != "" {
			h = template.HTML(`<bdi lang="` + code + `">`) // #nosec G203 -- two or three letters
		}
		h += soft(v.Text) + "</bdi>"
	}
	for _, more := range []template.HTML{soft(s.date(v.Date)), s.each(v.Words.In)} {
		if h != "" && more != "" {
			h += ", "
		}
		h += more
	}
	return h
}

// language is the code of a language as the register has it, if it has the form of one.
func language(code string) string {
	if n := len(code); n < 2 || n > 3 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return code
}

func kindName(l locale.Lang, k ipr.Kind) string { return locale.T(l, "common.kind."+string(k)) }

// status writes the state of a right in words.
func (s *set) status(b *procedure.Bibliography) template.HTML {
	return s.each(func(l locale.Lang) string {
		if words, ok := locale.Lookup(l, "common.status."+string(b.Status)); ok {
			return words
		}
		return locale.T(l, "common.status.unknown")
	})
}

// lower begins a text with a small letter, for a name within a sentence.
func lower(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// specimen chooses how large the words of a mark, or a title, are set: "large" to "least".
func specimen(v procedure.Value) string {
	switch n := utf8.RuneCountInString(v.Text); {
	case n <= 14:
		return "large"
	case n <= 40:
		return "medium"
	case n <= 120:
		return "small"
	}
	return "least"
}

// legend lists the INID codes that occur in a section of a gazette with what they mean, by code.
func legend(s procedure.Section) []procedure.Field {
	seen := map[string]bool{"": true}
	var list []procedure.Field
	for _, e := range s.Entries {
		for _, group := range e.Groups {
			for _, f := range group.Fields {
				if !seen[f.Code] {
					seen[f.Code], list = true, append(list, f)
				}
			}
		}
	}
	slices.SortFunc(list, func(a, b procedure.Field) int { return strings.Compare(a.Code, b.Code) })
	return list
}

// land draws the area of an indication, and gives the length of the bar in the drawing in metres.
func (s *set) land(l *procedure.Land) drawn {
	svg, bar := l.Map.SVG(l.Says.In(s.langs[0]))
	return drawn{template.HTML(svg), bar} // #nosec G203 -- numbers, and a label that is escaped
}

// drawn is a map with the length of its bar.
type drawn struct {
	SVG template.HTML
	Bar int // metres
}

// Long is the length of the bar as people say it: "500 m", "10 km".
func (d drawn) Long() string {
	if d.Bar >= 1000 {
		return strconv.Itoa(d.Bar/1000) + noBreak + "km"
	}
	return strconv.Itoa(d.Bar) + noBreak + "m"
}

// qr draws the code of the address under which the document can be verified.
func (s *set) qr(address string) (template.HTML, error) {
	return QR(address, told([]string{"Mã QR để kiểm tra văn bản: ", "QR code to verify the document: "}).In(s.langs[0])+address)
}
