package web

import "net/http"

// policy is the content security policy: nothing but our own style sheet, pictures, fonts and forms. There is no script, but for pages on which a
// passkey can be used: these have one of ours, and it may ask us what to ask of the passkey.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const scripted = policy + "; script-src 'self'; connect-src 'self'"

// headers sets the headers that protect the reader, for every answer.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["Content-Security-Policy"] = []string{policy}
		h["X-Content-Type-Options"] = []string{"nosniff"}
		h["Referrer-Policy"] = []string{"same-origin"}
		h["Permissions-Policy"] = []string{"camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"}
		h["Cross-Origin-Opener-Policy"] = []string{"same-origin"}
		next.ServeHTTP(w, r)
	})
}
