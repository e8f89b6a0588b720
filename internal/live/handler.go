package live

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"hotline/internal/live/wire"
)

const (
	helloWait = 5 * time.Second
	// readLimit is far above any client's frame.
	readLimit = 4 << 10
)

// Admit tells who is behind a connection: a person by the request's cookie, a device by the hello's credential. Any
// error closes the connection with wire.CloseSignIn, but [ErrLater] with wire.CloseComeBack. A refusal belongs here and not before the upgrade: a browser's
// script never learns the status of a refused upgrade, so it could not tell a session's end from a broken line.
type Admit func(r *http.Request, h wire.Hello) (Viewer, error)

// ErrLater is what an [Admit] returns while it cannot tell who it is: the client is not to blame, and comes back.
var ErrLater = errors.New("live: not now")

// Handler accepts WebSocket connections for its hubs.
type Handler struct {
	upgrader websocket.Upgrader
	admit    Admit
	hubs     map[string]*Hub
	crew     *crew
	crowd    crowd
}

// readBuffer is what a connection keeps for reading: clients' frames are small, and there are thousands of them.
const readBuffer = 512

// NewHandler returns a Handler. The upgrader's CheckOrigin decides which pages may connect; when nil, only those of the
// same origin.
func NewHandler(upgrader websocket.Upgrader, admit Admit, hubs ...*Hub) *Handler {
	upgrader.ReadBufferSize, upgrader.WriteBufferPool = readBuffer, new(sync.Pool)
	h := &Handler{upgrader: upgrader, admit: admit, hubs: make(map[string]*Hub, len(hubs)), crew: &crew{most: runtime.GOMAXPROCS(0)}}
	for _, hub := range hubs {
		h.hubs[hub.stream] = hub
	}
	return h
}

// ServeHTTP accepts one connection, which lives on after it returns: what HTTP keeps for a request is too much for thousands. The
// context of the request that Admit is given ends with the connection.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	taken := &hijacked{ResponseWriter: w}
	ws, err := h.upgrader.Upgrade(taken, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	if err := taken.line.flush(helloWait); err != nil {
		_ = ws.Close()
		return
	}
	ws.SetReadLimit(readLimit)
	_ = ws.SetReadDeadline(time.Now().Add(helloWait))
	var hello wire.Hello
	err = h.crew.receive(ws, func(first wire.Hello, _ []byte) { hello = first })
	if err != nil || hello.Type != wire.TypeHello {
		h.refuse(ws, taken.line, wire.CloseBadFrame, "hello expected")
		return
	}
	_ = ws.SetReadDeadline(time.Time{}) // from now on the hub listens for silence
	hub, ok := h.hubs[hello.Stream]
	if !ok {
		h.refuse(ws, taken.line, wire.CloseBadFrame, "no such stream")
		return
	}
	ctx, end := context.WithCancel(context.WithoutCancel(r.Context()))
	viewer, err := h.admit(r.WithContext(ctx), hello)
	if err != nil {
		end()
		if errors.Is(err, ErrLater) {
			h.refuse(ws, taken.line, wire.CloseComeBack, "not now")
			return
		}
		h.refuse(ws, taken.line, wire.CloseSignIn, "sign in")
		return
	}
	tags, ok := viewer.Tags()
	if !ok {
		end()
		h.refuse(ws, taken.line, wire.CloseSignIn, "sign in")
		return
	}
	c := newConn(ws, taken.line, h.crew, viewer, tags)
	go func() {
		defer end()
		hub.serve(c, hello)
	}()
	h.crowd.come()
}

// refuse closes a connection that nobody serves yet.
func (h *Handler) refuse(ws *websocket.Conn, l *line, code int, reason string) {
	c := newConn(ws, l, h.crew, nil, nil)
	c.turn = true // this goroutine's
	c.sayGoodbye(&ending{code, reason})
	c.listen(func(wire.Hello) {})
	c.close()
}
