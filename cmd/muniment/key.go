package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

// keyCommand is what the operator of the machine does about keys for the interface. Beside a running server each order is handed to it.
type keyCommand struct {
	Add    keyAdd    `cmd:"" help:"Make a key of an account and print it, once."`
	List   keyList   `cmd:"" help:"The keys of an account."`
	Revoke keyRevoke `cmd:"" help:"Revoke a key."`
}

type keyAdd struct {
	Account string   `arg:"" help:"Number a-… of the account."`
	Name    string   `help:"What the key is for." required:""`
	Acts    []string `help:"What may be done with it." default:"draft.submit,submission.view"`
	Days    int      `help:"After how many days it ends; 0 for never." default:"365"`
}

type keyList struct {
	Account string `arg:"" help:"Number a-… of the account."`
}

type keyRevoke struct {
	Account string `arg:"" help:"Number a-… of the account."`
	ID      string `arg:"" help:"Number k-… of the key."`
}

// keyOrder asks for something to be done about keys.
type keyOrder struct {
	Do  string     `json:"do"` // add, list or revoke
	Key office.Key `json:"key"`
}

// keyAnswer is what became of it.
type keyAnswer struct {
	Token string       `json:"token,omitempty"`
	Keys  []office.Key `json:"keys,omitempty"`
	Kind  fault.Kind   `json:"kind,omitempty"`
	Error string       `json:"error,omitempty"`
}

// Run makes a key.
func (c *keyAdd) Run(p *program) error {
	k := office.Key{Account: office.AccountID(c.Account), Name: c.Name}
	for _, a := range c.Acts {
		k.Acts = append(k.Acts, office.Act(a))
	}
	if c.Days > 0 {
		k.Ends = p.clock().UTC().AddDate(0, 0, c.Days)
	}
	a, err := p.keyOrder(keyOrder{"add", k})
	if err != nil {
		return err
	}
	fmt.Fprintln(p.out, a.Token)
	p.say("this is told once: whoever has it files in the name of the account; its number is %s", a.Keys[0].ID)
	return nil
}

// Run lists keys.
func (c *keyList) Run(p *program) error {
	a, err := p.keyOrder(keyOrder{"list", office.Key{Account: office.AccountID(c.Account)}})
	if err != nil {
		return err
	}
	for _, k := range a.Keys {
		var acts []string
		for _, act := range k.Acts {
			acts = append(acts, string(act))
		}
		state := "holds"
		switch {
		case !k.Ended.IsZero():
			state = "revoked " + k.Ended.Format(time.RFC3339)
		case !k.Holds(p.clock()):
			state = "ended " + k.Ends.Format(time.RFC3339)
		}
		fmt.Fprintf(p.out, "%s\t%s\t%s\t%s\t%s\n", k.ID, k.Made.Format(time.RFC3339), state, strings.Join(acts, ","), visible(k.Name))
	}
	return nil
}

// Run revokes a key.
func (c *keyRevoke) Run(p *program) error {
	_, err := p.keyOrder(keyOrder{"revoke", office.Key{Account: office.AccountID(c.Account), ID: c.ID}})
	return err
}

// keyOrder does what an order asks for: here, or in the server that writes to the data folder.
func (p *program) keyOrder(o keyOrder) (*keyAnswer, error) {
	s, err := p.open(false, "")
	if fault.KindOf(err) == fault.Conflict {
		return p.handKeyOrder(o)
	}
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return doKeyOrder(p.ctx, s, o)
}

func doKeyOrder(ctx context.Context, s *store.Store, o keyOrder) (*keyAnswer, error) {
	err := s.People().View(ctx, func(r office.Reader) error {
		facts, err := r.Facts(ctx, string(o.Key.Account))
		if err != nil {
			return err
		}
		_, err = office.FoldAccount(facts)
		return err
	})
	if err != nil {
		return nil, err
	}
	switch o.Do {
	case "add":
		token, k, err := s.MakeKey(ctx, o.Key)
		return &keyAnswer{Token: token, Keys: []office.Key{k}}, err
	case "list":
		list, err := s.Keys(ctx, o.Key.Account)
		return &keyAnswer{Keys: list}, err
	case "revoke":
		return &keyAnswer{}, s.RevokeKey(ctx, o.Key.Account, o.Key.ID, office.Operator)
	}
	return nil, fault.New(fault.Invalid, "there is no order %q", o.Do)
}

// handKeyOrder hands an order to the server.
func (p *program) handKeyOrder(o keyOrder) (*keyAnswer, error) {
	b, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(p.ctx, http.MethodPost, "http://muniment/key", strings.NewReader(string(b)))
	if err != nil {
		return nil, err
	}
	res, err := p.doorbell().Do(req)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the server does not answer on its socket").Because(err).Hinting("it may be starting or stopping, or it is another program that writes: try again in a moment")
	}
	defer res.Body.Close()
	var a keyAnswer
	if err := json.NewDecoder(res.Body).Decode(&a); err != nil {
		return nil, fault.New(fault.Unavailable, "the server does not answer on its socket").Because(err).Hinting("it may be starting or stopping, or it is another program that writes: try again in a moment")
	}
	if a.Error != "" {
		return nil, fault.New(a.Kind, "%s", a.Error)
	}
	return &a, nil
}

// keyDoor does an order that came through the local socket.
func (h *house) keyDoor(w http.ResponseWriter, r *http.Request) {
	var o keyOrder
	a := new(keyAnswer)
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(&o)
	if err == nil {
		a, err = doKeyOrder(r.Context(), h.s, o)
	}
	if err != nil {
		a = &keyAnswer{Kind: fault.KindOf(err), Error: err.Error()}
	}
	json.NewEncoder(w).Encode(a)
}
