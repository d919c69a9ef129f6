//go:build !race

package xml_test

// hostileSize is how large the documents of an attacker are, in bytes.
const hostileSize = 100_000_000
