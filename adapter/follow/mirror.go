package follow

import (
	"slices"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// Mirror is a mirrored log, to hold receipts against it. It is read while nobody follows into the folder.
type Mirror struct {
	folder folder
	state  *state
	head   note.Checkpoint
}

var _ register.Followed = (*Mirror)(nil)

// Open opens the mirror of a log in a folder. Errors: NotFound if nothing is mirrored there; Internal if it is damaged.
func Open(dir, origin string) (*Mirror, error) {
	m := &Mirror{folder: folder{dir}}
	var err error
	if m.state, err = m.folder.loadState(origin); err != nil {
		return nil, err
	}
	if m.state.Note == "" {
		return nil, fault.New(fault.NotFound, "there is no mirror of %s", origin)
	}
	n, err := note.Parse([]byte(m.state.Note))
	if err == nil {
		m.head, err = note.ParseCheckpoint(n.Text)
	}
	if err != nil {
		return nil, fault.New(fault.Internal, "the mirror's state is damaged").At("state.json").Because(err)
	}
	return m, nil
}

// Size is the number of leaves mirrored.
func (m *Mirror) Size() int64 { return m.head.Size }

// Leaf gives a leaf and what the log serves of it. Errors: NotFound if the mirror does not reach so far.
func (m *Mirror) Leaf(origin string, seq int64) ([]byte, []string, error) {
	t, ok := note.TileOf(note.Entries, seq/note.TileWidth, m.head.Size)
	if origin != m.head.Origin || seq < 0 || seq >= m.head.Size || !ok {
		return nil, nil, fault.New(fault.NotFound, "the mirror does not hold leaf %d of %s", seq, origin)
	}
	leaves, err := readBundle(m.folder, t)
	if err != nil {
		return nil, nil, err
	}
	b, err := m.folder.read(disclosurePath(t.N))
	if err != nil {
		return nil, nil, err
	}
	lines, err := parseShown(t.N, b)
	if err != nil {
		return nil, nil, err
	}
	var served []string
	for _, l := range lines {
		if l.seq == seq {
			served = l.disclosures
		}
	}
	return leaves[seq%note.TileWidth], served, nil
}

// Erased reports whether an event of the log erases the disclosure.
func (m *Mirror) Erased(origin string, seq int64, digest string) (bool, error) {
	return origin == m.head.Origin && slices.Contains(m.state.Erased[seq], digest), nil
}
