package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"

	"hotline/casecore"
	"hotline/internal/live/wire"
)

// pushPatience is how long consoles wait for what they were promised.
const pushPatience = 2 * time.Minute

// pushConsoles opens consoles and notes when each hears of each new case.
func pushConsoles(ctx context.Context, t task, ready func()) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, pushPatience)
	defer cancel()
	cookie, err := signIn(ctx, t.Address, pushLogin)
	if err != nil {
		return answer{}, err
	}
	consoles := make([]*console, t.Workers)
	for i := range consoles {
		if consoles[i], err = openConsole(ctx, t.Address, cookie); err != nil {
			return answer{}, err
		}
		defer consoles[i].ws.Close()
	}
	ready()
	var g errgroup.Group
	for _, c := range consoles {
		g.Go(func() error { return c.listen(t.Count) })
	}
	stop := context.AfterFunc(ctx, func() {
		for _, c := range consoles {
			_ = c.ws.Close()
		}
	})
	defer stop()
	if err := g.Wait(); err != nil {
		return answer{}, err
	}
	a := answer{Times: make(map[string][]int64, t.Count)}
	for _, c := range consoles {
		a.Most = max(a.Most, c.most)
		for _, h := range c.heard {
			id := string(h.id[:])
			a.Times[id] = append(a.Times[id], h.at)
		}
	}
	return a, nil
}

// signIn returns the session's cookie.
func signIn(ctx context.Context, address, login string) (string, error) {
	body, err := json.Marshal(map[string]string{"login": login, "password": pushPassword})
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/api/sign-in", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", uuid.NewString())
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || len(response.Cookies()) == 0 {
		return "", fmt.Errorf("sign in: %s", response.Status)
	}
	return response.Cookies()[0].String(), nil
}

// console is one connection.
type console struct {
	ws     *websocket.Conn
	heard  []heard
	second int64
	frames int // in that second
	most   int
}

// heard is that a case is new.
type heard struct {
	id [36]byte
	at int64 // µs
}

func openConsole(ctx context.Context, address, cookie string) (*console, error) {
	ws, response, err := websocket.DefaultDialer.DialContext(ctx, "ws://"+address+"/api/feed", http.Header{"Cookie": {cookie}})
	if err != nil {
		return nil, err
	}
	_ = response.Body.Close()
	c := &console{ws: ws}
	if err := ws.WriteJSON(wire.Hello{V: wire.Version, Type: wire.TypeHello, Stream: casecore.CasesStream}); err != nil {
		return nil, errors.Join(err, ws.Close())
	}
	for { // until the snapshot, it would not be told of events; a beat may come before it
		_, first, err := ws.ReadMessage()
		switch {
		case err != nil:
			return nil, errors.Join(err, ws.Close())
		case bytes.Contains(first, []byte(`"type":"snapshot"`)):
			return c, nil
		case !bytes.Contains(first, []byte(`"type":"beat"`)):
			return nil, errors.Join(fmt.Errorf("no snapshot: %.80s", first), ws.Close())
		}
	}
}

// listen reads until count cases were heard of.
func (c *console) listen(count int) error {
	const answerBeat = `{"v":1,"type":"beat"}`
	for len(c.heard) < count {
		_, b, err := c.ws.ReadMessage()
		if err != nil {
			return fmt.Errorf("after %d cases: %w", len(c.heard), err)
		}
		now := time.Now()
		c.count(now.Unix())
		if bytes.HasPrefix(b, []byte(`{"v":1,"type":"beat"`)) {
			if err := c.ws.WriteMessage(websocket.TextMessage, []byte(answerBeat)); err != nil {
				return err
			}
			continue
		}
		c.scan(b, now.UnixMicro())
	}
	return nil
}

func (c *console) count(second int64) {
	if second != c.second {
		c.second, c.frames = second, 0
	}
	c.frames++
	c.most = max(c.most, c.frames)
}

// scan finds cases at their first version. Decoding would cost the machine more than serving does.
func (c *console) scan(b []byte, at int64) {
	mark, first := []byte(`"st":"case","id":"`), []byte(`","ver":1,`)
	for {
		i := bytes.Index(b, mark)
		if i < 0 {
			return
		}
		b = b[i+len(mark):]
		var h heard
		if len(b) > len(h.id) && bytes.HasPrefix(b[len(h.id):], first) {
			h.at = at
			copy(h.id[:], b)
			c.heard = append(c.heard, h)
		}
	}
}
