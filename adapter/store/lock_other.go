//go:build !unix

package store

import (
	"os"

	"github.com/muniment/muniment/internal/fault"
)

// lock takes the folder for writing by making a file that only one process can hold open without sharing.
func lock(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.New(fault.Conflict, "another muniment is writing to this data folder").
			Hinting("if none is running, remove the file " + path).Because(err)
	}
	return func() error {
		f.Close()
		return os.Remove(path)
	}, nil
}
