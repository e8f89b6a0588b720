package queuehall

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// Door lets in the devices that connect, those that come at once in one statement: after a cut a whole hall comes back. It is safe for
// concurrent use and needs no closing.
type Door struct {
	hall  *Hall
	queue gather[string, *arrival] // one group at a time
	turn  uint64                   // of the group that was let in last
}

// Entry is a device that was let in.
type Entry struct {
	Device Device
	Conn   uuid.UUID // the connection that it has from now on
	Turn   uint64    // of two entries of a device by one door the later has the higher
}

// NewDoor returns a door of the halls.
func NewDoor(h *Hall) *Door {
	d := &Door{hall: h}
	d.queue.key, d.queue.serve = func(a *arrival) string { return a.token }, d.letIn
	d.queue.most, d.queue.turns = enterMost, 1
	return d
}

// arrival is a device that connects.
type arrival struct {
	Entry

	token string
	err   error
	done  chan struct{}
}

const (
	// enterMost bounds one statement, and enterWait how long it may take.
	enterMost = 500
	enterWait = 10 * time.Second
)

// Enter returns whose token it is and gives the device a new connection: the one that it had before is no longer its own. NotFound when
// the token is nobody's.
func (d *Door) Enter(ctx context.Context, token string) (Entry, error) {
	a := &arrival{Entry: Entry{Conn: uuid.New()}, token: token, done: make(chan struct{})}
	d.queue.add(a)
	select {
	case <-a.done:
		return a.Entry, a.err
	case <-ctx.Done():
		return Entry{}, failed("enter", ctx.Err())
	}
}

// letIn lets a group in, for whoever came: the first may have gone.
func (d *Door) letIn(group []*arrival) {
	ctx, cancel := context.WithTimeout(context.Background(), enterWait)
	defer cancel()
	err := d.hall.enter(ctx, group)
	d.turn++
	for _, a := range group {
		a.Turn = d.turn
		if err != nil {
			a.err = err
		}
		close(a.done)
	}
}

// enterSQL gives the devices of the tokens $1 the connections $2, and tells whose state has changed with it.
const enterSQL = `
	UPDATE hall_devices d SET conn = now.conn, last_seen = $3, state = now.state,
		since = CASE WHEN d.state = now.state THEN d.since ELSE $3 END, version = d.version + (d.state <> now.state)::int
	FROM (SELECT d.id, a.conn, d.state AS was, CASE d.faults WHEN '{}' THEN 'online' ELSE 'faulty' END AS state
		FROM unnest($1::bytea[], $2::uuid[]) a (hash, conn) JOIN hall_devices d ON d.token_hash = a.hash AND d.revoked_at IS NULL
		ORDER BY d.id FOR NO KEY UPDATE OF d) now
	WHERE d.id = now.id RETURNING d.conn, d.id, d.branch_id, d.counter_id, d.role, d.name, now.was <> now.state`

// entered is a device that has got a connection.
type entered struct {
	conn    uuid.UUID
	device  Device
	changed bool
}

// enter lets a group in. Of one whose token is nobody's the arrival says so.
func (h *Hall) enter(ctx context.Context, group []*arrival) error {
	const op = "enter"
	hashes, conns, byConn := make([][]byte, len(group)), make([]uuid.UUID, len(group)), make(map[uuid.UUID]*arrival, len(group))
	for i, a := range group {
		hashes[i], conns[i], byConn[a.Conn] = hashOf(a.token), a.Conn, a
		a.err = fail(casecore.NotFound, op, "error.hall_no_device")
	}
	return failed(op, h.db.InTx(ctx, func(ctx context.Context) error {
		found, err := pg.Collect(ctx, h.db, func(row pgx.CollectableRow) (e entered, err error) {
			var counter *uuid.UUID
			err = row.Scan(&e.conn, (*uuid.UUID)(&e.device.ID), (*uuid.UUID)(&e.device.Branch), &counter, &e.device.Role, &e.device.Name, &e.changed)
			e.device.Counter = pg.ID[CounterID](counter)
			return e, err
		}, enterSQL, hashes, conns, h.now())
		if err != nil {
			return err
		}
		var changed []uuid.UUID
		for i := range found {
			a := byConn[found[i].conn]
			a.Device, a.err = found[i].device, nil
			if found[i].changed {
				changed = append(changed, a.Device.ID.UUID())
			}
		}
		if len(changed) == 0 {
			return nil
		}
		return h.tell(ctx, tellDevicesSQL, changed)
	}))
}
