// Package web holds the built consoles (Svelte, TypeScript) for the dashboard's server.
//
// The sources are beside it and are built by `npm run build`; in a clone that has not been built yet the file system is
// empty but for a placeholder, so the server still compiles and can say what is missing.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Index is the page that every address of the consoles is answered with: they route in the browser.
const Index = "index.html"

// Assets is the folder whose file names carry a hash of their content: they may be cached for ever.
const Assets = "assets/"

// Dist returns the built files, Index at its root.
func Dist() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil { // only for a malformed path
		panic(err)
	}
	return sub
}
