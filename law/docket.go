package law

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

// ReadDocket reads a docket as JSON Lines: {"id":…, "right":"TM", "facts":{"filing":"2026-02-10","classes":2,"extension_requested":["…"]}}.
// A line that cannot be read ends it with its number: a simulation over half a docket would mislead. Errors: Invalid.
func ReadDocket(r io.Reader) iter.Seq2[Case, error] {
	return func(yield func(Case, error) bool) {
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 0, 64<<10), 1<<20)
		n := 0
		for lines.Scan() {
			n++
			if len(strings.TrimSpace(lines.Text())) == 0 {
				continue
			}
			c, err := readCase(lines.Bytes())
			if f, ok := fault.Of(err); ok {
				err = f.At("line " + fmt.Sprint(n))
			}
			if !yield(c, err) || err != nil {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(Case{}, fault.New(fault.Invalid, "the docket cannot be read").Because(err).At("line "+fmt.Sprint(n+1)))
		}
	}
}

func readCase(b []byte) (Case, error) {
	var line struct {
		ID    string                     `json:"id"`
		Right string                     `json:"right"`
		Facts map[string]json.RawMessage `json:"facts"`
	}
	if err := json.Unmarshal(b, &line); err != nil {
		return Case{}, fault.New(fault.Invalid, "the line is no case").Because(err)
	}
	if line.Right == "*" || !slices.Contains(rights(), line.Right) {
		return Case{}, fault.New(fault.Invalid, "%q is no kind of right", line.Right)
	}
	c := Case{ID: line.ID, Right: line.Right, Facts: new(Facts)}
	for _, name := range slices.Sorted(maps.Keys(line.Facts)) {
		list, err := values(line.Facts[name])
		if err != nil {
			return Case{}, fault.New(fault.Invalid, "the fact %s cannot be read", name).Because(err)
		}
		if name == "items" { // one fact: the numbers of all classes
			list = []string{strings.Join(list, ",")}
		}
		for _, v := range list {
			if err := c.Facts.Tell(name, v); err != nil {
				return Case{}, err
			}
		}
	}
	return c, nil
}

// values reads a text, a number, or a list of them.
func values(raw json.RawMessage) ([]string, error) {
	list := []json.RawMessage{raw}
	if raw[0] == '[' {
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, err
		}
	}
	out := make([]string, len(list))
	for i, v := range list {
		if out[i] = string(v); v[0] != '"' {
			continue // as it is written
		}
		if err := json.Unmarshal(v, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}
