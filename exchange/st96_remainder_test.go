package exchange_test

import (
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
)

// TestCommentOfARecord tells what becomes of a comment: a remainder is laid over the record, anything else is left out.
func TestCommentOfARecord(t *testing.T) {
	doc := func(comment string) string {
		return `<GIApplication><GIData officeCode="VN" languageCode="en"><ApplicationNumber><ApplicationNumberText>1</ApplicationNumberText></ApplicationNumber>` +
			`<GINameBag><GINameText>A</GINameText></GINameBag><CommentText>` + strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(comment) + `</CommentText></GIData></GIApplication>`
	}
	for _, c := range []struct{ rule, comment, want string }{
		{"a remainder is laid over the record", `{"unplaced":{"title":"B","claims":2}}`, `{"application":{"number":"1"},"title":"B","language":"en","claims":2}`},
		{"and takes away what is not told", `{"untold":["language","x"],"unplaced":{"status":"opposed"}}`, `{"application":{"number":"1"},"status":"opposed","title":"A"}`},
		{"its texts are tidied as all are", `{"unplaced":{"title":"  Huế\u0000  &"}}`, `{"application":{"number":"1"},"title":"Huế \u0026","language":"en"}`},
	} {
		items, rep := read(t, exchange.ST96, strings.NewReader(doc(c.comment)), exchange.Options{})
		if len(items) != 1 || string(exchange.Content(items[0])) != c.want || len(rep.LeftOut) > 0 {
			t.Errorf("%s: %+v %s", c.rule, rep, exchange.Content(items[0]))
		}
	}
	for _, comment := range []string{"Checked by hand", `{"title":"B"}`, ` "unplaced"`} {
		items, rep := read(t, exchange.ST96, strings.NewReader(doc(comment)), exchange.Options{})
		if len(items) != 1 || items[0].Record.Title != "A" || rep.LeftOut["comments (no member)"] != 1 {
			t.Errorf("%s: %+v", comment, rep)
		}
	}
	for _, c := range []struct{ rule, comment, want string }{
		{"broken JSON", `{"unplaced":{"title":`, "is no JSON of ours"},
		{"a value of another kind", `{"unplaced":{"title":1}}`, "is no JSON of ours"},
		{"a status outside the list", `{"unplaced":{"status":"fine"}}`, `"fine" is no status`},
		{"a member twice", `{"unplaced":{"title":"a","title":"b"}}`, "stands twice"},
		{"too much text", `{"unplaced":{"title":"` + strings.Repeat("x", 2<<20) + `"}}`, "longer than"},
	} {
		items, rep := read(t, exchange.ST96, strings.NewReader(doc(c.comment)), exchange.Options{})
		if len(items) != 0 || rep.RefusedCount() != 1 || !strings.Contains(refusals(rep), c.want) {
			t.Errorf("%s: %d items, %.300s", c.rule, len(items), refusals(rep))
		}
	}
	_, rep := read(t, exchange.ST96, strings.NewReader(doc(`{"unplaced":{"colour":"red"}}`)), exchange.Options{})
	if rep.NotUnderstood["unplaced.colour"] != 1 {
		t.Errorf("a member that nobody knows is not counted: %+v", rep)
	}
}
