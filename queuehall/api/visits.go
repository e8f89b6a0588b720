package api

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
	"hotline/queuehall"
)

type visitInput = site.KeyedOn[queuehall.VisitID]

type hallTransferInput struct {
	site.KeyedOn[queuehall.VisitID]
	Body struct {
		Direction *queuehall.DirectionID `json:"direction,omitempty" doc:"The same when absent"`
		Counter   *queuehall.CounterID   `json:"counter,omitempty" doc:"Any when absent"`
	}
}

type hallCallInput struct {
	site.KeyedOn[queuehall.TicketID]
	Body struct {
		Counter queuehall.CounterID `json:"counter"`
	}
}

type deskTicketInput struct {
	site.Keyed
	Body struct {
		Direction queuehall.DirectionID `json:"direction"`
		Lang      string                `json:"lang" enum:"uk,en,pl"`
		Priority  string                `json:"priority,omitempty" maxLength:"40" doc:"By which law they are served out of turn"`
	}
}

func (a *API) mountVisits(s *site.Site) {
	step := func(path, name, summary string, do func(context.Context, queuehall.VisitCommand) (queuehall.Visit, error)) {
		site.Operation(s.Router, access.ServeHall, "POST /api/hall/visits/{id}/"+path, name, summary,
			func(ctx context.Context, in *visitInput) (*site.Body[VisitView], error) {
				v, err := do(ctx, visitCommand(ctx, in))
				if err != nil {
					return nil, err
				}
				return a.visit(ctx, &v)
			})
	}
	step("recall", "hallRecall", "Call the same client again", a.hall.Recall)
	step("start", "hallStart", "The client has come", a.hall.Start)
	step("finish", "hallFinish", "The client was served (VN-2.7)", a.hall.Finish)
	step("no-show", "hallNoShow", "The client did not come", a.hall.NoShow)
	step("park", "hallPark", "The client fetches something and comes back", a.hall.Park)
	step("undo", "hallUndo", "Take the last step back", a.hall.Undo)
	site.Operation(s.Router, access.ServeHall, "POST /api/hall/visits/{id}/transfer", "hallTransfer", "Pass the client on (VN-2.2)", a.transfer)
	site.Operation(s.Router, access.ServeHall, "POST /api/hall/tickets/{id}/call", "hallCall", "Call one client by name", a.callTicket)
	site.Operation(s.Router, access.ServeHall, "POST /api/hall/tickets", "hallIssue", "Give a client a ticket at the desk", a.issue, site.Created)
}

func visitCommand(ctx context.Context, in *visitInput) queuehall.VisitCommand {
	return queuehall.VisitCommand{Command: site.CallerOf(ctx).Command(in.Keyed), Visit: in.ID}
}

func (a *API) transfer(ctx context.Context, in *hallTransferInput) (*site.Body[VisitView], error) {
	cmd := queuehall.TransferVisit{VisitCommand: visitCommand(ctx, &in.KeyedOn)}
	if in.Body.Direction != nil {
		cmd.Direction = *in.Body.Direction
	}
	if in.Body.Counter != nil {
		cmd.Counter = *in.Body.Counter
	}
	v, err := a.hall.Transfer(ctx, cmd)
	if err != nil {
		return nil, err
	}
	return a.visit(ctx, &v)
}

func (a *API) callTicket(ctx context.Context, in *hallCallInput) (*site.Body[VisitView], error) {
	v, err := a.hall.CallTicket(ctx, queuehall.CallTicket{
		Command: site.CallerOf(ctx).Command(in.Keyed), Counter: in.Body.Counter, Ticket: in.ID,
	})
	if err != nil {
		return nil, err
	}
	return a.visit(ctx, &v)
}

// issue gives a ticket at the desk of a hall in which the operator serves.
func (a *API) issue(ctx context.Context, in *deskTicketInput) (*site.Body[TicketView], error) {
	who := site.CallerOf(ctx)
	scope, err := a.hall.Scope(ctx, who.Actor)
	if err != nil {
		return nil, err
	}
	branch, err := a.hall.BranchOf(ctx, in.Body.Direction)
	if err != nil {
		return nil, err
	}
	if !scope.ServesAt(branch) && !scope.Sees(branch) {
		return nil, fail(casecore.NotFound, "issue", "error.hall_no_direction")
	}
	return a.drawn(ctx, queuehall.IssueTicket{
		Command: who.Command(in.Keyed), Direction: in.Body.Direction, Source: queuehall.FromDesk, Lang: in.Body.Lang, Priority: in.Body.Priority,
	})
}

// drawn draws a ticket and shows it with who is before it.
func (a *API) drawn(ctx context.Context, cmd queuehall.IssueTicket) (*site.Body[TicketView], error) {
	t, err := a.hall.Issue(ctx, cmd)
	if err != nil {
		return nil, err
	}
	return a.withOutlook(ctx, &t)
}

func (a *API) withOutlook(ctx context.Context, t *queuehall.Ticket) (*site.Body[TicketView], error) {
	o, err := a.hall.Outlook(ctx, t)
	return site.Answer(a.ticketView(t, o.Ahead), err)
}
