package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/outbox"
	"hotline/casecore/regulation"
	"hotline/internal/live"
	"hotline/internal/live/wire"
	"hotline/internal/redistest"
)

// withFeed makes a house whose feed is alive: a relay, Redis, a hub.
func withFeed(t *testing.T) *house {
	t.Helper()
	client := redistest.Mini(t)
	var hub *live.Hub
	h := build(t, "mariupol", func(c *Config) {
		hub = live.NewHub(casecore.CasesStream, live.NewRedisSource(client, casecore.CasesStream), NewSnapshots(c.Feed),
			live.Options{Now: c.Now, Log: c.Log})
		c.Hub, c.Limits.FeedRecheck = hub, 20*time.Millisecond
	})
	relay := outbox.NewRelay(h.DB, client, outbox.Config{Holder: "test", Now: h.Clock.Now, Log: h.server.cfg.Log})
	run(t, hub.Run, relay.Run)
	h.wake = relay.Wake
	return h
}

func run(t *testing.T, parts ...func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, len(parts))
	for _, part := range parts {
		go func() { done <- part(ctx) }()
	}
	t.Cleanup(func() {
		cancel()
		for range parts {
			require.NoError(t, <-done)
		}
	})
}

// socket is a console's connection.
type socket struct {
	t  *testing.T
	ws *websocket.Conn
}

func (b *browser) dial(t *testing.T, origin string) (*websocket.Conn, *http.Response, error) {
	t.Helper()
	header := http.Header{"Origin": {origin}}
	for _, c := range b.http.Jar.Cookies(b.request(http.MethodGet, "/", nil).URL) {
		header.Add("Cookie", c.String())
	}
	return websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(b.h.web.URL, "http")+"/api/feed", header)
}

func (b *browser) follow(t *testing.T) *socket {
	t.Helper()
	ws, answer, err := b.dial(t, b.h.web.URL)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	t.Cleanup(func() { _ = ws.Close() })
	require.NoError(t, ws.WriteJSON(wire.Hello{V: 1, Type: wire.TypeHello, Stream: casecore.CasesStream}))
	return &socket{t, ws}
}

// until reads frames until one fits.
func (s *socket) until(typ wire.Type, fits func(frame) bool) frame {
	s.t.Helper()
	require.NoError(s.t, s.ws.SetReadDeadline(time.Now().Add(20*time.Second)))
	for {
		_, b, err := s.ws.ReadMessage()
		require.NoError(s.t, err)
		var f frame
		require.NoError(s.t, json.Unmarshal(b, &f))
		if f.Type == typ && fits(f) {
			return f
		}
	}
}

// closed reads until the server closes, and returns the code.
func (s *socket) closed() int {
	s.t.Helper()
	require.NoError(s.t, s.ws.SetReadDeadline(time.Now().Add(20*time.Second)))
	for {
		_, _, err := s.ws.ReadMessage()
		var closing *websocket.CloseError
		if errors.As(err, &closing) {
			return closing.Code
		}
		require.NoError(s.t, err)
	}
}

type frame struct {
	Type   wire.Type    `json:"type"`
	Rows   []wire.Row   `json:"rows"`
	Events []wire.Event `json:"events"`
	Next   string       `json:"next"`
}

func anything(frame) bool { return true }

func TestWhatOneAgentDoesTheOthersSeeAtOnce(t *testing.T) {
	t.Parallel()
	h := withFeed(t)
	report := h.Report()
	h.wake()
	first, second := h.hire(regulation.RoleAgent, casecore.OrgID{}), h.hire(regulation.RoleAgent, casecore.OrgID{})
	console := second.follow(t)
	snapshot := console.until(wire.TypeSnapshot, anything)
	require.Len(t, snapshot.Rows, 1)
	require.Equal(t, report.ID.UUID(), snapshot.Rows[0].ID)

	first.post("/api/reports/"+report.ID.String()+"/claim", nil).ok()
	h.wake()
	var row casecore.ReportRow
	console.until(wire.TypeEvents, func(f frame) bool {
		last := f.Events[len(f.Events)-1]
		return last.Type == "report.claimed" && json.Unmarshal(last.Data, &row) == nil
	})
	require.Equal(t, first.actor.Staff, *row.ClaimedBy)
}

func TestAFeedHoldsWhatItsPersonMaySee(t *testing.T) {
	t.Parallel()
	h := withFeed(t)
	h.Report()
	c := h.Case(casetest.Topic)
	h.wake()
	executor := h.hire(regulation.RoleExecutor, c.LeadOrg).follow(t).until(wire.TypeSnapshot, anything)
	require.Len(t, executor.Rows, 1, "its case and no report")
	require.Equal(t, c.ID.UUID(), executor.Rows[0].ID)
	require.NotContains(t, string(executor.Rows[0].Data), "Коваль")
	other := h.hire(regulation.RoleExecutor, h.otherOrg(c.LeadOrg)).follow(t).until(wire.TypeSnapshot, anything)
	require.Empty(t, other.Rows)
	mayor := h.hire(regulation.RoleMayor, casecore.OrgID{}).follow(t).until(wire.TypeSnapshot, anything)
	require.Len(t, mayor.Rows, 1)
}

func TestAFeedEndsWithTheRightToIt(t *testing.T) {
	t.Parallel()
	h := withFeed(t)
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	console := agent.follow(t)
	console.until(wire.TypeSnapshot, anything)
	_, err := h.office.Revoke(t.Context(), agent.login, casecore.Grant{Role: regulation.RoleAgent})
	require.NoError(t, err)
	h.Clock.Advance(6 * time.Second)
	require.Equal(t, wire.CloseSignIn, console.closed())

	leaving := h.hire(regulation.RoleAgent, casecore.OrgID{})
	console = leaving.follow(t)
	console.until(wire.TypeSnapshot, anything)
	leaving.post("/api/sign-out", nil)
	require.Equal(t, wire.CloseSignIn, console.closed())
}

func TestAFeedIsOpenedBySignedInConsolesOfThisServerOnly(t *testing.T) {
	t.Parallel()
	h := withFeed(t)
	ws, answer, err := h.browser().dial(t, h.web.URL)
	require.NoError(t, err, "a script would not learn of a refused upgrade")
	require.NoError(t, answer.Body.Close())
	defer ws.Close()
	require.Equal(t, wire.CloseSignIn, (&socket{t, ws}).closed())

	_, answer, err = h.hire(regulation.RoleAgent, casecore.OrgID{}).dial(t, "https://evil.example")
	require.ErrorIs(t, err, websocket.ErrBadHandshake)
	require.Equal(t, http.StatusForbidden, answer.StatusCode)
	require.NoError(t, answer.Body.Close())
}

func TestALargeSnapshotGoesOnOverHTTP(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	for range 7 {
		h.Report()
	}
	rows, next, err := h.server.cfg.Feed.FeedRows(t.Context(), agent.actor.Tags(), "", 5)
	require.NoError(t, err)
	require.Len(t, rows, 5)
	var page FeedPage
	agent.get(nextRows(next)).ok().json(&page)
	require.Len(t, page.Rows, 2)
	require.Empty(t, page.Next)
	agent.get(feedRowsPath+"?cursor=nonsense").problem(http.StatusUnprocessableEntity, "error.cursor")
}
