package main

import (
	"context"
	"crypto/rand"
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/muniment/muniment/adapter/permit"
	"github.com/muniment/muniment/adapter/post"
	"github.com/muniment/muniment/adapter/signin"
	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

// peopleFlags say how people sign in and how letters reach them. What is secret of it comes by the environment only.
type peopleFlags struct {
	SMTP         string   `name:"smtp" help:"Server of mail, HOST:PORT; without it letters wait. The password for --smtp-user is in MUNIMENT_SMTP_PASSWORD." env:"MUNIMENT_SMTP" placeholder:"HOST:PORT"`
	SMTPSecurity string   `name:"smtp-security" help:"How the connection to it is encrypted: starttls, tls or none." enum:"starttls,tls,none" default:"starttls" env:"MUNIMENT_SMTP_SECURITY"`
	SMTPUser     string   `name:"smtp-user" help:"Name of the office at the server of mail." env:"MUNIMENT_SMTP_USER" placeholder:"NAME"`
	MailFrom     string   `help:"Address from which letters come, such as \"Office <office@example.org>\"." env:"MUNIMENT_MAIL_FROM" placeholder:"ADDRESS"`
	OIDC         []string `name:"oidc" help:"An outside service on whose word people sign in: NAME=CLIENT-ID=https://ISSUER. Its secret is in MUNIMENT_OIDC_NAME_SECRET, a title for people in MUNIMENT_OIDC_NAME_TITLE. May be given several times." env:"MUNIMENT_OIDC" sep:" " placeholder:"SERVICE"`
	Original     int      `help:"Days within which the paper of a power of attorney must follow its scan, where no rule of law says; 0 if it need not." default:"0" placeholder:"DAYS"`
}

// staff is what the program needs to deal with people.
type staff struct {
	people   *office.People
	judge    *permit.Judge
	entrance *signin.Entrance
	outbox   *store.Outbox
}

// base is the address under which people sign in. Passkeys are bound to a host with a name, so on the machine itself it is localhost.
func (c *serveFlags) base(l net.Addr) string {
	if c.BaseURL != "" {
		return strings.TrimSuffix(c.BaseURL, "/")
	}
	if a, ok := l.(*net.TCPAddr); ok && a.IP.IsLoopback() {
		_, port, _ := net.SplitHostPort(l.String())
		return "http://localhost:" + port
	}
	return "http://" + l.String()
}

// staff opens what is kept of people, for a server or a command.
func (p *program) staff(s *store.Store, o web.Office, base string, outside []signin.Outside) (*staff, error) {
	judge, err := permit.Open(office.Policies)
	if err != nil {
		return nil, err
	}
	outbox, err := s.Outbox(p.ctx)
	if err != nil {
		return nil, err
	}
	books, err := s.Entrance(p.ctx)
	if err != nil {
		return nil, err
	}
	st := &staff{judge: judge, outbox: outbox}
	st.people = &office.People{DB: outbox.Noticing(signin.Notice(o.Name, locale.Vi)), Judge: judge, Declarations: s.People(), Clock: p.clock, Zone: o.Zone, Entropy: rand.Reader}
	st.entrance, err = signin.New(signin.Config{People: st.people, Books: books, Safe: s, Post: outbox, Clock: p.clock, Base: base, Office: o.Name, Outside: outside})
	return st, err
}

// open puts the portal and the desk on a site.
func (st *staff) open(site *web.Site, s *store.Store) {
	site.People, site.Entrance, site.Scans = st.people, st.entrance, s
	for _, x := range st.judge.Policies() {
		told := map[locale.Lang]string{}
		for _, l := range locale.Langs() {
			told[l] = x.In(l)
		}
		site.Policies = append(site.Policies, web.Policy{ID: x.ID, File: x.File, Forbid: x.Forbid, Text: x.Text, Told: told})
	}
}

// admit opens the site to people who sign in.
func (c *serveFlags) admit(p *program, s *store.Store, site *web.Site, at net.Addr) (*staff, post.Sender, error) {
	outside, err := c.services(p)
	if err != nil {
		return nil, nil, err
	}
	sender, err := c.sender(p, site.Office.Sample)
	if err != nil {
		return nil, nil, err
	}
	base := c.base(at)
	if err := s.SaveSetting(p.ctx, entranceSetting, base); err != nil {
		return nil, nil, err
	}
	site.Office.OriginalWithin = c.Original
	st, err := p.staff(s, site.Office, base, outside)
	if err != nil {
		return nil, nil, err
	}
	st.open(site, s)
	return st, sender, nil
}

// entranceSetting is under which the office keeps the address at which people sign in, for commands that make links.
const entranceSetting = "entrance"

var serviceName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)

// services reads the outside services that are named.
func (c *peopleFlags) services(p *program) ([]signin.Outside, error) {
	var list []signin.Outside
	for _, told := range c.OIDC {
		name, rest, ok := strings.Cut(told, "=")
		client, issuer, ok2 := strings.Cut(rest, "=http")
		if !ok || !ok2 || client == "" || !serviceName.MatchString(name) {
			return nil, misuse{fault.New(fault.Invalid, "an outside service is written NAME=CLIENT-ID=https://ISSUER, not %q", told)}
		}
		issuer = "http" + issuer
		if u, err := url.Parse(issuer); err != nil || u.Host == "" || u.Scheme != "https" && u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1" {
			return nil, misuse{fault.New(fault.Invalid, "an outside service is written NAME=CLIENT-ID=https://ISSUER, not %q", told)}
		}
		variable := "MUNIMENT_OIDC_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
		o := signin.Outside{Name: name, Title: p.env(variable + "_TITLE"), Issuer: issuer, Client: client, Secret: p.env(variable + "_SECRET")}
		if o.Title == "" {
			o.Title = name
		}
		list = append(list, o)
	}
	return list, nil
}

// sender says how letters leave the office; nil if they wait.
func (c *peopleFlags) sender(p *program, sample bool) (post.Sender, error) {
	from := mail.Address{Name: "Muniment", Address: "office@demo.invalid"}
	if c.MailFrom != "" {
		a, err := mail.ParseAddress(c.MailFrom)
		if err != nil {
			return nil, misuse{fault.New(fault.Invalid, "%q is no e-mail address", c.MailFrom)}
		}
		from = *a
	}
	switch {
	case c.SMTP == "" && sample:
		return post.Folder{Dir: p.path("post")}, nil
	case c.SMTP == "":
		return nil, nil
	case c.MailFrom == "":
		return nil, misuse{fault.New(fault.Invalid, "letters need an address from which they come: --mail-from")}
	}
	if _, _, err := net.SplitHostPort(c.SMTP); err != nil {
		return nil, misuse{fault.New(fault.Invalid, "a server of mail is written HOST:PORT, not %q", c.SMTP)}
	}
	return post.SMTP{Addr: c.SMTP, From: from, Security: post.Security(c.SMTPSecurity), User: c.SMTPUser, Password: p.env("MUNIMENT_SMTP_PASSWORD")}, nil
}

// look sends letters every few seconds, and tidies up the entrance every hour, until the context ends.
func (st *staff) look(ctx context.Context, p *program, sender post.Sender) {
	tidy := time.NewTicker(time.Hour)
	defer tidy.Stop()
	if sender == nil {
		p.say("no server of mail is named (--smtp): letters wait in the outbox")
	} else {
		w := &post.Worker{Box: st.outbox, Sender: sender, Clock: p.clock, Say: p.say}
		var work sync.WaitGroup
		defer work.Wait()
		work.Go(func() { w.Run(ctx, 2*time.Second) })
	}
	for {
		if err := st.entrance.Tidy(ctx); err != nil && ctx.Err() == nil {
			p.say("tidying up the entrance: %v", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tidy.C:
		}
	}
}
