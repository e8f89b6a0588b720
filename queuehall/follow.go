package queuehall

import (
	"context"

	"hotline/queuehall/profile"
)

// Followed is a ticket as its holder sees it from afar.
type Followed struct {
	Ticket    Ticket
	Outlook   Outlook // while it waits
	Counter   string  // to which they are called, or sent back
	Branch    profile.Text
	Direction profile.Text
}

// Follow returns what becomes of a ticket, NotFound when there is none.
func (h *Hall) Follow(ctx context.Context, id TicketID) (f Followed, err error) {
	const op = "follow"
	if f.Ticket, err = h.Ticket(ctx, id); err != nil {
		return f, err
	}
	err = h.db.QueryRow(ctx, `
		SELECT b.name, d.name, coalesce((SELECT c.code FROM hall_counters c LEFT JOIN hall_visits v ON v.counter_id = c.id AND v.ticket_id = $1
			AND v.ended_at IS NULL WHERE v.id IS NOT NULL OR c.id = $3 AND $4 = 'parked' LIMIT 1), '')
		FROM hall_branches b, hall_directions d WHERE b.id = $2 AND d.id = $5`,
		id.UUID(), f.Ticket.Branch.UUID(), f.Ticket.Counter.UUID(), string(f.Ticket.State), f.Ticket.Direction.UUID()).
		Scan(&f.Branch, &f.Direction, &f.Counter)
	if err != nil {
		return f, failed(op, err)
	}
	if f.Ticket.State == Waiting || f.Ticket.State == Drawn {
		f.Outlook, err = h.Outlook(ctx, &f.Ticket)
	}
	return f, err
}
