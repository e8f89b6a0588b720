package pgstore

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/directory"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/internal/pg"
)

var _ directory.Orgs = (*People)(nil)

// Orgs lists organisations in their order, retired ones too, with what they have to do at now.
func (p *People) Orgs(ctx context.Context, now time.Time) ([]directory.Listed, error) {
	rows, err := p.db.Query(ctx, `
		SELECT o.id, o.code, o.parent_id, o.kind, o.council_unit, o.phone_only, o.area, o.phone, o.email, o.retired_at IS NOT NULL,
			coalesce((SELECT jsonb_object_agg(n.lang, n.name) FROM org_names n WHERE n.org_id = o.id), '{}'),
			coalesce((SELECT array_agg(r.staff_id ORDER BY r.staff_id) FROM org_responsible r WHERE r.org_id = o.id), '{}'),
			(SELECT count(*) FROM contact_points c WHERE c.org_id = o.id AND c.unreachable_at IS NULL),
			coalesce(l.open, 0), coalesce(l.late, 0), coalesce(l.waiting, 0)
		FROM orgs o LEFT JOIN (
			SELECT lead_org, count(*) AS open, count(*) FILTER (WHERE solve_due < $1) AS late,
				count(*) FILTER (WHERE accepted_at IS NULL) AS waiting
			FROM cases WHERE phase <> 'ended' GROUP BY lead_org
		) l ON l.lead_org = o.id
		ORDER BY o.sort, o.code`, now)
	if err != nil {
		return nil, peopleError("list organisations", err)
	}
	list, err := pgx.CollectRows(rows, scanOrg)
	if err != nil {
		return nil, peopleError("list organisations", err)
	}
	return list, nil
}

func scanOrg(row pgx.CollectableRow) (directory.Listed, error) {
	var (
		l           directory.Listed
		id          uuid.UUID
		parent      *uuid.UUID
		code, phone string
		names       map[string]string
		responsible []uuid.UUID
	)
	err := row.Scan(&id, &code, &parent, &l.Kind, &l.Council, &l.PhoneOnly, &l.Area, &phone, &l.Email, &l.Retired, &names, &responsible, &l.Chats,
		&l.Load.Open, &l.Load.Late, &l.Load.Waiting)
	l.ID, l.Code, l.Names, l.Phones = casecore.OrgID(id), regulation.OrgCode(code), names, append([]string{}, split(phone)...)
	if parent != nil {
		above := casecore.OrgID(*parent)
		l.Parent = &above
	}
	l.Responsible = make([]casecore.StaffID, 0, len(responsible))
	for _, r := range responsible {
		l.Responsible = append(l.Responsible, casecore.StaffID(r))
	}
	l.Revision = adminlog.Revision(l.Org)
	return l, err
}

// PutOrg adds or changes an organisation, with its names and those who are responsible (MR-5.7).
func (p *People) PutOrg(ctx context.Context, o directory.Org) error {
	im := importer{db: p.db}
	return p.db.InTx(ctx, func(ctx context.Context) error {
		var parent *uuid.UUID
		if o.Parent != nil {
			parent = pg.NullID(*o.Parent)
		}
		im.exec(ctx, `INSERT INTO orgs (id, code, parent_id, kind, council_unit, area, phone, email, retired_at, phone_only, sort)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $9 THEN now() END, $10, (SELECT coalesce(max(sort) + 1, 0) FROM orgs))
			ON CONFLICT (id) DO UPDATE SET code = $2, parent_id = $3, kind = $4, council_unit = $5, area = $6, phone = $7, email = $8,
				retired_at = CASE WHEN $9 THEN coalesce(orgs.retired_at, now()) END, phone_only = $10, version = orgs.version + 1`,
			o.ID.UUID(), string(o.Code), parent, o.Kind, o.Council, o.Area, strings.Join(o.Phones, listed), o.Email, o.Retired, o.PhoneOnly)
		im.names(ctx, "org_names", "org_id", o.ID.UUID(), o.Names)
		im.exec(ctx, `DELETE FROM org_responsible WHERE org_id = $1`, o.ID.UUID())
		for _, id := range o.Responsible {
			im.exec(ctx, `INSERT INTO org_responsible (org_id, staff_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, o.ID.UUID(), id.UUID())
		}
		return im.err
	})
}

// RetireOrg takes an organisation out of use: cases go on naming it.
func (p *People) RetireOrg(ctx context.Context, id string) error {
	_, err := p.db.Exec(ctx, `UPDATE orgs SET retired_at = now(), version = version + 1 WHERE id = $1::uuid`, id)
	return err
}

// OrgPoints tells where an organisation is reached.
func (p *People) OrgPoints(ctx context.Context, org casecore.OrgID) ([]staff.Point, error) {
	return p.points(ctx, "org_id", org.UUID())
}

// RemoveOrgPoint takes a chat or a mailbox from an organisation and returns it.
func (p *People) RemoveOrgPoint(ctx context.Context, org casecore.OrgID, point uuid.UUID) (staff.Point, error) {
	return p.removePoint(ctx, "org_id", org.UUID(), point)
}

// AddOrgLinkCode keeps the hash of a code that links a chat to an organisation.
func (p *People) AddOrgLinkCode(ctx context.Context, hash []byte, org casecore.OrgID, expires time.Time) error {
	_, err := p.db.Exec(ctx, `INSERT INTO link_codes (code_hash, org_id, expires_at) VALUES ($1, $2, $3)`, hash, org.UUID(), expires)
	if err != nil {
		return peopleError("add link code", err)
	}
	return nil
}
