package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/muniment/muniment/adapter/follow"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register/note"
)

type followCommand struct {
	Policy string `help:"The policy of the office, from a source you trust." type:"path" placeholder:"FILE"`
	Out    string `help:"Folder of the mirror." default:"./muniment-mirror" type:"path" placeholder:"DIR"`
	URL    string `arg:"" name:"origin-url" help:"Address of the log: http://HOST/log/register/1"`
}

func (c *followCommand) Run(p *program) error {
	if c.Policy == "" {
		return fault.New(fault.Invalid, "without a policy nothing can be verified").Hinting("get the office's policy by a road that you trust and give it with --policy")
	}
	b, err := os.ReadFile(c.Policy)
	if err != nil {
		return misuse{fault.New(fault.NotFound, "the policy cannot be read").Because(err)}
	}
	policy, err := note.ParsePolicy(b)
	if err != nil {
		return err
	}
	next := p.clock().Add(2 * time.Second)
	r, err := follow.Follow(p.ctx, follow.Options{URL: c.URL, Dir: c.Out, Policy: policy, Clock: p.clock, Progress: func(verified, size int64) {
		if now := p.clock(); now.After(next) {
			next = now.Add(2 * time.Second)
			p.say("%d of %d leaves verified", verified, size)
		}
	}})
	var fork *follow.ForkError
	if errors.As(err, &fork) {
		fmt.Fprintf(p.out, "FORK: %s\n%s\n%s\n", fork.What, fork.Mirrored, fork.Offered)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s: %d leaves mirrored and verified, %d of them new; witnessed %d of %d\n", r.Origin, r.Size, r.New, r.Standing.K, r.Standing.N)
	if r.Silent > 0 {
		fmt.Fprintf(p.out, "%d leaves are silent, the first since %s\n", r.Silent, r.SilentSince.UTC().Format(time.RFC3339))
	}
	if r.Pending > 0 {
		fmt.Fprintf(p.out, "%d disclosures are explained by events still to come; follow again\n", r.Pending)
	}
	return nil
}
