package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/casecore"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/internal/blob"
	"hotline/internal/clock"
	"hotline/internal/i18n"
	"hotline/internal/pg"
	"hotline/internal/photo"
	"hotline/internal/redisdb"
	"hotline/internal/secret"
	"hotline/migrations"
	"hotline/telephony"
)

// photosAtOnce bounds the memory that decoding takes: a few hundred MiB for each of the largest.
const photosAtOnce = 2

// app is what every role of this copy shares.
type app struct {
	cfg       Config
	log       *slog.Logger
	holder    string // this process, for leases
	pool      *pgxpool.Pool
	db        *pg.DB
	redis     *redisdb.Redis
	sole      *pg.Sole // held with the embedded Redis only
	pace      clock.Config
	clock     *clock.Clock
	city      casecore.City
	profile   *regulation.Profile // today's
	store     *pgstore.Store
	people    *pgstore.People
	catalogue *pgstore.Catalogue
	streets   *pgstore.Streets
	service   *casecore.Service
	hooks     *hooks
	halls     *halls // nil in a city without any
	demo      bool
	blobs     *blob.Store
	files     *photo.Intake // the way into blobs for what people send
	texts     *i18n.Bundle
	secrets   *secret.Keeper
	hasher    *staff.Hasher
	bridges   []*telephony.Bridge // of this copy, none without the role
	closers   []func() error
}

// open connects to everything and makes the use cases. What it opened is closed by [app.close], also after an error.
func (a *app) open(ctx context.Context, migrate bool) error {
	for _, step := range []func(context.Context) error{a.openDatabase, a.openRedis, a.openCity, a.openRest} {
		if err := step(ctx); err != nil {
			return err
		}
		if migrate {
			migrate = false
			if n, err := pg.Migrate(ctx, a.pool, migrations.FS); err != nil {
				return err
			} else if n > 0 {
				a.log.InfoContext(ctx, "schema migrated", "migrations", n)
			}
		}
	}
	return nil
}

func (a *app) openDatabase(ctx context.Context) (err error) {
	host, _ := os.Hostname()
	a.holder = fmt.Sprintf("%s/%d/%s", host, os.Getpid(), uuid.NewString()[:8])
	if a.pool, err = pg.Open(ctx, a.cfg.Database.URL, 0); err != nil {
		return err
	}
	a.closers = append(a.closers, func() error { a.pool.Close(); return nil })
	a.db = pg.NewDB(a.pool)
	return nil
}

func (a *app) openRedis(ctx context.Context) (err error) {
	if err = pg.CheckSchema(ctx, a.pool, migrations.FS); err != nil {
		return err
	}
	if a.cfg.RedisURL == "" {
		a.sole, err = pg.TakeSole(ctx, a.pool, "hotline embedded redis")
		if errors.Is(err, pg.ErrNotSole) {
			return errors.New("another copy serves this database with its embedded Redis: " +
				"set REDIS_URL for both, or stop the other one")
		}
		if err != nil {
			return err
		}
	}
	if a.redis, err = redisdb.Open(a.cfg.RedisURL); err != nil {
		return err
	}
	a.closers = append(a.closers, a.redis.Close)
	a.pace.Log = a.log
	a.clock = clock.New(a.db, a.pace)
	return a.clock.Measure(ctx)
}

// openCity reads the rules, and which of them hold today.
func (a *app) openCity(ctx context.Context) (err error) {
	if a.city, err = cityOf(ctx, a.db, a.cfg.Regulation); err != nil {
		return fmt.Errorf("REGULATION: %w", err)
	}
	if a.profile, err = a.city.At(a.clock.Now()); err != nil {
		return fmt.Errorf("REGULATION: %w", err)
	}
	return nil
}

// cityOf reads a city's rules: a profile that ships, by its name, or a file's, which has an extension and is kept in the
// database.
func cityOf(ctx context.Context, db *pg.DB, rules string) (casecore.City, error) {
	if filepath.Ext(rules) != "" {
		source, err := os.ReadFile(rules)
		if err != nil {
			return casecore.City{}, err
		}
		return pgstore.CityFromFile(ctx, db, rules, source)
	}
	library, err := regulation.Embedded()
	return casecore.City{Library: library, Name: regulation.ProfileName(rules)}, err
}

func (a *app) openRest(ctx context.Context) (err error) {
	a.store, a.people, a.streets, a.hooks = pgstore.New(a.db), pgstore.NewPeople(a.db), pgstore.NewStreets(a.db), &hooks{}
	if err = a.store.EnsureAhead(ctx, a.clock.Now()); err != nil {
		return err
	}
	if a.catalogue, err = pgstore.NewCatalogue(ctx, a.db, a.log); err != nil {
		return err
	}
	if a.secrets, err = secret.New(a.cfg.SessionSecret...); err != nil {
		return err
	}
	a.service = casecore.NewService(a.store, a.city, a.catalogue, a.clock.Now,
		casecore.Hooks{Armed: a.hooks.armed, Changed: a.hooks.changed}, a.log, casecore.WithSecrets(a.secrets))
	if a.blobs, err = blob.Open(ctx, a.cfg.BlobURL, a.store, a.clock.Now); err != nil {
		return err
	}
	a.closers = append(a.closers, a.blobs.Close)
	a.files = photo.NewIntake(a.blobs, photo.NewCleaner(photosAtOnce))
	if a.texts, err = i18n.New(); err != nil {
		return err
	}
	a.hasher = staff.NewHasher(staff.DefaultParams())
	return a.openHalls(ctx)
}

// close lets go of everything in the opposite order.
func (a *app) close() {
	for i := len(a.closers) - 1; i >= 0; i-- {
		if err := a.closers[i](); err != nil {
			a.log.Warn("close", "err", err)
		}
	}
}

// hooks pass on what was committed to those parts that this copy runs. They are set before anything runs.
type hooks struct {
	onArmed   []func(refs ...casecore.TimerRef)
	onChanged []func()
	// onHallChanged are those whom a commit of the halls wakes.
	onHallChanged []func()
}

func (h *hooks) armed(refs []casecore.TimerRef) {
	for _, f := range h.onArmed {
		f(refs...)
	}
}

func (h *hooks) changed() {
	for _, f := range h.onChanged {
		f()
	}
}

func (h *hooks) hallChanged() {
	for _, f := range h.onHallChanged {
		f()
	}
}
