package main

import (
	"crypto/sha256"
	"fmt"

	"github.com/muniment/muniment/adapter/store"
)

type benchVerify struct{ benchFlags }

func (c *benchVerify) Run(p *program) error {
	s, remove, err := c.sample(p)
	if err != nil {
		return err
	}
	defer remove()
	var v *store.Verification
	took, err := p.timed(func() (err error) { v, err = p.verify(s, store.VerifyOptions{}); return err })
	if err != nil {
		return err
	}
	block := make([]byte, 1<<20)
	h := sha256.New()
	hashing, _ := p.timed(func() error {
		for n := int64(0); n < v.Bytes; n += int64(len(block)) {
			h.Write(block)
		}
		return nil
	})
	c.emit(p, figure{Bench: "verify", Metric: "whole register", Value: took.Seconds(), Unit: "s", Reference: hashing.Seconds(),
		Note: fmt.Sprintf("reference SHA-256 of as many bytes on one core; %d events, %d entries, %.0f MB, warm; %s", v.Events, v.Entries, float64(v.Bytes)/1e6, s.Engine())})
	c.emit(p, figure{Bench: "verify", Metric: "rate", Value: float64(v.Events) / took.Seconds(), Unit: "events/s"})
	if len(v.Findings) > 0 {
		p.say("%s", v.Findings[0])
		return exit(1)
	}
	return nil
}
