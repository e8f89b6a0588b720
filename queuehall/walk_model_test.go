package queuehall_test

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/queuehall"
)

// outcome is what whoever gave a command was told: a code when it was refused, else what it made.
type outcome struct {
	Code   casecore.Code
	Ticket queuehall.TicketID
	Number int // of a ticket
	Visit  queuehall.VisitID
	Nonce  uuid.UUID
	Why    queuehall.Why
}

func refused(code casecore.Code) outcome { return outcome{Code: code} }

// desk is a counter as it is set up.
type desk struct {
	id     queuehall.CounterID
	code   string
	serves []queuehall.DirectionID
	ranked bool
}

// model is a hall as it should be, by the rules and without a database.
type model struct {
	desks map[queuehall.CounterID]desk // set up once
	undo  time.Duration
	now   time.Time

	seats   map[queuehall.CounterID]casecore.StaffID
	last    map[queuehall.DirectionID]int
	tickets map[queuehall.TicketID]queuehall.Ticket
	visits  map[queuehall.VisitID]queuehall.Visit
	marks   map[queuehall.VisitID]queuehall.Mark // that count
	presses map[uuid.UUID]queuehall.Why
	done    map[string]outcome          // by key
	held    map[queuehall.TicketID]bool // whoever calls may pass over these: others are just looking at them
}

func (m *model) clone() *model {
	c := *m
	c.seats, c.last, c.tickets, c.visits = maps.Clone(m.seats), maps.Clone(m.last), maps.Clone(m.tickets), maps.Clone(m.visits)
	c.marks, c.presses, c.done = maps.Clone(m.marks), maps.Clone(m.presses), maps.Clone(m.done)
	return &c
}

// liveAt is the visit at a counter.
func (m *model) liveAt(c queuehall.CounterID) (queuehall.Visit, bool) {
	for _, v := range m.visits {
		if v.Counter == c && v.Ended.IsZero() {
			return v, true
		}
	}
	return queuehall.Visit{}, false
}

// queue is who may be called at a counter, in their order.
func (m *model) queue(d desk) []queuehall.Ticket {
	var list []queuehall.Ticket
	for _, t := range m.tickets {
		if t.State == queuehall.Waiting && (t.Counter == d.id || t.Counter.IsZero() && slices.Contains(d.serves, t.Direction)) {
			list = append(list, t)
		}
	}
	rank := func(t *queuehall.Ticket) int {
		at := slices.Index(d.serves, t.Direction)
		switch {
		case !d.ranked:
			return 0
		case at < 0:
			return len(d.serves)
		}
		return at
	}
	slices.SortFunc(list, func(a, b queuehall.Ticket) int {
		return cmp.Or(cmp.Compare(a.Lane, b.Lane), cmp.Compare(rank(&a), rank(&b)), a.Turn.Compare(b.Turn), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return list
}

func (m *model) signOn(who casecore.StaffID, c queuehall.CounterID) outcome {
	if !m.seats[c].IsZero() {
		return refused(casecore.Conflict)
	}
	for _, sits := range m.seats {
		if sits == who {
			return refused(casecore.Conflict)
		}
	}
	m.seats[c] = who
	return outcome{}
}

func (m *model) signOff(who casecore.StaffID, c queuehall.CounterID) outcome {
	if m.seats[c] != who {
		return refused(casecore.Forbidden)
	}
	if _, busy := m.liveAt(c); busy {
		return refused(casecore.Conflict)
	}
	delete(m.seats, c)
	return outcome{}
}

// issue takes the id that the real ticket got.
func (m *model) issue(t queuehall.Ticket, got outcome) outcome {
	m.last[t.Direction]++
	t.ID, t.Number, t.Turn = got.Ticket, m.last[t.Direction], m.now
	m.tickets[t.ID] = t
	return outcome{Ticket: t.ID, Number: t.Number}
}

func (m *model) turn(id queuehall.TicketID, to queuehall.State, from ...queuehall.State) outcome {
	t := m.tickets[id]
	if !slices.Contains(from, t.State) {
		return refused(casecore.Conflict)
	}
	t.State = to
	m.tickets[id] = t
	return outcome{Ticket: id, Number: t.Number}
}

// call begins a visit of the ticket that choose names.
func (m *model) call(who casecore.StaffID, c queuehall.CounterID, got outcome, choose func(d desk) (queuehall.TicketID, casecore.Code)) outcome {
	if m.seats[c] != who {
		return refused(casecore.Forbidden)
	}
	if _, busy := m.liveAt(c); busy {
		return refused(casecore.Conflict)
	}
	id, code := choose(m.desks[c])
	if code != "" {
		return refused(code)
	}
	t := m.tickets[id]
	t.State = queuehall.Called
	m.tickets[id] = t
	m.visits[got.Visit] = queuehall.Visit{
		ID: got.Visit, Ticket: id, Counter: c, Staff: who, Direction: t.Direction, Step: queuehall.StepCalled, Before: queuehall.StepUndone,
		Stepped: m.now, Nonce: got.Nonce, Called: m.now,
	}
	return outcome{Visit: got.Visit, Nonce: got.Nonce, Ticket: id}
}

func (m *model) callNext(who casecore.StaffID, c queuehall.CounterID, got outcome) outcome {
	return m.call(who, c, got, func(d desk) (queuehall.TicketID, casecore.Code) {
		for _, t := range m.queue(d) {
			if t.ID == got.Ticket || !m.held[t.ID] {
				return t.ID, ""
			}
		}
		return queuehall.TicketID{}, casecore.NotFound
	})
}

func (m *model) callTicket(who casecore.StaffID, c queuehall.CounterID, id queuehall.TicketID, got outcome) outcome {
	return m.call(who, c, got, func(desk) (queuehall.TicketID, casecore.Code) {
		t := m.tickets[id]
		if t.State != queuehall.Waiting && t.State != queuehall.Parked || !t.Counter.IsZero() && t.Counter != c {
			return id, casecore.Conflict
		}
		return id, ""
	})
}

// becomes is where a ticket stands after a step of its visit.
var becomes = map[queuehall.Step]queuehall.State{
	queuehall.StepCalled: queuehall.Called, queuehall.StepServing: queuehall.Serving, queuehall.StepServed: queuehall.Served,
	queuehall.StepAbsent: queuehall.Absent, queuehall.StepParked: queuehall.Parked, queuehall.StepPassed: queuehall.Waiting,
	queuehall.StepUndone: queuehall.Waiting,
}

// step changes a visit of somebody's, and its ticket after it.
func (m *model) step(who casecore.StaffID, id queuehall.VisitID, change func(v *queuehall.Visit, t *queuehall.Ticket) casecore.Code) outcome {
	v := m.visits[id]
	if v.Staff != who {
		return refused(casecore.Forbidden)
	}
	t := m.tickets[v.Ticket]
	if code := change(&v, &t); code != "" {
		return refused(code)
	}
	t.State = becomes[v.Step]
	switch t.State {
	case queuehall.Parked:
		t.Counter = v.Counter
	case queuehall.Waiting, queuehall.Called:
	default:
		t.Counter = queuehall.CounterID{}
	}
	m.visits[id], m.tickets[t.ID] = v, t
	return outcome{Visit: id, Nonce: v.Nonce, Ticket: t.ID}
}

func (m *model) recall(who casecore.StaffID, id queuehall.VisitID) outcome {
	return m.step(who, id, func(v *queuehall.Visit, _ *queuehall.Ticket) casecore.Code {
		if v.Step != queuehall.StepCalled {
			return casecore.Conflict
		}
		v.Recalls++
		return ""
	})
}

// move goes on to a step from one of those.
func (m *model) move(who casecore.StaffID, id queuehall.VisitID, to queuehall.Step, from ...queuehall.Step) outcome {
	return m.step(who, id, func(v *queuehall.Visit, _ *queuehall.Ticket) casecore.Code { return m.moved(v, to, from...) })
}

func (m *model) moved(v *queuehall.Visit, to queuehall.Step, from ...queuehall.Step) casecore.Code {
	if !slices.Contains(from, v.Step) {
		return casecore.Conflict
	}
	v.Step, v.Before, v.Stepped = to, v.Step, m.now
	if to != queuehall.StepServing {
		v.Ended = m.now
	}
	return ""
}

func (m *model) transfer(who casecore.StaffID, id queuehall.VisitID, d queuehall.DirectionID, c queuehall.CounterID) outcome {
	return m.step(who, id, func(v *queuehall.Visit, t *queuehall.Ticket) casecore.Code {
		if code := m.moved(v, queuehall.StepPassed, queuehall.StepCalled, queuehall.StepServing); code != "" {
			return code
		}
		t.Counter = c
		if !d.IsZero() {
			t.Direction = d
		}
		return ""
	})
}

func (m *model) takeBack(who casecore.StaffID, id queuehall.VisitID) outcome {
	return m.step(who, id, func(v *queuehall.Visit, t *queuehall.Ticket) casecore.Code {
		if m.seats[v.Counter] != who {
			return casecore.Forbidden
		}
		if v.Before == "" || m.now.Sub(v.Stepped) > m.undo || t.State != becomes[v.Step] {
			return casecore.Conflict
		}
		if other, busy := m.liveAt(v.Counter); busy && other.ID != v.ID {
			return casecore.Conflict
		}
		if v.Step == queuehall.StepPassed {
			t.Direction, t.Counter = v.Direction, queuehall.CounterID{}
		}
		v.Step, v.Before, v.Ended = v.Before, "", time.Time{}
		if v.Step == queuehall.StepUndone {
			v.Ended = m.now
		}
		return ""
	})
}

// press judges a press of a counter's pad.
func (m *model) press(at queuehall.CounterID, p queuehall.PressButton) outcome {
	why := queuehall.Stranger
	for _, v := range m.visits {
		if v.Nonce == p.Nonce && v.Counter == at {
			why = m.judge(&v, p.Age)
			if why == queuehall.Counts {
				m.marks[v.ID] = p.Mark
			}
		}
	}
	m.presses[uuid.UUID(p.ID)] = why
	return outcome{Why: why}
}

func (m *model) judge(v *queuehall.Visit, age time.Duration) queuehall.Why {
	at := m.now.Add(-age)
	switch {
	case v.Step == queuehall.StepUndone:
		return queuehall.Undone
	case age > 30*time.Second:
		return queuehall.Old
	case at.Before(v.Called):
		return queuehall.Early
	case !v.Ended.IsZero() && at.After(v.Ended):
		return queuehall.Late
	case m.marks[v.ID] != 0:
		return queuehall.Second
	}
	return queuehall.Counts
}
