package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"sync"
	"text/template/parse"
	"time"

	"github.com/muniment/muniment/internal/locale"
)

// pages holds templates and assets, embedded or read from a folder for every request.
type pages struct {
	dev     string
	started time.Time // modification time of assets
	read    *pageSet
}

// pageSet is what is read from template/ and asset/.
type pageSet struct {
	byLang            map[locale.Lang]map[string]*template.Template // see view
	byName, byAddress map[string]*asset
}

func newPages(dev string) (*pages, error) {
	p := &pages{dev: dev, started: time.Now()}
	set, err := p.load()
	p.read = set
	return p, err
}

// current gives the set in force. In development a set that cannot be read leaves the last one in force.
func (p *pages) current() *pageSet {
	if p.dev == "" {
		return p.read
	}
	if set, err := p.load(); err == nil {
		return set
	}
	return p.read
}

func (p *pages) load() (*pageSet, error) {
	var files fs.FS = embedded
	if p.dev != "" {
		files = os.DirFS(p.dev)
	}
	return readPages(files)
}

// readPages parses every page once per language. A text without arguments is put into the template here, so that a page
// costs no look-up for it.
func readPages(files fs.FS) (*pageSet, error) {
	set := &pageSet{byLang: map[locale.Lang]map[string]*template.Template{}}
	var err error
	if set.byName, set.byAddress, err = readAssets(files); err != nil {
		return nil, err
	}
	var names []string
	for _, folder := range []string{"public", "portal", "desk"} {
		list, err := fs.Glob(files, "template/"+folder+"/*.html")
		if err != nil {
			return nil, err
		}
		names = append(names, list...)
	}
	for _, l := range locale.Langs() {
		base, err := template.New("").Funcs(set.funcs(l)).ParseFS(files, "template/layout/*.html", "template/part/*.html")
		if err != nil {
			return nil, err
		}
		set.byLang[l] = map[string]*template.Template{}
		for _, name := range names {
			t, err := template.Must(base.Clone()).ParseFS(files, name)
			if err != nil {
				return nil, err
			}
			for _, part := range t.Templates() {
				if part.Tree != nil {
					set.fold(part.Tree.Root, l)
				}
			}
			set.byLang[l][viewName(name)] = t.Lookup("layout")
		}
	}
	return set, nil
}

// viewName is the name by which a view asks for the template of a file.
func viewName(file string) string {
	name := strings.TrimSuffix(strings.TrimPrefix(file, "template/"), ".html")
	return strings.TrimPrefix(name, "public/")
}

// funcs are the functions that templates may call.
func (set *pageSet) funcs(l locale.Lang) template.FuncMap {
	return template.FuncMap{
		"t": func(key string, args ...any) string { return locale.T(l, key, args...) },
		"asset": func(name string) (string, error) {
			if a := set.byName[name]; a != nil {
				return a.address, nil
			}
			return "", fmt.Errorf("there is no asset %s", name)
		},
		"name": named,
		"mark": func(s string) template.HTML { return specimen(s, nil) },
	}
}

var breaks = regexp.MustCompile(`\s*\n\s*`)

// fold puts texts without arguments and addresses of assets into the tree and drops the indentation of the source.
func (set *pageSet) fold(n parse.Node, l locale.Lang) {
	list, ok := n.(*parse.ListNode)
	if !ok || list == nil {
		return
	}
	for i, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			n.Text = breaks.ReplaceAll(n.Text, []byte("\n"))
		case *parse.ActionNode:
			if text, ok := set.constant(n, l); ok {
				list.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: []byte(template.HTMLEscapeString(text))}
			}
		case *parse.IfNode:
			set.fold(n.List, l)
			set.fold(n.ElseList, l)
		case *parse.RangeNode:
			set.fold(n.List, l)
			set.fold(n.ElseList, l)
		case *parse.WithNode:
			set.fold(n.List, l)
			set.fold(n.ElseList, l)
		}
	}
}

// constant gives what {{t "key"}} and {{asset "name"}} always write.
func (set *pageSet) constant(n *parse.ActionNode, l locale.Lang) (text string, ok bool) {
	if len(n.Pipe.Decl) > 0 || len(n.Pipe.Cmds) != 1 || len(n.Pipe.Cmds[0].Args) != 2 {
		return "", false
	}
	f, isFunc := n.Pipe.Cmds[0].Args[0].(*parse.IdentifierNode)
	s, isString := n.Pipe.Cmds[0].Args[1].(*parse.StringNode)
	if !isFunc || !isString {
		return "", false
	}
	switch f.Ident {
	case "t":
		return locale.T(l, s.Text), true
	case "asset":
		if a := set.byName[s.Text]; a != nil {
			return a.address, true
		}
	}
	return "", false
}

var buffers = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 32<<10)) }}

// render executes a page into a buffer, so that an error never leaves half a page behind. The caller gives the buffer
// back with release.
func (s *Site) render(l locale.Lang, v view) (*bytes.Buffer, error) {
	t := s.page.current().byLang[l][v.template()]
	if t == nil {
		return nil, fmt.Errorf("no template %s in %s", v.template(), l)
	}
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	if err := t.Execute(b, v); err != nil {
		release(b)
		return nil, fmt.Errorf("rendering %s: %w", v.template(), err)
	}
	return b, nil
}

func release(b *bytes.Buffer) {
	if b.Cap() <= 1<<20 {
		buffers.Put(b)
	}
}
