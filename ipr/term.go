package ipr

import (
	"embed"
	"encoding/csv"
	"fmt"
	"strings"
	"sync"

	"github.com/muniment/muniment/internal/locale"
)

// Term is one row of a code list: a code and what it means.
type Term struct {
	Code       string // as the standard writes it
	En, Vi     string // short titles
	Source     string // where the row was read
	Confidence string // A seen at the source itself, B in a secondary source, C and D from memory
	Note       string // what a reader of the table should know; may be empty
}

// In gives the short title in a language.
func (t Term) In(l locale.Lang) string {
	if l == locale.Vi && t.Vi != "" {
		return t.Vi
	}
	return t.En
}

// Verified reports whether the row has a source that was seen. What is not is marked wherever it is shown.
func (t Term) Verified() bool { return t.Confidence == "A" || t.Confidence == "B" }

// Table is a code list with its origin.
type Table struct {
	Name  string // of the file below table/, without its ending
	About string // document, edition, date read and licence, in one sentence
	Terms []Term // in the order of the file

	byCode map[string]int
}

// find gives the row of a code, and whether there is one.
func (t *Table) find(code string) (Term, bool) {
	i, ok := t.byCode[code]
	if !ok {
		return Term{}, false
	}
	return t.Terms[i], true
}

// title is the short title of a code, "" if the table has not got it.
func (t *Table) title(code string, l locale.Lang) string {
	term, _ := t.find(code)
	return term.In(l)
}

//go:embed table/*.csv
var tableFiles embed.FS

// The code lists. Each is read when it is first needed.
var (
	tableST3      = lazy("st3")
	tableINID60   = lazy("inid_st60")
	tableINID9    = lazy("inid_st9")
	tableINID80   = lazy("inid_st80")
	tableST16     = lazy("st16")
	tableCategory = lazy("event_category")
	tableEvent    = lazy("event_st27")
	tableStatus   = lazy("mark_status")
	tableFeature  = lazy("mark_feature")
	tableMarkKind = lazy("mark_kind")
	tableLanguage = lazy("language")
	tableNumber   = lazy("number")
	tableNice     = lazy("nice")
	tableRelated  = lazy("nice_related")
	tableLocarno  = lazy("locarno")
	tableVienna   = lazy("vienna")
	tableIPC      = lazy("ipc")
)

// Tables gives all code lists, for a page that tells where the words come from. The caller must not change them.
func Tables() []*Table {
	return []*Table{
		tableST3(), tableINID60(), tableINID9(), tableINID80(), tableST16(), tableCategory(), tableEvent(), tableStatus(),
		tableFeature(), tableMarkKind(), tableLanguage(), tableNumber(), tableNice(), tableRelated(), tableLocarno(),
		tableVienna(), tableIPC(),
	}
}

func lazy(name string) func() *Table {
	return sync.OnceValue(func() *Table {
		about, rows := readTable(name, "code,en,vi,source,confidence,note")
		t := &Table{Name: name, About: about, byCode: make(map[string]int, len(rows))}
		for i, r := range rows {
			t.Terms = append(t.Terms, Term{Code: r[0], En: r[1], Vi: r[2], Source: r[3], Confidence: r[4], Note: r[5]})
			t.byCode[r[0]] = i
		}
		return t
	})
}

// readTable reads an embedded table: a line that tells its origin, a line of columns, rows. The files are part of the
// program and a test reads each of them, so a bad one is an impossible state.
func readTable(name string, columns string) (about string, rows [][]string) {
	data, err := tableFiles.ReadFile("table/" + name + ".csv")
	if err != nil {
		panic("ipr: " + err.Error())
	}
	about, body, _ := strings.Cut(string(data), "\n")
	rows, err = csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("ipr: table/%s.csv: %v", name, err))
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != columns {
		panic(fmt.Sprintf("ipr: table/%s.csv has not the columns %s", name, columns))
	}
	return strings.TrimPrefix(about, "# "), rows[1:]
}
