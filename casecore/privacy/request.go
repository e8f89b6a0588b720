package privacy

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// maxReports bounds what one request is about.
const maxReports = foundLimit

// Ask is somebody's wish to have a person's data exported or erased.
type Ask struct {
	ID      uuid.UUID // given by whoever asks: a repeat makes no second request
	Kind    Kind
	Reports []casecore.ReportID
	// Bookings of visits to halls.
	Bookings []uuid.UUID
	Proof    string // how the person showed who they are
	Actor    casecore.Actor
}

// Ask records a request; a repeat of its id returns what was recorded first.
func (o *Office) Ask(ctx context.Context, ask Ask) (Request, error) {
	ask.Proof = strings.TrimSpace(ask.Proof)
	switch {
	case ask.Kind != Export && ask.Kind != Erasure, ask.ID == uuid.Nil:
		return Request{}, fail(casecore.Invalid, "ask", "error.form")
	case len(ask.Reports)+len(ask.Bookings) == 0 || len(ask.Reports) > maxReports || len(ask.Bookings) > maxReports:
		return Request{}, fail(casecore.Invalid, "ask", "error.privacy_reports")
	case ask.Proof == "" || utf8.RuneCountInString(ask.Proof) > casecore.MaxFieldRunes:
		return Request{}, fail(casecore.Invalid, "ask", "error.privacy_proof")
	}
	ids := make([]uuid.UUID, len(ask.Reports))
	for i, id := range ask.Reports {
		ids[i] = id.UUID()
	}
	if _, err := o.booked(ctx, ask.Bookings); err != nil {
		return Request{}, err
	}
	tag, err := o.db.Exec(ctx, `
		INSERT INTO privacy_requests (id, kind, reports, proof, asked_at, asked_by, bookings)
		SELECT $1, $2, $3, $4, $5, $6, $7 WHERE (SELECT count(*) FROM reports WHERE id = ANY($3)) = cardinality($3)
		ON CONFLICT (id) DO NOTHING`, ask.ID, ask.Kind, ids, ask.Proof, o.now(), ask.Actor.String(), append([]uuid.UUID{}, ask.Bookings...))
	if err != nil {
		return Request{}, err
	}
	r, err := o.Request(ctx, ask.ID)
	if casecore.CodeOf(err) == casecore.NotFound && tag.RowsAffected() == 0 {
		return Request{}, fail(casecore.Invalid, "ask", "error.privacy_reports")
	}
	return r, err
}

// Refuse ends a request that is not carried out, with the reason that the person hears.
func (o *Office) Refuse(ctx context.Context, id uuid.UUID, reason string, by casecore.Actor) (Request, error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return Request{}, fail(casecore.Invalid, "refuse", "error.need_reason")
	}
	_, err := o.db.Exec(ctx, `
		UPDATE privacy_requests SET state = 'refused', reason = $2, done_at = $3, done_by = $4 WHERE id = $1 AND state = 'asked'`,
		id, reason, o.now(), by.String())
	if err != nil {
		return Request{}, err
	}
	return o.Request(ctx, id)
}

const requestSQL = `
	SELECT id, kind, state, reports, bookings, proof, asked_at, asked_by, done_at, done_by, reason, removed, kept FROM privacy_requests `

// Request returns a request; NotFound when there is none.
func (o *Office) Request(ctx context.Context, id uuid.UUID) (Request, error) {
	return o.request(ctx, requestSQL+`WHERE id = $1`, id)
}

func (o *Office) request(ctx context.Context, sql string, args ...any) (Request, error) {
	rows, err := o.db.Query(ctx, sql, args...)
	if err != nil {
		return Request{}, err
	}
	r, err := pgx.CollectExactlyOneRow(rows, scanRequest)
	if errors.Is(err, pgx.ErrNoRows) {
		return Request{}, fail(casecore.NotFound, "request", "error.not_found")
	}
	return r, err
}

// Requests lists requests, the latest first.
func (o *Office) Requests(ctx context.Context, limit int) ([]Request, error) {
	rows, err := o.db.Query(ctx, requestSQL+`ORDER BY asked_at DESC LIMIT $1`, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanRequest)
}

func scanRequest(row pgx.CollectableRow) (r Request, err error) {
	var ids []uuid.UUID
	var done *time.Time
	var removed, kept []byte
	err = row.Scan(&r.ID, &r.Kind, &r.State, &ids, &r.Bookings, &r.Proof, &r.AskedAt, &r.AskedBy, &done, &r.DoneBy, &r.Reason, &removed, &kept)
	if err != nil {
		return r, err
	}
	for _, id := range ids {
		r.Reports = append(r.Reports, casecore.ReportID(id))
	}
	if done != nil {
		r.DoneAt = *done
	}
	return r, errors.Join(json.Unmarshal(removed, &r.Removed), json.Unmarshal(kept, &r.Kept))
}

// settle writes what came of a request.
func (o *Office) settle(ctx context.Context, id uuid.UUID, by casecore.Actor, removed Counts, kept []Kept) (Request, error) {
	if kept == nil {
		kept = []Kept{}
	}
	a, err := json.Marshal(removed)
	if err != nil {
		return Request{}, err
	}
	b, err := json.Marshal(kept)
	if err != nil {
		return Request{}, err
	}
	_, err = o.db.Exec(ctx, `
		UPDATE privacy_requests SET state = 'done', removed = $2, kept = $3, done_at = $4, done_by = $5
		WHERE id = $1 AND state = 'asked'`, id, a, b, o.now(), by.String())
	if err != nil {
		return Request{}, err
	}
	return o.Request(ctx, id)
}
