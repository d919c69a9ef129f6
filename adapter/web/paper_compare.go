package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/procedure"
)

// maxUpload is the greatest number of bytes that are taken to be compared with an issued document.
const maxUpload = 64e6

// compareDocument answers whether an uploaded file is the issued one, byte for byte. It is hashed as it comes in; nothing of it
// is kept, in memory or on the disk.
func (s *Site) compareDocument(w http.ResponseWriter, r *request) error {
	d, err := s.issued(r)
	if err != nil {
		return s.unknownDocument(w, r, err)
	}
	verdict, err := compared(r, d)
	if err != nil {
		return err
	}
	p, err := s.documentPage(r, d)
	if err != nil {
		return err
	}
	p.Compared, p.Comparison = true, "bad"
	if verdict == "same" {
		p.Comparison = "good"
	}
	p.Same, p.SameSays = r.T("document.compared."+verdict), r.T("document.compared."+verdict+"_says")
	w.Header().Set("Cache-Control", "no-store")
	return s.show(w, r, http.StatusOK, p)
}

// compared reads the file of the form and gives the verdict: same, other, longer (it begins as the issued one does, and goes on),
// or none if no file came.
func compared(r *request, d *procedure.Issued) (string, error) {
	unreadable := fault.New(fault.Invalid, "the form cannot be read")
	form, err := r.MultipartReader()
	if err != nil {
		return "", unreadable.Because(err)
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return "none", nil
		}
		if err == nil && part.FormName() != "file" {
			continue
		}
		var verdict string
		if err == nil {
			verdict, err = compareFile(part, d)
		}
		var endless *http.MaxBytesError
		if errors.As(err, &endless) {
			return "", fault.New(fault.Invalid, "a file of more than %d MB is not taken; compare its SHA-256 on your own computer", maxUpload/1e6)
		}
		if err != nil {
			return "", unreadable.Because(err)
		}
		return verdict, nil
	}
}

func compareFile(f io.Reader, d *procedure.Issued) (string, error) {
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(f, d.Made.Size))
	if err != nil {
		return "", err
	}
	begins := n == d.Made.Size && hex.EncodeToString(h.Sum(nil)) == d.Made.SHA256
	rest, err := io.Copy(io.Discard, f)
	switch {
	case err != nil:
		return "", err
	case n == 0:
		return "none", nil
	case begins && rest == 0:
		return "same", nil
	case begins:
		return "longer", nil
	}
	return "other", nil
}
