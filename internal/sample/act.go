package sample

import (
	"time"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Act is one act of the office or of a party in the life of a recent case, as the script of the sample office has it.
// It becomes an event of the lane register at the time At.
type Act struct {
	At        time.Time        // UTC, whole seconds; never earlier than that of the act before it
	ID        ipr.ID           // the right; zero for the covering act of a gazette issue
	Act       string           // code, one of register.Acts
	Effective ipr.Date         // legal date in the office's zone
	Actor     []string         // who did it
	Record    *register.Record // what it changes of the right; nil for a covering act
	Terms     any              // value of the disclosure named parties, the terms of a licence or assignment; nil if none
	Contact   *Contact         // private address of the applicant, closed for ever; nil if none
	Pictures  [][]byte         // pictures that the record names by their SHA-256
	Sealed    bool             // secret until an act "publish" opens it
	Opens     []int            // places, in the script, of sealed acts of the same right that this one opens
	Covers    []int            // places, in the script, of the acts that were done together with this one
}

// Contact is a private address.
type Contact struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Email   string `json:"email"`
}

// Event is the act as an event that register.Prepare takes. The references of record.opens and record.covers are not in it,
// since they hold places in the log: whoever appends the script adds them.
func (a *Act) Event() register.Event {
	e := register.Event{Lane: register.Register, Entry: a.ID, Act: a.Act, Class: register.Public}
	if a.Sealed {
		e.Class, e.Opens = register.Sealed, "publish"
	}
	e.Field = append(e.Field, register.Field{Name: "effective", Value: a.Effective}, register.Field{Name: "actor", Value: a.Actor})
	if a.Record != nil {
		e.Field = append(e.Field, register.Field{Name: "record", Value: a.Record})
	}
	if a.Terms != nil {
		e.Field = append(e.Field, register.Field{Name: "parties", Value: a.Terms})
	}
	if a.Contact != nil {
		e.Field = append(e.Field, register.Field{Name: "private.contact", Value: a.Contact, Class: register.Closed})
	}
	return e
}
