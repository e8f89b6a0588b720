package queuehall_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/queuehall"
	"hotline/queuehall/profile"
)

// hall is the halls of Vinnytsia, on a Monday morning.
type hall struct {
	*casetest.World
	*queuehall.Hall

	tokens map[queuehall.DeviceID]string // of devices that were paired
}

func newHall(t testing.TB) *hall {
	t.Helper()
	w := casetest.New(t, "mariupol")
	p, err := profile.Embedded("vinnytsia")
	require.NoError(t, err)
	require.NoError(t, queuehall.Import(context.Background(), w.DB, p))
	return &hall{w, queuehall.New(w.DB, w.Store, p, w.Clock.Now, casecore.Hooks{}), map[queuehall.DeviceID]string{}}
}

// another is a second copy of the program.
func (h *hall) another() *queuehall.Hall {
	h.T.Helper()
	p, err := profile.Embedded("vinnytsia")
	require.NoError(h.T, err)
	return queuehall.New(h.DB, h.Store, p, h.Clock.Now, casecore.Hooks{})
}

func (h *hall) id(sql string, args ...any) uuid.UUID {
	h.T.Helper()
	rows, err := h.DB.Query(context.Background(), sql, args...)
	require.NoError(h.T, err)
	id, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[uuid.UUID])
	require.NoError(h.T, err)
	return id
}

func (h *hall) direction(branch, code string) queuehall.DirectionID {
	h.T.Helper()
	return queuehall.DirectionID(h.id(`SELECT d.id FROM hall_directions d JOIN hall_branches b ON b.id = d.branch_id WHERE b.code = $1 AND d.code = $2`,
		branch, code))
}

func (h *hall) counter(branch, code string) queuehall.CounterID {
	h.T.Helper()
	return queuehall.CounterID(h.id(`SELECT c.id FROM hall_counters c JOIN hall_branches b ON b.id = c.branch_id WHERE b.code = $1 AND c.code = $2`,
		branch, code))
}

// operator is somebody who may serve in a branch.
func (h *hall) operator(branch string) casecore.Actor {
	h.T.Helper()
	a := h.Person(regulation.RoleHallOperator, casecore.OrgID{})
	h.Exec(`INSERT INTO hall_operators SELECT $1, b.id, p.id FROM hall_branches b, hall_participants p WHERE b.code = $2 AND p.code = 'administrators'`,
		a.Staff.UUID(), branch)
	return a
}

// seat is an operator who has signed on to a counter.
type seat struct {
	h       *hall
	who     casecore.Actor
	counter queuehall.CounterID
}

func (h *hall) seat(branch, counter string) *seat {
	h.T.Helper()
	s := h.seatless(branch, counter)
	require.NoError(h.T, h.SignOn(context.Background(), s.at()))
	return s
}

// seatless is an operator who may sign on to a counter.
func (h *hall) seatless(branch, counter string) *seat {
	h.T.Helper()
	return &seat{h, h.operator(branch), h.counter(branch, counter)}
}

func (s *seat) at() queuehall.CounterCommand {
	return queuehall.CounterCommand{Command: s.h.Command(s.who), Counter: s.counter}
}

func (s *seat) of(v queuehall.Visit) queuehall.VisitCommand {
	return queuehall.VisitCommand{Command: s.h.Command(s.who), Visit: v.ID}
}

// calls is whom the operator calls next, by the ticket's code.
func (s *seat) calls() (queuehall.Visit, string) {
	s.h.T.Helper()
	v, err := s.h.CallNext(context.Background(), s.at())
	require.NoError(s.h.T, err)
	return v, s.h.code(v)
}

func (h *hall) code(v queuehall.Visit) string {
	h.T.Helper()
	t, err := h.Ticket(context.Background(), v.Ticket)
	require.NoError(h.T, err)
	return t.Code()
}

// does runs a step that has to succeed.
func (s *seat) does(step func(context.Context, queuehall.VisitCommand) (queuehall.Visit, error), v queuehall.Visit) queuehall.Visit {
	s.h.T.Helper()
	v, err := step(context.Background(), s.of(v))
	require.NoError(s.h.T, err)
	return v
}

// comes is a client with a ticket in hand.
func (h *hall) comes(branch, direction string, priority ...string) queuehall.Ticket {
	h.T.Helper()
	cmd := queuehall.IssueTicket{
		Command: h.Command(casecore.Citizen), Direction: h.direction(branch, direction), Source: queuehall.FromDesk, Lang: "uk",
	}
	if len(priority) > 0 {
		cmd.Priority = priority[0]
	}
	t, err := h.Issue(context.Background(), cmd)
	require.NoError(h.T, err)
	h.Clock.Advance(time.Second)
	return t
}

func (h *hall) state(t queuehall.Ticket) queuehall.State {
	h.T.Helper()
	t, err := h.Ticket(context.Background(), t.ID)
	require.NoError(h.T, err)
	return t.State
}

func requireCode(t testing.TB, code casecore.Code, key string, err error) {
	t.Helper()
	var e *casecore.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, code, e.Code)
	require.Equal(t, key, e.Key)
}
