// Package audio holds what the hall's displays say, made beforehand by scripts/hall_audio.sh: for each language the words around a
// number, the numbers of which every other is put together, and the letters of tickets.
//
// A piece is <language>/<name>.ogg. The names are those that the displays ask for: ticket, counter, n<number>, and l<code point in hex>
// for a letter, which Ukrainian alone has.
package audio

import (
	"embed"
	"io/fs"
)

//go:embed uk/*.ogg en/*.ogg pl/*.ogg
var pieces embed.FS

// Files returns the pieces by <language>/<name>.ogg.
func Files() fs.FS { return pieces }
