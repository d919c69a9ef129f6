package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
)

// smallBlob is the size up to which bytes are a row of the database, in the transaction of the act that needs them.
const smallBlob = 256 << 10

// Blob is bytes that have been taken in and wait for the act that keeps them.
type Blob struct {
	SHA256 string // 64 lower-case hex digits
	Size   int64
	small  []byte
}

// Digest gives the SHA-256 and the size.
func (b *Blob) Digest() (sha256 string, size int64) { return b.SHA256, b.Size }

// TakeBlob reads the bytes before a transaction. Large ones are on the disk, with their folder, when it returns; if no act
// keeps them they are swept after a day. Errors: Invalid if there are more than limit.
func (s *Store) TakeBlob(r io.Reader, limit int64) (*Blob, error) {
	h := sha256.New()
	head, err := io.ReadAll(io.LimitReader(io.TeeReader(r, h), min(smallBlob, limit)+1))
	if err != nil {
		return nil, err
	}
	if int64(len(head)) > limit {
		return nil, fault.New(fault.Invalid, "the file is larger than %d bytes", limit)
	}
	if len(head) <= smallBlob {
		return &Blob{SHA256: hex.EncodeToString(h.Sum(nil)), Size: int64(len(head)), small: head}, nil
	}
	dir := filepath.Join(s.opt.Dir, "blob")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(dir, "coming-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if _, err := f.Write(head); err != nil {
		return nil, err
	}
	n, err := io.Copy(io.MultiWriter(f, h), io.LimitReader(r, limit-int64(len(head))+1))
	if err != nil {
		return nil, err
	}
	b := &Blob{SHA256: hex.EncodeToString(h.Sum(nil)), Size: int64(len(head)) + n}
	if b.Size > limit {
		return nil, fault.New(fault.Invalid, "the file is larger than %d bytes", limit)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	if err := os.Rename(f.Name(), s.blobPath(b.SHA256)); err != nil {
		return nil, err
	}
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return b, d.Sync()
}

func (s *Store) blobPath(sha string) string { return filepath.Join(s.opt.Dir, "blob", sha) }

// KeepBlob makes the bytes part of the act.
func (tx *Tx) KeepBlob(b *Blob) error { return tx.insert(insertBlob, b.row()) }

// row is how the bytes are kept in the database.
func (b *Blob) row() []any {
	if b.Size > smallBlob {
		return []any{b.SHA256, []byte{}} // the bytes are in the file
	}
	return []any{b.SHA256, b.small}
}

// OpenBlob opens kept bytes for reading. Errors: NotFound.
func (s *Store) OpenBlob(ctx context.Context, sha string) (io.ReadCloser, error) {
	var body []byte
	err := s.read.QueryRowContext(ctx, `SELECT body FROM blob WHERE sha256 = $1`, sha).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "there is no file %s", sha)
	}
	if err != nil {
		return nil, err
	}
	if len(body) > 0 || sha == emptySHA {
		return io.NopCloser(strings.NewReader(string(body))), nil
	}
	f, err := os.Open(s.blobPath(sha))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Internal, "the file %s is missing from the data folder", sha)
	}
	return f, err
}

var emptySHA = func() string { h := sha256.Sum256(nil); return hex.EncodeToString(h[:]) }()

// sweep removes files that no act has kept within a day.
func (s *Store) sweep() error {
	dir := filepath.Join(s.opt.Dir, "blob")
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range list {
		info, err := e.Info()
		if err != nil || s.opt.Clock().Sub(info.ModTime()) < 24*time.Hour {
			continue
		}
		var n int64
		if err := s.read.QueryRow(`SELECT COUNT(*) FROM blob WHERE sha256 = $1`, e.Name()).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
