package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/law"
)

type lawCheck struct {
	Lang     string `help:"Language: vi or en." default:"en" enum:"vi,en"`
	JSON     bool   `name:"json" help:"Write JSON."`
	File     string `help:"Check a pack in a file, with the packs of the program under it." type:"existingfile" placeholder:"FILE"`
	Machines bool   `help:"Print the states and acts of each right too."`
	SVG      string `name:"svg" help:"Draw the states and acts of each right into this folder, as PACK-RIGHT.svg." type:"existingdir" placeholder:"DIR"`
	Pack     string `arg:"" optional:"" help:"One pack; without it all of them."`
}

// checked is a finding as programs read it.
type checked struct {
	Pack    string `json:"pack"`
	Where   string `json:"where"`
	Confirm bool   `json:"confirm"`
	Text    string `json:"text"`
}

func (c *lawCheck) Run(p *program) error {
	l, packs, err := c.packs(p)
	if err != nil {
		return err
	}
	all, defects := []checked{}, 0
	for _, pack := range packs {
		found, err := l.Check(pack.ID)
		if err != nil {
			return err
		}
		confirm := 0
		for _, f := range found {
			if f.Confirm {
				confirm++
			}
			k := checked{f.Pack, f.Where, f.Confirm, locale.Sentence(locale.Lang(c.Lang), f.Why.Text, f.Why.Args...)}
			if all = append(all, k); !c.JSON {
				fmt.Fprintf(p.out, "%s %s, %s: %s\n", map[bool]string{false: "!", true: "?"}[f.Confirm], k.Pack, f.WhereIn(locale.Lang(c.Lang)), k.Text)
			}
		}
		defects += len(found) - confirm
		if !c.JSON {
			fmt.Fprintf(p.out, "%s: %d rules, %d fees, %d machines; to confirm: %d\n", pack.ID, len(pack.Rules), len(pack.Fees), len(pack.Machines), confirm)
		}
		if err := c.machines(p, pack); err != nil {
			return err
		}
	}
	if c.JSON {
		if err := printJSON(p, all); err != nil {
			return err
		}
	}
	if defects > 0 {
		return exit(1)
	}
	return nil
}

// packs gives those to check, and the library in which they stand.
func (c *lawCheck) packs(p *program) (*law.Library, []*law.Pack, error) {
	l, err := p.library()
	switch {
	case err != nil:
		return nil, nil, err
	case c.File != "":
		pack, err := readPack(c.File)
		if err != nil {
			return nil, nil, err
		}
		l, err = l.With(pack)
		return l, []*law.Pack{pack}, err
	case c.Pack != "":
		pack, err := l.Pack(c.Pack)
		if err != nil {
			return nil, nil, misuse{err}
		}
		return l, []*law.Pack{pack}, nil
	}
	return l, l.Packs(), nil
}

// machines prints and draws the machines of a pack, as the flags ask for.
func (c *lawCheck) machines(p *program, pack *law.Pack) error {
	for _, m := range pack.Machines {
		if c.Machines && !c.JSON {
			printMachine(p.out, m, locale.Lang(c.Lang))
		}
		if c.SVG == "" {
			continue
		}
		if err := writePicture(filepath.Join(c.SVG, pack.ID+"-"+m.Right+".svg"), m.SVG(locale.Lang(c.Lang))); err != nil {
			return err
		}
	}
	return nil
}

func readPack(path string) (*law.Pack, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, misuse{fault.New(fault.NotFound, "the pack cannot be read").Because(err)}
	}
	pack, err := law.ParsePack(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return pack, nil
}

type lawMachine struct {
	lawFlags
	SVG   string `name:"svg" help:"Draw it as a picture into this file." type:"path" placeholder:"FILE"`
	Right string `arg:"" help:"TM, PT, UM, DS, GI or LD."`
}

func (c *lawMachine) Run(p *program) error {
	w, _, err := c.ready(p, &factFlags{})
	if err != nil {
		return err
	}
	m := w.Machine(strings.ToUpper(c.Right))
	if m == nil {
		return fault.New(fault.NotFound, "the law has no states and acts for %s", c.Right)
	}
	if c.SVG != "" {
		if err := writePicture(c.SVG, m.SVG(c.lang())); err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(p, m)
	}
	printMachine(p.out, m, c.lang())
	return nil
}

// printMachine prints each state with the acts that are open in it.
func printMachine(out io.Writer, m *law.Machine, l locale.Lang) {
	fmt.Fprintf(out, "%s\n", m.Title.In(l))
	for _, s := range m.States {
		end := ""
		if s.End {
			end = " ■"
		}
		fmt.Fprintf(out, "%s  %s [%s]%s\n", s.ID, s.Title.In(l), s.Status, end)
		for _, a := range m.Open(s.ID, "") {
			fmt.Fprintf(out, "    %s (%s) → %s", a.Title.In(l), strings.Join(a.By, ", "), cmp.Or(a.To, s.ID))
			if len(a.Starts) > 0 {
				fmt.Fprintf(out, "  ▶ %s", strings.Join(a.Starts, ", "))
			}
			if !a.Confidence.Verified() {
				fmt.Fprintf(out, "  (%s)", locale.T(l, "common.unverified"))
			}
			fmt.Fprintln(out)
		}
	}
}

func writePicture(path, svg string) error {
	if err := os.WriteFile(path, []byte(svg), 0o644); err != nil {
		return fault.New(fault.Unavailable, "the picture cannot be written").Because(err)
	}
	return nil
}
