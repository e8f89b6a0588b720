package queuehall

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// Scope is which halls somebody has to do with.
type Scope struct {
	Serves       []BranchID  // as an operator
	Branches     []BranchID  // sees as a whole: those they head, all for the heads of the centre and who keeps it running
	Participants []uuid.UUID // heads (VN-4.7)
}

// Sees tells whether a branch as a whole is the person's to see.
func (s *Scope) Sees(b BranchID) bool { return slices.Contains(s.Branches, b) }

// ServesAt tells whether the person may sign on to a counter of a branch.
func (s *Scope) ServesAt(b BranchID) bool { return slices.Contains(s.Serves, b) }

// Tags are the audiences of the feed that the person belongs to: operators see the hall that they serve in.
func (s *Scope) Tags() []string {
	tags := []string{}
	for _, b := range slices.Concat(s.Branches, s.Serves) {
		if tag := staffTag(b); !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags
}

// Scope returns which halls the actor has to do with now.
func (h *Hall) Scope(ctx context.Context, a casecore.Actor) (s Scope, err error) {
	all := false
	for _, role := range []regulation.RoleID{
		regulation.RoleHallHead, regulation.RoleAdministrator, regulation.RoleTechnicalAdministrator, regulation.RoleDirector, regulation.RoleMayor,
	} {
		all = all || a.Has(role)
	}
	var serves, branches []uuid.UUID
	err = h.db.QueryRow(ctx, `SELECT
		ARRAY (SELECT branch_id FROM hall_operators WHERE staff_id = $1 AND $2 ORDER BY branch_id),
		ARRAY (SELECT id FROM hall_branches b WHERE $4 OR $3 AND EXISTS (SELECT FROM hall_heads WHERE branch_id = b.id AND staff_id = $1) ORDER BY place),
		ARRAY (SELECT participant_id FROM hall_participant_heads WHERE staff_id = $1 AND $5 ORDER BY participant_id)`,
		a.Staff.UUID(), a.Has(regulation.RoleHallOperator) || a.Has(regulation.RoleBranchHead), a.Has(regulation.RoleBranchHead), all,
		a.Has(regulation.RoleParticipantHead)).Scan(&serves, &branches, &s.Participants)
	s.Serves, s.Branches = branchIDs(serves), branchIDs(branches)
	return s, failed("scope", err)
}

func branchIDs(ids []uuid.UUID) []BranchID {
	list := make([]BranchID, len(ids))
	for i, id := range ids {
		list[i] = BranchID(id)
	}
	return list
}
