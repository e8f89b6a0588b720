package queuehall

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/internal/pg"
)

// Wait is the time that a client has to expect, as a range: half of those who come see it end within.
type Wait struct{ Least, Most time.Duration }

// Outlook is what a client who waits has before them.
type Outlook struct {
	Ahead int // people who are called before, if nobody else comes
	Wait  Wait
}

// Outlook returns what the holder of a ticket that waits has before them now.
func (h *Hall) Outlook(ctx context.Context, t *Ticket) (Outlook, error) {
	o, err := h.foretell(ctx, t, h.now())
	return o, failed("outlook", err)
}

// aheadSQL counts who waits and is called before a ticket, all given as SQL: those of its direction, and those whom the counters that
// are at work on it call as well.
func aheadSQL(branch, direction, lane, turn, id string) string {
	return `(SELECT count(*) FROM hall_tickets o WHERE o.branch_id = ` + branch + ` AND o.state = 'waiting'
		AND (o.lane, o.turn_at, o.id) < (` + lane + `, ` + turn + `, ` + id + `)
		AND (o.counter_id IS NULL AND o.direction_id = ` + direction + ` OR EXISTS (
			SELECT FROM hall_signons s JOIN hall_counters c ON c.id = s.counter_id
			WHERE s.ended_at IS NULL AND c.active AND c.branch_id = ` + branch + ` AND ` + direction + ` = ANY (c.directions)
				AND (o.counter_id = c.id OR o.counter_id IS NULL AND o.direction_id = ANY (c.directions)))))`
}

const (
	// lately is how far back services are looked at, and enough how many of them tell more than the profile.
	lately = 14 * 24 * time.Hour
	enough = 8
)

var foretellSQL = `
	WITH services AS (
		SELECT extract(epoch FROM ended_at - started_at) AS seconds FROM hall_visits
		WHERE branch_id = $1 AND direction_id = $2 AND step = 'served' AND ended_at > $6 AND started_at IS NOT NULL
	)
	SELECT ` + aheadSQL("$1", "$2", "$3::smallint", "$4::timestamptz", "$5::uuid") + `,
		(SELECT count(*) FROM hall_counters c JOIN hall_signons s ON s.counter_id = c.id AND s.ended_at IS NULL
			WHERE c.branch_id = $1 AND c.active AND $2 = ANY (c.directions)),
		(SELECT count(*) FROM services),
		(SELECT seconds FROM hall_directions WHERE id = $2),
		coalesce((SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY seconds) FROM services), 0),
		coalesce((SELECT percentile_cont(0.75) WITHIN GROUP (ORDER BY seconds) FROM services), 0)`

// foretell is the wait of a ticket that begins to wait, or goes on.
func (h *Hall) foretell(ctx context.Context, t *Ticket, now time.Time) (Outlook, error) {
	var ahead int
	var p pace
	err := h.db.QueryRow(ctx, foretellSQL, t.Branch.UUID(), t.Direction.UUID(), int16(t.Lane), t.Turn, t.ID.UUID(), now.Add(-lately)).
		Scan(&ahead, &p.counters, &p.seen, &p.usual, &p.quick, &p.slow)
	return p.outlook(ahead, t.Turn, now), err
}

// pace is how fast a direction is served.
type pace struct {
	counters    int     // at work on it
	seen        int     // services that there were lately
	usual       float64 // seconds of a service, as the profile says
	quick, slow float64 // seconds of those that there were: a quarter took less, a quarter more
}

// pacesSQL is the pace of every direction of a branch, without its counters.
const pacesSQL = `
	SELECT d.id, d.seconds, count(v.id), coalesce(percentile_cont(0.25) WITHIN GROUP (ORDER BY extract(epoch FROM v.ended_at - v.started_at)), 0),
		coalesce(percentile_cont(0.75) WITHIN GROUP (ORDER BY extract(epoch FROM v.ended_at - v.started_at)), 0)
	FROM hall_directions d LEFT JOIN hall_visits v ON v.branch_id = d.branch_id AND v.direction_id = d.id AND v.step = 'served'
		AND v.ended_at > $2 AND v.started_at IS NOT NULL
	WHERE d.branch_id = $1 GROUP BY d.id`

func (h *Hall) paces(ctx context.Context, b BranchID, now time.Time) (map[DirectionID]pace, error) {
	all := make(map[DirectionID]pace)
	_, err := pg.Collect(ctx, h.db, func(row pgx.CollectableRow) (d DirectionID, err error) {
		var p pace
		err = row.Scan((*uuid.UUID)(&d), &p.usual, &p.seen, &p.quick, &p.slow)
		all[d] = p
		return d, err
	}, pacesSQL, b.UUID(), now.Add(-lately))
	return all, err
}

// outlook is what whoever has so many before them has to expect: the services before them, at the length that they lately had, over the
// counters that are at work. Whoever came before the time that they booked may wait until then.
func (p pace) outlook(ahead int, turn, now time.Time) Outlook {
	if p.seen < enough {
		const spread = 0.4 // of what the profile says, either way
		p.quick, p.slow = p.usual*(1-spread), p.usual*(1+spread)
	}
	each := float64(max(p.counters, 1))
	length := func(seconds float64) time.Duration {
		return time.Duration(seconds * float64(time.Second)).Round(time.Second)
	}
	o := Outlook{Ahead: ahead, Wait: Wait{Least: length(p.quick * float64(ahead) / each), Most: length(p.slow * float64(ahead+1) / each)}}
	if early := turn.Sub(now); early > 0 {
		o.Wait.Most = max(o.Wait.Most, early+length(p.slow/each))
	}
	return o
}
