package pages

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"hotline/queuehall"
)

const (
	// roomGap is how far apart a branch is read at the least, however much happens in it.
	roomGap = 500 * time.Millisecond
	// roomEvery is how often it is read though nothing happens: waits grow shorter by themselves, and whoever hears nothing for long
	// takes it for a cut.
	roomEvery = 10 * time.Second
	// roomWait bounds one reading.
	roomWait = 5 * time.Second
	// Of the pages that are open at once: at this copy, and of one ticket.
	mostFollowers, mostOfOne = 5000, 12
)

// errFull says that no more pages are told of their tickets here.
var errFull = errors.New("pages: too many follow")

// Waker says when something has changed that concerns the tickets of a branch, until stop.
type Waker func(queuehall.BranchID) (woken <-chan struct{}, stop func())

// board reads what becomes of many tickets of a branch at once.
type board interface {
	Read(ctx context.Context, ids []queuehall.TicketID) (map[queuehall.TicketID]queuehall.Followed, error)
}

// rooms tell pages that are open what becomes of their tickets. A branch is read once for all who follow one of its tickets, after
// something has changed in it: what that costs does not grow with their number.
type rooms struct {
	board func(queuehall.BranchID) board
	wake  Waker
	log   *slog.Logger
	done  chan struct{} // closed when the rooms are

	mu     sync.Mutex
	closed bool
	open   map[queuehall.BranchID]*room
	size   int
}

// room is those who follow the tickets of a branch.
type room struct {
	followers map[*follower]struct{}
	came      chan struct{} // somebody who knows nothing yet
	cancel    context.CancelFunc
}

// follower is a page that is open. In news is the latest that it has not taken yet.
type follower struct {
	ticket queuehall.TicketID
	news   chan queuehall.Followed
}

func newRooms(board func(queuehall.BranchID) board, wake Waker, log *slog.Logger) *rooms {
	return &rooms{board: board, wake: wake, log: log, done: make(chan struct{}), open: make(map[queuehall.BranchID]*room)}
}

// join follows a ticket until leave.
func (rs *rooms) join(t *queuehall.Ticket) (f *follower, leave func(), err error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.closed || rs.size >= mostFollowers {
		return nil, nil, errFull
	}
	r := rs.open[t.Branch]
	if r == nil {
		ctx, cancel := context.WithCancel(context.Background()) //nolint:gosec // by whoever leaves last, or close
		r = &room{followers: make(map[*follower]struct{}), came: make(chan struct{}, 1), cancel: cancel}
		rs.open[t.Branch] = r
		go rs.run(ctx, t.Branch, r)
	}
	same := 0
	for other := range r.followers {
		if other.ticket == t.ID {
			same++
		}
	}
	if same >= mostOfOne {
		return nil, nil, errFull
	}
	f = &follower{ticket: t.ID, news: make(chan queuehall.Followed, 1)}
	r.followers[f] = struct{}{}
	rs.size++
	signal(r.came)
	return f, sync.OnceFunc(func() { rs.leave(t.Branch, r, f) }), nil
}

func (rs *rooms) leave(b queuehall.BranchID, r *room, f *follower) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	delete(r.followers, f)
	rs.size--
	if len(r.followers) == 0 {
		r.cancel()
		delete(rs.open, b)
	}
}

// close sends everybody home.
func (rs *rooms) close() {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if !rs.closed {
		rs.closed = true
		close(rs.done)
	}
}

// run tells a room what becomes of its tickets until nobody is left in it.
func (rs *rooms) run(ctx context.Context, b queuehall.BranchID, r *room) {
	var woken <-chan struct{}
	if rs.wake != nil {
		w, stop := rs.wake(b)
		defer stop()
		woken = w
	}
	board := rs.board(b)
	tick := time.NewTicker(roomEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-woken:
		case <-r.came:
		case <-tick.C:
		}
		if err := rs.tell(ctx, board, r); err != nil && ctx.Err() == nil {
			rs.log.WarnContext(ctx, "hall: followed tickets not read", "branch", b, "err", err)
		}
		select { // what happens meanwhile is told together
		case <-ctx.Done():
			return
		case <-time.After(roomGap):
		}
	}
}

func (rs *rooms) tell(ctx context.Context, board board, r *room) error {
	ctx, cancel := context.WithTimeout(ctx, roomWait)
	defer cancel()
	now, err := board.Read(ctx, rs.followed(r))
	if err != nil {
		return err
	}
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for f := range r.followers {
		news, ok := now[f.ticket]
		if !ok {
			continue // they came after it was read, and woke the room for it
		}
		select {
		case <-f.news:
		default:
		}
		f.news <- news // there is room: nobody else puts anything in
	}
	return nil
}

// followed are the tickets of a room, each once.
func (rs *rooms) followed(r *room) []queuehall.TicketID {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	seen := make(map[queuehall.TicketID]struct{}, len(r.followers))
	ids := make([]queuehall.TicketID, 0, len(r.followers))
	for f := range r.followers {
		if _, ok := seen[f.ticket]; !ok {
			seen[f.ticket] = struct{}{}
			ids = append(ids, f.ticket)
		}
	}
	return ids
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
