package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/alexedwards/scs/pgxstore"
	"golang.org/x/sync/errgroup"

	"hotline/bot"
	"hotline/casecore/adminlog"
	"hotline/casecore/callout"
	"hotline/casecore/calls"
	"hotline/casecore/export"
	"hotline/casecore/outbox"
	"hotline/casecore/phrases"
	"hotline/casecore/redistimer"
	"hotline/casecore/rota"
	"hotline/casecore/staff"
	"hotline/casecore/stats"
	"hotline/casecore/suggest"
	"hotline/casecore/views"
	"hotline/dashboard"
	"hotline/dashboard/web"
	"hotline/internal/backup"
	"hotline/internal/live"
	"hotline/internal/presence"
	"hotline/internal/site"
)

func (a *app) exports() *export.Exports { return export.New(a.db, a.store, a.clock.Now) }

// rota keeps the agents' rota (MR-2.2).
func (a *app) rota() *rota.Book {
	return rota.NewBook(a.db, a.store, adminlog.New(a.db, a.store, a.clock.Now), a.city, a.clock.Now)
}

func (a *app) callouts() *callout.Book {
	return callout.New(a.db, a.service, a.store, a.catalogue, a.city, a.texts, a.clock.Now)
}

func (a *app) relief() *rota.Relief {
	return rota.NewRelief(a.db, a.service, a.rota(), a.city, a.clock.Now, a.log)
}

func (a *app) web(reader *stats.Reader, directory *staff.Directory, deliverer *outbox.Deliverer, engine *redistimer.Engine,
	hub *live.Hub, telegram *bot.Bot, suggester *suggest.Suggester, metrics *dashboard.Metrics, hold *backup.Hold, agents *agentsDesk,
	mounted []site.Part, hubs map[string]*live.Hub,
) *dashboard.Server {
	webhooks := map[string]http.Handler{}
	if a.webhookSecret() != "" {
		webhooks["POST "+bot.WebhookPath] = telegram.Webhook()
	}
	office := a.privacy()
	return dashboard.New(dashboard.Config{
		PublicURL: a.cfg.PublicURL, City: a.cityName, BotURL: a.cfg.botURL(), BookingURL: a.bookingURL(), TrustedProxies: a.cfg.Proxies(),
		Intake: a.service, Endings: a.service, Wordings: a.service, Cases: a.service, Citizens: a.service, Subjects: a.store, History: a.store,
		Views: views.NewKeeper(a.db, a.clock.Now), Exports: a.exports(), Overviews: reader, MapTilesURL: a.cfg.MapTilesURL,
		Presence: presence.New(a.redis, time.Now),
		Lists:    reader, Names: reader, Told: reader, Deliverer: deliverer, Timers: engine, Rules: a.city, Orgs: a.catalogue,
		Streets: a.streets, Related: reader, Linking: a.service, Further: a.service,
		Letters: a.service, Suggester: suggester,
		Door:   staff.NewDoor(a.people, a.hasher, staff.DefaultLockout(), a.clock.Now, a.log),
		People: directory, Linker: staff.NewLinker(a.people, a.clock.Now),
		Phrases: phrases.NewBook(a.store, a.clock.Now),
		Rota:    a.rota(), Relief: a.relief(), Calls: calls.NewShelf(a.db, a.clock.Now),
		Desk: agents, Telephones: a.telephones(),
		CallOut:  a.callouts(),
		Duty:     callout.NewRoster(a.db, a.catalogue, a.city, adminlog.New(a.db, a.store, a.clock.Now), a.clock.Now),
		Sessions: pgxstore.NewWithCleanupInterval(a.pool, 0), Prune: a.people.PruneSessions,
		SessionBook: a.people, Admin: a.admin(reader, telegram),
		Blobs: a.files, Privacy: office, Holds: office, FileRows: a.store, Feed: reader, Hub: hub, Secrets: a.secrets, Texts: a.texts, Web: web.Dist(),
		Webhooks: webhooks, Metrics: metrics, MetricsElsewhere: a.cfg.MetricsAddr != "", Now: a.clock.Now, Log: a.log,
		Held: func(ctx context.Context) (time.Time, error) {
			s, err := hold.State(ctx)
			return s.MadeAt, err
		},
		Checks: a.checks(hubs), Parts: mounted, Bare: !a.cfg.HasRole("web"), Hubs: hubs,
	})
}

// http serves until ctx ends, then lets requests finish and tells consoles to come back.
func (a *app) http(h http.Handler, hubs map[string]*live.Hub, o runOptions) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.cfg.ListenAddr)
		if err != nil {
			return fmt.Errorf("LISTEN_ADDR: %w", err)
		}
		server := dashboard.HTTPServer(a.cfg.ListenAddr, h)
		served := make(chan error, 1)
		go func() { served <- server.Serve(listener) }()
		a.log.InfoContext(ctx, "serving", "addr", listener.Addr().String(), "url", a.cfg.PublicURL)
		if o.ready != nil {
			o.ready(listener.Addr().String())
		}
		select {
		case err := <-served:
			return err
		case <-ctx.Done():
		}
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.cfg.ShutdownTimeout.Duration/2)
		defer cancel()
		var g errgroup.Group
		for _, hub := range hubs {
			g.Go(func() error { return hub.Shutdown(stop) })
		}
		return errors.Join(g.Wait(), server.Shutdown(stop))
	}
}

// checks ask whether what this copy depends on serves.
func (a *app) checks(hubs map[string]*live.Hub) map[string]dashboard.Check {
	checks := map[string]dashboard.Check{
		"postgres": func(ctx context.Context) error { return a.pool.Ping(ctx) },
		"redis":    func(ctx context.Context) error { return a.redis.Ping(ctx).Err() },
		"files":    a.blobs.Ready,
	}
	for stream, hub := range hubs {
		checks["feed of "+stream] = func(context.Context) error {
			if hub.Stats().Stale {
				return errors.New("the feed's stream stands still")
			}
			return nil
		}
	}
	for i, b := range a.bridges {
		checks[fmt.Sprintf("asterisk %d", i+1)] = b.Check // where it is, is nobody's business
	}
	return checks
}
