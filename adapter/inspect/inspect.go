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
	r := new(finder)
	r.look(b, sent)
	return &r.Report
}

func (r *finder) look(b []byte, sent Type) {
	head := b[:min(headSize, len(b))]
	t := typeOf(head)
	l := looker{f: bytes.NewReader(b), size: int64(len(b))}
	var err error
	if t == ZIP {
		t, err = l.archive()
	}
	r.Type = string(t)
	switch {
	case err != nil:
		r.broken(err)
		return
	case t == "" || sent != "" && sent != t && sent != XML:
		r.blame(Another)
		return
	}
	if err := l.single(head, t); err != nil {
		r.blame(Twofold)
		return
	}
	switch t {
	case PDF:
		r.pdf(b)
	case DOCX, ZIP:
		r.archive(b, t)
	case PNG, JPEG, GIF, TIFF, WebP:
		r.picture(b, t)
	case MP3:
		long, frames := mp3Length(b)
		if r.Lasts = long.Milliseconds(); frames < 2 {
			r.blame(Damaged)
		}
	case WAV:
		r.Lasts = waveLength(b).Milliseconds()
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
}

// broken tells why a file could not be read, as a code.
func (r *finder) broken(err error) {
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

func (r *finder) pdf(b []byte) {
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
func (r *finder) sequence(b []byte) {
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
