package svg

// ParsePath is parsePath for tests.
var ParsePath = parsePath
