package queuehall

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"hotline/internal/live"
	"hotline/internal/live/wire"
	"hotline/internal/pg"
)

// Snapshots reads what a screen of a hall sees now. It implements [live.Snapshotter].
type Snapshots struct{ db *pg.DB }

var _ live.Snapshotter = (*Snapshots)(nil)

// NewSnapshots returns the snapshots of the feed [Stream].
func NewSnapshots(db *pg.DB) *Snapshots { return &Snapshots{db} }

// snapshotSQL is what the tags $1 show: of branches as displays and as staff, and of counters' pads.
var snapshotSQL = `
	WITH mine AS (
		SELECT split_part(tag, ':', 1) AS kind, split_part(tag, ':', 2)::uuid AS id, split_part(tag, ':', 3) AS side FROM unnest($1::text[]) tag
	)
	SELECT st, id, version, data FROM (` + strings.Join([]string{
	ticketRows + ` WHERE t.state = 'waiting' AND t.branch_id IN (SELECT id FROM mine WHERE side = 'staff')`, // each state by its index
	ticketRows + ` WHERE t.state IN ('called', 'serving', 'parked') AND t.branch_id IN (SELECT id FROM mine WHERE side = 'staff')`,
	visitRows + ` WHERE v.ended_at IS NULL AND v.branch_id IN (SELECT id FROM mine WHERE side = 'staff')`,
	deviceRows + ` WHERE d.revoked_at IS NULL AND d.branch_id IN (SELECT id FROM mine WHERE side = 'staff')`,
	incidentRows + ` WHERE i.closed_at IS NULL AND i.branch_id IN (SELECT id FROM mine WHERE side = 'staff')`,
	signonRows + ` WHERE s.ended_at IS NULL AND c.branch_id IN (SELECT id FROM mine WHERE side = 'staff')`,
	callRows + ` WHERE v.ended_at IS NULL AND v.branch_id IN (SELECT id FROM mine WHERE side = 'display')`,
	lampRows + ` WHERE v.ended_at IS NULL AND v.counter_id IN (SELECT id FROM mine WHERE kind = 'pad')`,
}, ` UNION ALL `) + `) r`

// Snapshot returns what the viewer's tags show. The position is read before the rows.
func (s *Snapshots) Snapshot(ctx context.Context, v live.Viewer) (snap live.Snapshot, err error) {
	tags, _ := v.Tags()
	err = s.db.QueryRow(ctx, `SELECT epoch::text, position FROM streams WHERE name = $1`, Stream).Scan(&snap.Epoch, &snap.Offset)
	if err != nil {
		return snap, failed("snapshot", err)
	}
	rows, err := s.db.Query(ctx, snapshotSQL, tags)
	if err != nil {
		return snap, failed("snapshot", err)
	}
	snap.Rows, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (r wire.Row, err error) {
		err = row.Scan(&r.Subject, &r.ID, &r.Version, &r.Data)
		return r, err
	})
	return snap, failed("snapshot", err)
}
