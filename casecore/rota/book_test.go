package rota_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/calendar"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/casecore/rota"
)

// centre is a city with a rota's people.
type centre struct {
	*casetest.World

	book             *rota.Book
	agents           []casecore.Actor
	supervisor, head casecore.Actor
}

var march = rota.Month{Year: 2026, Month: time.March} // of the world's clock

func newCentre(t testing.TB, agents int) *centre {
	t.Helper()
	w := casetest.New(t, "mariupol")
	c := &centre{
		World: w, book: rota.NewBook(w.DB, w.Store, adminlog.New(w.DB, w.Store, w.Clock.Now), w.Rules, w.Clock.Now),
		supervisor: w.Person(regulation.RoleSupervisor, casecore.OrgID{}), head: w.Person(regulation.RoleCentreHead, casecore.OrgID{}),
	}
	for range agents {
		c.agents = append(c.agents, w.Agent())
	}
	return c
}

func (c *centre) open(m rota.Month) rota.Version {
	c.T.Helper()
	v, err := c.book.Open(context.Background(), m)
	require.NoError(c.T, err)
	return v
}

func (c *centre) save(m rota.Month, cells []rota.Cell) error {
	c.T.Helper()
	return c.book.Save(context.Background(), rota.Save{
		Command: c.Command(c.supervisor), Month: m, Revision: c.open(m).Revision, Cells: cells,
	})
}

func (c *centre) step(who casecore.Actor, m rota.Month) rota.Step {
	c.T.Helper()
	return rota.Step{Command: c.Command(who), Month: m, Revision: c.open(m).Revision}
}

// inForce proposes, sends and approves a month.
func (c *centre) inForce(m rota.Month) {
	c.T.Helper()
	ctx := context.Background()
	cells, err := c.book.Propose(ctx, m, nil)
	require.NoError(c.T, err)
	require.NoError(c.T, c.save(m, cells))
	require.NoError(c.T, c.book.Submit(ctx, c.step(c.supervisor, m)))
	require.NoError(c.T, c.book.Approve(ctx, c.step(c.head, m)))
}

// MR-2.2
func TestAMonthIsMadeSentAndApprovedByTheHead(t *testing.T) {
	t.Parallel()
	c, ctx := newCentre(t, 6), t.Context()
	v := c.open(march)
	require.Equal(t, rota.None, v.State)
	require.Len(t, v.Sheet.People, 7, "agents and the supervisor, not the head")

	require.NoError(t, c.save(march, []rota.Cell{{Staff: c.agents[0].Staff, Day: march.First(), Pattern: "day"}}))
	require.Equal(t, "error.rota_findings", keyOf(c.book.Submit(ctx, c.step(c.supervisor, march))), "hours are open (MR-2.1)")

	cells, err := c.book.Propose(ctx, march, c.open(march).Sheet.Cells)
	require.NoError(t, err)
	save := rota.Save{Command: c.Command(c.supervisor), Month: march, Revision: c.open(march).Revision, Cells: cells}
	require.NoError(t, c.book.Save(ctx, save))
	require.NoError(t, c.book.Save(ctx, save), "a repeat changes nothing")
	require.Equal(t, int64(2), c.open(march).Revision)
	save.Command = c.Command(c.supervisor)
	require.Equal(t, "error.rota_changed", keyOf(c.book.Save(ctx, save)), "somebody else has changed it since")

	require.NoError(t, c.book.Submit(ctx, c.step(c.supervisor, march)))
	require.Equal(t, "error.rota_submitted", keyOf(c.save(march, nil)))
	require.Equal(t, "error.rota_approve", keyOf(c.book.Approve(ctx, c.step(c.supervisor, march))))
	back := c.step(c.head, march)
	require.Equal(t, "error.rota_reason", keyOf(c.book.Return(ctx, back)))
	back = c.step(c.head, march)
	back.Reason = "Двоє у відпустці"
	require.NoError(t, c.book.Return(ctx, back))
	require.Equal(t, "Двоє у відпустці", c.open(march).Reason)

	w, err := c.book.OnShift(ctx, c.Clock.Now())
	require.NoError(t, err)
	require.False(t, w.InUse)
	require.True(t, w.Has(c.supervisor.Staff), "without a rota everybody who is ready counts")

	require.NoError(t, c.book.Submit(ctx, c.step(c.supervisor, march)))
	require.NoError(t, c.book.Approve(ctx, c.step(c.head, march)))
	v = c.open(march)
	require.Equal(t, rota.Approved, v.State)
	require.Equal(t, c.head.Staff, v.ApprovedBy)
	w, err = c.book.OnShift(ctx, c.Clock.Now())
	require.NoError(t, err)
	require.True(t, w.InUse)
	require.Len(t, w.Shifts, 1)
	require.False(t, w.Has(c.head.Staff))
	mine, err := c.book.Mine(ctx, w.Shifts[0].Staff, c.Clock.Now(), c.Clock.Now().AddDate(0, 0, 10))
	require.NoError(t, err)
	require.Equal(t, w.Shifts[0].End.UTC(), mine[0].End.UTC())

	entries, err := adminlog.New(c.DB, c.Store, c.Clock.Now).List(ctx, adminlog.Filter{Subject: adminlog.Rota, Limit: 10})
	require.NoError(t, err)
	require.Len(t, entries, 4)
	require.Equal(t, "approve", entries[0].Action)
	require.Equal(t, "2026-03", entries[0].SubjectID)
}

// MR-2.2
func TestAChangeAfterTheApprovalIsApprovedAgain(t *testing.T) {
	t.Parallel()
	c, ctx := newCentre(t, 9), t.Context()
	c.inForce(march)
	now := c.Clock.Now()
	before, err := c.book.OnShift(ctx, now)
	require.NoError(t, err)
	cells := c.open(march).Sheet.Cells
	var free casecore.StaffID
	for i := range cells { // the day shift of today goes to somebody else
		if cells[i].Staff == before.Shifts[0].Staff && cells[i].Day.Day == 2 {
			cells[i].Staff, free = c.someoneFree(cells, 2), cells[i].Staff
		}
	}
	require.NoError(t, c.save(march, cells))
	v := c.open(march)
	require.Equal(t, 2, v.Number)
	require.Equal(t, rota.Draft, v.State)
	require.Equal(t, 1, v.InForce)
	still, err := c.book.OnShift(ctx, now)
	require.NoError(t, err)
	require.Equal(t, before, still, "until then the version before is in force")

	require.NoError(t, c.book.Discard(ctx, c.step(c.supervisor, march)))
	require.Equal(t, 1, c.open(march).Number)
	require.NoError(t, c.save(march, cells))
	if rota.Blocks(rota.Check(&v.Sheet)) {
		t.Fatal("the exchange breaks a limit: choose another")
	}
	require.NoError(t, c.book.Approve(ctx, c.step(c.head, march)), "the head may approve what they changed themselves")
	after, err := c.book.OnShift(ctx, now)
	require.NoError(t, err)
	require.False(t, after.Has(free))
	require.Len(t, after.Shifts, 1)
}

// someoneFree has nothing two days around the day.
func (c *centre) someoneFree(cells []rota.Cell, day int) casecore.StaffID {
	for _, a := range c.agents {
		busy := false
		for _, cell := range cells {
			busy = busy || cell.Staff == a.Staff && cell.Day.Day >= day-2 && cell.Day.Day <= day+2
		}
		if !busy {
			return a.Staff
		}
	}
	c.T.Fatal("nobody is free")
	return casecore.StaffID{}
}

// MR-2.2
func TestNobodyIsInTwoPlacesWhateverTheProgramSays(t *testing.T) {
	t.Parallel()
	c, ctx := newCentre(t, 6), t.Context()
	c.inForce(march)
	_, err := c.DB.Exec(ctx, `INSERT INTO rota_shifts (rota_id, staff_id, day, pattern, starts_at, ends_at, live)
		SELECT rota_id, staff_id, '2026-04-15', pattern, starts_at + interval '1 hour', ends_at, true FROM rota_shifts LIMIT 1`)
	require.ErrorContains(t, err, "rota_shifts_one_")
}

// MR-2.2
func TestTheNextMonthGoesOnWithTheTurnOfTheLast(t *testing.T) {
	t.Parallel()
	c, ctx := newCentre(t, 4), t.Context()
	_, err := c.book.Like(ctx, march)
	require.Equal(t, "error.rota_nothing_before", keyOf(err))
	var cells []rota.Cell
	for i, a := range c.agents { // day, night, and two days off
		for _, d := range march.Days() {
			switch (d.Day + i) % 4 {
			case 0:
				cells = append(cells, rota.Cell{Staff: a.Staff, Day: d, Pattern: "day"})
			case 1:
				cells = append(cells, rota.Cell{Staff: a.Staff, Day: d, Pattern: "night"})
			}
		}
	}
	require.NoError(t, c.save(march, cells))
	next, err := c.book.Like(ctx, march.Add(1))
	require.NoError(t, err)
	for i, a := range c.agents {
		for d := 1; d <= 30; d++ {
			cell := rota.Cell{Staff: a.Staff, Day: calendar.Date{Year: 2026, Month: time.April, Day: d}, Pattern: "day"}
			require.Equal(t, (31+d+i)%4 == 0, slices.Contains(next, cell), "%d on %d", i, d)
		}
	}
}

// MR-2.2
func TestACityWithoutARotaHasNone(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "romny")
	book := rota.NewBook(w.DB, w.Store, adminlog.New(w.DB, w.Store, w.Clock.Now), w.Rules, w.Clock.Now)
	_, err := book.Open(t.Context(), march)
	require.Equal(t, "error.rota_not_kept", keyOf(err))
	watch, err := book.OnShift(t.Context(), w.Clock.Now())
	require.NoError(t, err)
	require.False(t, watch.InUse)
}

func keyOf(err error) string {
	if e := new(casecore.Error); err != nil && errors.As(err, &e) {
		return e.Key
	}
	return ""
}
