package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"hotline/casecore"
	"hotline/casecore/outbox"
	"hotline/internal/live"
	"hotline/internal/site"
	"hotline/queuehall"
	"hotline/queuehall/api"
	"hotline/queuehall/audio"
	"hotline/queuehall/profile"
	"hotline/queuehall/web"
)

// halls are the service halls of a city that has some.
type halls struct {
	*queuehall.Hall

	hub *live.Hub
	api *api.API
}

// openHalls makes the halls of the profile what it says. Without a profile there are none.
func (a *app) openHalls(ctx context.Context) error {
	if a.cfg.Halls == "" {
		return nil
	}
	p, err := hallsOf(a.cfg.Halls)
	if err != nil {
		return fmt.Errorf("HALLS: %w", err)
	}
	if err := queuehall.Import(ctx, a.db, p); err != nil {
		return err
	}
	a.halls = &halls{Hall: queuehall.New(a.db, a.store, p, a.clock.Now, casecore.Hooks{Armed: a.hooks.armed, Changed: a.hooks.hallChanged})}
	return nil
}

// hallsOf reads a profile that ships, by its name, or a file's, which has an extension.
func hallsOf(name string) (*profile.Profile, error) {
	if filepath.Ext(name) == "" {
		return profile.Embedded(name)
	}
	source, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return profile.Parse(source)
}

// hallParts are the halls' parts of the core and of the role that serves their screens.
func (a *app) hallParts(deliverer *outbox.Deliverer) (parts []part, mounted []site.Part) {
	if a.halls == nil {
		return nil, nil
	}
	a.hooks.onHallChanged = append(a.hooks.onHallChanged, deliverer.Wake)
	if a.cfg.HasRole("core") {
		relay := outbox.NewRelay(a.db, a.redis, outbox.Config{
			Stream: queuehall.Stream, Unsealed: true, Holder: a.holder, Now: a.clock.Now, Log: a.log,
		})
		a.hooks.onHallChanged = append(a.hooks.onHallChanged, relay.Wake)
		parts = append(parts, part{"hall relay", relay.Run}, part{"hall attendant", queuehall.NewAttendant(a.halls.Hall, a.log).Run},
			part{"hall pads", func(ctx context.Context) error { return a.halls.Listen(ctx, a.log) }})
	} else {
		waker := outbox.NewWaker(a.redis, queuehall.Stream, a.log)
		a.hooks.onHallChanged = append(a.hooks.onHallChanged, waker.Wake)
		parts = append(parts, part{"hall wake", waker.Run})
	}
	if !a.cfg.HasRole("hall") {
		return parts, nil
	}
	a.halls.hub = live.NewHub(queuehall.Stream, live.NewRedisSource(a.redis, queuehall.Stream), queuehall.NewSnapshots(a.db),
		live.Options{Now: a.clock.Now, Log: a.log})
	a.halls.api = api.New(api.Config{
		Hall: a.halls.Hall, Hub: a.halls.hub, Screens: web.Dist(), Sounds: audio.Files(), Log: a.log.With("edge", "hall"),
	})
	parts = append(parts, part{"hall feed", a.halls.hub.Run}, part{"hall devices", a.halls.api.Run})
	return parts, []site.Part{a.halls.api}
}

// hubs are the feeds of the halls that this copy serves, by their streams.
func (h *halls) hubs() map[string]*live.Hub {
	if h == nil || h.hub == nil {
		return map[string]*live.Hub{}
	}
	return map[string]*live.Hub{queuehall.Stream: h.hub}
}
