package outbox

import (
	"context"
	_ "embed"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// Kinds of recipients that are not roles.
const (
	toCitizen = "citizen"
	toStaff   = "staff"
	toOrg     = "org"
)

// scope says which grants of a role count for a delivery about an organisation.
type scope string

const (
	scopePerson scope = "person"      // the person themself
	scopeOrg    scope = "org"         // the organisation: its own addresses, its operators and executors
	scopeOwn    scope = "own"         // grants of the role for the organisation
	scopeParent scope = "parent"      // grants of the role for the unit that the organisation is subordinate to (MR-6.2)
	scopeArea   scope = "area"        // grants of the role for the area that the organisation belongs to (MR-6.2)
	scopeBranch scope = "branch"      // grants of the role to those who head the hall's branch that stands in the organisation's place (VN-3.3)
	scopeTheirs scope = "participant" // likewise to those who head the participant of the halls (VN-4.7)
	scopeCity   scope = "city"        // whoever holds the role
)

func scopeOf(kind string) scope {
	switch kind {
	case toStaff:
		return scopePerson
	case toOrg:
		return scopeOrg
	}
	switch regulation.RoleID(kind) {
	case regulation.RoleOperator, regulation.RoleExecutor, regulation.RoleExecutorHead:
		return scopeOwn
	case regulation.RoleParentHead:
		return scopeParent
	case regulation.RoleControlBody:
		return scopeArea
	case regulation.RoleBranchHead:
		return scopeBranch
	case regulation.RoleParticipantHead:
		return scopeTheirs
	}
	return scopeCity
}

//go:embed expand_directory.sql
var reachSQL string

// Directory resolves recipients on the tables of people, roles, organisations and contact points.
type Directory struct {
	db   *pg.DB
	zone *time.Location
}

var _ Resolver = (*Directory)(nil)

// NewDirectory returns a Directory on db. Roles begin and end at midnight in zone.
func NewDirectory(db *pg.DB, zone *time.Location) *Directory { return &Directory{db: db, zone: zone} }

// Resolve implements Resolver.
func (d *Directory) Resolve(ctx context.Context, at time.Time, to []casecore.Recipient) (map[casecore.Recipient]Resolution, error) {
	found := make(map[casecore.Recipient]Resolution, len(to))
	var citizens, staff []casecore.Recipient
	for _, r := range to {
		if r.Kind == toCitizen {
			citizens = append(citizens, r)
		} else {
			staff = append(staff, r)
		}
	}
	if len(citizens) > 0 {
		if err := d.citizens(ctx, citizens, found); err != nil {
			return nil, err
		}
	}
	if len(staff) > 0 {
		if err := d.staff(ctx, at, staff, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// citizens are told in the channel they came by.
func (d *Directory) citizens(ctx context.Context, to []casecore.Recipient, found map[casecore.Recipient]Resolution) error {
	ids := make([]uuid.UUID, len(to))
	for i, r := range to {
		ids[i] = r.ID
		found[r] = Resolution{Reason: reasonUnknown}
	}
	rows, err := d.db.Query(ctx, `SELECT id, reply_channel, reply_address FROM applicants WHERE id = ANY($1)`, ids)
	if err != nil {
		return err
	}
	var id uuid.UUID
	var channel casecore.ReplyChannel
	var address string
	_, err = pgx.ForEachRow(rows, []any{&id, &channel, &address}, func() error {
		who := casecore.Recipient{Kind: toCitizen, ID: id}
		switch {
		case channel == casecore.ReplyByPhone:
			found[who] = Resolution{Reason: reasonByPhone}
		case channel == casecore.NoReply || address == "":
			found[who] = Resolution{Reason: reasonNoReply}
		default:
			found[who] = Resolution{Reach: []Reach{{Whose: who, Channel: string(channel), Address: address}}}
		}
		return nil
	})
	return err
}

// staff are people, organisations and roles: every chat and mailbox of everybody who is meant, each once.
func (d *Directory) staff(ctx context.Context, at time.Time, to []casecore.Recipient, found map[casecore.Recipient]Resolution) error {
	kinds, scopes, ids := make([]string, len(to)), make([]string, len(to)), make([]uuid.UUID, len(to))
	for i, r := range to {
		kinds[i], scopes[i], ids[i] = r.Kind, string(scopeOf(r.Kind)), r.ID
		found[r] = Resolution{Reason: reasonNobody}
	}
	rows, err := d.db.Query(ctx, reachSQL, kinds, scopes, ids, at.In(d.zone).Format(time.DateOnly))
	if err != nil {
		return err
	}
	var n int
	var whose casecore.Recipient
	var channel, address string
	_, err = pgx.ForEachRow(rows, []any{&n, &whose.Kind, &whose.ID, &channel, &address}, func() error {
		res := found[to[n-1]]
		res.Reason = reasonNoPoint
		known := slices.ContainsFunc(res.Reach, func(r Reach) bool { return r.Channel == channel && r.Address == address })
		if channel != "" && !known {
			res.Reach = append(res.Reach, Reach{Whose: whose, Channel: channel, Address: address})
		}
		found[to[n-1]] = res
		return nil
	})
	return err
}
