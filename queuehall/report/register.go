package report

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/internal/pg"
	"hotline/queuehall"
)

// Request is a row of the register.
type Request struct {
	RecordRequest

	ID         uuid.UUID
	RecordedBy string // their name
	RecordedAt time.Time
	AgreedBy   string
	AgreedIn   string
	AgreedOn   calendar.Date
	RefusedAt  time.Time
	Refusal    string
	HandOuts   []HandedOut // in the order of time
}

// HandedOut is what was given for a request.
type HandedOut struct {
	ID    uuid.UUID `json:"id"`
	Slice Slice     `json:"slice"`
	Form  Form      `json:"form" enum:"oral,csv,xlsx,pdf"`
	By    string    `json:"handed_out_by" doc:"Their name"`
	At    time.Time `json:"at"`
}

// Form is how results are given: aloud, or as a file of a format.
type Form string

// Oral is the form without a file.
const Oral Form = "oral"

// Slice is a query as it is kept.
type Slice struct {
	By          By     `json:"by"`
	Per         Per    `json:"per,omitempty"`
	From        string `json:"from"`
	Until       string `json:"until"`
	Branch      string `json:"branch,omitempty"`
	Participant string `json:"participant,omitempty"`
}

// Slice is the query as it is kept and told.
func (q *Query) Slice() Slice {
	s := Slice{By: q.By, Per: q.Per, From: q.From.String(), Until: q.Until.String()}
	if !q.Branch.IsZero() {
		s.Branch = q.Branch.String()
	}
	if q.Participant != uuid.Nil {
		s.Participant = q.Participant.String()
	}
	return s
}

// Requests returns the latest of the register that are the actor's to keep, the newest first.
func (o *Office) Requests(ctx context.Context, a casecore.Actor) ([]Request, error) {
	within, err := o.reach(ctx, a)
	if err != nil {
		return nil, err
	}
	list, err := o.requests(ctx, seesAll(a), within, nil)
	return list, failed("requests", err)
}

// requests reads what is kept of the branches, of all when all are seen, or the one that is asked for.
func (o *Office) requests(ctx context.Context, all bool, within reach, one *uuid.UUID) ([]Request, error) {
	const most = 500
	return pg.Collect(ctx, o.db, scanRequest, `
		SELECT r.id, r.kind, r.participant_id, r.branch_id, r.written, r.document, r.dated, r.asked_by, r.asked, s.name, r.recorded_at,
			r.agreed_by, r.agreed_in, r.agreed_on, r.refused_at, r.refusal,
			coalesce((SELECT jsonb_agg(jsonb_build_object('id', h.id, 'slice', h.slice, 'form', h.form, 'handed_out_by', w.name, 'at', h.at)
				ORDER BY h.at, h.id) FROM hall_hand_outs h JOIN staff w ON w.id = h.staff_id WHERE h.request_id = r.id), '[]')
		FROM hall_requests r JOIN staff s ON s.id = r.recorded_by WHERE ($1 OR r.branch_id = ANY ($2)) AND ($3::uuid IS NULL OR r.id = $3)
		ORDER BY r.recorded_at DESC, r.id DESC LIMIT $4`, all, within.branches, one, most)
}

func scanRequest(row pgx.CollectableRow) (r Request, err error) {
	var participant, branch *uuid.UUID
	var dated, agreed, refused *time.Time
	var handed []byte
	if err := row.Scan(&r.ID, &r.Kind, &participant, &branch, &r.Written, &r.Document, &dated, &r.AskedBy, &r.Asked,
		&r.RecordedBy, &r.RecordedAt, &r.AgreedBy, &r.AgreedIn, &agreed, &refused, &r.Refusal, &handed); err != nil {
		return r, err
	}
	r.Participant, r.Branch, r.RefusedAt = pg.ID[uuid.UUID](participant), pg.ID[queuehall.BranchID](branch), pg.Time(refused)
	r.Dated, r.AgreedOn = dateOf(dated), dateOf(agreed)
	return r, json.Unmarshal(handed, &r.HandOuts)
}

// dateOf is the day that a column holds, none for NULL.
func dateOf(t *time.Time) calendar.Date {
	if t == nil {
		return calendar.Date{}
	}
	return calendar.DateOf(*t)
}
