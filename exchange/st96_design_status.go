package exchange

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/muniment/muniment/register"
)

// The words for the state of designs and of indications, with our reading of each; the names of countries in a register.
var (
	//go:embed table/design-status.csv
	designStatusFile string
	//go:embed table/gi-status.csv
	giStatusFile string
	//go:embed table/gi-country.csv
	giCountryFile string

	designStatuses = pairs("design-status", &designStatusFile)
	giStatuses     = pairs("gi-status", &giStatusFile)
	giCountries    = pairs("gi-country", &giCountryFile)
)

// pairs reads the first two columns of a table, the second by the first. Letter case of the first does not matter.
func pairs(name string, file *string) func() map[string]string {
	return sync.OnceValue(func() map[string]string {
		rows := tableRows(name+".csv", *file)
		m := make(map[string]string, len(rows))
		for _, r := range rows {
			m[strings.ToLower(r[0])] = r[1]
		}
		return m
	})
}

// statusIn gives our status for a word, and the word. One that the table has not got is unknown; no word is no status.
func statusIn(table map[string]string, told string) (register.Status, string) {
	if told == "" {
		return "", ""
	}
	if s, ok := table[strings.ToLower(told)]; ok {
		return register.Status(s), told
	}
	return register.StatusUnknown, told
}
