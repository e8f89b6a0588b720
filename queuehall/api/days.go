package api

import (
	"context"
	"time"

	"hotline/casecore/access"
	"hotline/internal/site"
	"hotline/queuehall"
	"hotline/queuehall/profile"
)

// HallDays is the days, from today on, on which halls open otherwise than on others of their week.
type HallDays struct {
	Days []DayView `json:"days" nullable:"false"`
}

// DayView is such a day of one hall.
type DayView struct {
	Branch queuehall.BranchID `json:"branch"`
	Day    string             `json:"day" format:"date"`
	Opens  string             `json:"opens,omitempty" doc:"By the wall clock; absent: it stays closed"`
	Closes string             `json:"closes,omitempty"`
	Reason Names              `json:"reason"`
	By     string             `json:"by"`
	At     time.Time          `json:"at"`
	Off    int                `json:"off" doc:"Bookings that it called off"`
	Told   int                `json:"told" doc:"Of them, those whose holders were told by Telegram or on the telephone"`
}

// TouchedBookings is what a change of a day does to bookings.
type TouchedBookings struct {
	Off  int `json:"off" doc:"Called off"`
	Back int `json:"back" doc:"Called off before, and restored"`
	Told int `json:"told" doc:"Of both, those whose holders are told by Telegram; the others see it on the page of their booking"`
}

// HallDayHours is which day of which halls, and when they are open on it.
type HallDayHours struct {
	Branches []queuehall.BranchID `json:"branches" minItems:"1" maxItems:"100" nullable:"false"`
	Day      string               `json:"day" format:"date"`
	Opens    string               `json:"opens,omitempty" maxLength:"5" doc:"By the wall clock; absent: they stay closed"`
	Closes   string               `json:"closes,omitempty" maxLength:"5"`
}

type askDayInput struct {
	Body HallDayHours
}

type setDayInput struct {
	site.Keyed
	Body struct {
		HallDayHours
		Reason   Names `json:"reason" doc:"Ukrainian at least"`
		Bookings int   `json:"bookings" minimum:"0" doc:"How many are called off, as was shown"`
	}
}

type removeDayInput struct {
	site.Keyed
	Body struct {
		Branches []queuehall.BranchID `json:"branches" minItems:"1" maxItems:"100" nullable:"false"`
		Day      string               `json:"day" format:"date"`
	}
}

func (a *API) mountDays(s *site.Site) {
	site.Operation(s.Router, access.KeepHallDays, "GET /api/hall/days", "hallDays", "The days of my halls that differ", a.listDays)
	site.Operation(s.Router, access.KeepHallDays, "POST /api/hall/days/ask", "hallAskDay", "How many bookings are in the way of a day", a.askDay)
	site.Operation(s.Router, access.KeepHallDays, "POST /api/hall/days", "hallSetDay", "Close halls on a day, or open them at other hours", a.setDay)
	site.Operation(s.Router, access.KeepHallDays, "POST /api/hall/days/remove", "hallRemoveDay", "Let a day be as others of its week", a.removeDay)
}

// keeps refuses who does not keep all of the halls.
func (a *API) keeps(ctx context.Context, branches []queuehall.BranchID) (*queuehall.Scope, error) {
	scope, err := a.hall.Scope(ctx, site.CallerOf(ctx).Actor)
	if err != nil {
		return nil, err
	}
	for _, b := range branches {
		if !scope.Sees(b) {
			return nil, errElsewhere
		}
	}
	return &scope, nil
}

func (a *API) listDays(ctx context.Context, _ *nothing) (*site.Body[HallDays], error) {
	scope, err := a.keeps(ctx, nil)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Days.List(ctx, scope.Branches)
	days := HallDays{make([]DayView, 0, len(list))}
	for i := range list {
		d := &list[i]
		days.Days = append(days.Days, DayView{d.Branch, d.Day, d.Opens, d.Closes, Names(d.Reason), d.By, d.At, d.Off, d.Told})
	}
	return site.Answer(days, err)
}

func (a *API) askDay(ctx context.Context, in *askDayInput) (*site.Body[TouchedBookings], error) {
	if _, err := a.keeps(ctx, in.Body.Branches); err != nil {
		return nil, err
	}
	b := &in.Body
	sum, err := a.cfg.Days.InTheWay(ctx, queuehall.SetDay{Branches: b.Branches, Day: b.Day, Opens: b.Opens, Closes: b.Closes})
	return site.Answer(TouchedBookings(sum), err)
}

func (a *API) setDay(ctx context.Context, in *setDayInput) (*site.Body[TouchedBookings], error) {
	if _, err := a.keeps(ctx, in.Body.Branches); err != nil {
		return nil, err
	}
	b := &in.Body
	sum, err := a.cfg.Days.Set(ctx, queuehall.SetDay{
		Command: site.CallerOf(ctx).Command(in.Keyed), Branches: b.Branches, Day: b.Day, Opens: b.Opens, Closes: b.Closes,
		Reason: profile.Text(b.Reason), Bookings: b.Bookings,
	})
	return site.Answer(TouchedBookings(sum), err)
}

func (a *API) removeDay(ctx context.Context, in *removeDayInput) (*site.Body[TouchedBookings], error) {
	if _, err := a.keeps(ctx, in.Body.Branches); err != nil {
		return nil, err
	}
	sum, err := a.cfg.Days.Remove(ctx, queuehall.RemoveDay{
		Command: site.CallerOf(ctx).Command(in.Keyed), Branches: in.Body.Branches, Day: in.Body.Day,
	})
	return site.Answer(TouchedBookings(sum), err)
}
