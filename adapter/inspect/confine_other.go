//go:build !linux || !(amd64 || arm64)

package inspect

import (
	"os/exec"
	"runtime/debug"

	"github.com/muniment/muniment/internal/fault"
)

func alone(*exec.Cmd) {}

// confine is not known for this system: only Linux on amd64 and arm64 can take a process its rights. Files stay uninspected then, and the
// desk is told.
func confine(memory, _ int64) error {
	debug.SetMemoryLimit(memory / 4 * 3)
	return fault.New(fault.Unavailable, "the inspection cannot be confined")
}
