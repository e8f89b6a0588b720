package slip

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"hotline/internal/qr"
)

// threshold parts what is printed from what is not.
const threshold = 128

// sheet is a slip while it is drawn, from the top down. It grows as it is written on.
type sheet struct {
	picture *image.Gray
	width   int
	margin  int
	y       int
}

// longest is more than any slip is; what is left is cut off.
const longest = 3000

func newSheet(width, margin int) *sheet {
	picture := image.NewGray(image.Rect(0, 0, width, longest))
	draw.Draw(picture, picture.Rect, image.White, image.Point{}, draw.Src)
	return &sheet{picture: picture, width: width, margin: margin}
}

// done is what was drawn.
func (s *sheet) done() *image.Gray {
	return s.picture.SubImage(image.Rect(0, 0, s.width, min(s.y, longest))).(*image.Gray) //nolint:forcetypeassert // that of a Gray is one
}

func (s *sheet) space(dots int) { s.y += dots }

// rule draws a line from side to side.
func (s *sheet) rule(dots int) {
	area := image.Rect(s.margin, s.y, s.width-s.margin, s.y+dots)
	draw.Draw(s.picture, area, image.Black, image.Point{}, draw.Src)
	s.y += dots
}

// write writes a text in the middle, in as many lines as it takes.
func (s *sheet) write(f *opentype.Font, size float64, text string) error {
	face, err := faceOf(f, size)
	if err != nil {
		return err
	}
	for _, line := range wrap(face, text, s.width-2*s.margin) {
		s.line(face, line)
	}
	return nil
}

// fit writes a text in one line, as large as it may be and as the paper is wide.
func (s *sheet) fit(f *opentype.Font, size float64, text string) error {
	for {
		face, err := faceOf(f, size)
		if err != nil {
			return err
		}
		if font.MeasureString(face, text).Ceil() <= s.width-2*s.margin || size < smallest {
			s.line(face, text)
			return nil
		}
		size *= 0.95
	}
}

// smallest is the size below which nothing can be read.
const smallest = 12

func (s *sheet) line(face font.Face, text string) {
	m := face.Metrics()
	x := (fixed.I(s.width) - font.MeasureString(face, text)) / 2
	d := font.Drawer{Dst: s.picture, Src: image.Black, Face: face, Dot: fixed.Point26_6{X: x, Y: fixed.I(s.y) + m.Ascent}}
	d.DrawString(text)
	s.y += (m.Ascent + m.Descent).Ceil()
}

// code draws a QR code in the middle, no wider than that many dots.
func (s *sheet) code(text string, most int) error {
	code, err := qr.New(text)
	if err != nil {
		return fmt.Errorf("slip: %w", err)
	}
	side := code.Size + 2*qr.Quiet
	square := max(most/side, 1)
	left := (s.width - side*square) / 2
	for y := range side {
		for x := range side {
			if !code.Dark(x-qr.Quiet, y-qr.Quiet) {
				continue
			}
			at := image.Rect(0, 0, square, square).Add(image.Pt(left+x*square, s.y+y*square))
			draw.Draw(s.picture, at, image.NewUniform(color.Black), image.Point{}, draw.Src)
		}
	}
	s.y += side * square
	return nil
}

func faceOf(f *opentype.Font, size float64) (font.Face, error) {
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		return nil, fmt.Errorf("slip: %w", err)
	}
	return face, nil
}

// wrap parts a text into lines that are no wider than that many dots; a word that is wider stands alone.
func wrap(face font.Face, text string, most int) (lines []string) {
	var line string
	for word := range strings.FieldsSeq(text) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && font.MeasureString(face, longer).Ceil() > most {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
