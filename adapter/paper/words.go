package paper

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
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
		"date":     func(d ipr.Date) template.HTML { return s.each(d.In) },
		"longdate": func(d ipr.Date) template.HTML { return s.each(d.InWords) },
		"moment": func(t time.Time) template.HTML {
			return s.each(func(l locale.Lang) string { return locale.Moment(l, t) })
		},
		"number":   func(n int64) string { return locale.Number(s.langs[0], n) },
		"bytes":    func(n int64) string { return size(s.langs[0], n) },
		"money":    func(m procedure.Money) template.HTML { return s.stacked(m.In) },
		"kind":     func(k ipr.Kind) template.HTML { return s.each(func(l locale.Lang) string { return kindName(l, k) }) },
		"status":   s.status,
		"hash":     hash,
		"par":      s.par,
		"remark":   s.remark,
		"qr":       s.qr,
		"specimen": specimen,
		"charges":  func(b *law.Bill) []procedure.Charge { return procedure.Charges(b) },
		"total":    procedure.Total,
		"legend":   legend,
		"count":    func(list []procedure.File) int { return len(list) },
		"at":       func(t time.Time) moment { return moment(t) },
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
		if len(v.Words) > 0 {
			h += ", "
		}
	}
	if len(v.Words) > 0 {
		h += s.each(v.Words.In)
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

// longWord is how many characters a word may have before it may be broken after each so many.
const longWord = 24

// soft writes a text with places at which very long words may be broken. A text that turns the direction of writing does so only for
// itself.
func soft(text string) template.HTML {
	text = isolated(text)
	var b strings.Builder
	from, run := 0, 0
	joined := false // the character before does not stand alone
	for i, r := range text {
		switch {
		case unicode.IsSpace(r):
			run = 0
		case unicode.Is(unicode.M, r) || r == zeroWidthJoiner || joined:
		case run >= longWord:
			b.WriteString(template.HTMLEscapeString(text[from:i]))
			b.WriteString("<wbr>")
			from, run = i, 1
		default:
			run++
		}
		joined = r == zeroWidthJoiner
	}
	b.WriteString(template.HTMLEscapeString(text[from:]))
	return template.HTML(b.String()) // #nosec G203 -- escaped
}

const (
	zeroWidthJoiner = '\u200d'
	firstIsolate    = "\u2068" // FIRST STRONG ISOLATE
	popIsolate      = "\u2069" // POP DIRECTIONAL ISOLATE
)

// turns are the characters that change the direction of what follows them. Source: Unicode Standard Annex 9.
const turns = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"

// isolated drops characters that control a terminal, and closes a text that turns the direction of writing in itself. It drops an
// unpaired end of an isolate, which would end ours.
func isolated(text string) string {
	if strings.ContainsFunc(text, dropped) {
		text = strings.Map(func(r rune) rune {
			if dropped(r) {
				return -1
			}
			return r
		}, text)
	}
	if !strings.ContainsAny(text, turns) {
		return text
	}
	var b strings.Builder
	b.WriteString(firstIsolate)
	depth := 0
	for _, r := range text {
		switch r {
		case '\u2066', '\u2067', '\u2068':
			depth++
		case '\u2069':
			if depth == 0 {
				continue
			}
			depth--
		}
		b.WriteRune(r)
	}
	b.WriteString(strings.Repeat(popIsolate, depth) + popIsolate)
	return b.String()
}

// dropped reports whether a character has no place in a text: a control other than those of white space, or no character at all.
func dropped(r rune) bool {
	return unicode.IsControl(r) && !strings.ContainsRune("\t\n\r", r) || r == utf8.RuneError || r&0xfffe == 0xfffe
}

// hash writes a SHA-256 in four groups between which it may be broken.
func hash(sum string) template.HTML {
	var h template.HTML
	for i := 0; i < len(sum); i += 16 {
		if i > 0 {
			h += "<wbr>"
		}
		h += template.HTML(template.HTMLEscapeString(sum[i:min(i+16, len(sum))])) // #nosec G203 -- escaped
	}
	return h
}

// size writes a number of bytes as people say it.
func size(l locale.Lang, n int64) string {
	switch {
	case n >= 1e6:
		return locale.Decimal(l, float64(n)/1e6, 1) + " MB"
	case n >= 1e3:
		return locale.Decimal(l, float64(n)/1e3, 0) + " kB"
	}
	return locale.Number(l, n) + " B"
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

// qr draws the code of the address under which the document can be verified.
func (s *set) qr(address string) (template.HTML, error) {
	return QR(address, told([]string{"Mã QR để kiểm tra văn bản: ", "QR code to verify the document: "}).In(s.langs[0])+address)
}

// par writes a standard paragraph with arguments in pairs of name and value.
func (s *set) par(id string, args ...any) (template.HTML, error) {
	r := procedure.Remark{ID: id, Args: map[string]any{}}
	for i := 0; i+1 < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok {
			return "", fault.New(fault.Invalid, "the arguments of a paragraph are pairs of a name and a value")
		}
		r.Args[name] = args[i+1]
	}
	return s.remark(r)
}

// remark writes a remark, one paragraph beside the other where the document is in two languages, each led by words in its language if
// there are any.
func (s *set) remark(r procedure.Remark, lead ...string) (template.HTML, error) {
	var h template.HTML
	for _, l := range s.langs {
		p, err := s.paragraph(l, r)
		if err != nil {
			return "", err
		}
		if len(lead) > 0 {
			if rest, ok := strings.CutPrefix(string(p), "<p>"); ok {
				p = "<p><b>" + soft(told(lead).In(l)) + "</b> " + template.HTML(rest) // #nosec G203 -- of a template
			}
		}
		if len(s.langs) == 1 {
			return p, nil
		}
		h += tagged("div", "", l, p)
	}
	return `<div class="pair">` + h + "</div>", nil
}

// paragraph writes a remark in a language.
func (s *set) paragraph(l locale.Lang, r procedure.Remark) (template.HTML, error) {
	if r.ID == "" {
		var h template.HTML
		for part := range strings.SplitSeq(strings.ReplaceAll(r.Words.In(l), "\r\n", "\n"), "\n\n") {
			if part = strings.TrimSpace(part); part != "" {
				h += "<p>" + soft(part) + "</p>\n"
			}
		}
		return h, nil
	}
	p := s.paragraphs[r.ID]
	if p == nil {
		return "", fault.New(fault.Invalid, "there is no paragraph %q", r.ID)
	}
	args := make(map[string]string, len(r.Args))
	for name, v := range r.Args {
		text, err := shown(l, v)
		if err != nil {
			return "", err
		}
		args[name] = isolated(text)
	}
	var b bytes.Buffer
	if err := p.ExecuteTemplate(&b, string(l), args); err != nil {
		return "", templateFault(err)
	}
	return template.HTML(strings.TrimSpace(b.String()) + "\n"), nil // #nosec G203 -- of a template
}

// moment is a time as an argument of a paragraph.
type moment time.Time

// In writes the time in a language.
func (m moment) In(l locale.Lang) string { return locale.Moment(l, time.Time(m)) }

// shown writes the value of an argument of a paragraph in a language.
func shown(l locale.Lang, v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case int:
		return locale.Number(l, int64(v)), nil
	case int64:
		return locale.Number(l, v), nil
	case []string:
		return locale.List(l, v), nil
	case ipr.Date:
		return v.InWords(l), nil
	case ipr.Kind:
		return kindName(l, v), nil
	case interface{ In(locale.Lang) string }:
		return v.In(l), nil
	}
	return "", fault.New(fault.Invalid, "a paragraph cannot show a value of the type %s", fmt.Sprintf("%T", v))
}
