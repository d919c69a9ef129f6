package xsd_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/exchange/xsd"
	"github.com/muniment/muniment/internal/oracle"
	"github.com/muniment/muniment/internal/outside"
)

// tree is a document that can be changed.
type tree struct {
	name  string
	attrs [][2]string
	parts []any // *tree and string
}

func parse(t *testing.T, b []byte) *tree {
	t.Helper()
	r := xml.NewReader(bytes.NewReader(b), xml.Limits{})
	open := []*tree{{}}
	for {
		k, err := r.Next()
		if errors.Is(err, io.EOF) {
			return open[0].parts[0].(*tree)
		}
		if err != nil {
			t.Fatal(err)
		}
		up := open[len(open)-1]
		switch k {
		case xml.Start:
			n := &tree{name: string(r.Name())}
			for _, a := range r.Attrs() {
				n.attrs = append(n.attrs, [2]string{string(a.Name), string(a.Value)})
			}
			up.parts, open = append(up.parts, n), append(open, n)
		case xml.Text:
			up.parts = append(up.parts, string(r.Text()))
		case xml.End:
			open = open[:len(open)-1]
		}
	}
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#13;")

func (n *tree) write(b *bytes.Buffer) {
	b.WriteString("<" + n.name)
	for _, a := range n.attrs {
		fmt.Fprintf(b, ` %s="%s"`, a[0], strings.NewReplacer("\n", "&#10;", "\t", "&#9;").Replace(escape.Replace(a[1])))
	}
	b.WriteByte('>')
	for _, p := range n.parts {
		if c, ok := p.(*tree); ok {
			c.write(b)
		} else {
			b.WriteString(escape.Replace(p.(string)))
		}
	}
	b.WriteString("</" + n.name + ">")
}

func (n *tree) clone() *tree {
	c := &tree{name: n.name, attrs: slices.Clone(n.attrs)}
	for _, p := range n.parts {
		if k, ok := p.(*tree); ok {
			p = k.clone()
		}
		c.parts = append(c.parts, p)
	}
	return c
}

// all gives every element with its parent.
func (n *tree) all(up *tree, f func(n, up *tree)) {
	f(n, up)
	for _, p := range n.parts {
		if c, ok := p.(*tree); ok {
			c.all(n, f)
		}
	}
}

// mutator changes documents by chance.
type mutator struct {
	*rand.Rand
	names  []string    // of elements, in all documents
	attrs  [][2]string // the same of attributes
	values []string
}

func pick[T any](m *mutator, list []T) T { return list[m.IntN(len(list))] }

// mutate changes one thing, and says what.
func (m *mutator) mutate(root *tree) string {
	var list []*tree
	ups := map[*tree]*tree{}
	root.all(nil, func(n, up *tree) { list, ups[n] = append(list, n), up })
	n := pick(m, list)
	up := ups[n]
	at := -1
	if up != nil {
		at = slices.IndexFunc(up.parts, func(p any) bool { return p == any(n) })
	}
	switch kind := m.IntN(12); {
	case kind == 0 && up != nil:
		up.parts = slices.Delete(up.parts, at, at+1)
		return "without " + n.name
	case kind == 1 && up != nil:
		up.parts = slices.Insert(up.parts, at, any(n.clone()))
		return "twice " + n.name
	case kind == 2 && up != nil:
		with := m.IntN(len(up.parts))
		up.parts[at], up.parts[with] = up.parts[with], up.parts[at]
		return "swapped " + n.name
	case kind == 3:
		old := n.name
		n.name = pick(m, m.names)
		return old + " called " + n.name
	case kind == 4 && up != nil:
		c := pick(m, list).clone()
		up.parts = slices.Insert(up.parts, at, any(c))
		return c.name + " before " + n.name
	case kind == 5 && len(n.attrs) > 0:
		i := m.IntN(len(n.attrs))
		a := n.attrs[i]
		if strings.HasPrefix(a[0], "xmlns") {
			return ""
		}
		n.attrs = slices.Delete(n.attrs, i, i+1)
		return n.name + " without " + a[0]
	case kind == 6 && len(n.attrs) > 0:
		i := m.IntN(len(n.attrs))
		if strings.HasPrefix(n.attrs[i][0], "xmlns") {
			return ""
		}
		n.attrs[i][1] = m.value(n.attrs[i][1])
		return fmt.Sprintf("%s with %s=%q", n.name, n.attrs[i][0], n.attrs[i][1])
	case kind == 7:
		a := pick(m, m.attrs)
		if strings.HasPrefix(a[0], "xmlns") || slices.ContainsFunc(n.attrs, func(b [2]string) bool { return b[0] == a[0] }) {
			return ""
		}
		n.attrs = append(n.attrs, a)
		return fmt.Sprintf("%s with %s=%q", n.name, a[0], a[1])
	case kind == 8:
		n.parts = slices.Insert(n.parts, m.IntN(len(n.parts)+1), any(pick(m, []string{" ", "x", "\n"})))
		return n.name + " with more text"
	case kind == 9:
		n.parts = nil
		return n.name + " empty"
	default:
		for i, p := range n.parts {
			if s, ok := p.(string); ok && (len(n.parts) == 1 || m.IntN(3) == 0) {
				v := m.value(s)
				n.parts[i] = any(v)
				return fmt.Sprintf("%s is %q", n.name, v)
			}
		}
	}
	return ""
}

func (m *mutator) value(s string) string {
	switch m.IntN(6) {
	case 0:
		return pick(m, m.values)
	case 1:
		return s + pick(m, []string{" ", "x", "Z", "0", "\n"})
	case 2:
		if len(s) > 0 {
			i := m.IntN(len(s))
			return strings.ToValidUTF8(s[:i]+s[i+1:], "")
		}
	case 3:
		return pick(m, []string{" ", ""}) + s
	}
	return pick(m, awkward)
}

// awkward are values at the borders of types.
var awkward = []string{"", " ", "true", "1", "0", "TRUE", "-1", "+1", "-0", "00", "1.0", "1.", ".5", "1e3", "NaN", "INF", "2020-02-29", "2021-02-29", "2021-02-30", "2021-04-31", "1900-02-29", "2000-02-29", "2021-13-01", "2021-00-01", "2021-01-00",
	"2021-1-1", "2021", "2021-06", "0000", "0000-01-01", "-2021-01-01", "12021-01-01", "02021-01-01", "2021-01-01Z", "2021-01-01+14:00", "2021-01-01+14:01", "2021-01-01-00:00", "2021-01-01T00:00:00", "2021-01-01T24:00:00", "2021-01-01T24:00:01",
	"2021-01-01T23:59:60", "2021-01-01T10:00:00.5Z", "2021-01-01T10:00Z", "20210101", "--01-01", "en", "vi", "VN", "XX", "EUR", "V6_0", "v6_0", "word", "Word", "http://a/b?c#d", "a b", "%", "%41", "%4", "http://[::1]/", "http://[x", "a:b:c", ":", "#", "##",
	"mailto:a@b", "a<b", "ü", "\u00a0", "\u3000x", "x\ty", "x\r\ny", strings.Repeat("x", 300), strings.Repeat("é", 120), "A1", "b", "123456", "12345", "1234567", "99", "100", "１２", "999999999999999999999999", "0001", "a,b", "01-02", "/*/", "123456789 1", "1234567890"}

// TestAgreesWithLibxml2 holds the validator against libxml2 on changed documents.
func TestAgreesWithLibxml2(t *testing.T) {
	schemas := outside.Shared(t, "data/st96/schema-v6.0")
	m := &mutator{Rand: rand.New(rand.NewPCG(6, 96))}
	var models []*tree
	for _, f := range documents(t) {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		root := parse(t, b)
		models = append(models, root)
		root.all(nil, func(n, _ *tree) {
			m.names, m.attrs = append(m.names, n.name), append(m.attrs, n.attrs...)
			for _, p := range n.parts {
				if s, ok := p.(string); ok {
					m.values = append(m.values, s)
				}
			}
		})
	}
	slices.Sort(m.names)
	m.names = append(slices.Compact(m.names), "com:NoSuchElement", "x")
	dir := t.TempDir()
	var files, what []string
	for len(files) < mutants {
		root := pick(m, models).clone()
		said := m.mutate(root)
		for m.IntN(5) == 0 {
			said += "; " + m.mutate(root)
		}
		if strings.Trim(said, "; ") == "" || root.name == "x" || !strings.HasSuffix(root.name, "Application") && !strings.HasSuffix(root.name, "Transaction") && !strings.HasSuffix(root.name, "Publication") {
			continue // a root of another name has another schema
		}
		var b bytes.Buffer
		if root.write(&b); !wellFormed(b.Bytes()) {
			continue // a prefix that the document does not declare
		}
		name := filepath.Join(dir, fmt.Sprintf("%05d.xml", len(files)))
		if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		files, what = append(files, name), append(what, said)
	}
	theirs := oracle.Invalid(t, files...)
	loaded := map[string]*xsd.Schema{}
	wrong, valid := 0, 0
	for i, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		root := parse(t, b).name
		root = root[strings.IndexByte(root, ':')+1:]
		if loaded[root] == nil {
			if loaded[root], err = xsd.Load(os.DirFS(schemas), root+"_V6_0.xsd"); err != nil {
				t.Fatal(err)
			}
		}
		err = loaded[root].Validate(bytes.NewReader(b), xml.Limits{})
		if theirs[f] == nil {
			valid++
		}
		if (err == nil) != (theirs[f] == nil) {
			if wrong++; wrong <= 40 {
				t.Errorf("%s: we say %v, libxml2 says %.300q", what[i], err, theirs[f])
			}
		}
	}
	t.Logf("%d of %d documents judged otherwise; %d are valid", wrong, len(files), valid)
	if valid < mutants/20 || valid > mutants*19/20 {
		t.Errorf("%d of %d documents are valid: the mutations are too wild or too tame", valid, len(files))
	}
}

const mutants = 10000

func wellFormed(b []byte) bool {
	r := xml.NewReader(bytes.NewReader(b), xml.Limits{})
	for {
		if _, err := r.Next(); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}

// documents gives valid documents of every kind: the two official examples, and what we write of rights that have every
// member.
func documents(t *testing.T) []string {
	files := []string{outside.Shared(t, "data/st96/examples/TrademarkApplication_Example.xml"), outside.Shared(t, "data/st96/examples/GIApplication_Example.xml")}
	dir := t.TempDir()
	for i, line := range rights {
		r, err := exchange.Open(exchange.Lines, strings.NewReader(strings.ReplaceAll(line, "\n", "")), -1, exchange.Options{})
		if err != nil {
			t.Fatal(err)
		}
		item, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := exchange.WriteST96(&b, item.ID.Kind, exchange.One(item.ID, &item.Record)); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, fmt.Sprint(i, ".xml"))
		if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, name)
	}
	return files
}

// common are members that rights of every kind have.
const common = `"registration":{"number":"R-1","date":"2024-11-20"},"status":"registered","status_date":"2024-11-20","status_told":"Cấp bằng","expiry":"2033-06-14",
"priorities":[{"office":"JP","number":"2022-1","date":"2022-06-15"}],"publications":[{"office":"VN","number":"425A","kind":"A1","date":"2023-08-25"},{"office":"VN","number":"440B","kind":"B1","date":"2024-11-25"}],
"history":[{"date":"2023-06-14","code":"FILE","text":"Nộp đơn","category":"A"},{"date":"2024-11-20","code":"GRANT","text":"Cấp bằng","category":"F"}],
"related":[{"how":"international","office":"WO","number":"PCT/EP2020/000001","date":"2020-01-02"},{"how":"prior","office":"VN","number":"4-1999-1","date":"1999-02-03"},{"how":"family","office":"US","number":"9999999","kind":"B2","date":"2018-05-06"}],
"deadlines":[{"what":"opposition","opens":"2023-08-25","date":"2024-01-25"},{"what":"renewal","date":"2033-06-14"}]`

// parties are those of a right, with the parts that come last.
func parties(roles ...string) string {
	var b strings.Builder
	for i, role := range append([]string{"applicant", "owner", "representative"}, roles...) {
		fmt.Fprintf(&b, `,{"role":%q,"name":"Tên %d & Co","country":"VN","place":"Hà Giang"}`, role, i)
	}
	return `"parties":[` + b.String()[1:] + `]`
}

var rights = []string{
	`{"id":"VN/TM/4-2023-1","application":{"number":"4-2023-1","date":"2023-06-14"},` + common + `,` + parties("licensee") + `,"mark":{"text":"VÂN HẠC","feature":"combined","kind":"collective","colours":"đỏ","disclaimer":"VÂN",
"translation":"cloud crane","transliteration":"van hac","description":"con hạc","vienna":["03.07.07","26.01.03"]},"classes":[{"scheme":"nice","class":30,"terms":["chè","bánh"]},{"scheme":"nice","class":35,"terms":["bán lẻ"]},{"scheme":"us","class":46}]}`,
	`{"id":"VN/PT/1-2023-1","application":{"number":"1-2023-1","date":"2023-06-14"},` + common + `,` + parties("inventor", "inventor") + `,"title":"Máy sấy","language":"vi","abstract":"Một máy sấy.","wordings":[{"language":"en","title":"Dryer","abstract":"A dryer."}],
"claims":2,"claim_texts":["1. A dryer.","2. A dryer of claim 1."],"ipc":["F26B 3/00","A23F 3/06"],"cpc":["F26B 3/00"]}`,
	`{"id":"VN/UM/2-2023-1","application":{"number":"2-2023-1","date":"2023-06-14"},` + common + `,` + parties("inventor") + `,"title":"Lò","ipc":["F24B 1/00"]}`,
	`{"id":"VN/DS/3-2023-1","application":{"number":"3-2023-1","date":"2023-06-14"},` + common + `,` + parties("designer") + `,"title":"Ấm","language":"vi","designs":[{"number":"1","title":"Ấm nhỏ","status":"registered","locarno":["07-01"],
"description":"vòi ngắn","views":[{"label":"1.1","file":"a.jpg"},{"label":"1.2","file":"b.jpg"}]},{"number":"2","title":"Ấm lớn","locarno":["07-01","07-02"]}]}`,
	`{"id":"VN/GI/6-2023-1","application":{"number":"6-2023-1","date":"2023-06-14"},` + common + `,` + parties("user") + `,"title":"Nậm Sương","language":"vi","indication":{"scheme":"PDO","product":["chè"],"category":["Class 1.8"],"countries":["VN"],"area":"Ba xã",
"feature":"thơm","link":"sương","transliteration":"Nam Suong","translations":["Dew Field"],"control":"Hiệp hội"}}`,
}
