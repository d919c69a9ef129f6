package place

import (
	"bytes"
	_ "embed"
	"sync"
)

//go:embed table/vn.csv
var vietNam []byte

// VietNam lists the provinces of Viet Nam since July 2025 and those before, as far as we remember them: all are unverified. They have no land;
// a list or map of the office takes their place.
var VietNam = sync.OnceValue(func() []Unit {
	var list []Unit
	for u, err := range ReadList(bytes.NewReader(vietNam)) {
		if err != nil {
			panic("place: table/vn.csv: " + err.Error())
		}
		list = append(list, u)
	}
	return list
})
