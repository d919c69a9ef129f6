package follow

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// The greatest answers that are read, in bytes.
const (
	maxCheckpoint = note.MaxText
	maxTile       = note.TileWidth * 32
	maxEntries    = note.TileWidth * (2 + register.MaxLeaf)
	maxDisclosure = 64 << 20
)

// together is how many requests run at once.
const together = 8

// remote is the log at its address. It asks that host only and follows no redirection.
type remote struct {
	base   string // ends with a slash
	client *http.Client
}

func newRemote(address string, timeout time.Duration) (*remote, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fault.New(fault.Invalid, "%.200q is not the address of a log; it has the form https://HOST/log/register/1", address)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = together
	return &remote{
		base: strings.TrimSuffix(u.String(), "/") + "/",
		client: &http.Client{
			Transport:     transport,
			Timeout:       timeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// get reads a file of the log. Errors: NotFound if the log has not got it; Invalid if it is longer than max; Unavailable if
// it cannot be read.
func (r *remote) get(ctx context.Context, path string, max int64) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.base+path, nil)
	if err != nil {
		return nil, fault.New(fault.Invalid, "the log has no address that can be asked").At(path).Because(err)
	}
	answer, err := r.client.Do(request)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the log cannot be reached").At(path).Because(err)
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound:
		return nil, fault.New(fault.NotFound, "the log does not serve this").At(path)
	default:
		return nil, fault.New(fault.Unavailable, "the log answers %d", answer.StatusCode).At(path)
	}
	b, err := io.ReadAll(io.LimitReader(answer.Body, max+1))
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the log breaks off").At(path).Because(err)
	}
	if int64(len(b)) > max {
		return nil, fault.New(fault.Invalid, "the log serves more than %d bytes", max).At(path)
	}
	return b, nil
}

// tile reads a tile or bundle. A log may have dropped a partial one for the full one; then that is cut.
func (r *remote) tile(ctx context.Context, t note.Tile) ([]byte, error) {
	max := int64(maxTile)
	if t.Level == note.Entries {
		max = maxEntries
	}
	b, err := r.get(ctx, t.Path(), max)
	if fault.KindOf(err) != fault.NotFound || t.Width == note.TileWidth {
		return b, err
	}
	full := t
	full.Width = note.TileWidth
	if b, err = r.get(ctx, full.Path(), max); err != nil {
		return nil, err
	}
	if t.Level != note.Entries {
		return b[:min(len(b), t.Width*32)], nil
	}
	leaves, err := note.ParseEntries(full, b)
	if err != nil {
		return nil, err
	}
	var cut []byte
	for _, leaf := range leaves[:t.Width] {
		if cut, err = note.AppendEntry(cut, leaf); err != nil {
			return nil, err
		}
	}
	return cut, nil
}

// all runs f for 0 to n-1, some together, and gives the first error.
func all(ctx context.Context, n int, f func(ctx context.Context, i int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(together)
	for i := range n {
		g.Go(func() error { return f(ctx, i) })
	}
	return g.Wait()
}
