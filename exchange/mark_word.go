package exchange

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"

	"github.com/muniment/muniment/register"
)

// The words of ST.96 and ST.66 for the status, the feature and the kind of a mark, with our word for each.
//
//go:embed table/mark-word.csv
var markWordFile string

// words is one of the lists.
type words struct {
	ours    map[string]string // by the standard's word, as it stands and in small letters
	written map[string]string // the word of ST.96 by ours
}

var markWords = sync.OnceValue(func() map[string]*words {
	m := map[string]*words{}
	for _, r := range tableRows("mark-word.csv", markWordFile) {
		w := m[r[0]]
		if w == nil {
			w = &words{map[string]string{}, map[string]string{}}
			m[r[0]] = w
		}
		w.ours[r[1]], w.ours[strings.ToLower(r[1])] = r[2], r[2]
		if r[4] == "yes" {
			w.written[r[2]] = r[1]
		}
	}
	return m
})

var (
	statusWords  = sync.OnceValue(func() *words { return markWords()["status"] })
	featureWords = sync.OnceValue(func() *words { return markWords()["feature"] })
	kindWords    = sync.OnceValue(func() *words { return markWords()["kind"] })
)

// tableRows reads a table: its first line tells the origin, the second names the columns.
func tableRows(name, file string) [][]string {
	_, body, _ := strings.Cut(file, "\n")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		panic("exchange: table/" + name + ": " + err.Error())
	}
	return rows[1:]
}

// of gives our word. One that the list has not got is given as it is, in small letters: the standard's lists are closed,
// but offices have words of their own.
func (w *words) of(word string) (ours string, known bool) {
	if ours, known = w.ours[word]; known {
		return ours, true
	}
	word = strings.ToLower(word)
	if ours, known = w.ours[word]; known {
		return ours, true
	}
	return word, false
}

// markStatus gives the status that a word of ST.96 or ST.66 tells, and what is to be kept of the office's own words. The
// word itself is kept unless it is the one that stands for our status anyway; text are other words beside it.
func markStatus(word, text string) (s register.Status, told string) {
	if word == "" {
		return "", text
	}
	w := statusWords()
	ours, known := w.of(word)
	if !known {
		ours = string(register.StatusUnknown)
	}
	switch {
	case known && strings.EqualFold(w.written[ours], word):
		return register.Status(ours), text
	case text == "" || text == word:
		return register.Status(ours), word
	}
	return register.Status(ours), word + " " + text
}

// writtenStatus is what ST.96 is told of a status: a word, and the office's own words beside it.
func writtenStatus(s register.Status, told string) (word, text string) {
	if s == "" {
		return "", told
	}
	w := statusWords()
	if ours, known := w.of(told); known && ours == string(s) && !strings.EqualFold(w.written[ours], told) {
		return told, ""
	}
	return w.written[string(s)], told
}

// The names of the states of the United States with their codes.
//
//go:embed table/us-state.csv
var usStateFile string

var usStates = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, r := range tableRows("us-state.csv", usStateFile) {
		m[r[1]] = r[0]
	}
	return m
})

// usState gives the code of a state of the United States, by which the daily files name it; another name stays as it is.
func usState(name string) string {
	if code, ok := usStates()[strings.ToUpper(name)]; ok {
		return code
	}
	return name
}
