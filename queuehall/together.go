package queuehall

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// caller is an operator who calls the next client, among others who do so at the same moment.
type caller struct {
	cmd    CounterCommand
	seat   seat
	v      Visit
	called bool // among the others
	done   chan struct{}
}

// seat is where a caller sits, and of whom the next client is one.
type seat struct {
	branch     uuid.UUID
	directions []uuid.UUID
	ranked     bool
	own        *uuid.UUID // the counter, when there are clients who wait for it alone
}

const (
	// togetherMost bounds one transaction, togetherTurns how many of them go on at once, and togetherWait how long each may take.
	togetherMost  = 100
	togetherTurns = 2
	togetherWait  = 5 * time.Second
)

// callAmongOthers calls the next client in one transaction with whoever calls at the same moment: of two hundred who call at once the
// last one waits for a few transactions and not for two hundred. It tells whether it has; whatever stands in the way (nobody waits, the
// counter has a client, a repeat, a row that somebody holds) is for the call alone to find, so that nobody waits for another's trouble.
func (h *Hall) callAmongOthers(ctx context.Context, cmd CounterCommand) (Visit, bool) {
	c := &caller{cmd: cmd, done: make(chan struct{})}
	h.callers.add(c)
	select {
	case <-c.done:
		return c.v, c.called
	case <-ctx.Done(): // it may be called yet; a repeat says so
		return Visit{}, false
	}
}

// callTogether answers a group of callers.
func (h *Hall) callTogether(group []*caller) {
	ctx, cancel := context.WithTimeout(context.Background(), togetherWait)
	defer cancel()
	err := h.db.InTx(ctx, func(ctx context.Context) error {
		if err := h.db.Queue(ctx, nil, `SET LOCAL lock_timeout = '300ms'`); err != nil { // a key that a stuck copy holds stops nobody for long
			return err
		}
		seated, err := h.seats(ctx, group)
		if err != nil || len(seated) == 0 {
			return err
		}
		now := h.now()
		served, err := h.choose(ctx, seated, now)
		if err != nil || len(served) == 0 {
			return err
		}
		return h.begin(ctx, served, now)
	})
	for _, c := range group {
		c.called = err == nil && !c.v.ID.IsZero()
		close(c.done)
	}
}

// seatsSQL finds the sign-ons of the operators $2 at the counters $1, and holds those that nobody else does, where there is no client.
// The number of each is its place in the lists.
const seatsSQL = `SELECT a.n, c.branch_id, c.directions, c.rule = 'ranked',
		CASE WHEN EXISTS (SELECT FROM hall_tickets t WHERE t.counter_id = c.id AND t.state = 'waiting') THEN c.id END
	FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY a (counter, staff, n)
	JOIN hall_signons s ON s.counter_id = a.counter AND s.staff_id = a.staff AND s.ended_at IS NULL JOIN hall_counters c ON c.id = s.counter_id
	WHERE NOT EXISTS (SELECT FROM hall_visits v WHERE v.counter_id = c.id AND v.ended_at IS NULL)
	ORDER BY a.n FOR UPDATE OF s SKIP LOCKED`

// seats returns those of a group who sit at their counters and have no client, in the group's order.
func (h *Hall) seats(ctx context.Context, group []*caller) (seated []*caller, err error) {
	counters, staff := make([]uuid.UUID, len(group)), make([]uuid.UUID, len(group))
	for i, c := range group {
		counters[i], staff[i] = c.cmd.Counter.UUID(), c.cmd.Actor.Staff.UUID()
	}
	return pg.Collect(ctx, h.db, func(row pgx.CollectableRow) (*caller, error) {
		var n int
		var s seat
		err := row.Scan(&n, &s.branch, &s.directions, &s.ranked, &s.own)
		if err != nil {
			return nil, err
		}
		c := group[n-1]
		c.seat = s
		return c, nil
	}, seatsSQL, counters, staff)
}

// alikeSQL calls as many clients as $6 says to seats that choose alike, and tells whom in the order of their turns.
var alikeSQL = `WITH seat AS (SELECT $1::uuid AS branch_id, $2::uuid[] AS directions, $3::bool AS ranked, $5::uuid AS counter_id),
	chosen AS (` + nextSQL(`$6`, `true`) + `), called AS (` + calledSQL + `)
	SELECT id, direction_id FROM chosen`

// choose gives callers their clients, and returns those for whom there was one. Seats that choose alike are served by one statement, and
// one after another, so that each kind passes over whom those before it have called.
func (h *Hall) choose(ctx context.Context, seated []*caller, now time.Time) (served []*caller, err error) {
	var order []string
	alike := map[string][]*caller{}
	for _, c := range seated {
		kind := c.seat.kind()
		if alike[kind] == nil {
			order = append(order, kind)
		}
		alike[kind] = append(alike[kind], c)
	}
	var b pgx.Batch
	for _, kind := range order {
		callers := alike[kind]
		s := callers[0].seat
		b.Queue(alikeSQL, s.branch, s.directions, s.ranked, now, s.own, len(callers)).Query(func(rows pgx.Rows) error {
			for i := 0; rows.Next(); i++ {
				c := callers[i]
				c.v.ID = casecore.NewID[VisitID]()
				if err := rows.Scan((*uuid.UUID)(&c.v.Ticket), (*uuid.UUID)(&c.v.Direction)); err != nil {
					return err
				}
				served = append(served, c)
			}
			return rows.Err()
		})
	}
	err = h.db.SendBatch(ctx, &b).Close()
	return served, err
}

// kind is the same for seats that choose alike.
func (s seat) kind() string {
	var b strings.Builder
	b.Write(s.branch[:])
	for _, d := range s.directions {
		b.Write(d[:])
	}
	if s.ranked {
		b.WriteByte('r')
	}
	if s.own != nil {
		b.Write(s.own[:])
	}
	return b.String()
}

// beginSQL begins visits: their ids, tickets, branches, counters, operators, directions and nonces, at $8.
const beginSQL = `INSERT INTO hall_visits AS v
	(id, ticket_id, branch_id, counter_id, staff_id, direction_id, nonce, step, before, stepped_at, called_at, version)
	SELECT b.id, b.ticket, b.branch, b.counter, b.staff, b.direction, b.nonce, 'called', 'undone', $8, $8, 1
	FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[]) b (id, ticket, branch, counter, staff, direction, nonce)
	RETURNING ` + visitColumns

// begin keeps the visits under the keys of their commands, tells of them and sets the terms of their pads. It fails with errRepeated when
// one of the commands was done before.
func (h *Hall) begin(ctx context.Context, callers []*caller, now time.Time) error {
	// One order of keys for all: two groups that hold repeats of one another's must not wait for each other.
	slices.SortFunc(callers, func(a, b *caller) int {
		return strings.Compare(a.cmd.Scope+" "+a.cmd.Key, b.cmd.Scope+" "+b.cmd.Key)
	})
	claims, ids, begun := make([]casecore.Claim, len(callers)), make([]VisitID, len(callers)), make(map[VisitID]*caller, len(callers))
	var columns [7][]uuid.UUID
	for i, c := range callers {
		claim, err := c.cmd.Claim(c.cmd, c.v.ID.UUID(), SubjectVisit, now, keyLife)
		if err != nil {
			return err
		}
		claims[i], ids[i], begun[c.v.ID] = claim, c.v.ID, c
		for n, id := range [...]uuid.UUID{
			c.v.ID.UUID(), c.v.Ticket.UUID(), c.seat.branch, c.cmd.Counter.UUID(), c.cmd.Actor.Staff.UUID(), c.v.Direction.UUID(), uuid.New(),
		} {
			columns[n] = append(columns[n], id)
		}
	}
	switch fresh, err := h.core.ClaimAll(ctx, claims); {
	case err != nil:
		return err
	case !fresh:
		return errRepeated
	}
	visits, err := pg.Collect(ctx, h.db, scanVisit, beginSQL, columns[0], columns[1], columns[2], columns[3], columns[4], columns[5], columns[6], now)
	if err != nil {
		return err
	}
	for _, v := range visits {
		begun[v.ID].v = v
	}
	if err := h.tell(ctx, tellVisitsSQL, columns[0]); err != nil {
		return err
	}
	return h.arm(ctx, deadlineLit, 0, now, now.Add(h.profile.Lit()), ids...)
}
