package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/place"
)

// placeCommand deals with administrative units.
type placeCommand struct {
	Import placeImport `cmd:"" help:"Take units from lists (CSV) and maps (GeoJSON)."`
	List   placeList   `cmd:"" help:"The units right below another, or the provinces."`
	Show   placeShow   `cmd:"" help:"A unit of any day, what it was and what it is now."`
}

type placeList struct {
	Below string `arg:"" optional:"" name:"code" help:"Code of the unit above."`
	Day   string `help:"The day of the list; today without it." placeholder:"DATE"`
	JSON  bool   `name:"json" help:"One JSON object per line."`
}

// unitLine is a unit as commands print it.
type unitLine struct {
	place.Unit
	Change       place.Change `json:"change,omitempty"` // how it ended
	Now          []unitName   `json:"now,omitempty"`    // if it is no more
	Before       []unitName   `json:"before,omitempty"` // what it came from
	SquareMetres float64      `json:"square_metres,omitempty"`
	Points       int          `json:"points,omitempty"` // of its land
}

type unitName struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

func names(list []place.Unit) []unitName {
	var out []unitName
	for _, u := range list {
		out = append(out, unitName{u.Code, u.Name})
	}
	return out
}

// gazetteer opens the units and the day asked for.
func (p *program) gazetteer(day string) (g *place.Gazetteer, shapes func(...place.Ref) ([]place.Shape, error), on ipr.Date, shut func() error, err error) {
	y, m, d := p.clock().In(zone()).Date()
	on = ipr.Date{Year: y, Month: int(m), Day: d}
	if day != "" {
		if on, err = ipr.ParseDate(day); err != nil {
			return nil, nil, on, nil, misuse{err}
		}
	}
	s, err := p.open(true, "")
	if err != nil {
		return nil, nil, on, nil, err
	}
	if g, err = s.Gazetteer(p.ctx); err != nil {
		s.Close()
		return nil, nil, on, nil, err
	}
	return g, func(refs ...place.Ref) ([]place.Shape, error) { return s.Shapes(p.ctx, refs) }, on, s.Close, nil
}

func (c *placeList) Run(p *program) error {
	g, _, day, shut, err := p.gazetteer(c.Day)
	if err != nil {
		return err
	}
	defer shut()
	list := g.Provinces(day)
	if c.Below != "" {
		if _, ok := g.At(c.Below, day); !ok {
			return fault.New(fault.NotFound, "no unit has the code %s on %s", c.Below, day.String())
		}
		list = g.Below(c.Below, day)
	}
	if c.JSON {
		for _, u := range list {
			if err := json.NewEncoder(p.out).Encode(unitLine{Unit: u, Before: names(g.Before(u))}); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	for _, u := range list {
		mark := ""
		if u.Unverified {
			mark = "unverified"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", u.Code, u.Name, u.English, u.From, mark)
	}
	return w.Flush()
}

type placeShow struct {
	What string `arg:"" name:"unit" help:"Its code or its name, with or without accents."`
	Day  string `help:"On which it is to be looked for; without it, units of every day." placeholder:"DATE"`
	JSON bool   `name:"json" help:"One JSON object per line."`
	Map  bool   `help:"The land as GeoJSON instead; one unit only."`
}

func (c *placeShow) Run(p *program) error {
	g, shapes, today, shut, err := p.gazetteer("")
	if err != nil {
		return err
	}
	defer shut()
	var on ipr.Date
	if c.Day != "" {
		if on, err = ipr.ParseDate(c.Day); err != nil {
			return misuse{err}
		}
	}
	var list []place.Unit
	for _, u := range g.Units() {
		if u.Code == c.What && (on.IsZero() || u.Stands(on)) {
			list = append(list, u)
		}
	}
	if len(list) == 0 {
		list = g.Find(c.What, on)
	}
	if len(list) == 0 {
		return fault.New(fault.NotFound, "there is no unit %s", c.What).Hinting("muniment place list names the provinces, muniment place list CODE what is below one")
	}
	for _, u := range list {
		land, err := shapes(u.Ref())
		if err != nil {
			return err
		}
		if c.Map {
			if len(list) > 1 {
				return fault.New(fault.Invalid, "%d units are meant; name one by its code and a day", len(list))
			}
			if land[0] == nil {
				return fault.New(fault.NotFound, "the land of %s is not told", u.Name)
			}
			_, err := p.out.Write(append(land[0].GeoJSON(), '\n'))
			return err
		}
		line := unitLine{Unit: u, Change: g.Change(u), Before: names(g.Before(u)), SquareMetres: land[0].Area(), Points: land[0].Points()}
		if !u.Until.IsZero() {
			line.Now = names(g.Now(u, today))
		}
		if c.JSON {
			err = json.NewEncoder(p.out).Encode(line)
		} else {
			err = line.print(p.out, g, today)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// print writes the unit for people.
func (u unitLine) print(w io.Writer, g *place.Gazetteer, today ipr.Date) error {
	day := u.From
	if u.Stands(today) {
		day = today
	}
	var path []string
	for _, up := range g.Path(u.Unit, day) {
		path = append(path, up.Name)
	}
	slices.Reverse(path)
	text := fmt.Sprintf("%s  %s (%s)\n", u.Code, strings.Join(path, ", "), u.Level)
	if !u.From.IsZero() {
		text += fmt.Sprintf("    since %s\n", u.From)
	}
	if !u.Until.IsZero() {
		text += fmt.Sprintf("    no more on %s: %s\n", u.Until, u.Change)
	}
	for _, n := range u.Now {
		text += fmt.Sprintf("    now %s  %s\n", n.Code, n.Name)
	}
	for _, n := range u.Before {
		text += fmt.Sprintf("    before %s  %s\n", n.Code, n.Name)
	}
	if u.Points > 0 {
		text += fmt.Sprintf("    %s ha, %d points\n", locale.Decimal(locale.En, place.Hectares(u.SquareMetres), 2), u.Points)
	}
	if u.Unverified {
		text += "    unverified: told from memory\n"
	}
	_, err := io.WriteString(w, text)
	return err
}
