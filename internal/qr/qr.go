package qr

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// Quiet is how many light squares have to be left around a code for it to be read.
const Quiet = 4

// Code is a QR code: a square of Size by Size squares, without the light ones around it.
type Code struct {
	Size  int
	image barcode.Barcode
}

// New returns the code of a text, which may lose some 15 % of its squares and is still read. It fails on a text that is too long
// for any code, some 2,300 bytes.
func New(text string) (Code, error) {
	image, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return Code{}, fmt.Errorf("qr: %w", err)
	}
	return Code{Size: image.Bounds().Dx(), image: image}, nil
}

// Dark tells whether a square is dark; those outside the code are light.
func (c Code) Dark(x, y int) bool {
	if x < 0 || y < 0 || x >= c.Size || y >= c.Size {
		return false
	}
	return c.image.At(x, y) == color.Black
}

// SVG is the code as a picture that scales: dark on light with the light squares around it, whatever the page's colours are.
func (c Code) SVG() []byte {
	side := c.Size + 2*Quiet
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[1]d" shape-rendering="crispEdges">`, side)
	fmt.Fprintf(&b, `<path fill="#fff" d="M0 0h%[1]dv%[1]dH0z"/><path d="`, side)
	for y := range c.Size {
		for x := 0; x < c.Size; x++ {
			from := x
			for c.Dark(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+Quiet, y+Quiet, x-from, x-from)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return []byte(b.String())
}
