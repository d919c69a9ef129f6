package sample

import "math/bits"

// dice is a small generator of numbers that is ours, so that the sample office stays the same whatever becomes of
// math/rand: splitmix64 by Steele, Lea and Flood.
type dice struct{ state uint64 }

// throw gives the dice for the i-th thing of a stream; every thing has its own, so that any of them can be made alone.
func throw(seed, stream, i uint64) *dice {
	d := &dice{seed ^ stream*0x9e3779b97f4a7c15}
	d.state = d.next() + i*0xbf58476d1ce4e5b9
	return d
}

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// n is a number from 0 to k-1.
func (d *dice) n(k int) int {
	hi, _ := bits.Mul64(d.next(), uint64(k))
	return int(hi)
}

// between is a number from a to b, both included.
func (d *dice) between(a, b int) int { return a + d.n(b-a+1) }

// chance is true in so many of a thousand throws.
func (d *dice) chance(perMille int) bool { return d.n(1000) < perMille }

// pick is one of the list.
func pick[T any](d *dice, list []T) T { return list[d.n(len(list))] }

// share is one thing of a weighted list.
type share[T any] struct {
	weight int
	thing  T
}

// weigh is one of the list, each as often as it weighs.
func weigh[T any](d *dice, list []share[T]) T {
	total := 0
	for _, s := range list {
		total += s.weight
	}
	at := d.n(total)
	for _, s := range list {
		if at -= s.weight; at < 0 {
			return s.thing
		}
	}
	panic("sample: a weighted list without weight")
}
