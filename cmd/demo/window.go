package main

import (
	_ "embed"
	"encoding/json"
	"net/http"

	"hotline/internal/tgtest"
)

//go:embed window.html
var windowPage []byte

// visitor is the chat of whoever sits at the window.
const visitor = 77

// newWindow is a page on which one writes to the bot by hand.
func newWindow(telegram *tgtest.Server) http.Handler {
	chat := telegram.Person(visitor, "uk")
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(windowPage)
	})
	mux.HandleFunc("GET /messages", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(chat.Messages()) //nolint:musttag // as the test server names them
	})
	mux.HandleFunc("POST /say", func(w http.ResponseWriter, r *http.Request) {
		var said struct {
			Text    string `json:"text"`
			Message int    `json:"message"`
			Data    string `json:"data"`
		}
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&said); err != nil {
			http.Error(w, "JSON is expected", http.StatusBadRequest)
			return
		}
		if said.Data != "" {
			chat.Tap(said.Message, said.Data)
		} else {
			chat.Say(said.Text)
		}
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}
