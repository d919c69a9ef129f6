//go:build race

package xml_test

const hostileSize = 2_000_000
