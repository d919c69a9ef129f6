package filing

import (
	"slices"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

// Answer says which part of an application meets a requirement of the law.
type Answer struct {
	Question string                    // id of the question that asks for it; see Form
	Applies  func(a *Application) bool // nil: always
	Met      func(a *Application) bool
}

// Answers gives what meets the requirements that our own packs know, by the last part of their ids: "specimen" of TM.file.specimen.
// A requirement of another name is asked for as itself: a document as a file of its role, anything else as a [Statement].
var answers = map[string]Answer{
	"form":    {Question: "sign", Met: func(a *Application) bool { return len(a.Signatures) > 0 }}, // the filing itself stands for the paper form
	"goods":   {Question: "goods", Met: func(a *Application) bool { return len(a.Goods) > 0 }},
	"product": {Question: "indication.product", Met: func(a *Application) bool { return a.Indication != nil && len(a.Indication.Product) > 0 }},
	"fee":     {Question: "fees", Met: func(a *Application) bool { return true }}, // the bill comes with the receipt
	"unity":   {Question: "invention.claims", Met: func(a *Application) bool { return a.stated("unity") }},
	"specimen": {Question: "mark", Met: func(a *Application) bool {
		m := a.Mark
		return m != nil && (m.Image != "" || m.Sound != "" || m.Feature == "word" && m.Text != "")
	}},
	"specimens": {Question: "indication.sign", Applies: func(a *Application) bool { return a.Indication != nil && a.Indication.Name == "" },
		Met: func(a *Application) bool { return a.Indication.Sign != "" }},
	"foreign_words": {Question: "mark.foreign", Applies: func(a *Application) bool { return a.Mark != nil && a.Mark.Foreign },
		Met: func(a *Application) bool { return a.Mark.Translation != "" || a.Mark.Transliteration != "" }},
	"poa": {Question: "representative", Applies: func(a *Application) bool { return a.Representative != nil },
		Met: func(a *Application) bool {
			return a.Representative.Attorney != "" || len(a.Of("poa")) > 0 || a.Representative.Power == "none"
		}},
	"regulations": {Question: "mark.regulations", Applies: func(a *Application) bool {
		return a.Mark != nil && (a.Mark.Kind == "collective" || a.Mark.Kind == "certification")
	}, Met: func(a *Application) bool { return len(a.Of("regulations")) > 0 }},
	"map": {Question: "area", Applies: func(a *Application) bool { return a.Kind == ipr.GI || a.Mark != nil && a.Mark.Origin },
		Met: func(a *Application) bool {
			return a.Indication != nil && (a.Indication.Shape != "" || len(a.Indication.Communes) > 0) || len(a.Of("map")) > 0 // of communes the map is drawn
		}},
	"description": {Question: "invention.description", Met: func(a *Application) bool { return len(a.Of("description")) > 0 }},
	"claims": {Question: "invention.claims", Met: func(a *Application) bool {
		return a.Invention != nil && len(a.Invention.Claims) > 0 || len(a.Of("claims")) > 0
	}},
	"drawings": {Question: "invention.drawings", Applies: func(a *Application) bool { return a.Invention != nil && a.Invention.Drawings > 0 },
		Met: func(a *Application) bool { return len(a.Of("drawings")) > 0 }},
	"abstract": {Question: "invention.abstract", Met: func(a *Application) bool { return a.Invention != nil && a.Invention.Abstract != "" }},
	"human_contribution": {Question: "human", Applies: func(a *Application) bool { return a.assisted() },
		Met: func(a *Application) bool { return a.human() }},
	"characteristics": {Question: "indication.characteristics", Met: func(a *Application) bool {
		return a.Indication != nil && a.Indication.Characteristics != "" || len(a.Of("specification")) > 0
	}},
	"origin": {Question: "indication.origin", Applies: func(a *Application) bool { return a.Indication != nil && a.Indication.Foreign },
		Met: func(a *Application) bool { return len(a.Of("origin")) > 0 }},
	"homonym": {Question: "indication.homonym", Applies: func(a *Application) bool { return a.Indication != nil && a.Indication.Homonym != "" },
		Met: func(a *Application) bool { return a.Indication.Homonym != "" }},
}

// assisted reports whether artificial intelligence helped to create what is to be protected.
func (a *Application) assisted() bool {
	return a.Invention != nil && a.Invention.AI == "assisted" || slices.ContainsFunc(a.Designs, func(d DesignAsked) bool { return d.AI == "assisted" })
}

// human reports whether it is said what a human contributed, wherever artificial intelligence helped.
func (a *Application) human() bool {
	return (a.Invention == nil || a.Invention.AI != "assisted" || a.Invention.Human != "") &&
		!slices.ContainsFunc(a.Designs, func(d DesignAsked) bool { return d.AI == "assisted" && d.Human == "" })
}

// stated reports whether a requirement is confirmed in a statement, by its id or the last part of it.
func (a *Application) stated(requirement string) bool {
	return slices.ContainsFunc(a.Statements, func(s Statement) bool {
		return s.Applies && (s.Requirement == requirement || last(s.Requirement) == requirement)
	})
}

// asked gives what meets a requirement of the pack.
func asked(r *law.Requirement) Answer {
	if known, ok := answers[last(r.ID)]; ok {
		return known
	}
	if r.What == "document" {
		return Answer{Question: r.ID, Applies: applies(r), Met: func(a *Application) bool { return len(a.Of(r.ID)) > 0 }}
	}
	return Answer{Question: r.ID, Applies: applies(r), Met: func(a *Application) bool {
		return slices.ContainsFunc(a.Statements, func(s Statement) bool {
			return s.Requirement == r.ID && s.Applies && (r.What != "field" || strings.TrimSpace(s.Words) != "")
		})
	}}
}

// applies is whether a requirement applies that only the applicant can tell: one with a condition applies if the applicant says
// so; one without always does.
func applies(r *law.Requirement) func(*Application) bool {
	if r.When == (law.Words{}) {
		return nil
	}
	return func(a *Application) bool {
		return slices.ContainsFunc(a.Statements, func(s Statement) bool { return s.Requirement == r.ID && s.Applies })
	}
}

func last(id string) string { return id[strings.LastIndexByte(id, '.')+1:] }
