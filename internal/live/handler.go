package live

import (
	"net/http"
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
// error closes the connection with wire.CloseSignIn. A refusal belongs here and not before the upgrade: a browser's
// script never learns the status of a refused upgrade, so it could not tell a session's end from a broken line.
type Admit func(r *http.Request, h wire.Hello) (Viewer, error)

// Handler accepts WebSocket connections for its hubs.
type Handler struct {
	upgrader websocket.Upgrader
	admit    Admit
	hubs     map[string]*Hub
}

// NewHandler returns a Handler. The upgrader's CheckOrigin decides which pages may connect; when nil, only those of the
// same origin.
func NewHandler(upgrader websocket.Upgrader, admit Admit, hubs ...*Hub) *Handler {
	h := &Handler{upgrader: upgrader, admit: admit, hubs: make(map[string]*Hub, len(hubs))}
	for _, hub := range hubs {
		h.hubs[hub.stream] = hub
	}
	return h
}

// ServeHTTP serves one connection until it ends.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ws, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	ws.SetReadLimit(readLimit)
	_ = ws.SetReadDeadline(time.Now().Add(helloWait))
	hello, err := receive(ws)
	if err != nil || hello.Type != wire.TypeHello {
		refuse(ws, wire.CloseBadFrame, "hello expected")
		return
	}
	_ = ws.SetReadDeadline(time.Time{}) // from now on the hub listens for silence
	hub, ok := h.hubs[hello.Stream]
	if !ok {
		refuse(ws, wire.CloseBadFrame, "no such stream")
		return
	}
	viewer, err := h.admit(r, hello)
	if err != nil {
		refuse(ws, wire.CloseSignIn, "sign in")
		return
	}
	tags, ok := viewer.Tags()
	if !ok {
		refuse(ws, wire.CloseSignIn, "sign in")
		return
	}
	hub.serve(newConn(ws, viewer, tags), hello)
}

// refuse closes a connection that nobody serves yet.
func refuse(ws *websocket.Conn, code int, reason string) {
	c := newConn(ws, nil, nil)
	c.end(code, reason)
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.write()
	}()
	c.listen(func(wire.Hello) {})
	<-done
}
