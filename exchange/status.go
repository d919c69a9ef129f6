package exchange

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"

	"github.com/muniment/muniment/register"
)

// The table of status codes of the United States Patent and Trademark Office, with our reading of each.
//
//go:embed table/us-status.csv
var usStatusFile string

type usStatus struct {
	status register.Status
	told   string // "688 NOTICE OF ALLOWANCE - ISSUED"
}

var usStatuses = sync.OnceValue(func() map[string]usStatus {
	_, body, _ := strings.Cut(usStatusFile, "\n") // the first line tells the origin
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		panic("exchange: table/us-status.csv: " + err.Error())
	}
	m := make(map[string]usStatus, len(rows))
	for _, r := range rows[1:] {
		m[r[0]] = usStatus{register.Status(r[1]), r[0] + " " + r[2]}
	}
	return m
})

// USStatus gives our status for a status code of the United States Patent and Trademark Office, and the code with the
// office's words. A code that the table has not got is unknown and told as it is; no code is no status.
func USStatus(code string) (s register.Status, told string) {
	if code == "" {
		return "", ""
	}
	if row, ok := usStatuses()[code]; ok {
		return row.status, row.told
	}
	return register.StatusUnknown, code
}
