package bench_test

import (
	"context"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/index/bench"
)

// Among 10,000 marks the search finds what the scan finds, and far more of what is hard. The figures of a million marks are
// those of `muniment bench search`.
func TestFigures(t *testing.T) {
	figures := map[string]bench.Figure{}
	o := bench.Options{Marks: 10000, Sample: 200, Names: strings.NewReader("Quellhof Naturkost\tx\nБелая сова\n")}
	err := bench.Run(context.Background(), o, func(f bench.Figure) {
		if f.Bench != "search" || f.Metric == "" || f.Unit == "" || f.Value <= 0 {
			t.Errorf("%+v", f)
		}
		figures[f.Metric] = f
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		metric string
		least  float64
	}{
		{"recall@50 own/standard", 0.99},
		{"recall@50 own/hard", 0.93},
		{"recall@50 independent/standard", 0.97},
		{"recall@50 independent/hard", 0.92},
	} {
		if v := figures[c.metric].Value; v < c.least {
			t.Errorf("%s is %.4f, below %.4f", c.metric, v, c.least)
		}
	}
	for _, set := range []string{"own/standard", "own/hard", "independent/standard", "independent/hard"} {
		f := figures["recall@50 of a sample, "+set]
		if f.Reference == 0 || f.Value < f.Reference {
			t.Errorf("%s: %.3f, the scan has %.3f", set, f.Value, f.Reference)
		}
	}
	for _, metric := range []string{"build", "memory", "p50", "p95", "p99", "throughput", "save", "load", "file"} {
		if _, ok := figures[metric]; !ok {
			t.Errorf("there is no figure %s", metric)
		}
	}
	if m := figures["memory"].Value; m > 400 {
		t.Errorf("a mark takes %.0f bytes", m)
	}
}

func TestGivenUp(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := bench.Run(ctx, bench.Options{Marks: 1000}, func(bench.Figure) {}); err != context.Canceled {
		t.Error(err)
	}
}
