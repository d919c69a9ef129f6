package api

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"os"
)

// spool holds the body of a request in a temporary file that has no name any more, encrypted under a key that is only in memory: what is
// filed never lies on a disk in clear, also not after a crash.
type spool struct {
	file   *os.File
	block  cipher.Block
	size   int64
	digest string // SHA-256 of the body
}

// newSpool reads a body to its end.
func newSpool(body io.Reader) (*spool, error) {
	f, err := os.CreateTemp("", "muniment-")
	if err != nil {
		return nil, err
	}
	var key [32]byte
	rand.Read(key[:])
	s := &spool{file: f}
	if err = os.Remove(f.Name()); err == nil {
		s.block, err = aes.NewCipher(key[:])
	}
	if err == nil {
		sum := sha256.New()
		s.size, err = io.Copy(io.MultiWriter(sum, cipher.StreamWriter{S: s.stream(0), W: f}), body)
		s.digest = hex.EncodeToString(sum.Sum(nil))
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return s, nil
}

// stream is the key stream from a block on. The key is used for one file, so that its counter may begin at zero.
func (s *spool) stream(block int64) cipher.Stream {
	var counter [aes.BlockSize]byte
	binary.BigEndian.PutUint64(counter[8:], uint64(block))
	return cipher.NewCTR(s.block, counter[:])
}

// ReadAt implements io.ReaderAt.
func (s *spool) ReadAt(p []byte, at int64) (int, error) {
	n, err := s.file.ReadAt(p, at)
	stream := s.stream(at / aes.BlockSize)
	var skip [aes.BlockSize]byte
	stream.XORKeyStream(skip[:at%aes.BlockSize], skip[:at%aes.BlockSize])
	stream.XORKeyStream(p[:n], p[:n])
	return n, err
}

func (s *spool) close() { s.file.Close() }
