package dashboard

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/stats"
	"hotline/internal/live"
	"hotline/internal/live/wire"
	"hotline/internal/site"
)

const (
	// feedRowsPath is where a snapshot's rows go on.
	feedRowsPath = "/api/feed/cases/rows"
	// lookWait bounds one look at a session.
	lookWait = 5 * time.Second
)

// FeedPage is a page of rows of a snapshot that did not fit into one frame.
type FeedPage struct {
	Rows []FeedRow `json:"rows" nullable:"false"`
	Next string    `json:"next,omitempty" doc:"Address of the next page, absent on the last"`
}

// FeedRow is the present state of one subject.
type FeedRow struct {
	Subject string          `json:"st" enum:"report,case"`
	ID      uuid.UUID       `json:"id"`
	Version int64           `json:"ver"`
	Data    json.RawMessage `json:"data" doc:"ReportRow or CaseRow"`
}

func (s *Server) mountFeed() {
	upgrader := websocket.Upgrader{CheckOrigin: s.sameOrigin}
	var hubs []*live.Hub
	if s.cfg.Hub != nil {
		hubs = append(hubs, s.cfg.Hub)
	}
	h := live.NewHandler(upgrader, s.admit, hubs...)
	s.router.Handle(access.FollowFeed, "GET /api/feed", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel() // a connection that was taken over does not end its request's context
		h.ServeHTTP(w, r.WithContext(ctx))
	}))
	site.Operation(s.router, access.FollowFeed, "GET "+feedRowsPath, "feedRows", "Rows of a large snapshot", s.feedRows)
}

// sameOrigin lets in pages of this server, and programs, which send no Origin and have no cookie but their own.
func (s *Server) sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || strings.EqualFold(origin, s.cfg.PublicURL) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}

// admit leads a connection to who it is; the guard has let it pass already.
func (s *Server) admit(r *http.Request, _ wire.Hello) (live.Viewer, error) {
	v := &viewer{name: site.CallerOf(r.Context()).Actor.Staff.String()}
	v.state.Store(&viewerState{tags: site.CallerOf(r.Context()).Actor.Tags(), ok: true})
	go s.watch(r, access.FollowFeed, func(a casecore.Actor, ok bool) { v.state.Store(&viewerState{tags: a.Tags(), ok: ok}) })
	return v, nil
}

// viewer is the person behind a connection, remembered as of the last look.
type viewer struct {
	name  string
	state atomic.Pointer[viewerState]
}

// viewerState is who somebody is now; ok says whether they may still do what they are at.
type viewerState struct {
	tags []string
	ok   bool
}

// Tags answers from memory.
func (v *viewer) Tags() ([]string, bool) {
	s := v.state.Load()
	return s.tags, s.ok
}

// Name implements live.Named.
func (v *viewer) Name() string { return v.name }

// watch looks again and again whether the request's session still is, what its person holds and whether they may do the
// action, and tells it, until the request ends.
func (s *Server) watch(r *http.Request, action access.Action, tell func(a casecore.Actor, ok bool)) {
	every := s.cfg.Limits.FeedRecheck
	next := time.NewTimer(rand.N(every)) //nolint:gosec // only so that consoles that came back together do not look together
	defer next.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-next.C:
			next.Reset(every)
		}
		if actor, ok, err := s.look(r); err == nil {
			tell(actor, ok && access.May(actor, action))
		}
	}
}

// look reads the request's session anew. An error tells nothing about the session: PostgreSQL is away.
func (s *Server) look(r *http.Request) (a casecore.Actor, ok bool, err error) {
	// A context of its own: the request's carries the session as it was.
	fresh, cancel := context.WithTimeout(context.Background(), lookWait)
	defer cancel()
	ctx, err := s.sessions.load(r.WithContext(fresh))
	if err != nil {
		return a, false, err
	}
	m, ok, err := s.sessions.member(ctx)
	return m.Actor(), ok, err
}

func (s *Server) feedRows(ctx context.Context, in *feedRowsInput) (*site.Body[FeedPage], error) {
	rows, next, err := s.cfg.Feed.FeedRows(ctx, site.CallerOf(ctx).Actor.Tags(), in.Cursor, stats.FeedPage)
	if err != nil {
		return nil, err
	}
	page := FeedPage{Rows: make([]FeedRow, 0, len(rows)), Next: nextRows(next)}
	for _, row := range rows {
		page.Rows = append(page.Rows, FeedRow{
			Subject: string(row.Subject.Type), ID: row.Subject.ID, Version: row.Version, Data: row.Data,
		})
	}
	return &site.Body[FeedPage]{Body: page}, nil
}

type feedRowsInput struct {
	Cursor string `query:"cursor" required:"true" maxLength:"100"`
}

func nextRows(cursor string) string {
	if cursor == "" {
		return ""
	}
	return feedRowsPath + "?cursor=" + url.QueryEscape(cursor)
}

// Snapshots reads the feed's snapshots: it implements live.Snapshotter.
type Snapshots struct {
	rows FeedRows
}

var _ live.Snapshotter = (*Snapshots)(nil)

// NewSnapshots returns the snapshots of cases and reports.
func NewSnapshots(rows FeedRows) *Snapshots { return &Snapshots{rows} }

// Snapshot returns the open reports and cases that the viewer may see. The position is read before them.
func (s *Snapshots) Snapshot(ctx context.Context, v live.Viewer) (live.Snapshot, error) {
	epoch, position, err := s.rows.Position(ctx)
	if err != nil {
		return live.Snapshot{}, err
	}
	tags, _ := v.Tags()
	rows, next, err := s.rows.FeedRows(ctx, tags, "", stats.FeedPage)
	if err != nil {
		return live.Snapshot{}, err
	}
	snapshot := live.Snapshot{Epoch: epoch, Offset: position, Rows: make([]wire.Row, 0, len(rows)), Next: nextRows(next)}
	for _, row := range rows {
		snapshot.Rows = append(snapshot.Rows, wire.Row{
			Subject: string(row.Subject.Type), ID: row.Subject.ID, Version: row.Version, Data: row.Data,
		})
	}
	return snapshot, nil
}
