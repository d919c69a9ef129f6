package revision

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/muniment/muniment/internal/fault"
)

// Entries are what a signature dictionary says beside the signature. Texts that are empty are left out.
type Entries struct {
	At                  time.Time // /M
	Name, Reason, Place string
	Label               string // what the field is called by a screen reader
}

// Pending is a revision with room for a signature.
type Pending struct {
	doc      []byte
	update   []byte
	from, to int // the place of the signature in update, with its angle brackets
}

// Append makes a revision with a signature field and room for a signature of so many bytes.
//
// The field is invisible. Its annotation stands on the first page, has no area and lies outside of the crop box, is printed and
// not hidden: so PDF/A asks for no appearance (ISO 19005-2, 6.3.2 and 6.3.3) and PDF/UA for no place in the structure (ISO
// 14289-1, 7.18.1 and 7.18.4). The new cross-references are of the kind that the file has.
func (f *File) Append(e Entries, room int) (*Pending, error) {
	root := f.trailer.get("Root")
	catalog, err := f.resolve(root)
	if err != nil {
		return nil, err
	}
	if root.kind != ref || catalog.kind != dict {
		return nil, bad("it has no catalog")
	}
	pageRef, page, corner, err := f.firstPage(catalog)
	if err != nil {
		return nil, err
	}
	next, err := f.size()
	if err != nil {
		return nil, err
	}
	signature, widget := next, next+1
	fields, form, err := f.form(catalog)
	if err != nil {
		return nil, err
	}
	annotations, err := f.resolve(page.get("Annots"))
	if err != nil {
		return nil, err
	}

	w := &writer{base: len(f.doc)}
	if !bytes.HasSuffix(f.doc, []byte("\n")) {
		w.WriteString("\n")
	}
	p := &Pending{doc: f.doc}
	rangeAt := w.signature(signature, e, room, p)
	w.object(widget, 0, fmt.Sprintf("<</Type/Annot/Subtype/Widget/FT/Sig/F 132/Rect[%s %[1]s]/T%s/TU%s/P %s/V %d 0 R>>",
		corner, literal(fieldName(fields)), literal(e.Label), pageRef.raw, signature))
	changes := []change{{"Annots", f.listed(annotations, widget)}}
	if page.get("Tabs").kind == null {
		changes = append(changes, change{"Tabs", "/S"})
	}
	w.object(pageRef.num, pageRef.gen, page.with(changes...))
	form.keys, form.items = append(form.keys, "Fields"), append(form.items, value{raw: []byte(f.listed(fields.list, widget))})
	w.object(root.num, root.gen, catalog.with(change{"AcroForm", form.with(change{"SigFlags", "3"})}))
	w.references(f, next+2)

	p.update = w.Bytes()
	a := len(f.doc) + p.from
	b := len(f.doc) + p.to
	text := fmt.Sprintf("[0 %d %d %d]", a, b, len(f.doc)+len(p.update)-b)
	copy(p.update[rangeAt:], text)
	return p, nil
}

// WriteTo writes what is signed: the document and the revision without the place of the signature.
func (p *Pending) WriteTo(w io.Writer) (int64, error) {
	var n int64
	for _, b := range [][]byte{p.doc, p.update[:p.from], p.update[p.to:]} {
		m, err := w.Write(b)
		n += int64(m)
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// Room is how many bytes the signature may have.
func (p *Pending) Room() int { return (p.to - p.from - 2) / 2 }

// Close puts the signature into its place and gives the revision.
func (p *Pending) Close(signature []byte) ([]byte, error) {
	if len(signature) > p.Room() {
		return nil, fault.New(fault.Internal, "a signature of %d bytes does not fit into %d", len(signature), p.Room())
	}
	hex.Encode(p.update[p.from+1:], signature)
	return p.update, nil
}

// size is the first number that no object has.
func (f *File) size() (int, error) {
	n := f.trailer.get("Size").num
	for used := range f.entries {
		n = max(n, used+1)
	}
	if n < 1 || n > mostEntries {
		return 0, bad("its trailer has a bad Size")
	}
	return n, nil
}

// firstPage finds the first page and the lower left corner of what is seen of it.
func (f *File) firstPage(catalog value) (at, page value, corner string, err error) {
	at = catalog.get("Pages")
	corner = "0 0"
	for range deepest {
		if page, err = f.resolve(at); err != nil {
			return at, page, "", err
		}
		for _, box := range []string{"MediaBox", "CropBox"} {
			v, err := f.resolve(page.get(box))
			if err != nil {
				return at, page, "", err
			}
			if c := v.items; v.kind == array && len(c) == 4 && c[0].isNumber() && c[1].isNumber() {
				corner = string(c[0].raw) + " " + string(c[1].raw)
			}
		}
		if page.get("Type").text == "Page" && at.kind == ref {
			return at, page, corner, nil
		}
		kids, err := f.resolve(page.get("Kids"))
		if err != nil {
			return at, page, "", err
		}
		if kids.kind != array || len(kids.items) == 0 {
			break
		}
		at = kids.items[0]
	}
	return at, page, "", bad("it has no first page")
}

func (v value) isNumber() bool { return v.kind == integer || v.kind == number }

// fieldList is the list of the form's fields, with the names of those that stand at the top.
type fieldList struct {
	list  value
	names []string
}

// form gives the fields of the interactive form and what else the form says.
func (f *File) form(catalog value) (fields fieldList, rest value, err error) {
	form, err := f.resolve(catalog.get("AcroForm"))
	if err != nil {
		return fields, rest, err
	}
	if form.get("XFA").kind != null {
		return fields, rest, fault.New(fault.Invalid, "the PDF has a form of the kind XFA")
	}
	for i, k := range form.keys {
		if k != "Fields" && k != "SigFlags" {
			rest.keys, rest.items = append(rest.keys, k), append(rest.items, form.items[i])
		}
	}
	if fields.list, err = f.resolve(form.get("Fields")); err != nil {
		return fields, rest, err
	}
	for _, item := range fields.list.items {
		field, err := f.resolve(item)
		if err != nil {
			return fields, rest, err
		}
		title, err := f.resolve(field.get("T"))
		if err != nil {
			return fields, rest, err
		}
		fields.names = append(fields.names, title.text)
	}
	return fields, rest, nil
}

// fieldName is the first of Signature1, Signature2 … that no field has.
func fieldName(fields fieldList) string {
	for n := 1; ; n++ {
		if s := "Signature" + strconv.Itoa(n); !slices.Contains(fields.names, s) {
			return s
		}
	}
}

// listed writes an array with a reference more. References to nothing are left out: the object that is now new could be meant.
func (f *File) listed(a value, n int) string {
	var b strings.Builder
	b.WriteByte('[')
	for _, item := range a.items {
		if item.kind == ref && !f.entries[item.num].inUse {
			continue
		}
		b.Write(item.raw)
		b.WriteByte(' ')
	}
	fmt.Fprintf(&b, "%d 0 R]", n)
	return b.String()
}

// change is a key of a dictionary and its new value.
type change struct{ key, raw string }

// with writes a dictionary as it is, but for the changes.
func (v value) with(changes ...change) string {
	var b strings.Builder
	b.WriteString("<<")
	for i, k := range v.keys {
		if slices.ContainsFunc(changes, func(c change) bool { return c.key == k }) {
			continue
		}
		fmt.Fprintf(&b, "/%s %s\n", escaped(k), v.items[i].raw)
	}
	for _, c := range changes {
		fmt.Fprintf(&b, "/%s %s\n", c.key, c.raw)
	}
	b.WriteString(">>")
	return b.String()
}

// escaped writes a name.
func escaped(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c > '~' || c == '#' || isDelimiter(c) {
			fmt.Fprintf(&b, "#%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// literal writes a text string: in ASCII as it is, otherwise in UTF-16 (ISO 32000-1, 7.9.2.2).
func literal(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0 {
		return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(s) + ")"
	}
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteString(">")
	return b.String()
}

// writer writes the objects of a revision.
type writer struct {
	bytes.Buffer
	base    int // length of the document before it
	objects []placed
}

type placed struct{ n, gen, at int }

func (w *writer) object(n, gen int, body string) {
	w.objects = append(w.objects, placed{n, gen, w.base + w.Len()})
	fmt.Fprintf(w, "%d %d obj\n%s\nendobj\n", n, gen, body)
}

// rangeRoom holds the largest byte range that a file of ours can have.
const rangeRoom = "[0 0000000000 0000000000 0000000000]"

// signature writes the signature dictionary; it tells where the byte range is to be written.
func (w *writer) signature(n int, e Entries, room int, p *Pending) (rangeAt int) {
	w.objects = append(w.objects, placed{n, 0, w.base + w.Len()})
	fmt.Fprintf(w, "%d 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange", n)
	rangeAt = w.Len()
	w.WriteString(strings.Repeat(" ", len(rangeRoom)) + "/Contents")
	p.from = w.Len()
	w.WriteString("<" + strings.Repeat("0", 2*room) + ">")
	p.to = w.Len()
	fmt.Fprintf(w, "/M(D:%s)", e.At.UTC().Format("20060102150405Z"))
	for _, t := range []change{{"Name", e.Name}, {"Reason", e.Reason}, {"Location", e.Place}} {
		if t.raw != "" {
			fmt.Fprintf(w, "/%s%s", t.key, literal(t.raw))
		}
	}
	w.WriteString(">>\nendobj\n")
	return rangeAt
}

// references writes the cross-references and the trailer, of the kind that the file has. The number next is free.
func (w *writer) references(f *File, next int) {
	at := w.base + w.Len()
	if f.stream {
		w.objects = append(w.objects, placed{next, 0, at})
		next++
	}
	slices.SortFunc(w.objects, func(a, b placed) int { return a.n - b.n })
	trailer := fmt.Sprintf("/Size %d/Root %s/Prev %d", next, f.trailer.get("Root").raw, f.newest)
	if info := f.trailer.get("Info"); info.kind != null {
		trailer += fmt.Sprintf("/Info %s", info.raw)
	}
	if id := f.trailer.get("ID"); len(id.items) == 2 { // the second part is that of the revision (ISO 32000-1, 14.4)
		h := sha256.New()
		h.Write(f.doc)
		h.Write(w.Bytes())
		trailer += fmt.Sprintf("/ID[%s<%x>]", id.items[0].raw, h.Sum(nil)[:16])
	}
	if f.stream {
		w.xrefStream(trailer)
	} else {
		w.WriteString("xref\n")
		for _, run := range runs(w.objects) {
			fmt.Fprintf(w, "%d %d\n", run[0].n, len(run))
			for _, o := range run {
				fmt.Fprintf(w, "%010d %05d n \n", o.at, o.gen)
			}
		}
		fmt.Fprintf(w, "trailer\n<<%s>>\n", trailer)
	}
	fmt.Fprintf(w, "startxref\n%d\n%%%%EOF\n", at)
}

func (w *writer) xrefStream(trailer string) {
	var index strings.Builder
	var data []byte
	for _, run := range runs(w.objects) {
		fmt.Fprintf(&index, " %d %d", run[0].n, len(run))
		for _, o := range run {
			data = append(data, 1, byte(o.at>>32), byte(o.at>>24), byte(o.at>>16), byte(o.at>>8), byte(o.at), byte(o.gen>>8), byte(o.gen))
		}
	}
	own := w.objects[len(w.objects)-1].n
	fmt.Fprintf(w, "%d 0 obj\n<</Type/XRef/W[1 5 2]/Index[%s]/Length %d%s>>\nstream\n%s\nendstream\nendobj\n",
		own, strings.TrimSpace(index.String()), len(data), trailer, data)
}

// runs cuts a sorted list into runs of consecutive numbers.
func runs(objects []placed) [][]placed {
	var list [][]placed
	from := 0
	for i := range objects {
		if i+1 == len(objects) || objects[i+1].n != objects[i].n+1 {
			list = append(list, objects[from:i+1])
			from = i + 1
		}
	}
	return list
}
