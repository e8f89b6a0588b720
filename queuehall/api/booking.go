package api

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
	"hotline/queuehall"
)

type kioskCheckInInput struct {
	Bearer
	site.Keyed
	Body struct {
		Code     string `json:"code" minLength:"1" maxLength:"40" doc:"As it was typed"`
		Priority string `json:"priority,omitempty" maxLength:"40"`
	}
}

type deskCheckInInput struct {
	site.Keyed
	Body struct {
		Branch   queuehall.BranchID `json:"branch"`
		Code     string             `json:"code" minLength:"1" maxLength:"40" doc:"As it was typed"`
		Priority string             `json:"priority,omitempty" maxLength:"40"`
	}
}

// mountBookings mounts what is done with bookings in a hall. Codes are short: each kiosk and each person has so many tries.
func (a *API) mountBookings(s *site.Site) {
	site.Operation(s.Router, access.ReadPublic, "POST /api/hall/kiosk/check-in", "kioskCheckIn", "The ticket of a client who booked, by their code",
		func(ctx context.Context, in *kioskCheckInInput) (*site.Body[TicketView], error) {
			d, err := a.device(ctx, in.Bearer, queuehall.Kiosk)
			if err != nil {
				return nil, err
			}
			if !s.Guess("hall:" + d.ID.String()) {
				return nil, site.ErrTooMany
			}
			return a.checkIn(ctx, deviceCommand(&d, in.Keyed), d.Branch, in.Body.Code, queuehall.FromKiosk, in.Body.Priority)
		}, site.Created)
	site.Operation(s.Router, access.ServeHall, "POST /api/hall/check-in", "hallCheckIn", "The ticket of a client who booked, at the desk",
		func(ctx context.Context, in *deskCheckInInput) (*site.Body[TicketView], error) {
			caller := site.CallerOf(ctx)
			if err := a.inHall(ctx, in.Body.Branch, errElsewhere); err != nil {
				return nil, err
			}
			if !s.Guess("hall:" + caller.Actor.Staff.String()) {
				return nil, site.ErrTooMany
			}
			return a.checkIn(ctx, caller.Command(in.Keyed), in.Body.Branch, in.Body.Code, queuehall.FromDesk, in.Body.Priority)
		}, site.Created)
}

func (a *API) checkIn(ctx context.Context, cmd casecore.Command, branch queuehall.BranchID, code string, from queuehall.Source, priority string,
) (*site.Body[TicketView], error) {
	b, err := a.hall.FindBooking(ctx, branch, a.cfg.IsCode(code))
	if err != nil {
		return nil, err
	}
	t, err := a.hall.CheckIn(ctx, queuehall.CheckIn{
		BookingCommand: queuehall.BookingCommand{Command: cmd, Booking: b.ID}, Source: from, Priority: priority,
	})
	if err != nil {
		return nil, err
	}
	return a.withOutlook(ctx, &t)
}
