package report

import (
	"io"
	"strconv"
)

// The measures of a printed page, in points: A4 across.
const (
	pageWidth  = 842.0
	pageHeight = 595.0
	margin     = 36.0
	inner      = pageWidth - 2*margin
	footerAt   = pageHeight - margin - 14
	footerGap  = 10

	titleSize   = 15
	aboutSize   = 11
	smallSize   = 7
	boundsSize  = 5.5
	headingSize = 6
	rowHeight   = 19
)

// printed is a table on its way to pages.
type printed struct {
	*printer
	language

	sheet  sheet
	y      float64
	pages  int
	names  int // columns of words
	widths []float64
}

// writePDF prints tables with their bars, one after another. The faces that it needs are in it.
func writePDF(out io.Writer, l language, tables ...*Table) error {
	p := &printed{printer: newPrinter(l.word("title")), language: l}
	for i, t := range tables {
		p.table(t, i == 0)
	}
	if p.err != nil {
		return failed("print", p.err)
	}
	_, err := p.pdf.WriteTo(out)
	return failed("print", err)
}

// table prints one, under the title of all where it is the first.
func (p *printed) table(t *Table, first bool) {
	p.sheet, p.names = p.language.sheet(t, true), 0
	for p.names < len(p.sheet.heading) && p.names < 2 && p.sheet.rows[0][p.names].kind == words {
		p.names++
	}
	p.layout()
	const gap = 24
	if first {
		p.page()
		p.face(bold, titleSize, ink)
		p.put(margin, p.y, p.sheet.title)
		p.y += titleSize * 1.5
	} else if p.y += gap; !p.room(8 * rowHeight) {
		p.stroke(margin, p.y-gap/2, pageWidth-margin, p.y-gap/2, line)
	}
	p.face(plain, aboutSize, ink)
	about := p.sheet.about
	if t.By != ByCentre {
		about += " · " + p.word("by."+string(t.By))
	}
	p.put(margin, p.y, about)
	p.y += aboutSize * 2
	p.bars(t)
	p.heading()
	for i, cells := range p.sheet.rows {
		p.row(cells, i == len(p.sheet.rows)-1)
	}
}

// layout gives what the figures leave to the names.
func (p *printed) layout() {
	const period, name, most = 74.0, 116.0, 160.0
	figures := len(p.sheet.heading) - p.names
	names := most
	p.widths = make([]float64, len(p.sheet.heading))
	if p.names == 2 {
		p.widths[0], p.widths[1] = period, name
		names = p.widths[0] + p.widths[1]
	} else {
		p.widths[0] = most
	}
	for i := p.names; i < len(p.widths); i++ {
		p.widths[i] = (inner - names) / float64(figures)
	}
}

// page begins one, with what stands at the foot of each (VN-4.8).
func (p *printed) page() {
	p.pdf.AddPage()
	p.pages++
	p.stroke(margin, footerAt-4, pageWidth-margin, footerAt-4, line)
	p.face(plain, smallSize, faint)
	p.right(pageWidth-margin, footerAt, strconv.Itoa(p.pages))
	for i, text := range p.wrap(p.sheet.rule, inner-40) {
		p.put(margin, footerAt+float64(i)*smallSize*1.3, text)
	}
	p.y = margin
}

// room makes sure of so much of it, on another page if need be.
func (p *printed) room(height float64) (fresh bool) {
	if p.y+height <= footerAt-footerGap {
		return false
	}
	p.page()
	return true
}

func (p *printed) heading() {
	const gap = 4
	p.face(bold, headingSize, ink)
	tall := 1
	lines := make([][]string, len(p.sheet.heading))
	for i, text := range p.sheet.heading {
		lines[i] = p.wrap(text, p.widths[i]-gap)
		tall = max(tall, len(lines[i]))
	}
	height := float64(tall)*headingSize*1.25 + gap
	p.room(height + rowHeight)
	p.face(bold, headingSize, ink) // a page begins with another
	x := margin
	for i := range lines {
		for n, text := range lines[i] {
			y := p.y + float64(n)*headingSize*1.25
			if i < p.names {
				p.put(x, y, text)
			} else {
				p.right(x+p.widths[i], y, text)
			}
		}
		x += p.widths[i]
	}
	p.y += height
	p.stroke(margin, p.y, pageWidth-margin, p.y, ink)
	p.y += 2
}

func (p *printed) row(cells []cell, total bool) {
	if p.room(rowHeight) {
		p.heading()
	}
	name := plain
	if total {
		name = bold
	}
	x := margin
	for i, c := range cells {
		p.face(name, smallSize+0.5, ink)
		text := p.text(c)
		if c.kind == percent && !c.empty {
			text += " %"
		}
		if i < p.names {
			p.put(x, p.y+2, p.clip(text, p.widths[i]-6))
		} else {
			p.right(x+p.widths[i], p.y+2, text)
		}
		if c.of != nil && !c.empty {
			p.face(plain, boundsSize, faint)
			p.right(x+p.widths[i], p.y+10.5, p.decimal(100*c.of.Low, 0)+"–"+p.decimal(100*c.of.High, 0))
		}
		x += p.widths[i]
	}
	p.y += rowHeight
	p.stroke(margin, p.y-2, pageWidth-margin, p.y-2, line)
}
