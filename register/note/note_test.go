package note_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	sumdb "golang.org/x/mod/sumdb/note"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register/note"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// signer makes the key whose seed is the given byte, 32 times.
func signer(t testing.TB, name string, kind note.Kind, seed byte) *note.Signer {
	t.Helper()
	s, err := note.NewSigner(name, kind, bytes.Repeat([]byte{seed}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestKeysAreReadAsTheyAreWritten(t *testing.T) {
	for _, kind := range []note.Kind{note.Log, note.Cosigner} {
		s := signer(t, "demo.invalid/log/register/1", kind, 7)
		k, err := note.ParseKey(s.Key.String())
		if err != nil || k.ID != s.Key.ID || k.Kind != kind || !k.Public.Equal(s.Key.Public) {
			t.Errorf("ParseKey(%s) = %v, %v", s.Key, k, err)
		}
		again, err := note.ParseSigner(s.Secret())
		if err != nil || again.Secret() != s.Secret() {
			t.Errorf("a private key of type %d does not come back: %v", kind, err)
		}
	}
}

func TestKeyIdsAreThoseOfOthers(t *testing.T) {
	s := signer(t, "example.com/log", note.Log, 1)
	theirs, err := sumdb.NewEd25519VerifierKey("example.com/log", s.Key.Public)
	if err != nil || theirs != s.Key.String() {
		t.Errorf("Go's note prints %s, we print %s", theirs, s.Key)
	}
	if _, err := sumdb.NewSigner(s.Secret()); err != nil {
		t.Errorf("Go's note does not read our private key: %v", err)
	}
}

func TestKeysThatAreRefused(t *testing.T) {
	good := signer(t, "example.com/log", note.Log, 1).Key.String()
	id := good[len("example.com/log+") : len("example.com/log+")+8]
	for _, c := range []struct{ name, key string }{
		{"no plus", "example.com/log"},
		{"one plus", "example.com/log+" + id},
		{"no name", strings.TrimPrefix(good, "example.com/log")},
		{"a space in the name", strings.Replace(good, "example", "exa mple", 1)},
		{"another space of Unicode in the name", strings.Replace(good, "example", "exa\u2003mple", 1)},
		{"a name that is not UTF-8", strings.Replace(good, "example", "exa\xffmple", 1)},
		{"another key id", strings.Replace(good, id, "00000000", 1)},
		{"a key id in capitals", strings.Replace(good, id, strings.ToUpper(id), 1)},
		{"base64 without padding", strings.TrimRight(good, "=")[:len(good)-1]},
		{"a line break in base64", good + "\n"},
		{"a type that is not known", "example.com/log+" + id + "+BgEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"},
		{"a short key", "example.com/log+" + id + "+AQEB"},
	} {
		if k, err := note.ParseKey(c.key); err == nil {
			t.Errorf("%s: %q is read as %v", c.name, c.key, k)
		} else if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: kind %v", c.name, fault.KindOf(err))
		}
	}
}

func TestGoAndWeReadTheSameNotes(t *testing.T) {
	s := signer(t, "example.com/log", note.Log, 1)
	n := note.Sign("text\n\nwith an empty line\n", noon, s)
	v, err := sumdb.NewVerifier(s.Key.String())
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := sumdb.Open(n.Bytes(), sumdb.VerifierList(v))
	if err != nil || theirs.Text != n.Text {
		t.Fatalf("Go's note reads %v, %v", theirs, err)
	}
	back, err := note.Parse(n.Bytes())
	if err != nil || back.Text != n.Text || !bytes.Equal(back.Bytes(), n.Bytes()) {
		t.Fatalf("we read %v, %v", back, err)
	}
}

// The text is the example of c2sp.org/tlog-cosignature, byte for byte.
func TestCosignatureMessage(t *testing.T) {
	s := signer(t, "witness.example.com/w1", note.Cosigner, 2)
	text := "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
	sig := s.Sign(text, time.Unix(1679315147, 0))
	message := "cosignature/v1\ntime 1679315147\n" + text
	if !ed25519.Verify(s.Key.Public, []byte(message), sig.Bytes[8:]) {
		t.Error("the cosignature is not over the message of the specification")
	}
	if want := []byte{0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb}; !bytes.Equal(sig.Bytes[:8], want) {
		t.Errorf("time %x, want %x", sig.Bytes[:8], want)
	}
}

// A time beyond 2^63-1 would be a negative one if it were taken as it stands; the witness here signs exactly that.
func TestCosignatureBeyondTime(t *testing.T) {
	w := signer(t, "w", note.Cosigner, 2)
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, 32))
	sig := binary.BigEndian.AppendUint64(nil, 1<<64-5)
	sig = append(sig, ed25519.Sign(private, []byte("cosignature/v1\ntime -5\ntext\n"))...)
	n := &note.Note{Text: "text\n", Signatures: []note.Signature{{Name: "w", KeyID: w.Key.ID, Bytes: sig}}}
	if good, err := n.Verify([]note.Key{w.Key}); err == nil {
		t.Errorf("verified: %v", good)
	}
}

func TestNotesThatAreRefused(t *testing.T) {
	good := string(note.Sign("text\n", noon, signer(t, "example.com/log", note.Log, 1)).Bytes())
	line := good[len("text\n\n"):]
	for _, c := range []struct{ name, note, where string }{
		{"empty", "", ""},
		{"no signature", "text\n\n", ""},
		{"no empty line", "text\n" + line, ""},
		{"text only", "text\n", ""},
		{"no newline at the end", strings.TrimSuffix(good, "\n"), "line 3"},
		{"a hyphen for the dash", strings.Replace(good, "—", "-", 1), "line 3"},
		{"two spaces after the name", strings.Replace(good, "log ", "log  ", 1), "line 3"},
		{"a plus in the name", strings.Replace(good, "com/", "com+", 1), "line 3"},
		{"a space of Unicode in the name", strings.Replace(good, "com/", "com\u00a0", 1), "line 3"},
		{"base64 with a stray character", strings.Replace(good, "=\n", "=x\n", 1), "line 3"},
		{"base64 with unused bits", strayBits(t, good), "line 3"},
		{"a signature of four bytes", "text\n\n— example.com/log AAAAAA==\n", "line 3"},
		{"carriage returns", strings.ReplaceAll(good, "\n", "\r\n"), "line 1"},
		{"a tab", strings.Replace(good, "text", "te\tt", 1), "line 1"},
		{"not UTF-8", strings.Replace(good, "text", "te\xfft", 1), ""},
		{"65 signatures", "text\n\n" + strings.Repeat(line, 65), "line 67"},
		{"a line that is no signature among them", "text\n\n" + line + "x\n" + line, "line 4"},
	} {
		_, err := note.Parse([]byte(c.note))
		f, ok := fault.Of(err)
		if !ok || f.Kind != fault.Invalid || f.Where != c.where {
			t.Errorf("%s: %v, want Invalid at %q", c.name, err, c.where)
		}
	}
	if _, err := note.Parse([]byte("text\n\n" + strings.Repeat(line, 64))); err != nil {
		t.Errorf("64 signatures: %v", err)
	}
}

// strayBits sets an unused bit of the signature's base64.
func strayBits(t *testing.T, n string) string {
	t.Helper()
	i := strings.LastIndex(n, "=\n")
	for n[i-1] == '=' {
		i--
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	c := strings.IndexByte(alphabet, n[i-1])
	return n[:i-1] + string(alphabet[c+1]) + n[i:]
}

func TestVerify(t *testing.T) {
	log, witness := signer(t, "example.com/log", note.Log, 1), signer(t, "w", note.Cosigner, 2)
	n := note.Sign("text\n", noon, log, witness)

	good, err := n.Verify([]note.Key{log.Key, witness.Key})
	if err != nil || len(good) != 2 || !good[0].Time.IsZero() || !good[1].Time.Equal(noon) {
		t.Errorf("both known: %v, %v", good, err)
	}
	other := signer(t, "w", note.Cosigner, 3)
	if good, err := n.Verify([]note.Key{other.Key}); err != nil || len(good) != 0 {
		t.Errorf("a key with a known name and another id is a stranger's: %v, %v", good, err)
	}
	for _, c := range []struct {
		name   string
		change func(*note.Note)
	}{
		{"the text is another", func(n *note.Note) { n.Text = "tex\n" }},
		{"the log's signature is another", func(n *note.Note) { n.Signatures[0].Bytes = make([]byte, 64) }},
		{"the log's signature is longer", func(n *note.Note) { n.Signatures[0].Bytes = append(n.Signatures[0].Bytes, 0) }},
		{"the time of the cosignature is another", func(n *note.Note) { n.Signatures[1].Bytes[7]++ }},
		{"the time of the cosignature is beyond 2^63", func(n *note.Note) { n.Signatures[1].Bytes[0] |= 0x80 }},
		{"a second line of the key does not verify", func(n *note.Note) {
			n.Add(note.Signature{Name: "w", KeyID: witness.Key.ID, Bytes: make([]byte, 72)})
		}},
	} {
		n := note.Sign("text\n", noon, log, witness)
		c.change(n)
		if good, err := n.Verify([]note.Key{log.Key, witness.Key}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, %v", c.name, good, err)
		}
	}
}

func TestCheckpointsThatAreRefused(t *testing.T) {
	root := note.EmptyRoot.String()
	for _, c := range []struct{ name, text string }{
		{"two lines", "o\n1\n"},
		{"an extension line", "o\n1\n" + root + "\nmore\n"},
		{"no newline at the end", "o\n1\n" + root},
		{"no origin", "\n1\n" + root + "\n"},
		{"a leading zero", "o\n01\n" + root + "\n"},
		{"a sign", "o\n+1\n" + root + "\n"},
		{"no digits", "o\n\n" + root + "\n"},
		{"2^53", "o\n9007199254740992\n" + root + "\n"},
		{"a short root", "o\n1\nAAAA\n"},
		{"a root without padding", "o\n1\n" + strings.TrimSuffix(root, "=") + "\n"},
		{"an empty tree with another root", "o\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"},
	} {
		if got, err := note.ParseCheckpoint(c.text); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
	for _, size := range []int64{1, note.MaxSize} {
		want := note.Checkpoint{Origin: "o", Size: size}
		if got, err := note.ParseCheckpoint(want.Text()); err != nil || got != want {
			t.Errorf("%v comes back as %v, %v", want, got, err)
		}
	}
}

func FuzzNote(f *testing.F) {
	log, witness := signer(f, "example.com/log", note.Log, 1), signer(f, "w", note.Cosigner, 2)
	f.Add(note.Sign("text\n", noon, log, witness).Bytes())
	f.Add(note.Sign(note.Checkpoint{Origin: "example.com/log", Root: note.EmptyRoot}.Text(), noon, log).Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := note.Parse(b)
		if err != nil {
			return
		}
		if !bytes.Equal(n.Bytes(), b) {
			t.Errorf("%q comes back as %q", b, n.Bytes())
		}
		n.Verify([]note.Key{log.Key, witness.Key})
		if c, err := note.ParseCheckpoint(n.Text); err == nil && c.Text() != n.Text {
			t.Errorf("the checkpoint %q comes back as %q", n.Text, c.Text())
		}
	})
}

func FuzzKey(f *testing.F) {
	f.Add(signer(f, "example.com/log", note.Log, 1).Key.String())
	f.Add(signer(f, "w", note.Cosigner, 1).Secret())
	f.Fuzz(func(t *testing.T, s string) {
		if k, err := note.ParseKey(s); err == nil && k.String() != s {
			t.Errorf("%q comes back as %q", s, k)
		}
		if k, err := note.ParseSigner(s); err == nil && k.Secret() != s {
			t.Errorf("%q comes back as %q", s, k.Secret())
		}
	})
}
