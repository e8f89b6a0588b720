package report

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// HandOut gives results for a request: aloud, or as a file that is kept as it was given.
type HandOut struct {
	casecore.Command `json:"-"`
	Request          uuid.UUID
	Query            Query
	Form             Form
	Lang             string
}

// HandOut gives what the actor sees of the results for a request and returns the id of what was handed out. Operators are named to courts
// and the police, who ask in writing (VN-4.6), to a participant whose own people they are (VN-4.7), and to the leadership on its
// instruction (VN-4.3); to nobody else. What is of one operator alone names them as well.
func (o *Office) HandOut(ctx context.Context, cmd HandOut) (uuid.UUID, error) {
	const op = "hand out"
	if err := cmd.Query.check(); err != nil {
		return uuid.UUID{}, err
	}
	if f := Format(cmd.Form); cmd.Form != Oral && f != CSV && f != XLSX && f != PDF {
		return uuid.UUID{}, fail(casecore.Invalid, op, "error.hall_form")
	}
	within, err := o.reach(ctx, cmd.Actor)
	if err != nil {
		return uuid.UUID{}, err
	}
	if !cmd.Query.Branch.IsZero() && !within.touches(cmd.Query.Branch) {
		return uuid.UUID{}, fail(casecore.Forbidden, op, "error.hall_not_seen")
	}
	id, kept := uuid.Must(uuid.NewV7()), keeping{office: o}
	made, err := o.step(ctx, op, cmd.Command, cmd.Request, id, cmd, func(ctx context.Context, r *Request, now time.Time) (string, facts, error) {
		q := cmd.Query
		if err := o.handable(ctx, r, &q, within); err != nil {
			return "", nil, err
		}
		table, err := o.read(ctx, q, within)
		if err != nil {
			return "", nil, err
		}
		if table.recognises() {
			if err := o.mayRecognise(ctx, r, &q, within); err != nil {
				return "", nil, err
			}
		}
		var file *uuid.UUID
		if cmd.Form != Oral {
			f := Format(cmd.Form)
			made, err := kept.file(ctx, paper{o.writer.Name(f, cmd.Lang, &table), f, func(w io.Writer) error {
				return o.writer.Write(w, f, cmd.Lang, &table)
			}}, id, cmd.Actor.String(), now)
			if err != nil {
				return "", nil, err
			}
			file = &made
		}
		_, err = o.db.Exec(ctx, `INSERT INTO hall_hand_outs (id, request_id, slice, form, file_id, staff_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			id, r.ID, q.Slice(), string(cmd.Form), file, cmd.Actor.Staff.UUID(), now)
		return "hall.handed_out", facts{"hand_out": id.String(), "by": string(q.By), "form": string(cmd.Form)}, err
	})
	return made, kept.or(ctx, err)
}

// handable refuses what is not the requester's to get, and narrows what names operators to what is.
func (o *Office) handable(ctx context.Context, r *Request, q *Query, within reach) error {
	const op = "hand out"
	if r.Kind == FromMedia && r.AgreedOn.IsZero() {
		return fail(casecore.Refused, op, "error.hall_not_agreed")
	}
	if q.By != ByOperator {
		return nil
	}
	switch r.Kind {
	case FromCourt, FromPolice:
		return nil
	case FromParticipant:
		q.Participant = r.Participant
		return nil
	case FromLeadership:
		return o.instructed(ctx, q.Branch, within)
	case FromDepartment, FromMedia, FromCitizen, FromBody:
	}
	return fail(casecore.Forbidden, op, "error.hall_names_nobody")
}

// recognises tells whether some of the results are of one operator alone, who is known by them though no name stands there.
func (t *Table) recognises() bool {
	one := func(f *Figures) bool { return f.Visits > 0 && f.Operators < fewOperators }
	return one(&t.Total) || slices.ContainsFunc(t.Rows, func(r Row) bool { return one(&r.Figures) })
}

// mayRecognise refuses results by which an operator is known to whoever may not get them by operator.
func (o *Office) mayRecognise(ctx context.Context, r *Request, q *Query, within reach) error {
	if q.By == ByOperator { // it was asked already
		return nil
	}
	switch r.Kind {
	case FromCourt, FromPolice:
		return nil
	case FromParticipant:
		if q.Participant == r.Participant {
			return nil
		}
	case FromLeadership:
		err := o.instructed(ctx, q.Branch, within)
		if casecore.CodeOf(err) != casecore.Refused {
			return err
		}
	case FromDepartment, FromMedia, FromCitizen, FromBody:
	}
	return fail(casecore.Refused, "hand out", "error.hall_one_operator")
}

// Kept is a file of the office's.
type Kept struct {
	Name        string
	ContentType string
	Bytes       io.ReadSeekCloser
}

// HandedOut opens the file of something that was handed out for a request that is the actor's to keep. The caller closes it.
func (o *Office) HandedOut(ctx context.Context, a casecore.Actor, id uuid.UUID) (Kept, error) {
	within, err := o.reach(ctx, a)
	if err != nil {
		return Kept{}, err
	}
	return o.open(ctx, `SELECT f.name, f.content_type, f.blob_key FROM hall_hand_outs h JOIN hall_requests r ON r.id = h.request_id
		JOIN files f ON f.id = h.file_id WHERE h.id = $1 AND ($2 OR r.branch_id = ANY ($3))`, id, seesAll(a), within.branches)
}

// open reads the bytes of the file that a statement finds.
func (o *Office) open(ctx context.Context, sql string, args ...any) (k Kept, err error) {
	const op = "open"
	var key string
	err = o.db.QueryRow(ctx, sql, args...).Scan(&k.Name, &k.ContentType, &key)
	if errors.Is(err, pgx.ErrNoRows) {
		return k, fail(casecore.NotFound, op, "error.hall_no_report")
	}
	if err == nil {
		k.Bytes, err = o.files.Read(ctx, key)
	}
	return k, failed(op, err)
}

// keeping is the files of one transaction, whose bytes go again when it fails.
type keeping struct {
	office *Office
	keys   []string
}

// paper is a file to be kept.
type paper struct {
	name  string
	kind  Format
	write func(w io.Writer) error
}

// file keeps a file for whatever it is about, in the transaction of the context.
func (k *keeping) file(ctx context.Context, p paper, about uuid.UUID, by string, now time.Time) (uuid.UUID, error) {
	sum := sha256.New()
	key, size, err := k.office.files.Keep(ctx, "hall", p.kind.ContentType(), func(w io.Writer) error { return p.write(io.MultiWriter(w, sum)) })
	if err != nil {
		return uuid.UUID{}, err
	}
	k.keys = append(k.keys, key)
	id := casecore.NewID[casecore.FileID]()
	err = k.office.core.AddFile(ctx, casecore.File{
		ID: id, Name: p.name, ContentType: p.kind.ContentType(), Size: size, SHA256: sum.Sum(nil), Key: key,
		Purpose: string(SubjectReport), AddedBy: by, AddedAt: now,
	})
	if err != nil {
		return uuid.UUID{}, err
	}
	err = k.office.core.Apply(ctx, casecore.Change{At: now, Attach: []casecore.Attachment{{
		File: id, Subject: casecore.Subject{Type: SubjectReport, ID: about}, Purpose: string(SubjectReport),
	}}})
	return id.UUID(), err
}

// or removes the bytes that were kept for nothing.
func (k *keeping) or(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	for _, key := range k.keys {
		err = errors.Join(err, k.office.files.Delete(context.WithoutCancel(ctx), key))
	}
	return err
}
