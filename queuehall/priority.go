package queuehall

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// PriorityReason is why somebody set a client's priority right. It is one of these, and no text: what a client has shown is told nobody.
type PriorityReason string

// The reasons.
const (
	Proven   PriorityReason = "proven"   // they have shown what they had not said at the kiosk
	Unproven PriorityReason = "unproven" // they have nothing that gives them the right
	Mistaken PriorityReason = "mistaken" // it was chosen, or left out, by mistake
)

// fits tells whether a client can come to have a priority, or none, for this reason.
func (r PriorityReason) fits(priority string) bool {
	return r == Mistaken || r == Proven && priority != "" || r == Unproven && priority == ""
}

// CorrectPriority sets right by which law a client is served out of turn: what they chose at a kiosk nobody has checked.
type CorrectPriority struct {
	casecore.Command `json:"-"`
	Ticket           TicketID
	Priority         string // a code of the profile, "" for none
	Why              PriorityReason
}

// PriorityChange is one that was made.
type PriorityChange struct {
	By           string // their name
	At           time.Time
	Was, Becomes string
	Why          PriorityReason
}

// CorrectPriority gives a ticket another priority, or none. Whoever waits has the place of it from then on, among the others with the
// moment at which they came; whoever is served or parked has it if they wait again. Conflict when the ticket is over or has it already,
// Forbidden when the client is another operator's.
func (h *Hall) CorrectPriority(ctx context.Context, cmd CorrectPriority) (Ticket, error) {
	const op = "correct priority"
	lane, err := h.laneOf(op, cmd.Priority)
	if err != nil {
		return Ticket{}, err
	}
	if !cmd.Why.fits(cmd.Priority) {
		return Ticket{}, fail(casecore.Invalid, op, "error.hall_priority_why")
	}
	payload := struct{ Correct CorrectPriority }{cmd}
	_, err = h.once(ctx, op, cmd.Command, payload, cmd.Ticket.UUID(), SubjectTicket, func(ctx context.Context) error {
		t, err := one(ctx, h.db, op, "error.hall_no_ticket", scanTicket, `SELECT `+ticketColumns+` FROM hall_tickets t WHERE t.id = $1 FOR UPDATE`,
			cmd.Ticket.UUID())
		if err != nil {
			return err
		}
		if t.State.Over() {
			return fail(casecore.Conflict, op, "error.hall_ticket_over")
		}
		if t.Priority == cmd.Priority {
			return fail(casecore.Conflict, op, "error.hall_priority_same")
		}
		if err := h.notAnothers(ctx, op, &t, cmd.Actor.Staff); err != nil {
			return err
		}
		if err := h.db.Queue(ctx, nil, `UPDATE hall_tickets SET priority = $2, lane = $3, version = version + 1 WHERE id = $1`, t.ID.UUID(),
			cmd.Priority, int16(lane)); err != nil {
			return err
		}
		if err := h.keepPriority(ctx, &t, &cmd); err != nil {
			return err
		}
		return h.tell(ctx, tellTicketSQL, t.ID.UUID())
	})
	if err != nil {
		return Ticket{}, err
	}
	return h.Ticket(ctx, cmd.Ticket)
}

// notAnothers refuses a client whom another operator has: they alone see what the client shows.
func (h *Hall) notAnothers(ctx context.Context, op string, t *Ticket, staff casecore.StaffID) error {
	if t.State != Called && t.State != Serving {
		return nil
	}
	var mine bool
	err := h.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM hall_visits WHERE ticket_id = $1 AND ended_at IS NULL AND staff_id = $2)`, t.ID.UUID(),
		staff.UUID()).Scan(&mine)
	if err == nil && !mine {
		err = fail(casecore.Forbidden, op, "error.hall_not_yours")
	}
	return err
}

// keepPriority keeps who changed a ticket's priority and why, as an event of the ticket. The ticket is locked.
func (h *Hall) keepPriority(ctx context.Context, t *Ticket, cmd *CorrectPriority) error {
	var head casecore.Chain
	err := h.db.QueryRow(ctx, `SELECT coalesce(max(event_seq), 0), coalesce((array_agg(event_hash ORDER BY event_seq DESC))[1], '')
		FROM hall_priority_changes WHERE ticket_id = $1`, t.ID.UUID()).Scan(&head.Seq, &head.Hash)
	if err != nil {
		return err
	}
	now := h.now()
	head, err = Note(ctx, h.core, head, casecore.Subject{Type: SubjectTicket, ID: t.ID.UUID()}, cmd.Actor, "hall.priority_corrected", now,
		Facts{"was": t.Priority, "becomes": cmd.Priority, "why": string(cmd.Why)})
	if err != nil {
		return err
	}
	return h.db.Queue(ctx, nil, `INSERT INTO hall_priority_changes (id, ticket_id, staff_id, at, was, becomes, why, event_seq, event_hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, uuid.Must(uuid.NewV7()), t.ID.UUID(), cmd.Actor.Staff.UUID(), now, t.Priority,
		cmd.Priority, string(cmd.Why), head.Seq, head.Hash)
}

// PriorityChanges returns how a ticket's priority was set right, the latest first.
func (h *Hall) PriorityChanges(ctx context.Context, id TicketID) ([]PriorityChange, error) {
	list, err := pg.Collect(ctx, h.db, pgx.RowToStructByPos[PriorityChange], `SELECT s.name, c.at, c.was, c.becomes, c.why
		FROM hall_priority_changes c JOIN staff s ON s.id = c.staff_id WHERE c.ticket_id = $1 ORDER BY c.event_seq DESC`, id.UUID())
	return list, failed("priority changes", err)
}
