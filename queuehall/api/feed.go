package api

import (
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"

	"github.com/gorilla/websocket"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/live"
	"hotline/internal/live/wire"
	"hotline/internal/site"
)

func (a *API) mountFeed(s *site.Site) {
	upgrader := websocket.Upgrader{CheckOrigin: s.SameOrigin}
	var hubs []*live.Hub
	if a.cfg.Hub != nil {
		hubs = append(hubs, a.cfg.Hub)
	}
	s.Handle(access.FollowHall, "GET /api/hall/feed", live.NewHandler(upgrader, a.admitStaff(s), hubs...))
	s.Handle(access.ReadPublic, "GET /api/hall/devices/feed", live.NewHandler(upgrader, a.admitDevice, hubs...))
}

// person is somebody behind a connection, remembered as of the last look.
type person struct {
	name  string
	state atomic.Pointer[personState]
}

type personState struct {
	tags []string
	ok   bool
}

// Tags answers from memory.
func (p *person) Tags() ([]string, bool) {
	s := p.state.Load()
	return s.tags, s.ok
}

// Name implements live.Named.
func (p *person) Name() string { return p.name }

// admitStaff leads a connection to which halls its person has to do with; the guard has let it pass already.
func (a *API) admitStaff(s *site.Site) live.Admit {
	return func(r *http.Request, _ wire.Hello) (live.Viewer, error) {
		actor := site.CallerOf(r.Context()).Actor
		scope, err := a.hall.Scope(r.Context(), actor)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", live.ErrLater, err)
		}
		p := &person{name: actor.Staff.String()}
		p.state.Store(&personState{scope.Tags(), true})
		go s.Watch(r, access.FollowHall, func(now casecore.Actor, ok bool) {
			scope, err := a.hall.Scope(r.Context(), now)
			if err != nil {
				return // PostgreSQL is away, and tells nothing of the person
			}
			if before := p.state.Load(); before.ok != ok || !slices.Equal(before.tags, scope.Tags()) {
				p.state.Store(&personState{scope.Tags(), ok})
			}
		})
		return p, nil
	}
}
