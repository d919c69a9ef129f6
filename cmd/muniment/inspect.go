package main

import (
	"context"
	"net/url"
	"time"

	"github.com/muniment/muniment/adapter/inspect"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/procedure/filing"
)

// inspectCommand is what the program begins itself with to look into a file that somebody sent: see adapter/inspect. It takes the file
// on standard input.
type inspectCommand struct {
	Args []string `arg:"" optional:"" passthrough:"all"`
}

func (c *inspectCommand) Run(p *program) error { return inspect.Serve(c.Args, p.in, p.out) }

// inspection looks into the documents of everything that came in, until the context ends.
func (h *house) inspection(ctx context.Context, desk *filing.Desk, scanner *inspect.Clam) {
	child := &inspect.Child{Args: []string{"inspect"}}
	w := &inspect.Worker{Desk: desk, Books: h.s.Filings(), Inspect: child.Inspect, Clock: h.p.clock, Tell: func(id string, err error) { h.p.say("inspecting %s: %v", id, err) }}
	if scanner != nil {
		w.Scan = scanner.Scan
	}
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	w.Run(ctx, tick.C)
}

// clam is the scanner at an address: unix:///run/clamav/clamd.ctl or tcp://127.0.0.1:3310; nil for "".
func clam(address string) (*inspect.Clam, error) {
	u, err := url.Parse(address)
	switch {
	case address == "":
		return nil, nil
	case err == nil && u.Scheme == "unix" && u.Path != "":
		return &inspect.Clam{Network: "unix", Address: u.Path}, nil
	case err == nil && u.Scheme == "tcp" && u.Host != "":
		return &inspect.Clam{Network: "tcp", Address: u.Host}, nil
	}
	return nil, misuse{fault.New(fault.Invalid, "a scanner is written unix:///PATH or tcp://HOST:PORT, not %q", address)}
}
