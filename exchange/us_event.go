package exchange

// usEvent writes the code of an event of the United States as the daily files have it: CODE/TYPE. ST.96 runs them into one
// word, of which the type is the last letter.
func (d *document) usEvent(b []byte) string {
	if len(b) < 2 {
		return d.texts.add(b)
	}
	return d.texts.tail(d.texts.add(b[:len(b)-1]), '/', b[len(b)-1:])
}
