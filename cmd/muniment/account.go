package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

// accountCommand is what the operator of the machine does about accounts. Beside a running server each order is handed to it.
type accountCommand struct {
	Add    accountAdd    `cmd:"" help:"Open an account and print the link by which its holder comes in."`
	List   accountList   `cmd:"" help:"The accounts, with their roles."`
	Grant  accountGrant  `cmd:"" help:"Give a role, or propose it where two persons are needed."`
	Revoke accountRevoke `cmd:"" help:"End a role."`
	Reset  accountReset  `cmd:"" help:"Take every way in from an account and print a link for a new one."`
}

type accountAdd struct {
	Name    string   `help:"Name of the person." required:"" placeholder:"NAME"`
	Email   string   `help:"Their e-mail address." required:"" placeholder:"ADDRESS"`
	Country string   `help:"Their country, by ST.3." default:"VN"`
	Role    []string `help:"A role from today on. May be given several times." placeholder:"ROLE"`
	Proved  bool     `help:"You know that the address is theirs: they need not prove it."`
	JSON    bool     `name:"json" help:"One JSON object."`
}

type accountList struct {
	JSON bool `name:"json" help:"One JSON object per line."`
}

type accountGrant struct {
	Account string `arg:"" help:"Number a-… or proved address of the account."`
	Role    string `arg:"" help:"Role, such as clerk."`
	From    string `help:"First day; today without it." placeholder:"DATE"`
	To      string `help:"Last day." placeholder:"DATE"`
}

type accountRevoke struct {
	Account string `arg:"" help:"Number a-… or proved address of the account."`
	Role    string `arg:"" help:"Role, such as clerk."`
	Reason  string `help:"Why." required:"" placeholder:"TEXT"`
}

type accountReset struct {
	Account string `arg:"" help:"Number a-… or proved address of the account."`
}

// accountOrder asks for something to be done about accounts.
type accountOrder struct {
	Do      string   `json:"do"` // add, list, grant, revoke or reset
	Account string   `json:"account,omitempty"`
	Name    string   `json:"name,omitempty"`
	Email   string   `json:"email,omitempty"`
	Country string   `json:"country,omitempty"`
	Roles   []string `json:"roles,omitempty"`
	Proved  bool     `json:"proved,omitempty"`
	From    string   `json:"from,omitempty"`
	To      string   `json:"to,omitempty"`
	Reason  string   `json:"reason,omitempty"`
}

// accountLine is one account, as lists tell it; see docs/interface.md.
type accountLine struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Email  string   `json:"email"`
	Proved bool     `json:"proved"`
	State  string   `json:"state"`
	Roles  []string `json:"roles"`             // in force today
	Waits  []string `json:"waiting,omitempty"` // for a second person
	Link   string   `json:"link,omitempty"`    // by which the holder comes in, once
}

// accountAnswer is what became of an order.
type accountAnswer struct {
	Accounts []accountLine `json:"accounts"`
	Kind     fault.Kind    `json:"kind,omitempty"`
	Error    string        `json:"error,omitempty"`
}

func (c *accountAdd) Run(p *program) error {
	list, err := p.accounts(accountOrder{Do: "add", Name: c.Name, Email: c.Email, Country: c.Country, Roles: c.Role, Proved: c.Proved})
	if err != nil {
		return err
	}
	return p.printAccounts(list, c.JSON)
}

func (c *accountList) Run(p *program) error {
	list, err := p.accounts(accountOrder{Do: "list"})
	if err != nil {
		return err
	}
	return p.printAccounts(list, c.JSON)
}

func (c *accountGrant) Run(p *program) error {
	list, err := p.accounts(accountOrder{Do: "grant", Account: c.Account, Roles: []string{c.Role}, From: c.From, To: c.To})
	if err != nil {
		return err
	}
	return p.printAccounts(list, false)
}

func (c *accountRevoke) Run(p *program) error {
	list, err := p.accounts(accountOrder{Do: "revoke", Account: c.Account, Roles: []string{c.Role}, Reason: c.Reason})
	if err != nil {
		return err
	}
	return p.printAccounts(list, false)
}

func (c *accountReset) Run(p *program) error {
	list, err := p.accounts(accountOrder{Do: "reset", Account: c.Account})
	if err != nil {
		return err
	}
	return p.printAccounts(list, false)
}

func (p *program) printAccounts(list []accountLine, asJSON bool) error {
	for _, a := range list {
		if asJSON {
			if err := json.NewEncoder(p.out).Encode(a); err != nil {
				return err
			}
			continue
		}
		roles := strings.Join(a.Roles, ", ")
		for _, w := range a.Waits {
			roles += " (" + w + " waits for a second person)"
		}
		email := a.Email
		if !a.Proved {
			email += " (not proved)"
		}
		fmt.Fprintf(p.out, "%s  %-9s  %s  %s  %s\n", a.ID, a.State, a.Name, email, strings.TrimSpace(roles))
		if a.Link != "" {
			fmt.Fprintf(p.out, "  %s\n", a.Link)
			p.say("hand the link to its holder; it is good for one hour, once")
		}
	}
	return nil
}

// accounts does what an order asks for: here, or in the server that writes to the data folder.
func (p *program) accounts(o accountOrder) ([]accountLine, error) {
	s, err := p.open(false, "")
	if fault.KindOf(err) == fault.Conflict {
		return p.handAccounts(o)
	}
	if err != nil {
		return nil, err
	}
	defer s.Close()
	base, err := s.Setting(p.ctx, entranceSetting)
	if err != nil {
		return nil, err
	}
	st, err := p.staff(s, web.Office{Zone: zone(), Code: "VN"}, cmp.Or(base, "http://localhost:8080"), nil)
	if err != nil {
		return nil, err
	}
	return st.do(p.ctx, p, o)
}

// do does what an order asks for, as the operator.
func (st *staff) do(ctx context.Context, p *program, o accountOrder) ([]accountLine, error) {
	now := p.clock().UTC()
	y, m, d := now.In(zone()).Date()
	today := ipr.Date{Year: y, Month: int(m), Day: d}
	by := office.OperatorActor(now, today)
	switch o.Do {
	case "list":
		return st.list(ctx, by)
	case "add":
		return st.add(ctx, by, o)
	}
	a, err := st.find(ctx, by, o.Account)
	if err != nil {
		return nil, err
	}
	link := ""
	switch o.Do {
	case "grant":
		span := office.Span{First: today}
		if o.From != "" {
			if span.First, err = ipr.ParseDate(o.From); err != nil {
				return nil, err
			}
		}
		if o.To != "" {
			if span.Last, err = ipr.ParseDate(o.To); err != nil {
				return nil, err
			}
		}
		err = st.give(ctx, by, a.ID, o.Roles, span)
	case "revoke":
		err = st.revoke(ctx, by, a.ID, o)
	case "reset":
		if err = st.entrance.Strip(ctx, by, a.ID); err == nil {
			link, err = st.entrance.Invite(ctx, by, locale.Vi, a.ID, false)
		}
	default:
		err = fault.New(fault.Invalid, "there is no order %q", o.Do)
	}
	if err != nil {
		return nil, err
	}
	line, err := st.line(ctx, by, a.ID)
	line.Link = link
	return []accountLine{line}, err
}

func (st *staff) find(ctx context.Context, by office.Actor, told string) (office.Account, error) {
	if strings.Contains(told, "@") {
		return st.people.AccountBy(ctx, office.EmailLookup(told))
	}
	id, err := office.ParseID[office.AccountID](told)
	if err != nil {
		return office.Account{}, err
	}
	return st.people.Account(ctx, by, id)
}

func (st *staff) add(ctx context.Context, by office.Actor, o accountOrder) ([]accountLine, error) {
	for _, r := range o.Roles { // before anything is kept
		if _, err := office.ParseRole(r); err != nil {
			return nil, err
		}
	}
	country, err := ipr.ParseOffice(o.Country)
	if err != nil {
		return nil, err
	}
	if _, err := st.people.AccountBy(ctx, office.EmailLookup(o.Email)); err == nil {
		return nil, fault.New(fault.Conflict, "another account has that address already")
	}
	a, err := st.people.Open(ctx, by, office.Party{Nature: office.Natural, Name: o.Name, Country: country}, o.Email)
	if err != nil {
		return nil, err
	}
	if o.Proved {
		if err := st.people.VerifyEmail(ctx, a.ID, a.Email); err != nil {
			return nil, err
		}
	}
	if err := st.give(ctx, by, a.ID, o.Roles, office.Span{First: by.Day}); err != nil {
		return nil, err
	}
	link, err := st.entrance.Invite(ctx, by, locale.Vi, a.ID, false)
	if err != nil {
		return nil, err
	}
	line, err := st.line(ctx, by, a.ID)
	line.Link = link
	return []accountLine{line}, err
}

func (st *staff) give(ctx context.Context, by office.Actor, id office.AccountID, roles []string, span office.Span) error {
	for _, r := range roles {
		if _, err := st.people.ProposeRole(ctx, by, id, office.Role(r), span); err != nil {
			return err
		}
	}
	return nil
}

// revoke ends a role today, in whatever stretches it was given.
func (st *staff) revoke(ctx context.Context, by office.Actor, id office.AccountID, o accountOrder) error {
	grants, err := st.people.Grants(ctx, by, id)
	if err != nil {
		return err
	}
	found := false
	for _, g := range grants {
		if slices.Contains(o.Roles, string(g.Role)) && g.Ended.IsZero() {
			found = true
			if err := st.people.EndRole(ctx, by, g.ID, by.Day, o.Reason); err != nil {
				return err
			}
		}
	}
	if !found {
		return fault.New(fault.NotFound, "there is no such role given")
	}
	return nil
}

func (st *staff) list(ctx context.Context, by office.Actor) ([]accountLine, error) {
	all := []accountLine{}
	for after := office.AccountID(""); ; {
		page, err := st.people.Accounts(ctx, by, after, 500)
		if err != nil || len(page) == 0 {
			return all, err
		}
		for _, a := range page {
			line, err := st.line(ctx, by, a.ID)
			if err != nil {
				return nil, err
			}
			all = append(all, line)
		}
		after = page[len(page)-1].ID
	}
}

func (st *staff) line(ctx context.Context, by office.Actor, id office.AccountID) (accountLine, error) {
	a, err := st.people.Account(ctx, by, id)
	if err != nil {
		return accountLine{}, err
	}
	name, err := st.people.NameOf(ctx, by, id)
	if err != nil {
		return accountLine{}, err
	}
	line := accountLine{ID: string(a.ID), Name: name, Email: a.Email, Proved: !a.Verified.IsZero(), State: string(a.State), Roles: []string{}}
	grants, err := st.people.Grants(ctx, by, id)
	for _, g := range grants {
		switch {
		case g.Holds(by.Day):
			line.Roles = append(line.Roles, string(g.Role))
		case g.Open():
			line.Waits = append(line.Waits, string(g.Role))
		}
	}
	return line, err
}

// handAccounts hands an order to the server on its socket.
func (p *program) handAccounts(o accountOrder) ([]accountLine, error) {
	body, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(p.ctx, http.MethodPost, "http://muniment/account", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	var a accountAnswer
	res, err := p.doorbell().Do(req)
	if err == nil {
		defer res.Body.Close()
		err = json.NewDecoder(res.Body).Decode(&a)
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the server does not answer on its socket").Because(err).Hinting("it may be starting or stopping, or it is another program that writes: try again in a moment")
	}
	if a.Error != "" {
		return nil, fault.New(a.Kind, "%s", a.Error)
	}
	return a.Accounts, nil
}

// accountDoor answers orders on the server's socket. Only who may write to the data folder can reach it.
func (h *house) accountDoor(w http.ResponseWriter, r *http.Request) {
	var o accountOrder
	var a accountAnswer
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(&o)
	if err != nil {
		err = fault.New(fault.Invalid, "the order cannot be read").Because(err)
	} else {
		a.Accounts, err = h.staff.do(r.Context(), h.p, o)
	}
	if err != nil {
		a.Kind, a.Error = fault.KindOf(err), err.Error()
	}
	json.NewEncoder(w).Encode(a)
}
