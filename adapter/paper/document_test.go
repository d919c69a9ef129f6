package paper_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/paper"
	"github.com/muniment/muniment/adapter/paper/style"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/office"
)

// handbook is docs/paper.md.
func handbook(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(outside.Root(t), "docs", "paper.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// block is the one block of code of a language in the handbook.
func block(t *testing.T, language string) string {
	t.Helper()
	_, rest, found := strings.Cut(handbook(t), "```"+language+"\n")
	text, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatalf("docs/paper.md has no block of %s", language)
	}
	return text
}

// table gives the rows of the handbook's table that begins with a word: of every cell what stands in backquotes.
func table(t *testing.T, first string) [][][]string {
	t.Helper()
	_, rest, found := strings.Cut(handbook(t), "\n| "+first+" |")
	if !found {
		t.Fatalf("docs/paper.md has no table of %s", first)
	}
	var rows [][][]string
	for _, line := range strings.Split(rest, "\n")[2:] {
		if !strings.HasPrefix(line, "|") {
			break
		}
		var row [][]string
		for _, cell := range strings.Split(strings.Trim(line, "|"), "|") {
			var list []string
			for _, m := range quoted.FindAllStringSubmatch(cell, -1) {
				list = append(list, m[1])
			}
			row = append(row, list)
		}
		rows = append(rows, row)
	}
	return rows
}

var quoted = regexp.MustCompile("`([^`]+)`")

// same fails unless the handbook and the program have the same names.
func same(t *testing.T, what string, handbook, program []string) {
	t.Helper()
	slices.Sort(handbook)
	for i := 1; i < len(handbook); i++ {
		if handbook[i] == handbook[i-1] {
			t.Errorf("docs/paper.md has the %s %q twice", what, handbook[i])
		}
	}
	for _, name := range handbook {
		if !slices.Contains(program, name) {
			t.Errorf("docs/paper.md has the %s %q, which is not read", what, name)
		}
	}
	for _, name := range program {
		if !slices.Contains(handbook, name) {
			t.Errorf("docs/paper.md has not the %s %q", what, name)
		}
	}
}

func TestHandbookHasTheElementsAndAttributesThatAreRead(t *testing.T) {
	var names, attributes []string
	for _, row := range table(t, "Elements") {
		names = append(names, row[0]...)
		for _, a := range row[len(row)-1] {
			if !slices.Contains(attributes, a) && !strings.HasPrefix(a, "#") && a != "data:" && !strings.Contains(a, "=") {
				attributes = append(attributes, a)
			}
		}
	}
	same(t, "element", names, style.Elements())
	_, common, _ := strings.Cut(handbook(t), "Every element may have ")
	common, _, _ = strings.Cut(common, ". ")
	for _, m := range quoted.FindAllStringSubmatch(common, -1) {
		attributes = append(attributes, m[1])
	}
	same(t, "attribute", attributes, style.Attributes())
}

func TestHandbookHasThePropertiesThatAreRead(t *testing.T) {
	var names []string
	for _, row := range table(t, "Property") {
		names = append(names, row[0]...)
		for _, name := range row[0] {
			for _, value := range row[1] {
				html := fmt.Sprintf("<!DOCTYPE html><html lang=vi><head><title>T</title><style>p{%s:%s}</style></head><body></body></html>", name, value)
				if _, problems := style.Read(name, []byte(html), nil); len(problems) > 0 {
					t.Errorf("%v", problems[0])
				}
			}
		}
	}
	same(t, "property", names, style.Properties())
}

func TestHandbookHasTheWordsOfTemplates(t *testing.T) {
	var words []string
	for _, row := range table(t, "Word") {
		for _, example := range row[0] {
			words = append(words, strings.Fields(example)[0])
		}
	}
	same(t, "word", words, paper.Words())
}

func TestLetterheadOfTheHandbookIsRead(t *testing.T) {
	if _, err := office.ReadLetterhead([]byte(block(t, "yaml"))); err != nil {
		t.Error(err)
	}
}

func TestStyleSheetOfTheHandbookIsRead(t *testing.T) {
	_, rest, _ := strings.Cut(handbook(t), "### The page\n")
	css, _, _ := strings.Cut(rest, "\n`size`")
	html := "<!DOCTYPE html><html lang=vi><head><title>T</title><style>" + css + "</style></head><body><footer class=foot>A</footer></body></html>"
	doc, problems := style.Read("paper.md", []byte(html), nil)
	if len(problems) > 0 || doc.Page.Foot != "foot" {
		t.Errorf("%v, foot %q", problems, doc.Page.Foot)
	}
}
