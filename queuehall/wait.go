package queuehall

import (
	"context"
	"time"
)

// Wait is the time that a client has to expect, as a range: half of those who come see it end within.
type Wait struct{ Least, Most time.Duration }

const (
	// lately is how far back services are looked at, and enough how many of them tell more than the profile.
	lately = 14 * 24 * time.Hour
	enough = 8
)

// foretell is the wait of whoever comes now: the services before them, at the length that they lately had, over the counters that
// are at work on the direction.
func (h *Hall) foretell(ctx context.Context, branch BranchID, direction DirectionID, lane Lane, now time.Time) (w Wait, err error) {
	var ahead, counters, seen int
	var usual, quick, slow float64
	err = h.db.QueryRow(ctx, `
		WITH at_work AS (
			SELECT c.id, c.directions FROM hall_counters c JOIN hall_signons s ON s.counter_id = c.id AND s.ended_at IS NULL
			WHERE c.branch_id = $1 AND c.active AND $2 = ANY (c.directions)
		), services AS (
			SELECT extract(epoch FROM ended_at - started_at) AS seconds FROM hall_visits
			WHERE branch_id = $1 AND direction_id = $2 AND step = 'served' AND ended_at > $4 AND started_at IS NOT NULL
		)
		SELECT
			(SELECT count(*) FROM hall_tickets t WHERE t.branch_id = $1 AND t.state = 'waiting' AND t.lane <= $3
				AND t.direction_id IN (SELECT unnest(directions) FROM at_work UNION SELECT $2)),
			(SELECT count(*) FROM at_work),
			(SELECT count(*) FROM services),
			(SELECT seconds FROM hall_directions WHERE id = $2),
			coalesce((SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY seconds) FROM services), 0),
			coalesce((SELECT percentile_cont(0.75) WITHIN GROUP (ORDER BY seconds) FROM services), 0)`,
		branch.UUID(), direction.UUID(), int16(lane), now.Add(-lately)).Scan(&ahead, &counters, &seen, &usual, &quick, &slow)
	if err != nil {
		return w, err
	}
	if seen < enough {
		const spread = 0.4 // of what the profile says, either way
		quick, slow = usual*(1-spread), usual*(1+spread)
	}
	each := float64(max(counters, 1))
	length := func(seconds float64) time.Duration {
		return time.Duration(seconds * float64(time.Second)).Round(time.Second)
	}
	return Wait{Least: length(quick * float64(ahead) / each), Most: length(slow * float64(ahead+1) / each)}, nil
}
