package inspect

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/internal/fault"
)

const (
	maxDrawing = 4 << 20 // bytes of an SVG
	maxShape   = 8 << 20 // bytes of a GeoJSON
	headTokens = 200     // of an XML document that the quick look reads
)

// pdf sees that a PDF begins and ends as one, and can be read without a password.
func (l *looker) pdf() error {
	tail, err := l.tail(4096)
	if err != nil {
		return err
	}
	if !bytes.Contains(tail, []byte("%%EOF")) || !bytes.Contains(tail, []byte("startxref")) {
		return cut(PDF)
	}
	if i := bytes.LastIndex(tail, []byte("trailer")); i >= 0 && bytes.Contains(tail[i:], []byte("/Encrypt")) {
		return fault.New(fault.Invalid, "the PDF is encrypted").Hinting("save it without a password and without restrictions, and send that")
	}
	return nil
}

// text looks at documents that are text.
func (l *looker) text(t Type) error {
	switch {
	case t == SVG && l.size > maxDrawing:
		return fault.New(fault.Invalid, "the file is larger than %d bytes", maxDrawing)
	case t == GeoJSON && l.size > maxShape:
		return fault.New(fault.Invalid, "the file is larger than %d bytes", maxShape)
	}
	switch t {
	case SVG:
		return drawing(l.reader())
	case GeoJSON:
		return shape(l.reader())
	}
	return begins(l.reader())
}

// begins sees that the beginning of an XML document is well formed.
func begins(r io.Reader) error {
	x := xml.NewReader(r, xml.Limits{})
	for range headTokens {
		if _, err := x.Next(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

// drawing sees that an SVG is a drawing and nothing else: no script, nothing of other places, no page of HTML within.
func drawing(r io.Reader) error {
	x := xml.NewReader(r, xml.Limits{})
	alive := fault.New(fault.Invalid, "the drawing holds a script, a link or a part of another place").Hinting("send the drawing as PNG or PDF")
	style := 0
	for {
		kind, err := x.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch kind {
		case xml.Start:
			if style > 0 {
				style++
			}
			switch strings.ToLower(string(local(x.Name()))) {
			case "script", "foreignobject", "iframe", "embed", "object", "audio", "video", "handler", "listener", "set", "animate", "animatemotion", "animatetransform":
				return alive
			case "style":
				style = 1
			}
			for _, a := range x.Attrs() {
				name, value := strings.ToLower(string(a.Local())), strings.ToLower(strings.TrimSpace(string(a.Value)))
				if strings.HasPrefix(name, "on") || (name == "href" || name == "src") && !strings.HasPrefix(value, "#") && !strings.HasPrefix(value, "data:image/png") && !strings.HasPrefix(value, "data:image/jpeg") ||
					elsewhere(value) {
					return alive
				}
			}
		case xml.Text:
			if style > 0 && elsewhere(strings.ToLower(string(x.Text()))) {
				return alive
			}
		case xml.End:
			if style > 0 {
				style--
			}
		}
		if x.Doctype() != "" && x.Doctype() != "svg" {
			return alive
		}
	}
}

// elsewhere reports whether a value of a style leads out of the drawing.
func elsewhere(value string) bool {
	if strings.Contains(value, "@import") || strings.Contains(value, "javascript:") {
		return true
	}
	for {
		_, rest, ok := strings.Cut(value, "url(")
		if !ok {
			return false
		}
		if value = rest; !strings.HasPrefix(strings.TrimLeft(value, " '\""), "#") {
			return true
		}
	}
}

func local(name []byte) []byte {
	if i := bytes.LastIndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// shape sees that a document is GeoJSON, as far as its first members tell.
func shape(r io.Reader) error {
	b, err := io.ReadAll(io.LimitReader(r, maxShape))
	if err != nil {
		return err
	}
	var top struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF")), &top); err != nil {
		return fault.New(fault.Invalid, "the file is no GeoJSON").Because(err)
	}
	switch top.Type {
	case "FeatureCollection", "Feature", "GeometryCollection", "Polygon", "MultiPolygon", "Point", "MultiPoint", "LineString", "MultiLineString":
		return nil
	}
	return fault.New(fault.Invalid, "the file is no GeoJSON")
}
