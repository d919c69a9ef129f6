package web_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
	"github.com/muniment/muniment/search"
)

// now is the time at the test's office.
var now = time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)

// office is an office in memory. Its events, leaves, trees, checkpoints and receipts are real.
type office struct {
	logs    map[register.Lane]*ledger
	events  map[ipr.ID][]register.Place
	heads   map[ipr.ID]register.Head
	policy  []byte
	blobs   map[string][]byte // by SHA-256
	desk    *desk
	failing error // every answer of the register is this error
}

// ledger is a log in memory.
type ledger struct {
	state       register.LogState
	leaves      [][]byte
	disclosures [][]string // public ones of each leaf
	sealed      []*register.Prepared
	edge        register.Edge
	hashes      [][]tlog.Hash // by tile level
	ids         []ipr.ID
}

// random is the same sequence in every run; a test needs no secret salts.
func random(seed uint64) io.Reader {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	return rand.NewChaCha8(key)
}

// newOffice makes the test's office: its own acts, a record copied from elsewhere, a filing that was opened and one that
// is still sealed, marks in many scripts and marks that would do harm.
func newOffice(t testing.TB) *office {
	t.Helper()
	o := &office{logs: map[register.Lane]*ledger{}, events: map[ipr.ID][]register.Place{}, blobs: map[string][]byte{}}
	signers := map[register.Lane]*note.Signer{}
	var policy strings.Builder
	for i, lane := range []register.Lane{register.Register, register.Library} {
		origin, err := register.NewOrigin("demo.invalid", lane, 1)
		must(t, err)
		signers[lane], err = note.GenerateSigner(origin, note.Log, random(uint64(i)))
		must(t, err)
		o.logs[lane] = &ledger{state: register.LogState{Lane: lane, Generation: 1, Origin: origin, Key: signers[lane].Key.String()}}
		policy.WriteString("log " + signers[lane].Key.String() + "\n")
	}
	var witnesses []*note.Signer
	for i := range 3 {
		w, err := note.GenerateSigner(fmt.Sprintf("witness%d.invalid", i+1), note.Cosigner, random(uint64(10+i)))
		must(t, err)
		witnesses = append(witnesses, w)
		fmt.Fprintf(&policy, "witness w%d %s\n", i+1, w.Key)
	}
	policy.WriteString("group two 2 w1 w2 w3\nquorum two\n")
	o.policy = []byte(policy.String())
	o.fill(t)
	o.heads = map[ipr.ID]register.Head{}
	for id := range o.events {
		if e, err := o.Entry(context.Background(), id); err == nil {
			o.heads[id] = e.Head(nil)
		}
	}
	for lane, l := range o.logs {
		l.state.Size = int64(len(l.leaves))
		l.state.Root = l.edge.Root()
		n := note.Sign(note.Checkpoint{Origin: l.state.Origin, Size: l.state.Size, Root: l.state.Root}.Text(), now.Add(-40*time.Second), append([]*note.Signer{signers[lane]}, witnesses[:2]...)...)
		l.state.Note, l.state.SignedAt = n.Bytes(), now.Add(-40*time.Second)
		l.state.Witnessed, l.state.WitnessedSize, l.state.WitnessedAt = l.state.Note, l.state.Size, l.state.SignedAt
	}
	o.desk = newDesk(t, o.blobs)
	return o
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// act appends an event at a time and gives its place.
func (o *office) act(t testing.TB, at time.Time, e register.Event) register.Place {
	t.Helper()
	l := o.logs[e.Lane]
	seq := int64(len(l.leaves))
	p, err := register.Prepare(e, l.state.Origin, random(uint64(1000+seq)+uint64(len(e.Lane))<<32))
	must(t, err)
	leaf := p.Leaf(l.state.Origin, seq, at)
	l.leaves = append(l.leaves, leaf)
	l.ids = append(l.ids, e.Entry)
	l.sealed = append(l.sealed, p)
	var public []string
	for _, d := range p.Disclosure {
		if d.Class == register.Public {
			public = append(public, d.Text)
		}
	}
	l.disclosures = append(l.disclosures, public)
	h := register.LeafHash(leaf)
	l.put(0, h)
	l.edge.Add(h, func(full register.Tile) { l.put(full.Level+1, full.Root) })
	place := register.Place{Lane: e.Lane, Generation: 1, Seq: seq}
	if !e.Entry.IsZero() {
		o.events[e.Entry] = append(o.events[e.Entry], place)
	}
	return place
}

func (l *ledger) put(level int, h tlog.Hash) {
	for len(l.hashes) <= level {
		l.hashes = append(l.hashes, nil)
	}
	l.hashes[level] = append(l.hashes[level], h)
}

// open makes everything sealed of an event public.
func (o *office) open(p register.Place) {
	l := o.logs[p.Lane]
	l.disclosures[p.Seq] = nil
	for _, d := range l.sealed[p.Seq].Disclosure {
		if d.Class != register.Closed {
			l.disclosures[p.Seq] = append(l.disclosures[p.Seq], d.Text)
		}
	}
}

// Find gives the entries that an address can mean.
func (o *office) Find(_ context.Context, id ipr.ID) ([]ipr.ID, error) {
	if o.failing != nil {
		return nil, o.failing
	}
	var found []ipr.ID
	for have, h := range o.heads {
		if have.Office != id.Office || have.Kind != id.Kind {
			continue
		}
		if id.Of != ipr.RegistrationNumber && have.Number == id.Number || id.Of != ipr.ApplicationNumber && h.Registration == id.Number {
			found = append(found, have)
		}
	}
	slices.SortFunc(found, func(a, b ipr.ID) int { return strings.Compare(a.String(), b.String()) })
	return found, nil
}

func (o *office) Entry(_ context.Context, id ipr.ID) (*register.Entry, error) {
	if o.failing != nil {
		return nil, o.failing
	}
	id.Of = ipr.AnyNumber
	var sights []register.Sight
	for _, p := range o.events[id] {
		l := o.logs[p.Lane]
		sights = append(sights, register.Sight{Lane: p.Lane, Generation: p.Generation, Seq: p.Seq, Leaf: l.leaves[p.Seq], Disclosures: l.disclosures[p.Seq]})
	}
	e, err := register.Fold(id, sights)
	if err != nil {
		return nil, err
	}
	if !e.Shown() {
		return nil, fault.New(fault.NotFound, "there is no %s in the register", id)
	}
	return e, nil
}

func (o *office) Heads(_ context.Context, ids []ipr.ID) (map[ipr.ID]register.Head, error) {
	if o.failing != nil {
		return nil, o.failing
	}
	heads := map[ipr.ID]register.Head{}
	for _, id := range ids {
		if h, ok := o.heads[id]; ok {
			heads[id] = h
		}
	}
	return heads, nil
}

func (o *office) OpenBlob(_ context.Context, name string) (io.ReadCloser, error) {
	if b, ok := o.blobs[name]; ok {
		return io.NopCloser(bytes.NewReader(b)), nil
	}
	return nil, fault.New(fault.NotFound, "there is no file %s", name)
}

func (o *office) Recent(_ context.Context, n int) ([]web.Recent, error) {
	if o.failing != nil {
		return nil, o.failing
	}
	var list []web.Recent
	l := o.logs[register.Register]
	for seq := len(l.leaves) - 1; seq >= 0 && len(list) < n; seq-- {
		if len(l.disclosures[seq]) == 0 || l.ids[seq].IsZero() {
			continue
		}
		s := register.Sight{Lane: register.Register, Generation: 1, Seq: int64(seq), Leaf: l.leaves[seq], Disclosures: l.disclosures[seq]}
		h, err := s.Happening()
		if err != nil {
			return nil, err
		}
		list = append(list, web.Recent{Happening: h, ID: l.ids[seq], Mark: o.heads[l.ids[seq]].Mark})
	}
	return list, nil
}

func (o *office) Count(context.Context) (web.Count, error) {
	return web.Count{Entries: 50412, Copies: 11}, o.failing
}

func (o *office) Logs(context.Context) ([]register.LogState, error) {
	if o.failing != nil {
		return nil, o.failing
	}
	return []register.LogState{o.logs[register.Register].state, o.logs[register.Library].state}, nil
}

func (o *office) Policy(context.Context) ([]byte, error) {
	if o.policy == nil {
		return nil, fault.New(fault.NotFound, "the office has published no policy")
	}
	return o.policy, nil
}

func (o *office) Tile(_ context.Context, lane register.Lane, _, level int, n int64, width int) ([]byte, error) {
	return o.logs[lane].tile(level, n, width)
}

func (l *ledger) tile(level int, n int64, width int) ([]byte, error) {
	var b []byte
	for _, h := range l.hashes[level][n*256 : n*256+int64(width)] {
		b = append(b, h[:]...)
	}
	return b, nil
}

func (o *office) Leaves(_ context.Context, lane register.Lane, _ int, n int64, width int) ([][]byte, error) {
	return o.logs[lane].leaves[n*256 : n*256+int64(width)], nil
}

func (o *office) Disclosures(_ context.Context, lane register.Lane, _ int, n int64) ([]web.Disclosed, error) {
	l := o.logs[lane]
	var list []web.Disclosed
	for seq := n * 256; seq < min(int64(len(l.leaves)), (n+1)*256); seq++ {
		if len(l.disclosures[seq]) > 0 {
			list = append(list, web.Disclosed{Disclosures: l.disclosures[seq], Seq: seq})
		}
	}
	return list, nil
}

func (o *office) Receipt(_ context.Context, lane register.Lane, _ int, seq int64) ([]byte, error) {
	l := o.logs[lane]
	if len(l.disclosures[seq]) == 0 {
		return nil, fault.New(fault.NotFound, "there is no public act %d in the log %s/%d", seq, lane, 1)
	}
	hashes, err := register.TileReader(l.tile).Inclusion(l.state.Size, seq)
	if err != nil {
		return nil, err
	}
	r := register.Receipt{Leaf: l.leaves[seq], Disclosures: l.disclosures[seq], Proof: note.Proof{Index: seq, Hashes: hashes, Note: l.state.Note}.String()}
	return r.Bytes(), nil
}

func (o *office) Refresh(_ context.Context, receipt []byte) ([]byte, error) {
	if _, err := register.ParseReceipt(receipt); err != nil {
		return nil, err
	}
	return nil, fault.New(fault.Unavailable, "there is no newer witnessed checkpoint yet")
}

func (o *office) Verify(_ context.Context, receipt []byte) (web.Verdict, error) {
	v, err := register.VerifyReceipt(receipt, o.policy, register.VerifyOptions{Now: now})
	if err != nil {
		return web.Verdict{Refused: err}, nil
	}
	out := web.Verdict{Lane: v.Lane, Origin: v.Origin, Seq: v.Seq, Received: v.ReceivedAt.Format(register.TimeLayout), Size: v.Size, Root: v.Root, Witnessed: v.Witnessed, Witnesses: v.Of, Quorum: v.Quorum, Met: v.Met, Ahead: v.ClockAhead}
	for _, d := range v.Disclosed {
		text := string(d.Value)
		_ = json.Unmarshal(d.Value, &text) // what is no string stays as it is
		switch d.Name {
		case "id":
			out.ID = text
		case "act":
			out.Act = text
		default:
			out.Shown = append(out.Shown, web.Shown{Name: d.Name, Value: text})
		}
	}
	return out, nil
}

// why is the sentence of a likeness.
type why string

func (w why) In(l locale.Lang) string {
	if l == locale.Vi {
		return "Giống ở: " + string(w) + "."
	}
	return "Alike in: " + string(w) + "."
}

// Search finds marks that share their first two letters with the query, or all of it; enough to show every part of a
// page of results.
func (o *office) Search(_ context.Context, q web.Query) (web.Result, error) {
	if o.failing != nil {
		return web.Result{}, o.failing
	}
	l := o.logs[register.Register].state
	res := web.Result{Normalised: strings.ToLower(q.Text), Marks: 50412, Corpus: web.Corpus{Origin: l.Origin, Size: l.Size, Root: l.Root}, Took: 14200 * time.Microsecond}
	for id, h := range o.heads {
		if id.Kind != ipr.Trademark || q.Phase != "" && q.Phase != h.Status.Phase() {
			continue
		}
		spans := web.Alike(q.Text, h.Mark)
		same := 0
		for _, s := range spans {
			same += s[1] - s[0]
		}
		if len(q.Classes) > 0 && !slices.ContainsFunc(h.Classes, func(c int) bool { return slices.Contains(q.Classes, c) }) {
			continue
		}
		score := float64(same) / float64(max(1, len(h.Mark), len(q.Text)))
		hit := web.Hit{ID: id, Mark: h.Mark, Score: score, Word: score, Sound: min(1, score+0.05), Look: score * 0.9, Why: why(h.Mark)}
		switch {
		case strings.EqualFold(h.Mark, q.Text):
			hit.Score, hit.Word, hit.Sound, hit.Look, hit.Band = 1, 1, 1, 1, "identical"
		case score > 0.6:
			hit.Band = "very close"
		case score > 0.2:
			hit.Band = "worth a look"
		default:
			continue
		}
		res.Hits = append(res.Hits, hit)
	}
	slices.SortFunc(res.Hits, func(a, b web.Hit) int {
		if a.Score != b.Score {
			return int((b.Score - a.Score) * 1e6)
		}
		return strings.Compare(a.ID.String(), b.ID.String())
	})
	if len(res.Hits) > q.Limit {
		res.Hits, res.More = res.Hits[:q.Limit], true
	}
	return res, nil
}

// Rights finds rights with the index that the program uses.
func (o *office) Rights(ctx context.Context, q web.RightsQuery) (web.RightsResult, error) {
	if o.failing != nil {
		return web.RightsResult{}, o.failing
	}
	l := o.logs[register.Register].state
	x := search.NewTitles()
	for id, h := range o.heads {
		if id.Kind == ipr.Trademark {
			continue
		}
		t := search.Title{ID: id.String(), Texts: append([]string{h.Mark}, h.Names...), Phase: map[string]search.Phase{"pending": search.Pending, "live": search.Live, "dead": search.Dead}[h.Status.Phase()]}
		for _, n := range append(h.Documents, id.Number, h.Registration) {
			k, _ := search.NumberKey(n)
			t.Keys = append(t.Keys, k)
		}
		for _, c := range h.Symbols {
			k, _ := search.ClassKey(c)
			t.Keys = append(t.Keys, k)
		}
		if err := x.Change([]search.Title{t}, nil, nil); err != nil {
			return web.RightsResult{}, err
		}
	}
	res := web.RightsResult{Rights: int64(x.Len()), Corpus: web.Corpus{Origin: l.Origin, Size: l.Size, Root: l.Root}, Took: 1300 * time.Microsecond}
	ask := search.TitleQuery{Limit: q.Limit, Phases: map[string][]search.Phase{"live": {search.Live}}[q.Phase]}
	if q.Kind != "" {
		ask.Kinds = []ipr.Kind{q.Kind}
	}
	list := func(ask search.TitleQuery) (f web.FoundRights) {
		r, err := x.Search(ctx, ask)
		if err != nil {
			return f
		}
		f.Total = r.Total
		for _, id := range r.IDs {
			f.IDs = append(f.IDs, right(id))
		}
		return f
	}
	byNumber, byClass, byWords := ask, ask, ask
	if byNumber.Key, _ = search.NumberKey(q.Text); byNumber.Key != "" {
		res.Numbers = list(byNumber).IDs
	}
	if byClass.Key, byClass.Open = search.ClassKey(q.Text); byClass.Key != "" {
		res.Class, res.ByClass = q.Text, list(byClass)
	}
	byWords.Text = q.Text
	res.ByWords = list(byWords)
	return res, nil
}

// site makes a site of the office.
func (o *office) site() *web.Site {
	return &web.Site{
		Office: web.Office{
			Name: map[locale.Lang]string{locale.Vi: "Văn phòng mẫu", locale.En: "Sample Office"}, Code: "VN", Zone: time.FixedZone("", 7*3600), Sample: true,
			Guide: &web.Guide{Search: "van hac", Entry: tm("4-2023-21877")}, Try: []string{"vân hạc", "МОСКВА", "サントウ", "4-2023-21877"},
		},
		Register: o, Log: o, Search: o, Receipts: o, Documents: o.desk, Clock: func() time.Time { return now }, Logger: slog.New(slog.DiscardHandler), BaseURL: "https://register.example",
	}
}

func (o *office) handler(t testing.TB) http.Handler {
	t.Helper()
	s := o.site()
	s.Logger = slog.New(slog.NewTextHandler(t.Output(), nil))
	h, err := s.Handler()
	must(t, err)
	return h
}

func tm(number string) ipr.ID { return ipr.ID{Office: "VN", Kind: ipr.Trademark, Number: number} }

func date(s string) ipr.Date {
	d, err := ipr.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func noon(s string) time.Time {
	d := date(s)
	return time.Date(d.Year, time.Month(d.Month), d.Day, 5, 0, 0, 0, time.UTC)
}

// harm is what a mark can hold: markup, quotes, direction overrides, a very long word.
const harm = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>&amp; ` + "\u202eevil\u202c \u2066x\u2069"

func (o *office) fill(t testing.TB) {
	own := func(id ipr.ID, day, act string, r *register.Record, more ...register.Field) register.Place {
		e := register.Event{Lane: register.Register, Entry: id, Act: act, Field: []register.Field{{Name: "effective", Value: date(day)}}}
		if r != nil {
			e.Field = append(e.Field, register.Field{Name: "record", Value: r})
		}
		e.Field = append(e.Field, more...)
		return o.act(t, noon(day), e)
	}
	o.crane(t, own)
	simple := func(number, day string, status register.Status, mark, owner string, classes ...int) {
		r := &register.Record{Application: &register.Numbered{Number: number, Date: date(day)}, Status: status, Mark: &register.Mark{Text: mark, Feature: "word"}, Parties: []register.Party{{Role: ipr.Applicant, Name: owner, Country: "VN"}}}
		for _, c := range classes {
			r.Classes = append(r.Classes, register.Class{Scheme: "nice", Class: c, Terms: []string{"chè", "bánh kẹo"}})
		}
		own(tm(number), day, "file", r)
	}
	simple("4-2026-18044", "2026-05-04", register.StatusExamined, "VАN HАC", "Công ty TNHH Bến Lá", 43)
	simple("4-2024-03315", "2024-02-01", register.StatusRegistered, "VÂN HẠT", "Hộ kinh doanh Lò Thị Mẩy", 30, 31)
	simple("4-2025-40102", "2025-10-01", register.StatusPublished, "ヴァン ハク", "Nhà hàng Bờ Đá", 43)
	simple("4-2025-40103", "2025-10-01", register.StatusOpposed, "ВАН ХАК", "ООО «Ромашка»", 30)
	simple("4-2025-40104", "2025-10-02", register.StatusRefused, "نور الشرق", "شركة النور", 30)
	simple("4-2025-40105", "2025-10-02", register.StatusWithdrawn, "云鹤", "云南茶叶公司", 30)
	simple("4-2025-40106", "2025-10-03", register.StatusFiled, harm, "O’Brien & Søn <b>", 9)
	simple("4-2025-40107", "2025-10-03", "", strings.Repeat("Llanfairpwllgwyngyll", 12), strings.Repeat("W", 180), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45)
	simple("4-2020-00001", "2020-01-02", register.StatusCancelled, "HẠC VÂN", "Trà Suối Ngà", 30, 32)
	own(tm("4-2019-00009"), "2019-01-02", "file", &register.Record{Mark: &register.Mark{Feature: "figurative", Description: "Con hạc giữa mây", Vienna: []string{"03.07.07"}}, Registration: &register.Numbered{Number: "4-2020-00001"}, Status: register.StatusRegistered})
	own(tm("4-2019-00010"), "2019-02-02", "x-rays", nil, register.Field{Name: "actor", Value: []string{"Điều tra viên", "A & B"}}, register.Field{Name: "corrects", Value: json.RawMessage(`[[0,"` + strings.Repeat("A", 43) + `"]]`)})
	own(ipr.ID{Office: "VN", Kind: ipr.Patent, Number: "1-2024-00077"}, "2024-03-01", "file", &register.Record{
		Application: &register.Numbered{Number: "1-2024-00077", Date: date("2024-03-01")}, Status: register.StatusPublished, Title: "Máy sấy chè bằng hơi nước", Abstract: strings.Repeat("Máy sấy chè dùng hơi nước quá nhiệt. ", 20), Claims: 12, IPC: []string{"A23F 3/06"},
		Parties: []register.Party{{Role: ipr.Inventor, Name: "Lò Văn Sín"}, {Role: "guardian", Name: "Ẩn danh"}}, Priorities: []register.Priority{{Office: "JP", Number: "2023-12345", Date: date("2023-03-02")}}, Publications: []register.Publication{{Office: "VN", Number: "99", Kind: "A", Date: date("2025-03-25")}, {Kind: "B1"}},
		Related: []register.Related{{How: "divisional", Office: "VN", Number: "1-2023-1"}, {How: "cousin", Number: "7"}},
	})
	own(ipr.ID{Office: "VN", Kind: ipr.Design, Number: "3-2024-00012"}, "2024-03-02", "file", &register.Record{Title: "Ấm rót hai vòi", Status: register.StatusFiled, Classes: []register.Class{{Scheme: "locarno", Class: 7}}})
	o.others(t, own)
	o.act(t, noon("2026-11-20"), register.Event{Lane: register.Register, Entry: tm("4-2026-99999"), Act: "file", Class: register.Sealed, Opens: "publish", Field: []register.Field{{Name: "record", Value: &register.Record{Mark: &register.Mark{Text: "STILL SEALED"}}}}})
	o.copies(t)
}

// crane is the life of one mark: a filing under seal, its publication, registration, a change of address, a licence.
func (o *office) crane(t testing.TB, own func(ipr.ID, string, string, *register.Record, ...register.Field) register.Place) {
	id := tm("4-2023-21877")
	sum := sha256.Sum256([]byte("mẫu nhãn hiệu"))
	filed := o.act(t, noon("2023-06-14"), register.Event{Lane: register.Register, Entry: id, Act: "file", Class: register.Sealed, Opens: "publish", Field: []register.Field{
		{Name: "effective", Value: date("2023-06-14")}, {Name: "actor", Value: []string{"Lò Văn Sín"}},
		{Name: "documents", Value: []register.Document{{Name: "mẫu nhãn hiệu.pdf", Pages: 1, SHA256: fmt.Sprintf("%x", sum), Size: 81234}}},
		{Name: "record", Value: &register.Record{
			Application: &register.Numbered{Number: "4-2023-21877", Date: date("2023-06-14")}, Status: register.StatusFiled,
			Mark:    &register.Mark{Text: "VÂN HẠC", Feature: "word", Kind: "individual", Translation: "con hạc trong mây", Colours: "đỏ, trắng", Disclaimer: "VÂN"},
			Parties: []register.Party{{Role: ipr.Applicant, Name: "Hợp tác xã Chè cổ thụ Nậm Sương", Country: "VN", Place: "xã Nậm Sương, tỉnh Tuyên Quang"}, {Role: ipr.Representative, Name: "Văn phòng Luật Đồng Giấy", Country: "VN"}},
			Classes: []register.Class{{Scheme: "nice", Class: 30, Terms: []string{"Chè shan tuyết", "chè xanh", "chè đen", "chè lên men", "trà thảo mộc, không dùng cho y tế", "đồ uống trên cơ sở chè", "bánh chè", "kẹo chè"}}, {Scheme: "nice", Class: 35, Terms: []string{"Bán lẻ chè", "bán lẻ ấm chén", "trưng bày sản phẩm chè"}}},
		}},
		{Name: "private.contact", Value: "0123", Class: register.Closed},
	}})
	own(id, "2023-08-25", "publish", &register.Record{Status: register.StatusPublished, Publications: []register.Publication{{Office: "VN", Number: "425A", Kind: "application", Date: date("2023-08-25")}}})
	o.open(filed)
	own(id, "2024-11-20", "register", &register.Record{
		Status: register.StatusRegistered, StatusDate: date("2024-11-20"), Registration: &register.Numbered{Number: "4-0482216", Date: date("2024-11-20")}, Expiry: date("2033-06-14"),
		Parties: []register.Party{{Role: ipr.Owner, Name: "Hợp tác xã Chè cổ thụ Nậm Sương", Country: "VN", Place: "xã Nậm Sương, tỉnh Tuyên Quang"}, {Role: ipr.Representative, Name: "Văn phòng Luật Đồng Giấy", Country: "VN"}},
		Deadlines: []register.Deadline{
			{What: "opposition", Opens: date("2023-08-25"), Date: date("2024-01-25"), Rule: "TM.opposition"}, {What: "renewal", Opens: date("2032-12-14"), Date: date("2033-06-14"), Rule: "TM.renewal"},
			{What: "late renewal", Opens: date("2033-06-15"), Date: date("2033-12-14"), Rule: "TM.renewal"}, {What: "non-use", Opens: date("2029-11-20")}, {What: "tithe"},
		},
	}, register.Field{Name: "rule", Value: "TM.term"})
	own(id, "2025-07-02", "address", nil)
	own(id, "2026-11-20", "license", &register.Record{Parties: []register.Party{{Role: ipr.Owner, Name: "Hợp tác xã Chè cổ thụ Nậm Sương", Country: "VN", Place: "xã Nậm Sương, tỉnh Tuyên Quang"}, {Role: ipr.Representative, Name: "Văn phòng Luật Đồng Giấy", Country: "VN"}, {Role: ipr.Licensee, Name: "Quán Mây Thấp"}}})
}

// copies fills the library: a real form of an American record, one with as little as possible, and many more so that
// the tree has more than one tile.
func (o *office) copies(t testing.TB) {
	document := fmt.Sprintf("%x", sha256.Sum256([]byte("daily file")))
	take := func(number string, r *register.Record, g register.Ground) {
		o.act(t, noon("2026-10-01"), register.Event{Lane: register.Library, Entry: ipr.ID{Office: "US", Kind: ipr.Trademark, Number: number}, Act: "import", Field: []register.Field{{Name: "ground", Value: g}, {Name: "record", Value: r}}})
	}
	take("88123456", &register.Record{
		Application: &register.Numbered{Number: "88123456", Date: date("2018-09-20")}, Status: register.StatusUnknown, StatusTold: "641 – NON-FINAL ACTION <MAILED>", Mark: &register.Mark{Text: "VAN HACK", Feature: "stylized", Transliteration: "van hak"},
		Parties: []register.Party{{Role: ipr.Applicant, Name: "Van Hack, Inc.", Country: "US"}}, Classes: []register.Class{{Scheme: "nice", Class: 9}, {Scheme: "us", Class: 21}},
		History: []register.Told{{Date: date("2018-09-24"), Code: "NWAP", Text: "NEW APPLICATION ENTERED", Category: "A"}, {Date: ipr.Date{Year: 2019, Month: 1}, Code: "CNRT"}, {Text: "no date"}},
	}, register.Ground{Document: document, Record: 30, Version: date("2019-01-30")})
	take("73000001", &register.Record{Status: register.StatusExpired, Mark: &register.Mark{Text: "OLD HACK"}}, register.Ground{Document: document})
	take("73000002", &register.Record{Status: register.StatusRegistered, Mark: &register.Mark{Text: "PAST HACK"}, Expiry: date("2020-01-01")}, register.Ground{Document: document})
	for i := range 694 {
		take(fmt.Sprintf("9%07d", i), &register.Record{Status: register.StatusRegistered, Mark: &register.Mark{Text: fmt.Sprintf("FILLER %d", i)}}, register.Ground{Document: document, Record: int64(i)})
	}
}
