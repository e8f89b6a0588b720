package api

import (
	"time"

	"hotline/queuehall"
	"hotline/queuehall/profile"
)

// Names is a name or a sentence by language.
type Names map[string]string

// BranchView is a hall.
type BranchView struct {
	ID         queuehall.BranchID `json:"id"`
	Code       string             `json:"code"`
	Name       Names              `json:"name"`
	Zone       string             `json:"zone"`
	Open       bool               `json:"open"`
	OpensAt    string             `json:"opens_at,omitempty" doc:"Today, by the wall clock"`
	ClosesAt   string             `json:"closes_at,omitempty"`
	OpensNext  *time.Time         `json:"opens_next,omitempty" doc:"While it is closed"`
	Why        Names              `json:"why,omitempty" doc:"Why today's hours differ, or why it does not open before"`
	Complaints Names              `json:"complaints" doc:"Where its book of complaints lies (VN-3.4)"`
	Directions []DirectionView    `json:"directions" nullable:"false"`
	Counters   []CounterView      `json:"counters" nullable:"false"`
}

// DirectionView is a service direction.
type DirectionView struct {
	ID     queuehall.DirectionID `json:"id"`
	Code   string                `json:"code"`
	Letter string                `json:"letter"`
	Name   Names                 `json:"name"`
	Active bool                  `json:"active"`
}

// CounterView is a counter.
type CounterView struct {
	ID         queuehall.CounterID     `json:"id"`
	Code       string                  `json:"code" doc:"As clients see it"`
	Directions []queuehall.DirectionID `json:"directions" nullable:"false"`
	Ranked     bool                    `json:"ranked" doc:"Serves its directions in their order, else whoever came first"`
	Active     bool                    `json:"active"`
}

// NamedView is something with a code and a name.
type NamedView struct {
	Code string `json:"code"`
	Name Names  `json:"name"`
}

// VisitView is one operator's part of a visit. It never tells the mark (VN-3.2).
type VisitView struct {
	ID        queuehall.VisitID     `json:"id"`
	Ticket    queuehall.TicketID    `json:"ticket"`
	Code      string                `json:"code"`
	Counter   queuehall.CounterID   `json:"counter"`
	Direction queuehall.DirectionID `json:"direction"`
	Step      queuehall.Step        `json:"step" enum:"called,serving,served,absent,parked,passed,undone"`
	Priority  string                `json:"priority,omitempty"`
	Lang      string                `json:"lang"`
	CalledAt  time.Time             `json:"called_at"`
	StartedAt *time.Time            `json:"started_at,omitempty"`
	EndedAt   *time.Time            `json:"ended_at,omitempty"`
	Recalls   int                   `json:"recalls"`
	UndoUntil *time.Time            `json:"undo_until,omitempty" doc:"The last step can be taken back until then"`
	Version   int64                 `json:"version"`
}

// TicketView is a client's place in the queue.
type TicketView struct {
	ID        queuehall.TicketID    `json:"id"`
	Code      string                `json:"code"`
	Direction queuehall.DirectionID `json:"direction"`
	State     queuehall.State       `json:"state" enum:"drawn,waiting,called,serving,parked,served,absent,left"`
	Ahead     int                   `json:"ahead" doc:"People who are called before"`
	Least     int                   `json:"least" doc:"Of the wait that is to be expected, seconds"`
	Most      int                   `json:"most"`
	Follow    string                `json:"follow" doc:"The page that follows it"`
}

func (a *API) branchView(b *queuehall.Branch) BranchView {
	now := a.hall.Now()
	v := BranchView{
		ID: b.ID, Code: b.Code, Name: Names(b.Name), Zone: a.hall.Profile().Zone, Open: b.Opening.OpenAt(now), Complaints: Names(b.Complaints),
		Directions: make([]DirectionView, 0, len(b.Directions)), Counters: make([]CounterView, 0, len(b.Counters)),
	}
	if from, until, ok := b.Opening.Span(now); ok {
		v.OpensAt, v.ClosesAt = from.Format("15:04"), until.Format("15:04")
		if until.Day() != from.Day() {
			v.ClosesAt = profile.Midnight
		}
	}
	if today, apart := b.Opening.On(now); apart {
		v.Why = Names(today.Reason)
	}
	if !v.Open {
		next, why := b.Opening.Next(now)
		v.OpensNext = moment(next)
		if v.Why == nil {
			v.Why = Names(why)
		}
	}
	for _, d := range b.Directions {
		v.Directions = append(v.Directions, DirectionView{d.ID, d.Code, d.Letter, Names(d.Name), d.Active})
	}
	for _, c := range b.Counters {
		v.Counters = append(v.Counters, CounterView(c))
	}
	return v
}

func namedViews(list []profile.Named) []NamedView {
	views := make([]NamedView, len(list))
	for i, n := range list {
		views[i] = NamedView{n.Code, Names(n.Names)}
	}
	return views
}

func (a *API) visitView(v *queuehall.Visit, t *queuehall.Ticket) VisitView {
	view := VisitView{
		ID: v.ID, Ticket: v.Ticket, Code: t.Code(), Counter: v.Counter, Direction: v.Direction, Step: v.Step, Priority: t.Priority, Lang: t.Lang,
		CalledAt: v.Called, StartedAt: moment(v.Started), EndedAt: moment(v.Ended), Recalls: v.Recalls, Version: v.Version,
	}
	if v.Before != "" {
		view.UndoUntil = moment(v.Stepped.Add(a.hall.Profile().Undo()))
	}
	return view
}

func (a *API) ticketView(t *queuehall.Ticket, ahead int) TicketView {
	v := TicketView{
		ID: t.ID, Code: t.Code(), Direction: t.Direction, State: t.State, Ahead: ahead, Least: int(t.Wait.Least.Seconds()),
		Most: int(t.Wait.Most.Seconds()),
	}
	if a.cfg.Follow != nil {
		v.Follow = a.cfg.Follow(t.ID)
	}
	return v
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
