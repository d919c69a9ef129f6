// Package lawday computes the dates of docs/law.md a second time, the slow way: on a printed calendar, a finger moving from
// day to day. It was written from that page, the packs and the calendars, without a look at the engine, so that the two can
// be held against each other. Only tests import it.
//
// A Book has the packs and calendars as plain maps. It gives a Reading, which is the law of an office or one pack read for
// an office; Reading.Date answers for a rule and facts. Flags, fees and states are left out: it knows dates, and whether there
// is an answer at all.
package lawday

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// tree is a mapping of a YAML file.
type tree = map[string]any

// Book is a library of packs and calendars.
type Book struct {
	packs     []tree
	calendars map[string]*calendar
}

// Open reads the files of a folder laid out as law: pack/*.yaml, calendar.yaml and calendar/*.csv.
func Open(files fs.FS) (*Book, error) {
	b := &Book{calendars: map[string]*calendar{}}
	names, err := fs.Glob(files, "pack/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		p, err := read(files, name)
		if err != nil {
			return nil, err
		}
		b.packs = append(b.packs, p)
	}
	described, err := read(files, "calendar.yaml")
	if err != nil {
		return nil, err
	}
	for _, c := range mappings(described["calendars"]) {
		id := text(c["id"])
		table, err := fs.ReadFile(files, path.Join("calendar", id+".csv"))
		if err != nil {
			return nil, err
		}
		r := csv.NewReader(strings.NewReader(string(table)))
		r.Comment = '#'
		rows, err := r.ReadAll()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		b.calendars[id] = newCalendar(c, rows)
	}
	return b, nil
}

func read(files fs.FS, name string) (tree, error) {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	var t tree
	if err := yaml.Unmarshal(raw, &t); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return t, nil
}

// Reading is a law: that of an office, or that of one pack.
type Reading struct {
	layers [][]tree // rules; the first layer that has the rule asked for is the one
	pinned bool     // a pack was named: the dates do not pick the version
	office string
	days   *calendar
	seen   map[string]int
}

// Seen tells how often each thing that can happen to a date has happened: rolled, outage, extended, stood still, capped …
// A test that draws cases asks it whether they reached what it is about.
func (r *Reading) Seen() map[string]int { return r.seen }

func (r *Reading) note(what string) { r.seen[what]++ }

// Office reads the packs of an office together; nil if there is none.
func (b *Book) Office(office string) *Reading {
	r := &Reading{office: office, days: b.calendarOf(office), seen: map[string]int{}}
	var all []tree
	for _, p := range b.packs {
		if text(p["office"]) == office {
			all = append(all, mappings(p["rules"])...)
		}
	}
	if all == nil {
		return nil
	}
	r.layers = [][]tree{all}
	return r
}

// Only reads one pack, over those that it lies over, for an office; nil if there is no such pack.
func (b *Book) Only(pack, office string) *Reading {
	r := &Reading{pinned: true, office: office, seen: map[string]int{}}
	for pack != "" {
		i := slices.IndexFunc(b.packs, func(p tree) bool { return text(p["pack"]) == pack })
		if i < 0 {
			return nil
		}
		p := b.packs[i]
		if r.days == nil {
			r.days = b.calendars[text(p["calendar"])]
		}
		r.layers = append(r.layers, mappings(p["rules"]))
		pack = text(p["over"])
	}
	if r.days == nil {
		r.days = b.calendarOf(office)
	}
	return r
}

// Events gives the names of facts that a computation of the rule may ask for, sorted.
func (r *Reading) Events(id string) []string {
	seen := map[string]bool{}
	add := func(written any) {
		for _, name := range strings.FieldsFunc(text(written), func(c rune) bool { return strings.ContainsRune("(), +", c) }) {
			if name[0] < '0' || name[0] > '9' {
				seen[name] = true
			}
		}
	}
	for _, rule := range r.versions(id) {
		add(rule["anchor"])
		add(rule["version_by"])
		add(rule["effective_from"])
		if event, ok := strings.CutPrefix(text(rule["unit"]), "until:"); ok {
			add(event)
		}
		switch text(rule["set"]) {
		case "office":
			seen["set"] = true
		case "officer":
			seen["officer_date"] = true
		}
		for _, part := range []string{"practice", "alt"} {
			t, _ := rule[part].(tree)
			add(t["version_by"])
			add(t["anchor"])
		}
		for _, c := range mappings(rule["choose"]) {
			if other := text(c["rule"]); other != id {
				for _, name := range r.Events(other) {
					seen[name] = true
				}
			}
		}
	}
	if seen["expiry"] {
		for _, name := range r.Events(right(id) + ".term") {
			seen[name] = true
		}
	}
	if seen["priority_or_filing"] {
		seen["priority"], seen["filing"] = true, true
	}
	for _, word := range []string{"latest", "earliest", "anniversary"} {
		delete(seen, word)
	}
	return slices.Sorted(maps.Keys(seen))
}

// calendarOf is the calendar that a pack of the office names.
func (b *Book) calendarOf(office string) *calendar {
	for _, p := range b.packs {
		if office != "" && text(p["office"]) == office && p["calendar"] != nil {
			return b.calendars[text(p["calendar"])]
		}
	}
	return nil
}

// Rules gives the ids of the rules, each once, sorted.
func (r *Reading) Rules() []string {
	var ids []string
	for _, layer := range r.layers {
		for _, rule := range layer {
			if o := text(rule["office"]); o == "" || o == r.office {
				ids = append(ids, text(rule["id"]))
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// versions gives the versions of a rule, newest first, those of this office before those of all.
func (r *Reading) versions(id string) []tree {
	for _, layer := range r.layers {
		var found []tree
		for _, rule := range layer {
			if text(rule["id"]) == id && (rule["office"] == nil || text(rule["office"]) == r.office) {
				found = append(found, rule)
			}
		}
		slices.SortStableFunc(found, func(a, b tree) int {
			own, other := text(a["office"]) != "", text(b["office"]) != ""
			if own != other {
				if own {
					return -1
				}
				return 1
			}
			return strings.Compare(text(b["from"]), text(a["from"]))
		})
		if found != nil {
			return found
		}
	}
	right, step, _ := strings.Cut(id, ".")
	if right != "*" {
		return r.versions("*." + step)
	}
	return nil
}

// version picks the version of a rule for the facts, as section 4 has it.
func (r *Reading) version(id string, f facts) (tree, error) {
	for _, rule := range r.versions(id) {
		if r.pinned {
			return rule, nil
		}
		by := text(rule["anchor"])
		if rule["version_by"] != nil {
			by = text(rule["version_by"])
		}
		if p, ok := rule["practice"].(tree); ok && f.word("practice") != "off" {
			by = text(p["version_by"])
		}
		at, err := r.anchor(by, right(id), f)
		if err != nil || at < dayOf(text(rule["from"])) {
			continue
		}
		if rule["until"] != nil && at >= dayOf(text(rule["until"])) {
			continue
		}
		if rule["practice"] != nil {
			r.note("practice")
		}
		return rule, nil
	}
	return nil, fmt.Errorf("no version of %s applies", id)
}

func right(id string) string {
	r, _, _ := strings.Cut(id, ".")
	return r
}

// mappings gives the mappings of a YAML sequence.
func mappings(v any) []tree {
	var out []tree
	list, _ := v.([]any)
	for _, x := range list {
		if t, ok := x.(tree); ok {
			out = append(out, t)
		}
	}
	return out
}

// text gives a scalar as it is written in the file.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case time.Time:
		return v.Format(time.DateOnly)
	}
	return fmt.Sprint(v)
}

func number(v any) int {
	n, _ := v.(int)
	return n
}
