package outbox

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// maxGathered bounds one letter; what is above it goes out as the next.
const maxGathered = 300

// deliveryRows is the table of deliveries. Every method is one transaction or joins the caller's.
type deliveryRows struct {
	db   *pg.DB
	lang string // of recipients who have none
}

// claimed is a row that this worker has leased.
type claimed struct {
	casecore.Delivery
	lang string
	due  time.Time
}

// columns of deliveries d joined to whoever reads them; due is the moment before the lease moved it.
const claimedColumns = `d.id, coalesce(d.parent_id, '00000000-0000-0000-0000-000000000000'), d.subject_type, d.subject_id,
	d.recipient, coalesce(d.recipient_id, '00000000-0000-0000-0000-000000000000'), d.channel, d.address, d.template, d.args,
	d.urgent, d.gather, d.attempts, d.next_at, d.created_at, l.due,
	coalesce((SELECT NULLIF(a.lang, '') FROM applicants a WHERE d.recipient = 'citizen' AND a.id = d.recipient_id),
		(SELECT NULLIF(s.lang, '') FROM staff s WHERE d.recipient = 'staff' AND s.id = d.recipient_id), '')`

func (r *deliveryRows) scan(row pgx.CollectableRow) (claimed, error) {
	var c claimed
	var id, parent uuid.UUID
	err := row.Scan(&id, &parent, &c.Subject.Type, &c.Subject.ID, &c.To.Kind, &c.To.ID, &c.Channel, &c.Address, &c.Template,
		&c.Args, &c.Urgent, &c.Gather, &c.Attempts, &c.NextAt, &c.CreatedAt, &c.due, &c.lang)
	c.ID, c.Parent = casecore.DeliveryID(id), casecore.DeliveryID(parent)
	if c.lang == "" {
		c.lang = r.lang
	}
	return c, err
}

// claim leases up to limit single rows of channel that are due, urgent ones first, and counts the attempt before it is
// made.
func (r *deliveryRows) claim(ctx context.Context, channel string, now time.Time, limit int) ([]claimed, error) {
	urgent, err := r.claimSome(ctx, `d.urgent AND d.gather = ''`, channel, now, limit)
	if err != nil || len(urgent) == limit {
		return urgent, err
	}
	rest, err := r.claimSome(ctx, `d.gather = ''`, channel, now, limit-len(urgent))
	return append(urgent, rest...), err
}

func (r *deliveryRows) claimSome(ctx context.Context, which, channel string, now time.Time, limit int) ([]claimed, error) {
	return r.lease(ctx, `
		SELECT d.id, d.next_at AS due FROM deliveries d
		WHERE d.state = 'queued' AND d.channel = $1 AND d.next_at <= $2 AND `+which+`
		ORDER BY d.next_at, d.id LIMIT $4 FOR UPDATE SKIP LOCKED`, channel, now, now.Add(deliverLease), limit)
}

// claimGathering leases the rows of one gathering for one address. A gathering whose rows for roles are still being
// expanded waits, so that it is one letter; one worker of a channel looks at a time, so that two do not halve it.
func (r *deliveryRows) claimGathering(ctx context.Context, channel string, now time.Time) ([]claimed, error) {
	var rows []claimed
	err := r.db.InTx(ctx, func(ctx context.Context) error {
		var mine bool
		err := r.db.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock(hashtextextended('gathering:' || $1, 0))`, channel).Scan(&mine)
		if err != nil || !mine {
			return err
		}
		rows, err = r.lease(ctx, `
			SELECT d.id, d.next_at AS due FROM deliveries d
			JOIN (SELECT g.address, g.gather, g.template FROM deliveries g
				WHERE g.state = 'queued' AND g.channel = $1 AND g.next_at <= $2 AND g.gather <> ''
				AND NOT EXISTS (SELECT FROM deliveries p WHERE p.state = 'queued' AND p.channel = '' AND p.next_at <= $2
					AND p.gather = g.gather)
				ORDER BY g.next_at, g.id LIMIT 1) AS first USING (address, gather, template)
			WHERE d.state = 'queued' AND d.channel = $1 AND d.next_at <= $2 AND d.gather <> ''
			ORDER BY d.created_at, d.id LIMIT $4 FOR UPDATE OF d SKIP LOCKED`, channel, now, now.Add(deliverLease), maxGathered)
		return err
	})
	return rows, err
}

// lease moves the rows that the query chooses out of the other workers' sight.
func (r *deliveryRows) lease(ctx context.Context, choose string, args ...any) ([]claimed, error) {
	rows, err := r.db.Query(ctx, `
		WITH l AS MATERIALIZED (`+choose+`)
		UPDATE deliveries d SET attempts = attempts + 1, next_at = $3 FROM l WHERE d.id = l.id
		RETURNING `+claimedColumns, args...)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, r.scan)
	sortByDue(list)
	return list, err
}
