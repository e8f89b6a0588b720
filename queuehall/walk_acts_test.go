package queuehall_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"pgregory.net/rapid"

	"hotline/casecore"
	"hotline/queuehall"
)

// act is a command: how it is given to a hall, and what the model makes of it, which is told the ids that the hall gave.
type act struct {
	name    string
	key     string // the same when it is given again
	touches queuehall.TicketID
	give    func(ctx context.Context, h *queuehall.Hall) (outcome, error)
	apply   func(m *model, got outcome) outcome
}

func (a *act) on(m *model, got outcome) outcome {
	if before, ok := m.done[a.key]; ok {
		return before
	}
	want := a.apply(m, got)
	if want.Code == "" {
		m.done[a.key] = want
	}
	return want
}

// together gives acts to the copies of the hall at once. What they were told has to be what the model says of some order of them.
func (w *walk) together(rt *rapid.T, acts ...*act) {
	got := make([]outcome, len(acts))
	errs := make([]error, len(acts))
	var all sync.WaitGroup
	for i, a := range acts {
		all.Go(func() {
			got[i], errs[i] = a.give(context.Background(), w.copies[i%len(w.copies)])
			if errs[i] != nil {
				got[i] = refused(casecore.CodeOf(errs[i]))
			}
		})
	}
	all.Wait()
	w.model.now, w.model.held = w.Clock.Now(), map[queuehall.TicketID]bool{}
	for _, a := range acts {
		if len(acts) > 1 && !a.touches.IsZero() {
			w.model.held[a.touches] = true
		}
	}
	kept := w.kept(rt)
	if m, ok := ordered(w.model, acts, got, kept); ok {
		w.model = m
	} else {
		var said strings.Builder
		for i, a := range acts {
			fmt.Fprintf(&said, "\n%s: told %+v (%v), alone %+v", a.name, got[i], errs[i], a.on(w.model.clone(), got[i]))
		}
		rt.Fatalf("no order of these makes sense:%s", said.String())
	}
	w.past = append(w.past, acts...)
	for _, told := range got {
		w.notes(told)
	}
}

// ordered finds an order in which the acts tell what was told, and leave what is kept.
func ordered(m *model, acts []*act, got []outcome, k kept) (*model, bool) {
	if len(acts) == 0 {
		return m, k.is(m)
	}
	for i, a := range acts {
		next := m.clone()
		if a.on(next, got[i]) != got[i] {
			continue
		}
		rest, told := without(acts, i), without(got, i)
		if end, ok := ordered(next, rest, told, k); ok {
			return end, true
		}
	}
	return nil, false
}

func without[T any](list []T, i int) []T { return append(append([]T{}, list[:i]...), list[i+1:]...) }

// notes remembers what was made, in the order in which to choose from it.
func (w *walk) notes(got outcome) {
	if got.Code != "" {
		return
	}
	if !got.Visit.IsZero() && !w.known[got.Visit.UUID()] {
		w.known[got.Visit.UUID()] = true
		w.visits = append(w.visits, got.Visit)
	}
	if !got.Ticket.IsZero() && !w.known[got.Ticket.UUID()] {
		w.known[got.Ticket.UUID()] = true
		w.tickets = append(w.tickets, got.Ticket)
	}
}

func (w *walk) comes(rt *rapid.T) *act {
	cmd := queuehall.IssueTicket{
		Command: w.Command(casecore.Citizen), Direction: pick(rt, "direction", w.directions), Lang: "uk",
		Source:   rapid.SampledFrom([]queuehall.Source{queuehall.FromDesk, queuehall.FromDesk, queuehall.FromKiosk}).Draw(rt, "source"),
		Priority: rapid.SampledFrom([]string{"", "", "", "veteran"}).Draw(rt, "priority"),
	}
	t := queuehall.Ticket{Direction: cmd.Direction, State: queuehall.Waiting, Lane: queuehall.InTurn}
	if cmd.Source == queuehall.FromKiosk {
		t.State = queuehall.Drawn
	}
	if cmd.Priority != "" {
		t.Lane = queuehall.OutOfTurn
	}
	return &act{
		name: "comes", key: cmd.Key,
		give: func(ctx context.Context, h *queuehall.Hall) (outcome, error) {
			t, err := h.Issue(ctx, cmd)
			return outcome{Ticket: t.ID, Number: t.Number}, err
		},
		apply: func(m *model, got outcome) outcome { return m.issue(t, got) },
	}
}

// kiosk is what a client does with the slip: takes it, does not, or gives it up later.
func (w *walk) kiosk(rt *rapid.T) *act {
	id := w.ticket(rt)
	cmd := queuehall.TicketCommand{Command: w.Command(casecore.Citizen), Ticket: id}
	what := rapid.SampledFrom([]string{"confirm", "confirm", "discard", "leave"}).Draw(rt, "slip")
	a := &act{name: what, key: cmd.Key, touches: id}
	a.give = func(ctx context.Context, h *queuehall.Hall) (outcome, error) {
		does := map[string]func(context.Context, queuehall.TicketCommand) (queuehall.Ticket, error){
			"confirm": h.Confirm, "discard": h.Discard, "leave": h.Leave,
		}
		t, err := does[what](ctx, cmd)
		return outcome{Ticket: t.ID, Number: t.Number}, err
	}
	a.apply = func(m *model, _ outcome) outcome {
		switch what {
		case "confirm":
			return m.turn(id, queuehall.Waiting, queuehall.Drawn)
		case "discard":
			return m.turn(id, queuehall.Left, queuehall.Drawn)
		}
		return m.turn(id, queuehall.Left, queuehall.Drawn, queuehall.Waiting, queuehall.Parked)
	}
	return a
}

func (w *walk) sits(rt *rapid.T) *act {
	who, off := pick(rt, "who", w.staff), rapid.Bool().Draw(rt, "off")
	cmd := queuehall.CounterCommand{Command: w.Command(who), Counter: pick(rt, "desk", w.desks).id}
	a := &act{name: fmt.Sprintf("sits, off %t", off), key: cmd.Key}
	a.give = func(ctx context.Context, h *queuehall.Hall) (outcome, error) {
		if off {
			return outcome{}, h.SignOff(ctx, cmd)
		}
		return outcome{}, h.SignOn(ctx, cmd)
	}
	a.apply = func(m *model, _ outcome) outcome {
		if off {
			return m.signOff(who.Staff, cmd.Counter)
		}
		return m.signOn(who.Staff, cmd.Counter)
	}
	return a
}

// seat is a desk with who sits there, most often, or whoever it is.
func (w *walk) seat(rt *rapid.T) (casecore.Actor, queuehall.CounterID) {
	d := pick(rt, "desk", w.desks)
	if rapid.IntRange(0, 9).Draw(rt, "whoever") > 0 {
		for _, who := range w.staff {
			if who.Staff == w.model.seats[d.id] {
				return who, d.id
			}
		}
	}
	return pick(rt, "who", w.staff), d.id
}

func madeOf(v queuehall.Visit, err error) (outcome, error) {
	return outcome{Visit: v.ID, Nonce: v.Nonce, Ticket: v.Ticket}, err
}

func (w *walk) callsNext(who casecore.Actor, at queuehall.CounterID) *act {
	cmd := queuehall.CounterCommand{Command: w.Command(who), Counter: at}
	return &act{
		name: "call next", key: cmd.Key,
		give:  func(ctx context.Context, h *queuehall.Hall) (outcome, error) { return madeOf(h.CallNext(ctx, cmd)) },
		apply: func(m *model, got outcome) outcome { return m.callNext(who.Staff, at, got) },
	}
}

func (w *walk) callsByName(rt *rapid.T) *act {
	who, at := w.seat(rt)
	cmd := queuehall.CallTicket{Command: w.Command(who), Counter: at, Ticket: w.ticket(rt)}
	return &act{
		name: "call ticket", key: cmd.Key, touches: cmd.Ticket,
		give:  func(ctx context.Context, h *queuehall.Hall) (outcome, error) { return madeOf(h.CallTicket(ctx, cmd)) },
		apply: func(m *model, got outcome) outcome { return m.callTicket(who.Staff, at, cmd.Ticket, got) },
	}
}

func (w *walk) ticket(rt *rapid.T) queuehall.TicketID { return lately(rt, w.tickets) }

// pick is one of the list.
func pick[T any](rt *rapid.T, label string, list []T) T {
	return list[rapid.IntRange(0, len(list)-1).Draw(rt, label)]
}

// lately is one of the list, the later the likelier.
func lately[T any](rt *rapid.T, list []T) T {
	return list[len(list)-1-rapid.IntRange(0, min(5, len(list)-1)).Draw(rt, "back")]
}

// steps is something done with a client, most often by whoever has them.
func (w *walk) steps(rt *rapid.T) *act {
	v := w.model.visits[lately(rt, w.visits)]
	who := pick(rt, "who", w.staff)
	if rapid.IntRange(0, 14).Draw(rt, "whoever") > 0 {
		for _, s := range w.staff {
			if s.Staff == v.Staff {
				who = s
			}
		}
	}
	cmd := queuehall.TransferVisit{VisitCommand: queuehall.VisitCommand{Command: w.Command(who), Visit: v.ID}}
	type step = func(*queuehall.Hall, context.Context, queuehall.VisitCommand) (queuehall.Visit, error)
	move := func(to queuehall.Step, from ...queuehall.Step) func(m *model) outcome {
		return func(m *model) outcome { return m.move(who.Staff, v.ID, to, from...) }
	}
	kind := pick(rt, "step", []struct {
		name  string
		give  step
		apply func(m *model) outcome
	}{
		{"start", (*queuehall.Hall).Start, move(queuehall.StepServing, queuehall.StepCalled)},
		{"finish", (*queuehall.Hall).Finish, move(queuehall.StepServed, queuehall.StepCalled, queuehall.StepServing)},
		{"no-show", (*queuehall.Hall).NoShow, move(queuehall.StepAbsent, queuehall.StepCalled)},
		{"park", (*queuehall.Hall).Park, move(queuehall.StepParked, queuehall.StepCalled, queuehall.StepServing)},
		{"recall", (*queuehall.Hall).Recall, func(m *model) outcome { return m.recall(who.Staff, v.ID) }},
		{"undo", (*queuehall.Hall).Undo, func(m *model) outcome { return m.takeBack(who.Staff, v.ID) }},
		{"undo", (*queuehall.Hall).Undo, func(m *model) outcome { return m.takeBack(who.Staff, v.ID) }},
		{"transfer", nil, func(m *model) outcome { return m.transfer(who.Staff, v.ID, cmd.Direction, cmd.Counter) }},
	})
	if kind.give == nil {
		to := rapid.IntRange(1, 3).Draw(rt, "to") // a direction, a counter or both
		if to != 2 {
			cmd.Direction = pick(rt, "direction", w.directions)
		}
		if to != 1 {
			cmd.Counter = pick(rt, "counter", w.desks).id
		}
	}
	return &act{
		name: kind.name, key: cmd.Key, touches: v.Ticket,
		give: func(ctx context.Context, h *queuehall.Hall) (outcome, error) {
			if kind.give == nil {
				return madeOf(h.Transfer(ctx, cmd))
			}
			return madeOf(kind.give(h, ctx, cmd.VisitCommand))
		},
		apply: func(m *model, _ outcome) outcome { return kind.apply(m) },
	}
}

// presses is a press of a counter's pad: of the visit that it shows, or of any.
func (w *walk) presses(rt *rapid.T) *act {
	d := pick(rt, "desk", w.desks)
	p := queuehall.PressButton{
		ID: casecore.NewID[queuehall.PressID](), Mark: queuehall.Mark(rapid.IntRange(1, 3).Draw(rt, "mark")),
		Age:   time.Duration(rapid.SampledFrom([]int{0, 0, 1, 4, 9, 31}).Draw(rt, "age")) * time.Second,
		Nonce: w.model.visits[lately(rt, w.visits)].Nonce,
	}
	if v, ok := w.model.liveAt(d.id); ok && rapid.IntRange(0, 3).Draw(rt, "another") > 0 {
		p.Nonce = v.Nonce
	}
	return w.pressOf(d.id, p)
}

func (w *walk) pressOf(at queuehall.CounterID, p queuehall.PressButton) *act {
	return &act{
		name: "press", key: p.ID.String(),
		give: func(ctx context.Context, h *queuehall.Hall) (outcome, error) {
			why, err := h.Press(ctx, w.pads[at], p)
			return outcome{Why: why}, err
		},
		apply: func(m *model, _ outcome) outcome { return m.press(at, p) },
	}
}

// any draws an act that makes sense to try.
func (w *walk) any(rt *rapid.T) *act {
	kind := rapid.SampledFrom([]string{
		"comes", "comes", "next", "next", "next", "step", "step", "step", "step", "press", "press", "name", "slip", "sit", "again",
	}).Draw(rt, "act")
	switch {
	case kind == "again" && len(w.past) > 0:
		a := *lately(rt, w.past)
		a.name += " again"
		return &a
	case kind == "sit":
		return w.sits(rt)
	case kind == "step" && len(w.visits) > 0:
		return w.steps(rt)
	case kind == "press" && len(w.visits) > 0:
		return w.presses(rt)
	case kind == "name" && len(w.tickets) > 0:
		return w.callsByName(rt)
	case kind == "slip" && len(w.tickets) > 0:
		return w.kiosk(rt)
	case kind == "next":
		who, at := w.seat(rt)
		return w.callsNext(who, at)
	}
	return w.comes(rt)
}
