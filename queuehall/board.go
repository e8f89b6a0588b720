package queuehall

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sort"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/internal/pg"
	"hotline/queuehall/profile"
)

// Followed is a ticket as its holder sees it from afar.
type Followed struct {
	Ticket    Ticket
	Outlook   Outlook // while it waits
	Counter   string  // to which they are called, or sent back
	Recalls   int     // how often they were called again
	Branch    profile.Text
	Direction profile.Text
}

// Follow returns what becomes of a ticket, NotFound when there is none.
func (h *Hall) Follow(ctx context.Context, id TicketID) (Followed, error) {
	t, err := h.Ticket(ctx, id)
	if err != nil {
		return Followed{}, err
	}
	all, err := h.Board(t.Branch).Read(ctx, []TicketID{id})
	return all[id], err
}

// Board reads what becomes of many tickets of a branch at once: the same few statements, however many people look on. It remembers for a
// while how long services last, and is not safe for concurrent use.
type Board struct {
	hall    *Hall
	branch  BranchID
	paces   map[DirectionID]pace
	pacedAt time.Time
}

// Board returns a board of the branch.
func (h *Hall) Board(b BranchID) *Board { return &Board{hall: h, branch: b} }

// pacedFor is how long a board holds what it knows of the length of services, which are looked at over days.
const pacedFor = time.Minute

const followedSQL = `
	SELECT ` + ticketColumns + `, b.name, d.name, coalesce(c.code, ''), coalesce(v.recalls, 0)
	FROM hall_tickets t JOIN hall_branches b ON b.id = t.branch_id JOIN hall_directions d ON d.id = t.direction_id
	LEFT JOIN hall_visits v ON v.ticket_id = t.id AND v.ended_at IS NULL
	LEFT JOIN hall_counters c ON c.id = coalesce(v.counter_id, CASE t.state WHEN 'parked' THEN t.counter_id END)
	WHERE t.branch_id = $1 AND t.id = ANY ($2)`

// Read returns those of the tickets that are the branch's, as they are now.
func (b *Board) Read(ctx context.Context, ids []TicketID) (map[TicketID]Followed, error) {
	const op = "board"
	found, err := pg.Collect(ctx, b.hall.db, scanFollowed, followedSQL, b.branch.UUID(), uuids(ids))
	if err != nil {
		return nil, failed(op, err)
	}
	all := make(map[TicketID]Followed, len(found))
	var q *line
	now := b.hall.now()
	for _, f := range found {
		if t := &f.Ticket; t.State == Waiting || t.State == Drawn {
			if q == nil {
				if q, err = b.line(ctx, now); err != nil {
					return nil, failed(op, err)
				}
			}
			p := b.paces[t.Direction]
			p.counters = q.counters(t.Direction)
			f.Outlook = p.outlook(q.ahead(t), t.Turn, now)
		}
		all[f.Ticket.ID] = f
	}
	return all, nil
}

func scanFollowed(row pgx.CollectableRow) (f Followed, err error) {
	f.Ticket, err = scanTicketAnd(row, &f.Branch, &f.Direction, &f.Counter, &f.Recalls)
	return f, err
}

// line is who waits in a branch, in their order, and which counters are at work.
type line struct {
	waiting []place
	work    []atWork
	parts   map[DirectionID][]place // those who are called by the same counters as a direction
}

// place is one who waits.
type place struct {
	lane      Lane
	turn      time.Time
	id        TicketID
	direction DirectionID
	counter   CounterID // zero: any
}

func (p *place) compare(o *place) int {
	return cmp.Or(cmp.Compare(p.lane, o.lane), p.turn.Compare(o.turn), bytes.Compare(p.id[:], o.id[:]))
}

// atWork is a counter at which somebody works.
type atWork struct {
	id         CounterID
	directions []DirectionID
}

func (b *Board) line(ctx context.Context, now time.Time) (*line, error) {
	q := &line{parts: make(map[DirectionID][]place)}
	var err error
	q.waiting, err = pg.Collect(ctx, b.hall.db, scanPlace, `SELECT lane, turn_at, id, direction_id, counter_id FROM hall_tickets
		WHERE branch_id = $1 AND state = 'waiting' ORDER BY lane, turn_at, id`, b.branch.UUID())
	if err != nil {
		return nil, err
	}
	q.work, err = pg.Collect(ctx, b.hall.db, scanAtWork, `SELECT c.id, c.directions FROM hall_counters c
		JOIN hall_signons s ON s.counter_id = c.id AND s.ended_at IS NULL WHERE c.branch_id = $1 AND c.active`, b.branch.UUID())
	if err != nil {
		return nil, err
	}
	if b.paces == nil || now.Sub(b.pacedAt) > pacedFor {
		b.paces, err = b.hall.paces(ctx, b.branch, now)
		b.pacedAt = now
	}
	return q, err
}

func scanPlace(row pgx.CollectableRow) (p place, err error) {
	var counter *uuid.UUID
	err = row.Scan(&p.lane, &p.turn, (*uuid.UUID)(&p.id), (*uuid.UUID)(&p.direction), &counter)
	p.counter = pg.ID[CounterID](counter)
	return p, err
}

func scanAtWork(row pgx.CollectableRow) (c atWork, err error) {
	var directions []uuid.UUID
	err = row.Scan((*uuid.UUID)(&c.id), &directions)
	for _, d := range directions {
		c.directions = append(c.directions, DirectionID(d))
	}
	return c, err
}

// counters is how many are at work on a direction.
func (q *line) counters(d DirectionID) (n int) {
	for i := range q.work {
		if q.work[i].serves(d) {
			n++
		}
	}
	return n
}

func (c *atWork) serves(d DirectionID) bool { return slices.Contains(c.directions, d) }

// ahead is how many wait and are called before a ticket, as aheadSQL counts them.
func (q *line) ahead(t *Ticket) int {
	part, ok := q.parts[t.Direction]
	if !ok {
		part = q.part(t.Direction)
		q.parts[t.Direction] = part
	}
	own := place{lane: t.Lane, turn: t.Turn, id: t.ID}
	return sort.Search(len(part), func(i int) bool { return part[i].compare(&own) >= 0 })
}

// part is who waits for a direction, or is called by a counter that is at work on it.
func (q *line) part(d DirectionID) (part []place) {
	counters, directions := map[CounterID]bool{}, map[DirectionID]bool{d: true}
	for i := range q.work {
		if c := &q.work[i]; c.serves(d) {
			counters[c.id] = true
			for _, its := range c.directions {
				directions[its] = true
			}
		}
	}
	for _, p := range q.waiting {
		if counters[p.counter] || p.counter == (CounterID{}) && directions[p.direction] {
			part = append(part, p)
		}
	}
	return part
}
