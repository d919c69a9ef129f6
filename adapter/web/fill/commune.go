package fill

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"
)

// Commune is an administrative unit from which an area can be put together.
type Commune struct{ Province, Code, Name string }

//go:embed commune.csv
var communes string

// Communes lists the communes to choose from, by province. They are a sample of our own making until an office brings its list.
var Communes = sync.OnceValue(func() []Commune {
	r := csv.NewReader(strings.NewReader(communes))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic("fill: commune.csv: " + err.Error())
	}
	list := make([]Commune, 0, len(rows)-1)
	for _, row := range rows[1:] {
		list = append(list, Commune{row[0], row[1], row[2]})
	}
	return list
})
