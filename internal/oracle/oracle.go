// Package oracle holds a served log against readers that others wrote: the client and the fsck of Tessera, by the
// transparency-dev project. It also has a small log in memory to be served to such readers. Only tests import it.
package oracle

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
	"k8s.io/klog/v2"
)

// Check reads the log at base with Tessera: the checkpoint under the verifier key, every entry bundle, inclusion of leaves
// at the edges of tiles, consistency from many earlier sizes, and all of it by fsck. It gives the size of the log.
func Check(t testing.TB, base, vkey string) int64 {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	f, v := reader(t, base, vkey)
	c, _, _, err := client.FetchCheckpoint(ctx, f.ReadCheckpoint, v, v.Name())
	if err != nil {
		t.Fatalf("Tessera does not read the checkpoint: %v", err)
	}
	if c.Size == 0 {
		return 0
	}
	leaves := bundles(t, ctx, f, c.Size)
	pb, err := client.NewProofBuilder(ctx, c.Size, f.ReadTile)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range edges(c.Size) {
		if i == c.Size {
			continue
		}
		p, err := pb.InclusionProof(ctx, i)
		if err == nil {
			err = proof.VerifyInclusion(rfc6962.DefaultHasher, i, c.Size, leaves[i], p, c.Hash)
		}
		if err != nil {
			t.Errorf("Tessera: inclusion of leaf %d in %d: %v", i, c.Size, err)
		}
	}
	for _, size := range edges(c.Size) {
		if size == 0 {
			continue
		}
		root, err := rootAt(ctx, f, size)
		if err != nil {
			t.Errorf("Tessera: the root of size %d: %v", size, err)
			continue
		}
		p, err := pb.ConsistencyProof(ctx, size, c.Size)
		if err == nil {
			err = proof.VerifyConsistency(rfc6962.DefaultHasher, size, c.Size, p, root, c.Hash)
		}
		if err != nil {
			t.Errorf("Tessera: consistency of %d with %d: %v", size, c.Size, err)
		}
	}
	return Fsck(t, base, vkey)
}

// Fsck holds the newest checkpoint at base, its bundles and its tiles against each other. It is enough for a mirror, which
// need not serve what an earlier size had. It gives the size of the log.
func Fsck(t testing.TB, base, vkey string) int64 {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	f, v := reader(t, base, vkey)
	c, _, _, err := client.FetchCheckpoint(ctx, f.ReadCheckpoint, v, v.Name())
	if err == nil {
		err = fsck.New(v.Name(), v, f, leafHashes, fsck.Opts{N: 2}).Check(ctx)
	}
	if err != nil {
		t.Fatalf("Tessera's fsck: %v", err)
	}
	return int64(c.Size)
}

func reader(t testing.TB, base, vkey string) (*client.HTTPFetcher, note.Verifier) {
	t.Helper()
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	f, err := client.NewHTTPFetcher(u, &http.Client{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	return f, v
}

// bundles reads every leaf and gives their hashes.
func bundles(t testing.TB, ctx context.Context, f *client.HTTPFetcher, size uint64) [][]byte {
	t.Helper()
	var hashes [][]byte
	for i := uint64(0); i*256 < size; i++ {
		b, err := client.GetEntryBundle(ctx, f.ReadEntryBundle, i, size)
		if err != nil {
			t.Fatalf("Tessera does not read the bundle %d: %v", i, err)
		}
		for _, e := range b.Entries {
			hashes = append(hashes, rfc6962.DefaultHasher.HashLeaf(e))
		}
	}
	if uint64(len(hashes)) != size {
		t.Fatalf("the bundles hold %d leaves, the log has %d", len(hashes), size)
	}
	return hashes
}

func leafHashes(bundle []byte) ([][]byte, error) {
	var b api.EntryBundle
	if err := b.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	var hashes [][]byte
	for _, e := range b.Entries {
		hashes = append(hashes, rfc6962.DefaultHasher.HashLeaf(e))
	}
	return hashes, nil
}

// rootAt computes the root of an earlier size from the tiles of that size, partial ones too.
func rootAt(ctx context.Context, f *client.HTTPFetcher, size uint64) ([]byte, error) {
	nodes, err := client.FetchRangeNodes(ctx, size, f.ReadTile)
	if err != nil {
		return nil, err
	}
	r, err := (&compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}).NewRange(0, size, nodes)
	if err != nil {
		return nil, err
	}
	return r.GetRootHash(nil)
}

// edges gives sizes up to the given one where tiles begin, end and are partial.
func edges(size uint64) []uint64 {
	var all []uint64
	for _, s := range []uint64{0, 1, 2, 3, 7, 128, 255, 256, 257, 300, 511, 512, 513, 1000, 65535, 65536, 65537, size / 2, size - 1, size} {
		if s <= size {
			all = append(all, s)
		}
	}
	return all
}
