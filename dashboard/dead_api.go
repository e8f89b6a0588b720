package dashboard

import (
	"context"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
)

// deadShown is how much of what was given up a page shows.
const deadShown = 200

func (s *Server) mountDead() {
	r := s.router
	site.Operation(r, access.ReadDead, "GET /api/deliveries", "deadDeliveries", "Deliveries that were given up", s.deadDeliveries)
	site.Operation(r, access.ReplayDead, "POST /api/deliveries/{id}/replay", "replayDelivery", "Try a delivery again", s.replayDelivery)
	site.Operation(r, access.ReadDead, "GET /api/deadlines/dead", "deadDeadlines", "Deadlines that were given up", s.deadDeadlines)
	site.Operation(r, access.ReplayDead, "POST /api/deadlines/replay", "replayDeadline", "Try a deadline again", s.replayDeadline)
}

func (s *Server) deadDeliveries(ctx context.Context, _ *deliveriesInput) (*site.Body[DeliveryList], error) {
	list, err := s.cfg.Told.DeadDeliveries(ctx, deadShown)
	return site.Answer(DeliveryList{deliveryViews(list)}, err)
}

func (s *Server) replayDelivery(ctx context.Context, in *replayDeliveryInput) (*site.Body[Replayed], error) {
	err := s.cfg.Deliverer.Replay(ctx, in.ID)
	return site.Answer(Replayed{err == nil}, err)
}

func (s *Server) deadDeadlines(ctx context.Context, _ *nothing) (*site.Body[DeadlineList], error) {
	list, err := s.cfg.Timers.Dead(ctx, deadShown)
	views := make([]DeadDeadline, 0, len(list))
	for i := range list {
		d := &list[i]
		views = append(views, DeadDeadline{
			SubjectType: d.Subject.Type, SubjectID: d.Subject.ID.String(), Kind: d.Kind, Level: d.Level, Cycle: d.Cycle,
			Due: d.Due, Attempts: d.Attempts, LastError: d.LastError, DeadAt: d.DeadAt,
		})
	}
	return site.Answer(DeadlineList{views}, err)
}

func (s *Server) replayDeadline(ctx context.Context, in *replayDeadlineInput) (*site.Body[Replayed], error) {
	id, err := uuid.Parse(in.Body.SubjectID)
	if err != nil {
		return nil, &casecore.Error{Code: casecore.Invalid, Op: "replay deadline", Key: "error.id", Err: err}
	}
	revived, err := s.cfg.Timers.Replay(ctx, casecore.DeadlineKey{
		Subject: casecore.Subject{Type: in.Body.SubjectType, ID: id}, Kind: in.Body.Kind, Level: in.Body.Level, Cycle: in.Body.Cycle,
	})
	return site.Answer(Replayed{revived > 0}, err)
}
