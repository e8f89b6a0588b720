package slip

import "image"

// band is how many rows of dots go into one command: 576 dots wide they are 9 kB, which the memory of cheap printers holds.
const band = 128

// The commands of ESC/POS that a slip takes.
var (
	reset = []byte{0x1b, '@'}
	feed  = []byte{0x1b, 'd', 1} // a line, so that the last row is past the head
	// cut moves the paper to the knife and cuts it but for a point, by which it hangs until it is taken.
	cut = []byte{0x1d, 'V', 66, 0}
)

// Encode writes a picture as ESC/POS: dark dots are printed. It is cut to whole bytes at the right, eight dots each.
func Encode(picture *image.Gray) []byte {
	width, height := picture.Bounds().Dx()/8, picture.Bounds().Dy()
	out := make([]byte, 0, len(reset)+width*height+(height/band+1)*8+len(feed)+len(cut))
	out = append(out, reset...)
	for top := 0; top < height; top += band {
		rows := min(band, height-top)
		out = append(out, 0x1d, 'v', '0', 0, byte(width), byte(width>>8), byte(rows), byte(rows>>8)) //nolint:gosec // both fit: widths are known, rows at most a band
		for y := top; y < top+rows; y++ {
			for x := range width {
				out = append(out, dots(picture, x*8, y))
			}
		}
	}
	out = append(out, feed...)
	return append(out, cut...)
}

// dots are eight dots of a row, the leftmost highest.
func dots(picture *image.Gray, x, y int) (b byte) {
	for i := range 8 {
		b <<= 1
		if picture.GrayAt(picture.Rect.Min.X+x+i, picture.Rect.Min.Y+y).Y < threshold {
			b |= 1
		}
	}
	return b
}
