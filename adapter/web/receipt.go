package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"html/template"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// maxReceipt is the greatest length of a receipt in bytes.
const maxReceipt = 1 << 20

// receipt serves the receipt of a public event.
func (s *Site) receipt(w http.ResponseWriter, r *request) error {
	l, err := s.logOf(r)
	if err != nil {
		return err
	}
	seq, err := strconv.ParseInt(strings.TrimSuffix(r.PathValue("seq"), ".json"), 10, 64)
	if err != nil || seq < 0 || seq >= l.Size {
		return fault.New(fault.NotFound, "this log has no such leaf")
	}
	body, err := s.Receipts.Receipt(r.Context(), l.Lane, l.Generation, seq)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Content-Disposition", `attachment; filename="`+receiptName(body, l, seq)+`"`)
	send(w, http.StatusOK, "application/json", body)
	return nil
}

// receiptName is the name under which a browser keeps a receipt: the right's number and the leaf's.
func receiptName(body []byte, l *register.LogState, seq int64) string {
	number := string(l.Lane)
	var rc struct {
		Disclosures []string `json:"disclosures"`
	}
	if json.Unmarshal(body, &rc) == nil {
		for _, d := range rc.Disclosures {
			name, value, err := register.Undisclose(d)
			if err != nil || name != "id" {
				continue
			}
			var s string
			if json.Unmarshal(value, &s) == nil {
				if id, err := ipr.ParseID(s); err == nil {
					number = fileName(id.Number)
				}
			}
		}
	}
	return number + "." + strconv.FormatInt(seq, 10) + ".json"
}

// VerifyPage is the form to check a receipt, and the verdict.
type VerifyPage struct {
	*Page
	Receipt string // as it was sent
	Checked bool
	Refused string // why the receipt is refused
	Good    bool   // it holds, and the quorum is met
	Heading string
	Says    string
	Kind    string
	Leaf    string
	Origin  string
	Time    template.HTML
	Size    string
	Root    string
	By      string
	Ahead   bool
	ID      string
	Path    string
	Act     string
	Shown   []Shown
	LeftOut string
	Code    string
}

func (*VerifyPage) template() string { return "verify" }

func (s *Site) verifyForm(w http.ResponseWriter, r *request) error {
	return s.show(w, r, http.StatusOK, s.verifyPage(r))
}

func (s *Site) verifyPage(r *request) *VerifyPage {
	return &VerifyPage{Page: s.newPage(r, "log", r.T("verify.title")), Code: strings.ToLower(string(s.Office.Code))}
}

// verify checks a pasted or uploaded receipt and tells the verdict. Nothing of it is kept.
func (s *Site) verify(w http.ResponseWriter, r *request) error {
	body, err := sentReceipt(r)
	if err != nil {
		return err
	}
	p := s.verifyPage(r)
	p.NoIndex = true
	w.Header().Set("Cache-Control", "no-store")
	if len(body) == 0 {
		p.Checked, p.Heading, p.Refused = true, r.T("verify.refused"), r.T("verify.nothing")
		return s.show(w, r, http.StatusBadRequest, p)
	}
	verdict, err := s.Receipts.Verify(r.Context(), body)
	if err != nil {
		return err
	}
	p.Receipt = firstRunes(strings.ToValidUTF8(string(body), "�"), 20000)
	s.tell(r, p, verdict)
	return s.show(w, r, http.StatusOK, p)
}

// sentReceipt reads the receipt from the form: an uploaded file, or else the pasted text.
func sentReceipt(r *request) ([]byte, error) {
	tooLong := fault.New(fault.Invalid, "a receipt has at most %d bytes", maxReceipt)
	defer func() { // net/http tidies up after the request that it made, which this one is a copy of
		if r.MultipartForm != nil {
			_ = r.MultipartForm.RemoveAll()
		}
	}()
	err := r.ParseForm()
	if err == nil {
		err = r.ParseMultipartForm(maxReceipt)
	}
	var endless *http.MaxBytesError
	switch {
	case errors.As(err, &endless):
		return nil, tooLong
	case err != nil && !errors.Is(err, http.ErrNotMultipart):
		return nil, fault.New(fault.Invalid, "the form cannot be read").Because(err)
	}
	body := []byte(strings.TrimSpace(r.PostFormValue("receipt")))
	if f, _, err := r.FormFile("file"); err == nil {
		defer func() { _ = f.Close() }() // a copy in memory
		upload, err := io.ReadAll(io.LimitReader(f, maxReceipt+1))
		if err != nil {
			return nil, fault.New(fault.Invalid, "the file cannot be read").Because(err)
		}
		if len(bytes.TrimSpace(upload)) > 0 {
			body = upload
		}
	}
	if len(body) > maxReceipt {
		return nil, tooLong
	}
	return body, nil
}

// tell puts a verdict into words.
func (s *Site) tell(r *request, p *VerifyPage, v Verdict) {
	p.Checked = true
	if v.Refused != nil {
		p.Heading, p.Refused = r.T("verify.refused"), r.T("verify.refused_says")
		if f, ok := fault.Of(v.Refused); ok {
			p.Refused = sentence(r.lang, f)
		}
		return
	}
	p.Good = v.Met
	switch {
	case !v.Met:
		p.Heading = r.T("verify.unmet")
	case v.Quorum == "none":
		p.Heading = r.T("verify.committed")
	default:
		p.Heading = r.T("verify.witnessed")
	}
	p.Kind, p.Origin, p.Leaf, p.Size = r.T("verify.kind."+string(v.Lane)), v.Origin, locale.Number(r.lang, v.Seq), locale.Number(r.lang, v.Size)
	p.Root, p.Ahead = base64Root(v.Root), v.Ahead
	p.By = r.T("verify.by", "k", locale.Number(r.lang, int64(v.Witnessed)), "all", locale.Number(r.lang, int64(v.Witnesses)), "quorum", v.Quorum)
	view := &viewer{Site: s, lang: r.lang}
	p.Time = view.received(&register.Happening{ReceivedAt: v.Received})
	p.ID = v.ID
	id, err := ipr.ParseID(v.ID)
	if err == nil {
		p.Path = entryPath(id)
	}
	if v.Act != "" {
		p.Act = view.actTitle(v.Act, id.Kind)
	}
	p.Shown = v.Shown
	p.LeftOut = locale.List(r.lang, v.LeftOut)
}

// refresh answers a receipt with the same one under a newer witnessed checkpoint. Nothing of it is kept.
func (s *Site) refresh(w http.ResponseWriter, r *request) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxReceipt))
	if err != nil {
		return fault.New(fault.Invalid, "a receipt has at most %d bytes", maxReceipt).Because(err)
	}
	fresh, err := s.Receipts.Refresh(r.Context(), body)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	send(w, http.StatusOK, "application/json", fresh)
	return nil
}
