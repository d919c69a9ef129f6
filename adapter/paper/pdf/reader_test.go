package pdf_test

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// A small reader of PDF, written from the standard (ISO 32000-1, 7.3 and 7.5) and not from the writer.

type (
	dict   map[string]any
	list   []any
	sym    string // a name
	text   string // a string, its bytes
	ref    int
	word   string // an operator
	stream struct {
		dict
		data []byte
	}
)

// parser reads objects and operators.
type parser struct {
	t testing.TB
	b []byte
	i int
}

func (p *parser) space() {
	for p.i < len(p.b) && strings.IndexByte(" \t\r\n\f\x00", p.b[p.i]) >= 0 {
		p.i++
	}
}

// regular are the characters that names, numbers and operators are made of.
func (p *parser) regular() string {
	from := p.i
	for p.i < len(p.b) && strings.IndexByte(" \t\r\n\f\x00()<>[]{}/%", p.b[p.i]) < 0 {
		p.i++
	}
	return string(p.b[from:p.i])
}

var reference = regexp.MustCompile(`^(\d+) 0 R`)

// next reads an object; nil at the end or before a closing bracket, which it passes.
func (p *parser) next() any {
	p.space()
	if p.i >= len(p.b) {
		return nil
	}
	switch c := p.b[p.i]; {
	case bytes.HasPrefix(p.b[p.i:], []byte("<<")):
		p.i += 2
		d := dict{}
		for {
			k, ok := p.next().(sym)
			if !ok {
				return d
			}
			if _, twice := d[string(k)]; twice {
				p.t.Errorf("the key %s stands twice", k)
			}
			d[string(k)] = p.next()
		}
	case bytes.HasPrefix(p.b[p.i:], []byte(">>")):
		p.i += 2
		return nil
	case c == '[':
		p.i++
		l := list{}
		for {
			v := p.next()
			if v == nil {
				return l
			}
			l = append(l, v)
		}
	case c == ']':
		p.i++
		return nil
	case c == '/':
		p.i++
		return sym(regexp.MustCompile("#..").ReplaceAllStringFunc(p.regular(), func(s string) string {
			n, _ := strconv.ParseUint(s[1:], 16, 8)
			return string(rune(n))
		}))
	case c == '(':
		var s []byte
		for p.i++; p.b[p.i] != ')'; p.i++ {
			if p.b[p.i] == '\\' {
				if p.i++; p.b[p.i] == 'r' {
					s = append(s, '\r')
					continue
				}
			}
			s = append(s, p.b[p.i])
		}
		p.i++
		return text(s)
	case c == '<':
		end := p.i + bytes.IndexByte(p.b[p.i:], '>')
		s, err := hex.DecodeString(string(p.b[p.i+1 : end]))
		if err != nil {
			p.t.Fatal(err)
		}
		p.i = end + 1
		return text(s)
	}
	if m := reference.FindSubmatch(p.b[p.i:]); m != nil {
		p.i += len(m[0])
		n, _ := strconv.Atoi(string(m[1]))
		return ref(n)
	}
	s := p.regular()
	if v, err := strconv.ParseFloat(s, 64); err == nil {
		return v
	}
	return word(s)
}

// document is a PDF that was read.
type document struct {
	t       testing.TB
	objects map[int]any
	plain   map[int]bool // not inside an object stream
	trailer dict
}

// parse reads a PDF that ends with a cross-reference stream.
func parse(t testing.TB, b []byte) *document {
	t.Helper()
	d := &document{t: t, objects: map[int]any{}, plain: map[int]bool{}}
	m := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(b)
	if m == nil || !bytes.HasPrefix(b, []byte("%PDF-1.7\n%")) {
		t.Fatal("neither head nor tail of a PDF")
	}
	at, _ := strconv.Atoi(string(m[1]))
	_, v := d.object(b, at)
	x := v.(stream)
	d.trailer = x.dict
	w := x.dict["W"].(list)
	field := func(n any) int {
		v := 0
		for range int(n.(float64)) {
			v, x.data = v<<8|int(x.data[0]), x.data[1:]
		}
		return v
	}
	inside := map[int]int{}
	for n := range int(x.dict["Size"].(float64)) {
		switch kind, where, index := field(w[0]), field(w[1]), field(w[2]); kind {
		case 1:
			got, v := d.object(b, where)
			if got != n {
				t.Fatalf("object %d lies where %d should", got, n)
			}
			d.objects[n], d.plain[n] = v, true
		case 2:
			inside[n] = where<<16 | index
		}
	}
	if len(x.data) != 0 {
		t.Errorf("%d bytes too many in the cross-reference stream", len(x.data))
	}
	for n, where := range inside {
		s := d.objects[where>>16].(stream)
		p := parser{t: t, b: s.data}
		var number, offset int
		for range where&0xFFFF + 1 {
			number, offset = int(p.next().(float64)), int(p.next().(float64))
		}
		if number != n {
			t.Fatalf("object %d lies where %d should", number, n)
		}
		p = parser{t: t, b: s.data, i: offset + int(s.dict["First"].(float64))}
		d.objects[n] = p.next()
	}
	return d
}

// object reads an indirect object.
func (d *document) object(b []byte, at int) (int, any) {
	d.t.Helper()
	p := &parser{t: d.t, b: b, i: at}
	n, zero, obj := p.next(), p.next(), p.next()
	if zero != 0.0 || obj != word("obj") {
		d.t.Fatalf("no object at %d", at)
	}
	v := p.next()
	if p.space(); !bytes.HasPrefix(b[p.i:], []byte("stream\n")) {
		return int(n.(float64)), v
	}
	s := stream{dict: v.(dict)}
	p.i += len("stream\n")
	end := p.i + int(s.dict["Length"].(float64))
	if !bytes.HasPrefix(b[end:], []byte("\nendstream\nendobj\n")) {
		d.t.Fatalf("the length of stream %v is wrong", n)
	}
	s.data = b[p.i:end]
	if s.dict["Filter"] == sym("FlateDecode") && s.dict["DecodeParms"] == nil {
		z, err := zlib.NewReader(bytes.NewReader(s.data))
		if err != nil {
			d.t.Fatal(err)
		}
		if s.data, err = io.ReadAll(z); err != nil {
			d.t.Fatal(err)
		}
	}
	return int(n.(float64)), s
}

// get follows a reference.
func (d *document) get(v any) any {
	if n, ok := v.(ref); ok {
		o, there := d.objects[int(n)]
		if !there {
			d.t.Fatalf("object %d is not there", n)
		}
		return o
	}
	return v
}

func (d *document) dict(v any) dict {
	d.t.Helper()
	switch v := d.get(v).(type) {
	case dict:
		return v
	case stream:
		return v.dict
	case nil:
		return nil
	default:
		d.t.Fatalf("%v is no dictionary", v)
		return nil
	}
}

func (d *document) list(v any) list {
	d.t.Helper()
	switch v := d.get(v).(type) {
	case list:
		return v
	case nil:
		return nil
	default:
		d.t.Fatalf("%v is no array", v)
		return nil
	}
}

func (d *document) data(v any) []byte { return d.get(v).(stream).data }

// catalog is the root of it all.
func (d *document) catalog() dict { return d.dict(d.trailer["Root"]) }

// pages gives the pages' objects in order.
func (d *document) pages() []ref {
	var all []ref
	var walk func(node ref, up any) float64
	walk = func(node ref, up any) float64 {
		n := d.dict(node)
		if n["Parent"] != up {
			d.t.Errorf("page node %d has the parent %v, not %v", node, n["Parent"], up)
		}
		if n["Type"] == sym("Page") {
			all = append(all, node)
			return 1
		}
		count := 0.0
		for _, k := range d.list(n["Kids"]) {
			count += walk(k.(ref), node)
		}
		if n["Count"] != count {
			d.t.Errorf("page node %d counts %v, not %v", node, n["Count"], count)
		}
		return count
	}
	walk(d.catalog()["Pages"].(ref), nil)
	return all
}

// tree gives the pairs of a name or number tree, and sees that they are in order and inside their limits.
func (d *document) tree(root any, key string) (keys, values list) {
	n := d.dict(root)
	for _, k := range d.list(n["Kids"]) {
		ks, vs := d.tree(k, key)
		limits := d.list(d.dict(k)["Limits"])
		if len(ks) == 0 || len(limits) != 2 || limits[0] != ks[0] || limits[1] != ks[len(ks)-1] {
			d.t.Errorf("a leaf of %d keys has the limits %v", len(ks), limits)
		}
		keys, values = append(keys, ks...), append(values, vs...)
	}
	pairs := d.list(n[key])
	for i := 0; i+1 < len(pairs); i += 2 {
		keys, values = append(keys, pairs[i]), append(values, pairs[i+1])
	}
	for i := 1; i < len(keys); i++ {
		a, isText := keys[i-1].(text)
		if isText && a >= keys[i].(text) || !isText && keys[i-1].(float64) >= keys[i].(float64) {
			d.t.Errorf("key %v does not come before %v", keys[i-1], keys[i])
		}
	}
	return keys, values
}

// words decodes a text string.
func words(v any) string {
	s, _ := v.(text)
	if !strings.HasPrefix(string(s), "\xFE\xFF") {
		return string(s)
	}
	return utf16Text([]byte(s[2:]))
}

func utf16Text(b []byte) string {
	var u []uint16
	for i := 0; i+1 < len(b); i += 2 {
		u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(u))
}

// unicode reads a ToUnicode CMap.
func (d *document) unicode(v any) map[uint16]string {
	m := map[uint16]string{}
	for _, l := range regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]*)>\n`).FindAllSubmatch(d.data(v), -1) {
		if string(l[0]) == "<0000> <FFFF>\n" {
			continue
		}
		code, _ := strconv.ParseUint(string(l[1]), 16, 16)
		to, err := hex.DecodeString(string(l[2]))
		if _, twice := m[uint16(code)]; twice || err != nil || len(to) == 0 {
			d.t.Errorf("ToUnicode has the line %s", l[0])
		}
		m[uint16(code)] = utf16Text(to)
	}
	return m
}

// mark is marked content as it was read.
type mark struct {
	tag  string
	text strings.Builder
}

// contents reads what is on a page: the text of each MCID, and of the artifacts. It sees that the operators are well nested,
// that nothing is drawn outside marked content, that no MCID is inside another, and that each glyph that is shown has a width
// and a meaning.
func (d *document) contents(page ref) (marks []*mark, artifacts string) {
	t, p := d.t, d.dict(page)
	type font struct {
		widths  list
		unicode map[uint16]string
	}
	fonts := map[string]font{}
	for name, f := range d.dict(d.dict(p["Resources"])["Font"]) {
		below := d.dict(d.list(d.dict(f)["DescendantFonts"])[0])
		fonts[name] = font{d.list(d.list(below["W"])[1]), d.unicode(d.dict(f)["ToUnicode"])}
	}
	var b []byte
	for _, s := range d.list(p["Contents"]) {
		b = append(append(b, d.data(s)...), '\n')
	}
	in := parser{t: t, b: b}
	var (
		args     list
		open     []string // BT, BDC, q
		now      *mark    // the MCID or artifact
		actual   = -1     // depth of an ActualText
		font0    font
		artifact mark
	)
	say := func(s string) {
		if actual < 0 && now != nil {
			now.text.WriteString(s)
		}
	}
	has := func(what string) bool {
		for _, o := range open {
			if o == what {
				return true
			}
		}
		return false
	}
	for v := in.next(); v != nil; v = in.next() {
		op, ok := v.(word)
		if !ok {
			args = append(args, v)
			continue
		}
		switch op {
		case "BT", "q":
			if has(string(op)) || op == "q" && has("BT") {
				t.Errorf("%s inside %v", op, open)
			}
			open = append(open, string(op))
		case "BDC", "BMC":
			tag := string(args[0].(sym))
			props := dict{}
			if op == "BDC" {
				props = args[1].(dict)
			}
			id, isMark := props["MCID"]
			switch {
			case (isMark || tag == "Artifact") && (now != nil || has("BT")):
				t.Errorf("%s %v inside %v", tag, props, open)
			case isMark:
				if id != float64(len(marks)) {
					t.Errorf("MCID %v after %d others", id, len(marks))
				}
				now = &mark{tag: tag}
				marks = append(marks, now)
			case tag == "Artifact":
				now = &artifact
			case props["ActualText"] != nil:
				say(words(props["ActualText"]))
				actual = len(open)
			default:
				t.Errorf("marked content %s %v", tag, props)
			}
			open = append(open, "BDC")
		case "EMC", "ET", "Q":
			want := map[word]string{"EMC": "BDC", "ET": "BT", "Q": "q"}[op]
			if len(open) == 0 || open[len(open)-1] != want {
				t.Fatalf("%s inside %v", op, open)
			}
			if open = open[:len(open)-1]; actual == len(open) {
				actual = -1
			} else if op == "EMC" {
				now = nil
			}
		case "Tf":
			font0, ok = fonts[string(args[0].(sym))]
			if !ok {
				t.Errorf("no font %v", args[0])
			}
		case "TJ":
			if now == nil || !has("BT") {
				t.Errorf("text inside %v", open)
			}
			for _, a := range args[0].(list) {
				s, ok := a.(text)
				if _, number := a.(float64); !ok && !number {
					t.Errorf("%v inside text", a)
				}
				for i := 0; i+1 < len(s); i += 2 {
					code := uint16(s[i])<<8 | uint16(s[i+1])
					meaning, known := font0.unicode[code]
					if code == 0 || int(code) >= len(font0.widths) || !known {
						t.Errorf("code %d is shown", code)
					}
					say(meaning)
				}
			}
		case "Td", "Ts", "Tr":
			if !has("BT") && op == "Td" {
				t.Errorf("%s inside %v", op, open)
			}
		case "Do":
			images := d.dict(d.dict(p["Resources"])["XObject"])
			if now == nil || images[string(args[0].(sym))] == nil {
				t.Errorf("picture %v inside %v", args, open)
			}
			say("▣")
		case "f", "f*", "S", "B", "B*":
			if now == nil || has("BT") {
				t.Errorf("%s inside %v", op, open)
			}
		case "re", "m", "l", "c", "h", "g", "rg", "G", "RG", "w", "J", "j", "M", "d", "cm":
		default:
			t.Errorf("unknown operator %q", op)
		}
		args = nil
	}
	if len(open) > 0 {
		t.Errorf("the page ends inside %v", open)
	}
	return marks, artifact.text.String()
}

// structure reads the tree of structure and writes it down: TAG[attributes]("text" children). It sees that pages, annotations
// and names lead to the elements that they belong to.
func (d *document) structure() string {
	t, root := d.t, d.dict(d.catalog()["StructTreeRoot"])
	parents := map[float64]any{}
	keys, values := d.tree(root["ParentTree"], "Nums")
	for i, k := range keys {
		parents[k.(float64)] = values[i]
		if k.(float64) >= root["ParentTreeNextKey"].(float64) {
			t.Errorf("key %v of %v", k, root["ParentTreeNextKey"])
		}
	}
	pages := map[ref][]*mark{}
	left := 0 // marks that no element has claimed
	links, on := map[ref]dict{}, map[ref]ref{}
	for _, p := range d.pages() {
		pages[p], _ = d.contents(p)
		left += len(pages[p])
		for _, a := range d.list(d.dict(p)["Annots"]) {
			links[a.(ref)], on[a.(ref)] = d.dict(a), p
		}
	}
	ids := map[string]ref{}
	names, elems := d.tree(root["IDTree"], "Names")
	for i, n := range names {
		ids[words(n)] = elems[i].(ref)
	}
	var walk func(e ref, up any) string
	walk = func(e ref, up any) string {
		v := d.dict(e)
		if v["P"] != up {
			t.Errorf("element %d has the parent %v, not %v", e, v["P"], up)
		}
		tag := string(v["S"].(sym))
		out := tag
		for _, k := range []string{"Lang", "T", "Alt", "ActualText", "E"} {
			if v[k] != nil {
				out += fmt.Sprintf("[%s %s]", k, words(v[k]))
			}
		}
		for _, a := range d.list(v["A"]) {
			for _, k := range []string{"Scope", "ColSpan", "ListNumbering", "BBox"} {
				if w := d.dict(a)[k]; w != nil {
					out += fmt.Sprintf("[%s %v]", k, w)
				}
			}
		}
		if id := words(v["ID"]); id != "" && ids[id] != e {
			t.Errorf("the name %q does not lead to element %d", id, e)
		} else if id == "" && tag == "Note" {
			t.Error("a note without a name")
		}
		var kids []string
		content := func(page ref, id float64) {
			m := pages[page][int(id)]
			left--
			if d.list(parents[d.dict(page)["StructParents"].(float64)])[int(id)] != e || m.tag != tag {
				t.Errorf("content %v of page %d, a %s, does not lead to element %d, a %s", id, page, m.tag, e, tag)
			}
			kids = append(kids, strconv.Quote(m.text.String()))
		}
		for _, k := range d.list(v["K"]) {
			switch k := k.(type) {
			case ref:
				kids = append(kids, walk(k, e))
			case float64:
				content(v["Pg"].(ref), k)
			case dict:
				if k["Type"] == sym("MCR") {
					content(k["Pg"].(ref), k["MCID"].(float64))
					break
				}
				a := links[k["Obj"].(ref)]
				if a == nil || parents[a["StructParent"].(float64)] != e {
					t.Errorf("the annotation %v does not lead to element %d", k, e)
				}
				page := k["Pg"]
				if page == nil {
					page = v["Pg"]
				}
				if page != on[k["Obj"].(ref)] {
					t.Errorf("the annotation %v is on page %v", k, on[k["Obj"].(ref)])
				}
				delete(links, k["Obj"].(ref))
				to := words(a["Dest"])
				if a["A"] != nil {
					to = words(d.dict(a["A"])["URI"])
				}
				kids = append(kids, "→"+to+" "+strconv.Quote(words(a["Contents"])))
			}
		}
		return out + "(" + strings.Join(kids, " ") + ")"
	}
	out := ""
	for _, k := range d.list(root["K"]) {
		out += walk(k.(ref), d.catalog()["StructTreeRoot"])
	}
	if left != 0 || len(links) != 0 {
		t.Errorf("%d contents and %d annotations belong to no element", left, len(links))
	}
	return out
}
