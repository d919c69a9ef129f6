package inspect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/procedure/filing"
)

// Child inspects files in processes of their own: this very program, begun anew for each file. The process gets the bytes of the file and
// nothing else: no environment, no folder, no way to open a file, a connection or another program; and no more memory and time than
// it is given. Whatever a file does to it, the caller gets a report or an error.
type Child struct {
	Program string        // path of this program; "" for os.Executable
	Args    []string      // that make it call Serve; they are followed by the type and the size
	Memory  int64         // bytes; 0 for 1.5 GiB
	Time    time.Duration // 0 for a minute
}

// maxReport is how many bytes a child may answer.
const maxReport = 48 << 20

// Inspect inspects a file of a known size that was sent as a type.
//
// Errors: Unavailable if the process broke, took too long or took too much memory: another try may go well; those of reading the file.
func (c *Child) Inspect(ctx context.Context, r io.Reader, size int64, sent Type) (*Report, error) {
	program := c.Program
	if program == "" {
		var err error
		if program, err = os.Executable(); err != nil {
			return nil, err
		}
	}
	limit := c.Time
	if limit == 0 {
		limit = time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	args := append(append([]string{}, c.Args...), string(sent), strconv.FormatInt(size, 10), strconv.FormatInt(c.memory(), 10), strconv.Itoa(int(limit.Seconds())+1))
	cmd := exec.CommandContext(ctx, program, args...) // #nosec G204 -- this program; the type is one of ours
	cmd.Env, cmd.Dir, cmd.WaitDelay = []string{}, "/", time.Second
	alone(cmd)
	in := &source{r: r}
	out := &limited{most: maxReport}
	cmd.Stdin, cmd.Stdout = in, out
	err := cmd.Run()
	if in.err != nil {
		return nil, in.err
	}
	if err != nil || out.over {
		return nil, fault.New(fault.Unavailable, "the inspection of a file broke off").Because(errors.Join(err, ctx.Err()))
	}
	report := new(Report)
	if err := json.Unmarshal(out.Bytes(), report); err != nil {
		return nil, fault.New(fault.Unavailable, "the inspection of a file broke off").Because(err)
	}
	return report, nil
}

func (c *Child) memory() int64 {
	if c.Memory > 0 {
		return c.Memory
	}
	return 3 << 29
}

// source remembers what went wrong with reading the file, which is not the child's doing.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// limited keeps so many bytes.
type limited struct {
	bytes.Buffer
	most int
	over bool
}

func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > l.most {
		l.over = true
		return 0, io.ErrShortWrite
	}
	return l.Buffer.Write(p)
}

// Serve is the child: it gives up every right that it does not need, reads the file, inspects it and writes the report. Args are those
// that Child adds: type, size, bytes of memory, seconds.
func Serve(args []string, in io.Reader, out io.Writer) error {
	if len(args) != 4 {
		return fault.New(fault.Invalid, "this command is for the program itself")
	}
	var numbers [3]int64
	for i := range numbers {
		n, err := strconv.ParseInt(args[i+1], 10, 64)
		if err != nil || n < 0 {
			return fault.New(fault.Invalid, "this command is for the program itself")
		}
		numbers[i] = n
	}
	size, memory, seconds := numbers[0], numbers[1], numbers[2]
	if err := confine(memory, seconds); err != nil {
		return err
	}
	if size > memory {
		return json.NewEncoder(out).Encode(&Report{Remarks: []filing.Remark{{Code: TooMuch, Unsound: true}}})
	}
	b := make([]byte, size)
	if _, err := io.ReadFull(in, b); err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(Inspect(b, Type(args[0])))
}
