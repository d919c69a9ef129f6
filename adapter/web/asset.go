package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

//go:embed asset template
var embedded embed.FS

// asset is a file served as it is, for ever, under an address that holds its hash.
type asset struct {
	body    []byte
	zipped  []byte // gzip of body; nil where it gains nothing
	kind    string // content type
	address string
}

var assetKinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8", ".md": "text/plain; charset=utf-8",
}

// readAssets reads the folder asset. Addresses in the style sheet are changed to those with a hash.
func readAssets(files fs.FS) (byName, byAddress map[string]*asset, err error) {
	byName, byAddress = map[string]*asset{}, map[string]*asset{}
	var sheets []string
	add := func(name string, body []byte) {
		sum := sha256.Sum256(body)
		ext := path.Ext(name)
		a := &asset{body: body, kind: assetKinds[ext]}
		a.address = "/asset/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
		if ext != ".woff2" {
			var z bytes.Buffer
			w, _ := gzip.NewWriterLevel(&z, gzip.BestCompression) // the level is a constant that exists
			if _, err := w.Write(body); err == nil && w.Close() == nil {
				a.zipped = z.Bytes()
			}
		}
		byName[name], byAddress[a.address] = a, a
	}
	err = fs.WalkDir(files, "asset", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name = strings.TrimPrefix(name, "asset/")
		if _, known := assetKinds[path.Ext(name)]; !known {
			return fault.New(fault.Internal, "asset %s has no content type", name)
		}
		if path.Ext(name) == ".css" {
			sheets = append(sheets, name)
			return nil
		}
		body, err := fs.ReadFile(files, "asset/"+name)
		if err == nil {
			add(name, body)
		}
		return err
	})
	for _, name := range sheets {
		body, e := fs.ReadFile(files, "asset/"+name)
		if e != nil {
			return nil, nil, e
		}
		for n, a := range byName {
			body = bytes.ReplaceAll(body, []byte("url("+n+")"), []byte("url("+a.address+")"))
		}
		add(name, body)
	}
	return byName, byAddress, err
}

// serveAsset serves what asset/ holds.
func (s *Site) serveAsset(w http.ResponseWriter, r *request) error {
	a := s.page.current().byAddress[r.URL.Path]
	if a == nil {
		return fault.New(fault.NotFound, "there is no such file")
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", `"`+a.address+`"`)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	body := a.body
	if a.zipped != nil {
		h.Add("Vary", "Accept-Encoding")
		if acceptsGzip(r.Request) {
			h.Set("Content-Encoding", "gzip")
			body = a.zipped
		}
	}
	http.ServeContent(w, r.Request, "", s.page.started, bytes.NewReader(body))
	return nil
}
