package api

import (
	"context"
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/staff"
	"hotline/internal/site"
	"hotline/queuehall"
)

// HallBookings is the bookings of a hall on one day, in the order of their times.
type HallBookings struct {
	Day      string        `json:"day" format:"date"`
	Today    string        `json:"today" format:"date" doc:"In the hall"`
	Late     int           `json:"late_minutes" doc:"After their time, somebody still has the turn that they booked"`
	Bookings []BookingView `json:"bookings" nullable:"false"`
}

// BookingView is a booking as the hall sees it.
type BookingView struct {
	ID        queuehall.BookingID    `json:"id"`
	Code      string                 `json:"code" doc:"By which its holder is known"`
	At        time.Time              `json:"at"`
	Direction queuehall.DirectionID  `json:"direction"`
	State     queuehall.BookingState `json:"state" enum:"booked,came,cancelled,missed"`
	EndedBy   queuehall.EndedBy      `json:"ended_by,omitempty" enum:",holder,staff,closed" doc:"Who cancelled it"`
	Reason    Names                  `json:"reason,omitempty"`
	Ticket    string                 `json:"ticket,omitempty" doc:"Of whoever came"`
	Stands    queuehall.State        `json:"stands,omitempty" doc:"Where the ticket stands"`
	Lang      string                 `json:"lang"`
	Source    queuehall.Source       `json:"source" enum:"web,bot"`
	Phone     string                 `json:"phone,omitempty" doc:"While it is kept; all but its ends hidden from who may not see it"`
	Told      bool                   `json:"told" doc:"Told by Telegram what becomes of it"`
	Rung      *RungView              `json:"rung,omitempty" doc:"Of one that was called off: how the ringing up of its holder stands"`
}

// RungView is how the ringing up of a booking's holder stands.
type RungView struct {
	What  queuehall.Ringing `json:"what" enum:"open,ringing,reached,unanswered"`
	Seq   int               `json:"seq" doc:"Of what was said of it last: to be sent with what is said next"`
	By    string            `json:"by" doc:"Their name"`
	At    time.Time         `json:"at"`
	Tries int               `json:"tries" doc:"Without an answer"`
}

type hallDayInput struct {
	Branch queuehall.BranchID `query:"branch" required:"true"`
	Day    string             `query:"day" format:"date" doc:"Today when absent"`
}

type bookingComesInput struct {
	site.KeyedOn[queuehall.BookingID]
	Body struct {
		Priority string `json:"priority,omitempty" maxLength:"40" doc:"By which law they are served out of turn"`
	}
}

type callOffInput struct {
	site.KeyedOn[queuehall.BookingID]
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"400" doc:"As its holder is told"`
	}
}

type ringInput struct {
	site.KeyedOn[queuehall.BookingID]
	Body struct {
		What queuehall.Ringing `json:"what" enum:"open,ringing,reached,unanswered" doc:"open takes back what was said"`
		Seen int               `json:"seen,omitempty" minimum:"0" doc:"The seq that its sayer knows of, 0 for none"`
	}
}

func (a *API) mountDay(s *site.Site) {
	site.Operation(s.Router, access.KeepBookings, "GET /api/hall/bookings", "hallBookings", "The bookings of a hall on a day", a.dayBookings)
	site.Operation(s.Router, access.ServeHall, "POST /api/hall/bookings/{id}/come", "hallBookingComes",
		"Whoever booked is there: their ticket", a.bookingComes, site.Created)
	site.Operation(s.Router, access.KeepBookings, "POST /api/hall/bookings/{id}/cancel", "hallCancelBooking", "Cancel on the holder's behalf", a.callOff)
	site.Operation(s.Router, access.KeepBookings, "POST /api/hall/bookings/{id}/ring", "hallRingHolder",
		"What became of ringing up the holder of a booking that was called off", a.ring)
}

// inHall refuses who neither serves in a hall nor sees it.
func (a *API) inHall(ctx context.Context, b queuehall.BranchID, refusal error) error {
	scope, err := a.hall.Scope(ctx, site.CallerOf(ctx).Actor)
	if err == nil && !scope.ServesAt(b) && !scope.Sees(b) {
		err = refusal
	}
	return err
}

func (a *API) dayBookings(ctx context.Context, in *hallDayInput) (*site.Body[HallBookings], error) {
	if err := a.inHall(ctx, in.Branch, errElsewhere); err != nil {
		return nil, err
	}
	today := a.hall.Now().Format(time.DateOnly)
	out := HallBookings{Day: in.Day, Today: today, Late: a.hall.Profile().Booking.LateMinutes, Bookings: []BookingView{}}
	if out.Day == "" {
		out.Day = today
	}
	list, err := a.hall.DayBookings(ctx, in.Branch, out.Day)
	whole := access.May(site.CallerOf(ctx).Actor, access.ReadBookingPhone)
	for i := range list {
		out.Bookings = append(out.Bookings, a.bookingView(&list[i], whole))
	}
	return site.Answer(out, err)
}

func (a *API) bookingView(d *queuehall.DayBooking, whole bool) BookingView {
	v := BookingView{
		ID: d.ID, Code: a.cfg.Code(d.ID), At: d.At, Direction: d.Direction, State: d.State, EndedBy: d.EndedBy, Ticket: d.Number, Stands: d.Stands,
		Lang: d.Lang, Source: d.Source, Phone: string(d.Phone), Told: d.Told,
	}
	if len(d.Reason) > 0 {
		v.Reason = Names(d.Reason)
	}
	if r := &d.Rung; r.Seq > 0 {
		v.Rung = &RungView{r.What, r.Seq, r.By, r.At, r.Tries}
	}
	if !whole && v.Phone != "" {
		v.Phone = staff.Mask(v.Phone)
	}
	return v
}

// ownBooking is a booking of a hall in which the caller serves, or which they see.
func (a *API) ownBooking(ctx context.Context, id queuehall.BookingID) error {
	b, err := a.hall.Booking(ctx, id)
	if err != nil {
		return err
	}
	return a.inHall(ctx, b.Branch, fail(casecore.NotFound, "booking", "error.hall_no_booking"))
}

func (a *API) bookingComes(ctx context.Context, in *bookingComesInput) (*site.Body[TicketView], error) {
	if err := a.ownBooking(ctx, in.ID); err != nil {
		return nil, err
	}
	t, err := a.hall.CheckIn(ctx, queuehall.CheckIn{
		BookingCommand: queuehall.BookingCommand{Command: site.CallerOf(ctx).Command(in.Keyed), Booking: in.ID}, Source: queuehall.FromDesk,
		Priority: in.Body.Priority,
	})
	if err != nil {
		return nil, err
	}
	return a.withOutlook(ctx, &t)
}

func (a *API) callOff(ctx context.Context, in *callOffInput) (*struct{}, error) {
	if err := a.ownBooking(ctx, in.ID); err != nil {
		return nil, err
	}
	_, err := a.hall.CallOffBooking(ctx, queuehall.CallOffBooking{
		BookingCommand: queuehall.BookingCommand{Command: site.CallerOf(ctx).Command(in.Keyed), Booking: in.ID}, Reason: in.Body.Reason,
	})
	return nil, err
}

func (a *API) ring(ctx context.Context, in *ringInput) (*struct{}, error) {
	if err := a.ownBooking(ctx, in.ID); err != nil {
		return nil, err
	}
	return nil, a.hall.RingHolder(ctx, queuehall.RingHolder{
		BookingCommand: queuehall.BookingCommand{Command: site.CallerOf(ctx).Command(in.Keyed), Booking: in.ID}, What: in.Body.What,
		Seen: in.Body.Seen,
	})
}
