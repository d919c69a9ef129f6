package sample_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var today = ipr.Date{Year: 2026, Month: 11, Day: 26}

// office is shared by the tests.
var office = sample.New(1, 20000, today)

func document(t testing.TB, o *sample.Office) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := o.WriteDocument(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSameSeedGivesSameBytes(t *testing.T) {
	hash := func(o *sample.Office) string {
		acts, err := json.Marshal(o.Acts())
		if err != nil {
			t.Fatal(err)
		}
		doc, script := sha256.Sum256(document(t, o)), sha256.Sum256(acts)
		return hex.EncodeToString(doc[:]) + " document\n" + hex.EncodeToString(script[:]) + " script\n"
	}
	got := hash(sample.New(1, 20000, today))
	golden := filepath.Join("testdata", "golden", "office.sha256")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the sample office is no longer what it was; if that is meant, run with -update\ngot:\n%swant:\n%s", got, want)
	}
	if hash(sample.New(2, 20000, today)) == got {
		t.Error("another seed gives the same office")
	}
}

func TestOfficeHasTheMarksAskedFor(t *testing.T) {
	for _, n := range []int{200, 6000, 50000} {
		o := sample.New(1, n, today)
		carried := 0
		for range o.Carried() {
			carried++
		}
		filed := 0
		for _, a := range o.Acts() {
			if a.Act == "file" && a.ID.Kind == ipr.Trademark {
				filed++
			}
		}
		if carried+filed != n || o.Marks() != n {
			t.Errorf("%d carried and %d filed, Marks %d; want %d", carried, filed, o.Marks(), n)
		}
	}
}

func TestNumbersAreGivenOnce(t *testing.T) {
	o := sample.New(1, 50000, today)
	application, registration := map[string]bool{}, map[string]bool{}
	once := func(seen map[string]bool, n string) {
		if seen[n] {
			t.Errorf("number %s is given twice", n)
		}
		seen[n] = true
	}
	for id, r := range o.Carried() {
		once(application, id.Number)
		if id.Number != r.Application.Number {
			t.Errorf("%s has application number %s", id, r.Application.Number)
		}
		if r.Registration != nil {
			once(registration, r.Registration.Number)
		}
	}
	for _, a := range o.Acts() {
		switch a.Act {
		case "file":
			once(application, a.ID.Number)
		case "register":
			once(registration, a.Record.Registration.Number)
		}
	}
}

func TestDocumentIsOfRecords(t *testing.T) {
	doc := document(t, office)
	if !norm.NFC.IsNormal(doc) {
		t.Error("the document is not in Unicode normalization form C")
	}
	statuses, features := map[register.Status]int{}, map[string]int{}
	line := 0
	for b := range bytes.Lines(doc) {
		line++
		d := json.NewDecoder(bytes.NewReader(b))
		d.DisallowUnknownFields()
		var l struct {
			ID     string     `json:"id"`
			Kind   ipr.Kind   `json:"kind"`
			Office ipr.Office `json:"office"`
			register.Record
		}
		if err := d.Decode(&l); err != nil {
			t.Fatalf("line %d: %v", line, err)
		}
		if id, err := ipr.ParseID(l.ID); err != nil || id.Kind != l.Kind || id.Office != l.Office {
			t.Errorf("line %d: id %s, %v", line, l.ID, err)
		}
		statuses[l.Status]++
		features[l.Mark.Feature]++
		if _, ok := ipr.MarkFeature(l.Mark.Feature); !ok {
			t.Errorf("line %d: mark feature %q", line, l.Mark.Feature)
		}
		for _, v := range l.Mark.Vienna {
			if p, err := ipr.ParseVienna(v); err != nil || p.String() != v {
				t.Errorf("line %d: Vienna code %q", line, v)
			}
		}
		if (l.Registration != nil) != (l.Status == register.StatusRegistered || l.Status == register.StatusExpired || l.Status == register.StatusCancelled) {
			t.Errorf("line %d: status %s, registration %v", line, l.Status, l.Registration)
		}
		for i, h := range l.History {
			if i > 0 && h.Date.Compare(l.History[i-1].Date) < 0 {
				t.Errorf("line %d: history runs backwards", line)
			}
			if h.Date.Compare(office.CarriedOn()) > 0 {
				t.Errorf("line %d: %s is after the document", line, h.Date)
			}
		}
	}
	for _, s := range register.Statuses() {
		if s != register.StatusFiled && statuses[s] == 0 { // what is only filed is not public yet
			t.Errorf("no mark of status %q in the document: %v", s, statuses)
		}
	}
	for _, f := range []string{"word", "stylized", "combined", "figurative"} {
		if features[f] == 0 {
			t.Errorf("no %s mark: %v", f, features)
		}
	}
}

func TestScriptCanBeAppended(t *testing.T) {
	acts := office.Acts()
	open := map[int]bool{}   // sealed acts not opened yet
	covers := map[int]bool{} // publications not covered yet
	seen := map[string]int{}
	for i, a := range acts {
		seen[a.Act]++
		if i > 0 && a.At.Before(acts[i-1].At) {
			t.Errorf("act %d is earlier than the one before it", i)
		}
		if a.At.Nanosecond() != 0 || a.At.Location() != time.UTC {
			t.Errorf("act %d is at %v", i, a.At)
		}
		if a.Effective.Compare(today) >= 0 {
			t.Errorf("act %d is on %s, which has not come", i, a.Effective)
		}
		if _, ok := register.Acts[a.Act]; !ok {
			t.Errorf("act %d: the register knows no %q", i, a.Act)
		}
		e := a.Event()
		if _, err := register.Prepare(e, "demo.invalid/log/register/1", register.SystemEntropy()); err != nil {
			t.Errorf("act %d: %v", i, err)
		}
		if a.Sealed {
			open[i] = true
		}
		for _, j := range a.Opens {
			if j >= i || !open[j] || acts[j].ID != a.ID || a.Act != "publish" {
				t.Errorf("act %d opens %d", i, j)
			}
			delete(open, j)
		}
		for _, j := range a.Covers {
			if j >= i || !covers[j] || !acts[j].At.Equal(a.At) || a.Act != "cover" {
				t.Errorf("act %d covers %d", i, j)
			}
			delete(covers, j)
		}
		if a.Act == "publish" {
			covers[i] = true
			if len(a.Opens) == 0 {
				t.Errorf("act %d opens nothing", i)
			}
		}
	}
	if len(covers) > 0 {
		t.Errorf("%d publications are not covered", len(covers))
	}
	sealed := map[ipr.ID]bool{}
	for i := range open {
		sealed[acts[i].ID] = true
	}
	if len(sealed) < 3 {
		t.Errorf("%d sealed applications", len(sealed))
	}
	for _, want := range []string{"file", "examine", "publish", "oppose", "register", "refuse", "withdraw", "renew", "assign", "license", "address", "expire", "cover"} {
		if seen[want] == 0 {
			t.Errorf("no act %q: %v", want, seen)
		}
	}
}

func TestPlantedCaseIsTold(t *testing.T) {
	var told []string
	dates := map[string]string{}
	for _, a := range office.Acts() {
		if a.ID.Number != "4-2023-21877" {
			continue
		}
		told = append(told, a.At.Format(time.RFC3339)+" "+a.Act)
		for _, d := range a.Record.Deadlines {
			dates[d.What] = d.Opens.String() + " to " + d.Date.String()
		}
	}
	for what, want := range map[string]string{
		"opposition":   "2023-08-25 to 2024-01-25",
		"renewal":      "2032-12-14 to 2033-06-14",
		"late renewal": "2033-06-15 to 2033-12-14",
		"non-use":      "2029-11-20 to ",
	} {
		if dates[what] != want {
			t.Errorf("%s is %q, want %q", what, dates[what], want)
		}
	}
	want := []string{
		"2023-06-14T13:51:33Z file", "2023-08-25T01:00:00Z publish", "2024-11-20T02:14:07Z register",
		"2025-07-02T", "2026-11-20T09:42:00Z license",
	}
	if len(told) != len(want) {
		t.Fatalf("told %q", told)
	}
	for i := range want {
		if !strings.HasPrefix(told[i], want[i]) {
			t.Errorf("told %q, want %q", told[i], want[i])
		}
	}
}

func TestPlantedLookalikesStand(t *testing.T) {
	public, sealed := map[ipr.ID]string{}, map[ipr.ID]string{}
	for id, r := range office.Carried() {
		public[id] = r.Mark.Text
	}
	acts := office.Acts()
	for _, a := range acts {
		if a.Act == "file" && a.ID.Kind == ipr.Trademark {
			sealed[a.ID] = a.Record.Mark.Text
		}
		if a.Act == "publish" {
			public[a.ID] = sealed[a.ID]
		}
	}
	families := sample.Families()
	if len(families) < 7 {
		t.Errorf("%d families", len(families))
	}
	for _, f := range families {
		var texts []string
		for _, id := range f.Marks {
			if public[id] == "" {
				t.Errorf("%s of %q is not public", id, f.Query)
			}
			texts = append(texts, public[id])
		}
		if len(texts) < 3 {
			t.Errorf("family %q has %q only", f.Query, texts)
		}
		for _, id := range f.Secrets {
			if public[id] != "" || sealed[id] == "" {
				t.Errorf("%s of %q is not sealed", id, f.Query)
			}
		}
	}
	var crane []string
	for _, id := range families[0].Marks {
		crane = append(crane, public[id])
	}
	for _, want := range []string{"VÂN HẠC", "VАN HАC", "VAN HAC", "ヴァンハク", "ВАН ХАК", "VÂN HẠT", "HẠC VÂN", "BẠCH HẠC TRÀ"} {
		if !slices.Contains(crane, want) {
			t.Errorf("%q is not planted: %q", want, crane)
		}
	}
}

func BenchmarkCarried(b *testing.B) {
	o := sample.New(1, 50000, today)
	for b.Loop() {
		for range o.Carried() {
		}
	}
	b.ReportMetric(50000*float64(b.N)/b.Elapsed().Seconds(), "marks/s")
}

func BenchmarkDocument(b *testing.B) {
	o := sample.New(1, 50000, today)
	size := 0
	for b.Loop() {
		size = len(document(b, o))
	}
	b.SetBytes(int64(size))
	b.ReportMetric(50000*float64(b.N)/b.Elapsed().Seconds(), "marks/s")
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		sample.New(1, 50000, today)
	}
}

// The marks are made up: few of them are by chance somebody's name, and none of the planted ones.
func TestMarksAreMadeUp(t *testing.T) {
	names, err := os.ReadFile(outside.Shared(t, "data/names/names-open.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for l := range strings.Lines(string(names)) {
		name, _, _ := strings.Cut(l, "\t")
		known[strings.ToLower(norm.NFC.String(name))] = true
	}
	planted := map[ipr.ID]bool{}
	for _, f := range sample.Families() {
		for _, id := range append(f.Marks, f.Secrets...) {
			planted[id] = true
		}
	}
	n, met := 0, 0
	meet := func(id ipr.ID, m *register.Mark) {
		n++
		if known[strings.ToLower(m.Text)] {
			met++
			if planted[id] {
				t.Errorf("planted %q is a real name", m.Text)
			}
		}
	}
	for id, r := range office.Carried() {
		meet(id, r.Mark)
	}
	for _, a := range office.Acts() {
		if a.Act == "file" && a.ID.Kind == ipr.Trademark {
			meet(a.ID, a.Record.Mark)
		}
	}
	t.Logf("%d of %d marks are among %d real names", met, n, len(known))
	if met*100 > n {
		t.Errorf("%d of %d marks are real names", met, n)
	}
}
