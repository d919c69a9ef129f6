//go:build !unix

package paper

import "os/exec"

// together leaves the killing to the system: the program alone is killed, not what it started.
func together(*exec.Cmd) {}
