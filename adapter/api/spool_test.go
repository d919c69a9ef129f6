package api

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"
)

func TestSpoolGivesBackWhatItHidesOnDisk(t *testing.T) {
	body := bytes.Repeat([]byte("CANARY of a body. "), 5000)
	s, err := newSpool(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	if s.size != int64(len(body)) || len(s.digest) != 64 {
		t.Errorf("it has %d of %d bytes", s.size, len(body))
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		from := random.IntN(len(body))
		to := from + random.IntN(min(300, len(body)-from+1))
		got := make([]byte, to-from)
		if _, err := s.ReadAt(got, int64(from)); err != nil || !bytes.Equal(got, body[from:to]) {
			t.Fatalf("from %d to %d it gives %q, %v", from, to, got, err)
		}
	}
	if n, err := s.ReadAt(make([]byte, 10), s.size-3); n != 3 || err != io.EOF {
		t.Errorf("at its end it gives %d, %v", n, err)
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if hidden, err := io.ReadAll(s.file); err != nil || bytes.Contains(hidden, []byte("CANARY")) {
		t.Errorf("the file can be read: %v", err)
	}
}
