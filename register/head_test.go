package register

import (
	"reflect"
	"testing"

	"github.com/muniment/muniment/ipr"
)

func TestHeadsHoldWhatRightsAreFoundBy(t *testing.T) {
	told := Record{
		Title: "Steam dryer", Wordings: []Wording{{Language: "de", Title: "Dampf-\ntrockner"}, {Language: "fr", Title: "Steam dryer"}, {Language: "vi", Abstract: "only this"}},
		IPC: []string{"A23F 3/06"}, CPC: []string{"A23F 3/06", "Y02P 60/80"},
		Designs:      []Design{{Title: "Pot", Locarno: []string{"07-01", "xx"}}, {Title: "Pot"}},
		Classes:      []Class{{Scheme: "locarno", Class: 7, Subclass: 1}, {Scheme: "nice", Class: 30}, {Scheme: "locarno", Class: 32}},
		Indication:   &Indication{Transliteration: "Nam Suong", Translations: []string{"Misty Stream", ""}},
		Publications: []Publication{{Office: "EP", Number: "3404678", Kind: "A1"}, {Office: "EP", Number: "EP3404678", Kind: "B1"}, {Number: "425A", Kind: "opposition"}, {Office: "VN"}},
		Related:      []Related{{How: "international publication", Office: "WO", Number: "2019200885"}, {How: "family", Office: "US", Number: "1"}},
	}
	for _, c := range []struct {
		kind                      ipr.Kind
		names, symbols, documents []string
	}{
		{ipr.Patent, []string{"Dampf- trockner", "Pot", "Nam Suong", "Misty Stream"}, []string{"A23F 3/06", "Y02P 60/80", "07-01", "32", "xx"}, []string{"EP3404678A1", "EP3404678B1", "WO2019200885"}},
		{ipr.Trademark, nil, nil, nil},
	} {
		e := Entry{ID: ipr.ID{Office: "EP", Kind: c.kind, Number: "1"}, Kind: c.kind, Record: told, Events: []Happening{{Act: "import"}}}
		h := e.Head(nil)
		if !reflect.DeepEqual(h.Names, c.names) || !reflect.DeepEqual(h.Symbols, c.symbols) || !reflect.DeepEqual(h.Documents, c.documents) {
			t.Errorf("%s: names %q, symbols %q, documents %q", c.kind, h.Names, h.Symbols, h.Documents)
		}
		e.Events[0].Act = ""
		if h := e.Head(nil); h.Names != nil || h.Symbols != nil || h.Documents != nil {
			t.Errorf("%s: the head of an entry of which nothing is public tells %+v", c.kind, h)
		}
	}
}
