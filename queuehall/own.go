package queuehall

import (
	"context"
	"time"

	"hotline/casecore"
)

// OwnDay is what an operator has done on a day so far. It holds no mark: those are not theirs to see (VN-3.2).
type OwnDay struct {
	Served  int
	Absent  int
	Service time.Duration // the mean of those who were served
}

// OwnDay adds up an operator's visits of today, by the branches' date.
func (h *Hall) OwnDay(ctx context.Context, staff casecore.StaffID) (d OwnDay, err error) {
	now := h.Now()
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	var mean float64
	err = h.db.QueryRow(ctx, `SELECT count(*) FILTER (WHERE started_at IS NOT NULL), count(*) FILTER (WHERE step = 'absent'),
			coalesce(avg(extract(epoch FROM ended_at - started_at)) FILTER (WHERE started_at IS NOT NULL), 0)::float8
		FROM hall_visits WHERE staff_id = $1 AND called_at >= $2 AND ended_at IS NOT NULL AND step IN ('served', 'absent', 'parked', 'passed')`,
		staff.UUID(), midnight).Scan(&d.Served, &d.Absent, &mean)
	d.Service = time.Duration(mean * float64(time.Second)).Round(time.Second)
	return d, failed("own day", err)
}
