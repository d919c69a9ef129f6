package inspect

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/muniment/muniment/exchange/xml"
)

// archive unpacks every member of an archive, within limits, and keeps nothing of it but the text of a document.
func (r *finder) archive(b []byte, t Type) {
	z, err := openZip(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		r.broken(err)
		return
	}
	w := &words{whole: t == DOCX}
	left := int64(maxTotal)
	for _, m := range z.File {
		if m.Mode().IsDir() {
			continue
		}
		in, err := m.Open()
		if err != nil {
			r.blame(Damaged)
			return
		}
		g := &measured{r: in, packed: int64(m.CompressedSize64), left: &left}
		err = w.member(m, g)
		if err == nil {
			_, err = io.Copy(io.Discard, g) // to its checksum
		}
		in.Close()
		if g.burst {
			r.blame(Bomb)
			return
		}
		if err != nil {
			r.blame(Damaged)
			return
		}
	}
	for _, f := range []struct {
		is   bool
		code string
	}{{w.nested, Nested}, {w.alive, Script}, {w.remote, Remote}, {w.embedded, EmbeddedFile}} {
		if f.is {
			r.blame(f.code)
		}
	}
	if w.links {
		r.find(Links, "n", "")
	}
	if w.changes {
		r.find(Changes)
	}
	r.Text = strings.TrimSpace(w.out.String())
	if t == DOCX && r.Text == "" {
		r.find(NoText)
	}
}

// member looks into a member of an archive.
func (w *words) member(m *zip.File, in io.Reader) error {
	head := make([]byte, 512)
	n, err := io.ReadFull(in, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return err
	}
	head = head[:n]
	if typeOf(head) == ZIP || disguise(head) != nil && !strings.HasPrefix(string(head), "\xD0\xCF") {
		w.nested = w.nested || !w.whole || !strings.HasPrefix(m.Name, "word/embeddings/")
		w.embedded = w.embedded || w.whole
	}
	if !w.whole {
		return nil
	}
	body := io.MultiReader(bytes.NewReader(head), in)
	switch name := m.Name; {
	case strings.HasSuffix(name, "vbaProject.bin"), strings.HasPrefix(name, "word/activeX/"):
		w.alive = true
	case strings.HasPrefix(name, "word/embeddings/"):
		w.embedded = true
	case path.Ext(name) == ".rels":
		return w.relations(body)
	case name == "word/document.xml", name == "word/footnotes.xml", name == "word/endnotes.xml":
		return w.read(body)
	case strings.HasPrefix(name, "word/comments"):
		w.changes = true
	}
	return nil
}

// measured reads a member and stops where it unpacks to more than it may.
type measured struct {
	r            io.Reader
	packed, read int64
	left         *int64
	burst        bool
}

var errBurst = errors.New("the archive unpacks to more than it may")

// Read implements io.Reader.
func (m *measured) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.read += int64(n)
	*m.left -= int64(n)
	if *m.left < 0 || m.read > freely && m.read > maxRatio*max(m.packed, 1) {
		m.burst = true
		return n, errBurst
	}
	return n, err
}

// words is what is gathered of the parts of a DOCX.
type words struct {
	out                                             strings.Builder
	whole                                           bool // a DOCX; else any archive
	nested, alive, remote, embedded, links, changes bool
}

// relations looks at what a part refers to (ISO/IEC 29500-2, 9): links to pages are told, parts taken from elsewhere make it unsound.
func (w *words) relations(in io.Reader) error {
	x := xml.NewReader(in, xml.Limits{})
	for {
		kind, err := x.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if x.Doctype() != "" {
			return errBurst // no part of a DOCX has a document type
		}
		if kind != xml.Start || string(local(x.Name())) != "Relationship" {
			continue
		}
		mode, _ := x.Attr("TargetMode")
		what, _ := x.Attr("Type")
		if string(mode) != "External" {
			continue
		}
		if strings.HasSuffix(string(what), "/hyperlink") {
			w.links = true
		} else {
			w.remote = true
		}
	}
}

// read takes the text of a part: paragraphs become lines. Source: ISO/IEC 29500-1, 17.3.
func (w *words) read(in io.Reader) error {
	x := xml.NewReader(in, xml.Limits{})
	taking := false
	for {
		kind, err := x.Next()
		if errors.Is(err, io.EOF) {
			w.out.WriteByte('\n')
			return nil
		}
		if err != nil {
			return err
		}
		if x.Doctype() != "" {
			return errBurst
		}
		switch n := ""; kind {
		case xml.Start:
			switch n = string(local(x.Name())); n {
			case "t":
				taking = true
			case "tab":
				w.put(" ")
			case "br", "cr":
				w.put("\n")
			case "ins", "del", "moveFrom", "moveTo":
				w.changes = true
			case "instrText":
			}
		case xml.End:
			switch n = string(local(x.Name())); n {
			case "t":
				taking = false
			case "p":
				w.put("\n")
			}
		case xml.Text:
			if taking {
				w.put(string(x.Text()))
			}
		}
	}
}

func (w *words) put(s string) {
	if w.out.Len()+len(s) <= maxText {
		w.out.WriteString(s)
	}
}
