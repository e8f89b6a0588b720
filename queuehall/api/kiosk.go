package api

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
	"hotline/queuehall"
)

type kioskDrawInput struct {
	Bearer
	site.Keyed
	Body struct {
		Direction queuehall.DirectionID `json:"direction"`
		Lang      string                `json:"lang" enum:"uk,en,pl"`
		Priority  string                `json:"priority,omitempty" maxLength:"40"`
	}
}

type kioskTicketInput struct {
	Bearer
	site.KeyedOn[queuehall.TicketID]
}

func (a *API) mountKiosk(s *site.Site) {
	site.Operation(s.Router, access.ReadPublic, "POST /api/hall/kiosk/tickets", "kioskDraw", "Draw a ticket at a kiosk", a.draw, site.Created)
	site.Operation(s.Router, access.ReadPublic, "POST /api/hall/kiosk/tickets/{id}/confirm", "kioskConfirm",
		"The client has it in hand: from now on it waits", a.kioskDoes(a.hallConfirm))
	site.Operation(s.Router, access.ReadPublic, "POST /api/hall/kiosk/tickets/{id}/discard", "kioskDiscard",
		"Nobody took it", a.kioskDoes(a.hallDiscard))
}

func (a *API) hallConfirm(ctx context.Context, cmd queuehall.TicketCommand) (queuehall.Ticket, error) {
	return a.hall.Confirm(ctx, cmd)
}

func (a *API) hallDiscard(ctx context.Context, cmd queuehall.TicketCommand) (queuehall.Ticket, error) {
	return a.hall.Discard(ctx, cmd)
}

// deviceCommand is the identity of a command that a device gives for whoever stands before it.
func deviceCommand(d *queuehall.Device, k site.Keyed) casecore.Command {
	return casecore.Command{Scope: "hall:" + d.ID.String(), Key: k.IdempotencyKey, Actor: casecore.Citizen}
}

func (a *API) draw(ctx context.Context, in *kioskDrawInput) (*site.Body[TicketView], error) {
	d, err := a.device(ctx, in.Bearer, queuehall.Kiosk)
	if err != nil {
		return nil, err
	}
	branch, err := a.hall.BranchOf(ctx, in.Body.Direction)
	if err != nil {
		return nil, err
	}
	if branch != d.Branch {
		return nil, fail(casecore.NotFound, "draw", "error.hall_no_direction")
	}
	if !a.paces.take(d.ID, a.hall.Profile().KioskMinute, a.hall.Now()) {
		return nil, fail(casecore.Refused, "draw", "error.hall_kiosk_pace")
	}
	return a.drawn(ctx, queuehall.IssueTicket{
		Command: deviceCommand(&d, in.Keyed), Direction: in.Body.Direction, Source: queuehall.FromKiosk, Lang: in.Body.Lang,
		Priority: in.Body.Priority,
	})
}

// kioskDoes is something that a kiosk does with a ticket of its hall.
func (a *API) kioskDoes(do func(context.Context, queuehall.TicketCommand) (queuehall.Ticket, error),
) func(ctx context.Context, in *kioskTicketInput) (*struct{}, error) {
	return func(ctx context.Context, in *kioskTicketInput) (*struct{}, error) {
		d, t, err := a.kioskTicket(ctx, in.Bearer, in.ID)
		if err != nil {
			return nil, err
		}
		_, err = do(ctx, queuehall.TicketCommand{Command: deviceCommand(&d, in.Keyed), Ticket: t.ID})
		return nil, err
	}
}

// kioskTicket is a ticket of the hall in which the kiosk stands.
func (a *API) kioskTicket(ctx context.Context, b Bearer, id queuehall.TicketID) (queuehall.Device, queuehall.Ticket, error) {
	d, err := a.device(ctx, b, queuehall.Kiosk)
	if err != nil {
		return d, queuehall.Ticket{}, err
	}
	t, err := a.hall.Ticket(ctx, id)
	if err == nil && t.Branch != d.Branch {
		err = fail(casecore.NotFound, "ticket", "error.hall_no_ticket")
	}
	return d, t, err
}
