package sign_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/elliptic"
	"crypto/x509"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/sign"
	"github.com/muniment/muniment/internal/fault"
)

// softToken makes a token of SoftHSM with the keys a0, a1 … in it.
func softToken(t testing.TB, pin string, keys ...crypto.Signer) sign.Token {
	t.Helper()
	tool(t, "pkcs11-tool")
	tool(t, "softhsm2-util")
	module := ""
	for _, path := range []string{"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so"} {
		if _, err := os.Stat(path); err == nil {
			module = path
		}
	}
	if module == "" {
		t.Skip("the library of SoftHSM is not installed")
	}
	folder := t.TempDir()
	settings := filepath.Join(folder, "softhsm2.conf")
	if err := os.WriteFile(settings, []byte("directories.tokendir = "+folder+"\nlog.level = ERROR\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	environment := []string{"SOFTHSM2_CONF=" + settings}
	do := func(arguments ...string) {
		c := exec.Command("softhsm2-util", arguments...)
		c.Env = append(os.Environ(), environment...)
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("softhsm2-util: %v\n%s", err, out)
		}
	}
	do("--init-token", "--free", "--label", "Văn phòng", "--so-pin", "12345678", "--pin", pin)
	for i, key := range keys {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		do("--import", write(t, "key", pemBlock("PRIVATE KEY", der)), "--token", "Văn phòng", "--label", "signs", "--id", fmt.Sprintf("a%d", i), "--pin", pin)
	}
	return sign.Token{Module: module, Label: "Văn phòng", PIN: pin, Environment: environment}
}

// put stores a certificate in the token.
func put(t testing.TB, token sign.Token, c *x509.Certificate) {
	t.Helper()
	p := exec.Command("pkcs11-tool", "--module", token.Module, "--token-label", token.Label, "--login", "--pin", "env:PIN",
		"--write-object", write(t, "c.der", c.Raw), "--type", "cert", "--label", "own", "--id", token.Key)
	p.Env = append(os.Environ(), append(token.Environment, "PIN="+token.PIN)...)
	if out, err := p.CombinedOutput(); err != nil {
		t.Fatalf("pkcs11-tool: %v\n%s", err, out)
	}
}

func TestTokenSigns(t *testing.T) {
	ctx := context.Background()
	root := issue(t, "Root", newECDSA(t, elliptic.P256()), issued{}, authority)
	owns := []issued{
		issue(t, "RSA", newRSA(t, 2048), root, nil),
		issue(t, "P-256", newECDSA(t, elliptic.P256()), root, nil),
		issue(t, "P-384", newECDSA(t, elliptic.P384()), root, nil),
	}
	token := softToken(t, "246810", owns[0].key, owns[1].key, owns[2].key)
	for i, own := range owns {
		t.Run(own.Subject.CommonName, func(t *testing.T) {
			token := token
			token.Key = fmt.Sprintf("a%d", i)
			put(t, token, own.Certificate)
			for _, certificate := range [][]byte{nil, pemOf(root.Certificate, own.Certificate)} {
				token.Certificate = certificate
				key, err := token.Open(ctx, now)
				if err != nil {
					t.Fatal(err)
				}
				if !key.Certificate.Equal(own.Certificate) || (certificate != nil) != (len(key.Chain) == 1) {
					t.Errorf("got the certificate %s and %d above", key.Certificate.Subject, len(key.Chain))
				}
				doc := paper(true)
				g, err := sign.Sign(ctx, doc, sign.Options{Key: key, At: now})
				if err != nil {
					t.Fatal(err)
				}
				if r := sign.Verify(append(doc, g.Update...), sign.Trust{Roots: pool(root.Certificate), At: now}); !r.OK() {
					t.Errorf("not valid: %s", told(r))
				}
			}
		})
	}
}

func TestTokenThatDoesNotSignIsTold(t *testing.T) {
	ctx := context.Background()
	own := issue(t, "Own", newECDSA(t, elliptic.P256()), issued{}, nil)
	another := issue(t, "Another", newECDSA(t, elliptic.P256()), issued{}, nil)
	good := softToken(t, "135790", own.key)
	good.Key, good.Certificate = "a0", pemOf(own.Certificate)
	for _, c := range []struct {
		rule   string
		change func(*sign.Token)
		kind   fault.Kind
		want   string
	}{
		{"the PIN is wrong", func(k *sign.Token) { k.PIN = "111111" }, fault.Unauthenticated, "the PIN of the token is wrong"},
		{"there is no PIN", func(k *sign.Token) { k.PIN = "" }, fault.Unauthenticated, "the token needs its PIN"},
		{"the token is away", func(k *sign.Token) { k.Label = "elsewhere" }, fault.NotFound, `the token "elsewhere"`},
		{"the key is not in it", func(k *sign.Token) { k.Key = "a7" }, fault.NotFound, `the identifier "a7"`},
		{"the key is named by a word", func(k *sign.Token) { k.Key = "office" }, fault.Invalid, "is not in hexadecimal digits"},
		{"the library is not there", func(k *sign.Token) { k.Module += ".gone" }, fault.NotFound, "the library of the token is not there"},
		{"the library is none", func(k *sign.Token) { k.Module = write(t, "library.so", []byte("none")) }, fault.Unavailable, "the token does not answer"},
		{"the program is not there", func(k *sign.Token) { k.Tool = "no-such-program" }, fault.NotFound, "the program no-such-program is not there"},
		{"the certificate is not in it", func(k *sign.Token) { k.Certificate = nil }, fault.NotFound, `the identifier "a0"`},
		{"the certificate is another's", func(k *sign.Token) { k.Certificate = pemOf(another.Certificate) }, fault.Conflict, "the key does not belong to the certificate"},
		{"the PEM file holds none", func(k *sign.Token) { k.Certificate = []byte("-----BEGIN KEY-----") }, fault.Invalid, "no certificate of a signer"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			token := good
			c.change(&token)
			key, err := token.Open(ctx, now)
			if err == nil {
				_, err = sign.Sign(ctx, paper(false), sign.Options{Key: key, At: now})
			}
			if fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v (%v), want %v: %s", err, fault.KindOf(err), c.kind, c.want)
			}
		})
	}
	t.Run("nobody waits any longer", func(t *testing.T) {
		key, err := good.Open(ctx, now)
		if err != nil {
			t.Fatal(err)
		}
		ended, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := sign.Sign(ended, paper(false), sign.Options{Key: key, At: now}); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("got %v", err)
		}
	})
}

// The program is one of our own here, which keeps what it was started with.
func TestPINIsNoArgument(t *testing.T) {
	folder := t.TempDir()
	spy := filepath.Join(folder, "spy")
	if err := os.WriteFile(spy, []byte("#!/bin/sh\necho \"$@\" >>'"+folder+"/arguments'\nenv >'"+folder+"/environment'\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("MUNIMENT_SECRET", "of ours")
	own := issue(t, "Own", newECDSA(t, elliptic.P256()), issued{}, nil)
	key, err := sign.Token{Tool: spy, Module: spy, Label: "a", Key: "0b", PIN: "864209", Certificate: pemOf(own.Certificate)}.Open(context.Background(), now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sign.Sign(context.Background(), paper(false), sign.Options{Key: key, At: now}); err == nil || strings.Contains(err.Error(), "864209") {
		t.Errorf("got %v", err)
	}
	arguments, err := os.ReadFile(filepath.Join(folder, "arguments"))
	if err != nil {
		t.Fatal(err)
	}
	environment, err := os.ReadFile(filepath.Join(folder, "environment"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(arguments, []byte("864209")) || !bytes.Contains(arguments, []byte("--pin env:MUNIMENT_TOKEN_PIN")) {
		t.Errorf("the arguments are %s", arguments)
	}
	if !bytes.Contains(environment, []byte("MUNIMENT_TOKEN_PIN=864209")) || bytes.Contains(environment, []byte("of ours")) {
		t.Errorf("the environment is %s", environment)
	}
}
