package inspect

import (
	"bytes"
	"encoding/binary"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/fault"
)

// Type is what a file is by its bytes, as a media type.
type Type string

// The types that the office knows.
const (
	PDF      Type = "application/pdf"
	DOCX     Type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	PNG      Type = "image/png"
	JPEG     Type = "image/jpeg"
	GIF      Type = "image/gif"
	TIFF     Type = "image/tiff"
	WebP     Type = "image/webp"
	SVG      Type = "image/svg+xml"
	MP3      Type = "audio/mpeg"
	WAV      Type = "audio/wav"
	Sequence Type = "application/vnd.st26+xml" // a sequence listing of WIPO ST.26
	XML      Type = "application/xml"          // any other
	GeoJSON  Type = "application/geo+json"
	ZIP      Type = "application/zip" // any that is no DOCX
)

// kinds tells how a type is called, and which endings its names have.
var kinds = []struct {
	t       Type
	called  string
	endings []string
}{
	{PDF, "PDF", []string{".pdf"}},
	{DOCX, "DOCX", []string{".docx"}},
	{PNG, "PNG", []string{".png"}},
	{JPEG, "JPEG", []string{".jpg", ".jpeg", ".jpe", ".jfif"}},
	{GIF, "GIF", []string{".gif"}},
	{TIFF, "TIFF", []string{".tif", ".tiff"}},
	{WebP, "WebP", []string{".webp"}},
	{SVG, "SVG", []string{".svg"}},
	{MP3, "MP3", []string{".mp3"}},
	{WAV, "WAV", []string{".wav", ".wave"}},
	{Sequence, "ST.26", []string{".xml"}},
	{XML, "XML", []string{".xml"}},
	{GeoJSON, "GeoJSON", []string{".geojson", ".json"}},
	{ZIP, "ZIP", []string{".zip"}},
}

// Types lists every type that is taken where nothing else is said: all but archives and XML without a known meaning.
func Types() []Type {
	var list []Type
	for _, k := range kinds {
		if k.t != ZIP && k.t != XML {
			list = append(list, k.t)
		}
	}
	return list
}

// Called is the short name of a type, the same in every language.
func (t Type) Called() string {
	for _, k := range kinds {
		if k.t == t {
			return k.called
		}
	}
	return string(t)
}

// Picture reports whether files of the type are pictures made of dots.
func (t Type) Picture() bool { return slices.Contains([]Type{PNG, JPEG, GIF, TIFF, WebP}, t) }

// headSize is how much of the beginning is looked at to tell what a file is.
const headSize = 4096

// typeOf tells what a file is by its beginning; "" if it is nothing that the office knows. A ZIP is told as such: whether it is a DOCX
// stands at its end.
func typeOf(head []byte) Type {
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return PDF
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return PNG
	case bytes.HasPrefix(head, []byte("\xFF\xD8\xFF")):
		return JPEG
	case bytes.HasPrefix(head, []byte("GIF87a")), bytes.HasPrefix(head, []byte("GIF89a")):
		return GIF
	case bytes.HasPrefix(head, []byte("II*\x00")), bytes.HasPrefix(head, []byte("MM\x00*")):
		return TIFF
	case bytes.HasPrefix(head, []byte("RIFF")) && len(head) >= 12 && string(head[8:12]) == "WEBP":
		return WebP
	case bytes.HasPrefix(head, []byte("RIFF")) && len(head) >= 12 && string(head[8:12]) == "WAVE":
		return WAV
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return ZIP
	case bytes.HasPrefix(head, []byte("ID3")), isMP3Frame(head):
		return MP3
	}
	text := plainText(head)
	switch {
	case text == "":
		return ""
	case strings.HasPrefix(text, "{") && strings.Contains(text, `"type"`):
		return GeoJSON
	case isHTML(text):
		return ""
	case strings.HasPrefix(text, "<"):
		switch root := rootName(text); {
		case root == "svg":
			return SVG
		case root == "ST26SequenceListing":
			return Sequence
		case strings.HasPrefix(text, "<?xml") || root != "":
			return XML
		}
	}
	return ""
}

// plainText gives the beginning as text in lower or upper case as it is, without a byte order mark and leading space; "" if it is no
// text. UTF-16 is text whose letters are ASCII here, which is enough to tell what it is.
func plainText(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\xFF\xFE")):
		head = narrow(head[2:], binary.LittleEndian)
	case bytes.HasPrefix(head, []byte("\xFE\xFF")):
		head = narrow(head[2:], binary.BigEndian)
	default:
		head = bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
	}
	for n := 0; n < utf8.UTFMax && len(head) > 0 && !utf8.Valid(head); n++ {
		head = head[:len(head)-1] // a character that is cut off
	}
	if !utf8.Valid(head) || bytes.IndexByte(head, 0) >= 0 {
		return ""
	}
	return strings.TrimLeft(string(head), " \t\r\n")
}

func narrow(b []byte, order binary.ByteOrder) []byte {
	var out []byte
	for ; len(b) >= 2; b = b[2:] {
		out = utf8.AppendRune(out, rune(order.Uint16(b)))
	}
	return out
}

// isHTML reports whether a text is a web page or a program of one.
func isHTML(text string) bool {
	lower := strings.ToLower(text)
	for strings.HasPrefix(lower, "<!--") {
		_, rest, ok := strings.Cut(lower, "-->")
		if !ok {
			return true // nothing but a comment, as far as it goes
		}
		lower = strings.TrimLeft(rest, " \t\r\n")
	}
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<script", "<iframe", "<img", "<a ", "<div", "<style", "<meta", "<form", "<?php"} {
		if strings.HasPrefix(lower, tag) {
			return true
		}
	}
	return false
}

// rootName is the name of the first element of an XML text, without its prefix; "" if it cannot be seen.
func rootName(text string) string {
	for {
		i := strings.IndexByte(text, '<')
		if i < 0 || i+1 >= len(text) {
			return ""
		}
		text = text[i:]
		end := ">"
		switch {
		case strings.HasPrefix(text, "<!--"):
			end = "-->"
		case strings.HasPrefix(text, "<?"):
			end = "?>"
		case strings.HasPrefix(text, "<!"):
			if open := strings.IndexByte(text, '['); open >= 0 && open < strings.IndexByte(text+">", '>') {
				end = "]>"
			}
		default:
			name := text[1:]
			if j := strings.IndexAny(name, " \t\r\n/>"); j >= 0 {
				name = name[:j]
			}
			if _, local, ok := strings.Cut(name, ":"); ok {
				name = local
			}
			return name
		}
		_, rest, ok := strings.Cut(text, end)
		if !ok {
			return ""
		}
		text = rest
	}
}

// disguise tells what a file is that the office never takes, in words of the fault; nil if it is nothing of the sort.
func disguise(head []byte) error {
	switch {
	case isHTML(plainText(head)), isHTML(strings.TrimLeft(string(head), " \t\r\n\x00")):
		return fault.New(fault.Invalid, "the file is a web page").Hinting("print the page as PDF and send that")
	case bytes.HasPrefix(head, []byte("MZ")), bytes.HasPrefix(head, []byte("\x7FELF")), bytes.HasPrefix(head, []byte("#!")), bytes.HasPrefix(head, []byte("\xCF\xFA\xED\xFE")), bytes.HasPrefix(head, []byte("\xCA\xFE\xBA\xBE")):
		return fault.New(fault.Invalid, "the file is a program")
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0")):
		return fault.New(fault.Invalid, "the file is an old Office document").Hinting("save it as PDF or DOCX and send that")
	case bytes.HasPrefix(head, []byte("Rar!")), bytes.HasPrefix(head, []byte("7z\xBC\xAF")), bytes.HasPrefix(head, []byte("\x1F\x8B")):
		return fault.New(fault.Invalid, "the file is an archive").Hinting("send the documents one by one")
	}
	return nil
}

// named sees that the ending of the name says what the bytes are.
func named(name string, t Type) error {
	ending := strings.ToLower(path.Ext(name))
	for _, k := range kinds {
		if k.t == t && (ending == "" || slices.Contains(k.endings, ending)) {
			return nil
		}
	}
	return fault.New(fault.Invalid, "the name ends in %q, and the bytes are %s", ending, t.Called()).Hinting("send the file under the name with which it was made")
}
