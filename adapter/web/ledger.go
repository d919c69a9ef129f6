package web

import (
	"bytes"
	"encoding/json"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// logs lists the logs: a page for people, one origin a line for programs.
func (s *Site) logs(w http.ResponseWriter, r *request) error {
	logs, err := s.Log.Logs(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		var b bytes.Buffer
		for _, l := range logs {
			state := "open"
			if l.Closed {
				state = "closed"
			}
			b.WriteString(l.Origin + " " + state + " " + strconv.FormatInt(l.Size, 10) + "\n")
		}
		send(w, http.StatusOK, "text/plain; charset=utf-8", b.Bytes())
		return nil
	}
	policy, err := s.policyOrNone(r)
	if err != nil {
		return err
	}
	p := &LogPage{Page: s.newPage(r, "log", r.T("log.title")), Policy: string(policy), Code: strings.ToLower(string(s.Office.Code))}
	for i := range logs {
		v, err := s.logView(r, &logs[i])
		if err != nil {
			return err
		}
		p.Logs = append(p.Logs, v)
	}
	if parsed, err := note.ParsePolicy(policy); err == nil {
		p.Quorum = parsed.Quorum
		for _, x := range parsed.Witnesses {
			p.Witnesses = append(p.Witnesses, WitnessView{Name: x.Name, Key: x.Key.String(), URL: x.URL})
		}
	}
	return s.show(w, r, http.StatusOK, p)
}

func (s *Site) policyOrNone(r *request) ([]byte, error) {
	policy, err := s.Log.Policy(r.Context())
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	return policy, err
}

// LogPage tells where the logs stand and how to check them.
type LogPage struct {
	*Page
	Logs      []LogView
	Policy    string
	Quorum    string
	Witnesses []WitnessView
	Code      string // the office's, for names of files
}

func (*LogPage) template() string { return "log" }

// WitnessView is a witness of the published policy.
type WitnessView struct{ Name, Key, URL string }

// LogView is one log.
type LogView struct {
	Says       string // what it holds
	Origin     string
	Path       string
	Anchor     string
	Open       bool
	Size       string
	Root       string
	Key        string
	Signed     template.HTML // when the newest checkpoint was signed
	Checkpoint string        // its text
	Witnessed  string        // leaves under the newest witnessed checkpoint; "" if there is none
	At         template.HTML
	By         string // how many witnesses signed
	Growth     []Growth
	Drawing    template.HTML
}

// Growth is one step of the drawing of a log's size: a tile of 256 leaves, or a power of it.
type Growth struct {
	Level string
	Full  string // full tiles
	Last  string // hashes in the last one
}

func (s *Site) logView(r *request, l *register.LogState) (LogView, error) {
	v := LogView{
		Says: r.T("log.says." + string(l.Lane)), Origin: l.Origin, Path: logPath(l), Anchor: string(l.Lane) + "-" + strconv.Itoa(l.Generation), Open: !l.Closed, Size: locale.Number(r.lang, l.Size),
		Root: base64Root(l.Root), Key: l.Key, Signed: ago(r.lang, l.SignedAt, s.Clock(), s.Office.Zone), Checkpoint: string(l.Note),
	}
	if l.Witnessed != nil {
		st, err := s.standing(r, l)
		if err != nil {
			return v, err
		}
		v.Witnessed, v.At = locale.Number(r.lang, l.WitnessedSize), ago(r.lang, l.WitnessedAt, s.Clock(), s.Office.Zone)
		v.By = st.says(r.lang)
	}
	for level, hashes := 0, l.Size; hashes > 0; level, hashes = level+1, hashes/register.TileWidth {
		v.Growth = append(v.Growth, Growth{strconv.Itoa(level), locale.Number(r.lang, hashes/register.TileWidth), strconv.FormatInt(hashes%register.TileWidth, 10)})
	}
	v.Drawing = drawTree(l.Size)
	return v, nil
}

// drawTree draws a tree's right edge: one row for each level, as long as its last tile is full.
func drawTree(size int64) template.HTML {
	var b strings.Builder
	rows := 0
	for n := size; n > 0; n /= register.TileWidth {
		rows++
	}
	if rows == 0 {
		return ""
	}
	b.WriteString(`<svg class="tree" viewBox="0 0 256 ` + strconv.Itoa(rows*14-4) + `" aria-hidden="true">`)
	y := (rows - 1) * 14
	for n := size; n > 0; n /= register.TileWidth {
		row := strconv.Itoa(y)
		b.WriteString(`<rect class="room" x="0" y="` + row + `" width="256" height="10"/><rect class="full" x="0" y="` + row + `" width="` + strconv.FormatInt(n%register.TileWidth, 10) + `" height="10"/>`)
		y -= 14
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) // #nosec G203 -- constants and digits
}

func logPath(l *register.LogState) string {
	return "/log/" + string(l.Lane) + "/" + strconv.Itoa(l.Generation) + "/"
}

// logOf gives the log that an address names. Errors: NotFound.
func (s *Site) logOf(r *request) (*register.LogState, error) {
	logs, err := s.Log.Logs(r.Context())
	if err != nil {
		return nil, err
	}
	for i := range logs {
		if string(logs[i].Lane) == r.PathValue("lane") && strconv.Itoa(logs[i].Generation) == r.PathValue("generation") {
			return &logs[i], nil
		}
	}
	return nil, fault.New(fault.NotFound, "there is no log at this address")
}

func (s *Site) logPolicy(w http.ResponseWriter, r *request) error {
	policy, err := s.Log.Policy(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	send(w, http.StatusOK, "text/plain; charset=utf-8", policy)
	return nil
}

// logHome leads somebody who opens an origin in a browser to the page of the logs.
func (s *Site) logHome(w http.ResponseWriter, r *request) error {
	l, err := s.logOf(r)
	if err != nil {
		return err
	}
	http.Redirect(w, r.Request, "/log/#"+string(l.Lane)+"-"+strconv.Itoa(l.Generation), http.StatusFound)
	return nil
}

func (s *Site) checkpoint(w http.ResponseWriter, r *request) error {
	l, err := s.logOf(r)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	send(w, http.StatusOK, "text/plain; charset=utf-8", l.Note)
	return nil
}

func (s *Site) checkpointWitnessed(w http.ResponseWriter, r *request) error {
	l, err := s.logOf(r)
	if err != nil {
		return err
	}
	if l.Witnessed == nil {
		return fault.New(fault.NotFound, "no checkpoint of this log meets the published policy yet")
	}
	w.Header().Set("Cache-Control", "no-cache")
	send(w, http.StatusOK, "text/plain; charset=utf-8", l.Witnessed)
	return nil
}

// tile serves tiles of hashes and bundles of leaves, full and partial, up to the signed size; nothing else.
func (s *Site) tile(w http.ResponseWriter, r *request) error {
	l, err := s.logOf(r)
	if err != nil {
		return err
	}
	missing := fault.New(fault.NotFound, "this log has no such tile")
	// The path as it was sent: a tile has one spelling.
	_, path, _ := strings.Cut(r.URL.EscapedPath(), "/tile/")
	t, err := note.ParseTile("tile/" + path)
	if err != nil {
		return missing
	}
	have, ok := note.TileOf(t.Level, t.N, l.Size)
	if !ok || t.Width > have.Width {
		return missing
	}
	var body []byte
	if t.Level == note.Entries {
		leaves, err := s.Log.Leaves(r.Context(), l.Lane, l.Generation, t.N, t.Width)
		if err != nil {
			return err
		}
		for _, leaf := range leaves {
			if body, err = note.AppendEntry(body, leaf); err != nil {
				return err
			}
		}
	} else if body, err = s.Log.Tile(r.Context(), l.Lane, l.Generation, t.Level, t.N, t.Width); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	send(w, http.StatusOK, "application/octet-stream", body)
	return nil
}

// disclosures serves what is public of the leaves of a bundle, one leaf a line.
func (s *Site) disclosures(w http.ResponseWriter, r *request) error {
	l, err := s.logOf(r)
	if err != nil {
		return err
	}
	_, path, _ := strings.Cut(r.URL.EscapedPath(), "/disclosure/")
	n, err := note.ParseN(path)
	if err != nil {
		return fault.New(fault.NotFound, "this log has no such bundle")
	}
	if _, ok := note.TileOf(note.Entries, n, l.Size); !ok {
		return fault.New(fault.NotFound, "this log has no such bundle")
	}
	list, err := s.Log.Disclosures(r.Context(), l.Lane, l.Generation, n)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, d := range list {
		if err := enc.Encode(d); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-cache")
	send(w, http.StatusOK, "application/jsonl", b.Bytes())
	return nil
}
