package stats

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// Delivery is something told to somebody, or on its way, without what it says and where to.
type Delivery struct {
	ID        casecore.DeliveryID
	Subject   casecore.Subject
	Recipient string
	Channel   string
	Template  string
	State     string
	Attempts  int
	LastError string
	CreatedAt time.Time
	NextAt    time.Time
	SettledAt *time.Time
}

const deliveryColumns = `id, subject_type, subject_id, recipient, channel, template, state, attempts, last_error,
	created_at, next_at, settled_at`

// Deliveries returns what was told about a subject, oldest first.
func (r *Reader) Deliveries(ctx context.Context, s casecore.Subject) ([]Delivery, error) {
	return collect(ctx, r.db, "deliveries", scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries
		WHERE subject_id = $1 AND state <> 'expanded' ORDER BY created_at, id LIMIT 500`, s.ID)
}

// DeadDeliveries returns what was given up, the latest first.
func (r *Reader) DeadDeliveries(ctx context.Context, limit int) ([]Delivery, error) {
	return collect(ctx, r.db, "dead deliveries", scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries
		WHERE state IN ('dead', 'unreachable') ORDER BY settled_at DESC LIMIT $1`, limit)
}

func scanDelivery(row pgx.CollectableRow) (Delivery, error) {
	var d Delivery
	var id, subject uuid.UUID
	err := row.Scan(&id, &d.Subject.Type, &subject, &d.Recipient, &d.Channel, &d.Template, &d.State, &d.Attempts,
		&d.LastError, &d.CreatedAt, &d.NextAt, &d.SettledAt)
	d.ID, d.Subject.ID = casecore.DeliveryID(id), subject
	return d, err
}
