package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/adapter/follow"
	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/register"
)

type verifyCommand struct {
	Receipt   string   `help:"A receipt to verify instead of the register." type:"path" placeholder:"FILE"`
	Policy    string   `help:"The policy to verify it under." type:"path" placeholder:"FILE"`
	Revoked   []string `help:"A log key that was in wrong hands, and since when." placeholder:"KEYID=TIME"`
	Witnessed []string `help:"Checkpoints that came by another road than the database: from a witness, a mirror, a receipt." type:"path" placeholder:"FILE"`
	Mirror    []string `help:"Mirrors made by muniment follow: FOLDER=ORIGIN. The register, or the receipt, is held against them." placeholder:"FOLDER=ORIGIN"`
	Lang      string   `help:"Language: vi or en." default:"en" enum:"vi,en"`
	JSON      bool     `name:"json" help:"Write JSON."`
}

func (c *verifyCommand) Run(p *program) error {
	if c.Receipt != "" {
		return c.receipt(p)
	}
	if c.Policy != "" || len(c.Revoked) > 0 {
		return misuse{fault.New(fault.Invalid, "--policy and --revoked go with --receipt")}
	}
	s, err := p.open(true, "")
	if err != nil {
		return err
	}
	defer s.Close()
	opt := store.VerifyOptions{}
	for _, path := range c.Witnessed {
		b, err := os.ReadFile(path)
		if err != nil {
			return misuse{fault.New(fault.NotFound, "the checkpoint cannot be read").Because(err)}
		}
		opt.Witnessed = append(opt.Witnessed, b)
	}
	mirrors, err := c.mirrors()
	if err != nil {
		return err
	}
	if len(mirrors) > 0 {
		opt.Mirror = func(origin string, seq int64) (tlog.Hash, bool) {
			m, ok := mirrors[origin]
			if !ok {
				return tlog.Hash{}, false
			}
			leaf, _, err := m.Leaf(origin, seq)
			return register.LeafHash(leaf), err == nil
		}
	}
	next := p.clock().Add(2 * time.Second)
	opt.Progress = func(n int64) {
		if now := p.clock(); now.After(next) {
			next = now.Add(2 * time.Second)
			p.say("%d events verified", n)
		}
	}
	started := p.clock()
	v, err := p.verify(s, opt)
	if err != nil {
		return err
	}
	if c.JSON {
		if err := printJSON(p, v); err != nil {
			return err
		}
	} else {
		for _, f := range v.Findings {
			fmt.Fprintln(p.out, visible(f.String()))
		}
		fmt.Fprintf(p.out, "%d events and %d entries derived again in %.1f s; %d findings\n", v.Events, v.Entries, p.clock().Sub(started).Seconds(), len(v.Findings))
	}
	if len(v.Findings) > 0 {
		return exit(1)
	}
	return nil
}

// receipt is docs/log.md section 7.3.
func (c *verifyCommand) receipt(p *program) error {
	b, err := os.ReadFile(c.Receipt)
	if err != nil {
		return misuse{fault.New(fault.NotFound, "the receipt cannot be read").Because(err)}
	}
	l := locale.Lang(c.Lang)
	if c.Policy == "" {
		claim, err := register.ReadClaim(b)
		if err != nil {
			return err
		}
		fmt.Fprint(p.out, claim.Text(l))
		return exit(1)
	}
	policy, err := os.ReadFile(c.Policy)
	if err != nil {
		return misuse{fault.New(fault.NotFound, "the policy cannot be read").Because(err)}
	}
	opt := register.VerifyOptions{Now: p.clock()}
	for _, r := range c.Revoked {
		id, since, err := register.ParseRevoked(r)
		if err != nil {
			return misuse{err}
		}
		if opt.Revoked == nil {
			opt.Revoked = map[uint32]time.Time{}
		}
		opt.Revoked[id] = since
	}
	mirrors, err := c.mirrors()
	if err != nil {
		return err
	}
	for _, m := range mirrors {
		opt.Followed = m
	}
	v, err := register.VerifyReceipt(b, policy, opt)
	if err != nil {
		return err
	}
	if c.JSON {
		if err := printJSON(p, v); err != nil {
			return err
		}
	} else {
		fmt.Fprint(p.out, v.Text(l))
	}
	if !v.OK() {
		return exit(1)
	}
	return nil
}

// mirrors opens the mirrors, by origin.
func (c *verifyCommand) mirrors() (map[string]*follow.Mirror, error) {
	out := map[string]*follow.Mirror{}
	for _, m := range c.Mirror {
		i := strings.LastIndexByte(m, '=')
		if i < 0 || (c.Receipt != "" && len(out) > 0) {
			return nil, misuse{fault.New(fault.Invalid, "a mirror is written FOLDER=ORIGIN, and a receipt is held against one only")}
		}
		f, err := follow.Open(m[:i], m[i+1:])
		if err != nil {
			return nil, err
		}
		out[m[i+1:]] = f
	}
	return out, nil
}

// verify verifies the register with a heap that may grow more than usual: nearly all that is made is short-lived.
func (p *program) verify(s *store.Store, opt store.VerifyOptions) (*store.Verification, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(800))
	return s.Verify(p.ctx, opt)
}
