package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"hotline/internal/live"
	"hotline/internal/live/wire"
	"hotline/internal/pg"
	"hotline/internal/redisdb"
	"hotline/queuehall"
)

// hallBare is a plain broadcast loop: each connection has the goroutine of its request, a change is prepared once and written to one
// after the other.
func hallBare(ctx context.Context, t task, ready func()) (answer, error) { //nolint:unparam // as every subject
	var mu sync.Mutex
	var all []*websocket.Conn
	upgrader := websocket.Upgrader{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /feed", func(w http.ResponseWriter, r *http.Request) {
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer ws.Close()
		if _, _, err := ws.ReadMessage(); err != nil { // its hello
			return
		}
		if err := ws.WriteMessage(websocket.TextMessage, []byte(hallNothing)); err != nil {
			return
		}
		mu.Lock()
		all = append(all, ws)
		mu.Unlock()
		for {
			if _, _, err := ws.ReadMessage(); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("POST /changes", func(_ http.ResponseWriter, _ *http.Request) {
		_ = hallPace(ctx, func(n int) error { // who waits for more misses it
			mu.Lock()
			defer mu.Unlock()
			m, err := websocket.NewPreparedMessage(websocket.TextMessage, hallChange(n, time.Now()))
			if err != nil {
				return err
			}
			for _, ws := range all {
				_ = ws.WritePreparedMessage(m) // who is gone is missed by those who listen
			}
			return nil
		})
	})
	return answer{}, hallServe(ctx, t, mux, ready)
}

// hallServe serves until the standard input ends.
func hallServe(ctx context.Context, t task, handler http.Handler, ready func()) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", t.Address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: hallPatience}
	go func() { _ = server.Serve(listener) }() // until it is closed
	ready()
	_, _ = io.Copy(io.Discard, os.Stdin) // its end is the sign to stop
	return server.Close()
}

// hallPace does something for each change, evenly.
func hallPace(ctx context.Context, do func(n int) error) error {
	tick := time.NewTicker(time.Second / hallPerSecond)
	defer tick.Stop()
	for n := range hallWarm + hallChanges {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		if err := do(n); err != nil {
			return err
		}
	}
	return nil
}

// hallHotline is the feed of the hall as the product serves it: devices by their tokens, snapshots from PostgreSQL, changes from Redis.
func hallHotline(ctx context.Context, t task, ready func()) (answer, error) {
	pool, err := pg.Open(ctx, t.Database, 0)
	if err != nil {
		return answer{}, err
	}
	defer pool.Close()
	redis, err := redisdb.Open(t.Redis)
	if err != nil {
		return answer{}, err
	}
	defer redis.Close()
	db := pg.NewDB(pool)
	hall, err := openHall(db)
	if err != nil {
		return answer{}, err
	}
	hub := live.NewHub(queuehall.Stream, live.NewRedisSource(redis, queuehall.Stream), queuehall.NewSnapshots(db),
		live.Options{Now: time.Now, Log: quiet()})
	door := queuehall.NewDoor(hall)
	admit := func(r *http.Request, h wire.Hello) (live.Viewer, error) {
		var c struct {
			Token string `json:"token"`
		}
		if err := json.Unmarshal(h.Credential, &c); err != nil {
			return nil, err
		}
		e, err := door.Enter(r.Context(), c.Token)
		if err != nil {
			return nil, err
		}
		d := e.Device
		if d.Role == queuehall.Pad {
			return device{"pad:" + d.Counter.String()}, nil
		}
		return device{"hall:" + d.Branch.String() + ":display"}, nil
	}
	ctx, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- hub.Run(ctx) }()
	err = hallServe(ctx, t, live.NewHandler(websocket.Upgrader{}, admit, hub), ready)
	stop()
	return answer{}, errors.Join(err, <-done)
}

// device sees what its tags show.
type device []string

// Tags implements live.Viewer.
func (d device) Tags() ([]string, bool) { return d, true }
