package asterisk

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/CyCoreSystems/ari/v5"
	"github.com/gorilla/websocket"
)

// How long a silent socket is believed: a ping goes out at half of it.
const (
	silence    = 10 * time.Second
	pingEvery  = silence / 2
	writeWait  = 2 * time.Second
	maxMessage = 1 << 20 // bytes; the largest that Asterisk sends are listings of endpoints, some KiB
)

// ErrReplaced is returned when another process has taken the application over.
var ErrReplaced = errors.New("asterisk: the application was taken over by another process")

// Handler is told of events, one at a time, in Asterisk's order. It must not block.
type Handler interface {
	// Event gets one of the types of the ari library.
	Event(e ari.Event)
	// Skipped gets the type of an event that is not known or could not be read.
	Skipped(kind string)
}

// Listen connects the application, calls connected, and passes on events until ctx ends or the socket breaks, for which it
// returns the reason, never nil. It returns ErrReplaced when the application was taken over.
func (c *Client) Listen(ctx context.Context, connected func(), h Handler) error {
	conn, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()

	conn.SetReadLimit(maxMessage)
	alive := func(string) error { return conn.SetReadDeadline(time.Now().Add(silence)) }
	_ = alive("")
	conn.SetPongHandler(alive)
	done := make(chan struct{})
	defer close(done)
	go ping(conn, done)

	c.hush(ctx)
	connected()
	for {
		_, data, err := conn.ReadMessage()
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("asterisk: events: %w", err)
		}
		_ = alive("")
		if replaced := pass(data, h); replaced {
			return ErrReplaced
		}
	}
}

func (c *Client) dial(ctx context.Context) (*websocket.Conn, error) {
	u := *c.base
	u.Scheme = strings.Replace(u.Scheme, "http", "ws", 1)
	u.Path += "/events"
	u.RawQuery = url.Values{"app": {c.cfg.App}, "subscribeAll": {"false"}}.Encode()
	dialer := websocket.Dialer{HandshakeTimeout: headerWait, ReadBufferSize: 16 << 10}
	header := http.Header{"Authorization": {"Basic " +
		base64.StdEncoding.EncodeToString([]byte(c.cfg.Username+":"+c.cfg.Password))}}
	conn, res, err := dialer.DialContext(ctx, u.String(), header)
	if res != nil {
		_ = res.Body.Close()
	}
	if err != nil {
		if res != nil {
			return nil, fmt.Errorf("asterisk: events: %s", res.Status)
		}
		return nil, fmt.Errorf("asterisk: events: %w", err)
	}
	return conn, nil
}

// chatter are the kinds of events of which a call makes dozens and that nobody here asks for.
var chatter = []string{"ChannelVarset", "ChannelDialplan"}

// hush asks Asterisk not to send the chatter. One that cannot, or does not answer, sends it: it is passed over.
func (c *Client) hush(ctx context.Context) {
	type kind struct {
		Type string `json:"type"`
	}
	var filter struct {
		Disallowed []kind `json:"disallowed"`
	}
	for _, name := range chatter {
		filter.Disallowed = append(filter.Disallowed, kind{name})
	}
	_ = c.PutConfig(ctx, "/applications/"+url.PathEscape(c.cfg.App)+"/eventFilter", filter)
}

// ping keeps the socket known to be alive; a failure shows at the reader.
func ping(conn *websocket.Conn, done <-chan struct{}) {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
			_ = conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait))
		}
	}
}

// pass decodes one event and tells whether it says that the application was taken over. The library answers an unknown type
// with nil or an error; neither may stop the stream.
func pass(data []byte, h Handler) (replaced bool) {
	e, err := ari.DecodeEvent(data)
	if err != nil || e == nil {
		var head struct {
			Type string `json:"type"`
		}
		_ = json.Unmarshal(data, &head)
		h.Skipped(head.Type)
		return false
	}
	if _, ok := e.(*ari.ApplicationReplaced); ok {
		return true
	}
	h.Event(e)
	return false
}
