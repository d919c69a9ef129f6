// Package post sends the letters of the office by e-mail: plain text, in every language in which the office writes.
//
// Letters wait in an outbox, into which they were written with the act that they tell of. A [Worker] takes them from there and hands them to a
// [Sender]: a server of mail ([SMTP]), or a folder where there is none ([Folder]). A machine may stop after a letter was handed over and before
// that was noted; then it is sent again, with the same Message-ID, by which its reader's program knows that it is the same.
//
// An address is in no log, no error and no note of ours: what a server answers is kept as its code only.
//
// Sources: RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 5322 (form of a letter), RFC 2045 and 2047 (letters beyond ASCII), RFC 3834 (letters that a
// machine sends).
package post

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

// Compose writes a letter as it is sent: from is the office's address, with a name or without; the host of that address is that of the
// Message-ID. The same letter is always the same bytes.
func Compose(from mail.Address, q office.Queued) []byte {
	_, host, _ := strings.Cut(from.Address, "@")
	subject, text := words(q.Letter)
	var b bytes.Buffer
	header := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	header("From", from.String())
	header("To", (&mail.Address{Address: line(q.Letter.To)}).String())
	header("Subject", mime.QEncoding.Encode("utf-8", subject))
	header("Date", q.Made.UTC().Format(time.RFC1123Z))
	header("Message-ID", "<"+q.ID+"@"+host+">")
	header("Auto-Submitted", "auto-generated")
	var tags []string
	for _, lang := range order(q.Letter) {
		tags = append(tags, string(lang))
	}
	header("Content-Language", strings.Join(tags, ", "))
	header("MIME-Version", "1.0")
	header("Content-Type", "text/plain; charset=utf-8")
	header("Content-Transfer-Encoding", "base64")
	b.WriteString("\r\n")
	text = strings.ReplaceAll(text, "\n", "\r\n")
	coded := base64.StdEncoding.EncodeToString([]byte(text))
	for i := 0; i < len(coded); i += 76 {
		b.WriteString(coded[i:min(i+76, len(coded))] + "\r\n")
	}
	return b.Bytes()
}

// order lists the languages that a letter has, the first one first.
func order(l office.Letter) []locale.Lang {
	var list []locale.Lang
	for _, lang := range append([]locale.Lang{l.First}, locale.Langs()...) {
		if l.Text[lang] != "" && !slices.Contains(list, lang) {
			list = append(list, lang)
		}
	}
	return list
}

// words gives a letter's subject and text in all of its languages.
func words(l office.Letter) (subject, text string) {
	var subjects, texts []string
	for _, lang := range order(l) {
		subjects, texts = append(subjects, line(l.Subject[lang])), append(texts, l.Text[lang])
	}
	return strings.Join(subjects, " · "), strings.Join(texts, "\n\n———\n\n") + "\n"
}

// line keeps a text on one line, so that nothing in it can begin a header of its own.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }
