package store

import "strconv"

// parameter gives how the n-th parameter of a statement is written in long lists: $n for PostgreSQL, and a nameless ? for
// SQLite, whose driver looks up every parameter that has a name.
func parameter(postgres bool) func(n int) string {
	if postgres {
		return func(n int) string { return "$" + strconv.Itoa(n) }
	}
	return func(int) string { return "?" }
}
