package live

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/gorilla/websocket"

	"hotline/internal/live/wire"
)

// crewTurn is how many connections a worker takes at a time.
const crewTurn = 32

// crew writes to the connections that have something to write: a few workers, who are there only as long as there are such.
type crew struct {
	most int // workers

	mu      sync.Mutex
	waiting []*conn
	next    int // of those waiting
	workers int

	buffers sync.Pool // for what is read: thousands answer beats, and each frame is gone as soon as it is heard
}

// receive waits for a frame of a client and gives it to heard, for as long as that takes.
func (w *crew) receive(ws *websocket.Conn, heard func(h wire.Hello, frame []byte)) error {
	kind, r, err := ws.NextReader()
	if err != nil {
		return fmt.Errorf("live: read: %w", err)
	}
	b, ok := w.buffers.Get().(*bytes.Buffer)
	if !ok {
		b = new(bytes.Buffer)
	}
	defer w.buffers.Put(b)
	b.Reset()
	if _, err := b.ReadFrom(r); err != nil {
		return fmt.Errorf("live: read: %w", err)
	}
	if kind != websocket.TextMessage {
		return wire.ErrFrame
	}
	h, err := wire.ParseClient(b.Bytes())
	if err != nil {
		return err
	}
	heard(h, b.Bytes())
	return nil
}

// add lets c's turn come. Whoever adds holds c's turn already, so that it waits once.
func (w *crew) add(c *conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = append(w.waiting, c)
	if w.workers < w.most {
		w.workers++
		go w.work()
	}
}

func (w *crew) work() {
	var turn [crewTurn]*conn
	for {
		n := w.take(turn[:])
		if n == 0 {
			return
		}
		for i, c := range turn[:n] {
			c.write()
			turn[i] = nil
		}
	}
}

// take gives a worker some connections, or sends it home.
func (w *crew) take(turn []*conn) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := copy(turn, w.waiting[w.next:])
	clear(w.waiting[w.next : w.next+n])
	w.next += n
	if w.next == len(w.waiting) {
		w.waiting, w.next = w.waiting[:0], 0
	}
	if n == 0 {
		w.workers--
	}
	return n
}
