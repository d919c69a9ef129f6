package arch

import (
	"bytes"
	"fmt"
	"regexp"
)

// machinePath recognises a path that exists on somebody's machine only. The pattern is written so that it does not find
// itself.
var machinePath = regexp.MustCompile("(?:^|[\\s\"'`=(:,])(?:[/](?:home|Users|root|work|farm|tmp)/[\\w.]|[A-Z]:\\\\Users\\\\|[.]library/)")

// MachinePaths names the lines of a text file that hold a path of somebody's machine. A file with a zero byte is not text.
func MachinePaths(f File) []string {
	if bytes.IndexByte(f.Source, 0) >= 0 {
		return nil
	}
	var wrong []string
	line := 0
	for text := range bytes.Lines(f.Source) {
		line++
		if machinePath.Match(text) {
			wrong = append(wrong, fmt.Sprintf("%s:%d: a path of somebody's machine", f.Path, line))
		}
	}
	return wrong
}
