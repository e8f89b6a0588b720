package queuehall

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
	"hotline/queuehall/profile"
)

// What holders of bookings are told by Telegram.
const (
	templateBooked = "hall.booked"
	templateOff    = "hall.booking_off"
	templateBack   = "hall.booking_back"
)

// span is when a branch is open on a day, and from when on bookings of it count: those before are over or missed.
type span struct {
	branch      BranchID
	day         string
	from, until time.Time // zero while it stays closed
	since       time.Time
}

func (d *Days) span(b BranchID, day time.Time, t *Timetable) span {
	s := span{branch: b, day: day.Format(time.DateOnly), since: d.hall.now().Add(-d.hall.profile.Booking.Late())}
	if from, until, ok := t.Span(day); ok {
		s.from, s.until = from, until
	}
	return s
}

const (
	// within tells whether a booking b of a direction d lies in the span of the arguments.
	within = `b.at >= $4 AND b.at + make_interval(secs => d.seconds) <= $5`
	// misfitSQL are the bookings of a day that lie outside of its hours.
	misfitSQL = `SELECT b.id FROM hall_bookings b JOIN hall_directions d ON d.id = b.direction_id
		WHERE b.branch_id = $1 AND b.day = $2 AND b.at > $3 AND b.state = 'booked' AND NOT (` + within + `)`
	// fitSQL are those that were called off and lie within them, if nobody else has their seat and their holder no other booking. Of
	// two that were called off one after the other the later has the seat, of one holder's the later stands.
	fitSQL = `SELECT DISTINCT ON (f.direction_id, f.at, f.seat) f.id FROM (
		SELECT DISTINCT ON (b.direction_id, b.phone) b.* FROM hall_bookings b JOIN hall_directions d ON d.id = b.direction_id
		WHERE b.branch_id = $1 AND b.day = $2 AND b.at > $3 AND b.ended_by = 'closed' AND b.phone <> '' AND ` + within + `
			AND NOT EXISTS (SELECT FROM hall_bookings o WHERE o.direction_id = b.direction_id AND o.phone = b.phone AND o.state = 'booked')
			AND NOT EXISTS (SELECT FROM hall_bookings o WHERE o.direction_id = b.direction_id AND o.at = b.at AND o.seat = b.seat
				AND o.state <> 'cancelled')
		ORDER BY b.direction_id, b.phone, b.made_at DESC) f
		ORDER BY f.direction_id, f.at, f.seat, f.made_at DESC`
)

func (s *span) args() []any { return []any{s.branch.UUID(), s.day, s.since, s.from, s.until} }

// count returns how many bookings a statement finds, and of how many the holders are told by Telegram.
func (h *Hall) count(ctx context.Context, sql string, s span) (n, told int, err error) {
	err = h.db.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM hall_booking_watches w WHERE w.booking_id = f.id))
		FROM (`+sql+`) f`, s.args()...).Scan(&n, &told)
	return n, told, err
}

// fit makes the bookings of a day follow its hours, in the transaction that changed them and with the branches locked.
func (d *Days) fit(ctx context.Context, branches []BranchID, day time.Time, reason profile.Text) (sum Touched, err error) {
	h := d.hall
	all, err := h.Branches(ctx)
	if err != nil {
		return sum, err
	}
	opening := make(map[BranchID]*Timetable, len(all))
	for i := range all {
		opening[all[i].ID] = &all[i].Opening
	}
	now := h.now()
	for _, b := range branches {
		s := d.span(b, day, opening[b])
		back, err := h.turn(ctx, `UPDATE hall_bookings SET state = 'booked', over_at = NULL, ended_by = '', reason = '{}'
			WHERE id IN (`+fitSQL+`) RETURNING id`, s.args()...)
		if err != nil {
			return sum, err
		}
		off, err := h.turn(ctx, `UPDATE hall_bookings SET state = 'cancelled', over_at = $6, ended_by = 'closed', reason = $7
			WHERE id IN (`+misfitSQL+`) RETURNING id`, append(s.args(), now, words(reason))...)
		if err != nil {
			return sum, err
		}
		told, err := h.tellHolders(ctx, templateBack, back)
		if err != nil {
			return sum, err
		}
		more, err := h.tellHolders(ctx, templateOff, off)
		if err != nil {
			return sum, err
		}
		sum = Touched{Off: sum.Off + len(off), Back: sum.Back + len(back), Told: sum.Told + told + more}
	}
	return sum, nil
}

func (h *Hall) turn(ctx context.Context, sql string, args ...any) ([]uuid.UUID, error) {
	return pg.Collect(ctx, h.db, pgx.RowTo[uuid.UUID], sql, args...)
}

// tellHolders tells the chats that follow bookings what became of them, in the transaction of ctx, and returns of how many bookings
// somebody is told.
func (h *Hall) tellHolders(ctx context.Context, template string, bookings []uuid.UUID) (told int, err error) {
	type holder struct {
		booking         uuid.UUID
		chat, lang      string
		at              time.Time
		branch, service profile.Text
		reason          profile.Text
	}
	if len(bookings) == 0 {
		return 0, nil
	}
	list, err := pg.Collect(ctx, h.db, func(row pgx.CollectableRow) (t holder, err error) {
		err = row.Scan(&t.booking, &t.chat, &t.lang, &t.at, &t.branch, &t.service, &t.reason)
		return t, err
	}, `SELECT b.id, w.chat, w.lang, b.at, r.name, d.name, b.reason FROM hall_booking_watches w JOIN hall_bookings b ON b.id = w.booking_id
		JOIN hall_branches r ON r.id = b.branch_id JOIN hall_directions d ON d.id = b.direction_id WHERE b.id = ANY ($1) ORDER BY b.at, w.chat`,
		bookings)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	now := h.now()
	change := casecore.Change{At: now}
	seen := map[uuid.UUID]bool{}
	for _, t := range list {
		seen[t.booking] = true
		args, err := json.Marshal(map[string]any{
			"booking_id": t.booking, "lang": t.lang, "at": t.at.Format(time.RFC3339), "branch": t.branch, "service": t.service, "reason": t.reason,
		})
		if err != nil {
			return 0, err
		}
		change.Deliveries = append(change.Deliveries, casecore.Delivery{
			ID: casecore.NewID[casecore.DeliveryID](), Subject: casecore.Subject{Type: SubjectBooking, ID: t.booking},
			To: casecore.Recipient{Kind: "citizen"}, Channel: "telegram", Address: t.chat, Template: template, Args: args, Urgent: true,
			NextAt: now, CreatedAt: now,
		})
	}
	h.changed(ctx)
	return len(seen), h.core.Apply(ctx, change)
}

// WatchBooking lets a chat be told what becomes of a booking: that its branch stays closed, or that it was cancelled at the desk.
// Conflict when the booking is over.
func (h *Hall) WatchBooking(ctx context.Context, id BookingID, chat, lang string) (Booking, error) {
	const op = "watch booking"
	watched, err := h.watchBooking(ctx, id, chat, lang)
	if err != nil {
		return Booking{}, failed(op, err)
	}
	b, err := h.Booking(ctx, id)
	if err == nil && !watched {
		err = fail(casecore.Conflict, op, "error.hall_booking_over")
	}
	return b, err
}

// watchBooking is false when there is no booking that could be watched.
func (h *Hall) watchBooking(ctx context.Context, id BookingID, chat, lang string) (bool, error) {
	tag, err := h.db.Exec(ctx, `INSERT INTO hall_booking_watches (booking_id, chat, lang, made_at)
		SELECT id, $2, $3, $4 FROM hall_bookings WHERE id = $1 AND state = 'booked'
		ON CONFLICT (booking_id, chat) DO UPDATE SET lang = $3`, id.UUID(), chat, lang, h.now())
	return tag.RowsAffected() > 0, err
}

// Watched tells whether some chat is told what becomes of a booking.
func (h *Hall) Watched(ctx context.Context, id BookingID) (watched bool, err error) {
	err = h.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM hall_booking_watches WHERE booking_id = $1)`, id.UUID()).Scan(&watched)
	return watched, failed("watched", err)
}
