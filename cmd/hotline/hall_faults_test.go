package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
	"hotline/internal/redistest"
	"hotline/queuehall"
	"hotline/queuehall/pad"
)

// hallDevices is how many screens are connected while things break; pads are as many as there are counters.
const hallDevices = 200

// Redis is flushed, a copy of the hall's role is killed and comes back, PostgreSQL is started again: no press is lost or counted twice,
// and every screen shows what the rows say.
func TestAHallOutlivesItsServersWithTwoHundredScreensConnected(t *testing.T) {
	t.Parallel()
	f := newFaults(t)
	f.callEverybody()
	f.converge("at first")

	f.redis.FlushAll()
	f.pressEverywhere()
	f.nextEverywhere()
	f.converge("after Redis was flushed")

	f.kill(0)
	f.pressEverywhere()
	f.nextEverywhere()
	f.converge("while one copy is killed")
	f.serve(0)

	f.database.Stop(false)
	f.pressPads()
	f.database.Start()
	f.presses()
	f.nextEverywhere()
	f.converge("after PostgreSQL was started again")
	require.Zero(t, f.Number(`SELECT count(*) FROM (SELECT FROM hall_presses WHERE why = '' GROUP BY visit_id HAVING count(*) > 1) twice`))
	require.Zero(t, f.Number(`SELECT count(*) FROM (SELECT FROM hall_visits GROUP BY ticket_id HAVING count(*) > 1) twice`), "called twice")
}

// faults is two copies of a hall, its operators, and the screens that are connected by way of a balancer.
type faults struct {
	casetest.Rows

	database *pgtest.Server
	redis    *redistest.Server
	copy     child
	ways     *balancer
	kills    [2]func()
	hall     *queuehall.Hall
	seats    []faultSeat
	screens  []*screen
}

// faultSeat is an operator at a counter, and its pad.
type faultSeat struct {
	who     casecore.Actor
	counter queuehall.CounterID
	visit   queuehall.Visit
	pad     *pad.Pad
	lamp    *lamp
}

func newFaults(t *testing.T) *faults {
	t.Helper()
	f := &faults{Rows: casetest.Rows{T: t}, database: pgtest.NewServer(t), redis: redistest.NewServer(t), ways: newBalancer(t)}
	f.copy = child{
		Database: f.database.URL(), Redis: f.redis.URL(), Files: t.TempDir(), Halls: middayHalls(t), Roles: []string{"core", "hall"},
	}
	for i := range f.kills {
		f.serve(i)
	}
	f.DB = pg.NewDB(f.database.Pool())
	p, err := hallsOf(f.copy.Halls)
	require.NoError(t, err)
	f.hall = queuehall.New(f.DB, pgstore.New(f.DB), p, time.Now, casecore.Hooks{})
	f.seatEverybody()
	f.connect()
	return f
}

func (f *faults) serve(i int) {
	f.T.Helper()
	addr, kill := f.copy.start(f.T)
	f.kills[i] = func() { f.ways.remove(addr); kill() }
	f.ways.add(addr)
}

func (f *faults) kill(i int) { f.kills[i]() }

func (f *faults) command(who casecore.Actor) casecore.Command {
	return casecore.Command{Scope: "test", Key: uuid.NewString(), Actor: who}
}

// seatEverybody puts an operator at each counter and gives each enough clients.
func (f *faults) seatEverybody() {
	ctx := context.Background()
	branches, err := f.hall.Branches(ctx)
	require.NoError(f.T, err)
	participants, err := f.hall.Participants(ctx)
	require.NoError(f.T, err)
	office := staff.NewOffice(pgstore.NewPeople(f.DB), staff.NewHasher(staff.DefaultParams()), time.Now)
	who := func(n int) casecore.Actor {
		grant := casecore.Grant{Role: regulation.RoleHallOperator}
		id, err := office.Add(ctx, staff.NewPerson{
			Login: fmt.Sprint("operator", n), Name: "Operator", Lang: "uk", Password: "a password for tests", Grants: []casecore.Grant{grant},
		})
		require.NoError(f.T, err)
		return casecore.Actor{Staff: id, Grants: []casecore.Grant{grant}}
	}
	for _, b := range branches {
		for _, c := range b.Counters {
			s := faultSeat{who: who(len(f.seats)), counter: c.ID}
			post := queuehall.Post{Kind: queuehall.OperatorPost, Branch: b.ID, Participant: &participants[0].ID}
			require.NoError(f.T, f.hall.SetPost(ctx, queuehall.SetPost{Command: f.command(s.who), Staff: s.who.Staff, Post: post}))
			require.NoError(f.T, f.hall.SignOn(ctx, queuehall.CounterCommand{Command: f.command(s.who), Counter: c.ID}))
			for range 4 {
				_, err := f.hall.Issue(ctx, queuehall.IssueTicket{
					Command: f.command(s.who), Direction: c.Directions[0], Source: queuehall.FromDesk, Lang: "uk",
				})
				require.NoError(f.T, err)
			}
			f.seats = append(f.seats, s)
		}
	}
}

// connect pairs a pad for each counter, and displays for the rest.
func (f *faults) connect() {
	ctx := context.Background()
	log := slog.New(slog.DiscardHandler)
	for i := range f.seats {
		s := &f.seats[i]
		branch := queuehall.BranchID(f.id(`SELECT branch_id FROM hall_counters WHERE id = $1`, s.counter.UUID()))
		state, err := pad.OpenState(filepath.Join(f.T.TempDir(), "pad.json"))
		require.NoError(f.T, err)
		state.Token = f.token(queuehall.AddDevice{Branch: branch, Counter: s.counter, Role: queuehall.Pad, Name: "pad"})
		s.lamp = &lamp{}
		s.pad = pad.New(pad.Config{
			Hall: "http://" + f.ways.addr(), State: state, Show: s.lamp.set, Heard: func(bool) {}, Acked: func(string) {}, Now: time.Now, Log: log,
		})
		f.run(s.pad.Run)
	}
	branches, err := f.hall.Branches(ctx)
	require.NoError(f.T, err)
	for i := range hallDevices - len(f.seats) {
		b := branches[i%len(branches)].ID
		s := &screen{branch: b, url: "ws://" + f.ways.addr() + "/api/hall/devices/feed"}
		s.token = f.token(queuehall.AddDevice{Branch: b, Role: queuehall.Display, Name: "display"})
		f.screens = append(f.screens, s)
		f.run(s.run)
	}
}

func (f *faults) run(life func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- life(ctx) }()
	f.T.Cleanup(func() {
		cancel()
		require.NoError(f.T, <-done)
	})
}

func (f *faults) id(sql string, args ...any) (id uuid.UUID) {
	f.T.Helper()
	require.NoError(f.T, f.DB.QueryRow(context.Background(), sql, args...).Scan(&id))
	return id
}

func (f *faults) token(d queuehall.AddDevice) string {
	f.T.Helper()
	ctx := context.Background()
	d.Command = f.command(casecore.System)
	id, err := f.hall.AddDevice(ctx, d)
	require.NoError(f.T, err)
	code, _, err := f.hall.NewCode(ctx, id)
	require.NoError(f.T, err)
	token, err := f.hall.Pair(ctx, code)
	require.NoError(f.T, err)
	return token
}

func (f *faults) callEverybody() {
	f.T.Helper()
	for i := range f.seats {
		s := &f.seats[i]
		v, err := f.hall.CallNext(context.Background(), queuehall.CounterCommand{Command: f.command(s.who), Counter: s.counter})
		require.NoError(f.T, err)
		s.visit = v
	}
}

// nextEverywhere finishes with everybody and calls the next.
func (f *faults) nextEverywhere() {
	f.T.Helper()
	for i := range f.seats {
		s := &f.seats[i]
		_, err := f.hall.Finish(context.Background(), queuehall.VisitCommand{Command: f.command(s.who), Visit: s.visit.ID})
		require.NoError(f.T, err)
	}
	f.callEverybody()
}

// pressPads presses a button of every pad.
func (f *faults) pressPads() {
	f.T.Helper()
	for i := range f.seats {
		lit, err := f.seats[i].pad.Press(1 + i%3)
		require.NoError(f.T, err)
		require.True(f.T, lit)
	}
}

func (f *faults) pressEverywhere() {
	f.T.Helper()
	f.pressPads()
	f.presses()
}

// presses waits until the press of each client counts.
func (f *faults) presses() {
	f.T.Helper()
	visits := make([]uuid.UUID, len(f.seats))
	for i := range f.seats {
		visits[i] = f.seats[i].visit.ID.UUID()
	}
	require.Eventually(f.T, func() bool {
		var n int
		err := f.DB.QueryRow(context.Background(), `SELECT count(*) FROM hall_presses WHERE visit_id = ANY ($1) AND why = ''`, visits).Scan(&n)
		return err == nil && n == len(f.seats)
	}, 30*time.Second, 100*time.Millisecond, "every press counts")
}

// converge waits until every screen shows what the rows say.
func (f *faults) converge(when string) {
	f.T.Helper()
	want := map[queuehall.BranchID][]string{}
	rows, err := f.DB.Query(context.Background(), `SELECT v.branch_id, t.letter || '-' || lpad(t.number::text, 3, '0') || ' ' || c.code
		FROM hall_visits v JOIN hall_tickets t ON t.id = v.ticket_id JOIN hall_counters c ON c.id = v.counter_id WHERE v.ended_at IS NULL`)
	require.NoError(f.T, err)
	var branch uuid.UUID
	var call string
	_, err = pgx.ForEachRow(rows, []any{&branch, &call}, func() error {
		b := queuehall.BranchID(branch)
		want[b] = append(want[b], call)
		return nil
	})
	require.NoError(f.T, err)
	for _, calls := range want {
		slices.Sort(calls)
	}
	require.Eventually(f.T, func() bool {
		for _, s := range f.screens {
			if !slices.Equal(want[s.branch], s.calls()) {
				return false
			}
		}
		for i := range f.seats {
			if f.seats[i].lamp.get().Nonce != f.seats[i].visit.Nonce {
				return false
			}
		}
		return true
	}, 40*time.Second, 100*time.Millisecond, when)
}

// lamp is what a pad shows.
type lamp struct {
	mu    sync.Mutex
	shown pad.Lamp
}

func (l *lamp) set(shown pad.Lamp) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shown = shown
}

func (l *lamp) get() pad.Lamp {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.shown
}

// balancer leads connections to the copies that live, in turn.
type balancer struct {
	listener net.Listener
	mu       sync.Mutex
	copies   map[string]bool
	turn     int
}

func newBalancer(t *testing.T) *balancer {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	b := &balancer{listener: l, copies: map[string]bool{}}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go b.lead(c)
		}
	}()
	return b
}

func (b *balancer) addr() string { return b.listener.Addr().String() }

func (b *balancer) add(addr string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.copies[addr] = true
}

func (b *balancer) remove(addr string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.copies, addr)
}

func (b *balancer) choose() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := slices.Sorted(maps.Keys(b.copies))
	if len(all) == 0 {
		return ""
	}
	b.turn++
	return all[b.turn%len(all)]
}

func (b *balancer) lead(c net.Conn) {
	defer c.Close()
	to, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", b.choose())
	if err != nil {
		return
	}
	defer to.Close()
	go func() {
		_, _ = io.Copy(to, c)
		_ = to.Close()
	}()
	_, _ = io.Copy(c, to)
}
