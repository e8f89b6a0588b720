package dashboard

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/internal/site"
)

// names gives the names of those who acted, by what the history calls them: a person's or an organisation's id.
type names map[string]string

// of returns the name; "citizen" and "system" are returned as they are, an id that nobody has any more as nothing.
func (n names) of(actor string) string {
	if name, ok := n[actor]; ok {
		return name
	}
	if _, err := uuid.Parse(strings.TrimPrefix(actor, casecore.ActorOrg)); err == nil {
		return ""
	}
	return actor
}

// nameStaff reads the names of all people and organisations among the actors.
func (s *Server) nameStaff(ctx context.Context, actors ...string) (names, error) {
	all := make(names, len(actors))
	var ids []casecore.StaffID
	for _, actor := range actors {
		if _, seen := all[actor]; seen {
			continue
		}
		text, isOrg := strings.CutPrefix(actor, casecore.ActorOrg)
		id, err := uuid.Parse(text)
		switch {
		case err != nil || id == uuid.Nil:
		case isOrg:
			org, _ := s.cfg.Orgs.Org(casecore.OrgID(id))
			all[actor] = org.Names.In(site.CallerOf(ctx).Lang)
		default:
			all[actor] = ""
			ids = append(ids, casecore.StaffID(id))
		}
	}
	people, err := s.cfg.Names.Names(ctx, ids)
	for id, name := range people {
		all[id.String()] = name
	}
	return all, err
}
