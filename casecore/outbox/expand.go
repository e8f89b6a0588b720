package outbox

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// Reach is one address at which a recipient is told, and whose it is.
type Reach struct {
	Whose   casecore.Recipient // citizen, staff or org
	Channel string
	Address string
}

// Resolution is where a recipient is reached now, or a reason why nowhere: a key of the catalogue.
type Resolution struct {
	Reach  []Reach
	Reason string
}

// Resolver finds where recipients are reached at a moment: roles change hands, chats are linked and lost.
type Resolver interface {
	// Resolve returns a resolution for every one of the recipients, which differ from each other.
	Resolve(ctx context.Context, at time.Time, to []casecore.Recipient) (map[casecore.Recipient]Resolution, error)
}

// Expand turns due rows that are addressed to people, organisations and roles into one row for each chat and mailbox. A row
// that nobody can be reached about becomes unreachable and stays to be seen. It returns how many rows it took.
func (d *Deliverer) Expand(ctx context.Context) (int, error) {
	now := d.cfg.Now()
	n := 0
	err := d.rows.db.InTx(ctx, func(ctx context.Context) error {
		parents, err := d.rows.unexpanded(ctx, now, d.cfg.Batch)
		if err != nil || len(parents) == 0 {
			return err
		}
		n = len(parents)
		var to []casecore.Recipient
		for _, p := range parents {
			for _, one := range p.To.Each() {
				if !slices.Contains(to, one) {
					to = append(to, one)
				}
			}
		}
		found, err := d.cfg.Resolver.Resolve(ctx, now, to)
		if err != nil {
			return err
		}
		return d.rows.expand(ctx, now, parents, found)
	})
	if err != nil {
		return 0, fmt.Errorf("outbox: expand deliveries: %w", err)
	}
	return n, nil
}

// unexpanded locks due rows without a channel, urgent ones first.
func (r *deliveryRows) unexpanded(ctx context.Context, now time.Time, limit int) ([]claimed, error) {
	var list []claimed
	for _, which := range []string{"d.urgent", "NOT d.urgent"} {
		rows, err := r.db.Query(ctx, `
			SELECT `+claimedColumns+` FROM deliveries d JOIN LATERAL (SELECT d.next_at AS due) l ON true
			WHERE d.state = 'queued' AND d.channel = '' AND d.next_at <= $1 AND `+which+`
			ORDER BY d.next_at, d.id LIMIT $2 FOR UPDATE OF d SKIP LOCKED`, now, limit-len(list))
		if err != nil {
			return nil, err
		}
		some, err := pgx.CollectRows(rows, r.scan)
		if err != nil {
			return nil, err
		}
		if list = append(list, some...); len(list) == limit {
			break
		}
	}
	return list, nil
}

// expand writes the children of parents. A child is due when its parent was, so that what was told first goes out first.
// When some of those who are told together cannot be reached, each of them has an unreachable child, to be seen.
func (r *deliveryRows) expand(ctx context.Context, now time.Time, parents []claimed, found map[casecore.Recipient]Resolution) error {
	var ids, parentIDs, whoseIDs []uuid.UUID
	var whose, channels, addresses []string
	var done, lost []uuid.UUID
	var reasons, untold []string // of the lost, of the children
	child := func(parent casecore.DeliveryID, at Reach, reason string) {
		ids = append(ids, casecore.NewID[casecore.DeliveryID]().UUID())
		parentIDs = append(parentIDs, parent.UUID())
		whose, whoseIDs = append(whose, at.Whose.Kind), append(whoseIDs, at.Whose.ID)
		channels, addresses = append(channels, at.Channel), append(addresses, at.Address)
		untold = append(untold, reason)
	}
	for _, p := range parents {
		together := p.To.Each()
		if !slices.ContainsFunc(together, func(to casecore.Recipient) bool { return len(found[to].Reach) > 0 }) {
			lost, reasons = append(lost, p.ID.UUID()), append(reasons, found[together[0]].Reason)
			continue
		}
		done = append(done, p.ID.UUID())
		for _, to := range together {
			for _, at := range found[to].Reach {
				child(p.ID, at, "")
			}
			if len(found[to].Reach) == 0 {
				child(p.ID, Reach{Whose: to}, found[to].Reason)
			}
		}
	}
	if len(ids) > 0 {
		// A replayed parent may have children already: those that were sent are not sent again.
		err := r.db.Queue(ctx, nil, `
			INSERT INTO deliveries (id, parent_id, subject_type, subject_id, recipient, recipient_id, channel, address,
				template, args, urgent, gather, next_at, created_at, state, settled_at, last_error)
			SELECT c.id, p.id, p.subject_type, p.subject_id, c.whose, c.whose_id, c.channel, c.address,
				p.template, p.args, p.urgent, p.gather, p.next_at, $7::timestamptz,
				CASE c.untold WHEN '' THEN 'queued' ELSE 'unreachable' END, CASE c.untold WHEN '' THEN NULL ELSE $7::timestamptz END, c.untold
			FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $8::text[])
				AS c (id, parent_id, whose, whose_id, channel, address, untold)
			JOIN deliveries p ON p.id = c.parent_id
			ON CONFLICT (parent_id, channel, address) WHERE parent_id IS NOT NULL AND channel <> '' DO NOTHING`,
			ids, parentIDs, whose, whoseIDs, channels, addresses, now, untold)
		if err != nil {
			return err
		}
	}
	err := r.db.Queue(ctx, nil, `UPDATE deliveries SET state = 'expanded', settled_at = $2, last_error = '' WHERE id = ANY($1)`,
		done, now)
	if err != nil || len(lost) == 0 {
		return err
	}
	return r.db.Queue(ctx, nil, `
		UPDATE deliveries d SET state = 'unreachable', settled_at = $3, last_error = l.reason
		FROM unnest($1::uuid[], $2::text[]) AS l (id, reason) WHERE d.id = l.id`, lost, reasons, now)
}
