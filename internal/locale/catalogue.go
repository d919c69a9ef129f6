package locale

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed text
var files embed.FS

// sentenceFiles hold the translations of sentences of faults, and of the reasons for which an import leaves something out;
// their keys are sentences, not dotted words.
var sentenceFiles = []string{"fault.json", "left_out.json"}

// message is one text, cut at its places. one is nil where the text does not depend on a count.
type message struct{ one, other pattern }

// in writes the message with its arguments. The count 1, without a fraction, takes the form one: CLDR's English rule.
func (m message) in(l Lang, args []any) string {
	if m.one != nil {
		if n, ok := argument("n", args); ok && fmt.Sprint(n) == "1" {
			return m.one.fill(l, args)
		}
	}
	return m.other.fill(l, args)
}

// pattern alternates literal text and names of places: text, name, text, name, … text.
type pattern []string

// fill writes the pattern with its arguments.
func (p pattern) fill(l Lang, args []any) string {
	if len(p) == 1 {
		return p[0]
	}
	var b strings.Builder
	for i, s := range p {
		if i%2 == 0 {
			b.WriteString(s)
		} else if v, ok := argument(s, args); ok {
			b.WriteString(show(l, v))
		} else {
			b.WriteString("{" + s + "}")
		}
	}
	return b.String()
}

// cut makes a pattern of a text.
func cut(text string) (pattern, error) {
	var p pattern
	for {
		before, rest, found := strings.Cut(text, "{")
		if strings.Contains(before, "}") {
			return nil, fmt.Errorf("a brace closes that was not opened")
		}
		p = append(p, before)
		if !found {
			return p, nil
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" {
			return nil, fmt.Errorf("{%s is no named place", name)
		}
		p, text = append(p, name), after
	}
}

// catalogue gives the texts by language and key. The files are part of the program, so a bad one is an impossible
// state; the tests read each of them.
var catalogue = sync.OnceValue(func() map[Lang]map[string]message {
	all := map[Lang]map[string]message{}
	for _, l := range Langs() {
		all[l] = map[string]message{}
		for _, name := range list(l) {
			if slices.Contains(sentenceFiles, name) {
				continue
			}
			texts, err := readTexts(read(l, name))
			if err != nil {
				panic(fmt.Sprintf("locale: text/%s/%s: %v", l, name, err))
			}
			for k, m := range texts {
				all[l][k] = m
			}
		}
	}
	return all
})

// sentences gives the translations of sentences by language.
var sentences = sync.OnceValue(func() map[Lang]map[string]string {
	all := map[Lang]map[string]string{}
	for _, l := range Langs() {
		m := map[string]string{}
		for _, name := range list(l) {
			if !slices.Contains(sentenceFiles, name) {
				continue
			}
			if err := json.Unmarshal(read(l, name), &m); err != nil {
				panic(fmt.Sprintf("locale: text/%s/%s: %v", l, name, err))
			}
		}
		all[l] = m
	}
	return all
})

// list gives the names of a language's files, sorted.
func list(l Lang) []string {
	entries, err := files.ReadDir(path.Join("text", string(l)))
	if err != nil {
		panic("locale: " + err.Error())
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func read(l Lang, name string) []byte {
	b, err := files.ReadFile(path.Join("text", string(l), name))
	if err != nil {
		panic("locale: " + err.Error())
	}
	return b
}

// readTexts reads one file: an object of keys with a string, or an object of plural forms.
func readTexts(data []byte) (map[string]message, error) {
	raw, err := object(data)
	if err != nil {
		return nil, err
	}
	texts := make(map[string]message, len(raw))
	for key, value := range raw {
		m, err := readMessage(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		texts[key] = m
	}
	return texts, nil
}

func readMessage(value json.RawMessage) (m message, err error) {
	if value[0] != '{' {
		var s string
		if err = json.Unmarshal(value, &s); err != nil {
			return m, err
		}
		m.other, err = cut(s)
		return m, err
	}
	var forms struct{ One, Other *string }
	d := json.NewDecoder(bytes.NewReader(value))
	d.DisallowUnknownFields()
	if err = d.Decode(&forms); err != nil {
		return m, err
	}
	if forms.Other == nil {
		return m, fmt.Errorf("the plural form other is missing")
	}
	if forms.One != nil {
		if m.one, err = cut(*forms.One); err != nil {
			return m, err
		}
	}
	m.other, err = cut(*forms.Other)
	return m, err
}

// object reads a JSON object and refuses a key given twice, which encoding/json would let pass.
func object(data []byte) (map[string]json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("not a JSON object")
	}
	m := map[string]json.RawMessage{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		var v json.RawMessage
		if err := d.Decode(&v); err != nil {
			return nil, err
		}
		key := t.(string) // the names of an object's members are strings
		if _, twice := m[key]; twice {
			return nil, fmt.Errorf("%s is given twice", key)
		}
		m[key] = v
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	return m, nil
}

// missing remembers keys asked for in vain, at most a hundred.
var missing absent

type absent struct {
	mu   sync.Mutex
	keys []string
}

func (a *absent) note(key string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.keys) < 100 && !slices.Contains(a.keys, key) {
		a.keys = append(a.keys, key)
	}
}

// Missing lists, sorted, the languages and keys ("vi entry.title") that T was asked for since the program began and
// has no text for, at most a hundred. A test that renders every page looks here last.
func Missing() []string {
	missing.mu.Lock()
	defer missing.mu.Unlock()
	return slices.Sorted(slices.Values(missing.keys))
}

// Keys lists all keys of the language, sorted.
func Keys(l Lang) []string {
	var keys []string
	for k := range catalogue()[l] {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
