package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/desk"
	"hotline/casecore/rota"
	"hotline/internal/blob"
	"hotline/internal/i18n"
	"hotline/internal/pg"
	"hotline/telephony"
	"hotline/telephony/asterisk"
	"hotline/telephony/flow"
)

// callsHotline is the bridge with the real use cases, until its standard input ends. Its outcome is how long each caller
// waited for the first prompt, and each agent for a caller.
func callsHotline(ctx context.Context, t task, ready func()) (answer, error) {
	client, err := asterisk.New(asterisk.Config{URL: t.ARI[0], Username: t.ARI[1], Password: t.ARI[2], App: t.ARI[3]})
	if err != nil {
		return answer{}, err
	}
	http.DefaultTransport = asterisk.Transport(http.DefaultTransport, client.Host())
	pool, err := pg.Open(ctx, t.Database, 0)
	if err != nil {
		return answer{}, err
	}
	city, err := newCity(ctx, pool, time.Now, casecore.Hooks{})
	if err != nil {
		return answer{}, err
	}
	defer city.close()
	texts, err := i18n.New()
	if err != nil {
		return answer{}, err
	}
	files, err := blob.Open(ctx, "file://"+os.TempDir(), city.store, time.Now)
	if err != nil {
		return answer{}, err
	}
	sound, err := serveSound(ctx)
	if err != nil {
		return answer{}, err
	}
	var mu sync.Mutex
	var a answer
	bridged := make(chan time.Time, t.Count)
	var bridge *telephony.Bridge
	queue := desk.New(city.db, city.store, noRota{}, city.rules, desk.Hooks{Wake: func() { bridge.Wake() }}, time.Now)
	deps := telephony.Deps{
		PBX: client, DB: city.db, Calls: calls.NewBook(city.db), Intake: city.service, Speech: sound, Files: files, Texts: texts,
		Hooks: telephony.Hooks{Prompt: func(after time.Duration) {
			mu.Lock()
			defer mu.Unlock()
			a.LateMS = append(a.LateMS, float64(after.Microseconds())/1000)
		}, Bridged: func() {
			if t.Count > 0 {
				bridged <- time.Now()
			}
		}},
		Desk: queue,
		Now:  time.Now, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	bridge = telephony.New(telephony.Config{
		Holder: fmt.Sprint(os.Getpid()), Settings: flow.Usual, Missed: telephony.MissedAll,
		Lines:         []telephony.Line{{Number: hotlineLine, Lang: "uk"}},
		AgentEndpoint: func(string) string { return t.Address },
	}, deps)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- bridge.Run(ctx) }()
	if err := until(ctx, func() error {
		if !bridge.Ready() {
			return fmt.Errorf("the bridge is not ready")
		}
		return nil
	}); err != nil {
		return answer{}, err
	}
	ready()
	served := make(chan error, 1)
	go func() {
		free, err := city.agentAtWork(ctx, queue, t.Count, bridged)
		a.FreeMS = free
		served <- err
	}()
	_, _ = io.Copy(io.Discard, os.Stdin) // its end is the sign to stop
	stop()
	return a, errors.Join(<-done, <-served)
}

// oneSound says everything with the same prompt, fetched over HTTP as the product's speech is.
type oneSound string

func serveSound(ctx context.Context) (oneSound, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	wav := promptWav()
	server := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "audio/wav")
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		_, _ = w.Write(wav) // a fetch that breaks off is Asterisk's to repeat
	})}
	go func() { _ = server.Serve(listener) }()
	context.AfterFunc(ctx, func() { _ = server.Close() })
	// Asterisk finds the copy in its cache only under an address longer than its path there.
	return oneSound("sound:http://" + listener.Addr().String() + "/" + strings.Repeat("long/", 16) + "prompt.wav"), nil
}

// Say implements telephony.Speech.
func (s oneSound) Say(context.Context, string, string) (string, error) { return string(s), nil }

// noRota is a city whose agents come as they like.
type noRota struct{}

func (noRota) OnShift(context.Context, time.Time) (rota.Watch, error) { return rota.Watch{}, nil }
