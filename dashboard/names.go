package dashboard

import (
	"context"

	"github.com/google/uuid"

	"hotline/casecore"
)

// names gives the names of those who acted: a person by the id in the history, "citizen" and "system" as they are.
type names map[casecore.StaffID]string

func (n names) of(actor string) string {
	id, err := uuid.Parse(actor)
	if err != nil {
		return actor
	}
	return n[casecore.StaffID(id)]
}

// nameStaff reads the names of all staff among the actors.
func (s *Server) nameStaff(ctx context.Context, actors ...string) (names, error) {
	var ids []casecore.StaffID
	seen := make(map[string]bool, len(actors))
	for _, a := range actors {
		if seen[a] {
			continue
		}
		seen[a] = true
		if id, err := uuid.Parse(a); err == nil && id != uuid.Nil {
			ids = append(ids, casecore.StaffID(id))
		}
	}
	return s.cfg.Names.Names(ctx, ids)
}
