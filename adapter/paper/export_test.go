package paper

import (
	"maps"
	"slices"
)

// Words are the words of templates that are ours.
func Words() []string { return slices.Sorted(maps.Keys((&set{}).funcs())) }
