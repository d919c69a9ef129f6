package procedure_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/procedure"
)

func tokens(t testing.TB, key byte) *procedure.Tokens {
	t.Helper()
	tk, err := procedure.NewTokens(bytes.Repeat([]byte{key}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return tk
}

func TestTokenComesBackAsPeopleWriteIt(t *testing.T) {
	tk := tokens(t, 1)
	for _, id := range []int64{1, 31, 32, 1000, 1<<35 - 1} {
		token, err := tk.Token(id)
		if err != nil || len(strings.ReplaceAll(token, "-", "")) > 26 || strings.Count(token, "-") != 4 {
			t.Fatalf("%d has the token %q (%v)", id, token, err)
		}
		for name, written := range map[string]string{
			"as printed": token, "without hyphens": strings.ReplaceAll(token, "-", ""), "in small letters": strings.ToLower(token), "with spaces": " " + strings.ReplaceAll(token, "-", " ") + " ",
			"with O for zero": strings.ReplaceAll(token, "0", "O"), "with o for zero": strings.ReplaceAll(token, "0", "o"),
			"with I for one": strings.ReplaceAll(token, "1", "I"), "with l for one": strings.ReplaceAll(token, "1", "l"),
		} {
			if got, err := tk.ID(written); err != nil || got != id {
				t.Errorf("%s %s: %d, %v", name, written, got, err)
			}
		}
	}
	for _, id := range []int64{0, -1, 1 << 35, math.MaxInt64, math.MinInt64} {
		if token, err := tk.Token(id); fault.KindOf(err) != fault.Invalid {
			t.Errorf("the number %d has the token %q", id, token)
		}
	}
	if _, err := procedure.NewTokens(make([]byte, 31)); fault.KindOf(err) != fault.Invalid {
		t.Error("a short key is taken")
	}
}

func TestWrongTokenIsRefused(t *testing.T) {
	tk := tokens(t, 1)
	token, err := tk.Token(4711)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(what, token string) {
		t.Helper()
		if id, err := tk.ID(token); fault.KindOf(err) != fault.NotFound || id != 0 {
			t.Errorf("%s: %s is read as %d (%v)", what, token, id, err)
		}
	}
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	for i := range token {
		for _, c := range alphabet {
			if typo := token[:i] + string(c) + token[i+1:]; typo != token {
				refused("a typo", typo)
			}
		}
		if i > 0 && token[i] != token[i-1] && token[i] != '-' && token[i-1] != '-' {
			refused("two letters swapped", token[:i-1]+token[i:i+1]+token[i-1:i]+token[i+1:])
		}
	}
	other, err := tokens(t, 2).Token(4711)
	if err != nil {
		t.Fatal(err)
	}
	refused("a token of another office", other)
	for _, s := range []string{"", "-", "U", token[:len(token)-1], token + "0", strings.Repeat("0", 25), strings.Repeat("Z", 25), "ữ" + token, strings.Replace(token, "-", "\x00", 1), token + token} {
		refused("nonsense", s)
	}
}

// The MAC has 90 bits: tokens of other numbers share no more of it than chance gives.
func TestTokensOfNeighboursAreUnlike(t *testing.T) {
	tk := tokens(t, 3)
	seen := map[string]int64{}
	for id := int64(1); id <= 20000; id++ {
		token, err := tk.Token(id)
		if err != nil {
			t.Fatal(err)
		}
		mac := strings.ReplaceAll(token, "-", "")[7:15] // 40 of the 90 bits
		if other, ok := seen[mac]; ok {
			t.Fatalf("%d and %d have the same beginning of the MAC", id, other)
		}
		seen[mac] = id
	}
}

// The letters of a token are fixed, since papers carry them. The MAC was computed with another program:
//
//	printf 'muniment document token\n\0\0\0\0\0\0\0\1' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0101…01
func TestTokenIsFixed(t *testing.T) {
	if token, err := tokens(t, 1).Token(1); err != nil || token != "00000-01790-QE5FP-405H3-BMPYF" {
		t.Errorf("the token of document 1 is %s (%v)", token, err)
	}
}

func FuzzToken(f *testing.F) {
	tk := tokens(f, 1)
	for _, id := range []int64{1, 1 << 20} {
		token, _ := tk.Token(id)
		f.Add(token)
	}
	f.Add("00000-00000-00000-00000-00000")
	f.Add("oil-OIL uU\xff")
	f.Fuzz(func(t *testing.T, s string) {
		id, err := tk.ID(s)
		if err != nil {
			return
		}
		token, err := tk.Token(id)
		plain := strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(s))
		if err != nil || strings.ReplaceAll(token, "-", "") != plain {
			t.Errorf("%q is read as %d, whose token is %s", s, id, token)
		}
	})
}
