// Package migrations embeds the numbered SQL files that make the schema, in
// the order of their names. Each expands before a later one contracts, so that
// the version before still runs on the schema after.
package migrations

import "embed"

// FS holds the goose migrations.
//
//go:embed *.sql
var FS embed.FS
