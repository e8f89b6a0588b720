package livetest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/gorilla/websocket"

	"hotline/internal/live/wire"
)

// Console is one connection that keeps a model.
type Console struct {
	Model  *Model
	stream string
	ws     *websocket.Conn
	done   chan struct{}

	write  sync.Mutex // of the socket
	mu     sync.Mutex
	frames [][]byte
	err    error
	gaps   int
	mute   bool
	held   chan struct{} // closed to go on reading, nil when nothing is held
}

// Dial connects, says hello with what the model knows, and follows the feed until the connection ends.
func Dial(ctx context.Context, dialer *websocket.Dialer, url string, header http.Header, stream string, m *Model) (*Console, error) {
	ws, res, err := dialer.DialContext(ctx, url, header)
	if err != nil {
		if res != nil {
			return nil, fmt.Errorf("livetest: dial: %w: %s", err, res.Status)
		}
		return nil, fmt.Errorf("livetest: dial: %w", err)
	}
	c := &Console{Model: m, stream: stream, ws: ws, done: make(chan struct{})}
	if err := c.Send(m.Hello(stream)); err != nil {
		return nil, errors.Join(err, ws.Close())
	}
	go c.read()
	return c, nil
}

func (c *Console) read() {
	defer close(c.done)
	defer c.ws.Close()
	for {
		c.mu.Lock()
		held := c.held
		c.mu.Unlock()
		if held != nil {
			<-held
		}
		_, b, err := c.ws.ReadMessage()
		if err == nil {
			err = c.take(b)
		}
		if err != nil {
			c.mu.Lock()
			c.err = err
			c.mu.Unlock()
			return
		}
	}
}

func (c *Console) take(b []byte) error {
	t, gap, err := c.Model.Take(b)
	c.mu.Lock()
	c.frames = append(c.frames, b)
	mute := c.mute
	if gap {
		c.gaps++
	}
	c.mu.Unlock()
	switch {
	case err != nil:
		return err
	case gap:
		return c.Send(c.Model.Hello(c.stream))
	case t == wire.TypeBeat && !mute:
		return c.Send(map[string]any{"v": wire.Version, "type": wire.TypeBeat})
	}
	return nil
}

// Send writes a frame.
func (c *Console) Send(v any) error {
	c.write.Lock()
	defer c.write.Unlock()
	return c.ws.WriteJSON(v)
}

// SendText writes whatever text.
func (c *Console) SendText(s string) error {
	c.write.Lock()
	defer c.write.Unlock()
	return c.ws.WriteMessage(websocket.TextMessage, []byte(s))
}

// Mute leaves beats unanswered from now on.
func (c *Console) Mute() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.mute = true
}

// Hold stops reading after the next frame; the function it returns goes on.
func (c *Console) Hold() (release func()) {
	held := make(chan struct{})
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = held
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.held = nil
		close(held)
	}
}

// Cut drops the connection without a word, as a broken line does.
func (c *Console) Cut() {
	_ = c.ws.NetConn().Close()
	<-c.done
}

// Done is closed when the connection has ended.
func (c *Console) Done() <-chan struct{} { return c.done }

// CloseCode is why the server closed the connection, 0 while it has not.
func (c *Console) CloseCode() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	var e *websocket.CloseError
	if errors.As(c.err, &e) {
		return e.Code
	}
	return 0
}

// Gaps is how often the client found that it had lost something.
func (c *Console) Gaps() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.gaps
}

// Frames returns the frames so far.
func (c *Console) Frames() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	frames := make([]string, 0, len(c.frames))
	for _, b := range c.frames {
		frames = append(frames, string(b))
	}
	return slices.Clip(frames)
}
