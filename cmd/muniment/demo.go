package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

type demoCommand struct {
	serveFlags
	Marks int  `help:"How many marks the sample office has." default:"50000"`
	Alone bool `help:"Without a witness of its own."`
}

// demoOffice is what the pages tell of the sample office.
func demoOffice() web.Office {
	o := web.Office{Name: map[locale.Lang]string{locale.Vi: "Văn phòng mẫu", locale.En: "Sample office"}, Code: "VN", Zone: zone(), Sample: true}
	for _, f := range sample.Families() {
		o.Try = append(o.Try, f.Query)
		if o.Guide == nil && len(f.Marks) > 0 {
			o.Guide = &web.Guide{Search: f.Query, Entry: f.Marks[0]}
		}
	}
	o.Try = append(o.Try, sample.OtherQueries()...)
	return o
}

func (c *demoCommand) Run(p *program) error {
	s, err := p.open(false, "demo.invalid")
	if err != nil {
		return err
	}
	defer s.Close()
	if err := fillSample(p.ctx, s, c.Marks, p.clock, p.say); err != nil {
		return err
	}
	if err := fillPeople(p.ctx, p, s); err != nil {
		return err
	}
	if !c.Alone && len(c.Witness) == 0 {
		w, err := startWitness(p, s)
		if err != nil {
			return err
		}
		defer w.stop()
		c.Witness = []string{w.flag}
	}
	return c.serveFlags.run(p, s, demoOffice(), func(h *house, url string) error { return c.ready(p, h, url) })
}

// ready prints what a first visitor needs, and keeps the policy and sample receipts in the data folder.
func (c *demoCommand) ready(p *program, h *house, url string) error {
	fmt.Fprintf(p.out, "Muniment, sample office: every name, number and mark is made up.\n\n  %s\n\n", url)
	policy := p.path("policy")
	if err := os.WriteFile(policy, []byte(h.policy.String()), 0o644); err != nil {
		return err
	}
	g := demoOffice().Guide
	fmt.Fprintf(p.out, "Try: search %q, open a lookalike, press a seal, ask for a signed extract. For that no sign-in is needed.\n", g.Search)
	fmt.Fprint(p.out, signIns(h.base, p.path("post")))
	if len(h.policy.Witnesses) > 0 {
		wait := p.clock().Add(10 * time.Second)
		for p.ctx.Err() == nil && p.clock().Before(wait) && !h.witnessed() {
			select {
			case <-p.ctx.Done():
			case <-time.After(100 * time.Millisecond):
			}
		}
		if !h.witnessed() {
			p.say("the witness has not cosigned yet; receipts are completed when it has")
		}
	}
	receipts, err := writeReceipts(p.ctx, h.s, p.path("receipts"), g.Entry)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "Policy:   %s\nReceipts: %s\nVerify:   muniment verify --receipt %s --policy %s\n          python3 script/verify_receipt.py --policy %s %s\n", policy, p.path("receipts"), receipts[0], policy, policy, receipts[0])
	p.say("serving; stop with ctrl-c")
	return nil
}

func (h *house) witnessed() bool {
	logs, err := h.s.Logs(h.p.ctx)
	if err != nil {
		return false
	}
	for _, l := range logs {
		if l.Witnessed == nil || l.WitnessedSize != l.Size {
			return false
		}
	}
	return true
}

// writeReceipts keeps a receipt of every public act on the right.
func writeReceipts(ctx context.Context, s *store.Store, dir string, id ipr.ID) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	e, err := s.Entry(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, h := range e.Events {
		if h.Act == "" {
			continue
		}
		b, err := receiptOf(ctx, s, h.Lane, h.Generation, h.Seq)
		if err != nil {
			return nil, err
		}
		path := filepath.Join(dir, fmt.Sprintf("%s.%s.%d.json", strings.ReplaceAll(id.Number, "/", "_"), h.Lane, h.Seq))
		if err := os.WriteFile(path, b, 0o644); err != nil {
			return nil, err
		}
		out = append(out, path)
	}
	if len(out) == 0 {
		return nil, fault.New(fault.NotFound, "nothing is public of %s", id)
	}
	return out, nil
}

// fillSample makes the sample office in an empty register. It can be cut off and run again: the older register is imported,
// which may be repeated, and the recent cases are one transaction. Errors: Conflict if the register is in use already.
func fillSample(ctx context.Context, s *store.Store, marks int, clock func() time.Time, say func(string, ...any)) error {
	done, err := s.Setting(ctx, "sample")
	if err != nil || done == "complete" {
		return err
	}
	y, m, d := clock().In(zone()).Date()
	if done == "" {
		for _, lane := range lanes {
			if n, err := s.Committed(ctx, lane); err != nil {
				return err
			} else if n > 0 {
				return fault.New(fault.Conflict, "this register is in use; a sample office is made in an empty one only").Hinting("name another folder with --data")
			}
		}
		// the day is kept, so that a second run makes the same office
		done = ipr.Date{Year: y, Month: int(m), Day: d}.String()
		if err := s.SaveSetting(ctx, "sample", done); err != nil {
			return err
		}
	}
	today, err := ipr.ParseDate(done)
	if err != nil {
		return err
	}
	o := sample.New(1, marks, today)
	say("making a sample office of %d marks", o.Marks())
	path := filepath.Join(s.Dir(), "older-register.jsonl")
	if err := writeOlder(o, path); err != nil {
		return err
	}
	if _, err := importFile(ctx, s, path, "older-register.jsonl", exchange.Options{Office: "VN", Date: o.CarriedOn()}, clock, nil); err != nil {
		return err
	}
	if err := appendActs(ctx, s, o); err != nil {
		return err
	}
	told, err := s.TellUnits(ctx, sample.Land())
	if err != nil {
		return err
	}
	for _, t := range told {
		if t.Err != nil {
			return t.Err
		}
	}
	return s.Publish(ctx)
}

func writeOlder(o *sample.Office, path string) error {
	var b bytes.Buffer
	if err := o.WriteDocument(&b); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

// appendActs makes events of the script of the recent cases, and notes with them that the office is complete.
func appendActs(ctx context.Context, s *store.Store, o *sample.Office) error {
	acts := o.Acts()
	origin, err := s.Origin(register.Register)
	if err != nil {
		return err
	}
	random := register.SystemEntropy()
	prepared := make([]*register.Prepared, len(acts))
	var pictures []*store.Blob
	for i := range acts {
		for _, p := range acts[i].Pictures {
			b, err := s.TakeBlob(bytes.NewReader(p), 1<<20)
			if err != nil {
				return err
			}
			pictures = append(pictures, b)
		}
		if prepared[i], err = register.Prepare(acts[i].Event(), origin, random); err != nil {
			return err
		}
		if err := s.Seal(ctx, prepared[i]); err != nil {
			return err
		}
	}
	return s.Update(ctx, func(tx *store.Tx) error {
		for _, b := range pictures {
			if err := tx.KeepBlob(b); err != nil {
				return err
			}
		}
		refs := make([]register.Ref, len(acts))
		for i := range acts {
			p := prepared[i]
			if len(acts[i].Opens)+len(acts[i].Covers) > 0 {
				if p, err = withReferences(acts[i], prepared, refs, origin); err != nil {
					return err
				}
			}
			if refs[i], err = tx.Append(ctx, p); err != nil {
				return err
			}
		}
		return tx.Setting("sample", "complete")
	})
}

// withReferences prepares an act that opens or covers others, whose places are known now.
func withReferences(a sample.Act, prepared []*register.Prepared, refs []register.Ref, origin string) (*register.Prepared, error) {
	e := a.Event()
	var opened []register.Opening
	var opens, covers []json.RawMessage
	for _, k := range a.Opens {
		for _, d := range prepared[k].Disclosure {
			if d.Class == register.Sealed {
				opened = append(opened, register.Opening{Place: refs[k].Place, Digest: d.Digest, Text: d.Text})
				opens = append(opens, register.Ref{Place: refs[k].Place, Digest: d.Digest}.Same())
			}
		}
	}
	for _, k := range a.Covers {
		covers = append(covers, refs[k].Same())
	}
	if len(opens) > 0 {
		e.Field = append(e.Field, register.Field{Name: "record.opens", Value: opens})
	}
	if len(covers) > 0 {
		e.Field = append(e.Field, register.Field{Name: "record.covers", Value: covers})
	}
	p, err := register.Prepare(e, origin, register.SystemEntropy())
	if err == nil {
		p.Opened = opened
	}
	return p, err
}

// witnessProcess is a witness that the demonstration runs beside the office, as a process of its own.
type witnessProcess struct {
	cmd  *exec.Cmd
	here io.Closer // its standard input: it ends when we do, however that comes about
	flag string
}

func startWitness(p *program, s *store.Store) (*witnessProcess, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	logs, err := s.Logs(p.ctx)
	if err != nil {
		return nil, err
	}
	dir := p.path("witness")
	args := []string{"--data", dir, "witness", "--addr", "127.0.0.1:0", "--name", "demo.invalid/witness", "--attached", "--announce", filepath.Join(dir, "announce")}
	for _, l := range logs {
		args = append(args, "--log", l.Key)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	os.Remove(filepath.Join(dir, "announce"))
	cmd := exec.Command(self, args...)
	cmd.Stderr = p.err
	here, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the witness does not start").Because(err)
	}
	w := &witnessProcess{cmd: cmd, here: here}
	for range 1200 {
		b, err := os.ReadFile(filepath.Join(dir, "announce"))
		if err == nil && bytes.HasSuffix(b, []byte("\n")) {
			w.flag = "demo=" + strings.TrimSpace(string(b))
			return w, nil
		}
		select {
		case <-p.ctx.Done():
			w.stop()
			return nil, p.ctx.Err()
		case <-time.After(25 * time.Millisecond):
		}
	}
	w.stop()
	return nil, fault.New(fault.Unavailable, "the witness does not announce itself")
}

func (w *witnessProcess) stop() {
	w.here.Close()
	w.cmd.Process.Signal(os.Interrupt)
	w.cmd.Wait()
}
