package web

import (
	"encoding/json"
	"net/http"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/register"
)

// resultsJSON answers with the results in the form of `search marks --json`, and of `search rights --json` under rights.
func (s *Site) resultsJSON(w http.ResponseWriter, r *request) error {
	q, form, err := readQuery(r.query)
	if err == nil && q.Text == "" {
		err = fault.New(fault.Invalid, "there is nothing to search for; give a text as q")
	}
	if err != nil {
		return err
	}
	f, err := s.find(r, q, form)
	if err != nil {
		return err
	}
	body, err := json.Marshal(foundJSON(r.lang, q, f))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	send(w, http.StatusOK, "application/json", append(body, '\n'))
	return nil
}

type (
	jsonFound struct {
		Query      string     `json:"query"`
		Normalised string     `json:"normalised"`
		Corpus     jsonCorpus `json:"corpus"`
		Took       float64    `json:"took_ms"`
		Hits       []jsonHit  `json:"hits"`
		Rights     *RightsOut `json:"rights,omitempty"`
	}
	jsonCorpus struct {
		Marks      int64          `json:"marks"`
		Rights     int64          `json:"rights"`
		Checkpoint jsonCheckpoint `json:"checkpoint"`
	}
	jsonCheckpoint struct {
		Origin string `json:"origin"`
		Size   int64  `json:"size"`
		Root   string `json:"root"`
	}
	jsonHit struct {
		Rank    int             `json:"rank"`
		ID      string          `json:"id"`
		Mark    string          `json:"mark"`
		Score   float64         `json:"score"`
		Band    string          `json:"band"`
		Classes []int           `json:"classes"`
		Status  register.Status `json:"status"`
		Owner   string          `json:"owner"`
		Why     jsonWhy         `json:"why"`
	}
	jsonWhy struct {
		Word    float64 `json:"word"`
		Sound   float64 `json:"sound"`
		Look    float64 `json:"look"`
		Element string  `json:"element,omitempty"`
		Text    string  `json:"text"`
	}
)

func foundJSON(l locale.Lang, q Query, f outcome) jsonFound {
	corpus, took := f.searched()
	out := jsonFound{Query: q.Text, Took: float64(took.Microseconds()) / 1000, Hits: []jsonHit{}}
	out.Corpus.Checkpoint = jsonCheckpoint{corpus.Origin, corpus.Size, base64Root(corpus.Root)}
	if f.rights != nil {
		out.Corpus.Rights, out.Rights = f.rights.Rights, RightsJSON(q.Text, *f.rights, f.heads)
	}
	if f.marks == nil {
		return out
	}
	out.Normalised, out.Corpus.Marks = f.marks.Normalised, f.marks.Marks
	for _, h := range f.marks.Hits {
		head, ok := f.heads[h.ID]
		if !ok {
			continue
		}
		j := jsonHit{Rank: len(out.Hits) + 1, ID: h.ID.String(), Mark: head.Mark, Score: h.Score, Band: h.Band, Classes: head.Classes, Status: head.Status, Owner: head.Owner}
		if j.Classes == nil {
			j.Classes = []int{}
		}
		j.Why = jsonWhy{Word: h.Word, Sound: h.Sound, Look: h.Look, Element: h.Element}
		if h.Why != nil {
			j.Why.Text = h.Why.In(l)
		}
		out.Hits = append(out.Hits, j)
	}
	return out
}
