package exchange_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// dice makes rights by chance, the same ones for the same seed: every member that a record of the kind can have, filled
// with texts that are made to go wrong. They come as JSON Lines, so that a record is one that the register could hold.
type dice struct {
	*rand.Rand
	texts   []string
	offices []string
	n       int
}

func newDice(t testing.TB, seed uint64) *dice {
	t.Helper()
	d := &dice{Rand: rand.New(rand.NewPCG(seed, 96)), texts: hostileTexts()}
	b, err := os.ReadFile(filepath.Join(outside.Root(t), ".cache", "blns-2.0.4", "resources", "blns.json"))
	if os.IsNotExist(err) {
		t.Skip("the big list of naughty strings is not here; script/test fetches it")
	}
	var naughty []string
	if err == nil {
		err = json.Unmarshal(b, &naughty)
	}
	if err != nil || len(naughty) < 400 {
		t.Fatalf("%d naughty strings: %v", len(naughty), err)
	}
	for _, s := range naughty {
		if strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsSpace(c) && !unicode.IsControl(c) }) {
			d.texts = append(d.texts, s)
		}
	}
	for _, o := range ipr.Offices() {
		d.offices = append(d.offices, o.Code)
	}
	return d
}

// hostileTexts are texts of ours.
func hostileTexts() []string {
	const viet = "Trà Shan tuyết cổ thụ Tây Côn Lĩnh; đặc sản huyện Vị Xuyên, ữ ợ ẵ Ỹ"
	return []string{
		viet, norm.NFD.String(viet), "e\u0302\u0323 a\u0306\u0301 o\u031b\u0323", "Ａ＆Ｂ ﬁ ½ Å Å K", "한글 조합 각", "שלום abc العربية 123", "\u202eABC\u202c \u2066x\u2069 \u200f\u200e\u061c",
		"a\u200db\u200c\ufeffc\u00ad", "👩‍👩‍👧‍👦 🏳️‍🌈 🇻🇳 \U0001f9d1\U0001f3fd", "\U00020000\U0002ffff\U0010fffd", "\ufdd0\U0001fffe x \uffff\ufffe", "\ufffd", "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a", "\u0301leading",
		"<![CDATA[x]]>", "]]>", "]]&gt;", "&amp;amp; &lt;b&gt; &#0; &#x1F600; &nbsp;", "<com:ApplicationNumber>1</com:ApplicationNumber>", "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]>", "<!-- -- -->", "\"'`<>&\"", "a  b\tc\nd\re\u0085f\u2028g\u2029h\u00a0i\u3000j",
		"\x01\x02\x0b\x0c\x1b[31m\x7f\u009b31m x", "   both ends   ", "; | , : /", "0", "-1", "=1+1", "true", "null", "NaN", "2020-02-30", strings.Repeat("rất dài ", 400), strings.Repeat("x", 5000), "[ ] * * (( ))", "first; second (a; b); third", "%2F%00%", "..", "a/b\\c",
	}
}

// of is one of the values.
func of[T any](d *dice, list ...T) T { return list[d.IntN(len(list))] }

// some reports true with one chance in so many.
func (d *dice) one(in int) bool { return d.IntN(in) == 0 }

func (d *dice) text() string {
	s := of(d, d.texts...)
	if d.one(6) {
		s += " " + of(d, d.texts...)
	}
	return s
}

// maybe is a text, or none.
func (d *dice) maybe() string {
	if d.one(2) {
		return d.text()
	}
	return ""
}

func (d *dice) date() ipr.Date {
	t := ipr.Date{Year: 1883 + d.IntN(160), Month: 1 + d.IntN(12), Day: 1 + d.IntN(28)}
	switch d.IntN(12) {
	case 0:
		return ipr.Date{}
	case 1:
		t.Day = 0
	case 2:
		t.Month, t.Day = 0, 0
	case 3:
		return ipr.Date{Year: 2024, Month: 2, Day: 29}
	}
	return t
}

// number is one that an office could give, or a text in its place.
func (d *dice) number() string {
	switch d.IntN(8) {
	case 0:
		return fmt.Sprintf("4-20%02d-%05d", d.IntN(27), d.IntN(99999))
	case 1:
		return fmt.Sprintf("PCT/EP20%02d/%06d", d.IntN(27), d.IntN(999999))
	case 2:
		if s := tidied(d.text()); s != "" && len(s) <= 60 && !strings.ContainsAny(s, "\ufffd\ufffe\uffff") { // XML has no characters for these, and an id no other place
			return s
		}
	}
	return fmt.Sprint(10_000_000 + d.IntN(90_000_000))
}

// tidied is a text as an import leaves it, but for its normalization form.
func tidied(s string) string {
	s = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || c == '\u2028' || c == '\u2029' {
			return ' '
		}
		return c
	}, s)
	return norm.NFC.String(strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c == ' ' }), " "))
}

func many[T any](d *dice, most int, f func(i int) T) (list []T) {
	for i := range d.IntN(most + 1) {
		list = append(list, f(i))
	}
	return list
}

func (d *dice) language() string { return of(d, "vi", "en", "fr", "de", "ja", "zh", "") }

func (d *dice) office() string { return of(d, d.offices...) }

// right makes one right of the kind. Its number is no other's.
func (d *dice) right(kind ipr.Kind) exchange.Row {
	d.n++
	number := d.number()
	for len(number) > 80 {
		number = d.number()
	}
	id := ipr.ID{Office: ipr.Office(d.office()), Kind: kind, Number: fmt.Sprintf("%s-%d", number, d.n)}
	r := &register.Record{Application: &register.Numbered{Number: id.Number, Date: d.date()}}
	if d.one(2) {
		r.Registration = &register.Numbered{Number: d.number(), Date: d.date()}
		if d.one(8) && !r.Registration.Date.IsZero() {
			r.Registration.Number = "" // as tables have it
		}
	}
	if !d.one(5) {
		r.Status, r.StatusDate = of(d, register.Statuses()...), d.date()
		if r.Status == register.StatusUnknown || d.one(3) {
			r.StatusTold = d.text()
		}
	}
	if d.one(3) {
		r.Expiry = d.date()
	}
	roles := []ipr.Role{ipr.Applicant, ipr.Owner, ipr.Representative}
	switch kind {
	case ipr.Trademark:
		d.mark(r)
		roles = append(roles, ipr.Holder, ipr.Licensee)
	case ipr.Patent, ipr.Utility:
		d.patent(r)
		roles = append(roles, ipr.Inventor)
	case ipr.Design:
		d.design(r)
		roles = append(roles, ipr.Designer)
	case ipr.GI:
		d.indication(r)
		roles = append(roles, ipr.User)
	}
	r.Parties = many(d, 4, func(int) register.Party {
		p := register.Party{Role: of(d, roles...), Name: d.text(), Place: d.maybe()}
		if d.one(2) {
			p.Country = d.office()
		}
		return p
	})
	d.past(r)
	return exchange.Row{ID: id, Record: r}
}

// past fills what every kind has: priorities, publications, history, deadlines and related rights.
func (d *dice) past(r *register.Record) {
	office := func() string {
		if d.one(4) {
			return ""
		}
		return d.office()
	}
	r.Priorities = many(d, 2, func(int) register.Priority {
		return register.Priority{Office: office(), Number: d.number(), Date: d.date()}
	})
	r.Publications = many(d, 3, func(int) register.Publication {
		return register.Publication{Office: office(), Number: d.number(), Kind: of(d, "A", "A1", "B1", "B", "U", "opposition", "registration", ""), Date: d.date()}
	})
	r.History = many(d, 4, func(int) register.Told {
		h := register.Told{Date: d.date(), Code: of(d, "", "R.PR/A", "NWAP/I", "party-type/30", "Q10", d.text()), Text: d.maybe(), Category: of(d, "", "", "A", "F", "Q")}
		if h.Code == "" {
			h.Text = d.text()
		}
		return h
	})
	r.Deadlines = many(d, 2, func(int) register.Deadline {
		return register.Deadline{What: of(d, "opposition", "renewal", "late renewal", "non-use"), Opens: d.date(), Date: d.date(), Rule: of(d, "", "TM.renewal", d.text())}
	})
	r.Related = many(d, 2, func(int) register.Related {
		return register.Related{How: of(d, "prior", "international", "divisional", "family", "foreign application"), Office: office(), Number: d.number(), Kind: of(d, "", "", "A1"), Date: d.date()}
	})
}

func (d *dice) mark(r *register.Record) {
	if !d.one(8) {
		m := &register.Mark{Text: d.maybe(), Feature: of(d, "word", "stylized", "figurative", "combined", "3d", "sound", "colour", "motion", "other", ""), Kind: of(d, "individual", "collective", "certification", "")}
		if d.one(2) {
			m.Colours, m.Disclaimer, m.Translation, m.Transliteration, m.Description = d.maybe(), d.maybe(), d.maybe(), d.maybe(), d.maybe()
			m.Vienna = many(d, 3, func(int) string { return of(d, "26.01.03", "03.07.07", "us:26.09.21", "1.1", "05") })
		}
		if m.Text+m.Feature+m.Kind+m.Description+m.Translation != "" {
			r.Mark = m
		}
	}
	used := map[int]bool{}
	for range d.IntN(5) {
		c := register.Class{Scheme: "nice", Class: 1 + d.IntN(45)}
		if d.one(8) {
			c.Scheme, c.Class = "us", 1+d.IntN(52)
		}
		if used[c.Class] {
			continue
		}
		used[c.Class] = true
		c.Terms = many(d, 4, func(int) string { return d.text() })
		r.Classes = append(r.Classes, c)
	}
}

// wording fills title and abstract in one language and in others.
func (d *dice) wording(r *register.Record, abstract bool) {
	r.Title = d.text()
	if r.Language = d.language(); abstract {
		r.Abstract = d.maybe()
	}
	used := map[string]bool{r.Language: true, "": true}
	for range d.IntN(3) {
		w := register.Wording{Language: d.language(), Title: d.text()}
		if abstract {
			w.Abstract = d.maybe()
		}
		if r.Language != "" && !used[w.Language] {
			used[w.Language] = true
			r.Wordings = append(r.Wordings, w)
		}
	}
}

func (d *dice) patent(r *register.Record) {
	d.wording(r, true)
	if r.ClaimTexts = many(d, 4, func(int) string { return d.text() }); len(r.ClaimTexts) > 0 || d.one(3) {
		r.Claims = max(len(r.ClaimTexts), 1+d.IntN(40)*d.IntN(2))
	}
	r.IPC = many(d, 3, func(int) string { return of(d, "A01B 1/02", "H04L 9/3247", "C07D 487/04", "G06F 16/00", "B65D") })
	r.CPC = many(d, 2, func(int) string { return of(d, "A01B 1/02", "Y02E 10/50", "H04L 9/3247") })
}

func (d *dice) design(r *register.Record) {
	d.wording(r, false)
	r.Designs = many(d, 3, func(i int) register.Design {
		g := register.Design{Number: fmt.Sprint(i + 1), Title: d.maybe(), Description: d.maybe()}
		if d.one(4) {
			g.Number = d.number() + fmt.Sprint("-", i)
		}
		if d.one(3) {
			if g.Status = of(d, register.Statuses()...); g.Status == register.StatusUnknown {
				g.StatusTold = d.text()
			}
		}
		g.Locarno = many(d, 2, func(int) string { return of(d, "02-04", "06-01", "31-00", "07") })
		g.Views = many(d, 3, func(i int) register.View {
			return register.View{Label: of(d, fmt.Sprint("1.", i+1), "front", d.text()), File: of(d, "", "view.jpg", d.text()), Image: of(d, "", strings.Repeat("0a", 32))}
		})
		return g
	})
	if len(r.Designs) == 0 && d.one(2) {
		r.Classes = []register.Class{{Scheme: "locarno", Class: 1 + d.IntN(32), Subclass: 1 + d.IntN(9)}}
	}
}

func (d *dice) indication(r *register.Record) {
	r.Title, r.Language = d.text(), d.language()
	if d.one(8) {
		return
	}
	r.Indication = &register.Indication{Scheme: of(d, "PDO", "PGI", "GI", "AO", "TSG", ""), Area: d.maybe(), Feature: d.maybe(), Link: d.maybe(), Transliteration: d.maybe(), Control: d.maybe(),
		Product: many(d, 2, func(int) string { return d.text() }), Category: many(d, 2, func(int) string { return of(d, "Wine", "Class 1.3. Cheeses", d.text()) }),
		Countries: many(d, 2, func(int) string { return d.office() }), Translations: many(d, 2, func(int) string { return d.text() })}
	if g := r.Indication; g.Scheme+g.Area+g.Feature+g.Link+g.Control == "" && len(g.Product)+len(g.Category)+len(g.Countries) == 0 {
		g.Scheme = "GI"
	}
}

// rights makes so many rights of the kind, as an import of them as JSON Lines takes them.
func (d *dice) rights(t testing.TB, kind ipr.Kind, n int) []*exchange.Item {
	t.Helper()
	var lines strings.Builder
	if _, err := exchange.WriteLines(&lines, func(yield func(exchange.Row, error) bool) {
		for range n {
			if !yield(d.right(kind), nil) {
				return
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	items, rep := read(t, exchange.Lines, strings.NewReader(lines.String()), exchange.Options{})
	if len(items) != n {
		t.Fatalf("%d of %d rights can be read: %s", len(items), n, fmt.Sprint(rep.Refused))
	}
	return items
}
