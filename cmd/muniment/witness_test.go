package main

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"

	"github.com/muniment/muniment/register/note"
)

// A witness that the demonstration started does not outlive it, even if it is killed: its standard input ends.
func TestAttachedWitnessStopsWithItsProgram(t *testing.T) {
	k, err := note.GenerateSigner("test.invalid/log/register/1", note.Log, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var out, said bytes.Buffer
	args := []string{"--data", t.TempDir(), "witness", "--addr", "127.0.0.1:0", "--log", k.Key.String(), "--attached"}
	if code := run(t.Context(), args, func(string) string { return "" }, strings.NewReader(""), &out, &said); code != 0 {
		t.Errorf("exit code %d: %s", code, said.String())
	}
}
