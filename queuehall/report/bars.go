package report

import (
	"strconv"
	"strings"
)

// The measures of the bars, in points.
const (
	barHeight  = 12
	barStep    = 16
	labelWidth = 190.0
	noteWidth  = 150.0
	mostBars   = 24 // more say nothing any more
	legendBox  = 8
)

// bars draws the shares of the marks: of each part, or of each period where there are not too many, and of all.
func (p *printed) bars(t *Table) {
	if t.Total.Rated() == 0 {
		return
	}
	x := margin
	for i, key := range markKeys {
		p.box(x, p.y+1, legendBox, legendBox, markColour[i])
		p.face(plain, smallSize+1, ink)
		name := p.word("mark." + key)
		p.put(x+legendBox+4, p.y, name)
		x += legendBox + 4 + p.width(name) + 16
	}
	p.y += barStep
	if len(t.Rows) <= mostBars && len(t.Rows) > 1 {
		for i := range t.Rows {
			p.bar(p.labelOf(t, &t.Rows[i]), &t.Rows[i].Figures)
		}
	}
	p.bar(p.word("total"), &t.Total)
	p.y += barStep / 2
}

// labelOf is what a bar is called.
func (p *printed) labelOf(t *Table, r *Row) string {
	var parts []string
	if t.Per != PerAll {
		parts = append(parts, p.period(t.Per, r.Start))
	}
	if t.By != ByCentre {
		parts = append(parts, p.called(r.Names))
	}
	return strings.Join(parts, " · ")
}

// bar draws one: how the marks part it, and beside it how many there are and how many of those asked answered.
func (p *printed) bar(label string, f *Figures) {
	p.room(barStep)
	p.face(plain, smallSize+1, ink)
	p.put(margin, p.y+1, p.clip(label, labelWidth-8))
	p.put(pageWidth-margin-noteWidth+8, p.y+1, p.word("bar", "rated", f.Rated(), "response", p.decimal(100*f.Response().Value(), 0)))
	whole := inner - labelWidth - noteWidth
	x := margin + labelWidth
	if f.Rated() == 0 {
		p.stroke(x, p.y+barHeight/2, x+whole, p.y+barHeight/2, line)
	}
	percents := f.Percents()
	for i := range Marks {
		w := whole * f.Mark(i).Value()
		p.box(x, p.y, w, barHeight, markColour[i])
		p.face(bold, smallSize, markInk[i])
		if text := strconv.Itoa(percents[i]) + " %"; p.width(text)+6 < w {
			p.put(x+(w-p.width(text))/2, p.y+1.5, text)
		}
		x += w
	}
	p.y += barStep
}
