package pad

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"

	"hotline/internal/live/wire"
)

const (
	typePress    = "press"
	typePressure = "pressure"
	typeHealth   = "health"
	typeAck      = "ack"

	stream      = "hall"
	lampSubject = "lamp"

	dialWait    = 10 * time.Second
	writeWait   = 5 * time.Second
	deadAfter   = 15 * time.Second // without a frame, three beats
	healthEvery = 10 * time.Second
	againEvery  = 2 * time.Second
	// atOnce is how many of what was kept are sent at a time: a hall takes five frames a second.
	atOnce = 8
)

// row is a visit's lamp, as the hall knows it.
type row struct {
	Version int64     `json:"-"`
	Nonce   uuid.UUID `json:"nonce"`
	Mark    int       `json:"mark"`
}

// frame is whatever the hall says.
type frame struct {
	Type   string       `json:"type"`
	Epoch  string       `json:"epoch"`
	Offset int64        `json:"offset"`
	After  int64        `json:"after"`
	Rows   []wire.Row   `json:"rows"`
	Events []wire.Event `json:"events"`
	ID     uuid.UUID    `json:"id"`
	Why    string       `json:"why"`
}

// line is one connection to the hall.
type line struct {
	pad    *Pad
	ws     *websocket.Conn
	epoch  string
	offset int64
	knows  bool // where it is in the feed
	told   Lamp // in the last health frame
	health time.Time
	sent   time.Time
}

// line opens a connection and follows it until it ends.
func (p *Pad) line(ctx context.Context) error {
	dialing, cancel := context.WithTimeout(ctx, dialWait)
	defer cancel()
	ws, response, err := websocket.DefaultDialer.DialContext(dialing, p.address(), nil)
	if err != nil {
		return fmt.Errorf("pad: dial: %w", err)
	}
	_ = response.Body.Close() // empty after an upgrade
	defer ws.Close()
	l := &line{pad: p, ws: ws}
	if err := l.hello(); err != nil {
		return err
	}
	frames := make(chan frame)
	ended := make(chan error, 1)
	over := make(chan struct{})
	defer close(over)
	go func() { ended <- l.read(frames, over) }()
	p.cfg.Heard(true)
	defer p.cfg.Heard(false)
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			message := websocket.FormatCloseMessage(websocket.CloseGoingAway, "")
			return ws.WriteControl(websocket.CloseMessage, message, time.Now().Add(writeWait))
		case err := <-ended:
			return err
		case f := <-frames:
			err = l.take(&f)
		case <-p.more:
			l.sent = time.Time{} // at once
		case <-look.C:
			p.look()
		}
		if err == nil && l.knows {
			err = l.speak()
		}
		if err != nil {
			return err
		}
	}
}

// read hands on what the hall says until the connection ends, and tells why it did.
func (l *line) read(frames chan<- frame, over <-chan struct{}) error {
	for {
		_ = l.ws.SetReadDeadline(time.Now().Add(deadAfter)) // a connection that is closed says so when read
		var f frame
		err := l.ws.ReadJSON(&f)
		var closed *websocket.CloseError
		if errors.As(err, &closed) && final[closed.Code] != nil {
			return final[closed.Code]
		}
		if err != nil {
			return fmt.Errorf("pad: read: %w", err)
		}
		select {
		case frames <- f:
		case <-over:
			return nil
		}
	}
}

func (l *line) hello() error {
	credential, err := json.Marshal(map[string]string{"token": l.pad.cfg.State.Token})
	if err != nil {
		return err
	}
	l.knows = false
	return l.write(wire.Hello{V: wire.Version, Type: wire.TypeHello, Stream: stream, Epoch: l.epoch, Offset: l.offset, Credential: credential})
}

func (l *line) write(v any) error {
	_ = l.ws.SetWriteDeadline(time.Now().Add(writeWait)) // a connection that is closed says so when written to
	if err := l.ws.WriteJSON(v); err != nil {
		return fmt.Errorf("pad: write: %w", err)
	}
	return nil
}

// take does what a frame says. One that it does not know is for versions to come.
func (l *line) take(f *frame) error {
	l.pad.mu.Lock()
	l.pad.heard = l.pad.cfg.Now()
	l.pad.mu.Unlock()
	switch wire.Type(f.Type) {
	case wire.TypeSnapshot:
		l.pad.replace(f.Rows)
		l.epoch, l.offset, l.knows = f.Epoch, f.Offset, true
		l.sent = time.Time{}
	case wire.TypeDelta:
		l.pad.apply(f.Events)
		l.epoch, l.offset, l.knows = f.Epoch, f.Offset, true
		l.sent = time.Time{}
	case wire.TypeEvents:
		if l.knows && l.offset < f.After {
			return l.hello() // something was lost
		}
		l.pad.apply(f.Events)
		l.offset = max(l.offset, f.Offset)
	case wire.TypeBeat:
		if err := l.write(map[string]any{"v": wire.Version, "type": wire.TypeBeat}); err != nil {
			return err
		}
		if l.knows && l.offset < f.After {
			return l.hello()
		}
		l.offset = max(l.offset, f.Offset)
	case typeAck:
		return l.pad.acked(f.ID, f.Why)
	}
	return nil
}

// speak says what the hall has to hear: the lamp's health when it changed or it is time, and what was not acknowledged.
func (l *line) speak() error {
	now := l.pad.cfg.Now()
	l.pad.mu.Lock()
	shown := l.pad.shown
	var again []said
	if now.Sub(l.sent) >= againEvery {
		again = append(again, l.pad.cfg.State.Unsent[:min(len(l.pad.cfg.State.Unsent), atOnce)]...)
	}
	l.pad.mu.Unlock()
	if shown != l.told || now.Sub(l.health) >= healthEvery {
		if err := l.write(l.healthOf(shown)); err != nil {
			return err
		}
		l.told, l.health = shown, now
	}
	for _, s := range again {
		f := map[string]any{"v": wire.Version, "type": s.Type, "id": s.ID, "nonce": s.Nonce, "age_ms": s.age(l.pad.cfg.Now()).Milliseconds()}
		if s.Type == typePress {
			f["mark"] = s.Mark
		}
		if err := l.write(f); err != nil {
			return err
		}
		l.sent = now
	}
	return nil
}

// healthOf tells what is lit. There are no lamps to be measured: what was shown is.
func (l *line) healthOf(shown Lamp) map[string]any {
	nonce := ""
	if shown.Lit() {
		nonce = shown.Nonce.String()
	}
	return map[string]any{
		"v": wire.Version, "type": typeHealth, "id": uuid.Must(uuid.NewV7()), "boot": l.pad.boot, "lit": shown.Lit(), "nonce": nonce,
		"lamps": "ok", "buttons": "ok", "stuck": []int{},
	}
}

// replace takes a snapshot for all that there is.
func (p *Pad) replace(rows []wire.Row) {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.rows)
	for _, r := range rows {
		p.put(r.Subject, r.ID, r.Version, r.Data)
	}
	p.show()
}

// apply takes changes on top of what there is.
func (p *Pad) apply(events []wire.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range events {
		if e.Removed && e.Subject == lampSubject {
			if r, ok := p.rows[e.ID]; ok {
				delete(p.pressed, r.Nonce)
			}
			delete(p.rows, e.ID)
			continue
		}
		p.put(e.Subject, e.ID, e.Version, e.Data)
	}
	p.show()
}

// put keeps a row, unless it is older than what is known.
func (p *Pad) put(subject string, id uuid.UUID, version int64, data json.RawMessage) {
	if before, ok := p.rows[id]; subject != lampSubject || ok && before.Version >= version {
		return
	}
	r := row{Version: version}
	if err := json.Unmarshal(data, &r); err != nil {
		p.cfg.Log.Warn("pad: a lamp that is not understood", "err", err)
		return
	}
	p.rows[id] = r
}
