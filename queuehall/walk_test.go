package queuehall_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/queuehall"
	"hotline/queuehall/profile"
)

// walk is a random life of one hall: its clients, operators, pads and screens, beside the model of it.
type walk struct {
	*hall

	lines  *lines
	copies []*queuehall.Hall // that take commands
	model  *model

	branch     queuehall.BranchID
	directions []queuehall.DirectionID
	desks      []desk
	staff      []casecore.Actor
	pads       map[queuehall.CounterID]queuehall.Device
	screens    []*screen

	past    []*act
	known   map[uuid.UUID]bool
	tickets []queuehall.TicketID
	visits  []queuehall.VisitID
}

// Whatever clients, operators and pads do, one by one and at once, said again and late, at either of two copies, while lines are cut and
// what brings changes to screens starts anew: nobody is called twice or passed over, each valid press counts once, and every screen ends
// up showing what the database says.
func TestAHallIsWhatTheModelSaysWhateverHappensInWhateverOrder(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	p, err := profile.Embedded("vinnytsia")
	require.NoError(t, err)
	require.NoError(t, queuehall.Import(t.Context(), w.DB, p))
	l := newLines(t, w.DB)
	hooks := casecore.Hooks{Changed: func() { l.relay.Wake() }}
	h := &hall{w, queuehall.New(w.DB, w.Store, p, w.Clock.Now, hooks), map[queuehall.DeviceID]string{}}
	copies := []*queuehall.Hall{h.Hall, queuehall.New(w.DB, w.Store, p, w.Clock.Now, hooks)}
	rapid.Check(t, func(rt *rapid.T) {
		w.Clock.Set(casetest.Start())
		walk := &walk{hall: h, lines: l, copies: copies, known: map[uuid.UUID]bool{}, pads: map[queuehall.CounterID]queuehall.Device{}}
		walk.open(rt, p)
		defer walk.shut()
		for range rapid.IntRange(10, 50).Draw(rt, "steps") {
			walk.goOn(rt)
		}
		walk.rates(rt)
		walk.settles(rt)
		walk.drain(rt)
		walk.settles(rt)
	})
}

// open makes a hall of its own, whose counters have drawn lots for what they serve.
func (w *walk) open(rt *rapid.T, p *profile.Profile) {
	ctx := context.Background()
	w.branch = casecore.NewID[queuehall.BranchID]()
	w.Exec(`INSERT INTO hall_branches (id, code, place, name, zone, hours, complaints)
		SELECT $1, $2, 9, name, zone, hours, complaints FROM hall_branches WHERE code = 'centre'`,
		w.branch.UUID(), "walk "+w.branch.String())
	w.model = &model{
		desks: map[queuehall.CounterID]desk{}, undo: p.Undo(), seats: map[queuehall.CounterID]casecore.StaffID{},
		last: map[queuehall.DirectionID]int{}, tickets: map[queuehall.TicketID]queuehall.Ticket{}, visits: map[queuehall.VisitID]queuehall.Visit{},
		marks: map[queuehall.VisitID]queuehall.Mark{}, presses: map[uuid.UUID]queuehall.Why{}, done: map[string]outcome{},
	}
	for _, letter := range []string{"А", "Б", "В"} {
		id := casecore.NewID[queuehall.DirectionID]()
		w.Exec(`INSERT INTO hall_directions (id, branch_id, code, participant_id, letter, place, name, seconds)
			SELECT $1, $2, $3::text, participant_id, $3::text, 0, name, 600 FROM hall_directions LIMIT 1`,
			id.UUID(), w.branch.UUID(), letter)
		w.directions = append(w.directions, id)
	}
	w.screens = []*screen{
		w.lines.screen((&queuehall.Device{Role: queuehall.Display, Branch: w.branch}).Tags()[0]),
		w.lines.screen((&queuehall.Scope{Branches: []queuehall.BranchID{w.branch}}).Tags()[0]),
	}
	for i := range 3 {
		d := desk{
			id: casecore.NewID[queuehall.CounterID](), code: fmt.Sprint(i + 1), ranked: rapid.Bool().Draw(rt, "ranked"),
			serves: lots(rt, w.directions),
		}
		var serves []uuid.UUID
		for _, s := range d.serves {
			serves = append(serves, s.UUID())
		}
		w.Exec(`INSERT INTO hall_counters (id, branch_id, code, directions, rule) VALUES ($1, $2, $3, $4, CASE WHEN $5 THEN 'ranked' ELSE 'oldest' END)`,
			d.id.UUID(), w.branch.UUID(), d.code, serves, d.ranked)
		w.desks, w.model.desks[d.id] = append(w.desks, d), d
		pad := queuehall.Device{Branch: w.branch, Counter: d.id, Role: queuehall.Pad}
		var err error
		pad.ID, err = w.AddDevice(ctx, queuehall.AddDevice{
			Command: w.Command(casecore.Citizen), Branch: w.branch, Counter: d.id, Role: queuehall.Pad, Name: "pad",
		})
		require.NoError(rt, err)
		w.pads[d.id] = pad
		w.screens = append(w.screens, w.lines.screen(pad.Tags()[0]))
	}
	for i := range 4 {
		who := w.Person(regulation.RoleHallOperator, casecore.OrgID{})
		w.Exec(`INSERT INTO hall_operators SELECT $1, $2, id FROM hall_participants LIMIT 1`, who.Staff.UUID(), w.branch.UUID())
		w.staff = append(w.staff, who)
		if i < len(w.desks) {
			require.NoError(rt, w.SignOn(ctx, queuehall.CounterCommand{Command: w.Command(who), Counter: w.desks[i].id}))
			w.model.seats[w.desks[i].id] = who.Staff
		}
	}
}

// lots are some of the directions in some order.
func lots(rt *rapid.T, all []queuehall.DirectionID) (some []queuehall.DirectionID) {
	for _, i := range rapid.Permutation([]int{0, 1, 2}).Draw(rt, "serves")[:rapid.IntRange(1, len(all)).Draw(rt, "of")] {
		some = append(some, all[i])
	}
	return some
}

func (w *walk) shut() {
	for _, s := range w.screens {
		s.line.Cut()
	}
}

// goOn is something that happens, and most often a while that passes.
func (w *walk) goOn(rt *rapid.T) {
	switch n := rapid.IntRange(0, 99).Draw(rt, "what"); {
	case n < 55:
		w.together(rt, w.any(rt))
	case n < 80:
		var acts []*act
		for range rapid.IntRange(2, 4).Draw(rt, "at once") {
			acts = append(acts, w.any(rt))
		}
		if rapid.IntRange(0, 3).Draw(rt, "sent twice") == 0 {
			acts = append(acts, acts[0])
		}
		w.together(rt, acts...)
	case n < 88: // every counter calls at once
		var acts []*act
		for _, d := range w.desks {
			for _, who := range w.staff {
				if who.Staff == w.model.seats[d.id] {
					acts = append(acts, w.callsNext(who, d.id))
				}
			}
		}
		w.together(rt, acts...)
	default:
		w.trouble(rt)
	}
	if rapid.Bool().Draw(rt, "time passes") {
		w.Clock.Advance(time.Duration(rapid.IntRange(1, 5000).Draw(rt, "ms")) * time.Millisecond)
	}
}

// trouble happens between the database and a screen.
func (w *walk) trouble(rt *rapid.T) {
	s := pick(rt, "screen", w.screens)
	to := rapid.IntRange(0, 1).Draw(rt, "to")
	switch n := rapid.IntRange(0, 149).Draw(rt, "trouble"); {
	case n < 70:
		s.restart(to, false)
	case n < 110:
		s.restart(to, true)
	case n < 146: // it says that it is further back than it is, and is told again
		hello := s.model.Hello(queuehall.Stream)
		hello.Offset = max(0, hello.Offset-int64(rapid.IntRange(0, 9).Draw(rt, "back")))
		_ = s.line.Send(hello) // its copy may have gone
	case n < 148:
		w.lines.copies[to].stop()
		w.lines.copies[to] = w.lines.serve()
	case n < 149:
		w.lines.stopRelay()
		w.lines.relayed()
	default:
		w.lines.redis.FlushAll()
	}
}

// rates has every client who is at a counter press, while their operator calls them once more, if they are still to come.
func (w *walk) rates(rt *rapid.T) {
	for _, d := range w.desks {
		v, ok := w.model.liveAt(d.id)
		if !ok {
			continue
		}
		p := queuehall.PressButton{
			ID: casecore.NewID[queuehall.PressID](), Nonce: v.Nonce, Mark: queuehall.Mark(rapid.IntRange(1, 3).Draw(rt, "mark")),
		}
		cmd := queuehall.VisitCommand{Command: w.Command(casecore.Actor{Staff: v.Staff}), Visit: v.ID}
		w.together(rt, w.pressOf(d.id, p), &act{
			name: "recall", key: cmd.Key, touches: v.Ticket,
			give:  func(ctx context.Context, h *queuehall.Hall) (outcome, error) { return madeOf(h.Recall(ctx, cmd)) },
			apply: func(m *model, _ outcome) outcome { return m.recall(v.Staff, v.ID) },
		})
	}
}

// drain lets operators call until nobody waits for them: whoever is left is so by the model as well.
func (w *walk) drain(rt *rapid.T) {
	for _, d := range w.desks {
		for _, who := range w.staff {
			if who.Staff != w.model.seats[d.id] {
				continue
			}
			for more := true; more; {
				if v, ok := w.model.liveAt(d.id); ok {
					cmd := queuehall.VisitCommand{Command: w.Command(who), Visit: v.ID}
					w.together(rt, &act{
						name: "finish", key: cmd.Key,
						give: func(ctx context.Context, h *queuehall.Hall) (outcome, error) { return madeOf(h.Finish(ctx, cmd)) },
						apply: func(m *model, _ outcome) outcome {
							return m.move(who.Staff, v.ID, queuehall.StepServed, queuehall.StepCalled, queuehall.StepServing)
						},
					})
				}
				w.together(rt, w.callsNext(who, d.id))
				_, more = w.model.liveAt(d.id)
			}
		}
	}
}

// kept is how the tickets and visits of a hall stand in the database.
type kept struct {
	tickets map[queuehall.TicketID]ticketKept
	visits  map[queuehall.VisitID]visitKept
}

type ticketKept struct {
	State     queuehall.State
	Direction queuehall.DirectionID
	Counter   queuehall.CounterID
	Number    int
}

type visitKept struct {
	Step    queuehall.Step
	Recalls int
	Ended   bool
}

func (w *walk) kept(rt *rapid.T) kept {
	ctx := context.Background()
	k := kept{map[queuehall.TicketID]ticketKept{}, map[queuehall.VisitID]visitKept{}}
	rows, err := w.DB.Query(ctx, `SELECT id, state, direction_id, coalesce(counter_id, $2), number FROM hall_tickets WHERE branch_id = $1`,
		w.branch.UUID(), uuid.Nil)
	require.NoError(rt, err)
	var ticket queuehall.TicketID
	var t ticketKept
	_, err = pgx.ForEachRow(rows, []any{(*uuid.UUID)(&ticket), &t.State, (*uuid.UUID)(&t.Direction), (*uuid.UUID)(&t.Counter), &t.Number}, func() error {
		k.tickets[ticket] = t
		return nil
	})
	require.NoError(rt, err)
	rows, err = w.DB.Query(ctx, `SELECT id, step, recalls, ended_at IS NOT NULL FROM hall_visits WHERE branch_id = $1`, w.branch.UUID())
	require.NoError(rt, err)
	var visit queuehall.VisitID
	var v visitKept
	_, err = pgx.ForEachRow(rows, []any{(*uuid.UUID)(&visit), &v.Step, &v.Recalls, &v.Ended}, func() error {
		k.visits[visit] = v
		return nil
	})
	require.NoError(rt, err)
	return k
}

// is tells whether the model says the same.
func (k *kept) is(m *model) bool {
	for id, t := range m.tickets {
		if k.tickets[id] != (ticketKept{t.State, t.Direction, t.Counter, t.Number}) {
			return false
		}
	}
	for id, v := range m.visits {
		if k.visits[id] != (visitKept{v.Step, v.Recalls, !v.Ended.IsZero()}) {
			return false
		}
	}
	return len(m.tickets) == len(k.tickets) && len(m.visits) == len(k.visits)
}

// settles compares presses with the model, and what the screens show with what is kept.
func (w *walk) settles(rt *rapid.T) {
	w.countsOnce(rt)
	for i, s := range w.screens {
		select {
		case <-s.line.Done():
			s.connect(i % 2)
		default:
		}
		require.Zero(rt, s.line.Gaps())
		truth := s.truth(rt)
		require.Eventually(rt, func() bool { return reflect.DeepEqual(truth, s.shows(rt)) }, soon, often, "%s shows\n%v and not\n%v", s.tag, s.shows(rt), truth)
	}
	w.padsShow(rt)
	live := 0
	for _, v := range w.model.visits {
		if v.Ended.IsZero() {
			live++
		}
	}
	require.Len(rt, w.screens[0].shows(rt), live, "the display shows whom counters have")
}

// padsShow looks at the pads, and at one more of each that has just been connected: dark without a client, and the mark that counts alone
// (VN-2.6).
func (w *walk) padsShow(rt *rapid.T) {
	for i, d := range w.desks {
		known := w.screens[len(w.screens)-len(w.desks)+i]
		v, _ := w.model.liveAt(d.id)
		lamp := queuehall.Lamp{Nonce: v.Nonce, Mark: w.model.marks[v.ID]}
		require.Equal(rt, lamp, known.lamp(rt))
		another := w.lines.screen(known.tag)
		require.Eventually(rt, func() bool { return another.known() && lamp == another.lamp(rt) }, soon, often, "a pad that has just come")
		another.line.Cut()
	}
}

// countsOnce looks at every press that was made.
func (w *walk) countsOnce(rt *rapid.T) {
	rows, err := w.DB.Query(context.Background(), `SELECT p.id, p.why, p.mark, coalesce(p.visit_id, '00000000-0000-0000-0000-000000000000') FROM hall_presses p
		JOIN hall_devices d ON d.id = p.device_id WHERE d.branch_id = $1`, w.branch.UUID())
	require.NoError(rt, err)
	made, marks := map[uuid.UUID]queuehall.Why{}, map[queuehall.VisitID]queuehall.Mark{}
	var id, visit uuid.UUID
	var why queuehall.Why
	var mark queuehall.Mark
	_, err = pgx.ForEachRow(rows, []any{&id, &why, &mark, &visit}, func() error {
		made[id] = why
		if why == queuehall.Counts {
			require.Zero(rt, marks[queuehall.VisitID(visit)], "a visit is rated once")
			marks[queuehall.VisitID(visit)] = mark
		}
		return nil
	})
	require.NoError(rt, err)
	require.Equal(rt, w.model.presses, made)
	require.Equal(rt, w.model.marks, marks)
	for _, d := range w.desks {
		lamp, err := w.Lamp(context.Background(), d.id)
		require.NoError(rt, err)
		v, _ := w.model.liveAt(d.id)
		require.Equal(rt, queuehall.Lamp{Nonce: v.Nonce, Mark: w.model.marks[v.ID]}, lamp)
	}
}
