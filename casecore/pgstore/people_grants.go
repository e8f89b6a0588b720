package pgstore

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/staff"
	"hotline/internal/pg"
)

// AddGrant gives a person a role; giving it twice changes its end.
func (p *People) AddGrant(ctx context.Context, id casecore.StaffID, g casecore.Grant) error {
	return p.grantsChanged(ctx, func(ctx context.Context) error {
		since := g.Since
		if since.IsZero() {
			since = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // the column's default: always
		}
		_, err := p.db.Exec(ctx, `INSERT INTO staff_roles (staff_id, role, org_id, area, since, until)
			VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (staff_id, role, org_id, area, since) DO UPDATE SET until = excluded.until`,
			id.UUID(), string(g.Role), pg.NullID(g.Org), g.Area, since, pg.NullTime(g.Until))
		return err
	})
}

// EndGrants takes a role away; a grant's organisation and area narrow it down when they are given.
func (p *People) EndGrants(ctx context.Context, id casecore.StaffID, g casecore.Grant) (int, error) {
	var n int
	err := p.grantsChanged(ctx, func(ctx context.Context) error {
		tag, err := p.db.Exec(ctx, `DELETE FROM staff_roles WHERE staff_id = $1 AND role = $2
			AND ($3::uuid IS NULL OR org_id = $3) AND ($4 = '' OR area = $4)`,
			id.UUID(), string(g.Role), pg.NullID(g.Org), g.Area)
		n = int(tag.RowsAffected())
		return err
	})
	return n, err
}

// grantsChanged makes a change that copies with a memory of the catalogue have to hear of.
func (p *People) grantsChanged(ctx context.Context, change func(ctx context.Context) error) error {
	err := p.db.InTx(ctx, func(ctx context.Context) error {
		if err := change(ctx); err != nil {
			return err
		}
		_, err := p.db.Exec(ctx, `UPDATE catalogue_version SET version = version + 1`)
		return err
	})
	if err != nil {
		return peopleError("change grants", err)
	}
	return nil
}

// Listed is a person with their grants, for a list.
type Listed struct {
	staff.Account

	Grants []casecore.Grant
}

// List returns everybody by login.
func (p *People) List(ctx context.Context) ([]Listed, error) {
	rows, err := p.db.Query(ctx, `SELECT `+accountColumns+` FROM staff ORDER BY login`)
	if err != nil {
		return nil, peopleError("list people", err)
	}
	accounts, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (staff.Account, error) { return scanAccount(row) })
	if err != nil {
		return nil, peopleError("list people", err)
	}
	list := make([]Listed, len(accounts))
	for i, a := range accounts {
		grants, err := p.grants(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		list[i] = Listed{a, grants}
	}
	return list, nil
}

// OrgByCode returns the organisation that has a code.
func (p *People) OrgByCode(ctx context.Context, code string) (casecore.OrgID, error) {
	var id uuid.UUID
	err := p.db.QueryRow(ctx, `SELECT id FROM orgs WHERE code = $1`, code).Scan(&id)
	if err != nil {
		return casecore.OrgID{}, &casecore.Error{Code: casecore.NotFound, Op: "find organisation", Key: "error.org_unknown", Err: err}
	}
	return casecore.OrgID(id), nil
}

// AddLinkCode keeps the hash of a code that links a chat.
func (p *People) AddLinkCode(ctx context.Context, hash []byte, id casecore.StaffID, org casecore.OrgID, expires time.Time) error {
	_, err := p.db.Exec(ctx, `INSERT INTO link_codes (code_hash, staff_id, org_id, expires_at) VALUES ($1, $2, $3, $4)`,
		hash, id.UUID(), pg.NullID(org), expires)
	if err != nil {
		return peopleError("add link code", err)
	}
	return nil
}

// PruneSessions deletes sessions that have expired and codes that were used or are past their time.
func (p *People) PruneSessions(ctx context.Context, now time.Time) error {
	if _, err := p.db.Exec(ctx, `DELETE FROM sessions WHERE expiry < $1`, now); err != nil {
		return peopleError("prune sessions", err)
	}
	if _, err := p.db.Exec(ctx, `DELETE FROM link_codes WHERE expires_at < $1`, now); err != nil {
		return peopleError("prune link codes", err)
	}
	return nil
}
