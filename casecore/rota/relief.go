package rota

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
	"hotline/internal/regularly"
)

const (
	// reliefEvery is how often it is looked whether somebody left with a report in hand: what it waits for are minutes.
	reliefEvery = 30 * time.Second
	// maxDraft bounds what an agent has written, bytes.
	maxDraft = 32 << 10
)

// Reports passes reports on; casecore.Service does.
type Reports interface {
	HandOver(ctx context.Context, cmd casecore.HandOverReport) (casecore.Report, error)
}

// Shifts tells who is on shift (MR-2.2); a [Book] does.
type Shifts interface {
	OnShift(ctx context.Context, t time.Time) (Watch, error)
}

// Relief passes on what somebody holds when their shift ends, with what they have written so far.
type Relief struct {
	db      *pg.DB
	reports Reports
	shifts  Shifts
	rules   casecore.Rules
	now     func() time.Time
	log     *slog.Logger
}

// NewRelief returns the relief of a database. now is the one clock.
func NewRelief(db *pg.DB, reports Reports, shifts Shifts, rules casecore.Rules, now func() time.Time, log *slog.Logger) *Relief {
	return &Relief{db: db, reports: reports, shifts: shifts, rules: rules, now: now, log: log}
}

// HandOver passes a report on: to a colleague who is on shift, or to the queue. Refused when they are not on shift.
func (r *Relief) HandOver(ctx context.Context, cmd casecore.HandOverReport) (casecore.Report, error) {
	if !cmd.To.IsZero() {
		w, err := r.shifts.OnShift(ctx, r.now())
		if err != nil {
			return casecore.Report{}, fmt.Errorf("rota: hand over: %w", err)
		}
		if !w.Has(cmd.To) {
			return casecore.Report{}, fail(casecore.Refused, "hand over", "error.hand_over_off_shift")
		}
	}
	return r.reports.HandOver(ctx, cmd)
}

// Papers is what goes with a report from one agent to the next.
type Papers struct {
	Draft     json.RawMessage // as the console wrote it, nil for none
	DraftBy   casecore.StaffID
	DraftAt   time.Time
	HandOvers []casecore.HandOver // oldest first
}

// Papers returns what goes with a report.
func (r *Relief) Papers(ctx context.Context, id casecore.ReportID) (Papers, error) {
	var p Papers
	err := r.db.QueryRow(ctx, `SELECT draft, staff_id, saved_at FROM report_drafts WHERE report_id = $1`, id.UUID()).
		Scan(&p.Draft, (*uuid.UUID)(&p.DraftBy), &p.DraftAt)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return p, fmt.Errorf("rota: draft: %w", err)
	}
	p.HandOvers, err = pg.Collect(ctx, r.db, func(row pgx.CollectableRow) (casecore.HandOver, error) {
		var h casecore.HandOver
		var to *uuid.UUID
		err := row.Scan(&h.ID, (*uuid.UUID)(&h.Report), (*uuid.UUID)(&h.From), &to, &h.BySystem, &h.Note, &h.At)
		h.To = pg.ID[casecore.StaffID](to)
		return h, err
	}, `SELECT id, report_id, from_id, to_id, by_system, note, at FROM report_handovers WHERE report_id = $1 ORDER BY at, id`, id.UUID())
	if err != nil {
		err = fmt.Errorf("rota: hand-overs: %w", err)
	}
	return p, err
}

// SaveDraft keeps what the person who holds a report has written for it so far; it goes with the report to whoever holds it next.
// It is the whole of it, so a repeat changes nothing. Conflict when the report is not theirs (any more).
func (r *Relief) SaveDraft(ctx context.Context, by casecore.Actor, id casecore.ReportID, draft json.RawMessage) error {
	const op = "save draft"
	if len(draft) > maxDraft || !json.Valid(draft) {
		return fail(casecore.Invalid, op, "error.draft")
	}
	tag, err := r.db.Exec(ctx, `
		INSERT INTO report_drafts (report_id, staff_id, draft, saved_at)
		SELECT id, $2, $3, $4 FROM reports WHERE id = $1 AND status = 'claimed' AND claimed_by = $2 FOR SHARE
		ON CONFLICT (report_id) DO UPDATE SET staff_id = $2, draft = $3, saved_at = $4`, id.UUID(), by.Staff.UUID(), draft, r.now())
	if err != nil {
		return fmt.Errorf("rota: save draft: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fail(casecore.Conflict, op, "error.report_not_yours")
	}
	return nil
}

// Run gives back to the queue what is held by people whose shift is over and who are not there, until ctx ends.
func (r *Relief) Run(ctx context.Context) error {
	return regularly.Do(ctx, reliefEvery, func(ctx context.Context) {
		if _, err := r.Sweep(ctx); err != nil && ctx.Err() == nil {
			r.log.ErrorContext(ctx, "relief", "err", err)
		}
	})
}

// leftSQL finds reports whose holders had a shift that ended long enough ago, have none now and were not seen since.
const leftSQL = `
	SELECT r.id, r.claimed_at FROM reports r
	WHERE r.status = 'claimed'
		AND EXISTS (SELECT FROM rota_shifts s
			WHERE s.staff_id = r.claimed_by AND s.live AND s.ends_at <= $2 AND s.starts_at <= r.claimed_at)
		AND NOT EXISTS (SELECT FROM rota_shifts s
			WHERE s.staff_id = r.claimed_by AND s.live AND tstzrange(s.starts_at, s.ends_at) @> $1::timestamptz)
		AND NOT EXISTS (SELECT FROM sessions o WHERE o.staff_id = r.claimed_by AND o.seen_at > $2)
	ORDER BY r.id`

// Sweep does once what Run does again and again, and returns how many reports it passed on. Copies that sweep at once do no harm:
// the report's lock lets one of them pass it on.
func (r *Relief) Sweep(ctx context.Context) (int, error) {
	// A draft has done its work when its report is worded or has ended, whether a rota is kept or not.
	if _, err := r.db.Exec(ctx, `DELETE FROM report_drafts d USING reports r
		WHERE r.id = d.report_id AND r.status NOT IN ('waiting', 'claimed', 'call_back')`); err != nil {
		return 0, err
	}
	now := r.now()
	p, err := r.rules.At(now)
	if err != nil || !p.Rota.Kept() {
		return 0, err
	}
	type left struct {
		ID uuid.UUID
		At time.Time
	}
	list, err := pg.Collect(ctx, r.db, pgx.RowToStructByPos[left], leftSQL, now, now.Add(-p.Rota.HandOver.Length()))
	if err != nil {
		return 0, err
	}
	passed := 0
	var errs []error
	for _, l := range list {
		_, err := r.reports.HandOver(ctx, casecore.HandOverReport{
			Command: casecore.Command{Scope: "relief", Key: fmt.Sprintf("%s:%d", l.ID, l.At.UnixMicro()), Actor: casecore.System},
			Report:  casecore.ReportID(l.ID),
		})
		switch {
		case casecore.CodeOf(err) == casecore.Conflict: // they gave it back themselves just now
		case err != nil:
			errs = append(errs, err)
		default:
			passed++
		}
	}
	return passed, errors.Join(errs...)
}
