package web

import (
	"bytes"
	"encoding/xml"
	"net/http"

	"github.com/muniment/muniment/ipr"
)

// atom is a feed of RFC 4287, as far as it is needed.
type atom struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Link    []atomLink  `xml:"link"`
	Author  atomAuthor  `xml:"author"`
	Entry   []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
}

// feed answers with the newest acts as an Atom feed.
func (s *Site) feed(w http.ResponseWriter, r *request) error {
	recent, err := s.Register.Recent(r.Context(), 50)
	if err != nil {
		return err
	}
	base := s.BaseURL
	if base == "" {
		base = "http://" + r.Host
	}
	f := atom{Lang: string(r.lang), ID: base + "/feeds/acts.atom", Title: r.T("home.feed", "office", s.officeName(r.lang)), Author: atomAuthor{s.officeName(r.lang)}}
	f.Updated = "1970-01-01T00:00:00Z"
	f.Link = []atomLink{{"self", f.ID}, {"", base + "/"}}
	v := &viewer{Site: s, lang: r.lang}
	for i, h := range recent {
		if i == 0 {
			f.Updated = h.ReceivedAt
		}
		title := v.actTitle(h.Act, h.ID.Kind)
		if h.Mark != "" {
			title += ": " + h.Mark
		}
		title += ", " + ipr.PrintNumber(h.ID.Office, h.ID.Kind, ipr.ApplicationNumber, h.ID.Number)
		f.Entry = append(f.Entry, atomEntry{
			ID: base + entryPath(h.ID) + "#" + anchor(&h.Happening), Title: title, Updated: h.ReceivedAt, Link: atomLink{Href: base + entryPath(h.ID)},
		})
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(f); err != nil {
		return err
	}
	b.WriteByte('\n')
	w.Header().Set("Cache-Control", "no-cache")
	send(w, http.StatusOK, "application/atom+xml; charset=utf-8", b.Bytes())
	return nil
}
