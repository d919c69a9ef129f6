package xml_test

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"io"
	"fmt"

	"github.com/muniment/muniment/exchange/xml"
)

type judgement struct {
	id, file, kind                                 string
	version, namespace, edition, entities, source string
}

func catalogue(t *testing.T, folder string) []judgement {
	doc, err := os.ReadFile(filepath.Join(folder, "cleaned/xmlconf-flattened.xml"))
	if err != nil {
		t.Fatal(err)
	}
	r := xml.NewReader(bytes.NewReader(doc), xml.Limits{})
	bases := []string{"xmlconf"}
	var all []judgement
	for {
		k, err := r.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		told := func(name string) string { v, _ := r.Attr(name); return string(v) }
		switch {
		case k == xml.Start && string(r.Name()) == "TEST":
			all = append(all, judgement{told("ID"), path.Join(bases[len(bases)-1], told("URI")), told("TYPE"), told("VERSION"), told("NAMESPACE"), told("EDITION"), told("ENTITIES"), told("RECOMMENDATION")})
			fallthrough
		case k == xml.Start:
			bases = append(bases, path.Join(bases[len(bases)-1], told("xml:base")))
		case k == xml.End:
			bases = bases[:len(bases)-1]
		}
	}
}

func TestConf(t *testing.T) {
	folder := os.Getenv("SUITE")
	all := catalogue(t, folder)
	for _, c := range all {
		doc, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(c.file)))
		if err != nil {
			t.Error(err)
			continue
		}
		_, err = script(bytes.NewReader(doc), xml.Limits{})
		fmt.Printf("J\t%s\t%s\tver=%s\tns=%s\ted=%s\tent=%s\trec=%s\tdtd=%v\taccepted=%v\t%s\t%v\n", c.kind, c.id, c.version, c.namespace, c.edition, c.entities, c.source, strings.Contains(string(doc), "<!DOCTYPE"), err == nil, c.file, err)
	}
}
