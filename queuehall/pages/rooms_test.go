package pages

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

// ledger is a branch that counts how often it is read, and moves on with each.
type ledger struct {
	reads atomic.Int64
	fails atomic.Bool
}

func (l *ledger) Read(_ context.Context, ids []queuehall.TicketID) (map[queuehall.TicketID]queuehall.Followed, error) {
	n := int(l.reads.Add(1))
	if l.fails.Load() {
		return nil, context.DeadlineExceeded
	}
	all := make(map[queuehall.TicketID]queuehall.Followed, len(ids))
	for _, id := range ids {
		all[id] = queuehall.Followed{Ticket: queuehall.Ticket{ID: id}, Recalls: n}
	}
	return all, nil
}

// hallway is rooms in which nothing happens before the test says so.
type hallway struct {
	*rooms

	ledger  ledger
	woken   chan struct{}
	stopped atomic.Bool
}

func newHallway() *hallway {
	h := &hallway{woken: make(chan struct{}, 1)}
	h.rooms = newRooms(func(queuehall.BranchID) board { return &h.ledger },
		func(queuehall.BranchID) (<-chan struct{}, func()) { return h.woken, func() { h.stopped.Store(true) } }, slog.New(slog.DiscardHandler))
	return h
}

func (h *hallway) join(t *testing.T, branch queuehall.BranchID) (*follower, func()) {
	t.Helper()
	f, leave, err := h.rooms.join(&queuehall.Ticket{ID: casecore.NewID[queuehall.TicketID](), Branch: branch})
	require.NoError(t, err)
	return f, leave
}

func TestAThousandWhoFollowAreOneReaderOfTheDatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, branch := newHallway(), casecore.NewID[queuehall.BranchID]()
		var all []*follower
		var leaves []func()
		for range 1000 {
			f, leave := h.join(t, branch)
			all, leaves = append(all, f), append(leaves, leave)
		}
		time.Sleep(time.Second)
		h.ledger.reads.Store(0)
		for range 100 { // a busy minute's calls in one second
			signal(h.woken)
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Second)
		require.LessOrEqual(t, h.ledger.reads.Load(), int64(3))
		for _, f := range all {
			require.Equal(t, int(h.ledger.reads.Load()), (<-f.news).Recalls, "each is told the latest, and that alone")
		}
		h.ledger.reads.Store(0)
		time.Sleep(roomEvery + time.Second)
		require.Equal(t, int64(1), h.ledger.reads.Load(), "when nothing happens it is read now and then")
		for _, leave := range leaves {
			leave()
			leave()
		}
		synctest.Wait()
		require.True(t, h.stopped.Load(), "nobody is left, and nothing reads")
		require.Zero(t, h.size)
		h.ledger.reads.Store(0)
		time.Sleep(time.Minute)
		require.Zero(t, h.ledger.reads.Load())
	})
}

func TestWhoeverFollowsIsToldAtOnceWhenTheyComeAndHearsNothingWhileItIsNotKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHallway()
		f, leave := h.join(t, casecore.NewID[queuehall.BranchID]())
		defer leave()
		synctest.Wait()
		require.Len(t, f.news, 1)
		<-f.news
		h.ledger.fails.Store(true)
		time.Sleep(3 * roomEvery)
		require.Empty(t, f.news, "silence is how a page knows that it is cut off")
		h.ledger.fails.Store(false)
		time.Sleep(roomEvery)
		synctest.Wait()
		require.Len(t, f.news, 1)
	})
}

func TestNoTicketAndNoCopyHasMoreFollowersThanItBears(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHallway()
		ticket := &queuehall.Ticket{ID: casecore.NewID[queuehall.TicketID](), Branch: casecore.NewID[queuehall.BranchID]()}
		var leaves []func()
		for range mostOfOne {
			_, leave, err := h.rooms.join(ticket)
			require.NoError(t, err)
			leaves = append(leaves, leave)
		}
		_, _, err := h.rooms.join(ticket)
		require.ErrorIs(t, err, errFull)
		h.size = mostFollowers
		_, _, err = h.rooms.join(&queuehall.Ticket{ID: casecore.NewID[queuehall.TicketID](), Branch: ticket.Branch})
		require.ErrorIs(t, err, errFull)
		h.close()
		h.close()
		h.size = mostOfOne
		_, _, err = h.rooms.join(&queuehall.Ticket{})
		require.ErrorIs(t, err, errFull, "a copy that stops takes nobody")
		for _, leave := range leaves {
			leave()
		}
	})
}
