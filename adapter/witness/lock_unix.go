//go:build unix

package witness

import (
	"os"
	"syscall"

	"github.com/muniment/muniment/internal/fault"
)

// lock takes the folder. The lock ends with the process, however it ends.
func lock(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, unavailable(err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fault.New(fault.Conflict, "another witness runs on this folder").Because(err).
			Hinting("two witnesses with one memory could cosign a fork; stop the other one first")
	}
	return f.Close, nil
}

// syncFolder makes a renaming durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
