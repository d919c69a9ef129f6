package exchange

import (
	"archive/zip"
	"compress/flate"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/muniment/muniment/ipr"
)

// InST96 reports whether rights of the kind have a form in ST.96, and whether one document may hold many of them.
func InST96(kind ipr.Kind) (ok, many bool) {
	form, ok := st96Forms[kind]
	return ok, form.many
}

// DefaultLimits gives the limits of archives that are read without others.
func DefaultLimits() Limits { return Limits{}.orDefault() }

// st96Members are the names in an archive: of the document of a kind, or of the folder of its documents.
var st96Members = map[ipr.Kind]string{
	ipr.Trademark: "trademarks", ipr.Patent: "patents", ipr.Utility: "utility-models", ipr.Design: "designs", ipr.GI: "indications",
}

// WriteST96Archive writes rights of the given kinds as a ZIP archive of documents of ST.96 version 6.0: one for all rights of
// a kind, such as trademarks.xml, or one each where the standard has it so, such as patents/EP-05819917.xml. rows gives the
// rights of a kind. The members stand in the order of their kinds' names, those of one kind in the order of rows; the same
// rights give the same bytes. [Open] reads it back, up to the members that [Limits] allow.
//
// It gives the numbers of rights and of members, and the first error of a sequence or of w. Errors: NotFound if there are
// no rights, and nothing is written then; Invalid if a kind has no form in ST.96.
func WriteST96Archive(w io.Writer, kinds []ipr.Kind, rows func(ipr.Kind) iter.Seq2[Row, error]) (rights, members int, err error) {
	kinds = slices.Clone(kinds)
	slices.SortFunc(kinds, func(a, b ipr.Kind) int { return strings.Compare(st96Members[a], st96Members[b]) })
	a := &st96Archive{zip: zip.NewWriter(w)}
	deflate, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		return 0, 0, err
	}
	a.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		deflate.Reset(w) // members are written one after the other
		return deflate, nil
	})
	for _, kind := range kinds {
		n, err := a.kind(kind, rows(kind))
		if rights += n; err != nil {
			return rights, a.members, err
		}
	}
	if rights == 0 {
		return 0, 0, noRight()
	}
	return rights, a.members, a.zip.Close()
}

type st96Archive struct {
	zip     *zip.Writer
	members int
}

// kind writes the rights of a kind.
func (a *st96Archive) kind(kind ipr.Kind, rows iter.Seq2[Row, error]) (n int, err error) {
	form, ok := st96Forms[kind]
	if !ok {
		return 0, noForm(kind)
	}
	var w io.Writer
	for right, err := range form.render(kind, rows) {
		if err == nil && (n == 0 || !form.many) {
			name := st96Members[kind]
			if !form.many {
				name += "/" + memberName(right.id)
			}
			w, err = a.member(name+".xml", xmlDeclaration+form.head)
		}
		if err == nil {
			_, err = w.Write(right.xml)
		}
		if err == nil && !form.many {
			_, err = io.WriteString(w, form.tail)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	if n > 0 && form.many {
		_, err = io.WriteString(w, form.tail)
	}
	return n, err
}

// epoch is the time of every member: an archive tells nothing of when it was made.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// member begins a member of the archive.
func (a *st96Archive) member(name, head string) (io.Writer, error) {
	h := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: epoch}
	h.SetMode(0o644)
	w, err := a.zip.CreateHeader(h)
	if err == nil {
		a.members++
		_, err = io.WriteString(w, head)
	}
	return w, err
}

// memberName is a name for the document of a right that is a harmless name of a file, and that of no other right:
// letters, digits, hyphens and dots are kept, every other byte of the number is written as % and two digits.
func memberName(id ipr.ID) string {
	const hex = "0123456789ABCDEF"
	b := append([]byte(id.Office), '-')
	for _, c := range []byte(id.Number) {
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == '-', c == '.':
			b = append(b, c)
		default:
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(b)
}
