package outbox_test

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
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"hotline/internal/live"
	"hotline/internal/live/livetest"
	"hotline/internal/live/wire"
	"hotline/internal/pgtest"
	"hotline/internal/redistest"
)

// cases are subjects whose truth is their newest row in the outbox.
type cases struct{ pool *pgxpool.Pool }

// change commits the next version of a subject. Subjects are numbered; audience is one tag.
func (c cases) change(t *testing.T, subject int, audience string) {
	t.Helper()
	_, err := c.pool.Exec(context.Background(), `
		INSERT INTO outbox (stream, at, type, subject_type, subject_id, version, audience, lost, payload, event_seq, event_hash)
		SELECT 'cases', clock_timestamp(), 'case.test', 'case', $1, coalesce(max(version), 0) + 1, ARRAY[$2],
			coalesce((SELECT p.audience FROM outbox p WHERE p.subject_id = $1 AND p.audience <> ARRAY[$2] ORDER BY p.version DESC LIMIT 1), '{}'), '{}', 1, '\x01'
		FROM outbox WHERE subject_id = $1`, uuid.UUID{15: byte(subject)}, audience)
	require.NoError(t, err)
}

// truth is what a person with the tag may see.
func (c cases) truth(ctx context.Context, tag string) (map[uuid.UUID]wire.Row, error) {
	rows, err := c.pool.Query(ctx, `
		SELECT subject_id, version FROM (
			SELECT DISTINCT ON (subject_id) subject_id, version, audience FROM outbox ORDER BY subject_id, version DESC) newest
		WHERE $1 = ANY (audience)`, tag)
	if err != nil {
		return nil, err
	}
	truth := map[uuid.UUID]wire.Row{}
	r := wire.Row{Subject: "case", Data: json.RawMessage(`{}`)}
	_, err = pgx.ForEachRow(rows, []any{&r.ID, &r.Version}, func() error {
		truth[r.ID] = r
		return nil
	})
	return truth, err
}

// Snapshot implements live.Snapshotter.
func (c cases) Snapshot(ctx context.Context, v live.Viewer) (s live.Snapshot, err error) {
	err = c.pool.QueryRow(ctx, `SELECT epoch::text, position FROM streams WHERE name = 'cases'`).Scan(&s.Epoch, &s.Offset)
	if err != nil {
		return s, err
	}
	tags, _ := v.Tags()
	truth, err := c.truth(ctx, tags[0])
	for _, r := range truth {
		s.Rows = append(s.Rows, r)
	}
	return s, err
}

type viewer []string

func (v viewer) Tags() ([]string, bool) { return v, true }

// web is one process that serves consoles.
func web(t *testing.T, client redis.UniversalClient, c cases) (address string) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	hub := live.NewHub("cases", live.NewRedisSource(client, "cases"), c, live.Options{Recent: 200, Now: time.Now, Log: log})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- hub.Run(ctx) }()
	admit := func(r *http.Request, _ wire.Hello) (live.Viewer, error) { return viewer{r.Header.Get("Tag")}, nil }
	server := httptest.NewServer(live.NewHandler(websocket.Upgrader{}, admit, hub))
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
		server.Close()
	})
	return strings.Replace(server.URL, "http", "ws", 1)
}

func console(t *testing.T, address, tag string, m *livetest.Model) *livetest.Console {
	t.Helper()
	c, err := livetest.Dial(context.Background(), websocket.DefaultDialer, address, http.Header{"Tag": {tag}}, "cases", m)
	require.NoError(t, err)
	return c
}

// shows waits until a console's picture is the truth.
func (c cases) shows(t *testing.T, m *livetest.Model, tag string) {
	t.Helper()
	want, err := c.truth(context.Background(), tag)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		got := m.Rows()
		for id, r := range want {
			if got[id].Version != r.Version {
				return false
			}
		}
		return len(got) == len(want)
	}, soon, often, "the console of %s", tag)
}

// From a commit to two people's screens, served by two processes, while everything between breaks.
func TestEveryScreenShowsTheTruthAfterEveryTrouble(t *testing.T) {
	t.Parallel()
	pool, server := pgtest.New(t), redistest.NewServer(t)
	c := cases{pool}
	_, stopRelay := relaying(t, pool, server.Client())
	addresses := []string{web(t, server.Client(), c), web(t, server.Client(), c)}
	tags := []string{"city", "org:1"}
	var models []*livetest.Model
	var consoles []*livetest.Console
	for i, tag := range tags {
		models = append(models, &livetest.Model{})
		consoles = append(consoles, console(t, addresses[i], tag, models[i]))
	}
	round := 0
	work := func() {
		round++
		for i := range 60 {
			c.change(t, i%7, tags[(i+round)%2])
		}
	}
	for _, trouble := range []struct {
		name string
		do   func()
	}{
		{"none", work},
		{"lines cut", func() {
			for i := range consoles {
				consoles[i].Cut()
			}
			work()
			for i, tag := range tags {
				consoles[i] = console(t, addresses[1-i], tag, models[i])
			}
		}},
		{"redis flushed", func() { work(); server.FlushAll(); work() }},
		{"redis killed", func() { work(); server.Kill9(); work(); server.Start() }},
		{"redis stopped, emptied, started", func() { server.Stop(); work(); server.Start(); server.FlushAll() }},
		{"another relay", func() { work(); stopRelay(); work(); relaying(t, pool, server.Client()) }},
		{"a new epoch", func() {
			work()
			_, err := pool.Exec(t.Context(), `UPDATE streams SET epoch = gen_random_uuid()`)
			require.NoError(t, err)
			work()
		}},
	} {
		t.Log(trouble.name)
		trouble.do()
		for i, tag := range tags {
			c.shows(t, models[i], tag)
			require.Zero(t, consoles[i].CloseCode(), trouble.name)
			require.Zero(t, consoles[i].Gaps(), trouble.name)
		}
	}
}

// The embedded Redis of a single machine serves just as well.
func TestTheEmbeddedRedisCarriesTheFeed(t *testing.T) {
	t.Parallel()
	pool, client := pgtest.New(t), redistest.Mini(t)
	c := cases{pool}
	relay, _ := relaying(t, pool, client)
	m := &livetest.Model{}
	console(t, web(t, client, c), "city", m)
	for i := range 50 {
		c.change(t, i%5, "city")
		relay.Wake()
	}
	c.shows(t, m, "city")
	require.NoError(t, client.FlushAll(t.Context()).Err())
	c.change(t, 1, "org:1")
	c.shows(t, m, "city")
}
