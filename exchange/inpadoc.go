package exchange

import (
	_ "embed"
	"strings"
	"sync"
)

// The codes of legal events of INPADOC with the EPO's words and its category of ST.27, by authority.
//
//go:embed table/inpadoc-code.csv
var inpadocFile string

type inpadocRow struct {
	words    string
	category string // a letter of ST.27; empty where the EPO gives none, or Z, which says that no category fits
}

var inpadocRows = sync.OnceValue(func() map[[2]string]inpadocRow {
	rows := tableRows("inpadoc-code.csv", inpadocFile)
	m := make(map[[2]string]inpadocRow, len(rows))
	for _, r := range rows {
		m[[2]string{r[0], r[1]}] = inpadocRow{r[2], r[3]}
	}
	return m
})

// inpadocCode gives what a code of an authority means.
func inpadocCode(authority, code string) (inpadocRow, bool) {
	row, ok := inpadocRows()[[2]string{strings.ToUpper(strings.TrimSpace(authority)), strings.TrimSpace(code)}]
	return row, ok
}
