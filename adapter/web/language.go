package web

import (
	"net/http"
	"net/url"

	"github.com/muniment/muniment/internal/locale"
)

// language chooses the language of a page: what the address asks for, else what the reader chose before, else what the
// browser prefers, else the office's own. A choice in the address is remembered for a year.
func (s *Site) language(w http.ResponseWriter, r *http.Request, query url.Values) locale.Lang {
	h := w.Header()
	h.Add("Vary", "Accept, Accept-Language, Cookie") // of errors, if of nothing else, the form depends on Accept everywhere
	chosen := locale.Lang("")
	if c, err := r.Cookie("lang"); err == nil {
		chosen, _ = locale.ParseLang(c.Value)
	}
	if l, ok := locale.ParseLang(query.Get("lang")); ok {
		if l != chosen {
			http.SetCookie(w, &http.Cookie{Name: "lang", Value: string(l), Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: r.TLS != nil})
		}
		return l
	}
	if chosen != "" {
		return chosen
	}
	return locale.Negotiate(r.Header.Get("Accept-Language"), s.Office.Default)
}

// in is the address of the same page in another language.
func in(l locale.Lang, path string, query url.Values) string {
	q := make(url.Values, len(query)+1)
	for k, v := range query {
		q[k] = v
	}
	q.Set("lang", string(l))
	return path + "?" + q.Encode()
}
