package queuehall

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// What whoever follows a ticket from afar is told.
const (
	templateNear   = "hall.near"   // few are before them
	templateCalled = "hall.called" // and at which counter
)

// near is how many are before somebody who is told to come.
const near = 2

// Watch lets a chat be told when the turn of a ticket comes near and when it is called. Conflict when the visit is over.
func (h *Hall) Watch(ctx context.Context, id TicketID, chat, lang string) (Ticket, error) {
	const op = "watch"
	t, err := h.Ticket(ctx, id)
	if err != nil {
		return t, err
	}
	if t.State.Over() {
		return t, fail(casecore.Conflict, op, "error.hall_ticket_over")
	}
	_, err = h.db.Exec(ctx, `INSERT INTO hall_watches (ticket_id, chat, lang, made_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (ticket_id, chat) DO UPDATE SET lang = $3`, id.UUID(), chat, lang, h.now())
	return t, failed(op, err)
}

// watch is a chat that has to be told something of a ticket.
type watch struct {
	ticket  Ticket
	chat    string
	lang    string
	ahead   int
	visit   *uuid.UUID // of the call; nil: the turn is near
	counter string
}

// dueSQL locks the watches that have something to tell, passing over those that another process has.
var dueSQL = `
	SELECT ` + ticketColumns + `, w.chat, w.lang, ` + aheadSQL("t.branch_id", "t.direction_id", "t.lane", "t.turn_at", "t.id") + ` AS ahead,
		v.id, coalesce(c.code, '')
	FROM hall_watches w JOIN hall_tickets t ON t.id = w.ticket_id
	LEFT JOIN hall_visits v ON v.ticket_id = t.id AND v.step = 'called' LEFT JOIN hall_counters c ON c.id = v.counter_id
	WHERE v.id IS DISTINCT FROM w.visit_id AND v.id IS NOT NULL OR w.near_at IS NULL AND t.state = 'waiting'
		AND ` + aheadSQL("t.branch_id", "t.direction_id", "t.lane", "t.turn_at", "t.id") + ` <= $1
	FOR UPDATE OF w SKIP LOCKED`

// TellWatchers tells whoever follows a ticket that their turn is near or has come, each once, and returns how many were told. What is
// told is committed together with the fact that it was; who is called again after a mis-click is told again.
func (h *Hall) TellWatchers(ctx context.Context) (told int, err error) {
	err = h.db.InTx(ctx, func(ctx context.Context) error {
		due, err := pg.Collect(ctx, h.db, scanWatch, dueSQL, near)
		if err != nil || len(due) == 0 {
			return err
		}
		told = len(due)
		now := h.now()
		change := casecore.Change{At: now}
		for i := range due {
			w := &due[i]
			if err := h.db.Queue(ctx, nil, `UPDATE hall_watches SET near_at = coalesce(near_at, $3), visit_id = coalesce($4, visit_id)
				WHERE ticket_id = $1 AND chat = $2`, w.ticket.ID.UUID(), w.chat, now, w.visit); err != nil {
				return err
			}
			change.Deliveries = append(change.Deliveries, w.letter(now))
		}
		h.changed(ctx)
		return h.core.Apply(ctx, change)
	})
	return told, failed("tell watchers", err)
}

func scanWatch(row pgx.CollectableRow) (w watch, err error) {
	w.ticket, err = scanTicketAnd(row, &w.chat, &w.lang, &w.ahead, &w.visit, &w.counter)
	return w, err
}

func (w *watch) letter(now time.Time) casecore.Delivery {
	template := templateNear
	if w.visit != nil {
		template = templateCalled
	}
	args, _ := json.Marshal(map[string]any{ // of strings and a number
		"ticket_id": w.ticket.ID.String(), "ticket": w.ticket.Code(), "lang": w.lang, "ahead": w.ahead, "counter": w.counter,
	})
	return casecore.Delivery{
		ID: casecore.NewID[casecore.DeliveryID](), Subject: casecore.Subject{Type: SubjectTicket, ID: w.ticket.ID.UUID()},
		To: casecore.Recipient{Kind: "citizen"}, Channel: "telegram", Address: w.chat, Template: template, Args: args, Urgent: true,
		NextAt: now, CreatedAt: now,
	}
}
