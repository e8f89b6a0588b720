package telephony_test

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/callout"
	"hotline/casecore/calls"
	"hotline/casecore/desk"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/internal/asterisktest"
	"hotline/internal/blob"
	"hotline/internal/childtest"
	"hotline/internal/i18n"
	"hotline/internal/pg"
	"hotline/telephony"
	"hotline/telephony/asterisk"
	"hotline/telephony/flow"
)

// setup is what a child is told: a whole bridge process with a desk and with calls out, to be killed.
type setup struct {
	Database, Files, Voice string
	ARI                    asterisk.Config
	Lease                  time.Duration
	Settings               flow.Settings
	CallerID               string
	Agents                 map[string]string // how telephones are dialled, by their names
	Numbers                map[string]string // likewise, by numbers
	Ahead                  time.Duration     // of the clock
}

// atOnce is how many tests run at the same time, unless -parallel says otherwise: they wait for telephones, not for processors.
const atOnce = 3

func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", strconv.Itoa(max(atOnce, runtime.GOMAXPROCS(0)))); err != nil {
		panic(err)
	}
	http.DefaultTransport = asterisk.Transport(http.DefaultTransport, reservedHosts...)
	childtest.Main(m, child)
}

// child serves until it is killed.
func child(ctx context.Context, s setup) error {
	pool, err := pgxpool.New(ctx, s.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	deps, err := s.deps(ctx, pg.NewDB(pool))
	if err != nil {
		return err
	}
	rules, err := cityRules()
	if err != nil {
		return err
	}
	var bridge *telephony.Bridge
	deps.Desk = desk.New(deps.DB, pgstore.New(deps.DB), always{}, rules, desk.Hooks{Wake: func() { bridge.Wake() }}, deps.Now)
	bridge = telephony.New(telephony.Config{
		Holder: fmt.Sprint(os.Getpid()), LeaseTTL: s.Lease, Missed: telephony.MissedWanted, Settings: func() flow.Settings { return s.Settings },
		Retry: 50 * time.Millisecond, Lines: []telephony.Line{{Number: asterisktest.Line, Lang: "uk"}},
		CallerID: s.CallerID, Dial: dialled(s.Numbers), AgentEndpoint: func(name string) string { return s.Agents[name] },
	}, deps)
	go func() {
		for !bridge.Ready() {
			time.Sleep(time.Millisecond)
		}
		childtest.Say(ready)
	}()
	return bridge.Run(ctx)
}

// cityRules are the shipped profile's.
func cityRules() (casecore.City, error) {
	library, err := regulation.Embedded()
	return casecore.City{Library: library, Name: "mariupol"}, err
}

// deps are the real use cases.
func (s *setup) deps(ctx context.Context, db *pg.DB) (telephony.Deps, error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	now := func() time.Time { return time.Now().Add(s.Ahead) }
	city, err := cityRules()
	if err != nil {
		return telephony.Deps{}, err
	}
	catalogue, err := pgstore.NewCatalogue(ctx, db, log)
	if err != nil {
		return telephony.Deps{}, err
	}
	texts, err := i18n.New()
	if err != nil {
		return telephony.Deps{}, err
	}
	store := pgstore.New(db)
	files, err := blob.Open(ctx, s.Files, store, now)
	if err != nil {
		return telephony.Deps{}, err
	}
	client, err := asterisk.New(s.ARI)
	if err != nil {
		return telephony.Deps{}, err
	}
	service := casecore.NewService(store, city, catalogue, now, casecore.Hooks{}, log)
	return telephony.Deps{
		PBX: client, DB: db, Calls: calls.NewBook(db), Cases: noCases{}, Speech: &voice{url: s.Voice}, Files: files, Intake: service,
		Out: callout.New(db, service, store, catalogue, city, texts, now), Texts: texts, Now: now, Log: log,
	}, nil
}

// dialled says how numbers are rung; nobody is behind others.
func dialled(numbers map[string]string) func(string) string {
	return func(number string) string {
		if endpoint, ok := numbers[number]; ok {
			return endpoint
		}
		return "PJSIP/nobody"
	}
}

// ready is what a child says when it hears Asterisk.
const ready = "ready"

// spawn starts a child and returns when it hears Asterisk. The returned function kills it with signal 9.
func (r *rig) spawn() (kill func()) {
	r.t.Helper()
	p := r.spawnSoon()
	r.awaitReady(p)
	return p.Kill
}

// awaitReady waits until a child says that it hears Asterisk.
func (r *rig) awaitReady(p *childtest.Process) {
	r.t.Helper()
	require.Equal(r.t, ready, p.Line(patience))
}

// spawnSoon starts a child, whatever it does.
func (r *rig) spawnSoon() *childtest.Process {
	r.t.Helper()
	return childtest.Start(r.t, setup{
		Database: r.url, Files: r.files, Voice: r.speech.url, Lease: r.cfg.LeaseTTL, Settings: r.set, CallerID: r.cfg.CallerID,
		ARI:    asterisk.Config{URL: r.pbx.URL(), Username: r.pbx.Username(), Password: r.pbx.Password(), App: r.pbx.App()},
		Agents: r.agents, Numbers: r.numbers, Ahead: time.Until(r.deps.Now()),
	})
}
