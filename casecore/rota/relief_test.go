package rota_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/casetest"
	"hotline/casecore/rota"
)

func (c *centre) relief() *rota.Relief {
	return rota.NewRelief(c.DB, c.Service, c.book, c.Rules, c.Clock.Now, slog.New(slog.DiscardHandler))
}

// held is a report that the person has claimed.
func (c *centre) held(by casecore.Actor) casecore.Report {
	c.T.Helper()
	r := c.Report()
	r, err := c.Service.Claim(c.T.Context(), casecore.ClaimReport{Command: c.Command(by), Report: r.ID})
	require.NoError(c.T, err)
	return r
}

// onShift is an agent who is on shift now and one who is not.
func (c *centre) onShift() (on, off casecore.Actor) {
	c.T.Helper()
	w, err := c.book.OnShift(c.T.Context(), c.Clock.Now())
	require.NoError(c.T, err)
	for _, a := range append([]casecore.Actor{c.supervisor}, c.agents...) {
		if w.Has(a.Staff) {
			on = a
		} else {
			off = a
		}
	}
	return on, off
}

// MR-2.2
func TestAReportIsHandedOverToWhoeverIsOnShiftWithItsDraft(t *testing.T) {
	t.Parallel()
	c, ctx := newCentre(t, 6), t.Context()
	c.inForce(march)
	relief := c.relief()
	on, off := c.onShift()
	r := c.held(off)
	require.NoError(t, relief.SaveDraft(ctx, off, r.ID, []byte(`{"text": "За адресою нема води"}`)))
	require.Equal(t, "error.report_not_yours", keyOf(relief.SaveDraft(ctx, on, r.ID, []byte(`{}`))))

	cmd := casecore.HandOverReport{Command: c.Command(off), Report: r.ID, To: c.notOf(on, off).Staff, Note: "Передзвонити о 21:00"}
	_, err := relief.HandOver(ctx, cmd)
	require.Equal(t, "error.hand_over_off_shift", keyOf(err))
	cmd.Command, cmd.To = c.Command(off), on.Staff
	passed, err := relief.HandOver(ctx, cmd)
	require.NoError(t, err)
	require.Equal(t, casecore.ReportClaimed, passed.Status)
	require.Equal(t, on.Staff, passed.ClaimedBy)
	again, err := relief.HandOver(ctx, cmd)
	require.NoError(t, err)
	require.Equal(t, passed.Version, again.Version, "a repeat changes nothing")

	papers, err := relief.Papers(ctx, r.ID)
	require.NoError(t, err)
	require.JSONEq(t, `{"text": "За адресою нема води"}`, string(papers.Draft))
	require.Equal(t, off.Staff, papers.DraftBy)
	require.Len(t, papers.HandOvers, 1)
	require.Equal(t, "Передзвонити о 21:00", papers.HandOvers[0].Note)
	require.Equal(t, off.Staff, papers.HandOvers[0].From)
	events, err := c.Store.Events(ctx, r.Subject())
	require.NoError(t, err)
	require.Equal(t, "report.handed_over", events[len(events)-1].Type)
	require.NotContains(t, string(events[len(events)-1].Data), "21:00", "the history holds a digest of the note")

	second := c.held(off)
	_, err = relief.HandOver(ctx, casecore.HandOverReport{Command: c.Command(off), Report: second.ID, To: on.Staff})
	require.Equal(t, "error.agent_busy", keyOf(err), "one agent holds one report")
	queued, err := relief.HandOver(ctx, casecore.HandOverReport{Command: c.Command(off), Report: second.ID, Note: "У черзі"})
	require.NoError(t, err)
	require.Equal(t, casecore.ReportWaiting, queued.Status)
}

func (c *centre) notOf(these ...casecore.Actor) casecore.Actor {
	for _, a := range c.agents {
		if a.Staff != these[0].Staff && a.Staff != these[1].Staff {
			return a
		}
	}
	return casecore.Actor{}
}

// MR-2.2
func TestWhatSomebodyLeftHoldingAfterTheirShiftGoesBackToTheQueue(t *testing.T) {
	t.Parallel()
	c, ctx := newCentre(t, 6), t.Context()
	c.inForce(march)
	relief := c.relief()
	on, _ := c.onShift()
	r := c.held(on)
	sweep := func() int {
		t.Helper()
		n, err := relief.Sweep(ctx)
		require.NoError(t, err)
		return n
	}
	seen := func() {
		_, err := c.DB.Exec(ctx, `INSERT INTO sessions (token, data, expiry, id, staff_id, seen_at) VALUES ('t', '', $1, $2, $3, $4)
			ON CONFLICT (token) DO UPDATE SET seen_at = $4`, c.Clock.Now().AddDate(0, 0, 1), uuid.New(), on.Staff.UUID(), c.Clock.Now())
		require.NoError(t, err)
	}
	w, err := c.book.OnShift(ctx, c.Clock.Now())
	require.NoError(t, err)
	shift, _ := w.Of(on.Staff)
	require.Zero(t, sweep(), "they are at work")
	c.Clock.Set(shift.End.Add(14 * time.Minute))
	require.Zero(t, sweep(), "the profile gives them a quarter of an hour")
	seen()
	c.Clock.Set(shift.End.Add(20 * time.Minute))
	require.Zero(t, sweep(), "they stayed on to finish it")
	c.Clock.Set(shift.End.Add(30 * time.Minute))
	require.Equal(t, 1, sweep())
	require.Zero(t, sweep(), "once")
	now, err := c.Store.Report(ctx, r.ID)
	require.NoError(t, err)
	require.Equal(t, casecore.ReportWaiting, now.Status)
	papers, err := relief.Papers(ctx, r.ID)
	require.NoError(t, err)
	require.True(t, papers.HandOvers[0].BySystem)
	require.Equal(t, on.Staff, papers.HandOvers[0].From)
}

// Romny keeps no rota in the product.
func TestADraftGoesWhenItHasDoneItsWorkAlsoWhereNoRotaIsKept(t *testing.T) {
	t.Parallel()
	w, ctx := casetest.New(t, "romny"), t.Context()
	relief := rota.NewRelief(w.DB, w.Service, rota.NewBook(w.DB, w.Store, adminlog.New(w.DB, w.Store, w.Clock.Now), w.Rules, w.Clock.Now), w.Rules,
		w.Clock.Now, slog.New(slog.DiscardHandler))
	agent := w.Agent()
	r := w.Report()
	_, err := w.Service.Claim(ctx, casecore.ClaimReport{Command: w.Command(agent), Report: r.ID})
	require.NoError(t, err)
	require.NoError(t, relief.SaveDraft(ctx, agent, r.ID, []byte(`{"text": "За адресою нема води"}`)))
	_, err = relief.Sweep(ctx)
	require.NoError(t, err)
	require.EqualValues(t, 1, w.Number(`SELECT count(*) FROM report_drafts`), "it is being written")
	_, err = w.Service.Withdraw(ctx, casecore.WithdrawReport{Command: w.Command(casecore.Citizen), Report: r.ID})
	require.NoError(t, err)
	_, err = relief.Sweep(ctx)
	require.NoError(t, err)
	require.Zero(t, w.Number(`SELECT count(*) FROM report_drafts`))
}
