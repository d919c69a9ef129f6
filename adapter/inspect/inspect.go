package inspect

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/muniment/muniment/adapter/inspect/pdf"
	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/internal/fault"
)

// maxText is how many bytes of text are taken out of a document.
const maxText = 4 << 20

// Inspect goes through a whole file that was sent as a type ("" for whatever it is). It is for a process of its own: see [Child]. It
// never fails: what cannot be read is told as a finding.
func Inspect(b []byte, sent Type) *Report {
	r := &Report{}
	head := b[:min(headSize, len(b))]
	r.Type = typeOf(head)
	l := looker{f: bytes.NewReader(b), size: int64(len(b))}
	if r.Type == ZIP {
		t, err := l.archive()
		if r.Type = t; err != nil {
			r.broken(err)
			return r
		}
	}
	if r.Type == "" || sent != "" && sent != r.Type && sent != XML {
		r.blame(Another)
		return r
	}
	if err := l.single(head, r.Type); err != nil {
		r.blame(Twofold)
		return r
	}
	switch r.Type {
	case PDF:
		r.pdf(b)
	case DOCX, ZIP:
		r.archive(b)
	case PNG, JPEG, GIF, TIFF, WebP:
		r.picture(b)
	case MP3:
		long, frames := mp3Length(b)
		if r.lasting(long); frames < 2 {
			r.blame(Damaged)
		}
	case WAV:
		r.lasting(waveLength(b))
		if r.Lasts == 0 {
			r.blame(Damaged)
		}
	case SVG:
		if err := drawing(bytes.NewReader(b)); err != nil {
			r.broken(err)
		}
	case GeoJSON:
		if err := shape(bytes.NewReader(b)); err != nil {
			r.broken(err)
		}
	case Sequence, XML:
		r.sequence(b)
	}
	return r
}

// broken tells why a file could not be read, as a code.
func (r *Report) broken(err error) {
	f, _ := fault.Of(err)
	switch {
	case f == nil:
		r.blame(Damaged)
	case f.Text == bomb().Text, strings.Contains(f.Text, "too many members"):
		r.blame(Bomb)
	case strings.Contains(f.Text, "encrypted"):
		r.blame(Encrypted)
	case strings.Contains(f.Text, "macros"), strings.Contains(f.Text, "script"):
		r.blame(Script)
	default:
		r.blame(Damaged)
	}
}

func (r *Report) pdf(b []byte) {
	f := pdf.Read(b)
	if f.Encrypted() {
		r.blame(Encrypted)
		return
	}
	pages, cycle := f.Pages()
	r.Pages = len(pages)
	found := f.Find()
	for _, w := range []struct {
		is   bool
		code string
	}{
		{cycle, LoopsOfPages}, {len(pages) == 0, NoPages}, {found.Script, Script}, {found.Launch, Launch}, {found.Embedded > 0, EmbeddedFile}, {found.Forms, Forms},
	} {
		if w.is {
			r.blame(w.code)
		}
	}
	if found.Opens {
		r.find(Opens)
	}
	if found.Links > 0 {
		r.find(Links, "n", strconv.Itoa(found.Links))
	}
	if found.Media {
		r.find(Media)
	}
	if len(found.Loose) > 0 {
		r.find(LooseFonts, "fonts", strings.Join(found.Loose, ", "))
	}
	unknown := false
	if r.Text, unknown = f.Text(pages); r.Text == "" && len(pages) > 0 || unknown {
		r.find(NoText)
	}
	if f.Large {
		r.blame(TooMuch)
	}
	if f.Torn {
		r.find(Torn)
	}
}

// sequence reads a sequence listing to its end. A document type that it names elsewhere is never fetched.
func (r *Report) sequence(b []byte) {
	x := xml.NewReader(bytes.NewReader(b), xml.Limits{})
	root := ""
	for {
		kind, err := x.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.blame(Damaged, "where", where(err))
			return
		}
		if kind == xml.Start {
			switch n := string(local(x.Name())); {
			case root == "":
				root = n
			case n == "SequenceData":
				r.Count++
			}
		}
	}
	if x.Doctype() != "" {
		r.find(Foreign)
	}
	if root != "ST26SequenceListing" || r.Count == 0 {
		r.blame(NoSequence)
	}
}

// where is the place of an error in an XML document; "" if it has none.
func where(err error) string {
	var e *xml.Error
	if errors.As(err, &e) {
		return e.Pos.String()
	}
	return ""
}
