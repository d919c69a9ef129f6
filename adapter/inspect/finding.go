package inspect

import (
	"github.com/muniment/muniment/procedure/filing"
)

// Report is what an inspection tells of a file.
type Report = filing.FileReport

// finder writes a report.
type finder struct{ Report }

// The codes of what makes a document unsound: what was seen is not what will be seen, or it does more than show.
const (
	Damaged      = "damaged"       // it cannot be read, or not to its end
	Another      = "another"       // it is not of the type that it was when it was sent
	Encrypted    = "encrypted"     //
	Script       = "script"        // a program runs in it
	Launch       = "launch"        // it starts something, or sends something away
	EmbeddedFile = "embedded"      // files lie within it
	Forms        = "forms"         // its pages are made while they are shown (XFA)
	Bomb         = "bomb"          // it unpacks to far more than it holds
	Nested       = "nested"        // archives lie within the archive
	Remote       = "remote"        // it takes parts from another place
	Malware      = "malware"       // a scanner knows it; argument name
	NoPages      = "no_pages"      //
	NoSequence   = "no_sequence"   // it is no sequence listing of ST.26
	TooMuch      = "too_much"      // it goes beyond what can be looked into
	Twofold      = "twofold"       // it is two things at once
	LoopsOfPages = "loop_of_pages" // its pages contain each other
)

// The codes of what is good to know.
const (
	Opens       = "opens"        // an action runs when it is opened
	Links       = "links"        // it has links; argument n
	LooseFonts  = "loose_fonts"  // fonts are not in the file; argument fonts
	NoText      = "no_text"      // its pages are pictures, or its fonts do not say what they show
	Media       = "media"        // sound, film or 3D
	Torn        = "torn"         // parts do not follow the grammar
	Camera      = "camera"       // what the camera added (EXIF)
	Location    = "location"     // where it was taken (GPS)
	Transparent = "transparent"  //
	Animated    = "animated"     //
	NoDensity   = "no_density"   // it does not say at which size it prints
	PrintsLarge = "prints_large" // larger than 80 × 80 mm at the density that it says; arguments width, height
	Changes     = "changes"      // tracked changes or comments
	Foreign     = "foreign_dtd"  // it names a document type elsewhere, which was not fetched
)

// find adds a finding that is good to know.
func (r *finder) find(code string, args ...string) {
	f := filing.Remark{Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if f.Args == nil {
			f.Args = map[string]string{}
		}
		f.Args[args[i]] = args[i+1]
	}
	r.Remarks = append(r.Remarks, f)
}

// blame adds a finding that makes the file unsound.
func (r *finder) blame(code string, args ...string) {
	r.find(code, args...)
	r.Remarks[len(r.Remarks)-1].Unsound = true
}
