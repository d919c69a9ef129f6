package index

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/search"
)

func some(t testing.TB) *search.Index {
	t.Helper()
	x := search.NewIndex(search.Options{})
	var docs []search.Doc
	for i, m := range []string{"Sen Vàng", "SENVANG", "МОСКВА", "Moskva Tea", "", "サントリー", "Lantern House", "Lanterna Haus", "茅台"} {
		docs = append(docs, search.Doc{ID: fmt.Sprintf("VN/TM/4-2024-%05d", i), Text: m, Classes: []uint8{30, uint8(i + 1)}, Dead: i%3 == 0})
	}
	for i := range 40 {
		docs = append(docs, search.Doc{ID: fmt.Sprintf("EM/TM/%d", i), Text: fmt.Sprintf("Serie %c%c", 'a'+i%20, 'b'+i%13)})
	}
	if err := x.Change(docs, nil, search.Position{"demo.invalid/log/library/1": 49}); err != nil {
		t.Fatal(err)
	}
	if err := x.Change(nil, []string{"EM/TM/7"}, nil); err != nil {
		t.Fatal(err)
	}
	return x
}

func found(t testing.TB, x *search.Index) []search.Hit {
	t.Helper()
	var all []search.Hit
	for _, q := range []string{"sen vang", "moskva", "lantern haus", "santori", "serie ab"} {
		r, err := x.Search(context.Background(), search.Query{Text: q, Dead: true})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r.Hits...)
	}
	return all
}

// readMarks reads a file of marks.
func readMarks(r io.Reader, size int64) (*search.Index, error) {
	return read(r, size, marksHead, func(r io.Reader, n int64) (*search.Index, error) { return search.Decode(r, n, search.Options{}) })
}

func TestTitlesAreSavedAndLoaded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "titles.index")
	if _, err := LoadTitles(path); fault.KindOf(err) != fault.NotFound {
		t.Errorf("absent: %v", err)
	}
	x := search.NewTitles()
	if err := x.Change([]search.Title{{ID: "VN/PT/1", Texts: []string{"Máy sấy chè"}}, {ID: "VN/GI/2", Texts: []string{"Nậm Sương"}}}, nil, search.Position{"demo.invalid/log/register/1": 2}); err != nil {
		t.Fatal(err)
	}
	if err := SaveTitles(path, x); err != nil {
		t.Fatal(err)
	}
	y, err := LoadTitles(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := y.Search(context.Background(), search.TitleQuery{Text: "may say"})
	if err != nil || r.Total != 1 || r.IDs[0] != "VN/PT/1" || y.Len() != 2 || !reflect.DeepEqual(x.At(), y.At()) {
		t.Errorf("%+v %v, %d rights at %v", r, err, y.Len(), y.At())
	}
	if _, err := Load(path, search.Options{}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("titles are taken for marks: %v", err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		changed := bytes.Clone(whole)
		changed[n] ^= 1 << (n % 8)
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadTitles(path); err == nil {
			t.Fatalf("byte %d changed: it is loaded", n)
		}
	}
}

func TestSaveAndLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks.index")
	x := some(t)
	for range 2 { // the second time over the first
		if err := Save(path, x); err != nil {
			t.Fatal(err)
		}
	}
	y, err := Load(path, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if y.Len() != x.Len() || !reflect.DeepEqual(y.At(), x.At()) {
		t.Errorf("%d marks at %v instead of %d at %v", y.Len(), y.At(), x.Len(), x.At())
	}
	if want := found(t, x); len(want) < 10 || !reflect.DeepEqual(found(t, y), want) {
		t.Errorf("the loaded index finds other than the %d hits", len(want))
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.tmp")); err != nil || len(left) > 0 {
		t.Errorf("files are left over: %v %v", left, err)
	}
}

func TestAnIndexThatIsNotGoodIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks.index")
	if _, err := Load(path, search.Options{}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("absent: %v", err)
	}
	if err := Save(filepath.Join(path, "no", "such"), some(t)); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("no such folder: %v", err)
	}
	if err := Save(path, some(t)); err != nil {
		t.Fatal(err)
	}
	other, err := search.NewRules(map[string]string{"general": "_: q → k\n"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path, search.Options{Rules: other}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("other rules: %v", err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		if _, err := readMarks(bytes.NewReader(whole[:n]), int64(n)); err == nil {
			t.Fatalf("the first %d of %d bytes are taken for an index", n, len(whole))
		}
		changed := bytes.Clone(whole)
		changed[n] ^= 1 << (n % 8)
		_, err := readMarks(bytes.NewReader(changed), int64(len(changed)))
		if k := fault.KindOf(err); k != fault.Invalid && k != fault.Conflict {
			t.Fatalf("byte %d changed: %v", n, err)
		}
	}
	if _, err := readMarks(bytes.NewReader(append(whole, 0)), int64(len(whole)+1)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a byte too many: %v", err)
	}
}

// A file that breaks off while it is read is refused, also if its length was told right.
func TestAFileThatCannotBeReadToItsEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks.index")
	if err := Save(path, some(t)); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readMarks(bytes.NewReader(whole[:len(whole)/2]), int64(len(whole))); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
}

// What Decode takes, whatever its bytes, can be searched.
func FuzzDecode(f *testing.F) {
	var whole bytes.Buffer
	if err := some(f).Encode(&whole); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes(), 0, byte(0))
	f.Add(whole.Bytes(), 200, byte(3))
	f.Add(whole.Bytes()[:300], 90, byte(255))
	f.Fuzz(func(t *testing.T, data []byte, at int, flip byte) {
		if len(data) > 0 {
			data = bytes.Clone(data)
			data[uint(at)%uint(len(data))] ^= flip
		}
		x, err := search.Decode(bytes.NewReader(data), int64(len(data)), search.Options{})
		if err != nil {
			var told *fault.Fault
			if !errors.As(err, &told) || told.Kind != fault.Invalid && told.Kind != fault.Conflict {
				t.Fatal(err)
			}
			return
		}
		found(t, x)
		if err := x.Change([]search.Doc{{ID: "EM/TM/7", Text: "Serie new"}}, []string{"EM/TM/1"}, nil); err != nil {
			t.Fatal(err)
		}
		found(t, x)
	})
}
