package follow

// Shown is a line of a bundle of disclosures, for the fuzz test.
type Shown struct {
	Seq         int64
	Disclosures []string
}

// ParseShown reads a bundle of disclosures.
func ParseShown(bundle int64, b []byte) ([]Shown, error) {
	all, err := parseShown(bundle, b)
	var out []Shown
	for _, s := range all {
		out = append(out, Shown{s.seq, s.disclosures})
	}
	return out, err
}
