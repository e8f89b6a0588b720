package stats

import (
	"context"

	"hotline/casecore"
)

// maxQueue is more than any shift can have waiting; past it the oldest are shown.
const maxQueue = 2000

// OpenReports returns the reports that somebody still has to do something about, SOS first, then the oldest.
func (r *Reader) OpenReports(ctx context.Context) ([]casecore.ReportRow, error) {
	return collect(ctx, r.db, "queue", scanReport, `SELECT `+reportColumns+` FROM reports r
		WHERE r.closed_at IS NULL ORDER BY r.sos DESC, r.received_at LIMIT $1`, maxQueue)
}

// Position returns where the feed of cases stands. Read before rows, it is never ahead of them.
func (r *Reader) Position(ctx context.Context) (epoch string, position int64, err error) {
	err = r.db.QueryRow(ctx, `SELECT epoch::text, position FROM streams WHERE name = $1`, casecore.CasesStream).
		Scan(&epoch, &position)
	if err != nil {
		return "", 0, failed("position", err)
	}
	return epoch, position, nil
}
