package bot

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"hotline/casecore"
	"hotline/internal/pg"
	"hotline/internal/regularly"
)

// Deps are the parts that the bot works with.
type Deps struct {
	DB        *pg.DB
	Intake    Intake
	Wordings  Wordings
	Cases     Cases
	Additions Additions
	Endings   Endings
	Lookups   Lookups
	People    People
	Rules     casecore.Rules
	Directory Directory
	Streets   Streets
	Files     Files
	Texts     Texts
	Links     Links
	Hall      Hall // optional: without it there are no halls
	Now       func() time.Time
	Log       *slog.Logger
}

// Bot is one bot of the Telegram edge. It is safe for concurrent use.
type Bot struct {
	parts   Deps
	cfg     Config
	id      int64
	api     *api // nil without a token
	store   *store
	now     func() time.Time
	log     *slog.Logger
	limiter *limiter

	taking   *pump
	fetching *pump
	speaking *pump

	mu   sync.Mutex
	busy map[int64]bool // chats that a worker of this process has
}

// How many of each this process does at once.
const (
	takers   = 4
	fetchers = 4
	speakers = 8
)

// pollEvery is the poll behind the wake-ups of this process: for what another copy has stored.
const pollEvery = 500 * time.Millisecond

// New returns a Bot. It fails on a token that cannot be one; an empty token is allowed, see [Bot.Run].
func New(cfg Config, deps Deps) (*Bot, error) {
	cfg, id, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	b := &Bot{
		parts: deps, cfg: cfg, id: id, store: &store{db: deps.DB, bot: id}, now: deps.Now, log: deps.Log,
		limiter: newLimiter(cfg.Rate, cfg.ChatRate, deps.Now), busy: make(map[int64]bool),
	}
	if cfg.Token != "" {
		if b.api, err = newAPI(cfg.APIURL, cfg.Token, cfg.SendTimeout); err != nil {
			return nil, err
		}
	}
	b.taking = newPump("updates", takers, pollEvery, b.now, b.log, b.claimChats)
	b.fetching = newPump("files", fetchers, pollEvery, b.now, b.log, b.claimFiles)
	b.speaking = newPump("answers", speakers, pollEvery, b.now, b.log, b.claimAnswers)
	return b, nil
}

// Run serves until ctx ends. Without a token it waits, having said so once.
func (b *Bot) Run(ctx context.Context) error {
	if b.api == nil {
		b.log.InfoContext(ctx, "telegram: no TELEGRAM_TOKEN, the bot waits")
		<-ctx.Done()
		return nil
	}
	lease := pg.NewLease(b.store.db, "bot:"+strconv.FormatInt(b.id, 10), b.cfg.Holder, b.cfg.LeaseTTL, b.log)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return lease.Run(ctx, b.receive) })
	g.Go(func() error { return b.fetching.run(ctx) })
	g.Go(func() error { return b.taking.run(ctx) })
	g.Go(func() error { return b.speaking.run(ctx) })
	g.Go(func() error { return b.pruneHourly(ctx) })
	return g.Wait()
}

func (b *Bot) pruneHourly(ctx context.Context) error {
	return regularly.Do(ctx, time.Hour, func(ctx context.Context) {
		if err := b.store.prune(ctx, b.now()); err != nil && ctx.Err() == nil {
			b.log.WarnContext(ctx, "telegram: prune", "err", err)
		}
	})
}

// DeadUpdates returns the newest updates that were given up, at most limit.
func (b *Bot) DeadUpdates(ctx context.Context, limit int) ([]DeadUpdate, error) {
	return b.store.dead(ctx, limit)
}

// Replay makes a dead update pending again. It fails with NotFound when the update is not dead.
func (b *Bot) Replay(ctx context.Context, update int64) error {
	if err := b.store.replay(ctx, update, b.now()); err != nil {
		return err
	}
	b.taking.wake()
	return nil
}

// address is a chat as the core writes it.
func address(chat int64) string { return strconv.FormatInt(chat, 10) }
