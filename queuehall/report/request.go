package report

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/internal/pg"
	"hotline/queuehall"
)

// RequestKind is who asks for results.
type RequestKind string

// The kinds of requesters: those of VN-4.4, who may ask aloud, of VN-4.5 and of VN-4.6.
const (
	FromParticipant RequestKind = "participant"
	FromLeadership  RequestKind = "leadership" // of the council and its executive committee
	FromDepartment  RequestKind = "department" // for the media and public relations, or of legal policy and quality
	FromMedia       RequestKind = "media"      // when the department for the media agrees
	FromCitizen     RequestKind = "citizen"
	FromBody        RequestKind = "body" // a legal person
	FromCourt       RequestKind = "court"
	FromPolice      RequestKind = "police" // investigators and other bodies of law enforcement
)

// kindsOf says of each kind whether it may ask aloud.
var kindsOf = map[RequestKind]bool{
	FromParticipant: true, FromLeadership: true, FromDepartment: true, FromMedia: true,
	FromCitizen: false, FromBody: false, FromCourt: false, FromPolice: false,
}

// RecordRequest writes a request for results into the register (VN-4.4 to VN-4.6).
type RecordRequest struct {
	casecore.Command `json:"-"`
	Kind             RequestKind
	Participant      uuid.UUID          // that asks, for one of its kind
	Branch           queuehall.BranchID // whose head keeps it; zero: the centre's
	Written          bool
	Document         string // a written one's number
	Dated            calendar.Date
	AskedBy          string
	Asked            string
}

// Agree records that a request of the media was agreed to (VN-4.4).
type Agree struct {
	casecore.Command `json:"-"`
	Request          uuid.UUID
	By               string
	Document         string
	On               calendar.Date
}

// RefuseRequest ends a request for which nothing was handed out, with the reason.
type RefuseRequest struct {
	casecore.Command `json:"-"`
	Request          uuid.UUID
	Reason           string
}

func (c *RecordRequest) check(seesAll bool, within reach) error {
	const op = "record request"
	aloud, known := kindsOf[c.Kind]
	switch {
	case !known, strings.TrimSpace(c.AskedBy) == "", strings.TrimSpace(c.Asked) == "", (c.Kind == FromParticipant) == (c.Participant == uuid.Nil):
		return fail(casecore.Invalid, op, "error.hall_request")
	case c.Written && (strings.TrimSpace(c.Document) == "" || c.Dated.IsZero()), !c.Written && !aloud:
		return fail(casecore.Invalid, op, "error.hall_request_written")
	case !seesAll && !slices.Contains(within.branches, c.Branch.UUID()):
		return fail(casecore.Forbidden, op, "error.hall_not_seen")
	}
	return nil
}

// Record writes a request into the register and returns its id. The head of a branch records those of their own.
func (o *Office) Record(ctx context.Context, cmd RecordRequest) (uuid.UUID, error) {
	const op = "record request"
	within, err := o.reach(ctx, cmd.Actor)
	if err != nil {
		return uuid.UUID{}, err
	}
	if err := cmd.check(seesAll(cmd.Actor), within); err != nil {
		return uuid.UUID{}, err
	}
	id := uuid.Must(uuid.NewV7())
	return o.once(ctx, op, cmd.Command, cmd, id, SubjectRequest, func(ctx context.Context, now time.Time) error {
		head, err := o.note(ctx, casecore.Chain{}, casecore.Subject{Type: SubjectRequest, ID: id}, cmd.Actor, "hall.requested", now,
			facts{"kind": string(cmd.Kind), "document": cmd.Document, "branch": cmd.Branch.String()})
		if err != nil {
			return err
		}
		_, err = o.db.Exec(ctx, `INSERT INTO hall_requests (id, kind, participant_id, branch_id, written, document, dated, asked_by, asked,
				recorded_by, recorded_at, event_seq, event_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			id, string(cmd.Kind), pg.NullID(cmd.Participant), pg.NullID(cmd.Branch), cmd.Written, cmd.Document, nullDate(cmd.Dated), cmd.AskedBy,
			cmd.Asked, cmd.Actor.Staff.UUID(), now, head.Seq, head.Hash)
		return err
	})
}

// Agree records the agreement to a request of the media.
func (o *Office) Agree(ctx context.Context, cmd Agree) error {
	const op = "agree"
	if strings.TrimSpace(cmd.By) == "" || strings.TrimSpace(cmd.Document) == "" || cmd.On.IsZero() {
		return fail(casecore.Invalid, op, "error.hall_agreement")
	}
	_, err := o.step(ctx, op, cmd.Command, cmd.Request, cmd.Request, cmd, func(ctx context.Context, r *Request, _ time.Time) (string, facts, error) {
		switch {
		case r.Kind != FromMedia:
			return "", nil, fail(casecore.Invalid, op, "error.hall_no_agreement")
		case !r.AgreedOn.IsZero():
			return "", nil, fail(casecore.Conflict, op, "error.hall_agreed_already")
		}
		_, err := o.db.Exec(ctx, `UPDATE hall_requests SET agreed_by = $2, agreed_in = $3, agreed_on = $4 WHERE id = $1`, r.ID, cmd.By,
			cmd.Document, cmd.On.String())
		return "hall.request_agreed", facts{"document": cmd.Document, "on": cmd.On.String()}, err
	})
	return err
}

// Refuse ends a request with the reason.
func (o *Office) Refuse(ctx context.Context, cmd RefuseRequest) error {
	const op = "refuse request"
	if strings.TrimSpace(cmd.Reason) == "" {
		return fail(casecore.Invalid, op, "error.hall_refusal")
	}
	_, err := o.step(ctx, op, cmd.Command, cmd.Request, cmd.Request, cmd, func(ctx context.Context, r *Request, now time.Time) (string, facts, error) {
		if len(r.HandOuts) > 0 {
			return "", nil, fail(casecore.Conflict, op, "error.hall_request_answered")
		}
		_, err := o.db.Exec(ctx, `UPDATE hall_requests SET refused_at = $2, refusal = $3 WHERE id = $1`, r.ID, now, cmd.Reason)
		return "hall.request_refused", facts{}, err
	})
	return err
}

// step changes a request that is open and the actor's to keep, and appends to its history what change says. It returns what the command
// made: of a repeat what the first did.
func (o *Office) step(ctx context.Context, op string, cmd casecore.Command, id, made uuid.UUID, payload any,
	change func(ctx context.Context, r *Request, now time.Time) (kind string, said facts, err error),
) (uuid.UUID, error) {
	within, err := o.reach(ctx, cmd.Actor)
	if err != nil {
		return made, err
	}
	return o.once(ctx, op, cmd, payload, made, SubjectRequest, func(ctx context.Context, now time.Time) error {
		var head casecore.Chain
		err := o.db.QueryRow(ctx, `SELECT event_seq, event_hash FROM hall_requests WHERE id = $1 FOR UPDATE`, id).Scan(&head.Seq, &head.Hash)
		if errors.Is(err, pgx.ErrNoRows) {
			return fail(casecore.NotFound, op, "error.hall_no_request")
		}
		if err != nil {
			return err
		}
		list, err := o.requests(ctx, seesAll(cmd.Actor), within, &id)
		switch {
		case err != nil:
			return err
		case len(list) == 0:
			return fail(casecore.NotFound, op, "error.hall_no_request")
		case !list[0].RefusedAt.IsZero():
			return fail(casecore.Conflict, op, "error.hall_request_ended")
		}
		kind, said, err := change(ctx, &list[0], now)
		if err != nil {
			return err
		}
		if head, err = o.note(ctx, head, casecore.Subject{Type: SubjectRequest, ID: id}, cmd.Actor, kind, now, said); err != nil {
			return err
		}
		_, err = o.db.Exec(ctx, `UPDATE hall_requests SET event_seq = $2, event_hash = $3 WHERE id = $1`, id, head.Seq, head.Hash)
		return err
	})
}

// nullDate is a day for a column, NULL for none.
func nullDate(d calendar.Date) *string {
	if d.IsZero() {
		return nil
	}
	s := d.String()
	return &s
}
