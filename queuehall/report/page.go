package report

import (
	"strings"

	"github.com/signintech/gopdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// The faces of a printed page: both have the letters of all three languages.
const (
	plain = "plain"
	bold  = "bold"
)

// colour is red, green and blue.
type colour [3]uint8

// The colours of a printed page. The marks' differ in lightness too, for whoever prints in grey.
var (
	ink        = colour{28, 30, 33}
	faint      = colour{96, 101, 108}
	line       = colour{200, 204, 209}
	onDark     = colour{255, 255, 255}
	markColour = [Marks]colour{{150, 30, 40}, {205, 196, 160}, {20, 110, 80}}
	markInk    = [Marks]colour{onDark, ink, onDark}
)

// printer draws on pages and keeps the first fault.
type printer struct {
	pdf  *gopdf.GoPdf
	size float64
	err  error
}

func newPrinter(title string) *printer {
	p := &printer{pdf: &gopdf.GoPdf{}}
	p.pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4Landscape})
	p.pdf.SetInfo(gopdf.PdfInfo{Title: title, Creator: "Hotline"})
	p.keep(p.pdf.AddTTFFontData(plain, goregular.TTF))
	p.keep(p.pdf.AddTTFFontData(bold, gobold.TTF))
	return p
}

func (p *printer) keep(err error) {
	if p.err == nil {
		p.err = err
	}
}

// face sets with what is written, in points.
func (p *printer) face(name string, size float64, c colour) {
	p.size = size
	p.keep(p.pdf.SetFont(name, "", size))
	p.pdf.SetTextColor(c[0], c[1], c[2])
}

func (p *printer) width(text string) float64 {
	w, err := p.pdf.MeasureTextWidth(text)
	p.keep(err)
	return w
}

// put writes one line, whose upper left corner it is given.
func (p *printer) put(x, y float64, text string) {
	if text == "" {
		return
	}
	p.pdf.SetXY(x, y+p.size)
	p.keep(p.pdf.Text(text))
}

// right writes one line that ends there.
func (p *printer) right(x, y float64, text string) { p.put(x-p.width(text), y, text) }

// box fills a rectangle.
func (p *printer) box(x, y, w, h float64, c colour) {
	p.pdf.SetFillColor(c[0], c[1], c[2])
	p.pdf.RectFromUpperLeftWithStyle(x, y, w, h, "F")
}

func (p *printer) stroke(x1, y1, x2, y2 float64, c colour) {
	p.pdf.SetStrokeColor(c[0], c[1], c[2])
	p.pdf.SetLineWidth(0.5) //nolint:mnd // a hair
	p.pdf.Line(x1, y1, x2, y2)
}

// clip shortens a text to a width.
func (p *printer) clip(text string, width float64) string {
	if p.width(text) <= width {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && p.width(string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimSpace(string(letters)) + "…"
}

// wrap breaks a text into lines of a width. A word that is longer is a line of its own.
func (p *printer) wrap(text string, width float64) []string {
	var lines []string
	current := ""
	for word := range strings.FieldsSeq(text) {
		longer := strings.TrimSpace(current + " " + word)
		if current != "" && p.width(longer) > width {
			lines = append(lines, current)
			longer = word
		}
		current = longer
	}
	return append(lines, current)
}
