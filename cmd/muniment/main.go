// Command muniment is the whole system of an intellectual property office in one program: the register with its provable
// log, the search for earlier rights, the public pages, and the tools to import, export and verify.
//
// Results go to standard output, talk and progress to standard error. Exit codes: 0 done, 1 refused or a check failed, 2
// misuse. See docs/interface.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/muniment/muniment/internal/fault"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
}

// program is what every command works with.
type program struct {
	ctx      context.Context
	env      func(string) string
	in       io.Reader
	out, err io.Writer
	clock    func() time.Time

	Data     string `help:"Data folder; ./muniment-data without it, ./demo-data for the demonstration." type:"path" placeholder:"DIR"`
	Database string `help:"PostgreSQL database of the register, postgres://…; without it the register is a SQLite file in the data folder." placeholder:"URL"`
}

// commands is the command line.
type commands struct {
	program

	Demo    demoCommand    `cmd:"" help:"Fill a sample office, serve it and print its address."`
	Serve   serveCommand   `cmd:"" help:"Serve the office."`
	Import  importCommand  `cmd:"" help:"Copy the records of files into the library."`
	Search  searchCommand  `cmd:"" help:"Search for what is alike."`
	Show    showCommand    `cmd:"" help:"Show a right."`
	Export  exportCommand  `cmd:"" help:"Write the public entries to a file."`
	Law     lawCommand     `cmd:"" help:"The law as dated data: dates, fees, acts, explained and checked."`
	Paper   paperCommand   `cmd:"" help:"Documents on paper: made, checked, issued, listed, withdrawn, verified."`
	Account accountCommand `cmd:"" help:"Who can sign in: accounts, roles, a new way in."`
	Place   placeCommand   `cmd:"" help:"Provinces and communes of all days, and their land."`
	File    fileCommand    `cmd:"" help:"File as an applicant: packages, archives."`
	Key     keyCommand     `cmd:"" help:"Keys by which programs file for an account."`
	Check   checkCommand   `cmd:"" help:"Validate documents against the schemas of ST.96."`
	Verify  verifyCommand  `cmd:"" help:"Verify the whole register, or a receipt."`
	Witness witnessCommand `cmd:"" help:"Witness the logs of offices."`
	Follow  followCommand  `cmd:"" help:"Mirror and verify the log of an office."`
	Inspect inspectCommand `cmd:"" hidden:"" help:"Look into a file; for the program itself."`
	Bench   benchCommand   `cmd:"" help:"Measure against a reference in the same run."`
}

// exit is an exit code that a command asks for after it has said everything itself.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// run is the program without its process.
func run(ctx context.Context, args []string, env func(string) string, in io.Reader, out, errOut io.Writer) int {
	c := commands{program: program{ctx: ctx, env: env, in: in, out: out, err: errOut, clock: time.Now}}
	code := -1
	parser, err := kong.New(&c, kong.Name("muniment"), kong.Writers(out, errOut), kong.Exit(func(n int) { code = n }),
		kong.Description("The open system on which a country runs its part of the intellectual property ecosystem."), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(errOut, "muniment:", err)
		return 2
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(args)
	if code >= 0 {
		return code
	}
	if err != nil {
		fmt.Fprintln(errOut, "muniment:", err)
		fmt.Fprintln(errOut, "muniment: hint: muniment --help lists the commands, muniment COMMAND --help its flags")
		return 2
	}
	if c.Data == "" {
		c.Data = "muniment-data"
		if strings.HasPrefix(k.Command(), "demo") {
			c.Data = "demo-data"
		}
	}
	return c.report(k.Run(&c.program))
}

// report prints an error for an operator and gives its exit code.
func (p *program) report(err error) int {
	var e exit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &e):
		return int(e)
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(p.err, "muniment: stopped")
		return 1
	}
	fmt.Fprintln(p.err, "muniment:", err)
	if f, ok := fault.Of(err); ok && f.Hint != "" {
		fmt.Fprintln(p.err, "muniment: hint:", f.Hint)
	}
	var m misuse
	if errors.As(err, &m) {
		return 2
	}
	return 1
}

// misuse marks an error of the command line itself.
type misuse struct{ error }

func (m misuse) Unwrap() error { return m.error }

// say tells an operator something while work goes on.
func (p *program) say(format string, args ...any) {
	fmt.Fprintf(p.err, "muniment: "+strings.TrimSuffix(format, "\n")+"\n", args...)
}
