package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"

	"github.com/muniment/muniment/adapter/witness"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register/note"
)

type witnessCommand struct {
	Addr     string   `help:"Address to listen on." default:"127.0.0.1:8081"`
	Name     string   `help:"Name of the witness, part of its key for good." default:"witness.invalid"`
	Log      []string `help:"Verifier key of a log to witness." required:"" placeholder:"VKEY"`
	Announce string   `help:"File to write VKEY=URL to once the witness can be asked." type:"path" placeholder:"FILE"`
	Attached bool     `help:"Stop when standard input ends, as it does when the program that started the witness is gone." hidden:""`
}

func (c *witnessCommand) Run(p *program) error {
	var logs []note.Key
	for _, l := range c.Log {
		k, err := note.ParseKey(l)
		if err != nil {
			return misuse{err}
		}
		logs = append(logs, k)
	}
	folder, err := witness.Open(p.Data)
	if err != nil {
		return err
	}
	defer folder.Close()
	signer, err := folder.KeyFile(c.Name)
	if err != nil {
		return err
	}
	w := &note.Witness{Signer: signer, Logs: logs, Memory: folder, Clock: p.clock}
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fault.New(fault.Unavailable, "the address %s cannot be listened on", c.Addr).Because(err).Hinting("another program may be using it; name another one with --addr")
	}
	url := "http://" + l.Addr().String()
	if c.Announce != "" {
		tmp := c.Announce + ".new"
		if err := os.WriteFile(tmp, []byte(signer.Key.String()+"="+url+"\n"), 0o644); err != nil {
			return err
		}
		if err := os.Rename(tmp, c.Announce); err != nil {
			return err
		}
	}
	fmt.Fprintf(p.out, "%s=%s\n", signer.Key, url)
	ctx := p.ctx
	if c.Attached {
		var stop context.CancelFunc
		ctx, stop = context.WithCancel(ctx)
		go func() { defer stop(); io.Copy(io.Discard, p.in) }()
	}
	return witness.Serve(ctx, l, witness.Handler(w, folder, slog.New(slog.NewTextHandler(p.err, nil))))
}
