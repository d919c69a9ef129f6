package office

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
)

// Words are a text in each language in which the office writes.
type Words map[locale.Lang]string

// Same is a text that is the same in every language, as a name is.
func Same(s string) Words {
	w := Words{}
	for _, l := range locale.Langs() {
		w[l] = s
	}
	return w
}

// In gives the text in a language; where there is none in it, the text in the first language that has one.
func (w Words) In(l locale.Lang) string {
	if s := w[l]; s != "" {
		return s
	}
	for _, other := range locale.Langs() {
		if s := w[other]; s != "" {
			return s
		}
	}
	return ""
}

// UnmarshalYAML reads an object of languages, or one text for all of them.
func (w *Words) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		if *w = nil; n.Value != "" {
			*w = Same(n.Value)
		}
		return nil
	}
	var told map[string]string
	if err := n.Decode(&told); err != nil {
		return err
	}
	*w = Words{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		l, ok := locale.ParseLang(key.Value)
		if !ok || string(l) != key.Value {
			return fmt.Errorf("line %d: %w", key.Line, fault.New(fault.Invalid, "%q is no language of the office's papers", key.Value))
		}
		if s := told[key.Value]; s != "" {
			(*w)[l] = s
		}
	}
	return nil
}

func (w Words) tidy() {
	for l, s := range w {
		w[l] = tidy(s)
	}
}

func tidy(s string) string { return strings.TrimSpace(norm.NFC.String(s)) }

// lineOf finds the line in what the reader of YAML says: "line 3: …", or "… at L3.C9".
var lineOf = regexp.MustCompile(`\b(?:line |L)(\d+)`)

// readYAML reads YAML whose members are all known.
func readYAML(b []byte, to any) error {
	err := yaml.Load(b, to, yaml.WithKnownFields())
	if err == nil {
		return nil
	}
	where := ""
	if m := lineOf.FindStringSubmatch(err.Error()); m != nil {
		where = "line " + m[1]
	}
	return fault.New(fault.Invalid, "the letterhead cannot be read").At(where).Because(err)
}

// lines tells where the members of a file of YAML stand.
type lines struct{ root *yaml.Node }

func newLines(b []byte) lines {
	var n yaml.Node
	if yaml.Load(b, &n) != nil || len(n.Content) == 0 {
		return lines{}
	}
	return lines{n.Content[0]}
}

// at names the line of a member by its path, or of the last of its parents that is there.
func (l lines) at(path ...string) string {
	n := l.root
	if n == nil {
		return "line 1"
	}
	line := n.Line
	for _, name := range path {
		var next *yaml.Node
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Kind == yaml.MappingNode && n.Content[i].Value == name {
				line, next = n.Content[i].Line, n.Content[i+1]
			}
		}
		if next == nil {
			break
		}
		n = next
	}
	return "line " + strconv.Itoa(line)
}
