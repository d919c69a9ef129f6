//go:build unix

package store

import (
	"os"
	"syscall"

	"github.com/muniment/muniment/internal/fault"
)

// lock takes the folder for writing. The lock ends with the process, however it ends.
func lock(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the data folder cannot be written").Because(err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fault.New(fault.Conflict, "another muniment is writing to this data folder").
			Hinting("show, search, export and verify work beside it, and import hands its file over to it; to write from here, stop the other one first").Because(err)
	}
	return f.Close, nil
}
