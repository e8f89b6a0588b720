package api

import (
	"context"
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
	"hotline/queuehall"
)

// HallMe is what the halls are to whoever has signed in.
type HallMe struct {
	Serves     []queuehall.BranchID `json:"serves" nullable:"false" doc:"Where they may sign on to a counter"`
	Sees       []queuehall.BranchID `json:"sees" nullable:"false" doc:"What they see as a whole"`
	Branches   []BranchView         `json:"branches" nullable:"false"`
	Priorities []NamedView          `json:"priorities" nullable:"false"`
	Undo       int                  `json:"undo_seconds" doc:"How long a step can be taken back"`
	LongWait   int                  `json:"long_wait_seconds" doc:"A wait that stands out"`
	RulesDue   bool                 `json:"rules_due" doc:"I have not signed the rules yet (VN-0.2)"`
	Seat       *HallSeat            `json:"seat,omitempty" doc:"The counter at which they have signed on"`
	Now        time.Time            `json:"now"`
}

// HallSeat is where an operator sits.
type HallSeat struct {
	Counter queuehall.CounterID `json:"counter"`
	Branch  queuehall.BranchID  `json:"branch"`
	BeganAt time.Time           `json:"began_at"`
	Visit   *VisitView          `json:"visit,omitempty" doc:"The client whom they have"`
	Last    *VisitView          `json:"last,omitempty" doc:"The one whom they had, while its end can be taken back"`
}

// HallDay is what an operator has done today. It tells no mark (VN-3.2).
type HallDay struct {
	Served  int     `json:"served"`
	Absent  int     `json:"absent"`
	Service float64 `json:"service_seconds" doc:"The mean of those who were served"`
}

type counterInput = site.KeyedOn[queuehall.CounterID]

type nothing struct{}

func (a *API) mountStaff(s *site.Site) {
	site.Operation(s.Router, access.FollowHall, "GET /api/hall/me", "hallMe", "My halls, and where I sit", a.me)
	site.Operation(s.Router, access.ServeHall, "GET /api/hall/me/today", "hallMyDay", "What I have done today", a.myDay)
	site.Operation(s.Router, access.ServeHall, "POST /api/hall/counters/{id}/sign-on", "hallSignOn", "Sit down at a counter", a.signOn)
	site.Operation(s.Router, access.ServeHall, "POST /api/hall/counters/{id}/sign-off", "hallSignOff", "Leave the counter", a.signOff)
	site.Operation(s.Router, access.ServeHall, "POST /api/hall/counters/{id}/next", "hallNext", "Call whoever is next (VN-2.4)", a.next)
	site.Operation(s.Router, access.ManageHall, "POST /api/hall/counters/{id}/relieve", "hallRelieve",
		"Take an operator from their counter: their client keeps the turn", a.relieve)
}

func (a *API) me(ctx context.Context, _ *nothing) (*site.Body[HallMe], error) {
	actor := site.CallerOf(ctx).Actor
	scope, err := a.hall.Scope(ctx, actor)
	if err != nil {
		return nil, err
	}
	all, err := a.hall.Branches(ctx)
	if err != nil {
		return nil, err
	}
	p := a.hall.Profile()
	me := HallMe{
		Serves: append([]queuehall.BranchID{}, scope.Serves...), Sees: append([]queuehall.BranchID{}, scope.Branches...), Branches: []BranchView{},
		Priorities: namedViews(p.Priorities), Undo: p.UndoSeconds, LongWait: p.LongWait * 60, Now: a.hall.Now(),
	}
	for i := range all {
		if scope.Sees(all[i].ID) || scope.ServesAt(all[i].ID) {
			me.Branches = append(me.Branches, a.branchView(&all[i]))
		}
	}
	signed, err := a.hall.SignedRules(ctx, actor.Staff)
	if err != nil {
		return nil, err
	}
	me.RulesDue = signed.IsZero() && p.Rules.Edition != ""
	seat, ok, err := a.hall.SeatOf(ctx, actor.Staff)
	if err != nil || !ok {
		return site.Answer(me, err)
	}
	me.Seat = &HallSeat{Counter: seat.Counter, Branch: seat.Branch, BeganAt: seat.Began}
	if me.Seat.Visit, err = a.visitOf(ctx, seat.Visit); err != nil {
		return nil, err
	}
	me.Seat.Last, err = a.visitOf(ctx, seat.Last)
	return site.Answer(me, err)
}

// visitOf shows a visit, nothing of none.
func (a *API) visitOf(ctx context.Context, id queuehall.VisitID) (*VisitView, error) {
	if id.IsZero() {
		return nil, nil
	}
	v, err := a.hall.Visit(ctx, id)
	if err != nil {
		return nil, err
	}
	view, err := a.visit(ctx, &v)
	if err != nil {
		return nil, err
	}
	return &view.Body, nil
}

func (a *API) myDay(ctx context.Context, _ *nothing) (*site.Body[HallDay], error) {
	d, err := a.hall.OwnDay(ctx, site.CallerOf(ctx).Actor.Staff)
	return site.Answer(HallDay{d.Served, d.Absent, d.Service.Seconds()}, err)
}

func (a *API) signOn(ctx context.Context, in *counterInput) (*struct{}, error) {
	return nil, a.hall.SignOn(ctx, counterCommand(ctx, in))
}

func (a *API) signOff(ctx context.Context, in *counterInput) (*struct{}, error) {
	return nil, a.hall.SignOff(ctx, counterCommand(ctx, in))
}

func (a *API) relieve(ctx context.Context, in *counterInput) (*struct{}, error) {
	scope, err := a.hall.Scope(ctx, site.CallerOf(ctx).Actor)
	if err != nil {
		return nil, err
	}
	branch, err := a.hall.BranchOfCounter(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if !scope.Sees(branch) {
		return nil, fail(casecore.NotFound, "relieve", "error.hall_no_counter")
	}
	return nil, a.hall.Relieve(ctx, counterCommand(ctx, in))
}

func (a *API) next(ctx context.Context, in *counterInput) (*site.Body[VisitView], error) {
	v, err := a.hall.CallNext(ctx, counterCommand(ctx, in))
	if err != nil {
		return nil, err
	}
	return a.visit(ctx, &v)
}

func counterCommand(ctx context.Context, in *counterInput) queuehall.CounterCommand {
	return queuehall.CounterCommand{Command: site.CallerOf(ctx).Command(in.Keyed), Counter: in.ID}
}

// visit shows a visit with what its ticket says.
func (a *API) visit(ctx context.Context, v *queuehall.Visit) (*site.Body[VisitView], error) {
	t, err := a.hall.Ticket(ctx, v.Ticket)
	if err != nil {
		return nil, err
	}
	return site.Answer(a.visitView(v, &t), nil)
}
