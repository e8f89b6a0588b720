package look

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
)

//go:embed style.css
var style string

// Style is the style sheet of public pages.
func Style() []byte { return []byte(style) }

// Asset is a file that a page needs.
type Asset struct {
	Path    string
	Content []byte
}

// NewAsset puts a file below a folder ("/public/"), under a name made of its content and an extension (".css").
func NewAsset(folder, extension string, content []byte) Asset {
	sum := sha256.Sum256(content)
	return Asset{folder + hex.EncodeToString(sum[:6]) + extension, content}
}
