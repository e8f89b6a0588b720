package slip

import (
	"fmt"
	"image"
	"time"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
)

// Width is how many dots the paper is wide.
type Width int

// The widths that there are: of 58 mm paper and of 80 mm paper.
const (
	Narrow Width = 384
	Wide   Width = 576
)

// Known tells whether there is such a paper.
func (w Width) Known() bool { return w == Narrow || w == Wide }

// Ticket is what stands on a slip.
type Ticket struct {
	Lang      string // the client's
	Branch    string
	Direction string
	Code      string
	Issued    time.Time // by the branch's clock
	Ahead     int
	// Least and Most are the wait to be expected; both zero when nothing is known.
	Least, Most time.Duration
	Follow      string // the page on which it is followed; "" without one
}

// Texts gives the words of a language.
type Texts interface {
	T(lang, key string, args map[string]any) string
}

// Maker makes slips.
type Maker struct {
	texts       Texts
	plain, bold *opentype.Font
}

// New returns a maker of slips. It fails on fonts that are broken, which the embedded ones are not.
func New(texts Texts) (*Maker, error) {
	plain, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return nil, fmt.Errorf("slip: %w", err)
	}
	bold, err := opentype.Parse(gobold.TTF)
	if err != nil {
		return nil, fmt.Errorf("slip: %w", err)
	}
	return &Maker{texts: texts, plain: plain, bold: bold}, nil
}

// Make returns a slip as its printer wants it.
func (m *Maker) Make(t *Ticket, w Width) ([]byte, error) {
	picture, err := m.Draw(t, w)
	if err != nil {
		return nil, err
	}
	return Encode(picture), nil
}

// Draw returns a slip as a picture.
func (m *Maker) Draw(t *Ticket, w Width) (*image.Gray, error) {
	if !w.Known() {
		return nil, fmt.Errorf("slip: no paper is %d dots wide", w)
	}
	scale := float64(w) / float64(Wide) // sizes below are of the wide paper
	dots := func(n int) int { return int(float64(n)*scale + 0.5) }
	s := newSheet(int(w), dots(20))
	say := func(key string, args map[string]any) string { return m.texts.T(t.Lang, "hall.slip."+key, args) }

	parts := []struct {
		font *opentype.Font
		size float64
		text string
		gap  int // before it
	}{
		{m.bold, 34, t.Branch, 16},
		{m.plain, 28, say("ticket", nil), 24},
		{m.bold, 172, t.Code, 0},
		{m.bold, 34, t.Direction, 4},
		{m.plain, 30, m.ahead(t), 20},
		{m.plain, 30, m.wait(t), 0},
		{m.plain, 28, t.Issued.Format("02.01.2006  15:04"), 12},
	}
	for i, p := range parts {
		s.space(dots(p.gap))
		write := s.write
		if p.text == t.Code {
			write = s.fit
		}
		if err := write(p.font, p.size*scale, p.text); err != nil {
			return nil, err
		}
		if i == 0 {
			s.space(dots(12))
			s.rule(dots(3))
		}
	}
	if t.Follow != "" {
		s.space(dots(16))
		if err := s.code(t.Follow, dots(400)); err != nil {
			return nil, err
		}
		if err := s.write(m.plain, 26*scale, say("follow", nil)); err != nil {
			return nil, err
		}
	}
	s.space(dots(24))
	return s.done(), nil
}

func (m *Maker) ahead(t *Ticket) string {
	if t.Ahead == 0 {
		return m.texts.T(t.Lang, "hall.slip.next", nil)
	}
	return m.texts.T(t.Lang, "hall.slip.ahead", map[string]any{"n": t.Ahead})
}

// wait is the wait to be expected, no more exact than it is known.
func (m *Maker) wait(t *Ticket) string {
	if t.Most <= 0 {
		return ""
	}
	step := time.Minute
	switch {
	case t.Most > time.Hour:
		step = 10 * time.Minute
	case t.Most > 15*time.Minute:
		step = 5 * time.Minute
	}
	from, to := t.Least.Truncate(step), (t.Most + step - 1).Truncate(step)
	args := map[string]any{"from": int(from.Minutes()), "to": int(to.Minutes())}
	if from == 0 {
		return m.texts.T(t.Lang, "hall.slip.wait.most", args)
	}
	return m.texts.T(t.Lang, "hall.slip.wait", args)
}
