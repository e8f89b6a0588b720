package stats

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// DeliveryFilter narrows deliveries down; zero fields let everything pass.
type DeliveryFilter struct {
	State    string // "failed" stands for dead and unreachable
	Channel  string
	Template string           // its beginning: "breach."
	Person   casecore.StaffID // to whom
	Before   uuid.UUID        // older than this one: the next page
	Limit    int
}

// DeliveryList returns deliveries, the latest first. A row that was expanded stands for nothing by itself and is left out.
func (r *Reader) DeliveryList(ctx context.Context, f DeliveryFilter) ([]Delivery, error) {
	var person, before *uuid.UUID
	if !f.Person.IsZero() {
		id := f.Person.UUID()
		person = &id
	}
	if f.Before != uuid.Nil {
		before = &f.Before
	}
	return collect(ctx, r.db, "delivery list", scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries
		WHERE state <> 'expanded' AND ($1 = '' OR state = $1 OR $1 = 'failed' AND state IN ('dead', 'unreachable'))
			AND ($2 = '' OR channel = $2) AND ($3 = '' OR starts_with(template, $3))
			AND ($4::uuid IS NULL OR recipient = 'staff' AND recipient_id = $4) AND ($5::uuid IS NULL OR id < $5)
		ORDER BY id DESC LIMIT $6`, f.State, f.Channel, f.Template, person, before, f.Limit)
}

// DeliveryCount is how many deliveries are in a state.
type DeliveryCount struct {
	State   string
	Channel string
	N       int
}

// DeliveryCounts counts deliveries by state and channel since a moment.
func (r *Reader) DeliveryCounts(ctx context.Context, since time.Time) ([]DeliveryCount, error) {
	return collect(ctx, r.db, "delivery counts", pgx.RowToStructByPos[DeliveryCount], `SELECT state, channel, count(*) FROM deliveries
		WHERE state <> 'expanded' AND created_at >= $1 GROUP BY state, channel ORDER BY state, channel`, since)
}
