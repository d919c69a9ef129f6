package law_test

import (
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/law"
)

// members lists the members of a struct as packs write them.
func members(t reflect.Type) []string {
	var list []string
	for i := range t.NumField() {
		f := t.Field(i)
		name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case rest == "inline":
			list = append(list, members(f.Type)...)
		case name != "":
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// What an editor offers is what the program reads.
func TestTheSchemaForEditorsHasTheMembersThatAreRead(t *testing.T) {
	type object struct {
		Additional *bool                      `json:"additionalProperties"`
		Properties map[string]json.RawMessage `json:"properties"`
	}
	var schema struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	b, err := os.ReadFile("pack.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	schema.Defs["pack"] = schema.object
	for name, of := range map[string]any{
		"pack": law.Pack{}, "rule": law.Rule{}, "fee": law.Fee{}, "bill": law.BillOf{}, "discount": law.Discount{}, "requirement": law.Requirement{},
		"machine": law.Machine{}, "numbering": law.Numbering{}, "state": law.State{}, "act": law.Act{}, "words": law.Words{}, "length": law.Length{},
	} {
		def := schema.Defs[name]
		want := members(reflect.TypeOf(of))
		if got := slices.Sorted(maps.Keys(def.Properties)); !slices.Equal(got, want) {
			t.Errorf("%s: the schema has %q, the program reads %q", name, got, want)
		}
		if def.Additional == nil || *def.Additional {
			t.Errorf("%s: the schema lets other members stand", name)
		}
	}
}
