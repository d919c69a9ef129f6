// Package search is the likeness of marks.
package search
