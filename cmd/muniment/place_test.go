package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/internal/sample"
)

// landFiles writes the sample's land as a list and a map for each of its provinces.
func landFiles(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	list := "code,level,parent,name,english,from,until,became\n"
	for _, r := range sample.Land() {
		if !r.Until.IsZero() {
			list += fmt.Sprintf("%s,%s,%s,%s,%s,%s,%s,%s\n", r.Code, r.Level, r.Parent, r.Name, r.English, r.From, r.Until, strings.Join(r.Became, " "))
			continue
		}
		properties, err := json.Marshal(map[string]string{"fullName": r.Name, "fullNameEn": r.English, "level": string(r.Level)})
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprintf(`{"type":"FeatureCollection","features":[{"type":"Feature","id":%q,"properties":%s,"geometry":%s}]}`, r.Code, properties, r.Shape.GeoJSON())
		if err := os.WriteFile(filepath.Join(dir, r.Code+".geojson"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "0.csv"), []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestUnitsAreImportedListedAndShown(t *testing.T) {
	dir, data := landFiles(t), t.TempDir()
	out := &strings.Builder{}
	do := func(want int, args ...string) string {
		t.Helper()
		out.Reset()
		errs := &strings.Builder{}
		if code := run(t.Context(), append(args, "--data", data), os.Getenv, nil, out, errs); code != want {
			t.Fatalf("%v: %d %s%s", args, code, out, errs)
		}
		return out.String()
	}
	read := 0
	for line := range strings.Lines(do(0, "place", "import", "--json", "--from", "2025-07-01", dir)) {
		var r placeReport
		if err := json.Unmarshal([]byte(line), &r); err != nil || r.Refused > 0 || r.Broken != "" || r.Stored != r.Read {
			t.Errorf("%s: %v", line, err)
		}
		read += r.Read
	}
	if read != len(sample.Land()) {
		t.Errorf("%d of %d units were read", read, len(sample.Land()))
	}
	if again := do(0, "place", "import", "--from", "2025-07-01", dir); strings.Contains(again, "1 stored") {
		t.Errorf("the same files again store something: %s", again)
	}
	// The map does not say to which province a commune belongs: its land does.
	if list := do(0, "place", "list", "S1"); strings.Count(list, "\n") != 10 || !strings.Contains(list, "Xã Nậm Sương") {
		t.Errorf("the communes are %s", list)
	}
	if old := do(0, "place", "show", "khe vang"); !strings.Contains(old, "now S100  Xã Nậm Sương") || !strings.Contains(old, "merged") {
		t.Errorf("what is no more is told as %s", old)
	}
	if land := do(0, "place", "show", "--map", "--day", "2026-01-01", "S100"); !strings.HasPrefix(land, `{"type":"Polygon","coordinates":[[[`) {
		t.Errorf("its land is told as %.80s", land)
	}
	do(1, "place", "show", "nowhere")
	do(1, "place", "list", "XX")
	do(2, "place", "import")
}

func TestImportOfUnitsTellsWhatItRefuses(t *testing.T) {
	dir, data := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		"bad.csv":     "code,level,name\nA,province,Tỉnh A\nB,planet,B\n",
		"cut.geojson": `{"type":"FeatureCollection","features":[{"type":"Feature","id":"C","properties":{"name":"Tỉnh C","level":"province"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}},{"type":`,
		"bow.geojson": `{"type":"Feature","id":"D","properties":{"name":"Tỉnh D","level":"province"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,0.5],[0,0]]]}}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, errs := &strings.Builder{}, &strings.Builder{}
	if code := run(t.Context(), []string{"place", "import", "--data", data, dir}, os.Getenv, nil, out, errs); code != 1 {
		t.Fatalf("it ends with %d: %s%s", code, out, errs)
	}
	for _, want := range []string{
		"bad.csv: 2 read, 1 stored, 0 unchanged, 1 refused\n  B level: \"planet\" is no level of administrative units",
		"bow.geojson: 1 read, 0 stored, 0 unchanged, 1 refused\n  D ring 1 of polygon 1 crosses or touches itself",
		"cut.geojson: 1 read, 1 stored, 0 unchanged, 0 refused\n  The file was not read to its end: ",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report lacks %q: %s", want, out)
		}
	}
	out.Reset()
	if code := run(t.Context(), []string{"place", "list", "--data", data}, os.Getenv, nil, out, errs); code != 0 || strings.Count(out.String(), "\n") != 2 {
		t.Errorf("kept are %s", out)
	}
}

// The maps of Viet Nam's provinces and communes, as others publish them, are read whole, and every commune is found in its province.
func TestRealMapsAreImported(t *testing.T) {
	files := []string{outside.Shared(t, "data/geo/vn-provinces-2025"), outside.Shared(t, "data/geo/vn-wards-gi-areas")}
	data := t.TempDir()
	out, errs := &strings.Builder{}, &strings.Builder{}
	if code := run(t.Context(), []string{"place", "import", "--data", data, "--viet-nam"}, os.Getenv, nil, out, errs); code != 0 {
		t.Fatal(errs)
	}
	out.Reset()
	if code := run(t.Context(), append([]string{"place", "import", "--json", "--data", data, "--from", "2025-07-01"}, files...), os.Getenv, nil, out, errs); code != 0 {
		t.Fatalf("%s%s", out, errs)
	}
	out.Reset()
	if code := run(t.Context(), []string{"place", "list", "--data", data}, os.Getenv, nil, out, errs); code != 0 || strings.Count(out.String(), "\n") != 34 {
		t.Errorf("the provinces are %s", out)
	}
	out.Reset()
	if code := run(t.Context(), []string{"place", "show", "--data", data, "buôn ma thuột"}, os.Getenv, nil, out, errs); code != 0 || !strings.Contains(out.String(), "Phường Buôn Ma Thuột, Tỉnh Đắk Lắk") {
		t.Errorf("it is shown as %s", out)
	}
}
