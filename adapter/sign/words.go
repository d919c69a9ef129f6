package sign

import (
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
)

// Words tells the report in sentences of the language, in the order in which a person would ask: whether, who, when, what else.
func (r *Report) Words(l locale.Lang) []string {
	var list []string
	for _, f := range r.Problems {
		list = append(list, sentence(l, f))
	}
	for _, s := range r.Signatures {
		list = append(list, s.words(l)...)
	}
	return list
}

func (s *Signature) words(l locale.Lang) []string {
	who := s.Name
	if s.Signer != nil {
		who = s.Signer.Subject.String()
	}
	verdict := "signature.valid"
	if len(s.Problems) > 0 {
		verdict = "signature.invalid"
	}
	list := []string{locale.T(l, verdict, "field", s.Field, "who", who)}
	for _, f := range s.Problems {
		list = append(list, sentence(l, f))
	}
	if !s.Stamp.IsZero() {
		list = append(list, locale.T(l, "signature.stamped", "time", locale.Moment(l, s.Stamp), "who", s.Stamper.Subject.String()))
	}
	if !s.Claimed.IsZero() {
		list = append(list, locale.T(l, "signature.claimed", "time", locale.Moment(l, s.Claimed)))
	}
	if s.Reason != "" {
		list = append(list, locale.T(l, "signature.reason", "reason", s.Reason))
	}
	if s.Place != "" {
		list = append(list, locale.T(l, "signature.place", "place", s.Place))
	}
	if s.Level != Other {
		list = append(list, locale.T(l, "signature.level", "level", string(s.Level)))
	}
	for _, f := range s.Remarks {
		list = append(list, sentence(l, f))
	}
	if len(s.Problems) == 0 {
		list = append(list, locale.T(l, "signature.revocation"))
	}
	return list
}

// sentence tells a fault, with the place where it lies.
func sentence(l locale.Lang, f *fault.Fault) string {
	s := locale.Sentence(l, f.Text, f.Args...)
	if f.Where != "" {
		s += " (" + f.Where + ")"
	}
	return s
}
