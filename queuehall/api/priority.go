package api

import (
	"context"
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
	"hotline/queuehall"
)

type correctPriorityInput struct {
	site.KeyedOn[queuehall.TicketID]
	Body struct {
		Priority string                   `json:"priority,omitempty" maxLength:"40" doc:"By which law they are served out of turn; in turn when absent"`
		Why      queuehall.PriorityReason `json:"why" enum:"proven,unproven,mistaken"`
	}
}

type hallTicketInput struct {
	ID queuehall.TicketID `path:"id" format:"uuid"`
}

// PriorityChangeView is a correction that was made.
type PriorityChangeView struct {
	By      string                   `json:"by" doc:"Their name"`
	At      time.Time                `json:"at"`
	Was     string                   `json:"was,omitempty" doc:"In turn when absent, as is becomes"`
	Becomes string                   `json:"becomes,omitempty"`
	Why     queuehall.PriorityReason `json:"why" enum:"proven,unproven,mistaken"`
}

// PriorityChangeList is how a ticket's priority was set right, the latest first.
type PriorityChangeList struct {
	Changes []PriorityChangeView `json:"changes" nullable:"false"`
}

func (a *API) mountPriorities(s *site.Site) {
	const path = "/api/hall/tickets/{id}/priority"
	site.Operation(s.Router, access.ServeHall, "POST "+path, "hallCorrectPriority", "Set right by which law a client is served out of turn",
		a.correctPriority)
	site.Operation(s.Router, access.FollowHall, "GET "+path, "hallPriorityChanges", "How it was set right: who, when and why", a.priorityChanges)
}

func (a *API) correctPriority(ctx context.Context, in *correctPriorityInput) (*site.Body[TicketView], error) {
	if err := a.ticketInHall(ctx, in.ID); err != nil {
		return nil, err
	}
	t, err := a.hall.CorrectPriority(ctx, queuehall.CorrectPriority{
		Command: site.CallerOf(ctx).Command(in.Keyed), Ticket: in.ID, Priority: in.Body.Priority, Why: in.Body.Why,
	})
	if err != nil {
		return nil, err
	}
	return a.withOutlook(ctx, &t)
}

func (a *API) priorityChanges(ctx context.Context, in *hallTicketInput) (*site.Body[PriorityChangeList], error) {
	if err := a.ticketInHall(ctx, in.ID); err != nil {
		return nil, err
	}
	list, err := a.hall.PriorityChanges(ctx, in.ID)
	out := PriorityChangeList{Changes: make([]PriorityChangeView, len(list))}
	for i, c := range list {
		out.Changes[i] = PriorityChangeView(c)
	}
	return site.Answer(out, err)
}

// ticketInHall refuses a ticket of a hall in which they neither serve nor see.
func (a *API) ticketInHall(ctx context.Context, id queuehall.TicketID) error {
	t, err := a.hall.Ticket(ctx, id)
	if err != nil {
		return err
	}
	return a.inHall(ctx, t.Branch, fail(casecore.NotFound, "ticket", "error.hall_no_ticket"))
}
