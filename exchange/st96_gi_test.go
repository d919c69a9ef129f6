package exchange_test

import (
	"bytes"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// TestGIApplicationOfTheStandard reads the example that WIPO gives for ST.96 field by field.
func TestGIApplicationOfTheStandard(t *testing.T) {
	b, err := os.ReadFile(outside.Shared(t, "data/st96/examples/GIApplication_Example.xml"))
	if err != nil {
		t.Fatal(err)
	}
	items, rep := read(t, exchange.ST96, bytes.NewReader(b), exchange.Options{})
	if len(items) != 1 || len(rep.NotUnderstood) > 0 || len(rep.Unread) > 0 {
		t.Fatalf("%d items, %+v", len(items), rep)
	}
	day := func(y, m, d int) ipr.Date { return ipr.Date{Year: y, Month: m, Day: d} }
	users := []register.Party{{Role: ipr.Applicant, Name: "Association LAINAMAC"}}
	for _, name := range []string{
		"Atelier CC Brindelaine", "Ateliers PINTON", "ROBERT FOUR", "Atelier de la Lune", "ATELIER A2", "Atelier Tapisserie Guillot Aubusson",
		"Atelier BERNET", "Atelier Françoise VERNAUDON", "Atelier collectif Just’Lissieres", "Mairie d'Aubusson",
	} {
		users = append(users, register.Party{Role: ipr.User, Name: name})
	}
	want := register.Record{
		Application: &register.Numbered{Number: "IG 18-002", Date: day(2018, 3, 19)},
		Title:       "Tapisserie d'Aubusson", Language: "fr",
		Wordings: []register.Wording{{Language: "en", Title: "Aubusson tapestry"}},
		Indication: &register.Indication{Scheme: "GI", Area: "Département de la Creuse", Translations: []string{"Aubusson tapestry"},
			Feature: "La tapisserie d’Aubusson couvre les produits issus de la technique suivante : tapisseries tissées à la main sur métier de basse lisse."},
		Parties:      users,
		Classes:      []register.Class{{Scheme: "nice", Class: 24}, {Scheme: "nice", Class: 27}},
		Publications: []register.Publication{{Number: "2018-18", Date: day(2018, 6, 4)}},
	}
	if items[0].ID != (ipr.ID{Office: "FR", Kind: ipr.GI, Number: "IG 18-002"}) {
		t.Errorf("the id %s", items[0].ID)
	}
	if got := items[0].Record; !reflect.DeepEqual(got, want) {
		t.Errorf("got  %s\nwant %s", exchange.Content(items[0]), exchange.Content(&exchange.Item{Record: want}))
	}
	left := map[string]int{"payments, signatures, documents and correspondence (private, or no member)": 2, "trade and standing of users of an indication (no member)": 10}
	if !reflect.DeepEqual(rep.LeftOut, left) {
		t.Errorf("left out: %v", rep.LeftOut)
	}
	valid(t, again(t, ipr.GI, items))
	if s := written(t, ipr.GI, items); strings.Contains(s, "CommentText") {
		t.Errorf("the elements do not tell the whole example:\n%s", s)
	}
}

// TestAnyIndicationIsWrittenAndReadBack writes indications of which any member tells anything.
func TestAnyIndicationIsWrittenAndReadBack(t *testing.T) {
	valid(t, again(t, ipr.GI, randomItems(t, ipr.GI, 500)))
}
