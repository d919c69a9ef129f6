package paper

import (
	"bytes"
	"encoding/base64"
	"io/fs"
	"net/http"
	"strings"

	"golang.org/x/net/html"

	"github.com/muniment/muniment/internal/fault"
)

// Inline puts the style sheets and the pictures of a source into its HTML, so that it can be read anywhere without other files.
//
// Errors: Invalid for a file that is not there.
func Inline(src Source) ([]byte, error) {
	var out bytes.Buffer
	z := html.NewTokenizer(bytes.NewReader(src.HTML))
	for line := 1; ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return out.Bytes(), nil
		}
		raw := bytes.Clone(z.Raw()) // reading the token changes it
		at := line
		line += bytes.Count(raw, []byte("\n"))
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			put, err := inlinedTag(z.Token(), src.Files)
			if err != nil {
				f, _ := fault.Of(err)
				return nil, f.At(place(src.Name, at))
			}
			if put != nil {
				raw = put
			}
		}
		out.Write(raw)
	}
}

// inlinedTag is what stands in the place of a tag that calls a file; nil for every other tag.
func inlinedTag(t html.Token, files fs.FS) ([]byte, error) {
	attr := map[string]string{}
	for _, a := range t.Attr {
		attr[a.Key] = a.Val
	}
	switch {
	case t.Data == "link" && attr["rel"] == "stylesheet":
		b, err := file(files, attr["href"])
		if err != nil {
			return nil, err
		}
		tag := html.Token{Type: html.StartTagToken, Data: "style"}
		if m := attr["media"]; m != "" {
			tag.Attr = []html.Attribute{{Key: "media", Val: m}}
		}
		css := strings.ReplaceAll(string(b), "</", `<\/`) // or it would end the element
		return []byte(tag.String() + css + "</style>"), nil
	case t.Data == "img" && !strings.HasPrefix(attr["src"], "data:"):
		b, err := file(files, attr["src"])
		if err != nil {
			return nil, err
		}
		for i := range t.Attr {
			if t.Attr[i].Key == "src" {
				t.Attr[i].Val = "data:" + http.DetectContentType(b) + ";base64," + base64.StdEncoding.EncodeToString(b)
			}
		}
		return []byte(t.String()), nil
	}
	return nil, nil
}

// file reads a file of a source.
func file(files fs.FS, name string) ([]byte, error) {
	missing := fault.New(fault.Invalid, "there is no file %q", name)
	if files == nil || !fs.ValidPath(name) {
		return nil, missing
	}
	b, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, missing.Because(err)
	}
	return b, nil
}
