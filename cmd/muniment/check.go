package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/exchange/xsd"
	"github.com/muniment/muniment/internal/fault"
)

type checkCommand struct {
	Schema string   `help:"Folder with the schemas of WIPO's standard ST.96." required:"" type:"path" placeholder:"DIR"`
	File   []string `arg:"" name:"file" help:"Documents." type:"path"`
}

func (c *checkCommand) Run(p *program) error {
	schemas := map[string]*xsd.Schema{}
	invalid := 0
	for _, path := range c.File {
		err := c.check(path, schemas)
		verdict := "valid"
		if err != nil {
			verdict = err.Error()
			invalid++
		}
		fmt.Fprintf(p.out, "%s: %s\n", visible(path), visible(verdict))
	}
	if invalid > 0 {
		p.say("%d of %d documents are not valid", invalid, len(c.File))
		return exit(1)
	}
	return nil
}

// check validates a document against the schema of its root element.
func (c *checkCommand) check(path string, schemas map[string]*xsd.Schema) error {
	f, err := os.Open(path)
	if err != nil {
		return fault.New(fault.NotFound, "the file cannot be read").Because(err)
	}
	defer f.Close()
	r := xml.NewReader(f, xml.Limits{})
	if _, err := r.Next(); err != nil {
		return err
	}
	root := string(r.Local())
	s := schemas[root]
	if s == nil {
		if strings.Trim(root, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") != "" {
			return fault.New(fault.NotFound, "the folder has no schema of the element %q", root)
		}
		names, err := filepath.Glob(filepath.Join(c.Schema, root+"_V[0-9]*_[0-9].xsd"))
		if err != nil || len(names) == 0 {
			return fault.New(fault.NotFound, "the folder has no schema of the element %q", root)
		}
		if s, err = xsd.Load(os.DirFS(c.Schema), filepath.Base(names[len(names)-1])); err != nil {
			return err
		}
		schemas[root] = s
	}
	if _, err := f.Seek(0, 0); err != nil {
		return err
	}
	return s.Validate(f, xml.Limits{})
}
