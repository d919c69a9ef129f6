package filing

import (
	"maps"
	"slices"
	"strconv"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Event is the act of filing as the register keeps it, with everything sealed until the act opens that makes it public: the record
// (what will be public), the list of the documents, and, closed for ever, what is private. The day is the filing date at the
// office. The number is empty as long as none was given.
func (a *Application) Event(entry ipr.ID, day ipr.Date, opens, submission, manifest string) register.Event {
	r := a.Record(day)
	if entry.Number != submission {
		r.Application.Number = entry.Number
	}
	documents := make([]register.Document, len(a.Files), len(a.Files)+1)
	for i, f := range a.Files {
		documents[i] = register.Document{Name: f.Name, Pages: f.Pages, SHA256: f.SHA256, Size: f.Size}
	}
	actors := make([]string, len(a.Applicants))
	for i, p := range a.Applicants {
		actors[i] = p.Name
	}
	return register.Event{
		Lane: register.Register, Entry: entry, Act: "file", Class: register.Sealed, Opens: opens,
		Field: []register.Field{
			{Name: "effective", Value: day.String()},
			{Name: "actor", Value: actors},
			{Name: "documents", Value: documents},
			{Name: "record", Value: r},
			{Name: "private", Value: map[string]any{"submission": submission, "application": manifest}, Class: register.Closed},
		},
	}
}

// Record is what of the application becomes public: no address, no mail, no telephone, no creator who asked not to be named.
func (a *Application) Record(day ipr.Date) *register.Record {
	r := &register.Record{Application: &register.Numbered{Date: day}, Status: register.StatusFiled, Language: a.Language}
	for _, p := range a.Applicants {
		r.Parties = append(r.Parties, register.Party{Role: ipr.Applicant, Name: p.Name, Country: p.Country, Place: p.Place})
	}
	if p := a.Representative; p != nil {
		r.Parties = append(r.Parties, register.Party{Role: ipr.Representative, Name: p.Name, Country: p.Country, Place: p.Place})
	}
	role := ipr.Inventor
	if a.Kind == ipr.Design {
		role = ipr.Designer
	}
	for _, c := range a.Creators {
		if !c.Hidden {
			r.Parties = append(r.Parties, register.Party{Role: role, Name: c.Name, Country: c.Country, Place: c.Place})
		}
	}
	for _, p := range a.Priorities {
		r.Priorities = append(r.Priorities, register.Priority{Office: p.Office, Number: p.Number, Date: p.Date})
	}
	if m := a.Mark; m != nil {
		r.Mark = &register.Mark{Text: m.Text, Feature: m.Feature, Kind: m.Kind, Colours: m.Colours, Disclaimer: m.Disclaimer, Translation: m.Translation,
			Transliteration: m.Transliteration, Description: m.Description, Vienna: m.Vienna, Image: m.Image}
	}
	for _, g := range a.Goods {
		r.Classes = append(r.Classes, register.Class{Scheme: "nice", Class: g.Class, Terms: g.Terms})
	}
	if i := a.Invention; i != nil {
		r.Title, r.Abstract, r.Claims, r.IPC = i.Title, i.Abstract, len(i.Claims), i.IPC
		for _, c := range i.Claims {
			r.ClaimTexts = append(r.ClaimTexts, c.Text)
		}
	}
	for n, d := range a.Designs {
		one := register.Design{Number: strconv.Itoa(n + 1), Title: d.Title, Locarno: d.Locarno, Description: d.Description}
		for k, v := range d.Views {
			one.Views = append(one.Views, register.View{Label: strconv.Itoa(n+1) + "." + strconv.Itoa(k+1), Image: v.File})
		}
		r.Designs = append(r.Designs, one)
	}
	if i := a.Indication; i != nil {
		r.Title = i.Name
		r.Indication = &register.Indication{Product: i.Product, Area: i.Area, Feature: i.Characteristics, Link: i.Link, Control: i.Control}
	}
	return r
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
