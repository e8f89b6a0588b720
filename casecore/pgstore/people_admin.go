package pgstore

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/staff"
	"hotline/internal/pg"
)

var _ staff.People = (*People)(nil)

// EditPerson changes what a person is called, reads and is telephoned at.
func (p *People) EditPerson(ctx context.Context, id casecore.StaffID, name, lang, phone string) error {
	return p.change(ctx, "edit person", `UPDATE staff SET name = $2, lang = $3, phone = $4 WHERE id = $1`, id.UUID(), name, lang, phone)
}

// Dossier returns everything of a person but sessions that have expired at now.
func (p *People) Dossier(ctx context.Context, id casecore.StaffID, now time.Time) (staff.Dossier, error) {
	account, grants, err := p.Member(ctx, id)
	if err != nil {
		return staff.Dossier{}, err
	}
	d := staff.Dossier{Account: account, Grants: grants}
	if d.Points, err = p.points(ctx, `staff_id`, id.UUID()); err != nil {
		return staff.Dossier{}, err
	}
	rows, err := p.db.Query(ctx, `SELECT id, opened_at, seen_at, client FROM sessions
		WHERE staff_id = $1 AND expiry > $2 ORDER BY seen_at DESC`, id.UUID(), now)
	if err != nil {
		return staff.Dossier{}, peopleError("read sessions", err)
	}
	d.Sessions, err = pgx.CollectRows(rows, pgx.RowToStructByPos[staff.Session])
	if err != nil {
		return staff.Dossier{}, peopleError("read sessions", err)
	}
	return d, nil
}

// points reads where somebody is reached; column is ours, never a caller's.
func (p *People) points(ctx context.Context, column string, id uuid.UUID) ([]staff.Point, error) {
	rows, err := p.db.Query(ctx, `SELECT id, channel, address, unreachable_at, created_at FROM contact_points
		WHERE `+column+` = $1 ORDER BY created_at, id`, id)
	if err != nil {
		return nil, peopleError("read contact points", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (staff.Point, error) {
		var pt staff.Point
		var unreachable *time.Time
		err := row.Scan(&pt.ID, &pt.Channel, &pt.Address, &unreachable, &pt.CreatedAt)
		pt.UnreachableAt = pg.Time(unreachable)
		return pt, err
	})
	if err != nil {
		return nil, peopleError("read contact points", err)
	}
	return list, nil
}

// LimitGrant lets a grant end before until; one that would never have begun goes.
func (p *People) LimitGrant(ctx context.Context, id casecore.StaffID, g casecore.Grant, until time.Time) (int, error) {
	const which = ` WHERE staff_id = $1 AND role = $2 AND org_id IS NOT DISTINCT FROM $3 AND area = $4 AND since = $5`
	var n int
	err := p.grantsChanged(ctx, func(ctx context.Context) error {
		args := []any{id.UUID(), string(g.Role), pg.NullID(g.Org), g.Area, g.Since}
		tag, err := p.db.Exec(ctx, `DELETE FROM staff_roles`+which+` AND since >= $6`, append(args, until)...)
		if err != nil {
			return err
		}
		n = int(tag.RowsAffected())
		tag, err = p.db.Exec(ctx, `UPDATE staff_roles SET until = $6`+which, append(args, until)...)
		n += int(tag.RowsAffected())
		return err
	})
	return n, err
}

// Holders returns the grants of a role, those of disabled people left out.
func (p *People) Holders(ctx context.Context, role string) ([]casecore.Grant, error) {
	rows, err := p.db.Query(ctx, `SELECT `+grantColumns+` FROM staff_roles r
		JOIN staff s ON s.id = r.staff_id AND s.disabled_at IS NULL WHERE r.role = $1`, role)
	if err != nil {
		return nil, peopleError("read holders", err)
	}
	list, err := pgx.CollectRows(rows, scanGrant)
	if err != nil {
		return nil, peopleError("read holders", err)
	}
	return list, nil
}

// AddPoint adds where a person is reached; an address that is there already works again.
func (p *People) AddPoint(ctx context.Context, id casecore.StaffID, pt staff.Point) error {
	_, err := p.db.Exec(ctx, `INSERT INTO contact_points (id, staff_id, channel, address, created_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (staff_id, org_id, channel, address) DO UPDATE SET unreachable_at = NULL`,
		pt.ID, id.UUID(), pt.Channel, pt.Address, pt.CreatedAt)
	if err != nil {
		return peopleError("add contact point", err)
	}
	return nil
}

// RemovePoint takes a chat or a mailbox from a person and returns it.
func (p *People) RemovePoint(ctx context.Context, id casecore.StaffID, point uuid.UUID) (staff.Point, error) {
	return p.removePoint(ctx, `staff_id`, id.UUID(), point)
}

func (p *People) removePoint(ctx context.Context, column string, id, point uuid.UUID) (staff.Point, error) {
	pt := staff.Point{ID: point}
	err := p.db.QueryRow(ctx, `DELETE FROM contact_points WHERE `+column+` = $1 AND id = $2 RETURNING channel, address`, id, point).
		Scan(&pt.Channel, &pt.Address)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return pt, &casecore.Error{Code: casecore.NotFound, Op: "unlink", Key: "error.point_unknown", Err: err}
	case err != nil:
		return pt, peopleError("unlink", err)
	}
	return pt, nil
}

// EndSessions ends one session of a person, all but the one that is spared when session is zero.
func (p *People) EndSessions(ctx context.Context, id casecore.StaffID, session, spare uuid.UUID) (int, error) {
	tag, err := p.db.Exec(ctx, `DELETE FROM sessions WHERE staff_id = $1 AND id <> $3
		AND ($2 = '00000000-0000-0000-0000-000000000000'::uuid OR id = $2)`, id.UUID(), session, spare)
	if err != nil {
		return 0, peopleError("end sessions", err)
	}
	return int(tag.RowsAffected()), nil
}

// NoteSession says whose a session is, by its token as it is stored, and what people name it by.
func (p *People) NoteSession(ctx context.Context, token string, session uuid.UUID, id casecore.StaffID, client string, at time.Time) error {
	_, err := p.db.Exec(ctx, `UPDATE sessions SET id = $2, staff_id = $3, client = $4, opened_at = $5, seen_at = $5 WHERE token = $1`,
		token, session, id.UUID(), client, at)
	if err != nil {
		return peopleError("note session", err)
	}
	return nil
}

// SeeSession says that a session is in use; false when it is no longer known.
func (p *People) SeeSession(ctx context.Context, session uuid.UUID, at time.Time) (bool, error) {
	tag, err := p.db.Exec(ctx, `UPDATE sessions SET seen_at = $2 WHERE id = $1`, session, at)
	if err != nil {
		return false, peopleError("see session", err)
	}
	return tag.RowsAffected() > 0, nil
}
