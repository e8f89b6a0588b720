package live

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"hotline/internal/live/wire"
)

const (
	queueFrames = 64
	queueBytes  = 256 << 10
	// writeWait is how long one frame may take to leave; a console on a bad line is better off connecting again.
	writeWait = 10 * time.Second
	// closeWait is how long the other side may take to answer a close.
	closeWait = 2 * time.Second
)

// conn is one connection.
type conn struct {
	ws     *websocket.Conn
	viewer Viewer
	tags   []string

	// The hub's, under its mutex.
	group   *group
	live    bool   // told events as they come; otherwise it is being synchronised
	syncing bool   // by a goroutine
	epoch   string // of what it was told
	sent    int64  // everything up to this position has been told

	mu     sync.Mutex
	queue  []*frame
	bytes  int
	ending *ending
	heard  time.Time     // when the client last said something, by the process's own clock
	wake   chan struct{} // something is in the queue, or it ends
	read   chan struct{} // closed when the reader is gone
}

// ending is why a connection closes.
type ending struct {
	code   int
	reason string
}

func newConn(ws *websocket.Conn, v Viewer, tags []string) *conn {
	c := &conn{ws: ws, viewer: v, tags: tags, wake: make(chan struct{}, 1), read: make(chan struct{})}
	c.hear()
	return c
}

// hear and silence do not use the injected clock: it may run faster than wires do.
func (c *conn) hear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = time.Now()
}

func (c *conn) silence() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Since(c.heard)
}

// permitted tells whether the viewer still is who connected.
func (c *conn) permitted() bool {
	tags, ok := c.viewer.Tags()
	return ok && slices.Equal(tags, c.tags)
}

// enqueue adds a frame; one that does not fit ends the connection.
func (c *conn) enqueue(f *frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ending != nil {
		return
	}
	if !f.exempt {
		if len(c.queue) >= queueFrames || c.bytes+f.size > queueBytes {
			c.endLocked(wire.CloseComeBack, "overflow")
			return
		}
		c.bytes += f.size
	}
	c.queue = append(c.queue, f)
	c.signal()
}

// discard empties the queue: what was in it is superseded.
func (c *conn) discard() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue, c.bytes = nil, 0
}

// end closes the connection once the frame that is being written has left.
func (c *conn) end(code int, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.endLocked(code, reason)
}

func (c *conn) endLocked(code int, reason string) {
	if c.ending == nil {
		c.ending = &ending{code, reason}
		c.queue, c.bytes = nil, 0
		c.signal()
	}
}

func (c *conn) ended() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ending != nil
}

func (c *conn) signal() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *conn) take() (*frame, *ending) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ending != nil || len(c.queue) == 0 {
		return nil, c.ending
	}
	f := c.queue[0]
	c.queue[0] = nil
	c.queue = c.queue[1:]
	if !f.exempt {
		c.bytes -= f.size
	}
	return f, nil
}

// write is the connection's one writer. It returns when the connection is closed.
func (c *conn) write() {
	defer c.ws.Close()
	for {
		f, end := c.take()
		switch {
		case end != nil:
			c.sayGoodbye(end)
			return
		case f == nil:
			select {
			case <-c.wake:
			case <-c.read:
				return
			}
		default:
			_ = c.ws.SetWriteDeadline(time.Now().Add(writeWait))
			if err := c.ws.WritePreparedMessage(f.message); err != nil {
				return
			}
		}
	}
}

// sayGoodbye waits for the answer, because closing at once may destroy the close frame on its way.
func (c *conn) sayGoodbye(e *ending) {
	message := websocket.FormatCloseMessage(e.code, e.reason)
	if err := c.ws.WriteControl(websocket.CloseMessage, message, time.Now().Add(closeWait)); err != nil {
		return
	}
	select {
	case <-c.read:
	case <-time.After(closeWait):
	}
}

// receive reads one frame of the client.
func receive(ws *websocket.Conn) (wire.Hello, error) {
	kind, b, err := ws.ReadMessage()
	if err != nil {
		return wire.Hello{}, fmt.Errorf("live: read: %w", err)
	}
	if kind != websocket.TextMessage {
		return wire.Hello{}, wire.ErrFrame
	}
	return wire.ParseClient(b)
}

// listen reads until the connection fails; hello is called for each hello after the first.
func (c *conn) listen(hello func(wire.Hello)) {
	defer close(c.read)
	for {
		h, err := receive(c.ws)
		if errors.Is(err, wire.ErrFrame) {
			c.end(wire.CloseBadFrame, "bad frame")
			continue // until the close is answered
		}
		if err != nil {
			return
		}
		c.hear()
		if h.Type == wire.TypeHello {
			hello(h)
		}
	}
}
