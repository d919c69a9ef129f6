package sample

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"image/png"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/ipr"
)

func TestOtherRightsAreWhole(t *testing.T) {
	kinds := map[ipr.Kind]int{}
	for _, r := range others() {
		kinds[r.kind]++
		fault := func(what string, v any) { t.Errorf("%s: %s: %v", r.id(), what, v) }
		text, err := json.Marshal(r.told)
		if err != nil || !norm.NFC.IsNormal(text) {
			fault("the record is not in normalization form C", err)
		}
		if n := r.published; !n.IsZero() && gazette(dayOf(n)) != dayOf(n) {
			fault("no gazette appears on", n)
		}
		for _, d := range []ipr.Date{r.examined, r.decided} {
			if !d.IsZero() && dayOf(d).working() != dayOf(d) {
				fault("the office is closed on", d)
			}
		}
		for i, d := range []ipr.Date{r.filed, r.published, r.examined, r.decided} {
			if next := []ipr.Date{r.published, r.examined, r.decided, {}}[i]; !next.IsZero() && next.Compare(d) <= 0 {
				fault("what follows comes before", d)
			}
		}
		for _, s := range append(r.told.IPC, r.told.CPC...) {
			if c, err := ipr.ParseIPC(s); err != nil || c.String() != s || ipr.IPCTitle(c, "vi") == "" {
				fault("a class", s)
			}
		}
		for _, d := range r.told.Designs {
			for _, s := range d.Locarno {
				if c, err := ipr.ParseLocarno(s); err != nil || c.String() != s {
					fault("a class", s)
				}
			}
		}
		if n := len(r.told.ClaimTexts); n > 0 && n != r.told.Claims {
			fault("claims", n)
		}
	}
	if kinds[ipr.Patent] < 3 || kinds[ipr.Utility] < 2 || kinds[ipr.Design] < 2 || kinds[ipr.GI] < 2 || kinds[ipr.Trademark] > 0 {
		t.Errorf("kinds %v", kinds)
	}
}

func TestPicturesAreThoseThatRecordsName(t *testing.T) {
	n := 0
	for _, a := range New(1, 200, ymd(2026, 11, 26)).Acts() {
		named := map[string]bool{}
		if a.Record != nil {
			for _, d := range a.Record.Designs {
				for _, v := range d.Views {
					named[v.Image] = true
				}
			}
		}
		for _, p := range a.Pictures {
			n++
			sum := sha256.Sum256(p)
			name := hex.EncodeToString(sum[:])
			if !named[name] {
				t.Errorf("%s: the record does not name the picture %s", a.ID, name)
			}
			delete(named, name)
			if _, err := png.Decode(bytes.NewReader(p)); err != nil {
				t.Errorf("%s: %v", a.ID, err)
			}
		}
		if len(named) > 0 {
			t.Errorf("%s: pictures are missing: %v", a.ID, named)
		}
	}
	if n != 4 {
		t.Errorf("%d pictures", n)
	}
}
