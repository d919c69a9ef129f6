package main

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"fmt"
	"hash"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/muniment/muniment/adapter/paper"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/procedure"
)

type benchPaper struct {
	Letters      int  `help:"How many letters." default:"1000"`
	Certificates int  `help:"How many certificates." default:"10000"`
	Entries      int  `help:"How many entries the gazette has." default:"5400"`
	Pictures     int  `help:"How many of them have a picture." default:"2000"`
	JSON         bool `name:"json" help:"Write JSON lines."`
}

// Run measures letters, certificates and a gazette, the smaller ones first.
func (c *benchPaper) Run(p *program) error {
	flags := &benchFlags{JSON: c.JSON}
	w, err := p.press(true)
	if err != nil {
		return err
	}
	if _, ok := w.composer.(*paper.Press); !ok {
		return fault.New(fault.Conflict, "the data folder names a program that makes PDFs; it is our own composer that is measured")
	}
	b := &paperBench{p: p, flags: flags, press: w}
	for _, measure := range []func() error{func() error { return b.letters(c.Letters) }, func() error { return b.certificates(c.Certificates) }, func() error { return b.gazette(c.Entries, c.Pictures) }} {
		if err := measure(); err != nil {
			return err
		}
	}
	return nil
}

// paperBench is one run of the benchmark.
type paperBench struct {
	p     *program
	flags *benchFlags
	press *press
}

func (b *paperBench) emit(metric string, value float64, unit string, reference float64, note string, args ...any) {
	b.flags.emit(b.p, figure{Bench: "paper", Metric: metric, Value: value, Unit: unit, Reference: reference, Note: fmt.Sprintf(note, args...)})
}

// work is a document to be made, and what came of it.
type work struct {
	d        *procedure.Document
	pictures paper.Pictures
	sum      [sha256.Size]byte
	size     int64
	pages    int
	problems int
	took     time.Duration
}

// compose fills and sets a document as issuing does, hashing the PDF.
func (b *paperBench) compose(k *work) error {
	own := *b.press
	own.pictures = k.pictures
	started := b.p.clock()
	src, _, err := own.source(k.d)
	if err != nil {
		return err
	}
	out := &counted{h: sha256.New()}
	report, err := own.composer.Compose(b.p.ctx, src, out)
	k.took, k.size, k.pages, k.problems = b.p.clock().Sub(started), out.n, report.Pages, len(report.Problems)
	out.h.Sum(k.sum[:0])
	return err
}

// counted hashes and counts what is written.
type counted struct {
	h hash.Hash
	n int64
}

func (c *counted) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return c.h.Write(p)
}

// together composes several documents on so many cores, and gives the time that it took.
func (b *paperBench) together(list []*work, cores int) (time.Duration, error) {
	var failed atomic.Pointer[error]
	return b.p.timed(func() error {
		next := make(chan *work)
		var wg sync.WaitGroup
		for range cores {
			wg.Go(func() {
				for k := range next {
					if err := b.compose(k); err != nil {
						failed.CompareAndSwap(nil, &err)
					}
				}
			})
		}
		for _, k := range list {
			next <- k
		}
		close(next)
		wg.Wait()
		if err := failed.Load(); err != nil {
			return *err
		}
		return nil
	})
}

// again composes documents a second time, in the opposite order, and counts those whose bytes differ.
func (b *paperBench) again(list []*work, cores int) (int, error) {
	second := make([]*work, len(list))
	for i, k := range list {
		second[len(list)-1-i] = &work{d: k.d, pictures: k.pictures}
	}
	if _, err := b.together(second, cores); err != nil {
		return 0, err
	}
	differ := 0
	for i, k := range list {
		if second[len(list)-1-i].sum != k.sum {
			differ++
		}
	}
	return differ, nil
}

// deflated gives how long it takes to compress and hash as many bytes as the documents have, which is the least that a PDF
// costs.
func (b *paperBench) deflated(n int64, text []byte) (time.Duration, error) {
	z, err := flate.NewWriter(sha256.New(), flate.DefaultCompression)
	if err != nil {
		return 0, err
	}
	return b.p.timed(func() error {
		for left := n; left > 0; left -= int64(len(text)) {
			if _, err := z.Write(text[:min(left, int64(len(text)))]); err != nil {
				return err
			}
		}
		return z.Close()
	})
}

// letters are letters of one page, each with its own number and addressee, one after another.
func (b *paperBench) letters(n int) error {
	var list []*work
	papers := sample.Papers()
	at := slices.IndexFunc(papers, func(d sample.Paper) bool { return d.Document.Form == procedure.Letter })
	for i := range n {
		d := b.press.tried(papers[at], []locale.Lang{locale.Vi})
		to := *d.To
		to.Name += " " + strconv.Itoa(i+1)
		d.Number, d.To = strconv.Itoa(i+1), &to
		list = append(list, &work{d: d})
	}
	src, _, err := b.press.source(list[0].d)
	if err != nil {
		return err
	}
	before := b.clearPeak()
	if _, err := b.together(list, 1); err != nil {
		return err
	}
	took := make([]time.Duration, n)
	var bytes int64
	for i, k := range list {
		took[i] = k.took
		bytes += k.size
		if k.pages > 1 {
			return fault.New(fault.Internal, "a letter has %d pages", k.pages)
		}
	}
	slices.Sort(took)
	least, err := b.deflated(bytes, src.HTML)
	if err != nil {
		return err
	}
	reference, what := ms(least)/float64(n), "deflate and SHA-256 of as many bytes"
	b.emit("letter: p50", ms(took[n/2]), "ms", reference, "%d letters of one page, one core, faces open, every page hashed; reference %s", n, what)
	b.emit("letter: p95", ms(took[n*95/100]), "ms", reference, "the first letter took %.1f ms", ms(list[0].took))
	b.peak("letter: memory", before)
	differ, err := b.again(list, 2)
	if err != nil {
		return err
	}
	b.emit("letter: bytes that differ", float64(differ), "letters", 0, "of %d made again on two cores in the opposite order", n)
	if differ > 0 {
		return exit(1)
	}
	return b.chromium(src, took[n/2])
}

// chromium prints the same letter with a browser, if there is one, to stand beside ours.
func (b *paperBench) chromium(src paper.Source, ours time.Duration) error {
	name, err := exec.LookPath("chromium")
	if err != nil {
		return nil
	}
	page, err := paper.Inline(src)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "muniment-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "letter.html")
	if err := os.WriteFile(file, page, 0o600); err != nil {
		return err
	}
	var took []time.Duration
	for range 3 {
		t, err := b.p.timed(func() error {
			return exec.CommandContext(b.p.ctx, name, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--user-data-dir="+filepath.Join(dir, "profile"),
				"--print-to-pdf="+filepath.Join(dir, "letter.pdf"), "file://"+file).Run()
		})
		if err != nil {
			b.p.say("chromium does not print: %v", err)
			return nil
		}
		took = append(took, t)
	}
	slices.Sort(took)
	b.emit("letter: p50 beside a browser", ms(ours), "ms", ms(took[1]), "reference chromium --print-to-pdf of the same letter, a process each, the middle one of three")
	return nil
}

// benchBatch is how many certificates are held in memory at a time: their making is not measured.
const benchBatch = 500

// certificates are certificates of marks, every second one with a picture of its own, on two cores.
func (b *paperBench) certificates(n int) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	before := b.clearPeak()
	var took time.Duration
	var size int64
	var done, tried, differ, faulty int
	var text []byte
	list := make([]*work, 0, benchBatch)
	flush := func() error {
		t, err := b.together(list, 2)
		if err != nil {
			return err
		}
		took += t
		done += len(list)
		for _, k := range list {
			size += k.size
			if k.problems > 0 {
				faulty++
			}
		}
		if tried == 0 {
			src, _, err := b.press.source(list[0].d)
			if err != nil {
				return err
			}
			text = src.HTML
			tried = len(list)
			if differ, err = b.again(list, 2); err != nil {
				return err
			}
		}
		list = list[:0]
		return nil
	}
	for d := range sample.Certificates(n) {
		own := *b.press
		list = append(list, &work{d: own.tried(d, []locale.Lang{locale.Vi, locale.En}), pictures: d.Pictures})
		if len(list) == benchBatch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if len(list) > 0 {
		if err := flush(); err != nil {
			return err
		}
	}
	least, err := b.deflated(size, text)
	if err != nil {
		return err
	}
	b.emit("certificates", took.Seconds(), "s", least.Seconds()/2, "%d certificates in two languages, every second one with a picture, on two cores, %.0f MB of PDF, %d with characters that no embedded face has; reference deflate and SHA-256 of as many bytes on two cores", done, float64(size)/1e6, faulty)
	b.emit("certificates: each", took.Seconds()*1000/float64(done), "ms", 0, "on two cores")
	b.peak("certificates: memory", before)
	b.emit("certificates: bytes that differ", float64(differ), "documents", 0, "of %d made again in the opposite order", tried)
	if differ > 0 {
		return exit(1)
	}
	return nil
}

// gazette is an issue of the gazette with pictures.
func (b *paperBench) gazette(entries, pictures int) error {
	d := sample.GazetteOf(entries, pictures)
	own := *b.press
	k := &work{d: own.tried(d, []locale.Lang{locale.Vi}), pictures: d.Pictures}
	before := b.clearPeak()
	if err := b.compose(k); err != nil {
		return err
	}
	src, _, err := own.source(k.d)
	if err != nil {
		return err
	}
	least, err := b.deflated(k.size, src.HTML)
	if err != nil {
		return err
	}
	b.emit("gazette", k.took.Seconds(), "s", least.Seconds(), "%d entries, %d pictures, %d pages, %.0f MB of PDF; reference deflate and SHA-256 of as many bytes", entries, len(d.Pictures), k.pages, float64(k.size)/1e6)
	b.peak("gazette: memory", before)
	differ, err := b.again([]*work{k}, 1)
	if err != nil {
		return err
	}
	b.emit("gazette: bytes that differ", float64(differ), "documents", 0, "made again")
	if differ > 0 {
		return exit(1)
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// clearPeak gives memory back and lets the system count its peak anew; it gives what the process has now, in bytes. Both are
// known on Linux only.
func (b *paperBench) clearPeak() int64 {
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // #nosec G306 -- it is there already; elsewhere there is no peak
	return statusBytes("VmRSS")
}

// peak tells the most memory that the process had since clearPeak.
func (b *paperBench) peak(metric string, before int64) {
	if most := statusBytes("VmHWM"); most > 0 {
		b.emit(metric, float64(most)/(1<<20), "MiB", float64(before)/(1<<20), "the most that the process had, the documents to be made included; reference before the first")
	}
}

// statusBytes reads a size from what Linux tells of the process; 0 where it tells nothing.
func statusBytes(name string) int64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(b) {
		if rest, ok := strings.CutPrefix(string(line), name+":"); ok {
			n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			if err == nil {
				return n << 10
			}
		}
	}
	return 0
}
