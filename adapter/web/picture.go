package web

import (
	"html/template"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// pictureName is the name of a picture in a record: the SHA-256 of its bytes.
var pictureName = regexp.MustCompile(`^[0-9a-f]{64}$`)

// maxPicture is the greatest number of bytes of a picture that a page shows.
const maxPicture = 16 << 20

// pictureKinds are the kinds of pictures that browsers show and that hold no script.
var pictureKinds = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// picturePath is the address of a picture of a right.
func picturePath(id ipr.ID, sha256 string) string { return entryPath(id) + "/image/" + sha256 }

// pictures lists the pictures that an entry tells of, that of the mark first.
func pictures(e *register.Entry) []string {
	var list []string
	put := func(name string) {
		if pictureName.MatchString(name) {
			list = append(list, name)
		}
	}
	if e.Mark != nil {
		put(e.Mark.Image)
	}
	for _, d := range e.Designs {
		for _, w := range d.Views {
			put(w.Image)
		}
	}
	return list
}

// picture answers with a picture of a right. What the public entry does not name is not there, whatever else is kept under
// that hash.
func (s *Site) picture(w http.ResponseWriter, r *request) error {
	absent := fault.New(fault.NotFound, "there is no such picture")
	id, err := ipr.ParseID(r.PathValue("office") + "/" + r.PathValue("kind") + "/" + url.PathEscape(r.PathValue("number")))
	if err != nil {
		return absent
	}
	id.Of = ipr.AnyNumber
	e, err := s.Register.Entry(r.Context(), id)
	if err != nil {
		return err
	}
	name := r.PathValue("sha256")
	if !slices.Contains(pictures(e), name) {
		return absent
	}
	f, err := s.Register.OpenBlob(r.Context(), name)
	if err != nil {
		return err
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, maxPicture+1))
	if err != nil {
		return err
	}
	kind := http.DetectContentType(body)
	if len(body) > maxPicture || !slices.Contains(pictureKinds, kind) {
		return absent
	}
	w.Header().Set("Cache-Control", "public, max-age=86400")
	send(w, http.StatusOK, kind, body)
	return nil
}

// plate is the picture on the plate of an entry: that of the mark, or the first view of a design.
func (v *viewer) plate() template.HTML {
	list := pictures(v.entry)
	if len(list) == 0 {
		return ""
	}
	return `<img class="figure" src="` + text(picturePath(v.entry.ID, list[0])) + `" alt="` + text(v.t("entry.picture")) + `">`
}
