//go:build !unix

package follow

import (
	"os"

	"github.com/muniment/muniment/internal/fault"
)

// lock takes the folder by making a file; it must be removed by hand after a crash.
func lock(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.New(fault.Conflict, "another process follows a log into this folder").Because(err).
			Hinting("if none is running, remove the file " + path)
	}
	return func() error {
		f.Close()
		return os.Remove(path)
	}, nil
}
