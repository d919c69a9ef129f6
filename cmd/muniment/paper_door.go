package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/procedure"
)

// paperOrder asks for something to be entered in the books. Where a server writes to the data folder, it is handed to it.
type paperOrder struct {
	Do       string `json:"do"` // issue, withdraw or gazette
	Form     string `json:"form,omitempty"`
	Right    string `json:"right,omitempty"`
	Langs    string `json:"langs,omitempty"`
	Details  string `json:"details,omitempty"`
	Key      string `json:"key,omitempty"`
	Replaces string `json:"replaces,omitempty"`
	Token    string `json:"token,omitempty"`
	Reason   string `json:"reason,omitempty"`

	Gazette *gazetteOrder `json:"gazette,omitempty"`
}

// paperAnswer is what became of an order.
type paperAnswer struct {
	Document *documentLine `json:"document,omitempty"`
	Kind     fault.Kind    `json:"kind,omitempty"`
	Error    string        `json:"error,omitempty"`
	Hint     string        `json:"hint,omitempty"`
}

// order does what an order asks for: here, or in the server that writes to the data folder.
func (p *program) order(o paperOrder) (*documentLine, error) {
	if s, err := p.open(true, ""); err != nil { // nothing is issued into a folder that is not there
		return nil, err
	} else if err := s.Close(); err != nil {
		return nil, err
	}
	s, err := p.open(false, "")
	if fault.KindOf(err) == fault.Conflict {
		return p.handOrder(o)
	}
	if err != nil {
		return nil, err
	}
	defer s.Close()
	base, err := s.Setting(p.ctx, baseSetting)
	if err != nil {
		return nil, err
	}
	k, err := p.desk(s, base)
	if err != nil {
		return nil, err
	}
	return k.do(p.ctx, p, o)
}

// do does what an order asks for.
func (k *desk) do(ctx context.Context, p *program, o paperOrder) (*documentLine, error) {
	var d *procedure.Issued
	var err error
	switch o.Do {
	case "issue":
		d, err = k.issueOrdered(ctx, p, o)
	case "gazette":
		d, err = k.issueGazette(ctx, o)
	case "withdraw":
		d, err = k.withdraw(ctx, o)
	default:
		err = fault.New(fault.Invalid, "there is no order %q", o.Do)
	}
	if err != nil {
		return nil, err
	}
	return lineOf(d, k.Link), nil
}

// withdraw withdraws a document, or declares the number of an unfinished one void.
func (k *desk) withdraw(ctx context.Context, o paperOrder) (*procedure.Issued, error) {
	id, err := k.Tokens.ID(o.Token)
	if err != nil {
		return nil, err
	}
	d, err := k.ByID(ctx, id)
	if err != nil {
		return nil, err
	}
	n := procedure.Standing{State: procedure.Withdrawn, Reason: o.Reason, By: operator}
	if d.State() == procedure.Reserved {
		n.State = procedure.Void
	}
	if err := k.Declare(ctx, id, n); err != nil {
		return nil, err
	}
	return k.ByID(ctx, id)
}

// handOrder hands an order to the server on its socket.
func (p *program) handOrder(o paperOrder) (*documentLine, error) {
	answer, err := p.asked(p.doorbell(), o)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the server does not answer on its socket").Because(err).Hinting("it may be starting or stopping, or it is another program that writes: try again in a moment")
	}
	if answer.Document == nil {
		f := fault.New(answer.Kind, "%s", answer.Error)
		if answer.Hint != "" {
			f = f.Hinting(answer.Hint)
		}
		return nil, f
	}
	return answer.Document, nil
}

func (p *program) asked(client *http.Client, o paperOrder) (*paperAnswer, error) {
	body, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(p.ctx, http.MethodPost, "http://muniment/paper", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var a paperAnswer
	return &a, json.NewDecoder(res.Body).Decode(&a)
}

// paperDoor answers orders on the server's socket. Only who may write to the data folder can reach it.
func (h *house) paperDoor(w http.ResponseWriter, r *http.Request) {
	var o paperOrder
	var a paperAnswer
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 2*maxDetails)).Decode(&o)
	switch {
	case err != nil:
		err = fault.New(fault.Invalid, "the order cannot be read").Because(err)
	case h.desk == nil:
		err = fault.New(fault.NotFound, "the data folder has no letterhead of the office").Hinting("write office.yaml; docs/paper.md shows one")
	default:
		a.Document, err = h.desk.do(r.Context(), h.p, o)
	}
	if err != nil {
		a.Kind, a.Error = fault.KindOf(err), err.Error()
		if f, ok := fault.Of(err); ok {
			a.Hint = f.Hint
		}
	}
	json.NewEncoder(w).Encode(a)
}
