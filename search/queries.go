package search

import (
	"embed"
	"io/fs"
	"path"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

//go:embed testdata/*/standard.tsv testdata/*/hard.tsv
var queryFiles embed.FS

// Distortion is a query of the query set: a mark, distorted, and the mark that a search for it should find.
type Distortion struct {
	Set   string // who made it, and how hard it is: "own/standard", "independent/hard"
	Kind  string // what was done to the mark
	Query string
	Mark  string
}

// Distortions gives the query set by which the quality of search is measured, set by set. Errors: Invalid with file and
// line if a file of the set cannot be read.
func Distortions() ([]Distortion, error) {
	var all []Distortion
	err := fs.WalkDir(queryFiles, "testdata", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := queryFiles.ReadFile(name)
		if err != nil {
			return err
		}
		set := path.Base(path.Dir(name)) + "/" + strings.TrimSuffix(path.Base(name), ".tsv")
		n := 0
		for line := range strings.Lines(string(data)) {
			n++
			f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if f[0] == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if len(f) != 3 {
				return fault.New(fault.Invalid, "%s, line %d: a line has query, mark and kind", name, n)
			}
			all = append(all, Distortion{Set: set, Kind: f[2], Query: f[0], Mark: f[1]})
		}
		return nil
	})
	return all, err
}
