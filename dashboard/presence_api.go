package dashboard

import (
	"context"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
)

// Presence knows who looks at what now.
type Presence interface {
	Here(ctx context.Context, subject, who string) (others []string, err error)
	Gone(ctx context.Context, subject, who string) error
}

// PeopleHere is who else looks at the same card.
type PeopleHere struct {
	People []PersonView `json:"people" nullable:"false"`
}

type presenceInput struct {
	Body struct {
		Subject casecore.SubjectType `json:"subject" enum:"case,report"`
		ID      uuid.UUID            `json:"id"`
		Leaving bool                 `json:"leaving,omitempty"`
	}
}

func (s *Server) mountPresence() {
	site.Operation(s.router, access.FollowFeed, "POST /api/presence", "presence", "Say that one looks at a card, and hear who else does", s.presence)
}

func (s *Server) presence(ctx context.Context, in *presenceInput) (*site.Body[PeopleHere], error) {
	out := &site.Body[PeopleHere]{Body: PeopleHere{People: []PersonView{}}}
	who := site.CallerOf(ctx)
	switch {
	case in.Body.Subject == casecore.CaseSubject:
		if _, err := s.visibleCase(ctx, casecore.CaseID(in.Body.ID)); err != nil {
			return nil, err
		}
	case !who.Actor.Sees(casecore.ReportAudience()):
		return nil, &casecore.Error{Code: casecore.NotFound, Op: "presence", Key: "error.report_unknown"}
	}
	if s.cfg.Presence == nil {
		return out, nil
	}
	subject := string(in.Body.Subject) + ":" + in.Body.ID.String()
	if in.Body.Leaving {
		if err := s.cfg.Presence.Gone(ctx, subject, who.Actor.String()); err != nil {
			s.cfg.Log.DebugContext(ctx, "presence", "err", err) // they fall silent anyway
		}
		return out, nil
	}
	others, err := s.cfg.Presence.Here(ctx, subject, who.Actor.String())
	if err != nil {
		s.cfg.Log.DebugContext(ctx, "presence", "err", err)
		return out, nil // a card is worth reading without it
	}
	names, err := s.nameStaff(ctx, others...)
	if err != nil {
		return nil, err
	}
	for _, other := range others {
		if id, err := casecore.ParseID[casecore.StaffID](other); err == nil && names.of(other) != "" {
			out.Body.People = append(out.Body.People, PersonView{ID: id, Name: names.of(other)})
		}
	}
	return out, nil
}
