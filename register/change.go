package register

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
)

// change lays the members that c tells over the record. A member that is absent in c stays as it was.
func (r *Record) change(c *Record) {
	to, from := reflect.ValueOf(r).Elem(), reflect.ValueOf(c).Elem()
	for i := range from.NumField() {
		if f := from.Field(i); !f.IsZero() {
			to.Field(i).Set(f)
		}
	}
}

// Canonical is the record's JSON, the same bytes for the same record.
func (r *Record) Canonical() []byte {
	b, err := json.Marshal(r)
	if err != nil {
		panic(err) // a record is made of strings, whole numbers, lists and structs
	}
	return b
}

// Digest tells records apart: hex SHA-256 of the canonical bytes, shortened to 32 digits. It is no proof of anything.
func (r *Record) Digest() string {
	h := sha256.Sum256(r.Canonical())
	return hex.EncodeToString(h[:16])
}
