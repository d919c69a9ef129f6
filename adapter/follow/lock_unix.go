//go:build unix

package follow

import (
	"os"
	"syscall"

	"github.com/muniment/muniment/internal/fault"
)

// lock takes the folder. The lock ends with the process, however it ends.
func lock(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the mirror cannot be written").Because(err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fault.New(fault.Conflict, "another process follows a log into this folder").Because(err)
	}
	return f.Close, nil
}
