package witness

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register/note"
)

// Folder is a witness's memory on disk. It is a [note.Memory], safe for concurrent use; one process holds it.
//
//	key                 the private key, if KeyFile made it
//	log/HASH            per log the last checkpoint cosigned, as the log signed it; HASH is SHA-256 of the origin
//	evidence/KIND-ID…   what logs signed that was refused, and what had been cosigned then
//	lock
type Folder struct {
	dir    string
	unlock func() error

	mu     sync.Mutex
	last   map[string]note.Checkpoint
	broken error // a write that failed: nothing is cosigned any more
}

// maxEvidence is the greatest number of files of evidence.
const maxEvidence = 1000

// Open takes the folder, making it if need be. Errors: Conflict if another process holds it; Internal if a checkpoint in
// it cannot be read, since a witness that forgets is none; Unavailable if the disk refuses.
func Open(dir string) (*Folder, error) {
	for _, d := range []string{dir, filepath.Join(dir, "log"), filepath.Join(dir, "evidence")} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fault.New(fault.Unavailable, "the witness's folder cannot be made").Because(err)
		}
	}
	unlock, err := lock(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, err
	}
	f := &Folder{dir: dir, unlock: unlock, last: map[string]note.Checkpoint{}}
	if err := f.load(); err != nil {
		unlock()
		return nil, err
	}
	return f, nil
}

func (f *Folder) load() error {
	files, err := os.ReadDir(filepath.Join(f.dir, "log"))
	if err != nil {
		return fault.New(fault.Unavailable, "the witness's folder cannot be read").Because(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file.Name(), temporary) {
			continue // a write that was cut off before it counted
		}
		c, err := readCheckpoint(filepath.Join(f.dir, "log", file.Name()))
		if err == nil && nameOf(c.Origin) != file.Name() {
			err = errors.New("the file bears the name of another log")
		}
		if err != nil {
			return fault.New(fault.Internal, "the witness's memory of a log is damaged").At("log/" + file.Name()).Because(err).
				Hinting("put the file back from a copy; a witness that forgets what it cosigned could cosign a fork")
		}
		f.last[c.Origin] = c
	}
	return nil
}

func readCheckpoint(path string) (note.Checkpoint, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return note.Checkpoint{}, err
	}
	n, err := note.Parse(b)
	if err != nil {
		return note.Checkpoint{}, err
	}
	return note.ParseCheckpoint(n.Text)
}

// nameOf is the name of a log's file.
func nameOf(origin string) string {
	h := sha256.Sum256([]byte(origin))
	return hex.EncodeToString(h[:])
}

// Close gives the folder free.
func (f *Folder) Close() error { return f.unlock() }

// KeyFile gives the witness's key, made and kept in the folder the first time. Errors: Invalid if the name is none or the
// folder's key has another; Unavailable.
func (f *Folder) KeyFile(name string) (*note.Signer, error) {
	path := filepath.Join(f.dir, "key")
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s, err := note.GenerateSigner(name, note.Cosigner, rand.Reader)
		if err != nil {
			return nil, err
		}
		return s, unavailable(writeFile(path, []byte(s.Secret()+"\n")))
	case err != nil:
		return nil, unavailable(err)
	}
	s, err := note.ParseSigner(strings.TrimSuffix(string(b), "\n"))
	if err != nil {
		return nil, err
	}
	if s.Key.Name != name || s.Key.Kind != note.Cosigner {
		return nil, fault.New(fault.Invalid, "the folder holds the key of %s, not of %s", s.Key.Name, name)
	}
	return s, nil
}

// Latest gives the last checkpoint cosigned for the log.
func (f *Folder) Latest(origin string) (note.Checkpoint, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.latest(origin), f.broken
}

func (f *Folder) latest(origin string) note.Checkpoint {
	if c, ok := f.last[origin]; ok {
		return c
	}
	return note.Checkpoint{Origin: origin, Root: note.EmptyRoot}
}

// Replace makes next the last checkpoint cosigned if old still is. It is on the disk when Replace returns. After a write
// has failed the folder refuses everything until the process starts anew, since what the disk holds is then not known.
func (f *Folder) Replace(old, next note.Checkpoint, n *note.Note) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken != nil {
		return false, f.broken
	}
	if f.latest(next.Origin) != old {
		return false, nil
	}
	if _, known := f.last[next.Origin]; known && old == next {
		return true, nil
	}
	if err := writeFile(filepath.Join(f.dir, "log", nameOf(next.Origin)), n.Bytes()); err != nil {
		f.broken = fault.New(fault.Unavailable, "the witness cannot keep what it cosigns").Because(err).
			Hinting("mend the disk and start the witness anew")
		return false, f.broken
	}
	f.last[next.Origin] = next
	return true, nil
}

// Evidence keeps what a log signed and the witness refused, beside what it had cosigned before. It is told once per note.
func (f *Folder) Evidence(kind string, refused *note.Note) (told bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	dir := filepath.Join(f.dir, "evidence")
	id := filepath.Join(dir, kind+"-"+nameOf(refused.Text)[:16])
	if _, err := os.Stat(id + ".refused"); err == nil {
		return false, nil
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) >= maxEvidence {
		return false, unavailable(err)
	}
	origin, _, _ := strings.Cut(refused.Text, "\n")
	if before, err := os.ReadFile(filepath.Join(f.dir, "log", nameOf(origin))); err == nil {
		if err := writeFile(id+".cosigned", before); err != nil {
			return false, unavailable(err)
		}
	}
	return true, unavailable(writeFile(id+".refused", refused.Bytes()))
}

func unavailable(err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.Unavailable, "the witness's folder cannot be written").Because(err)
}

const temporary = ".new"

// writeFile replaces a file so that after a crash either the old or the new content is there, and the new one for certain
// once it has returned.
func writeFile(path string, content []byte) error {
	t, err := os.OpenFile(path+temporary, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = t.Write(content)
	if err == nil {
		err = t.Sync()
	}
	if e := t.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(path+temporary, path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	return err
}
