package queuehall_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"hotline/casecore/outbox"
	"hotline/internal/live"
	"hotline/internal/live/livetest"
	"hotline/internal/live/wire"
	"hotline/internal/pg"
	"hotline/internal/redistest"
	"hotline/queuehall"
)

const (
	soon  = 15 * time.Second // far above what anything here takes
	often = 5 * time.Millisecond
)

// lines are what brings a hall's changes to its screens: a relay, Redis, and two copies of the role that serves screens.
type lines struct {
	t         *testing.T
	db        *pg.DB
	redis     *redistest.Server
	snapshots *queuehall.Snapshots
	relay     *outbox.Relay
	stopRelay func()
	copies    []*served
}

// served is one copy that serves screens.
type served struct {
	address string
	stop    func()
}

func newLines(t *testing.T, db *pg.DB) *lines {
	t.Helper()
	l := &lines{t: t, db: db, redis: redistest.NewServer(t), snapshots: queuehall.NewSnapshots(db)}
	l.relayed()
	l.copies = []*served{l.serve(), l.serve()}
	t.Cleanup(func() {
		l.stopRelay()
		for _, c := range l.copies {
			c.stop()
		}
	})
	return l
}

// run brings something to life until the function it returns is called.
func (l *lines) run(life func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- life(ctx) }()
	return func() {
		cancel()
		require.NoError(l.t, <-done)
	}
}

func (l *lines) relayed() {
	l.relay = outbox.NewRelay(l.db, l.redis.Client(), outbox.Config{
		Stream: queuehall.Stream, Unsealed: true, Holder: uuid.NewString(), Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	l.stopRelay = l.run(l.relay.Run)
}

// audience is whoever says whose screen it is: here nobody lies.
type audience []string

func (a audience) Tags() ([]string, bool) { return a, true }

func (l *lines) serve() *served {
	var client redis.UniversalClient = l.redis.Client()
	hub := live.NewHub(queuehall.Stream, live.NewRedisSource(client, queuehall.Stream), l.snapshots,
		live.Options{Recent: 200, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	stop := l.run(hub.Run)
	server := httptest.NewServer(live.NewHandler(websocket.Upgrader{}, func(r *http.Request, _ wire.Hello) (live.Viewer, error) {
		return audience{r.Header.Get("Tag")}, nil
	}, hub))
	return &served{strings.Replace(server.URL, "http", "ws", 1), func() { stop(); server.Close() }}
}

// screen is a display, an operator's console or a pad.
type screen struct {
	lines *lines
	tag   string
	model *livetest.Model
	line  *livetest.Console
}

func (l *lines) screen(tag string) *screen {
	s := &screen{lines: l, tag: tag, model: &livetest.Model{}}
	s.connect(0)
	return s
}

func (s *screen) connect(to int) {
	var err error
	s.line, err = livetest.Dial(context.Background(), websocket.DefaultDialer, s.lines.copies[to].address, http.Header{"Tag": {s.tag}},
		queuehall.Stream, s.model)
	require.NoError(s.lines.t, err)
}

// restart is a screen that forgets everything, when it is new, or only has to connect again.
func (s *screen) restart(to int, forgets bool) {
	s.line.Cut()
	if forgets {
		s.model = &livetest.Model{}
	}
	s.connect(to)
}

// shown is what a screen shows of one thing.
type shown struct {
	Subject string
	Version int64
	Data    map[string]any
}

func rowsOf(t require.TestingT, rows []wire.Row) map[uuid.UUID]shown {
	list := map[uuid.UUID]shown{}
	for _, r := range rows {
		s := shown{Subject: r.Subject, Version: r.Version}
		require.NoError(t, json.Unmarshal(r.Data, &s.Data))
		list[r.ID] = s
	}
	return list
}

// truth is what the database says that the screen shows.
func (s *screen) truth(t require.TestingT) map[uuid.UUID]shown {
	snap, err := s.lines.snapshots.Snapshot(context.Background(), audience{s.tag})
	require.NoError(t, err)
	return rowsOf(t, snap.Rows)
}

func (s *screen) shows(t require.TestingT) map[uuid.UUID]shown {
	var rows []wire.Row
	for _, r := range s.model.Rows() {
		rows = append(rows, r)
	}
	return rowsOf(t, rows)
}

// lamp is what a pad's screen shows; no screen has two.
func (s *screen) lamp(t require.TestingT) (l queuehall.Lamp) {
	rows := s.model.Rows()
	require.LessOrEqual(t, len(rows), 1)
	for _, r := range rows {
		require.NoError(t, json.Unmarshal(r.Data, &l))
	}
	return l
}

// known tells whether the screen has heard what there is.
func (s *screen) known() bool { return s.model.Hello(queuehall.Stream).Epoch != "" }
