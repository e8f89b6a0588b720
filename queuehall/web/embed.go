// Package web holds the built screens of the hall (Svelte, TypeScript): what kiosks, displays and pads show, and what its staff see.
//
// The sources are beside it and are built by `npm run build`; in a clone that has not been built yet the file system is empty but for a
// placeholder, so the server still compiles and can say what is missing.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Base is the path below which the files are served: the built page asks for them there.
const Base = "/hall/"

// Index is the page that every address of the screens is answered with: they route in the browser.
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
