package filing

import (
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

// Fees gives what the filing costs on a day, itemised, with what else was asked for at filing. Pages and drawings are counted in the
// attached files.
//
// Errors: NotFound if the law has no fees for the filing of this kind.
func Fees(a *Application, l *law.Law, day ipr.Date) ([]*law.Bill, error) {
	bill, err := l.Fee(string(a.Kind)+".file", a.facts(day))
	if err != nil {
		return nil, err
	}
	bills := []*law.Bill{bill}
	for _, request := range a.Requests {
		act, ok := requests[request]
		if !ok || a.Kind != ipr.Patent && a.Kind != ipr.Utility {
			continue
		}
		b, err := l.Fee(string(a.Kind)+"."+act, a.facts(day))
		if err != nil {
			continue // the pack asks no fee for it
		}
		bills = append(bills, b)
	}
	return bills, nil
}

// requests gives the acts of the law that can be asked for at filing.
var requests = map[string]string{"examination": "request_examination", "early_publication": "publish_early"}

// facts tells the law what its fees are counted in.
func (a *Application) facts(day ipr.Date) *law.Facts {
	f := new(law.Facts)
	f.Date("date", day)
	f.Date("filing", day)
	f.Count("classes", len(a.Goods))
	items := make([]string, len(a.Goods))
	for i, g := range a.Goods {
		items[i] = strconv.Itoa(len(g.Terms))
	}
	if len(items) > 0 {
		f.Tell("items", strings.Join(items, ",")) // counted by class; numbers are always understood
	}
	f.Count("priorities", len(a.Priorities))
	f.Count("designs", len(a.Designs))
	f.Count("titles", 1)
	if a.Kind == ipr.Patent || a.Kind == ipr.Utility {
		i := a.Invention
		if i == nil {
			i = new(InventionAsked) // a draft in which nothing stands yet
		}
		f.Count("independent_claims", i.Independent())
		f.Count("drawings", i.Drawings)
	}
	pages := 0
	for _, file := range a.Files {
		if slices.Contains([]string{"description", "claims", "drawings"}, file.Role) {
			pages += file.Pages
		}
	}
	f.Count("pages", pages)
	return f
}
