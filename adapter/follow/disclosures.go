package follow

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// batch is how many bundles are fetched before they are verified.
const batch = 16

// mirror takes over what is new: leaves in batches, each with what is served of it, and then what the new events say of
// older ones.
func (w *run) mirror(ctx context.Context) error {
	first, end := w.was.Size/note.TileWidth, (w.now.Size+note.TileWidth-1)/note.TileWidth
	if w.now.Size == w.was.Size {
		first = end
	}
	var last time.Time
	if w.Received != "" {
		var err error
		if last, err = register.ParseTime(w.Received); err != nil {
			return fault.New(fault.Internal, "the mirror's state is damaged").At("state.json").Because(err)
		}
	}
	v := &verification{run: w, last: last}
	for n := first; n < end; n += batch {
		to := min(n+batch, end) - 1
		bundles, err := w.leaf.fetch(ctx, n, to)
		if err != nil {
			return err
		}
		served, err := w.served(ctx, between(n, to))
		if err != nil {
			return err
		}
		for i, leaves := range bundles {
			if err := v.bundle(n+int64(i), leaves, served[i]); err != nil {
				return err
			}
		}
		if w.Progress != nil {
			w.Progress(min((to+1)*note.TileWidth, w.now.Size), w.now.Size)
		}
	}
	if err := v.older(ctx, first); err != nil {
		return err
	}
	if err := v.answer(ctx); err != nil {
		return err
	}
	if !v.last.IsZero() {
		w.Received = stamp(v.last)
	}
	return nil
}

func between(first, last int64) []int64 {
	var n []int64
	for ; first <= last; first++ {
		n = append(n, first)
	}
	return n
}

// served fetches what the log discloses of bundles.
func (w *run) served(ctx context.Context, bundles []int64) ([][]byte, error) {
	got := make([][]byte, len(bundles))
	return got, all(ctx, len(bundles), func(ctx context.Context, i int) error {
		var err error
		got[i], err = w.remote.get(ctx, disclosurePath(bundles[i]), maxDisclosure)
		return err
	})
}

func disclosurePath(bundle int64) string { return "disclosure/" + note.FormatN(bundle) }

// shown is what the log serves of one leaf.
type shown struct {
	seq         int64
	disclosures []string
}

// parseShown reads the lines of a bundle of disclosures strictly: in ascending order of seq, within the bundle, none empty,
// in canonical JSON.
func parseShown(bundle int64, b []byte) ([]shown, error) {
	bad := func(i int) error {
		return fault.New(fault.Invalid, "this is not a line of disclosures").At(disclosurePath(bundle) + ", line " + strconv.Itoa(i+1))
	}
	var all []shown
	for i := 0; len(b) > 0; i++ {
		line, rest, ok := bytes.Cut(b, []byte("\n"))
		var l struct {
			Disclosures []string `json:"disclosures"`
			Seq         int64    `json:"seq"`
		}
		if !ok || json.Unmarshal(line, &l) != nil || len(l.Disclosures) == 0 || l.Seq/note.TileWidth != bundle || l.Seq < 0 ||
			len(all) > 0 && l.Seq <= all[len(all)-1].seq {
			return nil, bad(i)
		}
		if again, err := json.Marshal(l); err != nil || !bytes.Equal(again, line) {
			return nil, bad(i)
		}
		all = append(all, shown{l.Seq, l.Disclosures})
		b = rest
	}
	return all, nil
}

// verification holds what is served against the leaves and the events.
type verification struct {
	*run
	last     time.Time // received_at of the last leaf read
	question []question
	opened   []register.Reference // named by the new events
	erased   []register.Reference
}

// bundle verifies new leaves, those among them that were mirrored before too, with what is served of them.
func (v *verification) bundle(n int64, leaves [][]byte, served []byte) error {
	lines, err := parseShown(n, served)
	if err != nil {
		return err
	}
	return v.disclosed(n, leaves, lines, func(seq int64) bool { return seq >= v.was.Size })
}

// leafInPlace checks what a leaf says of its place in the log.
func (v *verification) leafInPlace(l *register.Leaf, seq int64) error {
	switch {
	case l.Origin != v.now.Origin:
		return fault.New(fault.Invalid, "the leaf says that it is of the log %s", l.Origin)
	case l.Seq != seq:
		return fault.New(fault.Invalid, "the leaf says that its number is %d", l.Seq)
	case seq >= v.was.Size && l.ReceivedAt.Before(v.last):
		return fault.New(fault.Invalid, "the leaf was received before the one in front of it")
	}
	if seq >= v.was.Size {
		v.last = l.ReceivedAt
	}
	return nil
}

// disclosed verifies leaves and what is served of them, and keeps that; lines of leaves beyond the mirrored size are passed
// over. References are taken from events that fresh says are new.
func (v *verification) disclosed(n int64, leaves [][]byte, lines []shown, fresh func(seq int64) bool) error {
	var keep bytes.Buffer
	silent := silentLeave{}
	for i, data := range leaves {
		seq := n*note.TileWidth + int64(i)
		var disclosures []string
		if len(lines) > 0 && lines[0].seq == seq {
			disclosures, lines = lines[0].disclosures, lines[1:]
		}
		seen, err := register.ParseEvent(data, disclosures)
		if err == nil {
			err = v.leafInPlace(seen.Leaf, seq)
		}
		if err == nil {
			err = v.event(seen, disclosures, fresh(seq))
		}
		if err != nil {
			return within("leaf "+strconv.FormatInt(seq, 10), err)
		}
		if len(disclosures) == 0 {
			if silent.Count++; silent.Count == 1 {
				silent.Since = stamp(seen.Leaf.ReceivedAt)
			}
			continue
		}
		line, err := json.Marshal(struct {
			Disclosures []string `json:"disclosures"`
			Seq         int64    `json:"seq"`
		}{disclosures, seq})
		if err != nil {
			return fault.New(fault.Internal, "what is served cannot be kept").Because(err)
		}
		keep.Write(append(line, '\n'))
	}
	delete(v.Silent, n)
	if silent.Count > 0 {
		v.Silent[n] = silent
	}
	return v.folder.write(disclosurePath(n), keep.Bytes())
}

// event notes what is odd about what is served of an event, and what the event says of others.
func (v *verification) event(seen *register.Seen, served []string, fresh bool) error {
	digests := map[string]bool{}
	for _, d := range served {
		digests[register.Digest(d)] = true
	}
	if len(served) > 0 {
		id, _ := seen.Row("id")
		for _, d := range served {
			if digest := register.Digest(d); !rowOf(seen, digest) { // the manifest, which shares the fate of id
				v.look(seen.Leaf.Seq, register.Row{Name: "manifest", Digest: digest, Class: id.Class}, true)
			}
		}
	}
	for _, row := range seen.Manifest {
		if row.Class == register.Closed && digests[row.Digest] {
			return fault.New(fault.Invalid, "the field %s is closed, but served", row.Name)
		}
		v.look(seen.Leaf.Seq, row, digests[row.Digest])
	}
	if !fresh {
		return nil
	}
	for _, d := range seen.Revealed {
		for _, r := range d.References() {
			if r.Origin != "" {
				continue
			}
			if err := v.refers(r); err != nil {
				return within(d.Name, err)
			}
			switch d.Name {
			case "record.opens":
				v.opened = append(v.opened, r)
				v.Opened[r.Seq] = addOnce(v.Opened[r.Seq], r.Digest)
			case "record.erases":
				v.erased = append(v.erased, r)
				v.Erased[r.Seq] = addOnce(v.Erased[r.Seq], r.Digest)
			}
		}
	}
	return nil
}

func rowOf(s *register.Seen, digest string) bool {
	return slices.ContainsFunc(s.Manifest, func(r register.Row) bool { return r.Digest == digest })
}

func addOnce(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// look asks a question where class and being served do not go together. It is answered when all events are known.
func (v *verification) look(seq int64, row register.Row, served bool) {
	q := question{Seq: seq, Name: row.Name, Digest: row.Digest}
	switch {
	case row.Class == register.Sealed && served:
		q.Why = unopened
	case row.Class == register.Public && !served:
		q.Why = withheld
	default:
		return
	}
	v.question = append(v.question, q)
}

// refers checks that what is referred to exists.
func (v *verification) refers(r register.Reference) error {
	data, err := v.leaf.at(r.Seq)
	if err != nil {
		return err
	}
	l, err := register.ParseLeaf(data)
	if err != nil {
		return err
	}
	if !l.Has(r.Digest) {
		return fault.New(fault.Invalid, "the event refers to a digest that leaf %d has not", r.Seq)
	}
	return nil
}

// older looks again at bundles below first that new events or open questions are about.
func (v *verification) older(ctx context.Context, first int64) error {
	again := map[int64]bool{}
	for _, r := range append(slices.Clone(v.opened), v.erased...) {
		again[r.Seq/note.TileWidth] = true
	}
	for _, q := range v.Pending {
		again[q.Seq/note.TileWidth] = true
	}
	var list []int64
	for n := range again {
		if n < first {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	for part := range slices.Chunk(list, batch) {
		served, err := v.served(ctx, part)
		if err != nil {
			return err
		}
		for i, n := range part {
			lines, err := parseShown(n, served[i])
			if err != nil {
				return err
			}
			t, _ := note.TileOf(note.Entries, n, v.now.Size)
			leaves, err := readBundle(v.folder, t)
			if err != nil {
				return err
			}
			if err := v.disclosed(n, leaves, lines, func(int64) bool { return false }); err != nil {
				return err
			}
		}
	}
	return v.named()
}

// named looks whether what new events name is served: opened fields must be, erased ones must not. A field that was withheld
// in the run before is asked about again.
func (v *verification) named() error {
	type naming struct {
		question
		erased bool
	}
	var all []naming
	for _, r := range v.opened {
		all = append(all, naming{question{Why: withheld, Seq: r.Seq, Name: r.Digest, Digest: r.Digest}, false})
	}
	for _, q := range v.Pending {
		if q.Why == withheld {
			all = append(all, naming{q, false})
		}
	}
	for _, r := range v.erased {
		all = append(all, naming{question{Seq: r.Seq, Digest: r.Digest}, true})
	}
	slices.SortStableFunc(all, func(a, b naming) int { return cmp.Compare(a.Seq, b.Seq) })
	var lines []shown
	bundle := int64(-1)
	for _, r := range all {
		if n := r.Seq / note.TileWidth; n != bundle {
			b, err := v.folder.read(disclosurePath(n))
			if err != nil {
				return err
			}
			if lines, err = parseShown(n, b); err != nil {
				return err
			}
			bundle = n
		}
		served := slices.ContainsFunc(lines, func(l shown) bool {
			return l.seq == r.Seq && slices.ContainsFunc(l.disclosures, func(d string) bool { return register.Digest(d) == r.Digest })
		})
		switch {
		case r.erased && served:
			return fault.New(fault.Invalid, "a field that was erased is still served").At("leaf " + strconv.FormatInt(r.Seq, 10))
		case !r.erased && !served:
			v.question = append(v.question, r.question)
		}
	}
	return nil
}

// answer answers the questions by what the events open and erase. What is left can only be right if an event beyond the
// mirrored size explains it, and that event is below the size that the log has signed by now; if the mirror already
// reaches so far, the log is wrong.
func (v *verification) answer(ctx context.Context) error {
	type key struct {
		why    why
		seq    int64
		digest string
	}
	due := map[key]int64{}
	for _, q := range v.Pending {
		due[key{q.Why, q.Seq, q.Digest}] = q.By
	}
	var left []question
	for _, q := range v.question {
		list := v.Erased
		if q.Why == unopened {
			list = v.Opened
		}
		if !slices.Contains(list[q.Seq], q.Digest) {
			left = append(left, q)
		}
	}
	v.Pending = nil
	if len(left) == 0 {
		return nil
	}
	b, err := v.remote.get(ctx, "checkpoint", maxCheckpoint)
	if err != nil {
		return err
	}
	s, err := v.check(b)
	if err != nil {
		return within("checkpoint", err)
	}
	slices.SortStableFunc(left, func(a, b question) int { return cmp.Compare(a.Seq, b.Seq) })
	for _, q := range left {
		k := key{q.Why, q.Seq, q.Digest}
		by, asked := due[k]
		if !asked {
			by = s.Checkpoint.Size
			due[k] = by
		}
		if v.now.Size >= by {
			where := "leaf " + strconv.FormatInt(q.Seq, 10)
			if q.Why == withheld {
				return fault.New(fault.Invalid, "the field %s is to be served, but is not, and was not erased", q.Name).At(where)
			}
			return fault.New(fault.Invalid, "the field %s is served, but sealed and not opened", q.Name).At(where)
		}
		q.By = by
		if !slices.ContainsFunc(v.Pending, func(p question) bool { return k == key{p.Why, p.Seq, p.Digest} }) {
			v.Pending = append(v.Pending, q)
		}
	}
	return nil
}
