package pad

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"hotline/internal/live/wire"
)

const (
	firstPause = time.Second
	mostPause  = 16 * time.Second
	// darkAfter is how long after the last word of the hall a press could hardly arrive in time.
	darkAfter = 20 * time.Second
	// pressureFor is how long after the visit a client may say that they were pressed (VN-3.2).
	pressureFor = 2 * time.Minute
	lookEvery   = 250 * time.Millisecond
)

// These end [Pad.Run]: coming back would change nothing.
var (
	ErrRevoked   = errors.New("pad: the token was revoked: pair it again")
	ErrOutdated  = errors.New("pad: the hall does not understand this pad")
	ErrTaken     = errors.New("pad: a newer connection of the same pad is in its place")
	ErrForbidden = errors.New("pad: it tried what is not a pad's to do")
)

// final are the close codes after which a pad does not come back.
var final = map[int]error{
	wire.CloseSignIn: ErrRevoked, wire.CloseBadFrame: ErrOutdated, wire.CloseTaken: ErrTaken, wire.CloseForbidden: ErrForbidden,
}

// Lamp is what a pad shows.
type Lamp struct {
	Nonce uuid.UUID // of the visit, zero: dark (VN-2.7)
	Mark  int       // the button that alone is lit, 0: all three are (VN-2.4, VN-2.6)
}

// Lit tells whether anything is.
func (l Lamp) Lit() bool { return l.Nonce != uuid.Nil }

// Config is what a pad is made of.
type Config struct {
	Hall  string // its address, http:// or https://
	State *State
	Show  func(Lamp)        // lights the lamps, each time that they change
	Heard func(online bool) // whether there is a line, each time that it changes
	Acked func(why string)  // a press or a report was acknowledged
	Now   func() time.Time  // with a clock that does not jump
	Log   *slog.Logger
}

// Pad is a pad. It is safe for concurrent use.
type Pad struct {
	cfg  Config
	boot uuid.UUID
	more chan struct{} // something is to be sent

	mu      sync.Mutex
	rows    map[uuid.UUID]row // of the feed, by visit
	pressed map[uuid.UUID]int // marks of this pad, by nonce
	last    uuid.UUID         // the nonce that was lit last
	ended   time.Time         // when it went dark
	shown   Lamp
	heard   time.Time // when the hall last said something
}

// New returns a pad that has a token.
func New(cfg Config) *Pad {
	p := &Pad{
		cfg: cfg, boot: uuid.Must(uuid.NewV7()), more: make(chan struct{}, 1), rows: map[uuid.UUID]row{}, pressed: map[uuid.UUID]int{},
	}
	for _, s := range cfg.State.Unsent {
		if s.Mark > 0 {
			p.pressed[s.Nonce] = s.Mark
		}
	}
	return p
}

// Run keeps a line to the hall until ctx ends. It returns one of the errors above when the hall does not want this pad.
func (p *Pad) Run(ctx context.Context) error {
	pause := firstPause
	for {
		began := p.cfg.Now()
		err := p.line(ctx)
		for _, end := range final {
			if errors.Is(err, end) {
				p.dark()
				return err
			}
		}
		if ctx.Err() != nil {
			return nil //nolint:nilerr // how the last line ended is nobody's concern
		}
		p.cfg.Log.DebugContext(ctx, "pad: the line ended", "err", err)
		if p.cfg.Now().Sub(began) > mostPause {
			pause = firstPause
		}
		p.wait(ctx, pause+rand.N(pause/2)) //nolint:gosec // only so that pads that were cut off together do not come back together
		pause = min(2*pause, mostPause)
	}
}

// wait looks after the lamp until the line is tried again.
func (p *Pad) wait(ctx context.Context, d time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			p.look()
		}
	}
}

// Press takes a client's mark, 1 to 3. It is false when nothing is to be pressed: the pad is dark, or was pressed.
func (p *Pad) Press(mark int) (bool, error) {
	if mark < 1 || mark > 3 {
		return false, fmt.Errorf("pad: there is no button %d", mark)
	}
	p.look()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.shown.Lit() || p.shown.Mark != 0 {
		return false, nil
	}
	nonce := p.shown.Nonce
	if err := p.keep(said{Type: typePress, Nonce: nonce, Mark: mark}); err != nil {
		return false, err
	}
	p.pressed[nonce] = mark
	p.show()
	return true, nil
}

// Pressure says that the client was pressed to rate (VN-3.2). It is false when there is no visit that it could be of.
func (p *Pad) Pressure() (bool, error) {
	p.look()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last == uuid.Nil || !p.shown.Lit() && p.cfg.Now().Sub(p.ended) > pressureFor {
		return false, nil
	}
	if slices.ContainsFunc(p.cfg.State.Unsent, func(s said) bool { return s.Type == typePressure && s.Nonce == p.last }) {
		return false, nil
	}
	return true, p.keep(said{Type: typePressure, Nonce: p.last})
}

// keep writes what is to be sent into the file first. Called with the mutex held.
func (p *Pad) keep(s said) error {
	s.ID, s.At = uuid.Must(uuid.NewV7()), p.cfg.Now()
	p.cfg.State.Unsent = append(p.cfg.State.Unsent, s)
	if err := p.cfg.State.Save(); err != nil {
		p.cfg.State.Unsent = p.cfg.State.Unsent[:len(p.cfg.State.Unsent)-1]
		return err
	}
	select {
	case p.more <- struct{}{}:
	default:
	}
	return nil
}

// acked lets go of what the hall has.
func (p *Pad) acked(id uuid.UUID, why string) error {
	p.mu.Lock()
	before := len(p.cfg.State.Unsent)
	p.cfg.State.Unsent = slices.DeleteFunc(p.cfg.State.Unsent, func(s said) bool { return s.ID == id })
	known := len(p.cfg.State.Unsent) < before
	var err error
	if known {
		err = p.cfg.State.Save()
	}
	p.mu.Unlock()
	if known {
		p.cfg.Acked(why)
	}
	return err
}

// look lets the lamp show what is known now.
func (p *Pad) look() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.show()
}

// dark forgets everything.
func (p *Pad) dark() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.rows)
	p.show()
}

// show is what the lamp shows. Called with the mutex held.
func (p *Pad) show() {
	now := p.cfg.Now()
	var l Lamp
	if now.Sub(p.heard) < darkAfter {
		for _, r := range p.rows {
			l = Lamp{r.Nonce, r.Mark}
			if mark, mine := p.pressed[r.Nonce]; mine && r.Mark == 0 {
				l.Mark = mark
			}
		}
	}
	if l == p.shown {
		return
	}
	if l.Lit() {
		p.last = l.Nonce
	} else {
		p.ended = now
	}
	p.shown = l
	p.cfg.Show(l)
}

// address is that of the hall's feed.
func (p *Pad) address() string {
	return "ws" + strings.TrimPrefix(strings.TrimSuffix(p.cfg.Hall, "/"), "http") + "/api/hall/devices/feed"
}
