package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"

	"hotline/internal/live/wire"
	"hotline/internal/pg"
)

const (
	hallPressPerSecond = 500
	hallPressSeconds   = 10
	hallPressWarm      = hallPressPerSecond // presses before those that count
	padHealthEvery     = 10 * time.Second
	hallDisplays       = 50 // of a large hall
)

// presses measures them, from the frame that a pad sends to the answer that it gets on the same socket, and meanwhile how late a call is
// on the displays.
func (c *centre) presses(ctx context.Context, o options, s *servers, all *samples) error {
	if err := c.forget(ctx); err != nil {
		return err
	}
	n := max(int(hallPressPerSecond*hallPressSeconds*o.scale), 2*hallPressWarm)
	calls := n * hallPerSecond / hallPressPerSecond
	if err := c.visits(ctx, n); err != nil {
		return err
	}
	if err := c.fill(ctx, calls); err != nil {
		return err
	}
	p, err := c.start(ctx, s)
	if err != nil {
		return err
	}
	defer p.stop()
	t := c.screens()
	t.Address, t.Workers, t.Count = p.address, hallDisplays, calls
	screens, err := startSubject(ctx, "hall-screens", t, o)
	if err != nil {
		return err
	}
	pads, err := startSubject(ctx, "hall-pads", task{Address: p.address, IDs: c.pads, Database: c.url, Count: n}, o)
	if err != nil {
		return err
	}
	changes, err := c.call(ctx, p.address, calls)
	if err != nil {
		return err
	}
	seen, err := screens.finish()
	if err != nil {
		return err
	}
	pressed, err := pads.finish()
	if err != nil {
		return err
	}
	late, _, err := lateness(changes[hallPerSecond:], seen.Times, hallDisplays) // the first second warms it up
	if err != nil {
		return err
	}
	all.add("hotline", "press_ack_p50_ms", "ms", percentile(pressed.LateMS, 50))
	all.add("hotline", "press_ack_p99_ms", "ms", percentile(pressed.LateMS, 99))
	all.add("hotline", "commit_to_screen_p50_ms", "ms", percentile(late, 50))
	all.add("hotline", "commit_to_screen_p99_ms", "ms", percentile(late, 99))
	return c.forget(ctx)
}

// visits makes visits that can be rated, spread over the counters: of clients who have been served and stand there still. Nobody calls
// those.
func (c *centre) visits(ctx context.Context, n int) error {
	if err := c.fill(ctx, n); err != nil {
		return err
	}
	if _, err := c.db.Exec(ctx, `INSERT INTO hall_visits (id, ticket_id, branch_id, counter_id, staff_id, direction_id, step, stepped_at, nonce,
			called_at, started_at, ended_at, version)
		SELECT gen_random_uuid(), t.id, $1, s.counter_id, s.staff_id, t.direction_id, 'served', now(), gen_random_uuid(), now() - interval '5 minutes',
			now() - interval '5 minutes', now() + interval '1 hour', 1
		FROM (SELECT id, direction_id, row_number() OVER () % $2 AS i FROM hall_tickets WHERE state = 'waiting') t
		JOIN (SELECT s.counter_id, s.staff_id, row_number() OVER () - 1 AS i FROM hall_signons s JOIN hall_counters c ON c.id = s.counter_id
			WHERE c.code LIKE 'B%') s USING (i)`,
		c.branch, hallCounters); err != nil {
		return err
	}
	_, err := c.db.Exec(ctx, `UPDATE hall_tickets SET state = 'parked' WHERE state = 'waiting'`)
	return err
}

// hallPads are the pads of a hall, by their tokens. Each says that it is lit when a client is called. Told to, they press evenly, each
// time for a visit of its own; else they stay until the standard input ends.
func hallPads(ctx context.Context, t task, ready func()) (answer, error) {
	byHash := make(map[[sha256.Size]byte]*pad, len(t.IDs))
	say := hellos(t.IDs)
	for i, token := range t.IDs {
		p, err := openPad(ctx, t.Address, say[i])
		if err != nil {
			return answer{}, err
		}
		byHash[sha256.Sum256([]byte(token))] = p
	}
	var presses []padPress
	if t.Count > 0 {
		var err error
		if presses, err = padPresses(ctx, t, byHash); err != nil {
			return answer{}, err
		}
	}
	ready()
	over := make(chan struct{})
	var g errgroup.Group
	for _, p := range byHash {
		g.Go(func() error { return unless(over, p.listen()) })
		g.Go(func() error { return unless(over, p.speak(over)) })
	}
	var a answer
	var err error
	if t.Count > 0 {
		a.LateMS, err = pressEvenly(presses)
	} else {
		_, _ = io.Copy(io.Discard, os.Stdin) // its end is the sign to stop
	}
	close(over)
	for _, p := range byHash {
		_ = p.ws.Close()
	}
	return a, errors.Join(err, g.Wait())
}

// unless passes on an error, but not one of what is over.
func unless(over <-chan struct{}, err error) error {
	select {
	case <-over:
		return nil
	default:
		return err
	}
}

// padPress is a press that is to come.
type padPress struct {
	pad   *pad
	nonce uuid.UUID
}

// padPresses are the visits that there are to rate, by turns of the pads.
func padPresses(ctx context.Context, t task, byHash map[[sha256.Size]byte]*pad) ([]padPress, error) {
	pool, err := pg.Open(ctx, t.Database, 1)
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	rows, err := pool.Query(ctx, `SELECT d.token_hash, v.nonce FROM hall_visits v
		JOIN hall_devices d ON d.counter_id = v.counter_id AND d.role = 'pad' AND d.revoked_at IS NULL
		JOIN hall_tickets t ON t.id = v.ticket_id AND t.state = 'parked'
		ORDER BY row_number() OVER (PARTITION BY d.id ORDER BY v.id), d.id LIMIT $1`, t.Count)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := make([]padPress, 0, t.Count)
	for rows.Next() {
		var hash []byte
		var nonce uuid.UUID
		if err := rows.Scan(&hash, &nonce); err != nil {
			return nil, err
		}
		p := byHash[[sha256.Size]byte(hash)]
		if p == nil {
			return nil, errors.New("a pad of somebody else's")
		}
		list = append(list, padPress{p, nonce})
	}
	return list, rows.Err()
}

// pressEvenly presses and waits for the answers, in milliseconds.
func pressEvenly(presses []padPress) ([]float64, error) {
	late := make([]float64, len(presses))
	var g errgroup.Group
	start := time.Now()
	for i, p := range presses {
		due := start.Add(time.Duration(i) * time.Second / hallPressPerSecond)
		time.Sleep(time.Until(due))
		g.Go(func() error {
			err := p.pad.press(p.nonce, 1+i%3)
			late[i] = float64(time.Since(due).Microseconds()) / 1000
			return err
		})
	}
	err := g.Wait()
	return late[hallPressWarm:], err
}

// pad is one on a counter.
type pad struct {
	ws *websocket.Conn

	mu      sync.Mutex // of what is written, and of the waiting
	lit     string     // the nonce of the client for whom it is lit
	boot    string
	waiting map[string]chan string // for answers, by the frame's id
}

// padFrame is what a pad is told, as far as it looks.
type padFrame struct {
	Type   string     `json:"type"`
	ID     string     `json:"id"`
	Why    string     `json:"why"`
	Events []wire.Row `json:"events"`
}

func openPad(ctx context.Context, address, hello string) (*pad, error) {
	ws, response, err := websocket.DefaultDialer.DialContext(ctx, "ws://"+address+"/api/hall/devices/feed", nil)
	if err != nil {
		return nil, err
	}
	_ = response.Body.Close()
	p := &pad{ws: ws, boot: uuid.NewString(), waiting: make(map[string]chan string)}
	if err := ws.WriteMessage(websocket.TextMessage, []byte(hello)); err != nil {
		return nil, errors.Join(err, ws.Close())
	}
	for {
		var f padFrame
		if err := ws.ReadJSON(&f); err != nil {
			return nil, errors.Join(err, ws.Close())
		}
		if f.Type == string(wire.TypeSnapshot) {
			return p, nil
		}
	}
}

// listen hears what the pad is told until the socket ends.
func (p *pad) listen() error {
	for {
		var f padFrame
		if err := p.ws.ReadJSON(&f); err != nil {
			return fmt.Errorf("a pad: %w", err)
		}
		var err error
		switch f.Type {
		case string(wire.TypeBeat):
			err = p.write(map[string]any{"v": 1, "type": "beat"})
		case string(wire.TypeEvents), string(wire.TypeDelta):
			err = p.see(f.Events)
		case "ack":
			p.mu.Lock()
			if w := p.waiting[f.ID]; w != nil {
				w <- f.Why
			}
			p.mu.Unlock()
		}
		if err != nil {
			return err
		}
	}
}

// see shows the lamp and says so.
func (p *pad) see(rows []wire.Row) error {
	for i := range rows {
		var lamp struct {
			Nonce string `json:"nonce"`
		}
		if len(rows[i].Data) > 0 {
			if err := json.Unmarshal(rows[i].Data, &lamp); err != nil {
				return err
			}
		}
		p.mu.Lock()
		changed := p.lit != lamp.Nonce
		p.lit = lamp.Nonce
		p.mu.Unlock()
		if !changed {
			continue
		}
		if err := p.health(); err != nil {
			return err
		}
	}
	return nil
}

// speak says how the pad is, now and then.
func (p *pad) speak(over <-chan struct{}) error {
	tick := time.NewTicker(padHealthEvery)
	defer tick.Stop()
	for {
		if err := p.health(); err != nil {
			return err
		}
		select {
		case <-over:
			return nil
		case <-tick.C:
		}
	}
}

func (p *pad) health() error {
	p.mu.Lock()
	lit := p.lit
	p.mu.Unlock()
	return p.write(map[string]any{
		"v": 1, "type": "health", "id": uuid.NewString(), "boot": p.boot, "lit": lit != "", "nonce": lit, "lamps": "ok", "buttons": "ok",
	})
}

// press rates a visit and waits until it is kept.
func (p *pad) press(nonce uuid.UUID, mark int) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	answered := make(chan string, 1)
	p.mu.Lock()
	p.waiting[id.String()] = answered
	p.mu.Unlock()
	if err := p.write(map[string]any{"v": 1, "type": "press", "id": id, "nonce": nonce, "mark": mark, "age_ms": 0}); err != nil {
		return err
	}
	select {
	case why := <-answered:
		if why != "" {
			return fmt.Errorf("a press does not count: %s", why)
		}
		return nil
	case <-time.After(hallPatience):
		return errors.New("a press was not answered")
	}
}

func (p *pad) write(v any) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ws.WriteJSON(v)
}
