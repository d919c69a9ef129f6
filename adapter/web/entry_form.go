package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
)

// entryForm is a form in which an entry can be had.
type entryForm struct {
	name   string // "html", "json", "text", "xml" or "pdf"
	ending string // of the address, "" if the plain one stands for it
	media  []string
}

// entryForms are the forms, the preferred ones first.
var entryForms = []entryForm{
	{"html", "", []string{"text/html"}},
	{"json", ".json", []string{"application/json"}},
	{"text", ".txt", []string{"text/plain"}},
	{"xml", ".xml", []string{"application/xml", "text/xml"}},
	{"pdf", ".pdf", []string{"application/pdf"}},
}

// form splits the ending from the number and says in which form the entry is asked for: by the ending, or else by the
// Accept header. Who accepts none of them gets the page.
func form(r *request) (number, as string) {
	number = r.PathValue("number")
	for _, f := range entryForms {
		if n, ok := strings.CutSuffix(number, f.ending); ok && n != "" && f.ending != "" {
			return n, f.name
		}
	}
	if n, ok := strings.CutSuffix(number, ".html"); ok && n != "" {
		return n, "html"
	}
	accept, best, quality := r.Header.Values("Accept"), "html", 0.0
	for _, f := range entryForms {
		for _, m := range f.media {
			if q := acceptance(accept, m); q > quality {
				best, quality = f.name, q
			}
		}
	}
	return number, best
}

// acceptance is the quality that the Accept header gives a media type, by the most special of its ranges, 0 if it is not
// acceptable. Source: RFC 9110, section 12.5.1.
func acceptance(accept []string, media string) float64 {
	quality, special := 0.0, 0
	whole, _, _ := strings.Cut(media, "/")
	for _, line := range accept {
		for choice := range strings.SplitSeq(line, ",") {
			name, params, _ := strings.Cut(strings.TrimSpace(choice), ";")
			rank := 0
			switch strings.ToLower(strings.TrimSpace(name)) {
			case media:
				rank = 3
			case whole + "/*":
				rank = 2
			case "*/*":
				rank = 1
			}
			if rank <= special {
				continue
			}
			special, quality = rank, 1
			for param := range strings.SplitSeq(params, ";") {
				if v, ok := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(param), " ", ""), "q="); ok {
					quality, _ = strconv.ParseFloat(v, 64) // what is no number is no wish
				}
			}
		}
	}
	return quality
}

// represent answers with an entry in a form for programs.
func (s *Site) represent(w http.ResponseWriter, r *request, e *register.Entry, as string) error {
	kind, body, err := "", []byte(nil), error(nil)
	switch as {
	case "json":
		kind = "application/json"
		body, err = entryJSON(e)
	case "xml":
		if ok, _ := exchange.InST96(e.Kind); !ok {
			return s.failWith(w, r, http.StatusNotAcceptable, fault.New(fault.Invalid, "rights of this kind have no form in WIPO's standard ST.96; JSON and plain text are here"))
		}
		kind = "application/xml"
		var b bytes.Buffer
		_, err = exchange.WriteST96(&b, e.Kind, exchange.One(e.ID, &e.Record))
		body = b.Bytes()
	default:
		kind, body = "text/plain; charset=utf-8", []byte(Text(e, r.lang))
	}
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	send(w, http.StatusOK, kind, body)
	return nil
}

// entryJSON is the entry as `show --as json` writes it, indented for people.
func entryJSON(e *register.Entry) ([]byte, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, body, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
