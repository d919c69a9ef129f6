//go:build unix

package paper

import (
	"os/exec"
	"syscall"
)

// together lets the program and all that it starts be killed as one: a script that calls a browser leaves no browser behind.
func together(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
