package api

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/procedure/filing"
)

// described is what the tests read of the description.
type described struct {
	Paths      map[string]map[string]json.RawMessage
	Components struct {
		Schemas map[string]struct {
			Properties map[string]any
			Required   []string
		}
	}
}

func description(t *testing.T) described {
	t.Helper()
	var d described
	if err := json.Unmarshal(openapi, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDescriptionHasTheRoutesAndNoOthers(t *testing.T) {
	var want, got []string
	for _, r := range routes {
		want = append(want, r.pattern)
	}
	for path, methods := range description(t).Paths {
		for m := range methods {
			got = append(got, strings.ToUpper(m)+" "+path)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("described are %q, served are %q", got, want)
	}
}

func TestDescriptionHasTheMembersOfTheTypes(t *testing.T) {
	d := description(t)
	seen := map[string]bool{"Words": true, "Hash": true, "Day": true, "Moment": true, "Receipt": true, "List": true}
	var hold func(reflect.Type)
	hold = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Map {
			typ = typ.Elem()
		}
		name := typ.Name()
		if typ.Kind() != reflect.Struct || seen[name] || name == "Date" {
			return
		}
		if name == "envelope" {
			name = "Envelope"
		}
		seen[name] = true
		schema, ok := d.Components.Schemas[name]
		if !ok {
			t.Errorf("the type %s is not described", name)
			return
		}
		var members, required []string
		for _, f := range reflect.VisibleFields(typ) {
			if f.Anonymous {
				continue
			}
			member, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			members = append(members, member)
			if options == "" && name != "Envelope" {
				required = append(required, member)
			}
			hold(f.Type)
		}
		slices.Sort(members)
		slices.Sort(required)
		if got := slices.Sorted(maps.Keys(schema.Properties)); !slices.Equal(got, members) {
			t.Errorf("%s is described with %q and has %q", name, got, members)
		}
		if got := slices.Sorted(slices.Values(schema.Required)); name != "Envelope" && !slices.Equal(got, required) {
			t.Errorf("of %s are required %q, always there are %q", name, got, required)
		}
	}
	for _, v := range []any{filing.Application{}, envelope{}, Filing{}, Form{}, Checked{}, Problem{}, Line{}, filing.Made{}} {
		hold(reflect.TypeOf(v))
	}
	for name := range d.Components.Schemas {
		if !seen[name] {
			t.Errorf("%s is described and is no type", name)
		}
	}
}

// TestDescriptionIsValid has the description judged by a validator of others, openapi-spec-validator.
func TestDescriptionIsValid(t *testing.T) {
	python := os.Getenv("MUNIMENT_TEST_OPENAPI")
	if python == "" {
		t.Skip("MUNIMENT_TEST_OPENAPI is not set; script/conformance sets it")
	}
	file := filepath.Join(outside.Root(t), "adapter", "api", "openapi.json")
	out, err := exec.CommandContext(t.Context(), python, "-m", "openapi_spec_validator", "--errors", "all", file).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
