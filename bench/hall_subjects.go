package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"sync"

	"github.com/gorilla/websocket"

	"hotline/internal/live/wire"
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
	mux.HandleFunc("POST /changes", func(w http.ResponseWriter, _ *http.Request) {
		changes, _ := hallPace(ctx, hallWarm+hallChanges, func(n int) (hallChange, error) { // who waits for more misses it
			mu.Lock()
			defer mu.Unlock()
			event, change := hallEvent(n)
			b, err := json.Marshal(wire.Events{
				V: wire.Version, Type: wire.TypeEvents, Offset: event.Pos, After: event.Pos - 1, Events: []wire.Event{event},
			})
			if err != nil {
				return change, err
			}
			m, err := websocket.NewPreparedMessage(websocket.TextMessage, b)
			if err != nil {
				return change, err
			}
			for _, ws := range all {
				_ = ws.WritePreparedMessage(m) // who is gone is missed by those who listen
			}
			return change, nil
		})
		_ = json.NewEncoder(w).Encode(changes)
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
