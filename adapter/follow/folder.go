package follow

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register/note"
)

// folder is the mirror on disk.
type folder struct{ dir string }

func (f folder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

// read gives a file, nil if there is none.
func (f folder) read(name string) ([]byte, error) {
	b, err := os.ReadFile(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the mirror cannot be read").At(name).Because(err)
	}
	return b, nil
}

// write replaces a file so that after a crash either the old or the new content is there.
func (f folder) write(name string, content []byte) error {
	path := f.path(name)
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if err == nil {
		err = replace(path, content)
	}
	if err != nil {
		return fault.New(fault.Unavailable, "the mirror cannot be written").At(name).Because(err)
	}
	return nil
}

func replace(path string, content []byte) error {
	t, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(t.Name()) // gone already if all went well
	_, err = t.Write(content)
	if err == nil {
		err = t.Chmod(0o644)
	}
	if err == nil {
		err = t.Sync()
	}
	if e := t.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(t.Name(), path)
	}
	return err
}

// dropPartial removes partial tiles of a tree of the old size that the new one has wider.
func (f folder) dropPartial(old, size int64) {
	for level := note.Entries; level < 8; level++ {
		n := old >> (8 * (max(level, 0) + 1))
		was, ok := note.TileOf(level, n, old)
		if now, _ := note.TileOf(level, n, size); ok && now.Width > was.Width {
			os.Remove(f.path(was.Path()))
			os.Remove(filepath.Dir(f.path(was.Path()))) // the folder N.p, if nothing else is in it
		}
	}
}

// state is how far the mirror reaches and what has been learnt from the events. It is replaced as a whole, last of all.
type state struct {
	Origin   string                `json:"origin"`
	Note     string                `json:"checkpoint"`            // the newest one mirrored; "" if there is none yet
	Received string                `json:"received_at,omitempty"` // of the last leaf
	Opened   map[int64][]string    `json:"opened"`                // by seq of the leaf: digests that an event opens
	Erased   map[int64][]string    `json:"erased"`                // … that an event erases
	Silent   map[int64]silentLeave `json:"silent"`                // by bundle
	Pending  []question            `json:"pending,omitempty"`
}

// silentLeave counts the silent leaves of a bundle.
type silentLeave struct {
	Count int64  `json:"count"`
	Since string `json:"since"` // received_at of the first
}

// question is what only events beyond the mirrored size can explain. They are below By, the size of a checkpoint that the
// log had signed when the question arose.
type question struct {
	Why    why    `json:"why"`
	Seq    int64  `json:"seq"`
	Name   string `json:"name"`
	Digest string `json:"digest"`
	By     int64  `json:"by"`
}

// why is what is odd about a disclosure.
type why string

const (
	unopened why = "unopened" // sealed, served, and no event has opened it
	withheld why = "withheld" // public or opened, not served, and no event has erased it
)

func (f folder) loadState(origin string) (*state, error) {
	b, err := f.read("state.json")
	if err != nil {
		return nil, err
	}
	s := &state{Origin: origin, Opened: map[int64][]string{}, Erased: map[int64][]string{}, Silent: map[int64]silentLeave{}}
	if b == nil {
		return s, nil
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(s); err != nil {
		return nil, fault.New(fault.Internal, "the mirror's state is damaged").At("state.json").Because(err).
			Hinting("remove the folder and follow the log anew")
	}
	if s.Origin != origin {
		return nil, fault.New(fault.Invalid, "the folder mirrors %s, not %s", s.Origin, origin)
	}
	return s, nil
}

func (f folder) saveState(s *state) error {
	b, err := json.Marshal(s)
	if err != nil {
		return fault.New(fault.Internal, "the mirror's state cannot be written").Because(err)
	}
	return f.write("state.json", append(b, '\n'))
}

// keepFork keeps two checkpoints that contradict each other.
func (f folder) keepFork(mirrored, offered []byte) (string, error) {
	for i := 1; ; i++ {
		name := "fork/" + strconv.Itoa(i)
		have, err := f.read(name + "-offered")
		if err != nil {
			return "", err
		}
		if bytes.Equal(have, offered) {
			return name, nil
		}
		if have == nil {
			if err := f.write(name+"-mirrored", mirrored); err != nil {
				return "", err
			}
			return name, f.write(name+"-offered", offered)
		}
	}
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
