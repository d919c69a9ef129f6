package web

import (
	"bytes"
	"errors"
	"image"
	_ "image/jpeg" // pictures that people send
	_ "image/png"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/muniment/muniment/adapter/web/fill"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/procedure/filing"
)

// What a form of the portal may send.
const (
	maxAttachment = 64 << 20 // bytes of one file; larger ones come by the interface
	maxForm       = 4*maxAttachment + 1<<20
	maxValue      = 256 << 10 // bytes of one field
	maxValues     = 20_000    // fields
)

// takes are the media types of what a field accepts.
var takes = map[string][]string{
	".pdf":  {"application/pdf"},
	".docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	".png":  {"image/png"}, ".jpg": {"image/jpeg"},
	".mp3": {"audio/mpeg"}, ".wav": {"audio/wav"},
	".xml": {"application/vnd.st26+xml"},
}

// readForm reads a form with its files. A file is looked at and kept, encrypted, as it comes, so that nothing of it lies in the open
// anywhere; what a draft names of kept files is decided afterwards. Files of fields that the screen has not got are passed over. "kept"
// names files that came with an earlier sending of the same form, as FIELD|SHA256|NAME.
//
// Errors: Invalid for what cannot be taken.
func (s *Site) readForm(r *request, v *screen) (url.Values, []fill.File, error) {
	form, files, err := s.readParts(r, v)
	if err != nil {
		return nil, nil, err
	}
	for _, kept := range form["kept"] {
		name, rest, _ := strings.Cut(kept, "|")
		sha, called, _ := strings.Cut(rest, "|")
		field, ok := s.uploadField(v, name)
		if !ok {
			continue
		}
		body, err := s.draftBytes(r, v.draft, sha)
		if err != nil {
			return nil, nil, err
		}
		f, err := s.keep(r, v.draft, field, called, body)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, f)
	}
	return form, files, nil
}

// uploadField gives the field of the screen that takes files under a name.
func (s *Site) uploadField(v *screen, name string) (fill.Field, bool) {
	for _, p := range fill.Show(v.draft.Application, v.questions(), string(s.Office.Code), "") {
		for _, f := range p.Fields {
			if f.Name == name && f.Input == fill.Upload {
				return f, true
			}
		}
	}
	switch {
	case strings.HasPrefix(name, "view:") && v.asks(filing.Views): // of a design that is being added
		return fill.Field{Name: name, Role: "view", Accept: fill.Pictures}, true
	case name == "file:signature" && v.asks(filing.Sign) && s.Filing.Signed != nil:
		return fill.Field{Name: name, Role: "signature", Accept: ".pdf"}, true
	}
	return fill.Field{}, false
}

// readParts reads what was sent, part by part.
func (s *Site) readParts(r *request, v *screen) (url.Values, []fill.File, error) {
	form := url.Values{}
	parts, err := r.MultipartReader()
	if err != nil {
		if err := r.ParseForm(); err != nil {
			return nil, nil, fault.New(fault.Invalid, "the form cannot be read").Because(err)
		}
		return r.PostForm, nil, nil
	}
	var files []fill.File
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return form, files, nil
		}
		if err != nil || n > maxValues {
			return nil, nil, unreadable(err)
		}
		name := part.FormName()
		if part.FileName() == "" && part.Header.Get("Content-Type") == "" {
			b, err := io.ReadAll(io.LimitReader(part, maxValue+1))
			if err != nil || len(b) > maxValue {
				return nil, nil, unreadable(err)
			}
			form.Add(name, strings.ToValidUTF8(string(b), "�"))
			continue
		}
		field, ok := s.uploadField(v, name)
		if part.FileName() == "" || !ok && name != "file:shape" {
			if _, err := io.Copy(io.Discard, part); err != nil {
				return nil, nil, unreadable(err)
			}
			continue
		}
		body, err := io.ReadAll(io.LimitReader(part, maxAttachment+1))
		switch {
		case err != nil:
			return nil, nil, unreadable(err)
		case len(body) > maxAttachment:
			return nil, nil, fault.New(fault.Invalid, "a file has at most %d MB here; larger ones are filed by the interface", maxAttachment>>20)
		}
		if name == "file:shape" {
			form.Set("indication.shape", string(body))
			continue
		}
		f, err := s.keep(r, v.draft, field, part.FileName(), body)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, f)
	}
}

func unreadable(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return fault.New(fault.Invalid, "the files of one page have at most %d MB together; send them one by one", maxForm>>20)
	}
	return fault.New(fault.Invalid, "the form cannot be read").Because(err)
}

// keep looks at a file and keeps it for the draft.
func (s *Site) keep(r *request, d *filing.Draft, field fill.Field, sent string, body []byte) (fill.File, error) {
	seen, err := s.look(body, sent, field.Accept)
	if err != nil {
		return fill.File{}, err
	}
	sha, size, err := s.Filing.Writer.Drafts.KeepFile(r.Context(), d.ID, bytes.NewReader(body), maxAttachment)
	if err != nil {
		return fill.File{}, err
	}
	return fill.File{Field: field.Name, Width: seen.Width, Height: seen.Height,
		Attachment: filing.Attachment{Role: field.Role, Name: seen.Name, Type: seen.Type, Pages: seen.Pages, Size: size, SHA256: sha}}, nil
}

// look tells what a file is. Pictures are at least so large that something can be seen.
func (s *Site) look(body []byte, sent, accept string) (Seen, error) {
	var types []string
	for a := range strings.SplitSeq(accept, ",") {
		types = append(types, takes[a]...)
	}
	seen := Seen{Type: http.DetectContentType(body), Name: path.Base(strings.ReplaceAll(sent, `\`, "/"))}
	if s.Filing.Look != nil {
		var err error
		if seen, err = s.Filing.Look(bytes.NewReader(body), int64(len(body)), sent, types); err != nil {
			return seen, err
		}
	}
	if len(body) == 0 {
		return seen, fault.New(fault.Invalid, "the file is empty")
	}
	if strings.HasPrefix(seen.Type, "image/") {
		c, _, err := image.DecodeConfig(bytes.NewReader(body))
		if err != nil {
			return seen, fault.New(fault.Invalid, "the picture cannot be read").Because(err)
		}
		seen.Width, seen.Height = c.Width, c.Height
		if min(c.Width, c.Height) < leastSide {
			return seen, fault.New(fault.Invalid, "the picture has %d × %d dots; it needs at least %d on each side", c.Width, c.Height, leastSide)
		}
	}
	return seen, nil
}

// leastSide is the least side of a picture in dots: on a smaller one nobody recognises anything. It is a rule of ours.
const leastSide = 30

// sendDocument answers with a document that is not public. A picture may be shown in a page; everything else is for keeping. Its
// name stands in the headers only, its bytes can do nothing in a browser.
func sendDocument(w http.ResponseWriter, f filing.Attachment, body io.Reader) error {
	h := w.Header()
	kind := "attachment"
	if f.Type == "image/png" || f.Type == "image/jpeg" {
		kind = "inline"
		h.Set("Content-Type", f.Type)
	} else {
		h.Set("Content-Type", "application/octet-stream")
	}
	h.Set("Content-Disposition", mime.FormatMediaType(kind, map[string]string{"filename": f.Name}))
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	w.WriteHeader(http.StatusOK)
	_, _ = io.Copy(w, body) // the reader has gone if this fails
	return nil
}
