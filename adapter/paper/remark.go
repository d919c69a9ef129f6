package paper

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure"
)

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
	var by [][]template.HTML // paragraphs by language
	for _, l := range s.langs {
		list, err := s.paragraphsOf(l, r)
		if err != nil {
			return "", err
		}
		if len(lead) > 0 && len(list) > 0 {
			if rest, ok := strings.CutPrefix(string(list[0]), "<p>"); ok {
				list[0] = "<p><b>" + soft(told(lead).In(l)) + "</b> " + template.HTML(rest) // #nosec G203 -- of a template
			}
		}
		by = append(by, list)
	}
	var h template.HTML
	if len(by) == 1 {
		for _, p := range by[0] {
			h += p
		}
		return h, nil
	}
	if len(by[0]) != len(by[1]) { // then only as a whole do they stand beside each other
		for i, list := range by {
			by[i] = []template.HTML{""}
			for _, p := range list {
				by[i][0] += p
			}
		}
	}
	for i := range by[0] {
		h += `<div class="pair">` + tagged("div", "", s.langs[0], by[0][i]) + tagged("div", "", s.langs[1], by[1][i]) + "</div>\n"
	}
	return h, nil
}

// paragraphsOf writes the paragraphs of a remark in a language: one of a standard paragraph; of free words those that empty lines part.
func (s *set) paragraphsOf(l locale.Lang, r procedure.Remark) ([]template.HTML, error) {
	if r.ID == "" {
		var list []template.HTML
		for part := range strings.SplitSeq(strings.ReplaceAll(r.Words.In(l), "\r\n", "\n"), "\n\n") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, "<p>"+soft(part)+"</p>\n")
			}
		}
		return list, nil
	}
	p := s.paragraphs[r.ID]
	if p == nil {
		return nil, fault.New(fault.Invalid, "there is no paragraph %q", r.ID)
	}
	args := make(map[string]string, len(r.Args))
	for name, v := range r.Args {
		text, err := shown(l, v)
		if err != nil {
			return nil, err
		}
		args[name] = isolated(text)
	}
	var b bytes.Buffer
	if err := p.ExecuteTemplate(&b, string(l), args); err != nil {
		return nil, templateFault(err)
	}
	return []template.HTML{template.HTML(strings.TrimSpace(b.String()) + "\n")}, nil // #nosec G203 -- of a template
}

// moment is a time as an argument of a paragraph.
type moment time.Time

func at(t time.Time) moment { return moment(t) }

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
