package api

import _ "embed"

// openapi describes the interface, after OpenAPI 3.1.
//
//go:embed openapi.json
var openapi []byte
