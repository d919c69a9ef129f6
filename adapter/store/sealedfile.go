package store

import (
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"sync"

	"github.com/muniment/muniment/internal/fault"
)

// A file of a case is encrypted in pieces of 64 KiB, so that it need not be held in memory. The first 7 bytes are of chance; with the
// number of the piece and a last byte that is 1 for the last piece only, they are its nonce: no piece can be left out, moved or taken
// from another file unnoticed. Source: Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its
// Nonce-Reuse Misuse-Resistance", 2015, section 7 (STREAM).
const (
	pieceSize  = 64 << 10
	filePrefix = 7
)

// pieceReader gives the bytes of pieces that are made one after the other.
type pieceReader struct {
	out  []byte
	done bool // the last piece is made
}

// read fills p from the piece at hand, making the next one with next where it is used up.
func (r *pieceReader) read(p []byte, next func() error) (int, error) {
	for len(r.out) == 0 {
		if r.done {
			return 0, io.EOF
		}
		if err := next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.out)
	r.out = r.out[n:]
	return n, nil
}

// sealedFile reads a document and gives its encryption; what it read is hashed and counted.
type sealedFile struct {
	pieceReader
	aead  cipher.AEAD
	in    io.Reader
	limit int64
	sum   hash.Hash
	size  int64
	nonce [12]byte
	piece *[pieceSize + 1]byte // plain, up to one byte more than a piece, to know which is the last; nil when done
	have  int
	begun bool
}

// pieces are kept for the next documents: most are smaller than one.
var pieces = sync.Pool{New: func() any { return new([pieceSize + 1]byte) }}

func newSealedFile(aead cipher.AEAD, in io.Reader, limit int64) *sealedFile {
	return &sealedFile{aead: aead, in: in, limit: limit, sum: sha256.New(), piece: pieces.Get().(*[pieceSize + 1]byte)}
}

// Read gives encrypted bytes. Errors: Invalid if the document is larger than the limit.
func (f *sealedFile) Read(p []byte) (int, error) { return f.read(p, f.next) }

func (f *sealedFile) next() error {
	f.out = f.out[:0]
	if !f.begun {
		f.begun = true
		rand.Read(f.nonce[:filePrefix])
		f.out = append(f.out, f.nonce[:filePrefix]...)
	}
	n, err := io.ReadFull(f.in, f.piece[f.have:])
	f.sum.Write(f.piece[f.have : f.have+n])
	if f.size += int64(n); f.size > f.limit {
		return fault.New(fault.Invalid, "the file is larger than %d bytes", f.limit)
	}
	f.have += n
	last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !last {
		return err
	}
	plain := f.piece[:f.have]
	if !last {
		plain = f.piece[:pieceSize]
	} else {
		f.nonce[11], f.done = 1, true
	}
	f.out = f.aead.Seal(f.out, f.nonce[:], plain, nil)
	binary.BigEndian.PutUint32(f.nonce[filePrefix:], binary.BigEndian.Uint32(f.nonce[filePrefix:])+1)
	if last {
		pieces.Put(f.piece)
		f.piece = nil
	} else {
		f.piece[0], f.have = f.piece[pieceSize], 1
	}
	return nil
}

// digest gives the hash and the size of what was read.
func (f *sealedFile) digest() (string, int64) { return hex.EncodeToString(f.sum.Sum(nil)), f.size }

// openedFile decrypts what sealedFile has made.
type openedFile struct {
	pieceReader
	aead  cipher.AEAD
	in    io.ReadCloser
	nonce [12]byte
	piece []byte
	have  int
	begun bool
}

func newOpenedFile(aead cipher.AEAD, in io.ReadCloser) *openedFile {
	return &openedFile{aead: aead, in: in, piece: make([]byte, pieceSize+aead.Overhead()+1)}
}

// Close closes what is read from.
func (f *openedFile) Close() error { return f.in.Close() }

// Read gives the document. Errors: Internal if it is damaged.
func (f *openedFile) Read(p []byte) (int, error) { return f.read(p, f.next) }

func (f *openedFile) next() error {
	damaged := fault.New(fault.Internal, "something sealed is damaged")
	if !f.begun {
		f.begun = true
		if _, err := io.ReadFull(f.in, f.nonce[:filePrefix]); err != nil {
			return damaged.Because(err)
		}
	}
	whole := len(f.piece) - 1
	n, err := io.ReadFull(f.in, f.piece[f.have:])
	f.have += n
	last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !last {
		return err
	}
	hidden := f.piece[:f.have]
	if !last {
		hidden = f.piece[:whole]
	} else {
		f.nonce[11], f.done = 1, true
	}
	if f.out, err = f.aead.Open(f.out[:0], f.nonce[:], hidden, nil); err != nil {
		return damaged.Because(err)
	}
	binary.BigEndian.PutUint32(f.nonce[filePrefix:], binary.BigEndian.Uint32(f.nonce[filePrefix:])+1)
	if !last {
		f.piece[0], f.have = f.piece[whole], 1
	}
	return nil
}
