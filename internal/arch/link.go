package arch

import (
	"path"
	"regexp"
	"strings"
)

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)(?:\s+"[^"]*")?\)`)
	code    = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`|(?m)^ {4}.*$")
	heading = regexp.MustCompile(`(?m)^#+ +(.*)$`)
)

// Links gives where the links and pictures of a Markdown text lead, those in code left out.
func Links(text string) []string {
	var to []string
	for _, m := range link.FindAllStringSubmatch(code.ReplaceAllString(text, ""), -1) {
		to = append(to, m[1])
	}
	return to
}

// Leads reports whether a link that stands in the named file leads to one of the files, to a folder of them, or to a
// heading in one. What lies elsewhere on the web is not looked up.
func Leads(files map[string]string, name, to string) bool {
	if strings.Contains(to, "://") || strings.HasPrefix(to, "mailto:") {
		return true
	}
	to, fragment, _ := strings.Cut(to, "#")
	target := name
	if to != "" {
		target = path.Join(path.Dir(name), to)
	}
	text, ok := files[target]
	if !ok {
		for f := range files {
			if strings.HasPrefix(f, target+"/") {
				return fragment == ""
			}
		}
		return false
	}
	if fragment == "" {
		return true
	}
	for _, h := range heading.FindAllStringSubmatch(text, -1) {
		if anchor(h[1]) == fragment {
			return true
		}
	}
	return false
}

// anchor is the name that a heading gets: small letters and digits, spaces as hyphens.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 0x80:
			return r
		}
		return -1
	}, strings.ToLower(heading))
}
