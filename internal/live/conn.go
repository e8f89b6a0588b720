package live

import (
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"hotline/internal/live/wire"
)

const (
	queueFrames = 64
	queueBytes  = 256 << 10
	// writeWait is how long one frame may take to leave; a console on a bad line is better off connecting again.
	writeWait = 10 * time.Second
	// closeWait is how long the other side may take to answer a close.
	closeWait = 2 * time.Second
	// A client says hello again when it finds that it lost something: so often in a row, and then one each while.
	helloBurst = 40
	helloEvery = 250 * time.Millisecond
)

// conn is one connection.
type conn struct {
	ws     *websocket.Conn
	line   *line
	crew   *crew
	viewer Viewer
	tags   []string

	// The hub's, under its mutex.
	group   *group
	slot    int    // when it is beaten to
	live    bool   // told events as they come; otherwise it is being synchronised
	syncing bool   // waits for a snapshot
	epoch   string // of what it was told
	sent    int64  // everything up to this position has been told

	mu     sync.Mutex
	queue  []*frame
	next   int // of the queue
	bytes  int
	ending *ending
	turn   bool      // somebody writes, or will
	heard  time.Time // when the client last said something, by the process's own clock
}

// ending is why a connection closes.
type ending struct {
	code   int
	reason string
}

func newConn(ws *websocket.Conn, l *line, w *crew, v Viewer, tags []string) *conn {
	c := &conn{ws: ws, line: l, crew: w, viewer: v, tags: tags, heard: time.Now()}
	ws.SetPingHandler(c.pong)
	ws.SetCloseHandler(c.closed)
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

// permitted tells whether the viewer still is who connected. It is asked of thousands for each event: of most the tags are the very
// ones that they came with, which need not be read.
func (c *conn) permitted() bool {
	tags, ok := c.viewer.Tags()
	return ok && len(tags) == len(c.tags) && (len(tags) == 0 || &tags[0] == &c.tags[0] || slices.Equal(tags, c.tags))
}

// enqueue adds a frame; one that does not fit ends the connection.
func (c *conn) enqueue(f *frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ending != nil {
		return
	}
	if !f.exempt {
		if len(c.queue)-c.next >= queueFrames || c.bytes+f.size > queueBytes {
			c.endLocked(wire.CloseComeBack, "overflow")
			return
		}
		c.bytes += f.size
	}
	c.queue = append(c.queue, f)
	c.ask()
}

// discard empties the queue: what was in it is superseded.
func (c *conn) discard() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop()
}

func (c *conn) drop() { c.queue, c.next, c.bytes = nil, 0, 0 }

// end closes the connection once the frame that is being written has left.
func (c *conn) end(code int, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.endLocked(code, reason)
}

func (c *conn) endLocked(code int, reason string) {
	if c.ending == nil {
		c.ending = &ending{code, reason}
		c.drop()
		c.ask()
	}
}

// ask asks the crew for a turn, unless c has one.
func (c *conn) ask() {
	if !c.turn {
		c.turn = true
		c.crew.add(c)
	}
}

// take is the next thing to write; without one, c's turn is over.
func (c *conn) take() (*frame, *ending) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ending != nil {
		return nil, c.ending
	}
	if c.next == len(c.queue) {
		c.queue, c.next = c.queue[:0], 0
		c.turn = false
		return nil, nil
	}
	f := c.queue[c.next]
	c.queue[c.next] = nil
	c.next++
	if !f.exempt {
		c.bytes -= f.size
	}
	return f, nil
}

// write is c's turn: one goroutine at a time. It never waits for the client: where the line is full, a goroutine of c's own goes on.
func (c *conn) write() {
	for {
		f, end := c.take()
		switch {
		case end != nil:
			c.sayGoodbye(end)
			return
		case f == nil:
			return
		}
		if err := c.ws.WritePreparedMessage(f.message); err != nil {
			_ = c.ws.Close() // who reads finds it so
			return
		}
		if c.line.full() {
			go c.drain()
			return
		}
	}
}

// drain waits until the client has taken what was kept, and goes on writing.
func (c *conn) drain() {
	if err := c.line.flush(writeWait); err != nil {
		_ = c.ws.Close()
		return
	}
	c.write()
}

// sayGoodbye gives the client a while to answer, because closing at once may destroy the close frame on its way. It is the last thing
// that is written: c's turn never ends.
func (c *conn) sayGoodbye(e *ending) {
	err := c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(e.code, e.reason), time.Time{})
	if err != nil {
		_ = c.ws.Close()
		return
	}
	if c.line.full() {
		go func() {
			if err := c.line.flush(closeWait); err != nil {
				_ = c.ws.Close()
			}
		}()
	}
	_ = c.line.SetReadDeadline(time.Now().Add(closeWait)) // who reads closes then
}

// close ends the connection, once what was said last has left.
func (c *conn) close() {
	_ = c.line.flush(closeWait)
	_ = c.ws.Close()
}

// pong answers a ping in its turn.
func (c *conn) pong(data string) error {
	m, err := websocket.NewPreparedMessage(websocket.PongMessage, []byte(data))
	if err != nil {
		return err
	}
	c.enqueue(&frame{message: m, size: len(data)})
	return nil
}

// closed answers a close.
func (c *conn) closed(code int, _ string) error {
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Time{}) // or it is closed already
	_ = c.line.flush(closeWait)
	return nil
}

// listen reads until the connection fails; hello is called for each hello after the first.
func (c *conn) listen(hello func(wire.Hello)) {
	var hellos *rate.Limiter // of most connections there is no second
	heard := func(h wire.Hello, frame []byte) {
		c.hear()
		switch h.Type {
		case wire.TypeHello:
			if hellos == nil {
				hellos = rate.NewLimiter(rate.Every(helloEvery), helloBurst)
			}
			if !hellos.Allow() {
				c.end(wire.CloseComeBack, "too many hellos") // each costs an answer
				return
			}
			hello(h)
		case wire.TypeBeat:
		default:
			c.told(frame)
		}
	}
	for {
		err := c.crew.receive(c.ws, heard)
		if errors.Is(err, wire.ErrFrame) {
			c.end(wire.CloseBadFrame, "bad frame")
			continue // until the close is answered
		}
		if err != nil {
			return
		}
	}
}

func (c *conn) ended() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ending != nil
}

// told gives a frame to a viewer that says things of its own, and the answer back.
func (c *conn) told(b []byte) {
	speaker, ok := c.viewer.(Speaker)
	if !ok {
		c.end(wire.CloseBadFrame, "bad frame")
		return
	}
	if c.ended() {
		return
	}
	answer, err := speaker.Hear(b)
	switch {
	case errors.Is(err, wire.ErrFrame):
		c.end(wire.CloseBadFrame, "bad frame")
	case errors.Is(err, wire.ErrForbidden):
		c.end(wire.CloseForbidden, "not allowed")
	case err != nil:
		c.end(wire.CloseComeBack, "not done")
	case answer != nil:
		f, err := newFrame(answer)
		if err != nil {
			c.end(wire.CloseComeBack, "not done")
			return
		}
		c.enqueue(f)
	}
}
