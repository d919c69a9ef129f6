package store

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// checkReferences refuses an event that refers to what is not there, or opens what may not be opened: leaves are for good,
// and no reader would take one with such a reference. Source: docs/log.md sections 3.4 and 4.
func (tx *Tx) checkReferences(l *openLog, p *register.Prepared) error {
	var opens []string
	for _, d := range p.Disclosure {
		switch d.Name {
		case "corrects", "record.opens", "record.erases", "record.covers":
		default:
			continue
		}
		_, value, err := register.Undisclose(d.Text)
		if err != nil {
			return err
		}
		var list []json.RawMessage
		if err := json.Unmarshal(value, &list); err != nil {
			return fault.New(fault.Invalid, "%s is not a list of references", d.Name).Because(err)
		}
		for _, raw := range list {
			if err := tx.checkReference(l, raw); err != nil {
				return err
			}
			if d.Name == "record.opens" {
				opens = append(opens, string(raw))
			}
		}
	}
	var opened []string
	for _, o := range p.Opened {
		if o.Lane != l.lane || o.Generation != l.generation {
			return fault.New(fault.Invalid, "what is to be opened stands in another log")
		}
		opened = append(opened, string(register.Ref{Place: o.Place, Digest: o.Digest}.Same()))
	}
	slices.Sort(opens)
	slices.Sort(opened)
	if !slices.Equal(opens, opened) {
		return fault.New(fault.Invalid, "what is opened is not what the event says that it opens")
	}
	return tx.checkOpenings(p)
}

// checkReference refuses a reference to a leaf of this log that does not exist or has no such digest.
func (tx *Tx) checkReference(l *openLog, raw json.RawMessage) error {
	var part []json.RawMessage
	var seq int64
	var digest string
	if err := json.Unmarshal(raw, &part); err != nil || len(part) != 2 || json.Unmarshal(part[0], &seq) != nil || json.Unmarshal(part[1], &digest) != nil {
		return fault.New(fault.Invalid, "%s is not a reference in this log", raw)
	}
	place := register.Place{Lane: l.lane, Generation: l.generation, Seq: seq}
	if seq < 0 || seq >= l.edge.Size {
		return fault.New(fault.Invalid, "there is no event %d to refer to", seq)
	}
	leaf, err := tx.leaf(place)
	if err != nil {
		return err
	}
	if !bytes.Contains(leaf, []byte(`"`+digest+`"`)) {
		return fault.New(fault.Invalid, "event %d of the %s has no disclosure %s", seq, l.lane, digest)
	}
	return nil
}

// checkOpenings lets only what is sealed, of this right, and not yet open be opened, with its manifest.
func (tx *Tx) checkOpenings(p *register.Prepared) error {
	if len(p.Opened) == 0 {
		return nil
	}
	own, err := tx.Heads(tx.ctx, []ipr.ID{p.Entry})
	if err != nil {
		return err
	}
	for _, o := range p.Opened {
		if register.Digest(o.Text) != o.Digest {
			return fault.New(fault.Invalid, "what is to be opened does not match its digest")
		}
		if !slices.Contains(own[p.Entry].Events, o.Place) {
			return fault.New(fault.Invalid, "what is to be opened belongs to another right")
		}
		clear, err := tx.clear(o.Place)
		if err != nil {
			return err
		}
		if slices.Contains(clear, o.Text) {
			return fault.New(fault.Conflict, "what is to be opened is open already")
		}
		for _, other := range p.Opened {
			if other.Place == o.Place {
				clear = append(clear, other.Text)
			}
		}
		class, err := classOf(clear, o.Digest)
		if err != nil {
			return err
		}
		if class != register.Sealed {
			return fault.New(fault.Invalid, "only what is sealed can be opened")
		}
	}
	return nil
}

// clear gives the disclosures of an event that are in the clear.
func (tx *Tx) clear(p register.Place) ([]string, error) {
	sights, err := tx.w.s.sights(tx.ctx, tx.w.conn, []register.Place{p}, tx.w.s.everything())
	if err != nil || len(sights) == 0 {
		return nil, err
	}
	return sights[0].Disclosures, nil
}

// classOf reads the class of a disclosure in the manifest among the given ones. The manifest itself has that of the id.
func classOf(disclosures []string, digest string) (register.Secrecy, error) {
	for _, text := range disclosures {
		name, value, err := register.Undisclose(text)
		if err != nil {
			return "", err
		}
		if name != "manifest" {
			continue
		}
		rows, err := register.Rows(value)
		if err != nil {
			return "", fault.New(fault.Internal, "a manifest is damaged").Because(err)
		}
		for _, r := range rows {
			if r[1] == digest || (register.Digest(text) == digest && r[0] == "id") {
				return register.Secrecy(r[2]), nil
			}
		}
	}
	return "", fault.New(fault.Invalid, "nothing can be opened without its manifest")
}
