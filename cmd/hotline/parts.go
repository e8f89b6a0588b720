package main

import (
	"context"
	"maps"
	"time"

	"hotline/bot"
	"hotline/casecore"
	"hotline/casecore/audit"
	"hotline/casecore/export"
	"hotline/casecore/outbox"
	"hotline/casecore/pgstore"
	"hotline/casecore/privacy"
	"hotline/casecore/redistimer"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/casecore/stats"
	"hotline/casecore/suggest"
	"hotline/dashboard"
	"hotline/internal/backup"
	"hotline/internal/blob"
	"hotline/internal/live"
	"hotline/internal/regularly"
	"hotline/queuehall"
)

// directoryKeeps is how late a revoked role ends.
const directoryKeeps = 3 * time.Second

// parts makes what this copy runs: the core, which works off what was committed, and the edges, which take things in.
func (a *app) parts(ctx context.Context, o runOptions) (core, edges []part, err error) {
	metrics := dashboard.NewMetrics()
	reader := stats.NewReader(a.db, a.clock.Now)
	directory := staff.NewDirectory(a.people, a.profile.Zone, directoryKeeps, a.clock.Now)

	telegram, err := a.bot(directory, o)
	if err != nil {
		return nil, nil, err
	}
	senders, err := a.senders(telegram)
	if err != nil {
		return nil, nil, err
	}
	deliverer := outbox.NewDeliverer(a.db, outbox.DeliverConfig{
		Senders: senders, Resolver: outbox.NewDirectory(a.db, a.profile.Zone), Now: a.clock.Now, Log: a.log,
		Hooks: outbox.DeliverHooks{Settled: func(channel, state string, _ time.Duration) { metrics.Delivered(channel, state) }},
	})
	relay := outbox.NewRelay(a.db, a.redis, outbox.Config{Holder: a.holder, Now: a.clock.Now, Log: a.log})
	handlers := map[regulation.DeadlineID]casecore.DeadlineHandler{} // without any, deadlines are armed and left to copies that fire
	if a.cfg.HasRole("core") {
		handlers = a.handlers()
	}
	engine, err := redistimer.New(redistimer.Config{
		Redis: a.redis.UniversalClient, DB: a.db, Now: a.clock.Now, Log: a.log, Scale: a.clock.Scale(),
		Handlers: handlers,
		Hooks: redistimer.Hooks{Settled: func(ref casecore.TimerRef, _ redistimer.Path, late time.Duration) {
			metrics.Late(string(ref.Kind), late)
		}},
	})
	if err != nil {
		return nil, nil, err
	}
	hub := live.NewHub(casecore.CasesStream, live.NewRedisSource(a.redis, casecore.CasesStream), dashboard.NewSnapshots(reader),
		live.Options{Now: a.clock.Now, Log: a.log})

	hold := backup.NewHold(a.db)
	core = append(core, part{"clock", a.clock.Run}, part{"redis", a.redis.Run}, part{"catalogue", a.catalogue.Run})
	agents := a.desk()
	core = append(core, agents.parts()...)
	if a.cfg.MetricsAddr != "" {
		core = append(core, part{"metrics", a.metrics(metrics)})
	}
	if a.sole != nil {
		core = append(core, part{"sole", a.sole.Run})
	}
	a.hooks.onArmed = append(a.hooks.onArmed, engine.Arm)
	if a.cfg.HasRole("core") {
		a.hooks.onChanged = append(a.hooks.onChanged, relay.Wake)
		learner, err := suggest.NewLearner(pgstore.NewSuggestions(a.db), a.catalogue, a.clock.Now, a.log)
		if err != nil {
			return nil, nil, err
		}
		core = append(core, part{"learner", learner.Run}, part{"timers", hold.AfterTimers(engine.Run)}, part{"relay", relay.Run},
			part{"seals", audit.NewSealer(a.db, a.holder, a.clock.Now, a.log).Run},
			part{"files", blob.NewSweeper(a.blobs, blob.NewLooseFiles(a.db), a.clock.Now, a.log).Run}, part{"ahead", a.ahead},
			part{"exports", export.NewWorker(a.exports(), a.holder, reader, a.city, a.blobs, a.texts, a.log).Run},
			part{"retention", privacy.NewKeeper(a.privacy(), a.holder, a.log).Run}, part{"relief", a.relief().Run})
	} else {
		waker := outbox.NewWaker(a.redis, casecore.CasesStream, a.log)
		a.hooks.onChanged = append(a.hooks.onChanged, waker.Wake)
		core = append(core, part{"wake", waker.Run}, part{"timers", engine.Run})
	}
	if a.cfg.HasRole("core") || a.cfg.HasRole("bot") {
		a.hooks.onChanged = append(a.hooks.onChanged, deliverer.Wake)
		core = append(core, part{"deliveries", hold.AfterLetters(deliverer.Run)},
			part{"letters", func(ctx context.Context) error { // committed by copies that send none
				return outbox.Listen(ctx, a.redis, casecore.CasesStream, deliverer.Wake)
			}})
	}
	if a.cfg.HasRole("bot") {
		edges = append(edges, part{"telegram", telegram.Run})
	}
	if a.cfg.HasRole("telephony") {
		part, err := a.telephony(metrics, agents, hold)
		if err != nil {
			return nil, nil, err
		}
		edges = append(edges, part)
	}
	hallParts, mounted := a.hallParts(deliverer)
	core = append(core, hallParts...)
	if !a.cfg.HasRole("web") && len(mounted) == 0 {
		return core, edges, nil
	}
	hubs := a.halls.hubs()
	var suggester *suggest.Suggester
	if a.cfg.HasRole("web") {
		if suggester, err = suggest.NewSuggester(ctx, pgstore.NewSuggestions(a.db), a.catalogue, a.log); err != nil {
			return nil, nil, err
		}
		hubs[casecore.CasesStream] = hub
		core = append(core, part{"feed", hub.Run}, part{"phone news", a.phoneNews(hub)}, part{"suggestions", suggester.Run})
	}
	web := a.web(reader, directory, deliverer, engine, hub, telegram, suggester, metrics, hold, agents, mounted, hubs)
	edges = append(edges, part{"web", web.Run}, part{"http", a.http(web.Handler(), hubs, o)})
	return core, edges, nil
}

// handlers are who fires which deadlines.
func (a *app) handlers() map[regulation.DeadlineID]casecore.DeadlineHandler {
	all := a.service.Handlers()
	if a.halls != nil {
		maps.Copy(all, a.halls.handlers())
	}
	return all
}

// privacy serves people who ask about their data.
func (a *app) privacy() *privacy.Office {
	return privacy.NewOffice(a.db, a.store, a.catalogue, a.blobs, a.city, a.clock.Now, a.log).
		WithBookings(queuehall.NewHolders(a.db, a.clock.Now))
}

// ahead keeps sequences and partitions made ahead of their time.
func (a *app) ahead(ctx context.Context) error {
	return regularly.Do(ctx, time.Hour, func(ctx context.Context) {
		if err := a.store.EnsureAhead(ctx, a.clock.Now()); err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "partitions not made ahead", "err", err)
		}
	})
}

func (a *app) bot(directory *staff.Directory, o runOptions) (*bot.Bot, error) {
	var hall bot.Hall
	if a.halls != nil {
		hall = ticketChats{a.halls}
	}
	return bot.New(bot.Config{
		Token: a.cfg.Telegram.Token, APIURL: a.cfg.Telegram.APIURL, WebhookSecret: a.webhookSecret(), PublicURL: a.cfg.PublicURL,
		Holder: a.holder, ChatRate: o.chatRate,
	}, bot.Deps{
		DB: a.db, Hall: hall, Intake: a.service, Wordings: a.service, Cases: a.service,
		Additions: a.service, Endings: a.service, Lookups: a.store, People: actors{directory},
		Rules: a.city, Directory: a.catalogue, Streets: a.streets, Files: a.files, Texts: a.texts, Links: a.secrets, Now: a.clock.Now,
		Log: a.log.With("edge", "telegram"),
	})
}

func (a *app) webhookSecret() string {
	if a.cfg.Telegram.Mode != telegramWebhook {
		return ""
	}
	return a.cfg.Telegram.WebhookSecret
}
