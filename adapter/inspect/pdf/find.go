package pdf

import (
	"maps"
	"slices"
	"strings"
)

// Found is what acts or hides in a PDF, in all of its revisions.
type Found struct {
	Script   bool     // JavaScript
	Launch   bool     // an action that starts a program, sends the form, or takes data in
	Opens    bool     // an action that runs by itself when the document or a page is opened
	Links    int      // to places outside
	Embedded int      // files within the file
	Forms    bool     // XFA: pages that are made while they are shown
	Media    bool     // sound, film or 3D
	Loose    []string // fonts that are not in the file, by name, sorted
	Cycle    bool     // the tree of pages does not end
}

// Find looks at every object for what acts or hides. It looks by the keys and names that make it so, wherever they stand (12.6, 7.11, 12.7.8, 9.9).
func (f *File) Find() Found {
	var found Found
	loose := map[string]bool{}
	for _, v := range f.all {
		f.look(&found, loose, v, 0)
	}
	f.look(&found, loose, f.trailer, 0)
	found.Loose = slices.Sorted(maps.Keys(loose))
	return found
}

func (f *File) look(found *Found, loose map[string]bool, v any, depth int) {
	if depth > maxDepth {
		return
	}
	switch v := v.(type) {
	case array:
		for _, m := range v {
			f.look(found, loose, m, depth+1)
		}
	case *stream:
		f.look(found, loose, v.dict, depth)
	case dict:
		f.lookAt(found, loose, v)
		for _, m := range v {
			switch m.(type) {
			case dict, array:
				f.look(found, loose, m, depth+1)
			}
		}
	}
}

func (f *File) lookAt(found *Found, loose map[string]bool, d dict) {
	_, js := d["JS"]
	_, xfa := d["XFA"]
	_, ef := d["EF"]
	found.Script = found.Script || js
	found.Forms = found.Forms || xfa
	switch action, _ := f.value(d["S"]).(name); action {
	case "JavaScript", "Rendition":
		found.Script = found.Script || action == "JavaScript"
	case "Launch", "SubmitForm", "ImportData":
		found.Launch = true
	case "URI", "GoToR", "GoToE":
		found.Links++
	}
	if ef {
		found.Embedded++
	}
	switch f.value(d["Subtype"]) {
	case name("RichMedia"), name("3D"), name("Movie"), name("Sound"), name("Screen"):
		found.Media = true
	}
	if a := f.dict(d["OpenAction"]); f.value(a["S"]) != nil && f.value(a["S"]) != name("GoTo") {
		found.Opens = true
	}
	if aa := f.dict(d["AA"]); len(aa) > 0 {
		found.Opens = true
	}
	if f.value(d["Type"]) == name("Font") {
		f.font(loose, d)
	}
}

// font notes a font that has no program in the file. Type 3 fonts are drawn by the file itself; of a Type 0 the descendant counts.
func (f *File) font(loose map[string]bool, d dict) {
	switch f.value(d["Subtype"]) {
	case name("Type3"), name("Type0"), nil:
		return
	}
	about := f.dict(d["FontDescriptor"])
	for _, k := range []name{"FontFile", "FontFile2", "FontFile3"} {
		if _, ok := f.value(about[k]).(*stream); ok {
			return
		}
	}
	base, _ := f.value(d["BaseFont"]).(name)
	if shown := strings.ToValidUTF8(string(base), "?"); shown != "" && len(shown) <= 100 && len(loose) < 100 {
		loose[shown] = true
	}
}

// maxPages is how many pages are counted.
const maxPages = 50_000

// Pages gives the pages in their order, each with the resources that it inherits (7.7.3).
func (f *File) Pages() (pages []dict, cycle bool) {
	seen := map[int]bool{}
	var walk func(v any, resources any, depth int)
	walk = func(v any, resources any, depth int) {
		if r, ok := v.(ref); ok {
			if seen[r.number] {
				cycle = true
				return
			}
			seen[r.number] = true
		}
		d := f.dict(v)
		if r, ok := d["Resources"]; ok {
			resources = r
		}
		kids, branch := f.value(d["Kids"]).(array)
		switch {
		case depth > maxDepth || len(pages) >= maxPages:
			f.Large = true
		case branch:
			for _, k := range kids {
				walk(k, resources, depth+1)
			}
		case len(d) > 0 && (f.value(d["Type"]) == name("Page") || d["Contents"] != nil || d["MediaBox"] != nil):
			pages = append(pages, dict{"Contents": d["Contents"], "Resources": resources})
		}
	}
	walk(f.dict(f.trailer["Root"])["Pages"], nil, 0)
	return pages, cycle
}
