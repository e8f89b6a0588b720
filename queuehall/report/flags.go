package report

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/internal/pg"
	"hotline/queuehall"
	"hotline/queuehall/profile"
)

// FlagQuery is which signs of abuse are wanted (VN-3.2).
type FlagQuery struct {
	From   calendar.Date
	Until  calendar.Date      // the last day
	Branch queuehall.BranchID // zero: all that are seen
	Kind   queuehall.FlagKind // "": all
	Before queuehall.FlagID   // goes on after this one; zero: the latest
}

// Flag is a sign of abuse, as those who look into it see it. It tells no mark.
type Flag struct {
	queuehall.Flag

	Place     profile.Text // the branch
	Direction profile.Text
	Ticket    string // its code
	Operator  string // whose visit it was; "" without an instruction that covers the branch (VN-4.3)
	Notes     []FlagNote
}

// FlagNote is what somebody found out about a sign.
type FlagNote struct {
	By   string    `json:"by"` // their name
	At   time.Time `json:"at"`
	Word string    `json:"word"`
}

// MostFlags is how many are told at once.
const MostFlags = 100

// check refuses what makes no sense.
func (q *FlagQuery) check() error {
	whole := Query{By: ByCentre, From: q.From, Until: q.Until, Branch: q.Branch}
	if err := whole.check(); err != nil {
		return err
	}
	switch q.Kind {
	case "", queuehall.FastPress, queuehall.ShortService, queuehall.LongRun, queuehall.Pressured:
		return nil
	}
	return fail(casecore.Invalid, "flags", "error.hall_flag_kind")
}

const flagsSQL = `
	WITH given AS (
		SELECT branch_id FROM hall_instructions WHERE 'operator' = ANY (slices) AND withdrawn_at IS NULL AND $7 BETWEEN dated AND until
	)
	SELECT f.id, f.kind, f.branch_id, f.visit_id, f.press_id, f.at, f.detail, b.name, d.name, t.letter || '-' || lpad(t.number::text, 3, '0'),
		CASE WHEN EXISTS (SELECT FROM given g WHERE g.branch_id IS NULL OR g.branch_id = f.branch_id) THEN s.name ELSE '' END,
		(SELECT coalesce(jsonb_agg(jsonb_build_object('by', w.name, 'at', n.made_at, 'word', n.word) ORDER BY n.event_seq), '[]')
			FROM hall_flag_notes n JOIN staff w ON w.id = n.staff_id WHERE n.flag_id = f.id)
	FROM hall_flags f
		JOIN hall_visits v ON v.id = f.visit_id
		JOIN hall_tickets t ON t.id = v.ticket_id
		JOIN hall_branches b ON b.id = f.branch_id
		JOIN hall_directions d ON d.id = v.direction_id
		JOIN staff s ON s.id = f.staff_id
	WHERE f.at >= $1 AND f.at < $2 AND ($3::uuid IS NULL OR f.branch_id = $3) AND ($4 = '' OR f.kind = $4) AND ($8::uuid IS NULL OR f.id = $8)
		AND ($10::uuid IS NULL OR (f.at, f.id) < (SELECT l.at, l.id FROM hall_flags l WHERE l.id = $10))
		AND (f.branch_id = ANY ($5) OR EXISTS (SELECT FROM hall_terms o
			WHERE o.staff_id = f.staff_id AND o.branch_id = f.branch_id AND v.called_at >= o.since AND v.called_at < o.until AND o.participant_id = ANY ($6)))
	ORDER BY f.at DESC, f.id DESC LIMIT $9`

func scanFlag(row pgx.CollectableRow) (f Flag, err error) {
	var press *uuid.UUID
	err = row.Scan((*uuid.UUID)(&f.ID), &f.Kind, (*uuid.UUID)(&f.Branch), (*uuid.UUID)(&f.Visit), &press, &f.At, &f.Detail, &f.Place, &f.Direction,
		&f.Ticket, &f.Operator, &f.Notes)
	f.Press = pg.ID[queuehall.PressID](press)
	return f, err
}

// Flags returns the signs of abuse of some days that the actor may see, the latest first: heads of branches see their own, heads of
// participants those of their own people (VN-4.7). Operators are named on an instruction only (VN-4.3). more tells that there are
// more than are told: the next begin where these end.
func (o *Office) Flags(ctx context.Context, a casecore.Actor, q FlagQuery) (list []Flag, more bool, err error) {
	const op = "flags"
	if err := q.check(); err != nil {
		return nil, false, err
	}
	within, err := o.reach(ctx, a)
	if err != nil {
		return nil, false, err
	}
	if !q.Branch.IsZero() && !within.touches(q.Branch) {
		return nil, false, fail(casecore.Forbidden, op, "error.hall_not_seen")
	}
	midnight := func(d calendar.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, o.zone) }
	list, err = pg.Collect(ctx, o.db, scanFlag, flagsSQL, midnight(q.From), midnight(q.Until.Add(1)), pg.NullID(q.Branch), string(q.Kind),
		within.branches, within.participants, o.today().String(), nil, MostFlags+1, pg.NullID(q.Before))
	if len(list) > MostFlags {
		list, more = list[:MostFlags], true
	}
	return list, more, failed(op, err)
}

// EveryFlag returns all of them.
func (o *Office) EveryFlag(ctx context.Context, a casecore.Actor, q FlagQuery) (all []Flag, err error) {
	for more := true; more; {
		var list []Flag
		if list, more, err = o.Flags(ctx, a, q); err != nil {
			return nil, err
		}
		all = append(all, list...)
		if len(list) > 0 {
			q.Before = list[len(list)-1].ID
		}
	}
	return all, nil
}

// NoteFlag adds what was found out about a sign.
type NoteFlag struct {
	casecore.Command `json:"-"`
	Flag             queuehall.FlagID
	Word             string
}

// NoteFlag writes a note beside a sign that the actor sees, and returns it with all of its notes. The sign itself stays as it is, and
// so do notes (VN-3.2). NotFound for one that they do not see.
func (o *Office) NoteFlag(ctx context.Context, cmd NoteFlag) (Flag, error) {
	const op = "note flag"
	if cmd.Word = strings.TrimSpace(cmd.Word); cmd.Word == "" {
		return Flag{}, fail(casecore.Invalid, op, "error.hall_flag_note")
	}
	within, err := o.reach(ctx, cmd.Actor)
	if err != nil {
		return Flag{}, err
	}
	if _, err := o.flag(ctx, op, cmd.Flag, within); err != nil {
		return Flag{}, err
	}
	id := uuid.Must(uuid.NewV7())
	_, err = o.once(ctx, op, cmd.Command, cmd, id, SubjectFlag, func(ctx context.Context, now time.Time) error {
		if _, err := o.db.Exec(ctx, `SELECT FROM hall_flags WHERE id = $1 FOR UPDATE`, cmd.Flag.UUID()); err != nil {
			return err
		}
		var head casecore.Chain
		err := o.db.QueryRow(ctx, `SELECT coalesce(max(event_seq), 0), coalesce((array_agg(event_hash ORDER BY event_seq DESC))[1], '')
			FROM hall_flag_notes WHERE flag_id = $1`, cmd.Flag.UUID()).Scan(&head.Seq, &head.Hash)
		if err != nil {
			return err
		}
		head, err = o.note(ctx, head, casecore.Subject{Type: SubjectFlag, ID: cmd.Flag.UUID()}, cmd.Actor, "hall.flag_noted", now, facts{"note": id.String()})
		if err != nil {
			return err
		}
		_, err = o.db.Exec(ctx, `INSERT INTO hall_flag_notes (id, flag_id, staff_id, made_at, word, event_seq, event_hash)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, id, cmd.Flag.UUID(), cmd.Actor.Staff.UUID(), now, cmd.Word, head.Seq, head.Hash)
		return err
	})
	if err != nil {
		return Flag{}, err
	}
	return o.flag(ctx, op, cmd.Flag, within)
}

// flag is one sign within reach.
func (o *Office) flag(ctx context.Context, op string, id queuehall.FlagID, within reach) (Flag, error) {
	list, err := pg.Collect(ctx, o.db, scanFlag, flagsSQL, time.Unix(0, 0), o.now().AddDate(1, 0, 0), nil, "", within.branches, within.participants,
		o.today().String(), id.UUID(), 1, nil)
	if err == nil && len(list) == 0 {
		err = fail(casecore.NotFound, op, "error.hall_no_flag")
	}
	if err != nil {
		return Flag{}, failed(op, err)
	}
	return list[0], nil
}
