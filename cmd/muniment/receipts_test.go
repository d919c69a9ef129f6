package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/register"
)

// TestTwoVerifiersAgreeOnAThousandReceipts makes a thousand receipts of the demonstration, tampers with every second one,
// and has them judged by our verifier and by the one that was written in Python from docs/log.md alone.
func TestTwoVerifiersAgreeOnAThousandReceipts(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("MUNIMENT_TEST_BOTH") != "" {
			t.Fatal("python3 is missing")
		}
		t.Skip("python3 is missing; make test installs it")
	}
	_, dir := demo(t, "1500")
	policy, err := os.ReadFile(filepath.Join(dir, "policy"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{Dir: dir, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r := rand.New(rand.NewPCG(1, 2))
	var batch bytes.Buffer
	enc := json.NewEncoder(&batch)
	tampered := map[string]string{}
	n := 0
	for _, lane := range lanes {
		for seq := int64(0); n < 1000; seq++ {
			b, err := receiptOf(t.Context(), s, lane, 1, seq)
			if err != nil {
				if logs, _ := s.Logs(t.Context()); seq >= logs[0].Size && lane == register.Register || seq >= logs[len(logs)-1].Size {
					break
				}
				continue // still sealed
			}
			name := fmt.Sprintf("%s-%d", lane, seq)
			how := ""
			if n%2 == 1 {
				b, how = tamper(r, b)
				tampered[name] = how
			}
			_, err = register.VerifyReceipt(b, policy, register.VerifyOptions{Now: time.Now()})
			if (err == nil) != (how == "") {
				t.Errorf("%s, tampered %q: our verifier says %v", name, how, err)
			}
			if err := enc.Encode(map[string]string{"name": name, "receipt": string(b)}); err != nil {
				t.Fatal(err)
			}
			n++
		}
	}
	if n != 1000 {
		t.Fatalf("only %d receipts could be made", n)
	}
	file := filepath.Join(t.TempDir(), "batch.jsonl")
	if err := os.WriteFile(file, batch.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, filepath.Join(outside.Root(t), "script", "verify_receipt.py"), "--policy", filepath.Join(dir, "policy"), "--batch", file)
	out, err := cmd.Output()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != 1000 {
		t.Fatalf("the Python verifier judges %d receipts", len(lines))
	}
	for _, line := range lines {
		part := strings.SplitN(line, "\t", 3)
		how, bad := tampered[part[0]]
		if (part[1] == "ok") == bad {
			t.Errorf("tampered %q: the Python verifier says %s", how, line)
		}
	}
}

// tamper changes one thing in a receipt so that it proves nothing any more.
func tamper(r *rand.Rand, b []byte) ([]byte, string) {
	var rc struct {
		V           int      `json:"v"`
		Leaf        []byte   `json:"leaf"`
		Disclosures []string `json:"disclosures"`
		Proof       string   `json:"proof"`
	}
	if err := json.Unmarshal(b, &rc); err != nil {
		panic(err)
	}
	how := ""
	switch r.IntN(9) {
	case 0:
		how = "a byte of the leaf"
		rc.Leaf[r.IntN(len(rc.Leaf))] ^= 1 << r.IntN(7)
	case 1:
		how = "a letter of a disclosure"
		i := r.IntN(len(rc.Disclosures))
		d := []byte(rc.Disclosures[i])
		k := r.IntN(len(d))
		if d[k] == 'A' {
			d[k] = 'B'
		} else {
			d[k] = 'A'
		}
		rc.Disclosures[i] = string(d)
	case 2:
		how = "a later time in the leaf"
		rc.Leaf = bytes.Replace(rc.Leaf, []byte(`"received_at":"2`), []byte(`"received_at":"3`), 1)
	case 3:
		how = "the manifest is left out"
		rc.Disclosures = rc.Disclosures[1:]
	case 4:
		how = "a disclosure twice"
		rc.Disclosures = append(rc.Disclosures, rc.Disclosures[1])
	case 5:
		how = "another index"
		rc.Proof = strings.Replace(rc.Proof, "\nindex ", "\nindex 1", 1)
	case 6:
		how = "a hash of the proof is left out"
		lines := strings.Split(rc.Proof, "\n")
		rc.Proof = strings.Join(append(lines[:2:2], lines[3:]...), "\n")
	case 7:
		how = "the witness's signature is of something else"
		i := strings.LastIndexByte(strings.TrimSuffix(rc.Proof, "\n"), ' ') + 20
		c := byte('A')
		if rc.Proof[i] == 'A' {
			c = 'B'
		}
		rc.Proof = rc.Proof[:i] + string(c) + rc.Proof[i+1:]
	case 8:
		how = "an unknown member"
		return bytes.Replace(b, []byte(`{"v":1`), []byte(`{"x":0,"v":1`), 1), how
	}
	out, err := json.Marshal(rc)
	if err != nil {
		panic(err)
	}
	return out, how
}
